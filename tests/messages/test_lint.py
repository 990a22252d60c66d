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
        ("Nous saisirons vos biens.", "seizure"),
        ("Vos meubles seront saisis.", "seizure"),
        ("Une saisie sur compte bancaire suivra.", "seizure"),
        ("Un officier ministériel se présentera.", "bailiff"),
        ("Ceci vaut injonction de payer.", "court_look"),
        ("Au nom de la loi", "court_look"),
        ("Nous déposerons plainte.", "criminal_threat"),
        ("Cela relève du pénal.", "criminal_threat"),
        ("Vous risquez la prison.", "criminal_threat"),
        ("Vous serez fiché à la Banque de France.", "blacklist"),
        ("Vous serez inscrit au fichier des impayés.", "blacklist"),
        ("Votre nom sera publié sur internet.", "blacklist"),
        ("Vous serez interdit bancaire.", "blacklist"),
        ("Vos voisins seront informés.", "third_parties"),
        ("Nous en parlerons à votre banquier.", "third_parties"),
        ("La prescription est interrompue par ce courrier.", "limitation"),
        ("La présente suspend la prescription.", "limitation"),
        ("Les intérêts courront à compter de la réception de cette lettre.", "interest_start"),
        ("Vous êtes un voleur.", "judges_the_person"),
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
        ("Merci de régler sous 8 jours.", "days"),
        ("Nous irons chez vous.", "visit"),
        ("Une pénalité forfaitaire de 10 % sera appliquée.", "invented_share"),
        ("Des frais de retard s'ajoutent.", "invented_fees"),
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
        "La saisie des heures est en cours.",
        "Votre saisie sur le portail Chorus Pro a été rejetée.",
        "Nous avons bien saisi votre demande ; vous pouvez saisir le médiateur.",
        "La facture porte sur les frais de dossier de formation.",
        "Merci de régler avant poursuite du chantier.",
        "Le tribunal de commerce nous a commandé ces imprimés.",
        "Face aux tentatives d'escroquerie, vérifiez nos coordonnées auprès de nous.",
        "Nous reviendrons vers vous sous 8 jours.",
    ],
)
def test_what_only_looks_like_it_is_fine(text: str) -> None:
    assert codes(text) == {}


def test_a_lawyer_or_a_court_come_too_early_before_the_third_reminder() -> None:
    for text in ("Notre avocat vous écrira.", "We will take legal action."):
        assert codes(text, Step.REMINDER_2) == {"litigation_early": "warn"}
        assert codes(text, Step.LAST_NOTICE) == {}


def test_the_file_s_fees_of_a_training_may_be_billed_to_a_private_person() -> None:
    consumer, step = DebtorType.CONSUMER, Step.REMINDER_2
    bought = "La facture porte sur les frais de dossier de formation."
    asked = "Des frais de dossier de relance s'ajoutent."
    assert forbidden(bought, consumer, step) == []
    assert [rule.code for rule in forbidden(asked, consumer, step)] == ["consumer_fees"]
