"""How the charts are put together: data, position, opacity, layers and specification.

Encodings are always written as altair's own objects (``alt.Y("row:N")``): from a bare text, altair
searches its schema, 7 ms each time.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from relance_core.ui.theme import Mode, chart_config


def inline(frame: pl.DataFrame) -> Any:
    """The few rows of a chart as part of its specification.

    Given a frame, altair would send it through a transformer that all sessions share.
    """
    return {"values": frame.to_dicts()}


def at_x(position: int | str) -> alt.XValue:
    """A place in pixels from the left, or ``"width"`` for the right edge."""
    return alt.XValue(position)  # type: ignore[no-untyped-call]


def dimmed(clicked: alt.Parameter) -> alt.OpacityValue:
    """Full opacity for what is clicked, or when nothing is; faint for the rest."""
    return alt.OpacityValue(0.35, condition={"param": clicked.name, "value": 1})


def layered(
    *charts: alt.Chart, height: int, description: str, mode: Mode, currency: str
) -> alt.LayerChart:
    """``charts`` one over the other, as wide as their place, with the house's configuration.

    ``description`` is what a screen reader says of the whole. Show the result with ``theme=None``.
    """
    chart = alt.layer(*charts)
    assert isinstance(chart, alt.LayerChart)
    chart.width, chart.height = "container", height
    chart.description = description
    chart.config = chart_config(mode, currency)
    return chart


def vega_spec(chart: alt.LayerChart) -> dict[str, Any]:
    """The Vega-Lite specification of ``chart``.

    Not validated here (25 ms a chart, on every click): the tests validate every chart.
    """
    spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec
