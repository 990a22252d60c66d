"""The charts of the dashboard in their places, and what was clicked in any of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from relance_core import french
from relance_core.receivables.forecast import MIN_PAID, Forecast
from relance_core.ui.charts import show_chart
from relance_core.ui.dashboard import Board, Charts
from relance_core.ui.dashboard_filter import Filter, filter_of

_CLEARED = "dashboard-cleared"


def show_charts(board: Board, charts: Charts, currency: str) -> Filter:
    """Every chart of ``currency``; gives the filter that the clicked marks make."""
    place = _Place(charts, f"dashboard-{currency}-{st.session_state.get(_CLEARED, 0)}")
    left, right = st.columns(2, gap="large")
    with left:
        place.show(
            "ageing",
            "Balance âgée",
            "Rien n'est dû.",
            note="Reste dû selon les jours écoulés depuis l'échéance.",
        )
        place.show(
            "by_client",
            "Balance âgée des principaux clients",
            "Aucun client ne doit rien.",
            note="Tous les clients sur la même échelle.",
        )
    with right:
        place.show(
            "disputes",
            "Litiges par motif",
            "Aucun litige en cours.",
            note="Tels que votre fichier ou vous les avez signalés. « connu depuis » compte les "
            "jours depuis ce signalement, en médiane.",
        )
        if board.has_reasons(currency):
            place.show(
                "reasons",
                "Pourquoi ces retards",
                "",
                note="Ce que les clients ont dit en dernier, par téléphone ou en contestant ; "
                "factures en retard seulement.",
            )
        place.show(
            "evolution",
            "Encours et échu, mois par mois",
            "Données insuffisantes : les règlements passés ne sont pas connus.",
        )
    left, right = st.columns(2, gap="large")
    with left:
        place.show(
            "debtors",
            "Principaux débiteurs",
            "Aucun client ne doit rien.",
            note="Part de chacun dans l'encours, et part cumulée des premiers.",
        )
    with right:
        place.show(
            "forecast",
            "Encaissements attendus par semaine",
            insufficient(board.forecast),
            note=forecast_note(board.forecast, currency),
        )
        if board.has_steps(currency):
            place.show(
                "steps",
                "Quelle étape fait payer",
                "",
                note="Factures réglées selon la dernière étape faite avant le règlement. Elle l'a "
                "précédé : cela ne prouve pas qu'elle l'a causé.",
            )
    return filter_of(place.clicked)


def forget_clicks() -> None:
    """Nothing is clicked any more: the charts are drawn anew."""
    st.session_state[_CLEARED] = st.session_state.get(_CLEARED, 0) + 1


def insufficient(forecast: Forecast) -> str:
    """Why no week is shown."""
    if not forecast.insufficient:
        return "Aucun encaissement à attendre."
    paid = french.plural(forecast.paid_count, "facture payée connue", "factures payées connues")
    return (
        f"Données insuffisantes : {paid} sur douze mois, il en faut au moins {MIN_PAID} pour "
        "prévoir. Importez aussi les factures réglées, avec leur date de paiement."
    )


def forecast_note(forecast: Forecast, currency: str) -> str:
    """What the bands mean, how wrong the method was of late, and what no week holds."""
    if forecast.insufficient:
        return ""
    sentences = ["Trait : fourchette qui doit contenir huit semaines sur dix."]
    if currency in forecast.error:
        sentences.insert(0, _trial_words(forecast.error[currency]))
    beyond = {
        "plus tard": forecast.later,
        "en litige": forecast.disputed,
        "trop en retard pour être daté": forecast.unprecedented,
    }
    parts = [
        f"{words} {french.amount(amounts[currency], currency, cents=False)}"
        for words, amounts in beyond.items()
        if amounts.get(currency, Decimal(0)) > 0
    ]
    if parts:
        sentences.append(f"Hors de ces semaines : {french.listed(parts)}.")
    return " ".join(sentences).replace("$", r"\$")


def _trial_words(wrong: float) -> str:
    """How far the method was from what came in over the last four weeks (1.0: as much again)."""
    tried = "essayée sur les quatre dernières semaines, elle s'écarte de"
    if wrong > 1:
        times = french.number(round(Decimal(wrong), 1))
        return (
            f"Prévision peu fiable sur ces données : {tried} {times} fois ce qui est arrivé. "
            "Regardez la fourchette, pas la barre."
        )
    gap = f"{tried} {round(wrong * 100)}\u202f% de ce qui est arrivé."
    return f"Prévision peu fiable : {gap}" if wrong > 0.5 else f"Prévision {gap}"


class _Place:
    """Where the charts of one currency are drawn; remembers the points clicked."""

    def __init__(self, charts: Charts, key: str) -> None:
        self.charts = charts
        self.key = key
        self.clicked: list[dict[str, Any]] = []

    def show(self, name: str, title: str, empty: str, note: str = "") -> None:
        drawn, key = self.charts[name], f"{self.key}-{name}"
        point = show_chart(
            drawn.chart,
            spec=drawn.spec,
            key=key,
            title=title,
            empty=empty,
            file_name=f"{name}.png",
            note=note,
        )
        if point is None:
            return
        # With the shift key, several marks of one chart are clicked.
        for points in st.session_state[key].selection.values():
            self.clicked += [dict(one) for one in points]
