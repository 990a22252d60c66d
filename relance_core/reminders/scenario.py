"""Scenarios as data: the ordered steps of a sequence, and what each one usually is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from relance_core.vocabulary import PRE_DUE_STEPS, Channel, DebtorType, Step, Tone

#: The order of the steps, whatever the scenario.
RANK: Mapping[Step, int] = {step: rank for rank, step in enumerate(Step)}
#: Where an invoice with no known history enters (decisions.md, Steps).
ENTRY_STEP = Step.REMINDER_1


@dataclass(frozen=True)
class ScenarioStep:
    """One step: ``offset`` is in days from the due date.

    The two steps after the formal notice have no offset: they follow the deadline that the message
    before them stated.
    """

    step: Step
    offset: int | None
    tone: Tone
    channel: Channel


@dataclass(frozen=True)
class Scenario:
    """An ordered sequence of steps, known by its key."""

    key: str
    name: str
    summary: str
    steps: tuple[ScenarioStep, ...]
    min_gap_days: int = 3

    def late_steps(self) -> tuple[ScenarioStep, ...]:
        """The steps after the due date."""
        return tuple(step for step in self.steps if step.step not in PRE_DUE_STEPS)

    def pre_due_steps(self) -> tuple[ScenarioStep, ...]:
        """The steps on or before the due date, which lapse once it is past."""
        return tuple(step for step in self.steps if step.step in PRE_DUE_STEPS)


def _sequence(
    *early: tuple[Step, int, Tone], formal_offset: int, ends_with_formal_notice: bool = False
) -> tuple[ScenarioStep, ...]:
    """E-mail steps at their offsets, then the formal notice and what follows it."""
    steps = [ScenarioStep(step, offset, tone, Channel.EMAIL) for step, offset, tone in early]
    steps.append(
        ScenarioStep(Step.FORMAL_NOTICE, formal_offset, Tone.FORMAL, Channel.REGISTERED_LETTER)
    )
    if not ends_with_formal_notice:
        steps.append(ScenarioStep(Step.LAST_NOTICE, None, Tone.FORMAL, Channel.EMAIL))
        steps.append(ScenarioStep(Step.HAND_OVER, None, Tone.FORMAL, Channel.NONE))
    return tuple(steps)


STANDARD = Scenario(
    key="standard",
    name="Standard",
    summary="Courtoisie, puis trois relances en quatorze jours ; mise en demeure à J+29.",
    steps=_sequence(
        (Step.COURTESY, -7, Tone.FRIENDLY),
        (Step.DUE_DAY, 0, Tone.FRIENDLY),
        (Step.REMINDER_1, 3, Tone.COURTEOUS),
        (Step.REMINDER_2, 7, Tone.FIRM),
        (Step.REMINDER_3, 14, Tone.FIRM),
        formal_offset=29,
    ),
)

GOOD_PAYER = Scenario(
    key="good_payer",
    name="Bon payeur",
    summary="Prévenant : un cran plus doux, des délais plus longs.",
    steps=_sequence(
        (Step.COURTESY, -7, Tone.FRIENDLY),
        (Step.REMINDER_1, 5, Tone.FRIENDLY),
        (Step.REMINDER_2, 12, Tone.COURTEOUS),
        (Step.REMINDER_3, 24, Tone.COURTEOUS),
        formal_offset=39,
    ),
    min_gap_days=5,
)

WATCHED = Scenario(
    key="watched",
    name="À surveiller",
    summary="Plus court et plus ferme : mise en demeure à J+20.",
    steps=_sequence(
        (Step.COURTESY, -7, Tone.COURTEOUS),
        (Step.DUE_DAY, 0, Tone.COURTEOUS),
        (Step.REMINDER_1, 1, Tone.COURTEOUS),
        (Step.REMINDER_2, 5, Tone.FIRM),
        (Step.REMINDER_3, 10, Tone.FIRM),
        formal_offset=20,
    ),
)

PUBLIC_BODY = Scenario(
    key="public",
    name="Administration",
    summary="Rythme standard, sans dernier avis ni transmission à un tiers.",
    steps=_sequence(
        (Step.COURTESY, -7, Tone.FRIENDLY),
        (Step.DUE_DAY, 0, Tone.FRIENDLY),
        (Step.REMINDER_1, 3, Tone.COURTEOUS),
        (Step.REMINDER_2, 7, Tone.COURTEOUS),
        (Step.REMINDER_3, 14, Tone.FIRM),
        formal_offset=29,
        ends_with_formal_notice=True,
    ),
)

CONSUMER = Scenario(
    key="consumer",
    name="Particulier",
    summary="Rythme standard, plus doux : ni indemnité de 40 €, ni pénalités entre professionnels.",
    steps=_sequence(
        (Step.COURTESY, -7, Tone.FRIENDLY),
        (Step.DUE_DAY, 0, Tone.FRIENDLY),
        (Step.REMINDER_1, 3, Tone.FRIENDLY),
        (Step.REMINDER_2, 7, Tone.COURTEOUS),
        (Step.REMINDER_3, 14, Tone.FIRM),
        formal_offset=29,
    ),
)

#: The scenarios shipped, by key.
SCENARIOS: Mapping[str, Scenario] = {
    scenario.key: scenario for scenario in (STANDARD, GOOD_PAYER, WATCHED, PUBLIC_BODY, CONSUMER)
}


def usual_scenario(debtor_type: DebtorType, default: str) -> str:
    """The scenario of a client for whom nobody chose one: by type of debtor, else ``default``."""
    by_type = {DebtorType.PUBLIC: PUBLIC_BODY.key, DebtorType.CONSUMER: CONSUMER.key}
    return by_type.get(debtor_type, default)
