"""Agrees a payment plan over some invoices of a client, ends it, and takes either back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from relance_core.calendar import add_open_days, month_later
from relance_core.commitments import PROMISE_GRACE
from relance_core.errors import Refused
from relance_core.french import amount as french_amount
from relance_core.french import plural, short_date
from relance_core.money import from_thousandths, in_equal_parts, to_thousandths
from relance_core.store.holds import (
    holds_of_plan,
    number_in_a_plan,
    release_hold,
    restore_hold,
)
from relance_core.store.invoices import read_invoices
from relance_core.store.journal import note
from relance_core.store.outbox.decisions import HeldMessages
from relance_core.store.payment_plans import add_plan
from relance_core.vocabulary import Withheld
from relance_core.workflows.decide import hold_in, unconfirm
from relance_core.workflows.space import Act, Space

#: More instalments than that are no plan but a loan.
MOST = 36


@dataclass(frozen=True)
class Agreed:
    """A plan that was written down, enough to take it back."""

    plan_id: int
    stopped: tuple[HeldMessages, ...]


def equal_instalments(
    total: Decimal, count: int, currency: str, *, first: date, monthly: bool = True
) -> list[tuple[date, Decimal]]:
    """Day and amount of ``count`` equal instalments, a month (or a week) apart."""
    days = [
        month_later(first, rank) if monthly else first + timedelta(weeks=rank)
        for rank in range(count)
    ]
    return list(zip(days, in_equal_parts(total, count, currency), strict=True))


def agree_plan(
    space: Space,
    act: Act,
    invoice_ids: Collection[int],
    parts: Sequence[tuple[date, Decimal]],
    *,
    contact: str = "",
    text: str = "",
) -> Agreed:
    """Write down a plan: its invoices are not reminded as long as each instalment is paid.

    Raises ``Refused`` unless the invoices are of one client and currency and in no other plan, the
    days follow one another from today on, and the amounts are a part of what is due.
    """
    with space.engine.begin() as conn:
        return agree_plan_in(conn, act, invoice_ids, parts, contact=contact, text=text)


def agree_plan_in(
    conn: Connection,
    act: Act,
    invoice_ids: Collection[int],
    parts: Sequence[tuple[date, Decimal]],
    *,
    contact: str = "",
    text: str = "",
) -> Agreed:
    """``agree_plan`` within a transaction."""
    rows = _invoices(conn, invoice_ids)
    total = _checked(rows, parts, act)
    plan_id = add_plan(
        conn, [(day, to_thousandths(sum_)) for day, sum_ in parts], by=act.by, at=act.at
    )
    end = add_open_days(parts[-1][0], PROMISE_GRACE)
    stopped = []
    for row in rows:
        _, held = hold_in(
            conn,
            act,
            row.id,
            Withheld.PAYMENT_PLAN.value,
            until=end,
            text=text,
            about={"payment_plan_id": plan_id, "contact": contact.strip()[:255] or None},
        )
        stopped.append(held)
    first = rows[0]
    note(
        conn,
        "hold",
        f"Échéancier accordé sur {plural(len(rows), 'facture')} : "
        f"{plural(len(parts), 'échéance')} pour {french_amount(total, first.currency)}, "
        f"du {short_date(parts[0][0])} au {short_date(parts[-1][0])}.",
        by=act.by,
        at=act.at,
        client_id=first.client_id,
        data={"payment_plan_id": plan_id},
    )
    return Agreed(plan_id, tuple(stopped))


def end_plan(space: Space, act: Act, plan_id: int) -> None:
    """The plan holds nothing any more; what became of its instalments stays known."""
    with space.engine.begin() as conn:
        end_plan_in(conn, act, plan_id)


def end_plan_in(conn: Connection, act: Act, plan_id: int) -> None:
    """``end_plan`` within a transaction. Raises ``Refused`` when it is over already."""
    rows = holds_of_plan(conn, plan_id)
    ended = [row for row in rows if release_hold(conn, row.id, by=act.by, at=act.at)]
    if not ended:
        raise Refused("Cet échéancier est déjà terminé : rien n'a changé.")
    for row in ended:
        unconfirm(conn, act, row.code, row.invoice_id)
    _note(conn, act, ended, "Échéancier levé")


def resume_plan(space: Space, act: Act, plan_id: int) -> None:
    """A plan that was ended by mistake runs again.

    Raises ``Refused`` when one of its invoices is in another plan since.
    """
    with space.engine.begin() as conn:
        rows = holds_of_plan(conn, plan_id)
        if not rows or any(row.released_at is None for row in rows):
            raise Refused("Cet échéancier n'est pas levé : rien n'a changé.")
        _refuse_planned(conn, {row.invoice_id for row in rows})
        for row in rows:
            restore_hold(conn, row)
        _note(conn, act, rows, "Échéancier repris")


def _invoices(conn: Connection, invoice_ids: Collection[int]) -> list[Row[Any]]:
    rows = read_invoices(conn, invoice_ids)
    if not rows:
        raise Refused("Aucune facture n'est choisie : rien n'a été noté.")
    if len({(row.client_id, row.currency) for row in rows}) > 1:
        raise Refused(
            "Un échéancier porte sur un seul client et une seule devise : rien n'a été noté."
        )
    _refuse_planned(conn, {row.id for row in rows})
    return rows


def _refuse_planned(conn: Connection, invoice_ids: Collection[int]) -> None:
    planned = number_in_a_plan(conn, invoice_ids)
    if planned is not None:
        raise Refused(
            f"La facture {planned} est déjà dans un échéancier : levez-le d'abord. Rien n'a changé."
        )


def _checked(rows: Sequence[Row[Any]], parts: Sequence[tuple[date, Decimal]], act: Act) -> Decimal:
    """The sum of the instalments, once they make sense."""
    if not parts:
        raise Refused("Un échéancier a au moins une échéance : rien n'a été noté.")
    if len(parts) > MOST:
        raise Refused(f"Un échéancier a au plus {MOST} échéances : rien n'a été noté.")
    days = [day for day, _ in parts]
    if days[0] < act.today:
        raise Refused(
            f"La première échéance ({short_date(days[0])}) est déjà passée : rien n'a été noté."
        )
    if sorted(set(days)) != days:
        raise Refused("Les échéances se suivent, chacune à sa date : rien n'a été noté.")
    total = sum((sum_ for _, sum_ in parts), Decimal(0))
    due = from_thousandths(sum(row.open_amount for row in rows))
    if any(sum_ <= 0 for _, sum_ in parts) or total > due:
        raise Refused(
            f"Chaque échéance est d'un montant, et leur total au plus de "
            f"{french_amount(due, rows[0].currency)}, le restant dû : rien n'a été noté."
        )
    return total


def _note(conn: Connection, act: Act, rows: Sequence[Row[Any]], what: str) -> None:
    count = plural(len(rows), "facture")
    note(
        conn,
        "hold",
        f"{what} : {count}.",
        by=act.by,
        at=act.at,
        client_id=rows[0].debtor_id,
    )
