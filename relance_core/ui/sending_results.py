"""After the sending: what left, what did not, what nobody knows, each with its next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st
from sqlalchemy import Row

from relance_core.french import amounts, listed, plural
from relance_core.store.database import reading
from relance_core.store.messages import list_messages
from relance_core.ui import workspace
from relance_core.ui.posted_list import show_posted
from relance_core.ui.sending_cards import show_heading
from relance_core.ui.sending_letters import show_letters
from relance_core.ui.sending_unsettled import show_held, show_refused, show_uncertain
from relance_core.ui.told import Told, attempt, show_told
from relance_core.vocabulary import LIVE_STATES, MESSAGE_LABELS, MessageState
from relance_core.workflows.send import confirm_deposited, return_deposited
from relance_core.workflows.space import Space

PLACE = "sending-results"
#: Days during which a message that did not leave is still told here.
_RECENT = timedelta(days=14)
_SENT_SHOWN = 200


@dataclass(frozen=True)
class Results:
    """Messages by what became of them, latest first."""

    uncertain: Sequence[Row[Any]]
    deposited: Sequence[Row[Any]]
    printed: Sequence[Row[Any]]
    held: Sequence[Row[Any]]
    refused: Sequence[Row[Any]]
    sent: Sequence[Row[Any]]

    @property
    def to_settle(self) -> int:
        """How many wait for somebody."""
        groups = (self.uncertain, self.deposited, self.printed, self.held, self.refused)
        return sum(len(group) for group in groups)

    def words(self) -> str:
        """``35 messages envoyés, 3 courriers à poster et 1 message refusé.``"""
        counted = (
            (self.sent, "message envoyé", "messages envoyés"),
            (self.deposited, "message à transmettre", "messages à transmettre"),
            (self.printed, "courrier à poster", "courriers à poster"),
            (self.held, "message retenu", "messages retenus"),
            (self.refused, "message refusé", "messages refusés"),
            (self.uncertain, "issue inconnue", "issues inconnues"),
        )
        return listed([plural(len(rows), *forms) for rows, *forms in counted if rows]) + "."


def results() -> Results:
    """What became of the messages; read again only when something has changed."""
    return _results(workspace.stamp(), workspace.space(), workspace.today() - _RECENT)


@st.cache_resource(max_entries=4, show_spinner=False)
def _results(stamp: object, _space: Space, _since: Any) -> Results:
    del stamp
    with reading(_space.engine) as conn:
        waiting = {
            state: list_messages(conn, states=[state], limit=5_000)
            for state in (MessageState.UNCERTAIN, MessageState.DEPOSITED, MessageState.PRINTED)
        }
        stopped = list_messages(conn, states=[MessageState.HELD, MessageState.REFUSED], limit=5_000)
        live = list_messages(conn, states=LIVE_STATES, limit=5_000)
        sent = list_messages(conn, states=[MessageState.SENT], limit=_SENT_SHOWN)
    newer: dict[tuple[int, str], int] = {}
    for row in (*live, *stopped):
        place = (row.addressee_id, row.step)
        newer[place] = max(newer.get(place, 0), row.id)
    current = [
        row
        for row in stopped
        if row.id == newer[row.addressee_id, row.step] and row.approved_at.date() >= _since
    ]
    return Results(
        uncertain=waiting[MessageState.UNCERTAIN],
        deposited=waiting[MessageState.DEPOSITED],
        printed=waiting[MessageState.PRINTED],
        held=[row for row in current if row.state == MessageState.HELD],
        refused=[row for row in current if row.state == MessageState.REFUSED],
        sent=[row for row in sent if row.sent_at and row.sent_at.date() >= _since],
    )


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
    show_heading("Déposés", "À ouvrir et à envoyer avec votre messagerie, depuis :", rows)
    folders = sorted({str(Path(row.path).parent) for row in rows if row.path})
    for folder in folders:
        st.code(folder, language=None, wrap_lines=True)
    chosen = _table(rows, key="sending_deposited", file=True)
    with st.container(horizontal=True):
        count = len(chosen) or len(rows)
        words = "Je l'ai transmis" if count == 1 else f"Je les ai transmis ({count})"
        st.button(
            words,
            key="sending_confirm",
            type="primary",
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
