"""Which invoices travel together: one message per addressee, its leader, its lines, its net."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from relance_core.calendar import DAY
from relance_core.french import amount, short_date_of
from relance_core.money import MONEY
from relance_core.reminders.holds import reasons
from relance_core.reminders.memory import in_memory
from relance_core.reminders.scenario import RANK
from relance_core.settings import Rules
from relance_core.vocabulary import FORMAL_STEPS, LETTER_CHANNELS, Step, Withheld

_FORMAL = [step.value for step in FORMAL_STEPS]
_REMINDERS = [Step.REMINDER_1.value, Step.REMINDER_2.value, Step.REMINDER_3.value]
_LETTERS = [channel.value for channel in LETTER_CHANNELS]


@dataclass(frozen=True)
class Composed:
    """What leaves and what stays behind because of it.

    ``groups``: one row per addressee (``addressee_id, leader_id, step, channel, usual_tone, …``).
    ``lines``: ``addressee_id, invoice_id, step, currency, amount_due, due_date``.
    ``left``: ``REASONS`` of the free invoices that no message carries.
    """

    groups: pl.LazyFrame
    lines: pl.LazyFrame
    left: pl.LazyFrame

    def with_instead(
        self, again: Composed, free: pl.LazyFrame, addressees: pl.LazyFrame
    ) -> Composed:
        """These messages, but ``again`` for ``addressees``; ``free``: all the invoices composed."""
        invoices = free.join(addressees, on="addressee_id", how="semi")
        groups = self.groups.join(addressees, on="addressee_id", how="anti")
        lines = self.lines.join(addressees, on="addressee_id", how="anti")
        return Composed(
            groups=in_memory(pl.concat([groups, again.groups])),
            lines=in_memory(pl.concat([lines, again.lines])),
            left=in_memory(
                pl.concat([self.left.join(invoices, on="invoice_id", how="anti"), again.left])
            ),
        )


def with_addressee(frame: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Adds ``due_now`` and ``addressee_id``: the payer, or the debtor for the formal steps."""
    return frame.with_columns(
        (pl.col("next_date") <= on).fill_null(False).alias("due_now")
    ).with_columns(
        pl.when(pl.col("due_now") & pl.col("next_step").is_in(_FORMAL))
        .then("client_id")
        .otherwise("payer_id")
        .alias("addressee_id")
    )


def net_holds(
    frame: pl.LazyFrame, credits: pl.LazyFrame, rules: Rules, currencies: Iterable[str]
) -> pl.LazyFrame:
    """``REASONS`` of invoices whose addressee owes nothing, or too little, less the credits.

    ``frame``: the chaseable invoices, overdue or with a step due, with ``addressee_id``.
    ``credits``: ``addressee_id, currency, amount`` (positive). Per currency, never summed across;
    ``currencies``: all that there are.
    """
    net = pl.col("net")
    low = _net(frame, credits).filter((net <= 0) | (net < rules.below_threshold))
    lines = frame.join(low, on=["addressee_id", "currency"])
    nil, small = lines.filter(net <= 0), lines.filter(net > 0)
    told = {currency: amount(rules.below_threshold, currency) for currency in currencies}
    threshold = pl.col("currency").replace_strict(told, default="", return_dtype=pl.String)
    return pl.concat(
        [
            reasons(
                nil,
                Withheld.NET_CREDIT,
                "Avoirs et règlements non affectés couvrent ce qui est dû : rien à réclamer.",
            ),
            reasons(
                small,
                Withheld.BELOW_THRESHOLD,
                pl.format("Reste dû sous le seuil de {} : pas de relance.", threshold),
            ),
        ]
    )


def _net(lines: pl.LazyFrame, credits: pl.LazyFrame) -> pl.LazyFrame:
    """Per addressee and currency: ``net``, the lines less the credits."""
    keys = ["addressee_id", "currency"]
    due = lines.group_by(keys).agg(pl.col("amount_due").sum().cast(MONEY))
    deducted = credits.group_by(keys).agg(pl.col("amount").sum().cast(MONEY).alias("credit"))
    return due.join(deducted, on=keys, how="left").select(
        *keys, (pl.col("amount_due") - pl.col("credit").fill_null(0).cast(MONEY)).alias("net")
    )


def addressee_blocks(frame: pl.LazyFrame, contacts: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """``REASONS`` of due invoices whose addressee was written to too recently, or is about to be.

    ``contacts``: ``addressee_id, min_gap, last_day, handed_on`` (a dossier), ``waiting`` (a message
    already on its way).
    """
    due = frame.filter(pl.col("due_now")).join(contacts, on="addressee_id")
    gap = (pl.lit(on) - pl.col("last_day")).dt.total_days()
    # The hand-over writes to nobody, and happens on the day announced.
    recent = due.filter(gap < pl.col("min_gap"), pl.col("next_step") != Step.HAND_OVER.value)
    ago = (
        pl.when(gap <= 0)
        .then(pl.format("Déjà écrit le {}", short_date_of("last_day")))
        .when(gap == 1)
        .then(pl.lit("Relancé il y a 1 jour"))
        .otherwise(pl.format("Relancé il y a {} jours", gap))
    )
    words = pl.format("{} : au moins {} jours entre deux messages.", ago, pl.col("min_gap"))
    waiting = due.filter(pl.col("waiting"))
    handed = due.filter(pl.col("handed_on") >= on)
    return pl.concat(
        [
            reasons(
                handed,
                Withheld.OTHER_MESSAGE_LEAVING,
                "Un dossier de ce client est transmis aujourd'hui : ses autres factures reprennent "
                "le jour ouvré suivant.",
                pl.lit(on + DAY),
            ),
            reasons(
                recent,
                Withheld.TOO_SOON,
                words,
                pl.col("last_day") + pl.duration(days=pl.col("min_gap")),
            ),
            reasons(
                waiting,
                Withheld.OTHER_MESSAGE_LEAVING,
                "Un message déjà approuvé attend de partir vers ce client.",
            ),
        ]
    )


def compose(
    free: pl.LazyFrame,
    gaps: pl.LazyFrame,
    put_off: pl.LazyFrame,
    on: date,
    *,
    too_old_for: list[str],
) -> Composed:
    """Groups the free invoices by addressee; at most one message each.

    ``free``: chaseable invoices that nothing holds, with their schedule and ``addressee_id``.
    ``gaps``: ``addressee_id, min_gap``. ``put_off``: ``invoice_id, step`` of the formal steps that
    an earlier approval left out. ``too_old_for``: the steps that ask for younger data. The leader
    is the earliest due among the invoices whose own step is due; overdue before pre-due; a formal
    step travels alone (decisions.md, Steps).
    """
    free = in_memory(free)
    groups = in_memory(_leaders(_without_those_that_yield(free.filter("due_now"), put_off)))
    joined = in_memory(
        free.join(
            groups.select(
                "addressee_id",
                pl.col("step").alias("group_step"),
                pl.col("late").alias("group_late"),
            ),
            on="addressee_id",
            how="left",
        ).join(gaps, on="addressee_id", how="left")
    )
    carried = joined.filter(_travels())
    lines = carried.select(
        "addressee_id",
        "invoice_id",
        _own_step(on, too_old_for).alias("step"),
        "currency",
        "amount_due",
        "due_date",
    )
    left_behind = joined.join(carried.select("invoice_id"), on="invoice_id", how="anti")
    waiting = left_behind.filter(pl.col("due_now"), pl.col("group_step").is_not_null())
    words = (
        pl.when(pl.col("group_step").is_in(_FORMAL))
        .then(pl.lit("Une étape formelle part aujourd'hui à ce client pour une autre facture."))
        .otherwise(
            pl.lit("Un autre message part aujourd'hui à ce client, pour ses factures échues.")
        )
    )
    return Composed(
        groups=groups,
        lines=lines,
        left=reasons(waiting, Withheld.OTHER_MESSAGE_LEAVING, words, _free_again(on)),
    )


def _free_again(on: date) -> pl.Expr:
    """The first day on which what stays behind can leave: after the gap, but for a hand-over."""
    handed = (pl.col("next_step") == Step.HAND_OVER.value) | (
        pl.col("group_step") == Step.HAND_OVER.value
    )
    gap = pl.when(handed).then(1).otherwise(pl.max_horizontal("min_gap", 1))
    return pl.lit(on) + pl.duration(days=gap)


def _without_those_that_yield(due: pl.LazyFrame, put_off: pl.LazyFrame) -> pl.LazyFrame:
    """``due`` without the formal steps that were put off, where a reminder of the client is due.

    A formal notice comes first, but needs somebody's approval: left out of an approval, it would
    silence its client's other invoices for ever. It has its turn again when no reminder is due.
    """
    formal = pl.col("next_step").is_in(_FORMAL)
    reminded = due.filter(~formal, pl.col("late")).select("addressee_id")
    yields = (
        due.filter(formal)
        .join(reminded, on="addressee_id", how="semi")
        .join(
            put_off,
            left_on=["invoice_id", "next_step"],
            right_on=["invoice_id", "step"],
            how="semi",
        )
    )
    return due.join(yields.select("invoice_id"), on="invoice_id", how="anti")


def _leaders(due: pl.LazyFrame) -> pl.LazyFrame:
    """One row per addressee: the leader's invoice, step, usual tone and channel."""
    return (
        due.sort(
            ["addressee_id", "late", "due_date", "invoice_id"],
            descending=[False, True, False, False],
        )
        .unique("addressee_id", keep="first", maintain_order=True)
        .select(
            "addressee_id",
            pl.col("invoice_id").alias("leader_id"),
            pl.col("next_step").alias("step"),
            "usual_tone",
            "channel",
            "by_hand",
            "role",
            "copy_roles",
            "call_missed",
            "late",
            "tone_setting",
            "debtor_type",
        )
    )


def _travels() -> pl.Expr:
    """Whether a free invoice is carried by its addressee's message of today.

    An invoice under formal notice does not ride along with a reminder: that one would give it
    another deadline, and threaten it with the notice that it has had.
    """
    formal_group = pl.col("group_step").is_in(_FORMAL)
    same_formal = pl.col("due_now") & (pl.col("next_step") == pl.col("group_step"))
    pre_due_alone = pl.col("due_now") & ~pl.col("group_late")
    chased = pl.col("late") & (pl.col("done_rank") < RANK[Step.FORMAL_NOTICE])
    return pl.col("group_step").is_not_null() & (
        pl.when(formal_group).then(same_formal).otherwise(chased | pre_due_alone)
    )


def _own_step(on: date, too_old_for: list[str]) -> pl.Expr:
    """The step that a carried invoice does today, or null when it only rides along.

    A reminder that would fall due within the gap joins with its own step, whatever deadline it
    heard of while it rode along; a formal step never does, nor one that asks for younger data.
    """
    within_gap = pl.col("own_date") < pl.lit(on) + pl.duration(days=pl.col("min_gap"))
    joining = [step for step in _REMINDERS if step not in too_old_for]
    joins = pl.col("group_late") & pl.col("next_step").is_in(joining) & within_gap
    due = pl.col("due_now") & (
        ~pl.col("next_step").is_in(_FORMAL) | pl.col("group_step").is_in(_FORMAL)
    )
    return pl.when(due | joins).then(pl.col("next_step"))


def deadline_of(step: Step, rules: Rules) -> timedelta | None:
    """How long a message of ``step`` leaves to pay, before it is moved to an open day."""
    days = {
        Step.REMINDER_3: rules.hand_over_days,
        Step.FORMAL_NOTICE: rules.formal_deadline_days,
        Step.LAST_NOTICE: rules.hand_over_days,
    }.get(step)
    return timedelta(days=days) if days is not None else None
