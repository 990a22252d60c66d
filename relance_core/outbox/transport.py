"""The transports that an espace's settings ask for: an account or a folder, and letters' folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from relance_core.errors import Refused
from relance_core.outbox.account import account_key, check_account
from relance_core.outbox.credentials import Secret, find_secret
from relance_core.outbox.folder import FolderTransport
from relance_core.outbox.oauth import TokenSource
from relance_core.outbox.outgoing import MailTransport, Outgoing
from relance_core.outbox.smtp import SmtpTransport
from relance_core.outbox.verdict import Outcome
from relance_core.outbox.wire import redirected
from relance_core.settings import Sending, Settings

__all__ = [
    "FolderTransport",
    "SmtpTransport",
    "Transports",
    "send_to_oneself",
    "transports_for",
]


@dataclass(frozen=True)
class Transports:
    """Where e-mails and letters go."""

    account: str  # one sender at a time for each
    mail: MailTransport | FolderTransport
    letters: FolderTransport

    def close(self) -> None:
        """End the connection, if there is one."""
        if not isinstance(self.mail, FolderTransport):
            self.mail.close()


def transports_for(settings: Settings, environ: Mapping[str, str], folder: Path) -> Transports:
    """The transports of ``settings``; ``folder`` is where files go when the settings name none.

    Secrets are looked for now, and nothing is connected yet. The demonstration only ever writes
    files. Raises ``Refused`` when the account is incomplete or its secret has to be asked for
    (code ``no_password``).
    """
    sending = settings.sending
    target = FolderTransport(Path(sending.folder) if sending.folder else folder)
    if settings.demonstration or sending.transport != "smtp":
        return Transports(f"folder:{target.folder}", target, target)
    check_account(sending)
    secret = _secret(sending, environ)
    return Transports(account_key(sending), SmtpTransport(sending, secret), target)


def send_to_oneself(transport: MailTransport, item: Outgoing, to: str) -> Outcome:
    """Send ``item`` to ``to`` alone, marked as a trial; nothing is written down."""
    raw = redirected(item.raw, to, item.recipients)
    return transport.send(replace(item, to=(to,), cc=(), bcc=(), raw=raw), lambda: True)


def _secret(sending: Sending, environ: Mapping[str, str]) -> Secret | TokenSource | None:
    if not sending.user:
        return None  # a relay that knows us by our address
    account = account_key(sending)
    if sending.auth == "xoauth2":
        refresh = find_secret(account, "refresh_token", environ)
        if refresh is None:
            raise Refused(
                "Le compte d'envoi n'est pas encore connecté (XOAUTH2). Les messages restent "
                "approuvés ; connectez le compte dans les réglages.",
                code="no_password",
            )
        client = find_secret(account, "client_secret", environ)
        return TokenSource(
            sending.token_endpoint,
            sending.client_id,
            sending.scope,
            refresh.secret,
            client.secret if client else None,
            sending.ca_file,
        )
    found = find_secret(account, "password", environ)
    if found is None:
        raise Refused(
            "Le mot de passe du compte d'envoi n'est pas connu. Les messages restent approuvés ; "
            "saisissez-le dans les réglages.",
            code="no_password",
        )
    return found.secret
