"""Several firms of the user's own in one list, told by a column of theirs: which is read is asked.

A group exports the invoices of all its companies at once; each has its own numbers, and is
reminded of in its own name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from relance_core.french import listed, plural
from relance_core.intake.headings import GENERIC, ColumnReading, tokens
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.reading import Choice, Question
from relance_core.intake.tables import Table
from relance_core.vocabulary import Severity

FIELD, QUESTION = "issuer", "which_firm"
#: Answers beside the name of one of the firms.
EVERY, OTHER = ANSWERS = ("every", "other")
_PREFIX = "only="
#: What heads the firm that issued an invoice, where another column names the client.
_HEADED = frozenset(
    {
        *("societe", "entreprise", "company", "entite", "entity", "filiale", "emetteur", "seller"),
        *("emettrice", "facturante", "subsidiary", "vendeur", "issuer"),
    }
)
_NOISE = frozenset(
    {"legal", "juridique", "nom", "name", "code", "notre", "our", "raison", "sociale"}
)
#: More of them are the clients' own companies.
_MOST = 8
_WHO = frozenset({"client_name", "client_code"})


def with_issuers(table: Table, columns: tuple[ColumnReading, ...]) -> tuple[ColumnReading, ...]:
    """The columns of which one names a few firms, each with several invoices, as their issuers."""
    if not any(column.field in _WHO for column in columns):
        return columns
    for at, column in enumerate(columns):
        words = tokens(column.heading) - _NOISE
        if column.field is not None or not words or not words <= _HEADED:
            continue
        if column.position < len(table.headings) and _are_firms(table, columns, column):
            return (
                *columns[:at],
                replace(column, field=FIELD, confidence=GENERIC),
                *columns[at + 1 :],
            )
    return columns


def _are_firms(table: Table, columns: tuple[ColumnReading, ...], column: ColumnReading) -> bool:
    """Whether a column says of each row one of few firms, that are not its client's."""
    cells = table.frame[f"c{column.position}"].str.strip_chars().replace("", None)
    firms = cells.drop_nulls().value_counts()
    if not 2 <= firms.height <= _MOST or cells.null_count() or (firms["count"] < 2).any():
        return False
    who = next(one for one in columns if one.field in _WHO)
    clients = table.frame[f"c{who.position}"]
    # Companies of clients follow the name of their people; firms have clients in common, or many.
    pairs = pl.DataFrame({"firm": cells, "client": clients}).drop_nulls().unique()
    return pairs["client"].n_unique() >= firms.height and (
        pairs.height > pairs["client"].n_unique() or pairs.height >= 2 * firms.height
    )


def of_one_firm(
    frame: pl.DataFrame, heading: str | None, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question], list[str]]:
    """The rows of the firm that was chosen; those of the others are told and left out.

    ``heading`` is that of the column of firms; None without one.
    """
    if heading is None:
        return frame, [], []
    said = answers.get(QUESTION, "")
    counted = frame[FIELD].str.strip_chars().value_counts(sort=True).drop_nulls()
    firms: list[str] = counted[FIELD].to_list()
    if said in ANSWERS:
        return frame, [], []
    chosen = said.removeprefix(_PREFIX)
    if said.startswith(_PREFIX) and chosen in firms:
        ours = (pl.col(FIELD).str.strip_chars() == chosen).fill_null(True)
        tell(
            frame,
            ~ours,
            "other_firm",
            Severity.LEFT_OUT,
            "« {value} » : facture d'une autre de vos sociétés ; la ligne n'est pas importée.",
            issues,
            heading,
            FIELD,
        )
        kept = frame.filter(ours)
        note = (
            f"Seules les factures de « {chosen[:60]} » sont lues : "
            f"{plural(frame.height - kept.height, 'ligne')} d'autres sociétés laissées de côté."
        )
        return kept, [], [note]
    named = listed([f"« {name[:40]} » ({count})" for name, count in counted.head(4).iter_rows()])
    question = Question(
        QUESTION,
        f"La colonne « {heading} » nomme plusieurs sociétés à côté du client : {named}. Sont-ce "
        "les vôtres, qui ont émis ces factures ? Chaque espace suit celles d'une seule.",
        (
            *(
                Choice(f"{_PREFIX}{name}", f"Oui : ne lire que celles de « {name[:60]} »")
                for name in firms
            ),
            Choice(EVERY, "Oui : les lire toutes ensemble dans cet espace"),
            Choice(OTHER, "Non : autre chose, ne pas en tenir compte"),
        ),
    )
    # The numbers of one firm are not those of another: nothing else can be asked of both at once.
    return frame.filter(pl.col(FIELD).str.strip_chars() == firms[0]), [question], []


def is_answer(value: str) -> bool:
    """Whether a value may answer the question: one of the fixed ones, or the name of a firm."""
    return value in ANSWERS or value.startswith(_PREFIX)
