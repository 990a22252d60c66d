"""Opens the frozen bytes of a message again, to show them exactly as they left."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from relance_core.messages.preview import CONTENT_POLICY

PDF_MARK = b"%PDF-"


@dataclass(frozen=True)
class AsSent:
    """An e-mail read back from its bytes."""

    sender: str
    to: str
    cc: str
    subject: str
    date: datetime | None  # of the header; None when the bytes carry none
    text: str
    html: str  # a whole document that fetches and runs nothing; empty when there is none


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
    )


def _content(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


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
