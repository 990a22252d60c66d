"""Which scenario an invoice follows: its own, else its client's, else a rule's, else the usual."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from relance_core.settings import Rules, ScenarioRule


def scenario_of(rules: Rules, known: Iterable[str], *chosen: pl.Expr) -> pl.Expr:
    """The first of ``chosen`` that is among the ``known`` scenarios, else what the rules say.

    For a frame with ``debtor_type, median_days`` and ``amount_due``; where ``amount_due`` is null,
    a rule with an amount does not apply.
    """
    keys = list(known)
    by_hand = [pl.when(one.is_in(keys)).then(one) for one in chosen]
    by_rule = [
        pl.when(_applies(rule)).then(pl.lit(rule.scenario))
        for rule in rules.scenario_rules
        if rule.scenario in keys
    ]
    return pl.coalesce(*by_hand, *by_rule, pl.lit(rules.default_scenario))


def _applies(rule: ScenarioRule) -> pl.Expr:
    conditions = [pl.lit(True)]
    if rule.debtor_type:
        conditions.append(pl.col("debtor_type") == rule.debtor_type)
    if rule.amount_from:
        conditions.append(pl.col("amount_due") >= rule.amount_from)
    if rule.median_from is not None:
        conditions.append(pl.col("median_days") >= rule.median_from)
    return pl.all_horizontal(conditions).fill_null(False)
