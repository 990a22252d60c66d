"""The house keeps its own rules: ranks of imports, the clock, money, names, sizes, safe screens."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RANKS = {
    "base": 0,
    "intake": 1,
    "receivables": 1,
    "reminders": 2,
    "messages": 3,
    "store": 4,
    "outbox": 5,
    "workflows": 6,
    "ui": 7,
    "cli": 7,
    "pages": 8,
}
CLOCK_READERS = {
    "start.py",
    "relance_core/cli.py",
    "relance_core/cli_options.py",
    "relance_core/outbox/worker.py",
    "relance_core/ui/workspace.py",
}
CLOCK = {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time"}
#: Where a float is not money. Charts draw from floats, made at their very edge.
FLOATS_THAT_ARE_NOT_MONEY = {
    "relance_core/exports.py": "width of a column",
    "relance_core/outbox/oauth.py": "seconds a token lives",
    "relance_core/outbox/owner.py": "start of a process, in seconds",
}
#: Longer than 300 lines, with the reason.
LONG = {"relance_core/store/tables.py": "every table in one place, to be read side by side"}
#: Frozen copies of the tables as they once were.
MIGRATIONS = "relance_core/store/migrations/versions/"
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "models"}


def sources() -> list[Path]:
    """Every Python file of the program itself, tests left aside."""
    found = [path for path in (ROOT / "app.py", ROOT / "start.py") if path.exists()]
    for folder in ("relance_core", "pages", "sample_data"):
        found += sorted((ROOT / folder).rglob("*.py"))
    return found


def texts() -> list[Path]:
    """Every file of the project that people read."""
    kinds = {".py", ".md", ".toml", ".txt", ".csv", ".json", ".typ", ".html", ""}
    ours = [
        ".ci",
        ".streamlit",
        "benchmarks",
        "docs",
        "pages",
        "relance_core",
        "sample_data",
        "tests",
    ]
    found = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in ours:
        found += sorted((ROOT / folder).rglob("*"))
    return [path for path in found if path.suffix in kinds and path.is_file()]


def name(path: Path) -> str:
    """The file's name as people write it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The file as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """The full names of the modules that a file imports, wherever the import stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively: say the full name"
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """What a file calls, as ``date.today``, with the line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def part(module: str) -> str | None:
    """The part of the house a module belongs to; None when it is not ours."""
    words = module.split(".")
    if words[0] in ("pages", "app"):
        return "pages"
    if words[0] != "relance_core":
        return None
    inner = words[1] if len(words) > 1 else ""
    if inner == "__main__" or inner.startswith("cli"):
        return "cli"
    return inner if inner in RANKS else "base"


#: Packages whose docstring is a map of their modules.
MAPPED = ("relance_core/intake", "relance_core/messages")


@pytest.mark.parametrize("package", MAPPED)
def test_the_map_of_a_package_names_each_of_its_modules(package: str) -> None:
    files = {path.stem for path in (ROOT / package).glob("*.py")} - {"__init__"}
    told = ast.get_docstring(tree(ROOT / package / "__init__.py")) or ""
    assert files - set(re.findall(r"``(\w+)``", told)) == set()


def test_the_map_of_the_house_names_each_module_that_belongs_to_no_package() -> None:
    told = ast.get_docstring(tree(ROOT / "relance_core" / "__init__.py")) or ""
    base = re.search(r"0\. base: (.*?)\n1\.", told, re.DOTALL)
    assert base
    files = {path.stem for path in (ROOT / "relance_core").glob("*.py")}
    named = set(re.findall(r"\w+", base[1]))
    apart = {one for one in files if one.startswith(("cli", "__"))}
    assert files - apart == named


def module_name(path: Path) -> str:
    """``relance_core.store.tables`` for its file."""
    return name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@pytest.mark.parametrize("path", sources(), ids=name)
def test_a_module_imports_from_lower_ranks_only(path: Path) -> None:
    own = part(module_name(path))
    if own is None:
        return
    reached = {part(module) for module in imports(path)} - {None, own}
    wrong = {other for other in reached if other and RANKS[other] >= RANKS[own]}
    assert wrong == set(), f"{name(path)} ({own}) imports from {sorted(wrong)}"


def test_the_screen_library_is_known_to_the_screen_alone() -> None:
    wrong = [
        name(path)
        for path in sources()
        if {module.split(".")[0] for module in imports(path)} & {"streamlit", "altair"}
        and part(module_name(path)) not in ("ui", "pages")
    ]
    assert wrong == []


def test_the_launcher_needs_nothing_but_the_standard_library() -> None:
    used = {module.split(".")[0] for module in imports(ROOT / "start.py")}
    assert used <= set(sys.stdlib_module_names)


def test_only_the_named_files_read_the_clock() -> None:
    readers = {
        f"{name(path)}:{line} {called}"
        for path in sources()
        if name(path) not in CLOCK_READERS
        for called, line in calls(path)
        if ".".join(called.split(".")[-2:]) in CLOCK
    }
    assert readers == set()


def test_money_never_becomes_a_float() -> None:
    found = [
        f"{name(path)}:{line}"
        for path in sources()
        if name(path).startswith("relance_core/")
        and not name(path).startswith("relance_core/ui/charts")
        and name(path) not in FLOATS_THAT_ARE_NOT_MONEY
        for called, line in calls(path)
        if called == "float"
    ]
    assert found == []


def test_no_screen_shows_what_a_file_says_as_live_html() -> None:
    found = [
        f"{name(path)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html")
        or (isinstance(node, ast.Attribute) and ast.unparse(node).endswith("components.v1.html"))
    ]
    assert found == []


def test_nothing_weakens_certificates_or_loads_pickles() -> None:
    words = re.compile(r"CERT_NONE|check_hostname *= *False|verify *= *False|pickle\.loads?\(")
    assert [name(path) for path in sources() if words.search(path.read_text("utf-8"))] == []


def test_every_module_begins_with_a_sentence_that_says_why_it_exists() -> None:
    silent = [
        name(path)
        for path in sources()
        if not (ast.get_docstring(tree(path)) or "").split("\n")[0].rstrip().endswith((".", ":"))
    ]
    assert silent == []


def test_no_file_grows_beyond_three_hundred_lines() -> None:
    sizes = {name(path): len(path.read_text("utf-8").splitlines()) for path in sources()}
    long = {file: size for file, size in sizes.items() if size > 300 and file not in LONG}
    assert {file: size for file, size in long.items() if not file.startswith(MIGRATIONS)} == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [name(path) for path in sources() if path.stem in SAYS_NOTHING] == []


def test_nothing_is_left_unfinished() -> None:
    marks = re.compile(r"\b(TODO|FIXME)\b|raise NotImplementedError")
    assert [name(path) for path in sources() if marks.search(path.read_text("utf-8"))] == []


def test_no_file_names_the_machine_it_was_written_on_nor_a_package_registry() -> None:
    folders = ("work", "root", "farm", "opt/dev", "home")
    hosts = ("pypi", "pythonhosted", "npmjs")
    words = re.compile(
        "|".join([rf"(?<![\w.)}}])/{folder}/" for folder in folders])
        + "|"
        + "|".join([rf"{host}\.(org|com)" for host in hosts])
    )
    found = {
        f"{name(path)}: {hit.group()}"
        for path in texts()
        for hit in words.finditer(path.read_text(encoding="utf-8", errors="replace"))
    }
    assert found == set()
