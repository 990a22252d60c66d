"""The demonstration is the same for everybody, credible on any day, and about nobody who exists."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban
from stdnum.fr import siren, tva

from relance_core.settings import Firm
from sample_data import ledger
from sample_data.generate import (
    CONTACT_COLUMNS,
    DEMO_FIRM,
    INVOICE_COLUMNS,
    build_contacts,
    build_invoices,
    contact_rows,
)
from sample_data.troubles import build_troubles

SAMPLES = Path(ledger.__file__).parent
COMMITTED_FOR = date(2026, 11, 20)
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def parts(workbook: bytes) -> dict[str, bytes]:
    """The files inside a workbook, apart from how they were compressed."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(workbook: bytes) -> list[dict[str, object]]:
    """The rows of the first sheet by heading."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    headings, *others = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, headings), values, strict=True)) for values in others]


def contacts() -> list[dict[str, object]]:
    """The contacts by heading."""
    return [dict(zip(CONTACT_COLUMNS, values, strict=True)) for values in contact_rows()]


def test_the_committed_workbooks_are_those_that_the_script_writes() -> None:
    invoices = (SAMPLES / "factures.xlsx").read_bytes()
    assert parts(invoices) == parts(build_invoices(COMMITTED_FOR))
    assert parts((SAMPLES / "contacts.xlsx").read_bytes()) == parts(build_contacts(COMMITTED_FOR))


@pytest.mark.parametrize("name", build_troubles())
def test_the_committed_troubles_are_those_that_the_script_writes(name: str) -> None:
    committed, built = (SAMPLES / "troubles" / name).read_bytes(), build_troubles()[name]
    if name.endswith(".xlsx"):
        assert parts(committed) == parts(built)
    else:
        assert committed == built


def test_no_workbook_carries_the_hour_it_was_written() -> None:
    with zipfile.ZipFile(io.BytesIO(build_invoices(COMMITTED_FOR))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 20, 0, 0, 0)}
        written = re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+", archive.read("docProps/core.xml"))
    assert set(written) == {b"2026-11-20T00:00:00"}


def test_dates_are_dates_and_amounts_are_numbers_that_add_up() -> None:
    found = rows(build_invoices(COMMITTED_FOR))
    assert tuple(found[0]) == INVOICE_COLUMNS
    for row in found:
        amounts = [Decimal(str(row[name])) for name in ("Montant HT", "TVA", "Montant TTC")]
        assert amounts[0] + amounts[1] == amounts[2]
        assert Decimal(str(row["Reste à payer"])) == amounts[2] - Decimal(str(row["Réglé"]))
        assert getattr(row["Date d'échéance"], "year", None)


@given(today=DAYS)
def test_on_any_day_nothing_in_the_ledger_comes_from_the_future(today: date) -> None:
    found = ledger.lines(today)
    assert max(line.issued for line in found) <= today
    assert max(line.paid_on for line in found if line.paid_on) < today


@given(today=DAYS)
def test_on_any_day_every_number_is_given_once(today: date) -> None:
    numbers = [line.number for line in ledger.lines(today)]
    assert len(set(numbers)) == len(numbers)


@given(today=DAYS)
def test_on_any_day_the_same_stories_are_told(today: date) -> None:
    def told(day: date) -> list[tuple[int, str, Decimal]]:
        lines = ledger.lines(day)
        late = [(line.state.late, line.client["code"], line.gross - line.paid) for line in lines]
        return sorted(late)

    assert told(today) == told(COMMITTED_FOR)


def test_about_half_of_the_invoices_are_settled() -> None:
    lines = ledger.lines(COMMITTED_FOR)
    assert 0.5 < sum(line.paid == line.gross for line in lines) / len(lines) < 0.6


def test_every_story_is_lived_by_somebody() -> None:
    assert {client["story"] for client in ledger.clients()} == set(ledger.STORIES)


def test_the_numbers_of_firms_pass_their_check_and_belong_to_nobody() -> None:
    given_numbers = [row["SIREN"] for row in contacts() if row["SIREN"]]
    assert len(given_numbers) > 40
    for number in [*given_numbers, DEMO_FIRM["siren"]]:
        assert siren.is_valid(str(number)) and str(number).startswith("0")


def test_one_client_has_no_address_and_one_has_an_impossible_one() -> None:
    addresses = [row["E-mail"] for row in contacts()]
    assert addresses.count(None) == 1
    outside = [
        address for address in addresses if address and not str(address).endswith(".example")
    ]
    assert len(outside) == 1
    assert "." not in str(outside[0]).split("@")[1]


def test_no_two_clients_share_an_address() -> None:
    addresses = [row["E-mail"] for row in contacts() if row["E-mail"]]
    assert len(set(addresses)) == len(addresses)


def test_the_firm_of_the_demonstration_fills_the_settings_with_valid_numbers() -> None:
    assert set(DEMO_FIRM) <= {item.name for item in fields(Firm)}
    assert all(DEMO_FIRM.values())
    firm = Firm(**DEMO_FIRM)
    assert iban.is_valid(firm.iban)
    assert tva.is_valid(firm.vat_number)
