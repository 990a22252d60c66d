"""The user's own wording: refused at save when a placeholder is unknown, every version kept."""

from __future__ import annotations

from relance_core.errors import Refused
from relance_core.messages.placeholders import validate
from relance_core.store.journal import note
from relance_core.store.messages import add_wording
from relance_core.vocabulary import STEP_LABELS, TONE_LABELS, Step, Tone
from relance_core.workflows.space import Act, Space

SUBJECT_LIMIT = 200


def save_wording(
    space: Space, act: Act, step: Step, tone: Tone, language: str, *, subject: str, body: str
) -> None:
    """Keep a new version of a text. Raises ``Refused``, the text in force kept, if it cannot be."""
    subject = " ".join(subject.split())
    problems = [*validate(subject), *validate(body)]
    if not subject or not body.strip():
        problems.append("L'objet et le texte ne peuvent pas être vides.")
    if len(subject) > SUBJECT_LIMIT:
        problems.append(f"L'objet dépasse {SUBJECT_LIMIT} caractères.")
    if problems:
        raise Refused(
            "Le texte n'a pas été enregistré ; celui en vigueur reste inchangé. "
            + " ".join(dict.fromkeys(problems)),
            code="placeholder",
        )
    _add(space, act, step, tone, language, subject, body.strip(), restored=False)


def restore_wording(space: Space, act: Act, step: Step, tone: Tone, language: str) -> None:
    """Back to the text that ships; the user's own versions stay in the history."""
    _add(space, act, step, tone, language, "", "", restored=True)


def _add(
    space: Space,
    act: Act,
    step: Step,
    tone: Tone,
    language: str,
    subject: str,
    body: str,
    *,
    restored: bool,
) -> None:
    what = f"« {STEP_LABELS[step]} », ton {TONE_LABELS[tone].lower()} ({language})"
    with space.engine.begin() as conn:
        add_wording(
            conn,
            step=step.value,
            tone=tone.value,
            language=language,
            subject=subject,
            body=body,
            by=act.by,
            at=act.at,
            restored=restored,
        )
        words = "Texte d'origine repris" if restored else "Texte modifié"
        note(conn, "wording", f"{words} : {what}.", by=act.by, at=act.at)
