"""Expected cash by ISO week, from how clients have paid so far, with its uncertainty.

The method, on purpose a simple one:

1. Each client's usual delay is the median of the invoices paid in twelve months, drawn towards
   that of all clients when there are few: ``(n x own + 5 x all) / (n + 5)``.
2. Around it, payments scatter as all clients' payments scattered around their own median: 20
   equally likely deviations. The possible days already past are dropped and the others weigh
   more. An invoice later than all of them is given the usual wait of the invoices that were
   already as late and were paid; where fewer than five ever were, it is given no date.
3. A promise replaces all this by its date, a payment plan by the days of its instalments. The
   disputed part of an invoice has no date.
4. The band of a week covers eight weeks out of ten. It adds the chance that each invoice falls in
   the week or not, and the error that the same method made over the last four weeks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from relance_core.money import MONEY
from relance_core.receivables.agreed_days import agreed_chances, apart
from relance_core.receivables.as_of import comparable, position_at
from relance_core.receivables.behaviour import WINDOW, behaviour
from relance_core.receivables.lines import open_invoices, paid_invoices

#: Below this many paid invoices in twelve months, nothing is forecast.
MIN_PAID = 20
#: Weight of all clients, in invoices, beside a client's own history.
PRIOR = 5
DEVIATIONS = 20
WEEKS = 8
BACKTEST_WEEKS = 4
#: Standard deviations around the mean that hold 80 % of a normal law.
Z_80 = 1.2816

SCHEMA = pl.Schema(
    {"currency": pl.String(), "week": pl.Date(), "expected": MONEY, "low": MONEY, "high": MONEY}
)
#: What a week's amount is made of.
CHANCES = pl.Schema({"invoice_id": pl.Int64(), "week": pl.Date(), "chance": pl.Float64()})


@dataclass(frozen=True)
class Forecast:
    """Expected cash. ``weeks`` has one row per currency and Monday: ``SCHEMA``, sorted.

    ``chances``: one row per invoice and week where it may be paid (``CHANCES``, from 0 to 1).
    ``later``, ``disputed`` and ``unprecedented`` (later than what was ever paid), per currency,
    complete ``weeks`` to the open amount.
    ``error`` is the share by which the method was wrong over the last four weeks, all taken
    together, where known. ``paid_count`` is the number of paid invoices it rests on.
    """

    weeks: pl.DataFrame
    chances: pl.DataFrame
    later: dict[str, Decimal]
    disputed: dict[str, Decimal]
    unprecedented: dict[str, Decimal]
    error: dict[str, float]
    paid_count: int

    @property
    def insufficient(self) -> bool:
        """Too few paid invoices to say anything: shown as « données insuffisantes »."""
        return self.paid_count < MIN_PAID


def forecast(
    portfolio: pl.DataFrame,
    *,
    today: date,
    promises: Mapping[int, date] | None = None,
    agreed: pl.DataFrame | None = None,
    weeks: int = WEEKS,
) -> Forecast:
    """Expected cash over ``weeks`` ISO weeks from that of ``today``.

    ``promises`` gives the promised day of an invoice by its id, ``agreed`` (``agreed_days.AGREED``)
    what is awaited of it under a payment plan. When too few invoices were paid,
    ``weeks`` is empty and every undisputed amount is in ``later``.
    """
    owed = _undisputed(open_invoices(portfolio, today=today))
    disputed = _sums(owed, "disputed_amount")
    datable = _sums(owed, "left")
    paid = paid_invoices(portfolio, today=today, since=today - WINDOW)
    if paid.height < MIN_PAID:
        none, no_chance = pl.DataFrame(schema=SCHEMA), pl.DataFrame(schema=CHANCES)
        return Forecast(none, no_chance, datable, disputed, {}, {}, paid.height)
    error = _backtest(portfolio, today=today)
    rest, parts = apart(owed, agreed, today=today)
    chances = _chances(rest, portfolio, today=today, promises=promises or {})
    chances = pl.concat([chances, agreed_chances(parts)])
    unprecedented = _sums(owed.join(chances, on="invoice_id", how="anti"), "left")
    found = _by_week(chances, error, today=today, weeks=weeks)
    in_weeks = _sums(found, "expected")
    zero = Decimal(0)
    later = {
        currency: max(
            zero, amount - in_weeks.get(currency, zero) - unprecedented.get(currency, zero)
        )
        for currency, amount in datable.items()
    }
    return Forecast(
        found, _shown(chances, owed), later, disputed, unprecedented, error, paid.height
    )


def _shown(chances: pl.DataFrame, owed: pl.DataFrame) -> pl.DataFrame:
    """``CHANCES`` of whole invoices: an instalment is a share of its own."""
    whole = owed.select("invoice_id", pl.col("left").cast(pl.Float64).alias("whole"))
    share = (pl.col("left") * pl.col("chance")).sum() / pl.col("whole").first()
    return (
        chances.join(whole, on="invoice_id")
        .group_by("invoice_id", "week", maintain_order=True)
        .agg(share.alias("chance"))
    )


def _undisputed(owed: pl.DataFrame) -> pl.DataFrame:
    return owed.with_columns((pl.col("open_amount") - pl.col("disputed_amount")).alias("left"))


def _sums(frame: pl.DataFrame, column: str) -> dict[str, Decimal]:
    sums = frame.group_by("currency").agg(pl.col(column).sum()).sort("currency")
    return dict(sums.iter_rows())


def _chances(
    owed: pl.DataFrame, portfolio: pl.DataFrame, *, today: date, promises: Mapping[int, date]
) -> pl.DataFrame:
    """One row per invoice and week where it may be paid: ``currency week left chance``."""
    paid = paid_invoices(portfolio, today=today, since=today - WINDOW)
    usual = paid["days_late"].median()
    assert isinstance(usual, float)
    own = behaviour(portfolio, today=today).select(
        "client_id",
        (
            (pl.col("paid_count") * pl.col("median_days") + PRIOR * usual)
            / (pl.col("paid_count") + PRIOR)
        ).alias("delay"),
    )
    scatter = _deviations(paid, own, usual)
    promised = pl.DataFrame(
        {"invoice_id": list(promises), "promised": list(promises.values())},
        schema={"invoice_id": pl.Int64, "promised": pl.Date},
    )
    invoices = (
        owed.filter(pl.col("left") > 0)
        .join(own, on="client_id", how="left")
        .join(promised, on="invoice_id", how="left")
        .select(
            "invoice_id",
            "currency",
            pl.col("left").cast(pl.Float64),
            pl.col("delay").fill_null(usual),
            "due_date",
            "days_late",
            "promised",
        )
    )
    possible = (
        invoices.join(scatter.to_frame("deviation"), how="cross")
        .with_columns(
            (
                pl.col("due_date")
                + pl.duration(days=(pl.col("delay") + pl.col("deviation")).round())
            ).alias("day")
        )
        .filter(pl.col("day") > today)
    )
    ahead = _usual_wait(invoices.join(possible, on="invoice_id", how="anti"), paid["days_late"])
    promised_days = invoices.filter(pl.col("promised") >= today).with_columns(
        pl.col("promised").alias("day")
    )
    columns = ["invoice_id", "currency", "left", "day"]
    unpromised = [
        frame.select(columns).join(promised_days, on="invoice_id", how="anti")
        for frame in (possible, ahead)
    ]
    days = pl.concat([*unpromised, promised_days.select(columns)])
    return (
        days.with_columns(pl.col("day").dt.truncate("1w").alias("week"))
        .group_by("invoice_id", "currency", "left", "week")
        .agg(pl.len().alias("hits"))
        .with_columns((pl.col("hits") / pl.col("hits").sum().over("invoice_id")).alias("chance"))
    )


def _deviations(paid: pl.DataFrame, own: pl.DataFrame, usual: float) -> pl.Series:
    """Equally likely days between a payment and its client's usual delay."""
    around = (
        paid.join(own, on="client_id", how="left")
        .select(pl.col("days_late") - pl.col("delay").fill_null(usual))
        .to_series()
    )
    middles = [(step + 0.5) / DEVIATIONS for step in range(DEVIATIONS)]
    return pl.Series("deviation", [around.quantile(q, "linear") for q in middles], pl.Float64)


def _usual_wait(invoices: pl.DataFrame, delays: pl.Series) -> pl.DataFrame:
    """``invoices`` with the ``day`` that follows from payments later than they are now.

    Half of the ``delays`` beyond an invoice's own are shorter than the one that is taken. Those
    with fewer than five payments beyond them are left out.
    """
    known = delays.sort()
    reached = known.search_sorted(invoices["days_late"], side="right").cast(pl.Int64)
    middle = reached + (known.len() - reached) // 2
    return (
        invoices.with_columns(
            known.gather(middle.clip(upper_bound=known.len() - 1)).alias("delay"),
            (known.len() - reached).alias("beyond"),
        )
        .filter(pl.col("beyond") >= PRIOR)
        .with_columns((pl.col("due_date") + pl.duration(days=pl.col("delay"))).alias("day"))
    )


def _by_week(
    chances: pl.DataFrame, error: Mapping[str, float], *, today: date, weeks: int
) -> pl.DataFrame:
    monday = today - timedelta(days=today.weekday())
    mondays = [monday + timedelta(weeks=number) for number in range(weeks)]
    wrong = pl.col("currency").replace_strict(dict(error) or {"": 0.0}, default=0.0)
    mean = pl.col("left") * pl.col("chance")
    grid = chances.select(pl.col("currency").unique()).join(
        pl.DataFrame({"week": mondays}), how="cross"
    )
    spread = (pl.col("variance") + (pl.col("mean") * wrong) ** 2).sqrt() * Z_80
    return (
        grid.join(
            chances.group_by("currency", "week").agg(
                mean.sum().alias("mean"),
                (pl.col("left") ** 2 * pl.col("chance") * (1 - pl.col("chance")))
                .sum()
                .alias("variance"),
                pl.col("left").sum().alias("most"),
            ),
            on=["currency", "week"],
            how="left",
        )
        .with_columns(pl.col("mean", "variance", "most").fill_null(0.0))
        .select(
            "currency",
            "week",
            _estimate(pl.col("mean")).alias("expected"),
            _estimate((pl.col("mean") - spread).clip(lower_bound=0.0)).alias("low"),
            _estimate(pl.min_horizontal(pl.col("mean") + spread, "most")).alias("high"),
        )
        .sort("currency", "week")
    )


def _estimate(amount: pl.Expr) -> pl.Expr:
    # An estimate to the unit: cents would claim a precision it does not have.
    return amount.round(0).cast(MONEY)


def _backtest(portfolio: pl.DataFrame, *, today: date) -> dict[str, float]:
    """Share by which the method, run four weeks ago, missed what was paid since, per currency."""
    monday = today - timedelta(days=today.weekday())
    day = monday - timedelta(weeks=BACKTEST_WEEKS, days=1)
    known = comparable(portfolio, day)
    past = position_at(portfolio, day, today=today)
    if not known or paid_invoices(past, today=day, since=day - WINDOW).height < MIN_PAID:
        return {}
    owed = _undisputed(open_invoices(past, today=day))
    chances = _chances(owed, past, today=day, promises={})
    expected = chances.group_by("currency", "week").agg(
        (pl.col("left") * pl.col("chance")).sum().alias("expected")
    )
    paid = (
        paid_invoices(portfolio, today=monday - timedelta(days=1), since=day)
        .filter(pl.col("issue_date") <= day)
        .group_by("currency", pl.col("paid_on").dt.truncate("1w").alias("week"))
        .agg(pl.col("amount").sum().cast(pl.Float64).alias("paid"))
    )
    weeks = [monday - timedelta(weeks=number + 1) for number in range(BACKTEST_WEEKS)]
    errors = (
        expected.join(paid, on=["currency", "week"], how="full", coalesce=True)
        .filter(pl.col("week").is_in(weeks), pl.col("currency").is_in(sorted(known)))
        .with_columns(pl.col("expected", "paid").fill_null(0.0))
        .group_by("currency")
        .agg(
            (pl.col("expected") - pl.col("paid")).abs().sum().alias("missed"),
            pl.col("paid").sum(),
        )
        .select("currency", (pl.col("missed") / pl.col("paid")).alias("error"))
        .filter(pl.col("error").is_finite())
    )
    return dict(errors.sort("currency").iter_rows())
