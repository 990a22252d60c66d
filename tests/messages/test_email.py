"""The bytes of an e-mail: they parse back to what was written, and never change by chance."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_core.errors import Refused
from relance_core.messages.clean import one_line
from relance_core.messages.mime import email_bytes, make_message_id
from relance_core.messages.render import Draft, Edit, compose
from tests.messages.samples import FIRM, client, reminder

SERVED = reminder()
DRAFT = compose(SERVED, FIRM)
DATE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def bytes_of(draft: Draft = DRAFT, **changes: Any) -> bytes:
    values: dict[str, Any] = {
        "sender": "compta@bellecour.example",
        "sender_name": "Ateliers Bellecour – Comptabilité",
        "reply_to": "claire@bellecour.example",
        "to": ("compta@dupont.example",),
        "cc": (),
        "message_id": "<dun.abc@bellecour.example>",
        "date": DATE,
        "references": ("<dun.1@bellecour.example>", "<dun.2@bellecour.example>"),
        "key": "20261120:1:reminder_1",
    }
    return email_bytes(draft, SERVED, **(values | changes))


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert part.defects == []
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_text_html_and_code_come_back_as_they_were_composed() -> None:
    message = parsed(bytes_of())
    assert message.get_content_type() == "multipart/alternative"
    assert body(message, "plain") == DRAFT.text
    assert body(message, "html") == DRAFT.html
    images = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert [part.get_content() for part in images] == [one.content for one in DRAFT.pictures]
    assert f"cid:{images[0]['Content-ID'].strip('<>')}" in DRAFT.html
    assert images[0]["Content-Disposition"].startswith("inline")


def test_headers_say_who_what_and_what_came_before() -> None:
    message = parsed(bytes_of(cc=("chef@dupont.example",)))
    assert message["Subject"] == DRAFT.subject
    assert message["From"].addresses[0].display_name == "Ateliers Bellecour – Comptabilité"
    assert message["To"] == "compta@dupont.example" and message["Cc"] == "chef@dupont.example"
    assert message["Reply-To"] == "claire@bellecour.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Dunning-Key"] == "20261120:1:reminder_1"
    assert message["In-Reply-To"] == "<dun.2@bellecour.example>"
    assert message["References"] == "<dun.1@bellecour.example> <dun.2@bellecour.example>"
    assert message["Message-ID"] == "<dun.abc@bellecour.example>"
    assert message["Date"].datetime == DATE
    assert message["Bcc"] is None


def test_a_preview_differs_by_date_and_message_id_alone() -> None:
    def others(raw: bytes) -> list[bytes]:
        return [one for one in raw.split(b"\r\n") if not one.startswith((b"Date:", b"Message-ID:"))]

    preview = bytes_of(message_id=None, date=None)
    assert b"Message-ID:" not in preview and b"\nDate:" not in preview
    assert others(bytes_of()) == others(preview) == preview.split(b"\r\n")


def test_the_same_draft_gives_the_same_bytes() -> None:
    assert bytes_of(compose(reminder(), FIRM)) == bytes_of()


def test_lines_end_by_crlf_and_none_is_too_long_for_smtp() -> None:
    raw = bytes_of(compose(SERVED, FIRM, edit=Edit(body="mot " * 3000 + "\n.\n..\nFrom ici\n")))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(one) for one in raw.split(b"\r\n")) <= 78
    raw.decode("ascii")


@pytest.mark.parametrize(
    "text",
    [
        ".",
        "..\n.\n.x",
        "x" * 2000,
        "é" * 3000,
        "From moi",
        "--=_dun_0",
        "=20=3D",
        "/etc/hostname",
        "🧾 שלום",
    ],
)
def test_an_awkward_body_arrives_unchanged(text: str) -> None:
    draft = compose(SERVED, replace(FIRM, name="x"), edit=Edit(body=text))
    message = parsed(bytes_of(draft))
    assert body(message, "plain").startswith(text)
    assert body(message, "plain") == draft.text
    assert list(message.iter_attachments()) == []


@given(st.text(min_size=1, max_size=200), st.text(max_size=80))
def test_any_subject_and_sender_name_stay_on_their_line_and_come_back(
    subject: str, name: str
) -> None:
    kept = one_line(subject) or "x"
    raw = bytes_of(replace(DRAFT, subject=kept), sender_name=name)
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    assert str(make_header(decode_header(message["Subject"]))) == kept
    assert set(message.keys()) == set(parsed(bytes_of()).keys())
    shown = str(make_header(decode_header(message["From"])))
    assert shown.endswith("<compta@bellecour.example>") or not one_line(name)


@pytest.mark.parametrize("subject", ["a\r\nBcc: x@y.fr", "a\tb\x00c\u2028d", "\u202eobjet\u202c"])
def test_control_characters_never_reach_a_header(subject: str) -> None:
    draft = compose(SERVED, FIRM, edit=Edit(subject=subject))
    message = parsed(bytes_of(draft))
    assert message["Bcc"] is None
    assert message["Subject"] == one_line(subject) == draft.subject


@pytest.mark.parametrize("number", ["=?utf-8?q?=0D=0ABcc:_x?=", "=?utf-8?B?QmNjOiB4?="])
def test_words_that_look_encoded_are_read_as_they_were_written(number: str) -> None:
    for subject in (f"Facture n° {number} : 9 €" + " été" * 30, f"Facture {number}"):
        message = parsed(bytes_of(replace(DRAFT, subject=subject)))
        assert message["Subject"] == subject


@pytest.mark.parametrize("subject", ["", "\u200b", "x" * 201])
def test_an_empty_or_overlong_subject_is_refused(subject: str) -> None:
    with pytest.raises(Refused) as refused:
        bytes_of(replace(DRAFT, subject=subject))
    assert refused.value.code == "bad_subject"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "a@b.fr\r\nBcc: c@d.fr",
        "a@b.fr, c@d.fr",
        "Jean <a@b.fr>",
        "a b@c.fr",
        "a@",
        "@b.fr",
        "a\x00@b.fr",
    ],
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    for field in ({"to": (address,)}, {"sender": address}, {"cc": (address,)}):
        with pytest.raises(Refused):
            bytes_of(**field)


@pytest.mark.parametrize("key", ["", "a b", "a\r\nBcc: x@y.fr", "é"])
def test_a_key_that_no_header_can_carry_is_refused(key: str) -> None:
    with pytest.raises(Refused):
        bytes_of(key=key)


@pytest.mark.parametrize("identifier", ["x", "<a@b", "<a b@c>", "<a@b>\r\nBcc: c@d", "<é@b>"])
def test_a_malformed_message_id_is_refused(identifier: str) -> None:
    for field in ({"message_id": identifier}, {"references": (identifier,)}):
        with pytest.raises(Refused):
            bytes_of(**field)


def test_an_accented_domain_travels_in_ascii() -> None:
    raw = bytes_of(to=("compta@société.example",))
    assert b"To: compta@xn--socit-esab.example\r\n" in raw


def test_an_accented_local_part_leaves_as_utf8_for_servers_that_know_it() -> None:
    raw = bytes_of(to=("rené@dupont.example",))
    assert "\r\nTo: rené@dupont.example\r\n".encode() in raw


def test_many_recipients_all_come_back() -> None:
    to = tuple(f"personne.{n}@un-domaine-assez-long.example" for n in range(12))
    message = parsed(bytes_of(to=to))
    assert tuple(item.addr_spec for item in message["To"].addresses) == to


def test_the_message_id_depends_on_each_part_and_on_nothing_else() -> None:
    first = make_message_id("firm", "1", "reminder_1", "7,9", "1", domain="Bellecour.example")
    assert first == make_message_id(
        "firm", "1", "reminder_1", "7,9", "1", domain="bellecour.example"
    )
    assert first != make_message_id(
        "firm", "1", "reminder_1", "7,9", "2", domain="bellecour.example"
    )
    assert first != make_message_id(
        "firm", "1r", "eminder_1", "7,9", "1", domain="bellecour.example"
    )
    local, _, domain = first.strip("<>").partition("@")
    assert domain == "bellecour.example"
    assert local.startswith("dun.") and len(local) == 4 + 32


def test_the_language_of_the_text_is_told() -> None:
    draft = compose(reminder(addressee=client(language="en")), FIRM)
    assert parsed(bytes_of(draft))["Content-Language"] == "en"
    assert '<html lang="en">' in draft.html
