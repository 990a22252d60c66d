"""Words given about the last resort: hand-overs announced, and insured claims to declare."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from relance_core.french import plural, short_date
from relance_core.receivables.hand_over import declarations, hand_overs
from relance_core.store.database import reading
from relance_core.store.holds import DECLARED, declared_invoices, insured_clients, recipients
from relance_core.ui import workspace
from relance_core.ui.choose_and_act import choose_and_act
from relance_core.ui.dispute_form import PAGE
from relance_core.ui.tables import Table, show_table
from relance_core.ui.told import Told
from relance_core.vocabulary import WITHHELD_LABELS, Withheld
from relance_core.workflows.decide import hold_in
from relance_core.workflows.hand_over import RECIPIENTS, note_recipient
from relance_core.workflows.undo_decision import undo_hold

HEADINGS = {
    "client_name": "Client",
    "open_amount": "Restant dû",
    "state": "État",
    "number": "Facture",
    "hand_over_on": "Annoncée pour le",
    "announced_on": "Par le dernier avis du",
}
DECLARED_HEADINGS = {
    "client_name": "Client",
    "open_amount": "Restant dû",
    "state": "État",
    "number": "Facture",
    "due_date": "Échéance",
    "declare_by": "À déclarer avant le",
}
_WIDTHS = {"client_name": 150, "open_amount": 100, "state": 330, "number": 110}
#: Reasons noted since that free from the word given.
_FREED = (
    *(Withheld.EXCLUDED, Withheld.INSOLVENCY, Withheld.DISPUTE, Withheld.PAYMENT_PLAN),
    *(Withheld.PROMISE, Withheld.REPLY_PENDING, Withheld.PAUSED, Withheld.ALL_SUSPENDED),
)


def hand_over_rows() -> pl.DataFrame:
    """The hand-overs announced, what was not kept first: ``HEADINGS``, ``stage``, ``currency``."""
    day = workspace.day()
    found = hand_overs(day.situation.ledger, day.situation.history, today=workspace.today())
    why = day.plan.withheld.filter(pl.col("code").is_in([one.value for one in _FREED]))
    rows = _named(found).join(why.select("invoice_id", "code"), on="invoice_id", how="left")
    with reading(workspace.space().engine) as conn:
        known = recipients(conn)
    to = pl.col("invoice_id").replace_strict(known, default=None, return_dtype=pl.String)
    rows = rows.with_columns(to.alias("to"))
    told = [_hand_over_words(row) for row in rows.iter_rows(named=True)]
    return rows.with_columns(pl.Series("state", told, pl.String))


def declaration_rows() -> pl.DataFrame:
    """The insured claims that are late and not declared: ``DECLARED_HEADINGS``, ``stage``."""
    with reading(workspace.space().engine) as conn:
        insured, declared = insured_clients(conn), declared_invoices(conn)
    days = pl.DataFrame(
        [tuple(row) for row in insured],
        schema={"client_id": pl.Int64, "declare_days": pl.Int64},
        orient="row",
    )
    ledger = workspace.day().situation.ledger
    found = declarations(ledger, days, today=workspace.today())
    rows = _named(found.filter(~pl.col("invoice_id").is_in(list(declared))))
    told = [_declaration_words(row) for row in rows.iter_rows(named=True)]
    return rows.with_columns(pl.Series("state", told, pl.String))


def show_words_given() -> None:
    """Both lists, when there is something in them."""
    over, declare = hand_over_rows(), declaration_rows()
    if over.height:
        st.subheader("Transmissions annoncées", anchor=False)
        missed = over.filter(pl.col("stage") == "missed", pl.col("code").is_null())
        if missed.height:
            late = plural(
                missed.height,
                "transmission annoncée n'est pas faite",
                "transmissions annoncées ne sont pas faites",
            )
            st.warning(
                f"{late} : la parole donnée n'est pas tenue. Transmettez dans Plan du jour, ou "
                "notez ci-dessous ce qui a changé.",
                icon=":material/schedule:",
            )
        _table(over, HEADINGS, "Transmissions annoncées", "disputes-hand-over")
        _recipient(over.filter(pl.col("stage") == "done"))
    if declare.height:
        st.subheader("Déclarations à l'assureur", anchor=False)
        _table(declare, DECLARED_HEADINGS, "Déclarations à l'assureur", "disputes-declare")
        _declare(declare)


def _table(rows: pl.DataFrame, headings: dict[str, str], title: str, key: str) -> None:
    show_table(
        Table(rows, headings, title, widths=_WIDTHS),
        key=key,
        today=workspace.today(),
        file_name=f"{key.removeprefix('disputes-')}.xlsx",
    )


def _named(found: pl.DataFrame) -> pl.DataFrame:
    situation = workspace.day().situation
    names = situation.clients.select("client_id", pl.col("name").alias("client_name"))
    columns = ["invoice_id", "client_id", "number", "currency", "open_amount", "due_date"]
    invoices = situation.ledger.select(columns)
    return found.join(invoices, on="invoice_id", maintain_order="left").join(
        names, on="client_id", how="left", maintain_order="left"
    )


def _hand_over_words(row: dict[str, Any]) -> str:
    late = f"{row['days']} j de retard"
    if row["stage"] == "done":
        when = f"avec {late}" if row["days"] else "à la date annoncée"
        to = f" ({row['to']})" if row["to"] else ""
        return f"transmis{to} le {short_date(row['done_on'])}, {when}"
    if row["code"]:
        return f"suspendue : {WITHHELD_LABELS[Withheld(row['code'])].lower()}"
    if row["stage"] == "missed":
        return f"pas faite, {late}"
    return "à faire aujourd'hui" if row["stage"] == "today" else "à venir"


def _declaration_words(row: dict[str, Any]) -> str:
    if row["stage"] == "unknown":
        return "délai du contrat à saisir dans la fiche du client"
    left = (row["declare_by"] - workspace.today()).days
    if left < 0:
        return f"date passée depuis {plural(-left, 'jour')}, pas déclarée"
    return "à déclarer aujourd'hui" if not left else f"encore {plural(left, 'jour')}"


def _recipient(rows: pl.DataFrame) -> None:
    """To whom a file that has left was handed over."""
    if rows.is_empty():
        return
    names = _names(rows)
    choose_and_act(
        "Dossier transmis",
        names,
        partial(_handed, names),
        page=PAGE,
        key="disputes-handed-pick",
        button_key="disputes-handed",
        words="Noter",
        icon=":material/edit_note:",
        width=320,
        beside=_to_whom,
    )


def _to_whom() -> tuple[str]:
    to = st.selectbox("À qui", RECIPIENTS, key="disputes-handed-to", width=240)
    who = st.text_input("Nom, référence", key="disputes-handed-name", width=240)
    return (", ".join(filter(None, (to.lower(), (who or "").strip()))),)


def _handed(names: Mapping[int, str], invoice_id: int, to: str) -> Told:
    before = note_recipient(workspace.space(), workspace.act(), invoice_id, to)
    return Told(
        (f"{names[invoice_id]} : dossier transmis ({to}).",),
        undo=partial(_hand_back, invoice_id, before),
    )


def _hand_back(invoice_id: int, before: str) -> None:
    note_recipient(workspace.space(), workspace.act(), invoice_id, before)


def _names(rows: pl.DataFrame) -> dict[int, str]:
    return {
        row["invoice_id"]: f"{row['client_name']} · {row['number']}"
        for row in rows.iter_rows(named=True)
    }


def _declare(rows: pl.DataFrame) -> None:
    names = _names(rows)
    choose_and_act(
        "Noter une déclaration faite",
        names,
        partial(_declared, names),
        page=PAGE,
        key="disputes-declare-pick",
        button_key="disputes-declared",
        words="Déclarée",
        icon=":material/verified:",
    )


def _declared(names: Mapping[int, str], invoice_id: int) -> Told:
    space, act = workspace.space(), workspace.act()
    with space.engine.begin() as conn:
        hold_id, _ = hold_in(conn, act, invoice_id, DECLARED)
    return Told((f"{names[invoice_id]} : déclarée à l'assureur.",), undo=partial(_undo, hold_id))


def _undo(hold_id: int) -> None:
    undo_hold(workspace.space(), workspace.act(), hold_id)
