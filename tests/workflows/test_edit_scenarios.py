"""Scenarios edited, copied, restored, and the plan that follows them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from relance_core.errors import Refused
from relance_core.reminders.scenario import SCENARIOS, STANDARD, Scenario
from relance_core.settings import USUAL_RULES, ScenarioRule
from relance_core.vocabulary import Step
from relance_core.workflows import edit_scenarios as editing
from relance_core.workflows.edit_client import edit_client
from relance_core.workflows.edit_settings import save_rules, stored_settings
from tests.workflows.office import Office, invoice, office


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """An empty espace."""
    return office(tmp_path)


def with_first_reminder(scenario: Scenario, offset: int) -> Scenario:
    """``scenario`` with its first reminder on another day."""
    return replace(
        scenario,
        steps=tuple(
            replace(one, offset=offset) if one.step is Step.REMINDER_1 else one
            for one in scenario.steps
        ),
    )


def test_an_edited_scenario_moves_the_plan(at_work: Office) -> None:
    at_work.drop([invoice("F1", due=2)])
    assert at_work.reminded() == {}
    editing.save_scenario(at_work.space, at_work.act, with_first_reminder(STANDARD, 2))
    assert at_work.reminded() == {"F1": "reminder_1"}


def test_a_scenario_that_ships_can_be_restored(at_work: Office) -> None:
    editing.save_scenario(at_work.space, at_work.act, with_first_reminder(STANDARD, 2))
    editing.restore_scenario(at_work.space, at_work.act, "standard")
    assert editing.scenarios_of(at_work.space) == dict(SCENARIOS)


def test_a_copy_has_a_key_of_its_own_and_everything_else_of_its_model(at_work: Office) -> None:
    copies = [
        editing.copy_scenario(at_work.space, at_work.act, "standard", name)
        for name in ("Grands comptes", "Grands  comptes !")
    ]
    kept = editing.scenarios_of(at_work.space)
    assert len({one.key for one in copies}) == 2
    assert [kept[one.key].steps for one in copies] == [STANDARD.steps] * 2


def test_a_copy_keeps_its_steps_through_the_database(at_work: Office) -> None:
    copy = editing.copy_scenario(at_work.space, at_work.act, "large_claim", "Chantiers")
    changed = replace(
        copy, steps=tuple(replace(one, minimum=Decimal("50.5")) for one in copy.steps)
    )
    editing.save_scenario(at_work.space, at_work.act, changed)
    assert editing.scenarios_of(at_work.space)[copy.key] == changed


def test_a_name_is_used_once(at_work: Office) -> None:
    with pytest.raises(Refused, match="s'appelle déjà"):
        editing.copy_scenario(at_work.space, at_work.act, "standard", "STANDARD")


def test_a_scenario_without_a_way_to_the_formal_notice_is_refused(at_work: Office) -> None:
    short = replace(STANDARD, steps=STANDARD.steps[:4])
    with pytest.raises(Refused, match="Aucune mise en demeure"):
        editing.save_scenario(at_work.space, at_work.act, short)
    assert editing.scenarios_of(at_work.space)["standard"] == STANDARD


def test_a_scenario_that_public_buyers_follow_cannot_threaten_them(at_work: Office) -> None:
    threatening = replace(STANDARD, key="public", name="Administration")
    with pytest.raises(Refused, match="administrations"):
        editing.save_scenario(at_work.space, at_work.act, threatening)


def test_a_copy_that_somebody_follows_is_not_dropped(at_work: Office) -> None:
    at_work.drop([invoice("F1", due=5)])
    copy = editing.copy_scenario(at_work.space, at_work.act, "standard", "Chantiers")
    client = at_work.client_ids()["C1"]
    edit_client(at_work.space, at_work.act, client, {"scenario": copy.key})
    with pytest.raises(Refused, match="suivent ce scénario"):
        editing.restore_scenario(at_work.space, at_work.act, copy.key)
    edit_client(at_work.space, at_work.act, client, {"scenario": None})
    editing.restore_scenario(at_work.space, at_work.act, copy.key)
    assert copy.key not in editing.scenarios_of(at_work.space)


def test_a_rule_of_amount_chooses_the_scenario_of_an_invoice(at_work: Office) -> None:
    at_work.drop([invoice("F1", due=1, total=5000), invoice("F2", client="C2", due=1, total=500)])
    rule = ScenarioRule(scenario="watched", amount_from=Decimal(1000))
    editing.save_scenario_rules(at_work.space, at_work.act, (rule, *USUAL_RULES))
    assert at_work.reminded() == {"F1": "reminder_1"}
    assert stored_settings(at_work.space)[1].scenario_rules == (rule, *USUAL_RULES)


def test_a_rule_towards_nothing_is_refused(at_work: Office) -> None:
    with pytest.raises(Refused, match="n'existe pas"):
        editing.save_scenario_rules(at_work.space, at_work.act, (ScenarioRule(scenario="x"),))


def test_quiet_weeks_that_cannot_be_read_are_refused(at_work: Office) -> None:
    with pytest.raises(Refused, match="illisibles"):
        save_rules(at_work.space, at_work.act, {"quiet_weeks": "août"})
    save_rules(at_work.space, at_work.act, {"quiet_weeks": "2026-11-20/2026-11-27"})
    assert at_work.plan().plan.for_date.isoformat() == "2026-11-30"
