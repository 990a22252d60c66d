"""What makes no sense in a scenario, and what is merely unusual, each in a French sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from relance_core.french import plural
from relance_core.reminders.scenario import RANK, Scenario, ScenarioStep
from relance_core.vocabulary import (
    CHANNEL_LABELS,
    FORMAL_STEPS,
    LETTER_CHANNELS,
    PRE_DUE_STEPS,
    STEP_LABELS,
    Anchor,
    Channel,
    DebtorType,
    Step,
    Tone,
)

#: Longest wait between two late steps up to the formal notice (decisions.md, Steps).
LONGEST_WAIT = 15
_CALLS = (Step.SATISFACTION_CALL, Step.CONFIRMATION_CALL)
#: Steps whose messages threaten with an agency or a court.
_HAND_OVER_STEPS = (Step.LAST_NOTICE, Step.HAND_OVER)
_GAP_RANGE = (1, 15)
_OFFSET_RANGE = (-90, 365)


@dataclass(frozen=True)
class Objection:
    """One thing to say about a scenario; ``refused``: it cannot be saved so."""

    message: str
    refused: bool


def objections(scenario: Scenario, debtor_types: frozenset[DebtorType]) -> list[Objection]:
    """Everything to say about ``scenario``, what refuses it first.

    ``debtor_types``: those whose clients would follow it by rule or by hand.
    """
    refused = [
        *_identity(scenario),
        *_order(scenario),
        *_formal_notice(scenario),
        *_waits(scenario),
        *_steps(scenario),
        *_debtors(scenario, debtor_types),
    ]
    told = [Objection(message, refused=True) for message in refused]
    return told + [Objection(message, refused=False) for message in _unusual(scenario)]


def _identity(scenario: Scenario) -> list[str]:
    found = []
    if not scenario.name.strip():
        found.append("Donnez un nom au scénario.")
    if not re.fullmatch(r"[a-z0-9_]{1,40}", scenario.key):
        found.append("La clé du scénario n'a que des lettres, des chiffres et des tirets bas.")
    least, most = _GAP_RANGE
    if not least <= scenario.min_gap_days <= most:
        found.append(f"L'écart entre deux messages va de {least} à {most} jours.")
    if scenario.without_email not in (
        None,
        Channel.LETTER,
        Channel.REGISTERED_LETTER,
        Channel.CALL,
    ):
        found.append("Sans adresse e-mail, une relance part par courrier ou par appel.")
    return found


def _order(scenario: Scenario) -> list[str]:
    ranks = [RANK[one.step] for one in scenario.steps]
    found = []
    if len(set(ranks)) < len(ranks):
        found.append("Une étape figure deux fois.")
    if ranks != sorted(ranks):
        found.append("Les étapes vont dans l'ordre, des appels avant l'échéance à la transmission.")
    return found


def _formal_notice(scenario: Scenario) -> list[str]:
    steps = {one.step: one for one in scenario.steps}
    found = []
    if Step.FORMAL_NOTICE not in steps:
        found.append(
            "Aucune mise en demeure : sans elle, le scénario ne mène à rien. Ajoutez cette étape."
        )
    if Step.HAND_OVER in steps and Step.LAST_NOTICE not in steps:
        found.append("Une transmission s'annonce : ajoutez le dernier avis qui la précède.")
    if not any(step in steps for step in (Step.REMINDER_1, Step.REMINDER_2, Step.REMINDER_3)):
        found.append("Une mise en demeure vient après au moins une relance.")
    return found


def _waits(scenario: Scenario) -> list[str]:
    """At most ``LONGEST_WAIT`` days between late steps up to the formal notice, and forwards."""
    days = scenario.days()
    late = [one.step for one in scenario.late_steps() if one.step in days]
    found = []
    for before, after in pairwise(late):
        wait = days[after] - days[before]
        between = f"Entre « {STEP_LABELS[before]} » et « {STEP_LABELS[after]} »"
        if wait < 1:
            found.append(f"{between}, l'ordre des jours est inversé.")
        elif wait > LONGEST_WAIT:
            found.append(
                f"{between}, {plural(wait, 'jour')} : {LONGEST_WAIT} au plus. Rapprochez-les."
            )
    return found


def _steps(scenario: Scenario) -> list[str]:
    found = []
    days = scenario.days()
    for position, one in enumerate(scenario.steps):
        label = STEP_LABELS[one.step]
        least, most = _OFFSET_RANGE
        if not least <= one.offset <= most:
            found.append(f"« {label} » : le décalage va de {least} à {most} jours.")
        if one.minimum < 0:
            found.append(f"« {label} » : le montant minimal ne peut être négatif.")
        if one.anchor is Anchor.PREVIOUS_STEP and position == 0:
            found.append(f"« {label} » est la première étape : elle ne suit rien.")
        if one.step in PRE_DUE_STEPS and days.get(one.step, 0) > 0:
            found.append(f"« {label} » a lieu au plus tard le jour de l'échéance.")
        if one.step not in PRE_DUE_STEPS and days.get(one.step, 1) < 1:
            found.append(f"« {label} » a lieu après l'échéance.")
        found += _anchors(one, label)
        found += _channels(one, label)
    return found


def _anchors(one: ScenarioStep, label: str) -> list[str]:
    if (one.step in _HAND_OVER_STEPS) != (one.anchor is Anchor.DEADLINE):
        return [f"« {label} » : seuls le dernier avis et la transmission suivent un délai annoncé."]
    if one.anchor is Anchor.DELIVERY and one.step is not Step.SATISFACTION_CALL:
        return [f"« {label} » : seul l'appel de satisfaction suit la livraison."]
    return []


def _channels(one: ScenarioStep, label: str) -> list[str]:
    found = []
    if one.step in _CALLS and one.channel is not Channel.CALL:
        found.append(f"« {label} » se fait par téléphone.")
    if one.step is Step.FORMAL_NOTICE and one.channel not in LETTER_CHANNELS:
        found.append(
            "La mise en demeure part par courrier : recommandé de préférence, pour la preuve."
        )
    if (one.step is Step.HAND_OVER) != (one.channel is Channel.NONE):
        found.append(f"« {label} » : seule la transmission n'envoie rien au client.")
    if one.step in FORMAL_STEPS and one.tone is not Tone.FORMAL:
        found.append(f"« {label} » est toujours formelle.")
    return found


def _debtors(scenario: Scenario, debtor_types: frozenset[DebtorType]) -> list[str]:
    """Threats that the law or usage keeps from some debtors (law.md 2.1, 2.5)."""
    if DebtorType.PUBLIC in debtor_types and any(
        one.step in _HAND_OVER_STEPS for one in scenario.steps
    ):
        return [
            "Des administrations suivent ce scénario : on ne les menace pas d'une transmission à "
            "un tiers. Retirez le dernier avis et la transmission."
        ]
    return []


def _unusual(scenario: Scenario) -> list[str]:
    found = []
    steps = {one.step: one for one in scenario.steps}
    days = scenario.days()
    if days.get(Step.REMINDER_1, 0) > 7:
        found.append("La première relance vient plus d'une semaine après l'échéance : c'est tard.")
    notice = steps.get(Step.FORMAL_NOTICE)
    if notice and notice.channel is Channel.LETTER:
        found.append("Une mise en demeure par courrier simple ne laisse pas de preuve.")
    if notice and sum(step in steps for step in _REMINDERS) < len(_REMINDERS):
        found.append("Moins de trois relances avant la mise en demeure : c'est rapide.")
    tones = [one.tone for one in scenario.late_steps()]
    order = list(Tone)
    if any(order.index(b) < order.index(a) for a, b in pairwise(tones)):
        found.append("Le ton s'adoucit d'une étape à la suivante : le client le remarquera.")
    if Step.LAST_NOTICE in steps and Step.HAND_OVER not in steps:
        found.append("Le dernier avis annonce une transmission que rien ne suit.")
    letters = [one for one in scenario.pre_due_steps() if one.channel in LETTER_CHANNELS]
    found += [
        f"« {STEP_LABELS[one.step]} » par {CHANNEL_LABELS[one.channel].lower()} avant l'échéance : "
        "c'est inhabituel."
        for one in letters
    ]
    return found


_REMINDERS = (Step.REMINDER_1, Step.REMINDER_2, Step.REMINDER_3)
