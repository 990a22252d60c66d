"""Saves a section of the settings, or refuses it whole and says which value cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stdnum import bic as bic_number
from stdnum import iban as iban_number
from stdnum.eu import vat as vat_number
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from relance_core.errors import Refused
from relance_core.intake.addresses import valid_address
from relance_core.outbox.account import check_account
from relance_core.outbox.pace import Pace
from relance_core.settings import STATEMENT_CHOICES, Firm, Rules, Sending, quiet_ranges
from relance_core.store.database import reading
from relance_core.store.scenarios import read_scenarios
from relance_core.store.settings import hold_settings, read_settings, write_section
from relance_core.workflows.space import Act, Space

#: Field of ``Rules`` -> its French name and the least and most that make sense.
RULE_BOUNDS: Mapping[str, tuple[str, int, int]] = {
    "old_invoice_days": ("Le retard qui demande une décision", 30, 1825),
    "formal_deadline_days": ("Le délai laissé par la mise en demeure", 8, 60),
    "hand_over_days": ("Le délai avant la transmission", 1, 60),
    "stale_days": ("L'âge des données accepté", 1, 60),
    "stale_open_days": ("L'âge des données accepté pour une mise en demeure", 0, 30),
    "default_terms_days": ("Le délai de règlement habituel", 0, 120),
}
_LARGEST_THRESHOLD = Decimal(10_000)
_IBAN_SHAPE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{4,30}")
_FRENCH_IBAN = 27
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_KEPT = "Rien n'a été enregistré."


def save_identity(space: Space, act: Act, values: Mapping[str, str]) -> None:
    """Save who the firm is. ``values``: fields of ``Firm`` that are text, but for the bank's.

    Raises ``Refused`` for a SIREN, a VAT number or an address that cannot exist.
    """
    write_checked(space, act, "firm", checked_identity(values))


def checked_identity(values: Mapping[str, str]) -> dict[str, str]:
    """The values of ``save_identity`` as they are kept, or ``Refused``."""
    clean = {name: " ".join(value.split()) for name, value in values.items()}
    if not clean.get("name", "x"):
        raise Refused(f"Le nom de l'entreprise est vide. {_KEPT} Indiquez-le.")
    if clean.get("siren"):
        clean["siren"] = checked_siren(clean["siren"])
    if clean.get("vat_number"):
        clean["vat_number"] = _checked_vat(clean["vat_number"])
    if clean.get("email"):
        clean["email"] = checked_address(clean["email"], "L'adresse e-mail de l'entreprise")
    return clean


def checked_bank(iban: str, bic: str, beneficiary: str, payment_qr: bool) -> dict[str, str | bool]:
    """Where the money goes as it is kept. Raises ``Refused`` for an IBAN or BIC that cannot be."""
    return {
        "iban": checked_iban(iban) if iban.strip() else "",
        "bic": _checked_bic(bic) if bic.strip() else "",
        "beneficiary": " ".join(beneficiary.split()),
        "payment_qr": payment_qr,
    }


def save_sending(space: Space, act: Act, sending: Sending) -> None:
    """Save how messages leave. Raises ``Refused`` when nothing could be sent that way."""
    write_checked(space, act, "sending", checked_sending(sending).to_json())


def checked_sending(sending: Sending) -> Sending:
    """The values of ``save_sending`` as they are kept, or ``Refused``."""
    sending = replace(
        sending,
        sender=checked_address(sending.sender, "L'adresse d'expéditeur") if sending.sender else "",
        redirect_to=checked_redirection(sending.redirect_to),
    )
    try:
        if sending.transport == "smtp":
            check_account(sending)
            Pace.of(sending)
        _check_places(sending)
    except Refused as error:
        sentence = error.message.replace("Aucun message n'a été envoyé.", "").strip()
        kept = "" if _KEPT in sentence else f" {_KEPT}"
        raise Refused(f"{sentence}{kept}", code=error.code) from None
    return sending


def save_redirection(space: Space, act: Act, address: str) -> None:
    """Send every message to ``address`` instead (empty: to the clients again)."""
    write_checked(space, act, "sending", {"redirect_to": checked_redirection(address)})


def save_rules(space: Space, act: Act, values: Mapping[str, Any]) -> None:
    """Save thresholds and habits. ``values``: some fields of ``Rules``, amounts as typed.

    Raises ``Refused`` for an amount that cannot be read or a number out of its bounds.
    """
    write_checked(space, act, "rules", _checked_rules(space, values))


def rules_with(space: Space, values: Mapping[str, Any]) -> Rules:
    """The rules as ``save_rules`` would leave them; saves nothing, refuses the same."""
    kept = stored_settings(space)[1].to_json()
    return Rules.from_json(kept | _checked_rules(space, values))


def _checked_rules(space: Space, values: Mapping[str, Any]) -> dict[str, Any]:
    clean = dict(values)
    if "below_threshold" in clean:
        clean["below_threshold"] = str(_checked_threshold(str(clean["below_threshold"])))
    for name, (label, least, most) in RULE_BOUNDS.items():
        if name in clean and not least <= int(clean[name]) <= most:
            raise Refused(f"{label} : entre {least} et {most} jours. {_KEPT}")
    with reading(space.engine) as conn:
        scenarios = read_scenarios(conn)
    if clean.get("default_scenario", "standard") not in scenarios:
        raise Refused(f"Ce scénario n'existe pas. {_KEPT}")
    try:
        quiet_ranges(clean.get("quiet_weeks", ""))
    except ValueError as error:
        raise Refused(
            f"Semaines sans relance illisibles ({error}). {_KEPT} Donnez un premier et un dernier "
            "jour.",
            code="bad_quiet_weeks",
        ) from None
    return clean


def checked_iban(written: str) -> str:
    """The IBAN without spaces. Raises ``Refused`` when its length or its key is wrong."""
    number = str(iban_number.compact(written)).upper()
    if not _IBAN_SHAPE.fullmatch(number):
        why = "il commence par un pays et une clé, comme FR76, puis des chiffres et des lettres"
    elif number.startswith("FR") and len(number) != _FRENCH_IBAN:
        why = f"il compte {len(number)} caractères, un IBAN français en a {_FRENCH_IBAN}"
    elif not iban_number.is_valid(number):
        why = "sa clé de contrôle ne correspond pas : un caractère est faux, ou deux sont inversés"
    else:
        return number
    raise Refused(f"Cet IBAN n'est pas valide : {why}. {_KEPT}", code="bad_iban")


def checked_siren(written: str) -> str:
    """The nine digits of a SIREN, also from a SIRET. Raises ``Refused`` when it cannot exist."""
    number = str(siren_number.compact(written))
    if siret_number.is_valid(number):
        number = number[:9]
    if not siren_number.is_valid(number):
        raise Refused(
            f"Ce SIREN n'est pas valide : neuf chiffres dont le dernier est une clé. {_KEPT}",
            code="bad_siren",
        )
    return number


def checked_address(written: str, label: str) -> str:
    """An e-mail address as it is to be used. Raises ``Refused`` when it cannot be one."""
    address = valid_address(written)
    if address is None:
        raise Refused(
            f"{label} n'en est pas une : écrivez-la comme nom@domaine.fr. {_KEPT}",
            code="bad_address",
        )
    return address


def checked_redirection(written: str) -> str:
    """The address that takes every message instead of the clients; empty for none."""
    return checked_address(written, "L'adresse de redirection") if written.strip() else ""


def _checked_vat(written: str) -> str:
    if not vat_number.is_valid(written):
        raise Refused(
            f"Ce numéro de TVA n'est pas valide : en France, FR, deux caractères, puis le SIREN. "
            f"{_KEPT}",
            code="bad_vat",
        )
    return str(vat_number.compact(written))


def _checked_bic(written: str) -> str:
    if not bic_number.is_valid(written):
        raise Refused(
            f"Ce BIC n'est pas valide : huit ou onze caractères, comme AGRIFRPP882. {_KEPT}",
            code="bad_bic",
        )
    return str(bic_number.compact(written)).upper()


def _checked_threshold(written: str) -> Decimal:
    digits = "".join(written.replace("€", "").split()).replace(",", ".")
    try:
        amount = Decimal(digits)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= _LARGEST_THRESHOLD:
        raise Refused(
            f"Le seuil s'écrit en euros, de 0 à 10 000, comme 10,00. {_KEPT}", code="bad_amount"
        )
    return amount.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def _check_places(sending: Sending) -> None:
    """Folder, certificates, token endpoint and zone, which only this machine can judge."""
    if sending.folder and not Path(sending.folder).is_absolute():
        raise Refused("Le dossier d'envoi s'écrit en entier, depuis la racine du disque.")
    if sending.invoice_folder and not Path(sending.invoice_folder).is_dir():
        raise Refused(
            f"Le dossier de factures « {sending.invoice_folder} » n'existe pas sur cet "
            "ordinateur : écrivez son chemin en entier."
        )
    if sending.attach_statement not in STATEMENT_CHOICES:
        raise Refused("Le relevé de compte est joint jamais, dès plusieurs factures, ou toujours.")
    if sending.ca_file and not Path(sending.ca_file).is_file():
        raise Refused(f"Le fichier de certificats « {sending.ca_file} » n'existe pas.")
    try:
        ZoneInfo(sending.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"Le fuseau horaire « {sending.timezone} » n'existe pas.") from None
    if sending.transport == "smtp" and sending.auth == "xoauth2":
        parts = urlsplit(sending.token_endpoint)
        here = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not here and (parts.scheme != "https" or not parts.hostname):
            raise Refused("L'adresse des jetons doit commencer par https://.")
        if not sending.client_id:
            raise Refused("L'identifiant d'application (client id) manque.")


def write_checked(space: Space, act: Act, section: str, changes: Mapping[str, Any]) -> None:
    """Merge ``changes`` into what is stored, in one transaction."""
    with space.engine.begin() as conn:
        hold_settings(conn)
        stored = read_settings(conn)
        before: Firm | Rules | Sending = getattr(stored, section)
        write_section(conn, section, before.to_json() | dict(changes), by=act.by, at=act.at)


def stored_settings(space: Space) -> tuple[Firm, Rules, Sending]:
    """What was saved, without what the environment says instead: what the fields show."""
    with reading(space.engine) as conn:
        stored = read_settings(conn)
    return stored.firm, stored.rules, stored.sending
