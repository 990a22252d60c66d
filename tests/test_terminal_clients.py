"""The terminal's command about clients: who looks alike, merged by code or by our number."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_core.cli import run
from tests.terminal import Terminal, import_rows, terminal_of

HEADINGS = ("Code client", "Client", "N° facture", "Date facture", "Échéance", "Montant TTC")
ROWS = (
    ("A12", "SARL Alpha", "F1", "25/09/2026", "25/10/2026", "100,00"),
    ("B7", "Alpha S.A.R.L.", "F2", "26/09/2026", "26/10/2026", "40,00"),
    ("C3", "Gamma", "F3", "26/09/2026", "26/10/2026", "40,00"),
)


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """An espace with three clients, two of which look alike."""
    command = terminal_of(capsys)
    import_rows(command, tmp_path, [HEADINGS, *ROWS])
    return command


def test_clients_that_look_alike_are_named_with_the_reason_and_merged_by_their_codes(
    terminal: Terminal,
) -> None:
    code, told, _ = terminal("clients")
    [proposal] = told["proposals"]
    assert (code, len(told["clients"]), proposal["evidence"]) == (0, 3, ["same_name"])
    code, told, err = terminal("clients", "--merge", "A12", "B7", "--by", "Anne")
    assert (code, told["proposals"], len(told["clients"])) == (0, [], 2)
    assert err == "Fusion 1 faite. 0 facture en double réunie, 0 message retenu.\n"
    [alpha, _] = told["clients"]
    assert (alpha["client_code"], alpha["open_amount"]) == ("A12", {"EUR": "140.00"})
    # The code of the client that is gone leads to the one that was kept.
    assert terminal("clients", "--merge", "B7", "A12", "--by", "Anne")[0] == 1
    code, told, _ = terminal("clients", "--undo", "1", "--by", "Anne")
    assert (code, len(told["clients"]), told["merges"][0]["undone_at"] is None) == (0, 3, False)


def test_a_pair_declined_is_not_named_until_it_is_proposed_again(terminal: Terminal) -> None:
    assert terminal("clients", "--decline", "A12", "B7", "--by", "Anne")[1]["proposals"] == []
    assert terminal("clients")[1]["proposals"] == []
    again = terminal("clients", "--propose", "A12", "B7", "--by", "Anne")[1]
    assert len(again["proposals"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("--merge", "A12", "B7"),  # nobody decides
        ("--merge", "A12", "B7", "--undo", "1", "--by", "Anne"),
    ],
)
def test_a_decision_needs_a_name_and_comes_alone(
    terminal: Terminal, arguments: tuple[str, ...]
) -> None:
    assert terminal("clients", *arguments)[0] == 64


def test_a_client_that_nobody_is_is_refused(terminal: Terminal) -> None:
    code, _, err = terminal("clients", "--merge", "A12", "Z9", "--by", "Anne")
    assert (code, "Aucun client « Z9 »" in err) == (1, True)


def test_check_tells_whose_the_contacts_are_before_anything_is_imported(
    terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("Client;E-mail\nGamma;g@g.example\nZeta;z@z.example\n", encoding="utf-8")
    arguments = ("check", str(tmp_path / "factures.csv"), "--contacts", str(contacts))
    _, told, _ = terminal(*arguments)
    assert (told["contacts"]["matched"], told["contacts"]["unmatched"]) == (1, ["Zeta"])
    assert told["clients_without_address"] == ["SARL Alpha", "Alpha S.A.R.L."]
    run([*arguments, "--today", "2026-11-20"])
    assert "  sans client : Zeta\n2 clients avec" in capsys.readouterr().out


def test_contacts_alone_join_the_clients_known_and_ask_about_names_that_are_nearly_theirs(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("Client;E-mail\nGamma SAS;g@g.example\nZeta;z@z.example\n", encoding="utf-8")
    code, told, err = terminal("contacts", str(file), "--by", "Anne")
    assert (code, told["changed"], len(told["proposed"])) == (2, 0, 1)
    assert "--answer contact_names=join" in err
    answer = ("--answer", "contact_names=join", "--by", "Anne")
    code, told, _ = terminal("contacts", str(file), *answer)
    assert (code, told["changed"], told["unmatched"]) == (0, 1, ["Zeta"])
    assert terminal("contacts", str(tmp_path / "absent.csv"))[0] == 1
