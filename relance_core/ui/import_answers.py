"""What one click can answer to a doubt, for its whole column at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from relance_core.ui.import_columns import with_meaning, without
from relance_core.vocabulary import Severity
from relance_core.workflows.understanding import Choices, Understanding

#: Without these a file is no list of invoices: their column is never merely left aside.
_ESSENTIAL = frozenset({"number", "client_name", "client_code", "amount", "due_date"})
#: Left aside, the amount stands for what is due.
_BALANCE = frozenset({"balance", "paid_amount"})


@dataclass(frozen=True)
class Answer:
    """A button: its words, what it changes, and the choices that it makes."""

    label: str
    effect: str
    choices: Choices


def answers_to(
    code: str, column: str | None, severity: str, understood: Understanding
) -> list[Answer]:
    """The answers to a doubt about ``column`` (its heading), the likeliest first."""
    choices = understood.choices
    fields = {one.heading: one.field for one in understood.reading.columns if one.field}
    headings = {field: heading for heading, field in fields.items()}
    found: list[Answer] = []
    if code == "due_before_issue" and {"issue_date", "due_date"} <= set(headings):
        turned = with_meaning(choices, headings["due_date"], "issue_date")
        turned = with_meaning(turned, headings["issue_date"], "due_date")
        found.append(
            Answer(
                "Intervertir les deux colonnes de dates",
                "La date de facture est lue dans l'autre colonne, et l'échéance dans celle-ci.",
                turned,
            )
        )
    if code in ("ambiguous_date", "due_before_issue", "unreadable_date"):
        found += _orders(choices, code)
    field = fields.get(column or "")
    if field in _BALANCE and "amount" in headings and severity == Severity.LEFT_OUT.value:
        found.append(
            Answer(
                f"Ne pas utiliser la colonne « {column} »",
                "Le montant de chaque facture est alors tenu pour entièrement dû.",
                without(choices, field),
            )
        )
    elif field and field not in _ESSENTIAL | _BALANCE:
        found.append(
            Answer(
                f"Ne pas utiliser la colonne « {column} »",
                "Ce qu'elle dit est laissé de côté pour toutes les lignes.",
                without(choices, field),
            )
        )
    return found


def _orders(choices: Choices, code: str) -> list[Answer]:
    """Reading the day first, or the month; the one in force is not offered."""
    if code != "ambiguous_date" and "date_order" not in choices.answers:
        return []
    words = {"day_first": "Lire le jour puis le mois", "month_first": "Lire le mois puis le jour"}
    return [
        Answer(
            label,
            "Pour toutes les dates du fichier qui se lisent de deux façons.",
            replace(choices, answers={**choices.answers, "date_order": value}),
        )
        for value, label in words.items()
        if choices.answers.get("date_order") != value
    ]
