"""The texts that ship: one file per step, tone and language, and the nearest when one lacks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from relance_core.errors import Refused
from relance_core.vocabulary import STEP_LABELS, TONE_LABELS, Step, Tone

LANGUAGE_LABELS = {"fr": "français", "en": "anglais"}
_TONES = tuple(Tone)


@dataclass(frozen=True)
class Wording:
    """A subject and a body with placeholders; shipped, or saved by the user."""

    step: Step
    tone: Tone
    language: str  # "fr" | "en"
    subject: str
    body: str


@cache
def shipped() -> dict[tuple[Step, Tone, str], Wording]:
    """Every text that ships, by step, tone and language, in the order of the steps."""
    found: dict[tuple[Step, Tone, str], Wording] = {}
    for step in Step:
        for tone in Tone:
            for language in LANGUAGE_LABELS:
                file = resources.files(__package__) / "templates" / language / f"{step}.{tone}.txt"
                if file.is_file():
                    subject, _, body = file.read_text("utf-8").partition("\n")
                    found[step, tone, language] = Wording(
                        step, tone, language, subject.strip(), body.strip()
                    )
    return found


def wording_for(step: Step, tone: Tone, language: str) -> tuple[Wording, str]:
    """The shipped text for a step, or the nearest one, and a French note when it is not the one.

    The language falls back to French first (formal letters exist in French only), then the tone
    to the nearest, the softer one of two. Raises ``Refused`` for a step that has no message.
    """
    texts = shipped()
    notes = []
    spoken = language
    if not any((step, other, spoken) in texts for other in Tone):
        spoken = "fr"
        tongue = LANGUAGE_LABELS.get(language, f"« {language} »")
        notes.append(f"Il n'existe pas de texte en {tongue} pour cette étape : il est en français.")
    tones = [other for other in Tone if (step, other, spoken) in texts]
    if not tones:
        raise Refused(
            f"L'étape « {STEP_LABELS[step]} » n'a pas de message écrit : rien n'a été composé.",
            code="no_wording",
        )
    rank = _TONES.index(tone)
    nearest = min(tones, key=lambda other: (abs(_TONES.index(other) - rank), _TONES.index(other)))
    if nearest is not tone:
        notes.append(
            f"« {STEP_LABELS[step]} » n'a pas de texte au ton « {TONE_LABELS[tone].lower()} » : "
            f"le texte « {TONE_LABELS[nearest].lower()} » est utilisé."
        )
    return texts[step, nearest, spoken], " ".join(notes)
