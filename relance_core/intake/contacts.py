"""Reads a file of clients: addresses, phones, SIREN and payment terms, without any invoice."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from relance_core.intake.clients import clean_code, clean_text, read_names
from relance_core.intake.columns import recognise
from relance_core.intake.content import describe
from relance_core.intake.details import with_details
from relance_core.intake.duplicates import with_keys
from relance_core.intake.fields import by_field
from relance_core.intake.headings import ColumnReading, flag_words
from relance_core.intake.issues import IssueList
from relance_core.intake.other_lists import refuse_fec
from relance_core.intake.own_mail import without_own
from relance_core.intake.parties import numbered
from relance_core.intake.people import (
    PeopleColumns,
    Person,
    named_several,
    people_columns,
    with_people,
    written_to,
)
from relance_core.intake.phones import tell_bad_phones
from relance_core.intake.sniff import refusal
from relance_core.intake.tables import WHO, Table, find_tables
from relance_core.intake.terms import read_terms
from relance_core.intake.unknown_words import tell_unknown_words
from relance_core.intake.workbook import Workbook, read_workbook
from relance_core.schemas import CONTACTS, conform
from relance_core.vocabulary import Severity

#: What a file of clients is dropped for.
TOLD = frozenset({"email", "phone", "siren", "terms", "contact_name", "vat_number", "address"})
#: A sheet that has one of these tells of invoices, not of clients.
OF_INVOICES = frozenset({"number", "due_date", "issue_date"})


@dataclass(frozen=True)
class ContactsReading:
    """A file of clients as understood; ``contacts`` is schemas.CONTACTS, one row per client."""

    contacts: pl.DataFrame
    issues: pl.DataFrame  # schemas.ISSUES
    columns: tuple[ColumnReading, ...]
    sheet: str


def read_contacts(
    content: bytes, filename: str, *, own: frozenset[str] = frozenset()
) -> ContactsReading:
    """The clients of a dropped file; ``own``: the firm's own mail (``own_mail``), no client's.

    Raises ``UnreadableFile`` when no sheet tells who the clients are and how to reach them.
    """
    tables = find_tables(read_workbook(content, filename), minimum=2)
    for table in tables:
        refuse_fec(table)
    useful = [table for table in tables if _is_useful(table)]
    visible = [table for table in useful if table.visible] or useful
    if not visible:
        raise refusal(
            "no_contacts",
            "Aucun tableau de clients n'a été trouvé : il faut une colonne pour le nom ou le code "
            "du client, et au moins un e-mail, un téléphone, un SIREN ou un délai de paiement.",
            "Vérifiez les en-têtes, puis déposez le fichier de nouveau.",
        )
    return _read(_fullest(visible), own)


def contacts_beside(
    workbook: Workbook, sheet: str, *, own: frozenset[str] = frozenset()
) -> ContactsReading | None:
    """The clients told by another visible sheet of the workbook whose invoices are in ``sheet``."""
    if len(workbook.sheets) < 2:
        return None
    found = [
        table
        for table in find_tables(workbook, minimum=2)
        if table.sheet != sheet
        and table.visible
        and _is_useful(table)
        and not table.fields & OF_INVOICES
    ]
    return _read(_fullest(found), own) if found else None


def _is_useful(table: Table) -> bool:
    return bool(table.fields & (WHO - {"email"}) and table.fields & TOLD and table.frame.height)


def _fullest(tables: list[Table]) -> Table:
    """The sheet that tells the most about clients."""
    return max(tables, key=lambda table: (len(table.fields & TOLD), table.frame.height))


def _read(table: Table, own: frozenset[str]) -> ContactsReading:
    contents = [
        describe(table.frame[f"c{position}"], flag_words())
        for position in range(len(table.headings))
    ]
    people = people_columns(table.headings, contents)
    columns, _ = recognise(table.headings, contents, people.said)
    headings = {column.field: column.heading for column in columns if column.field}
    issues = IssueList(table.sheet)
    frame = with_people(by_field(table.frame, columns), table.frame, people)
    frame = numbered(_with_mail(frame, table, people, own, headings, issues))
    codes = clean_code(frame["client_code"])
    heading = headings.get("client_name") or headings.get("client_code")
    frame = frame.with_columns(codes.alias("client_code"))
    frame = frame.with_columns(read_names(frame, heading, issues).alias("client_name"))
    tell_unknown_words(frame, headings, issues)
    frame = with_details(frame, headings, issues)
    tell_bad_phones(frame, headings.get("phone"), issues)
    frame = _with_terms(frame, headings.get("terms"), issues)
    frame = frame.with_columns(pl.lit(table.sheet).alias("sheet"))
    left_out = issues.frame().filter(pl.col("severity") == Severity.LEFT_OUT.value)["row"]
    kept = frame.filter(~pl.col("row").is_in(left_out.unique().to_list()))
    contacts = _one_per_client(with_keys(kept), headings.get("client_name"), issues)
    return ContactsReading(
        conform(contacts.select(list(CONTACTS)), CONTACTS, "CONTACTS"),
        issues.frame(),
        columns,
        table.sheet,
    )


def _with_mail(
    frame: pl.DataFrame,
    table: Table,
    people: PeopleColumns,
    own: frozenset[str],
    headings: dict[str, str],
    issues: IssueList,
) -> pl.DataFrame:
    """One cell of addresses per row: the accounts' when there are some, else all the others."""
    headings_of_mail = [table.headings[at] for at in people.mails]
    if people.mails and "email" not in headings:
        headings["email"] = headings_of_mail[0]
    heading = headings.get("email")
    mails = without_own(frame["row"], frame["mails"], own, heading, issues)
    accounts = without_own(frame["row"], frame["accounts_mails"], own, heading, issues)
    return frame.with_columns(mails.alias("mails"), accounts.alias("accounts_mails")).with_columns(
        pl.coalesce("accounts_mails", "mails").alias("email")
    )


def _with_terms(frame: pl.DataFrame, heading: str | None, issues: IssueList) -> pl.DataFrame:
    """Terms kept as written; what cannot be understood is told and left aside."""
    terms = clean_text(frame["terms"], 120)
    cells = terms.drop_nulls().unique().to_list()
    bad = [cell for cell in cells if read_terms(cell) is None]
    if bad:
        issues.add_each(
            frame.filter(terms.is_in(bad)).select("row", "terms").rows(),
            "unreadable_terms",
            Severity.WARNING,
            "« {value} » n'est pas compris comme un délai de paiement ; ignoré.",
            heading,
        )
    read = terms.set(terms.is_in(bad).fill_null(False), None) if bad else terms
    return frame.with_columns(read.alias("terms"))


def _one_per_client(frame: pl.DataFrame, heading: str | None, issues: IssueList) -> pl.DataFrame:
    """One row per client: the last one wins, completed by what the earlier ones say.

    Several people of one client are not told as repeated: each of them counts.
    """
    repeated = pl.col("who").is_duplicated()
    several = frame.filter(repeated)
    chosen = []
    people: dict[str, list[Person]] = {}
    clients: dict[str, str] = {}
    parts = ("who", "client_name", "row", "contact_name", "role", "phone", "mails")
    for who, client, *told in frame.select(*parts, "accounts_mails").iter_rows():
        people.setdefault(who, []).append(Person(*told))
        clients[who] = client
    unnamed = []
    for who, rows in people.items():
        if len(rows) == 1 and not (rows[0].accounts_mails and rows[0].mails):
            continue
        to = written_to(clients[who], rows, issues)
        chosen.append((who, to.email, to.name, to.phone, to.people))
        if not named_several(rows) and not any(one.accounts for one in rows):
            unnamed.append(who)
    again = several.filter(pl.col("who").is_in(unnamed) & ~pl.col("who").is_last_distinct())
    issues.add_each(
        again.select("row", "client_name").iter_rows(),
        "repeated_client",
        Severity.WARNING,
        "« {value} » figure plusieurs fois ; la dernière ligne l'emporte.",
        heading,
    )
    schema = {name: pl.String for name in ("who", "to_email", "to_name", "to_phone", "people")}
    picked = pl.DataFrame(chosen, schema=schema, orient="row")
    filled = frame.with_columns(pl.exclude("who", "row", "sheet").forward_fill().over("who"))
    kept = filled.unique("who", keep="last", maintain_order=True)
    return kept.join(picked, on="who", how="left", maintain_order="left").with_columns(
        pl.coalesce("to_email", "email").alias("email"),
        pl.when(pl.col("to_email").is_null())
        .then("contact_name")
        .otherwise("to_name")
        .alias("contact_name"),
        pl.coalesce("to_phone", "phone").alias("phone"),
    )
