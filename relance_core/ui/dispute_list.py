"""The disputes that run, late ones first, the one chosen under them, and those that are over."""

from __future__ import annotations

import polars as pl
import streamlit as st

from relance_core.commitments import (
    DISPUTE_MOTIVE_LABELS,
    DISPUTE_OUTCOME_LABELS,
)
from relance_core.french import listed, plural
from relance_core.store.database import reading
from relance_core.store.disputes import closed_disputes, signs_of_an_end
from relance_core.ui import workspace
from relance_core.ui.dispute_owners import show_owners
from relance_core.ui.dispute_panel import show_dispute
from relance_core.ui.disputes import HEADINGS, Group
from relance_core.ui.frame import plain
from relance_core.ui.paging import page_of, pick_row
from relance_core.ui.tables import Table, download_excel, show_table

_WIDTHS = {
    "client_name": 180,
    "amount": 92,
    "state": 230,
    "number": 104,
    "deadline": 122,
    "owner": 96,
    "note": 220,
    "since": 96,
}
_NAMED = {"amount": "Contesté", "note": "Motif"}
_OVER = {
    "client_name": "Client",
    "number": "Facture",
    "amount": "Montant contesté",
    "outcome": "Issue",
    "days": "Jours",
    "motive": "Motif",
    "owner": "Responsable",
    "closed_on": "Clos le",
    "closed_by": "Par",
}
_MOTIVES = {code.value: label for code, label in DISPUTE_MOTIVE_LABELS.items()}
_OUTCOMES = {code.value: label for code, label in DISPUTE_OUTCOME_LABELS.items()}


def show_disputes(group: Group) -> None:
    """The list of ``group``, what is late told first, and the dispute that is chosen."""
    today = workspace.today()
    with reading(workspace.space().engine) as conn:
        signs = {one.hold_id: one.words for one in signs_of_an_end(conn)}
        over = closed_disputes(conn)
    if group.frame.is_empty():
        st.info(group.empty, icon=":material/inbox:")
    else:
        for sentence in _to_do(group.frame, signs):
            st.markdown(sentence)
        show_owners()
        rows = page_of(group.frame, key="disputes-list-page", searched=False)
        headings = {column: HEADINGS[column] for column in group.columns} | _NAMED
        table = Table(rows, headings, group.title, widths=_WIDTHS)
        ids = rows.select(pl.concat_str("invoice_id", "hold_id", ignore_nulls=True)).to_series()
        position = pick_row(table, ids, key="disputes-list", label="Litiges en cours")
        download_excel(
            lambda: {group.title: group.frame.select(*headings, "currency")},
            headings=headings,
            title=group.title,
            today=today,
            file_name="litiges.xlsx",
            key="disputes-list-xlsx",
        )
        if position is None:
            st.caption("Choisissez un litige pour le suivre, le corriger ou le clore.")
        else:
            row = rows.row(position, named=True)
            show_dispute(row, signs.get(row["hold_id"], ""))
    if over.height:
        with st.expander(f"Litiges clos ({over.height})", icon=":material/history:"):
            show_table(
                Table(_in_words(over), _OVER, "Litiges clos"),
                key="disputes-over",
                today=today,
                file_name="litiges-clos.xlsx",
            )


def _to_do(frame: pl.DataFrame, signs: dict[int, str]) -> list[str]:
    """What asks for somebody today: disputes out of time, and ends that the data shows."""
    told = []
    late = frame.filter(pl.col("deadline") < workspace.today())
    if late.height:
        owners = late.group_by(pl.col("owner").fill_null("personne")).len().sort("len", "owner")
        who = [f"{name} ({count})" for name, count in owners.reverse().iter_rows()]
        past = plural(
            late.height, "litige a dépassé son échéance", "litiges ont dépassé leur échéance"
        )
        told.append(f":material/schedule: **{past}** : {plain(listed(who))}.")
    shown = frame.filter(pl.col("hold_id").is_in(list(signs)))
    if shown.height:
        ended = plural(shown.height, "litige est peut-être réglé", "litiges sont peut-être réglés")
        numbers = plain(listed(shown["number"].to_list()[:5]))
        told.append(f":material/lightbulb: **{ended}** selon les dernières données : {numbers}.")
    return told


def _in_words(over: pl.DataFrame) -> pl.DataFrame:
    return over.with_columns(
        pl.col("motive").replace_strict(_MOTIVES, default=None, return_dtype=pl.String),
        pl.col("outcome").replace_strict(_OUTCOMES, default=None, return_dtype=pl.String),
    )
