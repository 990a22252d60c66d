"""What one row of a list is: an invoice, an item, a payment, an instalment; and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

import polars as pl

from relance_core.french import amount, listed
from relance_core.intake.kinds import CENT
from relance_core.intake.layout import Layout
from relance_core.intake.reading import Choice, Question, Shape, ShapeReading
from relance_core.intake.repeated import (
    Repeated,
    Witness,
    item_headings,
    repeated,
    says_line,
    witness,
)

QUESTION = "shape"


def shape_of(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], *, spreadsheet: bool
) -> tuple[ShapeReading, Question | None]:
    """What a row of ``frame`` (``repeated.keyed``) is, and the question when nothing proves it.

    ``spreadsheet``: its numbers are those of a workbook, not text.
    """
    if layout.parts:
        shown = [layout.table.headings[at] for at in layout.parts[0].columns[:2]]
        pair = listed([f"« {heading} »" for heading in shown])
        reason = (
            f"Chaque ligne donne les {len(layout.parts)} échéances de sa facture côte à côte "
            f"({pair}, et les suivantes) : chaque échéance est suivie à sa date."
        )
        return ShapeReading(Shape.INSTALMENTS, reason), None
    found = repeated(frame, layout)
    if found is None:
        return ShapeReading(), None
    example = _example(found)
    said = answers.get(QUESTION)
    if said in set(Shape):
        shape = Shape(said)
        return ShapeReading(shape, f"Vous l'avez dit ({example}).", True, True), None
    shape, sure = _guess(found, layout, spreadsheet)
    reading = ShapeReading(shape, _REASONS[shape].format(example=example), False, True)
    return reading, None if sure else _question(found, shape)


def _guess(found: Repeated, layout: Layout, spreadsheet: bool) -> tuple[Shape, bool]:
    """The likeliest shape, and whether anything proves it."""
    differing = found.differing
    if differing.is_empty():
        return Shape.INVOICES, True  # the same row twice is a duplicate
    # Issued on two days, it is two invoices under one number.
    if 2 * differing.filter(pl.col("issues") > 1).height > differing.height:
        return _ALONE
    apart = differing.filter(pl.col("dues") == pl.col("rows").list.len(), pl.col("issues") <= 1)
    parted = differing.filter((pl.col("amounts") > 1) & (pl.col("dues") <= 1))
    paid = differing.filter(
        (pl.col("amounts") == 1)
        & (pl.col("dues") <= 1)
        & ((pl.col("paid") > 1) | (pl.col("paid_dates") > 1))
    )
    items = bool(item_headings(layout))
    often = found.often
    if 10 * apart.height >= 9 * differing.height:
        uneven = apart.filter((pl.col("amounts") > 1) | (pl.col("balances") > 1)).height > 0
        return (Shape.INSTALMENTS, uneven or layout.has("terms")) if often else _ALONE
    if paid.height and not parted.height and layout.has("paid_amount"):
        too_much = paid.filter(pl.col("paid_sum") > pl.col("first_amount") + CENT)
        if 2 * too_much.height > paid.height:
            return _ALONE
        dated = paid.filter(pl.col("paid_dates") > 1).height > 0
        one_payment = _ONE_PAYMENT.search(layout.heading("paid_amount") or "") is not None
        return Shape.PAYMENTS, often or (dated and one_payment)
    if parted.height:
        if not (often or items):
            return _ALONE
        if (differing["priced"] <= 1).all():
            return Shape.LINES, True  # each invoice has its amount on one of its lines only
        if paid.height:
            return Shape.LINES, False
        return Shape.LINES, items or says_line(layout)
    proof = witness(found, layout, spreadsheet=spreadsheet)
    if proof is Witness.PARTS or (proof is None and says_line(layout)):
        return Shape.LINES, proof is not None
    # Equal amounts on every row of many invoices are a total; of a few, they may be equal parts.
    return Shape.LINES_WITH_TOTAL, proof is not None or differing.height > 5


#: A heading that speaks of one payment rather than of all that was paid.
_ONE_PAYMENT = re.compile(
    r"(?i)montant (?:du )?(?:r[eè]glement|paiement)|payment ?amount|amount ?payment"
)
#: A number that stands twice once in a while is a doubt about that invoice, not a shape.
_ALONE = (Shape.INVOICES, True)

_REASONS: Mapping[Shape, str] = {
    Shape.INVOICES: "Peu de factures tiennent sur plusieurs lignes ({example}) : elles sont à "
    "vérifier une par une.",
    Shape.LINES: "Les lignes d'une même facture ont des montants différents et la même échéance "
    "({example}) : elles sont additionnées.",
    Shape.LINES_WITH_TOTAL: "Le même montant figure sur chaque ligne d'une facture ({example}) : "
    "il est compté une fois.",
    Shape.PAYMENTS: "Les lignes d'une même facture ne diffèrent que par le règlement ({example}) : "
    "les règlements sont additionnés, la facture est comptée une fois.",
    Shape.INSTALMENTS: "Les lignes d'une même facture ont chacune leur échéance ({example}) : "
    "chaque échéance est suivie à sa date.",
}


def _sample(found: Repeated) -> tuple[str, list[int], list[Decimal]]:
    """The number, rows and amounts of an invoice that shows the doubt."""
    groups = found.differing if found.differing.height else found.groups
    first = groups.row(0, named=True)
    rows = found.rows.filter(pl.col("row").is_in(first["rows"]))
    return first["number"], first["rows"], [one for one in rows["money"].to_list() if one]


def _example(found: Repeated) -> str:
    number, rows, _ = _sample(found)
    return f"« {number[:40]} », lignes {listed([str(row) for row in rows[:4]])}"


def _question(found: Repeated, guess: Shape) -> Question:
    number, rows, amounts = _sample(found)
    currency = found.rows.filter(pl.col("row") == rows[0])["currency"].item() or "EUR"
    total = amount(sum(amounts, Decimal(0)), currency)
    one = amount(max(amounts, default=Decimal(0)), currency)
    told: Mapping[Shape, Callable[[], str]] = {
        Shape.LINES: lambda: f"Des articles à additionner : {total} pour la facture",
        Shape.LINES_WITH_TOTAL: lambda: f"Le total de la facture, répété : {one} pour la facture",
        Shape.INSTALMENTS: lambda: f"Des échéances : {total} en tout, chacune à sa date",
        Shape.PAYMENTS: lambda: "Des règlements de la facture, à additionner",
        Shape.INVOICES: lambda: "Des doublons, ou une facture et son avoir : à décider un par un",
    }
    offered = [Shape.LINES, Shape.LINES_WITH_TOTAL, Shape.INVOICES]
    if guess is Shape.PAYMENTS:
        offered = [Shape.PAYMENTS, Shape.LINES_WITH_TOTAL, Shape.INVOICES]
    if guess is Shape.INSTALMENTS:
        offered = [Shape.INSTALMENTS, Shape.LINES_WITH_TOTAL, Shape.INVOICES]
    choices = tuple(Choice(shape.value, told[shape]()) for shape in offered)
    shown = listed([str(row) for row in rows[:4]]) + ("…" if len(rows) > 4 else "")
    return Question(
        QUESTION,
        f"La facture « {number[:40]} » tient sur {len(rows)} lignes ({shown}). Que sont-elles ?",
        choices,
    )
