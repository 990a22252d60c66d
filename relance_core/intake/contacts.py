"""Reads a file of clients: addresses, phones, SIREN and payment terms, without any invoice."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from relance_core.intake.clients import clean_code, read_names
from relance_core.intake.columns import recognise
from relance_core.intake.content import describe
from relance_core.intake.details import with_details
from relance_core.intake.duplicates import with_keys
from relance_core.intake.headings import ColumnReading, flag_words
from relance_core.intake.issues import IssueList
from relance_core.intake.layout import by_field, refuse_fec
from relance_core.intake.sniff import refusal
from relance_core.intake.tables import WHO, Table, find_tables
from relance_core.intake.terms import read_terms
from relance_core.intake.workbook import read_workbook
from relance_core.schemas import CONTACTS, conform
from relance_core.vocabulary import Severity

#: What a file of clients is dropped for.
TOLD = frozenset({"email", "phone", "siren", "terms", "contact_name", "vat_number", "address"})


@dataclass(frozen=True)
class ContactsReading:
    """A file of clients as understood; ``contacts`` is schemas.CONTACTS, one row per client."""

    contacts: pl.DataFrame
    issues: pl.DataFrame  # schemas.ISSUES
    columns: tuple[ColumnReading, ...]
    sheet: str


def read_contacts(content: bytes, filename: str) -> ContactsReading:
    """The clients of a dropped file.

    Raises ``UnreadableFile`` when no sheet tells who the clients are and how to reach them.
    """
    table = _table(find_tables(read_workbook(content, filename), minimum=2))
    contents = [
        describe(table.frame[f"c{position}"], flag_words())
        for position in range(len(table.headings))
    ]
    columns, _ = recognise(table.headings, contents, {})
    headings = {column.field: column.heading for column in columns if column.field}
    issues = IssueList(table.sheet)
    frame = by_field(table.frame, columns)
    codes = clean_code(frame["client_code"])
    heading = headings.get("client_name") or headings.get("client_code")
    names = read_names(frame["row"], frame["client_name"], codes, heading, issues)
    frame = frame.with_columns(names.alias("client_name"), codes.alias("client_code"))
    frame = with_details(frame, headings, issues)
    days = {cell: _plain_days(cell) for cell in frame["terms"].drop_nulls().unique()}
    terms = frame["terms"].replace_strict(days, default=None, return_dtype=pl.Int64)
    frame = frame.with_columns(
        pl.lit(table.sheet).alias("sheet"),
        pl.col("email").str.strip_chars(),
        terms.alias("terms_days"),
    )
    left_out = issues.frame().filter(pl.col("severity") == Severity.LEFT_OUT.value)["row"]
    kept = frame.filter(~pl.col("row").is_in(left_out.unique().to_list()))
    contacts = _one_per_client(with_keys(kept), headings.get("client_name"), issues)
    return ContactsReading(
        conform(contacts.select(list(CONTACTS)), CONTACTS, "CONTACTS"),
        issues.frame(),
        columns,
        table.sheet,
    )


def _plain_days(cell: str) -> int | None:
    """Days of payment, when the terms are days and nothing else."""
    terms = read_terms(cell)
    return terms.days if terms and not (terms.month_end or terms.month_end_first) else None


def _table(tables: list[Table]) -> Table:
    """The sheet that tells the most about clients."""
    for table in tables:
        refuse_fec(table)
    useful = [
        table
        for table in tables
        if table.fields & (WHO - {"email"}) and table.fields & TOLD and table.frame.height
    ]
    visible = [table for table in useful if table.visible] or useful
    if not visible:
        raise refusal(
            "no_contacts",
            "Aucun tableau de clients n'a été trouvé : il faut une colonne pour le nom ou le code "
            "du client, et au moins un e-mail, un téléphone, un SIREN ou un délai de paiement.",
            "Vérifiez les en-têtes, puis déposez le fichier de nouveau.",
        )
    return max(visible, key=lambda table: (len(table.fields & TOLD), table.frame.height))


def _one_per_client(frame: pl.DataFrame, heading: str | None, issues: IssueList) -> pl.DataFrame:
    """One row per client: the last one wins, completed by what the earlier ones say."""
    again = frame.filter(pl.col("who").is_duplicated() & ~pl.col("who").is_last_distinct())
    issues.add_each(
        again.select("row", "client_name").iter_rows(),
        "repeated_client",
        Severity.WARNING,
        "« {value} » figure plusieurs fois ; la dernière ligne l'emporte.",
        heading,
    )
    if not again.height:
        return frame
    filled = frame.with_columns(pl.exclude("who", "row", "sheet").forward_fill().over("who"))
    return filled.unique("who", keep="last", maintain_order=True)
