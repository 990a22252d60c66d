"""While a text is written, its faults and what a reader or a lawyer would say of it are told."""

from __future__ import annotations

import pytest

from relance_core.messages.library import Place, texts
from relance_core.messages.shared_blocks import shared_blocks
from relance_core.messages.wording_notes import faults, notes, placeholders_for

REMINDER: Place = ("reminder_1", "courteous", "fr")
PUBLIC: Place = ("reminder_3.public", "firm", "fr")
PROMISE: Place = ("promise_confirmation", "courteous", "fr")
BLOCK: Place = ("bloc.politesse", "courteous", "fr")
BODY = "Merci de régler {{ montant_du }}.\n\n{{ tableau_factures }}"


def said(place: Place, body: str, subject: str = "Votre facture") -> str:
    return "\n".join(note.message for note in notes(place, subject, body))


@pytest.mark.parametrize("place", [*texts(), *shared_blocks()], ids=" ".join)
def test_nothing_is_said_of_what_ships(place: Place) -> None:
    text, block = texts().get(place), shared_blocks().get(place)
    body = text.body if text else (block.text if block else "")
    assert notes(place, text.subject if text else "", body) == []


def test_an_unknown_placeholder_is_refused_with_the_nearest_one() -> None:
    (fault,) = faults(REMINDER, "Objet", BODY + "{{ montant_deu }}")
    assert "vouliez-vous dire « montant_du »" in fault


@pytest.mark.parametrize(
    ("place", "body"),
    [
        (REMINDER, BODY + "{{ montant_convenu }}"),
        (PROMISE, "{{ tableau_factures }}"),
        (BLOCK, "{{ politesse }}"),
        (BLOCK, "{{ date_limite }}"),
    ],
)
def test_what_means_nothing_in_this_text_is_refused_and_not_offered(
    place: Place, body: str
) -> None:
    (fault,) = faults(place, "Objet", body)
    assert "pas de sens" in fault
    name = body.split("{{ ")[-1].split(" }}")[0]
    assert name not in placeholders_for(place)


def test_an_empty_text_or_subject_is_refused_and_a_block_has_no_subject() -> None:
    assert faults(REMINDER, "", BODY) == faults(REMINDER, "Objet", " \n")
    assert faults(BLOCK, "", "Bien à vous,") == []
    assert faults(REMINDER, "x" * 201, BODY) == ["L'objet dépasse 200 caractères."]


def test_a_subject_with_a_block_and_a_text_without_end_are_refused() -> None:
    assert faults(REMINDER, "Objet {{ coordonnees_paiement }}", BODY) == [
        "L'objet tient sur une ligne : retirez-en les blocs."
    ]
    (fault,) = faults(REMINDER, "Objet", BODY * 1_000)
    assert "20\u202f000 au plus" in fault


def test_forbidden_phrases_are_told_while_writing_for_whoever_reads_them() -> None:
    assert "huissier" in said(REMINDER, "Un huissier passera.\n\n" + BODY)
    assert "Pour un client « à préciser »" in said(REMINDER, "Des pénalités de retard.\n\n" + BODY)
    assert "acheteur public" in said(PUBLIC, "Notre société de recouvrement.\n\n" + BODY)
    assert "huissier" in said(BLOCK, "Un huissier passera.", subject="")
    assert said(REMINDER, "Pour la saisie de commande, écrivez-nous.\n\n" + BODY) == ""


def test_a_reminder_without_its_table_or_too_long_before_it_is_told() -> None:
    assert "tableau" in said(REMINDER, "Merci de régler.")
    assert "130 mots avant le tableau" in said(
        REMINDER, "mot " * 130 + "\n\n{{ tableau_factures }}"
    )
