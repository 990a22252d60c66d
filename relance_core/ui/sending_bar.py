"""The bar at the bottom of the review: what is approved, what will happen, and the one button."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import streamlit as st

from relance_core.french import plural
from relance_core.outbox.account import account_key
from relance_core.outbox.credentials import find_secret
from relance_core.outbox.owner import is_alive
from relance_core.settings import Settings
from relance_core.store.database import reading
from relance_core.store.outbox import lease_holder
from relance_core.ui import workspace
from relance_core.ui.frame import errors_told, plain
from relance_core.ui.review_list import Entry
from relance_core.ui.sending_old_copy import old_copy_noticed, show_old_copy
from relance_core.ui.sending_words import Waiting, button_label, what_will_happen
from relance_core.ui.settings_secrets import remember_password
from relance_core.ui.told import Told, attempt, show_told
from relance_core.vocabulary import MessageState
from relance_core.workflows.send import (
    OUTGOING_FOLDER,
    Sending,
    pause_sending,
    resume_sending,
    sending_now,
    start_sending,
    stop_sending,
)
from relance_core.workflows.space import Space

PLACE = "sending"
#: Set when what was started here is over: the page then shows what came of it.
ENDED = "sending_ended"
_STARTED = "sending_started"
_PASSWORD = "sending_password"


def show_bar(entries: tuple[Entry, ...]) -> None:
    """Progress while something leaves; else what is approved and the button that sends it."""
    space, settings = workspace.space(), workspace.day().settings
    state = sending_now(space)
    with st.bottom, st.container(key="sending_bar"):
        if _busy(state):
            st.fragment(_show_progress, run_every=1.0)()
            return
        if st.session_state.pop(_STARTED, False):
            # What the page shows above was read while it was leaving.
            st.session_state[ENDED] = True
            st.rerun()
        if state.worker.error:
            st.error(plain(state.worker.error), icon=":material/error:")
        show_told(PLACE)
        show_old_copy(PLACE)
        if any(row.state == "paused" for row in state.batches):
            _show_paused(state)
            return
        if not entries:
            st.caption("Rien n'attend d'être envoyé.")
            return
        _show_ready(Waiting.of(entries), settings, space)


def _busy(state: Sending) -> bool:
    """Whether messages are leaving, from here or from another program on the same data."""
    if state.worker.running:
        return True
    going = any(row.state == "running" for row in state.batches)
    return going and state.progress.handled < state.progress.total and _sender() is not None


def _sender() -> str | None:
    """Who sends through the account at this moment."""
    space, settings = workspace.space(), workspace.day().settings
    with reading(space.engine) as conn:
        lease = lease_holder(conn, _account(space, settings))
    if lease is None or is_alive(lease.owner) is False:
        return None
    return lease.person if lease.until > workspace.act().moment(settings).epoch else None


def _account(space: Space, settings: Settings) -> str:
    if settings.demonstration or settings.sending.transport != "smtp":
        return f"folder:{_folder(space, settings)}"
    return account_key(settings.sending)


def _folder(space: Space, settings: Settings) -> Path:
    chosen = settings.sending.folder
    return Path(chosen) if chosen else space.folder / OUTGOING_FOLDER


def _show_ready(waiting: Waiting, settings: Settings, space: Space) -> None:
    if not waiting.total:
        st.caption("Aucun message approuvé pour le moment : relisez, approuvez, puis envoyez ici.")
        return
    words, button = st.columns([3, 2], vertical_alignment="center")
    words.markdown(plain(what_will_happen(waiting, settings, _folder(space, settings))))
    if _password_missing(settings):
        with button:
            _ask_password(settings)
        return
    button.button(
        button_label(waiting, settings),
        key="sending_start",
        type="primary",
        icon=":material/send:",
        width="stretch",
        on_click=_start,
        wrap=True,
    )


def _password_missing(settings: Settings) -> bool:
    sending = settings.sending
    if settings.demonstration or sending.transport != "smtp" or not sending.user:
        return False
    if sending.auth != "password":
        return False
    return find_secret(account_key(sending), "password", workspace.environ()) is None


def _ask_password(settings: Settings) -> None:
    """The password for this session alone; kept nowhere."""
    with st.form("sending_password_form", border=False):
        st.text_input(
            f"Mot de passe de {plain(settings.sending.user)}, pour cette session seulement",
            type="password",
            key=_PASSWORD,
            autocomplete="off",
        )
        st.form_submit_button(
            "Continuer", key="sending_password_ok", on_click=_remember, args=(settings,)
        )


def _remember(settings: Settings) -> None:
    def remember() -> Told:
        remember_password(settings.sending, _PASSWORD)
        return Told()

    attempt(PLACE, remember)


def _start() -> None:
    def start() -> Told:
        with old_copy_noticed():
            start_sending(workspace.space(), workspace.act())
        st.session_state[_STARTED] = True
        return Told()

    attempt(PLACE, start)


# --- while it leaves ------------------------------------------------------------------------


def _show_progress() -> None:
    """Drawn again each second by itself, until nothing is left to send."""
    with errors_told():
        _draw_progress(sending_now(workspace.space()))


def _draw_progress(state: Sending) -> None:
    if not _busy(state):
        st.rerun()
    done, total = state.progress.handled, max(1, state.progress.total)
    bar, pause, stop = st.columns([6, 1, 1], vertical_alignment="center")
    with bar:
        st.progress(min(1.0, done / total), text=plain(progress_words(state)))
    pause.button(
        "Pause", key="sending_pause", icon=":material/pause:", on_click=_pause, width="stretch"
    )
    with stop.popover("Arrêter", icon=":material/stop:", key="sending_stop", width="stretch"):
        _show_stop(state)


def progress_words(state: Sending) -> str:
    """« 12 sur 37 · 20 par minute · encore 2 minutes environ · par Anna »."""
    sending = workspace.day().settings.sending
    progress = state.progress
    left = progress.total - progress.handled
    parts = [f"{progress.handled} sur {progress.total}"]
    if sending.transport == "smtp" and not workspace.space().demonstration:
        minutes = plural(max(1, ceil(left / max(1, sending.per_minute))), "minute")
        parts += [f"{sending.per_minute} par minute au plus", f"encore {minutes} environ"]
    person = _sender()
    if person:
        parts.append(f"par {person}")
    if state.worker.waiting_for:
        parts.append(state.worker.waiting_for)
    return " · ".join(parts)


def _show_paused(state: Sending) -> None:
    left = state.progress.total - state.progress.handled
    words, resume, stop = st.columns([5, 1, 1], vertical_alignment="center")
    reasons = " ".join(state.progress.paused)
    kept = plural(left, "message attend", "messages attendent")
    words.warning(plain(f"{reasons} {kept}."), icon=":material/pause_circle:")
    resume.button(
        "Reprendre",
        key="sending_resume",
        type="primary",
        icon=":material/play_arrow:",
        on_click=_resume,
        width="stretch",
    )
    with stop.popover("Arrêter", icon=":material/stop:", key="sending_stop", width="stretch"):
        _show_stop(state)


def _show_stop(state: Sending) -> None:
    left = state.progress.by_state.get(MessageState.APPROVED, 0)
    st.markdown(
        f"{plural(left, 'message ne partira pas et sera', 'messages ne partiront pas et seront')} "
        "de nouveau à relire. Ce qui est parti reste parti."
    )
    st.button(
        "Arrêter l'envoi", key="sending_stop_now", type="primary", on_click=_stop, width="stretch"
    )


def _pause() -> None:
    def pause() -> Told:
        pause_sending(workspace.space(), workspace.act())
        return Told()

    attempt(PLACE, pause)


def _resume() -> None:
    def resume() -> Told:
        with old_copy_noticed():
            resume_sending(workspace.space(), workspace.act())
        st.session_state[_STARTED] = True
        return Told()

    attempt(PLACE, resume)


def _stop() -> None:
    def stop() -> Told:
        cancelled = stop_sending(workspace.space(), workspace.act())
        words = plural(cancelled, "message n'est pas parti", "messages ne sont pas partis")
        return Told(done=(f"Envoi arrêté : {words}.",))

    attempt(PLACE, stop)
