"""Composes the messages that are on the screen, and no message twice while nothing changes it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock

import streamlit as st

from relance_core.store.database import reading
from relance_core.store.messages import review_edits, wordings
from relance_core.ui import workspace
from relance_core.ui.review_list import OPEN_STANDINGS, Entry, Standing
from relance_core.workflows.attached import attachable
from relance_core.workflows.drafts import Prepared, prepared_of
from relance_core.workflows.space import Space
from relance_core.workflows.today_plan import Day, fingerprint, review_key

#: More than this many at a time is not reviewing.
LISTED = 100
_KEPT = 2_000


@dataclass
class _Shelf:
    """Messages already composed, the oldest thrown away first."""

    kept: OrderedDict[tuple[str, str], Prepared] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)


@st.cache_resource(show_spinner=False)
def _shelf() -> _Shelf:
    return _Shelf()


def composed(shown: Iterable[Entry]) -> Mapping[str, Prepared]:
    """The messages of the entries of today's plan, by the entry's id, with their checks."""
    ids = tuple(one.addressee_id for one in shown if one.message_id is None)
    found = _composed(workspace.stamp(), ids, workspace.space(), workspace.day())
    return {f"p{client_id}": prepared for client_id, prepared in found.items()}


@st.cache_resource(max_entries=8, show_spinner=False)
def _composed(stamp: object, ids: tuple[int, ...], _space: Space, _day: Day) -> dict[int, Prepared]:
    del stamp
    marks = _marks(ids, _space, _day)
    shelf = _shelf()
    with shelf.lock:
        known = {
            one: shelf.kept[str(_space.engine.url), mark]
            for one, mark in marks.items()
            if (str(_space.engine.url), mark) in shelf.kept
        }
    missing = [one for one in marks if one not in known]
    fresh = prepared_of(_space, _day, addressees=missing) if missing else []
    made = {one.reminder.addressee.client_id: one for one in fresh}
    with shelf.lock:
        for client_id, prepared in made.items():
            shelf.kept[str(_space.engine.url), marks[client_id]] = prepared
        while len(shelf.kept) > _KEPT:
            shelf.kept.popitem(last=False)
    return known | made


def _marks(ids: tuple[int, ...], space: Space, day: Day) -> dict[int, str]:
    """Everything that each message is made from, as one text: equal marks, equal messages."""
    reminders = day.reminders(ids)
    keys = {one.addressee.client_id: review_key(one) for one in reminders}
    with reading(space.engine) as conn:
        edits = review_edits(conn, keys.values())
        own = sorted(row.id for row in wordings(conn).values())
        files = attachable(conn, day, reminders)
    shared = repr((day.settings.firm, own))
    return {
        one.addressee.client_id: "|".join(
            (
                fingerprint(one),
                repr(tuple(edits[keys[one.addressee.client_id]]))
                if keys[one.addressee.client_id] in edits
                else "",
                repr(files.of(one.addressee.client_id)),
                shared,
            )
        )
        for one in reminders
    }


def judged(shown: list[Entry], made: Mapping[str, Prepared]) -> list[Entry]:
    """``shown`` with « bloqué » for those that a check refuses."""
    return [
        replace(one, standing=Standing.BLOCKED)
        if one.standing in OPEN_STANDINGS and one.id in made and made[one.id].blocked
        else one
        for one in shown
    ]
