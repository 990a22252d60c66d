"""What a dropped file was understood to say: totals to check, its shape, and its questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import streamlit as st

from relance_core.french import amounts, listed, plural
from relance_core.intake import Question, Workbook
from relance_core.intake.reading import SHAPE_LABELS, ColumnTotal, Shape
from relance_core.intake.tables import find_tables
from relance_core.ui import import_state
from relance_core.ui.frame import plain
from relance_core.workflows.understanding import Understanding

#: Beyond these choices a list to pick from is shorter than buttons side by side.
RADIO_CHOICES = 8
SHAPE_QUESTION = "shape"
_TABLES = "import_other_tables"


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
    if understood.reading.waiting:
        return "Enregistrer les factures"
    words = [plural(totals["invoices"], "facture")]
    if totals["credit_notes"]:
        words.append(plural(totals["credit_notes"], "avoir ou règlement", "avoirs ou règlements"))
    if understood.contacts is not None:
        words.append(plural(understood.contacts.contacts.height, "contact"))
    return f"Enregistrer {listed(words)}"


def show_totals(understood: Understanding) -> None:
    """The one sentence to check against the file, and what it is made of."""
    totals = understood.totals()
    waiting = understood.reading.waiting
    if understood.reading.questions and understood.reading.invoices.is_empty():
        st.markdown("#### Une réponse est attendue avant de pouvoir compter vos factures")
    elif waiting:
        every = plural(totals["invoices"] + totals["credit_notes"] + waiting, "facture")
        wait = "attend" if waiting == 1 else "attendent"
        st.markdown(f"#### {every}, dont {waiting} {wait} votre réponse ci-dessous")
    else:
        proven = understood.reading.stated_total is not None
        ask = "" if proven else "\u00a0: est-ce le total de votre fichier\u00a0?"
        st.markdown(f"#### {plain(totals_sentence(understood))}{ask}")
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
    if not (understood.reading.invoices.is_empty() or waiting):
        st.markdown(plain(" · ".join(details)))
    for account in accounts(understood):
        st.markdown(f":material/{account.icon}: {plain(account.sentence)}")
    _show_shape(understood)
    _show_sheet(understood)
    if understood.reading.notes:
        st.caption(plain(" ".join(understood.reading.notes)))
    if understood.remembered:
        told, again = st.columns([4, 1], vertical_alignment="center")
        told.caption("Les choix faits pour ce format de fichier sont repris.")
        again.button(
            "Revoir ces choix",
            key="import-forget",
            on_click=import_state.forget_remembered,
            type="tertiary",
        )


@dataclass(frozen=True)
class Account:
    """One sentence that adds up a column of amounts, and its icon."""

    sentence: str
    icon: str


def accounts(understood: Understanding) -> list[Account]:
    """What was read and what was left out make the total of the file, per currency.

    Of the column that says what is due, and of any that the file adds up in a line of its own.
    """
    columns = understood.reading.column_totals
    due = [one for one in columns if one.field == columns[0].field or one.stated is not None]
    net = {code: Decimal(text) for code, text in understood.totals()["open_amount"].items()}
    waiting = bool(understood.reading.questions)
    return [
        _account(one, net.get(one.currency), waiting=waiting)
        for one in due
        if one.read or one.left_out
    ]


def _account(one: ColumnTotal, net: Decimal | None, *, waiting: bool) -> Account:
    def money(value: Decimal) -> str:
        return amounts({one.currency or "EUR": value})

    column = f"Colonne « {one.heading} »"
    if waiting:
        return Account(f"{column} : {money(one.total)} en tout, avant vos réponses.", "calculate")
    sums = f"{column} : {money(one.read)} lus"
    sums += f" + {money(one.left_out)} laissés de côté" if one.left_out else ", rien d'autre"
    sums += f" = {money(one.total)}" if one.left_out else ""
    if one.stated is None:
        told, icon = f"{sums}. Votre fichier n'écrit pas de total à comparer.", "calculate"
    elif one.stated == one.total:
        told, icon = f"{sums}, le total écrit dans votre fichier.", "check_circle"
    else:
        gap = money(abs(one.stated - one.total))
        told, icon = (
            f"{sums}, mais votre fichier écrit un total de {money(one.stated)} : {gap} d'écart, à "
            "comprendre avant d'enregistrer.",
            "warning",
        )
    if one.field == "balance" and net is not None and net != one.read:
        told += (
            f" Ses avoirs et règlements y comptent comme ils sont écrits ; déduits, il reste "
            f"{money(net)} dus."
        )
    return Account(told, icon)


def _show_shape(understood: Understanding) -> None:
    """What a row was taken for and why, with the other readings when some make sense."""
    shape = understood.reading.shape
    asked = any(one.code == SHAPE_QUESTION for one in understood.reading.questions)
    with st.container(horizontal=True, vertical_alignment="center"):
        label = SHAPE_LABELS[shape.shape]
        st.markdown(
            f":material/table_rows: **{plain(label)}** : {plain(shape.reason)}", width="content"
        )
        if not shape.can_change or asked:
            return
        with st.popover("Changer", icon=":material/edit:", key="import-shape-open"):
            st.session_state["import-shape"] = shape.shape.value
            st.radio(
                "Que représente une ligne de ce fichier ?",
                [one.value for one in Shape],
                key="import-shape",
                format_func=lambda value: SHAPE_LABELS[Shape(value)],
                on_change=_answered,
                args=(SHAPE_QUESTION, "import-shape"),
            )


def _show_sheet(understood: Understanding) -> None:
    """Where the table was found, and the sheets that were not read."""
    others = _kept_tables(understood)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(_where(understood)), width="content")
        if not others:
            return
        with st.popover("Lire une autre feuille", icon=":material/tab:", key="import-sheets"):
            for at, (name, told) in enumerate(others):
                st.button(
                    plain(told),
                    key=f"import-sheet-{at}",
                    on_click=import_state.answer,
                    args=(import_state.SHEET_QUESTION, name),
                )


def _kept_tables(understood: Understanding) -> list[tuple[str, str]]:
    """The same as long as the file and its sheet are: looking through large sheets takes time."""
    kept: tuple[Workbook, str, list[tuple[str, str]]] | None = st.session_state.get(_TABLES)
    book, sheet = understood.workbook, understood.reading.sheet
    if kept is None or kept[0] is not book or kept[1] != sheet:
        kept = (book, sheet, other_tables(understood))
        st.session_state[_TABLES] = kept
    return kept[2]


def other_tables(understood: Understanding) -> list[tuple[str, str]]:
    """The other sheets that hold a list of invoices, the hidden ones said to be so."""
    book = understood.workbook
    rest = tuple(
        sheet
        for sheet in book.sheets
        if sheet.name != understood.reading.sheet and sheet.cells.height > 1
    )
    if not rest:
        return []
    found = [
        table
        for table in find_tables(replace(book, sheets=rest))
        if table.is_invoices and table.frame.height
    ]
    return [
        (
            table.name,
            f"{table.name}, {plural(table.frame.height, 'ligne')}"
            + ("" if table.visible else " (feuille masquée)"),
        )
        for table in found
    ]


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
        if question.free is not None and given is not None and given not in labels:
            values = [*values, given]
            labels[given] = given
            st.session_state[key] = given
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
        if question.free is not None:
            free = f"{key}-free"
            st.text_input(
                question.free, key=free, on_change=_answered, args=(question.code, free), width=360
            )


def _answered(code: str, key: str) -> None:
    value = st.session_state[key]
    if value:
        import_state.answer(code, value)
