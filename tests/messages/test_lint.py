"""Phrases that are refused or looked at twice, and those like them that are fine."""

from __future__ import annotations

import pytest

from relance_core.messages.lint import forbidden
from relance_core.vocabulary import DebtorType, Step

BUSINESS = DebtorType.BUSINESS


def codes(text: str, step: Step = Step.REMINDER_3) -> dict[str, str]:
    return {rule.code: rule.severity for rule in forbidden(text, BUSINESS, step)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Vous serez condamné à payer.", "certain_outcome"),
        ("Le tribunal vous condamnera.", "certain_outcome"),
        ("Les frais d'avocat seront à votre charge.", "certain_outcome"),
        ("Vous êtes un mauvais payeur.", "judges_the_person"),
        ("Votre mauvaise foi est établie.", "judges_the_person"),
        ("The bailiff will come.", "bailiff"),
        ("Seizure will follow.", "seizure"),
        ("We will bring criminal charges.", "criminal_threat"),
    ],
)
def test_what_no_message_may_say_blocks(text: str, code: str) -> None:
    assert codes(text)[code] == "block"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C'est votre dernière chance.", "vague_threat"),
        ("Nous n'hésiterons pas à agir.", "vague_threat"),
        ("Nous userons de toutes les voies de droit.", "vague_threat"),
        ("Réglez sous 48 h.", "hours"),
        ("Please pay within 72 hours.", "hours"),
    ],
)
def test_what_says_little_is_looked_at_twice(text: str, code: str) -> None:
    assert codes(text) == {code: "warn"}


@pytest.mark.parametrize(
    "text",
    [
        "Une erreur de saisie de commande explique cet écart.",
        "L'avis de passage du transporteur est joint, avec la facture de bonne foi.",
        "Nous restons à votre disposition sous toutes les formes utiles.",
        "La livraison a eu lieu dans les 48 jours.",
        "Vous pouvez condamner l'accès au chantier.",
    ],
)
def test_what_only_looks_like_it_is_fine(text: str) -> None:
    assert codes(text) == {}


def test_a_lawyer_or_a_court_come_too_early_before_the_third_reminder() -> None:
    for text in ("Notre avocat vous écrira.", "We will take legal action."):
        assert codes(text, Step.REMINDER_2) == {"litigation_early": "warn"}
        assert codes(text, Step.LAST_NOTICE) == {}
