"""Status words: those known, those that several make together, those asked once for all rows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from relance_core.errors import Refused
from relance_core.intake import Reading
from relance_core.intake.statuses import status_of
from relance_core.workflows.understanding import Choices, Dropped, understand_file
from tests.intake.spreadsheets import HEADINGS, TODAY, asked, codes, euros, read_text, text

DATES = ("13/01/2026", "13/02/2026")


def rows(*statuses: str) -> list[tuple[str, ...]]:
    """One invoice of 100 euros per status."""
    return [(f"F{at}", "Dupont", *DATES, "100,00", word) for at, word in enumerate(statuses, 1)]


def read(*statuses: str, **given: object) -> Reading:
    """Their reading."""
    return read_text(*rows(*statuses), headings=(*HEADINGS, "Statut"), **given)


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [
        ("Validée, non payée", "open"),
        ("Validée, payée", "paid"),
        ("Partiellement payée, en retard", "partial"),
        ("Payée, annulée", "unknown"),
        ("En litige / non payé", "disputed"),
        ("Soldée le 12/03/2026", "paid"),
        ("Payée le 12/03 par virement", "paid"),
        ("PartiallyPaid", "partial"),
        ("Mise en paiement", "in_payment"),
        ("Mise à disposition", "open"),
        ("1ère relance", "open"),
        ("Suspendue", "unknown"),
        ("Contentieux", "legal"),
        ("Rejetée", "unknown"),
        ("Refusée", "unknown"),
        ("2", "unknown"),
    ],
)
def test_a_status_cell_means_what_its_words_say_together(cell: str, meaning: str) -> None:
    assert status_of(cell, "Statut") == meaning


def test_an_unknown_word_is_one_question_with_its_weight_and_samples() -> None:
    reading = read("Facturée", "Envoyée", "Facturée", "facturee")
    assert asked(reading) == ["status:facturee"]
    (question,) = reading.questions
    assert "« Facturée »" in question.message
    assert "3 lignes" in question.message
    assert "300,00" in question.message
    assert "F1 de Dupont" in question.message


@pytest.mark.parametrize(
    ("answer", "due", "told"),
    [
        ("open", ["100", "100"], []),
        ("paid", ["0", "100"], []),
        ("draft", ["100"], ["draft"]),
        ("cancelled", ["100"], ["cancelled"]),
        ("rows", ["100", "100"], ["unknown_status"]),
    ],
)
def test_one_answer_holds_for_all_rows_of_the_word(
    answer: str, due: list[str], told: list[str]
) -> None:
    reading = read("Facturée", "Envoyée", answers={"status:facturee": answer})
    assert not reading.questions
    assert reading.invoices["open_amount"].to_list() == [euros(one) for one in due]
    assert codes(reading) == told


def test_a_word_said_to_be_a_dispute_contests_its_invoices() -> None:
    reading = read("Zblorg", answers={"status:zblorg": "disputed"})
    assert reading.invoices["disputed_amount"].to_list() == [euros("100")]


def test_numbers_that_differ_by_their_sign_are_two_words() -> None:
    reading = read("-1", "2", "1")
    assert asked(reading) == ["status:-1", "status:2", "status:1"]
    answers = {"status:-1": "open", "status:2": "open", "status:1": "draft"}
    assert read("-1", "2", "1", answers=answers).invoices.height == 2


def test_a_word_on_settled_invoices_is_not_asked_about() -> None:
    headings = (*HEADINGS, "Reste dû", "Statut")
    reading = read_text(
        ("F1", "Dupont", *DATES, "100,00", "0,00", "Zblorg"),
        ("F2", "Dupont", *DATES, "100,00", "100,00", "Envoyée"),
        headings=headings,
    )
    assert not reading.questions
    assert codes(reading) == []


def test_a_column_of_free_text_is_one_question() -> None:
    texts = [f"rappelé {at} fois" for at in range(20)]
    assert asked(read(*texts)) == ["status:*"]
    assert not read(*texts, answers={"status:*": "open"}).questions
    assert codes(read(*texts, answers={"status:*": "rows"})) == ["unknown_status"] * 20


def test_what_is_in_other_hands_awaits_a_decision() -> None:
    reading = read("Liquidation judiciaire", "Envoyée")
    assert codes(reading) == ["legal_status"]
    assert not reading.questions


def test_paid_in_part_beside_what_remains_is_what_remains() -> None:
    reading = read_text(
        ("F1", "Dupont", *DATES, "100,00", "40,00", "Payée (partiellement)"),
        headings=(*HEADINGS, "Réglé", "Statut"),
    )
    assert reading.invoices["open_amount"].to_list() == [euros("60")]
    assert codes(reading) == []


def understood(answers: dict[str, str]) -> Decimal:
    """What is due in all once these answers were given at the terminal."""
    content = text([(*HEADINGS, "Statut"), *rows("Facturée", "Envoyée")])
    reading = understand_file(
        Dropped(content, "f.csv"), choices=Choices(answers=answers), today=TODAY
    ).reading
    assert not reading.questions
    return Decimal(reading.invoices["open_amount"].sum())


def test_the_terminal_answers_a_word_and_refuses_what_is_no_answer() -> None:
    assert understood({"status:facturee": "paid"}) == 100
    with pytest.raises(Refused, match="cancelled"):
        understood({"status:facturee": "peut-être"})


TYPED = (*HEADINGS, "Type")


def test_an_unknown_type_beside_known_ones_is_asked_once_and_answered_for_all() -> None:
    listed = [
        ("F1", "Dupont", *DATES, "100,00", "Facture"),
        ("X1", "Dupont", *DATES, "40,00", "Zorg"),
        ("X2", "Dupont", *DATES, "50,00", "zorg"),
    ]
    assert asked(read_text(*listed, headings=TYPED)) == ["type:zorg"]

    def kinds(answer: str) -> list[str]:
        reading = read_text(*listed, headings=TYPED, answers={"type:zorg": answer})
        assert not reading.questions
        return list(reading.invoices["kind"])

    assert kinds("invoice") == ["invoice"] * 3
    assert kinds("credit_note") == ["invoice", "credit_note", "credit_note"]
    assert kinds("other") == ["invoice"]
    each = read_text(*listed, headings=TYPED, answers={"type:zorg": "rows"})
    assert codes(each) == ["unknown_type"] * 2


def test_types_of_which_none_is_known_are_of_something_else() -> None:
    reading = read_text(("F1", "Dupont", *DATES, "100,00", "Négoce"), headings=TYPED)
    assert not reading.questions
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [
        ("Cédée", "factored"),
        ("Affacturée", "factored"),
        ("Ne pas relancer", "held"),
        ("Promesse 15/12", "promise"),
        ("Échéancier accordé", "promise"),
        ("LCR à l'encaissement", "direct_debit"),
        ("LCR revenue impayée", "open"),
        ("Viré le 12/10", "paid"),
    ],
)
def test_states_that_are_due_and_yet_not_to_be_chased_are_known(cell: str, meaning: str) -> None:
    assert status_of(cell, "Statut") == meaning


def test_the_answers_hold_what_a_word_may_truly_mean() -> None:
    def decided(answer: str) -> tuple[list[str], bool]:
        reading = read("Zorg", "Payée", answers={"status:zorg": answer})
        assert not reading.questions
        return codes(reading), bool(reading.invoices["direct_debit"][0])

    assert decided("factored") == (["factored"], False)
    assert decided("held") == (["held_back"], False)
    assert decided("promise") == (["held_back"], False)
    assert decided("direct_debit") == ([], True)
    assert decided("legal") == (["legal_status"], False)
    assert decided("partial") == (["unknown_remainder"], False)


def test_a_column_that_is_no_status_is_left_aside_with_one_answer() -> None:
    assert asked(read("Nord", "Sud", "Est")) == ["status:nord", "status:sud", "status:est"]
    ignored = read("Nord", "Sud", "Est", answers={"status:nord": "ignored"})
    assert not ignored.questions
    assert codes(ignored) == []
    assert ignored.invoices["open_amount"].sum() == 300


def test_a_figure_in_a_column_of_words_is_decided_and_never_asked_as_a_word() -> None:
    reading = read("oui", "50", "700,00", "50 %", "non")
    assert not any(code.endswith(("50", "700 00")) for code in asked(reading))
    assert codes(reading).count("unknown_status") == 3


@pytest.mark.parametrize("back", ["LCR revenue impayée", "Prélèvement rejeté", "Rejet prélèvement"])
def test_what_the_bank_returned_is_collected_by_nobody_any_more(back: str) -> None:
    headings = (*HEADINGS, "Mode de règlement", "Situation")
    rows = [
        ("F1", "Dupont", "13/01/2026", "13/02/2026", "100,00", "LCR", "Impayée"),
        ("F2", "Dupont", "13/01/2026", "13/02/2026", "100,00", "LCR", back),
    ]
    reading = read_text(*rows, headings=headings)
    assert reading.invoices["direct_debit"].to_list() == [True, False]
