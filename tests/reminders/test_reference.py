"""The plan of the engine against the reference, on random ledgers.

``RELANCE_REFERENCE_CASES=20000 python -m pytest -q tests/reminders/test_reference.py`` compares as
many families of clients; a few hundred are compared in the usual run. ``RELANCE_REFERENCE_SEED``
is the first seed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from relance_core.reminders.plan import plan_for
from relance_core.reminders.scenario import Scenario
from tests.reminders.ledgers import Books
from tests.reminders.random_books import FAMILY, Batch, random_batch
from tests.reminders.reference import Decision, decide
from tests.reminders.reference_steps import scenario_of

CASES = int(os.environ.get("RELANCE_REFERENCE_CASES", "400"))
SEED = int(os.environ.get("RELANCE_REFERENCE_SEED", "0"))
PER_BATCH = 20

Facts = dict[tuple[Any, ...], Any]


def facts_of_engine(batch: Batch) -> Facts:
    """What the engine decides, one entry per fact, keyed by what and whom it concerns."""
    plan = plan_for(batch.books.situation, batch.scenarios, batch.books.rules, today=batch.today)
    facts: Facts = {("for_date",): plan.for_date}
    for row in plan.reminders.to_dicts():
        facts["message", row["addressee_id"]] = tuple(
            row[name] for name in ("leader_id", "step", "tone", "channel", "deadline")
        )
    for row in plan.lines.to_dicts():
        facts["line", row["invoice_id"]] = (row["addressee_id"], row["step"])
    for row in plan.credits.to_dicts():
        facts["credit", row["invoice_id"], row["addressee_id"]] = row["amount"]
    for row in plan.withheld.to_dicts():
        facts["withheld", row["invoice_id"]] = (row["code"], row["codes"])
        if row["code"] in ("no_step_due", "not_due"):
            facts["following", row["invoice_id"]] = (row["next_step"], row["next_date"])
    return facts


def facts_of_reference(batch: Batch) -> Facts:
    """The same, as the reference decides."""
    books = batch.books
    made: Decision = decide(books.situation, batch.scenarios, books.rules, today=batch.today)
    facts: Facts = {("for_date",): made.for_date}
    for message in made.messages:
        leader = message.leader
        facts["message", message.addressee] = (
            leader.id,
            message.step,
            message.tone,
            message.channel,
            message.deadline,
        )
        for invoice_id, step in message.lines.items():
            facts["line", invoice_id] = (message.addressee, step)
    for (addressee, credit_id), amount in made.credits.items():
        facts["credit", credit_id, addressee] = amount
    for invoice_id, codes in made.withheld.items():
        assert codes, f"no reason to withhold {invoice_id}"
        facts["withheld", invoice_id] = (codes[0], codes)
    for invoice_id, following in made.following.items():
        facts["following", invoice_id] = following
    return facts


def differences(batch: Batch) -> dict[tuple[Any, ...], tuple[Any, Any]]:
    """Facts on which they disagree: what the engine says, what the reference says."""
    engine, reference = facts_of_engine(batch), facts_of_reference(batch)
    return {
        key: (engine.get(key), reference.get(key))
        for key in sorted(engine.keys() | reference.keys(), key=str)
        if engine.get(key) != reference.get(key)
    }


def family(batch: Batch, number: int) -> Batch:
    """The books of one family alone."""
    first, last = number * FAMILY, (number + 1) * FAMILY

    def ours(row: dict[str, Any], *names: str) -> bool:
        return any(row[name] is not None and first <= row[name] < last for name in names)

    books = replace(
        batch.books,
        clients={key: row for key, row in batch.books.clients.items() if first <= key < last},
        lines=[row for row in batch.books.lines if ours(row, "invoice_id")],
        holds=[row for row in batch.books.holds if ours(row, "invoice_id", "client_id")],
        history=[row for row in batch.books.history if ours(row, "invoice_id")],
    )
    return replace(batch, books=books)


def _smaller(batch: Batch) -> Iterator[Batch]:
    """The same books with one row less."""
    books = batch.books
    for place, row in enumerate(books.lines):
        gone = row["invoice_id"]
        yield replace(
            batch,
            books=replace(
                books,
                lines=books.lines[:place] + books.lines[place + 1 :],
                holds=[one for one in books.holds if one["invoice_id"] != gone],
                history=[one for one in books.history if one["invoice_id"] != gone],
            ),
        )
    for name in ("holds", "history"):
        rows = getattr(books, name)
        for place in range(len(rows)):
            kept = rows[:place] + rows[place + 1 :]
            yield replace(batch, books=replace(books, **{name: kept}))
    used = {row[name] for row in books.lines for name in ("client_id", "payer_id")}
    used |= {row["addressee_id"] for row in books.history}
    if used != books.clients.keys():
        kept_clients = {key: row for key, row in books.clients.items() if key in used}
        yield replace(batch, books=replace(books, clients=kept_clients))


def smallest(batch: Batch) -> Batch:
    """The books from which no row can go without the disagreement going too."""
    found = True
    while found:
        found = False
        for other in _smaller(batch):
            if differences(other):
                batch, found = other, True
                break
    return batch


def story(batch: Batch) -> str:
    """The books, row by row, and what each side decides."""
    books: Books = batch.books
    lines = [
        f"today {batch.today:%A} {batch.today}, data {books.data_date}, {books.rules}",
    ]
    for title, rows in (
        ("client", list(books.clients.values())),
        ("line", books.lines),
        ("hold", books.holds),
        ("history", books.history),
    ):
        for row in rows:
            told = {key: str(value) for key, value in row.items() if value not in (None, [])}
            lines.append(f"{title}: {told}")
    followed = {
        scenario_of(row, books.clients[row["client_id"]], batch.scenarios, books.rules).key
        for row in books.lines
        if row["kind"] == "invoice"
    } | {row["scenario"] for row in books.clients.values()}
    lines += [_scenario(one) for key, one in batch.scenarios.items() if key in followed]
    for key, (engine, reference) in differences(batch).items():
        lines.append(f"{key}:\n  engine    {engine}\n  reference {reference}")
    return "\n".join(lines)


def _scenario(scenario: Scenario) -> str:
    """A scenario in a few lines."""
    steps = [
        f"  {one.step}: {one.anchor} {one.offset:+d}, {one.tone}, {one.channel}, from {one.minimum}"
        for one in scenario.steps
    ]
    head = f"{scenario.key}: gap {scenario.min_gap_days}, without e-mail {scenario.without_email}"
    return "\n".join([head, *steps])


def disagreeing(batch: Batch) -> list[int]:
    """Numbers of the families on which they disagree."""
    found = {key[1] // FAMILY if len(key) > 1 else 1 for key in differences(batch)}
    return sorted(found)


@pytest.mark.timeout(0)
def test_the_engine_decides_as_the_reference_does() -> None:
    for seed in range(SEED, SEED + -(-CASES // PER_BATCH)):
        batch = random_batch(seed, PER_BATCH)
        numbers = disagreeing(batch)
        if numbers:
            pytest.fail(f"seed {seed}\n{story(smallest(family(batch, numbers[0])))}")
