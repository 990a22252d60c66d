"""Secrets: where they are looked for, and that none is ever written or shown."""

from __future__ import annotations

import io
import logging
import pickle
from pathlib import Path

import pytest
import trustme

from relance_core.errors import Refused
from relance_core.outbox import credentials
from relance_core.outbox.credentials import Secret
from relance_core.outbox.folder import FolderTransport
from relance_core.outbox.foreground import drain
from relance_core.outbox.smtp import SmtpTransport
from relance_core.outbox.transport import Transports, transports_for
from tests.outbox.fault_server import FaultServer
from tests.outbox.office import Office, settings

CANARY = "canari-J7x!9q"


class OneKeyring:
    """A keyring back-end with one entry."""

    priority = 1
    name = "essai"

    def __init__(self, value: str | None) -> None:
        self._value = value

    def get_keyring(self) -> OneKeyring:
        return self

    def get_password(self, service: str, account: str) -> str | None:
        return self._value


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever keyring this machine has stays out of the tests."""
    monkeypatch.setattr(credentials, "_keyring", lambda: None)


def test_the_keyring_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_keyring", lambda: OneKeyring("du trousseau"))
    found = credentials.find_secret("a", "password", {"RELANCE_SMTP_PASSWORD": "x"})
    assert found is not None
    assert (found.source, found.secret.reveal()) == ("keyring", "du trousseau")
    assert found.label == "trousseau du système (essai)"


def test_the_environment_comes_before_what_was_typed(no_keyring: None) -> None:
    credentials.remember_for_session("b", "password", Secret("saisi"))
    environ = {"RELANCE_SMTP_PASSWORD": "de l'environnement"}
    found = credentials.find_secret("b", "password", environ)
    assert found is not None
    assert (found.source, found.secret.reveal()) == ("environment", "de l'environnement")


def test_what_was_typed_lasts_until_it_is_forgotten(no_keyring: None) -> None:
    credentials.remember_for_session("c", "password", Secret("saisi"))
    found = credentials.find_secret("c", "password", {})
    assert found is not None
    assert (found.source, found.secret.reveal()) == ("session", "saisi")
    credentials.forget_session("c")
    assert credentials.find_secret("c", "password", {}) is None


def test_without_a_password_nothing_starts_and_the_user_is_asked(
    no_keyring: None, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refusal:
        transports_for(settings(), {}, tmp_path)
    assert refusal.value.code == "no_password"


@pytest.mark.parametrize("shown", [str, repr, "{}".format, "{:>5}".format, lambda s: f"{s!r}"])
def test_a_secret_prints_as_stars(shown: object) -> None:
    assert shown(Secret(CANARY)).strip() == "***"  # type: ignore[operator]


def test_a_secret_cannot_be_written_down() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(CANARY))


def test_log_records_are_scrubbed_even_in_tracebacks() -> None:
    Secret(CANARY)
    credentials.scrub_logs()
    credentials.scrub_logs()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.getLogger("relance.test")
    logger.addHandler(handler)
    try:
        logger.error("signing in with %s", CANARY)
        try:
            raise ValueError(f"cannot use {CANARY}")
        except ValueError:
            logger.exception("failed")
    finally:
        logger.removeHandler(handler)
    assert CANARY not in stream.getvalue()
    assert "ValueError: cannot use ***" in stream.getvalue()


@pytest.mark.usefixtures("in_a_file")
@pytest.mark.parametrize("echo", [False, True])
def test_a_password_leaves_no_trace_in_database_logs_or_tracebacks(
    office: Office,
    certificate: trustme.LeafCert,
    ca_file: str,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    echo: bool,
) -> None:
    caplog.set_level(logging.DEBUG)
    credentials.scrub_logs()
    office.messages(office.batch(), 2)
    faults = {}
    if echo:  # a server that repeats what it was told, in clear

        def repeats(session, usual):  # type: ignore[no-untyped-def]
            session.write(f"535 5.7.8 no such password: {CANARY}\r\n".encode())

        faults = {"auth": [repeats]}
    with FaultServer(certificate, faults, password=CANARY) as server:
        options = settings(host="localhost", port=server.port, ca_file=ca_file)
        transport = SmtpTransport(options.sending, Secret(CANARY), timeout=3)
        transports = Transports("account", transport, FolderTransport(tmp_path / "envois"))
        done = drain(office.engine, transports, options, person="Anna", clock=office.hands)
    assert any(CANARY in words for words in server.sign_ins)
    account = transport._account
    told = repr([vars(thing) for thing in (transport, account, account.smtp)])
    assert CANARY not in told
    assert CANARY not in done.reason + caplog.text
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert not any(CANARY.encode() in content for content in written)
