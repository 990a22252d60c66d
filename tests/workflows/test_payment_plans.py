"""A payment plan, instalment by instalment, judged as promises are: on the data after them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from relance_core.errors import Refused
from relance_core.store.database import reading
from relance_core.store.payment_plans import awaited_instalments, instalments, running_instalments
from relance_core.workflows.payment_plans import (
    agree_plan,
    end_plan,
    equal_instalments,
    resume_plan,
)
from tests.workflows.office import TODAY, Office, invoice, office

FIRST, SECOND = date(2026, 11, 27), date(2026, 12, 28)
FIRST_GRACE, AFTER_FIRST = date(2026, 12, 1), date(2026, 12, 2)


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """Two invoices, 900 € in all, to be paid in two instalments."""
    ours = office(tmp_path)
    export(ours, left=(600, 300))
    agree(ours)
    return ours


def export(desk: Office, *, left: tuple[float, float]) -> None:
    first, second = left
    desk.drop(
        [
            invoice("F1", due=9, total=600, left=first),
            invoice("F2", due=8, total=300, left=second),
        ]
    )


def agree(desk: Office, *sums: str) -> int:
    amounts = [Decimal(one) for one in sums or ("450", "450")]
    parts = list(zip((FIRST, SECOND), amounts, strict=True))
    return agree_plan(desk.space, desk.act, list(desk.ids().values()), parts).plan_id


def outcomes(desk: Office) -> list[str]:
    with reading(desk.space.engine) as conn:
        return instalments(conn, today=desk.day)["outcome"].to_list()


def held(desk: Office) -> set[str]:
    return set(desk.withheld().values())


def reason(desk: Office) -> str:
    told = desk.plan().plan.withheld["reason"][0]
    return str(told).replace("\u202f", " ").replace("\u00a0", " ")


def tone(desk: Office) -> str:
    return str(desk.plan().situation.clients["tone"].item())


def test_a_plan_holds_its_invoices_and_tells_the_instalment_that_comes(at_work: Office) -> None:
    assert held(at_work) == {"payment_plan"}
    assert reason(at_work) == "Échéancier : 1re échéance sur 2, 450,00 € le 27/11/2026."
    assert outcomes(at_work) == ["running", "running"]


def test_an_instalment_paid_lets_the_plan_go_on_to_the_next(at_work: Office) -> None:
    at_work.day = AFTER_FIRST
    export(at_work, left=(150, 300))

    assert outcomes(at_work) == ["kept", "running"]
    assert held(at_work) == {"payment_plan"}
    assert reason(at_work) == "Échéancier : 2e échéance sur 2, 450,00 € le 28/12/2026."


def test_an_instalment_missed_ends_the_hold_and_makes_the_tone_one_notch_firmer(
    at_work: Office,
) -> None:
    at_work.day = AFTER_FIRST
    export(at_work, left=(600, 300))

    assert outcomes(at_work) == ["broken", "running"]
    assert "payment_plan" not in held(at_work)
    assert set(at_work.reminded()) == {"F1", "F2"}
    assert tone(at_work) == "firmer"


def test_an_instalment_paid_in_part_is_missed_too(at_work: Office) -> None:
    at_work.day = AFTER_FIRST
    export(at_work, left=(200, 300))

    assert outcomes(at_work) == ["part_kept", "running"]
    assert "payment_plan" not in held(at_work)


def test_nobody_has_missed_an_instalment_before_newer_data_says_so(at_work: Office) -> None:
    at_work.day = FIRST_GRACE
    export(at_work, left=(600, 300))
    assert outcomes(at_work) == ["running", "running"]
    at_work.day = AFTER_FIRST

    assert outcomes(at_work) == ["unknown", "running"]
    assert held(at_work) == {"needs_decision"}
    assert tone(at_work) == "as_step"


def test_whoever_catches_up_is_held_again_but_the_instalment_stays_missed(
    at_work: Office,
) -> None:
    at_work.day = AFTER_FIRST
    export(at_work, left=(600, 300))
    at_work.day = date(2026, 12, 4)
    export(at_work, left=(150, 300))

    assert outcomes(at_work) == ["broken", "running"]
    assert held(at_work) == {"payment_plan"}
    assert tone(at_work) == "as_step"


def test_what_a_plan_does_not_cover_is_asked_for_once_the_plan_is_paid(at_work: Office) -> None:
    end_plan(at_work.space, at_work.act, 1)
    agree(at_work, "300", "300")
    at_work.day = date(2026, 12, 10)
    export(at_work, left=(0, 300))

    assert outcomes(at_work)[:2] == ["kept", "kept"]
    assert "payment_plan" not in held(at_work)


def test_a_plan_ended_holds_nothing_and_runs_again_when_that_was_a_mistake(
    at_work: Office,
) -> None:
    end_plan(at_work.space, at_work.act, 1)
    assert set(at_work.reminded()) == {"F1", "F2"}
    assert outcomes(at_work) == ["lifted", "lifted"]

    resume_plan(at_work.space, at_work.act, 1)
    assert held(at_work) == {"payment_plan"}


def test_a_plan_paid_is_listed_no_more(at_work: Office) -> None:
    at_work.day = AFTER_FIRST
    export(at_work, left=(0, 0))

    with reading(at_work.space.engine) as conn:
        assert running_instalments(conn, today=at_work.day).is_empty()


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([], "au moins une"),
        ([(TODAY, "0")], "un montant"),
        ([(FIRST, "500"), (SECOND, "500")], "900"),
        ([(SECOND, "100"), (FIRST, "100")], "se suivent"),
        ([(FIRST, "100"), (FIRST, "100")], "se suivent"),
        ([(date(2026, 11, 19), "100")], "déjà passée"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(
    at_work: Office, parts: list[tuple[date, str]], why: str
) -> None:
    end_plan(at_work.space, at_work.act, 1)
    wanted = [(day, Decimal(sum_)) for day, sum_ in parts]

    with pytest.raises(Refused, match=why):
        agree_plan(at_work.space, at_work.act, list(at_work.ids().values()), wanted)


def test_an_invoice_is_in_one_plan_at_a_time(at_work: Office) -> None:
    with pytest.raises(Refused, match="déjà dans un échéancier"):
        agree(at_work)


def test_equal_instalments_lose_no_cent_and_end_with_their_month() -> None:
    parts = equal_instalments(Decimal("100.00"), 3, "EUR", first=date(2026, 12, 31))

    assert parts == [
        (date(2026, 12, 31), Decimal("33.33")),
        (date(2027, 1, 31), Decimal("33.33")),
        (date(2027, 2, 28), Decimal("33.34")),
    ]


def awaited(desk: Office) -> list[tuple[str, date, Decimal]]:
    numbers = {one: number for number, one in desk.ids().items()}
    with reading(desk.space.engine) as conn:
        rows = awaited_instalments(conn, today=desk.day).rows()
    return [(numbers[one], day, sum_) for one, day, sum_ in rows]


def test_each_instalment_is_awaited_of_the_oldest_invoices_first(at_work: Office) -> None:
    assert awaited(at_work) == [
        ("F1", FIRST, Decimal(450)),
        ("F1", SECOND, Decimal(150)),
        ("F2", SECOND, Decimal(300)),
    ]


def test_what_came_in_is_awaited_no_more_and_a_plan_behind_awaits_nothing(at_work: Office) -> None:
    at_work.day = AFTER_FIRST
    export(at_work, left=(150, 300))
    assert awaited(at_work) == [("F1", SECOND, Decimal(150)), ("F2", SECOND, Decimal(300))]

    at_work.day = date(2027, 1, 4)
    export(at_work, left=(150, 300))
    assert awaited(at_work) == []
