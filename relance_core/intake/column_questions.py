"""Asks which column says what an import cannot do without, or which of several is meant."""

from __future__ import annotations

from collections.abc import Sequence

from relance_core.errors import UnreadableFile
from relance_core.french import listed
from relance_core.intake.columns import (
    ALL_COUNT,
    AMOUNT_FIELDS,
    ASKED_FIELDS,
    DATE_FIELDS,
    MORE_PAID_OF,
    Clash,
    fits,
)
from relance_core.intake.content import Content
from relance_core.intake.headings import ColumnReading, tokens
from relance_core.intake.reading import Choice, Question
from relance_core.intake.sniff import refusal
from relance_core.intake.tables import STANDS_FOR_CLIENT, Table

FIELD_NAMES = {
    "number": "le numéro de facture",
    "client_name": "le client",
    "client_code": "le code du client",
    "issue_date": "la date de facture",
    "due_date": "la date d'échéance",
    "amount": "le montant TTC",
    "balance": "le reste dû",
    "paid_amount": "le montant réglé",
    "email": "l'adresse e-mail",
    "status": "le statut",
    "currency": "la devise",
}
#: Columns of another meaning that may be what is missing.
STANDS_FOR = {
    "amount": AMOUNT_FIELDS,
    # The owner of an animal or of a flat is no salesman; a business engine names one so.
    "client_name": (*STANDS_FOR_CLIENT, "sales_rep"),
    # An order, or what a shop calls it, may be all the number that an invoice has.
    "number": ("order_ref", "item", "remark"),
}


MOST = 0.5  # of the cells
#: Answer that an invoice without a number is named by its day.
BY_DAY = "by_day"
_DAYS = ("issue_date", "due_date")


def no_column(table: Table, codes: Sequence[str]) -> UnreadableFile:
    """The refusal of a table in which no column can be what these questions ask for."""
    names = listed([FIELD_NAMES[code.removeprefix("choose_")] for code in codes])
    sheet = f" de la feuille « {table.sheet[:60]} »" if table.sheet else ""
    return refusal(
        "no_table",
        f"Dans le tableau{sheet} (en-tête en ligne {table.header_row}), aucune colonne ne peut "
        f"porter {names} : une relance doit citer chaque facture, son client et ce qui en est dû.",
        "Ajoutez cette colonne au tableau, puis déposez-le de nouveau.",
    )


def clash_questions(
    clashes: Sequence[Clash], table: Table, columns: Sequence[ColumnReading] = ()
) -> list[Question]:
    """A question for each field that several columns claim, unless they say the same.

    ``columns``: the readings, of which one is taken for each field.
    """
    taken = {column.field: column.heading for column in columns}
    return [
        _which_column(clash, table)
        for clash in clashes
        if _asked(clash, table)
        and not _same_values(clash, table, taken.get(clash.field))
        and not (clash.field == "amount" and "balance" in taken and _of_instalments(clash))
    ]


def _asked(clash: Clash, table: Table) -> bool:
    return clash.field in ASKED_FIELDS or set(clash.headings) <= table.duplicated


def _of_instalments(clash: Clash) -> bool:
    """Whether all but one of the columns are amounts of instalments; what is left tells the rest.

    "Montant échéance" beside "Total TTC".
    """
    return sum("echeance" not in tokens(heading) for heading in clash.headings) == 1


def _same_values(clash: Clash, table: Table, taken: str | None) -> bool:
    """Whether the other columns say on each row what the one that is ``taken`` says, or nothing."""
    first = taken if taken in clash.headings else clash.headings[0]
    cells = table.frame[f"c{table.headings.index(first)}"]
    others = [
        table.frame[f"c{table.headings.index(one)}"] for one in clash.headings if one != first
    ]
    if clash.field not in DATE_FIELDS:  # an amount that is blank may be one that is nil
        return all(cells.equals(one, check_names=False) for one in others)
    return all(
        bool(
            (one.is_null() | (one.str.strip_chars() == "") | (one == cells)).fill_null(False).all()
        )
        and one.null_count() != one.len()
        for one in others
    )


def _which_column(clash: Clash, table: Table) -> Question:
    what = FIELD_NAMES.get(clash.field, clash.field)
    choices = []
    for heading in clash.headings:
        values = table.frame[f"c{table.headings.index(heading)}"].drop_nulls().head(3).to_list()
        shown = ", ".join(value[:20] for value in values)
        choices.append(Choice(heading, f"{heading} ({shown})" if shown else heading))
    if clash.field == MORE_PAID_OF:
        choices.append(Choice(ALL_COUNT, "Les additionner : chacune porte une part du réglé"))
    return Question(
        f"choose_{clash.field}",
        f"Plusieurs colonnes peuvent être {what}. Laquelle ?",
        tuple(choices),
    )


def _with_samples(column: ColumnReading) -> str:
    shown = ", ".join(sample[:20] for sample in column.samples)
    return f"{column.heading} ({shown})" if shown else column.heading


def missing_questions(
    columns: tuple[ColumnReading, ...], contents: Sequence[Content]
) -> list[Question]:
    """A question for each thing an import cannot do without."""
    fields = {column.field for column in columns}
    needs = []
    if not fields & {"client_name", "client_code"}:
        needs.append("client_name")
    if "number" not in fields:
        needs.append("number")
    taxed = "amount_excl_tax" in fields and fields & {"tax", "tax_rate"}
    if not fields & {"amount", "balance"} and not taxed:
        needs.append("amount")
    questions = []
    for field in needs:
        free = [
            column
            for column, content in zip(columns, contents, strict=True)
            if (column.field is None or column.field in STANDS_FOR.get(field, ()))
            and content.filled
            and fits(field, content)
        ]
        if field == "client_name":  # a name is made of words, wherever there are some
            named = [column for column in free if contents[column.position].words > MOST]
            free = named or free
        message = f"Aucune colonne n'a été reconnue pour {FIELD_NAMES[field]}. Laquelle est-ce ?"
        choices = [Choice(column.heading, _with_samples(column)) for column in free]
        if field == "number" and fields & {*_DAYS}:
            asks = "Une relance doit citer chaque facture."
            message = (
                f"{message} {asks}" if free else f"Ce fichier ne numérote pas ses factures. {asks}"
            )
            none = "Aucune : citer chaque facture" if free else "Citer chacune"
            choices.append(Choice(BY_DAY, f"{none} par sa date (« Facture du … »)"))
        questions.append(Question(f"choose_{field}", message, tuple(choices)))
    return questions
