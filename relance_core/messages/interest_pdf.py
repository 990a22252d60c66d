"""The statement of late interest as a PDF that can be annexed to a formal notice or a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from relance_core.french import amount, listed, short_date
from relance_core.messages.clean import one_line
from relance_core.messages.document import (
    breakable,
    column_widths,
    document_data,
    running_head,
    unbroken,
)
from relance_core.messages.typeset import compiled
from relance_core.messages.writing import typeset
from relance_core.money import totals_by_currency
from relance_core.receivables.late_charges import Entry
from relance_core.receivables.late_interest import BASIS_ARTICLES, RECOVERY_FEE
from relance_core.settings import Firm
from relance_core.vocabulary import DebtorType

_SUMMARY = (
    "Facture",
    "Échéance",
    "Montant",
    "Principal restant",
    "Jours",
    "Intérêts",
    "Indemnité",
)
_DETAIL = ("Période, fondement", "Jours", "Solde", "Taux annuel", "Intérêts")
_FEE_ARTICLES = {
    DebtorType.BUSINESS: "article D. 441-5 du Code de commerce",
    DebtorType.PUBLIC: "article D. 2192-35 du Code de la commande publique",
}
_TOTAL = "Total"
_FAILED = (
    "Le décompte n'a pas pu être mis en page : aucun fichier n'a été écrit. Le classeur Excel "
    "donne les mêmes lignes."
)


def interest_pdf(
    firm: Firm,
    recipient: Sequence[str],
    entries: Sequence[Entry],
    *,
    on: date,
    interest_first: bool,
) -> bytes:
    """The statement as PDF/A-2a, tagged; ``recipient``: name and address, a line each.

    Raises ``LetterFailed``.
    """
    data = statement_data(firm, recipient, entries, on=on, interest_first=interest_first)
    return bytes(_set(data, on, "pdf"))


def interest_pictures(
    firm: Firm,
    recipient: Sequence[str],
    entries: Sequence[Entry],
    *,
    on: date,
    interest_first: bool,
) -> list[bytes]:
    """Its pages as PNG, for the screen. Raises ``LetterFailed``."""
    data = statement_data(firm, recipient, entries, on=on, interest_first=interest_first)
    pages = _set(data, on, "png")
    return pages if isinstance(pages, list) else [pages]


def _set(data: dict[str, Any], on: date, kind: Literal["pdf", "png"]) -> Any:
    return compiled("interest", data, dated=on, kind=kind, failed=_FAILED)


def statement_data(
    firm: Firm,
    recipient: Sequence[str],
    entries: Sequence[Entry],
    *,
    on: date,
    interest_first: bool,
) -> dict[str, Any]:
    """What the template receives, as plain JSON values in French."""
    body = body_data(entries, on=on, interest_first=interest_first)
    shown = [one_line(line) for line in recipient if one_line(line)]
    running = running_head(one_line(firm.name), body["title"], *shown[:1])
    return (
        document_data(firm, title=body["title"], on=on, language="fr")
        | {"recipient": shown, "running": running}
        | body
    )


def body_data(entries: Sequence[Entry], *, on: date, interest_first: bool) -> dict[str, Any]:
    """The statement itself, as its own sheets and a letter's annex show it."""
    totals = _totals(entries)
    summary = [_summary(entry) for entry in entries]
    details = [_detail(entry) for entry in entries]
    lines = [row for one in details for row in one["rows"]]
    return {
        "title": f"Décompte des intérêts de retard au {short_date(on)}",
        "intro": [_typeset(_intro(entries))],
        "summary": {
            "headings": _SUMMARY,
            "widths": column_widths(_SUMMARY, summary),
            "rows": summary,
        },
        "totals": totals,
        "summed": totals[-1][0] == _TOTAL,  # several currencies have no sum
        "detail_title": "Détail du calcul",
        "detail_headings": _DETAIL,
        "detail_widths": column_widths(_DETAIL, lines),
        "details": details,
        "notes": [_typeset(note) for note in _notes(entries, interest_first=interest_first)],
    }


def _typeset(text: str) -> str:
    return unbroken(typeset(text, "fr"))


def _intro(entries: Sequence[Entry]) -> str:
    if len(entries) == 1:
        number = breakable(one_line(entries[0].number))
        return (
            f"Ce décompte porte sur la facture {number}, réglée après son échéance ou encore due."
        )
    return (
        f"Ce décompte porte sur {len(entries)} factures réglées après leur échéance, ou encore "
        "dues."
    )


def _summary(entry: Entry) -> list[str]:
    claim, statement = entry.claim, entry.statement
    return [
        breakable(one_line(entry.number)),
        short_date(claim.due_date),
        amount(claim.principal, claim.currency),
        amount(statement.principal_left, claim.currency),
        str(sum(line.days for line in statement.lines)),
        amount(statement.interest_left, claim.currency),
        amount(statement.fee),
    ]


def _detail(entry: Entry) -> dict[str, Any]:
    currency = entry.claim.currency
    return {
        "title": f"Facture {one_line(entry.number)}, échue le {short_date(entry.claim.due_date)}",
        "rows": [
            [
                f"Du {short_date(line.first)} au {short_date(line.last)} : "
                f"{BASIS_ARTICLES[line.basis]}",
                str(line.days),
                amount(line.balance, currency),
                f"{line.rate:.2f} %".replace(".", ","),
                amount(line.amount, currency),
            ]
            for line in entry.statement.lines
        ],
    }


def _totals(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """The sums of the statement, each currency apart; the fee is in euros, apart from interest."""
    interest = totals_by_currency(
        [(entry.claim.currency, entry.statement.interest_left) for entry in entries]
    )
    left = totals_by_currency(
        [(entry.claim.currency, entry.statement.principal_left) for entry in entries]
    )
    fees = sum((entry.statement.fee for entry in entries), Decimal(0))
    several = len(interest) > 1
    told = []
    for label, sums in (("Principal restant dû", left), ("Intérêts de retard", interest)):
        told += [
            (f"{label} ({currency})" if several else label, amount(value, currency))
            for currency, value in sums.items()
        ]
    count = int(fees / RECOVERY_FEE)
    if count:
        told.append((f"Indemnité forfaitaire de recouvrement ({count} × 40 €)", amount(fees)))
    if list(interest) == ["EUR"]:
        told.append((_TOTAL, amount(left["EUR"] + interest["EUR"] + fees)))
    return told


def _notes(entries: Sequence[Entry], *, interest_first: bool) -> list[str]:
    notes = [
        "Les intérêts courent du lendemain de l'échéance au jour du décompte, tous deux comptés, "
        "sur 365 jours par an. Le jour d'un règlement, le solde précédent porte encore intérêt. "
        "Chaque ligne est arrondie au centime ; le total est la somme des lignes.",
        "Les règlements couvrent d'abord les intérêts échus, puis le principal (article 1343-1 du "
        "Code civil)."
        if interest_first
        else "Les règlements sont déduits du principal.",
    ]
    owing = {entry.claim.debtor_type for entry in entries if entry.statement.fee}
    articles = [article for debtor, article in _FEE_ARTICLES.items() if debtor in owing]
    if articles:
        notes.append(
            f"Indemnité forfaitaire de 40 € par facture payée en retard : {listed(articles)}."
        )
    contested = [
        f"{one_line(entry.number)} ({amount(entry.contested, entry.claim.currency)})"
        for entry in entries
        if entry.contested > 0
    ]
    if contested:
        notes.append(f"La part contestée n'est pas comprise : {listed(contested)}.")
    unknown = [one_line(entry.number) for entry in entries if entry.estimated]
    if unknown:
        notes.append(
            f"Le jour d'un règlement n'est pas connu pour {listed(unknown)} : il est compté au "
            "plus tôt."
        )
    return notes
