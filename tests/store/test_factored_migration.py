"""An espace of version 0005 told by a sentence what was sold to a factor; 0006 has a column."""

from __future__ import annotations

import json

from sqlalchemy import select, text

from relance_core.store.database import open_database, reading
from relance_core.store.tables import client_merge, import_run, invoice
from tests.store.test_clients_migration import version
from tests.store.test_database import MOMENT

SOLD = "Cédée à un affactureur selon votre fichier"
#: Decisions of version 0005.
DECISIONS = {
    1: f"{SOLD} (« Cédée » : « Oui (le 12/02) »).",
    2: f"L'échéance est à vérifier. {SOLD} (« Cédée au factor »). Deux adresses ?",
    3: "L'échéance est à vérifier.",
    4: None,
}
DEBITED = 4


def test_what_was_sold_to_a_factor_is_known_by_its_column_and_the_other_doubts_stay(
    url: str,
) -> None:
    _espace_of_version_0005(url)
    with reading(open_database(url)) as conn:
        rows = {row.id: row for row in conn.execute(select(invoice))}
    assert {at: row.factored for at, row in rows.items()} == {1: True, 2: True, 3: False, 4: False}
    assert {at: row.told_by for at, row in rows.items()} == {
        1: {"factored": "factored_flag"},
        2: {"factored": "status"},
        3: None,
        4: None,
    }
    assert rows[1].decision is None
    assert rows[2].decision == "L'échéance est à vérifier. Deux adresses ?"
    assert rows[3].decision == DECISIONS[3]
    assert [at for at, row in rows.items() if row.direct_debit] == [DEBITED]


def test_what_an_undone_import_or_merge_puts_back_is_written_the_new_way(url: str) -> None:
    _espace_of_version_0005(url)
    sold = {"decision": None, "factored": True, "told_by": {"factored": "factored_flag"}}
    plain = {"decision": None, "factored": False, "told_by": None}
    with reading(open_database(url)) as conn:
        before = conn.scalar(select(import_run.c.before_content))
        merge = conn.scalar(select(client_merge.c.before))
    assert before["invoices"] == {"1": {"open_amount": 5} | sold, "2": {"open_amount": 7}}
    assert before["layout"] == {"mapping": {}, "answers": {}}
    assert merge["twins"] == [{"stays": {"id": 2} | sold, "goes": {"id": 1} | plain, "moved": {}}]


def _espace_of_version_0005(url: str) -> None:
    with version("0005"):
        old = open_database(url)
    before = {
        "invoices": {"1": {"open_amount": 5, "decision": DECISIONS[1]}, "2": {"open_amount": 7}},
        "clients": {},
        "created": [],
        "named": [],
        "layout": {"mapping": {}, "answers": {}},
    }
    twins = [
        {
            "stays": {"id": 2, "decision": DECISIONS[1]},
            "goes": {"id": 1, "decision": None},
            "moved": {},
        }
    ]
    with old.begin() as conn:
        for at in (1, 2):
            conn.execute(
                text("INSERT INTO client (id, name, created_at) VALUES (:at, 'Scierie', :moment)"),
                {"at": at, "moment": MOMENT},
            )
        conn.execute(
            text(
                'INSERT INTO import_run (id, at, "by", filename, sha256, data_date, reading, '
                "layout_key, totals, before_content) VALUES (1, :moment, 'Anne', 'export.xlsx', "
                "'', '2026-11-20', '{}', '', '{}', :before)"
            ),
            {"moment": MOMENT, "before": json.dumps(before)},
        )
        conn.execute(
            text(
                'INSERT INTO client_merge (kept_id, gone_id, reason, "by", at, "before") '
                "VALUES (1, 2, '', 'Anne', :moment, :before)"
            ),
            {"moment": MOMENT, "before": json.dumps({"twins": twins})},
        )
        for at, decision in DECISIONS.items():
            conn.execute(
                text(
                    "INSERT INTO invoice (id, client_id, payer_id, number, instalment, kind, "
                    "currency, due_date, due_calculated, due_confirmed, amount, open_amount, "
                    "disputed_amount, direct_debit, decision, first_import_id, last_import_id, "
                    "first_seen) VALUES (:at, 1, 1, :number, '', 'invoice', 'EUR', '2026-10-01', "
                    "false, false, 1000, 1000, 0, :debited, :decision, 1, 1, '2026-11-20')"
                ),
                {
                    "at": at,
                    "number": f"F{at}",
                    "debited": at == DEBITED,
                    "decision": decision,
                },
            )
    old.dispose()
