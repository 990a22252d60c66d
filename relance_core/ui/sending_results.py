"""After the sending: what left, what did not, what nobody knows, each with its next step."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st
from sqlalchemy import Row

from relance_core.french import amounts, plural
from relance_core.ui import workspace
from relance_core.ui.posted_list import show_posted
from relance_core.ui.sending_cards import show_heading
from relance_core.ui.sending_found import results
from relance_core.ui.sending_letters import show_letters
from relance_core.ui.sending_unsettled import show_held, show_refused, show_uncertain
from relance_core.ui.told import Told, attempt, show_told
from relance_core.vocabulary import MESSAGE_LABELS
from relance_core.workflows.send import confirm_deposited, return_deposited

PLACE = "sending-results"


def show_results() -> None:
    """Each group with its next step, the doubtful first; what left at the end."""
    found = results()
    show_told(PLACE)
    if not found.to_settle and not found.sent:
        st.info(
            "Rien n'est parti ces quatorze derniers jours. Ce qui part, ce qui est refusé et ce "
            "dont l'issue est inconnue se règle ici.",
            icon=":material/outgoing_mail:",
        )
        show_posted()
        return
    st.markdown(found.words())
    show_uncertain(found.uncertain, place=PLACE)
    _show_deposited(found.deposited)
    show_letters(found.printed, place=PLACE)
    show_held(found.held)
    show_refused(found.refused)
    show_posted()
    _show_sent(found.sent)


def _show_deposited(rows: Sequence[Row[Any]]) -> None:
    """Drafts in the folder: transmitted by the person's own program, or not after all."""
    if not rows:
        return
    show_heading(
        "Déposés",
        "D'abord, ouvrez-les et envoyez-les avec votre messagerie, depuis ce dossier :",
        rows,
    )
    folders = sorted({str(Path(row.path).parent) for row in rows if row.path})
    for folder in folders:
        st.code(folder, language=None, wrap_lines=True)
    chosen = _table(rows, key="sending_deposited", file=True)
    st.caption(
        "Ensuite, dites-le ici : cochez ceux qui sont partis, ou rien s'ils le sont tous."
        if len(rows) > 1
        else "Ensuite, dites-le ici."
    )
    with st.container(horizontal=True):
        count = len(chosen) or len(rows)
        words = "Je l'ai transmis" if count == 1 else f"Je les ai transmis ({count})"
        st.button(
            words,
            key="sending_confirm",
            icon=":material/check:",
            on_click=_confirm,
            args=([row.addressee_id for row in chosen] or None,),
        )
        st.button(
            f"Annuler {plural(len(chosen), 'message')}" if chosen else "Annuler la sélection",
            key="sending_return",
            icon=":material/undo:",
            disabled=not chosen,
            on_click=_return,
            args=([row.id for row in chosen],),
            help="Ils ne seront pas transmis : leurs factures seront de nouveau proposées.",
        )


def _confirm(clients: list[int] | None) -> None:
    def confirm() -> Told:
        done = confirm_deposited(workspace.space(), workspace.act(), clients=clients)
        words = plural(len(done), "message compte", "messages comptent")
        return Told(done=(f"{words} comme envoyé{'s' if len(done) > 1 else ''}.",))

    attempt(PLACE, confirm)


def _return(ids: list[int]) -> None:
    def give_back() -> Told:
        space, act = workspace.space(), workspace.act()
        done = sum(return_deposited(space, act, one) for one in ids)
        words = plural(done, "message annulé", "messages annulés")
        return Told(done=(f"{words} : supprimez-en les fichiers du dossier.",))

    attempt(PLACE, give_back)


def _show_sent(rows: Sequence[Row[Any]]) -> None:
    if not rows:
        return
    recent = "Ces quatorze derniers jours ; tout est dans le Journal, mot pour mot."
    if workspace.space().demonstration:
        recent += (
            " Démonstration : rien n'est parti, les messages sont écrits dans un dossier et "
            "comptés comme envoyés."
        )
    show_heading("Envoyés", recent, rows)
    st.dataframe(
        _frame(rows).with_columns(
            pl.Series("Envoyé le", [f"{row.sent_at:%d/%m/%Y à %H:%M}" for row in rows])
        ),
        key="sending_sent",
        hide_index=True,
        column_config=_AMOUNT,
    )


_AMOUNT = {"Montant": st.column_config.TextColumn(alignment="right")}


def _table(rows: Sequence[Row[Any]], *, key: str, file: bool = False) -> list[Row[Any]]:
    """The rows as a table; gives those that are ticked."""
    frame = _frame(rows)
    if file:
        names = [Path(row.path).name if row.path else "" for row in rows]
        frame = frame.with_columns(pl.Series("Fichier", names))
    # A key of its own for each set of rows: a tick never lands on another message.
    event = st.dataframe(
        frame,
        key=f"{key}_{hash(tuple(row.id for row in rows))}",
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        column_config=_AMOUNT,
    )
    return [rows[one] for one in event.selection.rows]


def _frame(rows: Sequence[Row[Any]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "Client": [row.client_name for row in rows],
            "Montant": [net_of(row) for row in rows],
            "Message": [MESSAGE_LABELS[row.step] for row in rows],
        }
    )


def net_of(row: Row[Any]) -> str:
    """The net that a message asked for, per currency."""
    return amounts({currency: Decimal(net) for currency, net in row.totals.items()})
