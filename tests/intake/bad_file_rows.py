"""What each collected bad file holds, row by row, and the true reason of each refusal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Held:
    """The rows of a file. Every row that is imported stands in each column that is given."""

    columns: Mapping[str, Mapping[int, Any]]  # column of INVOICES -> row -> value
    out: Collection[int] = ()  # left out, each with an issue
    decided: Collection[int] = ()  # imported, to be decided
    told: Collection[int] = ()  # with a remark at least
    answers: Mapping[str, str] = field(default_factory=dict)  # questions asked -> what is said
    may_ask: Mapping[str, str] = field(default_factory=dict)  # may be asked besides
    notes: Collection[str] = ()  # words among the notes


def amounts(*euros: str, first: int = 2) -> dict[str, dict[int, str]]:
    """The column of amounts, the rows following each other."""
    return {"amount": dict(enumerate(euros, first))}


THREE = Held(
    {
        **amounts("100", "101", "102"),
        "client_name": {2: "Client 0", 3: "Client 1", 4: "Client 2"},
        "number": {2: "F0", 3: "F1", 4: "F2"},
        "due_date": {2: date(2026, 1, 8), 3: date(2026, 1, 9), 4: date(2026, 1, 10)},
    }
)
FOURTH_FEBRUARY = date(2026, 2, 4)
CREDIT, INVOICE = "credit_note", "invoice"

HELD: Mapping[str, Held] = {
    "control_good.xlsx": Held(amounts("100", "101", "102", "103", "104")),
    "blank_rows_100k.xlsx": THREE,
    "dimension_1048576x16384_3rows.xlsx": THREE,
    "dimension_A1_only.xlsx": THREE,
    "external_link_unc.xlsx": THREE,
    "no_dimension_no_refs.xlsx": THREE,
    "rich_text_shared.xlsx": THREE,
    "strict_ooxml.xlsx": THREE,
    "row_zero.xlsx": THREE,
    "utf16_sheet.xlsx": THREE,
    "sst_unique_count_4g.xlsx": THREE,
    "cell_at_XFD1048576.xlsx": THREE,
    "row_and_col_spread.xlsx": THREE,
    "amounts_numeric.xlsx": Held(
        {
            "amount": {
                **{2: "0.30", 3: "1.01", 4: "2.68", 5: "1000000000000000", 6: "99999999999.99"},
                **{7: "50", 8: "0", 9: "0", 10: "1234.57", 12: "33.33"},
            },
            "kind": {row: CREDIT if row == 7 else INVOICE for row in (*range(2, 11), 12)},
        },
        out=[11],
        told=[3, 4, 5, 9, 10],
    ),
    "client_three_spellings.xlsx": Held(
        amounts("101", "102", "103", "104", "105", "106"), told=[3, 5, 6, 7], decided=[5, 6, 7]
    ),
    "credit_notes.xlsx": Held(
        {
            **amounts("100", "100", "40", "50", "80"),
            "kind": {2: INVOICE, 3: CREDIT, 4: CREDIT, 5: INVOICE, 6: CREDIT},
        }
    ),
    "csv_latin1.csv": Held(
        {
            **amounts("1234.50"),
            "client_name": {2: "Société Générale"},
            "due_date": {2: FOURTH_FEBRUARY},
        },
        notes=["ncodage"],
    ),
    "currencies_mixed.xlsx": Held(
        {
            **amounts("101", "101", "1001", "1.234", "101", "101", "101"),
            "currency": {2: "EUR", 3: "USD", 4: "JPY", 5: "TND", 6: "EUR", 7: "EUR", 8: "USD"},
        },
        out=[9],
        told=[4],
        answers={"missing_currency": "EUR"},
    ),
    "dates_ambiguous_only.xlsx": Held(
        {
            "due_date": {
                2: date(2026, 4, 3),
                3: date(2026, 6, 5),
                4: date(2026, 2, 1),
                5: date(2026, 8, 7),
            }
        },
        answers={"date_order": "day_first"},
    ),
    "dates_half_converted.xlsx": Held(
        {"due_date": {2: date(2026, 4, 3), 3: date(2026, 3, 31)}},
        answers={"swapped_dates": "swap"},
    ),
    "dates_text_styles.xlsx": Held({"due_date": {row: FOURTH_FEBRUARY for row in range(2, 14)}}),
    "due_before_issue.xlsx": Held(
        {"due_date": {2: date(2026, 2, 1), 4: date(2036, 2, 4)}},
        out=[3],
        told=[2, 4],
    ),
    "duplicate_headings.xlsx": Held(amounts("120"), answers={"choose_amount": "Amount (2)"}),
    "duplicate_invoices.xlsx": Held(
        {"number": {2: "F2026-0001", 4: "F2026-0002", 6: "F2026-0003", 7: "F2026-0003"}},
        told=[3],
        decided=[4, 6, 7],
        may_ask={"shape": "invoices"},
    ),
    "emails.xlsx": Held(
        amounts(*(str(amount) for amount in range(100, 139))),
        told=[*range(10, 15), *range(18, 28), *range(30, 37), 40],
    ),
    "formula_errors.xlsx": Held({"amount": {}}, out=range(2, 7)),
    "formula_injection.xlsx": Held(
        {
            **amounts(*(str(amount) for amount in range(100, 112))),
            "client_name": {
                2: '\'=HYPERLINK("http://127.0.0.1:9/?"&A1,"x")',
                3: "=cmd|' /C calc'!A0",
                4: "+cmd|' /C calc'!A0",
                5: "-2+3+cmd|' /C calc'!A0",
                6: "@SUM(1+1)*cmd|x!A0",
                7: "=1+1",
                8: "=1+1",
                9: "=1+1",
                10: '=DDE("cmd";"/C calc";"x")',
                11: "＝1+1",
                12: "|calc",
                13: "%0A=1",
            },
        },
        told=[7, 8, 9],
    ),
    "headings_german.xlsx": Held(amounts("101")),
    "invoice_numbers.xlsx": Held(
        {
            "number": {
                **{2: "00123", 3: "123", 4: "123", 5: "123", 6: "2026000001", 7: "1E5"},
                **{8: "F-1", 9: "F-1", 10: "f-1", 11: "F–1", 14: "F/2026/1", 15: "F 1"},
                **{16: "123456789012345678"},
            }
        },
        out=[12, 13],
        told=[2, 3, 4, 5, 8, 9, 10, 11, 15],
    ),
    "long_cells.xlsx": Held({"amount": {}}, out=[2, 3, 4]),
    "names_hostile.xlsx": Held(
        {"number": {row: f"F2026-{row - 2:04}" for row in (*range(2, 23), *range(32, 40))}},
        out=[*range(23, 32), 40],
    ),
    "ooxml_escapes.xlsx": Held({"amount": {}}, out=[2]),
    "partial_payments.xlsx": Held({"open_amount": {2: "61", 3: "0", 4: "0"}}, told=[4]),
    "two_row_header.xlsx": Held(amounts("100", "101", first=3), notes=["en-tête"]),
}

#: What a refusal of the file may say. Those also in ``HELD`` may be read instead.
REFUSED: Mapping[str, Collection[str]] = {
    "bad_ref_overflow.xlsx": {"damaged", "far_cell"},
    "bomb_5000_entries.xlsx": {"too_many_parts"},
    "bomb_50mb.xlsx": {"zip_bomb"},
    "bomb_900mb.xlsx": {"zip_bomb"},
    "bomb_lying_size.xlsx": {"zip_bomb", "damaged"},
    "corrupt_crc.xlsx": {"damaged"},
    "csv_unbalanced_quote.csv": {"unbalanced_quote"},
    "duplicate_part.xlsx": {"duplicate_part"},
    "empty.xlsx": {"empty_file"},
    "excel_lock_file.xlsx": {"lock_file"},
    "header_only.xlsx": {"no_invoice"},
    "password_protected.xlsx": {"password_protected"},
    "path_traversal_entry.xlsx": {"path_traversal"},
    "quadratic_blowup_sst.xlsx": {"doctype"},
    "random_bytes.xlsx": {"unknown_kind"},
    "truncated.xlsx": {"damaged"},
    "xxe_file.xlsx": {"doctype"},
    "xxe_http_loopback.xlsx": {"doctype"},
    "zip_encrypted_flag.xlsx": {"password_protected"},
    "cols_16384.xlsx": {"too_large"},
    "cell_at_XFD1048576.xlsx": {"far_cell", "too_large"},
    "row_and_col_spread.xlsx": {"far_cell", "too_large"},
    "row_zero.xlsx": {"damaged"},
    "utf16_sheet.xlsx": {"damaged", "unsupported_encoding"},
    "sst_unique_count_4g.xlsx": {"damaged"},
    # A client and an amount, or a heading alone: named for what it is, or read and found wanting.
    "html_renamed.xls": {"html", "no_table", "balances_only"},
    "xml2003.xls": {"xml_2003", "no_table", "no_invoice"},
}

#: Seconds that the manifest allows.
SECONDS: Mapping[str, float] = {
    "blank_rows_100k.xlsx": 3,
    "bomb_50mb.xlsx": 2,
    "bomb_900mb.xlsx": 2,
    "dimension_1048576x16384_3rows.xlsx": 2,
}
#: Files that must not take more than this, in this process or in the one that opens the file.
MEGABYTES = 300
SMALL_IN_MEMORY = (
    "bomb_50mb.xlsx",
    "bomb_900mb.xlsx",
    "cell_at_XFD1048576.xlsx",
    "row_and_col_spread.xlsx",
    "dimension_1048576x16384_3rows.xlsx",
)
