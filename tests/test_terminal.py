"""The terminal, from a workbook to a sent batch, as a scheduler or a stranger would drive it."""

from __future__ import annotations

import gc
from datetime import date, datetime
from decimal import Decimal
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from relance_core.cli_usage import unforeseen
from relance_core.incidents import INCIDENTS
from relance_core.store.settings import write_section
from relance_core.workflows.space import open_space
from sample_data.generate import DEMO_FIRM, build_contacts, build_invoices
from tests.terminal import Terminal, terminal_of

TODAY = "2026-11-20"


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Runs a command on an empty data folder."""
    return terminal_of(capsys)


@pytest.fixture
def sample(tmp_path: Path) -> tuple[str, str]:
    """The sample workbooks of the day."""
    invoices, contacts = tmp_path / "factures.xlsx", tmp_path / "contacts.xlsx"
    invoices.write_bytes(build_invoices(date.fromisoformat(TODAY)))
    contacts.write_bytes(build_contacts(date.fromisoformat(TODAY)))
    return str(invoices), str(contacts)


def _workbook(path: Path, rows: list[list[Any]]) -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    path.write_bytes(content.getvalue())
    return str(path)


#: Somebody's own workbook: other headings, a title, text amounts, a total.
FOREIGN = [
    [cell.strip() for cell in line.split("|")]
    for line in """\
Etat des impayés au 20/11/2026
Réf. facture|Raison sociale|Courriel|Émise le|À payer avant le|Total TTC|Solde dû
2026-071|Scierie Morvan|compta@morvan.example|02/10/2026|01/11/2026|1 250,00 €|1 250,00 €
2026-072|Scierie Morvan|compta@morvan.example|05/10/2026|17/11/2026|300,00 €|120,50 €
2026-075|Garage Le Bihan||09/10/2026|10/11/2026|480,00 €|480,00 €
2026-080|Épicerie Daoulas|paie@daoulas.example|15/11/2026|15/12/2026|90,00 €|90,00 €
|TOTAL||||2 120,00 €|1 940,50 €""".splitlines()
]


def test_a_stranger_s_workbook_goes_from_check_to_confirmed(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = _workbook(tmp_path / "etat.xlsx", FOREIGN)
    code, told, _ = terminal("check", file)
    assert code == 0
    assert (told["header_row"], told["invoices"], told["clients"]) == (2, 4, 3)
    assert told["open_amount"] == {"EUR": "1940.50"}
    assert told["overdue_amount"] == {"EUR": "1850.50"}

    code, told, _ = terminal("import", file)
    assert (code, told["new"], told["missing"]) == (0, 4, 0)

    code, plan, _ = terminal("plan")
    assert code == 0
    [reminder] = plan["reminders"]
    assert reminder["client_name"] == "Scierie Morvan"
    assert (reminder["step"], reminder["tone"], reminder["channel"]) == (
        "reminder_1",
        "courteous",
        "email",
    )
    assert reminder["to"] == ["compta@morvan.example"]
    assert reminder["total"] == {"EUR": "1370.50"}
    assert {(one["number"], one["step"]) for one in reminder["invoices"]} == {
        ("2026-071", "reminder_1"),
        ("2026-072", "reminder_1"),
    }
    assert {(one["number"], one["code"]) for one in plan["withheld"]} == {
        ("2026-075", "no_address"),
        ("2026-080", "not_due"),
    }
    listed = [one for message in plan["reminders"] for one in message["invoices"]]
    total = sum(Decimal(one["amount"]) for one in listed + plan["withheld"])
    assert total == Decimal("1940.50")

    code, _, _ = terminal("preview", "--out", str(tmp_path / "preview"))
    [eml] = (tmp_path / "preview").glob("*.eml")
    message = message_from_bytes(eml.read_bytes(), policy=policy.default)
    assert message["To"].addresses[0].addr_spec == "compta@morvan.example"
    assert "1\u202f370,50\u00a0€" in message.get_body(("plain",)).get_content()

    code, done, _ = terminal("approve", "--plan", plan["plan_id"], "--all", "--by", "Anne")
    assert (code, done["approved"]) == (0, 1)
    code, told, _ = terminal("send", "--to-folder", str(tmp_path / "out"))
    assert (code, told["states"]) == (0, {"deposited": 1})
    assert len(list((tmp_path / "out").glob("*.eml"))) == 1

    code, told, _ = terminal("confirm", "--all", "--by", "Anne")
    assert (code, len(told["confirmed"])) == (0, 1)
    code, told, _ = terminal("status")
    assert told["states"] == {"sent": 1}
    code, plan, _ = terminal("plan", today="2026-11-21")
    assert plan["reminders"] == []


def test_doing_anything_twice_changes_nothing(
    terminal: Terminal, tmp_path: Path, sample: tuple[str, str]
) -> None:
    invoices, contacts = sample
    _, first, _ = terminal("import", invoices, "--contacts", contacts)
    _, again, _ = terminal("import", invoices, "--contacts", contacts)
    assert again["same_file"] is True
    assert (again["import_id"], again["new"], again["changed"]) == (first["import_id"], 0, 0)

    _, plan, _ = terminal("plan")
    _, same, _ = terminal("plan")
    assert plan == same
    assert plan["reminders"], "the sample has something to send"

    arguments = ("approve", "--plan", plan["plan_id"], "--all", "--by", "Anne")
    _, done, _ = terminal(*arguments)
    assert done["approved"] > 5
    code, _, said = terminal(*arguments)
    assert code == 1
    assert "plan a changé" in said

    folder = ("--to-folder", str(tmp_path / "out"))
    _, told, _ = terminal("send", *folder)
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    _, again, _ = terminal("send", *folder)
    assert again["states"] == told["states"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == files


def test_formal_notices_stay_out_unless_asked_for(
    terminal: Terminal, sample: tuple[str, str]
) -> None:
    terminal("import", sample[0], "--contacts", sample[1])
    _, plan, _ = terminal("plan")
    formal = [one["client"] for one in plan["reminders"] if one["step"] == "formal_notice"]
    assert formal, "the sample has formal notices"
    _, done, _ = terminal("approve", "--plan", plan["plan_id"], "--all", "--by", "Anne")
    assert {one["client"] for one in done["not_approved"]} >= set(formal)


def test_a_plan_that_has_changed_is_refused(
    terminal: Terminal, tmp_path: Path, sample: tuple[str, str]
) -> None:
    terminal("import", sample[0], "--contacts", sample[1])
    code, _, said = terminal("approve", "--plan", "0123456789abcdef", "--all", "--by", "Anne")
    assert code == 1
    assert "rien n'a été approuvé" in said


def test_one_client_is_named_by_the_file_s_code_or_by_our_id(
    terminal: Terminal, sample: tuple[str, str]
) -> None:
    terminal("import", sample[0], "--contacts", sample[1])
    _, plan, _ = terminal("plan")
    chosen = next(one for one in plan["reminders"] if one["step"] == "reminder_1")
    code, done, _ = terminal(
        "approve", "--plan", plan["plan_id"], "--client", chosen["client_code"], "--by", "Anne"
    )
    assert (code, done["approved"]) == (0, 1)


def test_an_invoice_that_vanished_is_neither_reminded_nor_settled(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("import", _workbook(tmp_path / "a.xlsx", FOREIGN))
    without = [row for row in FOREIGN if row[:1] != ["2026-071"]]
    code, told, said = terminal("import", _workbook(tmp_path / "b.xlsx", without))
    assert (code, told["missing"], told["settled"]) == (0, 1, 0)
    assert "--answer missing=settled" in said
    _, plan, _ = terminal("plan")
    gone = next(one for one in plan["withheld"] if one["number"] == "2026-071")
    assert gone["code"] == "needs_decision"


def test_vanished_means_settled_once_the_layout_is_said_to_list_open_invoices_only(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("import", _workbook(tmp_path / "a.xlsx", FOREIGN))
    without = [row for row in FOREIGN if row[:1] != ["2026-071"]]
    file = _workbook(tmp_path / "b.xlsx", without)
    _, told, _ = terminal("import", file, "--answer", "missing=settled")
    assert (told["missing"], told["settled"]) == (0, 1)


def test_too_many_vanished_to_be_settled_is_said_to_whoever_answered_settled(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("import", _workbook(tmp_path / "a.xlsx", FOREIGN))
    file = _workbook(tmp_path / "b.xlsx", FOREIGN[:4])
    _, told, said = terminal("import", file, "--answer", "missing=settled")
    assert (told["missing"], told["settled"]) == (2, 0)
    assert "plus de 30 %" in said


def test_a_payment_learnt_between_approval_and_sending_holds_the_message(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("import", _workbook(tmp_path / "a.xlsx", FOREIGN))
    _, plan, _ = terminal("plan")
    terminal("approve", "--plan", plan["plan_id"], "--all", "--by", "Anne")
    paid = [[*row[:6], "0,00 €"] if row[:1] == ["2026-071"] else row for row in FOREIGN]
    _, told, _ = terminal("import", _workbook(tmp_path / "b.xlsx", paid))
    assert (told["settled"], len(told["messages_held"])) == (1, 1)
    _, told, _ = terminal("send", "--to-folder", str(tmp_path / "out"))
    assert told["states"] == {"held": 1}
    _, plan, _ = terminal("plan")
    assert plan["reminders"][0]["total"] == {"EUR": "120.50"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "--nonsense"),
        ("approve", "--plan", "x", "--by", "Anne"),
        ("check",),
        ("nonsense",),
        ("import", "x.xlsx", "--set", "no-equals-sign"),
        ("import", "x.xlsx", "--terms", "soixante"),
        ("plan", "surplus"),
        ("post", "--all", "--by", "Anne", "--on", "demain"),
        ("post", "--all", "--by", "Anne", "--on", "9999-12-31"),
        ("send", "--to-folder", __file__),
    ],
)
def test_wrong_usage_exits_with_64_and_says_so_in_french(
    terminal: Terminal, arguments: tuple[str, ...]
) -> None:
    code, _, said = terminal(*arguments)
    assert code == 64
    english = {"error", "missing", "invalid", "no", "such", "try", "unexpected", "is", "not"}
    assert said.strip()
    assert not english & set(said.lower().replace("'", " ").replace("--no", "").split())


NOISE = b"not a database, all the more so\n" * 200


@pytest.mark.parametrize("damage", ["noise", "noise after the first page", "emptied"])
def test_a_damaged_database_is_told_in_one_sentence_and_left_as_it_is(
    terminal: Terminal, tmp_path: Path, damage: str
) -> None:
    gc.disable()  # what the first command may have left open is closed below, not by chance
    try:
        terminal("status")
        file = tmp_path / "donnees" / "espaces" / "entreprise" / "relance.db"
        for rest in file.parent.glob("relance.db-*"):
            rest.unlink()
        whole = file.read_bytes()
        # The first page names the tables.
        damaged = {
            "noise": NOISE,
            "noise after the first page": whole[:4096] + b"\x5a" * (len(whole) - 4096),
            "emptied": b"",
        }[damage]
        file.write_bytes(damaged)
    finally:
        gc.enable()
        gc.collect()
    code, told, said = terminal("plan")
    assert (code, told) == (1, None)
    assert "Remettez une sauvegarde à sa place" in said
    assert file.read_bytes() == damaged


def test_an_unforeseen_error_is_told_in_french_and_its_details_are_kept(tmp_path: Path) -> None:
    try:
        raise OverflowError("date value out of range")
    except OverflowError as error:
        said = unforeseen(error, tmp_path / "donnees")
    assert "Traceback" not in said
    assert "date value out of range" not in said
    assert "date value out of range" in (tmp_path / "donnees" / INCIDENTS).read_text("utf-8")


def test_a_file_that_is_no_workbook_is_refused_in_one_sentence_and_changes_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("import", _workbook(tmp_path / "a.xlsx", FOREIGN))
    _, before, _ = terminal("plan")
    noise = tmp_path / "bruit.xlsx"
    noise.write_bytes(bytes(range(256)) * 40)
    for command in ("check", "import"):
        code, told, said = terminal(command, str(noise))
        assert (code, told) == (1, None)
        assert len(said.strip().splitlines()) == 1
    assert terminal("plan")[1] == before


def test_columns_bear_the_names_that_the_set_option_takes(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = _workbook(tmp_path / "etat.xlsx", FOREIGN)
    _, told, _ = terminal("check", file)
    fields = {one["heading"]: one["field"] for one in told["columns"]}
    assert fields["Réf. facture"] == "invoice_number"
    assert fields["Solde dû"] == "balance_due"
    code, told, _ = terminal("check", file, "--set", "balance_due=Total TTC")
    assert (code, told["open_amount"]) == (0, {"EUR": "2120.00"})


@pytest.mark.parametrize(
    ("setting", "hint"),
    [("balance_du=Solde dû", "« balance_due »"), ("balance_due=Soldes", "Solde dû")],
)
def test_an_unknown_field_or_column_is_refused_with_what_exists(
    terminal: Terminal, tmp_path: Path, setting: str, hint: str
) -> None:
    file = _workbook(tmp_path / "etat.xlsx", FOREIGN)
    code, told, said = terminal("check", file, "--set", setting)
    assert (code, told) == (1, None)
    assert hint in said


def test_a_letter_is_done_once_posted_and_refused_when_posted_later_than_dated(
    terminal: Terminal, tmp_path: Path, sample: tuple[str, str]
) -> None:
    terminal("import", sample[0], "--contacts", sample[1])
    space = open_space({"RELANCE_DATA_DIR": str(tmp_path / "donnees")})
    with space.engine.begin() as conn:
        write_section(conn, "firm", DEMO_FIRM, by="Anne", at=datetime(2026, 11, 20, 9, 0))
    _, plan, _ = terminal("plan")
    notice = next(one for one in plan["reminders"] if one["step"] == "formal_notice")
    client = notice["client_code"]
    arguments = ("--client", client, "--by", "Anne")
    terminal("approve", "--plan", plan["plan_id"], *arguments, "--include-formal")
    _, told, _ = terminal("send", "--to-folder", str(tmp_path / "out"))
    assert told["states"] == {"printed": 1}
    code, _, said = terminal("post", *arguments, today="2026-11-24")
    assert code == 1
    assert "approuvez-le de nouveau" in said
    code, told, _ = terminal("post", *arguments, "--tracking", "1A0001")
    assert (code, len(told["posted"])) == (0, 1)
    assert terminal("status")[1]["states"] == {"sent": 1}


def test_an_answer_to_no_question_or_with_no_such_choice_is_refused_with_what_there_is(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = _workbook(tmp_path / "etat.xlsx", FOREIGN)
    for answer, hint in (
        ("date_ordre=day_first", "date_order"),
        ("date_order=dmy", "« month_first » et « year_first »"),
        ("missing=oui", "« settled »"),
        ("choose_number=Numéro", "« Réf. facture »"),
        ("choose_rien=Numéro", "choose_CHAMP"),
    ):
        for command in ("check", "import"):
            code, told, said = terminal(command, file, "--answer", answer)
            assert (code, told) == (1, None)
            assert hint in said
    # A question that this month's file does not raise may well be raised by the next one.
    assert terminal("check", file, "--answer", "date_order=day_first")[0] == 0


def test_an_espace_that_does_not_exist_is_refused_until_somebody_creates_it(
    terminal: Terminal, tmp_path: Path
) -> None:
    code, told, said = terminal("plan", "--space", "scierie-morvna")
    assert (code, told) == (1, None)
    assert "entreprise" in said
    assert "spaces --create" in said
    assert not (tmp_path / "donnees" / "espaces" / "scierie-morvna").exists()
    code, told, _ = terminal("spaces", "--create", "Scierie Morvan", "--by", "Anne")
    assert (code, told["created"]) == (0, "scierie-morvan")
    assert terminal("spaces")[1]["spaces"] == ["entreprise", "scierie-morvan"]
    assert terminal("plan", "--space", "scierie-morvan")[0] == 0


def test_a_step_sent_by_mistake_is_struck_and_taken_back(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("import", _workbook(tmp_path / "a.xlsx", FOREIGN))
    _, plan, _ = terminal("plan")
    terminal("approve", "--plan", plan["plan_id"], "--all", "--by", "Anne")
    terminal("send", "--to-folder", str(tmp_path / "out"))
    arguments = ("strike", "--message", "1", "--by", "Anne")
    assert terminal(*arguments)[0] == 1  # no reason
    assert terminal(*arguments, "--reason", "mauvais client")[0] == 0
    assert terminal("status")[1]["deposited"][0]["struck"] == "mauvais client"
    assert len(terminal("plan")[1]["reminders"]) == 1
    assert terminal(*arguments, "--take-back")[1] == {"message": 1, "struck": False}
    assert terminal("plan")[1]["reminders"] == []


def test_what_an_import_could_not_read_can_be_read_again_later(
    terminal: Terminal, tmp_path: Path
) -> None:
    unread = [[*row[:6], "presque rien"] if row[:1] == ["2026-071"] else row for row in FOREIGN]
    _, done, _ = terminal("import", _workbook(tmp_path / "a.xlsx", unread), "--by", "Anne")
    assert done["issues"]
    [run_told] = terminal("imports")[1]["imports"]
    assert (run_told["id"], run_told["by"]) == (done["import_id"], "Anne")
    assert terminal("imports", "--id", str(done["import_id"]))[1]["issues"] == done["issues"]
    code, told, _ = terminal("imports", "--undo", "1", "--by", "Anne")
    assert (code, told["imports"][0]["undone_at"] is not None) == (0, True)
    assert terminal("plan")[1]["withheld"] == []
    assert terminal("imports", "--undo", "1", "--by", "Anne")[0] == 1
