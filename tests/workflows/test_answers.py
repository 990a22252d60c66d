"""An answer that was kept from one file is taken with the next, which may not ask for it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pytest

from relance_core import intake
from relance_core.errors import Refused
from relance_core.intake.reading import Reading
from relance_core.intake.settled_rows import SETTLED
from relance_core.workflows.answers import check_answers
from tests.intake.spreadsheets import read_text

MODULES = [
    import_module(f"{intake.__name__}.{found.name}") for found in iter_modules(intake.__path__)
]
ASKING = [one for one in MODULES if hasattr(one, "ANSWERS") and hasattr(one, "QUESTION")]


@pytest.fixture(scope="module")
def plain_file() -> Reading:
    reading = read_text(("F1", "Dupont", "14/03/2026", "14/04/2026", "100,00"))
    assert not reading.questions
    return reading


@pytest.mark.parametrize("module", ASKING, ids=lambda one: one.__name__.rpartition(".")[2])
def test_every_answer_of_a_question_is_taken_by_a_file_that_does_not_ask_it(
    module: ModuleType, plain_file: Reading
) -> None:
    for answer in module.ANSWERS:
        check_answers({module.QUESTION: answer}, plain_file)
    with pytest.raises(Refused, match="ne répond pas à la question"):
        check_answers({module.QUESTION: "autre chose"}, plain_file)


@pytest.mark.parametrize("code", ["lettered", "reconciled", "told_paid", "means_told", "struck"])
def test_what_may_settle_rows_is_answered_in_the_same_words(code: str, plain_file: Reading) -> None:
    check_answers({code: SETTLED}, plain_file)
    with pytest.raises(Refused, match="ne répond pas à la question"):
        check_answers({code: "due"}, plain_file)
