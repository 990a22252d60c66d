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

import polars as pl

from relance_core.commitments import (
    DISPUTE_OUTCOME_LABELS,
    PROMISE_OUTCOME_LABELS,
    CallResult,
    DisputeOutcome,
    PromiseOutcome,
)
from relance_core.french import amount, short_date
from relance_core.store.database import reading
from relance_core.store.disputes import closed_disputes
from relance_core.store.holds import running_holds
from relance_core.store.messages import list_messages
from relance_core.store.payment_plans import instalments
from relance_core.store.promises import promises
from relance_core.ui.disputes import dispute_state
from relance_core.vocabulary import (
    CHANNEL_LABELS,
    MESSAGE_LABELS,
    STATE_LABELS,
    STEP_LABELS,
    TONE_SETTING_LABELS,
    Channel,
    MessageState,
    Step,
    ToneSetting,
)
from relance_core.workflows.call_report import CallOutcome, CallReport
from relance_core.workflows.calls import record_result, take_back
from relance_core.workflows.companions import approve_companion
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.disputes import close_dispute, edit_dispute
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.late_disputes import late_disputes
from relance_core.workflows.late_interest import client_interest
from relance_core.workflows.payment_plans import agree_plan
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
        self._outcome: CallOutcome | None = None

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

    def credit_note(self, number: str, total: int, *, client: str) -> None:
        """A credit note written apart; the next export has it."""
        self.invoice(number, client=client, due=self._office.day.isoformat(), total=-total)

    def export(self) -> None:
        """The export of the day is dropped and imported; it tells which disputes it ends."""
        imported = self._office.drop(list(self._rows.values()))
        for sentence in imported.disputes_closed:
            print(_spaced(sentence))

    def contest(self, number: str, part: str, *, motive: str, said: str) -> None:
        """A part of an invoice is contested, as noted on the page of disputes."""
        space, act = self._office.space, self._office.act
        about = {"motive": motive}
        invoice_id, amount_ = self._office.ids()[number], Decimal(part)
        hold_invoice(space, act, invoice_id, "dispute", amount=amount_, text=said, about=about)

    def follow_dispute(self, number: str, **changes: Any) -> None:
        """Something changes in how a dispute is followed."""
        edit_dispute(self._office.space, self._office.act, self._dispute(number), changes)

    def disputes(self) -> None:
        """The disputes that run: whose turn it is, who answers for each, and by when."""
        with reading(self._office.space.engine) as conn:
            for row in running_holds(conn):
                if row.code == "dispute":
                    state = dispute_state(row.turn, row.deadline, self._office.day)
                    day = short_date(row.deadline)
                    print(f"{row.number} : {state} ({row.owner}, avant le {day})")

    def recalled(self) -> None:
        """What is recalled today to each person of the firm who answers for a dispute."""
        for one in late_disputes(self._office.space, today=self._office.day):
            for late in one.disputes:
                print(_spaced(f"À {one.owner} : {late.words()}"))

    def close(self, number: str, outcome: str) -> None:
        """A dispute is over, as noted on its page."""
        hold_id = self._dispute(number)
        close_dispute(self._office.space, self._office.act, hold_id, DisputeOutcome(outcome))

    def outcomes(self) -> None:
        """How the disputes that are over ended."""
        with reading(self._office.space.engine) as conn:
            for row in closed_disputes(conn).iter_rows(named=True):
                outcome = DISPUTE_OUTCOME_LABELS[DisputeOutcome(row["outcome"])]
                print(f"{row['number']} : {outcome}, en {row['days']} jours")

    def instalments(self, *numbers: str, parts: dict[str, str]) -> None:
        """A payment plan over some invoices: day and amount of each instalment."""
        told = [(date.fromisoformat(day), Decimal(sum_)) for day, sum_ in parts.items()]
        ids = self._office.ids()
        agree_plan(self._office.space, self._office.act, [ids[one] for one in numbers], told)

    def words_kept(self) -> None:
        """What became of each promise and each instalment, in the order of their days."""
        with reading(self._office.space.engine) as conn:
            today = self._office.day
            given = [promises(conn, today=today), instalments(conn, today=today)]
        columns = ["promised_on", "promised", "paid", "currency", "outcome"]
        told = pl.concat([one.select(columns) for one in given]).sort("promised_on")
        for row in told.iter_rows(named=True):
            outcome = PROMISE_OUTCOME_LABELS[PromiseOutcome(row["outcome"])].lower()
            due = amount(row["promised"], row["currency"])
            paid = amount(row["paid"], row["currency"])
            print(_spaced(f"{short_date(row['promised_on'])} : {due}, {paid} reçus, {outcome}"))

    def tone(self, client: str) -> None:
        """The setting of the tone in force for a client."""
        clients = self._office.plan().situation.clients
        found = clients.filter(pl.col("client_id") == self._client(client))["tone"].item()
        print(TONE_SETTING_LABELS[ToneSetting(found)])

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
        for row in told.plan.credits.sort("invoice_id").iter_rows(named=True):
            less = _spaced(amount(row["amount"], row["currency"]))
            print(f"{numbers[row['invoice_id']]} : avoir déduit, {less}")
        for row in told.plan.withheld.sort("invoice_id").iter_rows(named=True):
            print(f"{numbers[row['invoice_id']]} : non relancée. {_spaced(row['reason'])}")

    def call(self, client: str, result: str, **told: Any) -> None:
        """A call to a client, or from him (``incoming``), and what came of it."""
        if "until" in told:
            told["until"] = date.fromisoformat(told["until"])
        if "amount" in told:
            told["amount"] = Decimal(told["amount"])
        if "invoice" in told:
            told["invoice_id"] = self._office.ids()[told.pop("invoice")]
        if "parts" in told:
            parts = told.pop("parts").items()
            told["instalments"] = tuple((date.fromisoformat(d), Decimal(sum_)) for d, sum_ in parts)
        report = CallReport(CallResult(result), **told)
        space, act = self._office.space, self._office.act
        self._outcome = outcome = record_result(space, act, self._client(client), report)
        print(outcome.next_action)
        if outcome.confirmation is not None:
            print(f"À confirmer à {', '.join(outcome.confirmation.to)} :")
            print(_spaced(outcome.confirmation.body.split("\n\n")[2]))

    def confirm(self) -> None:
        """The confirmation of the last call is approved as it was proposed."""
        assert self._outcome is not None and self._outcome.confirmation is not None
        approve_companion(self._office.space, self._office.act, self._outcome.confirmation)

    def mistaken(self) -> None:
        """The last call was noted by mistake."""
        assert self._outcome is not None
        take_back(self._office.space, self._office.act, self._outcome)

    def messages(self) -> None:
        """Every message, the first one first, and where it stands."""
        with reading(self._office.space.engine) as conn:
            for row in reversed(list_messages(conn)):
                state = STATE_LABELS[MessageState(row.state)].lower()
                why = f" ({row.state_reason.rstrip('.')})" if row.state_reason else ""
                print(f"{MESSAGE_LABELS[row.step]}, {row.client_name} : {state}{why}")

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

    def _dispute(self, number: str) -> int:
        with reading(self._office.space.engine) as conn:
            found = [row.id for row in running_holds(conn) if row.number == number]
        return int(found[0])

    def _client(self, name: str) -> int:
        clients = self._office.plan().situation.clients
        names: dict[str, int] = dict(clients.select("name", "client_id").iter_rows())
        return names[name]
