"""What became of promises, judged on the data that follows them and on nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_core.commitments import PromiseOutcome
from relance_core.store.database import reading
from relance_core.store.holds import running_holds
from relance_core.store.promises import promises
from relance_core.vocabulary import Withheld
from relance_core.workflows.decide import hold_invoice, release
from relance_core.workflows.edit_client import edit_client
from tests.workflows.office import Office, invoice, office

PROMISED, GRACE_ENDS, AFTER = date(2026, 11, 27), date(2026, 12, 1), date(2026, 12, 2)


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """An invoice of 1 000 €, four days late, whose payment is promised for the Friday after."""
    ours = office(tmp_path)
    ours.drop([invoice("F1", due=4, total=1000)])
    promise(ours)
    return ours


def promise(desk: Office, *, until: date = PROMISED, amount: str | None = None) -> None:
    part = Decimal(amount) if amount else None
    code = Withheld.PROMISE.value
    hold_invoice(desk.space, desk.act, desk.ids()["F1"], code, amount=part, until=until)


def told(desk: Office) -> list[dict[str, Any]]:
    with reading(desk.space.engine) as conn:
        return promises(conn, today=desk.day).to_dicts()


def outcome(desk: Office) -> str:
    [one] = told(desk)
    return str(one["outcome"])


def later(desk: Office, day: date, *, left: float) -> None:
    """Another day, and its export."""
    desk.day = day
    desk.drop([invoice("F1", due=4, total=1000, left=left)])


def tone(desk: Office) -> str:
    return str(desk.plan().situation.clients["tone"].item())


def test_a_promise_runs_until_its_days_of_grace_are_over(at_work: Office) -> None:
    [one] = told(at_work)
    assert (one["promised"], one["promised_on"], one["until"]) == (
        Decimal(1000),
        PROMISED,
        GRACE_ENDS,
    )
    at_work.day = GRACE_ENDS
    assert outcome(at_work) == PromiseOutcome.RUNNING


def test_without_newer_data_it_is_not_known_whether_it_was_kept(at_work: Office) -> None:
    at_work.day = AFTER

    assert outcome(at_work) == PromiseOutcome.UNKNOWN
    assert tone(at_work) == "as_step"


def test_data_of_the_last_day_of_grace_does_not_judge_it(at_work: Office) -> None:
    later(at_work, GRACE_ENDS, left=1000)
    at_work.day = AFTER

    assert outcome(at_work) == PromiseOutcome.UNKNOWN


@pytest.mark.parametrize(
    ("left", "expected", "firmness"),
    [
        (0, PromiseOutcome.KEPT, "as_step"),
        (600, PromiseOutcome.PART_KEPT, "firmer"),
        (1000, PromiseOutcome.BROKEN, "firmer"),
    ],
)
def test_the_first_data_after_the_grace_judges_it(
    at_work: Office, left: float, expected: PromiseOutcome, firmness: str
) -> None:
    later(at_work, AFTER, left=left)

    assert outcome(at_work) == expected
    assert tone(at_work) == firmness


def test_a_promise_broken_stays_so_when_the_money_comes_later_but_hardens_nothing_any_more(
    at_work: Office,
) -> None:
    later(at_work, AFTER, left=1000)
    later(at_work, date(2026, 12, 10), left=0)

    assert outcome(at_work) == PromiseOutcome.BROKEN
    assert tone(at_work) == "as_step"


def test_a_promise_of_a_part_is_kept_by_that_part(at_work: Office) -> None:
    promise(at_work, amount="400")
    later(at_work, AFTER, left=600)

    assert outcome(at_work) == PromiseOutcome.KEPT
    assert told(at_work)[0]["paid"] == Decimal(400)


def test_a_newer_promise_takes_the_place_of_the_one_before(at_work: Office) -> None:
    promise(at_work, until=date(2026, 12, 15))

    assert [one["promised_on"] for one in told(at_work)] == [date(2026, 12, 15)]


def test_a_broken_promise_still_counts_once_a_newer_one_is_given_but_hardens_nothing_meanwhile(
    at_work: Office,
) -> None:
    later(at_work, AFTER, left=1000)
    promise(at_work, until=date(2026, 12, 15))

    assert [(one["outcome"], one["runs"]) for one in told(at_work)] == [
        ("running", True),
        ("broken", False),
    ]
    assert tone(at_work) == "as_step"


def test_a_promise_lifted_by_hand_is_judged_no_more(at_work: Office) -> None:
    with reading(at_work.space.engine) as conn:
        [one] = running_holds(conn)
    release(at_work.space, at_work.act, one.id)
    later(at_work, AFTER, left=1000)

    assert outcome(at_work) == PromiseOutcome.LIFTED
    assert tone(at_work) == "as_step"


@pytest.mark.parametrize(
    ("chosen", "after"),
    [("softer", "as_step"), ("firmer", "firmer"), ("always_friendly", "always_friendly")],
)
def test_a_broken_promise_is_one_notch_and_never_overrules_an_unchanging_tone(
    at_work: Office, chosen: str, after: str
) -> None:
    edit_client(at_work.space, at_work.act, at_work.client_ids()["C1"], {"tone": chosen})
    later(at_work, AFTER, left=1000)

    assert tone(at_work) == after
