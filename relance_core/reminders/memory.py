"""Where the engine's lazy steps become frames."""

from __future__ import annotations

import polars as pl


def in_memory(frame: pl.LazyFrame) -> pl.LazyFrame:
    """``frame`` computed once, to be used several times.

    A plan is hundreds of small steps: the streaming engine would spend its time starting.
    """
    return frame.collect(engine="in-memory").lazy()
