"""Tables that share a sheet or a workbook are never mixed; which of them is read is asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from relance_core.errors import Refused, UnreadableFile
from relance_core.intake import read_file
from relance_core.intake.contacts import read_contacts
from relance_core.workflows.understanding import Choices, Dropped, understand_file
from tests.intake.spreadsheets import (
    HEADINGS,
    TODAY,
    asked,
    codes,
    one,
    read_text,
    text,
    workbook,
    workbook_of,
)

F1 = ("F1", "Anne", "13/01/2026", "13/02/2026", 100)
F2 = ("F2", "Bruno", "14/01/2026", "14/02/2026", 200)
F3 = ("F3", "Chloé", "15/01/2026", "15/02/2026", 300)


def read(rows: list[tuple[object, ...]], **given: object):  # type: ignore[no-untyped-def]
    return read_file(workbook(rows), "x.xlsx", today=TODAY, **given)  # type: ignore[arg-type]


def test_the_addresses_of_a_table_beside_the_invoices_are_not_joined_by_row() -> None:
    rows = [
        (*HEADINGS, None, "Client", "E-mail"),
        (*F1, None, "Chloé", "chloe@client.example"),
        (*F2, None, "Anne", "anne@client.example"),
    ]
    reading = read(rows)
    assert reading.invoices["email"].to_list() == [None, None]
    assert reading.invoices["number"].to_list() == ["F1", "F2"]


def test_a_table_that_is_not_read_with_the_invoices_is_told() -> None:
    rows: list[tuple[object, ...]] = [HEADINGS, F1, (), ("Client", "Téléphone", "Ville")]
    reading = read([*rows, ("Anne", "0102030405", "Lyon")])
    assert reading.invoices.height == 1
    assert any("lignes 4 à 5" in note for note in reading.notes)


def test_a_table_beside_the_invoices_may_begin_on_another_row() -> None:
    rows = [
        (None,) * 6 + ("Société", "E-mail"),
        (None,) * 6 + ("Zoé", "zoe@client.example"),
        (*HEADINGS, None, "Yann", "yann@client.example"),
        (*F1, None, "Xavier", "xavier@client.example"),
    ]
    assert one(read(rows))["email"] is None


def test_a_legend_beside_the_invoices_is_not_theirs() -> None:
    legend = [("Code client", "Sens"), ("A", "actif"), ("B", "bloqué")]
    rows: list[tuple[object, ...]] = [(*HEADINGS, None, *legend[0])]
    rows += [(*F1, None, *legend[1]), (*F2, None, *legend[2])]
    rows += [(f"F{at}", *F3[1:]) for at in range(3, 10)]
    assert read(rows).invoices["client_code"].null_count() == 9


def test_remarks_after_a_blank_column_are_those_of_their_rows() -> None:
    rows = [(*HEADINGS, None, "Litige"), (*F1, None, None), (*F2, None, "oui"), (*F3, None, None)]
    assert read(rows).invoices["disputed_amount"].to_list() == [0, Decimal(200), 0]


def test_reminders_noted_on_the_first_rows_only_are_still_theirs() -> None:
    head = (*HEADINGS, None, "Litige", "Motif du litige")
    rows: list[tuple[object, ...]] = [head, (*F1, None, "oui", "qualité")]
    rows += [(f"F{at}", *F2[1:]) for at in range(2, 9)]
    assert read(rows).invoices["disputed_amount"][0] == Decimal(100)


def test_columns_left_blank_for_looks_cut_no_table() -> None:
    spread = [tuple(x for cell in row for x in (cell, None)) for row in (HEADINGS, F1, F2)]
    assert read(spread).invoices["number"].to_list() == ["F1", "F2"]


def test_a_second_table_below_is_asked_about_and_never_read_under_the_first_headings() -> None:
    rows: list[tuple[object, ...]] = [HEADINGS, F1, F2, (), ("Avoirs",)]
    rows += [("N° avoir", "Client", "Date", "Montant TTC"), ("AV1", "Anne", "20/01/2026", 40)]
    reading = read(rows)
    assert asked(reading) == ["choose_sheet"]
    first = reading.questions[0].choices[0].value
    chosen = read(rows, answers={"choose_sheet": first})
    assert chosen.invoices["number"].to_list() == ["F1", "F2"]
    assert not codes(chosen)
    assert any("il n'est pas lu" in note for note in chosen.notes)


def test_credit_notes_below_the_invoices_are_credit_notes_when_both_are_read() -> None:
    rows: list[tuple[object, ...]] = [HEADINGS, F1, F2, (), ("Avoirs",)]
    rows += [("N° avoir", "Client", "Date", "Montant TTC"), ("AV1", "Anne", "20/01/2026", 40)]
    reading = read(rows, answers={"choose_sheet": "every"})
    assert reading.invoices.select("row", "number", "kind", "open_amount").rows() == [
        (2, "F1", "invoice", Decimal(100)),
        (3, "F2", "invoice", Decimal(200)),
        (7, "AV1", "credit_note", Decimal(40)),
    ]


def test_a_sheet_named_after_credit_notes_holds_credit_notes() -> None:
    content = workbook_of({"Avoirs 2026": [HEADINGS, F1]})
    assert one(read_file(content, "x.xlsx", today=TODAY))["kind"] == "credit_note"


def test_the_sheets_of_a_year_are_read_together_when_the_user_says_so() -> None:
    swapped = (HEADINGS[1], HEADINGS[0], *HEADINGS[2:])
    content = workbook_of(
        {
            "Janvier": [HEADINGS, F1, F2],
            "Février": [("Titre",), swapped, ("Chloé", "F3", *F3[2:]), ("Zoé", None, *F3[2:])],
        }
    )
    assert asked(read_file(content, "x.xlsx", today=TODAY)) == ["choose_sheet"]
    reading = read_file(content, "x.xlsx", today=TODAY, answers={"choose_sheet": "every"})
    assert not reading.questions
    assert reading.invoices.select("sheet", "row", "number", "client_name").rows() == [
        ("Janvier", 2, "F1", "Anne"),
        ("Janvier", 3, "F2", "Bruno"),
        ("Février", 3, "F3", "Chloé"),
    ]
    assert reading.issues.select("sheet", "row").rows() == [("Février", 4)]


def test_sentences_about_rows_of_two_sheets_name_them() -> None:
    content = workbook_of({"Janvier": [HEADINGS, F1, F2], "Février": [HEADINGS, F3, F1]})
    reading = read_file(content, "x.xlsx", today=TODAY, answers={"choose_sheet": "every"})
    told = " ".join([*reading.issues["message"], *reading.notes])
    assert "000000" not in told
    assert "« Janvier »" in told or "« Février »" in told or not reading.issues.height


def test_sheets_that_do_not_say_the_same_things_are_not_offered_together() -> None:
    undated = [(*HEADINGS[:3], HEADINGS[4]), (*F1[:3], F1[4])]
    unnumbered = [HEADINGS[1:], F2[1:]]
    content = workbook_of({"A": undated, "B": unnumbered})
    questions = read_file(content, "x.xlsx", today=TODAY).questions
    [question] = [one for one in questions if one.code == "choose_sheet"]
    assert "every" not in [choice.value for choice in question.choices]


def test_a_list_of_clients_with_what_they_owe_is_no_rival_of_the_invoices() -> None:
    clients = [("Client", "E-mail", "Solde"), ("Anne", "anne@client.example", 100)]
    content = workbook_of({"Factures": [HEADINGS, F1], "Clients": clients})
    assert one(read_file(content, "x.xlsx", today=TODAY))["number"] == "F1"


def test_a_hidden_sheet_is_read_only_when_the_user_says_so() -> None:
    content = workbook_of({"Menu": [("Bonjour",)], "Data": [HEADINGS, F1]}, hidden=["Data"])
    [question] = read_file(content, "x.xlsx", today=TODAY).questions
    assert question.code == "hidden_sheet"
    answered = read_file(content, "x.xlsx", today=TODAY, answers={"hidden_sheet": "Data"})
    assert (one(answered)["number"], answered.questions) == ("F1", ())
    with pytest.raises(UnreadableFile) as caught:
        read_file(content, "x.xlsx", today=TODAY, answers={"hidden_sheet": "none"})
    assert caught.value.code == "hidden_sheet"


def test_a_workbook_without_a_cell_is_called_empty() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_file(workbook_of({"A": [], "B": []}), "x.xlsx", today=TODAY)
    assert caught.value.code == "empty_workbook"


def test_an_amount_cut_at_its_own_comma_is_refused_with_its_row() -> None:
    rows = [HEADINGS, (*F1[:4], "1200,00"), (*F2[:4], "1234,56")]
    with pytest.raises(UnreadableFile, match="Ligne 2") as caught:
        read_file(text(rows, ","), "x.csv", today=TODAY)
    assert caught.value.code == "split_cells"


def test_cents_that_fell_under_the_next_heading_are_found_out_too() -> None:
    rows = [(*HEADINGS, "Notes"), (*F1[:4], "1200,00"), (*F2[:4], "1234,56")]
    with pytest.raises(UnreadableFile, match="Montant TTC") as caught:
        read_file(text(rows, ","), "x.csv", today=TODAY)
    assert caught.value.code == "split_cells"


def test_a_column_of_months_beside_whole_amounts_is_no_column_of_cents() -> None:
    rows = [(*HEADINGS, "Mois"), (*F1[:4], "1200", "01"), (*F2[:4], "1234", "02")]
    reading = read_file(text(rows, ","), "x.csv", today=TODAY, answers={"date_order": "day_first"})
    assert reading.invoices["amount"].to_list() == [1200, 1234]


def test_one_row_with_a_cell_too_many_is_left_out_and_told() -> None:
    rows = [(f"F{at}", "Anne", "13/01/2026", "13/02/2026", "100,00") for at in range(1, 21)]
    rows[4] = ("F5", "Anne", "et fils", "13/01/2026", "13/02/2026", "100,00")
    reading = read_text(*rows)
    assert reading.issues.filter(code="too_many_cells")["row"].to_list() == [6]
    assert reading.invoices.height == 19


def test_separators_at_the_end_of_each_line_are_no_cells() -> None:
    rows = [(*HEADINGS, "", ""), (*F1[:4], "100,00", "", ""), (*F2[:4], "200,00", "", "")]
    assert read_file(text(rows), "x.csv", today=TODAY).invoices.height == 2


def test_a_client_alone_on_its_row_stays_in_a_file_of_clients() -> None:
    rows = [("Client", "E-mail", "Téléphone"), ("Anne", "", ""), ("Total Énergies", "", "")]
    names = read_contacts(text(rows), "clients.csv").contacts["client_name"].to_list()
    assert sorted(names) == ["Anne", "Total Énergies"]


@pytest.mark.parametrize("answer", ["Février", "every"])
def test_an_answer_about_the_sheets_is_an_answer(answer: str) -> None:
    content = workbook_of({"Janvier": [HEADINGS, F1], "Février": [HEADINGS, F2]})
    choices = Choices(answers={"choose_sheet": answer})
    understood = understand_file(Dropped(content, "x.xlsx"), choices=choices, today=TODAY)
    assert not understood.reading.questions
    with pytest.raises(Refused):
        wrong = Choices(answers={"choose_sheet": "Mars"})
        understand_file(Dropped(content, "x.xlsx"), choices=wrong, today=TODAY)


def test_the_answer_about_a_hidden_sheet_is_an_answer() -> None:
    content = workbook_of({"Menu": [("Bonjour",)], "Data": [HEADINGS, F1]}, hidden=["Data"])
    choices = Choices(answers={"hidden_sheet": "Data"})
    understood = understand_file(Dropped(content, "x.xlsx"), choices=choices, today=TODAY)
    assert one(understood.reading)["number"] == "F1"


def test_the_answer_that_names_a_table_of_a_sheet_is_an_answer() -> None:
    rows = [HEADINGS, F1, (), (HEADINGS[1], HEADINGS[0], *HEADINGS[2:]), ("Zoé", "F2", *F2[2:])]
    content = workbook(rows)
    asking = understand_file(Dropped(content, "x.xlsx"), today=TODAY).reading
    [question] = asking.questions
    for choice in question.choices:
        choices = Choices(answers={question.code: choice.value})
        reading = understand_file(Dropped(content, "x.xlsx"), choices=choices, today=TODAY).reading
        assert not reading.questions
    assert reading.invoices.select("row", "client_name").rows() == [(2, "Anne"), (5, "Zoé")]
