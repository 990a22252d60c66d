"""What is said of an import once it is recorded, on the page and in the terminal alike."""

from __future__ import annotations

from relance_core.french import plural
from relance_core.store.changes import Changes

#: What an export that lacks the column leaves as an earlier one had told it (``store.kept``).
_KEPT = {
    "direct_debit": (
        "facture reste notée en prélèvement",
        "factures restent notées en prélèvement",
    ),
    "factored": ("facture reste notée affacturée", "factures restent notées affacturées"),
    "disputed_amount": ("facture reste en litige", "factures restent en litige"),
    "asked": ("facture reste à trancher", "factures restent à trancher"),
}


def kept_sentences(changes: Changes) -> list[str]:
    """``2 factures restent notées affacturées d'après un export précédent : …``, one a state."""
    return [
        f"{plural(len(rows), *_KEPT[state])} d'après un export précédent : ce fichier n'a pas la "
        f"colonne qui le disait. Pour {'la' if len(rows) == 1 else 'les'} relancer malgré tout, "
        "décidez-en dans le plan du jour."
        for state, rows in changes.kept.items()
    ]
