"""Which text is edited: a step's, an accompanying message's, or a block that several share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from relance_core.messages.library import LANGUAGE_LABELS, Place, Wording, texts
from relance_core.messages.placeholders import BLOCKS
from relance_core.messages.shared_blocks import SharedBlock, shared_blocks
from relance_core.ui import workspace
from relance_core.vocabulary import (
    DEBTOR_LABELS,
    STEP_LABELS,
    TONE_LABELS,
    Companion,
    DebtorType,
    Step,
    Tone,
)

STEPS, COMPANIONS, SHARED = "Étapes", "Messages d'accompagnement", "Blocs partagés"
_EVERYBODY = "Tous les clients"
_OTHERS = "Entreprises et autres"


@dataclass(frozen=True)
class Chosen:
    """A text of the library: ``text`` for a message, ``block`` for what several texts share."""

    place: Place
    text: Wording | None = None
    block: SharedBlock | None = None

    @property
    def subject(self) -> str:
        """The subject that ships; a block has none."""
        return self.text.subject if self.text else ""

    @property
    def body(self) -> str:
        """The words that ship."""
        return self.text.body if self.text else (self.block.text if self.block else "")

    @property
    def label(self) -> str:
        """What it is, without its tone and language."""
        return self.text.label if self.text else (self.block.label if self.block else "")

    @property
    def key(self) -> str:
        """The part of a widget's key that tells one text from the others."""
        return "_".join(self.place).replace(".", "-")


def choose_text() -> Chosen:
    """The fields that lead to one text; only those for which there is one are offered."""
    kind = st.segmented_control(
        "Textes",
        [STEPS, COMPANIONS, SHARED],
        default=STEPS,
        key="settings_wording_kind",
        label_visibility="collapsed",
        required=True,
    )
    if kind == SHARED:
        return _choose_block()
    if kind == COMPANIONS:
        return _choose_companion()
    return _choose_step()


def open_text(text: Wording | SharedBlock) -> None:
    """Lead the fields to ``text``, from a callback."""
    state, audience = st.session_state, text.audience or ""
    if isinstance(text, SharedBlock):
        state["settings_wording_kind"], mark = SHARED, f"block_{text.name}"
        state["settings_wording_block"] = text.name
    elif isinstance(text.step, Companion):
        state["settings_wording_kind"], mark = COMPANIONS, str(text.step)
        state["settings_wording_companion"] = str(text.step)
        state[f"settings_wording_language_{mark}"] = text.language
        return
    else:
        state["settings_wording_kind"], mark = STEPS, str(text.step)
        state["settings_wording_step"] = text.step
    state[f"settings_wording_reader_{mark}"] = audience
    mark += f"_{audience}" if audience else ""
    state[f"settings_wording_tone_{mark}"] = text.tone
    state[f"settings_wording_language_{mark}_{text.tone}"] = text.language


def _choose_step() -> Chosen:
    known = [one for one in texts().values() if isinstance(one.step, Step)]
    places = st.columns([3, 3, 2, 2])
    step = places[0].selectbox(
        "Étape",
        list(dict.fromkeys(one.step for one in known if isinstance(one.step, Step))),
        format_func=STEP_LABELS.__getitem__,
        key="settings_wording_step",
    )
    known = [one for one in known if one.step is step]
    text = _narrowed(places[1:], known, str(step), usual=usual_tone(step))
    return Chosen(text.place, text=text)


def usual_tone(step: Step) -> Tone | None:
    """The tone of the step in the scenario that most clients follow: the text that serves most."""
    day = workspace.day()
    scenario = day.scenarios[day.settings.rules.default_scenario]
    return next((one.tone for one in scenario.steps if one.step is step), None)


def _choose_companion() -> Chosen:
    known = [one for one in texts().values() if isinstance(one.step, Companion)]
    left, right = st.columns([6, 2])
    labels = {str(one.step): one.label for one in known}
    kind = left.selectbox(
        "Message", list(labels), format_func=labels.__getitem__, key="settings_wording_companion"
    )
    text = _narrowed([right], [one for one in known if one.step == kind], str(kind))
    return Chosen(text.place, text=text)


def _choose_block() -> Chosen:
    known = list(shared_blocks().values())
    places = st.columns([3, 3, 2, 2])
    name = places[0].selectbox(
        "Bloc",
        list(dict.fromkeys(one.name for one in known)),
        format_func=lambda one: BLOCKS[one].help,
        key="settings_wording_block",
    )
    block = _narrowed(places[1:], [one for one in known if one.name == name], f"block_{name}")
    return Chosen(block.place, block=block)


T = TypeVar("T", Wording, SharedBlock)


def _narrowed(
    places: Sequence[DeltaGenerator], known: list[T], mark: str, *, usual: Tone | None = None
) -> T:
    """One of ``known``, by whom it is for, its tone and its language; the last place is language's.

    ``mark``: what the keys of the fields are told apart by; ``usual``: the tone to begin with.
    """
    if len(places) > 1:
        # The empty code stands for everybody without texts of their own.
        readers = list(dict.fromkeys(one.audience or "" for one in known))
        reader = places[0].selectbox(
            "Pour qui",
            readers,
            format_func=_reader if len(readers) > 1 else lambda one: _EVERYBODY,
            key=f"settings_wording_reader_{mark}",
        )
        known = [one for one in known if (one.audience or "") == reader]
        mark += f"_{reader}" if reader else ""
        tones = list(dict.fromkeys(one.tone for one in known))
        tone = places[1].selectbox(
            "Ton",
            tones,
            index=tones.index(usual) if usual in tones else 0,
            format_func=lambda one: TONE_LABELS[one] + (" (habituel)" if one == usual else ""),
            key=f"settings_wording_tone_{mark}",
        )
        known = [one for one in known if one.tone is tone]
        mark += f"_{tone}"
    language = places[-1].selectbox(
        "Langue",
        list(dict.fromkeys(one.language for one in known)),
        format_func=lambda one: LANGUAGE_LABELS[one].capitalize(),
        key=f"settings_wording_language_{mark}",
    )
    return next(one for one in known if one.language == language)


def _reader(audience: str) -> str:
    return DEBTOR_LABELS[DebtorType(audience)] if audience else _OTHERS
