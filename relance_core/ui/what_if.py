"""What a change of settings does to the messages to come: a sentence, a chart, and two tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from relance_core.french import number, plural
from relance_core.reminders.ahead import HORIZON, Ahead
from relance_core.reminders.what_if import CHANGE_LABELS, Change, compare
from relance_core.ui import workspace
from relance_core.ui.charts.spec import inline, layered, vega_spec
from relance_core.ui.frame import plain
from relance_core.ui.long_table import show_long
from relance_core.ui.tables import Table
from relance_core.ui.theme import PALETTES, Mode, current_mode
from relance_core.vocabulary import CHANNEL_LABELS, STEP_LABELS, TONE_LABELS

_BY_CLIENT = {
    "name": "Client",
    "gained": "En plus",
    "lost": "En moins",
    "moved": "Déplacés",
    "otherwise": "Ton ou canal",
    "first_day": "Dès le",
}
_BY_MESSAGE = {
    "name": "Client",
    "step_label": "Étape",
    "change_label": "Changement",
    "before": "Avant",
    "after": "Après",
    "detail": "Détail",
}
#: Singular and plural of what is counted in the sentence, after the number.
_COUNTED = {
    Change.GAINED: ("en plus", "en plus"),
    Change.LOST: ("en moins", "en moins"),
    Change.MOVED: ("déplacé", "déplacés"),
    Change.SOFTENED: ("adouci", "adoucis"),
    Change.HARDENED: ("durci", "durcis"),
    Change.OTHER_CHANNEL: ("par un autre canal", "par un autre canal"),
}
#: The changes that have a day of their own, as the chart draws them.
_DRAWN = (Change.GAINED, Change.LOST, Change.MOVED)
_VIEWS = ("Par client", "Message par message")


def show_effect(
    before: Ahead, after: Ahead, clients: pl.DataFrame, *, key: str, alone: bool = False
) -> None:
    """What becomes of the messages from one look ahead to another.

    ``clients``: ``client_id, name``. ``key`` begins the keys of every widget drawn. ``alone``: only
    one client is looked at, who need not be named again.
    """
    changes = compare(before, after)
    st.markdown(plain(effect_sentence(changes, alone=alone)))
    if changes.is_empty():
        return
    chart = effect_chart(by_day(changes), mode=current_mode())
    if chart is not None:
        st.vega_lite_chart(vega_spec(chart), theme=None, key=f"{key}-chart")
    frame, headings = by_message(changes, clients), _BY_MESSAGE
    if alone:
        view = _VIEWS[1]
        headings = {column: label for column, label in headings.items() if column != "name"}
    else:
        view = _chosen_view(changes, key)
    if view == _VIEWS[0]:
        frame, headings = by_client(changes, clients), _BY_CLIENT
    show_long(
        Table(frame, headings, title="Effet du changement", widths={"name": 190}),
        key=f"{key}-{'messages' if view == _VIEWS[1] else 'clients'}",
        today=workspace.today(),
        file_name="effet.xlsx",
    )


def _chosen_view(changes: pl.DataFrame, key: str) -> str:
    one_client = changes["addressee_id"].n_unique() == 1
    return st.segmented_control(
        "Détail",
        _VIEWS,
        default=_VIEWS[1 if one_client else 0],
        key=f"{key}-view",
        label_visibility="collapsed",
        required=True,
    )


def effect_sentence(changes: pl.DataFrame, *, alone: bool = False) -> str:
    """``Effet sur les 60 prochains jours : 12 messages en plus, 3 en moins, chez 4 clients.``

    ``changes``: ``what_if.CHANGES``. ``alone``: everybody knows whose they are.
    """
    days = f"sur les {HORIZON.days} prochains jours"
    counts = dict(changes.group_by("change").len().iter_rows())
    parts: list[str] = []
    for change, words in _COUNTED.items():
        if count := counts.get(change.value, 0):
            said = words[0] if count == 1 else words[1]
            parts.append(
                f"{number(count)} {said}" if parts else f"{plural(count, 'message')} {said}"
            )
    if not parts:
        return f"Aucun message ne change {days}."
    if not alone:
        parts.append(f"chez {plural(changes['addressee_id'].n_unique(), 'client')}")
    return f"Effet {days} : {', '.join(parts)}."


def by_client(changes: pl.DataFrame, clients: pl.DataFrame) -> pl.DataFrame:
    """One row per client touched, the most touched first: the columns of ``_BY_CLIENT``.

    A count of none is null: the eye finds the others.
    """

    def count(*kinds: Change) -> pl.Expr:
        found = pl.col("change").is_in([kind.value for kind in kinds]).sum().cast(pl.Int64)
        return pl.when(found > 0).then(found)

    return (
        changes.group_by("addressee_id")
        .agg(
            count(Change.GAINED).alias("gained"),
            count(Change.LOST).alias("lost"),
            count(Change.MOVED).alias("moved"),
            count(Change.SOFTENED, Change.HARDENED, Change.OTHER_CHANNEL).alias("otherwise"),
            pl.min_horizontal("before", "after").min().alias("first_day"),
            pl.len().alias("touched"),
        )
        .join(_names(clients), on="addressee_id")
        .sort("touched", "name", descending=[True, False])
        .select(list(_BY_CLIENT))
    )


def by_message(changes: pl.DataFrame, clients: pl.DataFrame) -> pl.DataFrame:
    """One row per change of a message, by day: the columns of ``_BY_MESSAGE``."""
    days = (pl.col("after") - pl.col("before")).dt.total_days()
    unit = pl.when(days.abs() == 1).then(pl.lit("jour")).otherwise(pl.lit("jours"))
    moved = pl.format(
        "{}{} {}",
        pl.when(days > 0).then(pl.lit("+")).otherwise(pl.lit("\u2212")),
        days.abs(),
        unit,
    )
    tones = pl.format("{} → {}", *_told(("tone_before", "tone_after"), TONE_LABELS))
    channels = pl.format("{} → {}", *_told(("channel_before", "channel_after"), CHANNEL_LABELS))
    toned = pl.col("change").is_in([Change.SOFTENED.value, Change.HARDENED.value])
    return (
        changes.join(_names(clients), on="addressee_id", maintain_order="left")
        .with_columns(
            pl.col("step").replace_strict(_words(STEP_LABELS)).alias("step_label"),
            pl.col("change").replace_strict(_words(CHANGE_LABELS)).alias("change_label"),
            pl.when(pl.col("change") == Change.MOVED.value)
            .then(moved)
            .when(toned)
            .then(tones)
            .when(pl.col("change") == Change.OTHER_CHANNEL.value)
            .then(channels)
            .alias("detail"),
        )
        .select(list(_BY_MESSAGE))
    )


def by_day(changes: pl.DataFrame) -> pl.DataFrame:
    """``day, change, messages``: what a day gains counts up, what it loses counts down.

    A message that is moved leaves one day and reaches another.
    """
    drawn = changes.filter(pl.col("change").is_in([kind.value for kind in _DRAWN]))
    return (
        pl.concat(
            [
                drawn.select(pl.col("after").alias("day"), "change", pl.lit(1).alias("count")),
                drawn.select(pl.col("before").alias("day"), "change", pl.lit(-1).alias("count")),
            ]
        )
        .drop_nulls("day")
        .group_by("day", "change", pl.col("count").alias("way"))
        .agg(pl.col("count").sum().cast(pl.Int64).alias("messages"))
        .sort("day", "change", "way")
        .drop("way")
    )


def effect_chart(days: pl.DataFrame, *, mode: Mode) -> alt.LayerChart | None:
    """What each day gains and loses; ``days`` as ``by_day`` gives it. None when nothing moves."""
    if days.is_empty():
        return None
    colours = PALETTES[mode]
    there = set(days["change"])
    drawn = {
        kind: colour
        for kind, colour in zip(_DRAWN, (colours.primary, colours.quiet, colours.soft), strict=True)
        if kind.value in there
    }
    data = days.with_columns(
        # With its hour, a browser takes a day as its own; without, as Greenwich's.
        pl.col("day").dt.strftime("%Y-%m-%dT00:00:00"),
        pl.col("change").replace_strict(_words(CHANGE_LABELS)).alias("change_label"),
        pl.col("messages").abs().alias("count"),
        pl.when(pl.col("messages") > 0)
        .then(pl.lit("arrive ce jour-là"))
        .otherwise(pl.lit("ne part plus ce jour-là"))
        .alias("way"),
    )
    base = alt.Chart(inline(data))
    bars = base.mark_bar(width={"band": 0.7}).encode(
        x=alt.X(
            "yearmonthdate(day):T",
            title=None,
            axis=alt.Axis(format="%d/%m", grid=False, tickCount=8),
            scale=alt.Scale(padding=8),
        ),
        y=alt.Y(
            "messages:Q",
            title="Messages par jour",
            axis=alt.Axis(
                labelExpr="datum.value === 0 ? '0' : format(datum.value, '+,d')",
                tickMinStep=1,
                tickCount=5,
            ),
        ),
        color=alt.Color(
            "change_label:N",
            scale=alt.Scale(
                domain=[CHANGE_LABELS[kind] for kind in drawn], range=list(drawn.values())
            ),
            legend=alt.Legend(symbolType="square", symbolStrokeWidth=0),
        ),
        tooltip=[
            alt.Tooltip("day:T", title="Jour", format="%A %e %B"),
            alt.Tooltip("change_label:N", title="Changement"),
            alt.Tooltip("way:N", title="Effet"),
            alt.Tooltip("count:Q", title="Messages"),
        ],
    )
    gained = int(days.filter(pl.col("messages") > 0)["messages"].sum())
    lost = -int(days.filter(pl.col("messages") < 0)["messages"].sum())
    description = (
        f"Messages par jour : {gained} de plus le jour où ils arrivent, "
        f"{lost} de moins le jour qu'ils quittent."
    )
    return layered(bars, height=170, description=description, mode=mode, currency="EUR")


def _names(clients: pl.DataFrame) -> pl.DataFrame:
    return clients.select(pl.col("client_id").alias("addressee_id"), "name")


def _told(columns: tuple[str, ...], labels: Mapping[Any, str]) -> list[pl.Expr]:
    return [pl.col(one).replace_strict(_words(labels), default=None) for one in columns]


def _words(labels: Mapping[Any, str]) -> dict[str, str]:
    return {code.value: label for code, label in labels.items()}
