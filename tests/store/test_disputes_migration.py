"""What version 0006 knew of disputes and promises stays; 0007 follows them."""

from __future__ import annotations

from sqlalchemy import select, text

from relance_core.store.database import open_database, reading
from relance_core.store.holds import running_holds
from relance_core.store.payment_plans import plans
from relance_core.store.tables import hold
from tests.store.test_clients_migration import version
from tests.store.test_database import MOMENT

#: A dispute that runs, a promise that is over.
HELD = [
    {"code": "dispute", "note": "prix", "over": None},
    {"code": "promise", "note": "virement", "over": MOMENT},
]


def test_what_was_disputed_or_promised_before_stays_and_is_followed_by_nobody_yet(
    url: str,
) -> None:
    with version("0006"):
        old = open_database(url)
    with old.begin() as conn:
        conn.execute(
            text("INSERT INTO client (id, name, created_at) VALUES (1, 'Dupont', :at)"),
            {"at": MOMENT},
        )
        for one in HELD:
            conn.execute(
                text(
                    'INSERT INTO hold (client_id, code, since, note, "by", at, released_at) '
                    "VALUES (1, :code, :day, :note, 'Anne', :at, :over)"
                ),
                one | {"day": MOMENT.date(), "at": MOMENT},
            )
    old.dispose()
    with reading(open_database(url)) as conn:
        rows = list(conn.execute(select(hold).order_by(hold.c.id)))
        [running] = running_holds(conn)
        assert plans(conn) == []

    assert [(row.code, row.note, row.released_at) for row in rows] == [
        (one["code"], one["note"], one["over"]) for one in HELD
    ]
    assert (running.motive, running.owner, running.deadline, running.turn) == (None,) * 4
