"""Plan du jour: who would be written to, who not, and why, before anything leaves."""

from relance_core.ui import workspace
from relance_core.ui.companion_card import show_companion
from relance_core.ui.frame import page
from relance_core.ui.no_data import show_no_data
from relance_core.ui.plan_calls import show_calls
from relance_core.ui.plan_header import PAGE, show_header
from relance_core.ui.plan_lists import (
    List,
    choose_filters,
    choose_list,
    show_calendar,
    show_carried,
    show_export,
    show_withheld,
)
from relance_core.ui.plan_tables import partition
from relance_core.ui.told import show_told

PURPOSE = (
    "Le plan dit, pour chaque facture ouverte, si une relance part aujourd'hui, laquelle, et "
    "pourquoi ; ou pourquoi il n'y en a pas. Il se calcule dès que des factures sont importées."
)

with page("Plan du jour"):
    if not show_no_data(PURPOSE, key="plan"):
        day = workspace.day()
        parts = partition(day)
        show_header(day, parts)
        show_told(PAGE)
        show_companion(PAGE)
        chosen = choose_list(day, parts)
        filters = choose_filters()
        show = {
            List.CARRIED: show_carried,
            List.WITHHELD: show_withheld,
            List.CALENDAR: show_calendar,
            List.CALLS: show_calls,
        }
        show[chosen](day, filters)
        show_export(day)
