"""The page of a message is shown as each mail program would, and an edit is seen in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_core.messages.as_sent import open_again
from relance_core.messages.marked import marked
from relance_core.messages.mime import Attachment, email_bytes
from relance_core.messages.pdf_pages import own_pages, pages_apart
from relance_core.messages.preview import CONTENT_POLICY, Look, as_received, preview_html
from relance_core.messages.render import Edit, compose, unedited
from relance_core.vocabulary import Step
from tests.messages.samples import FIRM, reminder
from tests.pdf_pages import written

SERVED = reminder(Step.REMINDER_2)
DRAFT = compose(SERVED, FIRM)
PAGE = preview_html(DRAFT)
_DARK = "prefers-color-scheme"


def edited(body: str) -> str:
    return preview_html(compose(SERVED, FIRM, edit=Edit(body=body)))


class Body(HTMLParser):
    """The words of a page's body, those marked apart, and its tags in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: dict[str, list[str]] = {"ins": [], "del": [], "": []}
        self.marks: list[str] = []
        self.feed(page[page.index("<body") :])

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("ins", "del"):
            self.marks.append(tag)
        else:
            self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ins", "del"):
            self.marks.pop()
        else:
            self.tags.append("/" + tag)

    def handle_data(self, data: str) -> None:
        self.words[self.marks[-1] if self.marks else ""] += data.split()


def test_a_dark_program_applies_the_dark_rules_whatever_the_browser_prefers() -> None:
    dark, light = as_received(PAGE, Look(dark=True)), as_received(PAGE, Look())
    assert _DARK not in dark + light
    assert 'name="color-scheme" content="dark"' in dark
    assert 'name="color-scheme" content="only light"' in light


def test_blocked_pictures_are_not_even_read_from_the_message() -> None:
    off = as_received(PAGE, Look(pictures=False))
    assert "img-src 'none'" in off and "img-src data:" not in off
    assert "alt=" in off


def test_an_added_and_a_removed_word_are_marked_where_they_are() -> None:
    body = DRAFT.source.body
    word = re.search(r"\b[a-z]{6,}\b", body)
    assert word is not None
    new = Body(marked(PAGE, edited(body.replace(word.group(), "gentiment", 1))))
    assert new.words["ins"] == ["gentiment"]
    assert new.words["del"] == [word.group()]


def test_a_paragraph_added_is_marked_whole_and_one_removed_stays_in_sight() -> None:
    paragraphs = DRAFT.source.body.split("\n\n")
    assert Body(marked(PAGE, edited("\n\n".join([*paragraphs, "Un mot de plus."])))).words[
        "ins"
    ] == ["Un", "mot", "de", "plus."]
    gone = Body(marked(PAGE, edited("\n\n".join([*paragraphs[:1], *paragraphs[2:]]))))
    assert len(gone.words["del"]) > 5 and not gone.words["ins"]


@given(st.lists(st.sampled_from(["<b>", "é", "&", "deux mots", "\n\n", "\n", "x"]), max_size=12))
def test_whatever_was_typed_the_page_keeps_its_tags_and_its_words(parts: list[str]) -> None:
    page = edited(DRAFT.source.body.replace("\n\n", " ".join(parts) + "\n\n", 2))
    plain, shown = Body(page), Body(marked(PAGE, page))
    without_breaks = [tag for tag in shown.tags if tag != "br"]
    assert without_breaks == [tag for tag in plain.tags if tag != "br"]
    assert len(shown.words[""]) + len(shown.words["ins"]) >= len(plain.words[""]) - 12


def test_an_edit_is_compared_with_what_the_wording_alone_says() -> None:
    other = compose(SERVED, FIRM, edit=Edit(body="Tout autre chose."))
    assert unedited(other, SERVED, FIRM).text == DRAFT.text
    assert unedited(DRAFT, SERVED, FIRM) is DRAFT


def test_headers_and_files_are_read_back_from_the_bytes() -> None:
    raw = email_bytes(
        DRAFT,
        SERVED,
        sender="nous@bellecour.example",
        sender_name="Ateliers Bellecour",
        reply_to="claire@bellecour.example",
        to=("a@dupont.example",),
        cc=("b@dupont.example",),
        message_id="<dun.2@bellecour.example>",
        date=None,
        references=("<dun.1@bellecour.example>",),
        key="k",
        attachments=(Attachment("Facture n° 1.pdf", "application/pdf", b"%PDF-1.7 rien"),),
    )
    sent = open_again(raw)
    assert (sent.reply_to, sent.cc) == ("claire@bellecour.example", "b@dupont.example")
    assert sent.in_reply_to == "<dun.1@bellecour.example>"
    assert sent.message_id == "<dun.2@bellecour.example>"
    (file,) = sent.attachments
    assert (file.name, file.media_type, file.size) == ("Facture n° 1.pdf", "application/pdf", 13)
    assert CONTENT_POLICY in sent.html and "cid:" not in sent.html


def test_the_pages_of_a_pdf_are_drawn_here_or_apart_alike() -> None:
    pdf = written("une page")
    here, count = own_pages(pdf)
    assert count == len(here) == 1
    assert here[0].startswith(b"\x89PNG")
    assert pages_apart(pdf) == (here, count)


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + b"\xff" * 500])
def test_a_broken_pdf_shows_no_page_and_stops_nothing(broken: bytes) -> None:
    assert pages_apart(broken) == ([], 0)
