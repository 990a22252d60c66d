"""Charts: French, aggregated, true to the frame, clickable, readable in both modes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl
import pytest

from relance_core import french
from relance_core.receivables.ageing import ageing, ageing_by_client
from relance_core.receivables.concentration import concentration
from relance_core.receivables.disputes import disputes
from relance_core.receivables.forecast import SCHEMA
from relance_core.receivables.indicators import SERIES
from relance_core.receivables.step_effect import step_effect
from relance_core.schemas import PORTFOLIO
from relance_core.ui.charts import (
    ageing_by_client_chart,
    ageing_chart,
    chart_png,
    debtors_chart,
    disputes_chart,
    evolution_chart,
    forecast_chart,
    steps_chart,
)
from relance_core.ui.charts.spec import vega_spec
from relance_core.ui.theme import PALETTES, Mode, number_locale
from tests.receivables.ledger import TODAY, day, line, paid, portfolio

Draw = Callable[..., alt.LayerChart | None]

LEDGER = portfolio(
    line(client_id=1, amount="1234567.89", due_date=day(-95)),
    line(client_id=2, amount="10.5", disputed_amount=Decimal("10.5"), dispute_reason="Prix"),
    line(client_id=2, amount="7", kind="credit_note"),
    line(client_id=3, amount="99", currency="USD"),
    paid(day(-3), last_step="reminder_1", last_step_day=day(-9)),
)


def frames(ledger: pl.DataFrame) -> dict[Draw, pl.DataFrame]:
    """Each chart with the frame that it draws of ``ledger``."""
    weeks = [
        ("EUR", date(2026, 11, 16) + timedelta(weeks=n), Decimal(n), Decimal(0), Decimal(2 * n))
        for n in range(1, 5)
    ]
    months = [("EUR", day(-30 * n), Decimal(100 * n), Decimal(10 * n)) for n in range(3, 0, -1)]
    shown = 0 if ledger.is_empty() else 9
    return {
        ageing_chart: ageing(ledger, today=TODAY),
        ageing_by_client_chart: ageing_by_client(ledger, today=TODAY),
        debtors_chart: concentration(ledger, today=TODAY),
        disputes_chart: disputes(ledger, today=TODAY),
        steps_chart: step_effect(ledger, today=TODAY),
        forecast_chart: pl.DataFrame(weeks, schema=SCHEMA, orient="row").head(shown),
        evolution_chart: pl.DataFrame(months, schema=SERIES, orient="row").head(shown),
    }


DRAWN = list(frames(LEDGER).items())
EACH = pytest.mark.parametrize(("draw", "frame"), DRAWN, ids=lambda v: getattr(v, "__name__", ""))


def drawn(draw: Draw, frame: pl.DataFrame, mode: Mode = Mode.LIGHT) -> alt.LayerChart:
    chart = draw(frame, currency="EUR", mode=mode)
    assert chart is not None
    return chart


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Every row of data of a specification."""
    found = [row for rows in spec.get("datasets", {}).values() for row in rows]
    for view in (spec, *spec.get("layer", [])):
        found += view.get("data", {}).get("values", [])
    return found


@EACH
@pytest.mark.parametrize("mode", list(Mode))
def test_a_chart_is_valid_vega_lite(draw: Draw, frame: pl.DataFrame, mode: Mode) -> None:
    spec = drawn(draw, frame, mode).to_dict(validate=True)
    assert spec["config"]["background"] == PALETTES[mode].paper
    assert spec["width"] == "container"


@EACH
def test_a_chart_says_in_words_what_it_shows(draw: Draw, frame: pl.DataFrame) -> None:
    description = vega_spec(drawn(draw, frame))["description"]
    assert description.endswith(".")
    assert "€" in description or "facture" in description or "%" in description


@EACH
def test_a_chart_has_one_named_selection(draw: Draw, frame: pl.DataFrame) -> None:
    params = vega_spec(drawn(draw, frame))["params"]
    assert len(params) == 1
    (field,) = params[0]["select"]["fields"]
    assert any(field in row for row in values(vega_spec(drawn(draw, frame))))


@EACH
def test_selections_of_different_charts_have_different_names(
    draw: Draw, frame: pl.DataFrame
) -> None:
    others = {
        vega_spec(drawn(other, data))["params"][0]["name"] for other, data in DRAWN if other != draw
    }
    assert vega_spec(drawn(draw, frame))["params"][0]["name"] not in others


@EACH
def test_a_chart_writes_numbers_and_months_in_french(draw: Draw, frame: pl.DataFrame) -> None:
    locale = vega_spec(drawn(draw, frame))["config"]["locale"]
    assert locale["number"]["decimal"] == ","
    assert locale["number"]["thousands"] == "\u202f"
    assert locale["number"]["currency"] == ["", "\u00a0€"]
    assert (locale["time"]["days"][0], locale["time"]["months"][11]) == ("dimanche", "décembre")


@EACH
def test_no_decimal_reaches_a_chart(draw: Draw, frame: pl.DataFrame) -> None:
    rows = values(vega_spec(drawn(draw, frame)))
    assert rows
    assert not [
        v for row in rows for v in row.values() if not isinstance(v, float | int | str | None)
    ]


@pytest.mark.parametrize(("draw", "frame"), list(frames(pl.DataFrame(schema=PORTFOLIO)).items()))
def test_nothing_to_draw_draws_nothing(draw: Draw, frame: pl.DataFrame) -> None:
    assert draw(frame, currency="EUR", mode=Mode.LIGHT) is None


def test_the_other_currency_is_left_out() -> None:
    spec = vega_spec(drawn(debtors_chart, concentration(LEDGER, today=TODAY)))
    assert {row["name"] for row in values(spec) if "name" in row} == {"Client 1", "Client 2"}


def test_another_currency_has_its_own_sign() -> None:
    chart = ageing_chart(ageing(LEDGER, today=TODAY), currency="USD", mode=Mode.LIGHT)
    assert chart is not None
    assert vega_spec(chart)["config"]["locale"]["number"]["currency"][1].endswith("$US")


def test_the_aged_bar_lists_its_figures_the_disputed_part_and_the_credits() -> None:
    spec = vega_spec(drawn(ageing_chart, ageing(LEDGER, today=TODAY)))
    figures = {row["label"]: row["figure"] for row in values(spec) if "label" in row}
    assert figures["Plus de 90 jours"] == french.amount(Decimal(1_234_568), cents=False)
    assert figures["dont en litige"] == french.amount(Decimal(11), cents=False)
    assert figures["Avoirs à déduire"] == french.amount(Decimal(-7), cents=False)


def test_a_chart_becomes_a_picture() -> None:
    png = chart_png(
        drawn(ageing_chart, ageing(LEDGER, today=TODAY)), title="Balance âgée", width=400
    )
    assert png.startswith(b"\x89PNG")


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("text", ["ink", "quiet", "primary", "disputed"])
def test_text_colours_stand_out_from_the_paper(mode: Mode, text: str) -> None:
    palette = PALETTES[mode]
    light, dark = sorted(
        (luminance(getattr(palette, text)), luminance(palette.paper)), reverse=True
    )
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("mode", list(Mode))
def test_ageing_darkens_as_invoices_age(mode: Mode) -> None:
    late = [luminance(colour) for colour in PALETTES[mode].ageing.values()][1:]
    assert late == sorted(late, reverse=True)


def test_a_dispute_told_today_has_no_age_yet() -> None:
    def ages(since: int) -> str:
        disputed = line(disputed_amount=Decimal(50), disputed_since=day(since))
        frame = disputes(portfolio(disputed), today=TODAY)
        return str(drawn(disputes_chart, frame).to_dict())

    assert "connu depuis 12 j" in ages(-12)
    assert "connu depuis" not in ages(0)


@pytest.mark.parametrize(
    ("currency", "written"), [("GBP", "12\u00a0£"), ("USD", "12\u00a0$US"), ("CHF", "12\u00a0CHF")]
)
def test_pounds_are_written_with_their_sign_alone(currency: str, written: str) -> None:
    assert french.amount(Decimal(12), currency, cents=False) == written
    assert written.endswith(french.currency_symbol(currency))
    assert number_locale(currency)["currency"][1] == f"\u00a0{french.currency_symbol(currency)}"
