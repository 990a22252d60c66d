"""Invoices whose claim may soon be time-barred: dates to watch, in words that give no verdict."""

from __future__ import annotations

import polars as pl
import streamlit as st

from relance_core.receivables.limitation import limitations
from relance_core.ui import workspace
from relance_core.ui.tables import Table, show_table
from relance_core.vocabulary import DebtorType

HEADINGS = {
    "client_name": "Client",
    "number": "Facture",
    "open_amount": "Restant dû",
    "start": "Délai compté depuis le",
    "limit_on": "Date à surveiller",
    "stage_label": "Échéance du délai",
    "text": "Ce que prévoit le texte",
}
STAGES = {
    "passed": "date passée",
    "near": "dans moins de 3 mois",
    "coming": "dans moins de 6 mois",
}
TEXTS = {
    DebtorType.CONSUMER.value: "2 ans, particulier (C. conso. art. L. 218-2)",
    DebtorType.PUBLIC.value: "4 ans depuis le 1er janvier suivant (loi 68-1250)",
    DebtorType.UNKNOWN.value: "5 ans (C. com. art. L. 110-4) ; 2 ans pour un particulier",
    DebtorType.OTHER.value: "5 ans (C. civ. art. 2224) ; 2 ans pour un particulier",
}
_USUAL_TEXT = "5 ans (C. com. art. L. 110-4)"


def limitation_rows() -> pl.DataFrame:
    """``HEADINGS`` and ``currency``: the open invoices to watch today, the nearest first."""
    situation = workspace.day().situation
    found = limitations(situation.ledger, situation.clients, today=workspace.today())
    names = situation.clients.select("client_id", pl.col("name").alias("client_name"))
    text = pl.col("debtor_type").replace_strict(TEXTS, default=_USUAL_TEXT, return_dtype=pl.String)
    return found.join(names, on="client_id", how="left", maintain_order="left").with_columns(
        pl.col("stage").replace_strict(STAGES, return_dtype=pl.String).alias("stage_label"),
        text.alias("text"),
    )


def show_limitation() -> None:
    """The dates to watch, when there are some."""
    rows = limitation_rows()
    if rows.is_empty():
        return
    st.subheader("Prescriptions à surveiller", anchor=False)
    st.caption(
        "Le délai se compte depuis la livraison ou la facture, la plus ancienne des deux. À "
        "confirmer sur le dossier : une reconnaissance de dette ou une action en justice le fait "
        "repartir, une mise en demeure non, même recommandée."
    )
    show_table(
        Table(rows, HEADINGS, title="Prescriptions à surveiller", widths={"text": 340}),
        key="disputes-limitation",
        today=workspace.today(),
        file_name="prescriptions-a-surveiller.xlsx",
    )
