"""What every page shares: the first screen, the demonstration, and what is said when all fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from streamlit.testing.v1 import AppTest

from relance_core.incidents import INCIDENTS
from relance_core.store.database import engine_for
from relance_core.ui import workspace
from relance_core.ui.failures import DatabaseFailure, tell_failures
from relance_core.workflows.demo import open_demonstration
from relance_core.workflows.space import DEMONSTRATION, open_space
from tests.pages.ledger import ACT


def errors(app: AppTest) -> str:
    """The errors shown, without the signs that keep Markdown from reading them."""
    return " ".join(one.value for one in app.error).replace("\\", "")


def test_the_sample_data_opens_from_the_first_screen(app_empty: AppTest) -> None:
    app = app_empty.button(key="dashboard-demonstration").click().run()
    assert not app.exception
    assert app.session_state["workspace_space"] == DEMONSTRATION
    assert app.metric


def test_the_demonstration_tells_its_stages_as_they_begin(tmp_path: Path) -> None:
    stages: list[str] = []
    open_demonstration({"RELANCE_DATA_DIR": str(tmp_path)}, ACT, stages.append)
    assert [stage.split()[0] for stage in stages] == [
        "Ouverture",
        "Création",
        "Lecture",
        "Enregistrement",
    ]
    stages.clear()
    open_demonstration({"RELANCE_DATA_DIR": str(tmp_path)}, ACT, stages.append)
    assert len(stages) == 1


def test_a_database_that_fails_under_a_page_is_told_in_french(
    opened: Callable[[str], AppTest], tmp_path: Path
) -> None:
    opened("plan")
    with workspace.space().engine.begin() as conn:
        conn.execute(text("DROP TABLE message_line"))
    workspace.forget_read()
    app = opened("revue_envoi")
    assert not app.exception
    assert "Rien n'est à moitié écrit" in errors(app)
    assert "no such table" in (tmp_path / INCIDENTS).read_text("utf-8")


def test_a_defect_under_a_page_is_told_in_french(
    app_ledger: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relance_core.ui.journal.people", None)
    app = app_ledger.switch_page("pages/journal.py").run()
    assert not app.exception
    assert "Erreur inattendue (TypeError)" in errors(app)
    assert "Ce qui était enregistré l'est resté" in errors(app)
    assert "people" in (tmp_path / INCIDENTS).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SQLITE_BUSY", "occupée par un autre programme"),
        ("SQLITE_FULL", "le disque est plein"),
        ("SQLITE_CORRUPT_INDEX", "abîmé"),
        ("SQLITE_IOERR_WRITE", "le disque n'a pas pu être lu ou écrit"),
        ("", "refusé ou ne répond plus"),
    ],
)
def test_each_failure_of_the_database_has_its_sentence(name: str, said: str) -> None:
    from sqlalchemy.exc import OperationalError

    from relance_core.ui.failures import database_sentence

    cause = sqlite3.OperationalError("x")
    if name:
        cause.sqlite_errorname = name
    assert said in database_sentence(OperationalError("SELECT 1", {}, cause))


def test_a_broken_rule_of_the_tables_stays_what_it_is(tmp_path: Path) -> None:
    engine = engine_for(f"sqlite:///{tmp_path / 'x.db'}")
    tell_failures(engine, tmp_path)
    with engine.begin() as conn:
        conn.execute(text("CREATE TABLE one (id INTEGER PRIMARY KEY)"))
        conn.execute(text("INSERT INTO one VALUES (1)"))
    with pytest.raises(IntegrityError), engine.begin() as conn:
        conn.execute(text("INSERT INTO one VALUES (1)"))
    with pytest.raises(DatabaseFailure), engine.begin() as conn:
        conn.execute(select(text("1 FROM nowhere")))
    engine.dispose()


def test_the_demonstration_that_cannot_be_opened_leaves_the_espace_in_use(
    app_empty: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    from relance_core.errors import Refused

    def refuse(*_: object) -> None:
        raise Refused("Le disque est plein : rien n'a été créé.")

    monkeypatch.setattr("relance_core.workflows.demo.open_demonstration", refuse)
    app = app_empty.button(key="dashboard-demonstration").click().run()
    assert not app.exception
    assert "Le disque est plein" in errors(app)
    assert not open_space(workspace.environ()).demonstration
    assert "dashboard-demonstration" in {one.key for one in app.run().button}
