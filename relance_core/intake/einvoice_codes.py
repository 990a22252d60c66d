"""The states that platforms exchange of an e-invoice: the codes of the reform, and their words.

AFNOR XP Z12-012 numbers them (207: en litige); Chorus Pro, that of the public sector, has words of
its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from relance_core.french import plain_key
from relance_core.intake.headings import ColumnReading

if TYPE_CHECKING:
    from relance_core.intake.tables import Table

FIELD = "einvoice_status"
REFUSED, UNDER_WAY = "refused", "under_way"
#: Code -> what it says of the invoice, and its words.
STATES = {
    "200": ("open", "déposée"),
    "201": ("open", "émise par la plateforme"),
    "202": ("open", "reçue par la plateforme"),
    "203": ("open", "mise à disposition"),
    "204": ("open", "prise en charge"),
    "205": ("open", "approuvée"),
    "206": (REFUSED, "approuvée partiellement"),
    "207": ("disputed", "en litige"),
    "208": (REFUSED, "suspendue"),
    "209": ("open", "complétée"),
    "210": (REFUSED, "refusée"),
    "211": (UNDER_WAY, "paiement transmis"),
    "212": ("paid", "encaissée"),
    "213": (REFUSED, "rejetée"),
    "214": ("open", "visée"),
    "220": ("cancelled", "annulée"),
    "221": (REFUSED, "erreur de routage"),
    "224": (REFUSED, "demande de paiement direct"),
    "225": ("factored", "affacturée"),
    "226": ("factored", "affacturée confidentiel"),
    "227": ("open", "changement de compte à payer"),
    "228": ("open", "non affacturée"),
    "501": (REFUSED, "irrecevable"),
}
#: Other words for them, and those of Chorus Pro, whose accountant books what he is about to pay.
_OTHER_WORDS = {
    "open": (
        *(
            "approved",
            "accepted",
            "submitted",
            "received",
            "made available",
            "in hand",
            "completed",
        ),
        "émise",
        "reçue",
        "transmise",
        "envoyée",
        "validée",
        "acceptée",
        "mise à disposition du destinataire",
        "en cours d'acheminement",
        "en cours d'acheminement vers le destinataire",
        "service fait",
    ),
    "disputed": ("litige", "contestée", "in dispute", "disputed"),
    REFUSED: (
        *("à recycler", "en attente de pièces", "mise en attente", "rejet", "refus"),
        *("refused", "rejected", "suspended", "partially approved", "routing error"),
    ),
    UNDER_WAY: (
        "mandatée",
        "mise à disposition du comptable",
        "comptabilisée",
        "mise en paiement",
        *("paiement émis", "payment sent", "payment transmitted"),
    ),
    "paid": ("payée", "réglée", "paiement reçu", "cashed", "payment received", "paid"),
    "cancelled": ("annulation", "cancelled"),
}
WORDS = {plain_key(words): state for state, words in STATES.values()} | {
    plain_key(word): state for state, listed in _OTHER_WORDS.items() for word in listed
}
#: Of these words, those that no other list of invoices holds.
ITS_OWN = frozenset(
    plain_key(word)
    for word in (
        *("déposée", "mise à disposition", "mise à disposition du destinataire", "prise en charge"),
        *("mise à disposition du comptable", "approuvée partiellement", "paiement transmis"),
        *("service fait", "mandatée", "mise en paiement", "à recycler", "en cours d'acheminement"),
        *("en cours d'acheminement vers le destinataire", "émise par la plateforme"),
        *("reçue par la plateforme", "erreur de routage"),
    )
)
_CODE = re.compile(r"(?i)^\W*(?:(?:vrbl\W)?fr\W?)?(\d{3})(?:[.,]0+)?(?:\W+([^\W\d_].*))?\W*$")

#: What a heading says of whose states these are.
_HEADED = re.compile(
    r"\b(?:ppf|pdp|pa|chorus|cycle de vie|cdv|plate ?forme|e fact\w+|e invo\w+|lifecycle|"
    r"factur\w+ electronique)\b"
)
#: Confidence of a column whose every cell is such a state.
BY_CELLS = 0.8
#: More different cells than there are states.
_MOST = 40


def is_code(cell: str) -> bool:
    """Whether a cell is a code of the life cycle, alone or before its words."""
    found = _CODE.match(cell.strip())
    return found is not None and found[1] in STATES


def state_of(cell: str) -> tuple[str, str] | None:
    """What a cell says (open, disputed, refused…), and in which words; None when it is no state."""
    found = _CODE.match(cell.strip())
    if found:
        return STATES.get(found[1])
    state = WORDS.get(plain_key(cell))
    return None if state is None else (state, cell.strip().lower())


def with_einvoice_column(
    table: Table, columns: tuple[ColumnReading, ...]
) -> tuple[ColumnReading, ...]:
    """The columns of which one tells states of e-invoices, and nothing else, named for it.

    Words alone must be of a heading that says so, or be found in no other list of invoices.
    """
    for at, column in enumerate(columns):
        if column.field not in (None, "status", "document_status") or column.confidence == 1:
            continue
        if column.position >= len(table.headings) or not column.samples:
            continue
        if not all(state_of(sample) for sample in column.samples):
            continue
        cells = table.frame[f"c{column.position}"].drop_nulls().unique()
        known = [cell for cell in cells.to_list() if cell.strip()] if cells.len() < _MOST else []
        if known and all(state_of(cell) for cell in known) and _is_cycle(column, known):
            return (
                *columns[:at],
                replace(column, field=FIELD, confidence=BY_CELLS),
                *columns[at + 1 :],
            )
    return columns


def _is_cycle(column: ColumnReading, cells: Sequence[str]) -> bool:
    numbered = [found for cell in cells if (found := _CODE.match(cell.strip()))]
    if numbered:  # under a heading that says nothing, figures alone may count anything
        return column.field is not None or all(found[2] for found in numbered)
    if column.field is None:
        return False
    own = any(plain_key(cell) in ITS_OWN for cell in cells)
    return own or _HEADED.search(plain_key(column.heading)) is not None
