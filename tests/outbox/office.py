"""An office with clients, invoices and approved messages, made directly in the tables."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine, insert, select, update

from relance_core.outbox.outgoing import BeforeDot, Outgoing
from relance_core.outbox.verdict import Kind, Outcome
from relance_core.settings import Sending, Settings
from relance_core.store import outbox as store
from relance_core.store import tables as t
from relance_core.store.database import engine_for, open_database
from relance_core.store.outbox import Moment

ZONE = "Europe/Paris"
#: A Tuesday, in office hours.
NOW = datetime(2026, 3, 17, 10, 0)


class Hands:
    """A clock that only moves when somebody waits."""

    def __init__(self, at: datetime = NOW) -> None:
        self._epoch = Moment.at_wall_time(at, ZONE).epoch
        self.waited: list[float] = []

    def epoch(self) -> float:
        return self._epoch

    def wait(self, seconds: float, wake: threading.Event) -> None:
        self.waited.append(seconds)
        self._epoch += seconds

    def advance(self, **span: float) -> None:
        self._epoch += timedelta(**span).total_seconds()

    @property
    def moment(self) -> Moment:
        return Moment.of(self._epoch, ZONE)


@dataclass
class Office:
    """One espace; what the tests set up and look at."""

    url: str
    engine: Engine = field(init=False)
    hands: Hands = field(default_factory=Hands)

    def __post_init__(self) -> None:
        self.engine = engine_for(self.url)
        with self.engine.begin() as connection:
            self.import_id = connection.execute(
                insert(t.import_run).values(
                    at=NOW,
                    by="Anna",
                    filename="export.xlsx",
                    sha256="0" * 64,
                    data_date=NOW.date(),
                    reading={},
                    layout_key="k",
                    totals={},
                )
            ).inserted_primary_key[0]

    def batch(self, *, mode: str = "live", state: str = "waiting") -> int:
        with self.engine.begin() as connection:
            return connection.execute(
                insert(t.batch).values(
                    created_at=NOW,
                    by="Anna",
                    mode=mode,
                    for_date=NOW.date(),
                    plan_id="p" * 64,
                    state=state,
                )
            ).inserted_primary_key[0]

    def invoice(self, client_id: int, number: str, amount: int = 1_000_000) -> int:
        with self.engine.begin() as connection:
            return connection.execute(
                insert(t.invoice).values(
                    client_id=client_id,
                    payer_id=client_id,
                    number=number,
                    kind="invoice",
                    currency="EUR",
                    due_date=date(2026, 3, 1),
                    due_calculated=False,
                    amount=amount,
                    open_amount=amount,
                    first_import_id=self.import_id,
                    last_import_id=self.import_id,
                    first_seen=NOW.date(),
                )
            ).inserted_primary_key[0]

    def message(
        self,
        batch_id: int,
        name: str = "Dupont SARL",
        to: tuple[str, ...] = ("compta@dupont.example",),
        *,
        cc: tuple[str, ...] = (),
        channel: str = "email",
        raw: bytes | None = None,
        approved_at: datetime = NOW,
        amount: int = 1_000_000,
    ) -> int:
        """An approved message about one invoice of its own."""
        with self.engine.begin() as connection:
            client_id = connection.execute(
                insert(t.client).values(name=name, created_at=NOW)
            ).inserted_primary_key[0]
        invoice_id = self.invoice(client_id, "F-1", amount)
        with self.engine.begin() as connection:
            mode = connection.execute(
                select(t.batch.c.mode).where(t.batch.c.id == batch_id)
            ).scalar_one()
            identity = (
                f"<dun.{sha256(f'{batch_id} {client_id}'.encode()).hexdigest()[:32]}@us.example>"
            )
            content = raw if raw is not None else mail(", ".join(to), identity)
            message_id = connection.execute(
                insert(t.message).values(
                    batch_id=batch_id,
                    addressee_id=client_id,
                    step="reminder_1",
                    tone="courteous",
                    channel=channel,
                    for_date=NOW.date(),
                    subject="Facture F-1",
                    recipients={"to": list(to), "cc": list(cc), "bcc": []},
                    text="Bonjour,",
                    raw=content,
                    sha256=sha256(content).hexdigest(),
                    message_id=identity,
                    totals={"EUR": "1000.00"},
                    approved_by="Anna",
                    approved_at=approved_at,
                    state="approved",
                )
            ).inserted_primary_key[0]
            connection.execute(
                insert(t.message_line).values(
                    message_id=message_id,
                    invoice_id=invoice_id,
                    own_step="reminder_1",
                    amount=amount,
                    currency="EUR",
                    live=mode == "live",
                )
            )
        return message_id

    def messages(self, batch_id: int, count: int) -> list[int]:
        return [
            self.message(batch_id, f"Client {n}", (f"client{n}@client{n}.example",))
            for n in range(count)
        ]

    def row(self, message_id: int):
        with self.engine.connect() as connection:
            return connection.execute(select(t.message).where(t.message.c.id == message_id)).one()

    def state(self, message_id: int) -> str:
        return self.row(message_id).state

    def states(self) -> dict[str, int]:
        with self.engine.connect() as connection:
            return {str(k): v for k, v in store.counts(connection).items()}

    def line(self, message_id: int):
        with self.engine.connect() as connection:
            return connection.execute(
                select(t.message_line).where(t.message_line.c.message_id == message_id)
            ).one()

    def attempts(self, message_id: int) -> list[tuple[int, str]]:
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(t.attempt.c.n, t.attempt.c.phase)
                .where(t.attempt.c.message_id == message_id)
                .order_by(t.attempt.c.id)
            ).all()
        return [(row.n, row.phase) for row in rows]

    def journal(self, kind: str | None = None) -> list[str]:
        query = select(t.journal.c.text).order_by(t.journal.c.id)
        if kind is not None:
            query = query.where(t.journal.c.kind == kind)
        with self.engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def batch_row(self, batch_id: int):
        with self.engine.connect() as connection:
            return connection.execute(select(t.batch).where(t.batch.c.id == batch_id)).one()

    def pay(self, message_id: int) -> int:
        """The invoice of a message is settled by an import; messages are not told."""
        invoice_id = self.line(message_id).invoice_id
        with self.engine.begin() as connection:
            connection.execute(
                update(t.invoice)
                .where(t.invoice.c.id == invoice_id)
                .values(open_amount=0, settled_on=NOW.date())
            )
        return invoice_id

    def claim(self, owner: str = "me") -> store.Claimed:
        with self.engine.begin() as connection:
            store.start_batches(connection)
            claimed = store.claim(connection, owner, self.hands.moment)
        assert claimed is not None
        return claimed

    def do(self, action: Callable, *args, **kwargs):
        """Call a function of the store in a transaction of its own."""
        with self.engine.begin() as connection:
            return action(connection, *args, **kwargs)


@dataclass
class Mailbox:
    """A mail transport that takes everything, or answers what it was told."""

    answers: dict[int, list[Outcome]] = field(default_factory=dict)
    taken: list[Outgoing] = field(default_factory=list)
    while_body: Callable[[Outgoing], None] = lambda item: None

    def send(self, item: Outgoing, before_dot: BeforeDot, *, last_try: bool = False) -> Outcome:
        waiting = self.answers.get(item.id)
        if waiting:
            answer = waiting.pop(0)
            if answer.kind is not Kind.UNCERTAIN:
                return answer
            before_dot()
            return answer
        self.while_body(item)
        if not before_dot():
            return Outcome(Kind.WITHDRAWN)
        self.taken.append(item)
        return Outcome(Kind.SENT, "", 250, "ok")

    def close(self) -> None:
        pass


def mail(to: str, identity: str, body: str = "Bonjour,\r\n") -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Nous <nous@us.example>"
    message["To"] = to
    message["Subject"] = "Facture F-1 échue"
    message["Message-ID"] = identity
    message.set_content(body, cte="quoted-printable")
    return message.as_bytes()


def settings(**sending: object) -> Settings:
    """Settings of a mail account that may send at any hour of any day."""
    values = {
        "transport": "smtp",
        "host": "localhost",
        "user": "nous@us.example",
        "sender": "nous@us.example",
        "per_minute": 600,
    }
    return Settings(sending=Sending(**(values | sending)))


def new_office(folder: Path) -> Office:
    """An office with a database of its own in ``folder``."""
    url = f"sqlite:///{folder / 'relance.db'}"
    open_database(url).dispose()
    return Office(url)
