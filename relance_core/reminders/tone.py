"""The tone of a message: the step's, shifted for the client, never softer than the last one."""

from __future__ import annotations

import polars as pl

from relance_core.vocabulary import FORMAL_STEPS, DebtorType, Tone, ToneSetting

_LEVEL = {tone.value: level for level, tone in enumerate(Tone)}
_NAME = {level: tone for tone, level in _LEVEL.items()}
_FIRM = _LEVEL[Tone.FIRM.value]
_FIXED = {
    ToneSetting.ALWAYS_FRIENDLY.value: _LEVEL[Tone.FRIENDLY.value],
    ToneSetting.ALWAYS_COURTEOUS.value: _LEVEL[Tone.COURTEOUS.value],
    ToneSetting.ALWAYS_FIRM.value: _FIRM,
}
#: Debtors to whom "one notch firmer" and "always firm" do not apply before the step says so.
_GENTLE = [DebtorType.PUBLIC.value, DebtorType.CONSUMER.value]


def _wanted_level() -> pl.Expr:
    """The tone, as a level, were there no last message."""
    usual = pl.col("usual_tone").replace_strict(_LEVEL, return_dtype=pl.Int64)
    setting = pl.col("tone_setting")
    firmer = pl.min_horizontal(usual + 1, pl.lit(_FIRM))
    fixed = setting.replace_strict(_FIXED, default=None, return_dtype=pl.Int64)
    capped = pl.when(pl.col("debtor_type").is_in(_GENTLE)).then(
        pl.min_horizontal(pl.coalesce(fixed, firmer), usual)
    )
    return (
        pl.when(pl.col("step").is_in([step.value for step in FORMAL_STEPS]))
        .then(_LEVEL[Tone.FORMAL.value])
        .when(setting == ToneSetting.SOFTER.value)
        .then(pl.max_horizontal(usual - 1, pl.lit(0)))
        .when(setting.is_in([ToneSetting.FIRMER.value, ToneSetting.ALWAYS_FIRM.value]))
        .then(pl.coalesce(capped, fixed, firmer))
        .otherwise(pl.coalesce(fixed, usual))
    )


def _named(level: pl.Expr) -> pl.Expr:
    return level.replace_strict(_NAME, return_dtype=pl.String)


_FLOOR = pl.col("last_tone").replace_strict(_LEVEL, default=None, return_dtype=pl.Int64)
_WANTED = _named(_wanted_level()).alias("wanted_tone")
_TONE = _named(pl.max_horizontal(_wanted_level(), _FLOOR)).alias("tone")


def with_tone(groups: pl.LazyFrame) -> pl.LazyFrame:
    """``groups`` (``step, usual_tone, tone_setting, debtor_type, last_tone``) with its ``tone``.

    ``wanted_tone`` is what it would be were there no last message. A formal step is always formal;
    a setting never takes a reminder beyond firm; whatever the setting, the tone is never softer
    than the last message's (decisions.md, Steps and Tone).
    """
    return groups.with_columns(_WANTED, _TONE)
