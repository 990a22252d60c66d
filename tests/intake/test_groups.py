"""A report names its client once, above the invoices: each of them gets that name, or none does."""

from __future__ import annotations

from typing import Any

import pytest

from relance_core.errors import UnreadableFile
from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import TODAY, asked, codes, workbook

HEAD = ("Pièce", "Date", "Échéance", "Montant")


def bill(number: str, amount: float) -> tuple[Any, ...]:
    return number, "13/01/2026", "13/02/2026", amount


def read(*rows: tuple[Any, ...]) -> Reading:
    return read_file(workbook(rows), "x.xlsx", today=TODAY)


def clients(reading: Reading) -> list[tuple[Any, ...]]:
    """(number, code, name) of each invoice."""
    return reading.invoices.select("number", "client_code", "client_name").rows()


BILLS = [bill("F1", 10), bill("F2", 20)], [bill("F3", 40)]


@pytest.mark.parametrize(
    ("titles", "code"),
    [
        ([("Alpha SARL",), ("Bêta & Fils",)], False),
        ([("Client : C001 - Alpha SARL",), ("Client : C002 - Bêta & Fils",)], True),
        ([("C001 Alpha SARL",), ("C002 Bêta & Fils",)], True),
        ([("C001", "Alpha SARL"), ("C002", "Bêta & Fils")], True),
        ([("Client", "C001", "Alpha SARL"), ("Client", "C002", "Bêta & Fils")], True),
        ([("Alpha SARL", None, None, 30), ("Bêta & Fils", None, None, 40)], False),
    ],
)
@pytest.mark.parametrize("totals", [True, False])
def test_a_title_is_the_client_of_the_rows_below_it(
    titles: list[tuple[Any, ...]], code: bool, totals: bool
) -> None:
    rows: list[tuple[Any, ...]] = [HEAD]
    for title, bills in zip(titles, BILLS, strict=True):
        rows += [title, *bills]
        rows += [("Total client", None, None, sum(one[3] for one in bills))] if totals else []
    reading = read(*rows)
    alpha = ("C001" if code else None, "Alpha SARL")
    beta = ("C002" if code else None, "Bêta & Fils")
    assert clients(reading) == [("F1", *alpha), ("F2", *alpha), ("F3", *beta)]
    assert (codes(reading, "left_out"), asked(reading)) == ([], [])


@pytest.mark.parametrize(
    ("title", "client"),
    [
        (("ALPHA", "a@alpha.example"), (None, "ALPHA")),
        (("ALPHA", "RENNES"), (None, "ALPHA")),
        (("ALPH", "Alpha SARL"), ("ALPH", "Alpha SARL")),
        (("Alpha SARL (2 factures)",), (None, "Alpha SARL")),
    ],
)
def test_what_stands_beside_the_name_is_its_code_where_it_can_be_one(
    title: tuple[Any, ...], client: tuple[str | None, str]
) -> None:
    assert clients(read(HEAD, title, *BILLS[0])) == [("F1", *client), ("F2", *client)]


@pytest.mark.parametrize(
    "name",
    ["Imprimerie Martin", "Édition Dalloz", "Page Personnel", "Exportexpress", "Extrait SARL"],
)
def test_a_name_that_begins_as_a_stamp_is_a_client(name: str) -> None:
    reading = read(HEAD, ("Alpha SARL",), *BILLS[0], (name,), *BILLS[1])
    assert clients(reading)[-1] == ("F3", None, name)


@pytest.mark.parametrize(
    "stamp",
    ["Page 2", "Page : 2 / 3", "Page 2 sur 3", "Imprimé le 12/01/2026", "Édition du 12/01/2026"],
)
def test_a_stamp_between_two_invoices_names_nobody(stamp: str) -> None:
    first, second = BILLS[0]
    reading = read(HEAD, ("Alpha SARL",), first, (stamp,), second)
    assert clients(reading) == [("F1", None, "Alpha SARL"), ("F2", None, "Alpha SARL")]


def test_a_name_with_a_dash_is_not_taken_for_a_code() -> None:
    reading = read(HEAD, ("ALPHA - PARIS",), *BILLS[0], ("BÊTA - LYON",), *BILLS[1])
    assert [name for _, _, name in clients(reading)] == ["ALPHA - PARIS"] * 2 + ["BÊTA - LYON"]


def test_the_column_made_of_titles_is_shown_as_what_it_is() -> None:
    reading = read(HEAD, ("Alpha SARL",), *BILLS[0])
    column = next(column for column in reading.columns if column.field == "client_name")
    assert column.heading == "Client (titre du groupe)"


def test_headings_repeated_under_each_title_leave_the_first_title_above_the_table() -> None:
    reading = read(("Alpha SARL",), HEAD, *BILLS[0], ("Bêta & Fils",), HEAD, *BILLS[1])
    assert [name for _, _, name in clients(reading)] == ["Alpha SARL"] * 2 + ["Bêta & Fils"]


def test_what_is_printed_between_two_pages_names_no_client() -> None:
    page = [("Ma Société",), ("Échéancier clients",)]
    end = [("lundi 16 mars 2026 12:27",), ("Page 1/2",)]
    rows = [*page, HEAD, ("Alpha SARL",), BILLS[0][0], *end, *page, HEAD, BILLS[0][1]]
    assert [name for _, _, name in clients(read(*rows))] == ["Alpha SARL"] * 2


def test_a_remark_below_an_invoice_names_no_client() -> None:
    head = ("Pièce", "Libellé", "Date", "Échéance", "Montant")
    rows = [
        ("Alpha SARL",),
        ("F1", "Travaux", "13/01/2026", "13/02/2026", 10),
        (None, "suite des travaux"),
        ("F2", "Travaux", "13/01/2026", "13/02/2026", 20),
    ]
    assert [name for _, _, name in clients(read(head, *rows))] == ["Alpha SARL"] * 2


def test_ages_between_the_client_and_its_invoices_are_not_clients() -> None:
    rows = [("Alpha SARL",), ("Non échu",), BILLS[0][0], ("1 - 30 jours",), BILLS[0][1]]
    rows += [("Bêta & Fils",), ("Non échu",), *BILLS[1]]
    names = [name for _, _, name in clients(read(HEAD, *rows))]
    assert names == ["Alpha SARL"] * 2 + ["Bêta & Fils"]


def test_titles_that_are_ages_alone_name_nobody() -> None:
    with pytest.raises(UnreadableFile):
        read(HEAD, ("Non échu",), *BILLS[0], ("1 - 30 jours",), *BILLS[1])


@pytest.mark.parametrize(
    "titles",
    [("Commercial : Jean Dupont", "Commercial : Anne Durand"), ("Janvier 2026", "Février 2026")],
)
def test_titles_that_name_somebody_else_than_the_client_are_not_clients(
    titles: tuple[str, str],
) -> None:
    with pytest.raises(UnreadableFile):
        read(HEAD, (titles[0],), *BILLS[0], (titles[1],), *BILLS[1])


def test_where_the_clients_were_read_is_told() -> None:
    reading = read(HEAD, ("Alpha SARL",), *BILLS[0], ("Bêta & Fils",), *BILLS[1])
    assert any("titre de son groupe" in note and "Alpha SARL" in note for note in reading.notes)


def test_an_invoice_without_amount_that_begins_with_a_date_is_told() -> None:
    head = ("Date", "Pièce", "Client", "Échéance", "Montant")
    full = ("13/01/2026", "F1", "Alpha SARL", "13/02/2026", 10)
    reading = read(head, full, (*full[:1], "F2", "Alpha SARL"), (*full[:1], "F3", *full[2:]))
    assert reading.issues["row"].to_list().count(3) >= 1


def test_a_row_before_the_first_title_makes_titles_doubtful() -> None:
    with pytest.raises(UnreadableFile):
        read(HEAD, BILLS[0][0], ("Alpha SARL",), BILLS[0][1], ("Bêta",), *BILLS[1])


def test_titles_spoil_neither_dates_nor_clients_of_a_table_that_has_them() -> None:
    head = ("Date", "Pièce", "Client", "Échéance", "Montant")
    rows: list[tuple[Any, ...]] = [head]
    for at, name in enumerate(["Alpha SARL", "Bêta & Fils", "Gamma SAS"]):
        rows += [(name,), ("13/01/2026", f"F{at}", name, "13/02/2026", 10), (f"Total {name}",)]
    reading = read(*rows)
    assert reading.invoices["issue_date"].null_count() == 0
    assert reading.invoices["client_name"].to_list() == ["Alpha SARL", "Bêta & Fils", "Gamma SAS"]


def test_a_sub_total_that_bears_the_name_of_its_client_is_no_invoice() -> None:
    head = ("Pièce", "Client", "Date", "Échéance", "Montant")
    rows = [
        ("F1", "Alpha SARL", "13/01/2026", "13/02/2026", 10.1),
        ("F2", "Alpha SARL", "13/01/2026", "13/02/2026", 20.2),
        (None, "Alpha SARL", None, None, 30.3),
        ("F3", "Bêta & Fils", "13/01/2026", "13/02/2026", 40),
        (None, "Bêta & Fils", None, None, 40),
    ]
    reading = read(head, *rows)
    assert (reading.invoices.height, codes(reading)) == (3, [])
    # An invoice without a number looks the same, but for its sum.
    other = read(head, *rows[:2], (None, "Alpha SARL", None, None, 12))
    assert codes(other)
