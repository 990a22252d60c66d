"""How much of each row is still due: amount, paid part and balance, set against the words."""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.intake.headings import tokens
from relance_core.intake.issues import Check, IssueList, tell
from relance_core.intake.kinds import CENT, INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.parties import each_word
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

PAID = pl.col("v_paid_amount").abs()
#: What ``deductions`` took off the amount.
OFF = pl.col("v_deducted")
SETTLED = pl.col("meaning") == "paid"
NO_FIGURES = pl.col("v_balance").is_null() & pl.col("v_paid_amount").is_null()
#: "-" and "-   €", which accountants write for zero; an empty cell says nothing.
DASH = r"^[\s€$£]*[-–—−][-–—−\s€$£]*$"
#: Words of a heading of what is left, and not of what there was to pay.
LEFT = frozenset(
    {"reste", "restant", "restante", "solde", "balance", "open", "ouvert", "outstanding"}
    | {"remaining", "residual", "encours"}
)
#: What a column of days of payment says of an invoice that nobody paid.
_NOT_PAID = (
    r"(?i)^\W*(?:non|pas|no|not|impay|en attente|attente|n/?[ad]|nc|null|none|0+)\b|"
    r"^\W*0+[-/.]"
)
#: A cell that holds no amount at all, rather than one that could not be read.
NO_AMOUNT = r"^[^\pL\pN#]*$"


def with_open_amounts(
    frame: pl.DataFrame, layout: Layout, today: date, issues: IssueList
) -> pl.DataFrame:
    """Adds ``gross`` and ``open_amount`` (MONEY, never negative); the balance wins."""
    frame = _believed(frame)
    balance = pl.col("v_balance")
    # A credit note's balance is as negative as its amount, or written positive.
    amount = pl.col("v_amount").abs()
    # More than it was written for would be the balance of something else: of the client.
    more = (amount > ZERO) & (balance.abs() > amount)
    credit = pl.when(more).then(amount).otherwise(balance.abs())
    due = pl.when(pl.col("kind") != INVOICE).then(credit).otherwise(balance)
    # A payment of a list of invoices has a balance to deduct, and no amount of its own.
    unpriced = (pl.col("kind") != INVOICE) & (amount == ZERO) & (balance.abs() > ZERO)
    gross = pl.when(unpriced).then(None).otherwise(amount)
    gross = pl.coalesce(gross, balance.abs() + _paid_before(layout))
    only_date = NO_FIGURES & pl.col("v_paid_date").is_not_null() & pl.col("meaning").is_null()
    frame = frame.with_columns(
        gross.alias("gross"),
        pl.when(due.is_not_null())
        .then(pl.max_horizontal(due, ZERO))
        .when(PAID.is_not_null())
        .then(pl.max_horizontal(gross - PAID - OFF, ZERO))
        .when(SETTLED | (only_date & (pl.col("v_paid_date") <= today)))
        .then(ZERO)
        .otherwise(pl.when(gross > OFF).then(gross - OFF).otherwise(gross - gross))
        .cast(MONEY)
        .alias("open_amount"),
    )
    told = frame.with_columns(_contradiction().alias("contradiction"))
    checks = (*_checks_of_figures(layout), *_checks_of_words(today, _noted(frame)))
    for where, code, severity, message, field in checks:
        tell(told, where, code, severity, message, issues, layout.heading(field), field)
    return frame


def _paid_before(layout: Layout) -> pl.Expr:
    """What was paid of an invoice of which the list tells besides no more than what is left.

    "Montant dû" may be what was due before any payment; "Reste" and "Open balance" are not.
    """
    if not tokens(layout.heading("balance") or "") & LEFT:
        return ZERO
    known = (pl.col("kind") == INVOICE) & (pl.col("v_balance") >= ZERO)
    return pl.when(known).then(PAID).fill_null(ZERO)


def _believed(frame: pl.DataFrame) -> pl.DataFrame:
    """Balances that a dash says are zero, and "payée (partiellement)" beside a part still due."""
    if frame["v_balance"].null_count():
        dash = pl.col("v_balance").is_null() & pl.col("v_amount").is_not_null()
        dash = dash & pl.col("balance").str.contains(DASH).fill_null(False)
        frame = frame.with_columns(
            pl.when(dash).then(ZERO).otherwise("v_balance").cast(MONEY).alias("v_balance")
        )
    words = each_word(frame["status"], lambda cells: cells.str.contains(r"(?i)partiel|partial"))
    said = words.fill_null(False)
    if not said.any():
        return frame
    rest = pl.coalesce("v_balance", pl.col("v_amount").abs() - PAID)
    part = (rest > ZERO) & (rest < pl.col("v_amount").abs())
    return frame.with_columns(
        pl.when(SETTLED & said & part).then(pl.lit("partial")).otherwise("meaning").alias("meaning")
    )


def _contradiction() -> pl.Expr:
    """Whether the amount, what was paid of it and the balance do not agree."""
    gross, balance = pl.col("gross"), pl.col("v_balance")
    apart = (gross - PAID - OFF - pl.max_horizontal(balance, ZERO)).abs() > CENT
    return (balance > gross + CENT) | (apart & (balance >= ZERO))


def _checks_of_figures(layout: Layout) -> tuple[Check, ...]:
    """What the amount, the paid part and the balance say against each other."""
    invoice, gross, balance = pl.col("kind") == INVOICE, pl.col("gross"), pl.col("v_balance")
    # An amount that is there but unreadable has its own issue.
    unwritten = pl.all_horizontal(
        pl.col(name).is_null() | pl.col(name).str.contains(NO_AMOUNT)
        for name in ("amount", "balance", "amount_excl_tax")
    )
    overpaid = (balance < ZERO) | (balance.is_null() & (gross < PAID))
    return (
        (
            (gross.is_null(), unwritten),
            "missing_amount",
            Severity.LEFT_OUT,
            "Le montant manque ; la ligne n'est pas importée.",
            "amount" if layout.has("amount") else "balance",
        ),
        (
            (overpaid, invoice),
            "overpaid",
            Severity.WARNING,
            "Le client a payé plus que le montant de la facture : trop-perçu à vérifier.",
            "balance" if layout.has("balance") else "paid_amount",
        ),
        (
            (pl.col("contradiction"), invoice, balance == ZERO),
            "amounts_contradict",
            Severity.WARNING,
            "Le reste dû est nul, ce que le montant et le réglé ne disent pas : tenue pour réglée.",
            "balance",
        ),
        (
            (pl.col("contradiction"), invoice, balance != ZERO),
            "amounts_contradict",
            Severity.DECISION,
            "Le montant, le réglé et le reste dû ne s'accordent pas ; le reste dû est retenu.",
            "balance",
        ),
    )


def _noted(frame: pl.DataFrame) -> pl.Expr:
    """Where words stand for the day of a payment, which do not say that nothing was paid."""
    cells = frame["paid_date"]
    if not (cells.is_not_null() & frame["v_paid_date"].is_null()).any():
        return pl.lit(False)
    words = cells.str.contains(r"[\pL\d]") & ~cells.str.contains(_NOT_PAID)
    return pl.lit(words.fill_null(False))


def _checks_of_words(today: date, noted: pl.Expr) -> tuple[Check, ...]:
    """What the status and the date of payment say against the figures."""
    meaning, paid_on = pl.col("meaning"), pl.col("v_paid_date")
    open_still = (pl.col("kind") == INVOICE) & (pl.col("open_amount") > ZERO)
    dated = paid_on.is_not_null() & (meaning.is_not_null() | (paid_on > today))
    told = meaning.is_in(["partial", "in_payment", "paid"]).fill_null(False)
    # "Net à payer" says what was due when the invoice was made: the day tells that it was paid.
    kept = pl.col("v_retention").fill_null(ZERO).abs()
    nothing_paid = pl.col("v_paid_amount").fill_null(ZERO) == ZERO
    whole = (pl.col("v_balance") + kept >= pl.col("v_amount")).fill_null(False) & nothing_paid
    return (
        (
            (open_still & SETTLED,),
            "paid_but_open",
            Severity.DECISION,
            "Le statut dit « {value} » mais il reste un montant dû : est-elle réglée ?",
            "status",
        ),
        (
            (meaning.is_in(["partial", "in_payment"]), open_still, NO_FIGURES),
            "unknown_remainder",
            Severity.DECISION,
            "Le statut dit « {value} » sans dire combien il reste dû.",
            "status",
        ),
        (
            (meaning == "in_payment", open_still, ~NO_FIGURES),
            "payment_under_way",
            Severity.DECISION,
            "Le statut dit « {value} » : le paiement est en route. Faut-il relancer la facture ?",
            "status",
        ),
        (
            (noted, open_still, NO_FIGURES, meaning.is_null(), paid_on.is_null()),
            "unread_payment",
            Severity.DECISION,
            "« {value} » est noté à la date de paiement : la facture est-elle réglée ?",
            "paid_date",
        ),
        (
            (paid_on <= today, open_still, whole, ~told),
            "payment_date_but_open",
            Severity.DECISION,
            "Une date de paiement est indiquée ({value}) mais la facture paraît encore due.",
            "paid_date",
        ),
        (
            (dated, open_still, NO_FIGURES, ~told),
            "payment_date_but_open",
            Severity.DECISION,
            "Une date de paiement est indiquée ({value}) mais la facture paraît encore due.",
            "paid_date",
        ),
    )
