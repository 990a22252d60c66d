"""Every text of a step that ships, word for word, and which of them is used for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion

from relance_core.errors import Refused
from relance_core.messages.library import (
    AUDIENCES,
    LANGUAGE_LABELS,
    Wording,
    shipped,
    texts,
    wording_for,
)
from relance_core.messages.placeholders import PLACEHOLDERS
from relance_core.messages.render import compose
from relance_core.messages.shared_blocks import PREFIX, block_for, shared_blocks, used_in
from relance_core.reminders.reminder import Earlier
from relance_core.vocabulary import DebtorType, Step, Tone
from tests.messages.samples import FIRM, TODAY, client, line, reminder, three_invoices
from tests.messages.served import ALL, NAMES, for_text, plain

every_text = pytest.mark.parametrize("text", ALL, ids=NAMES)


@every_text
def test_the_text_for_one_invoice(text: Wording, snapshot: SnapshotAssertion) -> None:
    draft = compose(for_text(text), FIRM, text)
    assert f"{draft.subject}\n\n{draft.text}" == snapshot


def test_a_business_reads_of_the_fee_once_per_late_invoice_from_the_third_reminder() -> None:
    one = compose(reminder(Step.REMINDER_3, Tone.FIRM), FIRM).text
    assert "de 40 € (articles L. 441-10" in plain(one)
    three = reminder(Step.REMINDER_3, Tone.FIRM, three_invoices(Step.REMINDER_3))
    assert "40 € par facture, soit 120 €" in plain(compose(three, FIRM).text)
    second = compose(reminder(Step.REMINDER_2, Tone.FIRM), FIRM).text
    assert "441-10" not in second and "pénalités de retard" in second


def test_the_last_reminder_of_a_firm_tells_what_lateness_comes_to_on_its_day() -> None:
    text = texts()["reminder_3", "firm", "fr"]
    words = plain(compose(for_text(text), FIRM, text).text)
    # 1 234,56 € over 17 days at 12,40 % a year.
    assert "dès le lendemain de l'échéance, soit 7,13 € au 20 novembre 2026" in words


def test_a_formal_notice_tells_the_yearly_rate_and_names_its_statement_once() -> None:
    text = texts()["formal_notice", "formal", "fr"]
    words = plain(compose(for_text(text), FIRM, text).text)
    assert "au taux annuel de 12,40 %" in words
    assert words.count(" 7,13 €") == 1 and "leur décompte est joint" in words


def test_a_public_body_is_never_threatened_with_an_agency() -> None:
    for step in (Step.REMINDER_3, Step.FORMAL_NOTICE, Step.LAST_NOTICE, Step.HAND_OVER):
        words = compose(reminder(step, addressee=client(debtor_type=DebtorType.PUBLIC)), FIRM).text
        assert "tiers" not in words and "pour recouvrement" not in words
        assert "intérêts moratoires" in words


def test_a_public_body_and_a_private_person_get_texts_of_their_own() -> None:
    public, _ = wording_for(Step.REMINDER_1, Tone.COURTEOUS, "fr", DebtorType.PUBLIC)
    private, _ = wording_for(Step.REMINDER_1, Tone.COURTEOUS, "fr", DebtorType.CONSUMER)
    assert "Chorus Pro" in public.body and "Chorus Pro" not in private.body
    assert (public.code, private.code) == ("reminder_1.public", "reminder_1.consumer")
    for debtor in (DebtorType.BUSINESS, DebtorType.OTHER, DebtorType.UNKNOWN):
        text, _ = wording_for(Step.REMINDER_1, Tone.COURTEOUS, "fr", debtor)
        assert text is shipped()[Step.REMINDER_1, Tone.COURTEOUS, "fr"]


@pytest.mark.parametrize("debtor", [DebtorType.PUBLIC, DebtorType.CONSUMER])
def test_the_tones_of_their_own_scenarios_are_all_written(debtor: DebtorType) -> None:
    from relance_core.reminders.scenario import CONSUMER, PUBLIC_BODY

    scenario = PUBLIC_BODY if debtor is DebtorType.PUBLIC else CONSUMER
    for planned in scenario.steps:
        text, note = wording_for(planned.step, planned.tone, "fr", debtor)
        assert (note, text.audience) == ("", debtor)


def test_the_nearest_tone_is_used_and_told() -> None:
    text, note = wording_for(Step.COURTESY, Tone.FIRM, "fr")
    assert text.tone is Tone.COURTEOUS
    assert note == (
        "« Courtoisie » n'a pas de texte au ton « ferme » : le texte « courtois » est utilisé."
    )


def test_a_formal_notice_exists_in_french_only_and_that_is_told() -> None:
    text, note = wording_for(Step.FORMAL_NOTICE, Tone.FORMAL, "en")
    assert text.language == "fr" and "anglais" in note


@pytest.mark.parametrize("step", [Step.SATISFACTION_CALL, Step.CONFIRMATION_CALL])
def test_a_step_without_a_message_is_refused(step: Step) -> None:
    with pytest.raises(Refused) as refused:
        wording_for(step, Tone.FORMAL, "fr")
    assert refused.value.code == "no_wording"


@pytest.mark.parametrize(
    ("contact", "opening"),
    [
        ("Mme Durand", "Bonjour Mme Durand,"),
        (None, "Madame, Monsieur,"),
        ("-", "Madame, Monsieur,"),
        ("Service comptabilité", "Madame, Monsieur,"),
        ("x" * 200, "Madame, Monsieur,"),
    ],
)
def test_the_person_is_named_when_there_is_one(contact: str | None, opening: str) -> None:
    draft = compose(reminder(addressee=client(contact_name=contact)), FIRM)
    assert draft.text.startswith(opening + "\n")


def test_only_what_left_from_here_is_cited_by_its_day() -> None:
    known = Earlier(Step.REMINDER_1, TODAY, None)
    words = compose(reminder(Step.REMINDER_2, earlier=(known,)), FIRM).text
    assert "Nous vous l'avons déjà signalé." in words
    sent = replace(known, message_id=7)
    words = compose(reminder(Step.REMINDER_2, earlier=(known, sent)), FIRM).text
    assert "Nous vous l'avons signalé le 20/11/2026." in words


def test_a_users_own_wording_is_used_instead_of_the_shipped_one() -> None:
    own = Wording(Step.REMINDER_1, Tone.COURTEOUS, "fr", "Objet {{ client }}", "Corps")
    draft = compose(reminder(), FIRM, wording=own)
    assert (draft.subject, draft.edited) == ("Objet Boulangerie Dupont SARL", False)
    assert draft.text.startswith("Corps\n")


def test_a_paragraph_that_its_placeholders_leave_empty_vanishes() -> None:
    own = Wording(Step.REMINDER_1, Tone.COURTEOUS, "fr", "x", "Un\n\n{{ phrase_relances }}\n\nDeux")
    assert compose(reminder(), replace(FIRM, name=""), wording=own).text.startswith("Un\n\nDeux\n")


def test_a_block_changed_once_changes_every_text_that_holds_it() -> None:
    text = texts()["reminder_1", "courteous", "fr"]
    block = block_for("deja_regle", text)
    assert block is not None and text in used_in(block)
    own = {block.place: "Votre virement est parti ? Oubliez ces mots, {{ client }}."}
    for using in used_in(block):
        words = plain(compose(for_text(using), FIRM, using, own_blocks=own).text)
        assert "Oubliez ces mots, Boulangerie Dupont SARL." in words
    assert "Oubliez ces mots" not in compose(for_text(text), FIRM, text).text


def test_every_block_is_used_and_has_a_place_that_no_text_has() -> None:
    for block in shared_blocks().values():
        assert used_in(block), block.place
        assert block.place not in texts() and block.place[0].startswith(PREFIX)
        assert PLACEHOLDERS[block.name].help in block.label


def test_every_text_has_a_place_and_a_name_of_its_own() -> None:
    assert len({(text.label, text.tone, text.language) for text in texts().values()}) == len(
        texts()
    )
    assert {text.language for text in texts().values()} == set(LANGUAGE_LABELS)
    assert {text.audience for text in texts().values()} == {None, *AUDIENCES}


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("notre avocat, Maître Roy", "à notre avocat, Maître Roy."),
        ("le cabinet Roy", "au cabinet Roy."),
        ("Les Études réunies", "aux Études réunies."),
        ("", "à un tiers chargé de son recouvrement."),
    ],
)
def test_a_last_notice_says_when_and_to_whom_the_file_goes(named: str, told: str) -> None:
    firm = replace(FIRM, hand_over_to=named)
    words = plain(compose(reminder(Step.LAST_NOTICE), firm).text)
    assert f"nous transmettrons le dossier le 7 décembre 2026 {told}" in words


def test_several_invoices_of_one_day_are_late_alike() -> None:
    same = tuple(line(number, date(2026, 11, 3), "10.00") for number in ("F-1", "F-2"))
    words = compose(reminder(Step.REMINDER_2, Tone.FIRM, same), FIRM).text
    assert "les 2 factures ci-dessous, échues depuis 17 jours, restent dues" in words


def test_a_private_person_alone_reads_of_the_mediator_that_the_settings_name() -> None:
    firm = replace(FIRM, mediator="Médiation du commerce, Paris")
    for debtor in DebtorType:
        served = reminder(Step.FORMAL_NOTICE, addressee=client(debtor_type=debtor))
        told = "médiateur de la consommation" in compose(served, firm).text
        assert told is (debtor is DebtorType.CONSUMER)
        assert "médiateur" not in compose(served, FIRM).text
