"""A scenario that makes no sense is refused with its reasons; an unusual one is only told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from relance_core.reminders.scenario import CONSUMER, PUBLIC_BODY, SCENARIOS, STANDARD, Scenario
from relance_core.reminders.scenario_checks import objections
from relance_core.vocabulary import Anchor, Channel, DebtorType, Step, Tone

NOBODY: frozenset[DebtorType] = frozenset()


def with_step(step: Step, **changes: object) -> Scenario:
    """The standard scenario with one step changed."""
    return replace(
        STANDARD,
        steps=tuple(replace(one, **changes) if one.step is step else one for one in STANDARD.steps),
    )


def without(*steps: Step) -> Scenario:
    """The standard scenario without some steps."""
    return replace(STANDARD, steps=tuple(one for one in STANDARD.steps if one.step not in steps))


def refusals(scenario: Scenario, who: frozenset[DebtorType] = NOBODY) -> str:
    """Every reason for which it cannot be saved."""
    return " ".join(one.message for one in objections(scenario, who) if one.refused)


@pytest.mark.parametrize("key", SCENARIOS)
def test_what_ships_is_neither_refused_nor_unusual(key: str) -> None:
    who = {"public": DebtorType.PUBLIC, "consumer": DebtorType.CONSUMER}.get(key)
    assert objections(SCENARIOS[key], frozenset({who} if who else ())) == []


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (without(Step.FORMAL_NOTICE), "Aucune mise en demeure"),
        (without(Step.LAST_NOTICE), "ajoutez le dernier avis"),
        (without(Step.REMINDER_3, Step.REMINDER_2), "26 jours"),
        (with_step(Step.FORMAL_NOTICE, offset=30), "16 jours"),
        (with_step(Step.REMINDER_2, offset=2), "inversé"),
        (with_step(Step.COURTESY, offset=1), "au plus tard le jour de l'échéance"),
        (with_step(Step.REMINDER_1, offset=0), "après l'échéance"),
        (with_step(Step.FORMAL_NOTICE, channel=Channel.EMAIL), "par courrier"),
        (with_step(Step.FORMAL_NOTICE, tone=Tone.FIRM), "toujours formelle"),
        (with_step(Step.REMINDER_1, channel=Channel.NONE), "n'envoie rien"),
        (with_step(Step.REMINDER_1, anchor=Anchor.DELIVERY), "suit la livraison"),
        (with_step(Step.LAST_NOTICE, anchor=Anchor.DUE_DATE), "suivent un délai"),
        (with_step(Step.COURTESY, anchor=Anchor.PREVIOUS_STEP), "elle ne suit rien"),
        (with_step(Step.REMINDER_1, minimum=Decimal(-1)), "négatif"),
        (replace(STANDARD, min_gap_days=0), "L'écart"),
        (replace(STANDARD, name=" "), "un nom"),
        (replace(STANDARD, steps=STANDARD.steps[::-1]), "dans l'ordre"),
        (replace(STANDARD, steps=(STANDARD.steps[0], *STANDARD.steps)), "deux fois"),
    ],
)
def test_what_makes_no_sense_is_refused(scenario: Scenario, words: str) -> None:
    assert words in refusals(scenario)


def test_a_public_buyer_is_never_threatened_with_an_agency() -> None:
    assert "administrations" in refusals(STANDARD, frozenset({DebtorType.PUBLIC}))
    assert refusals(PUBLIC_BODY, frozenset({DebtorType.PUBLIC})) == ""
    assert refusals(CONSUMER, frozenset({DebtorType.CONSUMER})) == ""


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (with_step(Step.REMINDER_1, offset=6), ""),
        (with_step(Step.FORMAL_NOTICE, channel=Channel.LETTER), "preuve"),
        (with_step(Step.REMINDER_3, tone=Tone.FRIENDLY), "s'adoucit"),
        (with_step(Step.COURTESY, channel=Channel.LETTER), "inhabituel"),
        (without(Step.HAND_OVER), "que rien ne suit"),
    ],
)
def test_what_is_unusual_is_told_and_can_be_saved(scenario: Scenario, words: str) -> None:
    assert refusals(scenario) == ""
    assert words in " ".join(one.message for one in objections(scenario, NOBODY))
