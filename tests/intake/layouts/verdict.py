"""Takes a case through the import as its user would, and says what came out differently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relance_core.errors import Refused, RelanceError
from relance_core.intake import Question, read_workbook
from relance_core.vocabulary import Severity
from relance_core.workflows.understanding import (
    Choices,
    Dropped,
    Understanding,
    understand_file,
)
from tests.intake.layouts.case import ANY, Case
from tests.intake.spreadsheets import TODAY

ROUNDS = 5  # an answer may raise the next question


def differences(case: Case) -> list[str]:
    """What is not as the case promises; nothing when the import is right to the unit."""
    asked: dict[str, str] = {}
    try:
        understood, wrong = _answered(case, asked)
        if wrong and not case.rows and ANY in case.refused:
            return []  # a question that nobody answers imports nothing
    except RelanceError as refusal:
        if isinstance(refusal, Refused) and {refusal.code, ANY} & set(case.refused):
            return []
        return [f"refused as {refusal.code}: {refusal.message}"]
    wrong += [f"does not ask {code}" for code in case.asks if code not in {*asked, ANY}]
    if ANY in case.asks and not asked:
        wrong.append("asks nothing")
    if case.refused and not case.rows and not asked:
        wrong.append(f"read {understood.reading.invoices.height} invoices, ought to be refused")
    return wrong + _invoices(case, understood)


def _answered(case: Case, asked: dict[str, str]) -> tuple[Understanding, list[str]]:
    """The file once its questions were answered; ``asked`` takes up the questions."""
    dropped = Dropped(case.content, case.filename)
    contacts = Dropped(case.contacts, "contacts.xlsx") if case.contacts else None
    workbook = read_workbook(case.content, case.filename)
    for _ in range(ROUNDS):
        understood = understand_file(
            dropped,
            contacts=contacts,
            choices=Choices(answers=dict(asked)),
            today=TODAY,
            workbook=workbook,
        )
        questions = understood.reading.questions
        if not questions:
            return understood, []
        for question in questions:
            if question.code in asked:
                return understood, [f"asks {question.code} again: {question.message}"]
            said = _answer(question, case.answers)
            if said is None:
                labels = [choice.label for choice in question.choices]
                return understood, [f"asks {question.code}: {question.message} {labels}"]
            asked[question.code] = said
    return understood, ["never stops asking"]


def _answer(question: Question, answers: Mapping[str, str]) -> str | None:
    """The value of the choice that the user means; None when the case says nothing of it."""
    meant = answers.get(question.code)
    if meant is None or meant in {choice.value for choice in question.choices}:
        return meant
    labelled = [
        choice.value for choice in question.choices if meant.casefold() in choice.label.casefold()
    ]
    return labelled[0] if len(labelled) == 1 else meant


def _invoices(case: Case, understood: Understanding) -> list[str]:
    """The invoices read against the truth, one sentence per difference."""
    reading = understood.reading
    got: dict[str, list[dict[str, Any]]] = {}
    for read in reading.invoices.sort("due_date", "row").iter_rows(named=True):
        got.setdefault(read["number"], []).append(read)
    wanted: dict[str, list[dict[str, Any]]] = {}
    for truth in case.rows:
        wanted.setdefault(truth["number"], []).append(truth)
    wrong: list[str] = []
    for number, truths in wanted.items():
        found = got.pop(number, [])
        if not found and number in case.optional:
            continue
        if len(found) != len(truths):
            wrong.append(f"{number}: {len(found)} rows for {len(truths)}")
        for read, truth in zip(found, truths, strict=False):
            wrong += _fields(case, read, truth)
    wrong += [
        f"{number} is imported: {found[0]['client_name']}, {found[0]['open_amount']}"
        for number, found in got.items()
        if number not in case.optional
    ]
    issues = understood.issues
    spoken = " ".join(
        f"{value} {message}" for value, message in issues.select("value", "message").iter_rows()
    )
    left_out = {number for _, number in reading.left_out}
    numbers = set(reading.invoices["number"]) & {truth["number"] for truth in case.rows}
    out = issues.filter(severity=Severity.LEFT_OUT.value)
    if out.height and not case.told and not case.leaves_out:
        wrong.append(f"leaves out {out.select('row', 'code', 'value').rows()[:5]}")
    wrong += [
        f"nothing says that {number} was left out"
        for number in case.told
        if number not in left_out | numbers and number not in spoken
    ]
    return wrong


def _fields(case: Case, read: dict[str, Any], truth: dict[str, Any]) -> list[str]:
    number = truth["number"]
    awaits = read["decision"] is not None
    if awaits and number in case.either:
        return []
    wrong = [
        f"{number}: {name} is {read[name]!r} and not {value!r}"
        for name, value in truth.items()
        if read[name] != value
    ]
    if awaits != (number in case.held) and number not in case.either:
        wrong.append(f"{number}: {'held, ' + read['decision'] if awaits else 'not held'}")
    return wrong
