"""How fast and when mail leaves, in the sender's zone."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from relance_core.errors import Refused
from relance_core.outbox.account import sending_from_environment
from relance_core.outbox.pace import Pace, check_clock
from relance_core.settings import Sending
from relance_core.store.outbox import Moment

OFFICE = Pace(hours=(time(8, 30), time(18, 30)), open_days_only=True)
NIGHT = Pace(hours=(time(22), time(6)), open_days_only=True)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-17 10:00", "2026-03-17 10:00"),  # Tuesday
        ("2026-03-17 08:29", "2026-03-17 08:30"),
        ("2026-03-17 18:30", "2026-03-18 08:30"),
        ("2026-03-20 19:00", "2026-03-23 08:30"),  # Friday evening
        ("2026-04-04 12:00", "2026-04-07 08:30"),  # Easter, Monday included
        ("2026-05-01 10:00", "2026-05-04 08:30"),
    ],
)
def test_mail_leaves_at_the_hours_set_on_open_days(at: str, opens: str) -> None:
    assert OFFICE.opens_at(datetime.fromisoformat(at)) == datetime.fromisoformat(opens)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-17 23:00", "2026-03-17 23:00"),
        ("2026-03-18 05:59", "2026-03-18 05:59"),
        ("2026-03-18 06:00", "2026-03-18 22:00"),
        ("2026-03-21 02:00", "2026-03-21 02:00"),  # Saturday, still Friday's night
        ("2026-03-21 22:00", "2026-03-23 22:00"),
        ("2026-03-23 02:00", "2026-03-23 22:00"),  # Monday, still Sunday's night
    ],
)
def test_hours_that_cross_midnight_belong_to_the_day_they_began(at: str, opens: str) -> None:
    assert NIGHT.opens_at(datetime.fromisoformat(at)) == datetime.fromisoformat(opens)


def test_equal_hours_mean_the_whole_day() -> None:
    always = Pace(hours=(time(8), time(8)))
    assert always.opens_at(datetime(2026, 3, 21, 3)) == datetime(2026, 3, 21, 3)


def test_messages_are_spaced_by_the_pace() -> None:
    pace = Pace(per_minute=20)
    assert [pace.wait_after(100.0, now) for now in (100.0, 101.0, 103.0)] == [3.0, 2.0, 0.0]


def test_a_clock_set_back_does_not_stop_the_line_for_an_hour() -> None:
    assert Pace(per_minute=20).wait_after(3700.0, 100.0) == 3.0


@pytest.mark.parametrize(
    "values",
    [{"per_minute": 0}, {"per_minute": -1}, {"per_minute": 10**9}, {"daily_cap": 0}],
)
def test_an_impossible_pace_is_refused(values: dict[str, int]) -> None:
    with pytest.raises(Refused):
        Pace.of(Sending(transport="smtp", **values))  # type: ignore[arg-type]


def test_folder_and_demonstration_have_no_hours() -> None:
    assert Pace.of(Sending(transport="folder")) == Pace()
    assert Pace.of(Sending(transport="smtp", per_minute=0), demonstration=True) == Pace()


@pytest.mark.parametrize("year", [1970, 2099])
def test_an_absurd_clock_is_refused(year: int) -> None:
    with pytest.raises(Refused, match="horloge"):
        check_clock(datetime(year, 1, 1))


def test_midnight_of_a_change_of_hour_is_the_senders() -> None:
    start = Moment.at_wall_time(datetime(2026, 3, 29), "Europe/Paris").epoch
    end = Moment.at_wall_time(datetime(2026, 3, 30), "Europe/Paris").epoch
    assert end - start == 23 * 3600


def test_the_environment_overrides_the_settings() -> None:
    sending = sending_from_environment(
        Sending(host="old.example", user="old"),
        {
            "RELANCE_SMTP_HOST": "smtp.example",
            "RELANCE_SMTP_PORT": "465",
            "RELANCE_SMTP_USER": "moi@us.example",
            "RELANCE_SMTP_SECURITY": "TLS",
            "RELANCE_SMTP_SENDER": "",
            "RELANCE_REDIRECT_TO": "moi@us.example",
        },
    )
    assert sending == Sending(
        transport="smtp",
        host="smtp.example",
        port=465,
        user="moi@us.example",
        security="tls",
        redirect_to="moi@us.example",
    )


@pytest.mark.parametrize(
    "environ",
    [
        {"RELANCE_SMTP_PORT": "many"},
        {"RELANCE_SMTP_PORT": "0"},
        {"RELANCE_SMTP_SECURITY": "none"},
        {"RELANCE_SMTP_USER": "apikey"},
    ],
)
def test_an_account_that_cannot_send_is_refused_with_a_sentence(environ: dict[str, str]) -> None:
    base = {"RELANCE_SMTP_HOST": "smtp.example", "RELANCE_SMTP_USER": "moi@us.example"}
    with pytest.raises(Refused):
        sending_from_environment(Sending(), base | environ)
