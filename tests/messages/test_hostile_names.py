"""Names, numbers and notes from a workbook are text: they never run, expand or break a message."""

from __future__ import annotations

import email
import email.policy
import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from relance_core.messages.checks import check
from relance_core.messages.clean import one_line
from relance_core.messages.invoice_table import as_text, invoice_table
from relance_core.messages.letter import letter_data
from relance_core.messages.library import shipped
from relance_core.messages.mime import email_bytes
from relance_core.messages.preview import preview_html
from relance_core.messages.render import Draft, Edit, compose, editable_body
from relance_core.reminders.reminder import Reminder
from relance_core.vocabulary import Step, Tone
from tests.messages.samples import FIRM, TODAY, client, credit, line, reminder

SHARED = Path(__file__).resolve().parents[3] / "shared" / "badfiles" / "names_cases.json"
OWN = [
    "{{7*7}}",
    "{{ client }}{{ montant_du }}",
    "{{ tableau_factures }}",
    "{% for i in range(10**9) %}x{% endfor %}",
    "{0.__class__.__init__.__globals__}",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)><b x='",
    "</td></tr></table></body></html>",
    "<!-- ",
    "<![CDATA[",
    "&lt;b&gt; &amp;",
    '#import "/etc/passwd": * \\ #read("letter.typ") $x$ *gras* _x_ @ref <label>',
    "deux\nlignes\r\nBcc: pirate@example.com",
    "nul\x00ici\x1b[31m",
    "\u202egnp.exe\u2066\u200f",
    "\u2028\u2029\x85",
    "\ud800 demi",
    "Saisie Express Huissiers URGENT 999,00 €",
    "x" * 400,
]


def shared_names() -> list[str]:
    if not SHARED.exists():
        return []
    return [name for name in json.loads(SHARED.read_text("utf-8")) if name]


HOSTILE = list(dict.fromkeys([*OWN, *shared_names()]))
every_name = pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))


def about(name: str) -> Reminder:
    """A reminder with the name wherever a workbook can put one."""
    step = Step.REMINDER_3
    lines = (
        line(name, date(2026, 11, 3), "100.00", step, order_ref=name),
        line("F-2", date(2026, 11, 4), "50.00", step),
    )
    addressee = client(name=name, contact_name=name, address=name, city=name)
    return reminder(step, Tone.FIRM, lines, addressee=addressee, credits=(credit(name, "1.00"),))


def test_the_names_that_broke_other_programs_are_tried_too() -> None:
    if not SHARED.exists():
        pytest.skip("the shared hostile names are not beside the project")
    assert len(HOSTILE) > len(OWN) + 30


class Page(HTMLParser):
    """Collects the tags and the words of a page, as a browser would."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


USUAL = Page(preview_html(compose(about("Dupont"), FIRM)))


@every_name
def test_the_page_keeps_its_tags_and_shows_the_name_as_text(name: str) -> None:
    draft = compose(about(name), FIRM)
    page = Page(preview_html(draft))
    assert [tag for tag in page.tags if tag != "br"] == [tag for tag in USUAL.tags if tag != "br"]
    assert {key for key, _ in page.attributes} == {key for key, _ in USUAL.attributes}
    assert one_line(name) in page.words
    if one_line(name):
        assert one_line(name) in draft.text


@pytest.mark.parametrize("name", [name for name in HOSTILE if len(name) < 150])
def test_the_email_keeps_its_headers_and_its_parts(name: str) -> None:
    served = about(name)
    raw = email_bytes(
        compose(served, FIRM, edit=Edit(subject="Relevé {{ client }}")),
        served,
        sender="compta@bellecour.example",
        sender_name=name,
        reply_to="",
        to=("a@dupont.example",),
        cc=(),
        message_id=None,
        date=None,
        references=(),
        key="k",
    )
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message["Subject"] == f"Relevé {one_line(name)}".strip()
    assert "Bcc" not in message
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]


@every_name
def test_the_plain_table_keeps_one_line_per_row(name: str) -> None:
    table = invoice_table(about(name), "fr")
    usual = invoice_table(about("Dupont"), "fr")
    assert as_text(table).count("\n") == as_text(usual).count("\n")
    assert [row.kind for row in table.rows] == [row.kind for row in usual.rows]


@every_name
def test_no_name_blocks_its_own_message_nor_hides_a_placeholder(name: str) -> None:
    served = about(name)
    wording = shipped()[Step.REMINDER_3, Tone.FIRM, "fr"]
    problems = check(compose(served, FIRM), served, FIRM, today=TODAY)
    assert [item.code for item in problems if item.severity == "block"] == []
    opened = Edit(body=editable_body(served, FIRM, wording))
    saved = compose(served, FIRM, edit=opened).text
    # Only the spaces before a colon may be made unbreakable on the way.
    assert saved.replace("\u00a0", " ") == compose(served, FIRM).text.replace("\u00a0", " ")


@every_name
def test_the_letter_receives_the_name_as_data_on_one_line(name: str) -> None:
    served = about(name)
    data = letter_data(compose(served, FIRM), served, FIRM, TODAY)
    assert all("\n" not in part for part in data["recipient"])
    assert len(data["recipient"]) <= 6
    json.dumps(data, ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "\u00ad\u202e", "\x00"])
def test_a_name_of_nothing_visible_counts_as_empty(name: str) -> None:
    served = reminder(addressee=client(name=name))
    draft = compose(served, FIRM, edit=Edit(subject="{{ client }} : relevé"))
    assert draft.empty == ("client",)
    codes = [item.code for item in check(draft, served, FIRM, today=TODAY)]
    assert codes == ["placeholder_empty"]


def test_the_firms_own_words_are_escaped_too() -> None:
    firm = replace(FIRM, name="<b>A & B</b>", signatory="<script>", contact_line="{{ iban }}")
    draft = compose(reminder(), firm)
    assert "<script>" not in draft.html and "<b>A" not in draft.html
    assert "Pour toute question\u00a0: {{ iban }}" in draft.text


def test_the_preview_allows_nothing_from_outside() -> None:
    html = preview_html(compose(reminder(), FIRM))
    policy = html.index("default-src 'none'")
    assert policy < html.index("<title>") and "img-src data:" in html
    assert "cid:" not in html and 'src="data:image/png;base64,' in html
    assert "http:" not in html.replace("http-equiv", "") and "https:" not in html


def test_markup_typed_by_the_reviewer_is_shown_and_not_obeyed() -> None:
    draft: Draft = compose(
        reminder(), FIRM, edit=Edit(body="<b>Gras</b> <img src=http://127.0.0.1/p.png>")
    )
    assert "&lt;b&gt;Gras&lt;/b&gt; &lt;img" in draft.html
