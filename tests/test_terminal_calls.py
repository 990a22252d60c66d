"""The terminal's command about calls: one that no scenario planned, and what confirms it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import Terminal, import_rows, terminal_of

HEADINGS = ("Code client", "Client", "E-mail", "N° facture", "Échéance", "Montant TTC")
ROWS = (("A12", "SARL Alpha", "a@alpha.example", "F1", "25/10/2026", "100,00"),)


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """An espace with one client."""
    command = terminal_of(capsys)
    import_rows(command, tmp_path, [HEADINGS, *ROWS])
    return command


def test_a_promise_heard_is_noted_and_its_confirmation_given(terminal: Terminal) -> None:
    promise = ("call", "--client", "A12", "--result", "promise", "--received", "--by", "Anne")
    code, told, _ = terminal(*promise, "--until", "2026-11-27", "--spoke-to", "Mme Roy")

    assert (code, told["message"]) == (0, None)
    assert "attend la date promise" in told["next_action"]
    assert told["confirmation"]["to"] == ["a@alpha.example"]
    assert told["confirmation"]["body"].startswith("Bonjour Mme Roy,")
    [withheld] = terminal("plan")[1]["withheld"]
    assert withheld["code"] == "promise"


def test_a_promise_without_a_day_or_of_no_amount_is_refused(terminal: Terminal) -> None:
    promise = ("call", "--client", "A12", "--result", "promise", "--by", "Anne")
    assert terminal(*promise)[0] == 1
    assert terminal(*promise, "--until", "2026-11-27", "--amount", "cent")[0] == 1
