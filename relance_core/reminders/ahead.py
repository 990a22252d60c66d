"""What would leave over the next weeks if nobody paid anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from relance_core.calendar import DAY
from relance_core.reminders.holds import ON_ITS_WAY
from relance_core.reminders.inputs import open_invoices
from relance_core.reminders.plan import Plan, Situation, plan_for
from relance_core.reminders.scenario import Scenario
from relance_core.reminders.schedule import next_steps
from relance_core.schemas import HISTORY, LINES
from relance_core.settings import Rules
from relance_core.vocabulary import MessageState, Withheld

HORIZON = timedelta(days=60)

#: The messages to come, one row each.
COMING = pl.Schema(
    {
        "day": pl.Date,
        "addressee_id": pl.Int64,
        "leader_id": pl.Int64,
        "step": pl.String,
        "tone": pl.String,
        "channel": pl.String,
        "reason": pl.String,
    }
)
#: Their lines: the columns of ``LINES`` with the day.
COMING_LINES = pl.Schema({"day": pl.Date} | dict(LINES))

#: Holds that another invoice of the client can end by becoming late.
_NETTED = [Withheld.NET_CREDIT.value, Withheld.BELOW_THRESHOLD.value]


@dataclass(frozen=True)
class Ahead:
    """The messages to come and their lines, frames of ``COMING`` and ``COMING_LINES``."""

    messages: pl.DataFrame
    lines: pl.DataFrame


def look_ahead(
    situation: Situation,
    scenarios: Mapping[str, Scenario],
    rules: Rules,
    *,
    today: date,
    horizon: timedelta = HORIZON,
) -> Ahead:
    """Every plan from ``today`` to ``today + horizon``, each sent whole on its day.

    Nobody pays and nobody answers; the data is fresh from the second day on; what is on its way
    has left; what has an unknown end keeps it. The plan of a day is made for the only clients for
    whom something can have changed since the last one.
    """
    calendar = rules.calendar
    on, last = calendar.next_open(today), today + horizon
    now = replace(situation, history=_all_left(situation.history))
    groups = _groups(situation.ledger)
    awake = groups.select("group", pl.lit(on).alias("wakes")).unique()
    messages, lines = [pl.DataFrame(schema=COMING)], [pl.DataFrame(schema=COMING_LINES)]
    while on <= last:
        waking = awake.filter(pl.col("wakes") <= on).select("group")
        if not waking.is_empty():
            part = _part(now, groups.join(waking, on="group", how="semi"))
            plan = plan_for(part, scenarios, rules, today=on)
            day = pl.lit(on).alias("day")
            messages.append(plan.reminders.with_columns(day).select(list(COMING)))
            lines.append(plan.lines.with_columns(day).select(list(COMING_LINES)))
            past = _with_sent(part.history, plan, number=len(messages))
            following = _wakes(plan, replace(part, history=past), groups, scenarios, rules)
            awake = pl.concat([awake.join(waking, on="group", how="anti"), following])
            others = now.history.join(
                part.history.select("addressee_id").unique(), on="addressee_id", how="anti"
            )
            now = replace(now, history=pl.concat([others, past]))
        on = calendar.next_open(on + DAY)
        now = replace(now, data_date=on)
    return Ahead(pl.concat(messages), pl.concat(lines))


def _all_left(history: pl.DataFrame) -> pl.DataFrame:
    """``history`` as it will be once what is on its way has left."""
    gone = pl.col("state").is_in(ON_ITS_WAY)
    return history.with_columns(
        pl.when(gone).then(pl.lit(MessageState.SENT.value)).otherwise("state").alias("state")
    )


def _groups(ledger: pl.DataFrame) -> pl.DataFrame:
    """``invoice_id, client_id, payer_id, group``: invoices that can share a message, together."""
    frame = ledger.select("invoice_id", "client_id", "payer_id", pl.col("payer_id").alias("group"))
    while True:
        joined = frame.with_columns(pl.col("group").min().over("client_id")).with_columns(
            pl.col("group").min().over("payer_id")
        )
        if joined.get_column("group").equals(frame.get_column("group")):
            return frame
        frame = joined


def only_client(situation: Situation, client_id: int) -> Situation:
    """``situation`` as far as it can touch the messages about one client's invoices."""
    groups = _groups(situation.ledger)
    mine = groups.filter((pl.col("client_id") == client_id) | (pl.col("payer_id") == client_id))
    return _part(situation, groups.join(mine.select("group").unique(), on="group", how="semi"))


def _part(now: Situation, mine: pl.DataFrame) -> Situation:
    """``now`` as far as it concerns the invoices of ``mine``."""
    people = pl.concat([mine.get_column("client_id"), mine.get_column("payer_id")]).unique()
    by_client = pl.DataFrame({"client_id": people})
    return replace(
        now,
        ledger=now.ledger.join(mine, on="invoice_id", how="semi"),
        clients=now.clients.join(by_client, on="client_id", how="semi"),
        history=now.history.join(
            by_client, left_on="addressee_id", right_on="client_id", how="semi"
        ),
    )


def _with_sent(history: pl.DataFrame, plan: Plan, *, number: int) -> pl.DataFrame:
    """``history`` with the messages of ``plan`` sent on its day; ``number`` sets their ids apart.

    Of the messages in which an invoice rode along, the last and the last with a deadline say all
    that a plan asks.
    """
    sent = plan.lines.join(
        plan.reminders.select(
            "addressee_id", pl.col("step").alias("message_step"), "tone", "deadline"
        ),
        on="addressee_id",
    ).with_columns(
        pl.lit(-number, dtype=pl.Int64).alias("message_id"),
        pl.lit(MessageState.SENT.value).alias("state"),
        pl.lit(plan.for_date).alias("day"),
    )
    return (
        pl.concat([history, sent.select(list(HISTORY))])
        .with_columns(pl.col("deadline").is_null().alias("endless"))
        .unique(
            ["invoice_id", "addressee_id", "step", "state", "endless"],
            keep="last",
            maintain_order=True,
        )
        .drop("endless")
    )


def _wakes(
    plan: Plan,
    part: Situation,
    groups: pl.DataFrame,
    scenarios: Mapping[str, Scenario],
    rules: Rules,
) -> pl.DataFrame:
    """``group, wakes``: the first day on which something can leave again; without it, never."""
    tomorrow = plan.for_date + DAY
    waiting = plan.withheld.join(part.ledger.select("invoice_id", "due_date"), on="invoice_id")
    # Data grows old on the first day only.
    stale = part.data_date is not None and part.data_date < plan.for_date
    asked = pl.lit(stale) & (pl.col("code") == Withheld.NEEDS_DECISION.value)
    later = waiting.select(
        "invoice_id",
        pl.when(asked).then(pl.lit(tomorrow)).otherwise("next_date").alias("wakes"),
    )
    netted = waiting.filter(pl.col("codes").list.set_intersection(_NETTED).list.len() > 0)
    late = (
        waiting.filter(pl.col("due_date") >= plan.for_date)
        .join(groups, on="invoice_id")
        .join(netted.join(groups, on="invoice_id").select("group").unique(), on="group", how="semi")
        .select("invoice_id", (pl.col("due_date") + DAY).alias("wakes"))
    )
    return (
        pl.concat([_after_today(plan, part, scenarios, rules), later, late])
        .drop_nulls("wakes")
        .join(groups.select("invoice_id", "group"), on="invoice_id")
        .group_by("group")
        .agg(pl.max_horizontal(pl.col("wakes").min(), pl.lit(tomorrow)).alias("wakes"))
    )


def _after_today(
    plan: Plan, part: Situation, scenarios: Mapping[str, Scenario], rules: Rules
) -> pl.DataFrame:
    """``invoice_id, wakes``: the next step of the invoices written about today, if there is one."""
    carried = part.ledger.join(plan.lines.select("invoice_id"), on="invoice_id", how="semi")
    invoices = open_invoices(carried.lazy(), part.clients.lazy(), scenarios, rules).collect()
    on = plan.for_date + DAY
    steps = next_steps(invoices, part.history, scenarios, rules.calendar, on=on)
    return steps.select("invoice_id", pl.col("own_date").alias("wakes")).collect(engine="in-memory")
