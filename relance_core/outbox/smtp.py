"""The transport of a mail account: connects, signs in, and gives one message at a time."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Callable

from relance_core.errors import Refused
from relance_core.outbox.account import check_account, sender_address
from relance_core.outbox.credentials import Secret
from relance_core.outbox.exchange import Exchange, Over
from relance_core.outbox.login import Account
from relance_core.outbox.login_failure import login_failure
from relance_core.outbox.oauth import TokenSource
from relance_core.outbox.outgoing import BeforeDot, Outgoing
from relance_core.outbox.verdict import Kind, Outcome
from relance_core.settings import Sending

TIMEOUT = 30.0
#: A server may look at a message for ten minutes before it answers (RFC 5321 4.5.3.2.6).
DOT_SECONDS = 600.0
MESSAGES_PER_LOGIN = 50


class SmtpTransport:
    """A connection to one account, opened when first needed and kept for up to fifty messages."""

    def __init__(
        self,
        sending: Sending,
        secret: Secret | TokenSource | None,
        *,
        timeout: float = TIMEOUT,
        dot_seconds: float = DOT_SECONDS,
    ) -> None:
        check_account(sending)
        self._sender = sender_address(sending)
        self._secret = secret
        self._dot_seconds = dot_seconds
        self._timeout = timeout
        self._given = 0
        try:
            context = ssl.create_default_context(cafile=sending.ca_file or None)
        except (OSError, ssl.SSLError):
            raise Refused(
                f"Le fichier de certificats « {sending.ca_file} » ne peut pas être lu. Rien n'a "
                "été envoyé ; corrigez son chemin dans les réglages.",
                code="bad_account",
            ) from None
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._account = Account(
            host=sending.host,
            port=sending.port,
            user=sending.user,
            implicit_tls=sending.security == "tls",
            context=context,
            secret=self._secret_for_login() if secret is not None else None,
            oauth=isinstance(secret, TokenSource),
            timeout=timeout,
        )
        self._account.is_closed = True

    def _secret_for_login(self) -> Callable[[], Secret]:
        def give() -> Secret:
            if isinstance(self._secret, TokenSource):
                return self._secret.access_token(time.monotonic())
            assert self._secret is not None
            return self._secret

        return give

    def check(self) -> Outcome | None:
        """Connect and sign in, to test the settings; None when all is well."""
        return self._connect()

    def send(self, item: Outgoing, before_dot: BeforeDot, *, last_try: bool = False) -> Outcome:
        """Try once to give ``item``; see ``verdict.Kind`` for what may come of it.

        ``before_dot`` is called once the body is there and just before the dot that makes the
        server responsible; what it raises goes through, and the server gets no dot.
        ``last_try``: recipients put off once more are given up rather than holding the others.
        """
        while True:
            fresh = self._account.is_closed
            problem = self._connect()
            if problem is not None:
                return problem
            exchange = Exchange(
                self._account.smtp,
                self._sender,
                timeout=self._timeout,
                dot_seconds=self._dot_seconds,
            )
            try:
                exchange.mail_from(item)
            except Over as over:
                self._after(over)
                if over.outcome.kind is Kind.LINE_DOWN and not fresh:
                    continue  # servers close idle and long connections; a new one costs nothing
                return over.outcome
            break
        try:
            outcome = exchange.give(item, before_dot, last_try=last_try)
        except Over as over:
            self._after(over)
            return over.outcome
        except BaseException:
            self._account.hang_up()
            raise
        self._given += 1
        if self._given >= MESSAGES_PER_LOGIN:
            self.close()
        return outcome

    def close(self) -> None:
        """Say goodbye to the server."""
        if not self._account.is_closed:
            self._account.close()

    def _after(self, over: Over) -> None:
        if over.hang_up:
            self._account.hang_up()
            return
        try:
            if self._account.smtp.rset()[0] != 250:
                self._account.hang_up()
        except (smtplib.SMTPException, OSError):
            self._account.hang_up()

    # --- connecting -------------------------------------------------------------------------

    def _connect(self) -> Outcome | None:
        """Open the connection unless it is open and quiet; an outcome when that fails."""
        if not self._account.is_closed:
            if not self._account.smtp.has_spoken():
                return None
            self._account.hang_up()
        self._given = 0
        try:
            self._account.login()
        except Exception as error:
            self._account.hang_up()
            if isinstance(self._secret, TokenSource) and isinstance(
                error, smtplib.SMTPAuthenticationError
            ):
                self._secret.forget()
            outcome = login_failure(error)
            if outcome is None:
                raise
            return outcome
        return None
