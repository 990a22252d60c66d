"""Many senders and an import at once: each message once, and none after its payment."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from sqlalchemy import update

from relance_core.store import outbox as store
from relance_core.store import tables as t
from relance_core.store.database import engine_for
from tests.outbox.office import NOW, Office


def work(office: Office, owner: str, dots: list[int]) -> None:
    """Claim, cross the point of no return, record, until nothing is left."""
    engine = engine_for(office.url)
    now = office.hands.moment
    while True:
        with engine.begin() as connection:
            claimed = store.claim(connection, owner, now)
        if claimed is None:
            break
        with engine.begin() as connection:
            go = store.point_of_no_return(connection, claimed, now)
        if go:
            dots.append(claimed.id)
        with engine.begin() as connection:
            if go:
                store.record_sent(connection, claimed, now)
            else:
                store.give_back(connection, claimed, now)
    engine.dispose()


@pytest.mark.parametrize("senders", [2, 8])
def test_senders_that_ignore_each_other_send_nothing_twice(office: Office, senders: int) -> None:
    ids = office.messages(office.batch(state="running"), 40)
    dots: list[int] = []
    threads = [
        threading.Thread(target=work, args=(office, f"sender {n}", dots)) for n in range(senders)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(dots) == Counter(ids)
    assert office.states() == {"sent": 40}


def test_nothing_leaves_once_its_payment_is_committed(office: Office) -> None:
    ids = office.messages(office.batch(state="running"), 40)
    invoices = {id_: office.line(id_).invoice_id for id_ in ids}
    dots: list[int] = []
    left_before: dict[int, bool] = {}
    sender = threading.Thread(target=work, args=(office, "sender", dots))
    sender.start()
    engine = engine_for(office.url)
    for id_ in reversed(ids):
        with engine.begin() as connection:
            connection.execute(
                update(t.invoice)
                .where(t.invoice.c.id == invoices[id_])
                .values(open_amount=0, settled_on=NOW.date())
            )
            held = store.hold_messages_of(
                connection, [invoices[id_]], "Payée.", moment=office.hands.moment, by="Import"
            )
        left_before[id_] = id_ not in held.held
    sender.join()
    engine.dispose()
    assert set(dots) == {id_ for id_, left in left_before.items() if left}
    assert office.states() == Counter({"sent": len(dots), "held": 40 - len(dots)}) - Counter()
