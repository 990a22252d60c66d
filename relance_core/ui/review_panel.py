"""The two halves of the review: the list with its filters, the message with its actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from relance_core.french import plural
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.journal_message import show_message
from relance_core.ui.message_preview import (
    opened,
    show_details,
    show_headers,
    show_received,
    show_text,
)
from relance_core.ui.preview_before import show_before
from relance_core.ui.review_actions import (
    PLACE,
    STALE,
    approvable,
    approve_one,
    data_accepted,
    data_is_old,
    exclude,
    try_on_myself,
    withdraw,
)
from relance_core.ui.review_edit import show_editor, waits_to_be_saved
from relance_core.ui.review_list import Entry, Narrowing, Standing, present, step_and_tone
from relance_core.ui.review_messages import LISTED
from relance_core.ui.review_position import beside, move_to, next_to_read, show_list
from relance_core.ui.review_problems import show_problems
from relance_core.ui.review_together import show_together
from relance_core.ui.told import show_told
from relance_core.vocabulary import MESSAGE_LABELS, TONE_LABELS
from relance_core.workflows.drafts import Prepared

_BY_NAME, _BY_AMOUNT = "Par nom", "Par montant"


def ask_narrowing(found: Sequence[Entry]) -> Narrowing:
    """Search, steps, tones and order; only what occurs can be asked for."""
    steps, tones, _ = present(found)
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    search = left.text_input(
        "Chercher un client",
        key="review_search",
        type="search",
        placeholder="Nom ou code",
        label_visibility="collapsed",
        icon=":material/search:",
    )
    with right.popover("Filtrer, trier", icon=":material/filter_list:", key="review_filter"):
        wanted_steps = st.pills(
            "Étape",
            steps,
            selection_mode="multi",
            format_func=MESSAGE_LABELS.__getitem__,
            key="review_steps",
        )
        wanted_tones = st.pills(
            "Ton",
            tones,
            selection_mode="multi",
            format_func=TONE_LABELS.__getitem__,
            key="review_tones",
        )
        order = st.segmented_control(
            "Ordre",
            [_BY_NAME, _BY_AMOUNT],
            default=_BY_NAME,
            required=True,
            key="review_order",
        )
        only_open = st.toggle("Seulement ce qui reste à relire", key="review_only_open")
    return Narrowing(
        search=search or "",
        steps=tuple(wanted_steps),
        tones=tuple(wanted_tones),
        standings=(
            (Standing.TO_READ, Standing.EDITED, Standing.BLOCKED, Standing.EXCLUDED)
            if only_open
            else ()
        ),
        by_amount=order == _BY_AMOUNT,
    )


def show_left(
    shown: Sequence[Entry], more: int, entry: Entry, made: Mapping[str, Prepared]
) -> None:
    """The list, and the button that approves everything it shows."""
    show_list(shown, entry)
    if more:
        st.caption(
            f"… et {plural(more, 'autre message', 'autres messages')} : {LISTED} à la fois au "
            "plus. Approuvez ceux-ci, ou affinez par la recherche."
        )
    show_together(approvable(shown), made)


def ask_stale_data() -> None:
    """Old data: a tick before anything can be approved."""
    if not data_is_old():
        return
    date = workspace.day().plan.data_date
    st.checkbox(
        f"Les données datent du {date:%d/%m/%Y} : j'approuve quand même, des paiements ont pu "
        "arriver depuis.",
        key=STALE,
    )


def show_right(shown: Sequence[Entry], entry: Entry, made: Mapping[str, Prepared]) -> None:
    """The chosen message with what may be done with it."""
    _title(entry)
    if entry.message_id is not None:
        _show_approved(shown, entry, entry.message_id)
        return
    prepared = made.get(entry.id)
    if prepared is None:
        st.info("Ce message n'est plus dans le plan du jour.", icon=":material/event_busy:")
        return
    _actions(shown, entry, prepared)
    with st.container():  # one place however many lines: the tabs below it stay as they are
        show_told(PLACE)
        _judgement(prepared)
    _message(prepared)


def _title(entry: Entry) -> None:
    st.markdown(f"**{plain(entry.name)}** · {plain(entry.amounts)} · {plain(step_and_tone(entry))}")


def _navigation(shown: Sequence[Entry], entry: Entry) -> None:
    """The message before and the one after, by mouse or by keyboard."""
    before, after = beside(shown, entry)
    place = [one.id for one in shown].index(entry.id) + 1
    with st.container(
        horizontal=True, width="content", wrap=False, vertical_alignment="center", gap="xsmall"
    ):
        _go("Précédent", before, "Up")
        st.caption(f"{place} sur {len(shown)}", width="content")
        _go("Suivant", after, "Down")


def _go(words: str, target: str | None, key: str) -> None:
    st.button(
        words,
        key=f"review_{key.lower()}",
        icon=":material/arrow_upward:" if key == "Up" else ":material/arrow_downward:",
        type="tertiary",
        disabled=target is None,
        on_click=move_to,
        args=(target or "",),
        shortcut=f"Alt+{key}",
    )


def _actions(shown: Sequence[Entry], entry: Entry, prepared: Prepared) -> None:
    following = next_to_read(shown, entry)
    excluded = prepared.excluded
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Approuver et passer au suivant" if following else "Approuver",
            key="review_approve",
            type="primary",
            icon=":material/check:",
            disabled=prepared.blocked or excluded or not data_accepted(),
            on_click=approve_one,
            args=(prepared, following),
            shortcut="Alt+Enter",
        )
        st.button(
            "Reprendre" if excluded else "Écarter",
            key="review_exclude",
            icon=":material/undo:" if excluded else ":material/do_not_disturb_on:",
            on_click=exclude,
            args=(prepared, not excluded, following),
        )
        _navigation(shown, entry)


def _trial(prepared: Prepared) -> None:
    """The message to one's own address; in a form, so that one press sends once."""
    with st.form("review_trial", border=False):
        address = st.text_input(
            "Votre adresse",
            value=workspace.own_address() or workspace.day().settings.firm.email,
            key="review_trial_address",
        )
        st.caption("L'objet porte « Essai » ; rien n'est compté, aucun client n'est touché.")
        if st.form_submit_button("Envoyer l'essai", key="review_trial_send", type="primary"):
            with st.spinner("Envoi de l'essai…"):
                try_on_myself(prepared, address)
            st.rerun()


def _judgement(prepared: Prepared) -> None:
    """Why this message today, and what the checks say of it."""
    st.caption(f"**Pourquoi :** {plain(prepared.reminder.reason)}")
    show_problems(prepared.problems)
    if waits_to_be_saved(prepared):
        st.warning(
            "Une saisie n'est pas enregistrée dans l'onglet Modifier : approuvé tel quel, le "
            "message partirait sans elle.",
            icon=":material/edit_note:",
        )
    if prepared.excluded:
        st.info("Écarté : ce message ne partira pas aujourd'hui.", icon=":material/info:")


def _message(prepared: Prepared) -> None:
    """The message as it will be received, and beside it what may be done or looked up."""
    settings = workspace.day().settings
    if prepared.draft is None:
        st.info(
            "Aucun message ne part à cette étape. L'approuver note que le dossier est transmis : "
            "nos propres relances de ces factures s'arrêtent.",
            icon=":material/gavel:",
        )
        return
    mail = opened(prepared, settings)
    show_headers(prepared)
    letter = prepared.is_letter
    count = f" ({len(prepared.attached)})" if prepared.attached else ""
    received, edit, before, *more = st.tabs(
        ["Courrier", "Modifier", "Reçu avant", "Texte seul"]
        if letter
        else ["Message", "Modifier", "Reçu avant", f"Détails{count}", "M'envoyer un essai"],
        key=f"review_tabs_{prepared.key}",  # the next message begins with what is received
    )
    with received:
        show_received(prepared, settings, mail)
    with edit:
        show_editor(prepared)
    with before:
        show_before(
            prepared.reminder.addressee.client_id,
            before_message=None,
            key=f"review_{prepared.key}",
            known=prepared.reminder.earlier,
        )
    if letter:
        with more[0]:
            show_text(prepared, settings)
        return
    with more[0]:
        show_details(prepared, mail)
    with more[1]:
        _trial(prepared)


def _show_approved(shown: Sequence[Entry], entry: Entry, message_id: int) -> None:
    """The frozen bytes, and the way to take the approval back."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Retirer l'approbation",
            key="review_withdraw",
            icon=":material/undo:",
            disabled=entry.standing is not Standing.APPROVED,
            on_click=withdraw,
            args=(message_id,),
        )
        _navigation(shown, entry)
    show_told(PLACE)
    show_message(message_id, key=f"review_approved_{message_id}")
