"""Recognises the invoices of an import among those of the ledger, instalments included."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
#: Client, number and kind: what an invoice is known by; its instalments share it.
Key = tuple[int, str, str]
#: What two clients' invoices of one number must share to be one: payments do not change it.
_ALIKE = ("instalment", "currency", "amount", "issue_date")
#: What two rows must share beside their number to be one, under another client or spelling.
_SAME_BUT_NAMED = ("kind", *_ALIKE, "due_date")
_MOVED = (
    "La facture « {number} » a changé de client depuis le dernier import : « {old} », puis "
    "« {new} ». Est-ce le même client ?"
)
_RESPELT = (
    "La facture « {old} » est sans doute « {new} », mêmes client, montant et dates : est-ce la "
    "même ?"
)
_TOLD_MOVED = re.compile(
    r"La facture « [^«»]* » a changé de client depuis le dernier import : .*? le même client \?"
)


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


def moved(
    fresh: Sequence[Row], found: Sequence[Row | None], known: Iterable[Row]
) -> dict[int, Row]:
    """Place in ``fresh`` -> the open invoice that it may be, under another name or spelling.

    ``found`` is what ``recognised`` gives. Of two invoices alike but for that, which is which
    cannot be known: none is told.
    """
    taken = {row["id"] for row in found if row is not None}
    gone: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in known:
        if row["id"] not in taken and row["open_amount"] > 0:
            gone[_but_named(row)].append(row)
    if not gone:
        return {}
    places: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for place, row in enumerate(fresh):
        if (key := _but_named(row)) in gone:
            places[key].append(place)
    return {
        where[0]: gone[key][0]
        for key, where in places.items()
        if len(where) == 1 and len(gone[key]) == 1
    }


def _but_named(row: Row) -> tuple[Any, ...]:
    bare = re.sub(r"[^\w]|_", "", row["number"]).casefold().lstrip("0")
    return (bare or row["number"], *(row[name] for name in _SAME_BUT_NAMED))


def moved_sentence(old: Row, fresh: Row, old_name: str, new_name: str) -> str:
    """What is asked of an invoice that may be another one of the ledger."""
    if old["client_id"] == fresh["client_id"]:
        return _RESPELT.format(old=old["number"][:60], new=fresh["number"][:60])
    number = fresh["number"][:60].replace("«", "").replace("»", "")
    return _MOVED.format(number=number, old=old_name[:60], new=new_name[:60])


def without_moved(decision: str) -> str:
    """A decision, but for the change of client: a merge settles it."""
    return _TOLD_MOVED.sub("", decision)


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
