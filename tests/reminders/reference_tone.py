"""The tone of a message, said slowly: the step's, the client's setting, never softer than the last.

Readings of the rules where they leave a choice are written in ``reference.py``.
"""

from __future__ import annotations

from datetime import date

from relance_core.vocabulary import FORMAL_STEPS, Tone
from tests.reminders.reference_steps import Invoice, Row

_TONES = [tone.value for tone in Tone]
_FIRM = _TONES.index(Tone.FIRM)


def tone_of(leader: Invoice, told: list[Row], still_open: set[int]) -> str:
    """Tone of the message led by ``leader``; ``told``: the history of its addressee."""
    return _TONES[max(_asked(leader), _last(told, still_open))]


def _asked(leader: Invoice) -> int:
    """Firmness by the step and the client's setting."""
    assert leader.planned is not None
    if leader.step in FORMAL_STEPS:
        return _TONES.index(Tone.FORMAL)
    usual = _TONES.index(leader.planned.tone)
    setting = leader.client["tone"]
    if setting in ("firmer", "always_firm") and leader.client["debtor_type"] in (
        "public",
        "consumer",
    ):
        return min(usual, _FIRM)
    if setting == "softer":
        return max(usual - 1, 0)
    if setting == "firmer":
        return min(usual + 1, _FIRM)
    if setting.startswith("always_"):
        return _TONES.index(setting.removeprefix("always_"))
    return usual


def _last(told: list[Row], still_open: set[int]) -> int:
    """Firmness of the last message about an invoice still open; 0 when there is none."""
    last = (date.min, 0, 0)
    for one in told:
        if one["state"] in ("sent", "deposited") and one["invoice_id"] in still_open:
            last = max(last, (one["day"], one["message_id"] or 0, _TONES.index(one["tone"])))
    return last[2]
