"""What lateness adds to a client's invoices: a line for each, its detail, workbook and sentence."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from relance_core.french import amount, plural, short_date
from relance_core.messages.postal import postal_address
from relance_core.money import MONEY
from relance_core.receivables.late_interest import BASIS_ARTICLES, RECOVERY_FEE
from relance_core.reminders.assemble import addressee_of
from relance_core.schemas import schema_of
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.tables import Table, download_excel, show_table
from relance_core.workflows.late_interest import (
    ClientInterest,
    client_interest,
    client_interest_pdf,
)

HEADINGS = {
    "number": "Facture",
    "due_date": "Échéance",
    "amount": "Montant",
    "left": "Principal restant",
    "days": "Jours portant intérêt",
    "interest": "Intérêts",
    "fee": "Indemnité (€)",
    "remark": "Remarque",
}
LINE_HEADINGS = {
    "number": "Facture",
    "first": "Du",
    "last": "Au (inclus)",
    "days": "Jours",
    "balance": "Solde",
    "rate": "Taux annuel (%)",
    "line_interest": "Intérêts de la période",
    "basis": "Fondement",
}
_ROWS = schema_of(
    {
        "number": pl.String,
        "currency": pl.String,
        "due_date": pl.Date,
        "amount": MONEY,
        "left": MONEY,
        "days": pl.Int64,
        "interest": MONEY,
        "fee": MONEY,
        "remark": pl.String,
    }
)
_LINES = schema_of(
    {
        "number": pl.String,
        "currency": pl.String,
        "first": pl.Date,
        "last": pl.Date,
        "days": pl.Int64,
        "balance": MONEY,
        "rate": pl.String,
        "line_interest": MONEY,
        "basis": pl.String,
    }
)


def show_interest(client: Mapping[str, Any]) -> None:
    """The interest of a client's late invoices, reckoned once it is asked for."""
    client_id: int = client["client_id"]
    st.markdown("**Pénalités de retard**")
    key = f"clients-interest-{client_id}"
    if not st.toggle("Calculer ce que le retard ajoute", key=f"{key}-asked"):
        return
    today = workspace.today()
    found = client_interest(workspace.space(), client_id, today=today)
    if not found.invoices:
        st.caption("Aucune facture échue de ce client ne porte d'intérêts.")
        return
    st.markdown(plain(total_sentence(found)))
    st.caption(
        f"Calcul au {short_date(today)} inclus, à titre informatif : rien n'est ajouté aux "
        "relances. Depuis le lendemain de l'échéance, 365 jours par an, arrondi à chaque ligne. "
        + (
            "Les règlements couvrent d'abord les intérêts (article 1343-1 du Code civil)."
            if found.interest_first
            else "Les règlements sont déduits du principal, comme dans vos comptes."
        )
    )
    rows, lines = invoice_rows(found), interest_lines(found)
    show_table(
        Table(rows, HEADINGS, title="Intérêts par facture", widths={"remark": 320}),
        key=f"{key}-invoices",
        today=today,
        file_name="interets-par-facture.xlsx",
    )
    if lines.is_empty():
        return
    st.caption("Le détail, une ligne par semestre et par solde")
    show_table(
        Table(lines, LINE_HEADINGS, title="Détail du calcul", widths={"basis": 420}),
        key=f"{key}-lines",
        today=today,
        file_name="detail-des-interets.xlsx",
    )
    download_excel(
        lambda: {"Par facture": rows, "Détail": lines},
        headings=LINE_HEADINGS | HEADINGS,
        title="Décompte des intérêts de retard",
        today=today,
        file_name="decompte-interets.xlsx",
        key=f"{key}-statement",
        label="Télécharger le décompte complet (Excel)",
    )
    st.download_button(
        "Télécharger le décompte (PDF)",
        data=lambda: client_interest_pdf(workspace.space(), _recipient(client), found, today=today),
        file_name="decompte-interets.pdf",
        mime="application/pdf",
        key=f"{key}-pdf",
        icon=":material/picture_as_pdf:",
        type="tertiary",
        on_click="ignore",
    )


def _recipient(client: Mapping[str, Any]) -> list[str]:
    """The lines of its window, as on any letter."""
    addressee = addressee_of(workspace.day().situation, client["client_id"])
    return list(postal_address(addressee).lines) if addressee else [client["name"]]


def total_sentence(found: ClientInterest) -> str:
    """``Intérêts : 706,89 € sur 1 facture ; indemnités forfaitaires : 40,00 € (1 × 40 €).``"""
    sums: dict[str, Decimal] = {}
    fees = late = 0
    for one in found.invoices:
        if one.statement is None:
            continue
        late += 1
        currency = one.found.claim.currency
        sums[currency] = sums.get(currency, Decimal(0)) + one.statement.interest_left
        fees += one.statement.fee > 0
    if not late:
        # A phone's screen ends before the remarks of the table.
        reasons = dict.fromkeys(one.why for one in found.invoices)
        return f"Rien n'est calculé pour l'instant. {' '.join(reasons)}"
    told = " + ".join(amount(value, currency) for currency, value in sorted(sums.items()))
    sentence = f"Intérêts : {told} sur {plural(late, 'facture', 'factures')}"
    if fees:
        sentence += f" ; indemnités forfaitaires : {amount(RECOVERY_FEE * fees)} ({fees} × 40 €)"
    return f"{sentence}."


def invoice_rows(found: ClientInterest) -> pl.DataFrame:
    """One row per invoice: ``number, currency`` and ``HEADINGS``; amounts as ``MONEY``."""
    rows: list[tuple[Any, ...]] = []
    for one in found.invoices:
        claim, statement = one.found.claim, one.statement
        remarks = [one.why]
        if statement and one.found.estimated:
            remarks.append("Jour d'un règlement inconnu : compté au plus tôt.")
        if one.found.disputed > 0:
            remarks.append(f"Dont {amount(one.found.disputed, claim.currency)} en litige.")
        rows.append(
            (
                one.found.number,
                claim.currency,
                claim.due_date,
                claim.principal,
                statement.principal_left if statement else None,
                sum(line.days for line in statement.lines) if statement else None,
                statement.interest_left if statement else None,
                statement.fee if statement else None,
                " ".join(filter(None, remarks)),
            )
        )
    return pl.DataFrame(rows, schema=_ROWS, orient="row")


def interest_lines(found: ClientInterest) -> pl.DataFrame:
    """One row per line of each statement: ``number, currency`` and ``LINE_HEADINGS``."""
    rows = [
        (
            one.found.number,
            one.found.claim.currency,
            line.first,
            line.last,
            line.days,
            line.balance,
            f"{line.rate:.2f}".replace(".", ","),
            line.amount,
            BASIS_ARTICLES[line.basis],
        )
        for one in found.invoices
        if one.statement
        for line in one.statement.lines
    ]
    return pl.DataFrame(rows, schema=_LINES, orient="row")
