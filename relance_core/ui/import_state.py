"""The import under way in this browser: what was dropped, what was corrected, what was recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from relance_core.errors import RelanceError
from relance_core.french import plural
from relance_core.intake import Question, Workbook
from relance_core.ui import import_reading, workspace
from relance_core.ui.demonstration import want_demonstration
from relance_core.ui.import_contacts import contact_answers, forget_answers
from relance_core.ui.import_paid import bring_along, let_go
from relance_core.ui.told import Told, say
from relance_core.workflows.answers import MISSING_ANSWER
from relance_core.workflows.import_contacts import import_contacts
from relance_core.workflows.import_file import Imported, import_understood
from relance_core.workflows.paid_proposals import propose_beside
from relance_core.workflows.space import data_folder
from relance_core.workflows.understanding import Choices, Dropped, Understanding, understand_file

#: The page whose quiet line tells what was done without a file of invoices.
PAGE = "importer"
_DRAFT, _RECORD = "import_draft", "import_record"
_CONTACTS, _REFUSAL, _ROUND = "import_contacts", "import_refusal", "import_round"
_REFUSED_FILE = "import_refused_file"
#: The answer to this question changes every other one.
SHEET_QUESTION = "choose_sheet"


@dataclass(frozen=True)
class Draft:
    """A file understood and not yet recorded."""

    understood: Understanding
    asked: tuple[Question, ...]  # every question met, so that an answer can be changed
    forgetful: bool = False  # what was remembered of this layout is set aside


@dataclass(frozen=True)
class Record:
    """What the last import of this browser did, until the person goes on to another file."""

    understood: Understanding
    imported: Imported
    missing_asked: bool  # the meaning of the invoices that are absent is still to be said


def draft() -> Draft | None:
    """The file being checked."""
    return st.session_state.get(_DRAFT)


def record() -> Record | None:
    """The import just recorded."""
    return st.session_state.get(_RECORD)


def forget_record() -> None:
    """What the last import of this browser did is no longer so."""
    st.session_state.pop(_RECORD, None)
    let_go()


def contacts() -> Dropped | None:
    """The contacts dropped, whether or not the invoices are there."""
    return st.session_state.get(_CONTACTS)


def refusal() -> str:
    """Why the last action was refused; empty when it was not."""
    return str(st.session_state.get(_REFUSAL, ""))


def refused_file() -> str:
    """Why the last file dropped could not be read, with its name; empty when it was."""
    return str(st.session_state.get(_REFUSED_FILE, ""))


def turn() -> int:
    """Changes with each file taken, so that the uploaders let go of its bytes."""
    return int(st.session_state.get(_ROUND, 0))


def take_invoices(dropped: Dropped) -> None:
    """Begin to read a file of invoices; what is on the page stays until it could be read."""
    st.session_state[_ROUND] = turn() + 1
    st.session_state[_REFUSAL] = st.session_state[_REFUSED_FILE] = ""
    beside, engine, today = contacts(), workspace.space().engine, workspace.today()

    def understand(book: Workbook) -> Understanding:
        return understand_file(dropped, contacts=beside, engine=engine, today=today, workbook=book)

    import_reading.start(
        dropped.content, dropped.filename, understand, data_folder(workspace.environ())
    )


def settle() -> None:
    """Take up the file whose reading has just ended; one that was refused leaves its sentence."""
    job = import_reading.wait()
    if job is None:
        return
    if job.understood is None:
        st.session_state[_REFUSED_FILE] = f"{job.filename} : {job.refusal}"
        return
    st.session_state.pop(_RECORD, None)
    st.session_state[_REFUSAL] = ""
    understood = job.understood
    st.session_state[_DRAFT] = Draft(understood, tuple(understood.reading.questions))
    if contacts() is not understood.contacts_dropped:  # they came while it was being read
        _understand(understood.dropped, contacts(), understood.choices)


def take_contacts(dropped: Dropped) -> None:
    """Read a file of contacts, beside the invoices when they are there."""
    st.session_state[_ROUND] = turn() + 1
    current = draft()
    if current is None:
        st.session_state[_CONTACTS] = dropped
        forget_answers()
        st.session_state[_REFUSAL] = ""
    elif _understand(current.understood.dropped, dropped, current.understood.choices):
        st.session_state[_CONTACTS] = dropped


def drop_contacts() -> None:
    """Go on without the contacts."""
    st.session_state.pop(_CONTACTS, None)
    current = draft()
    if current is not None:
        _understand(current.understood.dropped, None, current.understood.choices)


def join_contacts_alone() -> None:
    """Give the contacts in hand to the clients already known, without any invoice."""
    dropped = contacts()
    if dropped is None:
        return
    try:
        joined = import_contacts(workspace.space(), dropped, workspace.act(), contact_answers())
    except RelanceError as error:
        st.session_state[_REFUSAL] = error.message
        return
    st.session_state.pop(_CONTACTS, None)
    forget_answers()
    st.session_state[_REFUSAL] = ""
    unmatched = plural(len(joined.unmatched), "contact sans client", "contacts sans client")
    recognised = plural(joined.matched, "client reconnu", "clients reconnus")
    changed = plural(joined.changed, "modifié")
    say(PAGE, Told(done=(f"{recognised}, {changed}, {unmatched}.",)))


def choose(choices: Choices) -> bool:
    """Read the file again with other choices; False, and nothing changed, when it cannot be."""
    current = draft()
    if current is None:
        return False
    understood = current.understood
    return _understand(understood.dropped, understood.contacts_dropped, choices)


def answer(code: str, value: str) -> None:
    """Answer a question about the whole file; another sheet is another table altogether."""
    current = draft()
    if current is None:
        return
    choices = current.understood.choices
    if code == SHEET_QUESTION:
        choose(Choices(answers={code: value}))
    else:
        choose(replace(choices, answers={**choices.answers, code: value}))


def forget_remembered() -> None:
    """Set aside what was remembered of this layout: every question is asked again."""
    current = draft()
    if current is not None:
        st.session_state[_DRAFT] = replace(current, asked=(), forgetful=True)
        choose(Choices())


def start_again() -> None:
    """Put the files down; what was recorded stays recorded."""
    import_reading.cancel()
    let_go()
    for name in (_DRAFT, _RECORD, _CONTACTS, _REFUSAL, _REFUSED_FILE):
        st.session_state.pop(name, None)
    st.session_state[_ROUND] = turn() + 1


def write() -> None:
    """Record the file being checked."""
    current = draft()
    if current is None:  # a second click, the first having recorded it
        return
    try:
        imported = import_understood(workspace.space(), current.understood, workspace.act())
    except RelanceError as error:
        st.session_state[_REFUSAL] = error.message
        return
    understood = current.understood
    bring_along(propose_beside(workspace.space(), understood.reading, understood.dropped.filename))
    asked = bool(imported.changes.missing) and not current.understood.choices.answers.get(
        MISSING_ANSWER
    )
    st.session_state[_RECORD] = Record(current.understood, imported, asked)
    for name in (_DRAFT, _CONTACTS, _REFUSAL):
        st.session_state.pop(name, None)


def say_missing(meaning: str) -> None:
    """Say what the absence of an invoice means in exports of this layout, and apply it."""
    done = record()
    if done is None:
        return
    choices = done.understood.choices
    told = replace(
        done.understood,
        choices=replace(choices, answers={**choices.answers, MISSING_ANSWER: meaning}),
    )
    try:
        imported = import_understood(workspace.space(), told, workspace.act())
    except RelanceError as error:
        st.session_state[_REFUSAL] = error.message
        return
    st.session_state[_RECORD] = Record(told, imported, missing_asked=False)


def leave_demonstration() -> None:
    """Take the file being checked to the person's own espace."""
    workspace.leave_demonstration()
    current = draft()
    if current is not None:
        choose(current.understood.choices)


def enter_demonstration() -> None:
    """Open the demonstration; the page then says what to look at."""
    want_demonstration()
    start_again()


def _understand(dropped: Dropped, with_contacts: Dropped | None, choices: Choices) -> bool:
    """Read again, from the cells already read when the file is the same."""
    current = draft()
    forgetful = current is not None and current.forgetful
    same = current is not None and current.understood.dropped is dropped
    try:
        understood = understand_file(
            dropped,
            contacts=with_contacts,
            choices=choices,
            engine=None if forgetful else workspace.space().engine,
            today=workspace.today(),
            workbook=current.understood.workbook if current is not None and same else None,
        )
    except RelanceError as error:
        st.session_state[_REFUSAL] = error.message
        return False
    st.session_state[_REFUSAL] = st.session_state[_REFUSED_FILE] = ""
    st.session_state[_DRAFT] = Draft(understood, _asked(current, understood), forgetful)
    return True


def _asked(current: Draft | None, understood: Understanding) -> tuple[Question, ...]:
    """The questions open now, and those already answered, in the order they were met."""
    known = {question.code: question for question in current.asked} if current else {}
    known |= {question.code: question for question in understood.reading.questions}
    still_open = {question.code for question in understood.reading.questions}
    return tuple(
        question
        for code, question in known.items()
        if code in still_open or code in understood.choices.answers
    )
