"""Random scenarios (steps in order; any anchor, minimum, channel) and rules of a firm."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from relance_core.reminders.scenario import Scenario, ScenarioStep
from relance_core.settings import USUAL_RULES, Rules, ScenarioRule
from relance_core.vocabulary import PRE_DUE_STEPS, Anchor, Channel, DebtorType, Step, Tone

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


def random_rules(random: Random, today: date, keys: list[str]) -> Rules:
    """Thresholds, closed days and rules of choice among the scenarios of ``keys``."""
    rules = list(USUAL_RULES)
    for _ in range(random.choice((0, 0, 1, 2, 3))):
        rules.insert(
            random.randrange(len(rules) + 1),
            ScenarioRule(
                scenario=random.choice(keys),
                debtor_type=random.choice(("", "", *DebtorType)),
                amount_from=Decimal(random.choice((0, 0, 100, 500, 5000))),
                median_from=random.choice((None, None, 10, 30)),
            ),
        )
    quiet = []
    if random.random() < 0.4:
        first = today + timedelta(days=random.randrange(-30, 20))
        quiet.append(f"{first}/{first + timedelta(days=random.randrange(14))}")
    return Rules(
        below_threshold=Decimal(random.choice(("10.00", "10.00", "10.00", "0", "50", "150"))),
        default_scenario=random.choice(["standard", "standard", *keys]),
        all_suspended=random.random() < 0.02,
        old_invoice_days=random.choice((180, 180, 90)),
        formal_deadline_days=random.choice((15, 15, 8, 30)),
        hand_over_days=random.choice((8, 8, 5)),
        stale_days=random.choice((7, 7, 3)),
        stale_open_days=random.choice((2, 2, 5)),
        alsace_moselle=random.random() < 0.3,
        scenario_rules=tuple(rules),
        quiet_weeks=" ".join(quiet),
    )
