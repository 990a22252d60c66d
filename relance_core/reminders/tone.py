"""The tone of a message: the step's, shifted for the client, never softer than the last one."""

from __future__ import annotations

import polars as pl

from relance_core.vocabulary import FORMAL_STEPS, DebtorType, MessageState, Tone, ToneSetting

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


def last_tones(history: pl.LazyFrame, open_ids: pl.LazyFrame) -> pl.LazyFrame:
    """``addressee_id, last_tone``: tone of the last message sent about a still open invoice.

    The firmest of the last day, among those that no message of ours tells apart.
    """
    level = pl.col("tone").replace_strict(_LEVEL, return_dtype=pl.Int64)
    return (
        history.filter(
            pl.col("state").is_in([MessageState.SENT.value, MessageState.DEPOSITED.value])
        )
        .join(open_ids.select("invoice_id"), on="invoice_id", how="semi")
        .sort("addressee_id", "day", "message_id", level, nulls_last=False)
        .group_by("addressee_id", maintain_order=True)
        .agg(pl.col("tone").last().alias("last_tone"))
    )


def with_tone(groups: pl.LazyFrame, last: pl.LazyFrame) -> pl.LazyFrame:
    """``groups`` (``step, usual_tone, tone_setting, debtor_type``) with its ``tone``.

    ``wanted_tone`` is what it would be were there no last message.

    A formal step is always formal; a setting never takes a reminder beyond firm; whatever the
    setting, the tone is never softer than the last message's (decisions.md, Steps and Tone).
    """
    usual = pl.col("usual_tone").replace_strict(_LEVEL, return_dtype=pl.Int64)
    setting = pl.col("tone_setting")
    firmer = pl.min_horizontal(usual + 1, pl.lit(_FIRM))
    fixed = setting.replace_strict(_FIXED, default=None, return_dtype=pl.Int64)
    capped = pl.when(pl.col("debtor_type").is_in(_GENTLE)).then(
        pl.min_horizontal(pl.coalesce(fixed, firmer), usual)
    )
    chosen = (
        pl.when(pl.col("step").is_in([step.value for step in FORMAL_STEPS]))
        .then(_LEVEL[Tone.FORMAL.value])
        .when(setting == ToneSetting.SOFTER.value)
        .then(pl.max_horizontal(usual - 1, pl.lit(0)))
        .when(setting.is_in([ToneSetting.FIRMER.value, ToneSetting.ALWAYS_FIRM.value]))
        .then(pl.coalesce(capped, fixed, firmer))
        .otherwise(pl.coalesce(fixed, usual))
    )
    floor = pl.col("last_tone").replace_strict(_LEVEL, default=None, return_dtype=pl.Int64)
    return groups.join(last, on="addressee_id", how="left").with_columns(
        chosen.replace_strict(_NAME, return_dtype=pl.String).alias("wanted_tone"),
        pl.max_horizontal(chosen, floor)
        .replace_strict(_NAME, return_dtype=pl.String)
        .alias("tone"),
    )
