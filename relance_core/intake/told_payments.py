"""What a column of means of payment tells of payments made: "VIR 15/07/2026", "acompte 500 €"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from relance_core.french import plural
from relance_core.intake.days_told import days_told
from relance_core.intake.headings import tokens
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import CENT, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.parties import different
from relance_core.intake.reading import Question
from relance_core.intake.rough_amounts import own_figures
from relance_core.intake.settled_rows import Doubt, settled_rows, with_nothing_left
from relance_core.intake.statuses import SETTLED_HEADINGS, is_direct_debit, status_of
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

QUESTION = "told_paid"
#: Columns that may tell it; a status that names a day is read so too.
FIELD, STATUS = "payment_method", "status"
_TELLING = r"(?i)\d|pay|paid|gl[ée]|sold|encaiss|re[çc]u|compte|vers[ée]|partiel|vir(?:é|ée)"
_MADE = (
    r"(?i)\b(?:vir|virt|virement|vrt|vrmt|ch[èe]que|chq|ch|cb|carte|esp[èe]ces?|esp|paypal|stripe|"
    r"mandat|paiement|r[èe]glement|r[èe]glt|rgt|pay[ée]e?|r[ée]gl[ée]e?|encaiss[ée]e?|re[çc]ue?|"
    r"sold[ée]e?|vir(?:é|ée)|wire|transfer|cheque|check|card|cash|paid|received)\b"
)
#: A payment that is announced, or that did not come through.
TO_COME = (
    r"(?i)pr[ée]v|attend|annonc|[àa] venir|promis|promesse|en attente|en cours|[àa] (?:recevoir|"
    r"encaisser|faire|remettre)|doit|jours?\b|fin de mois|\bfdm\b|nets?\b|[ée]ch[ée]ance|impay|"
    r"rejet|annul|retour|sans provision|expected|pending|due\b"
)
_PART = r"(?i)\bac+omptes?\b|\bversements?\b|\bvers[ée]e?s?\b|\bpartiel|\bdeposit\b|\bpart\b"
_DAY = r"\d{1,4}\s*[/.\-]\s*\d{1,2}(?:\s*[/.\-]\s*\d{2,4})?"
_SUM = r"(\d[\d \x{00a0}\x{202f}.]*(?:,\d{1,2})?)\s*(?:€|\beur(?:os?)?\b|$|\s)"


def with_told_payments(
    frame: pl.DataFrame,
    layout: Layout,
    answers: Mapping[str, str],
    today: date,
    issues: IssueList,
) -> tuple[pl.DataFrame, list[Question], list[str]]:
    """``v_paid_date`` and ``v_paid_amount`` where only a few words tell of a payment made.

    What the figures say wins: a payment told beside a balance of the whole amount is asked about.
    """
    questions: list[Question] = []
    notes: list[str] = []
    for field in (FIELD, STATUS):
        if not layout.has(field):
            continue
        cells = different(frame[field])
        if not cells.str.contains(_TELLING if field == FIELD else r"\d").any():
            continue  # plain means: "Virement", "CB"
        # Under "Payée", a day alone is that of the payment.
        alone = bool(tokens(layout.heading(field) or "") & SETTLED_HEADINGS)
        frame = _told(frame, field, cells, today, alone=alone)
        if field == STATUS:
            frame = _as_status(frame)
            continue
        frame, asked, said = _heard(frame, layout, answers, issues)
        questions += asked
        notes += said
    return frame, questions, notes


def _told(
    frame: pl.DataFrame, field: str, cells: pl.Series, today: date, *, alone: bool
) -> pl.DataFrame:
    """Adds ``told_day`` (paid that day), ``told_part`` (of the amount) and ``told_word``."""
    day = days_told(cells, today)
    coming = cells.str.contains(TO_COME) | is_direct_debit(cells)
    part = cells.str.contains(_PART)
    bare_day = cells.str.contains(rf"^\s*(?:{_DAY})(?:[ T]00:00.*)?\s*$")
    bare = cells.str.replace_all(_DAY, " ").str.replace_all(r"\d+\s*%", " ")
    sums = bare.str.extract(_SUM, 1).str.strip_chars().str.strip_chars_end(".")
    figures = own_figures(sums)
    read = pl.DataFrame(
        {
            "cell": cells,
            "day": day,
            "made": (cells.str.contains(_MADE) | (alone & bare_day)) & ~coming & ~part,
            "part": part & ~coming,
            "figure": figures,
            "word": [status_of(cell, "") for cell in cells],
        }
    ).select(
        pl.col("cell").alias(field),
        pl.when(pl.col("made") & (pl.col("day") <= today)).then("day").alias("told_day"),
        pl.when("part")
        .then(pl.col("figure").round(3, mode="half_away_from_zero").cast(MONEY))
        .alias("told_part"),
        pl.when(pl.col("word").is_in(["paid", "partial"]) & pl.col("day").is_null())
        .then("word")
        .alias("told_word"),
    )
    return frame.join(read, on=field, how="left", maintain_order="left")


def _as_status(frame: pl.DataFrame) -> pl.DataFrame:
    """A status that is a means and a day past says paid: "VIR 15/07" under "Réglé"."""
    paid = pl.col("told_day").is_not_null()
    return frame.with_columns(
        pl.coalesce("v_paid_date", "told_day").alias("v_paid_date"),
        pl.when(paid).then(pl.lit("Payée")).otherwise("status").alias("status"),
        pl.when(pl.col("v_balance").is_null())
        .then(pl.coalesce("v_paid_amount", "told_part"))
        .otherwise("v_paid_amount")
        .alias("v_paid_amount"),
    ).drop("told_day", "told_part", "told_word")


def _heard(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question], list[str]]:
    """The frame with what the words say, set against the figures; the question and the note."""
    heading = layout.heading(FIELD) or ""
    day, amount = pl.col("told_day"), pl.col("v_amount").abs()
    due = frame.filter(day.is_not_null()).select((day == pl.col("v_due_date")).sum()).item()
    if (due or 0) * 2 > frame["told_day"].count() and frame["told_day"].count() > 1:
        # The day of each is the one on which it falls due: how and when it is to be paid.
        frame = frame.with_columns(pl.lit(None, dtype=pl.Date).alias("told_day"))
    early = day < pl.col("v_issue_date")
    tell(
        frame,
        early & (pl.col("v_balance").is_null() | (pl.col("v_balance") > ZERO)),
        "paid_before_issue",
        Severity.DECISION,
        f"Colonne « {heading} » : « {{value}} » est antérieur à la facture : est-elle réglée ?",
        issues,
        heading,
        FIELD,
    )
    silent = pl.all_horizontal(pl.col("v_balance", "v_paid_amount").is_null())
    whole = (pl.col("v_balance") - amount).abs() <= CENT
    unpaid = pl.col("v_balance").is_null() & (pl.col("v_paid_amount") == ZERO)
    paid = day.is_not_null() & ~early.fill_null(False)
    against = paid & (amount > CENT) & (whole | unpaid).fill_null(False)
    settled = frame.filter(paid & silent & pl.col("v_paid_date").is_null()).height
    parts = pl.col("told_part").is_not_null() & silent
    counted = frame.filter(parts).height
    contradicted = frame.filter(against)
    frame = frame.with_columns(
        pl.when(paid & silent)
        .then(pl.coalesce("paid_date", FIELD))
        .otherwise("paid_date")
        .alias("paid_date"),
        pl.when(paid & silent)
        .then(pl.coalesce("v_paid_date", day))
        .otherwise("v_paid_date")
        .alias("v_paid_date"),
        pl.when(parts).then("told_part").otherwise("v_paid_amount").alias("v_paid_amount"),
        pl.when(pl.col("status").is_null() & silent & ~parts & pl.col("told_word").is_not_null())
        .then(FIELD)
        .otherwise("status")
        .alias("status"),
    ).drop("told_day", "told_part", "told_word")
    notes = []
    if settled:
        notes.append(
            f"Colonne « {heading} » : {plural(settled, 'facture')} avec un règlement et son jour, "
            f"comprise{'s' if settled > 1 else ''} comme réglée{'s' if settled > 1 else ''}."
        )
    if counted:
        notes.append(f"Colonne « {heading} » : {plural(counted, 'acompte')} à déduire.")
    frame, questions = _against(frame, contradicted, heading, answers, issues)
    return frame, questions, notes


def _against(
    frame: pl.DataFrame,
    found: pl.DataFrame,
    heading: str,
    answers: Mapping[str, str],
    issues: IssueList,
) -> tuple[pl.DataFrame, list[Question]]:
    """The payments told of invoices whose figures say that nothing was paid: asked once."""
    if found.is_empty():
        return frame, []
    shown = found[FIELD][0].strip()[:40]
    doubt = Doubt(
        QUESTION,
        f"Colonne « {heading} » : des cases disent un règlement (« {shown} »), mais le reste dû "
        "est celui de toute la facture ({weight}). Que faut-il croire ?",
        settled="Le règlement : ces factures sont réglées",
        still_due="Le reste dû : elles sont encore à payer",
        decision=f"Colonne « {heading} » : « {{value}} », mais toute la facture paraît encore "
        "due : est-elle réglée ?",
        heading=heading,
        field=FIELD,
    )
    rows, questions = settled_rows(doubt, frame, found, answers, issues)
    if rows is None:
        return frame, questions
    paid = pl.when(rows).then(None).otherwise("v_paid_amount").cast(MONEY)
    return with_nothing_left(frame, rows).with_columns(paid.alias("v_paid_amount")), []
