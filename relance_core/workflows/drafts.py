"""The messages of the day as they would leave: wording, reviewer's edits, checks and bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from relance_core.french import short_date
from relance_core.messages.checks import Problem, check
from relance_core.messages.letter import letter_pdf
from relance_core.messages.letter_checks import letter_problems
from relance_core.messages.library import Place, Wording, wording_for
from relance_core.messages.mime import Attachment, email_bytes, make_message_id
from relance_core.messages.render import Draft, Edit, compose
from relance_core.messages.repeated import says_the_same
from relance_core.messages.shared_blocks import PREFIX
from relance_core.outbox.account import sender_address
from relance_core.reminders.reminder import Earlier, Reminder
from relance_core.settings import Settings
from relance_core.store.database import reading
from relance_core.store.messages import header_ids, review_edits, sent_texts, wordings
from relance_core.vocabulary import LETTER_CHANNELS, STEP_LABELS, Channel
from relance_core.workflows.attached import (
    Attachable,
    Attached,
    attachable,
    attachments_of,
    mark_of,
)
from relance_core.workflows.letter_charges import with_charges
from relance_core.workflows.space import Space
from relance_core.workflows.today_plan import Day, fingerprint, review_key

#: Sender of messages written to a folder before any account is set.
NO_SENDER = "a-completer@relance.invalid"


@dataclass(frozen=True)
class Prepared:
    """One reminder with its message, ready to be read and approved.

    ``draft`` is None for a step without a message (the hand-over, a call).
    """

    reminder: Reminder
    key: str
    draft: Draft | None
    excluded: bool
    problems: tuple[Problem, ...]
    references: tuple[str, ...]  # Message-IDs of earlier messages, oldest first
    attached: tuple[Attached, ...] = ()  # what goes with an e-mail, not read yet

    @property
    def fingerprint(self) -> str:
        """A hash of what was shown; approval refuses when it has changed."""
        shown = f"{self.draft.subject}\n{self.draft.text}" if self.draft else ""
        return fingerprint(self.reminder) + hash_of(shown) + mark_of(self.attached)

    @property
    def blocked(self) -> bool:
        """Whether a check refuses the message as it stands."""
        return any(problem.severity == "block" for problem in self.problems)

    @property
    def is_letter(self) -> bool:
        """Whether the message is a PDF to print rather than an e-mail."""
        return self.reminder.channel in LETTER_CHANNELS


def hash_of(text: str) -> str:
    """A short hash of what is read."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def prepare(
    conn: Connection, day: Day, *, addressees: Collection[int] | None = None
) -> list[Prepared]:
    """The messages of the day's plan with the user's wording and the reviewers' edits applied."""
    reminders = with_charges(conn, day.reminders(addressees), day.settings.rules)
    edits = review_edits(conn, [review_key(reminder) for reminder in reminders])
    own = wordings(conn)
    ids = header_ids(
        conn,
        {
            earlier.message_id
            for reminder in reminders
            for earlier in reminder.earlier
            if earlier.message_id is not None
        },
    )
    files = attachable(conn, day, reminders)
    read = sent_texts(
        conn, [one.message_id for one in map(_last_read, reminders) if one and one.message_id]
    )
    return [
        _prepared(reminder, day.settings, own, edits, ids, files, read) for reminder in reminders
    ]


def prepared_of(
    space: Space, day: Day, *, addressees: Collection[int] | None = None
) -> list[Prepared]:
    """The same, opening the espace's database to read; changes nothing."""
    with reading(space.engine) as conn:
        return prepare(conn, day, addressees=addressees)


def _prepared(
    reminder: Reminder,
    settings: Settings,
    own: Mapping[Place, Any],
    edits: Mapping[str, Any],
    ids: Mapping[int, str],
    files: Attachable,
    read: Mapping[int, str],
) -> Prepared:
    key = review_key(reminder)
    edit = edits.get(key)
    if reminder.channel in (Channel.NONE, Channel.CALL):
        return Prepared(reminder, key, None, bool(edit and edit.excluded), (), ())
    draft = compose(
        reminder,
        settings.firm,
        _own_wording(reminder, own),
        Edit(edit.subject, edit.body) if edit and (edit.subject or edit.body) else None,
        own_blocks=own_blocks(own),
    )
    attached, faults = files.of(reminder.addressee.client_id)
    known = [earlier.message_id for earlier in reminder.earlier if earlier.message_id is not None]
    return Prepared(
        reminder=reminder,
        key=key,
        draft=draft,
        excluded=bool(edit and edit.excluded),
        problems=(
            *check(draft, reminder, settings.firm, today=reminder.for_date),
            *faults,
            *letter_problems(reminder),
            *_repeated(draft, reminder, read),
        ),
        references=tuple(ids[one] for one in known if one in ids),
        attached=attached,
    )


def _last_read(reminder: Reminder) -> Earlier | None:
    """The message of ours that the addressee got last about these invoices."""
    kept = [earlier for earlier in reminder.earlier if earlier.message_id is not None]
    return max(kept, key=lambda earlier: earlier.day, default=None)


def _repeated(draft: Draft, reminder: Reminder, read: Mapping[int, str]) -> Iterator[Problem]:
    last = _last_read(reminder)
    if last and says_the_same(draft, read.get(last.message_id or 0, "")):
        yield Problem(
            "same_text",
            "warn",
            f"Le client a déjà lu ce texte le {short_date(last.day)} "
            f"({STEP_LABELS[last.step]}) : dites-le autrement, ou appelez-le.",
        )


def _own_wording(reminder: Reminder, own: Mapping[Place, Any]) -> Wording | None:
    """The user's own text for the message, looked up as the shipped one would be."""
    to = reminder.addressee
    text, _ = wording_for(reminder.step, reminder.tone, to.language, to.debtor_type)
    row = own.get(text.place)
    return None if row is None else replace(text, subject=row.subject, body=row.body)


def own_blocks(own: Mapping[Place, Any]) -> dict[Place, str]:
    """The user's words of the blocks that texts share, by place, among all his texts."""
    return {place: row.body for place, row in own.items() if place[0].startswith(PREFIX)}


def files_of(conn: Connection, day: Day, prepared: Prepared) -> tuple[Attachment, ...]:
    """The files that go with a message, read or made now."""
    return attachments_of(conn, day, prepared.reminder, prepared.attached)


def bytes_of(
    prepared: Prepared,
    settings: Settings,
    attachments: Sequence[Attachment] = (),
    *,
    at: datetime | None = None,
    number: int | None = None,
) -> tuple[bytes, str | None]:
    """The message's bytes, and its Message-ID once it is approved; ``attachments``: ``files_of``.

    Without ``at`` and ``number`` it is the preview: the same bytes but for Date and Message-ID,
    which approval sets and freezes.
    """
    reminder, draft = prepared.reminder, prepared.draft
    assert draft is not None, "a step without a message has no bytes"
    if prepared.is_letter:
        return letter_pdf(draft, reminder, settings.firm, dated=reminder.for_date), None
    sender = sender_address(settings.sending) or settings.firm.email or NO_SENDER
    message_id, date = None, None
    if at is not None and number is not None:
        message_id = make_message_id(
            settings.firm.siren or settings.firm.name,
            str(reminder.addressee.client_id),
            reminder.step.value,
            ",".join(str(one) for one in sorted(line.invoice_id for line in reminder.lines)),
            str(number),
            domain=sender.rpartition("@")[2],
        )
        date = at.replace(tzinfo=ZoneInfo(settings.sending.timezone))
    raw = email_bytes(
        draft,
        reminder,
        sender=sender,
        sender_name=settings.sending.sender_name or settings.firm.name,
        reply_to=settings.firm.email,
        to=reminder.addressee.to,
        cc=reminder.addressee.copies,
        message_id=message_id,
        date=date,
        references=prepared.references,
        key=prepared.key,
        attachments=attachments,
    )
    return raw, message_id
