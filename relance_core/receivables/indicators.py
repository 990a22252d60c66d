"""The figures at the head of the dashboard, on a day, and their change since an earlier day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from relance_core.money import MONEY
from relance_core.receivables.as_of import (
    comparable,
    known_since,
    owed_on,
    position_at,
    undated,
)
from relance_core.receivables.balances import Balance, balances
from relance_core.receivables.dso import TENTH, Dso, countback, monthly_sales
from relance_core.receivables.lines import IS_INVOICE

PAYMENT_DATES = ("paid_date", "settled_on")
THOUSANDTH = Decimal("0.001")
SERIES = pl.Schema(
    {"currency": pl.String(), "day": pl.Date(), "open_amount": MONEY, "overdue": MONEY}
)


@dataclass(frozen=True)
class Indicators:
    """The indicators of one currency on one day (indicators of the field, taxes included)."""

    day: date
    currency: str
    balance: Balance
    dso: Dso

    @property
    def over_90_share(self) -> Decimal | None:
        """Part of the open amount more than 90 days late, 0 to 1; null when nothing is open."""
        return _share(self.balance.over_90, self.balance.open_amount)

    @property
    def average_days_late(self) -> Decimal | None:
        """Days late of what is overdue, weighted by amount, to the tenth; null when nothing is."""
        if not self.balance.overdue:
            return None
        days = self.balance.late_days_amount / self.balance.overdue
        return days.quantize(TENTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Evolution:
    """The indicators of one currency now, and before when the data tells it."""

    now: Indicators
    before: Indicators | None

    @property
    def open_change(self) -> Decimal | None:
        """Change of the open amount."""
        return self._change(lambda i: i.balance.open_amount)

    @property
    def overdue_change(self) -> Decimal | None:
        """Change of the overdue amount."""
        return self._change(lambda i: i.balance.overdue)

    @property
    def dso_change(self) -> Decimal | None:
        """Change of the DSO in days; null when either is unknown or only a lower bound."""
        if self.before is None or self.now.dso.at_least or self.before.dso.at_least:
            return None
        return self._change(lambda i: i.dso.days)

    @property
    def days_late_change(self) -> Decimal | None:
        """Change of the average days late."""
        return self._change(lambda i: i.average_days_late)

    @property
    def over_90_share_change(self) -> Decimal | None:
        """Change of the part more than 90 days late (0.01 is one point)."""
        return self._change(lambda i: i.over_90_share)

    def _change(self, figure: Callable[[Indicators], Decimal | None]) -> Decimal | None:
        if self.before is None:
            return None
        now, before = figure(self.now), figure(self.before)
        return None if now is None or before is None else now - before


def indicators(portfolio: pl.DataFrame, *, today: date) -> dict[str, Indicators]:
    """The indicators of each currency of the portfolio on ``today``.

    The DSO counts the balance net of credits back over the known months of sales.
    """
    return {
        currency: Indicators(
            day=today,
            currency=currency,
            balance=balance,
            dso=countback(balance.net, monthly_sales(portfolio, currency, day=today)),
        )
        for currency, balance in balances(portfolio, today=today).items()
    }


def evolution(portfolio: pl.DataFrame, *, today: date, since: date) -> dict[str, Evolution]:
    """The indicators of each currency on ``today`` and on ``since``.

    ``before`` is null where the data does not tell (see ``as_of``). The disputed amount has no
    change: disputes closed since have left no trace.
    """
    known = comparable(portfolio, since)
    past = position_at(portfolio, since, today=today)
    before = indicators(past, today=since)
    return {
        currency: Evolution(now, before.get(currency) if currency in known else None)
        for currency, now in indicators(portfolio, today=today).items()
    }


def series(portfolio: pl.DataFrame, days: list[date], *, today: date) -> pl.DataFrame:
    """Open and overdue amounts on the evening of each of ``days``, where the data tells them.

    Columns as ``SERIES``, sorted; ``days`` from ``today`` on are left out but for ``today``.
    """
    past = sorted({day for day in days if day < today})
    known = known_since(portfolio)
    told = sorted(known.keys() - undated(portfolio))
    earlier = (
        portfolio.filter(IS_INVOICE, pl.col("currency").is_in(told))
        .select("currency", "issue_date", "due_date", "amount", "open_amount", *PAYMENT_DATES)
        .join(pl.DataFrame({"day": past}, schema={"day": pl.Date}), how="cross")
        .join(_dates(known), on="currency")
        .filter(pl.col("issue_date") <= pl.col("day"), pl.col("day") >= pl.col("known"))
        .with_columns(owed_on(pl.col("day")).alias("owed"))
        .group_by("currency", "day")
        .agg(
            pl.col("owed").sum().alias("open_amount"),
            pl.col("owed").filter(pl.col("due_date") < pl.col("day")).sum().alias("overdue"),
        )
    )
    now = [
        (currency, today, balance.open_amount, balance.overdue)
        for currency, balance in balances(portfolio, today=today).items()
        if today in days
    ]
    return pl.concat([earlier, pl.DataFrame(now, schema=SERIES, orient="row")]).sort(
        "currency", "day"
    )


def _dates(known: dict[str, date]) -> pl.DataFrame:
    return pl.DataFrame(
        {"currency": list(known), "known": list(known.values())},
        schema={"currency": pl.String, "known": pl.Date},
    )


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    if not whole:
        return None
    return (part / whole).quantize(THOUSANDTH, rounding=ROUND_HALF_UP)
