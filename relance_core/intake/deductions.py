"""What a column takes off an invoice: retention, discount, deposit, credit note; proven or asked.

A retention of the building trade is kept back for a year at most (loi n° 71-584): it is not due
yet, and is not chased with the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from relance_core.french import amount as shown_amount
from relance_core.intake.asked_words import EACH, weight
from relance_core.intake.columns import DEDUCTED
from relance_core.intake.headings import tokens
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.rates_written import rate_of
from relance_core.intake.reading import Choice, Question
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

BEFORE, AFTER = "before", "after"
ANSWERS = (BEFORE, AFTER, EACH)
PREFIX = "deduction_"  # then the field
ADVANCE = frozenset({"acompte", "acomptes", "avance", "avances", "arrhes", "deposit", "provision"})
#: Of what was billed before, a balance is net; a sum of several invoices is no part of this one.
EARLIER = "invoiced_before"
WORDS = {
    EARLIER: ("ce qui était déjà facturé", "le déjà facturé"),
    "retention": ("cette retenue", "la retenue"),
    "discount": ("cet escompte", "l'escompte"),
    "paid_amount": ("cet acompte", "l'acompte"),
    "credited_amount": ("cet avoir", "l'avoir"),
}
QUESTIONS = tuple(PREFIX + field for field in WORDS)
#: What rounding may put between an amount and what others add up to.
_ROUNDING = pl.lit("0.020").cast(MONEY)
#: Share of the rows that must agree for a column to be proven by the others.
PROOF = 0.9


#: The balance is what remains once everything was taken off.
_NET = "net"


@dataclass(frozen=True)
class _Found:
    """A column of deductions, and the rows where it takes something off what is owed."""

    field: str
    heading: str
    base: str  # heading of the amount that is asked about
    rows: pl.DataFrame  # with ``taken`` and ``base``, both positive


def with_deductions(
    frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.DataFrame, list[Question], list[str]]:
    """Adds ``v_deducted``: what the amount holds that is not to be paid now, or not at all.

    A deposit or a credit note that the amount no longer holds is not deducted a second time.
    """
    frame = frame.with_columns(ZERO.alias("v_deducted"))
    if layout.parts:
        _tell_parts(frame, layout, issues)
        return frame, [], []
    questions: list[Question] = []
    notes: list[str] = []
    for found in _columns(frame, layout, answers):
        state = _proven(found, layout)
        said = state or answers.get(PREFIX + found.field)
        if said not in (BEFORE, AFTER, EACH, _NET):
            questions.append(_question(found))
            continue
        ours = pl.col("row").is_in(found.rows["row"].implode())
        if said == EACH:
            tell(
                frame,
                ours,
                "deduction",
                Severity.DECISION,
                f"« {{value}} » sous « {found.heading} » : est-ce encore à ôter du montant ?",
                issues,
                found.heading,
                found.field,
            )
            continue
        frame = _applied(frame, found, said)
        notes.append(_note(found, said, proven=state is not None))
        if found.field == "retention" and said != AFTER:
            tell(
                frame,
                ours,
                "retention",
                Severity.WARNING,
                "Retenue de garantie (« {value} ») : pas encore exigible, elle n'est pas relancée "
                "avec la facture.",
                issues,
                found.heading,
                found.field,
            )
    return frame, questions, notes


def _tell_parts(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> None:
    """A decision on invoices paid in instalments: which of them holds what is taken off?"""
    for field in DEDUCTED:
        heading = layout.heading(field)
        if heading is not None:
            taken = pl.lit(_taken(frame, layout, field)) > ZERO
            tell(
                frame.filter(taken).unique("row", maintain_order=True),
                pl.lit(True),
                "deduction",
                Severity.DECISION,
                f"« {{value}} » sous « {heading} » : de quelle échéance est-ce à ôter ?",
                issues,
                heading,
                field,
            )


def _columns(frame: pl.DataFrame, layout: Layout, answers: Mapping[str, str]) -> list[_Found]:
    found = []
    for field in (*DEDUCTED, "paid_amount", "credited_amount"):
        heading = layout.heading(field)
        own = field in DEDUCTED
        if field == EARLIER and (layout.has("balance") or _is_cumulated(frame, layout)):
            continue
        # What was paid is set against the balance elsewhere, and the balance believed.
        base = (own and layout.heading("balance")) or layout.heading("amount")
        if heading is None or base is None or (not own and layout.has("balance")):
            continue
        if field == "paid_amount" and not tokens(heading) & ADVANCE:
            continue
        if not own and PREFIX + field not in answers and _is_said(layout, field):
            continue
        owed = pl.coalesce("v_balance", "v_amount") if own else pl.col("v_amount")
        rows = frame.with_columns(
            _taken(frame, layout, field).alias("taken"), owed.alias("base")
        ).filter((pl.col("taken") > ZERO) & (pl.col("base") > ZERO))
        if rows.height:
            found.append(_Found(field, heading, base, rows))
    return found


def _is_cumulated(frame: pl.DataFrame, layout: Layout) -> bool:
    """Whether what was billed before is more than some invoice, which cannot hold it then."""
    if not layout.has(EARLIER):
        return False
    more = pl.lit(_taken(frame, layout, EARLIER)) >= pl.col("v_amount").abs()
    return bool(
        frame.select((more & (pl.col("v_amount").abs() > ZERO)).fill_null(False).any()).item()
    )


def _is_said(layout: Layout, field: str) -> bool:
    """Whether somebody said, or is asked, which column this is: it is deducted as it says."""
    return any(one.field == field and one.confidence == 1 for one in layout.columns) or any(
        question.code == f"choose_{field}" for question in layout.questions
    )


def _taken(frame: pl.DataFrame, layout: Layout, field: str) -> pl.Series:
    """How much a column takes off each row; a rate is taken of the amount."""
    rate = rate_of(frame[field], layout.heading(field)) if field in DEDUCTED else None
    if rate is None:
        return frame[f"v_{field}"].abs()
    share = pl.lit(str(rate)).cast(pl.Decimal(38, 4))
    exact = (pl.col("v_amount").cast(pl.Decimal(38, 6)) * share).cast(pl.Decimal(38, 10))
    taken = exact.round(2, mode="half_away_from_zero").cast(MONEY)
    return frame.select(pl.when(pl.col(field).str.contains("[1-9]")).then(taken).alias(field))[
        field
    ]


def _proven(found: _Found, layout: Layout) -> str | None:
    """What the other columns prove: the balance is net of it, or the amount holds it, or not."""
    rows = found.rows
    paid = pl.col("v_paid_amount").abs().fill_null(ZERO)
    credited = pl.col("v_credited_amount").abs().fill_null(ZERO)
    if layout.has("balance") and layout.has("amount"):
        kept = pl.sum_horizontal(
            pl.lit(_taken(rows, layout, field)).fill_null(ZERO)
            for field in DEDUCTED
            if layout.has(field) and field != EARLIER
        )
        rest = pl.col("v_amount") - paid - credited
        net, held = (
            rows.select(
                ((pl.col("v_balance") - one).abs() <= _ROUNDING).fill_null(False).sum()
            ).item()
            for one in (rest - kept, rest)
        )
        # Where neither holds, something was paid that no column tells: it proves nothing.
        if net and net >= PROOF * (net + held):
            return _NET
    if layout.has("amount_excl_tax") and layout.has("tax") and not layout.has("balance"):
        whole = pl.col("v_amount_excl_tax") + pl.col("v_tax")
        if _share(rows, (pl.col("v_amount") - whole).abs() <= _ROUNDING) >= PROOF:
            return BEFORE
        if _share(rows, (pl.col("v_amount") + pl.col("taken") - whole).abs() <= _ROUNDING) >= PROOF:
            return AFTER
    return None


def _share(rows: pl.DataFrame, agrees: pl.Expr) -> float:
    share: float = rows.select(agrees.fill_null(False).mean()).item()
    return share


def _question(found: _Found) -> Question:
    this, it = WORDS[found.field]
    row = found.rows.row(0, named=True)
    currency = row["currency"] or "EUR"
    gross = shown_amount(row["base"], currency)
    net = shown_amount(max(row["base"] - row["taken"], Decimal(0)), currency)
    after = f"Après : « {found.base} » est ce qui est dû, {gross}"
    if found.field == "discount":
        after = f"Après, ou l'escompte n'est pas acquis : {gross} restent dus"
    weighed = found.rows.with_columns(pl.col("taken").alias("v_balance"))
    return Question(
        PREFIX + found.field,
        f"« {found.base} » est-il compté avant ou après {this} "
        f"(colonne « {found.heading} », {weight(weighed)}) ?",
        (
            Choice(
                BEFORE,
                f"Avant : {it} est à ôter, {gross} moins {shown_amount(row['taken'], currency)}, "
                f"soit {net} à relancer",
            ),
            Choice(AFTER, after),
            Choice(EACH, "À décider facture par facture"),
        ),
    )


def _applied(frame: pl.DataFrame, found: _Found, said: str) -> pl.DataFrame:
    """The figures of the rows once it is known whether the amount holds the deduction."""
    taken = frame.select("row").join(
        found.rows.select("row", "taken"), on="row", how="left", maintain_order="left"
    )["taken"]
    if found.field not in DEDUCTED:
        if said != AFTER:
            return frame
        name = f"v_{found.field}"
        return frame.with_columns(
            pl.when(taken.is_null()).then(name).otherwise(None).cast(MONEY).alias(name)
        )
    if said == AFTER:
        return frame
    off = taken.fill_null(0).cast(MONEY)
    frame = frame.with_columns((pl.col("v_deducted") + off).cast(MONEY).alias("v_deducted"))
    if said == _NET:
        return frame
    # Of what is left, the part that is kept back is not due: no more than is left.
    left = pl.col("v_balance")
    rest = pl.when(left > ZERO).then(pl.max_horizontal(left - off, ZERO)).otherwise(left)
    return frame.with_columns(rest.cast(MONEY).alias("v_balance"))


def _note(found: _Found, said: str, *, proven: bool) -> str:
    sums = found.rows.group_by(pl.col("currency").fill_null("EUR")).agg(pl.col("taken").sum())
    code, total = sums.sort("taken", descending=True).row(0)
    shown = f"« {found.heading} » ({shown_amount(total, code)} sur {found.rows.height} ligne"
    shown += "s)" if found.rows.height > 1 else ")"
    kept = ", pas encore exigible et non relancé" if found.field == "retention" else ""
    if said == _NET:
        return f"{shown}{kept} : déjà ôté de « {found.base} », comme les colonnes le montrent."
    if said == AFTER:
        return f"{shown} : déjà ôté de « {found.base} », rien n'en est déduit de nouveau."
    why = ", comme les colonnes le montrent" if proven else ""
    return f"{shown}{kept} : déduit de « {found.base} »{why}."
