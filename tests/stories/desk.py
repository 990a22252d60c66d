"""A firm at work that tells its story: exports dropped, calls noted, and what the plan says then.

The desk of those stories in ``docs/stories`` that need an espace: it writes files, imports them and
does what a person does on the screen, on days given.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from relance_core.commitments import CallResult
from relance_core.french import amount, short_date
from relance_core.vocabulary import CHANNEL_LABELS, STEP_LABELS, Channel, Step
from relance_core.workflows.calls import CallReport, record_result
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.late_interest import client_interest
from tests.workflows.office import Office, office


def _spaced(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


class Desk:
    """Invoices by their numbers, clients by their names; days are written ``2026-11-20``."""

    def __init__(self, day: str) -> None:
        self._folder = TemporaryDirectory()
        self._office: Office = office(Path(self._folder.name))
        self._office.day = date.fromisoformat(day)
        self._rows: dict[str, dict[str, Any]] = {}

    def invoice(self, number: str, *, client: str, due: str, total: int) -> None:
        """An invoice of the firm's books; the next export has it."""
        day = date.fromisoformat(due)
        self._rows[number] = {
            "N° facture": number,
            "Client": client,
            "E-mail": f"compta@{client.split()[0].lower()}.example",
            "Téléphone": "02 40 00 00 00",
            "Date facture": day - timedelta(days=30),
            "Échéance": day,
            "Montant TTC": total,
            "Reste à payer": total,
            "Date de paiement": None,
        }

    def paid(self, number: str, part: int, *, on: str) -> None:
        """A payment booked; the next export shows it."""
        row = self._rows[number]
        row["Reste à payer"] -= part
        row["Date de paiement"] = date.fromisoformat(on)

    def export(self) -> None:
        """The export of the day is dropped and imported."""
        self._office.drop(list(self._rows.values()))

    def day(self, day: str) -> None:
        """Another day comes."""
        self._office.day = date.fromisoformat(day)

    def follow(self, client: str, **settings: Any) -> None:
        """A setting of a client, as in the grid."""
        edit_client(self._office.space, self._office.act, self._client(client), settings)

    def plan(self) -> None:
        """What leaves today, and what stays and why."""
        told = self._office.plan()
        numbers = {one: number for number, one in self._office.ids().items()}
        steps = {row["addressee_id"]: row for row in told.plan.reminders.iter_rows(named=True)}
        for row in told.plan.lines.sort("invoice_id").iter_rows(named=True):
            reminder = steps[row["addressee_id"]]
            channel = CHANNEL_LABELS[Channel(reminder["channel"])].lower()
            due = _spaced(amount(row["amount_due"], row["currency"]))
            print(
                f"{numbers[row['invoice_id']]} : {STEP_LABELS[Step(row['step'])]}, {channel}, {due}"
            )
        for row in told.plan.withheld.sort("invoice_id").iter_rows(named=True):
            print(f"{numbers[row['invoice_id']]} : non relancée. {_spaced(row['reason'])}")

    def call(self, client: str, result: str, **told: Any) -> None:
        """Today's call to a client, and what came of it."""
        if "until" in told:
            told["until"] = date.fromisoformat(told["until"])
        if "amount" in told:
            told["amount"] = Decimal(told["amount"])
        if "invoice" in told:
            told["invoice_id"] = self._office.ids()[told.pop("invoice")]
        report = CallReport(CallResult(result), **told)
        space, act = self._office.space, self._office.act
        outcome = record_result(space, act, self._client(client), report)
        print(outcome.next_action)
        if outcome.confirmation is not None:
            print(f"À confirmer à {', '.join(outcome.confirmation.to)} :")
            print(_spaced(outcome.confirmation.body.split("\n\n")[2]))

    def interest(self, client: str) -> None:
        """What lateness adds to a client's invoices, line by line."""
        found = client_interest(self._office.space, self._client(client), today=self._office.day)
        for one in found.invoices:
            if one.statement is None:
                print(f"{one.found.number} : {one.why}")
                continue
            for line in one.statement.lines:
                told = (
                    f"{one.found.number} : du {short_date(line.first)} au {short_date(line.last)}, "
                    f"{line.days} j sur {amount(line.balance)} à {line.rate} % = "
                    f"{amount(line.amount)}"
                )
                print(_spaced(told).replace(".15 %", ",15 %").replace(".40 %", ",40 %"))
            total = amount(one.statement.interest)
            print(_spaced(f"{one.found.number} : {total}, indemnité {amount(one.statement.fee)}"))

    def _client(self, name: str) -> int:
        clients = self._office.plan().situation.clients
        names: dict[str, int] = dict(clients.select("name", "client_id").iter_rows())
        return names[name]
