"""When each invoice falls due: as written, else as its payment terms give, else asked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from relance_core.intake.content import DATE
from relance_core.intake.days_late import QUESTION as COUNTED_ON
from relance_core.intake.days_late import ask_counted_day, due_by_days_late
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.month_words import ONE_DAY, VAGUE
from relance_core.intake.no_date import says_no_date
from relance_core.intake.parties import different
from relance_core.intake.reading import Question
from relance_core.intake.terms import Terms, read_terms
from relance_core.intake.terms_asked import (
    CLIENT_TERMS,
    GENERAL_TERMS,
    LEAVE_OUT,
    PER_CLIENT,
    client_questions,
    due_question,
)
from relance_core.intake.vague_months import QUESTION as VAGUE_QUESTION
from relance_core.intake.vague_months import with_days_of_months
from relance_core.vocabulary import Severity

FAR_MONTH_DAYS = 270
FAR_DUE_DAYS = 730  # a due date this long after the invoice is pointed out
SLIP_DAYS = 4018  # one this long after it, eleven years, has a figure of its year wrong
#: Terms that stand where a date should: in words, or as one of the usual numbers of days.
TERMS_CELL = (
    r"(?i)^\s*(?:7|8|10|14|15|20|21|30|35|40|45|60|75|90|120)(?:\.0+)?\s*$|jour|\bjrs?\b|\dj\b|"
    r"\bday|\bnet\b|fin (?:de|du) mois|fdm|eom|r[ée]ception|comptant|receipt|imm[ée]diat|\bcash\b"
)


def with_terms_apart(layout: Layout, answers: Mapping[str, str]) -> Layout:
    """The layout with terms ("30 jours") and dates of one column each in their own."""
    layout = with_days_of_months(layout, answers)
    rows = layout.rows
    if not layout.has("due_date") and layout.has("terms"):
        if not rows["terms"].str.strip_chars().str.contains(_DATE).any():
            return layout
        columns = tuple(
            replace(column, field="due_date") if column.field == "terms" else column
            for column in layout.columns
        )
        nothing = pl.lit(None, dtype=pl.String).alias("terms")
        rows = rows.with_columns(pl.col("terms").alias("due_date"), nothing)
        layout = replace(layout, columns=columns)
    cells = different(rows["due_date"])
    odd = cells.filter(cells.str.contains(f"{TERMS_CELL}|{ONE_DAY}")).to_list()
    found = [cell for cell in odd if read_terms(cell) is not None and not DATE.match(cell.strip())]
    if not found:
        return replace(layout, rows=rows)
    is_terms = pl.col("due_date").is_in(found)
    return replace(
        layout,
        rows=rows.with_columns(
            pl.when(is_terms).then(None).otherwise("due_date").alias("due_date"),
            pl.coalesce("terms", pl.when(is_terms).then("due_date")).alias("terms"),
        ),
    )


#: A numeric date, in any order, or one with its month in letters.
_DATE = (
    r"(?i)^\d{1,4}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}|"
    r"\b\d{1,2}(?:er|st|nd|rd|th)?[\s\-]+(?:janv|f[ée]vr?|mars|avr|mai|juin|juil|ao[ûu]t|sept|oct|"
    r"nov|d[ée]c|jan|feb|mar|apr|may|jun|jul|aug)\pL*\.?,?[\s\-]+\d{2,4}\s*$"
)


def with_due_dates(
    frame: pl.DataFrame,
    layout: Layout,
    answers: Mapping[str, str],
    terms_days: int | None,
    today: date,
    issues: IssueList,
) -> tuple[pl.DataFrame, list[Question]]:
    """Adds ``due``, ``calculated`` and ``timely`` (nothing more to know of its due date).

    Asks once for the invoices whose due date nothing tells. Raises ``UnreadableFile`` when no
    column at all could tell them.
    """
    said = answers.get(GENERAL_TERMS, "")
    general = read_terms(said)
    if general is None and terms_days is not None:
        general = Terms(terms_days)
    said_of_client = pl.coalesce(_client_answers(frame, answers), "known_terms")
    frame = frame.with_columns(said_of_client.alias("client_terms"))
    late = due_by_days_late(frame, layout, answers)
    reckoned_days = late.zip_with(late.is_not_null(), _from_terms(frame, general))
    frame = frame.with_columns(reckoned_days.alias("reckoned"))
    issued, due = pl.col("v_issue_date"), pl.col("v_due_date")
    # Nobody is chased for what is settled or owed to the client: any day will do, or none.
    harmless = (pl.col("kind") != INVOICE) | (pl.col("open_amount") == ZERO).fill_null(False)
    frame = frame.with_columns(harmless.alias("harmless"))
    frame = _with_unread(frame, layout, issues)
    unread = pl.col("unread")
    reckoned = pl.when(~unread).then(pl.coalesce("reckoned", pl.when("harmless").then(issued)))
    frame = frame.with_columns(
        pl.coalesce(due, reckoned).alias("due"),
        (due.is_null() & (reckoned.is_not_null() | pl.col("harmless"))).alias("calculated"),
    )
    frame = frame.with_columns(
        (pl.col("due").is_not_null() | (pl.col("harmless") & ~unread)).alias("timely")
    )
    missing = frame.filter(~pl.col("timely") & ~unread)
    if any(one.code == VAGUE_QUESTION for one in layout.questions):  # these are asked about apart
        missing = missing.filter(~pl.col("terms").str.contains(VAGUE).fill_null(False))
    questions: list[Question] = []
    if not missing.is_empty():
        askable = missing.filter(issued.is_not_null())
        if counted := _counted(missing, layout, answers, today):
            return frame, counted
        if not layout.has("due_date") and not layout.has("issue_date"):
            return frame, [due_question(layout, frame, askable)]
        if general is None and said == PER_CLIENT:
            askable = askable.filter(pl.col("client_terms").is_null())
            questions = client_questions(askable)
        elif general is None and said != LEAVE_OUT and _worth_asking(askable, frame):
            questions = [due_question(layout, frame, askable)]
        asked = askable["row"].to_list() if questions else []
        _tell_missing(missing.filter(~pl.col("row").is_in(asked)), layout, issues)
    _tell_doubtful(frame, layout, issues)
    _tell_far_months(frame, layout, issues)
    return frame, questions


def _counted(
    missing: pl.DataFrame, layout: Layout, answers: Mapping[str, str], today: date
) -> list[Question]:
    """The day to which days are counted, asked before any terms; nothing once it was answered."""
    if COUNTED_ON in answers or GENERAL_TERMS in answers:
        return []
    return ask_counted_day(missing, layout, answers, today)


def _worth_asking(askable: pl.DataFrame, frame: pl.DataFrame) -> bool:
    """A lone row among others is left out and told: the whole file need not wait for it."""
    return askable.height > 1 or (
        askable.height == 1 and frame.filter(~pl.col("harmless")).height == 1
    )


def _tell_missing(missing: pl.DataFrame, layout: Layout, issues: IssueList) -> None:
    heading = layout.heading("due_date")
    tell(
        missing,
        pl.lit(True),
        "missing_due_date",
        Severity.LEFT_OUT,
        "La date d'échéance manque ; la ligne n'est pas importée.",
        issues,
        heading or layout.heading("terms"),
        "due_date" if heading else "terms",
    )


def _tell_doubtful(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> None:
    issued, due = pl.col("v_issue_date"), pl.col("v_due_date")
    heading = layout.heading("due_date")
    tell(
        frame,
        due < issued,
        "due_before_issue",
        Severity.DECISION,
        "L'échéance est antérieure à la date de facture : laquelle est juste ?",
        issues,
        heading,
        "due_date",
    )
    days = (due - issued).dt.total_days()
    for where, severity, message in (
        # A retention, a plan of payments may run for years.
        (
            days.is_between(FAR_DUE_DAYS, SLIP_DAYS, closed="right"),
            Severity.WARNING,
            "L'échéance est très éloignée de la date de facture ; à vérifier.",
        ),
        (
            (days > SLIP_DAYS, ~pl.col("harmless")),
            Severity.DECISION,
            "L'échéance (« {value} ») est à plus de dix ans de la date de facture : laquelle des "
            "deux est fausse ?",
        ),
    ):
        tell(frame, where, "far_due_date", severity, message, issues, heading, "due_date")


def _tell_far_months(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> None:
    """A month without its year, of which the next one is far: perhaps the last one was meant."""
    far = (pl.col("due") - pl.col("v_issue_date")).dt.total_days() > FAR_MONTH_DAYS
    named = pl.col("terms").str.contains(ONE_DAY) & ~pl.col("terms").str.contains(r"\d{2}\W*$")
    tell(
        frame,
        (named, far, ~pl.col("harmless")),
        "far_due_date",
        Severity.DECISION,
        "Échéance « {value} », sans année : la prochaine est loin de la date de facture. "
        "Est-ce bien celle-là ?",
        issues,
        layout.heading("due_date") or layout.heading("terms"),
        "terms",
    )


def _with_unread(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> pl.DataFrame:
    """``unread``: a due date is written that could not be read. A credit does without it."""
    written = frame["due_date"].is_not_null() & frame["v_due_date"].is_null()
    unread = written & ~says_no_date(frame["due_date"]) if written.any() else written
    spared = frame.filter(unread & frame["harmless"])
    if spared.height:
        issues.soften(
            "unreadable_date",
            spared["row"].to_list(),
            layout.heading("due_date"),
            "« {value} » n'est pas une date lisible ; ignorée, rien n'est à relancer ici.",
        )
    return frame.with_columns((unread & ~frame["harmless"]).alias("unread"))


def _client_answers(frame: pl.DataFrame, answers: Mapping[str, str]) -> pl.Series:
    """The terms said for the client of each row, as text."""
    said = {
        code.removeprefix(CLIENT_TERMS): value
        for code, value in answers.items()
        if code.startswith(CLIENT_TERMS)
    }
    client = frame.select(pl.coalesce("client_code", "client_name")).to_series()
    if not said:
        return pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    by_name = frame["client_name"].replace_strict(said, default=None, return_dtype=pl.String)
    by_code = client.replace_strict(said, default=None, return_dtype=pl.String)
    return by_code.zip_with(by_code.is_not_null(), by_name)


def _from_terms(frame: pl.DataFrame, general: Terms | None) -> pl.Series:
    """The due date that the row's own terms give, else its client's, else the general ones."""
    key = ["v_issue_date", "terms", "client_terms"]
    if general is None and all(frame[name].null_count() == frame.height for name in key[1:]):
        return pl.repeat(None, frame.height, dtype=pl.Date, eager=True)
    distinct = frame.select(key).unique()
    cells = [*distinct["terms"].drop_nulls(), *distinct["client_terms"].drop_nulls()]
    own = {cell: read_terms(cell) for cell in set(cells)}
    reckoned = [
        (issued, cell, client, terms.due(issued))
        for issued, cell, client in distinct.iter_rows()
        if issued is not None and (terms := own.get(cell) or own.get(client) or general) is not None
    ]
    schema = {"v_issue_date": pl.Date, "terms": pl.String, "client_terms": pl.String}
    table = pl.DataFrame(reckoned, schema={**schema, "found": pl.Date}, orient="row")
    joined = frame.select(key).join(
        table, on=key, how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["found"]
