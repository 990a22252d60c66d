"""The section of the texts: one per step, tone and language, with its message beside it."""

from __future__ import annotations

from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.errors import RelanceError
from relance_core.messages.library import LANGUAGE_LABELS, Wording, shipped
from relance_core.messages.placeholders import PLACEHOLDERS, validate
from relance_core.messages.preview import preview_html
from relance_core.messages.render import compose
from relance_core.reminders.reminder import Reminder
from relance_core.store.database import reading
from relance_core.store.messages import wording_versions, wordings
from relance_core.ui import workspace
from relance_core.ui.example_reminder import example_reminder
from relance_core.ui.frame import plain
from relance_core.ui.told import Told, attempt, show_told
from relance_core.vocabulary import STEP_LABELS, TONE_LABELS, Step, Tone
from relance_core.workflows.edit_wording import restore_wording, save_wording

_EXAMPLE = 0  # stands for the fictitious client among the ids of the real ones
_MOST_CLIENTS = 50
_PREVIEW_HEIGHT = 620


def show_wording() -> None:
    """Choose a text, change it, and read the message it makes."""
    place = _choose()
    in_force, own = _in_force(place)
    editor, beside = st.columns(2, gap="large")
    with editor:
        typed = _editor(place, in_force, own=own)
        _placeholders()
        _versions(place)
    with beside:
        _preview(typed)


Place = tuple[Step, Tone, str]


def _choose() -> Place:
    """Step, tone and language of the text; only those for which there is one."""
    places = list(shipped())
    left, middle, right = st.columns(3)
    step = left.selectbox(
        "Étape",
        list(dict.fromkeys(place[0] for place in places)),
        format_func=STEP_LABELS.__getitem__,
        key="settings_wording_step",
    )
    tone = middle.selectbox(
        "Ton",
        list(dict.fromkeys(place[1] for place in places if place[0] == step)),
        format_func=TONE_LABELS.__getitem__,
        key=f"settings_wording_tone_{step}",
    )
    language = right.selectbox(
        "Langue",
        [place[2] for place in places if place[:2] == (step, tone)],
        format_func=lambda one: LANGUAGE_LABELS[one].capitalize(),
        key=f"settings_wording_language_{step}_{tone}",
    )
    return step, tone, language


def _in_force(place: Place) -> tuple[Wording, bool]:
    """The text in force, and whether it is the user's own."""
    with reading(workspace.space().engine) as conn:
        row = wordings(conn).get((place[0].value, place[1].value, place[2]))
    if row is None:
        return shipped()[place], False
    return Wording(*place, subject=row.subject, body=row.body), True


def _editor(place: Place, in_force: Wording, *, own: bool) -> Wording:
    """Subject and body in their fields; gives what is typed, saved or not."""
    st.caption("Votre texte." if own else "Texte d'origine.")
    subject = st.text_input("Objet", value=in_force.subject, key=_key(place, "subject"))
    body = st.text_area("Texte", value=in_force.body, key=_key(place, "body"), height=420)
    with st.container(horizontal=True):
        st.button(
            "Enregistrer le texte",
            key="settings_save_wording",
            type="primary",
            on_click=_save,
            args=(place,),
        )
        if own:
            st.button(
                "Revenir au texte d'origine",
                key="settings_restore_wording",
                icon=":material/undo:",
                on_click=_restore,
                args=(place,),
            )
    show_told(_told(place))
    return Wording(*place, subject=subject, body=body)


def _placeholders() -> None:
    with st.expander("Balises que le texte peut contenir", icon=":material/data_object:"):
        st.dataframe(
            {
                "Balise": [f"{{{{ {name} }}}}" for name in PLACEHOLDERS],
                "Ce qu'elle devient": [one.help for one in PLACEHOLDERS.values()],
            },
            hide_index=True,
            key="settings_placeholders",
            height=320,
        )


def _versions(place: Place) -> None:
    with reading(workspace.space().engine) as conn:
        versions = wording_versions(conn, place[0].value, place[1].value, place[2])
    if not versions:
        return
    with st.expander("Versions précédentes", icon=":material/history:"):
        st.caption("Les messages déjà approuvés gardent le texte qu'ils avaient.")
        for row in versions[:20]:
            _version(place, row)


def _version(place: Place, row: Row[Any]) -> None:
    words = "retour au texte d'origine" if row.restored else f"« {row.subject} »"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(f"{row.at:%d/%m/%Y à %H:%M}, {row.by} : {words}"))
        if not row.restored:
            st.button(
                "Reprendre cette version",
                key=f"settings_version_{row.id}",
                type="tertiary",
                icon=":material/restore:",
                on_click=_take_back,
                args=(place, row.subject, row.body),
            )


def _preview(typed: Wording) -> None:
    """The message that the text as typed makes, for a client of today's plan or for nobody."""
    clients = _clients(Step(typed.step))
    chosen = st.selectbox(
        "Aperçu pour",
        [_EXAMPLE, *clients],
        format_func=lambda one: "Un exemple" if one == _EXAMPLE else clients[one],
        key=f"settings_preview_client_{typed.step}",
    )
    for sentence in validate(f"{typed.subject}\n{typed.body}"):
        st.warning(plain(sentence), icon=":material/rule:")
    try:
        draft = compose(_reminder(typed, chosen), workspace.day().settings.firm, typed)
    except RelanceError as error:
        st.error(plain(error.message), icon=":material/error:")
        return
    st.markdown(f"**Objet :** {plain(draft.subject)}")
    st.iframe(preview_html(draft), height=_PREVIEW_HEIGHT, alt="Le message que ce texte donne")


def _clients(step: Step) -> dict[int, str]:
    """The clients whose message of today is at ``step``, by name; at most fifty."""
    day = workspace.day()
    rows = day.plan.reminders.filter(day.plan.reminders["step"] == step.value)
    names = dict(day.situation.clients.select("client_id", "name").iter_rows())
    ids = rows["addressee_id"].to_list()
    found = sorted(((names[one], one) for one in ids), key=lambda pair: pair[0].casefold())
    return {one: name for name, one in found[:_MOST_CLIENTS]}


def _reminder(typed: Wording, client_id: int) -> Reminder:
    if client_id != _EXAMPLE:
        found = workspace.day().reminders([client_id])
        if found:
            return found[0]
    return example_reminder(Step(typed.step), typed.tone, typed.language, workspace.today())


def _save(place: Place) -> None:
    subject = st.session_state[_key(place, "subject")]
    body = st.session_state[_key(place, "body")]

    def save() -> Told:
        save_wording(workspace.space(), workspace.act(), *place, subject=subject, body=body)
        return Told(done=("Texte enregistré : il sert dès le prochain message.",))

    attempt(_told(place), save)


def _restore(place: Place) -> None:
    def restore() -> Told:
        restore_wording(workspace.space(), workspace.act(), *place)
        _write_fields(place, shipped()[place].subject, shipped()[place].body)
        return Told(done=("Texte d'origine repris ; le vôtre reste dans les versions.",))

    attempt(_told(place), restore)


def _take_back(place: Place, subject: str, body: str) -> None:
    def take_back() -> Told:
        save_wording(workspace.space(), workspace.act(), *place, subject=subject, body=body)
        _write_fields(place, subject, body)
        return Told(done=("Cette version est de nouveau en vigueur.",))

    attempt(_told(place), take_back)


def _write_fields(place: Place, subject: str, body: str) -> None:
    st.session_state[_key(place, "subject")] = subject
    st.session_state[_key(place, "body")] = body


def _key(place: Place, field: str) -> str:
    return f"settings_{workspace.space().key}_wording_{'_'.join(place)}_{field}"


def _told(place: Place) -> str:
    return f"settings-wording-{'-'.join(place)}"
