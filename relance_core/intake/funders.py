"""Whether who finances an invoice also pays it: an OPCO, an insurer; asked, never guessed.

An OPCO that pays in the client's stead is whom to remind; one that refunds its client is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.asked_words import EACH, weight
from relance_core.intake.clients import clean_text
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question
from relance_core.intake.statuses import is_no, is_yes
from relance_core.vocabulary import Severity

FIELD, QUESTION = "funder", "who_pays"
FUNDER, CLIENT = "funder", "client"
ANSWERS = (FUNDER, CLIENT, EACH)
#: Words by which a column of funders says that there is none.
_NOBODY = frozenset(
    (
        *("client", "clients", "le client", "entreprise", "societe", "employeur", "particulier"),
        *("autofinancement", "autofinance", "auto financement", "fonds propres", "direct"),
        *("financement propre", "financement personnel", "lui meme", "elle meme", "perso"),
        *("aucun financeur", "sans financeur", "hors opco", "pas d opco", "sans objet"),
    )
)
#: Those that insure what is owed: they pay the firm when its client has not, and get no reminder.
_CREDIT_INSURERS = re.compile(
    r"^(?:allianz trade|euler hermes|coface|atradius|cartan(?: trade)?|credendo|tokio marine hcc|"
    r"groupama assurance credit|axa assurcredit|sfac|nexus|solunion|bpifrance|assurance credit)\b"
)


def with_funders(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question]]:
    """``payer_name`` where the funder of a row was said to pay it; the question until then."""
    if not layout.has(FIELD):
        return frame, []
    cells = frame[FIELD].drop_nulls().unique().to_list()
    named = [cell for cell in cells if not _is_nobody(cell)]
    client = pl.col("client_name").str.strip_chars().str.to_lowercase()
    other = (pl.col(FIELD).str.strip_chars().str.to_lowercase() != client).fill_null(True)
    owed = (pl.coalesce("v_balance", "v_amount") > ZERO).fill_null(True)
    found = frame.filter(pl.col(FIELD).is_in(named) & other & pl.col("payer_name").is_null())
    said = answers.get(QUESTION)
    due = found.filter(owed)
    if due.is_empty() or said == CLIENT:
        return frame, []
    heading = layout.heading(FIELD)
    marks = [cell for cell in named if is_yes(cell)]
    rows = pl.col("row").is_in(due["row"].to_list())
    each = pl.lit(value=said == EACH)
    tell(  # a mere yes does not name whom to write to
        frame,
        rows & (each | pl.col(FIELD).is_in(marks)),
        "funder",
        Severity.DECISION,
        f"Colonne « {heading} » : « {{value}} ». Le financeur paie-t-il cette facture à la place "
        "du client ?",
        issues,
        heading,
        FIELD,
    )
    names = found.filter(~pl.col(FIELD).is_in(marks))
    if said == FUNDER:
        payer = clean_text(frame[FIELD], 200)
        theirs = pl.col("row").is_in(names["row"].to_list())
        return frame.with_columns(
            pl.when(theirs).then(payer).otherwise("payer_name").alias("payer_name")
        ), []
    asked = names.filter(owed)
    if said == EACH or asked.is_empty():
        return frame, []
    shown = ", ".join(f"« {name[:30]} »" for name in asked[FIELD].unique(maintain_order=True)[:3])
    return frame, [
        Question(
            QUESTION,
            f"Colonne « {heading} » : {shown} ({weight(asked)}). Qui paie ces factures ?",
            (
                Choice(
                    FUNDER, "Qui est nommé là, à la place du client : c'est lui que l'on relance"
                ),
                Choice(CLIENT, "Le client, qu'on le rembourse ou non"),
                Choice(EACH, "À décider facture par facture"),
            ),
        )
    ]


def _is_nobody(cell: str) -> bool:
    plain = plain_key(cell)
    return is_no(cell) or plain in _NOBODY or _CREDIT_INSURERS.match(plain) is not None
