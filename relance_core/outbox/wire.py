"""The frozen bytes as they travel: to a server, to a draft folder, or redirected to oneself."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NEWLINE = re.compile(rb"\r\n|\r|\n")

BANNER = "Essai : message réel de Relance, redirigé ; personne d'autre ne l'a reçu."


def canonical(raw: bytes) -> bytes:
    """``raw`` with CRLF line ends and a final one; well-formed bytes come back unchanged.

    A bare CR or LF could be read as the end of the message by one server and not by the next.
    """
    body = _NEWLINE.sub(b"\r\n", raw)
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def stuffed(raw: bytes) -> bytes:
    """``raw`` as SMTP's DATA wants it: lines that begin with a dot get another one."""
    return re.sub(rb"(?m)^\.", b"..", canonical(raw))


def _split(raw: bytes) -> tuple[list[bytes], bytes]:
    head, _, body = canonical(raw).partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", head)
    return [item for item in fields if item], body


def _join(fields: Iterable[bytes], body: bytes) -> bytes:
    return b"\r\n".join(fields) + b"\r\n\r\n" + body


def _name(item: bytes) -> bytes:
    return item.partition(b":")[0].strip().lower()


def draft(raw: bytes, bcc: Iterable[str] = ()) -> bytes:
    """``raw`` as a draft that a mail program opens to send: ``X-Unsent: 1``, no Message-ID.

    The program that sends it makes its own Message-ID and date; hidden copies become a header,
    for there is no envelope here.
    """
    fields, body = _split(raw)
    kept = [item for item in fields if _name(item) not in (b"message-id", b"bcc", b"x-unsent")]
    hidden = [b"Bcc: " + _ascii_addresses(bcc)] if list(bcc) else []
    return _join([b"X-Unsent: 1", *kept, *hidden], body)


def redirected(raw: bytes, to: str, meant_for: Iterable[str]) -> bytes:
    """``raw`` addressed to ``to`` alone, marked as a trial, with a Message-ID of its own.

    Another Message-ID, for a mailbox that saw the trial would otherwise hide the real message.
    """
    fields, body = _split(raw)
    kept = []
    for item in fields:
        name, _, value = item.partition(b":")
        match name.strip().lower():
            case b"to" | b"cc" | b"bcc" | b"x-dunning-key":
                continue
            case b"subject":
                kept.append(b"Subject: [Essai]" + (value if value[:1] in b" \t" else b" " + value))
            case b"message-id":
                kept.append(name + b":" + value.replace(b"<", b"<test.", 1))
            case _:
                kept.append(item)
    banner = [
        b"To: " + _ascii_addresses([to]),
        b"X-Relance-Trial: " + _encoded(BANNER),
        b"X-Relance-Meant-For: " + _ascii_addresses(meant_for),
    ]
    return _join(banner + kept, body)


def _encoded(words: str) -> bytes:
    from email.header import Header

    return Header(words, "utf-8").encode(linesep="\r\n").encode("ascii")


def _ascii_addresses(addresses: Iterable[str]) -> bytes:
    """Addresses one per folded line; what is not ASCII goes out as UTF-8 (RFC 6532)."""
    clean = [re.sub(r"[\r\n,<>]", "", address) for address in addresses]
    return ",\r\n ".join(clean).encode("utf-8")


def envelope_address(address: str) -> str:
    """``address`` with its domain in ASCII (IDNA); the local part is left as it is.

    Raises ``UnicodeError`` when the domain cannot be written in ASCII.
    """
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.encode('idna').decode('ascii')}" if at else address
