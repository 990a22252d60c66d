"""Remarks that tell of a dispute or a promise, and the reminders that the file says were sent."""

from __future__ import annotations

from datetime import date

import pytest

from tests.intake.spreadsheets import HEADINGS, codes, one, read_text

DATES = ("13/01/2026", "13/02/2026")
ROW = ("F1", "Dupont", *DATES, "100,00")


@pytest.mark.parametrize("heading", ["Commentaire", "Notes", "Observations", "Remarque", "Suivi"])
@pytest.mark.parametrize(
    "remark",
    [
        "LITIGE qualité, ne pas relancer",
        "promesse le 20/09",
        "Le client a promis un virement",
        "virement prévu vendredi",
        "chèque envoyé le 12",
        "avoir à établir",
        "Avoir sur F-1002",
        "réglée le 3 mars par chèque",
        "redressement judiciaire ouvert",
        "STOP relances",
        "Facturé par erreur",
        "compensé avec sa facture",
        "vir. 15/02",
        "livraison incomplète",
        "client mécontent",
        "échéancier 3 x",
        "passer l'avoir",
        "facture à refaire",
        "vu au tel, paie lundi",
    ],
)
def test_a_remark_that_tells_something_awaits_a_decision(heading: str, remark: str) -> None:
    reading = read_text((*ROW, remark), headings=(*HEADINGS, heading))
    assert codes(reading) == ["telling_remark"]
    assert remark in (one(reading)["decision"] or "")
    assert one(reading)["disputed_amount"] == 0
    assert one(reading)["kind"] == "invoice"


@pytest.mark.parametrize(
    "remark",
    ["RAS", "pas de litige", "litige réglé", "Sans contestation", "Prestation de mars", "fin", ""],
)
def test_a_remark_that_tells_nothing_holds_nothing_back(remark: str) -> None:
    reading = read_text((*ROW, remark), headings=(*HEADINGS, "Commentaire"))
    assert codes(reading) == []


@pytest.mark.parametrize("remark", ["LJ", "RJ", "douteux, LJ", "faillite", "Me Paul, liquidateur"])
def test_insolvency_is_named_in_the_decision(remark: str) -> None:
    reading = read_text((*ROW, remark), headings=(*HEADINGS, "Commentaire"))
    assert codes(reading) == ["telling_remark"]
    assert "procédure collective" in (one(reading)["decision"] or "")


@pytest.mark.parametrize("name", ["Dupont SARL (RJ)", "DUPONT - LJ", "Dupont en liquidation"])
def test_a_client_whose_name_says_it_is_insolvent_is_to_be_decided(name: str) -> None:
    rows = [("F1", name, *DATES, "100,00"), ("F2", "LJ Conseil", *DATES, "100,00")]
    reading = read_text(*rows)
    assert [told is None for told in reading.invoices["decision"]] == [False, True]


@pytest.mark.parametrize("number", ["F102 ANNULEE", "F103 (avoir)", "F104 payée", "F105-SOLDÉE"])
def test_a_word_beside_the_number_is_to_be_decided(number: str) -> None:
    rows = [(number, "A", *DATES, "100,00"), ("F1 bis", "B", *DATES, "100,00")]
    reading = read_text(*rows)
    assert codes(reading) == ["telling_remark"]
    assert number in (reading.invoices["decision"][0] or "")


@pytest.mark.parametrize(
    "label",
    ["Facture annulée, remplacée par 104", "Remboursement trop perçu", "Devis accepté", "RJ"],
)
def test_a_label_that_tells_something_of_the_invoice_is_to_be_decided(label: str) -> None:
    reading = read_text((*ROW, label), headings=(*HEADINGS, "Libellé"))
    assert codes(reading) == ["telling_remark"]


@pytest.mark.parametrize(
    "label",
    [
        "Remplacement vitre cassée",
        "Remboursement de frais de déplacement",
        "Travaux selon devis 123 accepté",
        "Prestation 3 x 8 heures",
    ],
)
def test_what_was_sold_is_no_news_of_the_invoice(label: str) -> None:
    assert codes(read_text((*ROW, label), headings=(*HEADINGS, "Libellé"))) == []


@pytest.mark.parametrize(("cell", "reason"), [("résolu", None), ("réglé le 12/02", None)])
def test_a_dispute_noted_as_over_is_none(cell: str, reason: str | None) -> None:
    invoice = one(read_text((*ROW, cell), headings=(*HEADINGS, "Litige")))
    assert (invoice["disputed_amount"], invoice["dispute_reason"]) == (0, reason)


def test_what_was_sold_is_no_remark_when_most_rows_say_such_words() -> None:
    rows = [(f"F{at}", "Dupont", *DATES, "100,00", "Litige Martin c/ X") for at in range(6)]
    assert codes(read_text(*rows, headings=(*HEADINGS, "Libellé"))) == []
    assert codes(read_text(*rows[:1], headings=(*HEADINGS, "Libellé"))) == ["telling_remark"]


def test_a_settled_invoice_is_not_asked_about_for_its_remark() -> None:
    reading = read_text((*ROW, "100,00", "litige"), headings=(*HEADINGS, "Réglé", "Commentaire"))
    assert codes(reading) == []


SENT = (*HEADINGS, "1ère relance", "2ème relance", "Mise en demeure")


@pytest.mark.parametrize(
    ("cells", "level", "last"),
    [
        (("20/02/2026", "27/02/2026", ""), 2, date(2026, 2, 27)),
        (("20/02/2026", "", ""), 1, date(2026, 2, 20)),
        (("20/02/2026", "27/02/2026", "13/03/2026"), 4, date(2026, 3, 13)),
        (("20/02/2026", "27/12/2026", ""), 1, date(2026, 2, 20)),  # the second is still to come
        (("oui", "non", ""), 1, None),
        (("X", "x", ""), 2, None),
        (("-", "00/00/0000", "non"), None, None),
        (("", "", ""), None, None),
    ],
)
def test_a_column_for_each_reminder_tells_the_last_one_sent(
    cells: tuple[str, ...], level: int | None, last: date | None
) -> None:
    invoice = one(read_text((*ROW, *cells), headings=SENT))
    assert (invoice["reminder_level"], invoice["last_reminder_date"]) == (level, last)


def test_a_level_and_columns_of_reminders_agree_on_the_higher() -> None:
    headings = (*HEADINGS, "Niveau de relance", "Rappel 1 envoyé")
    assert one(read_text((*ROW, "2", "oui"), headings=headings))["reminder_level"] == 2
    assert one(read_text((*ROW, "", "oui"), headings=headings))["reminder_level"] == 1


@pytest.mark.parametrize(
    ("status", "level"),
    [
        ("Relance 2", 2),
        ("Relancée n° 1", 1),
        ("2ème relance", 2),
        ("1er rappel", 1),
        ("Mise en demeure", 4),
        ("Envoyée", None),
        ("En retard de 2 jours", None),
    ],
)
def test_a_status_may_name_the_last_reminder(status: str, level: int | None) -> None:
    reading = read_text((*ROW, status), headings=(*HEADINGS, "Statut"))
    assert one(reading)["reminder_level"] == level
    assert not reading.questions
