"""Contacts meet the clients: what joins, what is asked, what stays alone, before it is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from relance_core.errors import QuestionsPending
from relance_core.settings import Firm
from relance_core.store import tables as t
from relance_core.store.database import reading
from relance_core.store.settings import write_section
from relance_core.workflows.import_contacts import check_contacts, import_contacts
from relance_core.workflows.import_file import import_understood
from relance_core.workflows.understanding import (
    Choices,
    Dropped,
    Understanding,
    understand_file,
)
from tests.workflows.office import Office, invoice, office, workbook


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """An espace of its own."""
    return office(tmp_path)


def named(number: str, name: str, **changes: Any) -> dict[str, Any]:
    """An invoice of a client known by its name alone, without an address."""
    row = invoice(number) | {"Client": name} | changes
    return {key: value for key, value in row.items() if key not in ("Code client", "E-mail")}


def dropped(rows: list[dict[str, Any]], name: str = "f.xlsx") -> Dropped:
    return Dropped(workbook(rows), name)


def understood(
    ours: Office,
    rows: list[dict[str, Any]],
    people: list[dict[str, Any]] | None = None,
    **answers: str,
) -> Understanding:
    """A file with its contacts, understood and not recorded."""
    return understand_file(
        dropped(rows),
        contacts=dropped(people, "contacts.xlsx") if people else None,
        choices=Choices(answers=answers),
        engine=ours.space.engine,
        today=ours.day,
    )


def emails(ours: Office) -> dict[str, str | None]:
    with reading(ours.space.engine) as conn:
        return {row.name: row.email for row in conn.execute(select(t.client))}


ROWS = [named("F1", "Bêta & Fils"), named("F2", "Gamma SAS"), named("F3", "Delta")]
PEOPLE = [
    {"Nom": "Beta et Fils", "E-mail": "b@beta.example"},
    {"Nom": "gamma  sas", "E-mail": "g@gamma.example"},
    {"Nom": "Personne", "E-mail": "p@personne.example"},
]


def test_what_did_not_match_is_known_before_anything_is_recorded(at_work: Office) -> None:
    told = understood(at_work, ROWS, PEOPLE)
    assert told.to_json()["contacts"] == {
        "sheet": "Sheet",
        "read": 3,
        "matched": 1,
        "proposed": [
            {
                "contact": "Beta et Fils",
                "clients": ["Bêta & Fils"],
                "why": "même nom, à la présentation près",
            }
        ],
        "unmatched": ["Personne"],
    }
    assert told.to_json()["clients_without_address"] == ["Bêta & Fils", "Delta"]
    with pytest.raises(QuestionsPending):
        import_understood(at_work.space, told, at_work.act)


def test_a_contact_joined_by_an_answer_is_known_by_that_name_from_then_on(at_work: Office) -> None:
    told = understood(at_work, ROWS, PEOPLE, contact_names="join")
    assert told.meeting.without_address == ("Delta",)
    done = import_understood(at_work.space, told, at_work.act)
    assert (done.contacts_matched, done.contacts_unmatched) == (2, ("Personne",))
    assert emails(at_work)["Bêta & Fils"] == "b@beta.example"
    again = understood(at_work, ROWS, PEOPLE)
    assert (again.reading.questions, again.remembered) == ((), False)


def test_contacts_left_aside_stay_aside_and_are_told(at_work: Office) -> None:
    told = understood(at_work, ROWS, PEOPLE, contact_names="leave")
    done = import_understood(at_work.space, told, at_work.act)
    assert done.contacts_unmatched == ("Beta et Fils", "Personne")
    assert emails(at_work)["Bêta & Fils"] is None


def test_an_address_known_from_before_or_set_by_hand_counts(at_work: Office) -> None:
    at_work.drop([invoice("F1")])
    row = {key: value for key, value in invoice("F1").items() if key != "E-mail"}
    assert understood(at_work, [row]).meeting.without_address == ()


def test_a_sheet_of_the_same_workbook_is_taken_for_the_contacts(at_work: Office) -> None:
    from tests.intake.spreadsheets import workbook_of

    def rows_of(rows: list[dict[str, Any]]) -> list[list[Any]]:
        return [list(rows[0]), *(list(row.values()) for row in rows)]

    book = workbook_of({"Factures": rows_of(ROWS), "Clients": rows_of(PEOPLE[1:])})
    told = understand_file(Dropped(book, "f.xlsx"), today=at_work.day)
    assert (told.reading.sheet, told.meeting.contacts and told.meeting.contacts.sheet) == (
        "Factures",
        "Clients",
    )
    assert "Les contacts sont pris dans la feuille « Clients »." in told.reading.notes
    assert told.meeting.without_address == ("Bêta & Fils", "Delta")
    import_understood(at_work.space, told, at_work.act)
    assert emails(at_work)["Gamma SAS"] == "g@gamma.example"


def without_due_date(number: str, name: str) -> dict[str, Any]:
    row = named(number, name)
    return {key: value for key, value in row.items() if key != "Échéance"} | {
        "Date facture": date(2026, 9, 10)
    }


def test_the_terms_of_the_contacts_give_due_dates_and_are_kept_for_the_next_file(
    at_work: Office,
) -> None:
    rows = [without_due_date("F1", "Alpha"), without_due_date("F2", "Beta")]
    people = [
        {"Nom": "Alpha", "E-mail": "a@a.example", "Délai de paiement": "45 jours fin de mois"},
        {"Nom": "Beta", "E-mail": "b@b.example", "Délai de paiement": "fin de mois 45 jours"},
    ]
    told = understood(at_work, rows, people)
    assert told.reading.questions == ()
    due = told.reading.invoices.select("due_date", "due_calculated").rows()
    assert due == [(date(2026, 10, 31), True), (date(2026, 11, 14), True)]
    assert told.reading.notes[-1] == (
        "2 échéances sont calculées d'après le délai de paiement de vos contacts ; à confirmer."
    )
    import_understood(at_work.space, told, at_work.act)
    later = understood(at_work, [*rows, without_due_date("F3", "Alpha")])
    assert later.reading.questions == ()
    assert later.reading.invoices["due_date"].to_list()[2] == date(2026, 10, 31)


def test_terms_of_a_contact_joined_by_an_answer_count_too(at_work: Office) -> None:
    people = [{"Nom": "Alpha SARL", "E-mail": "a@a.example", "Délai de paiement": "60"}]
    told = understood(at_work, [without_due_date("F1", "Alpha")], people, contact_names="join")
    assert told.reading.invoices["due_date"].to_list() == [date(2026, 11, 9)]


def test_an_address_of_the_firm_itself_is_set_aside(at_work: Office) -> None:
    firm = Firm(name="Nous", email="facturation@mycompany.test").to_json()
    with at_work.space.engine.begin() as conn:
        write_section(conn, "firm", firm, by="Anne", at=at_work.act.at)
    told = understood(at_work, [invoice("F1") | {"E-mail": "me@mycompany.test"}])
    assert told.reading.invoices["email"].to_list() == [None]
    assert "own_email" in told.issues["code"]
    assert told.meeting.without_address == ("Client C1",)


def test_contacts_alone_ask_before_they_join_a_name_that_is_nearly_a_clients(
    at_work: Office,
) -> None:
    import_understood(at_work.space, understood(at_work, ROWS), at_work.act)
    people = dropped(PEOPLE, "contacts.xlsx")
    meeting = check_contacts(at_work.space, people, {})
    assert meeting.joining and meeting.joining.unmatched == ("Personne",)
    with pytest.raises(QuestionsPending, match="Beta et Fils"):
        import_contacts(at_work.space, people, at_work.act)
    joined = import_contacts(at_work.space, people, at_work.act, {"contact_names": "join"})
    assert (joined.matched, joined.changed) == (2, 2)
    assert emails(at_work)["Bêta & Fils"] == "b@beta.example"
