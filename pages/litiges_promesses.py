"""Litiges et promesses: what is disputed, promised or held by hand, since when and until when."""

import streamlit as st

from relance_core.store.database import reading
from relance_core.store.holds import running_holds
from relance_core.store.payment_plans import running_instalments
from relance_core.store.promises import promises
from relance_core.ui import workspace
from relance_core.ui.companion_card import show_companion
from relance_core.ui.dispute_form import PAGE, show_form
from relance_core.ui.dispute_list import show_disputes
from relance_core.ui.dispute_release import show_release
from relance_core.ui.disputes import HEADINGS, Group, groups, running_decisions
from relance_core.ui.frame import page, plain
from relance_core.ui.limitation import show_limitation
from relance_core.ui.no_data import show_no_data
from relance_core.ui.payment_plan_list import plans_label, show_plans
from relance_core.ui.suspension import show_suspension
from relance_core.ui.tables import Table, show_table
from relance_core.ui.told import show_told
from relance_core.ui.words_given import show_words_given

PURPOSE = (
    "Une facture contestée ou promise ne se relance pas comme une autre. "
    "Cette page garde les litiges, les promesses et tout ce qui suspend une relance."
)


def show_group(group: Group, key: str) -> None:
    """Decisions of one nature, each of which can be ended."""
    show_table(
        Table(
            group.frame,
            {column: HEADINGS[column] for column in group.columns},
            group.title,
            empty=group.empty,
        ),
        key=f"{key}-table",
        today=workspace.today(),
        file_name=f"{group.title.lower().replace(' ', '-')}.xlsx",
    )


def show_decisions() -> None:
    """What runs now, in four tabs."""
    with reading(workspace.space().engine) as conn:
        holds = running_holds(conn)
        promised = promises(conn, today=workspace.today())
        planned = running_instalments(conn, today=workspace.today())
    decisions = running_decisions(holds, workspace.portfolio(), promised, today=workspace.today())
    found = groups(decisions, today=workspace.today())
    disputes, promised_group, others = found
    labels = [disputes.label, promised_group.label, plans_label(planned), others.label]
    tabs = st.tabs([plain(label) for label in labels])
    with tabs[0]:
        show_disputes(disputes)
        show_release(disputes.of_the_file(), key="disputes-tab-0")
    for number, group in ((1, promised_group), (3, others)):
        with tabs[number]:
            show_group(group, f"disputes-tab-{number}")
            show_release(group, key=f"disputes-tab-{number}")
    with tabs[2]:
        show_plans(planned, PAGE)


with page("Litiges et promesses"):
    if not show_no_data(PURPOSE, key=PAGE):
        show_suspension(PAGE, key="disputes-suspend")
        show_told(PAGE)
        show_companion(PAGE)
        show_decisions()
        show_words_given()
        show_limitation()
        st.subheader("Noter une décision", anchor=False)
        show_form()
