"""A real mail server on loopback (STARTTLS, a password) that keeps what it accepts."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.e2e.running_app import free_port

USER, PASSWORD = "compta@nous.example", "c4nari-secret"


class Mailbox:
    """What has arrived, in order; each message takes ``delay`` seconds to be accepted."""

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.taken: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Accept and keep a message."""
        await asyncio.sleep(self.delay)
        self.taken.append(envelope)
        return "250 taken"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """Let in who knows the password."""
        known = getattr(data, "password", b"") == PASSWORD.encode()
        return AuthResult(success=known, handled=False)

    @property
    def messages(self) -> list[EmailMessage]:
        """What arrived, parsed."""
        return [
            message
            for envelope in self.taken
            if isinstance(
                message := message_from_bytes(envelope.content, policy=default), EmailMessage
            )
        ]

    @property
    def ids(self) -> list[str]:
        """The Message-ID of each arrival: twice the same is a message that arrived twice."""
        return [str(message["Message-ID"]) for message in self.messages]


@contextlib.contextmanager
def mail_server(folder: Path, *, delay: float = 0) -> Iterator[tuple[Mailbox, dict[str, str]]]:
    """A mailbox, and the environment by which the app sends to it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    mailbox, port = Mailbox(delay), free_port()
    server = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=mailbox.authenticate,
    )
    server.start()
    try:
        yield (
            mailbox,
            {
                "RELANCE_SMTP_HOST": "127.0.0.1",
                "RELANCE_SMTP_PORT": str(port),
                "RELANCE_SMTP_USER": USER,
                "RELANCE_SMTP_PASSWORD": PASSWORD,
                "RELANCE_SMTP_SECURITY": "starttls",
                "RELANCE_SMTP_CA_FILE": str(folder / "ca.pem"),
                "RELANCE_SMTP_SENDER": USER,
            },
        )
    finally:
        server.stop()
