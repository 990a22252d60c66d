"""What a dropped file was understood to say: totals to check, questions, doubts and raw rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from relance_core.french import amounts, listed, plural
from relance_core.intake import Question
from relance_core.ui import import_state
from relance_core.ui.frame import plain
from relance_core.ui.long_table import show_long
from relance_core.ui.tables import Table
from relance_core.vocabulary import Severity
from relance_core.workflows.understanding import Understanding

SEVERITIES = {
    Severity.LEFT_OUT.value: "Ligne laissée de côté",
    Severity.DECISION.value: "À trancher avant de relancer",
    Severity.WARNING.value: "Remarque",
}
_ISSUE_HEADINGS = {
    "severity": "Gravité",
    "row": "Ligne",
    "message": "Explication",
    "column": "Colonne",
    "value": "Valeur",
    "sheet": "Feuille",
}
#: Beyond these choices a list to pick from is shorter than buttons side by side.
RADIO_CHOICES = 8


def totals_sentence(understood: Understanding) -> str:
    """``312 factures de 58 clients, 184 320,50 € restant dus``."""
    totals = understood.totals()
    who = plural(totals["clients"], "client")
    return (
        f"{plural(totals['invoices'], 'facture')} de {who}, "
        f"{_money(totals['open_amount'])} restant dus"
    )


def record_label(understood: Understanding) -> str:
    """What the button will do: ``Enregistrer 312 factures et 12 avoirs et règlements``."""
    totals = understood.totals()
    words = [plural(totals["invoices"], "facture")]
    if totals["credit_notes"]:
        words.append(plural(totals["credit_notes"], "avoir ou règlement", "avoirs ou règlements"))
    if understood.contacts is not None:
        words.append(plural(understood.contacts.contacts.height, "contact"))
    return f"Enregistrer {listed(words)}"


def show_totals(understood: Understanding) -> None:
    """The one sentence to check against the file, and what it is made of."""
    totals = understood.totals()
    st.markdown(
        f"#### {plain(totals_sentence(understood))}\u00a0: est-ce le total de votre fichier\u00a0?"
    )
    details = [
        f"{plural(totals['open_invoices'], 'facture ouverte', 'factures ouvertes')}, "
        f"dont {_money(totals['overdue_amount'])} échus"
    ]
    if totals["credit_notes"]:
        credits = plural(
            totals["credit_notes"], "avoir ou règlement déduit", "avoirs et règlements déduits"
        )
        details.append(credits)
    if totals["disputed"]:
        details.append(plural(totals["disputed"], "facture en litige", "factures en litige"))
    if understood.contacts is not None:
        read = plural(understood.contacts.contacts.height, "contact lu", "contacts lus")
        details.append(read)
    st.markdown(plain(" · ".join(details)))
    st.caption(plain(_where(understood)))
    for remark in understood.reading.notes:
        st.caption(plain(remark))
    if understood.remembered:
        told, again = st.columns([4, 1], vertical_alignment="center")
        told.caption("Les choix faits pour ce format de fichier sont repris.")
        again.button(
            "Revoir ces choix",
            key="import-forget",
            on_click=import_state.forget_remembered,
            type="tertiary",
        )


def _where(understood: Understanding) -> str:
    reading = understood.reading
    sheet = f"Feuille « {reading.sheet} », en-têtes" if reading.sheet else "En-têtes"
    return f"{sheet} à la ligne {reading.header_row}."


def _money(totals: Mapping[str, str]) -> str:
    return amounts({currency: Decimal(text) for currency, text in totals.items()})


def show_questions(asked: tuple[Question, ...], answers: Mapping[str, str]) -> None:
    """The doubts about the whole file, each with its named answers."""
    for question in asked:
        _show_question(question, answers.get(question.code))


def _show_question(question: Question, given: str | None) -> None:
    if not question.choices:
        st.warning(plain(question.message), icon=":material/help:")
        return
    labels = {choice.value: choice.label for choice in question.choices}
    values = list(labels)
    key = f"import-question-{question.code}"
    st.session_state[key] = given if given in labels else None
    common: dict[str, Any] = {"key": key, "on_change": _answered, "args": (question.code, key)}
    with st.container(border=True):
        if len(values) <= RADIO_CHOICES:
            st.radio(
                f"**{plain(question.message)}**",
                values,
                format_func=lambda value: plain(labels[value]),
                **common,
            )
        else:
            st.selectbox(
                f"**{plain(question.message)}**",
                values,
                format_func=lambda value: labels[value],
                placeholder="Choisir…",
                **common,
            )


def _answered(code: str, key: str) -> None:
    value = st.session_state[key]
    if value is not None:
        import_state.answer(code, value)


def issues_summary(issues: pl.DataFrame) -> str:
    """``3 lignes laissées de côté, 1 à trancher et 12 remarques``."""
    count = dict(issues.group_by("severity").len().rows())
    words = {
        Severity.LEFT_OUT.value: ("ligne laissée de côté", "lignes laissées de côté"),
        Severity.DECISION.value: ("ligne à trancher", "lignes à trancher"),
        Severity.WARNING.value: ("remarque", "remarques"),
    }
    return listed([plural(count[code], *forms) for code, forms in words.items() if count.get(code)])


def worst_first(issues: pl.DataFrame) -> pl.DataFrame:
    """``ISSUES`` by gravity, then as the file goes, with French gravities and dates."""
    order = {code: rank for rank, code in enumerate(SEVERITIES)}
    return issues.sort(
        pl.col("severity").replace_strict(order, return_dtype=pl.Int64), "sheet", "row"
    ).with_columns(
        pl.col("severity").replace_strict(SEVERITIES, return_dtype=pl.String),
        pl.col("value").str.replace(r"^(\d{4})-(\d\d)-(\d\d)[ T]00:00:00$", "$3/$2/$1"),
    )


def show_issues(issues: pl.DataFrame, *, today: date, key: str) -> None:
    """What could not be read, or was with a doubt, and the same as a workbook."""
    if issues.is_empty():
        st.caption("Toutes les cellules ont été lues sans doute.")
        return
    st.markdown(f"##### {plain(issues_summary(issues))}")
    if Severity.DECISION in issues["severity"]:
        st.caption(
            "Ce qui est à trancher est enregistré, mais n'est pas relancé : corrigez le fichier et "
            "importez-le de nouveau, ou décidez dans Plan du jour, « Non relancées »."
        )
    show_long(
        Table(
            worst_first(issues),
            _ISSUE_HEADINGS,
            "Remarques sur le fichier",
            widths={"message": 560},
        ),
        key=f"{key}-table",
        today=today,
        file_name="remarques-import.xlsx",
    )
