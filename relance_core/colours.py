"""Colours of the firm's own: read as typed, and kept readable on light and on dark grounds."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
WHITE = "#ffffff"
#: About the ground that mail programs give a message in their dark theme.
DARK = "#1a1a1a"
#: What WCAG 2.2 asks of running text, and of large text and drawn lines.
TEXT, LARGE = 4.5, 3.0


def colour(written: str) -> str | None:
    """``#0f5c5c`` from ``0F5C5C`` or ``#abc``; None when it is no such colour."""
    found = _SHAPE.fullmatch(written.strip())
    if found is None:
        return None
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(one * 2 for one in digits))


def contrast(one: str, other: str) -> float:
    """The contrast of two ``#rrggbb`` colours by WCAG 2.2, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(ground: str, written: str, least: float = TEXT) -> str:
    """``written`` when it can be read on ``ground``, else its nearest shade that can.

    The shade goes towards black on a light ground and towards white on a dark one.
    """
    target = "#000000" if _luminance(ground) > 0.18 else WHITE
    for step in range(21):
        shade = _mixed(written, target, step * 5)
        if contrast(shade, ground) >= least:
            return shade
    return target


def _mixed(one: str, other: str, percent: int) -> str:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{(a * (100 - percent) + b * percent) // 100:02x}" for a, b in pairs)


def _channels(written: str) -> tuple[int, int, int]:
    return int(written[1:3], 16), int(written[3:5], 16), int(written[5:7], 16)


def _luminance(written: str) -> float:
    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value) for value in _channels(written))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
