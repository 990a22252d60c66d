"""The late interest of a client, invoice by invoice, and the rates that it is reckoned with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection, select

from relance_core.errors import Refused
from relance_core.legal_rates import LegalRates, MissingRate, Semester
from relance_core.messages.interest_pdf import interest_pdf
from relance_core.receivables.late_charges import Entry
from relance_core.receivables.late_interest import OWES_FEE, InterestStatement, interest_statement
from relance_core.store.claims import (
    RATES_SECTION,
    InvoiceClaim,
    claims_of,
    read_rates,
    with_agreed_rate,
)
from relance_core.store.database import reading
from relance_core.store.settings import hold_settings, read_settings, write_section
from relance_core.store.tables import setting
from relance_core.vocabulary import DebtorType
from relance_core.workflows.space import Act, Space

_KEPT = "Rien n'a été enregistré."
_HIGHEST = Decimal(100)


@dataclass(frozen=True)
class InvoiceInterest:
    """What an invoice adds; without a ``statement``, ``why`` says in French what is missing."""

    found: InvoiceClaim
    statement: InterestStatement | None
    why: str = ""


@dataclass(frozen=True)
class ClientInterest:
    """The late invoices of a client, oldest first, and whether payments go to interest first."""

    invoices: tuple[InvoiceInterest, ...]
    interest_first: bool


def client_interest(space: Space, client_id: int, *, today: date) -> ClientInterest:
    """Interest and fees that the late invoices of a client, open or settled, add up to ``today``.

    Only what would show something is given: an invoice that bears interest, or one that would but
    for what ``why`` says.
    """
    with reading(space.engine) as conn:
        found = claims_of(conn, client_id, today=today)
        rates = read_rates(conn)
        rules = read_settings(conn).rules
    reckoned = [
        _reckoned(with_agreed_rate(one, rules.agreed_rate), today, rates, rules.interest_first)
        for one in found
    ]
    shown = [one for one in reckoned if one.why or (one.statement and one.statement.lines)]
    return ClientInterest(tuple(shown), rules.interest_first)


def _reckoned(
    found: InvoiceClaim, today: date, rates: LegalRates, interest_first: bool
) -> InvoiceInterest:
    debtor = found.claim.debtor_type
    if found.due_calculated:
        return InvoiceInterest(
            found, None, "Échéance calculée : à confirmer avant tout calcul d'intérêts."
        )
    if debtor is DebtorType.CONSUMER and found.claim.notice_received is None:
        return InvoiceInterest(
            found, None, "Particulier : aucun intérêt avant une mise en demeure."
        )
    if debtor not in OWES_FEE and debtor is not DebtorType.CONSUMER:
        return InvoiceInterest(
            found, None, "Type de client à préciser : entreprise, administration ou particulier."
        )
    try:
        statement = interest_statement(
            found.claim, on=today, rates=rates, interest_first=interest_first
        )
    except MissingRate as error:
        return InvoiceInterest(found, None, error.message)
    return InvoiceInterest(found, statement)


def client_interest_pdf(
    space: Space, recipient: Sequence[str], found: ClientInterest, *, today: date
) -> bytes:
    """The statement of ``found`` as a PDF; ``recipient``: name and address, a line each.

    Raises ``LetterFailed``.
    """
    with reading(space.engine) as conn:
        firm = read_settings(conn).firm
    entries = [
        Entry(one.found.number, one.found.claim, one.statement, one.found.estimated)
        for one in found.invoices
        if one.statement is not None
    ]
    return interest_pdf(firm, recipient, entries, on=today, interest_first=found.interest_first)


def stored_rates(space: Space) -> LegalRates:
    """The rates in force in an espace: those shipped, and those written by hand."""
    with reading(space.engine) as conn:
        return read_rates(conn)


def save_rate(
    space: Space, act: Act, semester: str, *, ecb: str, legal: str, reference: str
) -> Semester:
    """Write the two published rates of a semester, as typed, in percent, with where they were read.

    Raises ``Refused`` for a semester or a rate that cannot be, or without a reference.
    """
    try:
        of = Semester.parse(semester.strip())
    except ValueError:
        raise Refused(f"« {semester} » n'est pas un semestre, comme 2027-S1. {_KEPT}") from None
    if not reference.strip():
        raise Refused(f"Indiquez où le taux a été lu (texte, date). {_KEPT}")
    values = {
        "ecb_refinancing": str(_percent(ecb, "Le taux de refinancement")),
        "legal_professional": str(_percent(legal, "Le taux légal")),
        "reference": " ".join(reference.split()),
    }
    with space.engine.begin() as conn:
        hold_settings(conn)
        _write(conn, act, _kept(conn) | {of.code: values}, f"Taux du {of.label} enregistrés.")
    return of


def forget_rate(space: Space, act: Act, semester: Semester) -> None:
    """Take back what was written by hand of a semester: the shipped rate counts again, if any."""
    with space.engine.begin() as conn:
        hold_settings(conn)
        rest = {code: values for code, values in _kept(conn).items() if code != semester.code}
        _write(conn, act, rest, f"Taux du {semester.label} saisis à la main : retirés.")


def save_terms(space: Space, act: Act, *, agreed: str, interest_first: bool) -> None:
    """Save the rate of the firm's own terms (empty: none) and what a payment covers first."""
    rate = _percent(agreed, "Le taux convenu") if agreed.strip() else Decimal(0)
    with space.engine.begin() as conn:
        hold_settings(conn)
        rules = read_settings(conn).rules.to_json()
        changes: dict[str, Any] = {"agreed_rate": str(rate), "interest_first": interest_first}
        write_section(conn, "rules", rules | changes, by=act.by, at=act.at)


def _percent(written: str, label: str) -> Decimal:
    digits = "".join(written.replace("%", "").split()).replace(",", ".")
    try:
        rate = Decimal(digits)
    except InvalidOperation:
        rate = Decimal(-1)
    if not rate.is_finite() or not 0 <= rate <= _HIGHEST:
        raise Refused(f"{label} s'écrit en pour cent, comme 2,40. {_KEPT}", code="bad_rate")
    return rate


def _kept(conn: Connection) -> dict[str, Any]:
    kept = conn.scalar(select(setting.c.content).where(setting.c.section == RATES_SECTION))
    return dict(kept or {})


def _write(conn: Connection, act: Act, content: Mapping[str, Any], sentence: str) -> None:
    write_section(conn, RATES_SECTION, dict(content), by=act.by, at=act.at, sentence=sentence)
