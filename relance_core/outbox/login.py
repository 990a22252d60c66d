"""The mail account at work: yagmail's client with a verified connection and one honest login."""

from __future__ import annotations

import base64
import contextlib
import re
import selectors
import smtplib
import socket
import ssl
import time
from collections.abc import Callable

import yagmail

from relance_core.outbox.credentials import Secret

_LONGEST_LINE = 8192


class StartTlsMissing(smtplib.SMTPException):
    """The server offers no encryption, or somebody on the way took the offer out."""


class NoLoginMethod(smtplib.SMTPException):
    """The server offers none of the ways of signing in that we know."""


class Dialogue(smtplib.SMTP):
    """smtplib's dialogue, with a deadline for each whole answer and a look at what lies unread."""

    #: Seconds for one answer, however slowly it drips in; None: the connection's timeout.
    reply_seconds: float | None = None
    _unread: tuple[socket.socket | None, bytearray] = (None, bytearray())

    def getreply(self) -> tuple[int, bytes]:
        """The server's answer: code and words; code -1 when it makes no sense.

        Raises ``SMTPServerDisconnected`` when the connection ends or the deadline passes: a server
        that sends one byte a second would never let the socket's own timeout pass.
        """
        deadline = time.monotonic() + (self.reply_seconds or self.timeout)
        lines: list[bytes] = []
        while True:
            line = self._line(deadline)
            if not line[:3].isdigit():
                return -1, line.strip()
            lines.append(line[4:].strip())
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(lines)

    def _line(self, deadline: float) -> bytes:
        sock = self.sock
        if sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        if self._unread[0] is not sock:
            # After STARTTLS the socket is another: what came in clear before it is dropped.
            self._unread = (sock, bytearray())
        buffer = self._unread[1]
        usual = sock.gettimeout()
        try:
            while b"\n" not in buffer:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError("no whole answer in time")
                sock.settimeout(left)
                data = sock.recv(4096)
                if not data:
                    raise ConnectionResetError("closed by the server")
                buffer += data
                if len(buffer) > _LONGEST_LINE:
                    raise ConnectionAbortedError("answer too long")
            sock.settimeout(usual)
        except OSError as error:
            self.close()
            raise smtplib.SMTPServerDisconnected(str(error)) from None
        end = buffer.index(b"\n") + 1
        line = bytes(buffer[:end])
        del buffer[:end]
        return line

    def has_spoken(self) -> bool:
        """Whether the server has said something unasked, or has hung up."""
        sock = self.sock
        if sock is None or (self._unread[0] is sock and self._unread[1]):
            return True
        if isinstance(sock, ssl.SSLSocket) and sock.pending():
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_READ)
            return bool(selector.select(0))


class DialogueOverTls(Dialogue, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


class Account(yagmail.Client):  # type: ignore[misc]
    """yagmail's client for setting up an account and signing in; never for transmission.

    Its ``send`` repeats a message whose answer was lost and signs in for every one (sending.md,
    yagmail): this class keeps the connection and leaves the dialogue to ``smtp.SmtpTransport``.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        user: str,
        implicit_tls: bool,
        context: ssl.SSLContext,
        secret: Callable[[], Secret] | None,
        oauth: bool,
        timeout: float,
    ) -> None:
        options = {"timeout": timeout, "local_hostname": _own_name()}
        if implicit_tls:
            options["context"] = context
        super().__init__(
            user=user or None,
            # yagmail asks in the terminal when it has none: it is never given None.
            password=secret or "",
            host=host,
            port=port,
            smtp_ssl=implicit_tls,
            smtp_starttls=False if implicit_tls else {"context": context},
            smtp_skip_login=not user,
            soft_email_validation=False,  # a relay's user need not be an address
            **options,
        )
        self.set_logging(None)
        self._oauth = oauth

    @property
    def connection(self) -> type[Dialogue]:
        """The class of the connection that ``login`` opens."""
        return DialogueOverTls if self.ssl else Dialogue

    def _login(self, password: Callable[[], Secret] | str) -> None:
        """Connect, verify, sign in once. Raises smtplib's, ssl's and socket's own errors."""
        smtp = self.connection(self.host, int(self.port), **self.kwargs)
        self.smtp = smtp
        self.is_closed = False
        assert smtp.sock is not None
        # Body and dot are two writes: Nagle and delayed acknowledgements would cost 40 ms each.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._greet()
        if self.starttls:
            if not smtp.has_extn("starttls"):
                raise StartTlsMissing
            smtp.starttls(**self.starttls)
            self._greet()
        if not self.smtp_skip_login and not isinstance(password, str):
            self._sign_in(password())

    def _greet(self) -> None:
        code, words = self.smtp.ehlo()
        if code != 250:
            raise smtplib.SMTPHeloError(code, words)

    def _sign_in(self, secret: Secret) -> None:
        """One try with one method: a wrong password must not lock the account."""
        offered = str(self.smtp.esmtp_features.get("auth", "")).upper().split()
        if self._oauth:
            words = f"user={self.user}\x01auth=Bearer {secret.reveal()}\x01\x01"
            # The second call answers the server's error in JSON, which ends the exchange.
            self.smtp.auth("XOAUTH2", lambda challenge=None: words if challenge is None else "")
            return
        if "PLAIN" in offered:
            # Not smtp.auth(): it knows ASCII only, and French passwords have accents.
            answer = self.smtp.docmd(
                "AUTH", "PLAIN " + _base64(f"\0{self.user}\0{secret.reveal()}")
            )
        elif "LOGIN" in offered:
            answer = self.smtp.docmd("AUTH", "LOGIN " + _base64(self.user))
            if answer[0] == 334:
                answer = self.smtp.docmd(_base64(secret.reveal()))
        elif "CRAM-MD5" in offered:
            self.smtp.user, self.smtp.password = self.user, secret.reveal()
            try:
                answer = self.smtp.auth("CRAM-MD5", self.smtp.auth_cram_md5)
            finally:
                self.smtp.password = ""
        else:
            raise NoLoginMethod(" ".join(offered))
        if answer[0] != 235:
            raise smtplib.SMTPAuthenticationError(*answer)

    def close(self) -> None:
        """Say goodbye; a server that hangs up instead is not an error."""
        self.is_closed = True
        if self.smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self.smtp.reply_seconds = 2.0
                self.smtp.quit()
            self.hang_up()

    def hang_up(self) -> None:
        """Drop the connection as it is: a message without its dot is then discarded."""
        self.is_closed = True
        if self.smtp is not None:
            with contextlib.suppress(OSError):
                self.smtp.close()


def _base64(words: str) -> str:
    return base64.b64encode(words.encode("utf-8")).decode("ascii")


def _own_name() -> str:
    """What we call ourselves in EHLO, without asking the network (a lookup may take seconds)."""
    name = socket.gethostname()
    return name if re.fullmatch(r"[A-Za-z0-9.-]{1,200}", name) else "localhost"
