"""The colours, and the French of charts, in light and dark.

A chart carries its own configuration instead of the process-wide altair theme: two browsers, one
light and one dark, are served by the same process.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

import streamlit as st
from babel.dates import get_day_names, get_month_names

from relance_core import french
from relance_core.receivables.ageing import Bucket


class Mode(StrEnum):
    """The ground that a screen is drawn on."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Palette:
    """Colours of one mode. Text colours stand 4.5:1 or more against ``paper``."""

    paper: str
    side: str
    ink: str
    quiet: str  # secondary text
    rule: str  # grid lines and grounds of bars
    primary: str
    soft: str  # the primary, for bands and second lines
    disputed: str
    disputed_fill: str
    ageing: dict[Bucket, str]


PALETTES = {
    Mode.LIGHT: Palette(
        paper="#FFFFFF",
        side="#F6F4EF",
        ink="#1F2933",
        quiet="#5F6B76",
        rule="#E7E3DA",
        primary="#0F5C5C",
        soft="#8FB5B1",
        disputed="#6B4FA0",
        disputed_fill="#E4DDF2",
        ageing={
            Bucket.NOT_DUE: "#9DB2BF",
            Bucket.DAYS_1_30: "#F2D492",
            Bucket.DAYS_31_60: "#E0A458",
            Bucket.DAYS_61_90: "#C2703D",
            Bucket.OVER_90: "#8C2F39",
        },
    ),
    Mode.DARK: Palette(
        paper="#14191C",
        side="#1B2226",
        ink="#E7E5DF",
        quiet="#A3ADB3",
        rule="#2B343A",
        primary="#5DB8AE",
        soft="#2F6F6A",
        disputed="#B9A3E3",
        disputed_fill="#3A3152",
        # The darkest reds of paper sink into a dark ground: lifted, in the same order.
        ageing={
            Bucket.NOT_DUE: "#6F8797",
            Bucket.DAYS_1_30: "#F2D492",
            Bucket.DAYS_31_60: "#E0A458",
            Bucket.DAYS_61_90: "#CE7A45",
            Bucket.OVER_90: "#C94F5C",
        },
    ),
}

FONT = '"Source Sans", "Source Sans 3", "Noto Sans", "DejaVu Sans", sans-serif'
TEXT_SIZE = 13


def current_mode() -> Mode:
    """The mode of the browser that this script run serves; light when it does not say."""
    return Mode.DARK if st.context.theme.type == "dark" else Mode.LIGHT


def number_locale(currency: str) -> dict[str, Any]:
    """d3's number locale: French separators, and ``currency`` after the amount."""
    symbol = french.currency_symbol(currency)
    return {
        "decimal": ",",
        "thousands": "\u202f",
        "grouping": [3],
        "currency": ["", f"\u00a0{symbol}"],
        "percent": "\u202f%",
        "minus": "-",
    }


def time_locale() -> dict[str, Any]:
    """d3's time locale, with the names that babel gives."""

    def days(width: Literal["wide", "abbreviated"]) -> list[str]:
        names = get_day_names(width, locale=french.LOCALE)
        return [names[day] for day in (6, 0, 1, 2, 3, 4, 5)]  # d3 begins on Sunday

    def months(width: Literal["wide", "abbreviated"]) -> list[str]:
        names = get_month_names(width, locale=french.LOCALE)
        return [names[month] for month in range(1, 13)]

    return {
        "dateTime": "%A %e %B %Y à %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": days("wide"),
        "shortDays": days("abbreviated"),
        "months": months("wide"),
        "shortMonths": months("abbreviated"),
    }


def chart_config(mode: Mode, currency: str) -> dict[str, Any]:
    """The Vega-Lite configuration of a chart of amounts in ``currency``."""
    colours = PALETTES[mode]
    text = {"labelColor": colours.ink, "titleColor": colours.quiet}
    return {
        "locale": {"number": number_locale(currency), "time": time_locale()},
        "background": colours.paper,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            **text,
            "labelFontSize": TEXT_SIZE - 1,
            "titleFontSize": TEXT_SIZE - 1,
            "titleFontWeight": "normal",
            "domain": False,
            "ticks": False,
            "labelPadding": 8,
            "gridColor": colours.rule,
        },
        "text": {"color": colours.ink, "fontSize": TEXT_SIZE},
        "title": {
            "color": colours.ink,
            "subtitleColor": colours.quiet,
            "fontSize": 16,
            "fontWeight": 600,
            "anchor": "start",
            "offset": 14,
        },
        "legend": {**text, "labelFontSize": TEXT_SIZE - 1, "orient": "top", "title": None},
    }
