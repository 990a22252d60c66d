"""A file of contacts: everybody it names, whom the reminders go to, and whose contacts they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from relance_core.intake.contacts import ContactsReading, read_contacts
from relance_core.intake.joining import CLIENTS, JOIN, LEAVE, NOBODY, ONE_BY_ONE, joined
from relance_core.intake.known import Known, by_alias
from relance_core.intake.own_mail import own_mail
from relance_core.intake.phones import tel_link
from tests.intake.spreadsheets import read_text, text


def contacts(*rows: Sequence[str], **given: Any) -> ContactsReading:
    """The reading of a file whose first row is its headings."""
    return read_contacts(text(rows), "contacts.csv", **given)


def only(reading: ContactsReading) -> dict[str, Any]:
    """The one client of a reading."""
    assert reading.contacts.height == 1, reading.contacts.rows()
    return reading.contacts.row(0, named=True)


def test_several_columns_of_addresses_are_all_written_to() -> None:
    rows = [("Client", "Email 1", "Email 2"), ("Alpha", "a@a.example", "b@a.example")]
    assert only(contacts(*rows))["email"] == "a@a.example; b@a.example"


def test_the_column_of_the_accounts_comes_before_the_others() -> None:
    rows = [
        ("Client", "E-mail", "E-mail comptabilité"),
        ("Alpha", "a@a.example", "compta@a.example"),
        ("Beta", "b@b.example", ""),
    ]
    found = dict(contacts(*rows).contacts.select("client_name", "email").iter_rows())
    assert found == {"Alpha": "compta@a.example", "Beta": "b@b.example"}


def test_a_first_name_makes_of_nom_a_person_and_of_societe_the_client() -> None:
    rows = [("Société", "Prénom", "Nom", "E-mail"), ("Alpha", "Jane", "Doe", "j@a.example")]
    client = only(contacts(*rows))
    assert (client["client_name"], client["contact_name"]) == ("Alpha", "Jane Doe")


def test_people_without_a_firm_are_the_clients() -> None:
    rows = [("Prénom", "Nom", "E-mail"), ("Jane", "Doe", "j@a.example")]
    assert only(contacts(*rows))["client_name"] == "Jane Doe"


PEOPLE = [
    ("Client", "Contact", "Fonction", "E-mail", "Téléphone"),
    ("Alpha", "Jane Roy", "Gérante", "jane@a.example", "01 02 03 04 05"),
    ("Alpha", "Bob Lys", "Comptabilité fournisseurs", "bob@a.example", "01 02 03 04 06"),
]


def test_of_several_people_the_one_who_pays_the_invoices_is_written_to() -> None:
    reading = contacts(*PEOPLE)
    client = only(reading)
    told = (client["email"], client["contact_name"], client["phone"])
    assert told == ("bob@a.example", "Bob Lys", "01 02 03 04 06")
    assert client["people"].splitlines() == [
        "Jane Roy, Gérante : jane@a.example, 01 02 03 04 05",
        "Bob Lys, Comptabilité fournisseurs : bob@a.example, 01 02 03 04 06",
    ]
    [message] = reading.issues.filter(code="several_people")["message"]
    assert "iront à bob@a.example ; pas à jane@a.example" in message


def test_several_people_of_whom_none_is_the_accounts_are_all_written_to_and_told() -> None:
    rows = [row[:2] + row[3:] for row in PEOPLE]
    reading = contacts(*rows)
    assert only(reading)["email"] == "jane@a.example; bob@a.example"
    assert reading.issues["code"].to_list() == ["several_people"]


def test_no_more_people_are_written_to_than_a_message_takes() -> None:
    people = [("Alpha", f"Jean {one}", f"{one}@a.example") for one in "abcdefghijklmn"]
    assert len(only(contacts(("Client", "Contact", "E-mail"), *people))["email"].split(";")) == 10


@pytest.mark.parametrize("terms", ["60", "45 jours fin de mois", "fin de mois 45 jours", "le 10"])
def test_terms_are_kept_as_they_are_written(terms: str) -> None:
    rows = [("Client", "E-mail", "Délai de paiement"), ("Alpha", "a@a.example", terms)]
    assert only(contacts(*rows))["terms"] == terms


def test_terms_that_mean_nothing_are_told_and_left_aside() -> None:
    rows = [("Client", "E-mail", "Délai de paiement"), ("Alpha", "a@a.example", "à voir")]
    reading = contacts(*rows)
    assert (only(reading)["terms"], reading.issues["code"].to_list()) == (
        None,
        ["unreadable_terms"],
    )


def test_an_address_at_the_firms_own_domain_is_no_clients() -> None:
    own = own_mail("facturation@mycompany.test", "moi@gmail.com", "")
    assert own == {"@mycompany.test", "moi@gmail.com"}
    rows = [
        ("Client", "E-mail"),
        ("Alpha", "me@mycompany.test"),
        ("Beta", "me@mycompany.test; b@b.example"),
        ("Gamma", "moi@gmail.com"),
        ("Delta", "autre@gmail.com"),
    ]
    reading = contacts(*rows, own=own)
    assert reading.contacts["email"].to_list() == [None, "b@b.example", None, "autre@gmail.com"]
    assert reading.issues["code"].to_list() == ["own_email"] * 3


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("06 12 34 56 78", "tel:+33612345678"),
        ("01.23.45.67.89 poste 12", "tel:+33123456789"),
        ("+33 (0)1 23 45 67 89", "tel:+33123456789"),
        ("0033 6 12 34 56 78", "tel:+33612345678"),
        ("+44 20 7946 0958", "tel:+442079460958"),
        ("06 12 34 56 78 / 07 11 22 33 44", "tel:+33612345678"),
        ("3631", "tel:3631"),
        ("33612345678", "tel:+33612345678"),
        ("612345678", "tel:+33612345678"),
        ("33612345678.0", "tel:+33612345678"),
        ("+33 06 12 34 56 78", "tel:+33612345678"),
        ("06.12.34.56.78 / 01 23 45 67 89", "tel:+33612345678"),
        ("0612345678 - 0123456789", "tel:+33612345678"),
        ("01 23 45 67 89 (bureau)", "tel:+33123456789"),
        ("+33 6 12 34 56 7", None),
        ("336123456789", None),
        ("06 12 34", None),
        ("voir Paul", None),
        (None, None),
    ],
)
def test_a_phone_number_becomes_a_link_to_call_or_none(
    written: str | None, link: str | None
) -> None:
    assert tel_link(written) == link


def test_a_phone_that_cannot_be_called_is_told_and_kept() -> None:
    reading = contacts(("Client", "E-mail", "Téléphone"), ("Alpha", "a@a.example", "06 12 34"))
    assert (only(reading)["phone"], reading.issues["code"].to_list()) == ("06 12 34", ["bad_phone"])


def people(*rows: tuple[str | None, str]) -> pl.DataFrame:
    """Clients by code and name."""
    return pl.DataFrame([(*row, None, None) for row in rows], schema=CLIENTS, orient="row")


def names(*written: str) -> pl.DataFrame:
    """Contacts of these names."""
    rows = [(name, f"c{at}@x.example") for at, name in enumerate(written)]
    return contacts(("Client", "E-mail"), *rows).contacts


def test_a_contact_joins_by_code_else_by_name_as_the_ledger_does() -> None:
    rows = [
        ("Code client", "Client", "E-mail"),
        ("c1", "Autre nom", "a@x.example"),
        ("", "BETA ", "b@x.example"),
        ("C9", "Gamma", "g@x.example"),  # another code than that of the client
    ]
    found = joined(
        contacts(*rows).contacts, people(("C1", "Alpha"), (None, "Beta"), ("C3", "Gamma")), {}
    )
    assert (found.matched, [one.contact for one in found.proposed]) == (2, ["Gamma"])


CLIENTS_OF_FILE = ((None, "Bêta & Fils"), (None, "Gamma SAS"), (None, "Delta"))


def test_a_name_that_is_nearly_a_clients_is_asked_about_and_joined_by_one_answer() -> None:
    told, known = names("Beta et Fils", "Gamma", "Zeta"), people(*CLIENTS_OF_FILE)
    asked = joined(told, known, {})
    assert (asked.matched, asked.unmatched) == (0, ("Zeta",))
    [question] = asked.questions
    assert "« Beta et Fils » pour « Bêta & Fils » et « Gamma » pour « Gamma SAS »" in (
        question.message
    )
    answered = joined(told, known, {question.code: JOIN})
    assert (answered.matched, answered.questions) == (2, ())
    assert sorted(answered.called.values()) == [(None, "Bêta & Fils"), (None, "Gamma SAS")]
    left = joined(told, known, {question.code: LEAVE})
    assert (left.matched, left.unmatched) == (0, ("Beta et Fils", "Gamma", "Zeta"))


def test_each_contact_may_be_asked_about_on_its_own() -> None:
    told, known = names("Beta et Fils", "Gamma"), people(*CLIENTS_OF_FILE)
    first, second = joined(told, known, {"contact_names": ONE_BY_ONE}).questions
    answers = {"contact_names": ONE_BY_ONE, first.code: "Bêta & Fils", second.code: NOBODY}
    found = joined(told, known, answers)
    assert (found.matched, found.unmatched, found.questions) == (1, ("Gamma",), ())


def test_a_name_that_may_be_two_clients_is_never_joined_by_the_common_answer() -> None:
    known = people(("C1", "Alpha SAS"), ("C2", "Alpha SARL"))
    found = joined(names("Alpha"), known, {"contact_names": JOIN})
    [question] = found.questions
    assert {choice.value for choice in question.choices} == {"C1", "C2", NOBODY}


def test_what_is_known_of_a_client_is_found_by_code_then_by_name() -> None:
    told = {("code", "c1"): "30", ("name", "alpha"): "45", ("bare_name", "beta"): "60"}
    frame = pl.DataFrame(
        {
            "client_code": ["C1", None, "C7", "C8"],
            "client_name": ["Autre", "Alpha", "Alpha", "Beta"],
        }
    )
    assert by_alias(frame, told).to_list() == ["30", "45", None, "60"]


def test_the_terms_of_a_client_give_his_due_dates_before_the_general_answer() -> None:
    headings = ("N° facture", "Client", "Date facture", "Montant TTC")
    rows = [("F1", "Alpha", "13/03/2026", "10,00"), ("F2", "Beta", "13/03/2026", "10,00")]
    known = Known(terms={("bare_name", "alpha"): "45 jours fin de mois"})
    from relance_core.intake import read_workbook, understand

    book = read_workbook(text([headings, *rows]), "f.csv")
    day = date(2026, 6, 1)
    found = understand(book, today=day, known=known, answers={"missing_due_date": "30"})
    assert found.invoices.select("due_date", "due_calculated").rows() == [
        (date(2026, 4, 30), True),
        (date(2026, 4, 12), True),
    ]
    assert read_text(*rows, headings=headings).questions


def test_a_language_or_a_type_of_debtor_that_nobody_knows_is_told_once() -> None:
    rows = [
        ("Client", "E-mail", "Langue", "Type de client"),
        ("Alpha", "a@a.example", "Klingon", "Grossiste"),
        ("Beta", "b@b.example", "Klingon", "Mairie"),
        ("Gamma", "c@c.example", "Anglais", "Grossiste"),
    ]
    reading = contacts(*rows)
    assert sorted(reading.issues["code"]) == ["unknown_debtor_type", "unknown_language"]
    assert reading.contacts["language"].to_list() == [None, None, "en"]
    assert reading.contacts["debtor_type"].to_list()[1] == "public"
