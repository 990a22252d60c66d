"""Two people who note the same list of payments at the same moment take it off once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Barrier

from relance_core.errors import Refused
from relance_core.workflows.paid_match import Found
from relance_core.workflows.paid_proposals import Proposal, propose
from relance_core.workflows.paid_since import note_payments
from relance_core.workflows.space import open_space
from tests.databases import empty_database
from tests.workflows.office import Office, invoice


def shared_office(folder: Path) -> Office:
    """On SQLite, or on the PostgreSQL whose URL is in RELANCE_TEST_POSTGRES."""
    environ = {"RELANCE_DATA_DIR": str(folder), "RELANCE_DATABASE_URL": empty_database(folder)}
    return Office(open_space(environ))


def test_a_list_noted_twice_at_once_is_noted_once(tmp_path: Path) -> None:
    ours = shared_office(tmp_path)
    ours.drop([invoice(f"F-{number}", total=1000) for number in range(1, 9)])
    together = Barrier(4)

    def note_them(proposal: Proposal) -> bool:
        matches = proposal.of(Found.EXACT) or proposal.of(Found.PROPOSED)
        assert len(matches) == 8
        together.wait(10)
        try:
            note_payments(ours.space, ours.act, proposal.source, matches)
        except Refused:
            return False
        return True

    # Several times: connections that are open already meet more closely.
    for day in range(10, 16):
        pasted = "\n".join(f"F-{number} 100,00 {day}/11/2026" for number in range(1, 9))
        proposal = propose(ours.space, pasted)
        with ThreadPoolExecutor(4) as people:
            done = list(people.map(note_them, [proposal] * 4))
        assert done.count(True) == 1
    due = dict(ours.plan().situation.ledger.select("number", "open_amount").iter_rows())
    assert set(due.values()) == {Decimal(400)}
    ours.space.engine.dispose()
