"""Recognises the invoices of an import among those of the ledger, instalments included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
#: Client, number and kind: what an invoice is known by; its instalments share it.
Key = tuple[int, str, str]
#: What two clients' invoices of one number must share to be one: payments do not change it.
_ALIKE = ("instalment", "currency", "amount", "issue_date")


def key_of(row: Row) -> Key:
    """What ``row`` of the ledger, or of an import, is known by."""
    return row["client_id"], row["number"], row["kind"]


def recognised(
    fresh: Sequence[Row],
    known: Iterable[Row],
    parted: Mapping[int, Collection[int]] | None = None,
) -> list[Row | None]:
    """For each of ``fresh``, the row of ``known`` that it is, or None when it is new.

    Instalments are known by their mark, else by their due date. An invoice that was whole is the
    first of its instalments, and the last instalment that a file lists may bear no mark any more.
    ``parted``: client -> those he was one with until a merge was undone. What was imported
    meanwhile stands under one of them, and is the invoice that the file has under the other.
    """
    before: dict[Key, list[Row]] = defaultdict(list)
    for row in known:
        before[key_of(row)].append(row)
    listed: dict[Key, list[int]] = defaultdict(list)
    for place, row in enumerate(fresh):
        listed[key_of(row)].append(place)
    found: list[Row | None] = [None] * len(fresh)
    for key, places in listed.items():
        candidates = before.get(key)
        if not candidates:
            continue
        if len(candidates) == 1 and len(places) == 1:
            found[places[0]] = candidates[0]
        else:
            _pair(fresh, places, candidates, found)
    if parted:
        _find_among_parted(fresh, before, parted, found)
    return found


def _find_among_parted(
    fresh: Sequence[Row],
    before: Mapping[Key, Sequence[Row]],
    parted: Mapping[int, Collection[int]],
    found: list[Row | None],
) -> None:
    """Look under the other client for what is not found, and that no other row of the file is."""
    taken = {row["id"] for row in found if row is not None}
    for place, row in enumerate(fresh):
        if found[place] is not None:
            continue
        for other in parted.get(row["client_id"], ()):
            same = [
                one
                for one in before.get((other, row["number"], row["kind"]), ())
                if one["id"] not in taken and all(one[name] == row[name] for name in _ALIKE)
            ]
            if len(same) == 1:
                found[place] = same[0]
                taken.add(same[0]["id"])
                break


def _pair(
    fresh: Sequence[Row], places: Sequence[int], candidates: Sequence[Row], found: list[Row | None]
) -> None:
    """Pair the rows of one invoice with what is known of it."""
    left = list(candidates)
    for name in ("instalment", "due_date"):
        for place in places:
            if found[place] is not None:
                continue
            same = next((one for one in left if one[name] == fresh[place][name]), None)
            if same is not None:
                found[place] = same
                left.remove(same)
    alone = [place for place in places if found[place] is None]
    whole = [one for one in left if not one["instalment"]]
    if alone and len(whole) == 1:
        first = min(alone, key=lambda place: fresh[place]["due_date"])
        found[first] = whole[0]
