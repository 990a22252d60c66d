"""The row of figures at the head of the dashboard: value, change in thirty days, formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import streamlit as st

from relance_core import french
from relance_core.receivables.dso import Dso
from relance_core.receivables.indicators import Evolution

UNKNOWN = "n.d."


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, what it is worth, how it changed, and how it is reckoned.

    ``change`` is null where the data does not tell; ``worse_up``: whether a rise is bad news, null
    when it is neither good nor bad.
    """

    label: str
    value: str
    note: str
    help: str
    change: Decimal | None = None
    written: str = ""  # the change as it is shown
    worse_up: bool | None = True


def figures(evolution: Evolution, currency: str) -> list[Figure]:
    """The five figures of one currency, the average days late beside what is overdue."""
    now = evolution.now
    balance, dso = now.balance, now.dso

    def money(value: Decimal) -> str:
        return french.amount(value, currency, cents=False)

    return [
        Figure(
            "Encours",
            money(balance.open_amount),
            f"{french.plural(balance.open_count, 'facture')} de "
            f"{french.plural(balance.client_count, 'client')}"
            + (f", {money(balance.credits)} à déduire" if balance.credits else ""),
            "Somme de ce qui reste dû sur les factures ouvertes, TTC : litiges compris, avoirs et "
            f"acomptes non déduits ({money(balance.credits)}).",
            *_changed(evolution.open_change, money),
            worse_up=None,
        ),
        Figure(
            "Échu",
            money(balance.overdue),
            _late(evolution),
            "Reste dû des factures dont l'échéance est passée. Le retard moyen est pondéré par les "
            "montants : somme (reste dû × jours de retard) / échu.",
            *_changed(evolution.overdue_change, money),
        ),
        Figure(
            "En litige",
            money(balance.disputed),
            _counted(balance.disputed_count, _share(balance.disputed, balance.open_amount)),
            "Part contestée des factures ouvertes, comprise dans l'encours. Les litiges déjà "
            "clos ne laissent pas de trace dans les données : l'évolution n'est pas connue.",
        ),
        Figure(
            "DSO",
            _dso(dso),
            _dso_note(dso),
            "Délai moyen de paiement par épuisement : on retranche de l'encours, avoirs déduits, "
            "les ventes TTC du mois, puis du mois précédent, et ainsi de suite ; chaque mois "
            "épuisé compte ses jours, le dernier au prorata.",
            *_changed(evolution.dso_change, _days),
        ),
        Figure(
            "À plus de 90 jours",
            UNKNOWN if now.over_90_share is None else percent(now.over_90_share),
            f"{money(balance.over_90)} de l'encours",
            "Part à plus de 90 jours : reste dû des factures échues depuis plus de 90 jours / "
            "encours.",
            *_changed(evolution.over_90_share_change, _points),
        ),
    ]


def show_figures(shown: list[Figure], since: date) -> None:
    """The figures side by side, as many to a line as the screen holds."""
    told = any(figure.change is not None for figure in shown)
    with st.container(horizontal=True, gap="small", key="dashboard-figures"):
        for figure in shown:
            with st.container(gap="xxsmall"):
                st.metric(
                    figure.label,
                    _literal(figure.value),
                    # Without a change, a word in its place keeps the notes on one line.
                    figure.written or ("évolution inconnue" if told else None),
                    delta_color=_colour(figure),
                    delta_arrow="auto" if figure.change else "off",
                    help=_literal(figure.help),
                )
                st.caption(_literal(figure.note))
    if told:
        st.caption(f"Flèches : évolution depuis le {french.short_date(since)}.")
    else:
        st.caption(
            "L'évolution sur 30 jours s'affichera quand les règlements de cette période seront "
            "connus : importez aussi les factures payées, ou revenez après d'autres imports."
        )


def percent(share: Decimal) -> str:
    """``12,3 %`` for 0.123."""
    return f"{french.number(_tenth(share * 100))}\u202f%"


def _changed(change: Decimal | None, write: Callable[[Decimal], str]) -> tuple[Decimal | None, str]:
    if change is None:
        return None, ""
    return change, ("+" if change > 0 else "") + write(change)


def _colour(figure: Figure) -> Literal["off", "orange", "primary"]:
    """Warm for what gets worse, the house's own colour for what gets better."""
    if figure.change is None or figure.worse_up is None or figure.change == 0:
        return "off"
    return "orange" if (figure.change > 0) == figure.worse_up else "primary"


def _late(evolution: Evolution) -> str:
    days = evolution.now.average_days_late
    if days is None:
        return "aucun retard"
    change = evolution.days_late_change
    moved = f" ({'+' if change > 0 else ''}{_days(change)})" if change else ""
    return f"retard moyen {_days(days)}{moved}"


def _counted(count: int, share: Decimal | None) -> str:
    if not count or share is None:
        return "aucun litige"
    return f"{french.plural(count, 'facture')}, {percent(share)} de l'encours"


def _dso(dso: Dso) -> str:
    if dso.days is None:
        return UNKNOWN
    return ("≥\u202f" if dso.at_least else "") + _days(dso.days)


def _dso_note(dso: Dso) -> str:
    if dso.days is None:
        return "ventes inconnues"
    return "au moins, d'après les ventes connues" if dso.at_least else "jours de ventes dus"


def _days(days: Decimal) -> str:
    return f"{french.number(_tenth(days))}\u00a0j"


def _points(share: Decimal) -> str:
    points = _tenth(share * 100)
    return f"{french.number(points)}\u00a0{'point' if abs(points) < 2 else 'points'}"


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole else None


def _tenth(value: Decimal) -> Decimal:
    rounded = value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP).normalize()
    return abs(rounded) if rounded == 0 else rounded


def _literal(text: str) -> str:
    # Two dollars on one line of Markdown would be taken for a formula.
    return text.replace("$", r"\$")
