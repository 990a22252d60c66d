"""Clients that are perhaps one: the reasons side by side, one click to merge or to keep apart."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from relance_core.french import amounts, plural
from relance_core.store.clients import client_names
from relance_core.store.database import reading
from relance_core.store.faces import ClientFace
from relance_core.store.merges import Merged, merges, unlike_pairs
from relance_core.ui import workspace
from relance_core.ui.client_editor import PAGE
from relance_core.ui.frame import plain
from relance_core.ui.paging import part_of
from relance_core.ui.stopped import stopped_words
from relance_core.ui.told import Told, attempt
from relance_core.workflows.merge_clients import (
    Proposal,
    decline_merge,
    merge_clients,
    proposals,
    propose_again,
    undo_merge,
)

_AT_ONCE = 5
_KEPT, _GONE = "clients-merge-kept", "clients-merge-gone"


def alike() -> list[Proposal]:
    """The pairs to propose, as of what the page has read."""
    return _alike(workspace.stamp())


@st.cache_resource(max_entries=4, show_spinner=False)
def _alike(stamp: workspace.Stamp) -> list[Proposal]:
    del stamp  # part of the key
    return proposals(workspace.space())


def alike_words(found: int) -> str:
    """``2 paires de clients se ressemblent``."""
    verb = "se ressemble" if found < 2 else "se ressemblent"
    return f"{plural(found, 'paire de clients', 'paires de clients')} {verb}"


def show_alike_link() -> None:
    """Where to go about the pairs that look alike, after an import; nothing when there is none."""
    found = alike()
    if found:
        words = f"{alike_words(len(found))} : à fusionner ou non"
        st.page_link("pages/clients.py", label=words, icon=":material/merge:")


def show_merges(everybody: pl.DataFrame) -> None:
    """The pairs that look alike, folded; then merging by hand, and what was decided."""
    found = alike()
    if found:
        with st.expander(
            f"{alike_words(len(found))} : à fusionner ou non", icon=":material/merge:"
        ):
            st.caption(
                "Fusionnés, ils reçoivent un seul message, et leurs factures gardent tout ce qui a "
                "été envoyé. Rien n'est fusionné sans vous, et cela s'annule."
            )
            for one in part_of(found, key="clients-alike-page", at_once=_AT_ONCE):
                _show_proposal(one)
    with reading(workspace.space().engine) as conn:
        done = [one for one in merges(conn) if one.undone_at is None]
        apart = sorted(unlike_pairs(conn))
    names = dict(everybody.select("client_id", "name").iter_rows())
    if len(names) < 2 and not done:
        return
    title = "Fusionner deux clients à la main, revenir en arrière"
    with st.expander(title, key="clients-merge-hand"):
        _show_by_hand(names)
        _show_done(done)
        _show_apart(apart, names)


def _show_proposal(one: Proposal) -> None:
    first, second = one.pair
    key = f"clients-alike-{first}-{second}"
    with st.container(border=True):
        st.markdown(f"{_face(one.kept)}  \n{_face(one.gone)}")
        st.caption(plain(f"{one.likeness.why[0].upper()}{one.likeness.why[1:]}."))
        with st.container(horizontal=True):
            for face, other, kind in ((one.kept, one.gone, "kept"), (one.gone, one.kept, "gone")):
                st.button(
                    plain(f"Fusionner sous « {face.name} »")
                    if one.kept.name != one.gone.name
                    else plain(f"Fusionner sous « {face.name} » ({face.code or face.client_id})"),
                    key=f"{key}-{kind}",
                    on_click=attempt,
                    args=(PAGE, partial(_merge, face, other, one.likeness.why)),
                )
            st.button(
                "Ce sont deux clients",
                key=f"{key}-apart",
                type="tertiary",
                on_click=attempt,
                args=(PAGE, partial(_decline, one)),
            )


def _face(face: ClientFace) -> str:
    """``**SARL Alpha** · code C1 · Lyon · 2 factures ouvertes, 140,00 €``."""
    owed = plural(face.open_invoices, "facture ouverte", "factures ouvertes")
    if face.open_amounts:
        owed += f", {amounts(face.open_amounts)}"
    told = [f"code {face.code}" if face.code else "", face.city or "", face.email or "", owed]
    return " · ".join([f"**{plain(face.name)}**", *(plain(one) for one in told if one)])


def _merge(kept: ClientFace, gone: ClientFace, why: str) -> Told:
    return _merged(kept.client_id, gone.client_id, kept.name, gone.name, why)


def _merged(kept_id: int, gone_id: int, kept: str, gone: str, why: str) -> Told:
    space, act = workspace.space(), workspace.act()
    done = merge_clients(space, act, kept_id, gone_id, why)
    told = [f"« {gone} » est fusionné avec « {kept} »."]
    if done.twins:
        told.append(
            f"{plural(done.twins, 'facture était', 'factures étaient')} sous les deux noms."
        )
    return Told(
        tuple(told),
        undo=lambda: _undo(done.merge_id),
        warned=stopped_words(done.stopped),
    )


def _undo(merge_id: int) -> None:
    undo_merge(workspace.space(), workspace.act(), merge_id)


def _decline(one: Proposal) -> Told:
    space, act = workspace.space(), workspace.act()
    decline_merge(space, act, *one.pair)
    return Told(
        (f"« {one.kept.name} » et « {one.gone.name} » restent deux clients.",),
        undo=lambda: propose_again(space, workspace.act(), *one.pair),
    )


def _show_by_hand(names: dict[int, str]) -> None:
    """Two clients chosen by name; the first is kept."""
    kept, gone = st.columns(2)
    first = kept.selectbox(
        "Client gardé",
        list(names),
        index=None,
        format_func=lambda one: names.get(one, ""),
        placeholder="Choisissez un client",
        key=_KEPT,
    )
    second = gone.selectbox(
        "Client fusionné avec lui",
        [one for one in names if one != first],
        index=None,
        format_func=lambda one: names.get(one, ""),
        placeholder="Choisissez un client",
        key=_GONE,
    )
    chosen = first is not None and second is not None
    st.button(
        "Fusionner ces deux clients",
        key="clients-merge-both",
        disabled=not chosen,
        on_click=attempt,
        args=(PAGE, partial(_by_hand, first, second, names)),
    )


def _by_hand(first: int | None, second: int | None, names: dict[int, str]) -> Told:
    if first is None or second is None:
        return Told()
    told = _merged(first, second, names[first], names[second], "")
    st.session_state.pop(_GONE, None)
    return told


def _show_done(done: list[Merged]) -> None:
    """The merges in force, each with its way back."""
    if not done:
        return
    st.markdown(f"**{plural(len(done), 'fusion faite', 'fusions faites')}**")
    names = _names()
    for one in part_of(done, key="clients-merged-page", at_once=_AT_ONCE):
        with st.container(horizontal=True, vertical_alignment="center"):
            gone, kept = names.get(one.gone_id, ""), names.get(one.kept_id, "")
            words = f"« {gone} » fusionné avec « {kept} » le {one.at:%d/%m/%Y} par {one.by}"
            st.markdown(plain(words), width="stretch")
            st.button(
                "Annuler",
                key=f"clients-merged-{one.id}",
                type="tertiary",
                on_click=attempt,
                args=(PAGE, partial(_taken_back, one, gone, kept)),
            )


def _taken_back(one: Merged, gone: str, kept: str) -> Told:
    done = undo_merge(workspace.space(), workspace.act(), one.id)
    return Told(
        (f"« {gone} » et « {kept} » sont de nouveau deux clients.",),
        warned=stopped_words(done.stopped),
    )


def _show_apart(apart: list[tuple[int, int]], names: dict[int, str]) -> None:
    """The pairs that somebody said are two, each to be proposed again."""
    shown = [pair for pair in apart if pair[0] in names and pair[1] in names]
    if not shown:
        return
    words = plural(len(shown), "paire gardée séparée", "paires gardées séparées")
    st.markdown(f"**{words}**")
    for first, second in part_of(shown, key="clients-apart-page", at_once=_AT_ONCE):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(f"« {names[first]} » et « {names[second]} »"), width="stretch")
            st.button(
                "Proposer de nouveau",
                key=f"clients-apart-{first}-{second}",
                type="tertiary",
                on_click=attempt,
                args=(PAGE, partial(_again, first, second)),
            )


def _again(first: int, second: int) -> Told:
    propose_again(workspace.space(), workspace.act(), first, second)
    return Told(("Cette paire est de nouveau proposée.",))


def _names() -> dict[int, str]:
    """Every client ever known, those that are another one now too."""
    with reading(workspace.space().engine) as conn:
        return client_names(conn)
