"""The settings of an espace by their French names, for the terminal: read and set, all or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import time
from difflib import get_close_matches
from typing import Any

from relance_core.errors import Refused
from relance_core.french import plain_key
from relance_core.settings import Firm, Rules, Sending
from relance_core.workflows.edit_look import LOOK_FIELDS, checked_look
from relance_core.workflows.edit_settings import (
    checked_bank,
    checked_identity,
    checked_sending,
    save_rules,
    stored_settings,
    write_checked,
)
from relance_core.workflows.space import Act, Space

#: Section -> French name -> field. A field that is not here is named as in the code.
NAMES: Mapping[str, Mapping[str, str]] = {
    "firm": {
        "nom": "name",
        "forme_juridique": "legal_form",
        "ville_rcs": "rcs_city",
        "tva": "vat_number",
        "adresse": "address",
        "code_postal": "postcode",
        "ville": "city",
        "telephone": "phone",
        "signataire": "signatory",
        "fonction_signataire": "signatory_title",
        "ligne_directe": "contact_line",
        "dossier_transmis_a": "hand_over_to",
        "mediateur": "mediator",
        "titulaire": "beneficiary",
        "qr_de_paiement": "payment_qr",
        "lien_de_paiement": "payment_link",
        "ordre_des_cheques": "cheque_order",
        "adresse_des_cheques": "cheque_address",
        "couleur": "accent",
        "lignes_de_signature": "signature_lines",
    },
    "rules": {
        "seuil": "below_threshold",
        "scenario": "default_scenario",
        "retard_a_decider": "old_invoice_days",
        "delai_mise_en_demeure": "formal_deadline_days",
        "delai_transmission": "hand_over_days",
        "age_donnees": "stale_days",
        "age_donnees_mise_en_demeure": "stale_open_days",
        "delai_reglement": "default_terms_days",
        "semaines_calmes": "quiet_weeks",
    },
    "sending": {
        "envoi": "transport",
        "dossier": "folder",
        "serveur": "host",
        "securite": "security",
        "compte": "user",
        "authentification": "auth",
        "adresse_des_jetons": "token_endpoint",
        "portee": "scope",
        "expediteur": "sender",
        "nom_expediteur": "sender_name",
        "certificats": "ca_file",
        "cadence": "per_minute",
        "plafond": "daily_cap",
        "heure_debut": "hours_from",
        "heure_fin": "hours_to",
        "fuseau": "timezone",
        "redirection": "redirect_to",
        "joindre_factures": "attach_invoices",
        "dossier_des_factures": "invoice_folder",
        "joindre_releve": "attach_statement",
    },
}
_SECTIONS: Mapping[str, type[Firm] | type[Rules] | type[Sending]] = {
    "firm": Firm,
    "rules": Rules,
    "sending": Sending,
}
_BANK = ("iban", "bic", "beneficiary", "payment_qr")
#: Set by a gesture of its own: what also stops what is leaving, a file, a list of people.
_ELSEWHERE = ("all_suspended", "logo", "signatories")
_WORDS = {
    "transport": {"dossier": "folder", "compte": "smtp"},
    "auth": {"mot de passe": "password"},
    "attach_statement": {"jamais": "never", "plusieurs": "several", "toujours": "always"},
}
_YES, _NO = ("oui", "yes", "true", "1"), ("non", "no", "false", "0")
_KEPT = "Rien n'a été enregistré."


def named_settings(space: Space) -> dict[str, dict[str, Any]]:
    """Section -> French name -> value as stored: nothing secret is among them."""
    stored = dict(zip(_SECTIONS, stored_settings(space), strict=True))
    return {
        section: {
            _french(section, field): value
            for field, value in stored[section].to_json().items()
            if field not in _ELSEWHERE
        }
        for section in _SECTIONS
    }


def set_by_name(space: Space, act: Act, values: Mapping[str, str]) -> None:
    """Set some settings, by their French names or by those of the code; all of them or none.

    Raises ``Refused`` for a name that is no setting, or a value that the settings' page would
    refuse.
    """
    changes: dict[str, dict[str, Any]] = {section: {} for section in _SECTIONS}
    for name, written in values.items():
        section, field = _found(name)
        changes[section][field] = _value(section, field, name, written)
    firm, _, sending = stored_settings(space)
    bank = {key: value for key, value in changes["firm"].items() if key in _BANK}
    look = {key: value for key, value in changes["firm"].items() if key in LOOK_FIELDS}
    apart = (*_BANK, *LOOK_FIELDS)
    identity = {key: value for key, value in changes["firm"].items() if key not in apart}
    checked: dict[str, dict[str, Any]] = {"firm": dict(checked_identity(identity))}
    checked["firm"] |= checked_look(look)
    if bank:
        whole = {key: getattr(firm, key) for key in _BANK} | bank
        checked["firm"] |= checked_bank(*(whole[key] for key in _BANK))
    if changes["sending"]:
        checked["sending"] = checked_sending(replace(sending, **changes["sending"])).to_json()
    if changes["rules"]:
        save_rules(space, act, changes["rules"])  # the others cannot be refused any more
    for section, content in checked.items():
        if content:
            write_checked(space, act, section, content)


def _french(section: str, field: str) -> str:
    return next((name for name, own in NAMES[section].items() if own == field), field)


def _known() -> dict[str, tuple[str, str]]:
    """Every name of a setting, in French and as in the code -> its section and its field."""
    known = {
        field.name: (section, field.name)
        for section, kind in _SECTIONS.items()
        for field in fields(kind)
        if field.name not in _ELSEWHERE
    }
    for section, names in NAMES.items():
        known |= {name: (section, field) for name, field in names.items()}
    return known


def _found(name: str) -> tuple[str, str]:
    key = plain_key(name).replace(" ", "_")
    if key in ("mot_de_passe", "password"):
        raise Refused(
            f"Un mot de passe ne s'écrit pas dans les réglages. {_KEPT} Donnez-le au trousseau par "
            "la page des réglages, ou par la variable RELANCE_SMTP_PASSWORD."
        )
    known = _known()
    if key not in known:
        near = get_close_matches(key, known, n=1)
        hint = f"Vouliez-vous dire « {near[0]} » ?" if near else "settings show les montre tous."
        raise Refused(f"« {name} » n'est pas un réglage. {_KEPT} {hint}")
    return known[key]


def _value(section: str, field: str, name: str, written: str) -> Any:
    """What is written, as the kind of value that the field holds."""
    default = next(one.default for one in fields(_SECTIONS[section]) if one.name == field)
    if isinstance(default, bool):
        return _yes_or_no(name, written)
    try:
        if isinstance(default, int):
            return int(written)
        if isinstance(default, time):
            hours, _, minutes = written.lower().replace("h", ":").partition(":")
            return time(int(hours), int(minutes or 0))
    except ValueError:
        kind = "une heure, comme 8:30" if isinstance(default, time) else "un nombre entier"
        raise Refused(f"« {name} » attend {kind}, pas « {written} ». {_KEPT}") from None
    return _WORDS.get(field, {}).get(plain_key(written), written)


def _yes_or_no(name: str, written: str) -> bool:
    plain = plain_key(written)
    if plain not in (*_YES, *_NO):
        raise Refused(f"« {name} » attend oui ou non, pas « {written} ». {_KEPT}")
    return plain in _YES
