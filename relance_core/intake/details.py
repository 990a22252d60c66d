"""What surrounds an invoice: addresses, SIREN, type of debtor, reminders already sent."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.addresses import are_usual, is_no_reply, split_addresses
from relance_core.intake.clients import clean_text, read_sirens, suggested_types
from relance_core.intake.issues import IssueList
from relance_core.intake.parties import on_rows, people_of
from relance_core.intake.statuses import read_words
from relance_core.vocabulary import Severity

#: Free text about the client kept as written, with the length that is stored.
TEXTS = {
    "contact_name": 255,
    "address": 255,
    "city": 120,
    "country": 60,
    "vat_number": 30,
    "payer_name": 200,
}
MAX_REFERENCE = 255


def with_details(
    frame: pl.DataFrame, headings: Mapping[str, str], issues: IssueList
) -> pl.DataFrame:
    """Tidies the details of the client, each doubtful one with its warning; expects ``party``.

    ``headings`` gives the heading of each field that the table has.
    """
    _tell_bad_addresses(frame, headings, issues)
    # "Type" alone may be the type of the client.
    kind = "debtor_type" if "debtor_type" in headings else "type"
    said = read_words(frame[kind], "debtor_type")
    told = _of_the_client(frame, headings, issues)
    if "order_ref" in headings:
        frame = frame.with_columns(clean_text(frame["order_ref"], MAX_REFERENCE))
    *details, suggested = told
    if suggested.count():
        said = said.zip_with(said.is_not_null(), suggested)
    return frame.with_columns(*details, said.alias("debtor_type"))


#: What a column of countries says of a French address.
_FRENCH = ["", "fr", "fra", "france"]


def _of_the_client(
    frame: pl.DataFrame, headings: Mapping[str, str], issues: IssueList
) -> list[pl.Series]:
    """The details of the client on each row, and, last, its type as they let one think."""
    texts = [field for field in TEXTS if field in headings]
    known = {"client_name", "siren", "vat_number", "phone", "postcode", "language", *texts}
    people = people_of(frame, *sorted(known))
    sirens, bad = read_sirens(people["siren"])
    if bad.any():
        doubted = frame["party"].is_in(people.filter(bad)["party"].implode())
        issues.add_each(
            frame.filter(doubted).select("row", "siren").rows(),
            "bad_siren",
            Severity.WARNING,
            "« {value} » n'est pas un SIREN ou un SIRET valable ; ignoré.",
            headings.get("siren"),
        )
    told = {field: clean_text(people[field], TEXTS[field]) for field in texts}
    vat_numbers = told.get("vat_number", people["vat_number"])
    details = (
        *told.values(),
        sirens.alias("siren"),
        _phone(clean_text(people["phone"], 60)),
        _postcode(clean_text(people["postcode"], 20), told.get("country")),
        read_words(people["language"], "language").alias("language"),
        suggested_types(people["client_name"], sirens, vat_numbers),
    )
    return on_rows(frame, people, details)


def _tell_bad_addresses(
    frame: pl.DataFrame, headings: Mapping[str, str], issues: IssueList
) -> None:
    verdicts: dict[str, str] = {}
    cells = people_of(frame, "email")["email"].drop_nulls()
    for cell in cells.filter(~are_usual(cells)).unique().to_list():
        valid, bad = split_addresses(cell)
        if bad or not valid:
            verdicts[cell] = "bad_email"
        elif any(is_no_reply(address) for address in valid):
            verdicts[cell] = "no_reply_email"
    if not verdicts:
        return
    found = frame.select(
        "row",
        "email",
        pl.col("email").replace_strict(verdicts, default=None, return_dtype=pl.String).alias("why"),
    )
    messages = {
        "bad_email": "« {value} » n'est pas une adresse e-mail utilisable ; rien n'y sera envoyé.",
        "no_reply_email": "« {value} » est une adresse que personne ne lit.",
    }
    for code, message in messages.items():
        rows = found.filter(pl.col("why") == code).select("row", "email").rows()
        issues.add_each(rows, code, Severity.WARNING, message, headings.get("email"))


def _phone(number: pl.Series) -> pl.Series:
    """A phone number; the zero that a spreadsheet took off a French one is put back."""
    if not number.count():
        return number
    return number.str.replace(r"\.0$", "").str.replace(r"^([1-9]\d{8})$", "0$1")


def _postcode(code: pl.Series, country: pl.Series | None) -> pl.Series:
    """A postcode; where the others have five digits, a spreadsheet took the zero off "06000".

    Abroad, four digits may be all there are.
    """
    if not code.count():
        return code
    code = code.str.replace(r"^(\d{4,5})\.0$", "$1")
    if not code.str.contains(r"^\d{5}$").any():
        return code
    padded = code.str.replace(r"^(\d{4})$", "0$1")
    if country is None:
        return padded
    french = country.fill_null("").str.strip_chars().str.to_lowercase().is_in(_FRENCH)
    return padded.zip_with(french, code)
