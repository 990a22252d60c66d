"""What would leave over the next weeks if nobody paid anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from relance_core.calendar import DAY
from relance_core.reminders.decide import NEXT_IS_FORMAL, Decided, addressee, decide
from relance_core.reminders.ground import CASE, PEOPLE, Situation, ground_of
from relance_core.reminders.holds import (
    Freshness,
    asks_for_data,
    standing_rules,
)
from relance_core.reminders.outlook import next_day
from relance_core.reminders.past import ON_ITS_WAY
from relance_core.reminders.scenario import Scenario
from relance_core.reminders.schedule import next_steps
from relance_core.reminders.sentences import with_reason
from relance_core.reminders.sequence import RANK_OF
from relance_core.reminders.timetable import Timetable
from relance_core.schemas import LINES
from relance_core.settings import Rules
from relance_core.vocabulary import Channel, MessageState, Step

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
    has left; what has an unknown end keeps it. Clients who share no invoice do not wait for each
    other: a round decides for each of them the first day on which something can have changed.
    """
    on = rules.calendar.next_open(today)
    now = replace(situation, history=_all_left(situation.history))
    ground = ground_of(now, scenarios, rules, on=on)
    families = families_of(now.ledger).select("invoice_id", "family").lazy()
    too_old_for = Freshness(now.data_date, on, rules.calendar).too_old_for(rules)
    cases, people = ground.cases, ground.people.collect(engine="in-memory")
    groups, lines = [], []
    while True:
        standing = standing_rules(rules, too_old_for, now.data_date)
        decided = decide(cases, people.lazy(), ground, rules, standing, too_old_for)
        groups.append(decided.groups)
        lines.append(decided.lines)
        people = _written_to(people, decided.groups)
        waking = _waking(decided, people.lazy(), ground.timetable, families, too_old_for)
        awake = waking.filter(pl.col("on") <= today + horizon).collect(engine="in-memory")
        if awake.is_empty():
            return _told(pl.concat(groups), pl.concat(lines))
        cases = awake.lazy()
        too_old_for = ()


def _told(groups: pl.DataFrame, lines: pl.DataFrame) -> Ahead:
    """The rounds, put in the order of their days."""
    messages = with_reason(groups.lazy(), lines.lazy()).rename({"on": "day"})
    return Ahead(
        messages.select(list(COMING)).sort("day", "addressee_id").collect(engine="in-memory"),
        lines.rename({"on": "day"})
        .select(list(COMING_LINES))
        .sort("day", "addressee_id", "due_date", "invoice_id"),
    )


def _all_left(history: pl.DataFrame) -> pl.DataFrame:
    """``history`` as it will be once what is on its way has left."""
    gone = pl.col("state").is_in(ON_ITS_WAY)
    return history.with_columns(
        pl.when(gone).then(pl.lit(MessageState.SENT.value)).otherwise("state").alias("state")
    )


def families_of(ledger: pl.DataFrame) -> pl.DataFrame:
    """``invoice_id, client_id, payer_id, family``: invoices that can share a message, together.

    Whoever is the client of one invoice and the payer of another is written to about both.
    """
    frame = ledger.select("invoice_id", "client_id", "payer_id")
    of_person = pl.concat(
        frame.select("invoice_id", pl.col(one).alias("person")) for one in ("client_id", "payer_id")
    ).with_columns(pl.col("person").alias("family"))
    while True:
        joined = of_person.with_columns(pl.col("family").min().over("invoice_id")).with_columns(
            pl.col("family").min().over("person")
        )
        if joined.get_column("family").equals(of_person.get_column("family")):
            family = of_person.group_by("invoice_id").agg(pl.col("family").first())
            return frame.join(family, on="invoice_id")
        of_person = joined


def only_client(situation: Situation, client_id: int) -> Situation:
    """``situation`` as far as it can touch the messages about one client's invoices."""
    families = families_of(situation.ledger)
    mine = families.filter((pl.col("client_id") == client_id) | (pl.col("payer_id") == client_id))
    ours = families.join(mine.select("family").unique(), on="family", how="semi")
    people = pl.concat([ours.get_column("client_id"), ours.get_column("payer_id")]).unique()
    by_client = pl.DataFrame({"client_id": people})
    return replace(
        situation,
        ledger=situation.ledger.join(ours, on="invoice_id", how="semi"),
        clients=situation.clients.join(by_client, on="client_id", how="semi"),
        history=situation.history.join(
            by_client, left_on="addressee_id", right_on="client_id", how="semi"
        ),
    )


_OWN = pl.col("own_step").is_not_null()
_TOMORROW = pl.col("on") + DAY
#: What a message of today makes of the invoices that it carries.
_DONE = (
    pl.when(_OWN)
    .then(pl.col("own_step").replace_strict(RANK_OF, return_dtype=pl.Int64, default=None))
    .otherwise("done_rank")
    .alias("done_rank"),
    pl.when(_OWN).then("on").otherwise("done_day").alias("done_day"),
    pl.when(_OWN)
    .then(pl.max_horizontal("stated_deadline", "deadline"))
    .otherwise("stated_deadline")
    .alias("stated_deadline"),
    pl.when(~_OWN).then(pl.coalesce("deadline", "told_deadline")).alias("told_deadline"),
)
_CASE_BUT_DAY = [name for name in CASE if name != "on"]
#: The day on which an invoice becomes late, when it is to come.
_LATE_FROM = pl.when(pl.col("due_date") + DAY >= pl.col("on")).then(pl.col("due_date") + DAY)
#: Before the due date, a later step can come before the next one.
_EARLY = pl.when(~pl.col("late") & (pl.col("own_date") > pl.col("on"))).then("own_date")
_GAP_ENDS = (pl.col("last_day") + pl.duration(days=pl.col("min_gap"))).alias("gap_ends")
#: Nothing but a hand-over leaves within the gap. What a client owes is too little until another
#: of its invoices becomes late, or is free of what held it.
_WAKES = (
    pl.min_horizontal(
        pl.when(pl.col("wakes").is_null() | (pl.col("next_step") == Step.HAND_OVER.value))
        .then("wakes")
        .otherwise(pl.max_horizontal("wakes", "gap_ends")),
        pl.when(pl.col("netted").any().over("family")).then(pl.min_horizontal(_LATE_FROM, "freed")),
    )
    .min()
    .over("family")
    .alias("wakes")
)


def _waking(
    decided: Decided,
    people: pl.LazyFrame,
    timetable: Timetable,
    families: pl.LazyFrame,
    too_old_for: tuple[str, ...],
) -> pl.LazyFrame:
    """The cases as they are once today's messages have left, each on its family's next day.

    ``people``: the addressees as they are then. Families for which nothing can change any more
    are left out.
    """
    # A new export, which is there from the second day on, answers what today's data cannot.
    asked = asks_for_data(too_old_for) | pl.col("promise_unproven")
    following = pl.when(asked).then(_TOMORROW).otherwise(next_day(timetable))
    staying = decided.staying().select(
        *_CASE_BUT_DAY,
        _TOMORROW.alias("on"),
        "next_step",
        pl.min_horizontal(pl.coalesce(following, _lapses(timetable)), _EARLY).alias("wakes"),
        pl.col("net").is_not_null().alias("netted"),
        pl.when("held").then("free_from").alias("freed"),
    )
    written = next_steps(_written_about(decided), timetable).select(
        *_CASE_BUT_DAY,
        "on",
        "next_step",
        pl.col("own_date").alias("wakes"),
        pl.lit(False).alias("netted"),
        pl.lit(None, dtype=pl.Date).alias("freed"),
    )
    return (
        pl.concat([written, staying])
        .join(families, on="invoice_id")
        .with_columns(addressee(NEXT_IS_FORMAL))
        .join(people.select("addressee_id", _GAP_ENDS), on="addressee_id", how="left")
        .with_columns(_WAKES)
        .filter(pl.col("wakes").is_not_null())
        .with_columns(
            timetable.rolled(pl.max_horizontal("wakes", "on"), "forward").alias("on"),
            pl.lit(False).alias("promise_unproven"),
        )
        .select(CASE)
    )


def _lapses(timetable: Timetable) -> pl.Expr:
    """When a step that leads nowhere may lead somewhere, for a case that nobody holds.

    Once it is another's: a formal step goes to the debtor, who may owe enough where the payer does
    not. Once it has lapsed: before the due date any day may bring the next one.
    """
    netted = pl.col("net").is_not_null() & ~pl.col("due_now")
    call = pl.col("channel") == Channel.CALL.value
    lapsed = (
        pl.when(netted)
        .then("next_date")
        .when(~pl.col("late"))
        .then(_TOMORROW)
        .when(call)
        .then(timetable.last_day_of_call + DAY)
    )
    return pl.when(~pl.col("held")).then(lapsed)


def _written_about(decided: Decided) -> pl.LazyFrame:
    """The cases that today's messages carry, as they are the day after."""
    return (
        decided.scheduled.lazy()
        .select(*CASE, "addressee_id")
        .join(
            decided.lines.lazy().select("invoice_id", pl.col("step").alias("own_step")),
            on="invoice_id",
        )
        .join(decided.groups.lazy().select("addressee_id", "deadline"), on="addressee_id")
        .with_columns(*_DONE, _TOMORROW.alias("on"))
        .select(CASE)
    )


def _written_to(people: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """The addressees (``ground.PEOPLE``) once today's messages have left."""
    handed = pl.col("step") == Step.HAND_OVER.value
    return (
        people.lazy()
        .join(
            groups.lazy().select("addressee_id", "step", "tone", "on"),
            on="addressee_id",
            how="left",
        )
        .with_columns(
            pl.when(~handed).then("on").otherwise("last_day").alias("last_day"),
            pl.when(handed).then("on").otherwise("handed_on").alias("handed_on"),
            pl.coalesce("tone", "last_tone").alias("last_tone"),
        )
        .select(PEOPLE)
        .collect(engine="in-memory")
    )
