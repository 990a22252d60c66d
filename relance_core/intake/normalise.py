"""From cells to invoices: puts the readings of the columns together, row by row, doubts included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from relance_core.intake.clients import (
    MAX_CODE,
    clean_code,
    clean_text,
    debtor_types,
    read_names,
    read_sirens,
)
from relance_core.intake.duplicates import collapse, tell_look_alikes, with_keys
from relance_core.intake.issues import IssueList
from relance_core.intake.layout import Layout, read_layout
from relance_core.intake.meaning import (
    INVOICE,
    ZERO,
    tell,
    with_disputes,
    with_kinds,
    with_open_amounts,
    with_statuses,
)
from relance_core.intake.reading import Choice, Question, Reading
from relance_core.intake.statuses import is_direct_debit, read_words
from relance_core.intake.terms import Terms, read_terms
from relance_core.intake.values import AMOUNT_COLUMNS, DATE_COLUMNS, Values, read_values
from relance_core.intake.workbook import Workbook
from relance_core.money import MONEY
from relance_core.schemas import INVOICES, conform
from relance_core.vocabulary import Severity

FAR_DUE_DAYS = 730  # a due date this long after the invoice is pointed out
#: Free text kept as written, with the length that is stored.
TEXTS = {
    "contact_name": 255,
    "order_ref": 255,
    "address": 255,
    "city": 120,
    "country": 60,
    "vat_number": 30,
    "payer_name": 200,
}
TERMS_CHOICES = (
    ("0", "À réception de la facture"),
    ("30", "30 jours après la facture"),
    ("30_eom", "30 jours fin de mois"),
    ("45", "45 jours après la facture"),
    ("45_eom", "45 jours fin de mois"),
    ("60", "60 jours après la facture"),
)


def understand(
    workbook: Workbook,
    *,
    today: date,
    mapping: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    terms_days: int | None = None,
) -> Reading:
    """The invoices of a workbook, as far as its columns and the answers tell.

    ``mapping`` gives a field its heading ("" for none), ``answers`` a question's code its value,
    ``terms_days`` the days of payment of invoices without a due date (said by the user, never a
    default). Raises ``UnreadableFile`` when there is no invoice in the file.
    """
    answers = answers or {}
    layout = read_layout(workbook, mapping or {}, answers)
    issues = IssueList(layout.table.sheet)
    values = read_values(workbook, layout, answers, issues)
    frame = layout.rows.with_columns(
        values.currency.alias("currency"),
        *(
            _typed(values, field, pl.Date, layout.rows.height).alias(f"v_{field}")
            for field in DATE_COLUMNS
        ),
        *(
            _typed(values, field, MONEY, layout.rows.height).alias(f"v_{field}")
            for field in AMOUNT_COLUMNS
        ),
    )
    frame = _with_amount_from_parts(frame, layout)
    frame = _with_identity(frame, layout, issues)
    frame = with_statuses(frame, layout, issues)
    frame = with_kinds(frame, layout, issues)
    frame = with_open_amounts(frame, layout, today, issues)
    frame = with_disputes(frame, layout, issues)
    frame, asked = _with_due_dates(frame, layout, answers, terms_days, issues)
    frame = _with_details(frame, layout, issues)
    questions = (*layout.questions, *values.questions, *asked)
    return _reading(workbook, layout, frame, questions, (*layout.notes, *values.notes), issues)


def _typed(
    values: Values, field: str, kind: pl.DataType | type[pl.DataType], height: int
) -> pl.Series:
    found = values.dates.get(field)
    if found is None:
        found = values.amounts.get(field)
    if found is None:
        return pl.repeat(None, height, dtype=kind, eager=True)
    return found


def _with_amount_from_parts(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The amount with tax as the sum of its parts, where the file gives nothing else."""
    if layout.has("amount") or layout.has("balance"):
        return frame
    total = pl.col("v_amount_excl_tax") + pl.col("v_tax")
    return frame.with_columns(total.cast(MONEY).alias("v_amount"))


def _with_identity(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> pl.DataFrame:
    """Clean ``client_name``, ``client_code``, ``number``, payer; rows without them are left out."""
    raw = frame.select(
        "row",
        "number",
        clean_code(pl.col("number")).alias("clean"),
        clean_code(pl.col("client_code")).alias("code"),
        clean_code(pl.col("payer_code")).alias("payer_code"),
    )
    heading = layout.heading("client_name") or layout.heading("client_code")
    names = read_names(raw["row"], frame["client_name"], raw["code"], heading, issues)
    column = layout.heading("number")
    clean = pl.col("clean")
    if layout.has("number"):
        tell(
            raw,
            clean.is_null(),
            "missing_number",
            Severity.LEFT_OUT,
            "Le numéro de facture manque ; la ligne n'est pas importée.",
            issues,
            column,
            "number",
        )
    tell(
        raw,
        (clean.str.len_chars() > MAX_CODE) | (pl.col("code").str.len_chars() > MAX_CODE),
        "number_too_long",
        Severity.LEFT_OUT,
        f"Le numéro ou le code client dépasse {MAX_CODE} caractères ; la ligne n'est pas importée.",
        issues,
        column,
        "number",
    )
    tell(
        raw,
        pl.col("number").str.strip_chars().str.contains(r"[\x00-\x1f]") & clean.is_not_null(),
        "number_cleaned",
        Severity.WARNING,
        "Le numéro contient un saut de ligne ou une tabulation, remplacé par une espace.",
        issues,
        column,
        "number",
    )
    return frame.with_columns(
        raw["code"].alias("client_code"),
        names.alias("client_name"),
        raw["clean"].alias("number"),
        raw["payer_code"],
    )


def _with_due_dates(
    frame: pl.DataFrame,
    layout: Layout,
    answers: Mapping[str, str],
    terms_days: int | None,
    issues: IssueList,
) -> tuple[pl.DataFrame, list[Question]]:
    """Adds ``due`` and ``calculated``; asks once when the file says nothing about due dates."""
    general = read_terms(answers.get("missing_due_date", ""))
    if general is None and terms_days is not None:
        general = Terms(terms_days)
    frame = frame.with_columns(_from_terms(frame, general).alias("reckoned"))
    issued, due = pl.col("v_issue_date"), pl.col("v_due_date")
    # Nobody is chased for what is settled or owed to the client: the day itself will do.
    harmless = (pl.col("kind") != INVOICE) | (pl.col("open_amount") == ZERO)
    unread = pl.col("due_date").is_not_null() & due.is_null()
    reckoned = pl.when(~unread).then(pl.coalesce("reckoned", pl.when(harmless).then(issued)))
    frame = frame.with_columns(
        pl.coalesce(due, reckoned).alias("due"),
        (due.is_null() & reckoned.is_not_null()).alias("calculated"),
    )
    heading = layout.heading("due_date")
    missing = pl.col("due").is_null() & ~unread
    questions: list[Question] = []
    if not layout.has("due_date") and general is None and not layout.has("terms"):
        questions.append(_due_question(layout))
    elif frame.select(missing.any()).item():
        tell(
            frame,
            missing,
            "missing_due_date",
            Severity.LEFT_OUT,
            "La date d'échéance manque ; la ligne n'est pas importée.",
            issues,
            heading or layout.heading("terms"),
            "due_date" if heading else "terms",
        )
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
    tell(
        frame,
        (due - issued).dt.total_days() > FAR_DUE_DAYS,
        "far_due_date",
        Severity.WARNING,
        "L'échéance est très éloignée de la date de facture ; à vérifier.",
        issues,
        heading,
        "due_date",
    )
    return frame, questions


def _from_terms(frame: pl.DataFrame, general: Terms | None) -> pl.Series:
    """The due date that the row's own terms give, else the general ones; null without them."""
    pairs = frame.select("v_issue_date", "terms").unique()
    own = {cell: read_terms(cell) for cell in pairs["terms"].drop_nulls().unique()}
    reckoned = [
        (issued, cell, terms.due(issued))
        for issued, cell in pairs.iter_rows()
        if issued is not None and (terms := own.get(cell) or general) is not None
    ]
    table = pl.DataFrame(
        reckoned,
        schema={"v_issue_date": pl.Date, "terms": pl.String, "found": pl.Date},
        orient="row",
    )
    joined = frame.select("v_issue_date", "terms").join(
        table, on=["v_issue_date", "terms"], how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["found"]


def _due_question(layout: Layout) -> Question:
    if layout.has("issue_date"):
        return Question(
            "missing_due_date",
            "Ce fichier n'indique aucune date d'échéance. Quel est le délai de paiement ? "
            "Les échéances calculées restent à confirmer.",
            tuple(Choice(value, label) for value, label in TERMS_CHOICES),
        )
    free = [column.heading for column in layout.columns if column.field is None]
    return Question(
        "choose_due_date",
        "Ce fichier n'indique ni date d'échéance ni date de facture. Quelle colonne porte "
        "l'échéance ?",
        tuple(Choice(heading, heading) for heading in free),
    )


def _with_details(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> pl.DataFrame:
    """What surrounds the invoice: addresses, SIREN, type of debtor, reminders already sent."""
    sirens, bad_sirens = read_sirens(frame["siren"])
    if bad_sirens.any():
        issues.add_each(
            frame.filter(bad_sirens).select("row", "siren").rows(),
            "bad_siren",
            Severity.WARNING,
            "« {value} » n'est pas un SIREN ou un SIRET valable ; ignoré.",
            layout.heading("siren"),
        )
    _tell_bad_addresses(frame, layout, issues)
    frame = frame.with_columns(
        *(
            clean_text(pl.col(field), limit).alias(field)
            for field, limit in TEXTS.items()
            if layout.has(field)
        ),
        _levels(pl.col("reminder_level")).alias("reminder_level"),
        _phone(pl.col("phone")).alias("phone"),
        _postcode(pl.col("postcode")).alias("postcode"),
    )
    said = read_words(frame["debtor_type"], "debtor_type")
    return frame.with_columns(
        sirens.alias("siren"),
        debtor_types(said, frame["client_name"], sirens, frame["vat_number"]).alias("debtor_type"),
        is_direct_debit(frame["payment_method"]).alias("direct_debit"),
        read_words(frame["language"], "language").alias("language"),
    )


def _tell_bad_addresses(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> None:
    if not layout.has("email"):
        return
    from relance_core.intake.addresses import is_no_reply, split_addresses

    verdicts: dict[str, str] = {}
    for cell in frame["email"].drop_nulls().unique().to_list():
        valid, bad = split_addresses(cell)
        if bad or not valid:
            verdicts[cell] = "bad_email"
        elif any(is_no_reply(address) for address in valid):
            verdicts[cell] = "no_reply_email"
    if not verdicts:
        return
    found = frame.select(
        "row",
        "email",
        pl.col("email").replace_strict(verdicts, default=None, return_dtype=pl.String).alias("why"),
    )
    messages = {
        "bad_email": "« {value} » n'est pas une adresse e-mail utilisable ; rien n'y sera envoyé.",
        "no_reply_email": "« {value} » est une adresse que personne ne lit.",
    }
    for code, message in messages.items():
        rows = found.filter(pl.col("why") == code).select("row", "email").rows()
        issues.add_each(rows, code, Severity.WARNING, message, layout.heading("email"))


def _levels(cell: pl.Expr) -> pl.Expr:
    """How many reminders were sent: a number in the cell, or the words of a formal notice."""
    formal = cell.str.to_lowercase().str.contains(r"demeure|formal notice")
    return pl.when(formal).then(4).otherwise(cell.str.extract(r"(\d{1,2})", 1).cast(pl.Int64))


def _phone(cell: pl.Expr) -> pl.Expr:
    """A phone number; the zero that a spreadsheet took off a French one is put back."""
    return clean_text(cell, 60).str.replace(r"\.0$", "").str.replace(r"^([1-9]\d{8})$", "0$1")


def _postcode(cell: pl.Expr) -> pl.Expr:
    """A postcode; where the others have five digits, a spreadsheet took the zero off "06000"."""
    code = clean_text(cell, 20).str.replace(r"^(\d{4,5})\.0$", "$1")
    french = code.str.contains(r"^\d{5}$").any()
    return pl.when(french).then(code.str.replace(r"^(\d{4})$", "0$1")).otherwise(code)


def _reading(
    workbook: Workbook,
    layout: Layout,
    frame: pl.DataFrame,
    questions: tuple[Question, ...],
    notes: tuple[str, ...],
    issues: IssueList,
) -> Reading:
    headings = {column.field: column.heading for column in layout.columns if column.field}
    told = issues.frame()
    out = told.filter(pl.col("severity") == Severity.LEFT_OUT.value)
    bad = frame["row"].is_in(out["row"].drop_nulls().unique().to_list())
    # While a question is open, what depends on its answer is not known yet.
    known = pl.col("due").is_not_null() & pl.col("currency").is_not_null()
    known = known & pl.col("gross").is_not_null() & pl.col("number").is_not_null()
    kept = _invoices(frame.filter(~bad).filter(known), layout.table.sheet)
    keyed = collapse(with_keys(kept), headings, issues)
    tell_look_alikes(keyed, headings, issues)
    told = issues.frame()
    invoices = conform(
        _decided(keyed, told).select(list(INVOICES)), INVOICES, "INVOICES"
    )
    cancelled = out.filter(pl.col("code") == "cancelled")["row"].to_list()
    return Reading(
        kind=workbook.kind.value,
        sheet=layout.table.sheet,
        header_row=layout.table.header_row,
        columns=layout.columns,
        invoices=invoices,
        issues=told,
        questions=questions,
        layout_key=layout.key,
        left_out=_named(frame.filter(bad)),
        cancelled=_named(frame.filter(pl.col("row").is_in(cancelled))),
        notes=notes,
    )


def _named(rows: pl.DataFrame) -> frozenset[tuple[str | None, str]]:
    who = pl.coalesce("client_code", "client_name")
    named = rows.filter(pl.col("number").is_not_null()).select(who.alias("who"), "number")
    return frozenset((client, number) for client, number in named.iter_rows())


def _invoices(frame: pl.DataFrame, sheet: str) -> pl.DataFrame:
    return frame.select(
        pl.lit(sheet).alias("sheet"),
        "row",
        "client_code",
        "client_name",
        "payer_code",
        "payer_name",
        "number",
        "kind",
        pl.col("v_issue_date").alias("issue_date"),
        pl.col("due").alias("due_date"),
        pl.col("calculated").alias("due_calculated"),
        "currency",
        pl.col("gross").alias("amount"),
        "open_amount",
        "disputed_amount",
        clean_text(pl.col("reason"), 500).alias("dispute_reason"),
        pl.col("v_paid_date").alias("paid_date"),
        "direct_debit",
        "order_ref",
        "reminder_level",
        pl.col("v_last_reminder_date").alias("last_reminder_date"),
        pl.lit(None, dtype=pl.String).alias("decision"),
        pl.col("email").str.strip_chars().alias("email"),
        "contact_name",
        "phone",
        "siren",
        "vat_number",
        "debtor_type",
        "language",
        "address",
        "postcode",
        "city",
        "country",
    )


def _decided(invoices: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Invoices with the sentences of the decisions that their row awaits."""
    decisions = (
        told.filter((pl.col("severity") == Severity.DECISION.value) & pl.col("row").is_not_null())
        .group_by("row", maintain_order=True)
        .agg(pl.col("message").unique(maintain_order=True).str.join(" ").alias("awaited"))
    )
    return (
        invoices.join(decisions, on="row", how="left", maintain_order="left")
        .with_columns(pl.col("awaited").alias("decision"))
        .drop("awaited")
    )
