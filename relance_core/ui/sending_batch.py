"""The letters to post all at once: one file to print with its list, or a file each to register."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.errors import Refused
from relance_core.french import plural, short_date
from relance_core.messages.posting_list import PRINTED_CHANNELS
from relance_core.ui import workspace
from relance_core.ui.told import Told, attempt
from relance_core.workflows.posting import (
    electronic_batch,
    posting_list,
    print_batch,
    waiting_letters,
)
from relance_core.workflows.send import mark_posted

_DUPLEX = "sending_batch_duplex"
_LISTS = (
    ("PDF", "pdf", "application/pdf"),
    ("Excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("CSV", "csv", "text/csv"),
)
_DAY = "sending_batch_day"


def show_batch(rows: Sequence[Row[Any]], *, place: str) -> None:
    """What can be done with all the letters of ``rows`` together; nothing when there is none."""
    waiting = waiting_letters(rows)
    with st.container(horizontal=True, vertical_alignment="center"):
        if waiting.printed:
            _print(waiting.printed)
        if waiting.electronic:
            _register(waiting.electronic)
    if waiting.printed > 1:
        _all_posted(rows, place)


def _print(count: int) -> None:
    space, today = workspace.space(), workspace.today()
    words = "Imprimer le courrier" if count == 1 else f"Imprimer les {count} courriers"
    duplex = bool(st.session_state.get(_DUPLEX, False))
    st.download_button(
        f"{words} (PDF)",
        data=partial(print_batch, space, today=today, duplex=duplex),
        file_name=f"courriers-{today:%Y-%m-%d}.pdf",
        mime="application/pdf",
        key="sending_batch_print",
        icon=":material/print:",
        type="primary",
        on_click="ignore",
        help="Le bordereau d'abord, puis les courriers dans l'ordre du bordereau : recommandés, "
        "puis lettres simples, par code postal.",
    )
    st.toggle(
        "Recto verso",
        key=_DUPLEX,
        help="Chaque courrier commence alors sur une feuille à lui.",
    )
    with st.popover("Bordereau seul", icon=":material/list_alt:"):
        for label, kind, mime in _LISTS:
            st.download_button(
                label,
                data=partial(posting_list, space, kind, today=today, duplex=duplex),
                file_name=f"bordereau-{today:%Y-%m-%d}.{kind}",
                mime=mime,
                key=f"sending_batch_list_{kind}",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )


def _register(count: int) -> None:
    space, today = workspace.space(), workspace.today()
    letters = plural(count, "lettre électronique", "lettres électroniques")
    st.download_button(
        f"{letters[:1].upper()}{letters[1:]} (ZIP)",
        data=partial(electronic_batch, space),
        file_name=f"recommandes-electroniques-{today:%Y-%m-%d}.zip",
        mime="application/zip",
        key="sending_batch_register",
        icon=":material/folder_zip:",
        on_click="ignore",
        help="Un PDF par lettre et la liste des destinataires (CSV), à déposer chez votre "
        "prestataire de recommandé électronique.",
    )


def _all_posted(rows: Sequence[Row[Any]], place: str) -> None:
    """The usual case: the whole pile went to the post on one day, the numbers come afterwards."""
    printed = [row.id for row in rows if row.channel in PRINTED_CHANNELS]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            "Tous postés le",
            value=workspace.today(),
            format="DD/MM/YYYY",
            key=_DAY,
            width=160,
        )
        st.button(
            f"Noter les {len(printed)} envois, sans numéro",
            key="sending_batch_posted",
            icon=":material/markunread_mailbox:",
            on_click=_post,
            args=(printed, place),
            help="Les numéros de suivi se notent ensuite, un par un, sous « Courriers postés ».",
        )


def _post(ids: Sequence[int], place: str) -> None:
    def act() -> Told:
        day = st.session_state[_DAY]
        space, by = workspace.space(), workspace.act()
        posted, late = 0, []
        for one in ids:
            try:
                posted += mark_posted(space, by, one, posted_on=day, tracking="")
            except Refused as refusal:
                late.append(refusal.message)
        if not posted and late:
            return Told(refused=tuple(dict.fromkeys(late)))
        words = plural(posted, "courrier noté comme posté", "courriers notés comme postés")
        left = plural(len(late), "courrier est daté", "courriers sont datés") if late else ""
        warned = (f"{left} d'un autre jour : rien n'y a été noté.",) if late else ()
        return Told(done=(f"{words} le {short_date(day)}.",), warned=warned)

    attempt(place, act)
