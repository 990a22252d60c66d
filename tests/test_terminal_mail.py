"""The terminal and a mail server on loopback: STARTTLS, a password, the approved bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from relance_core.cli import run
from relance_core.store.database import reading
from relance_core.store.messages import list_messages, message_bytes
from relance_core.workflows.space import open_space
from tests.e2e.mailbox import PASSWORD, Mailbox, mail_server
from tests.workflows.office import invoice, workbook

DAY = "2026-11-20"


@pytest.fixture
def sink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A server that asks for STARTTLS and a password, and the environment that names it."""
    with mail_server(tmp_path) as (mailbox, account):
        monkeypatch.setenv("RELANCE_DATA_DIR", str(tmp_path / "data"))
        for name, value in account.items():
            monkeypatch.setenv(name, value)
        yield mailbox


@pytest.fixture
def approved(sink: Mailbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Three messages to three clients, approved; the file they came from."""
    file = tmp_path / "export.xlsx"
    file.write_bytes(workbook([invoice(f"F{one}", client=f"C{one}") for one in range(3)]))
    assert run(["import", str(file), "--today", DAY]) == 0
    capsys.readouterr()
    run(["plan", "--json", "--today", DAY])
    plan = json.loads(capsys.readouterr().out)["plan_id"]
    assert run(["approve", "--plan", plan, "--all", "--by", "Anne", "--today", DAY]) == 0
    return file


def _send(
    capsys: pytest.CaptureFixture[str], *options: str, exit_code: int = 0, day: str = DAY
) -> dict[str, object]:
    capsys.readouterr()
    assert run(["send", *options, "--json", "--today", day]) == exit_code
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def test_what_arrives_is_byte_for_byte_what_was_approved_and_arrives_once(
    approved: Path, sink: Mailbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _send(capsys)["states"] == {"sent": 3}
    assert _send(capsys)["states"] == {"sent": 3}
    assert sorted(one for envelope in sink.taken for one in envelope.rcpt_tos) == [
        "compta@c0.example",
        "compta@c1.example",
        "compta@c2.example",
    ]
    space = open_space({"RELANCE_DATA_DIR": str(tmp_path / "data")})
    with reading(space.engine) as conn:
        frozen = {message_bytes(conn, row.id) for row in list_messages(conn)}
    assert {envelope.content for envelope in sink.taken} == frozen


def test_a_wrong_password_stops_the_line_and_loses_nothing(
    approved: Path,
    sink: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("RELANCE_SMTP_PASSWORD", "wrong")
    told = _send(capsys, exit_code=1)
    assert (told["states"], sink.taken) == ({"approved": 3}, [])
    assert (told["cause"], told["waiting"]) == ("stopped", 3)
    assert "mot de passe" in str(told["reason"]).lower()


def test_what_waits_for_a_permitted_hour_is_no_failure(
    approved: Path, sink: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    saturday = "2026-11-21"
    told = _send(capsys, day=saturday)
    assert (told["cause"], told["waiting"], sink.taken) == ("closed_hours", 3, [])


def test_a_redirection_to_no_address_is_refused_before_anything(
    approved: Path,
    sink: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("RELANCE_REDIRECT_TO", "moi chez nous")
    for command in (["plan"], ["send"]):
        assert run([*command, "--today", DAY]) == 1
        assert "RELANCE_REDIRECT_TO" in capsys.readouterr().err
    assert sink.taken == []


def test_a_line_that_stopped_goes_on_once_somebody_asks_for_it(
    approved: Path,
    sink: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as mistaken:
        mistaken.setenv("RELANCE_SMTP_PASSWORD", "wrong")
        _send(capsys, exit_code=1)
    assert _send(capsys, exit_code=1)["cause"] == "paused"  # not by itself
    assert _send(capsys, "--resume")["states"] == {"sent": 3}
    assert len(sink.taken) == 3


def test_redirected_messages_reach_me_alone_and_count_for_nobody(
    sink: Mailbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setenv("RELANCE_REDIRECT_TO", "moi@nous.example")
    request.getfixturevalue("approved")
    _send(capsys)
    assert {one for envelope in sink.taken for one in envelope.rcpt_tos} == {"moi@nous.example"}
    [to] = {message_from_bytes(envelope.content)["To"] for envelope in sink.taken}
    assert to == "moi@nous.example"
    monkeypatch.delenv("RELANCE_REDIRECT_TO")
    run(["plan", "--json", "--today", DAY])
    plan = json.loads(capsys.readouterr().out)
    assert len(plan["reminders"]) == 3
    run(["approve", "--plan", plan["plan_id"], "--all", "--by", "A", "--today", DAY, "--json"])
    assert json.loads(capsys.readouterr().out)["approved"] == 3


def test_the_password_is_written_nowhere(
    approved: Path, sink: Mailbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _send(capsys)
    written = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert written
    for path in written:
        assert PASSWORD.encode() not in path.read_bytes(), path
