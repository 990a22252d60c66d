"""Looks up open invoices by what a list of payments says of them: numbers, clients, amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from relance_core.french import plain_key
from relance_core.intake.payments import PaymentLine
from relance_core.store.payments import OpenItem

#: Invoices of one client among which two or three are tried together.
TRIED = 30


class OpenInvoices:
    """The open invoices by number and by client, with what is left due of each."""

    def __init__(self, items: Sequence[OpenItem]) -> None:
        self.items = list(items)
        self.due = {item.invoice_id: item.due for item in items}
        self.by_number: dict[str, list[OpenItem]] = {}
        self.by_name: dict[str, set[int]] = {}
        for item in items:
            self.by_number.setdefault(item.number.casefold(), []).append(item)
            for name in item.names:
                if key := plain_key(name):
                    self.by_name.setdefault(key, set()).add(item.client_id)
        telling = [
            re.escape(number)
            for number in sorted(self.by_number, key=len, reverse=True)
            if len(number) >= 4 or (len(number) >= 3 and not number.isdigit())
        ]
        words = "|".join(telling) or "(?!)"
        self.spotter = re.compile(rf"(?<![\w])(?:{words})(?![\w])(?![/.-]\w)", re.IGNORECASE)

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
            hit.group().casefold() for word in line.words for hit in self.spotter.finditer(word)
        )
        return [item for number in spotted for item in self.by_number[number]]

    def clients(self, line: PaymentLine, *, sure: bool) -> set[int]:
        """The clients that a cell names; unless ``sure``, also those named inside a label."""
        keys = [key for word in line.words if (key := plain_key(word))]
        exact = [self.by_name[key] for key in keys if key in self.by_name]
        if exact:
            return set.intersection(*exact) or set.union(*exact)
        if sure:
            return set()
        labels = [f" {key} " for key in keys]
        return {
            client
            for name, clients in self.by_name.items()
            if len(name) >= 4 and any(f" {name} " in label for label in labels)
            for client in clients
        }

    def of(self, line: PaymentLine, clients: set[int] | None) -> list[OpenItem]:
        return [
            item
            for item in self.items
            if self.due[item.invoice_id]
            and (clients is None or item.client_id in clients)
            and line.currency in (None, item.currency)
        ]

    def in_currency(self, line: PaymentLine, items: list[OpenItem]) -> list[OpenItem]:
        return [item for item in items if line.currency in (None, item.currency)]

    def close(self, number: str) -> list[OpenItem]:
        """Open invoices whose number differs by signs, spaces or leading zeros alone."""
        wanted = _bare(number)
        return [
            item
            for item in self.items
            if self.due[item.invoice_id] and wanted and _bare(item.number) == wanted
        ]

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
