"""Turns a draft into the bytes that will leave: RFC 5322, text and HTML, the QR code inline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from hashlib import sha256
from typing import Any, Protocol

from relance_core.errors import Refused
from relance_core.messages.clean import one_line, shortened
from relance_core.messages.render import Draft
from relance_core.reminders.reminder import Addressee

SUBJECT_LIMIT = 200
_LINE = 76
_MESSAGE_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f-\uffff]{1,240}>")
_KEY = re.compile(r"[A-Za-z0-9._:@-]{1,200}")


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


class Addressed(Protocol):
    """A reminder, or what accompanies one: all that is asked of it here is whom it is for."""

    @property
    def addressee(self) -> Addressee:
        """Whom the message is for."""


def email_bytes(
    draft: Draft,
    reminder: Addressed,
    *,
    sender: str,
    sender_name: str,
    reply_to: str,
    to: Sequence[str],
    cc: Sequence[str],
    message_id: str | None,
    date: datetime | None,
    references: tuple[str, ...],
    key: str,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The message as it leaves, lines ended by CRLF.

    ``message_id`` and ``date`` are ``None`` for a preview; nothing else depends on them, so a
    preview differs from what leaves by those two headers only. ``references`` are the Message-IDs
    of earlier messages, oldest first; ``key`` goes into ``X-Dunning-Key``.
    Raises ``Refused`` for an address, a subject or an identifier that no header can carry.
    """
    subject = one_line(draft.subject)
    if not subject or len(subject) > SUBJECT_LIMIT:
        raise Refused(
            f"L'objet doit compter de 1 à {SUBJECT_LIMIT} caractères : "
            "le message n'a pas été composé. Corrigez l'objet.",
            code="bad_subject",
        )
    if not _KEY.fullmatch(key):
        raise Refused(
            f"La clé de message « {shortened(key, 40)} » est inutilisable.", code="bad_key"
        )
    recipients, copies = [_address(item) for item in to], [_address(item) for item in cc]
    author = _address(sender, sender_name)
    message = EmailMessage(policy=_policy([author, *recipients, *copies]))
    try:
        if date is not None:
            message["Date"] = format_datetime(date)
        if message_id is not None:
            message["Message-ID"] = _identifier(message_id)
        message["From"] = author
        message["To"] = recipients
        if copies:
            message["Cc"] = copies
        if reply_to:
            message["Reply-To"] = _address(reply_to)
        # Words that look encoded would be read as such: a number "=?utf-8?q?…?=" stays what it is.
        literal = "=?" in subject
        message["Subject"] = Header(subject, "utf-8").encode(maxlinelen=0) if literal else subject
        if references:
            message["In-Reply-To"] = _identifier(references[-1])
            message["References"] = " ".join(_identifier(item) for item in references)
        # RFC 3834: out-of-office robots do not answer; the reminder's own key, for our own eyes.
        message["Auto-Submitted"] = "auto-generated"
        message["X-Dunning-Key"] = key
        _fill(message, draft, attachments)
        message["Content-Language"] = draft.language
        return message.as_bytes()
    except (MessageError, UnicodeError, ValueError) as error:
        raise Refused(
            f"Le message à « {one_line(reminder.addressee.name)} » ne peut pas être mis en forme "
            f"({one_line(str(error))}) : rien n'est parti. Vérifiez les adresses et l'objet.",
            code="bad_message",
        ) from error


def make_message_id(*parts: str, domain: str) -> str:
    """``<dun.…@domain>`` from what makes a message itself, the same on every attempt.

    Parts: issuer, client, step, the invoices' ids sorted, the approval's number (sending.md 2.3).
    """
    digest = sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"<dun.{digest}@{_ascii_domain(domain)}>"


def _fill(message: EmailMessage, draft: Draft, attachments: Sequence[Attachment]) -> None:
    """Body parts; boundaries come from the content, so the same draft gives the same bytes."""
    message.set_content(draft.text, cte="quoted-printable")
    message.add_alternative(draft.html, subtype="html", cte="quoted-printable")
    if draft.pictures:
        page = list(message.iter_parts())[1]
        assert isinstance(page, EmailMessage)
        for picture in draft.pictures:
            maintype, _, subtype = picture.media_type.partition("/")
            page.add_related(
                picture.content,
                maintype=maintype,
                subtype=subtype,
                cid=f"<{picture.content_id}>",
                disposition="inline",
                filename=picture.name,
            )
    for one in attachments:
        maintype, _, subtype = one.media_type.partition("/")
        message.add_attachment(
            one.content, maintype=maintype, subtype=subtype, filename=one_line(one.name)
        )
    content = "\x1f".join((draft.subject, draft.text, draft.html))
    digest = sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    for index, part in enumerate(message.walk()):
        if part.is_multipart():
            # "=_" occurs neither in quoted-printable nor in base64: no part can hold its boundary.
            part.set_boundary(f"=_dun_{digest}_{index}")


class _Headers(EmailPolicy):
    """Writes headers as the standard policy does, without its general folding where none is needed.

    The general folding takes half the time of a message, and in a long subject or name it may
    change the spaces between encoded words: those go through ``email.header`` instead.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        line = f"{name}: {value}"
        if line.isascii() and len(line) <= _LINE and line.isprintable() and "=?" not in line:
            return line.encode("ascii") + b"\r\n"
        if name == "Subject" and not self.utf8:
            return f"{name}: {_encoded_words(name, str(value))}\r\n".encode("ascii")
        if name == "From" and not self.utf8:
            author = value.addresses[0]
            words = _encoded_words(name, author.display_name)
            return f"{name}: {words}\r\n <{author.addr_spec}>\r\n".encode("ascii")
        return super().fold_binary(name, value)


def _encoded_words(name: str, text: str) -> str:
    return Header(text, "utf-8", _LINE, header_name=name).encode(linesep="\r\n")


_PLAIN = _Headers(linesep="\r\n")


def _policy(addresses: Iterable[Address]) -> EmailPolicy:
    """UTF-8 headers only where a local part has no other spelling (RFC 6531)."""
    if all(address.username.isascii() for address in addresses):
        return _PLAIN
    return _PLAIN.clone(utf8=True)


def _address(text: str, name: str = "") -> Address:
    written = text.strip()
    local, at, domain = written.rpartition("@")
    if (
        not at
        or not local
        or not domain
        or one_line(written) != written
        or re.search(r"[\s,;<>]", written)
    ):
        raise Refused(
            f"« {shortened(one_line(text), 80)} » n'est pas une adresse e-mail : rien n'est parti. "
            "Corrigez-la.",
            code="bad_address",
        )
    return Address(display_name=one_line(name), username=local, domain=_ascii_domain(domain))


def _ascii_domain(domain: str) -> str:
    try:
        return domain.strip().encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise Refused(
            f"Le domaine « {shortened(one_line(domain), 80)} » ne convient pas à une adresse.",
            code="bad_address",
        ) from error


def _identifier(text: str) -> str:
    if not _MESSAGE_ID.fullmatch(text):
        raise Refused(
            f"« {shortened(one_line(text), 80)} » n'est pas un identifiant de message.",
            code="bad_message_id",
        )
    return text
