"""The terminal's `letters`: the files of the letters to post in a folder of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from relance_core.cli import run
from relance_core.workflows.space import open_space
from tests.workflows.office import Office
from tests.workflows.test_posting import electronic, registered

pytest.importorskip("typst", reason="no letters on this machine")


def test_the_letters_to_post_are_written_with_their_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {"RELANCE_DATA_DIR": str(tmp_path / "data")}
    monkeypatch.setenv("RELANCE_DATA_DIR", environ["RELANCE_DATA_DIR"])
    monkeypatch.delenv("RELANCE_DATABASE_URL", raising=False)
    ours = Office(open_space(environ))
    out = tmp_path / "courriers"
    asked = ["letters", "--out", str(out), "--json", "--today", "2026-11-20"]
    assert run(asked) == 1
    assert not out.exists()
    letters = registered(ours, "C1", "C2", "C3")
    electronic(ours, letters[:1])
    capsys.readouterr()
    assert run(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["printed"], told["electronic"]) == (2, 1)
    assert sorted(path.name for path in out.iterdir()) == [
        "bordereau-2026-11-20.csv",
        "bordereau-2026-11-20.pdf",
        "bordereau-2026-11-20.xlsx",
        "courriers-2026-11-20.pdf",
        "recommandes-electroniques-2026-11-20.zip",
    ]
    assert run(asked) == 1  # what is there is left as it is
