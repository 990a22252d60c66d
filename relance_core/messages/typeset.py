"""Sets a document with typst from one of our templates: PDF/A where its characters allow it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from importlib.util import find_spec
from threading import Lock
from typing import Any, Literal

from relance_core.errors import RelanceError

#: Archival, and tagged as screen readers need it.
STANDARDS = ["a-2a", "ua-1"]

#: A compiler refuses a second thread: two people who look at letters take turns.
_ALONE = Lock()


class LetterFailed(RelanceError):
    """The document could not be set; nothing was printed."""

    code = "letter_failed"


def can_typeset() -> bool:
    """Whether this machine can set documents at all."""
    return find_spec("typst") is not None


def compiled(
    template: str, data: dict[str, Any], *, dated: date, kind: Literal["pdf", "png"], failed: str
) -> Any:
    """``data`` set by a template of ours: the bytes of a PDF, or a picture for each page.

    The template receives plain JSON values, never a piece of its source. A character that the
    bundled fonts cannot draw makes PDF/A impossible: the fonts of the machine serve then and, if
    need be, a plain tagged PDF is made. Raises ``LetterFailed`` with the sentence ``failed``.
    """
    try:
        import typst  # heavy and without a build for every machine: only documents need it
    except ImportError as error:
        raise LetterFailed(
            "Cet ordinateur n'a pas de quoi mettre en page un PDF (Windows sur ARM) : rien n'a été "
            "fait. Relance le peut depuis un autre ordinateur, sur les mêmes données."
        ) from error
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    when = datetime(dated.year, dated.month, dated.day, 12, tzinfo=UTC)
    failure: Exception | None = None
    for system_fonts, standards in ((False, STANDARDS), (True, STANDARDS), (True, [])):
        try:
            with _ALONE:
                return _compiler(system_fonts).compile(
                    _source(template),
                    format=kind,
                    sys_inputs=inputs,
                    pdf_standards=standards,
                    timestamp=when,
                    ppi=110 if kind == "png" else None,
                )
        except typst.TypstError as error:
            failure = error
    raise LetterFailed(failed) from failure


@cache
def _compiler(system_fonts: bool) -> Any:
    import typst

    # A template reads nothing outside the templates' folder.
    return typst.Compiler(root=str(_folder()), ignore_system_fonts=not system_fonts)


def _folder() -> Any:
    return resources.files(__package__) / "templates"


@cache
def _source(template: str) -> bytes:
    return bytes((_folder() / f"{template}.typ").read_bytes())
