"""Random scenarios that the settings would accept: steps in order, any anchor, minimum, channel."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from relance_core.reminders.scenario import Scenario, ScenarioStep
from relance_core.vocabulary import PRE_DUE_STEPS, Anchor, Channel, Step, Tone

_EARLY_TONES = (Tone.FRIENDLY, Tone.COURTEOUS)
_LATE_TONES = (Tone.FRIENDLY, Tone.COURTEOUS, Tone.FIRM)
_PLAIN_CHANNELS = (Channel.EMAIL, Channel.EMAIL, Channel.EMAIL, Channel.CALL, Channel.LETTER)
_FORMAL_CHANNELS = (
    Channel.REGISTERED_LETTER,
    Channel.REGISTERED_LETTER,
    Channel.ELECTRONIC_REGISTERED,
    Channel.EMAIL,
    Channel.LETTER,
)


def random_scenario(random: Random, key: str) -> Scenario:
    """A scenario of its own, drawn from ``random``."""
    steps: list[ScenarioStep] = []
    early_day, late_day = random.randrange(-20, -3), 0
    for step in Step:
        if random.random() < (0.5 if step in PRE_DUE_STEPS else 0.15):
            continue
        minimum = Decimal(random.choice((0, 0, 0, 0, 0, 50, 100, 1000)))
        if step in PRE_DUE_STEPS:
            made, early_day = _early(random, step, early_day, minimum, first=not steps)
            steps.append(made)
        elif step in (Step.LAST_NOTICE, Step.HAND_OVER) and random.random() < 0.7:
            offset = random.choice((0, 1, 3))
            steps.append(_formal(random, step, offset, Anchor.DEADLINE, Decimal(0)))
        else:
            previous = bool(steps) and random.random() < 0.3
            apart = random.randrange(1, 12)
            late_day += apart
            offset = apart if previous else late_day
            anchor = Anchor.PREVIOUS_STEP if previous else Anchor.DUE_DATE
            if step in (Step.FORMAL_NOTICE, Step.LAST_NOTICE, Step.HAND_OVER):
                steps.append(_formal(random, step, offset, anchor, minimum))
            else:
                tone = random.choice(_LATE_TONES)
                channel = random.choice(_PLAIN_CHANNELS)
                steps.append(ScenarioStep(step, offset, tone, channel, anchor, minimum))
    return Scenario(
        key,
        key,
        "",
        tuple(steps) or (ScenarioStep(Step.REMINDER_1, 3, Tone.COURTEOUS, Channel.EMAIL),),
        min_gap_days=random.randrange(8),
        without_email=random.choice((None, None, Channel.LETTER, Channel.CALL)),
    )


def _early(
    random: Random, step: Step, day: int, minimum: Decimal, *, first: bool
) -> tuple[ScenarioStep, int]:
    """An early step after ``day``, and its own day."""
    channel = random.choice((Channel.EMAIL, Channel.CALL))
    tone = random.choice(_EARLY_TONES)
    if random.random() < 0.25:
        offset = random.randrange(8)
        return ScenarioStep(step, offset, tone, channel, Anchor.DELIVERY, minimum), day
    before, day = day, min(day + random.randrange(1, 8), 0)
    if not first and random.random() < 0.3:
        return ScenarioStep(step, day - before, tone, channel, Anchor.PREVIOUS_STEP, minimum), day
    return ScenarioStep(step, day, tone, channel, Anchor.DUE_DATE, minimum), day


def _formal(
    random: Random, step: Step, offset: int, anchor: Anchor, minimum: Decimal
) -> ScenarioStep:
    channel = Channel.NONE if step is Step.HAND_OVER else random.choice(_FORMAL_CHANNELS)
    return ScenarioStep(step, offset, Tone.FORMAL, channel, anchor, minimum, by_hand=True)
