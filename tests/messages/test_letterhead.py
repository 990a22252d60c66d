"""What the firm puts around its e-mails: logo, colour, where to pay; nothing is ever fetched."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO

import pytest
from PIL import Image

from relance_core.colours import DARK, WHITE, contrast
from relance_core.messages.logo import logo_from
from relance_core.messages.mime import Attachment, email_bytes
from relance_core.messages.preview import preview_html
from relance_core.messages.render import Draft, compose
from relance_core.settings import Firm
from relance_core.vocabulary import Step
from tests.messages.samples import FIRM, reminder, three_invoices

SERVED = reminder(lines=three_invoices(Step.REMINDER_1))


def logo() -> bytes:
    content = BytesIO()
    Image.new("RGBA", (400, 100), (15, 92, 92, 255)).save(content, "PNG")
    return content.getvalue()


DRESSED = replace(
    FIRM,
    logo=logo_from("logo.png", logo()),
    accent="#0f5c5c",
    payment_link="https://pay.example/x?a=1&b=2",
)


def leaving(draft: Draft, *attachments: Attachment) -> EmailMessage:
    raw = email_bytes(
        draft,
        SERVED,
        sender="compta@bellecour.example",
        sender_name=FIRM.name,
        reply_to="",
        to=SERVED.addressee.to,
        cc=(),
        message_id=None,
        date=None,
        references=(),
        key="k",
        attachments=attachments,
    )
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_every_picture_of_the_page_is_carried_by_the_message_and_none_is_fetched() -> None:
    draft = compose(SERVED, DRESSED)
    message = leaving(draft)
    carried = {
        str(part["Content-ID"]).strip("<>")
        for part in message.walk()
        if part.get_content_maintype() == "image"
    }
    sources = set(re.findall(r'src="([^"]*)"', draft.html))
    assert len(sources) == 2
    assert sources == {f"cid:{one}" for one in carried}
    assert not re.findall(r'(?:src|background)="https?:|url\(', draft.html)
    assert re.findall(r'src="data:image/png;base64,', preview_html(draft)) != []
    assert "cid:" not in preview_html(draft)


def test_files_go_beside_the_body_and_the_pictures_stay_in_it() -> None:
    paper = Attachment("Facture F-1 é.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
    message = leaving(compose(SERVED, DRESSED), paper)
    assert message.get_content_type() == "multipart/mixed"
    [attached] = list(message.iter_attachments())
    assert (attached.get_filename(), attached.get_content()) == (paper.name, paper.content)
    assert attached.get_content_disposition() == "attachment"
    body = message.get_body(preferencelist=("plain",))
    assert body is not None
    assert "Règlement par virement" in body.get_content()
    related = message.get_body(preferencelist=("related",))
    assert related is not None
    assert sum(part.get_content_maintype() == "image" for part in related.walk()) == 2


def test_the_same_files_give_the_same_bytes() -> None:
    paper = Attachment("F-1.pdf", "application/pdf", b"%PDF-1.7")
    draft = compose(SERVED, DRESSED)
    assert leaving(draft, paper).as_bytes() == leaving(draft, paper).as_bytes()


def test_the_place_to_pay_online_is_a_button_and_an_address_that_can_be_read() -> None:
    draft = compose(SERVED, DRESSED)
    assert "Paiement en ligne : https://pay.example/x?a=1&b=2" in draft.text.replace("\u00a0", " ")
    assert 'href="https://pay.example/x?a=1&amp;b=2"' in draft.html
    assert "Payer en ligne" in draft.html
    assert "href" not in compose(SERVED, FIRM).html


@pytest.mark.parametrize("accent", ["#ffff00", "#ffffff", "#000000", "#0f5c5c", "#ff8800"])
def test_lines_and_buttons_are_seen_whatever_the_colour_on_light_and_on_dark(accent: str) -> None:
    html = compose(SERVED, replace(DRESSED, accent=accent)).html
    [button] = re.findall(r'bgcolor="(#[0-9a-f]{6})" style="background:#[0-9a-f]{6};border', html)
    assert contrast(button, WHITE) >= 4.5
    [line] = re.findall(r"border-bottom:3px solid (#[0-9a-f]{6})", html)
    assert contrast(line, WHITE) >= 3
    [dark] = re.findall(r"\.rl-line\{border-color:(#[0-9a-f]{6})", html)
    assert contrast(dark, DARK) >= 3


def test_a_firm_without_logo_has_no_empty_head(firm: Firm = FIRM) -> None:
    assert 'rl-line"' not in compose(SERVED, firm).html
