"""Tableau de bord: who owes what since when, what is disputed, what to expect; click to filter."""

import streamlit as st

from relance_core import french
from relance_core.ui import dashboard
from relance_core.ui.dashboard_charts import show_charts
from relance_core.ui.dashboard_figures import figures, show_figures
from relance_core.ui.dashboard_table import show_invoices
from relance_core.ui.dashboard_to_do import show_to_do
from relance_core.ui.frame import page
from relance_core.ui.no_data import show_no_data

PURPOSE = (
    "Relance part de l'export Excel de vos factures : qui doit combien et depuis quand, ce qui est "
    "en litige, ce qu'il faut attendre des prochaines semaines, et les messages à envoyer "
    "aujourd'hui. Rien ne part sans votre approbation."
)


def choose_currency(board: dashboard.Board) -> str:
    """One currency at a time, never summed; nothing to choose when there is only one."""
    codes = board.currencies
    if len(codes) == 1:
        return codes[0]

    def owed(code: str) -> str:
        total = board.evolution[code].now.balance.open_amount
        return french.amount(total, code, cents=False).replace("$", r"\$")

    chosen = st.segmented_control(
        "Devise", codes, default=codes[0], required=True, format_func=owed, key="dashboard-currency"
    )
    return chosen or codes[0]


with page("Tableau de bord"):
    if not show_no_data(PURPOSE, key="dashboard"):
        board = dashboard.board()
        if board.currencies:
            currency = choose_currency(board)
            show_figures(
                figures(board.evolution[currency], currency), board.today - dashboard.SINCE
            )
            show_to_do()
            clicked = show_charts(board, dashboard.charts(currency), currency)
            show_invoices(board, clicked, currency)
        else:
            st.info("Aucune facture dans les données importées.", icon=":material/inbox:")
