"""What keeps a message from leaving, what only warns, and what neither does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance_core.messages.checks import blocked, check
from relance_core.messages.render import Edit, compose
from relance_core.reminders.reminder import Earlier, Reminder
from relance_core.settings import Firm
from relance_core.vocabulary import Channel, DebtorType, Step, Tone
from tests.messages.samples import FIRM, TODAY, client, line, reminder, three_invoices

TABLE = "\n\n{{ tableau_factures }}"


def codes(
    served: Reminder | None = None,
    *,
    body: str | None = None,
    subject: str | None = None,
    firm: Firm = FIRM,
    today: date = TODAY,
) -> dict[str, str]:
    """Code and severity of each problem; a body comes with its table."""
    served = served or reminder()
    edit = Edit(subject=subject, body=None if body is None else body + TABLE)
    found = check(compose(served, firm, edit=edit), served, firm, today=today)
    assert all(item.message.endswith((".", "»", "?")) for item in found)
    return {item.code: item.severity for item in found}


def test_the_shipped_reminder_has_nothing_to_say() -> None:
    assert codes() == {}


@pytest.mark.parametrize("body", ["{{ clinet }}", "{{7*7}}", "{% if %}", "{client}", "{{ client }"])
def test_an_unknown_placeholder_blocks(body: str) -> None:
    assert codes(body=body) == {"placeholder_unknown": "block"}


def test_a_text_longer_than_any_message_blocks_and_is_read_no_further() -> None:
    assert codes(body="1 234 " * 200_000) == {"placeholder_unknown": "block"}


def test_a_placeholder_empty_for_this_client_blocks_and_is_named() -> None:
    served = reminder(addressee=client(contact_name=None))
    draft = compose(served, FIRM, edit=Edit(body="Bonjour {{ contact }}" + TABLE))
    problems = check(draft, served, FIRM, today=TODAY)
    assert blocked(problems)
    assert problems[0].message == "La balise « contact » est vide pour ce client."


@pytest.mark.parametrize(("subject", "code"), [("", "subject_empty"), ("x" * 201, "subject_long")])
def test_a_subject_empty_or_too_long_blocks(subject: str, code: str) -> None:
    assert codes(subject=subject)[code] == "block"


def test_a_table_in_the_subject_blocks() -> None:
    assert codes(subject="x {{ tableau_factures }}")["placeholder_misplaced"] == "block"


def test_a_missing_table_warns_and_in_a_formal_notice_blocks() -> None:
    for step, severity in ((Step.REMINDER_1, "warn"), (Step.FORMAL_NOTICE, "block")):
        served = reminder(step)
        draft = compose(served, FIRM, edit=Edit(body="Bonjour."))
        found = {item.code: item.severity for item in check(draft, served, FIRM, today=TODAY)}
        assert found["table_missing"] == severity


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("C'est le dernier rappel avant saisie.", "seizure"),
        ("Nous ferons procéder à la saisie de vos biens.", "seizure"),
        ("Une saisie-attribution suivra.", "seizure"),
        ("Un huissier passera.", "bailiff"),
        ("Un commissaire de justice se présentera chez vous.", "bailiff"),
        ("Ceci vaut sommation de payer.", "court_look"),
        ("Dernier délai avant poursuites pénales.", "criminal_threat"),
        ("Vous risquez un fichage.", "blacklist"),
        ("Vous serez sur liste noire.", "blacklist"),
        ("Nous pourrons publier votre nom.", "blacklist"),
        ("Nous informerons vos clients de cette dette.", "third_parties"),
        ("Nous allons prévenir votre banque.", "third_parties"),
        ("Nous contacterons votre employeur.", "third_parties"),
        ("Cette lettre interrompt la prescription.", "limitation"),
        ("Les pénalités courront à réception de la présente.", "interest_start"),
        ("Des intérêts de retard à compter de la présente.", "interest_start"),
    ],
)
def test_a_forbidden_phrase_blocks(body: str, code: str) -> None:
    assert codes(body=body)[code] == "block"


@pytest.mark.parametrize(
    "body",
    [
        "La saisie de commande a échoué sur notre portail.",
        "Il s'agit d'une erreur de saisie de notre part.",
        "Après la saisie de vos coordonnées, validez.",
        "Vous pouvez contacter votre banque si le virement tarde.",
        "Nous vous informons que la facture est due.",
        "Votre service de publication nous a écrit.",
        "Le commissaire aux comptes vérifie nos soldes.",
    ],
)
def test_an_innocent_phrase_passes(body: str) -> None:
    assert codes(body=body) == {}


@pytest.mark.parametrize("debtor", [DebtorType.CONSUMER, DebtorType.OTHER, DebtorType.UNKNOWN])
def test_forty_euros_and_penalties_block_where_they_are_not_owed(debtor: DebtorType) -> None:
    served = reminder(addressee=client(debtor_type=debtor))
    fee = "Une indemnité forfaitaire de recouvrement de 40 € vous sera facturée."
    assert codes(served, body=fee)["fee_not_owed"] == "block"
    assert codes(served, body="Des pénalités de retard courent.")["penalties_not_owed"] == "block"
    assert codes(served, body="Des frais de dossier s'ajoutent.")["consumer_fees"] == "block"
    assert codes(body=fee) == {}


def test_the_fee_on_an_invoice_that_is_not_late_blocks() -> None:
    served = reminder(Step.COURTESY, Tone.FRIENDLY)
    assert codes(served, body="Indemnité forfaitaire : 40 €")["fee_not_late"] == "block"


def test_an_invoice_of_forty_euros_is_not_taken_for_the_fee() -> None:
    lines = (line("F-1", date(2026, 11, 3), "40.00", Step.REMINDER_1),)
    served = reminder(lines=lines, addressee=client(debtor_type=DebtorType.CONSUMER))
    assert codes(served, body="Il reste 40 € sur la facture F-1.") == {}


@pytest.mark.parametrize(
    "body",
    ["Vous devez 1 234,57 €.", "Vous devez 1.300,00 EUR.", "Soit 999 euros.", "Soit €1,300.00.",
     "Soit 1 234,5 €.", "Soit 1\u2009300,00 €.", "1300,00 dollars", "2000 ¥", "1,2 k€", "500 DT"],
)  # fmt: skip
def test_an_amount_that_is_not_in_the_ledger_blocks(body: str) -> None:
    assert codes(body=body) == {"amount_unknown": "block"}


@pytest.mark.parametrize(
    "body",
    ["1 234,56 €", "1234,56 euros", "1 234,56 EUR", "1.234,56 €", "€1,234.56", "{{ montant_du }}"],
)
def test_an_amount_of_the_ledger_passes_however_it_is_written(body: str) -> None:
    assert codes(body=f"Vous devez {body} à ce jour.") == {}


@pytest.mark.parametrize("body", ["Réglez 1.234,57.", "Réglez 1234.57", "mille deux cents euros"])
def test_what_may_be_another_amount_warns(body: str) -> None:
    assert codes(body=body) == {"amount_unclear": "warn"}


@pytest.mark.parametrize(
    "body", ["Réglez 1 234,56.", "Livré : 120,50 m² et 150,25 kg, à 100,00 %.", "Le 12.11.2026."]
)
def test_a_figure_of_the_ledger_or_of_anything_else_passes(body: str) -> None:
    assert codes(body=body) == {}


def test_the_fee_in_words_blocks_where_it_is_not_owed() -> None:
    served = reminder(addressee=client(debtor_type=DebtorType.CONSUMER))
    assert codes(served, body="L'indemnité de quarante euros.")["fee_not_owed"] == "block"


def test_parts_of_the_total_pass_too() -> None:
    served = reminder(lines=three_invoices(Step.REMINDER_1))
    assert (
        codes(served, body="Reçu 500,00 €, reste 300,00 € sur 800,00 €, en tout 1 634,46 €.") == {}
    )


def test_an_account_that_is_not_ours_blocks() -> None:
    for other in (
        "DE89 3704 0044 0532 0130 00",
        "DE89-3704-0044-0532-0130-00",
        "de89370400440532013000",
        "FR76.3000.4000.1234.5678.9012.345",
        "FR 76 30004 00012 34567890123 45",
    ):
        assert codes(body=f"Nouvel IBAN : {other}, BIC X") == {"iban_foreign": "block"}
    for ours in ("FR76 3000 6000 0112 3456 7890 189", "fr76-30006-00001-12345678901-89."):
        assert codes(body=f"IBAN {ours} BIC AGRIFRPP, TVA FR 12 552 100 554.") == {}


def test_a_deadline_that_is_past_blocks_and_on_a_closed_day_warns() -> None:
    notice = reminder(Step.FORMAL_NOTICE)
    assert codes(replace(notice, deadline=TODAY))["deadline_past"] == "block"
    assert codes(replace(notice, deadline=date(2026, 12, 25))) == {"deadline_closed": "warn"}
    assert codes(replace(notice, deadline=date(2026, 12, 6))) == {"deadline_closed": "warn"}
    assert codes(replace(notice, deadline=None))["deadline_missing"] == "block"
    assert codes(notice, today=date(2026, 12, 7))["deadline_past"] == "block"


@pytest.mark.parametrize(
    "day",
    ["10/11/2026", "mardi 10 novembre 2026", "1er août 2026", "1er novembre", "10/11", "10/11/26",
     "10-11-2026"],
)  # fmt: skip
def test_a_past_date_typed_as_a_deadline_blocks(day: str) -> None:
    assert codes(body=f"Merci de régler avant le {day}.") == {"deadline_past": "block"}


def test_a_date_that_is_no_deadline_passes() -> None:
    assert codes(body="Notre courrier du 10/11/2026, à régler d'ici au 07/12/2026.") == {}
    assert codes(body="Travaux réalisés avant le 3 octobre 2026, à régler avant le 7/12.") == {}
    assert codes(body="Please pay by 10 November 2026.") == {"deadline_past": "block"}


def test_an_incomplete_firm_warns_by_email_and_blocks_a_formal_notice() -> None:
    bare = Firm(name="Bellecour", email="compta@bellecour.example")
    assert codes(firm=bare) == {"firm_incomplete": "warn"}
    found = codes(reminder(Step.FORMAL_NOTICE), firm=bare)
    assert found["firm_incomplete"] == "block"
    sole_trader = replace(FIRM, legal_form="", capital="", rcs_city="")
    assert codes(reminder(Step.FORMAL_NOTICE), firm=sole_trader) == {"firm_mentions": "warn"}


def test_an_empty_settings_page_is_told_and_never_crashes() -> None:
    found = codes(firm=Firm())
    assert found["firm_incomplete"] == found["firm_unreachable"] == "warn"


def test_an_account_with_wrong_check_digits_blocks() -> None:
    wrong = replace(FIRM, iban="FR7630006000011234567890188")
    assert codes(firm=wrong) == {"iban_invalid": "block"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"to": ()}, {"no_recipient": "block"}),
        ({"to": ("moi@bellecour.example",)}, {"recipient_own": "warn"}),
        ({"to": ("no-reply@dupont.example",)}, {"recipient_noreply": "warn"}),
        ({"to": ("ne-pas-repondre@dupont.example",)}, {"recipient_noreply": "warn"}),
        ({"copies": ("chef@bellecour.example",)}, {}),
        ({"to": ("noreen@dupont.example",)}, {}),
    ],
)
def test_the_recipients_are_looked_at(changes: dict[str, Any], expected: dict[str, str]) -> None:
    assert codes(reminder(addressee=client(**changes))) == expected


def test_a_client_with_the_same_public_mail_provider_is_not_us() -> None:
    firm = replace(FIRM, email="bellecour@gmail.com")
    assert codes(reminder(addressee=client(to=("dupont@gmail.com",))), firm=firm) == {}
    own = reminder(addressee=client(to=("Bellecour@gmail.com",)))
    assert codes(own, firm=firm) == {"recipient_own": "warn"}


def test_a_letter_needs_a_postal_address_and_no_email() -> None:
    served = reminder(Step.FORMAL_NOTICE, addressee=client(to=()))
    assert codes(served) == {}
    assert codes(replace(served, addressee=client(city=None))) == {"no_postal_address": "block"}
    assert codes(reminder(channel=Channel.LETTER, addressee=client(address=" "))) == {
        "no_postal_address": "block"
    }


def test_a_last_notice_is_said_once() -> None:
    earlier = (Earlier(Step.LAST_NOTICE, date(2026, 11, 10), None),)
    served = replace(reminder(Step.LAST_NOTICE), earlier=earlier)
    assert codes(served) == {"last_notice_twice": "block"}
    assert codes(body="Ceci est un dernier avis.") == {"last_notice_early": "warn"}


def test_a_public_body_threatened_with_an_agency_blocks() -> None:
    served = reminder(addressee=client(debtor_type=DebtorType.PUBLIC))
    body = "Une société de recouvrement prendra la suite."
    assert codes(served, body=body) == {"agency_public": "block"}
    assert codes(body=body) == {}


def test_big_words_before_their_time_warn() -> None:
    assert codes(body="Le dossier ira au contentieux.") == {"litigation_early": "warn"}
    early = reminder(Step.COURTESY, Tone.FRIENDLY)
    assert codes(early, body="Première relance pour cet impayé.") == {"reproach_early": "warn"}


def test_a_pre_due_message_about_late_invoices_alone_blocks() -> None:
    late = (line("F-1", date(2026, 11, 3), "10.00", Step.DUE_DAY),)
    assert codes(reminder(Step.DUE_DAY, Tone.FRIENDLY, late))["already_late"] == "block"


def test_a_fallback_of_wording_is_told_until_somebody_has_edited_the_text() -> None:
    served = reminder(Step.COURTESY, Tone.FIRM)
    assert codes(served) == {"wording_fallback": "warn"}
    assert "wording_fallback" not in codes(served, subject="Relevé de compte")


def test_blocking_problems_come_first() -> None:
    served = reminder(addressee=client(to=("moi@bellecour.example",)))
    draft = compose(served, FIRM, edit=Edit(subject="", body="Un dernier avis." + TABLE))
    order = [item.severity for item in check(draft, served, FIRM, today=TODAY)]
    assert order == sorted(order) and order[0] == "block" and order[-1] == "warn"
