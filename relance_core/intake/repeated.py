"""What the rows of an invoice that stands on several of them have in common, and what they vary in.

One row is not one invoice: item lines repeat it, payments repeat it, instalments split it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from relance_core.intake.duplicates import all_different, with_keys
from relance_core.intake.headings import candidates
from relance_core.intake.kinds import CREDIT_LABEL, CREDIT_TO_COME, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.parties import each_word
from relance_core.intake.rough_amounts import own_figures

#: The rows that name the same client, number and type of document are the same invoice's.
KEY = ("who", "number", "document_key")
_CREDIT_STATUS = r"(?i)^\W*(?:avoir|facture d.avoir|note de cr[ée]dit|credit (?:note|memo))s?\W*$"
#: Headings of what an item costs, and of how many there are.
_PRICE = re.compile(r"(?i)\b(pu|prix|price|rate|cost|unit\s?amount)\b")
_QUANTITY = re.compile(r"(?i)\b(qt[eéy]s?|quantit[eéyà]s?|quantity|qty|menge)\b")
_LINE = re.compile(r"(?i)\b(lignes?|lines?|items?|articles?)\b")
#: What tax may add to a line without tax.
_RATES = (1.0, 1.2, 1.1, 1.055, 1.085, 1.021)


class Witness(StrEnum):
    """What another column proves of the amount that stands on each row of an invoice."""

    PARTS = "parts"
    TOTAL = "total"


@dataclass(frozen=True)
class Repeated:
    """Invoices that stand on several rows.

    ``groups``: one row per such invoice, with ``KEY``, ``rows`` and how many values each thing
    takes: ``amounts, balances, paid, paid_dates, dues, issues, versions`` (different rows), and
    ``priced`` (rows with an amount), ``paid_sum, first_amount, largest_paid``. ``invoices`` counts
    all those of the file.
    """

    groups: pl.DataFrame
    invoices: int
    rows: pl.DataFrame  # the working rows of these invoices, with their key

    @property
    def differing(self) -> pl.DataFrame:
        """Those whose rows are not all the same, cell for cell."""
        return self.groups.filter(pl.col("versions") > 1)

    @property
    def often(self) -> bool:
        """Whether it is a habit of the file rather than an accident."""
        found = self.differing.height
        return found >= 3 or 5 * found >= self.invoices


def keyed(frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with the columns of ``KEY``."""
    # A credit note may bear the number of its invoice.
    owed = frame.select(pl.coalesce("v_amount", "v_balance") < ZERO).to_series().fill_null(False)
    label = pl.col("description").str
    states = frame.select(pl.coalesce("status", "section")).to_series()
    credit = (
        (label.contains(CREDIT_LABEL) & ~label.contains(CREDIT_TO_COME)).fill_null(False)
        | pl.col("marked_credit").fill_null(False)
        | pl.lit(each_word(states, lambda words: words.str.contains(_CREDIT_STATUS)))
    )
    document = pl.when(credit).then(pl.lit("credit_note")).otherwise("document").fill_null("")
    if owed.any():
        document = pl.concat_str(document, pl.when(owed).then(pl.lit("-")).otherwise(pl.lit("")))
    return with_keys(frame).with_columns(document.alias("document_key"))


def repeated(frame: pl.DataFrame, layout: Layout) -> Repeated | None:
    """The invoices of ``frame`` (keyed) that stand on several rows, or None."""
    if all_different(frame["number"]):
        return None
    several = frame.filter(pl.col("number").is_not_null() & pl.struct(KEY).is_duplicated())
    if several.is_empty():
        return None
    # One row in the list of what is due and in that of what is paid is one row twice.
    apart = [f"c{one.position}" for one in layout.columns if one.field == "section"]
    cells = pl.struct(pl.exclude("row", *apart)).hash()
    raw = layout.table.frame.select("row", cells.alias("cells"))
    rows = several.join(raw, on="row", how="left", maintain_order="left").with_columns(
        money(layout).alias("money")
    )
    groups = rows.group_by(KEY, maintain_order=True).agg(
        pl.col("row").alias("rows"),
        pl.col("money").n_unique().alias("amounts"),
        pl.col("money").is_not_null().sum().alias("priced"),
        pl.col("v_balance").n_unique().alias("balances"),
        pl.col("v_paid_amount").n_unique().alias("paid"),
        pl.col("v_paid_date").n_unique().alias("paid_dates"),
        # A list of lines may write the dates on the first of them only.
        pl.col("v_due_date").drop_nulls().n_unique().alias("dues"),
        pl.col("v_issue_date").drop_nulls().n_unique().alias("issues"),
        pl.col("cells").n_unique().alias("versions"),
        pl.col("money").first().alias("first_amount"),
        pl.col("v_paid_amount").sum().alias("paid_sum"),
        pl.col("v_paid_amount").max().alias("largest_paid"),
    )
    invoices = groups.height + frame.height - several.height
    return Repeated(groups, invoices, rows)


def money(layout: Layout) -> pl.Expr:
    """The amount that a row of the file bears."""
    if layout.has("amount"):
        return pl.col("v_amount")
    return pl.coalesce("v_amount", "v_amount_excl_tax", "v_balance")


def item_headings(layout: Layout) -> list[str]:
    """The headings that speak of an item: its name, its quantity, its price."""
    return [
        heading
        for heading in layout.table.headings
        if _PRICE.search(heading)
        or _QUANTITY.search(heading)
        or any(field == "item" for field, _ in candidates(heading))
    ]


def says_line(layout: Layout) -> bool:
    """Whether the amount's own heading is that of a line."""
    heading = layout.heading("amount") or layout.heading("amount_excl_tax") or ""
    return _LINE.search(heading) is not None


def witness(found: Repeated, layout: Layout, *, spreadsheet: bool) -> Witness | None:
    """What the prices and line totals beside the amount prove of it; None when nothing does."""
    columns = _figures(found.rows, layout, spreadsheet)
    rows = found.rows.select(*KEY, pl.col("money").cast(pl.Float64)).with_columns(columns)
    for column in columns:
        line = pl.col(column.name)
        known = rows.filter(line.is_not_null() & (line != 0) & pl.col("money").is_not_null())
        if known.height < rows.height * 0.9:
            continue
        summed = known.group_by(KEY).agg(
            (pl.col("money").first() / line.sum()).alias("ratio"), pl.len().alias("n")
        )
        if _is_a_rate(summed.filter(pl.col("n") > 1)["ratio"]):
            return Witness.TOTAL
        # A figure that is the same on every line of each invoice is the invoice's own.
        varies = known.group_by(KEY).agg(line.n_unique().alias("n"))["n"].max()
        if varies != 1 and _is_a_rate(known.select(pl.col("money") / line).to_series()):
            return Witness.PARTS
    return None


def _figures(rows: pl.DataFrame, layout: Layout, spreadsheet: bool) -> list[pl.Series]:
    """What each row costs by the columns that are not its amount, as floats: no sum is kept."""
    table = rows.select("row").join(layout.table.frame, on="row", how="left", maintain_order="left")
    used = {column.position for column in layout.columns if column.field in _SPOKEN_FOR}
    figures: dict[str, pl.Series] = {}
    for position, heading in enumerate(layout.table.headings):
        cells = table[f"c{position}"]
        if position in used or cells.null_count() > 0.1 * cells.len():
            continue
        values = own_figures(cells, spreadsheet=spreadsheet)
        if values.null_count() <= 0.1 * cells.len():
            figures[heading] = values.cast(pl.Float64)
    quantities = [one for heading, one in figures.items() if _QUANTITY.search(heading)]
    prices = [one for heading, one in figures.items() if _PRICE.search(heading)]
    products = [quantity * price for quantity in quantities for price in prices]
    lines = [one for heading, one in figures.items() if not _QUANTITY.search(heading)]
    return [one.alias(f"figure{at}") for at, one in enumerate([*products, *lines])]


#: Fields whose figures are known for what they are.
_SPOKEN_FOR = frozenset(
    ("number", "client_code", "amount", "balance", "paid_amount", "tax", "disputed_amount")
)


def _is_a_rate(ratios: pl.Series) -> bool:
    """Whether nearly all ratios are one and the same rate of tax, or one."""
    known = ratios.drop_nulls().drop_nans()
    if known.is_empty():
        return False
    near: Sequence[float] = [
        int(((known - rate).abs() < 0.003).sum()) / known.len() for rate in _RATES
    ]
    return max(near) >= 0.95
