"""What each row is and how much of it is still due: kinds, statuses, part payments, disputes."""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.intake.amounts import Decimals, decimal_evidence, read_amounts
from relance_core.intake.issues import IssueList
from relance_core.intake.layout import Layout
from relance_core.intake.statuses import UNKNOWN, is_no, is_yes, read_statuses
from relance_core.money import MONEY
from relance_core.vocabulary import InvoiceKind, Severity

INVOICE, CREDIT, PAYMENT = (kind.value for kind in InvoiceKind)
ZERO = pl.lit("0").cast(MONEY)
CENT = pl.lit("0.010").cast(MONEY)
CREDIT_PREFIX = r"(?i)^(av|avo|avoir|cn|nc)[-_/. ]?\d"
PAID = pl.col("v_paid_amount").abs()
SETTLED = pl.col("meaning") == "paid"
NO_FIGURES = pl.col("v_balance").is_null() & pl.col("v_paid_amount").is_null()

#: Working frame: raw text per field, plus v_<field> for typed dates and amounts (null when absent).
Frame = pl.DataFrame
#: Rows to point out: which, code, severity, message, and the field whose cell is told.
Check = tuple[pl.Expr, str, Severity, str, str]


def tell(
    frame: Frame,
    where: pl.Expr,
    code: str,
    severity: Severity,
    message: str,
    issues: IssueList,
    column: str | None = None,
    field: str | None = None,
) -> None:
    """One issue per row that an expression points at; ``{value}`` is the cell of ``field``."""
    value = pl.col(field) if field else pl.lit(None, dtype=pl.String)
    found = frame.filter(where.fill_null(False)).select("row", value.alias("cell")).rows()
    issues.add_each(found, code, severity, message, column)


def with_statuses(frame: Frame, layout: Layout, issues: IssueList) -> Frame:
    """Adds ``meaning`` (group of status words) and leaves drafts and cancelled rows out."""
    heading = layout.heading("status") or ""
    paid = read_statuses(frame["status"], heading)
    document = read_statuses(frame["document_status"], "")
    decisive = document.is_in(["draft", "cancelled", "disputed"]).fill_null(False)
    frame = frame.with_columns(document.zip_with(decisive, paid).alias("meaning"))
    meaning = pl.col("meaning")
    where = {"column": heading or None, "field": "status"}
    tell(
        frame,
        meaning == "draft",
        "draft",
        Severity.LEFT_OUT,
        "« {value} » : brouillon, non importé.",
        issues,
        **where,
    )
    tell(
        frame,
        meaning == "cancelled",
        "cancelled",
        Severity.LEFT_OUT,
        "« {value} » : facture annulée, non importée.",
        issues,
        **where,
    )
    tell(
        frame,
        meaning == UNKNOWN,
        "unknown_status",
        Severity.DECISION,
        "Le statut « {value} » n'est pas connu : la facture est-elle encore due ?",
        issues,
        **where,
    )
    return frame


def with_kinds(frame: Frame, layout: Layout, issues: IssueList) -> Frame:
    """Adds ``kind`` (vocabulary.InvoiceKind), from the type column, the sign, then the number."""
    types = frame["document"]
    heading = layout.heading("type")
    tell(
        frame,
        pl.col("document") == "other",
        "not_an_invoice",
        Severity.LEFT_OUT,
        "« {value} » n'est pas une facture ; la ligne n'est pas importée.",
        issues,
        heading,
        "type",
    )
    if types.drop_nulls().len():
        tell(
            frame,
            pl.col("document").is_null() & pl.col("type").is_not_null(),
            "unknown_type",
            Severity.DECISION,
            "Le type « {value} » n'est pas connu : est-ce une facture ?",
            issues,
            heading,
            "type",
        )
    sign = pl.coalesce("v_amount", "v_balance")
    prefixed = pl.col("number").str.contains(CREDIT_PREFIX).fill_null(False)
    said_credit = (
        (pl.col("document") == "credit_note")
        | (pl.col("meaning") == "credit_note")
        | pl.col("description").str.contains(r"(?i)^\W*avoir\b").fill_null(False)
    ).fill_null(False)
    kind = (
        pl.when(pl.col("document") == "payment")
        .then(pl.lit(PAYMENT))
        .when(said_credit | (sign < ZERO))
        .then(pl.lit(CREDIT))
        .otherwise(pl.lit(INVOICE))
    )
    frame = frame.with_columns(kind.alias("kind"), prefixed.alias("prefixed"))
    # A prefix that most numbers bear is the series of the firm, and proves nothing.
    if 0 < frame["prefixed"].sum() <= frame.height // 2:
        tell(
            frame,
            pl.col("prefixed")
            & (pl.col("kind") == INVOICE)
            & pl.col("document").is_null()
            & (sign > ZERO),
            "credit_note_or_invoice",
            Severity.DECISION,
            "Le numéro « {value} » est celui d'un avoir, mais le montant est positif : "
            "facture ou avoir ?",
            issues,
            layout.heading("number"),
            "number",
        )
    return frame


def with_open_amounts(frame: Frame, layout: Layout, today: date, issues: IssueList) -> Frame:
    """Adds ``gross`` and ``open_amount`` (MONEY, never negative); the balance wins."""
    balance = pl.col("v_balance")
    # A credit note's balance is as negative as its amount, or written positive.
    due = pl.when(pl.col("kind") != INVOICE).then(balance.abs()).otherwise(balance)
    gross = pl.coalesce("v_amount", "v_balance").abs()
    only_date = NO_FIGURES & pl.col("v_paid_date").is_not_null() & pl.col("meaning").is_null()
    frame = frame.with_columns(
        gross.alias("gross"),
        pl.when(due.is_not_null())
        .then(pl.max_horizontal(due, ZERO))
        .when(PAID.is_not_null())
        .then(pl.max_horizontal(gross - PAID, ZERO))
        .when(SETTLED | (only_date & (pl.col("v_paid_date") <= today)))
        .then(ZERO)
        .otherwise(gross)
        .cast(MONEY)
        .alias("open_amount"),
    )
    checks = (*_checks_of_figures(layout), *_checks_of_words(today))
    for where, code, severity, message, field in checks:
        tell(frame, where, code, severity, message, issues, layout.heading(field), field)
    return frame


def _checks_of_figures(layout: Layout) -> tuple[Check, ...]:
    """What the amount, the paid part and the balance say against each other."""
    invoice, gross, balance = pl.col("kind") == INVOICE, pl.col("gross"), pl.col("v_balance")
    # An amount that is there but unreadable has its own issue.
    written = pl.all_horizontal(pl.col("amount", "balance", "amount_excl_tax").is_null())
    overpaid = (balance < ZERO) | (balance.is_null() & (gross < PAID))
    apart = (gross - PAID - pl.max_horizontal(balance, ZERO)).abs() > CENT
    contradiction = (balance > gross + CENT) | (apart & (balance >= ZERO))
    return (
        (
            gross.is_null() & written,
            "missing_amount",
            Severity.LEFT_OUT,
            "Le montant manque ; la ligne n'est pas importée.",
            "amount" if layout.has("amount") else "balance",
        ),
        (
            invoice & overpaid,
            "overpaid",
            Severity.WARNING,
            "Le client a payé plus que le montant de la facture : trop-perçu à vérifier.",
            "balance" if layout.has("balance") else "paid_amount",
        ),
        (
            invoice & contradiction,
            "amounts_contradict",
            Severity.DECISION,
            "Le montant, le réglé et le reste dû ne s'accordent pas ; le reste dû est retenu.",
            "balance",
        ),
    )


def _checks_of_words(today: date) -> tuple[Check, ...]:
    """What the status and the date of payment say against the figures."""
    meaning, paid_on = pl.col("meaning"), pl.col("v_paid_date")
    open_still = (pl.col("kind") == INVOICE) & (pl.col("open_amount") > ZERO)
    dated = paid_on.is_not_null() & (meaning.is_not_null() | (paid_on > today))
    told = meaning.is_in(["partial", "in_payment", "paid"]).fill_null(False)
    return (
        (
            open_still & SETTLED,
            "paid_but_open",
            Severity.DECISION,
            "Le statut dit « {value} » mais il reste un montant dû : est-elle réglée ?",
            "status",
        ),
        (
            open_still & NO_FIGURES & meaning.is_in(["partial", "in_payment"]),
            "unknown_remainder",
            Severity.DECISION,
            "Le statut dit « {value} » sans dire combien il reste dû.",
            "status",
        ),
        (
            open_still & NO_FIGURES & dated & ~told,
            "payment_date_but_open",
            Severity.DECISION,
            "Une date de paiement est indiquée ({value}) mais la facture paraît encore due.",
            "paid_date",
        ),
    )


def with_disputes(frame: Frame, layout: Layout, issues: IssueList) -> Frame:
    """Adds ``disputed_amount`` (MONEY, at most what is open) and ``reason`` (text or null)."""
    cell = frame["dispute"]
    words = cell.drop_nulls().unique().to_list()
    flags = {word: True if is_yes(word) else False if is_no(word) else None for word in words}
    flag = cell.replace_strict(flags, default=None, return_dtype=pl.Boolean)
    free = cell.is_not_null() & flag.is_null()
    figures = read_amounts(
        cell, next(iter(decimal_evidence(cell)), Decimals.COMMA), spreadsheet=True
    ).values
    in_cell = figures.zip_with(free, pl.repeat(None, cell.len(), dtype=figures.dtype, eager=True))
    known = frame.with_columns(
        flag.alias("flag"),
        in_cell.round(3, mode="half_away_from_zero").cast(MONEY).alias("figure"),
        (free & in_cell.is_null()).alias("told"),
    )
    reason = pl.col("dispute_reason")
    some_reason = ~reason.str.to_lowercase().is_in(["-", "non", "no", "ras", "néant", "aucun"])
    amount = pl.coalesce("v_disputed_amount", "figure").abs()
    disputed = (
        pl.col("flag").fill_null(False)
        | pl.col("told")
        | (amount > ZERO).fill_null(False)
        | ((pl.col("meaning") == "disputed").fill_null(False))
        | (pl.col("flag").is_null() & some_reason.fill_null(False))
    )
    known = known.with_columns(disputed.alias("disputed"), amount.alias("contested"))
    tell(
        known,
        pl.col("disputed")
        & (pl.col("contested") > pl.col("open_amount"))
        & (pl.col("open_amount") > ZERO),
        "dispute_above_open",
        Severity.WARNING,
        "Le montant contesté dépasse le reste dû ; toute la facture est tenue pour contestée.",
        issues,
        layout.heading("disputed_amount") or layout.heading("dispute"),
    )
    part = (
        pl.when(pl.col("contested") > ZERO)
        .then(pl.col("contested"))
        .otherwise(pl.col("open_amount"))
    )
    spoken = pl.coalesce(
        pl.when(some_reason).then(reason),
        pl.when(pl.col("told")).then(pl.col("dispute")),
        pl.col("status").str.extract(r"(?i)^\W*(?:en )?litige\W+(.+)$", 1),
    )
    return known.with_columns(
        pl.when(pl.col("disputed") & (pl.col("kind") == INVOICE))
        .then(pl.min_horizontal(part, pl.col("open_amount")))
        .otherwise(ZERO)
        .cast(MONEY)
        .alias("disputed_amount"),
        pl.when(pl.col("disputed")).then(spoken).alias("reason"),
    )
