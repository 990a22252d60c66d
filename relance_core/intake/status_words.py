"""What the status column says of each row; an unknown word is asked once, for all its rows."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from relance_core.french import listed
from relance_core.intake.asked_words import EACH, SAMPLES, asked_key, weight
from relance_core.intake.doubtful_credits import with_doubted_credits
from relance_core.intake.einvoice_states import with_their_meaning
from relance_core.intake.flag_columns import DEBITED, FACTORED, SOLD, flagged, marked_yes
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import CENT
from relance_core.intake.layout import Layout
from relance_core.intake.parties import each_word
from relance_core.intake.reading import Choice, Question
from relance_core.intake.sections import state_of
from relance_core.intake.status_codes import FIELD, told_in, with_codes
from relance_core.intake.statuses import UNKNOWN, is_direct_debit, read_statuses
from relance_core.intake.unmarked_rows import with_unmarked
from relance_core.vocabulary import Severity

PREFIX = "status:"
#: Groups of words for what is due and yet not to be chased as it is.
HELD_BACK = ("factored", "held", "promise", "direct_debit")
#: A figure or a day of its own, rather than a code that several rows share: asked row by row.
_FIGURE = r"^\W*(?:\d{2,}|\d+[.,]\d+|\d+\s*[%€])[\d\s.,/:%€-]*(?:eur(?:os?)?)?$"
#: A direct debit or a bill of exchange that the bank returned.
_CAME_BACK = (
    r"(?i)rejet|revenue?s?\b|retourn|bounced|(?:lcr|effet|traite|pr[ée]l[èe]vement).{0,20}impay|"
    r"impay.{0,20}(?:lcr|effet|traite|pr[ée]l)"
)
IGNORED = "ignored"
#: What a word may be said to mean, for the whole column.
STATUS_ANSWERS: Mapping[str, str] = {
    "open": "Ouverte : elle est encore due",
    "paid": "Réglée",
    "draft": "Brouillon : à laisser de côté",
    "cancelled": "Annulée : à laisser de côté",
    "disputed": "En litige",
    "partial": "Réglée en partie",
    "promise": "Promesse, ou délai accordé : à ne pas relancer avant d'en décider",
    "direct_debit": "Prélèvement ou effet en cours : à ne pas relancer",
    "factored": "Cédée ou affacturée : à ne pas relancer",
    "legal": "Contentieux ou procédure collective",
    "held": "À ne pas relancer",
    "credit_note": "La ligne est un avoir, à déduire",
    IGNORED: "Ce n'est pas un statut : ne pas en tenir compte, dans toute la colonne",
    EACH: "À décider ligne par ligne",
}
#: Beyond these, the column is free text: one question for all of it.
MAX_WORDS = 8
ANY_WORD = PREFIX + "*"


def with_statuses(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question]]:
    """Adds ``meaning`` (group of status words); leaves drafts and cancelled rows out.

    Unknown words take the meaning of the answer to ``status:<word>``, or come back as questions.
    """
    heading = layout.heading("status") or ""
    paid = read_statuses(frame["status"], heading)
    document = read_statuses(frame["document_status"], "")
    decisive = document.is_in(["draft", "cancelled", "disputed"]).fill_null(False)
    said = document.zip_with(decisive, paid) if decisive.any() else paid
    frame = frame.with_columns(said.alias("meaning"), decisive.alias("by_document"))
    frame = _under_their_titles(with_doubted_credits(frame), layout, issues)
    marks = flagged(frame, layout, _due(), issues)
    frame = frame.with_columns(
        pl.coalesce(pl.lit(marks), "meaning").alias("meaning"),
        marks.is_not_null().alias("marked"),
    )
    frame, questions, asked = _answered(frame, heading, answers)
    frame, coded = with_codes(frame, layout, _due(), answers, STATUS_ANSWERS, issues)
    frame = with_their_meaning(frame, layout, _due(), issues)
    frame, unmarked = with_unmarked(frame, layout, answers, issues)
    questions = [*questions, *coded, *unmarked]
    frame = _with_who_collects(frame, layout)
    meaning = pl.col("meaning")
    for where, code, severity, message in (
        (
            (meaning == "draft",),
            "draft",
            Severity.LEFT_OUT,
            "« {value} » : brouillon, non importé.",
        ),
        (
            (meaning == "cancelled",),
            "cancelled",
            Severity.LEFT_OUT,
            "« {value} » : facture annulée, non importée.",
        ),
        (
            (meaning == UNKNOWN, _due(), ~pl.col("status").is_in(asked)),
            "unknown_status",
            Severity.DECISION,
            "Le statut « {value} » n'est pas connu : la facture est-elle encore due ?",
        ),
        (
            (meaning == "legal", _due()),
            "legal_status",
            Severity.DECISION,
            "« {value} » : le dossier est en d'autres mains ; cette facture est-elle à relancer ?",
        ),
        (
            (meaning == "factored", _due()),
            "factored",
            Severity.WARNING,
            f"{FACTORED} (« {{value}} ») : elle ne sera pas relancée.",
        ),
        (
            (meaning.is_in(["held", "promise"]), _due()),
            "held_back",
            Severity.DECISION,
            "Statut « {value} ». Faut-il relancer cette facture ?",
        ),
    ):
        where = (*where, ~pl.col("marked"), ~pl.col("by_einvoice"))  # told of its mark, or there
        for by_document, column, field in (
            (~pl.col("by_document"), heading or None, "status"),
            (pl.col("by_document"), layout.heading(FIELD), FIELD),
        ):
            tell(frame, (*where, by_document), code, severity, message, issues, column, field)
    return frame, questions


def _with_who_collects(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Adds ``direct_debit_by`` and ``factored_by``: the field of the column that tells it."""
    marked, sold = (marked_yes(frame, layout, field) for field in (DEBITED, SOLD))
    debited = is_direct_debit(frame["payment_method"])
    if debited.any() or marked.any():  # what came back unpaid is collected by nobody any more
        back = each_word(frame["status"], lambda words: words.str.contains(_CAME_BACK))
        debited = debited & ~back.fill_null(False)
        marked = marked & ~back.fill_null(False)
    frame = frame.with_columns(
        pl.when(pl.lit(marks))
        .then(pl.lit(field))
        .when(pl.col("meaning") == group)
        .then(told_in())
        .alias(f"{group}_by")
        for marks, field, group in (
            (marked, DEBITED, "direct_debit"),
            (sold, SOLD, "factored"),
        )
    )
    means = pl.when(pl.lit(debited)).then(pl.lit("payment_method"))
    return frame.with_columns(pl.coalesce("direct_debit_by", means).alias("direct_debit_by"))


def _under_their_titles(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> pl.DataFrame:
    """The meaning that the title above a row gives it, where no status of its own says better."""
    if not layout.has("section"):
        return frame.with_columns(pl.lit(False).alias("titled"))
    states = {title: state_of(title) or UNKNOWN for title in frame["section"].drop_nulls().unique()}
    said = frame["section"].replace_strict(states, default=None, return_dtype=pl.String)
    frame = frame.with_columns(said.alias("said"))
    own, said_of = pl.col("meaning"), pl.col("said")
    plain = own.is_in(["open", "overdue", "partial"])
    tell(
        frame,
        said_of.is_in(["paid", "cancelled", "draft"])
        & (plain | own.is_in(["disputed", "legal", "in_payment"]))
        & _due(),
        "title_contradicts",
        Severity.DECISION,
        "La facture est sous le titre « {value} », mais son statut dit autre chose : "
        "est-elle encore due ?",
        issues,
        layout.heading("status"),
        "section",
    )
    # What is said of the dispute is no contradiction of an invoice that is due.
    taken = said_of.is_not_null() & (
        own.is_null() | (plain & said_of.is_in(["disputed", "legal", "credit_note", *HELD_BACK]))
    )
    taken = taken.fill_null(False)
    return frame.with_columns(
        pl.when(taken).then(said_of).otherwise(own).alias("meaning"),
        pl.when(taken).then(pl.col("section")).otherwise("status").alias("status"),
        taken.alias("titled"),
    ).drop("said")


def _due() -> pl.Expr:
    """Whether the figures leave anything due: a word changes nothing to what is settled."""
    rest = pl.coalesce("v_balance", pl.col("v_amount") - pl.col("v_paid_amount").abs(), "v_amount")
    return (rest.abs() > CENT).fill_null(True)


def _answered(
    frame: pl.DataFrame, heading: str, answers: Mapping[str, str]
) -> tuple[pl.DataFrame, list[Question], list[str]]:
    """The frame with the answers heard, the questions left, and the cells they are about."""
    if not (frame["meaning"] == UNKNOWN).any():
        return frame, [], []
    unknown = frame.filter((pl.col("meaning") == UNKNOWN) & _due())
    cells = unknown["status"].drop_nulls().unique(maintain_order=True).to_list()
    if not cells:
        return frame, [], []
    once = unknown["status"].value_counts().filter(pl.col("count") == 1)["status"]
    figures = once.filter(once.str.contains(_FIGURE)).to_list()
    keys = {cell: asked_key(cell) for cell in cells}
    for_all = answers.get(ANY_WORD)
    if IGNORED in {answers.get(PREFIX + key) for key in keys.values()}:
        for_all = IGNORED
    said = {
        cell: answer
        for cell, key in keys.items()
        if (answer := answers.get(PREFIX + key, for_all)) in STATUS_ANSWERS
    }
    meant = {cell: answer for cell, answer in said.items() if answer != EACH}
    if meant:
        told = pl.col("status").replace_strict(meant, default=UNKNOWN, return_dtype=pl.String)
        told = pl.when(told != IGNORED).then(told)
        unclear = (pl.col("meaning") == UNKNOWN).fill_null(False)
        frame = frame.with_columns(
            pl.when(unclear).then(told).otherwise("meaning").alias("meaning")
        )
    rest = unknown.filter(~pl.col("status").is_in([*said, *figures]))
    asked = rest["status"].unique().to_list()
    words = pl.col("status").replace_strict(keys, default=None, return_dtype=pl.String)
    groups = rest.with_columns(words.alias("word")).partition_by("word", maintain_order=True)
    if len(groups) > MAX_WORDS:
        return frame, [_one_for_all(rest, heading, len(groups))], asked
    return frame, [_question(group, heading) for group in groups], asked


def _question(group: pl.DataFrame, heading: str) -> Question:
    word = group["status"][0].strip()[:40]
    where = f"Colonne « {heading} » : « {word} »" if heading else f"« {word} »"
    several = ", pour toutes ces lignes" if group.height > 1 else ""
    asks = f"Que veut dire ce mot{several} ?"
    if group["titled"].all():
        where, asks = f"Titre « {word} »", "Dans quel état sont les factures qu'il réunit ?"
    return Question(
        PREFIX + group["word"][0],
        f"{where} ({weight(group)}). {asks}",
        tuple(Choice(value, label) for value, label in STATUS_ANSWERS.items()),
    )


def _one_for_all(rows: pl.DataFrame, heading: str, count: int) -> Question:
    shown = rows["status"].unique(maintain_order=True).head(SAMPLES).to_list()
    words = listed([f"« {word.strip()[:40]} »" for word in shown])
    return Question(
        ANY_WORD,
        f"Colonne « {heading} » : {count} textes ne sont pas des statuts connus, dont {words} "
        f"({weight(rows)}). Qu'en faire ?",
        (
            Choice("open", "Ne pas en tenir compte : les factures restent dues"),
            Choice(EACH, STATUS_ANSWERS[EACH]),
        ),
    )
