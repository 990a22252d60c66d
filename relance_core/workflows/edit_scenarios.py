"""Edits, copies and removes scenarios, or refuses one that makes no sense, with every reason."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy import Connection, select

from relance_core.errors import Refused
from relance_core.french import plain_key
from relance_core.reminders.scenario import SCENARIOS, Scenario
from relance_core.reminders.scenario_checks import Objection, objections
from relance_core.settings import Rules, ScenarioRule
from relance_core.store.database import reading
from relance_core.store.scenarios import forget_scenario, read_scenarios, write_scenario
from relance_core.store.settings import read_settings
from relance_core.store.tables import client, client_setting, invoice
from relance_core.vocabulary import DebtorType
from relance_core.workflows.edit_settings import save_rules
from relance_core.workflows.space import Act, Space

_KEPT = "Rien n'a été enregistré."


def scenarios_of(space: Space) -> dict[str, Scenario]:
    """Every scenario of an espace, by key."""
    with reading(space.engine) as conn:
        return read_scenarios(conn)


def as_shipped(key: str) -> Scenario | None:
    """The scenario of this key as it ships; None for a copy."""
    return SCENARIOS.get(key)


def objections_to(space: Space, scenario: Scenario) -> list[Objection]:
    """What there is to say about ``scenario`` before it is saved."""
    with reading(space.engine) as conn:
        return objections(scenario, _followers(conn, scenario.key))


def save_scenario(space: Space, act: Act, scenario: Scenario) -> None:
    """Keep ``scenario`` as it is. Raises ``Refused`` with every reason when it makes no sense."""
    with space.engine.begin() as conn:
        told = objections(scenario, _followers(conn, scenario.key))
        refused = [one.message for one in told if one.refused]
        if refused:
            raise Refused(f"{' '.join(refused)} {_KEPT}", code="bad_scenario")
        others = {
            one.name.casefold() for key, one in read_scenarios(conn).items() if key != scenario.key
        }
        if scenario.name.casefold() in others:
            raise Refused(f"Un autre scénario s'appelle déjà ainsi. {_KEPT}", code="bad_scenario")
        write_scenario(conn, scenario, by=act.by, at=act.at)


def copy_scenario(space: Space, act: Act, key: str, name: str) -> Scenario:
    """A new scenario with the steps of ``key``. Raises ``Refused`` for a name already taken."""
    known = scenarios_of(space)
    copy = replace(known[key], key=_key_for(name, known), name=name.strip())
    save_scenario(space, act, copy)
    return copy


def restore_scenario(space: Space, act: Act, key: str) -> None:
    """Take a scenario that ships back to what it was, or drop a copy that nobody follows."""
    with space.engine.begin() as conn:
        if key not in SCENARIOS and (count := _uses(conn, key)):
            raise Refused(
                f"{count} clients, factures ou règles suivent ce scénario : il n'a pas été "
                "supprimé. Donnez-leur-en un autre d'abord.",
                code="scenario_in_use",
            )
        forget_scenario(conn, key, by=act.by, at=act.at)


def save_scenario_rules(space: Space, act: Act, rules: tuple[ScenarioRule, ...]) -> None:
    """Keep which scenario an invoice follows when nobody chose one; the first that applies."""
    known = scenarios_of(space)
    for rule in rules:
        if rule.scenario not in known:
            raise Refused(f"Le scénario « {rule.scenario} » n'existe pas. {_KEPT}")
        if rule.debtor_type and rule.debtor_type not in set(DebtorType):
            raise Refused(f"Le type « {rule.debtor_type} » n'existe pas. {_KEPT}")
        if rule.amount_from < 0:
            raise Refused(f"Un montant ne peut être négatif. {_KEPT}")
    save_rules(space, act, {"scenario_rules": [rule.to_json() for rule in rules]})


def _key_for(name: str, known: dict[str, Scenario]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", plain_key(name)).strip("_")[:32] or "scenario"
    key, number = stem, 2
    while key in known:
        key, number = f"{stem}_{number}", number + 1
    return key


def _followers(conn: Connection, key: str) -> frozenset[DebtorType]:
    """The types of debtors whose clients follow ``key``, by rule or by hand."""
    rules: Rules = read_settings(conn).rules
    by_rule = {
        DebtorType(rule.debtor_type)
        for rule in rules.scenario_rules
        if rule.scenario == key and rule.debtor_type
    }
    by_hand = conn.execute(
        select(client.c.debtor_type, client_setting.c.debtor_type)
        .select_from(client.join(client_setting, client_setting.c.client_id == client.c.id))
        .where(client_setting.c.scenario == key)
    )
    return frozenset(by_rule | {DebtorType(b or a) for a, b in by_hand if a or b})


def _uses(conn: Connection, key: str) -> int:
    rules = read_settings(conn).rules
    clients = conn.scalars(
        select(client_setting.c.client_id).where(client_setting.c.scenario == key)
    ).all()
    invoices = conn.scalars(select(invoice.c.id).where(invoice.c.scenario == key)).all()
    by_rule = [one for one in rules.scenario_rules if one.scenario == key]
    return len(clients) + len(invoices) + len(by_rule) + (rules.default_scenario == key)
