"""Opens the bytes of a message again, to show them exactly as they leave or left."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from relance_core.messages.preview import CONTENT_POLICY

PDF_MARK = b"%PDF-"


@dataclass(frozen=True)
class Part:
    """A file that an e-mail carries."""

    name: str
    media_type: str
    content: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """Bytes of the file, before it is written as text."""
        return len(self.content)


@dataclass(frozen=True)
class AsSent:
    """An e-mail read back from its bytes; a header that it does not have is empty."""

    sender: str
    to: str
    cc: str
    subject: str
    date: datetime | None  # of the header; None when the bytes carry none
    text: str
    html: str  # a whole document that fetches and runs nothing; empty when there is none
    reply_to: str = ""
    in_reply_to: str = ""
    message_id: str = ""
    attachments: tuple[Part, ...] = ()


def is_letter(raw: bytes) -> bool:
    """Whether the bytes are a letter to print (PDF) rather than an e-mail."""
    return raw.startswith(PDF_MARK)


def open_again(raw: bytes) -> AsSent:
    """The parts of an e-mail from its RFC 5322 bytes; the pictures it carries become ``data:``."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return AsSent(
        sender=str(message.get("From", "")),
        to=str(message.get("To", "")),
        cc=str(message.get("Cc", "")),
        subject=str(message.get("Subject", "")),
        date=getattr(message.get("Date"), "datetime", None),
        text=_content(message, "plain"),
        html=_closed(_content(message, "html"), message),
        reply_to=str(message.get("Reply-To", "")),
        in_reply_to=str(message.get("In-Reply-To", "")),
        message_id=str(message.get("Message-ID", "")),
        attachments=tuple(_files(message)),
    )


def _content(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


def _files(message: EmailMessage) -> Iterator[Part]:
    for part in message.walk():
        if part.get_content_disposition() == "attachment":
            content = part.get_payload(decode=True)
            yield Part(
                part.get_filename() or "piece-jointe",
                part.get_content_type(),
                content if isinstance(content, bytes) else b"",
            )


def _closed(html: str, message: EmailMessage) -> str:
    """``html`` with its inline pictures inside, and a policy against everything else."""
    if not html:
        return ""
    for part in message.walk():
        name = part.get("Content-ID", "").strip().strip("<>")
        if name and part.get_content_maintype() == "image":
            content = base64.b64encode(part.get_payload(decode=True) or b"").decode("ascii")  # type: ignore[arg-type]
            html = html.replace(f"cid:{name}", f"data:{part.get_content_type()};base64,{content}")
    head = html.find("<head>")
    start = head + len("<head>") if head >= 0 else 0
    return html[:start] + CONTENT_POLICY + html[start:]
