"""Clients: tone and timing of each one, with the message that follows, and the client's sheet."""

import streamlit as st

from relance_core.ui import workspace
from relance_core.ui.client_choice import choose_clients, choose_sheet, open_sheet
from relance_core.ui.client_editor import PAGE, show_editor
from relance_core.ui.client_grid import client_lines, main_currency
from relance_core.ui.client_merges import show_merges
from relance_core.ui.client_sheet import show_sheet
from relance_core.ui.client_suggestions import show_suggestions
from relance_core.ui.frame import page
from relance_core.ui.no_data import show_no_data
from relance_core.ui.told import show_told

PURPOSE = (
    "Ici se règlent, client par client, le scénario, le ton et le moment des relances, avec le "
    "prochain message qui en découle. Les clients arrivent avec les factures."
)

with page("Clients"):
    if not show_no_data(PURPOSE, key="clients"):
        day, today = workspace.day(), workspace.today()
        everybody = client_lines(day, today=today)
        shown = choose_clients(everybody, today=today)
        if shown.is_empty():
            st.info("Aucun client ne répond à cette recherche.", icon=":material/inbox:")
        else:
            currency = main_currency(day.situation.ledger)
            show_editor(shown, currency=currency, open_sheet=open_sheet)
        show_told(PAGE)  # below the grid, which must not move under the hand that types
        client_id = choose_sheet(everybody, shown)
        if client_id is not None:  # close to the name that was clicked
            show_sheet(client_id)
        show_suggestions()
        show_merges(everybody)
