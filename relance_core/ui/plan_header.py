"""The head of the plan of the day: for which day, how much on each side, what to do next."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from relance_core import french
from relance_core.ui import workspace
from relance_core.ui.client_grid import main_currency
from relance_core.ui.frame import plain
from relance_core.ui.plan_tables import Partition, Side, day_words
from relance_core.ui.suspension import show_suspension
from relance_core.workflows.today_plan import Day

PAGE = "plan"


def show_header(day: Day, parts: Partition) -> None:
    """Day, counts, amounts, the main button, and the switch that stops everything."""
    st.markdown(plain(day_words(day.plan.for_date, workspace.today())))
    figures, actions = st.columns([4, 3], vertical_alignment="bottom")
    carried, withheld = figures.columns(2)
    currency = main_currency(day.situation.ledger)
    with carried:
        _figure("À relancer", parts.carried, currency)
    with withheld:
        _figure("Non relancées", parts.withheld, currency)
    with actions:
        _actions(parts.messages)
    st.caption(plain(parts.words()))


def _figure(title: str, side: Side, currency: str) -> None:
    """One side of the plan: its amount in the main currency, the others in small below."""
    others = {code: total for code, total in side.totals.items() if code != currency}
    st.metric(
        f"{title} · {french.plural(side.invoices, 'facture')}",
        plain(french.amount(side.totals.get(currency, Decimal(0)), currency, cents=False)),
        plain(f"et {french.amounts(others, cents=False)}") if others else None,
        delta_color="off",
        delta_arrow="off",
    )


def _actions(messages: int) -> None:
    what = "le message" if messages == 1 else f"les {french.number(messages)} messages"
    with st.container(horizontal=True, horizontal_alignment="right"):
        show_suspension(PAGE, key="plan-suspend")
        if messages and st.button(
            f"Relire {what}", key="plan-review", type="primary", icon=":material/mark_email_read:"
        ):
            st.switch_page("pages/revue_envoi.py")
