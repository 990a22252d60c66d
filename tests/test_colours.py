"""A colour is read as people write it, and kept readable on the ground it is put on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_core.colours import DARK, LARGE, TEXT, WHITE, colour, contrast, readable_on

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("written", "read"),
    [("#0F5C5C", "#0f5c5c"), (" abc ", "#aabbcc"), ("vert", None), ("#12345", None), ("", None)],
)
def test_a_colour_is_read_as_people_write_it(written: str, read: str | None) -> None:
    assert colour(written) == read


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", WHITE) == 21
    assert round(contrast("#767676", WHITE), 2) == 4.54
    assert contrast(WHITE, "#767676") == contrast("#767676", WHITE)


@given(COLOURS, st.sampled_from([WHITE, DARK]), st.sampled_from([TEXT, LARGE]))
def test_a_readable_shade_is_readable_and_a_readable_colour_is_left_alone(
    written: str, ground: str, least: float
) -> None:
    shade = readable_on(ground, written, least)
    assert contrast(shade, ground) >= least
    if contrast(written, ground) >= least:
        assert shade == written
