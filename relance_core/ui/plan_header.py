"""The head of the plan of the day: for which day, how much on each side, what to do next."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import streamlit as st

from relance_core import french
from relance_core.ui import workspace
from relance_core.ui.client_grid import main_currency
from relance_core.ui.frame import plain
from relance_core.ui.plan_tables import Partition, Side, day_words
from relance_core.ui.told import Told, attempt
from relance_core.workflows.decide import suspend_all
from relance_core.workflows.space import Space
from relance_core.workflows.today_plan import Day

PAGE = "plan"


def show_header(day: Day, parts: Partition) -> None:
    """Day, counts, amounts, the main button, and the switch that stops everything."""
    st.markdown(plain(day_words(day.plan.for_date, workspace.today())))
    carried, withheld, actions = st.columns([2, 2, 3], vertical_alignment="bottom")
    currency = main_currency(day.situation.ledger)
    with carried:
        _figure("À relancer", parts.carried, currency)
    with withheld:
        _figure("Non relancées", parts.withheld, currency)
    with actions:
        _actions(day, parts.messages)
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


def _actions(day: Day, messages: int) -> None:
    what = "le message" if messages == 1 else f"les {french.number(messages)} messages"
    with st.container(horizontal=True, horizontal_alignment="right"):
        suspended = day.settings.rules.all_suspended
        st.button(
            "Reprendre les relances" if suspended else "Tout suspendre",
            key="plan-suspend",
            icon=":material/play_circle:" if suspended else ":material/pause_circle:",
            help=(
                "Les relances suivent de nouveau leur scénario, une étape à la fois."
                if suspended
                else "Arrête toutes les relances jusqu'à la reprise. Rien d'autre ne change : "
                "réglages, litiges et promesses restent."
            ),
            on_click=attempt,
            args=(PAGE, partial(_suspend, not suspended)),
        )
        if messages and st.button(
            f"Relire {what}", key="plan-review", type="primary", icon=":material/mark_email_read:"
        ):
            st.switch_page("pages/revue_envoi.py")


def _suspend(suspended: bool) -> Told:
    space = workspace.space()
    suspend_all(space, workspace.act(), suspended)
    sentence = (
        "Toutes les relances sont suspendues : rien ne part avant la reprise."
        if suspended
        else "Les relances reprennent : chaque facture suit de nouveau son scénario."
    )
    return Told(done=(sentence,), undo=partial(_set_suspended, space, not suspended))


def _set_suspended(space: Space, suspended: bool) -> None:
    suspend_all(space, workspace.act(), suspended)
