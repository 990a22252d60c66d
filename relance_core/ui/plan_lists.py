"""The lists of the plan of the day: what leaves, what does not, what comes, whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl
import streamlit as st

from relance_core import french
from relance_core.ui import workspace
from relance_core.ui.charts import show_chart
from relance_core.ui.frame import plain
from relance_core.ui.invoice_decision import resume_together, show_decision
from relance_core.ui.paging import matching, page_of, pick_row
from relance_core.ui.plan_calendar import (
    EACH_ITS_OWN,
    HEADINGS,
    WIDTHS,
    calendar_chart,
    planned,
    planned_messages,
)
from relance_core.ui.plan_header import PAGE
from relance_core.ui.plan_no_notice import missing_notices, show_missing
from relance_core.ui.plan_tables import (
    CARRIED_HEADINGS,
    EXPORT_HEADINGS,
    LINE_HEADINGS,
    MESSAGE_HEADINGS,
    Partition,
    calls,
    carried_lines,
    exported,
    message_lines,
    old_without_history,
    reason_groups,
    withheld_lines,
)
from relance_core.ui.plan_words import deducted_words
from relance_core.ui.tables import Table, download_excel, show_table
from relance_core.ui.theme import current_mode
from relance_core.vocabulary import LETTER_CHANNELS, STEP_LABELS, WITHHELD_LABELS, Step, Withheld
from relance_core.workflows.today_plan import Day

SEARCHED = ("client_name", "client_code")
#: Pixels: what is read first keeps its words, the longest column has the room that is left.
_WIDTHS = {
    "client_name": 176,
    "amount": 94,
    "step_label": 118,
    "tone_label": 70,
    "why": 456,
    "channel_label": 76,
}
#: The same where a channel has a long name: « Lettre recommandée ».
_WIDTHS_WITH_LETTERS = _WIDTHS | {
    "client_name": 170,
    "amount": 92,
    "step_label": 114,
    "tone_label": 66,
    "why": 414,
    "channel_label": 134,
}
_LINE_WIDTHS = {
    "client_name": 160,
    "number": 102,
    "due_date": 88,
    "open_amount": 92,
    "reason": 366,
    "next_words": 184,
}


class List(StrEnum):
    """The lists one can open."""

    CARRIED = "carried"
    WITHHELD = "withheld"
    CALENDAR = "calendar"
    CALLS = "calls"


@dataclass(frozen=True)
class Filters:
    """What the person looks for, in both lists."""

    search: str
    steps: tuple[Step, ...]

    def kept(self, frame: pl.DataFrame, step: str, columns: tuple[str, ...]) -> pl.DataFrame:
        """The rows of ``frame`` that match; ``step`` names its column of step codes."""
        if self.steps:
            frame = frame.filter(pl.col(step).is_in(list(self.steps)))
        return matching(frame, self.search, columns)


def choose_list(day: Day, parts: Partition) -> List:
    """Which list is open: a row of tabs with their counts and amounts."""
    labels = {
        List.CARRIED: f"À relancer ({parts.carried.words()})",
        List.WITHHELD: f"Non relancées ({parts.withheld.words()})",
        List.CALENDAR: "Calendrier",
    }
    count = calls(message_lines(day)).height
    labels[List.CALLS] = f"Appels ({french.number(count)})" if count else "Appels"
    chosen = st.segmented_control(
        "Liste",
        list(labels),
        default=List.CARRIED if parts.messages else List.WITHHELD,
        required=True,
        format_func=lambda one: plain(labels[List(one)]),
        key="plan-list",
        label_visibility="collapsed",
    )
    return List(chosen or List.CARRIED)


def choose_filters() -> Filters:
    """Search and steps, side by side where there is room."""
    typed, steps = st.columns([3, 2])
    search = typed.text_input(
        "Rechercher", key="plan-search", placeholder="Client ou numéro de facture", type="search"
    )
    chosen = steps.multiselect(
        "Étape",
        list(Step),
        format_func=lambda step: STEP_LABELS[Step(step)],
        key="plan-steps",
        placeholder="Toutes",
        select_all=False,
    )
    return Filters(search or "", tuple(Step(step) for step in chosen))


def show_carried(day: Day, filters: Filters) -> None:
    """The messages of the plan; the one chosen shows its invoices."""
    lines = filters.kept(message_lines(day), "step", (*SEARCHED, "numbers"))
    if lines.is_empty():
        st.info(_nothing(day.plan.reminders.is_empty()), icon=":material/inbox:")
        return
    lines = page_of(lines, key="plan-carried-page")
    letters = lines["channel"].is_in([channel.value for channel in LETTER_CHANNELS]).any()
    widths = _WIDTHS_WITH_LETTERS if letters else _WIDTHS
    picked = pick_row(
        Table(lines, MESSAGE_HEADINGS, title="À relancer", widths=widths),
        lines.select(pl.concat_str("addressee_id", "currency", separator=":")).to_series(),
        key="plan-carried",
        label="Messages du plan",
    )
    if picked is None:
        st.caption(
            "Choisissez une ligne pour voir ses factures et noter un paiement, une promesse ou "
            "un litige. Du plus gros montant au plus petit : un en-tête cliqué trie autrement."
        )
        return
    row = lines.row(picked, named=True)
    carried = carried_lines(day).filter(pl.col("addressee_id") == row["addressee_id"])
    client_link(row["addressee_id"], row["client_name"])
    st.caption(f"**Pourquoi :** {plain(row['reason'])}")
    deducted = deducted_words(row)
    if deducted:
        st.caption(plain(deducted))
    chosen = 0
    if carried.height > 1:
        if carried["amount_due"].equals(carried["open_amount"]):
            carried = carried.drop("amount_due")
        position = pick_row(
            Table(carried, CARRIED_HEADINGS, title="Factures du message"),
            carried["invoice_id"],
            key=f"plan-message-{row['addressee_id']}",
            label="Factures du message",
        )
        if position is None:
            st.caption("Choisissez une facture pour noter un paiement, une promesse ou un litige.")
            return
        chosen = position
    show_decision(PAGE, carried["invoice_id"][chosen])


def show_withheld(day: Day, filters: Filters) -> None:
    """The invoices that no message carries, by reason; the one chosen can be decided."""
    everything = withheld_lines(day)
    lines = filters.kept(everything, "next_step", (*SEARCHED, "number"))
    if lines.is_empty():
        st.info(_nothing(everything.is_empty()), icon=":material/inbox:")
        return
    groups = reason_groups(lines)
    code = st.pills(
        "Raison",
        list(groups),
        format_func=lambda one: plain(f"{WITHHELD_LABELS[Withheld(one)]} · {groups[one].words()}"),
        key="plan-reason",
        label_visibility="collapsed",
    )
    if code in groups:
        lines = lines.filter(pl.col("code") == code)
    if code == Withheld.NEEDS_DECISION:
        _resume(day)
    lines = page_of(lines, key="plan-withheld-page")
    picked = pick_row(
        Table(lines, LINE_HEADINGS, title="Non relancées", widths=_LINE_WIDTHS),
        lines["invoice_id"],
        key="plan-withheld",
        label="Factures non relancées",
    )
    if picked is None:
        st.caption("Choisissez une ligne pour noter une décision sur cette facture.")
        return
    row = lines.row(picked, named=True)
    client_link(row["client_id"], row["client_name"])
    st.caption(f"**Pourquoi :** {plain(row['reason'])}")
    show_decision(PAGE, row["invoice_id"])


def show_calendar(day: Day, filters: Filters) -> None:
    """Every message of the next sixty days, were nobody to pay; a click keeps one day."""
    with st.spinner("Calcul des 60 prochains jours…", show_time=True):
        ahead = workspace.ahead()
    frame = filters.kept(planned(ahead, day.situation), "step", ("client_name", "about"))
    point = show_chart(
        calendar_chart(planned_messages(frame), mode=current_mode()),
        key="plan-calendar",
        title="Les 60 prochains jours, si rien n'est payé",
        empty="Rien n'est prévu dans les 60 prochains jours.",
        file_name="calendrier.png",
    )
    note = (
        "Cliquez un jour pour son détail. Chaque étape suppose la précédente envoyée à son jour ; "
        f"montants avant avoirs et règlements à déduire. {EACH_ITS_OWN}"
    )
    if point:
        clicked = date.fromisoformat(str(point["day_key"]))
        frame = frame.filter(pl.col("day") == clicked)
        note = f"Le {french.short_date(clicked)} seul ; cliquez à côté pour tout revoir."
    st.caption(note)
    if not frame.is_empty():
        show_table(
            Table(
                page_of(frame, key="plan-calendar-page"),
                HEADINGS,
                title="Calendrier",
                widths=WIDTHS,
            ),
            key="plan-calendar-table",
            today=day.plan.for_date,
            file_name="calendrier.xlsx",
            whole=frame,
            label="Télécharger le calendrier (Excel)",
        )
    if Step.FORMAL_NOTICE in filters.steps or not filters.steps:
        missing = matching(missing_notices(), filters.search, ("client_name", "numbers"))
        show_missing(missing, opened=bool(filters.search or filters.steps))


def show_export(day: Day) -> None:
    """Both lists as one workbook."""
    download_excel(
        lambda: exported(day),
        headings=EXPORT_HEADINGS,
        title=f"Plan du {french.short_date(day.plan.for_date)}",
        today=workspace.today(),
        file_name=f"plan-{day.plan.for_date}.xlsx",
        key="plan-xlsx",
        label="Télécharger le plan (Excel)",
    )


def _resume(day: Day) -> None:
    """The bulk choice for old invoices about which nothing is known."""
    old = old_without_history(day)
    if old.is_empty():
        return
    count = french.plural(old.height, "facture ancienne", "factures anciennes")
    st.markdown(
        f"**{count} sans aucun historique.** À quelle étape commencer ? "
        "Les étapes précédentes ne seront pas reprises."
    )
    resume_together(PAGE, old["invoice_id"].to_list(), key="plan-resume")


def client_link(client_id: int, name: str) -> None:
    """A link to the sheet of a client."""
    st.page_link(
        "pages/clients.py",
        label=f"Fiche de {plain(name)}",
        icon=":material/person:",
        query_params={"client": str(client_id)},
    )


def _nothing(at_all: bool) -> str:
    return "Rien dans cette liste aujourd'hui." if at_all else "Rien ne répond à ces filtres."
