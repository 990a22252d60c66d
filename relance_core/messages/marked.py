"""Shows an edit inside the page of a message: what was added and removed, where it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from relance_core.messages.changes import differences

_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)
_TOKENS = re.compile(r"<[^>]*>|[^<\s]+\s*|\s+")
#: A piece of the page that stands or falls as one: a tag with the words that follow it.
_CHUNKS = re.compile(r"<[^>]*>[^<]*|[^<]+")
_BREAKS = re.compile(r"<(?:br|/p|/td|/tr|/div|/li|/h\d)\b", re.IGNORECASE)
#: Drawn as any word processor does: colour, and a line under or through for who sees none.
_STYLE = (
    "<style>ins{background:#cdeccf;color:#0b3d12;text-decoration:underline;}"
    "del{background:#f8d3d0;color:#6d1a13;text-decoration:line-through;}</style>"
)


def marked(before: str, after: str) -> str:
    """The page ``after`` with what it has more than ``before`` in ``ins``, and less in ``del``.

    Both are whole documents of ours. Every tag of ``after`` stays, and none of ``before`` comes in,
    so the page holds whatever changed.
    """
    start, head = _body_of(after)
    old, new = _CHUNKS.findall(before[_body_of(before)[0] :]), _CHUNKS.findall(after[start:])
    pieces: list[str] = []
    for same, gone, come in _differences(old, new):
        if same:
            pieces += come
        else:
            pieces.append(_compared("".join(gone), "".join(come)))
    return head.replace("</head>", f"{_STYLE}</head>", 1) + "".join(pieces)


def _compared(before: str, after: str) -> str:
    out: list[str] = []
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    for same, (a, b), (c, d) in differences(old, new):
        gone, come = old[a:b], new[c:d]
        if same:
            out += come
            continue
        removed = "".join(_words(gone)).strip()
        if removed:
            out.append(f"<del>{removed}</del> ")
        out += _added(come)
    return "".join(out)


def _added(tokens: Sequence[str]) -> Iterator[str]:
    """Runs of words in ``ins``, the tags between them as they are."""
    run: list[str] = []
    for token in [*tokens, "<>"]:
        if not token.startswith("<"):
            run.append(token)
            continue
        words = "".join(run)
        run = []
        yield f"<ins>{words}</ins>" if words.strip() else words
        if token != "<>":
            yield token


def _words(tokens: Sequence[str]) -> Iterator[str]:
    """Words alone; where a paragraph or a line ended, a line ends."""
    for token in tokens:
        if not token.startswith("<"):
            yield token
        elif _BREAKS.match(token):
            yield " <br>" if token.lower().startswith("<br") else " "


def _differences(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Runs in order: whether they are the same, and those of each side."""
    # What both begin and end with is set aside first: only the middle takes time.
    low, most = 0, min(len(old), len(new))
    while low < most and old[low] == new[low]:
        low += 1
    high = 0
    while high < most - low and old[len(old) - 1 - high] == new[len(new) - 1 - high]:
        high += 1
    yield True, old[:low], new[:low]
    middle = old[low : len(old) - high], new[low : len(new) - high]
    for kind, a, b, c, d in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        yield kind == "equal", middle[0][a:b], middle[1][c:d]
    yield True, old[len(old) - high :], new[len(new) - high :]


def _body_of(document: str) -> tuple[int, str]:
    found = _BODY.search(document)
    start = found.end() if found else 0
    return start, document[:start]
