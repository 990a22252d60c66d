"""A message as a transport gets it: bytes, recipients, and what names its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from relance_core.outbox.verdict import Outcome
from relance_core.outbox.wire import redirected
from relance_core.store.outbox import Claimed

#: Called when everything but the last byte has been given; False: do not give that one.
BeforeDot = Callable[[], bool]


@dataclass(frozen=True)
class Outgoing:
    """One message on its way out."""

    id: int
    addressee: str
    step: str
    channel: str
    for_date: date
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    raw: bytes

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody in the envelope, once, in order."""
        return tuple(dict.fromkeys(self.to + self.cc + self.bcc))


class MailTransport(Protocol):
    """What gives a message to a server."""

    def send(self, item: Outgoing, before_dot: BeforeDot, *, last_try: bool = False) -> Outcome:
        """Try once; ``before_dot`` is called once, just before the last byte, or never."""

    def close(self) -> None:
        """End the connection, if there is one."""


def outgoing(claimed: Claimed, redirect_to: str = "") -> Outgoing:
    """What was claimed, as it leaves; with ``redirect_to``, to that address alone and marked."""
    to, cc, bcc = (tuple(claimed.recipients.get(kind) or ()) for kind in ("to", "cc", "bcc"))
    raw = claimed.raw
    if redirect_to:
        raw = redirected(raw, redirect_to, (*to, *cc, *bcc))
        to, cc, bcc = (redirect_to,), (), ()
    return Outgoing(
        id=claimed.id,
        addressee=claimed.addressee,
        step=claimed.step,
        channel=claimed.channel,
        for_date=claimed.for_date,
        to=to,
        cc=cc,
        bcc=bcc,
        raw=raw,
    )
