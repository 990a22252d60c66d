"""Nothing of a file is lost or made up: totals, order of rows and columns, the same bytes twice."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance_core.intake import Reading, read_file
from relance_core.vocabulary import Severity
from relance_core.workflows.import_file import import_understood
from relance_core.workflows.understanding import Dropped, understand_file
from tests.intake.layouts import (
    dolibarr,
    english_invoicing,
    erp,
    french_invoicing,
    french_ledgers,
    kinds,
    odoo,
)
from tests.intake.layouts.case import Case
from tests.intake.layouts.ledger import ledger
from tests.intake.layouts.writers import delimited, french, written
from tests.intake.spreadsheets import TODAY, workbook
from tests.workflows.office import office

HEAD = ["N° facture", "Client", "Date facture", "Échéance", "Montant TTC", "Devise", "Statut"]
HEAD += ["Type"]
ANSWERS = {"missing_due_date": "30", "missing_currency": "EUR", "client_above": "nobody"}

#: What a row may be: its cells that are not those of a plain invoice.
KINDS: Mapping[str, Mapping[str, str]] = {
    "plain": {},
    "dollars": {"Devise": "USD"},
    "paid": {"Statut": "Payée"},
    "draft": {"Statut": "Brouillon"},
    "cancelled": {"Statut": "Annulée"},
    "no number": {"N° facture": ""},
    "no client": {"Client": ""},
    "no such day": {"Échéance": "31/02/2026"},
    "no due date": {"Échéance": "-"},
    "no date at all": {"Échéance": "", "Date facture": ""},
    "no such currency": {"Devise": "XXX"},
    "no currency": {"Devise": ""},
    "credit note": {"Type": "Avoir"},
    "payment": {"Type": "Règlement", "N° facture": "", "Échéance": ""},
    "supplier's": {"Type": "Facture fournisseur"},
    "quote": {"Type": "Devis"},
}
BELOW_ZERO = ("credit note", "payment")


def rows_of(kinds_: Sequence[str], cents: Sequence[int]) -> list[dict[str, str]]:
    """Rows of these kinds and amounts, each with a number of its own."""
    listed = []
    for at, (kind, amount) in enumerate(zip(kinds_, cents, strict=True)):
        sign = -1 if kind in BELOW_ZERO else 1
        plain = {
            "N° facture": f"F-{at}",
            "Client": f"Client {at % 5}",
            "Date facture": "13/01/2026",
            "Échéance": "23/02/2026",
            "Montant TTC": french(Decimal(sign * amount) / 100),
            "Devise": "EUR",
            "Statut": "",
            "Type": "Facture",
        }
        listed.append(plain | dict(KINDS[kind]))
    return listed


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(list(KINDS)), st.integers(1, 10**8)), min_size=1))
def test_imported_and_listed_as_left_out_make_the_total_of_the_file(
    drawn: list[tuple[str, int]],
) -> None:
    # The first row is plain, so that there is something to import.
    kinds_, cents = ["plain", *(kind for kind, _ in drawn)], [100, *(cent for _, cent in drawn)]
    listed = rows_of(kinds_, cents)
    content = delimited([HEAD, *([row[heading] for heading in HEAD] for row in listed)])
    result = read_file(content, "f.csv", today=TODAY, answers=ANSWERS)
    assert not result.questions
    signed = {
        at: Decimal(-cent if kind in BELOW_ZERO else cent) / 100
        for at, (kind, cent) in enumerate(zip(kinds_, cents, strict=True), 2)
    }
    imported = _signed(result)
    listed_out = set(result.issues.filter(severity=Severity.LEFT_OUT.value)["row"].drop_nulls())
    assert set(imported) | listed_out == set(signed)  # every row, in one list or the other
    assert not set(imported) & listed_out
    for row, (currency, amount) in imported.items():
        assert amount == signed[row]
        assert currency == (listed[row - 2]["Devise"] or "EUR")


def _signed(result: Reading) -> dict[int, tuple[str, Decimal]]:
    """Currency and amount of each row imported, below zero for what is owed to the client."""
    columns = result.invoices.select("row", "kind", "currency", "amount").iter_rows()
    return {
        row: (currency, amount if kind == "invoice" else -amount)
        for row, kind, currency, amount in columns
    }


def test_a_row_written_twice_is_counted_once_and_said() -> None:
    listed = rows_of(["plain", "plain"], [100, 250])
    lines = [[row[heading] for heading in HEAD] for row in [*listed, listed[0]]]
    result = read_file(delimited([HEAD, *lines]), "f.csv", today=TODAY, answers=ANSWERS)
    assert result.invoices["amount"].sum() == Decimal("3.50")
    assert 4 in set(result.issues["row"]) or result.questions


# --- order ---------------------------------------------------------------------------------------

#: Tables whose first row is the header and whose rows stand for themselves.
FLAT = (
    kinds.kind_english_text,
    odoo.odoo_list,
    odoo.odoo_list_without_what_is_due,
    erp.sap_fbl5n_short,
    erp.german_open_items,
    erp.business_central_entries,
    erp.sap_fbl5n_in_french,
    english_invoicing.zoho_row_per_item,
    english_invoicing.invoicely_due_is_a_status_and_a_column,
    english_invoicing.invoice_ninja_in_french,
    french_invoicing.tiime_invoices_alone,
    french_invoicing.sellsy_statuses,
    dolibarr.dolibarr_invoices_with_payments,
    french_invoicing.crm_with_credits,
    french_invoicing.finsight_text,
    french_ledgers.ebp_schedule_in_instalments,
)


def cells_of(case: Case) -> list[list[Any]]:
    """The cells of a layout, as whoever opens it sees them."""
    if case.filename.endswith(".xlsx"):
        sheet = openpyxl.load_workbook(io.BytesIO(case.content)).worksheets[0]
        return [list(line) for line in sheet.iter_rows(values_only=True)]
    try:
        text = case.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = case.content.decode("cp1252")
    return [list(line) for line in csv.reader(io.StringIO(text), delimiter=separator_of(case))]


def separator_of(case: Case) -> str:
    """What separates the columns of a text."""
    return ";" if b";" in case.content.splitlines()[0] else ","


def what_is_read(cells: list[list[Any]], case: Case) -> tuple[set[str], pl.DataFrame]:
    """Questions and invoices of these cells, without the rows where they stand."""
    content = (
        workbook(cells)
        if case.filename.endswith(".xlsx")
        else delimited(written(cells), separator_of(case))
    )
    result = read_file(content, case.filename, today=TODAY, answers=case.answers)
    aside = ("row", "rows", "sheet", "decision", "email")
    frame = result.invoices.drop(*aside, strict=False)
    return {question.code for question in result.questions}, frame.sort(frame.columns)


@pytest.mark.parametrize("make", FLAT, ids=lambda make: make.__name__)
def test_the_order_of_rows_and_of_columns_changes_nothing(make: Any) -> None:
    case = make(ledger(1))
    head, *lines = cells_of(case)
    asked, invoices = what_is_read([head, *lines], case)
    assert invoices.height
    dice = random.Random(make.__name__)
    dice.shuffle(lines)
    order = dice.sample(range(len(head)), len(head))
    turned = [[line[at] if at < len(line) else None for at in order] for line in [head, *lines]]
    asked_again, again = what_is_read(turned, case)
    assert asked_again == asked
    assert again.to_dicts() == invoices.to_dicts()


# --- the same bytes twice ------------------------------------------------------------------------


def test_the_same_bytes_imported_twice_do_nothing(tmp_path: Path) -> None:
    at_work = office(tmp_path)
    at_work.day = date(2026, 3, 16)
    content = workbook(kinds.plain(ledger(2)))
    seen = []
    for _ in range(2):
        understood = understand_file(
            Dropped(content, "factures.xlsx"), engine=at_work.space.engine, today=at_work.day
        )
        imported = import_understood(at_work.space, understood, at_work.act)
        seen.append((imported.import_id, at_work.plan().situation.ledger))
    assert imported.same_bytes
    (first, before), (second, after) = seen
    assert first == second
    assert after.equals(before)
