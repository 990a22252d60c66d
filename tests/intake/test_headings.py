"""Headings and words have one meaning each, and the units in a heading are heard."""

from __future__ import annotations

from datetime import date

import pytest

from relance_core.intake import headings, read_file
from relance_core.intake.headings import dictionary, tokens, word_key, words
from tests.intake.spreadsheets import TODAY, workbook

WORD_LISTS = ("status", "document_type", "debtor_type", "language")


@pytest.mark.parametrize("group", WORD_LISTS)
def test_no_word_of_a_list_means_two_things(group: str) -> None:
    assert set(words(group).values()) == set(dictionary()[group])


def test_no_word_means_yes_and_no() -> None:
    yes, no = ({word_key(word) for word in dictionary()[key]} for key in ("yes", "no"))
    assert not yes & no


def test_a_word_that_would_mean_two_things_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = {"document_type": {"invoice": ["rv"], "credit_note": ["RV-"]}}
    monkeypatch.setattr(headings, "dictionary", lambda: lists)
    words.cache_clear()
    with pytest.raises(ValueError, match="both invoice and credit_note"):
        words("document_type")
    words.cache_clear()


def test_no_heading_is_plainly_the_name_of_two_fields() -> None:
    owners: dict[frozenset[str], set[str]] = {}
    for field, lists in dictionary()["fields"].items():
        for heading in lists["strong"]:
            owners.setdefault(tokens(heading), set()).add(field)
    assert {key: fields for key, fields in owners.items() if len(fields) > 1} == {}


def test_the_invoices_of_sap_are_invoices_and_its_credits_are_negative() -> None:
    day = date(2026, 2, 13)
    rows = [
        ("Account", "Document Number", "Document Type", "Document Date", "Net due date", "Amount"),
        ("C001", "90001", "RV", day, day, 100),
        ("C001", "90002", "RV", day, day, -40),
    ]
    reading = read_file(workbook(rows), "fbl5n.xlsx", today=TODAY)
    assert reading.invoices["kind"].to_list() == ["invoice", "credit_note"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("issued_on", "issue_date"),
        ("Date GL", "issue_date"),
        ("due_on", "due_date"),
        ("deadline", "due_date"),
        ("remaining_amount_with_tax", "balance"),
        ("currency_amount_before_tax", "amount_excl_tax"),
        ("Échéance (jours)", "terms"),
        ("Échéance", "due_date"),
        ("Montant TTC (k€)", "amount"),
        ("amount_in_cents", "amount"),
    ],
)
def test_headings_of_programs_are_known(heading: str, field: str) -> None:
    assert headings.candidates(heading)[0][0] == field


@pytest.mark.parametrize(
    "heading", ["Reste dû HT", "Solde HT", "remaining_amount_without_tax", "Montant réglé HT"]
)
def test_what_is_left_without_tax_is_not_what_is_due(heading: str) -> None:
    meant = {field for field, _ in headings.candidates(heading)}
    assert meant <= {"balance_excl_tax", "paid_excl_tax"}
