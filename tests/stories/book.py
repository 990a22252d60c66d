"""A ledger that tells its story: what leaves on a day and what stays, in French lines.

The book of the stories in ``docs/stories``: written as one would say it, read by ``plan_for``.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from relance_core import french
from relance_core.calendar import DAY
from relance_core.reminders.assemble import reminders_of
from relance_core.reminders.plan import Plan
from relance_core.reminders.scenario import STANDARD
from relance_core.settings import USUAL_RULES, Rules
from relance_core.vocabulary import InvoiceKind, Step
from tests.reminders.ledgers import Books
from tests.stories.telling import leaving, staying

_USUAL_TONE = {planned.step: planned.tone for planned in STANDARD.steps}
_USUAL_SCENARIO = {rule.debtor_type: rule.scenario for rule in USUAL_RULES}


def _with_dates(facts: dict[str, Any]) -> dict[str, Any]:
    """``facts`` with the days among them as dates."""
    names = ("delivery_date", "issue_date", "pause_until")
    days = {name: facts[name] for name in names if name in facts}
    return facts | {name: date.fromisoformat(day) for name, day in days.items()}


class Story:
    """Clients and invoices by their names; days are written ``2026-11-20``.

    An export is imported every morning, unless ``imported`` says otherwise.
    """

    def __init__(self, **rules: Any) -> None:
        self._books = Books(rules=Rules(**rules))
        self._export: date | None = None
        self._plan: Plan | None = None
        self._invoices = self._messages = 0

    def client(self, name: str, **settings: Any) -> None:
        """A new client, to whom the next invoices go; or other settings for one already there."""
        settings = _with_dates(settings)
        known = next((row for row in self._books.clients.values() if row["name"] == name), None)
        if known:
            known |= settings
            return
        scenario = _USUAL_SCENARIO.get(settings.get("debtor_type", ""), "standard")
        usual = {"name": name, "scenario": scenario}
        self._books.client(len(self._books.clients) + 1, **(usual | settings))

    def invoice(self, number: str, *, due: str, amount: str, **changes: Any) -> None:
        """An invoice of the client named last."""
        day, who = date.fromisoformat(due), max(self._books.clients)
        facts = {"number": number, "client": who, "amount": amount} | _with_dates(changes)
        self._invoices += 1
        self._books.invoice(self._invoices, day, **facts)

    def credit_note(self, number: str, amount: str) -> None:
        """A credit note that nobody has tied to an invoice."""
        kind = InvoiceKind.CREDIT_NOTE.value
        self.invoice(number, due="2026-01-01", amount=amount, kind=kind)

    def less(self, number: str, amount: str) -> None:
        """A payment, or a credit note tied to the invoice, lowers what it owes."""
        self._line(number)["open_amount"] -= Decimal(amount)

    def resume(self, number: str, step: str) -> None:
        """The manager chooses the step at which an invoice is taken over (« Reprise »)."""
        self._line(number)["entry_step"] = step

    def known(self, number: str, step: str, day: str) -> None:
        """The file says that ``step`` was done on ``day``, before us."""
        invoice_id, tone = self._line(number)["invoice_id"], _USUAL_TONE[Step(step)]
        self._books.sent(invoice_id, Step(step), date.fromisoformat(day), tone=tone)
        self._books.history[-1]["message_id"] = None

    def imported(self, day: str | None) -> None:
        """The last export stays that of ``day``; None: one every morning again."""
        self._export = date.fromisoformat(day) if day else None

    def day(self, day: str) -> None:
        """Tells what leaves on ``day`` and what stays; on a closed day, on the next open one."""
        today = date.fromisoformat(day)
        plan = self._planned(today)
        closed = "" if plan.for_date == today else f" (le {french.short_date(today)} est fermé)"
        self._print(plan, *staying(plan, self._books.situation), beside=closed)

    def send(self, state: str = "sent") -> None:
        """What was told last is approved and leaves, or gets into another ``state``."""
        assert self._plan is not None, "tell a day before"
        for reminder in reminders_of(self._plan, self._books.situation):
            self._messages += 1
            for line in reminder.lines:
                self._books.sent(
                    line.invoice_id,
                    line.step,
                    reminder.for_date,
                    state=state,
                    message=self._messages,
                    tone=reminder.tone,
                    level=reminder.step,
                    deadline=reminder.deadline,
                    addressee=reminder.addressee.client_id,
                )

    def becomes(self, state: str, day: str | None = None) -> None:
        """The last message gets into another ``state``, on ``day`` (when it has left)."""
        for row in self._books.history:
            if row["message_id"] == self._messages:
                row["state"] = state
                row["day"] = date.fromisoformat(day) if day else row["day"]

    def go_on(self, first: str, last: str) -> None:
        """Every morning from ``first`` to ``last``: what is proposed leaves; only that is told."""
        today = date.fromisoformat(first)
        while today <= date.fromisoformat(last):
            plan = self._planned(today)
            if plan.for_date == today and not plan.reminders.is_empty():
                self._print(plan)
                self.send()
            today += DAY

    def merge(self, gone: str, *, into: str) -> None:
        """Two clients become one: twin invoices are fused, all that was sent is kept."""
        ids = {row["name"]: row["client_id"] for row in self._books.clients.values()}
        old, new = ids[gone], ids[into]
        twins = {row["number"]: row for row in self._books.lines if row["client_id"] == new}
        for row in [row for row in self._books.lines if row["client_id"] == old]:
            twin = twins.get(row["number"])
            for sent in self._books.history:
                if sent["invoice_id"] == row["invoice_id"]:
                    sent |= {"addressee_id": new}
                    sent |= {"invoice_id": twin["invoice_id"]} if twin else {}
            row |= {"client_id": new, "payer_id": new}
            if twin:
                self._books.lines.remove(row)
        del self._books.clients[old]

    def _planned(self, today: date) -> Plan:
        self._books.data_date = self._export or today
        self._plan = self._books.plan(today)
        return self._plan

    def _print(self, plan: Plan, *lines: str, beside: str = "") -> None:
        """The day, its messages, then ``lines``."""
        messages = list(leaving(plan, self._books.situation)) or ["→ Rien ne part."]
        heading = french.long_date(plan.for_date).capitalize() + beside
        print("\n".join([heading, *messages, *lines]))

    def _line(self, number: str) -> dict[str, Any]:
        """The latest line of that number."""
        return next(row for row in reversed(self._books.lines) if row["number"] == number)
