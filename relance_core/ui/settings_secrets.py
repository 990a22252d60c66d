"""The account's secrets: where they are kept, and fields that forget what was typed in them."""

from __future__ import annotations

import streamlit as st

from relance_core.errors import Refused
from relance_core.outbox.account import account_key
from relance_core.outbox.credentials import (
    Secret,
    find_secret,
    keep_in_keyring,
    keyring_name,
    remember_for_session,
)
from relance_core.settings import Sending
from relance_core.ui import workspace
from relance_core.ui.frame import plain

_PASSWORD = {"password": "Mot de passe"}
_TOKENS = {
    "refresh_token": "Jeton de renouvellement (refresh token)",
    "client_secret": "Secret d'application (facultatif)",
}
_KEEP = "settings_keep_secret"


def ask_secrets(sending: Sending, auth: str) -> None:
    """The fields of the secrets that ``auth`` needs, and which of them are known already."""
    purposes = _TOKENS if auth == "xoauth2" else _PASSWORD
    for place, (purpose, label) in zip(st.columns(len(purposes)), purposes.items(), strict=True):
        place.text_input(
            label,
            type="password",
            key=secret_key(purpose),
            autocomplete="new-password",
            help="Jamais écrit dans la base de données ni dans le journal.",
        )
        place.caption(plain(_told(sending, purpose)))
    backend = keyring_name()
    if backend is None:
        st.caption(
            "Cet ordinateur n'a pas de trousseau : ce qui est saisi ici sert jusqu'à l'arrêt du "
            "programme, ou se donne par la variable RELANCE_SMTP_PASSWORD."
        )
    else:
        st.checkbox(
            f"Retenir dans le trousseau du système ({plain(backend)})", value=True, key=_KEEP
        )


def keep_typed_secrets(sending: Sending) -> tuple[str, ...]:
    """Keep what was typed for the account of ``sending`` and empty the fields; says where.

    Raises ``Refused`` when nothing names the account that a secret is for.
    """
    told = []
    for purpose, label in (_PASSWORD | _TOKENS).items():
        typed = str(st.session_state.get(secret_key(purpose), ""))
        if not typed:
            continue
        if not sending.user:
            raise Refused(f"{label} sans identifiant : indiquez l'identifiant du compte.")
        told.append(_keep(account_key(sending), purpose, label, Secret(typed)))
        st.session_state[secret_key(purpose)] = ""
    return tuple(told)


def remember_password(sending: Sending, key: str) -> None:
    """Keep the password typed in the field ``key`` for this session alone, and empty the field."""
    typed = str(st.session_state.get(key, ""))
    if not typed:
        raise Refused("Le mot de passe est vide. Les messages restent approuvés : saisissez-le.")
    remember_for_session(account_key(sending), "password", Secret(typed))
    st.session_state[key] = ""


def secret_key(purpose: str) -> str:
    """The widget of a secret."""
    return f"settings_{workspace.space().key}_secret_{purpose}"


def _keep(account: str, purpose: str, label: str, secret: Secret) -> str:
    if st.session_state.get(_KEEP, False) and keep_in_keyring(account, purpose, secret):
        return f"{label} : retenu dans le trousseau du système."
    remember_for_session(account, purpose, secret)
    return f"{label} : retenu jusqu'à l'arrêt du programme, écrit nulle part."


def _told(sending: Sending, purpose: str) -> str:
    """Where the secret in use comes from, as saved."""
    if not sending.user:
        return "Aucun pour le moment."
    found = find_secret(account_key(sending), purpose, workspace.environ())
    return f"En service : {found.label}." if found else "Aucun pour le moment."
