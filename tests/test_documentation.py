"""The pages for people tell what exists: both commands, every terminal command, every variable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from relance_core.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs/guide.md")
VARIABLE = re.compile(r"RELANCE_[A-Z_]+[A-Z]\b")


def read(page: str) -> str:
    """A page of the documentation."""
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_the_two_commands_stand_on_lines_of_their_own(page: str) -> None:
    lines = [line.strip() for line in read(page).splitlines()]
    assert {"python3 start.py", "python3 start.py test"} <= set(lines)


def test_the_readme_begins_with_the_two_commands() -> None:
    lines = [line.strip() for line in read("README.md").splitlines()[:8]]
    assert {"python3 start.py", "python3 start.py test"} <= set(lines)


@pytest.mark.parametrize("page", PAGES)
def test_every_terminal_command_is_shown(page: str) -> None:
    shown = set(re.findall(r"start\.py terminal ([a-z-]+)", read(page)))
    assert shown == set(main.commands)


@pytest.mark.parametrize("page", PAGES)
def test_every_variable_that_a_page_names_is_read_by_the_program(page: str) -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "relance_core").rglob("*.py"))
    assert set(VARIABLE.findall(read(page))) <= set(VARIABLE.findall(sources))


def test_every_variable_that_the_program_reads_is_told_in_the_readme() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "relance_core").rglob("*.py"))
    assert set(VARIABLE.findall(sources)) <= set(VARIABLE.findall(read("README.md")))


@pytest.mark.parametrize("page", [*PAGES, "sample_data/README.md", "CHANGELOG.md"])
def test_every_link_to_a_file_of_the_project_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", read(page))
    folder = (ROOT / page).parent
    assert [link for link in links if not (folder / link).exists()] == []
