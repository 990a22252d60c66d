"""What stands beside a file of invoices: what the espace knows, and the contacts it meets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from relance_core.french import plural
from relance_core.intake.addresses import are_usual, split_addresses
from relance_core.intake.clients import name_key, name_keys
from relance_core.intake.known import Alias, Known, by_alias
from relance_core.vocabulary import InvoiceKind

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from relance_core.intake import Reading
    from relance_core.intake.contacts import ContactsReading
    from relance_core.intake.joining import Joining


@dataclass(frozen=True)
class Beside:
    """What an espace knows before a file is read; nothing without an espace."""

    known: Known = field(default_factory=Known)
    clients: pl.DataFrame | None = None  # joining.CLIENTS: those of the ledger


@dataclass(frozen=True)
class Meeting:
    """The contacts as they meet the clients of a file and of the ledger."""

    contacts: ContactsReading | None
    joining: Joining | None
    without_address: tuple[str, ...]  # clients with something open that nobody can write to

    def to_json(self) -> dict[str, Any] | None:
        """As `check` prints it; None without contacts."""
        if self.contacts is None or self.joining is None:
            return None
        return {
            "sheet": self.contacts.sheet,
            "read": self.contacts.contacts.height,
            "matched": self.joining.matched,
            "proposed": [
                {
                    "contact": one.contact,
                    "clients": [name for _, name in one.clients],
                    "why": one.why,
                }
                for one in self.joining.proposed
            ],
            "unmatched": list(self.joining.unmatched),
        }


def known_beside(engine: Engine | None) -> Beside:
    """What the espace knows: merged clients, terms, the firm's own mail, the clients."""
    if engine is None:
        return Beside()
    from relance_core.intake.own_mail import own_mail
    from relance_core.store.clients import merged_aliases
    from relance_core.store.database import reading
    from relance_core.store.faces import known_clients, known_terms
    from relance_core.store.settings import read_settings

    with reading(engine) as conn:
        settings = read_settings(conn)
        known = Known(
            merged=merged_aliases(conn),
            terms=known_terms(conn),
            own=own_mail(settings.firm.email, settings.sending.sender),
        )
        return Beside(known, known_clients(conn))


def with_terms(known: Known, contacts: ContactsReading | None) -> Known:
    """What is known once the contacts have told each client's terms."""
    if contacts is None:
        return known
    return replace(known, terms={**known.terms, **terms_of(contacts.contacts)})


def terms_of(contacts: pl.DataFrame) -> dict[Alias, str]:
    """The terms of ``contacts`` (schemas.CONTACTS) by every name their clients go by."""
    found: dict[Alias, str] = {}
    told = contacts.filter(pl.col("terms").is_not_null())
    for code, name, terms in told.select("client_code", "client_name", "terms").iter_rows():
        if code:
            found["code", name_key(code)] = terms
        if name:
            found["name" if code else "bare_name", name_key(name)] = terms
    return found


def terms_note(reading: Reading, known: Known) -> tuple[str, ...]:
    """How many due dates come from what the contacts told, now or before; a sentence or none."""
    if not known.terms or any(column.field == "terms" for column in reading.columns):
        return ()
    told = reading.invoices.filter(
        pl.col("due_calculated"), pl.col("kind") == InvoiceKind.INVOICE.value
    )
    count = by_alias(told, known.terms).drop_nulls().len() if told.height else 0
    if not count:
        return ()
    verb = "est calculée" if count == 1 else "sont calculées"
    return (
        f"{plural(count, 'échéance')} {verb} d'après le délai de paiement de vos contacts ; à "
        "confirmer.",
    )


def meet(
    reading: Reading,
    contacts: ContactsReading | None,
    beside: Beside,
    answers: Mapping[str, str],
) -> Meeting:
    """Join ``contacts`` to the clients of the file and of the ledger, as far as the answers go."""
    from relance_core.intake.joining import CLIENTS, joined, under_clients_names

    clients = reading.clients.select(list(CLIENTS))
    if beside.clients is not None:
        clients = pl.concat([clients, beside.clients])
    joining = None
    if contacts is not None:
        joining = joined(contacts.contacts, clients, answers)
        contacts = replace(contacts, contacts=under_clients_names(contacts.contacts, joining))
    return Meeting(contacts, joining, _without_address(reading, contacts, clients))


def meet_alone(contacts: ContactsReading, beside: Beside, answers: Mapping[str, str]) -> Meeting:
    """Join ``contacts`` to the clients of the ledger, without a file of invoices."""
    from relance_core.intake.joining import CLIENTS, joined, under_clients_names
    from relance_core.schemas import empty

    clients = beside.clients if beside.clients is not None else empty(CLIENTS)
    joining = joined(contacts.contacts, clients, answers)
    named = under_clients_names(contacts.contacts, joining)
    return Meeting(replace(contacts, contacts=named), joining, ())


def _without_address(
    reading: Reading, contacts: ContactsReading | None, clients: pl.DataFrame
) -> tuple[str, ...]:
    """The clients of the file with something open, and no usable address in any place."""
    theirs = reading.clients["email"].str.strip_chars()
    useless = _useless(theirs)
    if not theirs.null_count() and not useless:  # nearly always, and the rest takes its time
        return ()
    who = ["client_code", "client_name"]
    invoices = reading.invoices
    usable = invoices["email"].is_not_null() & ~invoices["email"].is_in(useless).fill_null(False)
    owes = (pl.col("kind") == InvoiceKind.INVOICE.value) & (pl.col("open_amount") > 0)
    alone = invoices.select(*who, owes.alias("owes")).filter(~usable)
    alone = alone.filter("owes").select(who).unique(maintain_order=True)
    if alone.height:
        owing = invoices.select(*who, owes.alias("owes")).filter(usable).filter("owes")
        alone = alone.join(owing, on=who, how="anti", nulls_equal=True)
    if alone.is_empty():
        return ()
    given = [clients.select(*who, "email")]
    if contacts is not None:
        given.append(contacts.contacts.select(*who, "email"))
    reached = pl.concat(given)
    useless = _useless(reached["email"])
    reached = reached.filter(~pl.col("email").is_in(useless))
    codes, names = (name_keys(reached[column]).drop_nulls() for column in who)
    alone = alone.filter(
        ~name_keys(alone["client_code"]).is_in(codes.to_list()).fill_null(False),
        ~name_keys(alone["client_name"]).is_in(names.to_list()).fill_null(False),
    )
    return tuple(dict.fromkeys(alone["client_name"].to_list()))


def _useless(cells: pl.Series) -> list[str]:
    """The different cells of addresses that hold none that may be written to."""
    told = cells.drop_nulls()
    odd = told.filter(~are_usual(told)).unique()
    return [cell for cell in odd if not split_addresses(cell)[0]]
