"""Spreads the titles of a report over the rows they stand above, as columns of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.client_columns import is_general_account
from relance_core.intake.headings import candidates
from relance_core.intake.row_kinds import MONEY, RowKind

#: Headings of the columns that a report's titles make; the words in brackets tell where from.
NAME, CODE, OTHER = (
    "Client (titre du groupe)",
    "Code client (titre du groupe)",
    "Groupe (titre du groupe)",
)
SPREAD = frozenset((NAME, CODE, OTHER))
#: Heading of the column that says what a table is a list of, when its title does.
TYPE = "Type (titre du tableau)"
CREDITS = re.compile(
    r"(?i)^\W*(?:(?:liste|état|relevé|journal)\s+(?:des|d['’])\s*)?(?:avoirs?|notes? de crédit|"
    r"credit (?:notes?|memos?))(?:\s+(?:clients?|\d[\d/ -]*))?\W*$"
)
CREDIT_NUMBER = re.compile(
    r"(?i)^\W*(?:n°|no\.?|num[ée]ro)\s*(?:de l['’]|d['’])?\s*avoir\b|^credit note n"
)
LABEL = re.compile(
    r"(?i)^\W*(?:(?:n°|no\.?|code)\s*)?(?:client|customer|compte|tiers|account|partner|partenaire|"
    r"d[ée]biteur|soci[ée]t[ée])s?\s*(?:n°|no\.?)?\s*(?:[:\-–]\s*|$|(?=\s\S*\d))"
)
#: "Alpha (2 factures)": what a program counts below it.
COUNTED = re.compile(r"(?i)\s*\(\d+\s*(?:factures?|pi[èe]ces?|lignes?|invoices?|items?)\)\s*$")
#: "Alpha (suite)": a group that goes on, on the next page.
CONTINUED = re.compile(r"(?i)\s*\((?:suite(?: et fin)?|fin|cont(?:inued|'d|d)?\.?)\)\s*$")
#: "C001 - Alpha": a code has a digit, perhaps capitals, and no space.
_NAMED = r"((?:\d{1,4}(?=[^\W\d_]))?[^\W\d].*)$"  # "3M France" as well
DASHED = re.compile(rf"^((?=\S*\d)[A-Z0-9][A-Z0-9._/]{{0,19}})\s*[-–—:|]\s*{_NAMED}")
SPACED = re.compile(rf"^((?=\S*\d)[A-Z0-9._/-]{{3,20}})\s+{_NAMED}")
AGE = re.compile(
    r"(?i)\b\d+\s*(?:-|–|à|to|et|and)\s*(?:\d+|plus|over|more)\b|\b(?:jours|days|mois|months?)\b|"
    r"^\W*(?:non\s+)?[ée]chue?s?\b|^\W*[àa] [ée]choir|^\W*(?:current|overdue|not due|past due)\b"
)

#: Groups of invoices that are not those of one client.
NOBODY = re.compile(
    r"(?i)^\W*(?:commercial|repr[ée]sentant|vendeur|agence|secteur|r[ée]gion|mois|p[ée]riode|"
    r"exercice|journal|devise|mode|[ée]ch[ée]ance|statut|[ée]tat|cat[ée]gorie|famille|site|"
    r"affaire|chantier|salesperson|sales rep|month|region|currency|status|due)s?\b[^:]{0,20}:|"
    r"^\W*(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|"
    r"d[ée]cembre|january|february|march|april|may|june|july|august|september|october|november|"
    r"december)?\W*(?:19|20)\d\d\W*$"
)


@dataclass(frozen=True)
class Title:
    """What the title of a group says."""

    row: int
    column: int
    name: str
    code: str | None


@dataclass(frozen=True)
class Groups:
    """What the titles of a report say of each row: columns to add, and the rows of the titles."""

    columns: dict[str, list[str | None]]  # heading -> cells, row by row
    rows: frozenset[int]


def groups_of(frame: pl.DataFrame, kinds: pl.Series, above: Title | None) -> Groups | None:
    """The groups of a report; None where titles do not explain every row.

    ``kinds`` are those of ``row_kinds``, row by row; ``above`` the title just above the headings,
    for a report that repeats its headings under each title.
    """
    titles = _titles(frame, kinds, above)
    if not titles:
        return None
    others = sum(
        bool(AGE.search(title.name) or NOBODY.search(title.name)) for title in titles.values()
    )
    nobody = others * 2 > len(titles)
    if not nobody:
        first = {above.row: above} if above else {}
        titles = _with_codes(first | titles)
    names: list[str | None] = []
    codes: list[str | None] = []
    last = titles.get(above.row, above) if above else None
    for row, kind in zip(frame["row"].to_list(), kinds.to_list(), strict=True):
        if kind == RowKind.TITLE.value and row in titles:
            last = titles[row]
        elif kind == RowKind.DATA.value and last is None:
            return None  # a row before any title: the titles are no groups
        names.append(CONTINUED.sub("", last.name) if last else None)
        codes.append(last.code if last else None)
    columns = {OTHER if nobody else NAME: names}
    if any(codes) and not nobody:
        columns[CODE] = codes
    return Groups(columns, frozenset(titles))


def lists_credits(sheet: str, above: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether a table says itself that its rows are credit notes, and no column tells their type.

    ``above`` are the rows above its headings; its number's heading says it as well as its title.
    """
    if any(field == "type" for heading in headings for field, _ in candidates(heading)[:1]):
        return False
    title = next((line for line in reversed(above) if line.strip()), "")
    return bool(
        CREDITS.match(sheet)
        or CREDITS.match(title)
        or (
            any(CREDIT_NUMBER.match(heading) for heading in headings)
            and not any(
                field == "number" and not CREDIT_NUMBER.match(heading)
                for heading in headings
                for field, _ in candidates(heading)[:1]
            )
        )
    )


def title_of(row: int, cells: Sequence[str | None]) -> Title | None:
    """The title that a row is; None for an empty row."""
    filled = [(at, cell.strip()) for at, cell in enumerate(cells) if cell and cell.strip()]
    if not filled:
        return None
    column = filled[0][0]
    texts = [cell for _, text in filled if (cell := LABEL.sub("", text, count=1).strip())]
    texts = [COUNTED.sub("", text) for text in texts if re.search(r"[^\W_]", text)]
    texts = [text for text in texts if "@" not in text]
    if not texts:
        return None
    # "C001 | Alpha": the code in a cell of its own; what follows the name (a town) is not read.
    if len(texts) > 1 and _is_code(texts[0], texts[1]):
        return Title(row, column, texts[1], texts[0])
    return Title(row, column, texts[0], None)


def _is_code(text: str, name: str) -> bool:
    """Whether a text is the code of the name beside it: it has a digit, or begins as the name."""
    if " " in text or not re.search(r"[^\W\d]", name):
        return False
    return any(map(str.isdigit, text)) or plain_key(name).startswith(plain_key(text)[:3])


def _titles(frame: pl.DataFrame, kinds: pl.Series, above: Title | None) -> dict[int, Title]:
    """The titles of one level, by row; none where two levels cannot be told apart."""
    cells = [name for name in frame.columns if name != "row"]
    found = [
        title
        for row, *values in frame.filter(kinds == RowKind.TITLE.value).select("row", *cells).rows()
        if (title := title_of(row, values[: len(cells)]))
    ]
    by_row = {title.row: title for title in found}
    # The column of the last title above the first invoice is that of the clients.
    column: int | None = above.column if above else None
    runs: list[list[Title]] = [[]]
    for row, kind in zip(frame["row"].to_list(), kinds.to_list(), strict=True):
        title = by_row.get(row)
        if kind == RowKind.TITLE.value and title is not None:
            runs[-1].append(title)
        elif kind == RowKind.DATA.value:
            if column is None and runs[-1]:
                column = runs[-1][-1].column
            runs.append([])
    levels = [[title for title in run if title.column == column] for run in runs]
    levels = [run for run in levels if run]
    return {title.row: title for title in _one_level(levels)}


def _one_level(runs: list[list[Title]]) -> list[Title]:
    """The titles that name clients, where two may follow one another."""
    if all(len(run) == 1 for run in runs):
        return [run[0] for run in runs]
    ageless = [[title for title in run if not AGE.search(title.name)] for run in runs]
    ageless = [run for run in ageless if run]
    if ageless and all(len(run) == 1 for run in ageless):
        return [run[0] for run in ageless]
    inner = [run[-1] for run in runs]
    if len({title.name for title in inner}) == len(inner) and len(
        {run[0].name for run in runs if len(run) > 1}
    ) < len(runs):
        outer = [run[0].name for run in runs if len(run) > 1]
        # "Île-de-France" above some clients: only where a region is said once for several of them.
        return inner if len(outer) * 2 <= len(runs) else []
    return []


def _with_codes(titles: dict[int, Title]) -> dict[int, Title]:
    """Titles cut into code and name, where all of them are written so."""
    whole = [title for title in titles.values() if title.code is None]
    for pattern in (DASHED, SPACED):
        cut = {title.row: pattern.match(title.name) for title in whole}
        if whole and all(cut.values()) and (len(whole) > 1 or pattern is DASHED):
            return {
                row: _cut(title, match) if (match := cut.get(row)) else title
                for row, title in titles.items()
            }
    return titles


def _cut(title: Title, match: re.Match[str]) -> Title:
    parts = [part for part in match.groups() if part]
    return Title(title.row, title.column, parts[1].strip(), parts[0])


def client_groups(
    frame: pl.DataFrame,
    kinds: pl.Series,
    headings: Sequence[str],
    header: int,
    over: Sequence[str | None],
) -> Groups | None:
    """The groups of a report whose rows say nothing of the client themselves.

    ``over`` are the cells just above the headings, on row ``header`` (1-based).
    """
    data = kinds == RowKind.DATA.value
    for at, heading in enumerate(headings):
        claims = candidates(heading)
        if claims and claims[0][0] in ("client_name", "client_code"):
            own = frame[f"c{at}"].filter(data)
            if own.null_count() < own.len() and not is_general_account(own.drop_nulls()):
                return None
    repeated = (kinds == RowKind.HEADER.value).any()
    return groups_of(frame, kinds, title_of(header, over) if repeated and over else None)


def settled(
    frame: pl.DataFrame, kinds: pl.Series, headings: Sequence[str], groups: Groups | None
) -> pl.Series:
    """The kinds, once it is known which titles are those of groups: money is never set aside."""
    if not (kinds == RowKind.TITLE.value).any():
        return kinds
    rows = groups.rows if groups else frozenset()
    money = [
        pl.col(f"c{at}").is_not_null()
        for at, heading in enumerate(headings)
        if any(field in MONEY for field, _ in candidates(heading)[:1])
    ]
    owed = pl.any_horizontal(*money, pl.lit(False))
    ours = pl.col("row").is_in(list(rows))
    kind = (
        pl.when((pl.col("kind") != RowKind.TITLE.value) | ours)
        .then("kind")
        .when(owed)
        .then(pl.lit(RowKind.DATA.value))
        .otherwise(pl.lit(RowKind.STAMP.value))
    )
    return frame.with_columns(kinds.alias("kind")).select(kind.alias("kind"))["kind"]


def told_groups(
    frame: pl.DataFrame, headings: Sequence[str], places: Sequence[int | None]
) -> tuple[str, ...]:
    """Where the client of each invoice was read, when it was in the titles of groups."""
    if NAME not in headings or places[headings.index(NAME)] is not None:
        return ()
    names = frame[f"c{headings.index(NAME)}"].drop_nulls().unique(maintain_order=True)
    shown = ", ".join(f"« {name[:40]} »" for name in names.head(3))
    return (
        f"Le client de chaque facture est celui du titre de son groupe ({shown}"
        f"{'…' if names.len() > 3 else ''}).",
    )
