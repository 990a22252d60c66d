"""The faults M1 to M24 of mail servers: what each leaves behind, and never a message twice."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
import trustme
from sqlalchemy import select

from relance_core.outbox.credentials import Secret
from relance_core.outbox.folder import FolderTransport
from relance_core.outbox.foreground import Drained, drain
from relance_core.outbox.outgoing import Outgoing
from relance_core.outbox.smtp import SmtpTransport
from relance_core.outbox.transport import Transports, send_to_oneself
from relance_core.outbox.verdict import Kind
from relance_core.store import outbox as store
from relance_core.store import tables as t
from tests.outbox.fault_server import (
    Fault,
    FaultServer,
    accepts_and_hangs_up,
    accepts_and_says,
    as_usual,
    drips,
    hangs_up,
    refuses_early,
    resets,
    says,
    waits,
)
from tests.outbox.office import Office, mail, settings

TIMEOUT = 1.5
DOT_SECONDS = 8
PASSWORD = "mot de passe"
#: Longer than all buffers between two processes: its end has not left while its middle is read.
LONG = b"Subject: a\r\nMessage-ID: <long@us.example>\r\n\r\n" + (b"x" * 78 + b"\r\n") * 70_000


def send_all(office: Office, server: FaultServer, ca_file: str, **sending: object) -> Drained:
    options = settings(
        host="localhost",
        port=server.port,
        ca_file=ca_file,
        security="tls" if server.implicit_tls else "starttls",
        **sending,
    )
    transport = SmtpTransport(
        options.sending, Secret(server.password), timeout=TIMEOUT, dot_seconds=DOT_SECONDS
    )
    transports = Transports("account", transport, FolderTransport(office_folder(office)))
    return drain(office.engine, transports, options, person="Anna", clock=office.hands)


def office_folder(office: Office) -> Path:
    return Path(str(office.engine.url.database)).parent / "envois"


@dataclass(frozen=True)
class Case:
    """A fault on the way of one message, and what is left when the sending has ended."""

    name: str
    faults: dict[str, list[Fault]]
    state: str
    copies: int = 0  # accepted by the server at that moment
    batch: str = "running"
    words: str = ""  # of the server, in the reason
    to: tuple[str, ...] = ("compta@dupont.example",)
    server: dict[str, object] = field(default_factory=dict)
    raw: bytes | None = None


CASES = [
    Case("M1 drop at connect", {"connect": [hangs_up]}, "approved"),
    Case("M2 421 at greeting", {"greeting": [says("421 busy")]}, "approved"),
    Case("M3 EHLO refused", {"ehlo": [says("502 no")]}, "approved"),
    Case("M4 535", {"auth": [says("535 5.7.8 no")]}, "approved", batch="paused", words="5.7.8"),
    Case("M5 421 at MAIL", {"mail": [says("421 enough")]}, "approved"),
    Case("M6 greylisted", {"rcpt": [says("450 4.2.0 later")]}, "approved", words="4.2.0"),
    Case("M6 greylisted at MAIL", {"mail": [says("451 4.7.1 later")]}, "approved"),
    Case("M7 full", {"rcpt": [says("452 4.2.2 full")]}, "approved", words="4.2.2"),
    Case(
        "M8 unknown user",
        {"rcpt": [says("550 5.1.1 nobody here")]},
        "refused",
        batch="done",
        words="nobody here",
    ),
    Case(
        "M9 daily limit at RCPT",
        {"rcpt": [says("550 5.4.5 Daily user sending limit exceeded")]},
        "approved",
        batch="paused",
        words="reprenez demain",
    ),
    Case(
        "M9 daily limit at the dot",
        {"dot": [says("550 5.4.5 Daily user sending limit exceeded")]},
        "approved",
        batch="paused",
        words="reprenez demain",
    ),
    Case("M10 drop before 354", {"data": [hangs_up]}, "approved"),
    Case("M11 drop in body", {"body": [hangs_up]}, "approved", raw=LONG),
    Case("M11 reset in body", {"body": [resets]}, "approved", raw=LONG),
    Case("M12 drop after dot", {"dot": [hangs_up]}, "uncertain", batch="done"),
    Case("M13 reply lost", {"dot": [accepts_and_hangs_up]}, "uncertain", 1, "done"),
    Case("M14 late reply", {"dot": [waits(1.5 * TIMEOUT)]}, "sent", 1, "done"),
    Case("M15 garbage", {"dot": [accepts_and_says("Okey-dokey")]}, "uncertain", 1, "done"),
    Case(
        "M16 multi-line 250",
        {"dot": [accepts_and_says("250-2.0.0 well", "250-then", "250 queued")]},
        "sent",
        1,
        "done",
    ),
    Case("M17 554 after dot", {"dot": [says("554 5.6.0 spam")]}, "refused", 0, "done", "spam"),
    Case("M18 451 after dot", {"dot": [says("451 4.3.0 disk")]}, "approved", words="disk"),
    Case("M20 no SMTPUTF8", {}, "refused", batch="done", to=("rené@dupont.example",)),
    Case(
        "M21 SIZE announced",
        {},
        "refused",
        batch="done",
        words="trop gros",
        server={"extensions": ("SIZE 100", "AUTH PLAIN")},
    ),
    Case(
        "M21 552 at MAIL",
        {"mail": [says("552 5.3.4 too big")]},
        "refused",
        batch="done",
        words="too big",
    ),
    Case("M22 slow greeting", {"greeting": [drips(0.4)]}, "approved"),
    Case("M22 slow answer to RCPT", {"rcpt": [drips(0.4)]}, "approved"),
    Case("M23 250 twice", {"dot": [accepts_and_says("250 ok", "250 ok")]}, "sent", 1, "done"),
    Case("M24 reset in QUIT", {"quit": [resets]}, "sent", 1, "done"),
    Case("hang-up in QUIT", {"quit": [hangs_up]}, "sent", 1, "done"),
    Case(
        "unasked refusal before the dot",
        {"body": [refuses_early("552 5.3.4 enough of it")]},
        "refused",
        batch="done",
        words="enough",
    ),
    Case(
        "sender not allowed at MAIL",
        {"mail": [says("550 5.7.60 SMTP; Client may not send as this sender")]},
        "approved",
        batch="paused",
        words="au nom de l'adresse",
    ),
    Case(
        "sender not allowed at the dot",
        {"dot": [says("554 5.2.252 SendAsDenied; not allowed")]},
        "approved",
        batch="paused",
        words="au nom de l'adresse",
    ),
    Case(
        "basic authentication switched off",
        {"auth": [says("550 5.7.30 Basic authentication is not supported for Client Submission")]},
        "approved",
        batch="paused",
        words="XOAUTH2",
    ),
    Case("temporary failure of sign-in", {"auth": [says("454 4.7.0 later")]}, "approved"),
    Case("STARTTLS refused for now", {"starttls": [says("454 4.7.0 later")]}, "approved"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_leaves_what_it_should_and_the_message_once_at_most(
    office: Office, certificate: trustme.LeafCert, ca_file: str, case: Case
) -> None:
    message_id = office.message(batch_id := office.batch(), to=case.to, raw=case.raw)
    faults = {stage: list(steps) for stage, steps in case.faults.items()}
    with FaultServer(certificate, faults, **case.server) as server:  # type: ignore[arg-type]
        send_all(office, server, ca_file)
        row = office.row(message_id)
        assert (row.state, len(server.accepted)) == (case.state, case.copies)
        assert office.batch_row(batch_id).state == case.batch
        assert case.words in row.state_reason
        if case.state != "approved":
            return
        # The fault is over: the message leaves, once.
        office.hands.advance(minutes=2)
        office.do(store.resume_batch, batch_id, moment=office.hands.moment, by="Anna")
        send_all(office, server, ca_file)
        assert office.state(message_id) == "sent"
        assert len(server.accepted) == 1


def test_one_refused_recipient_of_two_does_not_fail_the_other(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    message_id = office.message(office.batch(), to=("gone@d.example", "here@d.example"))
    with FaultServer(certificate, {"rcpt": [says("550 5.1.1 unknown")]}) as server:
        send_all(office, server, ca_file)
    row = office.row(message_id)
    assert (row.state, row.state_reason) == (
        "sent",
        "Refusé par le serveur pour : gone@d.example.",
    )
    assert [letter.recipients for letter in server.accepted] == [
        ["gone@d.example", "here@d.example"]
    ]
    assert dead_addresses(office) == ["gone@d.example"]


def dead_addresses(office: Office) -> list[str]:
    with office.engine.connect() as connection:
        return list(connection.execute(select(t.dead_address.c.address)).scalars())


@pytest.mark.parametrize("reply", ["550 5.7.1 relaying denied", "552 5.2.2 mailbox full"])
def test_a_refusal_by_policy_does_not_condemn_the_address(
    office: Office, certificate: trustme.LeafCert, ca_file: str, reply: str
) -> None:
    message_id = office.message(office.batch())
    with FaultServer(certificate, {"rcpt": [says(reply)]}) as server:
        send_all(office, server, ca_file)
    assert office.state(message_id) == "refused"
    assert dead_addresses(office) == []


def test_everybody_refused_alike_pauses_the_batch_and_condemns_no_address(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    batch_id = office.batch()
    office.messages(batch_id, 5)
    refusals = [says(f"550 <client{n}@client{n}.example> no such thing here") for n in range(5)]
    with FaultServer(certificate, {"rcpt": refusals}) as server:
        send_all(office, server, ca_file)
    assert office.states() == {"refused": 3, "approved": 2}
    assert "mêmes mots" in office.batch_row(batch_id).state_reason
    assert dead_addresses(office) == []


def test_a_message_put_off_six_times_is_refused_with_the_servers_words(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    message_id = office.message(office.batch())
    greylist = [says("450 4.2.0 later")] * 6
    with FaultServer(certificate, {"rcpt": greylist}) as server:
        for _ in range(6):
            assert office.state(message_id) == "approved"
            send_all(office, server, ca_file)
            office.hands.advance(minutes=73)
    assert office.state(message_id) == "refused"
    assert office.row(message_id).state_reason.startswith("6 essais sans succès.")


def test_a_recipient_put_off_to_the_end_does_not_hold_the_other(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    message_id = office.message(office.batch(), to=("slow@d.example", "here@d.example"))
    answers = [says("450 4.2.0 later"), as_usual] * 6
    with FaultServer(certificate, {"rcpt": answers}) as server:
        for _ in range(6):
            send_all(office, server, ca_file)
            office.hands.advance(minutes=73)
    assert office.state(message_id) == "sent"
    assert "slow@d.example" in office.row(message_id).state_reason


def test_a_server_that_stays_down_refuses_nobody(office: Office, ca_file: str) -> None:
    message_id = office.message(office.batch())
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    options = settings(host="127.0.0.1", port=port, ca_file=ca_file)
    for _ in range(8):
        transport = SmtpTransport(options.sending, Secret(PASSWORD), timeout=TIMEOUT)
        transports = Transports("account", transport, FolderTransport(office_folder(office)))
        done = drain(office.engine, transports, options, person="Anna", clock=office.hands)
        assert "connexion refusée" in done.reason
    assert (office.state(message_id), office.row(message_id).tries) == ("approved", 0)


def test_a_wrong_password_is_tried_once_for_a_whole_batch(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    office.messages(office.batch(), 20)
    with FaultServer(certificate, password="autre") as server:
        server.password = "autre chose"
        options = settings(host="localhost", port=server.port, ca_file=ca_file)
        transport = SmtpTransport(options.sending, Secret(PASSWORD), timeout=TIMEOUT)
        transports = Transports("account", transport, FolderTransport(office_folder(office)))
        done = drain(office.engine, transports, options, person="Anna", clock=office.hands)
    assert len(server.sign_ins) == 1
    assert office.states() == {"approved": 20}
    assert "mot de passe refusé" in done.reason


def test_a_password_with_accents_signs_in(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    message_id = office.message(office.batch())
    with FaultServer(certificate, password="été à l'œil 12€") as server:
        send_all(office, server, ca_file)
    assert office.state(message_id) == "sent"


def test_one_connection_carries_up_to_fifty_messages(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    office.messages(office.batch(), 60)
    with FaultServer(certificate) as server:
        send_all(office, server, ca_file)
    assert (server.connections, len(server.sign_ins), len(server.accepted)) == (2, 2, 60)


def test_a_connection_closed_between_two_messages_is_opened_again(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    office.messages(office.batch(), 3)
    faults: dict[str, list[Fault]] = {"mail": [as_usual, says("421 4.7.0 enough"), as_usual]}
    with FaultServer(certificate, faults) as server:
        send_all(office, server, ca_file)
    assert office.states() == {"sent": 3}
    assert (server.connections, len(server.accepted)) == (2, 3)


def test_a_doubled_answer_is_not_taken_for_the_next_messages(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    first, second = office.messages(office.batch(), 2)
    faults: dict[str, list[Fault]] = {
        "dot": [accepts_and_says("250 ok", "250 ok"), says("554 5.6.0 not that one")]
    }
    with FaultServer(certificate, faults) as server:
        send_all(office, server, ca_file)
    assert (office.state(first), office.state(second)) == ("sent", "refused")


def test_five_messages_in_a_row_without_an_answer_pause_the_batch(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    batch_id = office.batch()
    office.messages(batch_id, 9)
    with FaultServer(certificate, {"dot": [hangs_up] * 9}) as server:
        send_all(office, server, ca_file)
    assert office.states() == {"uncertain": 5, "approved": 4}
    assert office.batch_row(batch_id).state == "paused"


def test_the_bytes_that_arrive_are_the_bytes_that_were_approved(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    body = "Bonjour,\r\n.\r\n..\r\n.un point\r\n" + "x" * 2000 + "\r\n"
    raw = (
        b"From: nous@us.example\r\nTo: compta@dupont.example\r\nSubject: a\r\n\r\n" + body.encode()
    )
    office.message(office.batch(), raw=raw)
    with FaultServer(certificate) as server:
        send_all(office, server, ca_file)
    assert [letter.content for letter in server.accepted] == [raw]


def test_a_lone_line_feed_cannot_end_the_message_early(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    raw = b"From: nous@us.example\r\nSubject: a\r\n\r\none\n.\r\nMAIL FROM:<x@x>\n"
    office.message(office.batch(), raw=raw)
    with FaultServer(certificate) as server:
        send_all(office, server, ca_file)
    assert [letter.content for letter in server.accepted] == [
        b"From: nous@us.example\r\nSubject: a\r\n\r\none\r\n.\r\nMAIL FROM:<x@x>\r\n"
    ]


def test_a_domain_with_accents_goes_out_in_ascii(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    office.message(office.batch(), to=("compta@société.example",))
    with FaultServer(certificate) as server:
        send_all(office, server, ca_file)
    assert server.accepted[0].recipients == ["compta@xn--socit-esab.example"]


def test_tls_from_the_first_byte(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    message_id = office.message(office.batch())
    with FaultServer(certificate, implicit_tls=True) as server:
        send_all(office, server, ca_file)
    assert office.state(message_id) == "sent"


def test_an_unknown_certificate_is_refused_before_the_password_is_given(
    office: Office, certificate: trustme.LeafCert
) -> None:
    batch_id = office.batch()
    message_id = office.message(batch_id)
    with FaultServer(certificate) as server:
        done = send_all(office, server, ca_file="")
    assert (server.sign_ins, server.accepted) == ([], [])
    assert (office.state(message_id), office.batch_row(batch_id).state) == ("approved", "paused")
    assert "certificat" in done.reason


def test_a_certificate_of_another_name_is_refused(
    office: Office, authority: trustme.CA, ca_file: str
) -> None:
    office.message(office.batch())
    with FaultServer(authority.issue_cert("mail.other.example")) as server:
        done = send_all(office, server, ca_file)
    assert (server.sign_ins, "certificat" in done.reason) == ([], True)


def test_a_server_without_starttls_gets_neither_password_nor_message(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    batch_id = office.batch()
    office.message(batch_id)
    with FaultServer(certificate, starttls=False) as server:
        done = send_all(office, server, ca_file)
    assert (server.sign_ins, server.accepted) == ([], [])
    assert "STARTTLS" in done.reason
    assert office.batch_row(batch_id).state == "paused"


def test_the_wrong_kind_of_encryption_is_said_in_one_sentence(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    office.message(office.batch())
    with FaultServer(certificate) as server:
        options = settings(host="localhost", port=server.port, ca_file=ca_file, security="tls")
        transport = SmtpTransport(options.sending, Secret(PASSWORD), timeout=TIMEOUT)
        problem = transport.check()
    assert problem is not None
    assert "587" in problem.reason


def test_what_a_server_says_in_clear_before_starttls_is_dropped(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    message_id = office.message(office.batch())
    faults: dict[str, list[Fault]] = {"starttls": [says("220 go", "250 injected")]}
    with FaultServer(certificate, faults) as server:
        send_all(office, server, ca_file)
    assert office.state(message_id) == "sent"


def test_a_relay_that_knows_us_by_our_address_needs_no_password(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    message_id = office.message(office.batch())
    with FaultServer(certificate) as server:
        options = settings(host="localhost", port=server.port, ca_file=ca_file, user="")
        transport = SmtpTransport(options.sending, None, timeout=TIMEOUT)
        transports = Transports("account", transport, FolderTransport(office_folder(office)))
        drain(office.engine, transports, options, person="Anna", clock=office.hands)
    assert (office.state(message_id), server.sign_ins) == ("sent", [])


def test_a_test_message_to_oneself_reaches_nobody_else(
    certificate: trustme.LeafCert, ca_file: str
) -> None:
    raw = mail("compta@dupont.example", "<dun.1@us.example>")
    item = Outgoing(
        1,
        "Dupont",
        "reminder_1",
        "email",
        date(2026, 3, 17),
        ("compta@dupont.example",),
        (),
        (),
        raw,
    )
    with FaultServer(certificate) as server:
        options = settings(host="localhost", port=server.port, ca_file=ca_file)
        transport = SmtpTransport(options.sending, Secret(PASSWORD), timeout=TIMEOUT)
        outcome = send_to_oneself(transport, item, "moi@us.example")
        transport.close()
    assert outcome.kind is Kind.SENT
    assert [letter.recipients for letter in server.accepted] == [["moi@us.example"]]


def test_the_same_verdict_after_the_dot_for_everybody_pauses_the_batch(
    office: Office, certificate: trustme.LeafCert, ca_file: str
) -> None:
    batch_id = office.batch()
    office.messages(batch_id, 5)
    with FaultServer(certificate, {"dot": [says("554 5.6.0 looks like spam")] * 5}) as server:
        send_all(office, server, ca_file)
    assert office.states() == {"refused": 3, "approved": 2}
    assert office.batch_row(batch_id).state == "paused"
