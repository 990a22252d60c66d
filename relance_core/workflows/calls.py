"""The calls of the day: one made is written down, and counts as its step."""

from __future__ import annotations

from relance_core.errors import Refused
from relance_core.store.messages import add_batch
from relance_core.vocabulary import Channel
from relance_core.workflows.drafts import prepare
from relance_core.workflows.freeze import freeze
from relance_core.workflows.space import Act, Space
from relance_core.workflows.today_plan import read_day


def record_call(space: Space, act: Act, client_id: int, said: str) -> int:
    """Write down the call of today's plan to a client, with what was ``said``; its message's id.

    The call has been made: its invoices have done their step. Raises ``Refused`` when no call is
    planned today for this client, or when he is to be called on a later day.
    """
    with space.engine.begin() as conn:
        day = read_day(space, conn, today=act.today)
        calls = [
            one
            for one in prepare(conn, day, addressees=[client_id])
            if one.reminder.channel is Channel.CALL
        ]
        if not calls:
            raise Refused(
                "Aucun appel n'est prévu aujourd'hui pour ce client : rien n'a été noté.",
                code="not_in_plan",
            )
        batch_id = add_batch(
            conn,
            by=act.by,
            at=act.at,
            for_date=day.plan.for_date,
            plan_id=day.plan.plan_id,
            mode="live",
        )
        return freeze(conn, calls[0], batch_id, day.settings, act, said=said.strip())
