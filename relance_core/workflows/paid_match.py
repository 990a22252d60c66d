"""Finds the open invoices that a list of payments pays: exactly, as a proposal, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from relance_core.french import amount as money
from relance_core.french import listed, plural
from relance_core.intake.payments import PaymentLine
from relance_core.store.payments import OpenItem
from relance_core.workflows.open_invoices import OpenInvoices

SHOWN = 4


class Found(StrEnum):
    """How sure a match is."""

    EXACT = "exact"
    PROPOSED = "proposed"
    UNMATCHED = "unmatched"


@dataclass(frozen=True)
class Share:
    """The part of a payment that goes to one invoice."""

    item: OpenItem
    amount: Decimal
    settles: bool  # nothing is due afterwards


@dataclass(frozen=True)
class Match:
    """A payment and the invoices it pays; ``left`` is what no invoice takes."""

    line: PaymentLine
    found: Found
    shares: tuple[Share, ...]
    reason: str  # French sentence
    left: Decimal | None = None


def match_payments(
    lines: Sequence[PaymentLine], items: Sequence[OpenItem], numbers: Collection[str]
) -> tuple[Match, ...]:
    """The match of each line, in the order of the lines.

    ``items``: what is open, oldest first; ``numbers``: of every invoice ever known, to tell one
    that is settled from one that never was. Exact matches are served first, so that the order of
    the list decides nothing; a second payment of an invoice meets what the first left due.
    """
    matcher = _Matcher(items, numbers)
    exact = {line.row: match for line in lines if (match := matcher.exactly(line))}
    return tuple(exact.get(line.row) or matcher.at_best(line) for line in lines)


class _Matcher:
    """What is still due of each invoice, while a list is being matched."""

    def __init__(self, items: Sequence[OpenItem], numbers: Collection[str]) -> None:
        self.open = OpenInvoices(items)
        self.numbers = {number.casefold() for number in numbers}

    # --- exact ---------------------------------------------------------------------------------

    def exactly(self, line: PaymentLine) -> Match | None:
        """The match that leaves no doubt, with what it takes; None when there is a doubt."""
        items = self.open.numbered(line)
        if items:
            clients = self.open.clients(line, sure=True)
            if clients and not {item.client_id for item in items} & clients:
                return None
            items = [item for item in items if not clients or item.client_id in clients]
            return self._exact_numbers(line, items)
        if line.number or line.amount is None:
            return None
        clients = self.open.clients(line, sure=True)
        same = [
            item
            for item in self.open.of(line, clients)
            if self.open.due[item.invoice_id] == line.amount
        ]
        if len(clients) != 1 or len(same) != 1:
            return None
        return self._taken(
            line, Found.EXACT, same, f"{same[0].client_name} : une seule facture de ce montant."
        )

    def _exact_numbers(self, line: PaymentLine, items: list[OpenItem]) -> Match | None:
        items = self.open.in_currency(line, items)
        if len({item.client_id for item in items}) > 1:
            items = [item for item in items if self.open.due[item.invoice_id] == line.amount]
        due = sum((self.open.due[item.invoice_id] for item in items), Decimal(0))
        several = len({item.number for item in items}) > 1
        if not items or not due or (line.amount is not None and line.amount > due):
            return None
        if len({item.client_id for item in items}) > 1 or (
            several and line.amount not in (None, due)
        ):
            return None
        if line.amount is None or line.amount == due:
            return self._taken(line, Found.EXACT, items, "Numéro reconnu : soldée.")
        if not line.number and items[0].number.isdigit():
            return None  # in a label, "2026" may be a year
        rest = money(due - line.amount, items[0].currency)
        return self._taken(
            line, Found.EXACT, items, f"Numéro reconnu : règlement partiel, reste {rest}."
        )

    # --- proposals -----------------------------------------------------------------------------

    def at_best(self, line: PaymentLine) -> Match:
        """A proposal that a person must accept, or why there is none."""
        items = self.open.numbered(line)
        if items:
            return self._doubtful_number(line, items)
        if line.number:
            close = self.open.close(line.number)
            if close:
                told = listed([f"« {item.number} »" for item in close[:SHOWN]])
                return self._taken(
                    line,
                    Found.PROPOSED,
                    close[:1],
                    f"Aucune facture de ce numéro ; proche de {told}.",
                )
            if line.number.casefold() in self.numbers:
                return _none(line, "Cette facture est déjà réglée : rien à noter.")
        clients = self.open.clients(line, sure=False)
        if clients:
            return self._of_client(line, clients)
        if line.number:
            return _none(line, "Aucune facture ouverte ne porte ce numéro.")
        same = self.open.of_amount(line)
        if len(same) == 1:
            return self._taken(
                line, Found.PROPOSED, same, "Client non reconnu ; une seule facture de ce montant."
            )
        return _none(line, "Ni facture ni client reconnu : règlement non affecté.")

    def _doubtful_number(self, line: PaymentLine, items: list[OpenItem]) -> Match:
        usable = self.open.in_currency(line, items)
        if not usable:
            return _none(line, f"La facture est en {items[0].currency}, pas le règlement.")
        clients = self.open.clients(line, sure=True)
        if clients and not {item.client_id for item in usable} & clients:
            return self._taken(
                line,
                Found.PROPOSED,
                usable[:1],
                f"La facture est de {usable[0].client_name}, pas du client écrit.",
            )
        due = sum((self.open.due[item.invoice_id] for item in usable), Decimal(0))
        if not due:
            return _none(line, "Plus rien n'est dû sur cette facture, règlements déduits.")
        if len({item.client_id for item in usable}) > 1:
            names = listed([item.client_name for item in usable[:SHOWN]])
            return _none(line, f"Ce numéro existe chez {names} : ajoutez le client à la ligne.")
        if line.amount is not None and line.amount > due:
            more = money(line.amount - due, usable[0].currency)
            words = f"Le règlement dépasse ce qui est dû de {more}."
        else:
            words = "Plusieurs factures pour ce montant : la plus ancienne d'abord."
        return self._taken(line, Found.PROPOSED, usable, words)

    def _of_client(self, line: PaymentLine, clients: set[int]) -> Match:
        items = self.open.of(line, clients)
        who = listed(sorted({item.client_name for item in items})[:SHOWN])
        if not items:
            return _none(line, "Ce client n'a plus de facture ouverte : règlement non affecté.")
        if len({item.client_id for item in items}) > 1 and line.amount is None:
            return _none(line, f"Plusieurs clients possibles : {who}.")
        due = sum((self.open.due[item.invoice_id] for item in items), Decimal(0))
        if line.amount is None or line.amount == due:
            return self._taken(line, Found.PROPOSED, items, f"Solde tout ce que doit {who}.")
        same = [item for item in items if self.open.due[item.invoice_id] == line.amount]
        if same:
            words = "une facture" if len(same) == 1 else "plusieurs factures"
            return self._taken(
                line, Found.PROPOSED, same[:1], f"{who} : {words} de ce montant, la plus ancienne."
            )
        if len({item.client_id for item in items}) > 1:
            return _none(line, f"Plusieurs clients possibles : {who}.")
        together = self.open.together(line.amount, items)
        if together:
            return self._taken(
                line, Found.PROPOSED, together, f"{who} : ces factures font ensemble ce montant."
            )
        told = f"Doit {money(due, items[0].currency)} sur {plural(len(items), 'facture')}"
        return self._taken(
            line, Found.PROPOSED, items, f"{told}, aucune de ce montant : la plus ancienne."
        )

    def _taken(
        self, line: PaymentLine, found: Found, items: Sequence[OpenItem], reason: str
    ) -> Match:
        """The match, and what it leaves due, the oldest invoice first."""
        left = line.amount
        shares = []
        for item in sorted(items, key=lambda one: (one.due_date, one.invoice_id)):
            due = self.open.due[item.invoice_id]
            part = due if left is None else min(due, left)
            if part > 0:
                shares.append(Share(item, part, part == due))
                self.open.take(item, part)
                left = None if left is None else left - part
        return Match(line, found, tuple(shares), reason, left or None)


def _none(line: PaymentLine, reason: str) -> Match:
    return Match(line, Found.UNMATCHED, (), reason, line.amount)
