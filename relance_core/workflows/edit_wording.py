"""The user's own wording: refused at save when a placeholder is unknown, every version kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from relance_core.errors import Refused
from relance_core.messages.library import LANGUAGE_LABELS, Place, Wording
from relance_core.messages.shared_blocks import SharedBlock
from relance_core.messages.wording_notes import faults, library_text
from relance_core.store.database import reading
from relance_core.store.journal import note
from relance_core.store.messages import add_wording, latest_wording
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


def version_of(space: Space, place: Place) -> int:
    """The number of the version in force of a text; 0 for the one that ships, never changed."""
    with reading(space.engine) as conn:
        return _version(conn, place)


def saved_since(space: Space, place: Place, base: int) -> Row[Any] | None:
    """Who saved the text last, and when, if somebody did since the version ``base``."""
    with reading(space.engine) as conn:
        row = latest_wording(conn, *place)
    return row if row is not None and row.id != base else None


def save_text(
    space: Space, act: Act, place: Place, *, subject: str, body: str, base: int | None = None
) -> None:
    """Keep a new version of a text or of a shared block (whose subject is empty).

    ``base``: the version that was changed; None when whatever is in force gives way. Raises
    ``Refused``, the text in force kept, when it holds an unknown placeholder or is empty, and when
    somebody saved another version since ``base``.
    """
    subject = " ".join(subject.split())
    problems = faults(place, subject, body)
    if problems:
        raise Refused(
            "Le texte n'a pas été enregistré ; celui en vigueur reste inchangé. "
            + " ".join(problems),
            code="placeholder",
        )
    _add(space, act, place, subject, body.strip(), restored=False, base=base)


def restore_text(space: Space, act: Act, place: Place) -> None:
    """Back to the text that ships; the user's own versions stay in the history."""
    _add(space, act, place, "", "", restored=True)


def _version(conn: Connection, place: Place) -> int:
    row = latest_wording(conn, *place)
    return 0 if row is None else int(row.id)


def _add(
    space: Space,
    act: Act,
    place: Place,
    subject: str,
    body: str,
    *,
    restored: bool,
    base: int | None = None,
) -> None:
    text = library_text(place)
    if text is None:
        raise Refused("Ce texte n'existe pas dans la bibliothèque : rien n'a été enregistré.")
    code, tone, language = place
    what = f"« {text.label} », ton {TONE_LABELS[Tone(tone)].lower()}, {LANGUAGE_LABELS[language]}"
    words = "Texte d'origine repris" if restored else "Texte modifié"
    with space.engine.begin() as conn:
        if base is not None and _version(conn, place) != base:
            raise Refused(
                "Ce texte a été enregistré par quelqu'un depuis le début de votre saisie : rien "
                "n'a été remplacé, et votre saisie est gardée. Choisissez ci-dessous.",
                code="changed_meanwhile",
            )
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
