"""Which invoice each row speaks of, and whose it is; rows that say neither are left out."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.intake.clients import MAX_CODE, are_sound, clean_code, read_names
from relance_core.intake.column_questions import BY_DAY
from relance_core.intake.document_words import read_documents
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import named
from relance_core.intake.layout import Layout
from relance_core.intake.parties import numbered, once, people_of
from relance_core.vocabulary import Severity

#: What a spreadsheet shows instead of a value it could not reckon, in English and in French.
FORMULA_ERROR = (
    r"(?i)^\s*#(?:N/A|N/D|ERREUR|(?:REF|VALUE|VALEUR|NAME|NOM|NULL|NUL|NUM|NOMBRE|DIV/0|SPILL"
    r"|PROPAGATION|CALC|CALCUL|FIELD|CHAMP|BUSY|UNKNOWN)[!?])!?\s*$"
)
#: What a spreadsheet makes of "2-1-26", or of a long number.
DAMAGED = r"^(?:\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d|\d[.,]?\d*[eE]\+\d+)$"
#: A number in which there is nothing to look at.
PLAIN_NUMBER = r"^[0-9A-Za-z/_. -]*$"
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_UNREADABLE = (
    pl.col("number").str.contains(CONTROL) | pl.col("number").str.contains(FORMULA_ERROR)
).fill_null(False)


def with_identity(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> pl.DataFrame:
    """Clean client, number and payer, and ``document`` (type); rows without them are left out.

    Expects ``party``.
    """
    frame = _with_client_of_first_line(frame)
    amounts = frame.select(pl.coalesce("v_amount", "v_balance")).to_series()
    documents = read_documents(frame["type"], answers, amounts)
    unnumbered = not layout.has("number") and answers.get("choose_number") == BY_DAY
    number = frame["number"]
    sound = are_sound(number)
    clean = named(frame, number if sound else clean_code(number), documents, every=unnumbered)
    raw = frame.select(
        "row",
        "number",
        (clean if sound else pl.when(~_UNREADABLE).then(clean)).alias("clean"),
        once(frame, "client_code", clean_code).alias("code"),
        once(frame, "payer_code", clean_code).alias("payer_code"),
    )
    _tell_errors(frame, layout, issues, sound=sound)
    heading = layout.heading("client_name") or layout.heading("client_code")
    coded = frame.with_columns(raw["code"].alias("client_code"))
    names = read_names(coded, heading, issues)
    column = layout.heading("number")
    cleaned = pl.col("clean")
    if layout.has("number"):
        tell(
            raw,
            (cleaned.is_null(), ~_UNREADABLE),
            "missing_number",
            Severity.LEFT_OUT,
            "Le numéro de facture manque ; la ligne n'est pas importée.",
            issues,
            column,
            "number",
        )
    tell(
        raw,
        (cleaned.str.len_chars() > MAX_CODE) | (pl.col("code").str.len_chars() > MAX_CODE),
        "number_too_long",
        Severity.LEFT_OUT,
        f"Le numéro ou le code client dépasse {MAX_CODE} caractères ; la ligne n'est pas importée.",
        issues,
        column,
        "number",
    )
    if not (sound or number.str.contains(PLAIN_NUMBER).all()):
        _tell_odd_numbers(raw, column, issues)
    return frame.with_columns(
        raw["code"].alias("client_code"),
        names.alias("client_name"),
        raw["clean"].alias("number"),
        raw["payer_code"],
        documents.alias("document"),
    )


def _tell_odd_numbers(raw: pl.DataFrame, column: str | None, issues: IssueList) -> None:
    """Numbers as written (``number``) and cleaned (``clean``) that cannot be what was meant."""
    # Without it, it could be another invoice's number.
    tell(
        raw,
        pl.col("number").str.contains(CONTROL),
        "number_unreadable",
        Severity.LEFT_OUT,
        "Le numéro contient un caractère de contrôle ; la ligne n'est pas importée.",
        issues,
        column,
        "number",
    )
    tell(
        raw,
        (
            pl.col("number").str.strip_chars().str.contains(r"[\t\n\r]"),
            pl.col("clean").is_not_null(),
        ),
        "number_cleaned",
        Severity.WARNING,
        "Le numéro contient un saut de ligne ou une tabulation, remplacé par une espace.",
        issues,
        column,
        "number",
    )
    tell(
        raw,
        pl.col("clean").str.contains(DAMAGED),
        "number_damaged",
        Severity.DECISION,
        "Le numéro « {value} » a sans doute été changé par le tableur (une date, ou une puissance "
        "de dix) : quel est-il ?",
        issues,
        column,
        "number",
    )


def _with_client_of_first_line(frame: pl.DataFrame) -> pl.DataFrame:
    """The client on each line of an invoice, where a list writes it on the first one only."""
    same = (pl.col("number") == pl.col("number").shift(1)).fill_null(False)
    nobody = pl.col("client_name").is_null() & pl.col("client_code").is_null()
    if not frame.select((same & nobody).any()).item():
        return frame
    block = (~same).cum_sum()
    frame = frame.with_columns(
        pl.when(nobody & same).then(pl.col(name).first().over(block)).otherwise(name).alias(name)
        for name in ("client_name", "client_code")
    )
    return numbered(frame)


def _tell_errors(frame: pl.DataFrame, layout: Layout, issues: IssueList, *, sound: bool) -> None:
    """Rows whose number or client is an error of a formula: it must not pass for a name.

    ``sound``: no number is one.
    """
    people = people_of(frame, "client_code", "client_name")
    for field, cells in (
        ("number", frame["number"].head(0) if sound else frame["number"]),
        ("client_code", people["client_code"]),
        ("client_name", people["client_name"]),
    ):
        if not cells.str.contains("#", literal=True).any():
            continue
        tell(
            frame,
            pl.col(field).str.contains(FORMULA_ERROR),
            "formula_error",
            Severity.LEFT_OUT,
            "« {value} » est l'erreur d'une formule ; la ligne n'est pas importée.",
            issues,
            layout.heading(field),
            field,
        )
