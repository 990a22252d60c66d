"""Every kind of remark that a file may raise has its title on the page where doubts are shown."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import relance_core.intake
from relance_core.ui.import_doubts import TITLES

HOME = Path(relance_core.intake.__file__).parent
#: Function or method -> where its code stands among what it is given.
CODE_AT = {"tell": 2, "add": 0, "add_each": 1}
#: Readers of other lists, whose remarks are shown with that list.
ELSEWHERE = frozenset({"payments.py", "payment_lines.py", "payment_table.py"})


def raised() -> set[str]:
    """The codes that the modules of the intake write beside a gravity, or give to a doubt."""
    found: set[str] = set()
    for path in HOME.glob("*.py"):
        if path.name in ELSEWHERE:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            found |= set(_codes(node, path.stem))
    return found


def _constant(module: str, name: str) -> str | None:
    """What a name stands for in a module; None for what is no constant of it."""
    home = import_module(f"relance_core.intake.{module}")
    value = getattr(home, name, None)
    return value if isinstance(value, str) else None


def _codes(node: ast.AST, module: str) -> Iterator[str]:
    told: list[ast.expr] = []
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in CODE_AT and _gravity(node.args) and len(node.args) > CODE_AT[name]:
            told = [node.args[CODE_AT[name]]]
        if name == "Doubt":
            told = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "code")]
    elif isinstance(node, ast.Tuple) and (at := _gravity(node.elts)):
        told = [node.elts[at - 1]]
    for one in told:
        for part in [one.body, one.orelse] if isinstance(one, ast.IfExp) else [one]:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value
            elif isinstance(part, ast.Name) and (value := _constant(module, part.id)):
                yield value


def _gravity(given: list[ast.expr]) -> int:
    """Where a gravity stands; 0 without one."""
    for at, one in enumerate(given):
        words = {part.id for part in ast.walk(one) if isinstance(part, ast.Name)}
        if words & {"Severity", "severity", "decision"}:
            return at
    return 0


def test_each_kind_of_remark_has_a_title() -> None:
    codes = raised() | {f"unknown_{field}" for field in ("language", "debtor_type")}
    assert {"missing_amount", "einvoice_status", "funder", "blank_balance"} <= codes
    assert sorted(codes - set(TITLES)) == []


def test_no_title_is_kept_for_what_nothing_raises() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in HOME.glob("*.py"))
    known = {code for code in TITLES if f'"{code}"' in written or code.startswith("unknown_")}
    assert sorted(set(TITLES) - known) == []


def test_titles_are_short_and_differ() -> None:
    assert all(len(title) <= 60 for title in TITLES.values())
    assert len(set(TITLES.values())) == len(TITLES)
