"""A mail server (STARTTLS, AUTH) that writes down, durably, the Message-ID of what it accepts."""

from __future__ import annotations

import asyncio
import os
import ssl
from io import FileIO
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP as SmtpServer
from aiosmtpd.smtp import AuthResult

PASSWORD = "mot de passe"


class Certified:
    """The certificate of the server, and that of the authority which made it, in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.ca_file, self.pem = folder / "ca.pem", folder / "server.pem"
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(self.ca_file))
        made = authority.issue_cert("localhost")
        made.private_key_and_cert_chain_pem.write_to_path(str(self.pem))


class _Keeper:
    """Writes down what it accepts before it says so."""

    def __init__(self, file: FileIO) -> None:
        self._file = file

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        head = envelope.content.partition(b"\r\n\r\n")[0]
        identity = next(x for x in head.split(b"\r\n") if x.startswith(b"Message-ID: "))
        self._file.write(identity.partition(b": ")[2] + b"\n")
        os.fsync(self._file.fileno())
        return "250 2.0.0 queued"


def serve(pem: str, accepted: str, port: Pipe) -> None:
    """Serve for ever; the port is sent through ``port`` once somebody listens."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)

    def sign_in(server: object, session: object, envelope: object, method: str, who: Any) -> Any:
        return AuthResult(success=who.password.decode() == PASSWORD)

    async def listen() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SmtpServer(
                keeper,
                loop=loop,
                tls_context=tls,
                require_starttls=True,
                authenticator=sign_in,
                auth_required=True,
            ),
            "127.0.0.1",
            0,
        )
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    with Path(accepted).open("ab", buffering=0) as file:
        keeper = _Keeper(file)
        asyncio.run(listen())
