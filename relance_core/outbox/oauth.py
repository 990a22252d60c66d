"""Access tokens for XOAUTH2 from a refresh token, at any provider's token endpoint."""

from __future__ import annotations

import ssl
import threading
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from oauthlib.oauth2 import OAuth2Error, WebApplicationClient

from relance_core.errors import Refused
from relance_core.outbox.credentials import Secret, scrubbed

TIMEOUT = 30
#: Seconds before its end from which a token is no longer used.
MARGIN = 120
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class TokenUnreachable(Exception):
    """The token endpoint did not answer: to be tried again later."""


class _NoRedirect(HTTPRedirectHandler):
    """A token endpoint that sends elsewhere would take the secrets along."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class TokenSource:
    """Gives access tokens, kept in memory until shortly before they end."""

    def __init__(
        self,
        endpoint: str,
        client_id: str,
        scope: str,
        refresh_token: Secret,
        client_secret: Secret | None = None,
        ca_file: str = "",
    ) -> None:
        parts = urlsplit(endpoint)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise Refused(
                f"L'adresse des jetons « {endpoint} » n'est pas en https : rien n'a été demandé. "
                "Corrigez-la dans les réglages.",
                code="bad_account",
            )
        self._endpoint = endpoint
        self._client = WebApplicationClient(client_id)
        self._scope = scope
        self._refresh_token = refresh_token
        self._client_secret = client_secret
        context = ssl.create_default_context(cafile=ca_file or None)
        self._opener = build_opener(_NoRedirect(), HTTPSHandler(context=context))
        self._lock = threading.Lock()
        self._token: Secret | None = None
        self._until = 0.0

    def access_token(self, now: float) -> Secret:
        """A token good at ``now`` (any steady clock, in seconds).

        Raises ``Refused`` when the provider will not give one (a person has to sign in again) and
        ``TokenUnreachable`` when it could not be asked.
        """
        with self._lock:
            if self._token is None or now >= self._until:
                answer = self._ask()
                self._token = Secret(str(answer["access_token"]))
                self._until = now + max(0.0, float(answer.get("expires_in") or 0) - MARGIN)
                if answer.get("refresh_token"):
                    # Some providers give a new one each time and forget the old.
                    self._refresh_token = Secret(str(answer["refresh_token"]))
            return self._token

    def forget(self) -> None:
        """Drop the token at hand: the mail server did not accept it."""
        with self._lock:
            self._token = None

    def _ask(self) -> dict[str, Any]:
        body = self._client.prepare_refresh_body(
            refresh_token=self._refresh_token.reveal(),
            scope=self._scope or None,
            client_id=self._client.client_id,
            **({"client_secret": self._client_secret.reveal()} if self._client_secret else {}),
        )
        request = Request(
            self._endpoint,
            data=body.encode("utf-8"),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                text = response.read(100_000).decode("utf-8", "replace")
        except HTTPError as error:
            if error.code >= 500 or error.code == 429:
                raise TokenUnreachable(f"HTTP {error.code}") from None
            text = error.read(100_000).decode("utf-8", "replace")
        except (URLError, OSError) as error:
            if isinstance(getattr(error, "reason", error), ssl.SSLCertVerificationError):
                raise _refused("certificat du serveur de jetons non reconnu") from None
            raise TokenUnreachable(scrubbed(str(error))) from None
        try:
            answer: dict[str, Any] = self._client.parse_request_body_response(text)
        except OAuth2Error as error:
            raise _refused(
                scrubbed(error.description or error.error or "réponse refusée")
            ) from None
        except ValueError:
            raise _refused("réponse illisible") from None
        return answer


def _refused(words: str) -> Refused:
    return Refused(
        f"Le fournisseur n'a pas renouvelé la connexion du compte d'envoi ({words}). Aucun "
        "message n'a été envoyé ; reconnectez le compte dans les réglages.",
        code="token_refused",
    )
