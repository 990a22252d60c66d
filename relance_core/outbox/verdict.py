"""What a mail server's answer means for a message, for its recipients and for the whole account."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What became of one attempt."""

    SENT = "sent"
    DEPOSITED = "deposited"  # a draft was written
    PRINTED = "printed"  # a letter was written
    RETRY = "retry"  # this message, later
    LINE_DOWN = "line_down"  # the server cannot be reached: everything, later
    REFUSED = "refused"  # this message, for good
    STOP = "stop"  # the account cannot send: everything, until a person has acted
    UNCERTAIN = "uncertain"  # the last byte left, no answer can be trusted
    WITHDRAWN = "withdrawn"  # no longer wanted at the last second; nothing left


@dataclass(frozen=True)
class Outcome:
    """The result of one attempt, with the server's words and a French sentence."""

    kind: Kind
    reason: str = ""  # French, shown
    code: int | None = None
    reply: str = ""  # the server's words
    refused: dict[str, str] = field(default_factory=dict)  # recipient -> words
    dead: frozenset[str] = frozenset()  # of them, the addresses that do not exist
    path: Path | None = None


class Stage(StrEnum):
    """Where in the dialogue an answer came."""

    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"  # the DATA command, or an early answer in the body
    DOT = "dot"


_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
#: Refusals by RFC 3463 code that are about the account whatever the stage.
_ACCOUNT_CODES = frozenset({"5.4.5", "5.7.30", "5.7.57", "5.7.60", "5.7.139", "5.2.252"})
_ACCOUNT_WORDS = ("sendasdenied", "quota exceeded for sending", "submissionquota", "sending limit")
#: Basic codes that say "who are you?".
_LOGIN_CODES = frozenset({530, 534, 535, 538})


def enhanced(reply: str) -> str:
    """The RFC 3463 code in a server's words (``5.4.5``); empty when there is none."""
    found = _ENHANCED.search(reply)
    return found.group(0) if found else ""


def stops_the_line(stage: Stage, code: int, reply: str) -> bool:
    """Whether a 5xx is about the account rather than about this message or recipient."""
    detail, words = enhanced(reply), reply.lower().replace(" ", "")
    if detail in _ACCOUNT_CODES or any(w.replace(" ", "") in words for w in _ACCOUNT_WORDS):
        return True
    if detail == "5.2.0" and "quota" in words:
        return True
    if stage is Stage.AUTH:
        return True
    if stage is Stage.MAIL:
        # Size is the message's own; anything else said to MAIL FROM would be said to all.
        return not too_big(code, reply)
    return code in _LOGIN_CODES


def too_big(code: int, reply: str) -> bool:
    """Whether the message exceeds what the server takes."""
    return code == 552 or enhanced(reply) in ("5.3.4", "5.2.3")


def is_dead(code: int, reply: str) -> bool:
    """Whether a refused recipient does not exist, as opposed to a policy or a full mailbox."""
    detail = enhanced(reply)
    if detail:
        return detail.startswith("5.1.") or detail == "5.2.1"
    return code in (550, 551, 553)


def stop_reason(code: int | None, reply: str) -> str:
    """Why the account cannot send, in a French sentence with what to do."""
    detail, words = enhanced(reply), reply.lower()
    if detail == "5.4.5" or "limit" in words or "quota" in words:
        said = "Le plafond d'envoi quotidien du fournisseur est atteint : reprenez demain."
    elif detail == "5.7.30" or ("basic" in words and "auth" in words):
        said = (
            "Le fournisseur n'accepte plus le mot de passe simple : passez à la connexion "
            "moderne (XOAUTH2) dans les réglages."
        )
    elif detail == "5.7.139":
        said = (
            "Microsoft 365 refuse la connexion : l'envoi authentifié (SMTP AUTH) est désactivé "
            "pour ce compte ; demandez son activation ou passez à XOAUTH2."
        )
    elif detail in ("5.7.60", "5.2.252") or "sendasdenied" in words.replace(" ", ""):
        said = "Ce compte n'a pas le droit d'écrire au nom de l'adresse d'expéditeur choisie."
    elif code in _LOGIN_CODES:
        said = "Identifiant ou mot de passe refusé par le serveur d'envoi : corrigez-le."
    else:
        said = "Le serveur d'envoi refuse ce compte ou cet expéditeur."
    return said + quoted(code, reply)


def quoted(code: int | None, reply: str) -> str:
    """The server's own words, to add to a French sentence."""
    words = " ".join(reply.split())[:300]
    if not words and code is None:
        return ""
    return f" Réponse du serveur : « {f'{code} ' if code else ''}{words} »."


class RefusalStreak:
    """Notices that a server refuses everybody with the same words: the fault is then ours."""

    def __init__(self, limit: int = 3) -> None:
        self._limit = limit
        self._words = ""
        self._domains: set[str] = set()
        self.addresses: list[str] = []

    def add(self, outcome: Outcome, recipients: list[str]) -> bool:
        """Count an outcome; True when ``limit`` different domains were refused alike in a row."""
        if outcome.kind is not Kind.REFUSED or outcome.code is None:
            self.forget()
            return False
        # Addresses and numbers differ from one refusal to the next: they are not the words.
        words = re.sub(r"\S*@\S*|[\d.]+|<[^>]*>", "", outcome.reply).casefold()
        words = " ".join(words.split())
        if words != self._words:
            self.forget()
            self._words = words
        self._domains.update(address.rpartition("@")[2].lower() for address in recipients)
        self.addresses.extend(outcome.dead)
        return len(self._domains) >= self._limit

    def forget(self) -> None:
        """Begin again."""
        self._words = ""
        self._domains = set()
        self.addresses = []
