"""What the answers of clients ask of somebody today, in one line under the figures."""

from __future__ import annotations

import polars as pl
import streamlit as st

from relance_core.french import listed, plural
from relance_core.store.database import reading
from relance_core.store.disputes import signs_of_an_end
from relance_core.store.holds import running_holds
from relance_core.store.payment_plans import running_instalments
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.payment_plan_list import with_state
from relance_core.ui.words_given import declaration_rows, hand_over_rows
from relance_core.vocabulary import Withheld


def show_to_do() -> None:
    """Nothing when nothing waits."""
    told = to_do()
    if told:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/schedule: {plain(listed(told))}.", width="content")
            st.page_link(
                "pages/litiges_promesses.py",
                label="Ouvrir Litiges et promesses",
                icon=":material/arrow_forward:",
            )


def to_do() -> list[str]:
    """Each thing that waits for somebody, counted: late disputes with their owners first."""
    today = workspace.today()
    with reading(workspace.space().engine) as conn:
        holds = [row for row in running_holds(conn) if row.code == Withheld.DISPUTE]
        missed = with_state(running_instalments(conn, today=today)).filter("missed").height
        ended = len(signs_of_an_end(conn))
    late = [row for row in holds if row.deadline and row.deadline < today]
    over = hand_over_rows().filter(
        pl.col("stage").is_in(["missed", "today"]), pl.col("code").is_null()
    )
    declare = declaration_rows().filter(pl.col("stage").is_in(["near", "passed"]))
    who = listed(sorted({row.owner for row in late if row.owner}))
    owners = f" ({who})" if who else ""
    counted = [
        (len(late), "litige a dépassé son échéance", "litiges ont dépassé leur échéance", owners),
        (ended, "litige est peut-être réglé", "litiges sont peut-être réglés", ""),
        (missed, "échéance promise n'est pas payée", "échéances promises ne sont pas payées", ""),
        (
            over.height,
            "transmission annoncée est à faire",
            "transmissions annoncées sont à faire",
            "",
        ),
        (declare.height, "créance est à déclarer", "créances sont à déclarer", " à l'assureur"),
    ]
    return [plural(count, one, many) + more for count, one, many, more in counted if count]
