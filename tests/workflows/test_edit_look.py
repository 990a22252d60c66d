"""How messages look and close: what is saved is shown, what cannot be shown is refused."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from relance_core.errors import Refused
from relance_core.settings import Firm, Signatory
from relance_core.vocabulary import Step
from relance_core.workflows.drafts import prepared_of
from relance_core.workflows.edit_look import (
    remove_logo,
    save_logo,
    save_look,
    save_means,
    save_signatories,
)
from relance_core.workflows.edit_settings import save_identity
from tests.workflows.office import Office, invoice, office

IDENTITY = {"name": "Bois & Fils", "signatory": "Anne Morel", "phone": "04 72 00 00 00"}


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """A second reminder and a first one due."""
    ours = office(tmp_path)
    ours.drop([invoice("F1", due=5)])
    save_identity(ours.space, ours.act, IDENTITY)
    return ours


def firm(at_work: Office) -> Firm:
    return at_work.space.settings().firm


def text(at_work: Office) -> str:
    """The one message of the day."""
    [prepared] = prepared_of(at_work.space, at_work.plan())
    assert prepared.draft is not None
    return prepared.draft.text


def picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (200, 80), (15, 92, 92)).save(content, "PNG")
    return content.getvalue()


def test_the_person_set_for_a_step_signs_it_and_the_others_stay_the_firms(
    at_work: Office,
) -> None:
    boss = Signatory(Step.REMINDER_1, "Paul Roy", "Gérant")
    save_signatories(at_work.space, at_work.act, [boss])
    assert "Paul Roy\nGérant\nBois & Fils" in text(at_work)
    assert firm(at_work).signing(Step.REMINDER_2).signatory == "Anne Morel"
    save_signatories(at_work.space, at_work.act, [])
    assert "Anne Morel\nBois & Fils" in text(at_work)


@pytest.mark.parametrize(
    "wrong",
    [
        [Signatory("reminder_1", "", "Gérant")],
        [Signatory("reminder_1", "A", ""), Signatory("reminder_1", "B", "")],
    ],
)
def test_signatories_that_cannot_be_are_refused(at_work: Office, wrong: list[Signatory]) -> None:
    with pytest.raises(Refused):
        save_signatories(at_work.space, at_work.act, wrong)
    assert firm(at_work).signatories == ()


def test_the_firms_own_closing_lines_take_the_place_of_its_name_and_phone(
    at_work: Office,
) -> None:
    save_look(at_work.space, at_work.act, {"signature_lines": "Service clients\n\n de 9 h à 17 h "})
    assert "Anne Morel\nService clients\nde 9 h à 17 h\n" in text(at_work)


def test_colour_and_link_are_kept_as_they_are_shown(at_work: Office) -> None:
    link = "https://paiement.example/boutique?ref=1"
    save_look(at_work.space, at_work.act, {"accent": "0F5C5C", "payment_link": f" {link} "})
    assert (firm(at_work).accent, firm(at_work).payment_link) == ("#0f5c5c", link)
    save_look(at_work.space, at_work.act, {"accent": "", "payment_link": ""})
    assert (firm(at_work).accent, firm(at_work).payment_link) == ("", "")


@pytest.mark.parametrize(
    "link",
    [
        "http://paiement.example",
        "javascript:alert(1)",
        "https://",
        "https://localhost",
        "https://banque.example@ailleurs.example/",
        "https://paiement.example/a b",
        'https://paiement.example/"><b>',
        "https://pаiement.example/",  # a Cyrillic а
        "https://paiement.example:99999/",
        "https://paiement.example/" + "a" * 300,
    ],
)
def test_a_payment_link_that_hides_or_is_not_protected_is_refused(
    at_work: Office, link: str
) -> None:
    with pytest.raises(Refused, match="lien de paiement"):
        save_look(at_work.space, at_work.act, {"payment_link": link})


def test_a_colour_that_is_none_and_a_signature_without_end_are_refused(at_work: Office) -> None:
    with pytest.raises(Refused, match="couleur"):
        save_look(at_work.space, at_work.act, {"accent": "vert"})
    with pytest.raises(Refused, match="signature"):
        save_look(at_work.space, at_work.act, {"signature_lines": "a\n" * 7})


def test_the_logo_stays_when_the_firm_changes_and_leaves_when_it_is_removed(
    at_work: Office,
) -> None:
    save_logo(at_work.space, at_work.act, "logo.png", picture())
    save_identity(at_work.space, at_work.act, {"name": "Bois et Filles"})
    logo = firm(at_work).logo
    assert logo is not None and (logo.width, logo.height) == (200, 80)
    remove_logo(at_work.space, at_work.act)
    assert firm(at_work).logo is None


def test_the_journal_names_what_decides_where_money_goes(at_work: Office) -> None:
    save_means(
        at_work.space,
        at_work.act,
        iban="FR7630006000011234567890189",
        bic="",
        beneficiary="",
        payment_qr=True,
        beside={},
    )
    assert at_work.journal()[0] == "Réglages modifiés : l'entreprise (IBAN)."
