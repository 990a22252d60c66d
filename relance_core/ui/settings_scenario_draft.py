"""What is being typed and not yet saved: kept through reruns and changes of page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import streamlit as st

from relance_core.ui import workspace

T = TypeVar("T")

#: The field that tells whether a draft is on screen.
GRID = "grid"
_EDITION = "settings_draft_edition"


@dataclass(frozen=True)
class Draft(Generic[T]):
    """A value as it is saved, as the fields were first shown, and as it is typed.

    ``edition`` is part of the keys of the fields: a new one makes them begin again from ``base``.
    """

    name: str
    origin: T
    base: T
    typed: T
    edition: int

    @property
    def changed(self) -> bool:
        """Whether something typed is not saved."""
        return self.typed != self.origin

    def field(self, what: str) -> str:
        """The key of one of its fields; every draft has one called ``GRID``."""
        return f"settings_{self.name}_{what}_{self.edition}"


def draft_of(name: str, stored: T) -> Draft[T]:
    """The draft called ``name`` of ``stored``, begun when there is none.

    Streamlit forgets what is typed in a field that it does not draw: a draft that was off the
    screen begins again from what was typed.
    """
    kept: Draft[T] | None = st.session_state.get(_key(name))
    if kept is None or (not kept.changed and kept.origin != stored):
        return begin(name, stored)
    if kept.typed != kept.base and kept.field(GRID) not in st.session_state:
        return rebase(name, kept.typed)
    return kept


def begin(name: str, stored: T) -> Draft[T]:
    """A draft as saved, with nothing typed."""
    return _put(name, Draft(name, stored, stored, stored, _next_edition()))


def rebase(name: str, typed: T) -> Draft[T]:
    """The draft with ``typed`` shown in fields begun afresh."""
    kept: Draft[T] = st.session_state[_key(name)]
    return _put(name, replace(kept, base=typed, typed=typed, edition=_next_edition()))


def keep(name: str, typed: T) -> Draft[T]:
    """Remember what the fields say now."""
    kept: Draft[T] = st.session_state[_key(name)]
    return _put(name, replace(kept, typed=typed))


def kept_draft(name: str) -> Draft[T] | None:
    """The draft called ``name``, if there is one."""
    found: Draft[T] | None = st.session_state.get(_key(name))
    return found


def forget(name: str) -> None:
    """Drop what was typed; the fields begin again from what is saved."""
    st.session_state.pop(_key(name), None)


def _put(name: str, draft: Draft[T]) -> Draft[T]:
    st.session_state[_key(name)] = draft
    return draft


def _next_edition() -> int:
    edition: int = st.session_state.get(_EDITION, 0) + 1
    st.session_state[_EDITION] = edition
    return edition


def _key(name: str) -> str:
    """An espace does not see what was typed in another."""
    return f"settings_draft_{workspace.space().key}_{name}"
