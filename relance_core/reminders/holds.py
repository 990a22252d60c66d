"""What holds an invoice back until somebody or something releases it, as rules over its row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from relance_core.calendar import DAY, WorkCalendar
from relance_core.french import short_date_of
from relance_core.reminders.hold_rule import HoldRule, any_holds, hold_rule
from relance_core.reminders.scenario import RANK
from relance_core.settings import Rules
from relance_core.vocabulary import FORMAL_STEPS, DebtorType, Step, Withheld

_FORMAL = [step.value for step in FORMAL_STEPS]
#: Steps that ask for data of the week, or of the last open days.
_NEEDING_DATA = (Step.REMINDER_3.value, *_FORMAL)
#: Limitation in months by debtor, less the six that warn of it (C. com. L110-4, C. conso. L218-2).
_WARNED_AFTER = {DebtorType.CONSUMER: "18mo"}
_USUALLY_WARNED_AFTER = "54mo"


@dataclass(frozen=True)
class Freshness:
    """How old the data is on the day of the plan."""

    data_date: date | None
    on: date
    calendar: WorkCalendar

    def too_old_for(self, rules: Rules) -> tuple[str, ...]:
        """The steps that ask for younger data; all those that ask, when its day is not known."""
        if self.data_date is None:
            return _NEEDING_DATA
        steps: list[str] = []
        if (self.on - self.data_date).days > rules.stale_days:
            steps.append(Step.REMINDER_3.value)
        if self.calendar.open_days_between(self.data_date, self.on) > rules.stale_open_days:
            steps += _FORMAL
        return tuple(steps)


_BY_HAND_ENDLESS = pl.col("hand_endless") | pl.col("promise_unproven")
_BY_HAND_RUNS = pl.col("hand_until") >= pl.col("on")
_BY_HAND_END = pl.when(_BY_HAND_RUNS).then(pl.col("hand_until") + DAY)
#: Whether a hold noted by hand, or a promise that nothing proves, holds the invoice on the day.
NOTED_BY_HAND = _BY_HAND_ENDLESS | _BY_HAND_RUNS


def free_from(rules: Iterable[HoldRule]) -> pl.Expr:
    """The first day on which neither the rules nor a hold by hand hold the invoice any more.

    The day ``on`` when nothing does; null when an end is not known.
    """
    told = list(rules)
    endless = any_holds((rule for rule in told if rule.free_from is None), _BY_HAND_ENDLESS)
    ends = [pl.when(rule.holds).then(rule.free_from) for rule in told if rule.free_from is not None]
    return pl.when(~endless).then(pl.max_horizontal("on", _BY_HAND_END, *ends))


#: Nothing follows on our side once the file has left for a third party.
_HANDED_OVER = hold_rule(
    Withheld.HANDED_OVER,
    pl.col("done_rank") == RANK[Step.HAND_OVER],
    "Dossier transmis : les relances sont arrêtées.",
)
#: Disputed for the whole of what is due; a part in dispute lets the rest run.
_DISPUTED = hold_rule(
    Withheld.DISPUTE,
    pl.col("disputed_amount") >= pl.col("open_amount"),
    "En litige pour la totalité du restant dû.",
)
#: A due date that nobody confirmed carries no formal notice (decisions.md, Money).
_CALCULATED = hold_rule(
    Withheld.NEEDS_DECISION,
    pl.col("due_calculated") & pl.col("next_step").is_in(_FORMAL),
    "Échéance calculée, non confirmée : à confirmer avant la mise en demeure.",
)
#: The reminders of a client rest until a day, that day included.
_PAUSED = hold_rule(
    Withheld.PAUSED,
    pl.col("pause_until") >= pl.col("on"),
    pl.format("Client en pause jusqu'au {}.", short_date_of("pause_until")),
    until=pl.col("pause_until"),
    free_from=pl.col("pause_until") + pl.duration(days=1),
)
_MANUAL_ONLY = hold_rule(
    Withheld.MANUAL_ONLY,
    pl.col("manual_only"),
    "Client suivi à la main : aucune relance ne part d'elle-même.",
)


def _old(rules: Rules) -> list[HoldRule]:
    """Old invoices about which nothing is known: someone looks before the first reminder."""
    days = (pl.col("on") - pl.col("due_date")).dt.total_days()
    unknown = pl.col("late") & pl.col("entry_step").is_null() & (pl.col("done_rank") < 0)
    start = pl.coalesce("issue_date", "due_date")
    warned_from = start.dt.offset_by(_USUALLY_WARNED_AFTER)
    for kind, after in _WARNED_AFTER.items():
        of_kind = pl.col("debtor_type") == kind.value
        warned_from = pl.when(of_kind).then(start.dt.offset_by(after)).otherwise(warned_from)
    old = days > rules.old_invoice_days
    return [
        hold_rule(
            Withheld.NEEDS_DECISION,
            unknown & old,
            pl.format(
                "{} jours de retard et aucun historique : choisissez l'étape de reprise.", days
            ),
        ),
        hold_rule(
            Withheld.NEEDS_DECISION,
            unknown & ~old & (pl.col("on") >= warned_from),
            "Facture ancienne, proche d'une prescription possible : à regarder d'abord.",
        ),
    ]


def asks_for_data(too_old_for: tuple[str, ...]) -> pl.Expr:
    """Whether the step that is due asks for younger data (decisions.md, Freshness)."""
    return (pl.col("next_date") <= pl.col("on")) & pl.col("next_step").is_in(list(too_old_for))


def _stale(too_old_for: tuple[str, ...], data_date: date | None) -> HoldRule:
    """Late steps ask for data that still tells who has paid."""
    data = f"Données du {data_date:%d/%m/%Y}" if data_date else "Données sans date"
    return hold_rule(
        Withheld.NEEDS_DECISION,
        asks_for_data(too_old_for),
        f"{data} : importez un export récent avant cette étape.",
    )


@lru_cache(maxsize=32)
def standing_rules(
    rules: Rules, too_old_for: tuple[str, ...], data_date: date | None
) -> tuple[HoldRule, ...]:
    """What keeps an invoice out of the reckoning of what its client owes, but for holds by hand.

    ``too_old_for``: the steps for which data of ``data_date`` is too old.
    """
    found = [_HANDED_OVER, _DISPUTED, *_old(rules)]
    if too_old_for:
        found.append(_stale(too_old_for, data_date))
    found += [_CALCULATED, _PAUSED, _MANUAL_ONLY]
    if rules.all_suspended:
        found.append(
            hold_rule(Withheld.ALL_SUSPENDED, pl.lit(True), "Toutes les relances sont suspendues.")
        )
    return tuple(found)
