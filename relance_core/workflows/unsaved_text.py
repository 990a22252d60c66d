"""Keeps what is being typed until it is saved: a change of page or a crash loses none of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from relance_core.store.database import reading
from relance_core.store.unsaved import drop_unsaved, read_unsaved, unsaved_places, write_unsaved
from relance_core.workflows.space import Act, Space

#: No place has more: what is longer stays on the screen alone.
_LONGEST = 50_000


@dataclass(frozen=True)
class Typed:
    """A subject and a text as somebody typed them, on the version ``base`` of the text."""

    subject: str
    body: str
    base: int | None = field(default=None, compare=False)


def unsaved(space: Space, by: str, place: str) -> Typed | None:
    """What ``by`` typed at ``place`` and did not save; None when there is nothing."""
    with reading(space.engine) as conn:
        row = read_unsaved(conn, place, by)
    return None if row is None else Typed(row.subject, row.body, row.base)


def all_unsaved(space: Space, by: str, beginning: str) -> set[str]:
    """The places that begin so where something typed waits to be saved."""
    with reading(space.engine) as conn:
        return unsaved_places(conn, beginning, by)


def keep_typed(space: Space, act: Act, place: str, typed: Typed, saved: Typed) -> None:
    """Keep ``typed``, or forget it once it says what is saved. No line of the journal."""
    if len(typed.subject) + len(typed.body) > _LONGEST:
        return
    with space.engine.begin() as conn:
        if typed == saved:
            drop_unsaved(conn, place, act.by)
        else:
            write_unsaved(
                conn,
                place,
                subject=typed.subject,
                body=typed.body,
                by=act.by,
                at=act.at,
                base=typed.base,
            )


def forget_typed(space: Space, by: str, place: str) -> None:
    """It was saved, or given up."""
    with space.engine.begin() as conn:
        drop_unsaved(conn, place, by)
