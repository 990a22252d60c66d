"""What a change does to the messages to come, as it is told, drawn and tabled."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from relance_core.reminders.ahead import COMING, COMING_LINES, Ahead
from relance_core.reminders.what_if import compare
from relance_core.ui.theme import Mode
from relance_core.ui.what_if import by_client, by_day, by_message, effect_chart, effect_sentence

CLIENTS = pl.DataFrame({"client_id": [1, 2], "name": ["Dupont SA", "Garage Lenoir"]})


def ahead(*messages: dict[str, Any]) -> Ahead:
    """A look ahead at ``messages``: courteous first reminders by e-mail unless said otherwise."""
    usual = {"leader_id": 1, "step": "reminder_1", "tone": "courteous", "channel": "email"}
    rows = [usual | {"reason": ""} | message for message in messages]
    return Ahead(pl.DataFrame(rows, schema=COMING), pl.DataFrame(schema=COMING_LINES))


def message(day: date, client: int = 1, **more: Any) -> dict[str, Any]:
    return {"day": day, "addressee_id": client, **more}


MONDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 25)
MOVED = compare(ahead(message(MONDAY)), ahead(message(WEDNESDAY, tone="firm")))
EXCHANGED = compare(ahead(message(MONDAY)), ahead(message(MONDAY, client=2)))


def test_each_kind_of_change_is_counted_in_one_sentence() -> None:
    told = effect_sentence(EXCHANGED)
    assert told == (
        "Effet sur les 60 prochains jours : 1 message en plus, 1 en moins, chez 2 clients."
    )
    assert "1 message déplacé, 1 durci, chez 1 client" in effect_sentence(MOVED)


def test_a_client_looked_at_alone_is_not_counted() -> None:
    told = effect_sentence(MOVED, alone=True)
    assert told == "Effet sur les 60 prochains jours : 1 message déplacé, 1 durci."


def test_no_change_is_said_as_well() -> None:
    same = ahead(message(MONDAY))
    told = effect_sentence(compare(same, same))
    assert told == "Aucun message ne change sur les 60 prochains jours."


def test_a_moved_message_leaves_a_day_and_reaches_another() -> None:
    assert by_day(MOVED).rows() == [(MONDAY, "moved", -1), (WEDNESDAY, "moved", 1)]


def test_what_each_client_gains_and_loses_is_beside_its_name() -> None:
    rows = {row["name"]: row for row in by_client(EXCHANGED, CLIENTS).iter_rows(named=True)}
    assert (rows["Dupont SA"]["gained"], rows["Dupont SA"]["lost"]) == (None, 1)
    assert (rows["Garage Lenoir"]["gained"], rows["Garage Lenoir"]["lost"]) == (1, None)


def test_each_message_says_what_changed_in_it() -> None:
    rows = by_message(MOVED, CLIENTS).select("change_label", "detail").rows()
    assert sorted(rows) == [("Durci", "Courtois → Ferme"), ("Déplacé", "+2 jours")]


def test_the_chart_is_valid_and_absent_when_no_day_changes() -> None:
    chart = effect_chart(by_day(EXCHANGED), mode=Mode.DARK)
    assert chart is not None
    chart.to_dict()
    toned = compare(ahead(message(MONDAY)), ahead(message(MONDAY, tone="firm")))
    assert effect_chart(by_day(toned), mode=Mode.LIGHT) is None
