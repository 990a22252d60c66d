"""What a plan is made from: open invoices with all that is known of them, addressees, credits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from relance_core.reminders.choice import scenario_of
from relance_core.reminders.past import (
    done_steps,
    last_tones,
    steps_put_off,
    undecided_messages,
    written_to,
)
from relance_core.reminders.scenario import Scenario
from relance_core.reminders.timetable import Timetable
from relance_core.schemas import CONTACT_ROLES, empty
from relance_core.settings import Rules
from relance_core.vocabulary import InvoiceKind, Withheld

#: No step is further from the date that it is counted from.
_MARGIN = timedelta(days=400)

#: One row per positive open invoice: the invoice, its client's settings, what was done, what holds
#: it by hand, and the day ``on`` that is looked at.
CASE = (
    "invoice_id",
    "client_id",
    "payer_id",
    "number",
    "currency",
    "issue_date",
    "delivery_date",
    "due_date",
    "due_calculated",
    "open_amount",
    "disputed_amount",
    "amount_due",  # open amount without its disputed part
    "entry_step",
    "scenario",  # the one it follows
    "debtor_type",
    "tone_setting",
    "shift_days",
    "pause_until",
    "manual_only",
    "done_rank",
    "done_day",
    "stated_deadline",
    "told_deadline",
    "uncertain_day",
    "flying_day",
    "flying_state",
    "hand_until",  # last day of the longest hold noted by hand that has an end
    "hand_endless",  # whether one has no end
    "promise_unproven",  # a promise is past, and no newer data says whether it was kept
    "on",
)
#: One row per client, as an addressee.
PEOPLE = (
    "addressee_id",
    "min_gap",
    "has_email",
    "bad_email",
    "has_post",
    "has_phone",
    "last_day",  # written to; a hand-over writes to nobody and has a day of its own
    "handed_on",
    "waiting",  # a message is on its way
    "last_tone",  # of the last message about an invoice that is still open
)


@dataclass(frozen=True)
class Situation:
    """What is known on the day of the plan; frames of ``schemas``."""

    ledger: pl.DataFrame
    clients: pl.DataFrame
    holds: pl.DataFrame
    history: pl.DataFrame
    data_date: date | None
    contacts: pl.DataFrame = field(default_factory=lambda: empty(CONTACT_ROLES))


@dataclass(frozen=True)
class Ground:
    """A situation made ready for decisions.

    ``cases``: frame of ``CASE``. ``people``: of ``PEOPLE``. ``credits``: ``invoice_id, client_id,
    payer_id, currency, amount``. ``hands``: ``invoice_id, code, reason, until``, a row for each
    hold noted by hand and invoice that it concerns. ``put_off``: ``invoice_id, step, day``.
    """

    cases: pl.LazyFrame
    people: pl.LazyFrame
    credits: pl.DataFrame
    hands: pl.DataFrame
    put_off: pl.DataFrame
    timetable: Timetable


def ground_of(
    situation: Situation, scenarios: Mapping[str, Scenario], rules: Rules, *, on: date
) -> Ground:
    """``situation`` made ready for the decisions of the day ``on``."""
    ledger, history = situation.ledger.lazy(), situation.history.lazy()
    clients = situation.clients.lazy()
    invoices = ledger.filter(pl.col("kind") == InvoiceKind.INVOICE.value, pl.col("open_amount") > 0)
    hands = _hands(invoices, situation.holds.lazy())
    cases = (
        invoices.with_columns(
            (pl.col("open_amount") - pl.col("disputed_amount")).alias("amount_due")
        )
        .join(_settings(clients), on="client_id", how="left")
        .with_columns(
            scenario_of(rules, scenarios, pl.col("scenario"), pl.col("client_scenario")).alias(
                "scenario"
            )
        )
        .join(done_steps(history), on="invoice_id", how="left")
        .join(undecided_messages(history), on="invoice_id", how="left")
        .join(_hand_facts(hands.lazy(), situation.data_date, on), on="invoice_id", how="left")
        .with_columns(pl.lit(on).alias("on"))
        .select(CASE)
    )
    people = (
        _addressees(clients, scenarios, rules)
        .join(written_to(history), on="addressee_id", how="left")
        .join(last_tones(history, invoices), on="addressee_id", how="left")
        .select(PEOPLE)
    )
    calendar = rules.calendar
    return Ground(
        cases=cases,
        people=people,
        credits=_credits(ledger).collect(engine="in-memory"),
        hands=hands,
        put_off=steps_put_off(situation.history),
        timetable=Timetable(scenarios, calendar.closed_days(_years(situation, on))),
    )


def _settings(clients: pl.LazyFrame) -> pl.LazyFrame:
    """What each client's invoices are chased by."""
    return clients.select(
        "client_id",
        "debtor_type",
        "median_days",
        pl.when("scenario_by_hand").then("scenario").alias("client_scenario"),
        pl.col("tone").alias("tone_setting"),
        "shift_days",
        "pause_until",
        "manual_only",
    )


def _credits(ledger: pl.LazyFrame) -> pl.LazyFrame:
    """Credit notes and unallocated payments still to deduct."""
    return ledger.filter(
        pl.col("kind") != InvoiceKind.INVOICE.value, pl.col("open_amount") > 0
    ).select(
        "invoice_id", "client_id", "payer_id", "currency", pl.col("open_amount").alias("amount")
    )


def _addressees(
    clients: pl.LazyFrame, scenarios: Mapping[str, Scenario], rules: Rules
) -> pl.LazyFrame:
    """How each client can be reached, and how many calendar days are kept between two messages."""
    gap = {key: scenario.min_gap_days for key, scenario in scenarios.items()}

    def filled(column: str) -> pl.Expr:
        return pl.col(column).is_not_null() & (pl.col(column) != "")

    return clients.select(
        pl.col("client_id").alias("addressee_id"),
        pl.col("scenario")
        .replace_strict(gap, default=gap[rules.default_scenario], return_dtype=pl.Int64)
        .alias("min_gap"),
        (pl.col("emails").list.len() > 0).alias("has_email"),
        (pl.col("bad_emails").list.len() > 0).alias("bad_email"),
        (filled("address") & filled("postcode") & filled("city")).alias("has_post"),
        filled("phone").alias("has_phone"),
    )


def _hands(invoices: pl.LazyFrame, holds: pl.LazyFrame) -> pl.DataFrame:
    """Each hold noted on an invoice or on its whole client, beside each invoice it concerns."""
    columns = ["invoice_id", "code", "reason", "until"]
    ids = invoices.select("invoice_id", "client_id")
    of_invoice = holds.filter(pl.col("invoice_id").is_not_null()).drop("client_id")
    of_client = holds.filter(pl.col("invoice_id").is_null()).drop("invoice_id")
    return pl.concat(
        [
            ids.join(of_invoice, on="invoice_id").select(columns),
            ids.join(of_client, on="client_id").select(columns),
        ]
    ).collect(engine="in-memory")


def unproven(data_date: date | None, on: date) -> pl.Expr:
    """Whether a row of ``hands`` is a promise past, of which newer data says nothing yet.

    It stays a question until data newer than it has been imported (decisions.md, Freshness).
    """
    return (
        (pl.col("code") == Withheld.PROMISE.value)
        & (pl.col("until") < on)
        & (pl.lit(data_date, dtype=pl.Date) <= pl.col("until")).fill_null(True)
    )


def _hand_facts(hands: pl.LazyFrame, data_date: date | None, on: date) -> pl.LazyFrame:
    """The holds of each invoice in one row."""
    return hands.group_by("invoice_id").agg(
        pl.col("until").max().alias("hand_until"),
        pl.col("until").is_null().any().alias("hand_endless"),
        unproven(data_date, on).any().alias("promise_unproven"),
    )


def _years(situation: Situation, on: date) -> range:
    """The years that the dates of a schedule can touch."""
    told = [
        *(situation.ledger.get_column(one) for one in ("due_date", "issue_date", "delivery_date")),
        *(situation.history.get_column(one) for one in ("day", "deadline")),
    ]
    known = [day for one in told for day in (one.min(), one.max()) if isinstance(day, date)]
    days = [on, on + timedelta(days=730), *known]
    return range((min(days) - _MARGIN).year, (max(days) + _MARGIN).year + 1)
