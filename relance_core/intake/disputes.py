"""What is contested, for how much and why; and remarks that tell of a dispute or a promise."""

from __future__ import annotations

import re

import polars as pl

from relance_core.intake.flag_columns import held_by_dispute
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import CREDIT_TO_COME, INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.parties import different, each_cell, people_of
from relance_core.intake.rough_amounts import own_figures
from relance_core.intake.status_codes import told_in
from relance_core.intake.statuses import is_no, is_yes
from relance_core.intake.telling_words import (
    CHARGED_ON,
    INSOLVENT,
    INSOLVENT_NAME,
    LABELLED,
    NUMBERED,
    REMARKED,
    SETTLED_REMARK,
    TELLING,
)
from relance_core.intake.told_payments import TO_COME
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

_REMARK = "La remarque dit « {value} » : cette facture est-elle à relancer ?"
_INSOLVENT = (
    "« {value} » : le client semble en procédure collective, où l'on ne relance plus ; à vérifier."
)
#: The fields that may tell something, and what is asked.
_REMARKS = {
    "remark": _REMARK,
    "description": _REMARK,
    "payment_method": _REMARK,
    "reminder_level": "« {value} » : cette facture est-elle encore à relancer ?",
    "number": "Le numéro est suivi d'un mot (« {value} ») : cette facture est-elle encore due ?",
    "client_name": _INSOLVENT,
}
_PATTERNS = {"number": NUMBERED, "client_name": INSOLVENT_NAME}
#: A dispute noted as over; a day, which is when it began.
_OVER = r"(?i)^\W*(?:r[ée]solu|r[ée]gl[ée]|clos|clôtur|lev[ée]|termin|fini|sold[ée])"
#: A word that says that there is a dispute, and nothing of its reason.
_BARE = (
    r"(?i)^\W*(?:(?:en|sous|in)\s+)?(?:lit|ltg|litiges?|litigieu\w+|contest[ée]e?s?|contestation|"
    r"disputed?|bloqu[ée]e?s?|blocked)"
    r"(?:\W+(?:en cours|ouverte?|client|non r[ée]solue?|signal[ée]e?|open|oui|o))?\W*$"
)
_DAY = r"^(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00.*)?$"


def with_disputes(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> pl.DataFrame:
    """Adds ``disputed_amount`` (MONEY, at most what is open) and ``reason`` (text or null)."""
    known = frame.with_columns(_said_in(frame["dispute"]))
    held = pl.lit(held_by_dispute(frame, layout))
    reason = pl.col("dispute_reason")
    some_reason = ~reason.str.to_lowercase().is_in(["-", "non", "no", "ras", "néant", "aucun"])
    amount = pl.coalesce("v_disputed_amount", "figure").abs()
    disputed = (
        pl.col("flag").fill_null(False)
        | pl.col("told")
        | (amount > ZERO).fill_null(False)
        | ((pl.col("meaning") == "disputed").fill_null(False))
        | (pl.col("flag").is_null() & some_reason.fill_null(False))
        | held.is_not_null()
    )
    known = known.with_columns(disputed.alias("disputed"), amount.alias("contested"))
    tell(
        known,
        (
            pl.col("disputed"),
            pl.col("contested") > pl.col("open_amount"),
            pl.col("open_amount") > ZERO,
        ),
        "dispute_above_open",
        Severity.WARNING,
        "Le montant contesté dépasse le reste dû ; toute la facture est tenue pour contestée.",
        issues,
        layout.heading("disputed_amount") or layout.heading("dispute"),
    )
    _tell_remarks(known, layout, issues)
    part = (
        pl.when(pl.col("contested") > ZERO)
        .then(pl.col("contested"))
        .otherwise(pl.col("open_amount"))
    )
    spoken = pl.coalesce(
        pl.when(some_reason & ~reason.str.contains(_BARE)).then(reason),
        pl.when(pl.col("told")).then(
            pl.col("dispute").str.replace(_DAY, "depuis le ${3}/${2}/${1}")
        ),
        pl.when(~pl.col("status").str.contains(_BARE)).then(
            pl.col("status").str.extract(r"(?i)^\W*(?:en )?litige\W+(.+)$", 1)
        ),
        # A bare word says no more than its line's remark, which is what somebody wrote of it.
        pl.when(
            (pl.col("meaning") == "disputed") | held.is_not_null() | pl.col("flag").fill_null(False)
        ).then(pl.col("remark")),
    )
    return known.with_columns(
        pl.when(pl.col("disputed") & (pl.col("kind") == INVOICE))
        .then(pl.min_horizontal(part, pl.col("open_amount")))
        .otherwise(ZERO)
        .cast(MONEY)
        .alias("disputed_amount"),
        pl.when(pl.col("disputed")).then(spoken).alias("reason"),
        pl.when(pl.col("disputed")).then(pl.coalesce(held, _told_by())).alias("dispute_by"),
    )


def _said_in(cells: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """What the cells of a dispute say: ``flag``, yes or no; ``figure``, MONEY; ``told``, words."""
    nothing = pl.repeat(None, cells.len(), dtype=MONEY, eager=True)
    if cells.null_count() == cells.len():
        never = pl.repeat(False, cells.len(), dtype=pl.Boolean, eager=True)
        return nothing.cast(pl.Boolean).alias("flag"), nothing.alias("figure"), never.alias("told")
    over, bare = re.compile(_OVER), re.compile(_BARE)

    def says(cell: str) -> bool | None:
        if is_yes(cell) or bare.match(cell):
            return True
        return False if is_no(cell) or over.match(cell) else None

    flag = each_cell(cells, says, pl.Boolean)
    free = cells.is_not_null() & flag.is_null()
    figures = own_figures(cells).round(3, mode="half_away_from_zero").cast(MONEY)
    figures = figures.zip_with(free, nothing)
    return flag.alias("flag"), figures.alias("figure"), (free & figures.is_null()).alias("told")


def _told_by() -> pl.Expr:
    """The field of the column that tells a dispute, one of its own before a status."""
    own = pl.col("flag").fill_null(False) | pl.col("told") | (pl.col("figure").abs() > ZERO)
    return (
        pl.when(own)
        .then(pl.lit("dispute"))
        .when(pl.col("v_disputed_amount").abs() > ZERO)
        .then(pl.lit("disputed_amount"))
        .when(pl.col("meaning") == "disputed")
        .then(told_in())
        .otherwise(pl.lit("dispute_reason"))
    )


def _tell_remarks(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> None:
    """A decision for each open invoice whose remark tells of a dispute, a promise or a payment."""
    owed = (pl.col("kind") == INVOICE) & (pl.col("open_amount") > ZERO) & ~pl.col("disputed")
    for field, asks in _REMARKS.items():
        if not layout.has(field):
            continue
        found = _telling(_cells(frame, field), field)
        if not found.len():
            continue
        telling = owed & pl.col(field).is_in(found.to_list())
        # The label of what was sold may say such words all along: the firm's trade, no news.
        share = frame.select(telling.sum() * 2 > pl.col(field).count()).item()
        if field in ("description", "client_name") and share and frame.height > 3:
            continue
        # A cell is asked about once, whatever it may say.
        asked = issues.rows_to_decide(layout.heading(field))
        telling = telling & ~pl.col("row").is_in(asked) if asked else telling
        insolvent = pl.col(field).is_in(found.filter(found.str.contains(INSOLVENT)).to_list())
        for where, message in ((insolvent, _INSOLVENT), (~insolvent, asks)):
            tell(
                frame,
                telling & where,
                "telling_remark",
                Severity.DECISION,
                message,
                issues,
                layout.heading(field),
                field,
            )


def _cells(frame: pl.DataFrame, field: str) -> pl.Series:
    """The different cells of a field; those of numbers as they come, since they all differ."""
    if field == "number":
        return frame[field]
    column = people_of(frame, field)[field] if field == "client_name" else frame[field]
    return different(column)


def _telling(cells: pl.Series, field: str) -> pl.Series:
    """Those of the cells of a column that tell something of their invoice."""
    if field in _PATTERNS:
        return cells.filter(cells.str.contains(_PATTERNS[field])).unique()
    own = REMARKED if field == "remark" else LABELLED
    told = cells.str.contains(TELLING) | cells.str.contains(CREDIT_TO_COME)
    if field != "payment_method":
        told = told | (cells.str.contains(own) & ~cells.str.contains(CHARGED_ON))
        told = told | cells.str.contains(INSOLVENT)
    found = cells.filter(told & ~cells.str.contains(SETTLED_REMARK))
    if field == "payment_method":  # a payment with its day is read as such (told_payments)
        dated = found.str.contains(r"\d\s*[/.\-]\s*\d")
        found = found.filter(~dated | found.str.contains(TO_COME))
    return found
