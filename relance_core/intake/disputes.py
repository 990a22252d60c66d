"""What is contested, for how much and why; and remarks that tell of a dispute or a promise."""

from __future__ import annotations

import polars as pl

from relance_core.intake.amounts import Decimals, decimal_evidence, read_amounts
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.kinds import CREDIT_TO_COME, INVOICE, ZERO
from relance_core.intake.layout import Layout
from relance_core.intake.statuses import is_no, is_yes
from relance_core.intake.told_payments import TO_COME
from relance_core.money import MONEY
from relance_core.vocabulary import Severity

#: What a remark says of an invoice that should not be chased before somebody has read it.
TELLING = (
    r"(?i)litig|contest[ée]|r[ée]clam|d[ée]saccord|diff[ée]rend|dispute|bloqu|ne pas relanc|"
    r"pas (?:de |[àa] )relanc|stop(?:per)? relanc|suspend|promesse|promis|promet|s'engage|"
    r"engagement de pa|va (?:payer|r[ée]gler)|paiera|r[ée]glera|"
    r"(?:virement|vrt|vir|ch[èe]que|chq|r[èe]glement|paiement) (?:pr[ée]vu|annonc|promis|en cours|"
    r"envoy|fait|[ée]mis)|[ée]ch[ée]ancier accord|d[ée]lai accord|"
    r"\bavoir (?:[àa]\s|en attente|demand|sur|n[°o ]|partiel|[ée]mis|fait|de \d|pour)|"
    r"en attente d.avoir|attente avoir|retenue de garantie|liquidation|redressement|sauvegarde|"
    r"contentieux|huissier|avocat|injonction|pay[ée]e? (?:le|par)|r[ée]gl[ée]e? (?:le|par)|"
    r"^\W*(?:pay|sold|r[ée]gl|annul|encaiss)(?:é|ée|ee)s?\b|"
    r"\ba (?:d[ée]j[àa] )?(?:pay|r[ée]gl)[ée]\b|acompte .{0,20}re[çc]u|"
    r"(?:ch[èe]que|chq) (?:re[çc]u|\d)|encaiss(?:é|ée|ee) |sold(?:é|ée|ee) le|"
    r"annul(?:é|ée|ee) par|\b[RL]J (?:le|du|depuis)|"
    r"doublon|factur[ée]e? (?:par|à) erreur|erreur (?:de|sur)|mauvais (?:client|destinataire)|"
    r"promised|will pay|on hold|do not (?:chase|remind)|d[ée]c[ée]d"
)
#: The same said to be over, or not to be.
SETTLED_REMARK = (
    r"(?i)(?:pas|sans|aucun|aucune|fin|hors)\s+(?:de |d')?(?:litige|contestation|r[ée]clamation|"
    r"promesse)|(?:litige|contestation|r[ée]clamation)\s+(?:r[ée]gl|r[ée]sol|lev|clos|termin|sold)"
)
REMARKS = ("remark", "description", "payment_method")


def with_disputes(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> pl.DataFrame:
    """Adds ``disputed_amount`` (MONEY, at most what is open) and ``reason`` (text or null)."""
    cell = frame["dispute"]
    words = cell.drop_nulls().unique().to_list()
    flags = {word: True if is_yes(word) else False if is_no(word) else None for word in words}
    flag = cell.replace_strict(flags, default=None, return_dtype=pl.Boolean)
    free = cell.is_not_null() & flag.is_null()
    figures = read_amounts(
        cell, next(iter(decimal_evidence(cell)), Decimals.COMMA), spreadsheet=True
    ).values
    in_cell = figures.zip_with(free, pl.repeat(None, cell.len(), dtype=figures.dtype, eager=True))
    known = frame.with_columns(
        flag.alias("flag"),
        in_cell.round(3, mode="half_away_from_zero").cast(MONEY).alias("figure"),
        (free & in_cell.is_null()).alias("told"),
    )
    reason = pl.col("dispute_reason")
    some_reason = ~reason.str.to_lowercase().is_in(["-", "non", "no", "ras", "néant", "aucun"])
    amount = pl.coalesce("v_disputed_amount", "figure").abs()
    disputed = (
        pl.col("flag").fill_null(False)
        | pl.col("told")
        | (amount > ZERO).fill_null(False)
        | ((pl.col("meaning") == "disputed").fill_null(False))
        | (pl.col("flag").is_null() & some_reason.fill_null(False))
    )
    known = known.with_columns(disputed.alias("disputed"), amount.alias("contested"))
    tell(
        known,
        pl.col("disputed")
        & (pl.col("contested") > pl.col("open_amount"))
        & (pl.col("open_amount") > ZERO),
        "dispute_above_open",
        Severity.WARNING,
        "Le montant contesté dépasse le reste dû ; toute la facture est tenue pour contestée.",
        issues,
        layout.heading("disputed_amount") or layout.heading("dispute"),
    )
    _tell_remarks(known, layout, issues)
    part = (
        pl.when(pl.col("contested") > ZERO)
        .then(pl.col("contested"))
        .otherwise(pl.col("open_amount"))
    )
    spoken = pl.coalesce(
        pl.when(some_reason).then(reason),
        pl.when(pl.col("told")).then(pl.col("dispute")),
        pl.col("status").str.extract(r"(?i)^\W*(?:en )?litige\W+(.+)$", 1),
    )
    return known.with_columns(
        pl.when(pl.col("disputed") & (pl.col("kind") == INVOICE))
        .then(pl.min_horizontal(part, pl.col("open_amount")))
        .otherwise(ZERO)
        .cast(MONEY)
        .alias("disputed_amount"),
        pl.when(pl.col("disputed")).then(spoken).alias("reason"),
    )


def _tell_remarks(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> None:
    """A decision for each open invoice whose remark tells of a dispute, a promise or a payment."""
    owed = (pl.col("kind") == INVOICE) & (pl.col("open_amount") > ZERO) & ~pl.col("disputed")
    for field in REMARKS:
        if not layout.has(field):
            continue
        cells = frame.select(pl.col(field).drop_nulls().unique())
        text = pl.col(field).str
        found = cells.filter(
            (text.contains(TELLING) | text.contains(CREDIT_TO_COME))
            & ~text.contains(SETTLED_REMARK)
        )[field]
        if field == "payment_method":  # a payment with its day is read as such (told_payments)
            dated = found.str.contains(r"\d\s*[/.\-]\s*\d")
            found = found.filter(~dated | found.str.contains(TO_COME))
        telling = owed & pl.col(field).is_in(found.to_list())
        # The label of what was sold may say such words all along: the firm's trade, no news.
        share = frame.select(telling.sum() * 2 > pl.col(field).count()).item()
        if field == "description" and share and frame.height > 3:
            continue
        tell(
            frame,
            telling,
            "telling_remark",
            Severity.DECISION,
            "La remarque dit « {value} » : cette facture est-elle à relancer ?",
            issues,
            layout.heading(field),
            field,
        )
