"""Names the client of the invoices whose row names nobody, one field beside each of them."""

from __future__ import annotations

import polars as pl
import streamlit as st

from relance_core.french import plural
from relance_core.intake.named_by_hand import NOBODY, PREFIX, is_name
from relance_core.intake.places import Places
from relance_core.ui import import_state
from relance_core.ui.frame import plain
from relance_core.ui.import_rows import raw_rows
from relance_core.workflows.understanding import Understanding

#: Fields drawn at once; with more of them, it is the file that is to be mended.
MOST = 8


def show_naming(
    code: str, sheet: str | None, issues: pl.DataFrame, understood: Understanding, places: Places
) -> None:
    """A field for the client of each of the first invoices of ``issues``, where they lack one."""
    if code != NOBODY:
        return
    numbers = _numbers(sheet, issues, understood, places)
    if not numbers:
        return
    st.caption("Si vous savez de quel client est une facture, écrivez-le : elle sera importée.")
    for row, number in numbers[:MOST]:
        key = f"import-client-of-{number}"
        st.text_input(
            plain(f"Client de la facture {number} (ligne {row})"),
            key=key,
            value=understood.choices.answers.get(f"{PREFIX}{number}", ""),
            on_change=_named,
            args=(number, key),
            width=420,
        )
    if len(numbers) > MOST:
        left = plural(len(numbers) - MOST, "autre facture suivra", "autres factures suivront")
        st.caption(f"{left} ; pour beaucoup d'entre elles, complétez plutôt le fichier.")


def _numbers(
    sheet: str | None, issues: pl.DataFrame, understood: Understanding, places: Places
) -> list[tuple[int, str]]:
    """The row and the number of each invoice without a client; a number held twice names none."""
    heading = next((one.heading for one in understood.reading.columns if one.field == "number"), "")
    at = places.column(sheet, heading)
    if at is None:
        return []
    rows = raw_rows(understood, issues["row"].drop_nulls().unique().to_list(), sheet)
    cells = rows.select("Ligne", pl.nth(at + 1).str.strip_chars().alias("number")).drop_nulls()
    cells = cells.filter((pl.col("number") != "") & ~pl.col("number").is_duplicated())
    return list(cells.iter_rows())


def _named(number: str, key: str) -> None:
    name = str(st.session_state[key]).strip()
    if is_name(name):
        import_state.answer(f"{PREFIX}{number}", name)
