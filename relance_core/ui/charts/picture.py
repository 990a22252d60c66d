"""A chart as a PNG, to paste into a mail or a report; made here, with no browser."""

from __future__ import annotations

import altair as alt

from relance_core.ui.charts.spec import vega_spec

WIDTH = 900


def chart_png(
    chart: alt.LayerChart, *, title: str = "", subtitle: str = "", width: int = WIDTH
) -> bytes:
    """``chart`` as PNG bytes at twice the screen's resolution, under ``title``."""
    import vl_convert  # loads a JavaScript engine (a second): only when a picture is asked for

    spec = vega_spec(chart)
    spec["width"] = width
    spec["padding"] = 24
    if title:
        spec["title"] = {"text": title, "subtitle": subtitle}
    png: bytes = vl_convert.vegalite_to_png(spec, scale=2)
    return png
