"""The open invoices under the charts: what was clicked said in words, a search, pages, Excel."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import streamlit as st

from relance_core import french
from relance_core.ui.dashboard import Board
from relance_core.ui.dashboard_charts import forget_clicks
from relance_core.ui.dashboard_filter import Filter
from relance_core.ui.frame import plain
from relance_core.ui.paging import page_of
from relance_core.ui.tables import Table, column_config, download_excel, written

#: What a telephone shows first stands first.
HEADINGS = {
    "client_name": "Client",
    "late": "Retard (j)",
    "open_amount": "Restant dû",
    "chance": "Chance",
    "number": "Facture",
    "issue_date": "Émise le",
    "due_date": "Échéance",
    "amount": "Montant",
    "disputed": "En litige",
    "motive": "Motif du litige",
    "step_label": "Dernière étape",
}
#: Orders of the whole list; the likeliest only where a week was clicked.
LIKELIEST = {"chance": "Les plus probables d'abord"}
ORDERS = {
    "late": "Les plus en retard d'abord",
    "amount": "Les plus gros montants d'abord",
    "client": "Par client",
}
#: Rows of a page: each takes a millisecond to write in French.
ROWS = 100
WIDTHS = {
    "client_name": 160,
    "late": 75,
    "open_amount": 98,
    "number": 108,
    "issue_date": 86,
    "due_date": 86,
    "amount": 98,
    "disputed": 98,
    "motive": 130,
}


def show_invoices(board: Board, chosen: Filter, currency: str) -> None:
    """The table of ``currency``, narrowed by the clicks and by what is typed."""
    st.subheader("Factures ouvertes", anchor="factures")
    of_currency = board.invoices.filter(pl.col("currency") == currency)
    clicked = chosen.kept(of_currency, board.forecast.chances)
    said = _sentence(clicked, chosen, board, currency)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(said, width="stretch")
        _clear_button(chosen, key="dashboard-clear")
    if chosen:
        _keep_in_sight(said, chosen)
    with st.container(horizontal=True):
        typed = st.text_input(
            "Chercher un client ou une facture",
            key="dashboard-search",
            type="search",
            placeholder="Client, code ou numéro de facture",
            label_visibility="collapsed",
        )
        orders = LIKELIEST | ORDERS if chosen.weeks else ORDERS
        order = st.selectbox(
            "Trier",
            list(orders),
            key=f"dashboard-order-{len(orders)}",
            format_func=orders.__getitem__,
            label_visibility="collapsed",
            width=260,
        )
    found = in_order(sought(clicked, typed or ""), order)
    if found.is_empty():
        st.info("Aucune facture ne répond à cette demande.", icon=":material/search_off:")
        return
    if typed:
        st.caption(f"{_counted(found, currency)} pour cette recherche.")
    rows = page_of(found, key=f"dashboard-page-{chosen.values}-{typed}-{order}", rows=ROWS)
    table = Table(
        frame=rows,
        headings=HEADINGS,
        title="Factures ouvertes",
        currency=currency,
        shares=frozenset({"chance"}),
        widths=WIDTHS,
    )
    st.dataframe(
        written(table),
        key="dashboard-invoices",
        hide_index=True,
        column_config=column_config(table),
        column_order=table.columns,
        placeholder="",
        alt="Factures ouvertes",
    )
    download_excel(
        lambda: {table.title: exported(found)},
        headings=HEADINGS,
        title=table.title,
        today=board.today,
        file_name=f"factures-ouvertes-{board.today}.xlsx",
        key="dashboard-xlsx",
        currency=currency,
    )


def in_order(invoices: pl.DataFrame, order: str) -> pl.DataFrame:
    """All the rows sorted by ``order``, a key of ``ORDERS``: a heading only sorts its page."""
    column, descending = {
        "chance": ("chance", True),
        "late": ("days_late", True),
        "amount": ("open_amount", True),
        "client": ("client_name", False),
    }[order]
    return invoices.sort(column, descending=descending, maintain_order=True)


def exported(invoices: pl.DataFrame) -> pl.DataFrame:
    """The columns of the workbook, in the order of the screen; a chance is for today's screen."""
    shown = [column for column in HEADINGS if column != "chance"]
    return invoices.select(*shown, "currency")


def _keep_in_sight(said: str, chosen: Filter) -> None:
    """The filter at the foot of the screen: the chart that was clicked stands far above."""
    with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{said} [Voir ces factures](#factures)", width="stretch")
        _clear_button(chosen, key="dashboard-clear-below")


def _clear_button(chosen: Filter, *, key: str) -> None:
    if chosen:
        st.button(
            "Effacer le filtre",
            key=key,
            icon=":material/filter_alt_off:",
            on_click=forget_clicks,
        )


def sought(invoices: pl.DataFrame, typed: str) -> pl.DataFrame:
    """The rows with every word of ``typed``, whatever its accents and case."""
    for word in french.plain_key(typed).split():
        invoices = invoices.filter(pl.col("sought").str.contains(word, literal=True))
    return invoices


def _sentence(clicked: pl.DataFrame, chosen: Filter, board: Board, currency: str) -> str:
    """How many invoices are shown, for how much, and why these."""
    counted = f"**{_counted(clicked, currency)}**"
    if not chosen:
        return f"{counted}. Cliquez sur une barre d'un graphique pour n'en voir que les factures."
    return f"{counted} : {plain(chosen.words(board.clients()))}."


def _counted(invoices: pl.DataFrame, currency: str) -> str:
    if invoices.is_empty():
        return "Aucune facture"
    total = french.amount(sum(invoices["open_amount"], Decimal(0)), currency)
    words = french.plural(invoices.height, "facture")
    owed = "restant dû" if invoices.height == 1 else "restant dus"
    return f"{words}, {total} {owed}".replace("$", r"\$")
