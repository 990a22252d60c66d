"""The mail account in force: the espace's settings, overridden by the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from relance_core.errors import Refused
from relance_core.intake.addresses import valid_address
from relance_core.outbox.pace import MOST_PER_DAY, MOST_PER_MINUTE
from relance_core.settings import Sending

#: Environment name -> field of ``Sending``.
_OVERRIDES = {
    "RELANCE_SMTP_HOST": "host",
    "RELANCE_SMTP_PORT": "port",
    "RELANCE_SMTP_USER": "user",
    "RELANCE_SMTP_SECURITY": "security",
    "RELANCE_SMTP_CA_FILE": "ca_file",
    "RELANCE_SMTP_SENDER": "sender",
    "RELANCE_REDIRECT_TO": "redirect_to",
}


def overriding(environ: Mapping[str, str]) -> list[str]:
    """The names of the environment that replace a setting of the account at this moment."""
    return [name for name in _OVERRIDES if environ.get(name, "").strip()]


#: Names of this machine itself.
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def sending_from_environment(sending: Sending, environ: Mapping[str, str]) -> Sending:
    """``sending`` with what ``RELANCE_SMTP_*`` and ``RELANCE_REDIRECT_TO`` say instead.

    A host given there chooses the mail transport. Empty variables count as absent. Raises
    ``Refused`` for a port or a security that means nothing, or a redirection to no address.
    """
    changes: dict[str, Any] = {
        field: environ[name].strip()
        for name, field in _OVERRIDES.items()
        if environ.get(name, "").strip()
    }
    if "port" in changes:
        try:
            changes["port"] = int(changes["port"])
        except ValueError:
            raise Refused(
                f"RELANCE_SMTP_PORT n'est pas un nombre : « {changes['port']} ». "
                "Rien n'a été envoyé. Indiquez par exemple 587 ou 465.",
                code="bad_account",
            ) from None
    if "security" in changes:
        changes["security"] = changes["security"].lower()
    if "redirect_to" in changes:
        changes["redirect_to"] = _redirection(changes["redirect_to"])
    if "host" in changes:
        changes["transport"] = "smtp"
    if changes.get("host") in LOOPBACK:
        # A relay on this very machine keeps a queue of its own: the pace that spares a provider's
        # account would only make it wait.
        changes |= {"per_minute": MOST_PER_MINUTE, "daily_cap": MOST_PER_DAY}
    result = replace(sending, **changes)
    if result.transport == "smtp":
        check_account(result)
    return result


def _redirection(written: str) -> str:
    address = valid_address(written)
    if address is None:
        raise Refused(
            f"RELANCE_REDIRECT_TO n'est pas une adresse : « {written} ». Rien n'a été envoyé. "
            "Indiquez par exemple moi@domaine.fr, ou retirez cette variable.",
            code="bad_account",
        )
    return address


def check_account(sending: Sending) -> None:
    """Raise ``Refused``, in one French sentence, when nothing could be sent with this account."""
    kept = " Aucun message n'a été envoyé."
    if not sending.host:
        raise Refused("Le serveur d'envoi n'est pas indiqué." + kept, code="bad_account")
    if not 1 <= sending.port <= 65535:
        raise Refused(
            f"Le port {sending.port} n'existe pas : indiquez par exemple 587 ou 465." + kept,
            code="bad_account",
        )
    if sending.security not in ("starttls", "tls"):
        raise Refused(
            f"Sécurité « {sending.security} » inconnue : indiquez starttls (port 587) ou tls "
            "(port 465). Relance n'envoie jamais sans chiffrement." + kept,
            code="bad_account",
        )
    if "@" not in sender_address(sending):
        raise Refused("L'adresse de l'expéditeur n'est pas indiquée." + kept, code="bad_account")


def sender_address(sending: Sending) -> str:
    """The address in the envelope and in From: the sender's, else the account's user."""
    return sending.sender or sending.user


def account_key(sending: Sending) -> str:
    """What one sender at a time may use: the user at the server, or the folder."""
    if sending.transport == "smtp":
        return f"{sending.user}@{sending.host}:{sending.port}"
    return "folder:" + sending.folder
