"""Scenarios as data: the ordered steps of a sequence, and what each one usually is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from relance_core.vocabulary import (
    PRE_DUE_STEPS,
    Anchor,
    Channel,
    ContactRole,
    Step,
    Tone,
)

#: The order of the steps, whatever the scenario.
RANK: Mapping[Step, int] = {step: rank for rank, step in enumerate(Step)}


@dataclass(frozen=True)
class ScenarioStep:
    """One step of a scenario.

    ``offset`` is in calendar days from ``anchor``. ``minimum``: an invoice that owes less, in its
    own currency, skips the step. ``by_hand``: approved one by one, never with the others.
    ``role``: who at the client receives it, the usual contact when nobody has that role;
    ``copies``: who else.
    """

    step: Step
    offset: int
    tone: Tone
    channel: Channel
    anchor: Anchor = Anchor.DUE_DATE
    minimum: Decimal = Decimal(0)
    by_hand: bool = False
    role: ContactRole = ContactRole.USUAL
    copies: tuple[ContactRole, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """An ordered sequence of steps, known by its key.

    ``without_email``: how an e-mail step leaves to a client without a usable address (a letter, a
    call), or None when it waits for one.
    """

    key: str
    name: str
    summary: str
    steps: tuple[ScenarioStep, ...]
    min_gap_days: int = 3
    without_email: Channel | None = None

    def late_steps(self) -> tuple[ScenarioStep, ...]:
        """The steps after the due date."""
        return tuple(step for step in self.steps if step.step not in PRE_DUE_STEPS)

    def pre_due_steps(self) -> tuple[ScenarioStep, ...]:
        """The steps on or before the due date, which lapse once it is past."""
        return tuple(step for step in self.steps if step.step in PRE_DUE_STEPS)

    def days(self) -> dict[Step, int]:
        """Days from the due date of each step that can be told in advance.

        A step counted from the one before adds its offset to that one's day; those that follow a
        stated deadline or a delivery have no day of their own.
        """
        found: dict[Step, int] = {}
        before = 0
        for planned in self.steps:
            if planned.anchor is Anchor.DUE_DATE:
                before = found[planned.step] = planned.offset
            elif planned.anchor is Anchor.PREVIOUS_STEP:
                before = found[planned.step] = before + planned.offset
        return found


def _email(step: Step, offset: int, tone: Tone) -> ScenarioStep:
    return ScenarioStep(step, offset, tone, Channel.EMAIL)


def _call(step: Step, offset: int, tone: Tone, anchor: Anchor = Anchor.DUE_DATE) -> ScenarioStep:
    return ScenarioStep(step, offset, tone, Channel.CALL, anchor)


def _formal_notice(offset: int) -> ScenarioStep:
    return ScenarioStep(
        Step.FORMAL_NOTICE, offset, Tone.FORMAL, Channel.REGISTERED_LETTER, by_hand=True
    )


#: What follows a formal notice: a last notice the open day after its deadline, then the hand-over
#: on the date that the last notice announced.
_AFTER_NOTICE = (
    ScenarioStep(
        Step.LAST_NOTICE, 1, Tone.FORMAL, Channel.EMAIL, anchor=Anchor.DEADLINE, by_hand=True
    ),
    ScenarioStep(
        Step.HAND_OVER, 0, Tone.FORMAL, Channel.NONE, anchor=Anchor.DEADLINE, by_hand=True
    ),
)

STANDARD = Scenario(
    key="standard",
    name="Standard",
    summary="Courtoisie, puis trois relances en quatorze jours ; mise en demeure à J+29.",
    steps=(
        _email(Step.COURTESY, -7, Tone.FRIENDLY),
        _email(Step.DUE_DAY, 0, Tone.FRIENDLY),
        _email(Step.REMINDER_1, 3, Tone.COURTEOUS),
        _email(Step.REMINDER_2, 7, Tone.FIRM),
        _email(Step.REMINDER_3, 14, Tone.FIRM),
        _formal_notice(29),
        *_AFTER_NOTICE,
    ),
)

LARGE_CLAIM = Scenario(
    key="large_claim",
    name="Créance importante",
    summary="Appels avant l'échéance, téléphone d'abord ensuite ; mise en demeure à J+32.",
    steps=(
        _call(Step.SATISFACTION_CALL, 3, Tone.FRIENDLY, Anchor.DELIVERY),
        _call(Step.CONFIRMATION_CALL, -5, Tone.FRIENDLY),
        _call(Step.REMINDER_1, 3, Tone.COURTEOUS),
        _call(Step.REMINDER_2, 10, Tone.FIRM),
        ScenarioStep(
            Step.REMINDER_3, 20, Tone.FIRM, Channel.EMAIL, copies=(ContactRole.MANAGEMENT,)
        ),
        _formal_notice(32),
        *_AFTER_NOTICE,
    ),
    without_email=Channel.CALL,
)

GOOD_PAYER = Scenario(
    key="good_payer",
    name="Bon payeur",
    summary="Prévenant : un cran plus doux, des délais plus longs.",
    steps=(
        _email(Step.COURTESY, -7, Tone.FRIENDLY),
        _email(Step.REMINDER_1, 5, Tone.FRIENDLY),
        _email(Step.REMINDER_2, 12, Tone.COURTEOUS),
        ScenarioStep(Step.REMINDER_3, 24, Tone.COURTEOUS, Channel.EMAIL, by_hand=True),
        _formal_notice(39),
        *_AFTER_NOTICE,
    ),
    min_gap_days=5,
)

WATCHED = Scenario(
    key="watched",
    name="À surveiller",
    summary="Plus court et plus ferme : mise en demeure à J+20.",
    steps=(
        _email(Step.COURTESY, -7, Tone.COURTEOUS),
        _email(Step.DUE_DAY, 0, Tone.COURTEOUS),
        _email(Step.REMINDER_1, 1, Tone.COURTEOUS),
        _email(Step.REMINDER_2, 5, Tone.FIRM),
        _email(Step.REMINDER_3, 10, Tone.FIRM),
        _formal_notice(20),
        *_AFTER_NOTICE,
    ),
)

PUBLIC_BODY = Scenario(
    key="public",
    name="Administration",
    summary="Rythme standard, sans dernier avis ni transmission à un tiers.",
    steps=(
        _email(Step.COURTESY, -7, Tone.FRIENDLY),
        _email(Step.DUE_DAY, 0, Tone.FRIENDLY),
        _email(Step.REMINDER_1, 3, Tone.COURTEOUS),
        _email(Step.REMINDER_2, 7, Tone.COURTEOUS),
        _email(Step.REMINDER_3, 14, Tone.FIRM),
        _formal_notice(29),
    ),
)

CONSUMER = Scenario(
    key="consumer",
    name="Particulier",
    summary="Rythme standard, plus doux : ni indemnité de 40 €, ni pénalités entre professionnels.",
    steps=(
        _email(Step.COURTESY, -7, Tone.FRIENDLY),
        _email(Step.DUE_DAY, 0, Tone.FRIENDLY),
        _email(Step.REMINDER_1, 3, Tone.FRIENDLY),
        _email(Step.REMINDER_2, 7, Tone.COURTEOUS),
        _email(Step.REMINDER_3, 14, Tone.FIRM),
        _formal_notice(29),
        *_AFTER_NOTICE,
    ),
)

#: The scenarios shipped, by key.
SCENARIOS: Mapping[str, Scenario] = {
    scenario.key: scenario
    for scenario in (STANDARD, LARGE_CLAIM, GOOD_PAYER, WATCHED, PUBLIC_BODY, CONSUMER)
}
