"""What was clicked in the charts, as one filter of the open invoices and as words.

Marks of one kind add up (two clients: the invoices of either); kinds narrow each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from relance_core import french
from relance_core.receivables.ageing import BUCKET_LABELS, Bucket
from relance_core.vocabulary import STEP_LABELS, Step

#: How the fields that charts select narrow the table, in the order of the sentence.
FIELDS = ("client_id", "bucket", "motive", "late_reason", "monday", "step", "day_key")


@dataclass(frozen=True)
class Filter:
    """The values clicked, by the field that their chart selects; no field: nothing is filtered."""

    values: Mapping[str, tuple[Any, ...]]

    def __bool__(self) -> bool:
        return bool(self.values)

    @property
    def weeks(self) -> tuple[date, ...]:
        """The Mondays clicked in the forecast."""
        return tuple(date.fromisoformat(monday) for monday in self.values.get("monday", ()))

    def kept(self, invoices: pl.DataFrame, chances: pl.DataFrame) -> pl.DataFrame:
        """The rows of ``invoices`` (``dashboard.open_table``) that answer every kind of click.

        A week keeps what may be paid in it, with the ``chance`` of that; ``chances`` as
        ``receivables.forecast.Forecast`` gives them.
        """
        for field in ("client_id", "bucket", "motive", "late_reason"):
            if field in self.values:
                invoices = invoices.filter(pl.col(field).is_in(self.values[field]))
        if "step" in self.values:
            steps = list(self.values["step"])
            invoices = invoices.filter(pl.col("last_step").is_in(steps, nulls_equal=True))
        if "day_key" in self.values:
            latest = date.fromisoformat(max(self.values["day_key"]))
            invoices = invoices.filter(pl.col("issue_date") <= latest)
        if self.weeks:
            likely = (
                chances.filter(pl.col("week").is_in(self.weeks))
                .group_by("invoice_id")
                .agg(pl.col("chance").sum())
            )
            invoices = invoices.join(likely, on="invoice_id", maintain_order="left")
        return invoices

    def words(self, clients: Mapping[int, str]) -> str:
        """The filter as French words, to stand after « Factures … »; ``clients`` names them."""
        said = {
            "client_id": lambda values: "de " + _either(clients.get(v, "?") for v in values),
            "bucket": lambda values: _either(_BUCKET_WORDS[Bucket(v)] for v in values),
            "motive": lambda values: "en litige pour " + _either(f"« {v} »" for v in values),
            "late_reason": lambda values: "en retard pour " + _either(f"« {v} »" for v in values),
            "monday": lambda values: (
                "qui peuvent être payées la semaine du "
                + _either(french.short_date(date.fromisoformat(v)) for v in values)
            ),
            "step": lambda values: _either(_step_words(v) for v in values),
            "day_key": lambda values: (
                f"émises jusqu'au {french.short_date(date.fromisoformat(max(values)))}"
            ),
        }
        return ", ".join(
            said[field](self.values[field]) for field in FIELDS if field in self.values
        )


def filter_of(points: Iterable[Mapping[str, Any]]) -> Filter:
    """The filter of the points clicked in all charts; what no table can filter is left aside."""
    found: dict[str, list[Any]] = {}
    for point in points:
        for field, value in point.items():
            if field in FIELDS and value not in found.setdefault(field, []):
                found[field].append(value)
    return Filter({field: tuple(values) for field, values in found.items()})


_BUCKET_WORDS = {
    bucket: "pas encore échues"
    if bucket is Bucket.NOT_DUE
    else f"en retard de {label[0].lower()}{label[1:]}"
    for bucket, label in BUCKET_LABELS.items()
}


def _step_words(step: str | None) -> str:
    if step is None:
        return "jamais relancées"
    return f"dont la dernière étape est « {STEP_LABELS[Step(step)]} »"


def _either(words: Iterable[str]) -> str:
    return " ou ".join(words)
