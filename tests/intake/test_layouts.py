"""Each layout of table that programs export is imported right to the unit, or asked, or refused."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re

import pytest

from tests.intake import layouts
from tests.intake.layouts.case import LAYOUTS
from tests.intake.layouts.ledger import ledger
from tests.intake.layouts.still_wrong import STILL_WRONG
from tests.intake.layouts.verdict import differences

#: Read before the variables of this machine are put out of reach.
SEEDS = range(int(os.environ.get("RELANCE_LAYOUT_SEEDS", "1")))
SHOWN = 6  # differences of a layout that a failure tells

for module in pkgutil.iter_modules(layouts.__path__):
    importlib.import_module(f"tests.intake.layouts.{module.name}")


def marked(name: str) -> object:
    """The layout, expected to fail as long as it is listed."""
    reason = STILL_WRONG.get(name)
    wrong = [pytest.mark.xfail(strict=False, reason=reason)] if reason else []
    return pytest.param(name, marks=wrong)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", [marked(name) for name in LAYOUTS])
def test_the_import_of_a_layout_is_right_to_the_unit(name: str, seed: int) -> None:
    wrong = differences(LAYOUTS[name](ledger(seed)))
    assert not wrong, "\n".join(["", *wrong[:SHOWN], f"{len(wrong)} differences"])


def test_each_layout_says_where_its_description_comes_from() -> None:
    sources = {name: make.__doc__ or "" for name, make in LAYOUTS.items()}
    assert [name for name, said in sources.items() if not re.search(r"\[[FCMO]\]", said)] == []


def test_what_is_still_wrong_names_a_layout_that_exists() -> None:
    assert set(STILL_WRONG) - set(LAYOUTS) == set()
