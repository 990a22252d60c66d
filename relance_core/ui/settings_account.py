"""The section of the sending account: a folder or a mail server, its limits, and a trial."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from relance_core.errors import Refused
from relance_core.outbox.account import overriding
from relance_core.settings import Sending
from relance_core.ui import workspace
from relance_core.ui.frame import plain
from relance_core.ui.settings_secrets import ask_secrets, keep_typed_secrets
from relance_core.ui.told import Told, attempt, show_told
from relance_core.workflows.edit_settings import save_redirection, save_sending, stored_settings
from relance_core.workflows.send import OUTGOING_FOLDER
from relance_core.workflows.trial_send import check_connection


@dataclass(frozen=True)
class Provider:
    """What a mail provider asks for, known in advance."""

    name: str
    host: str
    port: int
    security: str
    token_endpoint: str = ""
    scope: str = ""
    about: str = ""


PROVIDERS = {
    "microsoft365": Provider(
        "Microsoft 365",
        "smtp.office365.com",
        587,
        "starttls",
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "https://outlook.office.com/SMTP.Send offline_access",
        "Microsoft ferme la connexion par mot de passe fin décembre 2026 : préférez XOAUTH2.",
    ),
    "google": Provider(
        "Google",
        "smtp.gmail.com",
        587,
        "starttls",
        "https://oauth2.googleapis.com/token",
        "https://mail.google.com/",
        "Par mot de passe, il faut un « mot de passe d'application » du compte Google.",
    ),
    "ovh": Provider("OVH", "ssl0.ovh.net", 465, "tls"),
    "other": Provider("Autre serveur", "", 587, "starttls"),
}
_TRANSPORTS = {
    "folder": "Dossier : vous transmettez avec votre messagerie",
    "smtp": "Compte e-mail : Relance envoie",
}
_SECURITY = {"starttls": "STARTTLS (587)", "tls": "TLS (465)"}
_AUTH = {"password": "Mot de passe", "xoauth2": "Connexion moderne (XOAUTH2)"}


def show_account() -> None:
    """How messages leave, with the button beside the fields; then the trial and the redirection."""
    space = workspace.space()
    _, _, sending = stored_settings(space)
    if space.demonstration:
        st.info(
            "La démonstration n'écrit que dans son dossier ; ces réglages n'y servent pas.",
            icon=":material/school:",
        )
    _say_overrides()
    transport = st.radio(
        "Comment partent les messages",
        list(_TRANSPORTS),
        index=list(_TRANSPORTS).index(sending.transport),
        format_func=_TRANSPORTS.__getitem__,
        key=_key("transport"),
    )
    if transport == "smtp":
        _server(sending)
        _limits(sending)
    else:
        st.text_input(
            "Dossier",
            value=sending.folder,
            key=_key("folder"),
            placeholder=str(space.folder / OUTGOING_FOLDER),
            help="Les messages y sont écrits en .eml, les courriers en PDF.",
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Enregistrer le compte d'envoi",
            key="settings_save_account",
            type="primary",
            on_click=_save,
        )
        tested = st.button(
            "Tester la connexion" if transport == "smtp" else "Tester le dossier",
            key="settings_test_account",
            icon=":material/network_check:",
            help="Avec les réglages enregistrés. Rien n'est envoyé.",
        )
    show_told("settings-account")
    if tested:
        _test()
    _redirection(sending)


def _say_overrides() -> None:
    set_outside = overriding(workspace.environ())
    if set_outside:
        st.warning(
            plain(f"Fixé par l'environnement, qui l'emporte : {', '.join(set_outside)}."),
            icon=":material/terminal:",
        )


def _server(sending: Sending) -> None:
    st.selectbox(
        "Fournisseur",
        list(PROVIDERS),
        index=list(PROVIDERS).index(_provider_of(sending)),
        format_func=lambda one: PROVIDERS[one].name,
        key=_key("provider"),
        on_change=_fill,
        width=360,
    )
    provider = PROVIDERS[st.session_state[_key("provider")]]
    if provider.about:
        st.caption(provider.about)
    host, port, security = st.columns([3, 1, 2])
    host.text_input("Serveur d'envoi (SMTP)", value=sending.host, key=_key("host"))
    port.number_input("Port", value=sending.port, step=1, key=_key("port"))
    security.selectbox(
        "Sécurité",
        list(_SECURITY),
        index=list(_SECURITY).index(sending.security) if sending.security in _SECURITY else 0,
        format_func=_SECURITY.__getitem__,
        key=_key("security"),
    )
    user, sender, name = st.columns(3)
    user.text_input("Identifiant", value=sending.user, key=_key("user"))
    sender.text_input(
        "Adresse d'expéditeur", value=sending.sender, key=_key("sender"), placeholder=sending.user
    )
    name.text_input("Nom d'expéditeur", value=sending.sender_name, key=_key("sender_name"))
    auth = st.radio(
        "Connexion",
        list(_AUTH),
        index=list(_AUTH).index(sending.auth) if sending.auth in _AUTH else 0,
        format_func=_AUTH.__getitem__,
        key=_key("auth"),
        horizontal=True,
    )
    if auth == "xoauth2":
        _tokens(sending)
    ask_secrets(sending, auth)
    st.text_input(
        "Fichier de l'autorité de certification (facultatif)",
        value=sending.ca_file,
        key=_key("ca_file"),
        help="Pour un serveur de l'entreprise dont le certificat n'est pas public.",
    )


def _tokens(sending: Sending) -> None:
    left, right = st.columns(2)
    left.text_input("Adresse des jetons", value=sending.token_endpoint, key=_key("token_endpoint"))
    right.text_input("Portée (scope)", value=sending.scope, key=_key("scope"))
    st.text_input(
        "Identifiant d'application (client id)", value=sending.client_id, key=_key("client_id")
    )


def _limits(sending: Sending) -> None:
    pace, cap, start, end = st.columns(4)
    pace.number_input("Messages par minute", value=sending.per_minute, step=1, key=_key("pace"))
    cap.number_input("Messages par jour au plus", value=sending.daily_cap, step=10, key=_key("cap"))
    start.time_input("Envoyer de", value=sending.hours_from, key=_key("hours_from"))
    end.time_input("à", value=sending.hours_to, key=_key("hours_to"))


def _provider_of(sending: Sending) -> str:
    known = (key for key, one in PROVIDERS.items() if one.host and one.host == sending.host)
    return next(known, "other")


def _fill() -> None:
    """Write what the provider asks for into the fields; « autre » leaves them as they are."""
    provider = PROVIDERS[st.session_state[_key("provider")]]
    if not provider.host:
        return
    for name in ("host", "port", "security", "token_endpoint", "scope"):
        st.session_state[_key(name)] = getattr(provider, name)


def _save() -> None:
    def save() -> Told:
        space = workspace.space()
        _, _, before = stored_settings(space)
        sending = replace(before, **_typed(before))
        save_sending(space, workspace.act(), sending)
        kept = keep_typed_secrets(space.settings().sending)
        return Told(done=("Compte d'envoi enregistré.", *kept))

    attempt("settings-account", save)


def _typed(before: Sending) -> dict[str, Any]:
    """The fields that are on the page, as they stand; the others keep what was saved."""
    names = {"pace": "per_minute", "cap": "daily_cap"}
    drawn = (
        *("transport", "folder", "host", "port", "security", "user", "sender", "sender_name"),
        *("auth", "token_endpoint", "scope", "client_id", "ca_file"),
        *("pace", "cap", "hours_from", "hours_to"),
    )
    changes: dict[str, Any] = {}
    for name in drawn:
        field = names.get(name, name)
        value = st.session_state.get(_key(name), getattr(before, field))
        changes[field] = value.strip() if isinstance(value, str) else value
    return changes


def _test() -> None:
    """Say in one sentence whether the account as saved would work."""
    try:
        with st.spinner("Connexion au serveur d'envoi…"):
            sentence = check_connection(workspace.space())
    except Refused as error:
        st.error(plain(error.message), icon=":material/error:")
        return
    st.success(plain(sentence), icon=":material/check:")


def _redirection(sending: Sending) -> None:
    st.subheader("Tout rediriger vers moi", anchor=False)
    st.caption(
        "Chaque message part à cette adresse au lieu d'aller au client, marqué « Essai », "
        "et ne compte pour rien. Vide : les clients reçoivent leurs messages."
    )
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    left.text_input(
        "Adresse de redirection",
        value=sending.redirect_to,
        key=_key("redirect_to"),
        placeholder=workspace.own_address(),
    )
    right.button("Enregistrer", key="settings_save_redirection", on_click=_redirect)
    show_told("settings-redirection")


def _redirect() -> None:
    typed = st.session_state[_key("redirect_to")]

    def save() -> Told:
        save_redirection(workspace.space(), workspace.act(), typed)
        if typed.strip():
            return Told(done=(f"Tout est redirigé vers {typed.strip()}.",))
        return Told(done=("Les messages vont aux clients.",))

    attempt("settings-redirection", save)


def _key(name: str) -> str:
    return f"settings_{workspace.space().key}_{name}"
