"""Kills a sending process again and again while a batch leaves, and counts what went wrong.

``python benchmarks/kill_harness.py --kills 100 --messages 2000 --seed 1``, from the project's root,
prints one line of figures. A mail server in another process (STARTTLS, AUTH) writes down what it
accepted; the sender is killed with SIGKILL at random instants and started again until nothing is
left to send.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import ssl
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from io import FileIO
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from random import Random
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP as SmtpServer
from aiosmtpd.smtp import AuthResult
from sqlalchemy import insert, select

if __package__ in (None, ""):  # run as a script
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from relance_core.outbox.credentials import Secret
from relance_core.outbox.folder import FolderTransport
from relance_core.outbox.owner import new_owner
from relance_core.outbox.pace import Pace
from relance_core.outbox.sending import Busy, Idle, Sender, Terms, Wait
from relance_core.outbox.sent_journal import SentJournal
from relance_core.outbox.smtp import SmtpTransport
from relance_core.outbox.transport import Transports
from relance_core.settings import Sending
from relance_core.store import outbox as store
from relance_core.store import tables as t
from relance_core.store.database import engine_for, open_database
from relance_core.store.outbox import Moment

ZONE = "Europe/Paris"
PASSWORD = "mot de passe"


@dataclass(frozen=True)
class Figures:
    """What came of a run; the first three are to be zero."""

    duplicates: int  # copies beyond the first that the server accepted
    lost: int  # marked sent, never accepted
    stuck: int  # neither sent nor listed as uncertain at the end
    uncertain: int
    uncertain_that_left: int
    messages: int
    kills: int
    seconds: float


def run(*, kills: int, messages: int, seed: int, folder: Path) -> Figures:
    """Send ``messages`` from a new database in ``folder`` under ``kills`` kills."""
    random = Random(seed)
    began = time.monotonic()
    url = f"sqlite:///{folder / 'relance.db'}"
    _seed(url, messages)
    ca_file, pem = folder / "ca.pem", folder / "server.pem"
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(ca_file))
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(pem))
    accepted = folder / "accepted.txt"
    accepted.touch()
    context = _processes()
    ours, theirs = context.Pipe()
    sink = context.Process(target=_sink, args=(str(pem), str(accepted), theirs), daemon=True)
    sink.start()
    theirs.close()  # so that recv() ends if the server never comes up
    port = ours.recv()
    done = 0
    try:
        while True:
            sender = context.Process(target=_send, args=(url, port, str(ca_file)), daemon=True)
            sender.start()
            if done >= kills:
                sender.join()
                if sender.exitcode != 0:
                    raise RuntimeError(f"the sender ended with {sender.exitcode}")
                break
            # So many messages later than now, so that the kills spread over the whole batch.
            left = messages - _lines(accepted)
            target = _lines(accepted) + random.randint(0, max(0, 2 * left // (kills - done + 1)))
            while sender.is_alive() and _lines(accepted) < min(target, messages):
                time.sleep(0.001)
            time.sleep(random.uniform(0, 0.03))
            if sender.is_alive():
                sender.kill()
                done += 1
            sender.join()
            if sender.exitcode == 0:
                break  # everything had left before the last kills
    finally:
        sink.kill()
        sink.join()
    return _count(url, accepted, messages, done, time.monotonic() - began)


def _processes() -> Any:
    """Ways of starting processes: from one that has already imported everything, if possible."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _lines(path: Path) -> int:
    return path.stat().st_size // (len(_identity(0)) + 1)


class _Keeper:
    """Writes down the Message-ID of what it accepts, durably, before it says so."""

    def __init__(self, file: FileIO) -> None:
        self._file = file

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        head = envelope.content.partition(b"\r\n\r\n")[0]
        identity = next(x for x in head.split(b"\r\n") if x.startswith(b"Message-ID: "))
        self._file.write(identity.partition(b": ")[2] + b"\n")
        os.fsync(self._file.fileno())
        return "250 2.0.0 queued"


def _sink(pem: str, accepted: str, port: Pipe) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)

    def sign_in(server: object, session: object, envelope: object, method: str, who: Any) -> Any:
        return AuthResult(success=who.password.decode() == PASSWORD)

    async def serve() -> None:
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
        asyncio.run(serve())


def _send(url: str, port: int, ca_file: str) -> None:
    engine = engine_for(url)
    sending = Sending(
        transport="smtp",
        host="localhost",
        port=port,
        user="nous@us.example",
        ca_file=ca_file,
    )
    mail = SmtpTransport(sending, Secret(PASSWORD))
    sender = Sender(
        engine,
        Transports("account", mail, FolderTransport(Path(ca_file).parent / "envois")),
        Terms(Pace(), ZONE, "Anna"),
        new_owner(),
        lambda: Moment.of(time.time(), ZONE),
        journal=SentJournal.beside(engine),
    )
    sender.begin()
    with engine.begin() as connection:
        store.start_batches(connection)
    while not isinstance(step := sender.round(), Idle):
        if isinstance(step, Wait | Busy):
            time.sleep(0.01)
    sender.end()


def _seed(url: str, messages: int) -> None:
    """One batch of ``messages`` approved now, each about an invoice of a client of its own."""
    engine = open_database(url)
    at = Moment.of(time.time(), ZONE).at
    ids = range(1, messages + 1)
    day = date(2026, 3, 17)
    with engine.begin() as connection:
        connection.execute(
            insert(t.import_run).values(
                id=1,
                at=at,
                by="Anna",
                filename="export.xlsx",
                sha256="0" * 64,
                data_date=day,
                reading={},
                layout_key="k",
                totals={},
            )
        )
        connection.execute(
            insert(t.batch).values(
                id=1,
                created_at=at,
                by="Anna",
                mode="live",
                for_date=day,
                plan_id="p",
                state="waiting",
            )
        )
        connection.execute(
            insert(t.client), [{"id": n, "name": f"Client {n}", "created_at": at} for n in ids]
        )
        connection.execute(insert(t.invoice), [_invoice(n, day) for n in ids])
        connection.execute(insert(t.message), [_message(n, day, at) for n in ids])
        connection.execute(
            insert(t.message_line),
            [
                {
                    "message_id": n,
                    "invoice_id": n,
                    "own_step": "reminder_1",
                    "amount": 1_000_000,
                    "currency": "EUR",
                    "live": True,
                }
                for n in ids
            ],
        )
    engine.dispose()


def _invoice(n: int, day: date) -> dict[str, Any]:
    return {
        "id": n,
        "client_id": n,
        "payer_id": n,
        "number": f"F-{n}",
        "kind": "invoice",
        "currency": "EUR",
        "due_date": day,
        "due_calculated": False,
        "amount": 1_000_000,
        "open_amount": 1_000_000,
        "first_import_id": 1,
        "last_import_id": 1,
        "first_seen": day,
    }


def _identity(n: int) -> str:
    return f"<dun.{sha256(str(n).encode()).hexdigest()[:32]}@x>"


def _message(n: int, day: date, at: Any) -> dict[str, Any]:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "nous@us.example"
    mail["To"] = f"client{n}@client{n}.example"
    mail["Subject"] = f"Facture F-{n} échue"
    mail["Message-ID"] = _identity(n)
    mail.set_content("Bonjour,\r\n" * 200, cte="quoted-printable")
    raw = mail.as_bytes()
    return {
        "id": n,
        "batch_id": 1,
        "addressee_id": n,
        "step": "reminder_1",
        "tone": "courteous",
        "channel": "email",
        "for_date": day,
        "subject": f"Facture F-{n} échue",
        "recipients": {"to": [f"client{n}@client{n}.example"], "cc": [], "bcc": []},
        "text": "Bonjour,",
        "raw": raw,
        "sha256": sha256(raw).hexdigest(),
        "message_id": _identity(n),
        "totals": {"EUR": "1000.00"},
        "approved_by": "Anna",
        "approved_at": at,
        "state": "approved",
    }


def _count(url: str, accepted: Path, messages: int, kills: int, seconds: float) -> Figures:
    copies = Counter(line.strip() for line in accepted.read_text().splitlines())
    engine = engine_for(url)
    with engine.connect() as connection:
        rows = connection.execute(select(t.message.c.message_id, t.message.c.state)).all()
    engine.dispose()
    uncertain = [row for row in rows if row.state == "uncertain"]
    return Figures(
        duplicates=sum(number - 1 for number in copies.values()),
        lost=sum(row.state == "sent" and not copies[row.message_id] for row in rows),
        stuck=sum(row.state not in ("sent", "uncertain") for row in rows),
        uncertain=len(uncertain),
        uncertain_that_left=sum(copies[row.message_id] > 0 for row in uncertain),
        messages=messages,
        kills=kills,
        seconds=round(seconds, 1),
    )


def main() -> int:
    """Run from the command line; 1 when a message was sent twice, lost or left over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        figures = run(
            kills=options.kills, messages=options.messages, seed=options.seed, folder=folder
        )
    print(", ".join(f"{name} {value}" for name, value in asdict(figures).items()))
    return 1 if figures.duplicates or figures.lost or figures.stuck else 0


if __name__ == "__main__":
    # By its module's name, for the processes it starts to find it imported already.
    from benchmarks.kill_harness import main as run_by_name

    sys.exit(run_by_name())
