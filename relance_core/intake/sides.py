"""Which way a row's money goes: debit and credit columns, a side column, a credit's own column."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.french import amount as shown_amount
from relance_core.french import plain_key
from relance_core.intake.asked_words import weight
from relance_core.intake.headings import tokens
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.lettering import with_letters
from relance_core.intake.reading import Choice, Question
from relance_core.intake.running_balance import without_running_balance
from relance_core.intake.sniff import refusal
from relance_core.intake.statuses import is_no, is_yes
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

DEBITS, CREDITS = (
    frozenset({"debit", "soll", "debiteur"}),
    frozenset({"credit", "haben", "crediteur"}),
)
#: How a side is written. A lone H or S is German (Haben, Soll).
SIDES = {
    **dict.fromkeys(("d", "debit", "db", "dr", "s", "soll", "1", "1.0", "+", "+1"), "debit"),
    **dict.fromkeys(("c", "credit", "cr", "h", "haben", "-1", "-1.0", "-"), "credit"),
}
#: A column of sides may tell sales from purchases, the firm's invoices from its suppliers'.
SOLD = frozenset(
    (
        *("vente", "ventes", "client", "clients", "emise", "emises", "emis", "recette", "recettes"),
        *("sale", "sales", "customer", "receivable", "receivables", "accrec", "ar", "issued"),
    )
)
BOUGHT = frozenset(
    (
        *("achat", "achats", "fournisseur", "fournisseurs", "recue", "recues", "depense"),
        *("depenses", "charge", "charges", "frais", "purchase", "purchases", "supplier", "vendor"),
        *("payable", "payables", "accpay", "ap", "received", "expense", "expenses"),
    )
)
#: Letters of them: "A" beside "V" is a purchase or a credit note, which is asked.
LETTERS = frozenset({"v", "vt", "vte"})
QUESTION = "side_letter"
PURCHASES, CREDIT_NOTES = ANSWERS = ("purchases", "credit_notes")
LEDGER = "ledger"
OPEN_ITEMS, ENTRIES = "open_items", "entries"


def two_sided(layout: Layout) -> bool:
    """Whether the amounts stand in a column of debits and a column of credits."""
    debit, credit = layout.heading("amount"), layout.heading("paid_amount")
    return bool(tokens(debit or "") & DEBITS) and bool(tokens(credit or "") & CREDITS)


def _credits_apart(frame: pl.DataFrame, layout: Layout) -> bool:
    """Whether a column of credits holds some that stand on rows without an amount."""
    if not tokens(layout.heading("paid_amount") or "") & CREDITS or not layout.has("amount"):
        return False
    credit = pl.col("v_paid_amount")
    nothing = pl.col("amount").is_null() | (pl.col("v_amount") == ZERO)
    alone = nothing & pl.col("balance").is_null() & (credit != ZERO)
    return bool(frame.select(alone.any()).item())


def with_sides(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question], list[str]]:
    """``v_amount`` signed as the row's side says, and ``marked_credit`` (a yes in a credit column).

    Raises ``UnreadableFile`` when the user says that the rows are every entry of the accounts.
    """
    frame, notes = without_running_balance(frame, layout, sided=two_sided(layout))
    questions: list[Question] = []
    entries = layout.has("side")
    frame = _without_noughts(frame, layout)
    if two_sided(layout) or _credits_apart(frame, layout):
        frame, credited = _netted(frame, issues, layout)
        entries = entries or (credited and two_sided(layout))
    frame, asked = _with_side_column(frame, layout, answers, issues)
    if entries:
        frame = with_letters(frame, layout, issues)
        questions = _ledger_question(frame.filter(~pl.col("lettered")), answers)
    frame = _with_credit_column(frame)
    cells = frame["credit_flag"].drop_nulls().unique().to_list()
    # "AV-12" beside an invoice is the credit note that took some of it, or all, away.
    references = [cell for cell in cells if not is_yes(cell) and not is_no(cell)]
    tell(
        frame,
        pl.col("credit_flag").is_in(references),
        "credit_reference",
        Severity.DECISION,
        "Un avoir (« {value} ») est noté sur cette ligne : la facture est-elle encore due ?",
        issues,
        layout.heading("credit_flag"),
        "credit_flag",
    )
    flags = {cell: is_yes(cell) for cell in cells}
    marked = frame["credit_flag"].replace_strict(flags, default=None, return_dtype=pl.Boolean)
    return frame.with_columns(marked.alias("marked_credit")), [*asked, *questions], notes


def _without_noughts(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """No credit where an entry has none: a nought there does not say that nothing was paid."""
    if not two_sided(layout) or not layout.has("balance"):
        return frame
    some = pl.when(pl.col("v_paid_amount") != ZERO).then("v_paid_amount")
    return frame.with_columns(some.cast(MONEY).alias("v_paid_amount"))


def _netted(frame: pl.DataFrame, issues: IssueList, layout: Layout) -> tuple[pl.DataFrame, bool]:
    """Rows of one side each: a debit is owed, a credit is deducted; whether there is a credit."""
    debit, credit = pl.col("v_amount").fill_null(ZERO), pl.col("v_paid_amount").fill_null(ZERO)
    credited = (debit == ZERO) & (credit != ZERO)
    if not frame.select(credited.any()).item():
        return frame, False  # what was paid, beside what was invoiced
    # Some programs write their credits with a minus; beside others, a minus takes one back.
    alone = frame.filter(credited)["v_paid_amount"]
    if (alone < 0).any() and (alone > 0).any():
        tell(
            frame,
            credited & (credit < ZERO),
            "reversed_credit",
            Severity.DECISION,
            "Le crédit est négatif : est-ce un règlement annulé, que le client doit à nouveau ?",
            issues,
            layout.heading("paid_amount"),
            "paid_amount",
        )
    frame = frame.with_columns(
        pl.when(credited).then(-credit.abs()).otherwise("v_amount").cast(MONEY).alias("v_amount"),
        pl.when(debit != ZERO).then("v_paid_amount").cast(MONEY).alias("v_paid_amount"),
    )
    return frame, True


def _ledger_question(frame: pl.DataFrame, answers: Mapping[str, str]) -> list[Question]:
    """Credits that weigh as much as half the debits are perhaps the payments of the whole year."""
    sums = frame.group_by("currency").agg(
        pl.col("v_amount").filter(pl.col("v_amount") > ZERO).sum().alias("debit"),
        (-pl.col("v_amount")).filter(pl.col("v_amount") < ZERO).sum().alias("credit"),
    )
    heavy = sums.filter(pl.col("credit") * 2 > pl.col("debit")).sort("credit", descending=True)
    said = answers.get(LEDGER)
    if said == ENTRIES:
        raise refusal(
            "ledger_not_read_yet",
            "Ce fichier est un grand livre : toutes les écritures, soldées ou non.",
            "Exportez les seules écritures non lettrées des comptes clients, ou la liste des "
            "factures ouvertes, au format Excel ou CSV.",
        )
    if said == OPEN_ITEMS or heavy.is_empty():
        return []
    currency, debit, credit = heavy.row(0)
    return [
        Question(
            LEDGER,
            f"Ce fichier compte {shown_amount(debit, currency or 'EUR')} de débits et "
            f"{shown_amount(credit, currency or 'EUR')} de crédits. N'y a-t-il que les factures "
            "et les règlements non soldés ?",
            (
                Choice(OPEN_ITEMS, "Oui : seulement ce qui n'est pas soldé (non lettré)"),
                Choice(ENTRIES, "Non : toutes les écritures, soldées ou non"),
            ),
        )
    ]


def _with_side_column(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question]]:
    """Amounts negative on the rows whose side is the credit; what a letter means is asked."""
    cells = frame["side"].drop_nulls().unique().to_list()
    if not cells:
        return frame, []
    known = {cell: _side(cell) for cell in cells}
    known, asked = _with_letters_of_sales(frame, known, layout, answers)
    side = frame["side"].replace_strict(known, default=None, return_dtype=pl.String)
    frame = frame.with_columns(side.alias("way"))
    tell(
        frame,
        pl.col("way") == "bought",
        "payable",
        Severity.LEFT_OUT,
        "« {value} » : pièce d'un fournisseur, que vous devez ; la ligne n'est pas importée.",
        issues,
        layout.heading("side"),
        "side",
    )
    tell(
        frame,
        pl.col("way").is_null() & pl.col("side").is_not_null() & pl.lit(value=not asked),
        "unknown_side",
        Severity.DECISION,
        "« {value} » ne dit ni débit ni crédit : ce montant est-il dû, ou à déduire ?",
        issues,
        layout.heading("side"),
        "side",
    )
    # A minus on a credit says the same thing twice, or takes it back: it stays a credit.
    credited = (pl.col("way") == "credit").fill_null(False)
    return frame.with_columns(
        pl.when(credited).then(-pl.col(name).abs()).otherwise(name).cast(MONEY).alias(name)
        for name in ("v_amount", "v_balance")
    ).drop("way"), asked


def _with_letters_of_sales(
    frame: pl.DataFrame,
    known: Mapping[str, str | None],
    layout: Layout,
    answers: Mapping[str, str],
) -> tuple[dict[str, str | None], list[Question]]:
    """What cells say where some of them are the V of "vente", and the question about the A."""
    sold = {cell for cell in known if plain_key(cell) in LETTERS}
    other = {cell for cell in known if plain_key(cell) == "a"}
    meant = dict(known)
    if not sold or {side for cell, side in known.items() if cell not in sold | other}:
        return meant, []
    meant |= dict.fromkeys(sold, "sold")
    said = {PURCHASES: "bought", CREDIT_NOTES: "credit"}.get(answers.get(QUESTION, ""))
    meant |= dict.fromkeys(other, said)
    if not other or said is not None:
        return meant, []
    asked = frame.filter(pl.col("side").is_in(list(other)))
    return meant, [
        Question(
            QUESTION,
            f"Colonne « {layout.heading('side')} » : « V » et « A ». « V » est compris comme "
            f"vente ; que veut dire « A » ({weight(asked)}) ?",
            (
                Choice(PURCHASES, "Achat : une pièce de fournisseur, à laisser de côté"),
                Choice(CREDIT_NOTES, "Avoir : à déduire de ce que le client doit"),
            ),
        )
    ]


def _side(cell: str) -> str | None:
    """What a cell of sides says: debit, credit, sold or bought; None for another word."""
    plain = plain_key(cell)
    if plain in SOLD or plain in BOUGHT:
        return "sold" if plain in SOLD else "bought"
    return SIDES.get(cell.strip().casefold()) or SIDES.get(plain)


def _with_credit_column(frame: pl.DataFrame) -> pl.DataFrame:
    """A credit in a column of its own: a credit note where it stands alone, else deducted."""
    if frame["v_credited_amount"].null_count() == frame.height:
        return frame
    credit = pl.col("v_credited_amount").abs()
    some = (credit > ZERO).fill_null(False)
    alone = some & (pl.col("v_amount").fill_null(ZERO) == ZERO) & pl.col("v_balance").is_null()
    beside = some & ~alone
    paid = pl.col("v_paid_amount")
    return frame.with_columns(
        pl.when(alone).then(-credit).otherwise("v_amount").cast(MONEY).alias("v_amount"),
        pl.when(beside & paid.is_not_null() | beside & pl.col("v_balance").is_null())
        .then(paid.abs().fill_null(ZERO) + credit)
        .otherwise(paid)
        .cast(MONEY)
        .alias("v_paid_amount"),
    )
