"""The bytes as they travel: to a server, into a draft, redirected to oneself."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.policy import SMTP, default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_core.outbox.folder import FolderTransport, file_stem
from relance_core.outbox.outgoing import Outgoing
from relance_core.outbox.verdict import Kind, Outcome, RefusalStreak, is_dead, stop_reason
from relance_core.outbox.wire import canonical, draft, redirected, stuffed
from tests.outbox.office import mail

RAW = mail("Comptabilité <compta@dupont.example>", "<dun.1@us.example>", "Bonjour,\r\n.\r\n")


def item(**changes: object) -> Outgoing:
    values: dict[str, object] = {
        "id": 7,
        "addressee": "Dupont & Fils",
        "step": "reminder_1",
        "channel": "email",
        "for_date": date(2026, 3, 17),
        "to": ("compta@dupont.example",),
        "cc": (),
        "bcc": (),
        "raw": RAW,
    }
    return Outgoing(**(values | changes))  # type: ignore[arg-type]


def test_well_formed_bytes_are_left_alone() -> None:
    assert canonical(RAW) == RAW


@given(st.binary(max_size=60).map(lambda b: b.replace(b"\0", b"\n.\r\n")))
def test_no_content_can_end_the_message_before_its_end(content: bytes) -> None:
    wire = stuffed(content)
    assert b"\r\n.\r\n" not in b"\r\n" + wire
    assert wire.endswith(b"\r\n")
    unstuffed = b"".join(
        line[1:] if line.startswith(b".") else line for line in wire.splitlines(keepends=True)
    )
    assert unstuffed.replace(b"\r\n", b"\n").count(b"\n") == canonical(content).count(b"\r\n")


def test_a_draft_opens_unsent_and_makes_its_own_identity() -> None:
    made = message_from_bytes(draft(RAW, ("archive@us.example",)), policy=default)
    assert made["X-Unsent"] == "1"
    assert made["Message-ID"] is None
    assert made["Bcc"] == "archive@us.example"
    assert made["Subject"] == "Facture F-1 échue"
    assert draft(RAW).partition(b"\r\n\r\n")[2] == RAW.partition(b"\r\n\r\n")[2]


def test_a_trial_reaches_one_address_and_says_so() -> None:
    made = message_from_bytes(
        redirected(RAW, "moi@us.example", ["compta@dupont.example"]), policy=default
    )
    assert made["To"] == "moi@us.example"
    assert (made["Cc"], made["Bcc"]) == (None, None)
    assert made["Subject"] == "[Essai] Facture F-1 échue"
    assert made["Message-ID"] == "<test.dun.1@us.example>"
    assert made["X-Relance-Meant-For"] == "compta@dupont.example"
    assert "redirigé" in made["X-Relance-Trial"]


def test_a_trial_of_a_folded_address_list_names_nobody_else() -> None:
    to = ", ".join(f"Personne {n} <p{n}@dupont.example>" for n in range(12))
    trial = redirected(mail(to, "<a@us.example>"), "moi@us.example", [])
    assert b"dupont.example" not in trial


def test_an_address_cannot_smuggle_a_header_into_a_trial() -> None:
    trial = redirected(RAW, "moi@us.example\r\nBcc: x@evil.example", [])
    assert message_from_bytes(trial, policy=SMTP)["Bcc"] is None


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Dupont & Fils", "2026-03-17_dupont-fils_1re-relance_000007"),
        ("../../etc/passwd", "2026-03-17_etc-passwd_1re-relance_000007"),
        ("CON", "2026-03-17_con_1re-relance_000007"),
        ("株式会社", "2026-03-17_client_1re-relance_000007"),
        ("Été\x00\n:*?", "2026-03-17_ete_1re-relance_000007"),
    ],
)
def test_file_names_are_safe_everywhere(name: str, stem: str) -> None:
    assert file_stem(item(addressee=name)) == stem


def test_a_long_name_gives_a_file_that_can_be_written(tmp_path: Path) -> None:
    path = FolderTransport(tmp_path).write(item(addressee="Société " * 100))
    assert path.exists()


def test_writing_again_gives_the_same_single_file(tmp_path: Path) -> None:
    folder = FolderTransport(tmp_path)
    assert folder.write(item()) == folder.write(item())
    assert len(list(tmp_path.iterdir())) == 1


def test_a_letter_is_kept_byte_for_byte(tmp_path: Path) -> None:
    path = FolderTransport(tmp_path).write(item(channel="letter", raw=b"%PDF-1.7\n\x80"))
    assert (path.suffix, path.read_bytes()) == (".pdf", b"%PDF-1.7\n\x80")


@pytest.mark.parametrize(
    ("code", "words", "dead"),
    [
        (550, "5.1.1 unknown", True),
        (550, "no such user", True),
        (553, "5.1.3 bad syntax", True),
        (550, "5.2.1 disabled", True),
        (550, "5.7.1 blocked", False),
        (552, "5.2.2 full", False),
        (554, "rejected", False),
    ],
)
def test_only_an_address_that_does_not_exist_is_dead(code: int, words: str, dead: bool) -> None:
    assert is_dead(code, words) == dead


def test_microsofts_refusal_is_explained_in_words() -> None:
    words = "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled"
    assert "SMTP AUTH" in stop_reason(535, words)


def test_a_refusal_in_other_words_begins_the_count_again() -> None:
    streak = RefusalStreak()

    def refused(n: int, words: str) -> bool:
        address = f"a@d{n}.example"
        outcome = Outcome(Kind.REFUSED, "", 550, words, {address: words})
        return streak.add(outcome, [address])

    assert [refused(1, "no"), refused(2, "no"), refused(3, "never")] == [False, False, False]
    assert [refused(4, "never"), refused(5, "never")] == [False, True]
