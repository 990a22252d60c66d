"""Disputes past their day chase whoever answers for them in the firm: a list, and an e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from sqlalchemy import Row

from relance_core.commitments import DISPUTE_TURN_LABELS, DisputeTurn
from relance_core.errors import Refused
from relance_core.french import amount, amounts, long_date, plural, short_date
from relance_core.intake.addresses import split_addresses
from relance_core.messages.clean import one_line
from relance_core.money import from_thousandths, totals_by_currency
from relance_core.store.database import reading
from relance_core.store.holds import running_holds
from relance_core.store.owners import owner_emails, write_owner_email
from relance_core.vocabulary import Withheld
from relance_core.workflows.disputes import write_of_dispute
from relance_core.workflows.space import Act, Space

#: Disputes that nobody answers for.
NOBODY = ""


@dataclass(frozen=True)
class LateDispute:
    """A dispute whose day has come, or is past."""

    hold_id: int
    client_name: str
    number: str
    contested: Decimal
    currency: str
    days: int  # late; 0 on its day
    turn: str  # French
    note: str

    def words(self) -> str:
        """« Dupont SA, facture F-12, 200,00 € : en retard de 3 jours, à nous de répondre »."""
        when = f"en retard de {plural(self.days, 'jour')}" if self.days else "à régler aujourd'hui"
        said = f" ({self.note})" if self.note else ""
        owed = amount(self.contested, self.currency)
        return f"{self.client_name}, facture {self.number}, {owed}{said} : {when}, {self.turn}"


@dataclass(frozen=True)
class OwnerList:
    """What one person of the firm has to settle."""

    owner: str  # NOBODY: nobody answers for them
    email: str  # empty when not known
    disputes: tuple[LateDispute, ...]
    today: date

    @property
    def subject(self) -> str:
        """Of the e-mail."""
        return f"{plural(len(self.disputes), 'litige')} à régler au {short_date(self.today)}"

    @property
    def body(self) -> str:
        """The e-mail, in plain text."""
        total = totals_by_currency([(one.currency, one.contested) for one in self.disputes])
        lines = [f"- {one_line(one.words())}" for one in self.disputes]
        return "\n".join(
            (
                f"Bonjour {one_line(self.owner)}," if self.owner else "Bonjour,",
                "",
                f"Au {long_date(self.today)}, {plural(len(self.disputes), 'litige')} dont "
                f"{'la date est arrivée' if len(self.disputes) < 2 else 'les dates sont arrivées'}"
                f", pour {amounts(total)} :",
                "",
                *lines,
                "",
                "Tant qu'un litige est ouvert, la somme contestée n'est pas réclamée au client. "
                "Pour chacun : une réponse au client, un avoir, ou une nouvelle date.",
            )
        )

    @property
    def mailto(self) -> str:
        """The link that opens the e-mail in the user's own mail program."""
        to = quote(self.email, safe="@")
        return f"mailto:{to}?subject={quote(self.subject)}&body={quote(self.body)}"


def late_disputes(space: Space, *, today: date) -> list[OwnerList]:
    """The disputes by hand whose day has come, by owner, the latest first; whoever has most, first.

    Those of an invoice settled since are over.
    """
    with reading(space.engine) as conn:
        rows = [row for row in running_holds(conn) if row.code == Withheld.DISPUTE.value]
        emails = owner_emails(conn)
    found: dict[str, list[LateDispute]] = {}
    for row in rows:
        if row.open_amount and row.deadline is not None and row.deadline <= today:
            found.setdefault((row.owner or NOBODY).strip(), []).append(_late(row, today))
    lists = [
        OwnerList(
            owner,
            _email(owner, emails),
            tuple(sorted(late, key=lambda one: (-one.days, one.client_name, one.number))),
            today,
        )
        for owner, late in found.items()
    ]
    return sorted(lists, key=lambda one: (-len(one.disputes), one.owner.casefold()))


def set_owner_email(space: Space, act: Act, owner: str, email: str) -> str:
    """Keep where somebody of the firm is written to; gives the address that was there.

    Raises ``Refused`` for what is no address; empty takes it away.
    """
    good, bad = split_addresses(email.strip())
    if bad or len(good) > 1:
        raise Refused(f"« {email.strip()} » n'est pas une adresse e-mail : rien n'a été noté.")
    with space.engine.begin() as conn:
        before = owner_emails(conn).get(owner, "")
        write_owner_email(conn, owner, good[0] if good else "", by=act.by, at=act.at)
    return before


def note_told(space: Space, act: Act, told: OwnerList) -> None:
    """Write in what was done about each dispute that its owner was told of it."""
    for one in told.disputes:
        write_of_dispute(space, act, one.hold_id, f"Rappelé à {told.owner} : la date est passée.")


def _late(row: Row[Any], today: date) -> LateDispute:
    turn = DISPUTE_TURN_LABELS[DisputeTurn(row.turn or DisputeTurn.OURS)]
    part = row.open_amount if row.amount is None else min(row.amount, row.open_amount)
    return LateDispute(
        row.id,
        row.client_name,
        row.number,
        from_thousandths(part),
        row.currency,
        (today - row.deadline).days,
        turn[0].lower() + turn[1:],
        row.note,
    )


def _email(owner: str, emails: Mapping[str, str]) -> str:
    """What was noted for a person; a name that is itself an address is one."""
    if owner in emails:
        return emails[owner]
    good, bad = split_addresses(owner) if "@" in owner else ((), ())
    return good[0] if len(good) == 1 and not bad else ""
