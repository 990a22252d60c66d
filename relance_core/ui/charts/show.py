"""A chart on the page: drawn, clickable, said in words, and given as a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
import streamlit as st

from relance_core.ui.charts.picture import chart_png
from relance_core.ui.charts.spec import vega_spec


def show_chart(
    chart: alt.LayerChart | None,
    *,
    key: str,
    title: str,
    empty: str,
    file_name: str,
    subtitle: str = "",
    note: str = "",
    spec: dict[str, Any] | None = None,
    on_select: Callable[[], None] | None = None,
) -> dict[str, Any] | None:
    """Draw ``chart`` under its title, with ``note`` below, or say ``empty``.

    Gives the first point that was clicked, as fields and values, or None. ``on_select`` is called
    before the rerun that follows a click. ``spec`` is that of ``chart``, where the caller keeps it:
    working it out takes 10 ms.
    """
    st.markdown(f"**{title}**")
    if chart is None:
        st.caption(empty)
        return None
    event = st.vega_lite_chart(
        spec or vega_spec(chart),
        theme=None,  # the chart carries the house's theme
        key=key,
        on_select=on_select or "rerun",
    )
    if note:
        st.caption(note)
    st.download_button(
        "Télécharger (image)",
        data=lambda: chart_png(chart, title=title, subtitle=subtitle),
        file_name=file_name,
        mime="image/png",
        key=f"{key}-png",
        icon=":material/image:",
        type="tertiary",
        on_click="ignore",
        help=f"Télécharger « {title} » en image",
    )
    return _clicked(event)


def _clicked(event: Any) -> dict[str, Any] | None:
    for points in event.selection.values():
        if points:
            return dict(points[0])
    return None
