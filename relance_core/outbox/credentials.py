"""Where the account's secrets come from, and the care that none is ever shown or written."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

SERVICE = "relance"
MASK = "***"

#: What a secret is for -> its environment name.
ENVIRONMENT = {
    "password": "RELANCE_SMTP_PASSWORD",
    "refresh_token": "RELANCE_SMTP_REFRESH_TOKEN",
    "client_secret": "RELANCE_SMTP_CLIENT_SECRET",
}

_lock = threading.Lock()
_known: set[str] = set()  # to scrub from logs; lives as long as the process
_session: dict[tuple[str, str], Secret] = {}


class Secret:
    """A password or token that prints as ``***``; ``reveal()`` is the only way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= 4:  # shorter ones would blot out ordinary words
            with _lock:
                _known.add(value)

    def reveal(self) -> str:
        """The secret itself, for the dialogue with the server alone."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")


@dataclass(frozen=True)
class Found:
    """A secret and where it was found, in French, for the settings page."""

    secret: Secret
    source: str  # "keyring" | "environment" | "session"
    label: str


def find_secret(account: str, purpose: str, environ: Mapping[str, str]) -> Found | None:
    """The secret of ``account`` for ``purpose`` (a key of ``ENVIRONMENT``).

    Looked for in the system's keyring, then in the environment, then among those typed for this
    session; None when a person has to be asked.
    """
    kept = _from_keyring(account, purpose)
    if kept is not None:
        value, backend = kept
        return Found(Secret(value), "keyring", f"trousseau du système ({backend})")
    value = environ.get(ENVIRONMENT[purpose], "")
    if value:
        return Found(Secret(value), "environment", f"variable {ENVIRONMENT[purpose]}")
    with _lock:
        typed = _session.get((account, purpose))
    if typed is not None:
        return Found(typed, "session", "saisi pour cette session, jamais écrit")
    return None


def remember_for_session(account: str, purpose: str, secret: Secret) -> None:
    """Keep a secret in this process's memory until it ends."""
    with _lock:
        _session[(account, purpose)] = secret


def forget_session(account: str) -> None:
    """Drop what was typed for ``account``."""
    with _lock:
        for key in [key for key in _session if key[0] == account]:
            del _session[key]


def keep_in_keyring(account: str, purpose: str, secret: Secret) -> bool:
    """Keep a secret in the system's keyring; False when this machine has none."""
    keyring = _keyring()
    if keyring is None:
        return False
    try:
        keyring.set_password(_service(purpose), account, secret.reveal())
    except Exception:  # back-ends raise errors of their own kinds
        return False
    return True


def keyring_name() -> str | None:
    """The keyring of this machine, as it calls itself; None when there is none."""
    keyring = _keyring()
    return None if keyring is None else str(keyring.get_keyring().name)


def _service(purpose: str) -> str:
    return SERVICE if purpose == "password" else f"{SERVICE}-{purpose}"


def _keyring() -> Any:
    """The keyring module when it has a real back-end here (headless systems often have none)."""
    try:
        import keyring

        usable = keyring.get_keyring().priority > 0
    except Exception:  # a back-end may fail while it is being looked for
        return None
    return keyring if usable else None


def _from_keyring(account: str, purpose: str) -> tuple[str, str] | None:
    keyring = _keyring()
    if keyring is None:
        return None
    try:
        value = keyring.get_password(_service(purpose), account)
        return (value, str(keyring.get_keyring().name)) if value else None
    except Exception:  # locked, refused by the person, service gone
        return None


def scrubbed(text: str) -> str:
    """``text`` without any secret known to this process."""
    with _lock:
        known = sorted(_known, key=len, reverse=True)
    for value in known:
        text = text.replace(value, MASK)
    return text


def scrub_logs() -> None:
    """Make every log record of the process go through ``scrubbed``; calling twice is harmless."""
    factory = logging.getLogRecordFactory()
    if getattr(factory, "scrubs_secrets", False):
        return

    def scrubbing(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = factory(*args, **kwargs)
        try:
            words = record.getMessage()
        except (TypeError, ValueError):
            words = str(record.msg)
        if scrubbed(words) != words:
            record.msg, record.args = scrubbed(words), ()
        if record.exc_info and record.exc_info[1] is not None:
            told = "".join(traceback.format_exception(record.exc_info[1]))
            if scrubbed(told) != told:
                record.exc_text, record.exc_info = scrubbed(told).rstrip(), None
        return record

    scrubbing.scrubs_secrets = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(scrubbing)
