"""The head of the plan of the day: for which day, how much on each side, what to do next."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from relance_core import french
from relance_core.money import totals_by_currency
from relance_core.ui import workspace
from relance_core.ui.client_grid import main_currency
from relance_core.ui.frame import plain
from relance_core.ui.plan_tables import Partition, Side, day_words, message_lines
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
    st.caption(plain(" ".join(filter(None, (parts.words(), asked_words(day, parts))))))


def asked_words(day: Day, parts: Partition) -> str:
    """What the messages ask for, when it is not what their invoices still owe; else nothing."""
    asked = totals_by_currency(message_lines(day).select("currency", "amount").rows())
    if not parts.messages or asked == parts.carried.totals:
        return ""
    who = "Le message demande" if parts.messages == 1 else "Les messages demandent"
    return (
        f"{who} {french.amounts(asked)} : les avoirs, les règlements non affectés et les parts en "
        "litige en sont déduits."
    )


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
