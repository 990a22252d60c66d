"""After an import: what it changed, what it asks about, and the list of the imports so far."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st
from sqlalchemy import Engine, Row

from relance_core.french import amounts, listed, plural
from relance_core.intake import Reading
from relance_core.money import MONEY, from_thousandths, totals_by_currency
from relance_core.store.database import reading
from relance_core.store.imports import changes_of
from relance_core.ui import import_state
from relance_core.ui.frame import plain
from relance_core.ui.long_table import show_long
from relance_core.ui.stopped import stopped_words
from relance_core.ui.tables import Table
from relance_core.vocabulary import InvoiceKind
from relance_core.workflows.answers import KEPT_OPEN, MISSING_ANSWER, SETTLED
from relance_core.workflows.import_file import Imported
from relance_core.workflows.import_words import kept_sentences

if TYPE_CHECKING:
    from polars._typing import PolarsDataType

#: The kinds of change, in the order they are told, with their singular and plural.
CHANGES = {
    "new": ("nouvelle", "nouvelles"),
    "settled": ("réglée", "réglées"),
    "changed": ("modifiée", "modifiées"),
    "missing": ("absente", "absentes"),
    "reappeared": ("réapparue", "réapparues"),
}
#: The others in the sentence, where the first of them bears the noun.
_TOLD = {
    "settled": ("réglée", "réglées"),
    "changed": ("modifiée", "modifiées"),
    "missing": ("absente de ce fichier", "absentes de ce fichier"),
    "reappeared": ("de nouveau due", "de nouveau dues"),
}
_HEADINGS = {
    "client": "Client",
    "number": "Facture",
    "open_before": "Restant dû avant",
    "open_after": "Restant dû",
    "due_before": "Échéance avant",
    "due_after": "Échéance",
    "disputed_before": "En litige avant",
    "disputed_after": "En litige",
}
_FRAME: dict[str, PolarsDataType] = {
    "client": pl.String,
    "number": pl.String,
    "currency": pl.String,
    "open_before": MONEY,
    "open_after": MONEY,
    "due_before": pl.Date,
    "due_after": pl.Date,
    "disputed_before": MONEY,
    "disputed_after": MONEY,
}
#: What is worth showing of each kind: a new invoice has no before, one that is absent no after.
_SHOWN = {
    "new": ("client", "number", "open_after", "due_after", "disputed_after"),
    "settled": ("client", "number", "open_before", "due_before"),
    "changed": tuple(_HEADINGS),
    "missing": ("client", "number", "open_before", "due_before"),
    "reappeared": ("client", "number", "open_after", "due_after"),
}


def change_frame(rows: list[Row[Any]]) -> pl.DataFrame:
    """The changes of one kind as a frame: amounts in the row's currency, dates as dates."""
    return pl.DataFrame(
        [
            (
                row.client_name,
                row.number,
                row.currency,
                _owed(row, row.before),
                _owed(row, row.after),
                _day(row.before),
                _day(row.after),
                _money(row.before, "disputed_amount") or None,
                _money(row.after, "disputed_amount") or None,
            )
            for row in rows
        ],
        schema=_FRAME,
        orient="row",
    )


def _headings(kind: str) -> dict[str, str]:
    """The columns of a kind; with one due date alone, nothing says "before"."""
    shown = {column: _HEADINGS[column] for column in _SHOWN[kind]}
    if "due_after" not in shown:
        shown["due_before"] = _HEADINGS["due_after"]
    return shown


def _owed(row: Row[Any], told: dict[str, Any] | None) -> Decimal | None:
    """What is due; what is to be deducted, a credit note or a payment, is below zero."""
    due = _money(told, "open_amount")
    return -due if due and row.kind != InvoiceKind.INVOICE.value else due


def _money(told: dict[str, Any] | None, column: str) -> Decimal | None:
    return from_thousandths(told[column]) if told else None


def _day(told: dict[str, Any] | None) -> date | None:
    return date.fromisoformat(told["due_date"]) if told else None


def result_sentence(imported: Imported, new: pl.DataFrame | None = None) -> str:
    """``Enregistré. 12 factures nouvelles, 4 500,00 € à encaisser ; 3 factures réglées.``

    ``new``: what the import brought that is due or to be deducted (``change_frame``).
    """
    if imported.same_bytes:
        return "Ce fichier était déjà importé : rien n'a changé, sinon la date des données."
    parts = [] if new is None else _new_ones(new)
    counts = [(len(getattr(imported.changes, kind)), *forms) for kind, forms in _TOLD.items()]
    counts.append((imported.changes.unchanged, "inchangée", "inchangées"))
    words: list[str] = []
    for count, one, several in counts:
        noun = ("", "") if words else ("facture ", "factures ")
        if count:
            words.append(plural(count, noun[0] + one, noun[1] + several))
    told = " ; ".join([*parts, *([listed(words)] if words else [])])
    return f"Enregistré. {told}." if told else "Enregistré."


def _new_ones(new: pl.DataFrame) -> list[str]:
    """What is to be collected, and what is to be deducted: counts, and amounts by currency."""
    due = new.filter(pl.col("open_after") > 0)
    off = new.filter(pl.col("open_after") < 0)
    parts = []
    for rows, one, several, end in (
        (due, "facture nouvelle", "factures nouvelles", "à encaisser"),
        (off, "avoir ou règlement nouveau", "avoirs ou règlements nouveaux", "à déduire"),
    ):
        if rows.height:
            pairs = rows.select("currency", pl.col("open_after").abs()).iter_rows()
            sums = amounts(totals_by_currency(list(pairs)))
            parts.append(f"{plural(rows.height, one, several)}, {sums} {end}")
    return parts


def show_result(engine: Engine, imported: Imported) -> None:
    """The sentence, what an earlier file alone had told, and the messages that no longer hold."""
    new = None
    if not imported.same_bytes:
        new = _changes(str(engine.url), imported.import_id, engine).get("new")
    st.success(plain(result_sentence(imported, new)), icon=":material/check_circle:")
    for sentence in kept_sentences(imported.changes):
        st.info(plain(sentence), icon=":material/history:")
    for sentence in stopped_words(imported.stopped):
        st.warning(plain(sentence), icon=":material/info:")
    for sentence in imported.disputes_closed:
        st.info(plain(sentence), icon=":material/task_alt:")
    if imported.contacts_matched or imported.contacts_unmatched:
        _show_contacts(imported)


def show_payments_beside(read: Reading) -> None:
    """What the other sheets told of payments, and what becomes of those not deducted."""
    for beside in read.payments:
        rest = " Rien n'est déduit avant que vous l'ayez relu." if beside.read.lines else ""
        st.info(plain(f"{beside.told()}{rest}"), icon=":material/payments:")


def show_changes(engine: Engine, imported: Imported, *, today: date) -> None:
    """A table for each kind of change."""
    if imported.same_bytes:
        return
    found = _changes(str(engine.url), imported.import_id, engine)
    if not found:
        return
    tabs = st.tabs([plural(found[kind].height, *CHANGES[kind]).capitalize() for kind in found])
    for tab, kind in zip(tabs, found, strict=True):
        with tab:
            show_long(
                Table(found[kind], _headings(kind), f"Factures {CHANGES[kind][1]}"),
                key=f"import-change-{kind}-{imported.import_id}",
                today=today,
                file_name=f"factures-{CHANGES[kind][1].replace(' ', '-')}.xlsx",
            )


@st.cache_resource(max_entries=4, show_spinner=False)
def _changes(url: str, import_id: int, _engine: Engine) -> dict[str, pl.DataFrame]:
    """What an import changed, by kind: written once, it never changes again."""
    del url  # part of the key: another espace has other imports
    with reading(_engine) as conn:
        rows = changes_of(conn, import_id)
    by_kind = {kind: [row for row in rows if row.change == kind] for kind in CHANGES}
    return {kind: change_frame(of_kind) for kind, of_kind in by_kind.items() if of_kind}


def _show_contacts(imported: Imported) -> None:
    matched = plural(imported.contacts_matched, "contact rattaché", "contacts rattachés")
    st.markdown(f"{matched} à un client.")
    if imported.contacts_unmatched:
        lost = plural(
            len(imported.contacts_unmatched),
            "contact sans facture dans ce fichier",
            "contacts sans facture dans ce fichier",
        )
        with st.expander(lost, key="import-unmatched"):
            st.text("\n".join(imported.contacts_unmatched))


def show_missing_question(count: int, answered: str | None) -> None:
    """What it means that open invoices are no longer in the file: asked once for this layout."""
    if answered == SETTLED:
        st.warning(
            f"{plural(count, 'facture absente reste', 'factures absentes restent')} ouvertes : "
            "plus de trois sur dix ont disparu d'un coup, ce qui ressemble à un autre fichier. "
            "Elles sont à confirmer une à une dans le plan du jour.",
            icon=":material/help:",
        )
        return
    absent = plural(count, "facture ouverte n'est", "factures ouvertes ne sont")
    with st.container(border=True):
        whose = "son" if count == 1 else "leur"
        st.markdown(f"**{absent} plus dans ce fichier. Que veut dire {whose} absence ?**")
        st.caption("La réponse est retenue pour les prochains exports de ce format.")
        settled, kept = st.columns(2)
        settled.button(
            "Ce fichier ne liste que les factures ouvertes : elles sont réglées",
            key="import-missing-settled",
            on_click=import_state.say_missing,
            args=(SETTLED,),
        )
        kept.button(
            "Elles restent ouvertes, à confirmer une à une",
            key="import-missing-kept",
            on_click=import_state.say_missing,
            args=(KEPT_OPEN,),
        )


def missing_answer(answers: Any) -> str | None:
    """What was said of absent invoices in this layout."""
    found = answers.get(MISSING_ANSWER)
    return str(found) if found else None
