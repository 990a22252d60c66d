"""The plan of a day, decided a second time: plain loops over dictionaries, written from the rules.

Slow and obvious on purpose. It shares with the engine the data of scenarios, the calendar and the
vocabulary, and nothing else. Where the rules leave a choice, these readings hold:

- ``until`` of a promise is the end of its grace; past it, data that is not newer, or of no known
  date, makes it ``needs_decision``. Other holds and pauses run to ``until`` included.
- Limitation is warned of six months ahead: two years for a consumer, five otherwise, from the issue
  date (the due date when the file has none), and only for late invoices with no known history.
- A calculated due date is ``needs_decision`` as soon as a formal step is the next one.
- An invoice handed over has the code ``handed_over`` and no other word about its next step.
- A scenario that no longer exists is as good as none: the next choice holds, or the next rule.
- Once an invoice is late, the interval after an early step counts only after ``due_day``, the last
  one. The interval is reckoned from the last scenario step with a day of its own.
- Early steps too wait for the interval after the step done, then roll to an open day.
- A late step is never dated before the first day late, whatever it is anchored to.
- A step that follows a deadline, with nothing stated nor done, is counted from the due date.
- A reminder within the gap joins another message even some days before a deadline stated to it.
- A reminder joins another message early only if the data is young enough for it.
- A credit is deducted once: from its payer's message, else from its own client's.
- Net balances are judged on the lines carried until no message is too small.
- An electronic registered letter needs a postal address, as the other letters.
- ``reminder_3`` states a deadline of ``hand_over_days``, as the last notice.
- Of two ride-alongs on one day the later deadline counts; of two notes without a message on one
  day, the firmer tone.
- The tone's floor is that of the last message sent or deposited about an open invoice, formal too;
  "firmer" and "always firm" do not raise the tone of a public body or a consumer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from relance_core.reminders.plan import Situation
from relance_core.reminders.scenario import RANK, Scenario
from relance_core.settings import Rules
from relance_core.vocabulary import FORMAL_STEPS, Step, Withheld
from tests.reminders.reference_holds import fresh_enough, own_codes, settle_channel
from tests.reminders.reference_steps import Invoice, Row, days, scenario_of, settle_next_step
from tests.reminders.reference_tone import tone_of

_ORDER = [code.value for code in Withheld]
_ABOVE_NET = set(_ORDER[: _ORDER.index("net_credit")])
_WAITING = {"no_step_due", "not_due"}
_REMINDERS = (Step.REMINDER_1, Step.REMINDER_2, Step.REMINDER_3)


@dataclass
class Message:
    """One reminder of the plan, with the own step of each invoice it carries."""

    addressee: int
    leader: Invoice
    lines: dict[int, str | None]
    tone: str = ""
    deadline: date | None = None

    @property
    def step(self) -> str | None:
        return self.leader.step

    @property
    def channel(self) -> str | None:
        return self.leader.channel


@dataclass
class Decision:
    """What the reference decided; ids are those of the ledger.

    ``credits``: (addressee, credit) to the amount deducted. ``withheld``: codes by invoice.
    ``following``: next step and its date, on an open day, of the invoices that merely wait.
    """

    for_date: date
    messages: list[Message] = field(default_factory=list)
    credits: dict[tuple[int, int], Decimal] = field(default_factory=dict)
    withheld: dict[int, list[str]] = field(default_factory=dict)
    following: dict[int, tuple[str | None, date | None]] = field(default_factory=dict)


class Reference:
    """One day's situation, laid out as dictionaries."""

    def __init__(
        self, situation: Situation, scenarios: Mapping[str, Scenario], rules: Rules, today: date
    ) -> None:
        self.rules, self.scenarios = rules, scenarios
        self.calendar = rules.calendar
        self.on = self.calendar.next_open(today)
        self.data_date = situation.data_date
        self.clients = {row["client_id"]: row for row in situation.clients.to_dicts()}
        self.holds = situation.holds.to_dicts()
        self.of_addressee: dict[int, list[Row]] = defaultdict(list)
        of_invoice: dict[int, list[Row]] = defaultdict(list)
        for told in situation.history.to_dicts():
            of_invoice[told["invoice_id"]].append(told)
            self.of_addressee[told["addressee_id"]].append(told)
        self.invoices: list[Invoice] = []
        self.credits: list[Row] = []
        for row in situation.ledger.to_dicts():
            if row["open_amount"] > 0 and row["kind"] == "invoice":
                client = self.clients[row["client_id"]]
                scenario = scenario_of(row, client, scenarios, rules)
                told_of_it = of_invoice[row["invoice_id"]]
                self.invoices.append(Invoice(row, client, scenario, told_of_it, self.on))
            elif row["open_amount"] > 0:
                self.credits.append(row)

    def decide(self) -> Decision:
        for one in self.invoices:
            settle_next_step(one, self.calendar)
            settle_channel(one, self.clients, self.calendar)
            one.codes |= own_codes(one, self.holds, self.data_date, self.rules)
        free = [one for one in self.invoices if not one.codes & _ABOVE_NET]
        self._judge_net([one for one in free if one.late or one.due], free)
        for one in self.invoices:
            if one.due:
                one.codes |= self._timing_codes(one)
            elif one.done_rank < RANK[Step.HAND_OVER]:
                one.codes.add("no_step_due" if one.late else "not_due")
        decision = Decision(self.on)
        while True:
            messages = self._messages()
            carried = [one for message in messages for one in self._of(message)]
            if not self._judge_net(carried, carried):
                break
        decision.messages = messages
        decision.credits = {
            (addressee, credit["invoice_id"]): credit["open_amount"]
            for addressee, credit in self._deducted(carried)
        }
        for message in messages:
            told = self.of_addressee[message.addressee]
            message.tone = tone_of(message.leader, told, {one.id for one in self.invoices})
            message.deadline = self._deadline(message.step)
        self._say_what_stays(decision)
        return decision

    def _of(self, message: Message) -> list[Invoice]:
        return [one for one in self.invoices if one.id in message.lines]

    def _say_what_stays(self, decision: Decision) -> None:
        written = {message.addressee for message in decision.messages}
        carried = {invoice_id for message in decision.messages for invoice_id in message.lines}
        for one in self.invoices:
            if one.id in carried:
                continue
            if one.due and not one.codes and one.addressee in written:
                one.codes.add("other_message_leaving")
            decision.withheld[one.id] = [code for code in _ORDER if code in one.codes]
            if one.codes <= _WAITING:
                day = one.lead_date and self.calendar.next_open(one.lead_date)
                decision.following[one.id] = (one.step, day)

    def _gap(self, addressee: int) -> int:
        key = self.clients[addressee]["scenario"]
        known = key if key in self.scenarios else self.rules.default_scenario
        return self.scenarios[known].min_gap_days

    def _timing_codes(self, one: Invoice) -> set[str]:
        """What the messages of its addressee say against a due invoice."""
        found = set()
        contact = None
        for told in self.of_addressee[one.addressee]:
            left = told["state"] in ("sent", "deposited", "uncertain")
            if told["state"] in ("approved", "sending", "printed"):
                found.add("other_message_leaving")
            elif left and told["message_step"] == Step.HAND_OVER:
                if told["day"] >= self.on:
                    found.add("other_message_leaving")
            elif left and (contact is None or told["day"] > contact):
                contact = told["day"]
        near = contact is not None and (self.on - contact).days < self._gap(one.addressee)
        if near and one.step != Step.HAND_OVER:
            found.add("too_soon")
        return found

    def _deducted(self, owed: list[Invoice]) -> list[tuple[int, Row]]:
        """Each credit with the addressee, of those of ``owed``, whose message deducts it."""
        written = {(one.addressee, one.row["currency"]) for one in owed}
        found = []
        for credit in self.credits:
            for person in (credit["payer_id"], credit["client_id"]):
                if (person, credit["currency"]) in written:
                    found.append((person, credit))
                    break
        return found

    def _judge_net(self, owed: list[Invoice], among: list[Invoice]) -> bool:
        """Add the code of each balance of ``owed`` that is nil or too small; whether one is.

        ``among``: those whose addressees may deduct credits.
        """
        net: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
        for one in owed:
            net[one.addressee, one.row["currency"]] += one.amount_due
        for addressee, credit in self._deducted(among):
            net[addressee, credit["currency"]] -= credit["open_amount"]
        found = False
        for one in owed:
            balance = net[one.addressee, one.row["currency"]]
            if balance <= 0:
                one.codes.add("net_credit")
            elif balance < self.rules.below_threshold:
                one.codes.add("below_threshold")
            found = found or balance <= 0 or balance < self.rules.below_threshold
        return found

    def _messages(self) -> list[Message]:
        found = []
        for addressee in sorted({one.addressee for one in self.invoices}):
            mine = [one for one in self.invoices if one.addressee == addressee]
            due = [one for one in mine if one.due and not one.codes]
            if due:
                leader = self._leader(due)
                found.append(Message(addressee, leader, self._carried(leader, mine)))
        return found

    def _leader(self, due: list[Invoice]) -> Invoice:
        if any(one.late and one.step not in FORMAL_STEPS for one in due):
            due = [one for one in due if not self._put_off(one)]
        return min(due, key=lambda one: (not one.late, one.row["due_date"], one.id))

    def _put_off(self, one: Invoice) -> bool:
        """Whether a person left its formal step out of an earlier approval."""
        return one.step in FORMAL_STEPS and any(
            told["state"] == "cancelled"
            and told["message_id"] is None
            and told["step"] == one.step
            and told["day"] < self.on
            for told in one.history
        )

    def _carried(self, leader: Invoice, mine: list[Invoice]) -> dict[int, str | None]:
        """Own step of each invoice that travels with ``leader``."""
        lines: dict[int, str | None] = {}
        for one in mine:
            due = one.due and not one.codes
            if leader.step in FORMAL_STEPS:
                if due and one.step == leader.step:
                    lines[one.id] = one.step
            elif not one.late:
                if due and not leader.late:
                    lines[one.id] = one.step
            elif one.codes - _WAITING or one.done_rank >= RANK[Step.FORMAL_NOTICE]:
                continue
            elif (due and one.step not in FORMAL_STEPS) or self._joins(one, leader):
                lines[one.id] = one.step
            else:
                lines[one.id] = None
        return lines

    def _joins(self, one: Invoice, leader: Invoice) -> bool:
        """Whether a reminder to come is near enough to be done by today's message."""
        if not leader.late or one.step not in _REMINDERS or one.own_date is None:
            return False
        near = one.own_date < self.on + days(self._gap(one.addressee))
        return near and fresh_enough(one.step, self.on, self.data_date, self.rules)

    def _deadline(self, step: str | None) -> date | None:
        if step == Step.FORMAL_NOTICE:
            return self.calendar.next_open(self.on + days(self.rules.formal_deadline_days))
        if step in (Step.REMINDER_3, Step.LAST_NOTICE):
            return self.calendar.next_open(self.on + days(self.rules.hand_over_days))
        return None


def decide(
    situation: Situation, scenarios: Mapping[str, Scenario], rules: Rules, *, today: date
) -> Decision:
    """The decision of the reference for the same arguments as ``plan_for``."""
    return Reference(situation, scenarios, rules, today).decide()
