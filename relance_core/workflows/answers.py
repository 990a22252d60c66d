"""Checks the answers given about a file: a question that exists, a value among its choices."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from relance_core.errors import Refused
from relance_core.french import listed
from relance_core.intake import (
    amount_signs,
    blank_balance,
    clients_above,
    days_late,
    deductions,
    forecast_days,
    funders,
    instalments_due,
    issuers,
    lettering,
    means_told,
    money_movements,
    named_by_hand,
    numbered_pairs,
    paid_rates,
    payment_sheets,
    payments_under,
    reckoned_tax,
    reminder_marks,
    reminders_planned,
    settled_rows,
    shared_mail,
    sides,
    struck_rows,
    title_block,
    told_payments,
    unmarked_rows,
    unnamed_columns,
    unread_amounts,
    vague_months,
    yearless_days,
)
from relance_core.intake.amounts import Decimals
from relance_core.intake.column_questions import BY_DAY
from relance_core.intake.columns import ALL_COUNT, DATE_FIELDS, MORE_PAID_OF
from relance_core.intake.currencies import CLASH, CLASH_ANSWERS
from relance_core.intake.dates import DateOrder
from relance_core.intake.document_words import PREFIX as TYPE_PREFIX
from relance_core.intake.document_words import TYPE_ANSWERS
from relance_core.intake.field_names import SAID, own_name, public_code
from relance_core.intake.joining import CONTACT_NAMES, JOIN, LEAVE, ONE_BY_ONE, ONE_CONTACT
from relance_core.intake.other_lists import ISSUED, PAYABLES, RECEIVED
from relance_core.intake.reading import Reading, Shape
from relance_core.intake.scales import CENTS_ANSWERS, THOUSANDS_ANSWERS
from relance_core.intake.sides import ENTRIES, LEDGER, OPEN_ITEMS
from relance_core.intake.status_words import PREFIX as STATUS_PREFIX
from relance_core.intake.status_words import STATUS_ANSWERS
from relance_core.intake.table_choice import EVERY, NONE
from relance_core.intake.tax_side import TAX_ANSWERS
from relance_core.intake.terms import read_terms
from relance_core.intake.terms_asked import CLIENT_TERMS, LEAVE_OUT, PER_CLIENT
from relance_core.money import is_currency

#: Answer that says what an invoice's absence from the next export of this layout means.
MISSING_ANSWER = "missing"
SETTLED, KEPT_OPEN = "settled", "kept_open"

#: Modules that ask one question, with the same answers for every file.
_OF_ONE_QUESTION = (
    amount_signs,
    blank_balance,
    clients_above,
    funders,
    instalments_due,
    money_movements,
    numbered_pairs,
    payment_sheets,
    payments_under,
    reckoned_tax,
    shared_mail,
    sides,
    title_block,
    vague_months,
)
#: Code -> the values that mean something, whatever the file.
_CLOSED: Mapping[str, Collection[str]] = {
    "date_order": tuple(DateOrder),
    "decimal_sign": tuple(Decimals),
    "swapped_dates": ("swap", *(f"swap_{field}" for field in DATE_FIELDS), "exchange", "keep"),
    "thousands": THOUSANDS_ANSWERS,
    "cents": CENTS_ANSWERS,
    "amount_tax": TAX_ANSWERS,
    "shape": tuple(Shape),
    "shared_code": ("one", "several"),
    CONTACT_NAMES: (JOIN, LEAVE, ONE_BY_ONE),
    LEDGER: (OPEN_ITEMS, ENTRIES),
    PAYABLES: (ISSUED, RECEIVED),
    **{module.QUESTION: module.ANSWERS for module in _OF_ONE_QUESTION},
    **dict.fromkeys(
        (
            *(lettering.QUESTION, lettering.RECONCILED, told_payments.QUESTION),
            *(means_told.QUESTION, struck_rows.QUESTION, unmarked_rows.QUESTION),
        ),
        settled_rows.ANSWERS,
    ),
    **dict.fromkeys(deductions.QUESTIONS, deductions.ANSWERS),
    forecast_days.FORECAST: forecast_days.FORECAST_ANSWERS,
    forecast_days.PAID_DAYS: forecast_days.PAID_ANSWERS,
    CLASH: CLASH_ANSWERS,
    unnamed_columns.CODE: (unnamed_columns.NEITHER,),
    reminder_marks.CODE: (reminder_marks.NEITHER,),
    **dict.fromkeys(reminders_planned.QUESTIONS, reminders_planned.ANSWERS),
    unread_amounts.CODE: (unread_amounts.NEITHER,),
    paid_rates.CODE: (paid_rates.IGNORED, paid_rates.AMOUNT),
    MISSING_ANSWER: (SETTLED, KEPT_OPEN),
}
_SHEET, _HIDDEN, _CHOOSE = "choose_sheet", "hidden_sheet", "choose_"
_CURRENCIES = ("missing_currency", "local_currency", "dollar")
_TERMS = "missing_due_date"

_FOR_ONCE = frozenset([(CONTACT_NAMES, JOIN)])
#: Questions about the day of a file, or about one row of it.
_OF_A_FILE = (days_late.QUESTION, yearless_days.QUESTION)


def check_answers(answers: Mapping[str, str], reading: Reading) -> None:
    """Raise ``Refused`` for an answer to no question, or one that is none of the choices.

    An answer to a question that this file does not raise is no mistake: the next one may.
    """
    for code, value in answers.items():
        wanted = _choices(code, value, reading)
        if wanted is not None:
            raise Refused(
                f"« {value} » ne répond pas à la question « {public_code(code)} » : rien n'a été "
                f"lu. Choix : {listed([f'« {one} »' for one in wanted])}.",
                code="bad_answer",
            )


def _choices(code: str, value: str, reading: Reading) -> list[str] | None:
    """What could be answered; None when ``value`` is such an answer."""
    field, _, heading = value.partition("=")
    said = field in SAID.get(code, ())
    if said and any(heading == column.heading for column in reading.columns):
        return None
    if code in _CLOSED:
        return None if value in _CLOSED[code] else list(_CLOSED[code])
    if code in (_SHEET, _HIDDEN):
        known = (reading.sheet, reading.table, EVERY if code == _SHEET else NONE)
        asked = _asked(code, reading)
        return None if value in (asked or known) else asked or [reading.table or reading.sheet]
    if code in _CURRENCIES:
        return None if is_currency(value.upper()) else ["EUR", "USD", "GBP"]
    if code.startswith((_TERMS, CLIENT_TERMS)):
        if value in (LEAVE_OUT, PER_CLIENT) or read_terms(value) is not None:
            return None
        return ["30", "45_eom", "eom_45", "30 jours le 10", LEAVE_OUT, PER_CLIENT]
    if code == yearless_days.QUESTION:
        return None if yearless_days.is_year(value) else ["2026", "2025"]
    if code == days_late.QUESTION:
        said = value == days_late.UNKNOWN_DAY or days_late.read_day(value) is not None
        return None if said else [days_late.UNKNOWN_DAY, "27/11/2026"]
    if code.startswith(TYPE_PREFIX):
        return None if value in TYPE_ANSWERS else list(TYPE_ANSWERS)
    if code.startswith(STATUS_PREFIX):
        return None if value in STATUS_ANSWERS else list(STATUS_ANSWERS)
    if code == issuers.QUESTION:
        return None if issuers.is_answer(value) else _asked(code, reading) or list(issuers.ANSWERS)
    if code.startswith(named_by_hand.PREFIX):
        return None if named_by_hand.is_name(value) else ["le nom du client"]
    if code.startswith(ONE_CONTACT):
        return None
    if code == f"{_CHOOSE}{MORE_PAID_OF}" and value == ALL_COUNT:
        return None
    if (code, value) == (f"{_CHOOSE}number", BY_DAY):
        return None
    if not _names_a_field(code):
        raise Refused(_unknown(code, reading), code="bad_answer")
    headings = [column.heading for column in reading.columns]
    return None if value in headings else _asked(code, reading) or headings


def lasting(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that hold for the next export of this layout too.

    Other contacts may come whose names are nearly those of clients: they are asked about anew. So
    is the day of a file.
    """
    return {
        code: value
        for code, value in answers.items()
        if (code, value) not in _FOR_ONCE and code not in _OF_A_FILE
    }


def _names_a_field(code: str) -> bool:
    if not code.startswith(_CHOOSE):
        return False
    try:
        own_name(code.removeprefix(_CHOOSE))
    except Refused:
        return False
    return True


def _asked(code: str, reading: Reading) -> list[str]:
    """The choices of a question that the file raises."""
    return [choice.value for one in reading.questions if one.code == code for choice in one.choices]


def _unknown(code: str, reading: Reading) -> str:
    raised = [
        f"{public_code(one.code)} ({', '.join(choice.value for choice in one.choices)})"
        for one in reading.questions
    ]
    here = f"Ce fichier demande : {' ; '.join(raised)}." if raised else "Il ne demande rien."
    known = ", ".join([*_CLOSED, _SHEET, _HIDDEN, *_CURRENCIES, _TERMS, f"{_CHOOSE}CHAMP"])
    return f"« {code} » n'est le code d'aucune question : rien n'a été lu. {here} Codes : {known}."
