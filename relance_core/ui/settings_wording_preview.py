"""The message that a text makes as it is typed, for a real client or a fictitious one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from relance_core.errors import RelanceError
from relance_core.messages.companion_draft import companion_draft
from relance_core.messages.companion_words import companion_text
from relance_core.messages.letter import letter_pdf
from relance_core.messages.library import Place, Wording, wording_for
from relance_core.messages.marked import marked
from relance_core.messages.preview import preview_html
from relance_core.messages.render import Draft, compose
from relance_core.messages.shared_blocks import PREFIX, used_in
from relance_core.reminders.reminder import Reminder
from relance_core.store.database import reading
from relance_core.ui import workspace
from relance_core.ui.example_companion import example_facts
from relance_core.ui.example_reminder import as_if_at, channel_of, example_reminder
from relance_core.ui.frame import plain
from relance_core.ui.preview_mail import Mail, show_mail
from relance_core.ui.preview_papers import show_letter
from relance_core.ui.settings_wording_choice import Chosen
from relance_core.vocabulary import (
    LETTER_CHANNELS,
    STEP_LABELS,
    TONE_LABELS,
    DebtorType,
    Step,
    Tone,
)
from relance_core.workflows.letter_charges import with_charges
from relance_core.workflows.unsaved_text import Typed

_EXAMPLE = 0  # stands for the fictitious client among the ids of the real ones
_MOST_CLIENTS = 50
_HEIGHT = 600

#: Subject and body of the user's own texts and blocks, by place.
Own = Mapping[Place, tuple[str, str]]


def show_preview(chosen: Chosen, typed: Typed, saved: Typed, own: Own) -> None:
    """The message of the text as it is typed; what differs from the saved one can be marked."""
    text = _text(chosen, own)
    if text is None:
        st.caption("Aucun texte n'emploie ce bloc à ce ton : il n'y a pas d'aperçu.")
        return
    reminder = _reminder(text)
    try:
        with st.container():  # one place, whatever the kind of text
            if isinstance(text.step, Step):
                _show_step(chosen, text, reminder, typed, saved, own)
            else:
                _show_companion(chosen, text, reminder, typed, saved, own)
    except RelanceError as error:
        st.error(plain(error.message), icon=":material/error:")


def _text(chosen: Chosen, own: Own) -> Wording | None:
    """The text to read: the one that is edited, or one that holds the block that is."""
    if chosen.text is not None:
        return chosen.text
    users = used_in(chosen.block) if chosen.block is not None else []
    if not users:
        return None
    at = st.selectbox(
        "Dans le texte",
        range(len(users)),
        format_func=lambda at: users[at].label,
        key=f"settings_preview_text_{chosen.key}",
    )
    subject, body = own.get(users[at].place, (users[at].subject, users[at].body))
    return replace(users[at], subject=subject, body=body)


def _show_step(
    chosen: Chosen, text: Wording, reminder: Reminder, typed: Typed, saved: Typed, own: Own
) -> None:
    firm = workspace.day().settings.firm

    def composed(words: Typed) -> Draft:
        blocks = {place: body for place, (_, body) in own.items() if place[0].startswith(PREFIX)}
        if chosen.block is not None:
            return compose(reminder, firm, text, own_blocks=blocks | {chosen.place: words.body})
        wording = replace(text, subject=words.subject, body=words.body)
        return compose(reminder, firm, wording, own_blocks=blocks)

    draft = composed(typed)
    _show_subject(draft)

    def on_paper() -> None:
        pdf = letter_pdf(draft, reminder, firm, dated=reminder.for_date)
        show_letter(pdf, file_name="apercu.pdf", key="settings_preview_pdf")

    _show_mail(
        draft,
        composed(saved) if typed != saved else None,
        letter=on_paper,
        usually_letter=reminder.channel in LETTER_CHANNELS,
    )


def _show_companion(
    chosen: Chosen, text: Wording, like: Reminder, typed: Typed, saved: Typed, own: Own
) -> None:
    firm = workspace.day().settings.firm
    assert not isinstance(text.step, Step), "a step is shown otherwise"

    def composed(words: Typed) -> Draft:
        texts = {**own, chosen.place: (words.subject, words.body)}
        facts = example_facts(
            text.step,  # type: ignore[arg-type]
            text.language,
            workspace.today(),
            like=like,
            own_texts=texts,
        )
        return companion_draft(companion_text(facts, firm), firm)

    draft = composed(typed)
    st.caption("La promesse, le litige ou le règlement dont ce message parle est inventé.")
    _show_subject(draft)
    _show_mail(draft, composed(saved) if typed != saved else None)


def _show_subject(draft: Draft) -> None:
    st.markdown(f"**Objet :** {plain(draft.subject)}")


def _show_mail(
    draft: Draft,
    before: Draft | None,
    *,
    letter: Callable[[], None] | None = None,
    usually_letter: bool = False,
) -> None:
    html = preview_html(draft)
    show_mail(
        Mail(
            html=html,
            text=draft.text,
            title="Le message que ce texte donne",
            marked=marked(preview_html(before), html) if before else "",
        ),
        key="settings_preview",
        height=_HEIGHT,
        letter=letter,
        usually_letter=usually_letter,
    )


def _reminder(text: Wording) -> Reminder:
    """A real client's reminder, at the step of the text or as if it were, or nobody's."""
    get_it, others = _clients(text)
    names = {**get_it, **others}
    chosen = st.selectbox(
        "Aperçu pour",
        [*get_it, _EXAMPLE, *others],
        format_func=lambda one: names.get(one, "Un client fictif"),
        key=f"settings_preview_client_{text.code}",
        help="D'abord les clients qui reçoivent ce texte aujourd'hui, puis les autres.",
    )
    today = workspace.today()
    found = workspace.day().reminders([chosen]) if chosen != _EXAMPLE else []
    step = text.step if isinstance(text.step, Step) else Step.REMINDER_2
    if not found:
        debtor = text.audience or DebtorType.BUSINESS
        return example_reminder(step, text.tone, text.language, today, debtor)
    reminder = found[0]
    if chosen not in get_it and isinstance(text.step, Step):
        st.caption(
            "Ce client ne reçoit pas ce texte aujourd'hui, mais un autre "
            f"({STEP_LABELS[reminder.step].lower()}, {TONE_LABELS[reminder.tone].lower()}) : ses "
            "factures font l'exemple."
        )
        reminder = as_if_at(reminder, step, text.tone, today)
    reminder = replace(reminder, channel=channel_of(step)) if chosen in others else reminder
    with reading(workspace.space().engine) as conn:
        return with_charges(conn, [reminder], workspace.day().settings.rules)[0]


def _clients(text: Wording) -> tuple[dict[int, str], dict[int, str]]:
    """Names of today's clients who get this text, then of the others of its kind; by id."""
    day = workspace.day()
    known = {
        client_id: (name, DebtorType(kind), language)
        for client_id, name, kind, language in day.situation.clients.select(
            "client_id", "name", "debtor_type", "language"
        ).iter_rows()
    }
    get_it: list[tuple[str, int]] = []
    others: list[tuple[str, int]] = []
    rows = day.plan.reminders.select("addressee_id", "step", "tone")
    for client_id, step, tone in rows.iter_rows():
        name, debtor, language = known[client_id]
        if not isinstance(text.step, Step) or (
            step == text.step and _place(text.step, tone, language, debtor) == text.place
        ):
            get_it.append((name, client_id))
        elif _place(text.step, text.tone, text.language, debtor) == text.place:
            others.append((name, client_id))
    return _sorted(get_it), _sorted(others)


def _place(step: Step, tone: str, language: str, debtor: DebtorType) -> Place:
    """The text of a step that such a client gets."""
    return wording_for(step, Tone(tone), language, debtor)[0].place


def _sorted(found: list[tuple[str, int]]) -> dict[int, str]:
    ordered = sorted(found, key=lambda pair: pair[0].casefold())[:_MOST_CLIENTS]
    return {client_id: name for name, client_id in ordered}
