"""What holds invoices back, by hand or by what the files say, as ``HOLDS`` with their sentences."""

from __future__ import annotations

from datetime import date

import polars as pl
from sqlalchemy import Connection, exists, select

from relance_core.commitments import DISPUTE_MOTIVE_LABELS
from relance_core.french import short_date_of
from relance_core.intake.duplicates import SEVERAL_ADDRESSES
from relance_core.intake.flag_columns import FACTORED
from relance_core.intake.payment_sheets import TOLD as PAID_BESIDE
from relance_core.store.frames import frame_of
from relance_core.store.holds import CHASE, DISPUTE_OVER, FREE, PAID
from relance_core.store.tables import client_setting, hold, invoice
from relance_core.vocabulary import Withheld

_MOTIVES = {code.value: label for code, label in DISPUTE_MOTIVE_LABELS.items()}


def hand_frame(conn: Connection) -> pl.DataFrame:
    """Holds not released: ``invoice_id, client_id, code, amount, since, until, note`` and more.

    ``note`` begins with the motive of a dispute, in French; ``motive``: its words alone;
    ``payment_plan_id``: of the plan that the hold is one invoice of.
    """
    query = select(
        hold.c.invoice_id,
        hold.c.client_id,
        hold.c.code,
        hold.c.amount,
        hold.c.since,
        hold.c.until,
        hold.c.note,
        hold.c.motive,
        hold.c.payment_plan_id,
    ).where(hold.c.released_at.is_(None))
    frame = frame_of(
        conn,
        query,
        {
            "invoice_id": pl.Int64,
            "client_id": pl.Int64,
            "code": pl.String,
            "amount": pl.Int64,
            "since": pl.Date,
            "until": pl.Date,
            "note": pl.String,
            "motive": pl.String,
            "payment_plan_id": pl.Int64,
        },
    )
    words = pl.col("motive").replace_strict(_MOTIVES, default=None, return_dtype=pl.String)
    said = pl.when(pl.col("note") != "").then("note")
    return frame.with_columns(
        words.alias("motive"),
        pl.concat_str(words, said, separator=", ", ignore_nulls=True).alias("note"),
    )


def with_disputes(frame: pl.DataFrame, by_hand: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with what is disputed by hand, which wins over the file's until it is released.

    ``frame``: ``invoice_id, open_amount, disputed_amount`` in thousandths. Adds ``hand_reason`` and
    ``hand_since`` (null without a dispute by hand).
    """
    disputes = (
        by_hand.filter(pl.col("code") == Withheld.DISPUTE.value, pl.col("invoice_id").is_not_null())
        .group_by("invoice_id")
        .agg(
            pl.when(pl.col("amount").is_null().any())
            .then(None)
            .otherwise(pl.col("amount").max())
            .alias("hand_part"),
            pl.coalesce("motive", pl.when(pl.col("note") != "").then("note"))
            .drop_nulls()
            .first()
            .alias("hand_reason"),
            pl.col("since").min().alias("hand_since"),
        )
    )
    # Somebody decided to chase whatever the file says, or closed its dispute: it counts no more.
    chased = by_hand.filter(pl.col("code").is_in([CHASE, DISPUTE_OVER])).select(
        "invoice_id", pl.lit(True).alias("chased")
    )
    disputed = (
        pl.when(pl.col("hand_since").is_not_null())
        .then(pl.min_horizontal("open_amount", pl.coalesce("hand_part", "open_amount")))
        .when(pl.col("chased").is_null())
        .then(pl.min_horizontal("open_amount", "disputed_amount"))
        .otherwise(0)
    )
    return (
        frame.join(disputes, on="invoice_id", how="left")
        .join(chased.unique("invoice_id"), on="invoice_id", how="left")
        .with_columns(disputed.alias("disputed_amount"))
    )


def hand_holds(
    by_hand: pl.DataFrame, payments: pl.DataFrame, data_date: date | None
) -> pl.DataFrame:
    """``HOLDS`` noted by hand; a partial dispute holds nothing, a contradicted payment asks.

    ``by_hand``: as ``store.payment_plans.plan_holds`` gives it; ``payments``:
    ``store.payments.NOTED``.
    """
    since, until = short_date_of("since"), short_date_of("until")
    noted = (
        pl.when(pl.col("note") != "").then(pl.format(" : {}", pl.col("note"))).otherwise(pl.lit(""))
    )
    words = (
        pl.when(pl.col("code") == Withheld.DISPUTE.value)
        .then(pl.format("Litige ouvert le {}{}.", since, noted))
        .when(pl.col("code") == Withheld.PROMISE.value)
        .then(pl.format("Promesse de paiement jusqu'au {}{}.", until, noted))
        .when(pl.col("code") == Withheld.EXCLUDED.value)
        .then(pl.format("Exclue à la main le {}{}.", since, noted))
        .when(pl.col("told").is_not_null())
        .then("told")
        .when(pl.col("until").is_not_null())
        .then(pl.format("Suspendue jusqu'au {}{}.", until, noted))
        .otherwise(pl.format("Suspendue depuis le {}{}.", since, noted))
    )
    plain = by_hand.filter(
        ~pl.col("code").is_in(list(FREE)),
        ~((pl.col("code") == Withheld.DISPUTE.value) & pl.col("amount").is_not_null()),
    )
    asked = payments.filter("asked").with_columns(
        pl.lit(None, dtype=pl.Int64).alias("client_id"),
        pl.lit(Withheld.NEEDS_DECISION.value).alias("code"),
        pl.lit(None, dtype=pl.Date).alias("until"),
    )
    day = pl.lit(f"{data_date:%d/%m/%Y}" if data_date else "")
    contradiction = (
        pl.when(pl.col("amount").is_null())
        .then(
            pl.format(
                "Notée payée le {}, mais l'export du {} la montre encore ouverte : à trancher.",
                since,
                day,
            )
        )
        .otherwise(
            pl.format(
                "Règlement partiel noté le {}, mais l'export du {} ne le montre pas : à trancher.",
                since,
                day,
            )
        )
    )
    columns = ["invoice_id", "client_id", "code", "since", "until", "reason"]
    return pl.concat(
        [
            plain.with_columns(words.alias("reason")).select(columns),
            asked.with_columns(contradiction.alias("reason")).select(columns),
        ]
    )


def file_holds(conn: Connection, by_hand: pl.DataFrame) -> pl.DataFrame:
    """``HOLDS`` that the files state: disputes, direct debits, doubts, disappearances."""
    query = select(
        invoice.c.id,
        invoice.c.open_amount,
        invoice.c.disputed_amount,
        invoice.c.dispute_reason,
        invoice.c.direct_debit,
        invoice.c.factored,
        invoice.c.decision,
        invoice.c.missing_since,
        invoice.c.first_seen,
        exists().where(
            client_setting.c.client_id.in_((invoice.c.client_id, invoice.c.payer_id)),
            client_setting.c.emails.is_not(None),
        ),
    ).where(
        invoice.c.open_amount > 0,
        (invoice.c.disputed_amount > 0)
        | invoice.c.direct_debit
        | invoice.c.factored
        | invoice.c.decision.is_not(None)
        | invoice.c.missing_since.is_not(None),
    )
    frame = frame_of(
        conn,
        query,
        {
            "invoice_id": pl.Int64,
            "open_amount": pl.Int64,
            "disputed_amount": pl.Int64,
            "dispute_reason": pl.String,
            "direct_debit": pl.Boolean,
            "factored": pl.Boolean,
            "decision": pl.String,
            "missing_since": pl.Date,
            "since": pl.Date,
            "address_chosen": pl.Boolean,
        },
    )
    paid = by_hand.filter(pl.col("code") == PAID)["invoice_id"].drop_nulls().unique()
    noted = pl.col("invoice_id").is_in(paid.to_list())
    frame = frame.with_columns(_still_to_decide(noted).alias("decision"))
    released = by_hand.filter(pl.col("code") == CHASE).select("invoice_id")
    frame = frame.join(released, on="invoice_id", how="anti")
    known = [Withheld.DISPUTE.value, DISPUTE_OVER]
    by_hand_disputes = by_hand.filter(pl.col("code").is_in(known))
    disputed = frame.filter(pl.col("disputed_amount") >= pl.col("open_amount")).join(
        by_hand_disputes, on="invoice_id", how="anti"
    )
    motive = pl.format("En litige selon votre fichier : {}.", pl.col("dispute_reason"))
    parts = [
        _file_hold(
            disputed,
            Withheld.DISPUTE,
            pl.coalesce(motive, pl.lit("En litige selon votre fichier.")),
        ),
        _file_hold(
            frame.filter(pl.col("direct_debit")),
            Withheld.DIRECT_DEBIT,
            pl.lit("Réglée par prélèvement : pas de relance avant un rejet."),
        ),
        _file_hold(
            frame.filter(pl.col("factored")),
            Withheld.FACTORED,
            pl.lit(f"{FACTORED} : le factor encaisse."),
        ),
        _file_hold(
            frame.filter(pl.col("decision").is_not_null()),
            Withheld.NEEDS_DECISION,
            pl.col("decision"),
        ),
        _file_hold(
            frame.filter(pl.col("missing_since").is_not_null()),
            Withheld.NEEDS_DECISION,
            pl.format(
                "Absente de l'export du {} : réglée ou retirée ? À confirmer.",
                short_date_of("missing_since"),
            ),
        ),
    ]
    return pl.concat(parts)


def _still_to_decide(noted: pl.Expr) -> pl.Expr:
    """The decision that a file asks for, less what somebody has settled by hand.

    An address chosen, or a payment ``noted`` that another sheet of the file had told of.
    """
    told = pl.col("decision")
    told = pl.when(noted).then(told.str.replace_all(PAID_BESIDE, "")).otherwise(told)
    rest = told.str.replace(SEVERAL_ADDRESSES, "", literal=True)
    told = pl.when("address_chosen").then(rest).otherwise(told).str.strip_chars()
    return pl.when(told != "").then(told)


def _file_hold(frame: pl.DataFrame, code: Withheld, words: pl.Expr) -> pl.DataFrame:
    return frame.select(
        "invoice_id",
        pl.lit(None, dtype=pl.Int64).alias("client_id"),
        pl.lit(code.value).alias("code"),
        "since",
        pl.lit(None, dtype=pl.Date).alias("until"),
        words.alias("reason"),
    )
