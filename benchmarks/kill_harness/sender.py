"""The process that is killed: sends what the database holds until nothing is left."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.kill_harness.seed import SENDER, ZONE
from benchmarks.kill_harness.sink import PASSWORD
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
from relance_core.store.database import engine_for
from relance_core.store.outbox import Moment


def send(url: str, port: int, ca_file: str) -> None:
    """Work the batches of the database ``url`` off, through the mail server on ``port``."""
    engine = engine_for(url)
    sending = Sending(transport="smtp", host="localhost", port=port, user=SENDER, ca_file=ca_file)
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
