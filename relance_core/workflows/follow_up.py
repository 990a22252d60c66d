"""What a dispute begins with, and what the same dispute keeps when it is told anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from relance_core.calendar import add_open_days
from relance_core.commitments import DISPUTE_DELAY, DisputeTurn
from relance_core.store.disputes import FOLLOWED
from relance_core.workflows.space import Act


def followed(about: Mapping[str, Any], before: Row[Any] | None, act: Act) -> dict[str, Any]:
    """``about`` a dispute, completed: by what was known of it ``before``, else by the usual.

    Who notes a dispute answers for it, within ten open days.
    """
    if before is not None:
        known = {column: before._mapping[column] for column in FOLLOWED}
    else:
        known = {
            "owner": act.by,
            "deadline": add_open_days(act.today, DISPUTE_DELAY),
            "turn": DisputeTurn.OURS.value,
        }
    return known | {column: value for column, value in about.items() if value is not None}
