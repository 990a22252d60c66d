"""Looks up open invoices by what a list of payments says of them: numbers, clients, amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from relance_core.french import plain_key
from relance_core.intake.number_spotting import NumberSpotter
from relance_core.intake.payment_lines import without_surroundings
from relance_core.intake.payments import PaymentLine
from relance_core.store.payments import OpenItem

#: Invoices of one client among which two or three are tried together.
TRIED = 30
#: Words of a name looked for inside a label.
LONGEST_NAME = 8


class OpenInvoices:
    """The open invoices by number and by client, with what is left due of each."""

    def __init__(self, items: Sequence[OpenItem]) -> None:
        self.due = {item.invoice_id: item.due for item in items}
        self.by_number: dict[str, list[OpenItem]] = {}
        self.by_name: dict[str, set[int]] = {}
        for item in items:
            self.by_number.setdefault(item.number.casefold(), []).append(item)
            for name in item.names:
                if key := plain_key(name):
                    self.by_name.setdefault(key, set()).add(item.client_id)
        self.spotter = NumberSpotter(self.by_number)
        self.by_client: dict[int, list[OpenItem]] = {}
        self.by_due: dict[Decimal, dict[int, OpenItem]] = {}
        for item in items:
            self.by_client.setdefault(item.client_id, []).append(item)
            self.by_due.setdefault(item.due, {})[item.invoice_id] = item
        self.by_bare: dict[str, list[OpenItem]] = {}
        for item in items:
            self.by_bare.setdefault(_bare(item.number), []).append(item)

    def numbered(self, line: PaymentLine) -> list[OpenItem]:
        """The invoices whose number stands on the line, in its own cell or in its words."""
        if line.number:
            whole = self.by_number.get(line.number.strip().casefold())
            if whole:
                return whole
            parts = [part.strip() for part in re.split(r"[,;+&]|\bet\b", line.number)]
            found = [self.by_number.get(part.casefold(), []) for part in parts if part]
            if len(found) > 1 and all(found):
                return [item for items in found for item in items]
            return []
        spotted = dict.fromkeys(
            one.written.casefold() for word in line.words for one in self.spotter.find(word)
        )
        return [item for number in spotted for item in self.by_number.get(number, [])]

    def clients(self, line: PaymentLine, *, sure: bool) -> set[int]:
        """The clients that a cell names; unless ``sure``, also those named inside a label."""
        keys = [
            {plain_key(word), plain_key(without_surroundings(word))} - {""} for word in line.words
        ]
        exact = [
            set.union(*(self.by_name[key] for key in some if key in self.by_name))
            for some in keys
            if any(key in self.by_name for key in some)
        ]
        if exact:
            return set.intersection(*exact) or set.union(*exact)
        if sure:
            return set()
        return {client for word in line.words for client in self._named_in(plain_key(word))}

    def _named_in(self, label: str) -> set[int]:
        """The clients whose whole name stands inside a label."""
        words = label.split()
        parts = (
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1)
        )
        found = [self.by_name[part] for part in parts if len(part) >= 4 and part in self.by_name]
        return set.union(*found) if found else set()

    def of(self, line: PaymentLine, clients: set[int]) -> list[OpenItem]:
        """What these clients still owe in the currency of the line, the oldest first."""
        owed = [item for client in clients for item in self.by_client.get(client, [])]
        return sorted(
            (item for item in owed if self._is_due(line, item)),
            key=lambda item: (item.due_date, item.invoice_id),
        )

    def of_amount(self, line: PaymentLine) -> list[OpenItem]:
        """The invoices on which exactly the amount of the line is due."""
        if line.amount is None:
            return []
        same = self.by_due.get(line.amount, {})
        return [item for item in same.values() if self._is_due(line, item)]

    def take(self, item: OpenItem, part: Decimal) -> None:
        """Lower what is due of an invoice."""
        due = self.due[item.invoice_id]
        self.by_due.get(due, {}).pop(item.invoice_id, None)
        self.due[item.invoice_id] = due - part
        self.by_due.setdefault(due - part, {})[item.invoice_id] = item

    def _is_due(self, line: PaymentLine, item: OpenItem) -> bool:
        return bool(self.due[item.invoice_id]) and line.currency in (None, item.currency)

    def in_currency(self, line: PaymentLine, items: list[OpenItem]) -> list[OpenItem]:
        return [item for item in items if line.currency in (None, item.currency)]

    def close(self, number: str) -> list[OpenItem]:
        """Open invoices whose number differs by signs, spaces or leading zeros alone."""
        close = self.by_bare.get(_bare(number), []) if _bare(number) else []
        return [item for item in close if self.due[item.invoice_id]]

    def together(self, total: Decimal, items: list[OpenItem]) -> list[OpenItem]:
        """The only two or three invoices that make ``total``; none when several choices do."""
        tried = items[:TRIED]
        for size in (2, 3):
            found = [
                list(some)
                for some in combinations(tried, size)
                if sum(self.due[item.invoice_id] for item in some) == total
            ]
            if len(found) == 1:
                return found[0]
            if found:
                return []
        return []


def _bare(number: str) -> str:
    groups = re.findall(r"\d+|[a-z]+", plain_key(number))
    return " ".join(group.lstrip("0") or "0" if group.isdigit() else group for group in groups)
