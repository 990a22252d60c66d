"""The dialogue for one message: each answer of the server taken for exactly what it says."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from functools import partial

from relance_core.outbox.credentials import scrubbed
from relance_core.outbox.login import Dialogue
from relance_core.outbox.outgoing import BeforeDot, Outgoing
from relance_core.outbox.verdict import (
    Kind,
    Outcome,
    Stage,
    is_dead,
    quoted,
    stop_reason,
    stops_the_line,
    too_big,
)
from relance_core.outbox.wire import envelope_address, stuffed

#: Bytes a second below which giving the body takes too long.
_SLOWEST = 20_000
_LOST = "La connexion au serveur d'envoi a été perdue avant la fin du message ; rien n'est parti."


class Over(Exception):
    """The attempt is over: carries its outcome out of the dialogue."""

    def __init__(self, outcome: Outcome, *, hang_up: bool) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome
        self.hang_up = hang_up


class Exchange:
    """One message given over an open connection."""

    def __init__(self, smtp: Dialogue, sender: str, *, timeout: float, dot_seconds: float) -> None:
        self._smtp = smtp
        self._sender = sender
        self._timeout = timeout
        self._dot_seconds = dot_seconds

    def _command(self, run: Callable[[], tuple[int, bytes]], kind: Kind) -> tuple[int, str]:
        """The answer to one command; a lost connection is over, as ``kind``."""
        try:
            code, words = run()
        except (smtplib.SMTPException, OSError) as error:
            raise Over(Outcome(kind, _LOST, None, scrubbed(str(error))), hang_up=True) from None
        text = scrubbed(words.decode("utf-8", "replace"))
        if code == 421:
            reason = "Le serveur d'envoi n'est pas disponible." + quoted(code, text)
            raise Over(Outcome(Kind.LINE_DOWN, reason, code, text), hang_up=True)
        if not 200 <= code < 600:
            reason = "Le serveur d'envoi a répondu de façon incompréhensible." + quoted(None, text)
            raise Over(Outcome(Kind.RETRY, reason, None, text), hang_up=True)
        return code, text

    def mail_from(self, item: Outgoing) -> None:
        """Announce ``item``. Raises ``Over`` when the server will not hear of it."""
        smtp, size = self._smtp, len(item.raw)
        options = []
        if smtp.has_extn("size"):
            limit = smtp.esmtp_features["size"].strip()
            if limit.isdigit() and 0 < int(limit) < size:
                reason = (
                    f"Message trop gros pour ce serveur ({size // 1024} ko, "
                    f"{int(limit) // 1024} ko au plus)."
                )
                words = f"SIZE {limit}"
                raise Over(Outcome(Kind.REFUSED, reason, None, words), hang_up=False)
            options.append(f"SIZE={size}")
        if not item.raw.isascii() and smtp.has_extn("8bitmime"):
            options.append("BODY=8BITMIME")
        if smtp.has_extn("smtputf8") and not all(
            _is_ascii(address) for address in (self._sender, *item.recipients)
        ):
            options.append("SMTPUTF8")
        sender = self._target(self._sender)
        if sender is None:
            reason = f"Ce serveur n'accepte pas l'adresse d'expéditeur « {self._sender} »."
            raise Over(Outcome(Kind.STOP, reason), hang_up=False)
        code, words = self._command(lambda: smtp.mail(sender, options), Kind.LINE_DOWN)
        self._raise_unless_taken(Stage.MAIL, code, words)

    def give(self, item: Outgoing, before_dot: BeforeDot, *, last_try: bool) -> Outcome:
        """RCPT, DATA, body, ``before_dot``, dot. Raises ``Over`` unless the server took it."""
        refused, dead = self._recipients(item, last_try)
        smtp = self._smtp
        code, words = self._command(lambda: smtp.docmd("data"), Kind.RETRY)
        if code != 354:
            self._raise_unless_taken(Stage.DATA, code, words)
            raise Over(Outcome(Kind.RETRY, _LOST, code, words), hang_up=True)
        body = stuffed(item.raw)
        assert smtp.sock is not None
        try:
            smtp.sock.settimeout(self._timeout + len(body) / _SLOWEST)
            smtp.sock.sendall(body)
        except OSError as error:
            raise self._lost(str(error)) from None
        if smtp.has_spoken():
            # An answer before the end is a refusal or a hang-up; there is no dot to send.
            smtp.reply_seconds = 5.0
            code, words = self._command(smtp.getreply, Kind.RETRY)
            self._raise_unless_taken(Stage.DATA, code, words, hang_up=True)
            raise self._lost(words)
        if not before_dot():
            raise Over(Outcome(Kind.WITHDRAWN), hang_up=True)
        return self._dot(refused, dead)

    def _dot(self, refused: dict[str, str], dead: frozenset[str]) -> Outcome:
        smtp = self._smtp
        assert smtp.sock is not None
        try:
            smtp.sock.settimeout(self._timeout)
            smtp.sock.sendall(b".\r\n")
        except OSError as error:
            raise self._lost(str(error)) from None  # the dot never left whole
        usual, smtp.reply_seconds = smtp.reply_seconds, self._dot_seconds
        try:
            code, reply = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            reason = "Le serveur a reçu le message mais n'a pas confirmé : il est peut-être parti."
            unsure = Outcome(Kind.UNCERTAIN, reason, None, scrubbed(str(error)), refused, dead)
            raise Over(unsure, hang_up=True) from None
        smtp.reply_seconds = usual
        words = scrubbed(reply.decode("utf-8", "replace"))
        if 200 <= code < 300:
            return Outcome(Kind.SENT, "", code, words, refused, dead)
        if not 400 <= code < 600:
            reason = (
                "Le serveur a répondu de façon incompréhensible : le message est peut-être parti."
            )
            unsure = Outcome(Kind.UNCERTAIN, reason, None, words, refused, dead)
            raise Over(unsure, hang_up=True)
        self._raise_unless_taken(Stage.DOT, code, words, hang_up=code == 421)
        raise AssertionError("unreachable: every refusal raises")

    def _recipients(self, item: Outgoing, last_try: bool) -> tuple[dict[str, str], frozenset[str]]:
        """RCPT for everybody; the recipients refused, with the server's words, and the dead."""
        accepted = 0
        refused: dict[str, str] = {}
        codes: list[tuple[int, str]] = []
        deferred: dict[str, str] = {}
        dead = set()
        for address in item.recipients:
            target = self._target(address)
            if target is None:
                refused[address] = "Adresse que ce serveur ne sait pas écrire."
                codes.append((553, refused[address]))
                continue
            code, words = self._command(partial(self._smtp.rcpt, target), Kind.RETRY)
            if code < 300:
                accepted += 1
            elif code < 500:
                deferred[address] = f"{code} {words}"
                codes.append((code, words))
            else:
                if stops_the_line(Stage.RCPT, code, words):
                    self._raise_unless_taken(Stage.RCPT, code, words)
                refused[address] = f"{code} {words}"
                codes.append((code, words))
                if is_dead(code, words):
                    dead.add(address)
        if deferred and (not last_try or not accepted):
            code, words = next(c for c in codes if c[0] < 500)
            reason = "Le serveur demande d'attendre." + quoted(code, words)
            later = Outcome(Kind.RETRY, reason, code, words, refused, frozenset(dead))
            raise Over(later, hang_up=False)
        refused |= deferred
        if not accepted:
            code, words = codes[0] if codes else (554, "aucun destinataire")
            reason = "Aucun destinataire accepté." + quoted(code, words)
            never = Outcome(Kind.REFUSED, reason, code, words, refused, frozenset(dead))
            raise Over(never, hang_up=False)
        return refused, frozenset(dead)

    def _target(self, address: str) -> str | None:
        """How ``address`` is written in the envelope; None when it cannot be."""
        if re.search(r"[\s<>\x00-\x1f]", address) or "@" not in address:
            return None
        try:
            target = envelope_address(address)
        except UnicodeError:
            return None
        return target if _is_ascii(target) or self._smtp.has_extn("smtputf8") else None

    def _raise_unless_taken(
        self, stage: Stage, code: int, words: str, *, hang_up: bool = False
    ) -> None:
        """Turn a 4xx or 5xx into the end of the attempt; 2xx and 3xx pass."""
        if code < 400:
            return
        if code < 500:
            reason = "Le serveur demande d'attendre." + quoted(code, words)
            outcome = Outcome(Kind.RETRY, reason, code, words)
        elif stops_the_line(stage, code, words):
            outcome = Outcome(Kind.STOP, stop_reason(code, words), code, words)
        else:
            reason = "Message trop gros." if too_big(code, words) else "Refusé par le serveur."
            outcome = Outcome(Kind.REFUSED, reason + quoted(code, words), code, words)
        raise Over(outcome, hang_up=hang_up)

    def _lost(self, words: str) -> Over:
        return Over(Outcome(Kind.RETRY, _LOST, None, scrubbed(words)), hang_up=True)


def _is_ascii(address: str) -> bool:
    local, at, domain = address.rpartition("@")
    return (local if at else domain).isascii()
