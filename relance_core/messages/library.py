"""The texts that ship: one file per kind, reader, tone and language, and the nearest one lacking.

A text of ``templates`` is named by its place: ``reminder_1.courteous.txt`` is for everybody,
``reminder_1.public.courteous.txt`` for public bodies alone; its first line is the subject. What
several texts say alike is a block of theirs, see ``shared_blocks``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from relance_core.errors import Refused
from relance_core.vocabulary import (
    COMPANION_LABELS,
    DEBTOR_LABELS,
    STEP_LABELS,
    TONE_LABELS,
    Companion,
    DebtorType,
    Step,
    Tone,
)

LANGUAGE_LABELS = {"fr": "français", "en": "anglais"}
#: Readers who have texts of their own; the others share those written for firms.
AUDIENCES = (DebtorType.PUBLIC, DebtorType.CONSUMER)
_TONES = tuple(Tone)

#: Code, tone and language of a text: what it is found by, here and among the user's own.
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Wording:
    """A subject and a body with placeholders; shipped, or saved by the user."""

    step: Step | Companion
    tone: Tone
    language: str  # "fr" | "en"
    subject: str
    body: str
    audience: DebtorType | None = None  # the only readers it is for; None: all without their own

    @property
    def code(self) -> str:
        """``reminder_1``, or ``reminder_1.public`` for a text that only some readers get."""
        return f"{self.step}.{self.audience}" if self.audience else str(self.step)

    @property
    def place(self) -> Place:
        """What the user's own version of this text is kept under."""
        return self.code, self.tone.value, self.language

    @property
    def label(self) -> str:
        """``1re relance (Administration)``: what the text is, without its tone and language."""
        if isinstance(self.step, Companion):
            return COMPANION_LABELS[self.step]
        of = f" ({DEBTOR_LABELS[self.audience]})" if self.audience else ""
        return STEP_LABELS[self.step] + of


@cache
def texts() -> dict[Place, Wording]:
    """Every text that ships, by place: the steps in order, then what accompanies them."""
    found = {}
    for kind in (*Step, *Companion):
        for audience in (None, *AUDIENCES):
            for tone in Tone:
                for language in LANGUAGE_LABELS:
                    empty = Wording(kind, tone, language, "", "", audience)
                    file = _folder(language) / f"{empty.code}.{tone}.txt"
                    if file.is_file():
                        subject, _, body = file.read_text("utf-8").partition("\n")
                        found[empty.place] = Wording(
                            kind, tone, language, subject.strip(), body.strip(), audience
                        )
    return found


def shipped() -> dict[tuple[Step, Tone, str], Wording]:
    """The texts of the steps that are for everybody, by step, tone and language."""
    return {
        (text.step, text.tone, text.language): text
        for text in texts().values()
        if isinstance(text.step, Step) and text.audience is None
    }


def wording_for(
    step: Step, tone: Tone, language: str, debtor: DebtorType = DebtorType.UNKNOWN
) -> tuple[Wording, str]:
    """The shipped text for a step, or the nearest one, and a French note when it is not the one.

    The language falls back to French first (formal letters exist in French only). A reader who has
    texts of his own gets one of them. Then the tone falls back to the nearest, the softer of two.
    Raises ``Refused`` for a step that has no message.
    """
    notes = []
    spoken = language
    known = _texts_of(step, spoken, debtor)
    if not known:
        spoken = "fr"
        known = _texts_of(step, spoken, debtor)
        tongue = LANGUAGE_LABELS.get(language, f"« {language} »")
        notes.append(f"Il n'existe pas de texte en {tongue} pour cette étape : il est en français.")
    if not known:
        raise Refused(
            f"L'étape « {STEP_LABELS[step]} » n'a pas de message écrit : rien n'a été composé.",
            code="no_wording",
        )
    found = nearest(known, tone)
    if found.tone is not tone:
        notes.append(
            f"« {STEP_LABELS[step]} » n'a pas de texte au ton « {TONE_LABELS[tone].lower()} » : "
            f"le texte « {TONE_LABELS[found.tone].lower()} » est utilisé."
        )
    return found, " ".join(notes)


def companion_wording(kind: Companion, language: str) -> Wording:
    """The shipped text of a message that accompanies the sequence; French where one lacks."""
    for spoken in (language, "fr"):
        known = [text for text in texts().values() if text.step is kind and text.language == spoken]
        if known:
            return known[0]
    raise Refused(
        f"« {COMPANION_LABELS[kind]} » n'a pas de texte : rien n'a été composé.", code="no_wording"
    )


def nearest(known: list[Wording], tone: Tone) -> Wording:
    """The text whose tone is nearest, the softer of two equally near."""
    rank = _TONES.index(tone)
    return min(
        known,
        key=lambda one: (abs(_TONES.index(one.tone) - rank), _TONES.index(one.tone)),
    )


@cache
def _texts_of(step: Step, language: str, debtor: DebtorType) -> list[Wording]:
    """The texts of a step for a reader: his own, else those for everybody."""
    for audience in (debtor, None):
        known = [
            text
            for text in texts().values()
            if (text.step, text.language, text.audience) == (step, language, audience)
        ]
        if known:
            return known
    return []


def _folder(language: str) -> Traversable:
    return resources.files(__package__) / "templates" / language
