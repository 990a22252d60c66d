"""Scenarios drawn on one time scale: what happens when, how, and in which tone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import altair as alt
import polars as pl

from relance_core.reminders.scenario import Scenario, ScenarioStep
from relance_core.settings import Rules
from relance_core.ui.charts.spec import at_x, inline, layered
from relance_core.ui.theme import PALETTES, Mode
from relance_core.vocabulary import (
    ANCHOR_LABELS,
    CHANNEL_LABELS,
    LETTER_CHANNELS,
    STEP_LABELS,
    TONE_LABELS,
    Anchor,
    Channel,
    Step,
    Tone,
)

_ROW_HEIGHT = 66
#: Pixels taken by legends and axis, beside the rows.
_AROUND = 150
#: Days from which two labels on one side of the line stand apart, also on a narrow screen.
_APART = 9
#: Days from which they do not quite touch on a wide one.
_NEAR = 4
#: Pixels from the line: above, below, and below those.
_SIDES = (-17, 20, 33)
#: As told where a delivery is concerned: usually a month before the due date.
_DELIVERED_BEFORE = 30
#: The days of the axis, written like those of the steps.
_AS_DAY = "datum.value === 0 ? 'J' : 'J' + (datum.value < 0 ? '\u2212' : '+') + abs(datum.value)"
_APPROXIMATE = (Anchor.DELIVERY, Anchor.DEADLINE)
#: From soft to firm, in colours that stand on white and on dark.
_TONE_COLOURS = {
    Mode.LIGHT: ("#5B9BBF", "#0F5C5C", "#C2703D", "#8C2F39"),
    Mode.DARK: ("#8DB9D4", "#5DB8AE", "#CE7A45", "#D9707B"),
}
_SHAPES = {"E-mail": "circle", "Appel": "triangle-up", "Lettre": "square", "Aucun envoi": "diamond"}


def days_of(scenario: Scenario, rules: Rules) -> dict[Step, int]:
    """The day of each step counted from the due date, were every step done on its day.

    What follows a deadline or a delivery is told roughly: open days, and the day of the delivery,
    decide.
    """
    told = scenario.days()
    days: dict[Step, int] = {}
    for one in scenario.steps:
        days[one.step] = told.get(one.step, _rough_day(one, days, rules))
    return days


def _rough_day(one: ScenarioStep, days: dict[Step, int], rules: Rules) -> int:
    if one.anchor is Anchor.DELIVERY:
        return one.offset - _DELIVERED_BEFORE
    before = max(days.values(), default=0)
    announced = rules.hand_over_days if one.step is Step.HAND_OVER else rules.formal_deadline_days
    return before + announced + one.offset


def is_rough(one: ScenarioStep) -> bool:
    """Whether the day of a step is only known once what it follows has happened."""
    return one.anchor in _APPROXIMATE


def day_label(day: int, *, rough: bool = False) -> str:
    """``J``, ``J+3``, ``J−7``, and ``≈ J+45`` for a day that is only roughly known."""
    label = "J" if day == 0 else f"J{day:+d}".replace("-", "\u2212")
    return f"≈\u00a0{label}" if rough else label


def timelines(rows: Sequence[tuple[str, Scenario]], rules: Rules, mode: Mode) -> alt.LayerChart:
    """Each scenario under its label (unless alone), one line of signs, with the day of each.

    Hollow signs and dotted lines: days that are only roughly known.
    """
    points = pl.DataFrame([one for label, it in rows for one in _points(label, it, rules)], _POINTS)
    lines = pl.DataFrame([one for label, it in rows for one in _segments(label, it, rules)], _LINES)
    labels = [label for label, _ in rows]
    ink = PALETTES[mode].ink
    y = alt.Y("row:N", sort=labels, title=None, axis=None, scale=alt.Scale(domain=labels))
    x = alt.X(
        "day:Q",
        title="Jours depuis l'échéance",
        axis=alt.Axis(grid=False, tickMinStep=10, tickCount=8, labelExpr=_AS_DAY),
        scale=alt.Scale(padding=24, nice=False),
    )
    segments = [
        alt.Chart(inline(lines.filter(pl.col("rough") == rough)))
        .mark_rule(strokeWidth=2, opacity=0.4, color=ink, strokeDash=[2, 4] if rough else [1, 0])
        .encode(x=x, x2=alt.X2("until:Q"), y=y)
        for rough in (False, True)
    ]
    dots = [
        _signs(points.filter(pl.col("rough") == rough), x, y, mode, hollow=rough)
        for rough in (False, True)
    ]
    texts = [
        alt.Chart(inline(points.filter(pl.col("side") == side)))
        .mark_text(dy=side, fontSize=12, color=ink)
        .encode(x=x, y=y, text=alt.Text("label:N"))
        for side in _SIDES
    ]
    named = pl.DataFrame({"row": labels if len(labels) > 1 else []}, {"row": pl.String})
    names = (
        alt.Chart(inline(named))
        .mark_text(align="left", dy=-33, fontSize=13, fontWeight=600, color=ink)
        .encode(x=at_x(0), y=y, text=alt.Text("row:N"))
    )
    return layered(
        *segments,
        *dots,
        *texts,
        names,
        height=_ROW_HEIGHT * len(rows) + _AROUND,
        description=_described(rows, rules),
        mode=mode,
        currency="EUR",
    )


def _signs(points: pl.DataFrame, x: Any, y: Any, mode: Mode, *, hollow: bool) -> Any:
    fill: dict[str, Any] = {"fill": PALETTES[mode].paper, "strokeWidth": 2} if hollow else {}
    return (
        alt.Chart(inline(points))
        .mark_point(size=150, filled=not hollow, opacity=1, **fill)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "tone:N",
                scale=alt.Scale(
                    domain=[TONE_LABELS[tone] for tone in Tone], range=list(_TONE_COLOURS[mode])
                ),
                legend=alt.Legend(orient="top", symbolType="circle"),
            ),
            shape=alt.Shape(
                "sign:N",
                scale=alt.Scale(domain=list(_SHAPES), range=list(_SHAPES.values())),
                legend=alt.Legend(
                    orient="bottom",  # beside the tones, a narrow screen would cut it
                    symbolFillColor=PALETTES[mode].quiet,
                    symbolStrokeColor=PALETTES[mode].quiet,
                ),
            ),
            tooltip=[
                alt.Tooltip("step:N", title="Étape"),
                alt.Tooltip("when:N", title="Quand"),
                alt.Tooltip("tone:N", title="Ton"),
                alt.Tooltip("channel:N", title="Canal"),
            ],
        )
    )


_POINTS: dict[str, Any] = {
    "row": pl.String,
    "day": pl.Int64,
    "label": pl.String,
    "when": pl.String,
    "rough": pl.Boolean,
    "side": pl.Int64,
    "step": pl.String,
    "tone": pl.String,
    "channel": pl.String,
    "sign": pl.String,
}
_LINES: dict[str, Any] = {"row": pl.String, "day": pl.Int64, "until": pl.Int64, "rough": pl.Boolean}


def _points(label: str, scenario: Scenario, rules: Rules) -> list[dict[str, Any]]:
    days = days_of(scenario, rules)
    found: list[dict[str, Any]] = []
    taken: dict[int, int] = {}
    for one in scenario.steps:
        day, rough = days[one.step], is_rough(one)
        side = _free_side(day, taken)
        taken[side] = day
        found.append(
            {
                "row": label,
                "day": day,
                "label": day_label(day, rough=rough),
                "when": when(one),
                "rough": rough,
                "side": side,
                "step": STEP_LABELS[one.step],
                "tone": TONE_LABELS[one.tone],
                "channel": CHANNEL_LABELS[one.channel],
                "sign": _sign(one.channel),
            }
        )
    return found


def _free_side(day: int, taken: dict[int, int]) -> int:
    """Where the label of ``day`` touches none of those before; ``taken``: the last of each side."""
    above, below, lower = _SIDES
    room = {side: abs(day - taken[side]) if side in taken else _APART for side in (above, below)}
    if room[above] >= _APART:
        return above
    best = max(room, key=lambda side: room[side])
    return best if room[best] >= _NEAR else lower


def _segments(label: str, scenario: Scenario, rules: Rules) -> list[dict[str, Any]]:
    days = days_of(scenario, rules)
    return [
        {
            "row": label,
            "day": days[before.step],
            "until": days[after.step],
            "rough": is_rough(before) or is_rough(after),
        }
        for before, after in pairwise(scenario.steps)
    ]


def _sign(channel: Channel) -> str:
    if channel in LETTER_CHANNELS:
        return "Lettre"
    return CHANNEL_LABELS[channel]


def when(one: ScenarioStep) -> str:
    """When a step happens, in words: ``J+3``, ``3 jours après la livraison``."""
    if one.anchor is Anchor.DUE_DATE:
        return day_label(one.offset)
    count = abs(one.offset)
    side = "avant" if one.offset < 0 else "après"
    if count == 0:
        return f"le jour même : {ANCHOR_LABELS[one.anchor]}"
    return f"{count} jour{'s' if count > 1 else ''} {side} {ANCHOR_LABELS[one.anchor]}"


def _described(rows: Sequence[tuple[str, Scenario]], rules: Rules) -> str:
    """What a screen reader says: each scenario with its steps and their days."""
    told = []
    for label, scenario in rows:
        days = days_of(scenario, rules)
        steps = ", ".join(
            f"{STEP_LABELS[one.step]} {day_label(days[one.step], rough=is_rough(one))}"
            for one in scenario.steps
        )
        told.append(f"{label} : {steps}.")
    return " ".join(told)
