"""Everything that holds an invoice back, as one row per invoice and code, with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from relance_core.calendar import WorkCalendar
from relance_core.french import short_date_of
from relance_core.reminders.scenario import RANK
from relance_core.settings import Rules
from relance_core.vocabulary import FORMAL_STEPS, DebtorType, MessageState, Step, Withheld

#: One row per (invoice, code): the sentence shown, and the end when there is one.
REASONS = pl.Schema(
    {"invoice_id": pl.Int64, "code": pl.String, "reason": pl.String, "until": pl.Date}
)

_FORMAL = [step.value for step in FORMAL_STEPS]
#: Steps that ask for data of the week, or of the last open days.
_NEEDING_DATA = [Step.REMINDER_3.value, *_FORMAL]
#: Limitation in years by debtor (C. com. L110-4, C. conso. L218-2): warned six months ahead.
_LIMITATION_YEARS = {DebtorType.CONSUMER: 2}
_DEFAULT_LIMITATION_YEARS = 5
#: Messages that have left, or may have: they count for the gap.
LEFT = (MessageState.SENT.value, MessageState.DEPOSITED.value, MessageState.UNCERTAIN.value)
#: Messages on their way: approved, being sent, printed, or deposited and not yet confirmed.
ON_ITS_WAY = (
    MessageState.APPROVED.value,
    MessageState.SENDING.value,
    MessageState.PRINTED.value,
    MessageState.DEPOSITED.value,
)


def reasons(
    frame: pl.LazyFrame, code: Withheld, reason: pl.Expr | str, until: pl.Expr | None = None
) -> pl.LazyFrame:
    """``frame``'s invoices, all held by ``code``, as ``REASONS`` rows."""
    words = pl.lit(reason) if isinstance(reason, str) else reason
    return frame.select(
        "invoice_id",
        pl.lit(code.value).alias("code"),
        words.alias("reason"),
        (pl.lit(None, dtype=pl.Date) if until is None else until).alias("until"),
    )


@dataclass(frozen=True)
class Freshness:
    """How old the data is on the day of the plan."""

    data_date: date | None
    on: date
    calendar: WorkCalendar

    def too_old_for(self, rules: Rules) -> list[str]:
        """The steps that ask for younger data; all those that ask, when its day is not known."""
        if self.data_date is None:
            return _NEEDING_DATA
        steps = []
        if (self.on - self.data_date).days > rules.stale_days:
            steps.append(Step.REMINDER_3.value)
        if self.calendar.open_days_between(self.data_date, self.on) > rules.stale_open_days:
            steps += _FORMAL
        return steps


def held(frame: pl.LazyFrame, holds: pl.LazyFrame, rules: Rules, fresh: Freshness) -> pl.LazyFrame:
    """``REASONS`` of the invoices of ``frame`` that somebody or some rule holds back.

    ``frame``: positive open invoices with their schedule and their client's settings.
    """
    parts = [
        _by_hand(frame, holds, fresh),
        _handed_over(frame),
        _disputed(frame),
        _old_without_history(frame, rules, fresh.on),
        _needing_fresh_data(frame, rules, fresh),
        _calculated_due_date(frame),
        _paused(frame, fresh.on),
        reasons(
            frame.filter(pl.col("manual_only").fill_null(False)),
            Withheld.MANUAL_ONLY,
            "Client suivi à la main : aucune relance ne part d'elle-même.",
        ),
    ]
    if rules.all_suspended:
        parts.append(reasons(frame, Withheld.ALL_SUSPENDED, "Toutes les relances sont suspendues."))
    return pl.concat([part.cast(REASONS) for part in parts])


def _by_hand(frame: pl.LazyFrame, holds: pl.LazyFrame, fresh: Freshness) -> pl.LazyFrame:
    """Holds noted on an invoice or on its whole client, while they run.

    A promise whose day is past stays a question until data newer than it has been imported
    (decisions.md, Freshness).
    """
    ids = frame.select("invoice_id", "client_id")
    on_invoice = holds.filter(pl.col("invoice_id").is_not_null()).drop("client_id")
    on_client = holds.filter(pl.col("invoice_id").is_null()).drop("invoice_id")
    all_holds = pl.concat(
        [
            ids.join(on_invoice, on="invoice_id").select("invoice_id", "code", "reason", "until"),
            ids.join(on_client, on="client_id").select("invoice_id", "code", "reason", "until"),
        ]
    )
    running = all_holds.filter(pl.col("until").is_null() | (pl.col("until") >= fresh.on))
    unproven = all_holds.filter(
        pl.col("code") == Withheld.PROMISE.value,
        pl.col("until") < fresh.on,
        (pl.lit(fresh.data_date, dtype=pl.Date) <= pl.col("until")).fill_null(True),
    )
    asked = reasons(
        unproven,
        Withheld.NEEDS_DECISION,
        pl.format(
            "Promesse échue le {} : importez un export plus récent pour savoir si elle est tenue.",
            short_date_of("until"),
        ),
    )
    return pl.concat([running, asked])


def _handed_over(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Invoices whose file has left for a third party: nothing follows on our side."""
    return reasons(
        frame.filter(pl.col("done_rank") == RANK[Step.HAND_OVER]),
        Withheld.HANDED_OVER,
        "Dossier transmis : les relances sont arrêtées.",
    )


def _disputed(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Invoices disputed for the whole of what is due; a part in dispute lets the rest run."""
    whole = frame.filter(pl.col("disputed_amount") >= pl.col("open_amount"))
    return reasons(whole, Withheld.DISPUTE, "En litige pour la totalité du restant dû.")


def _old_without_history(frame: pl.LazyFrame, rules: Rules, on: date) -> pl.LazyFrame:
    """Old invoices about which nothing is known: someone looks before the first reminder."""
    unknown = frame.filter(
        pl.col("late"),
        pl.col("entry_step").is_null(),
        pl.col("done_rank") < 0,
    ).with_columns((pl.lit(on) - pl.col("due_date")).dt.total_days().alias("days"))
    years = pl.col("debtor_type").replace_strict(
        {kind.value: years for kind, years in _LIMITATION_YEARS.items()},
        default=_DEFAULT_LIMITATION_YEARS,
        return_dtype=pl.Int64,
    )
    start = pl.coalesce("issue_date", "due_date")
    warned_from = start.dt.offset_by(pl.format("{}mo", years * 12 - 6))
    old = unknown.filter(pl.col("days") > rules.old_invoice_days)
    near_limit = unknown.filter(pl.col("days") <= rules.old_invoice_days, pl.lit(on) >= warned_from)
    return pl.concat(
        [
            reasons(
                old,
                Withheld.NEEDS_DECISION,
                pl.format(
                    "{} jours de retard et aucun historique : choisissez l'étape de reprise.",
                    pl.col("days"),
                ),
            ),
            reasons(
                near_limit,
                Withheld.NEEDS_DECISION,
                "Facture ancienne, proche d'une prescription possible : à regarder d'abord.",
            ),
        ]
    )


def _needing_fresh_data(frame: pl.LazyFrame, rules: Rules, fresh: Freshness) -> pl.LazyFrame:
    """Late steps ask for data that still tells who has paid (decisions.md, Freshness)."""
    stale = frame.filter(
        pl.col("next_date") <= fresh.on, pl.col("next_step").is_in(fresh.too_old_for(rules))
    )
    data = f"Données du {fresh.data_date:%d/%m/%Y}" if fresh.data_date else "Données sans date"
    return reasons(
        stale,
        Withheld.NEEDS_DECISION,
        f"{data} : importez un export récent avant cette étape.",
    )


def _calculated_due_date(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A due date that nobody confirmed carries no formal notice (decisions.md, Money)."""
    unconfirmed = frame.filter(pl.col("due_calculated"), pl.col("next_step").is_in(_FORMAL))
    return reasons(
        unconfirmed,
        Withheld.NEEDS_DECISION,
        "Échéance calculée, non confirmée : à confirmer avant la mise en demeure.",
    )


def _paused(frame: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Clients whose reminders rest until a day, that day included."""
    paused = frame.filter(pl.col("pause_until") >= on)
    return reasons(
        paused,
        Withheld.PAUSED,
        pl.format("Client en pause jusqu'au {}.", short_date_of("pause_until")),
        pl.col("pause_until"),
    )


def message_holds(frame: pl.LazyFrame, history: pl.LazyFrame) -> pl.LazyFrame:
    """``REASONS`` of invoices with a message whose end is unknown, or that is on its way."""
    mine = history.join(frame.select("invoice_id"), on="invoice_id", how="semi").filter(
        pl.col("message_id").is_not_null()
    )
    uncertain = mine.filter(pl.col("state") == MessageState.UNCERTAIN.value)
    flying = mine.filter(pl.col("state").is_in(ON_ITS_WAY))
    deposited = pl.col("state") == MessageState.DEPOSITED.value
    printed = pl.col("state") == MessageState.PRINTED.value
    words = (
        pl.when(deposited)
        .then(pl.format("Message déposé le {}, à confirmer.", short_date_of("day")))
        .when(printed)
        .then(pl.format("Courrier imprimé, daté du {} : à poster.", short_date_of("day")))
        .otherwise(
            pl.format("Message approuvé pour le {}, pas encore parti.", short_date_of("day"))
        )
    )
    return pl.concat(
        [
            reasons(
                uncertain,
                Withheld.UNCERTAIN,
                pl.format(
                    "On ne sait pas si le message du {} est parti : à régler d'abord.",
                    short_date_of("day"),
                ),
            ),
            reasons(flying, Withheld.IN_FLIGHT, words),
        ]
    ).unique(["invoice_id", "code"], keep="first", maintain_order=True)
