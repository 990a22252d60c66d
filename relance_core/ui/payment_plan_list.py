"""The payment plans that run, instalment by instalment, what is missed first; one can be ended."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import polars as pl
import streamlit as st

from relance_core.commitments import PROMISE_OUTCOME_LABELS, PromiseOutcome
from relance_core.french import amount, amounts, plural, short_date, short_date_of
from relance_core.money import totals_by_currency
from relance_core.ui import workspace
from relance_core.ui.choose_and_act import choose_and_act
from relance_core.ui.frame import plain
from relance_core.ui.tables import Table, show_table
from relance_core.ui.told import Told
from relance_core.workflows.payment_plans import end_plan, resume_plan

HEADINGS = {
    "client_name": "Client",
    "promised": "Échéance",
    "promised_on": "Date",
    "state": "État",
    "paid": "Réglé",
    "place": "Rang",
    "numbers": "Factures",
    "contact": "Interlocuteur",
}
_WIDTHS = {"client_name": 150, "promised": 100, "promised_on": 100, "state": 230, "place": 64}
_MISSED = (PromiseOutcome.BROKEN.value, PromiseOutcome.PART_KEPT.value)
_OUTCOMES = {code.value: label.lower() for code, label in PROMISE_OUTCOME_LABELS.items()}


def plans_label(found: pl.DataFrame) -> str:
    """``Échéanciers (2 · 3 000 €)``, with what is still to come in; ``found``: those that run."""
    count = found["plan_id"].n_unique()
    if not count:
        return "Échéanciers"
    left = found.select("currency", pl.col("promised") - pl.col("paid")).rows()
    return f"Échéanciers ({count} · {amounts(totals_by_currency(left), cents=False)})"


def with_state(found: pl.DataFrame) -> pl.DataFrame:
    """``store.payment_plans.INSTALMENTS`` with ``state`` in words, ``place`` and ``missed``.

    The day after its date, an instalment that is not seen paid is told as such.
    """
    past = pl.col("promised_on") < workspace.today()
    waiting = (pl.col("outcome") == PromiseOutcome.RUNNING.value) & past
    words = pl.col("outcome").replace_strict(_OUTCOMES, return_dtype=pl.String)
    grace = pl.format("échue, attendue au {}", short_date_of("until"))
    return found.with_columns(
        pl.when(waiting).then(grace).otherwise(words).alias("state"),
        pl.format("{} / {}", "rank", "count").alias("place"),
        (pl.col("outcome").is_in(_MISSED) | waiting).alias("missed"),
    )


def show_plans(found: pl.DataFrame, page: str) -> None:
    """The instalments of the plans that run; ``found``: as ``store.payment_plans`` gives them."""
    rows = with_state(found)
    missed = rows.filter("missed")
    if missed.height:
        first = missed.sort("promised_on").row(0, named=True)
        count = plural(
            missed.height,
            "échéance n'est pas payée à sa date",
            "échéances ne sont pas payées à leur date",
        )
        told = f"{first['client_name']}, {amount(first['promised'], first['currency'])}"
        day = short_date(first["promised_on"])
        st.markdown(
            f":material/schedule: **{count}** : "
            + plain(f"{told} du {day}{' et d’autres' if missed.height > 1 else ''}.")
        )
    order = pl.col("missed").any().over("plan_id")
    show_table(
        Table(
            rows.sort(order, "plan_id", "rank", descending=[True, True, False]),
            HEADINGS,
            "Échéanciers",
            empty="Aucun échéancier n'est en cours. Pour en accorder un : « Noter une décision », "
            "ci-dessous, puis « Échéancier accordé ».",
            widths=_WIDTHS,
        ),
        key="plans-table",
        today=workspace.today(),
        file_name="echeanciers.xlsx",
    )
    if rows.is_empty():
        return
    names = {
        row["plan_id"]: f"{row['client_name']} · {row['numbers']}"
        for row in rows.unique("plan_id", maintain_order=True).iter_rows(named=True)
    }
    choose_and_act(
        "Lever un échéancier",
        names,
        partial(_end, names),
        page=page,
        key="plans-pick",
        button_key="plans-end",
        words="Lever",
        icon=":material/lock_open:",
    )


def _end(names: Mapping[int, str], plan_id: int) -> Told:
    end_plan(workspace.space(), workspace.act(), plan_id)
    return Told(
        (f"Échéancier levé ({names[plan_id]}) : les factures suivent de nouveau leur scénario.",),
        undo=partial(_resume, plan_id),
    )


def _resume(plan_id: int) -> None:
    resume_plan(workspace.space(), workspace.act(), plan_id)
