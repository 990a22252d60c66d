"""The lists of packages say exactly what the program and its tests import."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: The time zones of a machine that has none of its own; nobody imports them by name.
USED_OTHERWISE = {"tzdata"}
#: Run as commands, or loaded by pytest as plugins.
TOOLS = {"mypy", "pytest-timeout", "pytest-xdist", "ruff", "syrupy"}


def listed(file: str) -> set[str]:
    """The packages of a requirements file, without those of the file it builds upon."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    named = {re.match(r"[A-Za-z0-9._-]+", line) for line in lines if line[:1] not in ("", "#", "-")}
    return {spelt(match.group()) for match in named if match}


def spelt(package: str) -> str:
    """One spelling for a package's name."""
    return re.sub(r"[-_.]+", "-", package).lower()


def imported(*folders: str) -> set[str]:
    """The packages that the files of these folders (or files) import."""
    modules = set()
    for folder in folders:
        path = ROOT / folder
        for file in [path] if path.is_file() else path.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    modules |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    modules.add(node.module.split(".")[0])
    ours = {"relance_core", "sample_data", "pages", "app", "start", "tests", "benchmarks"}
    origin = packages_distributions()
    foreign = modules - ours - set(sys.stdlib_module_names)
    return {spelt(origin.get(module, [module])[0]) for module in foreign}


PROGRAM = ("relance_core", "pages", "app.py", "sample_data")


def test_whatever_the_program_imports_is_listed() -> None:
    assert imported(*PROGRAM) - listed("requirements.txt") == set()


def test_nothing_is_listed_that_the_program_does_not_import() -> None:
    assert listed("requirements.txt") - imported(*PROGRAM) - USED_OTHERWISE == set()


def test_whatever_the_tests_import_is_listed() -> None:
    lists = listed("requirements.txt") | listed("requirements-dev.txt")
    assert imported("tests") - lists == set()


def test_nothing_is_listed_that_the_tests_do_not_use() -> None:
    assert listed("requirements-dev.txt") - imported("tests") - TOOLS == set()


def test_every_version_is_pinned_so_that_all_machines_run_the_same() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        loose = [line for line in lines if line[:1] not in ("", "#", "-") and "==" not in line]
        assert loose == []
