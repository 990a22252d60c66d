"""Gives each column its meaning, with a confidence, from its heading and from its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from relance_core.intake.client_columns import settle_clients
from relance_core.intake.content import Content
from relance_core.intake.einvoice_codes import is_code as is_einvoice_code
from relance_core.intake.heading_words import LETTERS
from relance_core.intake.headings import (
    GENERIC,
    NEAR,
    ColumnReading,
    candidates,
    of_somebody_else,
    word_key,
    words,
)

CONTENT_ONLY = 0.4  # confidence of a column whose heading says nothing
#: The pictures of SAP's own screens; the numbers that a shop calls the name of an order.
ORDER_REF = re.compile(r"(?i)^(?:po|p\.o\.|bc|cde|cmd|commande|order|bon de commande)\b")
ORDINAL = re.compile(r"(?i)^\s*(?:(?:situation|sit\.?)\s*(?:n\s?[°ºo]\s*)?|n\s?[°ºo]\.?\s*)\d+\s*$")
ICON, ORDER = re.compile(r"^@\w{1,3}@$"), re.compile(r"^#\s?\w{0,4}-?\d{2,}$")
#: "15/07": a day whose year is to be asked.
YEARLESS = re.compile(r"^\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*$")
LETTERED = re.compile(r"^\*?[A-Za-z]{1,4}\*?$")
PAID_BY = re.compile(r"(?i)^\s*(?:(?:pay|r[ée]gl)[ée]e?s?\s+par|paid by)\s*:?\s*$")
MEANS = re.compile(
    r"(?i)\b(?:vir(?:ement)?|ch[èe]que|chq|cb|carte|esp[èe]ces?|pr[ée]l[èe]vement|prlv|lcr|traite|"
    r"transfer|card|cash|paypal|stripe|sepa)\b"
)
#: Steps of whatever work, unless they are those of reminders.
STAGE = re.compile(r"(?i)^\s*(?:[ée]tape|stade|phase)\s*$")
REMINDED = re.compile(r"(?i)relanc|rappel|demeure|injonction|huissier|contentieux|lrar")
RANK = re.compile(r"(?i)^\s*(?:#|rang|rank|ligne|row)\s*$")
NUMBERED = re.compile(r"^(?=.*\d)[\w./-]{6,}$")
#: "Facturé" would pass for "Facture", its accent aside.
INVOICE = re.compile(r"(?i)^\s*(?:factures?|invoices?)\s*(?:\(\d+\))?$")
CHARGED = re.compile(r"(?i)^\s*facturée?s?\s*$")
DATE_FIELDS = ("issue_date", "due_date", "paid_date", "last_reminder_date", "delivery_date")
#: Further payments of one invoice, each in a column of its own: they are added to the first.
MORE_PAID_OF, ALL_COUNT = "paid_amount", "+"
MORE_PAID = ("paid_amount_2", "paid_amount_3", "paid_amount_4")
#: Never of figures: "En attente" over amounts is something else.
WORDED = frozenset({"no_reminder"})
#: What is kept back of an invoice, or taken off it.
DEDUCTED = ("retention", "discount", "invoiced_before")
AMOUNT_FIELDS = (
    "amount",
    "amount_excl_tax",
    "tax",
    "paid_amount",
    *MORE_PAID,
    "balance",
    "disputed_amount",
    "credited_amount",
    "balance_excl_tax",
    "paid_excl_tax",
    *DEDUCTED,
)
#: Two columns that claim one of these are never told apart by a guess.
ASKED_FIELDS = (
    "amount",
    "balance",
    "paid_amount",
    "due_date",
    "issue_date",
    "number",
    "client_name",
)


@dataclass(frozen=True)
class Clash:
    """Several columns that claim one field, and that no rule tells apart."""

    field: str
    headings: tuple[str, ...]


def fits(field: str, content: Content) -> bool:
    """Whether the cells can be what the heading says; an empty column fits everything."""
    if not content.filled:
        return True
    if field == "paid_date" and not content.dates and content.compact_dates < content.numbers * 0.8:
        return False  # 11400 passes for a day of 1931, and 400 beside it does not
    yearless = _lacks_years(content.samples)
    if field in DATE_FIELDS:
        return yearless or content.dates + content.compact_dates >= 0.4
    if field == "credit_flag":  # "Avoir" heads a yes or a no, or the amount of the credit
        return content.flags > 0.9 or (content.words > 0.9 and content.codes > 0.8)
    if field == "tax" and content.rates > 0.9:
        return False  # 20 or 0.2 on every row: added to the amount, it would pass for the tax
    if field == "tax_rate":
        return content.rates > 0.9
    if field == "balance" and content.numbers and content.settled:  # "soldé" for nothing left
        return content.numbers + content.settled >= 0.6 and content.emails == 0
    if field in AMOUNT_FIELDS or field == "client_balance":
        return content.numbers >= 0.4 and content.dates < 0.5 and content.emails == 0
    if field == "email":
        return content.emails >= 0.2
    if field == "terms":
        return not yearless and content.dates < 0.5 and content.compact_dates < 0.5
    if field in ("client_name", "payer_name", "contact_name"):
        return content.emails < 0.8 or content.filled < 5
    if field == "number":
        return content.dates < 0.8 and content.emails < 0.5
    if field == "status" and content.samples and all(map(ORDINAL.match, content.samples)):
        return False  # "Situation n° 3" of the works is no state of its invoice
    if field == "status":
        codes = bool(content.samples) and all(map(is_einvoice_code, content.samples))
        return codes or (content.dates < 0.5 and (content.numbers < 0.5 or content.flags > 0.9))
    if field in ("siren", "vat_number"):
        # "TVA" heads an amount more often than a VAT number.
        return content.numbers < 0.5 if field == "vat_number" else content.words < 0.9
    if field == "payment_method":  # "Règlement" heads an amount too
        return content.dates < 0.5 and content.numbers < 0.5
    if field in ("dispute", "type", "debtor_type", "dispute_reason"):
        return content.dates < 0.5
    if field == "lettering":
        return content.dates < 0.5
    if field == "funder":  # "Assurance" may head an amount, or a yes
        return content.words > 0.8 and content.numbers < 0.2 and content.emails == 0
    if field == "reminder_level":  # "AP-2026-4-12" counts nothing
        return content.dates < 0.5 and not all(map(NUMBERED.match, content.samples or ("",)))
    if field == "no_reminder":  # "En attente" may head an amount too
        return content.numbers < 0.5 or content.flags > 0.9 or content.dates > 0.5
    if field in ("factored_flag", "direct_debit_flag"):  # "Effet" may head an amount
        return content.numbers < 0.5 or content.flags > 0.9 or content.dates > 0.5
    if field in ("to_remind", "issued_flag"):  # "À relancer le" heads days to come
        return content.flags > 0.9
    if field == "next_reminder":
        return yearless or content.dates + content.compact_dates >= 0.4
    return True


def _lacks_years(samples: Sequence[str]) -> bool:
    """Whether cells are days without a year; "1/3" and "2/3" are the rank of an instalment."""
    found = [YEARLESS.match(sample) for sample in samples]
    if not found or not all(found):
        return False
    parts = [(int(one[1]), int(one[2])) for one in found if one]
    several = {last for _, last in parts}
    ranked = len(several) == 1 and all(first <= last for first, last in parts)
    return not (ranked and any(first == 1 for first, _ in parts) and "0" not in "".join(samples))


def recognise(
    headings: Sequence[str],
    contents: Sequence[Content],
    mapping: Mapping[str, str],
    cells: Callable[[int], pl.Series] | None = None,
) -> tuple[tuple[ColumnReading, ...], tuple[Clash, ...]]:
    """The meaning of each column, and the clashes that only a person can settle.

    ``mapping`` (field to heading as made unique, "" for none) is what the user said: it wins.
    ``cells`` gives the whole column of a position, for what its sample does not tell.
    """
    said = {heading: field for field, heading in mapping.items() if heading}
    settled = set(mapping)
    claims: dict[str, list[tuple[float, int]]] = {}
    for position, (heading, content) in enumerate(zip(headings, contents, strict=True)):
        if heading in said:
            continue
        for field, confidence in _claims(heading, content):
            if field not in settled:
                claims.setdefault(field, []).append((confidence, position))
    claims = settle_clients(claims, headings, contents, cells)
    rated = all("%" in headings[at] for _, at in claims.get("tax", ()))
    if len(claims.get("tax", ())) > 1 and (rated or not {"amount", "balance"} & set(claims)):
        del claims["tax"]  # one column for each rate: none of them is the tax
    sums = claims.get("amount", [])
    if others := [claim for claim in sums if not INVOICE.match(headings[claim[1]])]:
        claims["amount"] = others  # beside an amount, "Facture" is the number
    fields: dict[int, tuple[str, float]] = {}
    clashes: list[Clash] = []
    # The surest claim first: a column that means one thing means nothing else. A lone "Facture"
    # gives the number rather than the amount.
    order = sorted(claims, key=lambda field: (-max(claims[field])[0], field != "number", field))
    for field in order:
        free = [claim for claim in claims[field] if claim[1] not in fields]
        if not free:
            continue
        best = max(confidence for confidence, _ in free)
        rivals = [position for confidence, position in free if best - confidence < 0.1]
        if field == MORE_PAID_OF and "balance" not in claims:
            # "Réglé" beside "Acomptes déduits": each lowers what is due, however plain its heading.
            rivals += [
                position
                for confidence, position in free
                if position not in rivals
                and confidence > NEAR + 0.05
                and not any(
                    position == at
                    for other, listed in claims.items()
                    if other != field
                    for _, at in listed
                )
            ]
        if field == "number" and len(rivals) > 1:
            # What a client calls an invoice ("PO 88") is not how the firm has numbered it.
            # Nor is what was charged ("Facturé") its number.
            own = [
                position
                for position in rivals
                if not _is_order(contents[position]) and not CHARGED.search(headings[position])
            ]
            free = [claim for claim in free if claim[1] in own] or free
            rivals = own or rivals
        winner = max(free, key=lambda claim: (claim[0], -claim[1]))[1]
        fields[winner] = (field, best)
        if len(rivals) > 1 and field in ASKED_FIELDS:
            clashes.append(Clash(field, tuple(headings[position] for position in sorted(rivals))))
    for _, position in claims.get("status", []):
        # What says nothing of the payment may still say "brouillon".
        fields.setdefault(position, ("document_status", GENERIC))
    readings = []
    for position, (heading, content) in enumerate(zip(headings, contents, strict=True)):
        taken, confidence = fields.get(position, (None, 0.0))
        if heading in said:
            taken, confidence = said[heading], 1.0
        readings.append(
            ColumnReading(heading, taken, round(confidence, 2), content.samples, position)
        )
    return tuple(readings), tuple(clashes)


def _are_kinds(content: Content) -> bool:
    """Whether a column that may hold numbers says what its rows are: "Facture client", "DEV"."""
    if content.filled < 2 or content.words < 0.9 or content.codes or content.numbers:
        return False
    known = words("document_type")
    cells = [sample for sample in content.samples if not any(map(str.isdigit, sample))]
    return len(cells) == len(content.samples) and any(word_key(cell) in known for cell in cells)


def _is_order(content: Content) -> bool:
    """Whether a column holds the numbers of orders."""
    return bool(content.samples) and all(ORDER_REF.match(one) for one in content.samples)


def added_up(clashes: Sequence[Clash]) -> dict[str, str]:
    """The columns of payments that the user said to add up, as a mapping of field to heading."""
    headings = [
        heading for clash in clashes if clash.field == MORE_PAID_OF for heading in clash.headings
    ]
    return dict(zip((MORE_PAID_OF, *MORE_PAID), headings, strict=False))


def _claims(heading: str, content: Content) -> list[tuple[str, float]]:
    """The fields that a column may be, its heading and its cells both heard."""
    if content.filled and all(ICON.match(sample) for sample in content.samples):
        return []
    if RANK.match(heading) and content.samples == ("1", "2", "3")[: content.filled]:
        return []  # the rank of the row, unless somebody says that it is its number
    if PAID_BY.match(heading):  # who paid, or by which means
        means = any(MEANS.search(sample) for sample in content.samples)
        return [("payment_method" if means or not content.filled else "funder", GENERIC)]
    if STAGE.match(heading) and not any(map(REMINDED.search, content.samples)):
        return []
    if LETTERS.match(heading) and not all(map(LETTERED.match, content.samples)):
        return []  # "L" heads lines, or what else there is
    if INVOICE.match(heading) and content.dates > 0.5:
        return [("issue_date", GENERIC)]  # under "Dates", or beside "Échéance"
    named = any(field in ("client_name", "order_ref") for field, _ in candidates(heading))
    if named and content.filled and all(ORDER.match(sample) for sample in content.samples):
        return [("number", GENERIC)]
    if any(field == "number" for field, _ in candidates(heading)) and _are_kinds(content):
        return [("type", GENERIC)]
    numbered = INVOICE.match(heading)  # 45101 passes for a day of 2023
    claims = [
        (field, confidence if content.filled else confidence - 0.3)
        for field, confidence in candidates(heading)
        if fits(field, content) and not (numbered and field == "issue_date")
    ]
    if not claims and content.emails >= 0.8 and not of_somebody_else(heading):
        claims = [("email", CONTENT_ONLY)]
    if not claims:
        # A plain heading over bad cells: each of them is told, rather than the column ignored.
        sure = [
            field
            for field, confidence in candidates(heading)
            if confidence > GENERIC and field not in WORDED
        ]
        claims = [(field, NEAR) for field in sure[:1]]
    if len(claims) > 1:
        # Days ("30") head the terms rather than the date; yes and no are a status.
        if content.small_integers > 0.8:
            claims = [claim for claim in claims if claim[0] not in DATE_FIELDS] or claims
        # A lone 1 may be an amount as well as a yes.
        flags = content.flags > 0.9 and (content.words > 0 or content.filled > 2)
        if flags and any(field == "status" for field, _ in claims):
            claims = [claim for claim in claims if claim[0] == "status"]
    return claims
