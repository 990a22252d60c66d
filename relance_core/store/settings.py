"""The settings of an espace, one row per section."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from relance_core.settings import Firm, Logo, Rules, Sending, Settings
from relance_core.store.journal import note
from relance_core.store.tables import setting

_LABELS = {
    "firm": "l'entreprise",
    "rules": "les règles et seuils",
    "sending": "l'envoi",
    "space": "l'espace",
    "scenarios": "les scénarios",
    "rates": "les taux légaux",
    "logo": "le logo",
}


def read_settings(conn: Connection) -> Settings:
    """Everything set so far; defaults for the rest."""
    content = {row.section: row.content for row in conn.execute(select(setting))}
    return Settings(
        firm=replace(
            Firm.from_json(content.get("firm", {})), logo=Logo.from_json(content.get("logo", {}))
        ),
        rules=Rules.from_json(content.get("rules", {})),
        sending=Sending.from_json(content.get("sending", {})),
        demonstration=bool(content.get("space", {}).get("demonstration", False)),
    )


def hold_settings(conn: Connection) -> None:
    """Nobody else changes a setting until this transaction ends: what is read now is still so.

    SQLite lets one write at a time anyhow; a server does not, and two who read the same section
    before they replace it would lose the change of one.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(text("LOCK TABLE setting IN SHARE ROW EXCLUSIVE MODE"))


#: What a reader of the journal looks for by its name, above all where money is asked to go.
_TOLD = {
    "name": "nom",
    "iban": "IBAN",
    "bic": "BIC",
    "beneficiary": "titulaire du compte",
    "payment_link": "lien de paiement",
    "cheques": "chèques",
    "accent": "couleur",
    "signatory": "signataire",
    "signatories": "signataires par étape",
    "signature_lines": "lignes de signature",
    "transport": "mode d'envoi",
    "sender": "expéditeur",
    "redirect_to": "redirection",
    "invoice_folder": "dossier des factures",
}


def _named(changed: Iterable[str]) -> str:
    words = [_TOLD[key] for key in changed if key in _TOLD]
    return f" ({', '.join(words)})" if words else ""


def write_section(
    conn: Connection,
    section: str,
    content: dict[str, Any],
    *,
    by: str,
    at: datetime,
    kind: str = "settings",
    sentence: str = "",
) -> None:
    """Replace one section and note which of its values changed (never a secret: none is there).

    ``kind`` and ``sentence`` are those of the journal's line, when more can be said than that.
    """
    before = conn.scalar(select(setting.c.content).where(setting.c.section == section)) or {}
    changed = sorted(
        key for key in content.keys() | before.keys() if content.get(key) != before.get(key)
    )
    if before and not changed:
        return
    told = changed if before else [key for key in changed if content[key]]  # not its defaults
    conn.execute(delete(setting).where(setting.c.section == section))
    conn.execute(
        insert(setting).values(section=section, content=content, changed_at=at, changed_by=by)
    )
    note(
        conn,
        kind,
        sentence or f"Réglages modifiés : {_LABELS.get(section, section)}{_named(told)}.",
        by=by,
        at=at,
        data={"section": section, "changed": changed},
    )
