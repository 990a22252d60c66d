"""What would leave over the next weeks: the same as planning and sending every single day."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from relance_core.reminders.ahead import COMING, look_ahead
from relance_core.reminders.plan import Situation, plan_for
from relance_core.reminders.scenario import SCENARIOS, Scenario
from relance_core.reminders.what_if import compare
from relance_core.schemas import HISTORY
from relance_core.settings import Rules
from relance_core.vocabulary import Step
from tests.reminders.ledgers import TODAY, Books
from tests.reminders.random_books import random_batch
from tests.reminders.test_plan_properties import random_books

#: Ledgers in which something becomes possible on a day that no step tells: a client owes enough
#: once another invoice is late, a call lapses, a step passes from the payer to the debtor, one is
#: the client here and the payer there.
FIRST_SEEDS = (0, 22, 103, 111, 231)
MORE_SEEDS = int(os.environ.get("RELANCE_AHEAD_SEEDS", "0"))
_WITHOUT_WORDS = [name for name in COMING if name != "reason"]


def _day_by_day(
    now: Situation, scenarios: Mapping[str, Scenario], rules: Rules, today: date
) -> pl.DataFrame:
    """Every day planned whole, its messages sent: slow, and plain."""
    sent = [pl.DataFrame(schema=COMING)]
    leaving = pl.col("state").is_in(["approved", "sending", "deposited", "printed"])
    now = replace(
        now,
        history=now.history.with_columns(
            pl.when(leaving).then(pl.lit("sent")).otherwise("state").alias("state")
        ),
    )
    day = rules.calendar.next_open(today)
    while day <= today + timedelta(days=60):
        plan = plan_for(now, scenarios, rules, today=day)
        messages = plan.reminders.select(
            "addressee_id", pl.col("step").alias("message_step"), "tone", "deadline"
        )
        lines = plan.lines.join(messages, on="addressee_id").with_columns(
            pl.lit(-1, dtype=pl.Int64).alias("message_id"),
            pl.lit("sent").alias("state"),
            pl.lit(day).alias("day"),
        )
        sent.append(plan.reminders.with_columns(pl.lit(day).alias("day")).select(list(COMING)))
        history = pl.concat([now.history, lines.select(list(HISTORY))])
        day = rules.calendar.next_open(day + timedelta(days=1))
        now = replace(now, history=history, data_date=day)
    return pl.concat(sent).select(_WITHOUT_WORDS).sort(_WITHOUT_WORDS)


def _fast(
    now: Situation, scenarios: Mapping[str, Scenario], rules: Rules, today: date
) -> pl.DataFrame:
    messages = look_ahead(now, scenarios, rules, today=today).messages
    return messages.select(_WITHOUT_WORDS).sort(_WITHOUT_WORDS)


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_planning_and_sending_every_day_gives(seed: int) -> None:
    books = random_books(seed)
    told = (books.situation, SCENARIOS, books.rules, TODAY)
    assert _fast(*told).equals(_day_by_day(*told))


@pytest.mark.parametrize("seed", [*FIRST_SEEDS, *range(100, 100 + MORE_SEEDS)])
def test_it_is_so_for_the_ledgers_of_the_reference_too(seed: int) -> None:
    batch = random_batch(seed, 12)
    told = (batch.books.situation, batch.scenarios, batch.books.rules, batch.today)
    assert _fast(*told).equals(_day_by_day(*told))


def _one_client(**settings: object) -> Books:
    books = Books()
    books.client(1, **settings)
    books.invoice(1, TODAY - timedelta(days=1))
    return books


def _changes(before: Books, after: Books) -> list[tuple[str, str, date | None, date | None]]:
    told = compare(
        look_ahead(before.situation, SCENARIOS, before.rules, today=TODAY),
        look_ahead(after.situation, SCENARIOS, after.rules, today=TODAY),
    )
    return told.select("step", "change", "before", "after").rows()


def test_a_client_never_chased_gets_one_step_after_the_other() -> None:
    books = _one_client()
    messages = look_ahead(books.situation, SCENARIOS, Rules(), today=TODAY).messages
    assert messages.get_column("step").to_list() == [
        *("reminder_1", "reminder_2", "reminder_3", "formal_notice", "last_notice", "hand_over")
    ]


def test_a_shift_moves_messages() -> None:
    changes = _changes(_one_client(), _one_client(shift_days=2))
    assert changes[0] == ("reminder_1", "moved", date(2026, 11, 23), date(2026, 11, 24))
    assert {change for _, change, _, _ in changes[:-1]} == {"moved"}


def test_a_softer_tone_softens_them() -> None:
    changes = _changes(_one_client(), _one_client(tone="softer"))
    assert [(step, change) for step, change, _, _ in changes] == [
        ("reminder_1", "softened"),
        ("reminder_2", "softened"),
        ("reminder_3", "softened"),
    ]


def test_a_pause_loses_or_moves_messages_and_lifting_it_gains_them() -> None:
    paused = _one_client(pause_until=TODAY + timedelta(days=40))
    changes = _changes(_one_client(), paused)
    assert {change for _, change, _, _ in changes} == {"moved", "lost"}
    back = _changes(paused, _one_client())
    assert {change for _, change, _, _ in back} == {"moved", "gained"}


def test_nothing_changes_when_nothing_does() -> None:
    assert _changes(_one_client(), _one_client()) == []


def test_another_scenario_is_told_step_by_step() -> None:
    changes = _changes(_one_client(), _one_client(scenario="good_payer"))
    assert ("reminder_1", "moved", date(2026, 11, 23), date(2026, 11, 24)) in changes
    assert {Step(step) for step, _, _, _ in changes} >= {Step.REMINDER_2, Step.FORMAL_NOTICE}
