"""The stories of ``docs/stories`` are told by the program itself, word for word."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from tests.stories.book import Story
from tests.stories.desk import Desk

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "stories"
STORIES = sorted(FOLDER.glob("[0-9]*.md"))
FENCE = re.compile(r"^```.*$", re.MULTILINE)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_program_tells_the_story_as_it_is_written(path: Path) -> None:
    # A fence that closes a block would be taken for output; an empty line keeps the numbering.
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    story = doctest.DocTestParser().get_doctest(
        text, {"Story": Story, "Desk": Desk}, path.stem, str(path), 0
    )
    assert story.examples
    differences: list[str] = []
    doctest.DocTestRunner(verbose=False).run(story, out=differences.append)
    assert not differences, "".join(differences)


def test_the_index_names_every_story() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\]\((\d[^)]*)\)", index) == [path.name for path in STORIES]
