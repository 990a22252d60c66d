"""One dispute: whose turn it is, who answers for it, what was done, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from relance_core.calendar import add_open_days
from relance_core.commitments import (
    DISPUTE_DELAY,
    DISPUTE_MOTIVE_LABELS,
    DISPUTE_OUTCOME_LABELS,
    DISPUTE_TURN_LABELS,
    DisputeMotive,
    DisputeOutcome,
    DisputeTurn,
)
from relance_core.french import amount, short_date
from relance_core.store.database import reading
from relance_core.store.disputes import dispute_log
from relance_core.ui import workspace
from relance_core.ui.companion_card import propose, text_about
from relance_core.ui.dispute_form import PAGE
from relance_core.ui.dispute_papers import show_papers
from relance_core.ui.frame import plain
from relance_core.ui.invoice_facts import typed_amount
from relance_core.ui.told import Told, attempt
from relance_core.vocabulary import Companion
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.disputes import (
    Closed,
    close_dispute,
    edit_dispute,
    reopen_dispute,
    write_of_dispute,
)
from relance_core.workflows.undo_decision import put_back, undo_hold

#: What a person may say of an end; an invoice settled ends its dispute by itself.
_ENDS = (DisputeOutcome.CREDIT_NOTE, DisputeOutcome.JUSTIFIED, DisputeOutcome.ABANDONED)
_SHOWN = 8


def show_dispute(row: Mapping[str, Any], sign: str) -> None:
    """The dispute of ``row`` (``ui.disputes.DECISIONS``); ``sign``: what the data shows of its end.

    One that only the file tells of begins to be followed with the first change.
    """
    key = f"dispute-{row['invoice_id']}-{row['hold_id']}"
    contested = amount(row["amount"], row["currency"])
    owed = amount(row["open_amount"], row["currency"])
    whole = contested == owed
    st.subheader(plain(f"{row['client_name']} · {row['number']}"), anchor=False)
    since = f" depuis le {short_date(row['since'])}" if row["since"] else ""
    told = f"{contested} contestés{'' if whole else f' sur {owed} dus'}{since}, {row['state']}."
    st.markdown(plain(told))
    if sign:
        _propose(row, sign, key)
    _fields(row, key)
    if row["hold_id"] is not None:
        _log(row, key)
        show_papers(row["hold_id"], key)
        _end(row, key)


def _propose(row: Mapping[str, Any], sign: str, key: str) -> None:
    """The data shows what may be the end: one click says that it is."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":material/lightbulb: {plain(f'Dernières données : {sign}.')}", width="content"
        )
        st.button(
            "Clore : c'est l'avoir attendu",
            key=f"{key}-sign",
            icon=":material/task_alt:",
            type="primary",
            on_click=attempt,
            args=(PAGE, partial(_close, row, DisputeOutcome.CREDIT_NOTE, key)),
        )


def _fields(row: Mapping[str, Any], key: str) -> None:
    usual = add_open_days(workspace.today(), DISPUTE_DELAY)
    followed = row["hold_id"] is not None
    turn, owner, deadline = st.columns(3)
    turn.selectbox(
        "À qui de jouer",
        list(DisputeTurn),
        index=list(DisputeTurn).index(DisputeTurn(row["turn"] or DisputeTurn.OURS)),
        format_func=lambda one: DISPUTE_TURN_LABELS[one],
        key=f"{key}-turn",
    )
    owner.text_input(
        "Responsable chez vous",
        value=row["owner"] or ("" if followed else workspace.named_person()),
        key=f"{key}-owner",
    )
    deadline.date_input(
        "À résoudre avant le",
        value=row["deadline"] or (None if followed else usual),
        format="DD/MM/YYYY",
        key=f"{key}-deadline",
    )
    motive, part, contact = st.columns(3)
    motive.selectbox(
        "Motif",
        list(DisputeMotive),
        index=list(DisputeMotive).index(DisputeMotive(row["motive"])) if row["motive"] else None,
        format_func=lambda one: DISPUTE_MOTIVE_LABELS[one],
        placeholder="À préciser",
        key=f"{key}-motive",
    )
    shown = "" if row["whole"] else f"{row['amount']:.2f}".replace(".", ",")
    part.text_input("Montant contesté", value=shown, placeholder="la totalité", key=f"{key}-amount")
    contact.text_input("Interlocuteur chez le client", row["contact"] or "", key=f"{key}-contact")
    st.text_input("Ce qui est contesté", value=row["said"], key=f"{key}-said")
    st.button(
        "Enregistrer" if followed else "Suivre ce litige",
        key=f"{key}-save",
        icon=":material/save:",
        on_click=attempt,
        args=(PAGE, partial(_save, row, key)),
    )


def _log(row: Mapping[str, Any], key: str) -> None:
    """What was done, the latest first, and a line to add."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Ajouter au suivi",
            placeholder="Ce qui a été fait ou dit aujourd'hui",
            key=f"{key}-line",
        )
        st.button(
            "Ajouter",
            key=f"{key}-add",
            icon=":material/add_comment:",
            on_click=attempt,
            args=(PAGE, partial(_write, row, key)),
        )
    with reading(workspace.space().engine) as conn:
        log = dispute_log(conn, row["invoice_id"])
    known = f"Litige de la facture {row['number']} : "
    lines = [
        f"{short_date(one['day'])} · {one['by']} · {one['text'].removeprefix(known)}"
        for one in log.head(_SHOWN).iter_rows(named=True)
    ]
    st.caption("  \n".join(plain(one) for one in lines))
    if log.height > _SHOWN:
        st.caption(f"Les {log.height - _SHOWN} lignes plus anciennes sont dans le Journal.")


def _end(row: Mapping[str, Any], key: str) -> None:
    with st.expander("Clore ce litige", icon=":material/gavel:"):
        outcome = st.radio(
            "Issue",
            _ENDS,
            format_func=lambda one: DISPUTE_OUTCOME_LABELS[one],
            key=f"{key}-outcome",
            horizontal=True,
        )
        if outcome is DisputeOutcome.CREDIT_NOTE:
            st.caption(
                "Si l'avoir n'est pas encore dans vos données, choisissez plutôt « Avoir accordé, "
                "attendu » dans « À qui de jouer », ci-dessus : la somme reste hors des relances "
                "jusqu'à l'export qui le montre."
            )
        day, words = st.columns([3, 7])
        day.date_input(
            "Reprendre les relances le",
            value=None,
            min_value=workspace.today(),
            format="DD/MM/YYYY",
            key=f"{key}-resume",
            help="Vide : dès aujourd'hui, selon le scénario.",
        )
        words.text_input("En quelques mots", key=f"{key}-why")
        st.button(
            "Clore le litige",
            key=f"{key}-close",
            icon=":material/task_alt:",
            on_click=attempt,
            args=(PAGE, partial(_close, row, outcome, key)),
        )
        st.button(
            "Noté par erreur : retirer le litige",
            key=f"{key}-lift",
            icon=":material/undo:",
            type="tertiary",
            on_click=attempt,
            args=(PAGE, partial(_lift, row)),
        )


def _lift(row: Mapping[str, Any]) -> Told:
    undo_hold(workspace.space(), workspace.act(), row["hold_id"])
    return Told(
        (f"Litige de la facture {row['number']} retiré. Le plan est recalculé.",),
        undo=partial(_put_back, row["hold_id"]),
    )


def _put_back(hold_id: int) -> None:
    put_back(workspace.space(), workspace.act(), hold_id)


def _save(row: Mapping[str, Any], key: str) -> Told:
    """Write what is typed; a dispute of the file is then followed by hand."""
    typed: Any = st.session_state
    space, act = workspace.space(), workspace.act()
    part = typed_amount(typed[f"{key}-amount"] or "")
    followed = {
        "turn": typed[f"{key}-turn"].value,
        "owner": (typed[f"{key}-owner"] or "").strip()[:120] or None,
        "deadline": typed[f"{key}-deadline"],
        "motive": typed[f"{key}-motive"].value if typed[f"{key}-motive"] else None,
        "contact": (typed[f"{key}-contact"] or "").strip()[:255] or None,
    }
    said = (typed[f"{key}-said"] or "").strip()
    if row["hold_id"] is None:
        hold_invoice(
            space, act, row["invoice_id"], row["code"], amount=part, text=said, about=followed
        )
        return Told((f"Litige de la facture {row['number']} suivi.",))
    # Another amount of the same worth, as the currency writes it, is no change.
    same = part is not None and not row["whole"] and part == row["amount"]
    changes = followed | {"note": said or None} | ({} if same else {"amount": part})
    before = edit_dispute(space, act, row["hold_id"], changes)
    if not before:
        return Told(("Rien n'a changé.",))
    return Told(
        (f"Litige de la facture {row['number']} enregistré.",),
        undo=partial(_restore, row["hold_id"], before),
    )


def _restore(hold_id: int, before: Mapping[str, Any]) -> None:
    edit_dispute(workspace.space(), workspace.act(), hold_id, before)


def _write(row: Mapping[str, Any], key: str) -> Told:
    typed: Any = st.session_state
    write_of_dispute(workspace.space(), workspace.act(), row["hold_id"], typed[f"{key}-line"] or "")
    typed[f"{key}-line"] = ""
    return Told((f"Suivi du litige de la facture {row['number']} complété.",))


def _close(row: Mapping[str, Any], outcome: DisputeOutcome, key: str) -> Told:
    typed: Any = st.session_state
    said = typed.get(f"{key}-why") or ""
    closed = close_dispute(
        workspace.space(),
        workspace.act(),
        row["hold_id"],
        outcome,
        resume_on=typed.get(f"{key}-resume"),
        said=said,
    )
    propose(
        text_about(
            workspace.day(),
            Companion.DISPUTE_CLOSING,
            [row["invoice_id"]],
            spoke_to=row["contact"] or "",
            amount=None if row["whole"] else row["amount"],
            outcome=outcome,
            said=said,
        )
    )
    ended = (
        f"Litige de la facture {row['number']} clos : {DISPUTE_OUTCOME_LABELS[outcome].lower()}."
    )
    return Told((ended, "Le plan est recalculé."), undo=partial(_reopen, closed))


def _reopen(closed: Closed) -> None:
    reopen_dispute(workspace.space(), workspace.act(), closed)
    propose(None)
