"""A mail reader that is not Python's own finds in our bytes what we put there, and no fault."""

from __future__ import annotations

import fast_mail_parser
import pytest

from relance_core.messages.clean import one_line
from relance_core.messages.library import Wording, shipped
from relance_core.messages.mime import Attachment, email_bytes
from relance_core.messages.render import Draft, compose
from relance_core.reminders.reminder import Reminder
from relance_core.vocabulary import FORMAL_STEPS, Step
from tests.messages.samples import FIRM, client, reminder, three_invoices
from tests.messages.test_hostile_names import HOSTILE
from tests.messages.test_letterhead import DRESSED

PAPER = Attachment("Facture n° 12 – été.pdf", "application/pdf", bytes(range(256)) * 40)


def leaving(draft: Draft, served: Reminder, name: str = FIRM.name) -> bytes:
    return email_bytes(
        draft,
        served,
        sender="compta@bellecour.example",
        sender_name=name,
        reply_to="claire@bellecour.example",
        to=("a@dupont.example", "b@dupont.example"),
        cc=("chef@dupont.example",),
        message_id="<dun.2@bellecour.example>",
        date=None,
        references=("<dun.1@bellecour.example>",),
        key="k",
        attachments=(PAPER,),
    )


def plain(text: str) -> str:
    return " ".join(text.split())


MAILED = [
    one for one in shipped().values() if isinstance(one.step, Step) and one.step not in FORMAL_STEPS
]


@pytest.mark.parametrize("wording", MAILED, ids=lambda one: str(one.place))
def test_each_text_is_read_as_it_was_written(wording: Wording) -> None:
    step = wording.step
    assert isinstance(step, Step)
    served = reminder(step, wording.tone, lines=three_invoices(step))
    draft = compose(served, DRESSED, wording)
    read = fast_mail_parser.parse_email(leaving(draft, served))
    assert list(read.warnings) == []
    assert plain(read.subject) == plain(draft.subject)
    assert [plain(one) for one in read.text_plain] == [plain(draft.text)]
    assert [plain(one) for one in read.text_html] == [plain(draft.html)]
    assert [(one.address) for one in (*read.to, *read.cc, *read.reply_to)] == [
        "a@dupont.example",
        "b@dupont.example",
        "chef@dupont.example",
        "claire@bellecour.example",
    ]
    files = {one.filename: (one.mimetype, bytes(one.content)) for one in read.attachments}
    assert files[PAPER.name] == ("application/pdf", PAPER.content)
    assert {files[one.name][1] for one in draft.pictures} == {one.content for one in draft.pictures}


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_adds_no_header_and_no_part(name: str) -> None:
    served = reminder(lines=three_invoices(Step.REMINDER_1), addressee=client(name=name))
    usual = reminder(lines=three_invoices(Step.REMINDER_1))
    read = fast_mail_parser.parse_email(leaving(compose(served, DRESSED), served, name))
    expected = fast_mail_parser.parse_email(leaving(compose(usual, DRESSED), usual))
    assert sorted(read.headers) == sorted(expected.headers)
    assert [one.filename for one in read.attachments] == [
        one.filename for one in expected.attachments
    ]
    shown = plain(one_line(name))
    assert plain(read.from_.display_name or "") == shown
