"""Which invoices follow which scenario, in plain French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from relance_core.french import amount, plural
from relance_core.settings import ScenarioRule
from relance_core.vocabulary import DebtorType

_WHOSE = {
    DebtorType.BUSINESS: "d'une entreprise",
    DebtorType.PUBLIC: "d'une administration",
    DebtorType.CONSUMER: "d'un particulier",
    DebtorType.OTHER: "d'une association, d'une copropriété ou d'un autre client",
    DebtorType.UNKNOWN: "d'un client dont le type reste à préciser",
}


def rule_sentences(
    rules: Sequence[ScenarioRule], names: Mapping[str, str], usual: str
) -> list[str]:
    """One sentence per rule, in order, then the one for all other invoices.

    ``names``: scenario names by key; ``usual``: the key of the default scenario. A rule that comes
    after one without any condition is said to be of no use.
    """
    told, closed = [], False
    for rule in rules:
        sentence = rule_sentence(rule, names)
        told.append(f"{sentence} : jamais, la règle d'avant prend tout." if closed else sentence)
        if not closed:
            told[-1] += "."
        closed = closed or _takes_all(rule)
    if not closed:
        others = "Toute autre facture" if rules else "Toute facture"
        told.append(f"{others} suit {_quoted(names.get(usual, usual))}.")
    return told


def rule_sentence(rule: ScenarioRule, names: Mapping[str, str]) -> str:
    """``Une facture d'au moins 10 000 € suit « Créance importante »``, without a full stop."""
    parts = ["Toute facture" if _takes_all(rule) else "Une facture"]
    if rule.amount_from:
        parts.append(f"d'au moins {amount(rule.amount_from, cents=bool(rule.amount_from % 1))}")
    if rule.debtor_type:
        parts.append(_WHOSE[DebtorType(rule.debtor_type)])
    if rule.median_from is not None:
        whose = "" if rule.debtor_type else "d'un client "
        parts.append(f"{whose}qui paie en général {_late(rule.median_from)}")
    return f"{' '.join(parts)} suit {_quoted(names.get(rule.scenario, rule.scenario))}"


def _quoted(name: str) -> str:
    """With no-break spaces: a quotation mark is not left alone at the end of a line."""
    return f"«\u00a0{name}\u00a0»"


def _late(days: int) -> str:
    if days <= 0:
        early = f"{plural(-days, 'jour')} avant l'échéance ou plus tard" if days else ""
        return early or "à l'échéance ou plus tard"
    return f"avec au moins {plural(days, 'jour')} de retard"


def _takes_all(rule: ScenarioRule) -> bool:
    return not rule.debtor_type and not rule.amount_from and rule.median_from is None
