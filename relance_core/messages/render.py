"""Composes the message of a reminder: subject, plain text, HTML and QR code, from one source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from relance_core.messages import creditor, facts, invoice_table, writing
from relance_core.messages.blocks import Block, BlockKind, blocks_of
from relance_core.messages.clean import one_line
from relance_core.messages.demand import demand_of
from relance_core.messages.html_body import html_page
from relance_core.messages.library import Place, Wording, wording_for
from relance_core.messages.payment_qr import qr_png
from relance_core.messages.pictures import Picture, letterhead_of, qr_picture
from relance_core.messages.placeholders import PLACEHOLDERS, Source, names_in, render
from relance_core.messages.shared_blocks import with_blocks
from relance_core.reminders.reminder import Reminder
from relance_core.settings import Firm

_DANGLING = re.compile(r"\s+–$")


@dataclass(frozen=True)
class Edit:
    """What the reviewer changed in one message; ``None`` keeps the text of the wording."""

    subject: str | None = None
    body: str | None = None  # plain text, placeholders allowed


@dataclass(frozen=True)
class Draft:
    """A message as it will be read, with the source it came from for the checks."""

    subject: str
    text: str
    html: str
    pictures: tuple[Picture, ...]  # shown in the page: the QR code, the logo
    edited: bool
    template_note: str  # French; empty when the text is exactly the one asked for
    blocks: tuple[Block, ...]
    source: Wording  # subject and body with their placeholders, edits included
    empty: tuple[str, ...]  # placeholders in use that have no value for this message
    origin: Wording | None = None  # the text before the reviewer's edit; None when not edited

    @property
    def language(self) -> str:
        """The language of the text in use, which may not be the client's."""
        return self.source.language


def compose(
    reminder: Reminder,
    firm: Firm,
    wording: Wording | None = None,
    edit: Edit | None = None,
    own_blocks: Mapping[Place, str] | None = None,
) -> Draft:
    """The message of a reminder; the same arguments give the same characters.

    ``wording`` is the user's own text for this step, tone and language; the shipped one otherwise.
    ``own_blocks``: the user's words of the blocks that texts share, by place.
    Raises ``Refused`` when the step has no message (calls, hand-over).
    """
    note = ""
    firm = firm.signing(reminder.step)
    if wording is None:
        addressee = reminder.addressee
        wording, note = wording_for(
            reminder.step, reminder.tone, addressee.language, addressee.debtor_type
        )
    wording = with_blocks(wording, own_blocks)
    source, edited = _edited(wording, edit)
    language = source.language if source.language in writing.LANGUAGES else "fr"
    values = facts.values_for(reminder, firm, language, source.tone)
    asked = demand_of(reminder)
    png = qr_png(reminder, firm)
    qr = qr_picture(png) if png else None
    letterhead, pictures = letterhead_of(firm)
    table = invoice_table.invoice_table(reminder, language)
    euros = asked.totals.get("EUR")
    blocks = blocks_of(
        source.body,
        values,
        Block(BlockKind.TABLE, invoice_table.as_text(table), html=invoice_table.as_html(table)),
        Block(
            BlockKind.PAYMENT,
            writing.typeset("\n".join(creditor.payment_lines(firm, asked, language)), language),
            amount=writing.amount(euros, "EUR", language) if qr and euros is not None else "",
            link=firm.payment_link,
        ),
        language=language,
    )
    if not any(block.kind is BlockKind.PAYMENT for block in blocks):
        qr = None
    identity = creditor.identity_line(firm)
    if identity:
        blocks.append(Block(BlockKind.FOOTER, identity))
    subject = _subject(source.subject, values, language)
    return Draft(
        subject=subject,
        text="\n\n".join(_plain(block) for block in blocks) + "\n",
        html=html_page(
            tuple(blocks),
            language=language,
            title=subject,
            qr_source=qr.source if qr else None,
            letterhead=letterhead,
        ),
        pictures=((qr,) if qr else ()) + pictures,
        edited=edited,
        template_note=note,
        blocks=tuple(blocks),
        source=source,
        empty=tuple(
            name
            for name in names_in(f"{source.subject}\n{source.body}")
            if not values.get(name) and PLACEHOLDERS[name].source is not Source.OPTIONAL
        ),
        origin=wording if edited else None,
    )


def unedited(draft: Draft, reminder: Reminder, firm: Firm) -> Draft:
    """The same message as the wording alone gives it: what a reviewer's edit is compared with."""
    return draft if draft.origin is None else compose(reminder, firm, draft.origin)


def editable_body(reminder: Reminder, firm: Firm, source: Wording) -> str:
    """The body as the reviewer edits it: values written out, table and payment as placeholders.

    A value that itself holds braces stays a placeholder, so that saving it changes nothing.
    """
    source = with_blocks(source)
    values = facts.values_for(reminder, firm.signing(reminder.step), source.language, source.tone)
    plain = {
        name: value for name, value in values.items() if "{{" not in value and "}}" not in value
    }
    paragraphs = [render(part, plain).strip("\n") for part in source.body.split("\n\n")]
    return "\n\n".join(part for part in paragraphs if part)


def _edited(wording: Wording, edit: Edit | None) -> tuple[Wording, bool]:
    if edit is None:
        return wording, False
    subject = wording.subject if edit.subject is None else edit.subject
    body = wording.body if edit.body is None else edit.body
    changed = replace(wording, subject=subject, body=body)
    return changed, changed != wording


def _subject(source: str, values: dict[str, str], language: str) -> str:
    """One line; the dash before an empty value goes with it."""
    written = writing.typeset(one_line(source), language)
    return _DANGLING.sub("", one_line(render(written, values)))


def _plain(block: Block) -> str:
    return f"-- \n{block.text}" if block.kind is BlockKind.FOOTER else block.text
