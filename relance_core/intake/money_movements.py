"""Names the statements of a bank or of a collector of payments: what came in, no invoice."""

from __future__ import annotations

from collections.abc import Sequence

from relance_core.intake.headings import ColumnReading, tokens
from relance_core.intake.sniff import refusal
from relance_core.intake.tables import Table

#: Headings of the day on which a bank counts a movement.
_VALUE_DAYS = (frozenset({"date", "valeur"}), frozenset({"value", "date"}), frozenset({"valeur"}))
_FEES = frozenset({"commission", "commissions", "frais", "fee", "fees"})
_NET = (frozenset({"net"}), frozenset({"montant", "net"}), frozenset({"net", "amount"}))
#: What an invoice has and a movement has not.
_OF_INVOICES = frozenset({"due_date", "terms", "balance", "amount_excl_tax", "tax", "client_code"})


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
