"""« Payé depuis » : what was paid since the last export, pasted or dropped, checked and noted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from relance_core.errors import RelanceError
from relance_core.french import amount as money
from relance_core.french import amounts, listed, plural, short_date
from relance_core.money import totals_by_currency
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.import_paid_lists import show_lists
from relance_core.ui.stopped import stopped_words
from relance_core.ui.told import Told, attempt, show_told
from relance_core.ui.uploader import upload
from relance_core.workflows.paid_match import Found, Match
from relance_core.workflows.paid_proposals import Proposal, propose
from relance_core.workflows.paid_since import note_payments, undo_payments

KINDS = ("xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt", "zip")
#: Where the section says what it did: beside it, not at the top of a long page.
PAGE = "importer-paid"
EXAMPLE = "F-2026-012  1 200,00 €  12/11/2026\nDupont SA ; 300,00 ; 14/11/2026"
_DRAFT, _REFUSAL, _TURN = "import_paid_draft", "import_paid_refusal", "import_paid_turn"
#: What the import just recorded tells of payments in its other sheets, still to be checked.
_BROUGHT = "import_paid_brought"
_HEADINGS = {
    "note": "Noter",
    "row": "Ligne",
    "invoices": "Facture",
    "client": "Client",
    "paid": "Montant",
    "day": "Payé le",
    "after": "Ensuite",
    "reason": "Pourquoi",
}


def bring_along(proposals: Sequence[Proposal]) -> None:
    """Take up the payments that an import has told of: they are checked one sheet after another."""
    if proposals:
        st.session_state[_DRAFT], *rest = proposals
        st.session_state[_BROUGHT] = rest


def let_go() -> None:
    """Put down what an import has told of payments: another one takes its place."""
    if brought_along():
        for name in (_DRAFT, _BROUGHT):
            st.session_state.pop(name, None)


def brought_along() -> bool:
    """Whether the list being checked came with the import just recorded."""
    return _BROUGHT in st.session_state


def show_paid() -> None:
    """The folded section: a list, what it pays, and the lists noted before."""
    if workspace.day().plan.data_date is None:
        return  # nothing is due yet
    draft: Proposal | None = st.session_state.get(_DRAFT)
    with st.expander(
        "Payé depuis le dernier export : noter des règlements",
        icon=":material/payments:",
        key="import-paid",
        expanded=draft is not None,
    ):
        show_told(PAGE)
        if draft is None:
            _ask()
        else:
            _check(draft)
        show_lists(PAGE)


def _ask() -> None:
    """Where the list is pasted or dropped."""
    turn = st.session_state.get(_TURN, 0)
    st.caption(
        "Une ligne par règlement : numéro de facture ou client, montant, date, dans n'importe quel "
        "ordre. Rien n'est noté avant que vous l'ayez relu."
    )
    pasted, dropped = st.columns([3, 2])
    with pasted:
        st.text_area(
            "Règlements reçus", key=f"import-paid-text-{turn}", placeholder=EXAMPLE, height=140
        )
        st.button(
            "Chercher les factures",
            key="import-paid-search",
            icon=":material/search:",
            on_click=_search,
            args=(f"import-paid-text-{turn}",),
        )
    with dropped:
        file = upload("ou un relevé, une liste", KINDS, key=f"import-paid-file-{turn}")
        if file is not None:
            with st.spinner("Lecture de la liste…"):
                _understand(file.getvalue(), file.name)
            st.rerun()
    if st.session_state.get(_REFUSAL):
        st.error(plain(st.session_state[_REFUSAL]), icon=":material/error:")


def _search(key: str) -> None:
    """Look for what the pasted list pays; the text stays until it could be read."""
    _understand(str(st.session_state.get(key, "")), None)


def _understand(source: str | bytes, name: str | None) -> None:
    try:
        found = (
            propose(workspace.space(), source)
            if name is None
            else propose(workspace.space(), source, name)
        )
    except RelanceError as error:
        st.session_state[_REFUSAL] = error.message
        if name is not None:
            st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
        return
    st.session_state[_REFUSAL] = ""
    st.session_state[_DRAFT] = found


def put_down() -> None:
    """Give the list up: nothing was noted."""
    st.session_state.pop(_DRAFT, None)
    bring_along(st.session_state.pop(_BROUGHT, ()))
    st.session_state[_REFUSAL] = ""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _check(draft: Proposal) -> None:
    """What each line pays, what matches nothing, and the button that notes what is ticked."""
    where = f"{draft.source} : " if brought_along() else ""
    st.markdown(f"**{plain(where + _summary(draft))}**")
    for remark in draft.read.notes:
        st.caption(plain(remark))
    usable = [*draft.of(Found.PROPOSED), *draft.of(Found.EXACT)]
    chosen = _choose(usable, draft) if usable else []
    _left_aside(draft)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _note_label(chosen),
            key="import-paid-note",
            type="primary",
            icon=":material/payments:",
            disabled=not chosen,
            on_click=attempt,
            args=(PAGE, partial(_note, draft, chosen)),
        )
        st.button("Abandonner la liste", key="import-paid-drop", type="tertiary", on_click=put_down)


def _summary(draft: Proposal) -> str:
    """``12 règlements reconnus (8 400,00 €), 2 à confirmer et 1 sans facture (33,00 €)``."""
    told = []
    words = {
        Found.EXACT: ("règlement reconnu", "règlements reconnus"),
        Found.PROPOSED: ("à confirmer", "à confirmer"),
        Found.UNMATCHED: ("sans facture", "sans facture"),
    }
    for found, forms in words.items():
        some = draft.of(found)
        if some:
            told.append(f"{plural(len(some), *forms)}{_total_of(some)}")
    if draft.read.unread:
        told.append(
            plural(len(draft.read.unread), "ligne laissée de côté", "lignes laissées de côté")
        )
    return listed(told) or "Aucun règlement dans cette liste"


def _total_of(matches: tuple[Match, ...]) -> str:
    pairs = [
        (match.line.currency or _currency(match), match.line.amount)
        for match in matches
        if match.line.amount is not None
    ]
    return f" ({amounts(totals_by_currency(pairs))})" if pairs else ""


def _currency(match: Match) -> str:
    return match.shares[0].item.currency if match.shares else "EUR"


def _choose(usable: list[Match], draft: Proposal) -> list[Match]:
    """The table of what can be noted; what is sure is ticked. Gives the matches ticked."""
    key = hashlib.sha256(repr([m.line for m in usable]).encode()).hexdigest()[:12]
    rows = [_row(match) for match in usable]
    frame = pl.DataFrame(rows, schema=[*_HEADINGS], orient="row")
    edited = st.data_editor(
        frame,
        key=f"import-paid-lines-{key}",
        hide_index=True,
        num_rows="fixed",
        disabled=[column for column in _HEADINGS if column != "note"],
        column_config={
            column: st.column_config.CheckboxColumn(label, width="small")
            if column == "note"
            else st.column_config.Column(
                label,
                width={"reason": 420, "row": 60}.get(column),
            )
            for column, label in _HEADINGS.items()
        },
    )
    if draft.of(Found.PROPOSED):
        st.caption("Ce qui n'est pas coché n'est pas sûr : cochez ce que vous reconnaissez.")
    return [match for match, ticked in zip(usable, edited["note"], strict=True) if ticked]


def _row(match: Match) -> tuple[Any, ...]:
    total = sum((share.amount for share in match.shares), Decimal(0))
    currency = _currency(match)
    settled = all(share.settles for share in match.shares)
    after = "soldée" if len(match.shares) == 1 else "soldées"
    left = f", {money(match.left, currency)} non affectés" if match.left else ""
    return (
        match.found is Found.EXACT,
        match.line.row,
        ", ".join(share.item.number for share in match.shares),
        listed(list(dict.fromkeys(share.item.client_name for share in match.shares))),
        money(total, currency),
        short_date(match.line.paid_on) if match.line.paid_on else "",
        (after if settled else "reste dû en partie") + left,
        match.reason,
    )


def _left_aside(draft: Proposal) -> None:
    """What pays nothing, with the reason: nobody is left out in silence."""
    rows = [
        (
            match.line.row,
            " · ".join(filter(None, (match.line.number, *match.line.words))),
            money(match.line.amount, match.line.currency or "EUR") if match.line.amount else "",
            match.reason,
        )
        for match in draft.of(Found.UNMATCHED)
    ]
    rows += [(one.row, one.text[:200], "", one.message) for one in draft.read.unread]
    if not rows:
        return
    st.markdown("**Ce qui n'a pas trouvé de facture**")
    st.dataframe(
        pl.DataFrame(sorted(rows), schema=["Ligne", "Texte", "Montant", "Pourquoi"], orient="row"),
        key="import-paid-aside",
        hide_index=True,
        column_config={"Pourquoi": st.column_config.TextColumn(width=420)},
    )


def _note_label(chosen: list[Match]) -> str:
    pairs = [(share.item.currency, share.amount) for match in chosen for share in match.shares]
    if not pairs:
        return "Rien à noter"
    return f"Noter {plural(len(chosen), 'règlement')} ({amounts(totals_by_currency(pairs))})"


def _note(draft: Proposal, chosen: list[Match]) -> Told:
    done = note_payments(workspace.space(), workspace.act(), draft.source, chosen)
    put_down()
    where = plural(done.invoices, "facture")
    return Told(
        (
            f"{plural(done.payments, 'règlement noté', 'règlements notés')} sur {where}, "
            f"{amounts(done.totals)}.",
        ),
        undo=partial(_take_back, done.list_id),
        warned=stopped_words(done.stopped),
    )


def _take_back(list_id: int) -> None:
    undo_payments(workspace.space(), workspace.act(), list_id)
