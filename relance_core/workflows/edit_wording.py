"""The user's own wording: refused at save when a placeholder is unknown, every version kept."""

from __future__ import annotations

from relance_core.errors import Refused
from relance_core.messages.library import LANGUAGE_LABELS, Place, Wording
from relance_core.messages.shared_blocks import SharedBlock
from relance_core.messages.wording_notes import faults, library_text
from relance_core.store.journal import note
from relance_core.store.messages import add_wording
from relance_core.store.unsaved import drop_unsaved
from relance_core.vocabulary import TONE_LABELS, Tone
from relance_core.workflows.space import Act, Space

#: What begins every place of ``typed_at``.
BEGINNING = "texte "


def typed_at(place: Place) -> str:
    """The place where what is typed of a text waits until it is saved."""
    return BEGINNING + " ".join(place)


def text_at(typed_place: str) -> Wording | SharedBlock | None:
    """The text that is typed at a place of ``typed_at``; None when the library has it no more."""
    code, tone, language = typed_place.removeprefix(BEGINNING).split(" ")
    return library_text((code, tone, language))


def save_text(space: Space, act: Act, place: Place, *, subject: str, body: str) -> None:
    """Keep a new version of a text or of a shared block (whose subject is empty).

    Raises ``Refused``, the text in force kept, when it holds an unknown placeholder or is empty.
    """
    subject = " ".join(subject.split())
    problems = faults(place, subject, body)
    if problems:
        raise Refused(
            "Le texte n'a pas été enregistré ; celui en vigueur reste inchangé. "
            + " ".join(problems),
            code="placeholder",
        )
    _add(space, act, place, subject, body.strip(), restored=False)


def restore_text(space: Space, act: Act, place: Place) -> None:
    """Back to the text that ships; the user's own versions stay in the history."""
    _add(space, act, place, "", "", restored=True)


def _add(space: Space, act: Act, place: Place, subject: str, body: str, *, restored: bool) -> None:
    text = library_text(place)
    if text is None:
        raise Refused("Ce texte n'existe pas dans la bibliothèque : rien n'a été enregistré.")
    code, tone, language = place
    what = f"« {text.label} », ton {TONE_LABELS[Tone(tone)].lower()}, {LANGUAGE_LABELS[language]}"
    words = "Texte d'origine repris" if restored else "Texte modifié"
    with space.engine.begin() as conn:
        add_wording(
            conn,
            step=code,
            tone=tone,
            language=language,
            subject=subject,
            body=body,
            by=act.by,
            at=act.at,
            restored=restored,
        )
        drop_unsaved(conn, typed_at(place), act.by)
        note(conn, "wording", f"{words} : {what}.", by=act.by, at=act.at)
