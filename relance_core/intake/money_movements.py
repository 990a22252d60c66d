"""Names the statements of banks and the lists of payments: what came in, no invoice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from relance_core.intake.headings import ColumnReading, tokens
from relance_core.intake.reading import Choice, Question
from relance_core.intake.sniff import refusal
from relance_core.intake.tables import Table

#: Headings of the day on which a bank counts a movement.
_VALUE_DAYS = (frozenset({"date", "valeur"}), frozenset({"value", "date"}), frozenset({"valeur"}))
_FEES = frozenset({"commission", "commissions", "frais", "fee", "fees"})
_NET = (frozenset({"net"}), frozenset({"montant", "net"}), frozenset({"net", "amount"}))
#: What an invoice has and a movement has not.
_OF_INVOICES = frozenset({"due_date", "terms", "balance", "amount_excl_tax", "tax", "client_code"})

QUESTION = "payments_list"
INVOICES, PAYMENTS = ANSWERS = ("invoices", "payments")
#: Beside what was paid, an invoice has one of these.
_OF_A_SALE = _OF_INVOICES | {"paid_amount", "status", "tax_rate", "item", "balance_excl_tax"}
_NAMED = re.compile(
    r"(?i)(?:^|[\W_])(?:r[eè]glements?|paiements?|encaissements?|versements?|payments?|"
    r"receipts?|recettes?)(?:$|[\W_\d])"
)
#: How payments are referred to: the means, then a number.
_REFERENCE = re.compile(
    r"(?i)^\W*(?:VIR|VRT|VIRT|CHQ|CH|CB|TPE|PRLV?|ESP|REM|RGT|RGLT|REG|PAY|PMT)\W?[\w-]*\d"
)


def refuse_movements(table: Table, columns: Sequence[ColumnReading]) -> None:
    """Refuse a statement: its rows are payments, which would pass for invoices or credits.

    Raises ``UnreadableFile``. A column that only invoices have makes it a list of invoices.
    """
    for column in columns:  # "Net" would pass for the amount without tax
        own = column.field in _OF_INVOICES and tokens(column.heading) not in _NET
        if own or column.confidence == 1:
            return
    written = [tokens(heading) for heading in table.headings]
    counted = any(words in _VALUE_DAYS for words in written)
    collected = (
        any(words & _FEES for words in written)
        and any(words in _NET for words in written)
        and any("transaction" in words for words in written)
    )
    if counted or collected:
        raise refusal(
            "money_movements",
            "Ce fichier est un relevé de banque ou de paiements en ligne : une ligne y est un "
            "mouvement d'argent, pas une facture.",
            "Déposez d'abord la liste de vos factures. Ce qui est payé se note ensuite sous "
            "« Payé depuis le dernier export ».",
        )


def ask_payments(
    table: Table, columns: Sequence[ColumnReading], filename: str, answers: Mapping[str, str]
) -> list[Question]:
    """Whether rows are payments received: they name their invoice, and would pass for it.

    Asked where each has its means, nothing tells of a sale, and a reference or the name of the file
    speaks of payments. Raises ``UnreadableFile`` when the user says that they are.
    """
    fields = {column.field: column for column in columns if column.field}
    told = fields.get("payment_method")
    if told is None or not {"amount", "number"} <= fields.keys() or _OF_A_SALE & fields.keys():
        return []
    means = table.frame[f"c{told.position}"].str.strip_chars()
    referred = any(
        column.samples and all(map(_REFERENCE.match, column.samples))
        for column in columns
        if column.field != "payment_method"
    )
    named = _NAMED.search(table.sheet) or _NAMED.search(filename)
    if means.null_count() or (means == "").any() or not (referred or named):
        return []
    if answers.get(QUESTION) == INVOICES:
        return []
    if answers.get(QUESTION) == PAYMENTS:
        raise refusal(
            "payments_list",
            "Ce fichier est une liste de règlements reçus, pas de factures.",
            "Déposez d'abord la liste de vos factures. Ce qui est payé se note ensuite sous "
            "« Payé depuis le dernier export », où cette liste peut être déposée.",
        )
    number = fields["number"].heading
    return [
        Question(
            QUESTION,
            f"Chaque ligne a un mode de règlement (« {told.heading} ») et cite une facture "
            f"(« {number} »). Que contient ce fichier ?",
            (
                Choice(INVOICES, "Des factures, à encaisser"),
                Choice(PAYMENTS, "Des règlements déjà reçus"),
            ),
        )
    ]
