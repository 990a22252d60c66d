"""What one has at hand while calling: the thread of the call, and the last things said."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from relance_core.commitments import PromiseOutcome
from relance_core.french import short_date
from relance_core.messages.call_script import Owed, call_script
from relance_core.store.database import reading
from relance_core.store.promises import promises
from relance_core.ui import workspace
from relance_core.ui.client_story import story_of
from relance_core.ui.frame import plain
from relance_core.workflows.call_topics import Topic

_SAID = 3


def show_script(client_id: int, topics: Sequence[Topic], key: str) -> None:
    """Folded: whoever needs it opens it; what was said last stands under it."""
    day, today = workspace.day(), workspace.today()
    found = day.situation.clients.filter(pl.col("client_id") == client_id)
    contact = found["contact_name"][0] if found.height else None
    with reading(workspace.space().engine) as conn:
        given = promises(conn, today=today).filter(
            pl.col("client_id") == client_id,
            pl.col("outcome") == PromiseOutcome.BROKEN.value,
            pl.col("open_amount") > 0,
        )
        said = story_of(conn, client_id).head(_SAID)
    lines = call_script(
        day.settings.firm,
        contact=contact or "",
        owed=[Owed(t.number, t.due_date, t.currency, t.amount_due) for t in topics],
        today=today,
        broken=given["promised_on"][0] if given.height else None,
    )
    with st.expander("Le fil de l'appel", icon=":material/forum:", key=f"{key}-script"):
        for number, line in enumerate(lines, start=1):
            st.markdown(f"**{plain(f'{number}. {line.title}')}** · « {plain(line.say)} »")
            st.caption(plain(line.mind))
        if said.height:
            st.markdown("**Dernières choses faites ou dites**")
            told = [
                plain(f"{short_date(one['day'])} · {one['by']} · {one['text']}")
                for one in said.iter_rows(named=True)
            ]
            st.caption("  \n".join(told))
