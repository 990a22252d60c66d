"""Signing in with tokens, proven against a token endpoint and a mail server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import trustme

from relance_core.errors import Refused
from relance_core.outbox.credentials import Secret
from relance_core.outbox.folder import FolderTransport
from relance_core.outbox.foreground import Drained, drain
from relance_core.outbox.oauth import TokenSource, TokenUnreachable
from relance_core.outbox.smtp import SmtpTransport
from relance_core.outbox.transport import Transports
from tests.outbox.fault_server import FaultServer
from tests.outbox.office import Office, settings


class Provider:
    """A token endpoint that gives ``token`` for the refresh token ``fresh``."""

    def __init__(self) -> None:
        self.token = "good-token"
        self.status = 200
        self.rotate = ""
        self.expires_in = 3600
        self.asked: list[dict[str, str]] = []
        self.url = ""

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.asked.append(form)
        if self.status != 200:
            return self.status, {}
        if form.get("refresh_token") not in ("fresh", self.rotate or "fresh"):
            return 400, {"error": "invalid_grant", "error_description": "Token revoked"}
        given: dict[str, object] = {
            "access_token": self.token,
            "token_type": "Bearer",
            "expires_in": self.expires_in,
        }
        if self.rotate:
            given["refresh_token"] = self.rotate
        return 200, given


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, answer = provider.answer({k: v[0] for k, v in parse_qs(body).items()})
            content = json.dumps(answer).encode()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", provider.url + "/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield provider
        server.shutdown()


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running(Provider()) as provider:
        yield provider


def source(provider: Provider, refresh: str = "fresh") -> TokenSource:
    return TokenSource(
        provider.url + "/token", "our-id", "https://mail/send", Secret(refresh), Secret("shh!")
    )


def send(
    office: Office, server: FaultServer, ca_file: str, tokens: TokenSource, folder: Path
) -> Drained:
    options = settings(host="localhost", port=server.port, ca_file=ca_file, auth="xoauth2")
    transport = SmtpTransport(options.sending, tokens, timeout=3)
    transports = Transports("account", transport, FolderTransport(folder))
    return drain(office.engine, transports, options, person="Anna", clock=office.hands)


def test_a_refresh_token_gives_a_token_that_the_mail_server_takes(
    office: Office,
    certificate: trustme.LeafCert,
    ca_file: str,
    provider: Provider,
    tmp_path: Path,
) -> None:
    office.messages(office.batch(), 2)
    with FaultServer(certificate) as server:
        send(office, server, ca_file, source(provider), tmp_path)
    assert office.states() == {"sent": 2}
    assert server.sign_ins == ["user=nous@us.example\x01auth=Bearer good-token\x01\x01"]
    assert provider.asked == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "fresh",
            "client_id": "our-id",
            "client_secret": "shh!",
            "scope": "https://mail/send",
        }
    ]


def test_a_token_that_the_mail_server_refuses_stops_the_line(
    office: Office,
    certificate: trustme.LeafCert,
    ca_file: str,
    provider: Provider,
    tmp_path: Path,
) -> None:
    batch_id = office.batch()
    office.messages(batch_id, 3)
    provider.token = "stale-token"
    with FaultServer(certificate) as server:
        send(office, server, ca_file, source(provider), tmp_path)
    assert (len(server.sign_ins), server.accepted) == (1, [])
    assert office.states() == {"approved": 3}
    assert office.batch_row(batch_id).state == "paused"


def test_a_refresh_token_that_was_revoked_stops_the_line_in_words(
    office: Office,
    certificate: trustme.LeafCert,
    ca_file: str,
    provider: Provider,
    tmp_path: Path,
) -> None:
    office.message(office.batch())
    with FaultServer(certificate) as server:
        done = send(office, server, ca_file, source(provider, "rt-of-last-year"), tmp_path)
    assert "Token revoked" in done.reason
    assert "reconnectez le compte" in done.reason
    assert office.states() == {"approved": 1}


def test_a_token_endpoint_that_is_down_is_tried_again_later(
    office: Office,
    certificate: trustme.LeafCert,
    ca_file: str,
    provider: Provider,
    tmp_path: Path,
) -> None:
    batch_id = office.batch()
    office.message(batch_id)
    provider.status = 503
    with FaultServer(certificate) as server:
        done = send(office, server, ca_file, source(provider), tmp_path)
    assert "serveur de jetons injoignable" in done.reason
    assert office.batch_row(batch_id).state == "running"


def test_a_token_is_kept_until_shortly_before_its_end(provider: Provider) -> None:
    tokens = source(provider)
    tokens.access_token(0)
    tokens.access_token(3600 - 121)
    assert len(provider.asked) == 1
    tokens.access_token(3600 - 119)
    assert len(provider.asked) == 2


def test_a_new_refresh_token_replaces_the_old_one(provider: Provider) -> None:
    provider.rotate = "fresher"
    tokens = source(provider)
    tokens.access_token(0)
    tokens.access_token(10_000)
    assert [form["refresh_token"] for form in provider.asked] == ["fresh", "fresher"]


def test_the_secrets_do_not_follow_a_redirection(provider: Provider) -> None:
    provider.status = 302
    with pytest.raises(Refused):
        source(provider).access_token(0)
    assert len(provider.asked) == 1


def test_a_token_endpoint_that_nobody_listens_at_is_unreachable() -> None:
    tokens = TokenSource("http://127.0.0.1:9/token", "id", "", Secret("fresh"))
    with pytest.raises(TokenUnreachable):
        tokens.access_token(0)


@pytest.mark.parametrize("endpoint", ["http://login.example/token", "ftp://127.0.0.1/x", "token"])
def test_secrets_go_nowhere_in_clear(endpoint: str) -> None:
    with pytest.raises(Refused):
        TokenSource(endpoint, "id", "", Secret("fresh"))
