"""Reads the state that a title gives to the rows below it, or the name of a sheet to its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from relance_core.french import plain_key, plural
from relance_core.intake.content import DATE
from relance_core.intake.date_words import MONTHS
from relance_core.intake.groups import AGE, NOBODY, SPREAD, TYPE, lists_credits
from relance_core.intake.headings import candidates, words
from relance_core.intake.row_kinds import TITLE_CELLS, WHO, RowKind, total_pattern
from relance_core.intake.statuses import UNKNOWN, status_of

#: Heading of the column that bears, on each row, the title that tells its state.
HEADING = "État selon le titre"
_LABEL = re.compile(
    r"(?i)^\W*(?:statut|[ée]tat|situation|filtre|status|state)s?\b[^:=]{0,25}[:=]\s*"
)
#: What a colour of the sheet means is said of no row below.
_LEGEND = re.compile(
    r"(?i)^\W*(?:en |fond |lignes? |cellules? )*(?:vert|rouge|jaune|orange|bleu|gris|rose|violet|"
    r"blanc|noir|green|red|yellow|barr[ée]|surlign[ée])e?s?\b[^:=]{0,25}[:=]"
)
#: What a title says beside the state: what it lists, whose, and of when.
_NOISE = frozenset(
    (
        *(
            "liste",
            "etat",
            "releve",
            "journal",
            "suivi",
            "tableau",
            "dossier",
            "dossiers",
            "detail",
        ),
        *("facture", "factures", "client", "clients", "invoice", "invoices", "piece", "pieces"),
        *("la", "le", "les", "l", "de", "du", "des", "d", "nos", "mes", "of", "the", "list", "all"),
        *("au", "en", "sur", "depuis", "annee", "exercice", "mois", "janv", "a", "ce", "jour"),
        *("nb", "nombre", "n", "ttc", "ht", "eur", "euros", "s"),
        *MONTHS,
    )
)
#: Words of a cell that, heading rows or naming a sheet, mean something else.
_ELSEWHERE = frozenset(
    (
        "echeancier",
        *("sauvegarde", "recu", "collection", "legal", "due", "active", "situation", "acompte"),
        *("vu", "vue", "inverse", "closed", "perte", "processing", "douteux", "terminee"),
        *("termine", "redressement", "liquidation", "avocat", "reclamation", "contestation"),
        "submitted",
    )
)
#: Without its accent, each of these is a noun: a sheet of balances is named "Solde".
_ACCENTED = frozenset(("solde", "paye", "regle", "encaisse", "lettre", "acquitte", "cloture"))
_LISTED = re.compile(r"^(?:les )?(?:factures?|invoices?)(?: clients?)? ")
_SETTLED = re.compile(
    r"(?i)\b(?:pay|r[ée]gl|sold|encaiss|annul|acquitt|lettr|cl[ôo]tur|archiv|abandonn)"
    r"(?:[ée]es?|és)\b|\barchives?\b|\blitig|\bcontentieux\b|\bbrouillons?\b|\birr[ée]couvrable"
)
_OPEN = re.compile(
    r"\b(?:non|pas|hors|sans|impayee?s?|et|ou|toute?s|tous|en cours|not|unpaid)\b|"
    r"\bouverte?s?\b|\bechues?\b|"
    r"\ba (?:payer|regler|encaisser|relancer|echoir)\b|\b(?:partiel|reste)"
)
_TOLD = {
    "paid": "comprises comme réglées",
    "cancelled": "comprises comme annulées",
    "draft": "laissées de côté comme brouillons ou devis",
    "disputed": "comprises comme en litige",
    "legal": "comprises comme au contentieux",
    "credit_note": "comprises comme avoirs",
    "factored": "comprises comme cédées à un affactureur",
    "direct_debit": "comprises comme prélevées",
    "held": "à ne pas relancer sans décision",
    "promise": "à ne pas relancer sans décision",
}
_PLURAL = re.compile(r"\b(comprise|laissée|réglée|annulée|cédée|prélevée|avoir|brouillon)s\b")
#: A line of prose above the headings is no title.
_LONG = 12


@dataclass(frozen=True)
class States:
    """The titles that tell a state, by their row, and the one that stands above them all."""

    above: str | None
    of_sheet: bool  # ``above`` is the name of the sheet
    titles: dict[int, str | None]  # row -> title, None where its rows are open again


def state_of(title: str) -> str | None:
    """The state that a title gives: a group of status words, ``unknown`` when it must be asked.

    None when it gives none; ``open`` when the rows below are due as any other.
    """
    if _LEGEND.match(title):
        return None
    text = re.sub(r"\([^)]*\)", " ", _LABEL.sub("", title))
    plain = plain_key(text)
    rest = [word for word in plain.split() if word not in _NOISE and not word.isdigit()]
    if len(rest) > 6 or (not rest and _LISTED.sub("", plain) not in words("status")):
        return None
    key = " ".join(rest)
    single = " ".join(word.removesuffix("s") for word in rest)
    if single in _ELSEWHERE:
        return None
    if single.split(" ")[0] in _ACCENTED and not re.search(r"[éèÉÈ](?:es?|s)?\b", text):
        return UNKNOWN if key.endswith("s") and "facture" in plain else None
    known = words("status")
    said = " ".join(word for word in plain.split() if not word.isdigit())
    whole = _LISTED.sub("", said)  # "en cours", "a regler": no word of it is noise
    meaning = known.get(whole) or known.get(key) or known.get(single) or status_of(key, "")
    if meaning in _TOLD:
        return meaning
    if meaning is not None and meaning != UNKNOWN:
        return "open"
    return UNKNOWN if _SETTLED.search(text) and not _OPEN.search(plain) else None


def states_in(
    frame: pl.DataFrame,
    kinds: pl.Series,
    sheet: str,
    first: Sequence[str],
    sums: Sequence[int] = (),
) -> tuple[States, pl.Series]:
    """The titles that tell a state, and the kinds of rows without them.

    ``kinds`` are those of ``row_kinds``; ``first`` the lines above the headings; ``sums`` the rows
    of titles that hold the sums of their lines.
    """
    titles, ages = _titles(frame, kinds)
    for row in _names(frame, kinds, titles, ages, sums):
        del titles[row]
    above, of_sheet = _above(first), False
    if above is None and (state_of(sheet) or "open") != "open":
        above, of_sheet = sheet, True
    if above and state_of(above) == "credit_note":
        above = None  # told by ``with_type``
    # The titles of ages are the business of ``groups``.
    plain = [row for row, title in titles.items() if title is not None or row not in ages]
    if plain:
        rows = frame["row"].is_in(plain)
        stamps = pl.repeat(RowKind.STAMP.value, kinds.len(), dtype=pl.String, eager=True)
        kinds = kinds.zip_with(~rows, stamps)
    return States(above, of_sheet, titles), kinds


def _above(first: Sequence[str]) -> str | None:
    """The nearest line above the headings that tells a state."""
    for line in reversed(first):
        if len(line.split()) > _LONG:
            return None  # another table ends there
        state = state_of(line) if line.strip() else None
        if state is not None:
            return None if state == "open" else line.strip()
    return None


def _titles(frame: pl.DataFrame, kinds: pl.Series) -> tuple[dict[int, str | None], set[int]]:
    """The titles that tell a state, by row, and the rows of those that tell an age."""
    cells = [name for name in frame.columns if name != "row"]
    told = kinds.is_in([RowKind.TITLE.value, RowKind.STAMP.value])
    filled = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.Int8) for name in cells)
    few = frame.select((filled <= TITLE_CELLS).alias("few"))["few"]
    data = kinds == RowKind.DATA.value
    found: dict[int, str | None] = {}
    ages: set[int] = set()
    for at, (row, *values) in zip(
        (told | (few & data)).arg_true(),
        frame.filter(told | (few & data)).select("row", *cells).iter_rows(),
        strict=True,
    ):
        texts = [value.strip() for value in values if value and value.strip()]
        if not texts or any(DATE.match(text) for text in texts):
            continue
        state = state_of(texts[0])
        # With figures beside it, it may be a row: only what speaks of several is a title then.
        several = re.search(r"(?i)\bfactures?\b|s\W*$", texts[0]) is not None
        if state is None or re.search(total_pattern(), texts[0]) or (data[at] and not several):
            continue
        if len(texts) > 1 and any(re.search(r"[^\W\d_]{3}", text) for text in texts[1:]):
            continue  # words beside it: a row, or headings
        found[row] = None if state == "open" else texts[0]
        if AGE.search(texts[0]):
            ages.add(row)
    return found, ages


def _names(
    frame: pl.DataFrame,
    kinds: pl.Series,
    titles: Mapping[int, str | None],
    ages: set[int],
    sums: Sequence[int],
) -> list[int]:
    """The titles that read as a state and are names as those around them: a client named "Lue".

    With the sums of their lines, as most of the others are none; else where they tell nothing.
    """
    if not titles:
        return []
    named = set(frame["row"].filter(kinds == RowKind.TITLE.value).to_list())
    proven = named & set(sums)
    states = {row for row in titles if row in named and row not in ages}
    if 0 < len(states & proven) * 2 <= len(proven):
        return sorted(states & proven)
    if any(title is not None for title in titles.values()) or len(states) * 2 > len(named - ages):
        return []
    title, data = RowKind.TITLE.value, RowKind.DATA.value
    alone = (kinds.shift(1, fill_value=data) != title) & (kinds.shift(-1) == data)
    # Under the name of a client, "En cours" is no other client.
    return sorted(states) if states and states <= set(frame["row"].filter(alone)) else []


def with_states(
    frame: pl.DataFrame,
    kinds: pl.Series,
    headings: tuple[str, ...],
    places: tuple[int | None, ...],
    states: States,
) -> tuple[pl.DataFrame, tuple[str, ...], tuple[int | None, ...], tuple[str, ...]]:
    """The table with, on each row, the title that tells its state, and a note for each of them."""
    if states.above is None and not any(states.titles.values()):
        return frame, headings, places, ()
    column = pl.Series(f"c{len(headings)}", _spread(frame, kinds, headings, states), pl.String)
    told = column.filter(kinds == RowKind.DATA.value).drop_nulls()
    notes = []
    for title, count in told.value_counts(sort=True).iter_rows():
        said = _TOLD.get(state_of(title) or "")
        if said:
            one = _PLURAL.sub(r"\1", said) if count == 1 else said
            what = "Feuille" if states.of_sheet and title == states.above else "Titre"
            notes.append(
                f"{what} « {title[:60]} » : {plural(count, 'ligne')}, {one}, "
                "sauf statut contraire sur la ligne."
            )
    return frame.with_columns(column), (*headings, HEADING), (*places, None), tuple(notes)


def _spread(
    frame: pl.DataFrame, kinds: pl.Series, headings: Sequence[str], states: States
) -> list[str | None]:
    """The title that tells the state of each row; an unknown title ends what the last one said."""
    grouped = any(heading in SPREAD for heading in headings)
    cells = [name for name in frame.columns if name != "row"]
    who = {
        name.strip()
        for at, heading in enumerate(headings)
        if any(field in WHO for field, _ in candidates(heading)[:1])
        for name in frame[f"c{at}"].drop_nulls().unique()
    }
    unclear: dict[int, str] = {}
    if not grouped and states.titles:
        rows = frame.filter(kinds == RowKind.TITLE.value).select("row", *cells)
        for row, *values in rows.iter_rows():
            text = next((value.strip() for value in values if value and value.strip()), "")
            if text and text not in who and not AGE.search(text) and not NOBODY.search(text):
                unclear[row] = text
    last, by_title = states.above, False
    spread: list[str | None] = []
    for row in frame["row"].to_list():
        if row in states.titles:
            last, by_title = states.titles[row], True
        elif row in unclear and by_title and last is not None:
            last = unclear[row]
        spread.append(last)
    return spread


def with_type(
    frame: pl.DataFrame,
    headings: tuple[str, ...],
    places: tuple[int | None, ...],
    sheet: str,
    first: Sequence[str],
) -> tuple[pl.DataFrame, tuple[str, ...], tuple[int | None, ...]]:
    """The table with its type on each row, where it says itself that it lists credit notes."""
    if not lists_credits(sheet, first, headings):
        return frame, headings, places
    told = pl.lit("Avoir").alias(f"c{len(headings)}")
    return frame.with_columns(told), (*headings, TYPE), (*places, None)
