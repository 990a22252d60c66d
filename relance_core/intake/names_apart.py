"""Takes out of the name of a client what was written in it: its code, an address, a telephone."""

from __future__ import annotations

import re

import polars as pl

from relance_core.french import plural
from relance_core.intake.parties import numbered, people_of

#: What a name holds when there is something to take out of it.
_SUSPECT = r"@|\d\d[ .-]?\d\d[ .-]?\d\d[ .-]?\d\d"
_MAIL = re.compile(
    r"[\s,;:–-]*(?:\b(?:e-?mail|courriel|mail)\s*:\s*)?[<(\[]?\s*(?:mailto:)?"
    r"([\w.+'-]+@[\w-]+(?:\.[\w-]+)+)\s*[>)\]]?",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"[\s,;–-]*[(\[]?\s*(?:\b(?:t[ée]l[ée]phone|t[ée]l|phone|port|portable|mobile|mob)\b\.?\s*:?\s*)?"
    r"((?:\+33|0033|0)\s?[1-9](?:[ .-]?\d\d){4})\s*[)\]]?(?!\d)",
    re.IGNORECASE,
)
#: "C001 - Alpha": a code of two digits at least, a dash apart from both.
_CODED = r"^\s*((?:[A-Z0-9._]*\d){2}[A-Z0-9._]*)\s+[-–—:|]\s+(\S.*)$"
_EDGES = " \t,;:/|–-"


def with_names_apart(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """``client_name`` alone; ``client_code, email, phone`` have what it held besides, if empty.

    Adds ``party``. The notes say how many names were cut.
    """
    frame = numbered(_with_codes_apart(frame))
    names = people_of(frame, "client_name")["client_name"].drop_nulls()
    suspects = names.filter(names.str.contains(_SUSPECT)).unique().to_list()
    cut = {name: parts for name in suspects if (parts := _parts(name)) is not None}
    if not cut:
        return frame, []
    told = pl.DataFrame(
        [(name, *parts) for name, parts in cut.items()],
        schema=["client_name", "short", "mail", "number_called"],
        orient="row",
    )
    rows = frame.join(told, on="client_name", how="left", maintain_order="left")
    rows = rows.with_columns(
        pl.coalesce("short", "client_name").alias("client_name"),
        pl.coalesce("email", "mail").alias("email"),
        pl.coalesce("phone", "number_called").alias("phone"),
    )
    note = (
        f"{plural(len(cut), 'nom de client portait', 'noms de clients portaient')} aussi une "
        "adresse ou un téléphone : mis à part."
    )
    return numbered(rows.select(frame.columns)), [note]


def _with_codes_apart(frame: pl.DataFrame) -> pl.DataFrame:
    """Code and name of the clients, where all of them are written as "C001 - Alpha"."""
    held = [name for name in ("client_name", "client_code") if frame[name].count()]
    if len(held) != 1:
        return frame
    names = frame[held[0]].drop_nulls()
    if not (names.head(2).str.contains(_CODED).all() and names.str.contains(_CODED).all()):
        return frame
    cut = names.unique().str.extract_groups(_CODED).struct.unnest()
    codes, alone = cut.to_series(0), cut.to_series(1)
    if codes.len() < 2 or codes.n_unique() < codes.len() or not alone.str.contains(r"\pL").all():
        return frame
    whole = pl.col(held[0]).str
    return frame.with_columns(
        whole.extract(_CODED, 1).alias("client_code"),
        whole.extract(_CODED, 2).str.strip_chars().alias("client_name"),
    )


def _parts(name: str) -> tuple[str, str | None, str | None] | None:
    """The name alone, the address and the telephone; None when nothing of a name would be left."""
    mail = _MAIL.search(name)
    rest = _MAIL.sub(" ", name, count=1) if mail else name
    phone = _PHONE.search(rest)
    rest = _PHONE.sub(" ", rest, count=1) if phone else rest
    short = " ".join(rest.split()).strip(_EDGES)
    if not (mail or phone) or not any(map(str.isalpha, short)):
        return None
    return short, mail.group(1) if mail else None, phone.group(1) if phone else None
