"""How a formal notice names what lateness has added, the statement of it being annexed."""

from __future__ import annotations

from relance_core.messages import writing
from relance_core.receivables.late_charges import LateCharges


def annexed_sentence(charges: LateCharges | None, language: str) -> str:
    """``Arrêtées au 20 novembre 2026, elles s'élèvent à …``; empty where nothing is reckoned.

    Interest per currency, never summed with another's; the fees, in euros, are told apart and
    added only to euros.
    """
    if charges is None or not charges.entries:
        return ""
    interest = writing.amounts(charges.interest, language)
    day = writing.day_in_words(charges.on, language)
    total = ""
    if charges.fees and list(charges.interest) == ["EUR"]:
        total = writing.amount(charges.interest["EUR"] + charges.fees, "EUR", language)
    if language == "en":
        both = f", or {total} with the recovery fee" if total else ""
        return f"At {day}, this interest comes to {interest}{both}; its statement is annexed."
    both = f", soit {total} avec l'indemnité forfaitaire" if total else ""
    return (
        f"Au {day}, les intérêts de retard s'élèvent à {interest}{both} ; leur décompte est joint."
    )
