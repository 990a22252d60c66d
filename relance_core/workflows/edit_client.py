"""Tone, timing and contacts of a client, set by hand; each change is saved at once and told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from relance_core.errors import Refused
from relance_core.french import short_date
from relance_core.intake.addresses import split_addresses
from relance_core.store.clients import SETTING_LABELS, client_name, write_client_setting
from relance_core.store.journal import note
from relance_core.store.outbox.decisions import HeldMessages, hold_messages_of
from relance_core.store.outbox.results import forget_dead_addresses
from relance_core.store.scenarios import read_scenarios
from relance_core.store.settings import read_settings
from relance_core.store.tables import invoice
from relance_core.vocabulary import DEBTOR_LABELS, TONE_SETTING_LABELS, DebtorType, ToneSetting
from relance_core.workflows.space import Act, Space

SHIFT_RANGE = (-5, 30)
#: Days after the due date: no contract gives longer to declare a claim.
DECLARE_AT_MOST = 365
#: Settings whose change makes a message already approved no longer what would be sent.
_HOLDING = frozenset(SETTING_LABELS) - {
    *("scenario", "tone", "shift_days"),  # of the steps to come, not of the one approved
    *("phone", "insured", "declare_days", "note"),  # in no message
}


def edit_client(
    space: Space, act: Act, client_id: int, values: Mapping[str, Any]
) -> HeldMessages | None:
    """Set by hand some settings of a client; None gives one back to the file or the default.

    Returns what became of the client's waiting messages, None when nothing changed: they are held
    when their addressee, their wording or their sending is concerned. Raises ``Refused`` for a
    value that cannot be, changing nothing.
    """
    with space.engine.begin() as conn:
        scenarios = {key: one.name for key, one in read_scenarios(conn).items()}
        checked = {name: _checked(name, value, scenarios) for name, value in values.items()}
        name = client_name(conn, client_id)
        changed = write_client_setting(conn, client_id, checked, by=act.by, at=act.at)
        if not changed:
            return None
        if "emails" in changed and changed["emails"][1]:
            forget_dead_addresses(conn, split_addresses(changed["emails"][1])[0])
        stopped = HeldMessages((), (), (), ())
        if _HOLDING & set(changed):
            stopped = _hold_waiting(conn, client_id, act)
        told = {
            one: [_told(one, value, scenarios) for value in values]
            for one, values in changed.items()
        }
        words = ", ".join(f"{SETTING_LABELS[one]} : {' → '.join(told[one])}" for one in told)
        note(
            conn,
            "edit",
            f"{name} : {words}.",
            by=act.by,
            at=act.at,
            client_id=client_id,
        )
    return stopped


def _hold_waiting(conn: Connection, client_id: int, act: Act) -> HeldMessages:
    ids = list(
        conn.scalars(
            select(invoice.c.id).where(
                (invoice.c.payer_id == client_id) | (invoice.c.client_id == client_id),
                invoice.c.open_amount > 0,
            )
        )
    )
    return hold_messages_of(
        conn,
        ids,
        "Les réglages de ce client ont changé depuis l'approbation.",
        moment=act.moment(read_settings(conn)),
        by=act.by,
    )


def _checked(name: str, value: Any, scenarios: Mapping[str, str]) -> Any:
    """The value as it is kept; empty text means: not set by hand."""
    if isinstance(value, str):
        value = value.strip() or None
    if value is None:
        return None
    if name == "scenario" and value not in scenarios:
        raise Refused(f"Le scénario « {value} » n'existe pas : rien n'a changé.")
    if name == "tone" and value not in set(ToneSetting):
        raise Refused(f"Le ton « {value} » n'existe pas : rien n'a changé.")
    if name == "debtor_type" and value not in set(DebtorType):
        raise Refused(f"Le type « {value} » n'existe pas : rien n'a changé.")
    if name == "shift_days" and not SHIFT_RANGE[0] <= value <= SHIFT_RANGE[1]:
        raise Refused(
            f"Le décalage va de {SHIFT_RANGE[0]} à +{SHIFT_RANGE[1]} jours : rien n'a changé."
        )
    if name == "declare_days" and not 1 <= value <= DECLARE_AT_MOST:
        raise Refused(
            f"Le délai de déclaration va de 1 à {DECLARE_AT_MOST} jours : rien n'a changé."
        )
    if name in ("emails", "copies"):
        _, bad = split_addresses(value)
        if bad:
            raise Refused(f"Adresse inutilisable : {', '.join(bad)}. Rien n'a changé. Corrigez-la.")
    return value


def _told(name: str, value: Any, scenarios: Mapping[str, str]) -> str:
    """A value as the journal shows it."""
    if value is None:
        return "selon le fichier ou par défaut"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return short_date(value)
    if name == "scenario":
        return scenarios.get(value, str(value))
    if name == "tone":
        return TONE_SETTING_LABELS[ToneSetting(value)]
    if name == "debtor_type":
        return DEBTOR_LABELS[DebtorType(value)]
    if name == "shift_days":
        return f"{value:+d} jours" if value else "aucun"
    if name == "declare_days":
        return f"{value} jours après l'échéance"
    return str(value)
