"""The messages to read, and those approved and waiting, as one list that can be narrowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.french import amounts, plain_key
from relance_core.money import totals_by_currency
from relance_core.store.database import reading
from relance_core.store.messages import list_messages, review_edits
from relance_core.ui import workspace
from relance_core.vocabulary import (
    FORMAL_STEPS,
    LETTER_CHANNELS,
    MESSAGE_LABELS,
    TONE_LABELS,
    Channel,
    Companion,
    MessageState,
    Step,
    Tone,
)
from relance_core.workflows.space import Space
from relance_core.workflows.today_plan import Day, review_key_of


class Standing(StrEnum):
    """Where a message of the list stands."""

    TO_READ = "to_read"
    EDITED = "edited"
    EXCLUDED = "excluded"
    BLOCKED = "blocked"
    APPROVED = "approved"
    LEAVING = "leaving"


STANDING_LABELS = {
    Standing.TO_READ: "À relire",
    Standing.EDITED: "Modifié",
    Standing.EXCLUDED: "Écarté",
    Standing.BLOCKED: "Bloqué",
    Standing.APPROVED: "Approuvé",
    Standing.LEAVING: "En cours d'envoi",
}
_COMPANIONS = frozenset(Companion)
#: What may still be approved.
OPEN_STANDINGS = (Standing.TO_READ, Standing.EDITED)


@dataclass(frozen=True)
class Entry:
    """One message of the list: of today's plan, or already approved (``message_id``)."""

    id: str  # stable while the list changes around it
    addressee_id: int
    message_id: int | None
    key: str  # of the review; empty once approved
    name: str
    code: str
    totals: dict[str, Decimal]
    step: Step | Companion
    tone: Tone
    channel: Channel
    standing: Standing
    expressly: bool = False  # approving it takes a decision of its own

    @property
    def letter(self) -> bool:
        """Whether it is a letter to print."""
        return self.channel in LETTER_CHANNELS

    @property
    def amounts(self) -> str:
        """The net asked for, per currency."""
        return amounts(self.totals)


@dataclass(frozen=True)
class Narrowing:
    """What the reader asked to see."""

    search: str = ""
    steps: tuple[Step | Companion, ...] = ()
    tones: tuple[Tone, ...] = ()
    standings: tuple[Standing, ...] = ()
    by_amount: bool = False  # as the plan of the day; else by name

    def among(self, found: Iterable[Entry]) -> list[Entry]:
        """The entries of ``found`` that are asked for, in the order asked for."""
        kept = [one for one in found if self.keeps(one)]
        if self.by_amount:
            kept.sort(key=lambda one: -max(one.totals.values(), default=Decimal(0)))
        return kept

    def keeps(self, entry: Entry) -> bool:
        """Whether ``entry`` is asked for."""
        return (
            self._named(entry)
            and (not self.steps or entry.step in self.steps)
            and (not self.tones or entry.tone in self.tones)
            and (not self.standings or entry.standing in self.standings)
        )

    @cached_property
    def _words(self) -> list[str]:
        return plain_key(self.search).split()

    def _named(self, entry: Entry) -> bool:
        if not self._words:
            return True  # a thousand names need not be spelt plainly for nothing
        text = plain_key(f"{entry.name} {entry.code}")
        return all(word in text for word in self._words)


def entries() -> tuple[Entry, ...]:
    """Everything to review today and everything approved that has not left, by client name."""
    return _entries(workspace.stamp(), workspace.space(), workspace.day())


@st.cache_resource(max_entries=4, show_spinner=False)
def _entries(stamp: object, _space: Space, _day: Day) -> tuple[Entry, ...]:
    del stamp  # the key of the cache
    rows = [row for row in _day.plan.reminders.iter_rows(named=True) if row["channel"] != "call"]
    keys = {
        row["addressee_id"]: review_key_of(_day.plan.for_date, row["addressee_id"], row["step"])
        for row in rows
    }
    with reading(_space.engine) as conn:
        edits = review_edits(conn, keys.values())
        waiting = list_messages(
            conn, states=[MessageState.APPROVED, MessageState.SENDING], limit=100_000
        )
    clients = {
        client_id: (name, code or "")
        for client_id, name, code in _day.situation.clients.select(
            "client_id", "name", "code"
        ).iter_rows()
    }
    totals = _totals(_day)
    found = [
        Entry(
            id=f"p{row['addressee_id']}",
            addressee_id=row["addressee_id"],
            message_id=None,
            key=keys[row["addressee_id"]],
            name=clients[row["addressee_id"]][0],
            code=clients[row["addressee_id"]][1],
            totals=totals[row["addressee_id"]],
            step=Step(row["step"]),
            tone=Tone(row["tone"]),
            channel=Channel(row["channel"]),
            standing=_standing(edits.get(keys[row["addressee_id"]])),
            expressly=row["by_hand"] or row["step"] in FORMAL_STEPS,
        )
        for row in rows
    ]
    found += [_approved(row) for row in waiting]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.addressee_id, one.id)))


def _totals(day: Day) -> dict[int, dict[str, Decimal]]:
    """Net asked for by each message, per currency: its lines less its credits."""
    pairs: dict[int, list[tuple[str, Decimal]]] = {}
    for frame, column, sign in (
        (day.plan.lines, "amount_due", 1),
        (day.plan.credits, "amount", -1),
    ):
        for addressee, currency, amount in frame.select(
            "addressee_id", "currency", column
        ).iter_rows():
            pairs.setdefault(addressee, []).append((currency, sign * amount))
    return {addressee: totals_by_currency(found) for addressee, found in pairs.items()}


def _standing(edit: Row[Any] | None) -> Standing:
    if edit is None:
        return Standing.TO_READ
    if edit.excluded:
        return Standing.EXCLUDED
    return Standing.EDITED


def _approved(row: Row[Any]) -> Entry:
    return Entry(
        id=f"m{row.id}",
        addressee_id=row.addressee_id,
        message_id=row.id,
        key="",
        name=row.client_name,
        code=row.client_code or "",
        totals={currency: Decimal(net) for currency, net in row.totals.items()},
        step=_step(row.step),
        tone=Tone(row.tone),
        channel=Channel(row.channel),
        standing=Standing.APPROVED if row.state == MessageState.APPROVED else Standing.LEAVING,
    )


def _step(code: str) -> Step | Companion:
    return Companion(code) if code in _COMPANIONS else Step(code)


def present(
    found: Iterable[Entry],
) -> tuple[list[Step | Companion], list[Tone], list[Standing]]:
    """The steps, tones and standings that occur, in their own order: what can be asked for."""
    found = list(found)
    return (
        [step for step in (*Step, *Companion) if any(one.step is step for one in found)],
        [tone for tone in Tone if any(one.tone is tone for one in found)],
        [standing for standing in Standing if any(one.standing is standing for one in found)],
    )


def step_and_tone(entry: Entry) -> str:
    """« 2e relance, ferme »; what accompanies the sequence has no tone of it."""
    if isinstance(entry.step, Companion):
        return MESSAGE_LABELS[entry.step]
    return f"{MESSAGE_LABELS[entry.step]}, {TONE_LABELS[entry.tone].lower()}"
