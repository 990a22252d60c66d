"""Payment terms as people write them, and the due dates that follow, asked or answered."""

from __future__ import annotations

from datetime import date

import pytest

from relance_core.errors import Refused
from relance_core.intake.terms import read_terms
from relance_core.workflows.understanding import Choices, Dropped, understand_file
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, read_text, text

ISSUED = date(2026, 3, 13)
NO_DUE = ("N° facture", "Client", "Code client", "Date facture", "Montant TTC")


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("30", date(2026, 4, 12)),
        ("30.0", date(2026, 4, 12)),
        ("J+30", date(2026, 4, 12)),
        ("30 jours nets", date(2026, 4, 12)),
        ("à 30 jours", date(2026, 4, 12)),
        ("2% 10, net 30", date(2026, 4, 12)),
        ("45 jours fin de mois", date(2026, 4, 30)),
        ("45_eom", date(2026, 4, 30)),
        ("fin de mois 45 jours", date(2026, 5, 15)),
        ("fin de mois + 45 jours", date(2026, 5, 15)),
        ("45 jours après fin de mois", date(2026, 5, 15)),
        ("45 jours à compter de la fin du mois", date(2026, 5, 15)),
        ("eom_45", date(2026, 5, 15)),
        ("30 jours fin de mois le 10", date(2026, 5, 10)),
        ("30 jours le 10", date(2026, 5, 10)),
        ("30 jours le 15", date(2026, 4, 15)),
        ("30 jours le 12", date(2026, 4, 12)),
        ("le 10 du mois suivant", date(2026, 4, 10)),
        ("30 jours le 10 du mois suivant", date(2026, 5, 10)),
        ("fin de mois", date(2026, 3, 31)),
        ("fin du mois suivant", date(2026, 4, 30)),
        ("LCR 60 jours fin de mois", date(2026, 5, 31)),
        ("30 days EOM", date(2026, 4, 30)),
        ("à réception", ISSUED),
        ("Due on Receipt", ISSUED),
    ],
)
def test_terms_give_the_due_date(written: str, due: date) -> None:
    terms = read_terms(written)
    assert terms is not None
    assert terms.due(ISSUED) == due


@pytest.mark.parametrize(
    "written",
    [
        "30/60",
        "4 semaines",
        "2 mois",
        "30 jours fin de décade",
        "60 jours ouvrés",
        "mai 26",
        "50 % à la commande",
        "30 jours le 45",
        "avril 2026",
        "30 jours réception",
        "1000 jours",
    ],
)
def test_terms_that_are_no_single_date_are_unclear(written: str) -> None:
    assert read_terms(written) is None


def test_the_end_of_a_short_month_holds_the_thirty_first() -> None:
    terms = read_terms("le 31")
    assert terms is not None
    assert terms.due(date(2026, 2, 5)) == date(2026, 2, 28)


def bare(*clients: str) -> list[tuple[str, ...]]:
    """An invoice of 13/03/2026 per client, with its code and no due date."""
    return [(f"F{at}", name, f"C{at}", "13/03/2026", "100,00") for at, name in enumerate(clients)]


def test_the_question_offers_both_methods_and_any_other_terms() -> None:
    reading = read_text(*bare("Dupont", "Durand"), headings=NO_DUE)
    assert asked(reading) == ["missing_due_date"]
    (question,) = reading.questions
    values = [choice.value for choice in question.choices]
    assert {"45_eom", "eom_45", "per_client"} <= set(values)
    assert question.free is not None
    answered = read_text(
        *bare("Dupont", "Durand"),
        headings=NO_DUE,
        answers={"missing_due_date": "30 jours le 10"},
    )
    assert answered.invoices["due_date"].to_list() == [date(2026, 5, 10)] * 2
    assert answered.invoices["due_calculated"].all()


def test_terms_may_be_said_client_by_client() -> None:
    rows = bare("Dupont", "Durand", "Martin")
    answers = {"missing_due_date": "per_client"}
    reading = read_text(*rows, headings=NO_DUE, answers=answers)
    assert asked(reading) == ["terms:C0", "terms:C1", "terms:C2"]
    answers |= {"terms:C0": "30", "terms:C1": "45_eom", "terms:C2": "leave_out"}
    answered = read_text(*rows, headings=NO_DUE, answers=answers)
    assert not answered.questions
    assert dict(answered.invoices.select("number", "due_date").iter_rows()) == {
        "F0": date(2026, 4, 12),
        "F1": date(2026, 4, 30),
    }
    assert codes(answered) == ["missing_due_date"]


def test_no_terms_are_asked_of_rows_that_name_no_client() -> None:
    nobody = ("F9", "", "", "13/03/2026", "10,00")
    answers = {"missing_due_date": "per_client"}
    reading = read_text(*bare("Dupont"), nobody, headings=NO_DUE, answers=answers)
    assert asked(reading) == ["terms:C0"]


def test_a_client_may_have_terms_of_its_own_beside_the_general_ones() -> None:
    answers = {"missing_due_date": "30", "terms:Durand": "60"}
    reading = read_text(*bare("Dupont", "Durand"), headings=NO_DUE, answers=answers)
    assert reading.invoices["due_date"].to_list() == [date(2026, 4, 12), date(2026, 5, 12)]


def test_terms_and_dates_in_one_column_are_each_read_for_what_they_are() -> None:
    rows = [
        ("F1", "A", "13/03/2026", "12/04/2026", "10,00"),
        ("F2", "A", "13/03/2026", "30 jours", "10,00"),
        ("F3", "A", "13/03/2026", "30 jours fin de mois", "10,00"),
        ("F4", "A", "13/03/2026", "60", "10,00"),
        ("F5", "A", "13/03/2026", "à réception", "10,00"),
    ]
    reading = read_text(*rows, headings=HEADINGS)
    assert reading.invoices.select("number", "due_date", "due_calculated").rows() == [
        ("F1", date(2026, 4, 12), False),
        ("F2", date(2026, 4, 12), True),
        ("F3", date(2026, 4, 30), True),
        ("F4", date(2026, 5, 12), True),
        ("F5", date(2026, 3, 13), True),
    ]
    assert codes(reading) == []


def test_blank_terms_beside_others_are_asked_for_those_rows_alone() -> None:
    headings = ("N° facture", "Client", "Date facture", "Conditions de règlement", "Montant TTC")
    rows = [
        ("F1", "A", "13/03/2026", "30 jours", "10,00"),
        ("F2", "A", "13/03/2026", "", "10,00"),
        ("F3", "A", "13/03/2026", "selon accord", "10,00"),
    ]
    reading = read_text(*rows, headings=headings)
    assert asked(reading) == ["missing_due_date"]
    assert "2 factures" in reading.questions[0].message
    assert "selon accord" in reading.questions[0].message
    answered = read_text(*rows, headings=headings, answers={"missing_due_date": "45"})
    assert answered.invoices["due_date"].to_list()[:2] == [date(2026, 4, 12), date(2026, 4, 27)]


def test_the_terminal_takes_every_form_and_names_them_when_it_does_not() -> None:
    content = text([NO_DUE, *bare("Dupont")])

    def due(answer: str) -> date:
        choices = Choices(answers={"missing_due_date": answer})
        told = understand_file(Dropped(content, "f.csv"), choices=choices, today=TODAY)
        found: date = told.reading.invoices["due_date"][0]
        return found

    assert due("30 jours fin de mois le 10") == date(2026, 5, 10)
    assert due("eom_45") == date(2026, 5, 15)
    with pytest.raises(Refused, match="eom_45"):
        due("un jour")


@pytest.mark.parametrize("day", ["13 juin 2026", "1er juillet 2026", "15-juil.-26", "13/06/2026"])
def test_one_date_among_terms_stays_a_date(day: str) -> None:
    words = ("30 j fdm", "à réception", "45 jours", "30 jours", "fin de mois", day)
    rows = [(f"F{at}", "A", "13/01/2026", due, "10,00") for at, due in enumerate(words)]
    reading = read_text(*rows)
    assert reading.invoices["due_calculated"].to_list() == [True] * 5 + [False]
    assert reading.invoices["due_date"][5].year == 2026
    assert not reading.questions
