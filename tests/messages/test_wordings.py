"""Every text that ships, word for word, and the rules that all of them keep."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from syrupy.assertion import SnapshotAssertion

from relance_core.errors import Refused
from relance_core.messages.checks import check
from relance_core.messages.library import Wording, shipped, wording_for
from relance_core.messages.placeholders import TABLE, validate
from relance_core.messages.render import Draft, Edit, compose, editable_body
from relance_core.reminders.reminder import Reminder
from relance_core.vocabulary import PRE_DUE_STEPS, DebtorType, Step, Tone
from tests.messages.samples import FIRM, TODAY, client, line, reminder, three_invoices

ALL = list(shipped().values())
NAMES = [f"{text.language}-{text.step}-{text.tone}" for text in ALL]
every_text = pytest.mark.parametrize("text", ALL, ids=NAMES)


def for_text(text: Wording, *, several: bool = False, debtor: str = "business") -> Reminder:
    """A reminder that this text serves."""
    addressee = client(language=text.language, debtor_type=DebtorType(debtor))
    if not several:
        return reminder(text.step, text.tone, addressee=addressee)
    lines = three_invoices(text.step)
    if text.step in PRE_DUE_STEPS:
        lines = (
            line("F-2026-0501", date(2026, 11, 26), "1234.56", text.step),
            line("F-2026-0502", date(2026, 11, 27), "800.00", text.step),
            line("F-2026-0400", date(2026, 11, 2), "55.50", None),
        )
    elif text.step is Step.FORMAL_NOTICE:
        lines = (*lines[:2], replace(lines[2], step=None))
    return reminder(text.step, text.tone, lines, addressee=replace(addressee, contact_name=None))


def before_the_table(draft: Draft) -> str:
    return draft.text.split("Facture  " if draft.language == "fr" else "Invoice  ")[0]


@every_text
def test_the_text_for_one_invoice(text: Wording, snapshot: SnapshotAssertion) -> None:
    draft = compose(for_text(text), FIRM)
    assert f"{draft.subject}\n\n{draft.text}" == snapshot


@every_text
def test_the_text_for_several_invoices(text: Wording, snapshot: SnapshotAssertion) -> None:
    draft = compose(for_text(text, several=True), FIRM)
    assert f"{draft.subject}\n\n{draft.text}" == snapshot


@pytest.mark.parametrize("debtor", ["public", "consumer", "other", "unknown"])
@pytest.mark.parametrize("step", [Step.REMINDER_3, Step.FORMAL_NOTICE, Step.LAST_NOTICE])
def test_the_firm_texts_for_those_who_are_not_businesses(
    step: Step, debtor: str, snapshot: SnapshotAssertion
) -> None:
    text, _ = wording_for(step, Tone.FIRM, "fr")
    draft = compose(for_text(text, debtor=debtor), FIRM)
    assert f"{draft.subject}\n\n{draft.text}" == snapshot


@every_text
def test_a_shipped_text_passes_every_check_for_every_debtor(text: Wording) -> None:
    for debtor, several in product(DebtorType, (False, True)):
        served = for_text(text, several=several, debtor=debtor)
        assert check(compose(served, FIRM), served, FIRM, today=TODAY) == (), debtor


@every_text
@pytest.mark.parametrize("several", [False, True])
def test_opening_the_editor_and_saving_changes_nothing(text: Wording, several: bool) -> None:
    served = for_text(text, several=several)
    draft = compose(served, FIRM)
    saved = compose(
        served, FIRM, edit=Edit(subject=draft.subject, body=editable_body(served, FIRM, text))
    )
    assert (saved.subject, saved.text, saved.html) == (draft.subject, draft.text, draft.html)
    assert [
        item for item in check(saved, served, FIRM, today=TODAY) if item.severity == "block"
    ] == []


@every_text
def test_a_shipped_text_holds_known_placeholders_and_its_table(text: Wording) -> None:
    assert validate(text.subject) == [] and validate(text.body) == []
    assert f"{{{{ {TABLE} }}}}" in text.body
    assert "!" not in text.body + text.subject


@every_text
def test_the_first_messages_are_short_before_their_table(text: Wording) -> None:
    if text.step in (Step.REMINDER_1, Step.REMINDER_2):
        assert len(before_the_table(compose(for_text(text), FIRM)).split()) < 120


@every_text
def test_up_to_the_third_reminder_a_payment_on_its_way_is_thanked(text: Wording) -> None:
    if text.step in (Step.REMINDER_1, Step.REMINDER_2, Step.REMINDER_3):
        assert re.search("ne (pas )?ten|disregard", text.body)
        assert re.search("document|documents", text.body), "asks whether the invoice arrived"


@every_text
def test_only_businesses_and_public_bodies_read_of_penalties_and_of_forty_euros(
    text: Wording,
) -> None:
    for debtor in (DebtorType.CONSUMER, DebtorType.OTHER, DebtorType.UNKNOWN):
        words = compose(for_text(text, debtor=debtor), FIRM).text
        assert not re.search("441-10|pénalité|indemnité|late payment interest|recovery fee", words)
        assert not re.search(r"\b40\s€|€40\b", words)


def test_a_business_reads_of_the_fee_once_per_late_invoice_from_the_third_reminder() -> None:
    one = compose(reminder(Step.REMINDER_3, Tone.FIRM), FIRM).text
    assert "de 40 € (articles L. 441-10" in one.replace("\u00a0", " ")
    three = reminder(Step.REMINDER_3, Tone.FIRM, three_invoices(Step.REMINDER_3))
    assert "40 € par facture, soit 120 €" in compose(three, FIRM).text.replace("\u00a0", " ")
    assert (
        "40"
        not in compose(reminder(Step.REMINDER_2, Tone.FIRM), FIRM).text.split("Facture ")[0][60:]
    )


def test_a_public_body_is_never_threatened_with_an_agency() -> None:
    for step in (Step.REMINDER_3, Step.FORMAL_NOTICE, Step.LAST_NOTICE):
        words = compose(reminder(step, addressee=client(debtor_type=DebtorType.PUBLIC)), FIRM).text
        assert "tiers" not in words and "transmis pour recouvrement" not in words
        assert "intérêts moratoires" in words


def test_the_nearest_tone_is_used_and_told() -> None:
    text, note = wording_for(Step.REMINDER_3, Tone.FRIENDLY, "fr")
    assert text.tone is Tone.COURTEOUS
    assert note == (
        "« Dernière relance » n'a pas de texte au ton « amical » : "
        "le texte « courtois » est utilisé."
    )


def test_between_two_equally_near_tones_the_softer_is_used() -> None:
    assert wording_for(Step.REMINDER_1, Tone.FIRM, "en")[0].tone is Tone.COURTEOUS
    assert wording_for(Step.REMINDER_1, Tone.FIRM, "fr") == (
        shipped()[Step.REMINDER_1, Tone.FIRM, "fr"],
        "",
    )


def test_a_formal_notice_exists_in_french_only_and_that_is_told() -> None:
    text, note = wording_for(Step.FORMAL_NOTICE, Tone.FORMAL, "en")
    assert text.language == "fr" and "anglais" in note


@pytest.mark.parametrize("step", [Step.HAND_OVER, Step.CONFIRMATION_CALL])
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


def test_a_users_own_wording_is_used_instead_of_the_shipped_one() -> None:
    own = Wording(Step.REMINDER_1, Tone.COURTEOUS, "fr", "Objet {{ client }}", "Corps")
    draft = compose(reminder(), FIRM, wording=own)
    assert (draft.subject, draft.edited) == ("Objet Boulangerie Dupont SARL", False)
    assert draft.text.startswith("Corps\n")


def test_a_paragraph_that_its_placeholders_leave_empty_vanishes() -> None:
    own = Wording(Step.REMINDER_1, Tone.COURTEOUS, "fr", "x", "Un\n\n{{ phrase_relances }}\n\nDeux")
    assert compose(reminder(), replace(FIRM, name=""), wording=own).text.startswith("Un\n\nDeux\n")
