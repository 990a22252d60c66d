"""Words that accompany the sequence as an e-mail, and what is to be looked at before it leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from relance_core.messages import lint, typed
from relance_core.messages.blocks import Block, BlockKind
from relance_core.messages.checks import Problem
from relance_core.messages.clean import lines, one_line
from relance_core.messages.companion import CompanionFacts, CompanionText
from relance_core.messages.companion_sums import agreed_of, rest_of, total_of
from relance_core.messages.creditor import identity_line
from relance_core.messages.html_body import html_page
from relance_core.messages.library import Wording
from relance_core.messages.mime import SUBJECT_LIMIT
from relance_core.messages.pictures import letterhead_of
from relance_core.messages.render import Draft
from relance_core.money import totals_by_currency
from relance_core.settings import Firm
from relance_core.vocabulary import Companion, Step, Tone

_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_MARK = re.compile(r"\{\{.*?\}\}|\{[a-z_ ]+\}")


def companion_draft(text: CompanionText, firm: Firm, *, edited: bool = False) -> Draft:
    """The words as an e-mail: plain text and HTML; nothing in them is a placeholder."""
    subject = one_line(text.subject)
    parts = [part.strip("\n").rstrip() for part in _PARAGRAPHS.split(lines(text.body))]
    blocks = [Block(BlockKind.TEXT, part) for part in parts if part]
    letterhead, pictures = letterhead_of(firm)
    identity = identity_line(firm)
    if identity:
        blocks.append(Block(BlockKind.FOOTER, identity))
    plain = [f"-- \n{one.text}" if one.kind is BlockKind.FOOTER else one.text for one in blocks]
    return Draft(
        subject=subject,
        text="\n\n".join(plain) + "\n",
        html=html_page(
            tuple(blocks),
            language=text.language,
            title=subject,
            qr_source=None,
            letterhead=letterhead,
        ),
        pictures=pictures,
        edited=edited,
        template_note="",
        blocks=tuple(blocks),
        source=Wording(text.kind, Tone.COURTEOUS, text.language, subject, text.body),
        empty=(),
    )


def check_companion(
    text: CompanionText, firm: Firm, *, attached: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """Every problem of the words, blocking ones first; ``attached``: the names of files with them.

    A missing address is none of them: the message is then held until there is one.
    """
    found = list(dict.fromkeys((*_form(text, attached), *_content(text, firm))))
    return tuple(sorted(found, key=lambda problem: problem.severity != "block"))


def _form(text: CompanionText, attached: Sequence[str]) -> Iterator[Problem]:
    subject = one_line(text.subject)
    if not subject:
        yield Problem("subject_empty", "block", "L'objet est vide.")
    elif len(subject) > SUBJECT_LIMIT:
        yield Problem(
            "subject_long",
            "block",
            f"L'objet compte {len(subject)} caractères : {SUBJECT_LIMIT} au plus.",
        )
    if not text.body.strip():
        yield Problem("body_empty", "block", "Le texte du message est vide.")
    for mark in dict.fromkeys(_MARK.findall(f"{text.subject}\n{text.body}")):
        yield Problem(
            "placeholder_left", "block", f"« {mark} » serait lu tel quel : écrivez les mots."
        )
    if text.kind is Companion.DUPLICATE_INVOICE and not attached:
        yield Problem(
            "nothing_attached",
            "warn",
            "Aucune pièce n'est jointe : le duplicata annoncé manquerait.",
        )


def _content(text: CompanionText, firm: Firm) -> Iterator[Problem]:
    written = f"{text.subject}\n{text.body}"
    debtor = text.facts.addressee.debtor_type
    # As soft as the softest reminder: no threat belongs here.
    ours_alone = written.replace(one_line(text.facts.addressee.name) or "\n", " ")
    for rule in lint.forbidden(ours_alone, debtor, Step.REMINDER_1):
        yield Problem(rule.code, rule.severity, rule.message)
    ours = re.sub(r"\W", "", firm.iban).upper()
    for iban in typed.ibans(written):
        if iban != ours:
            yield Problem(
                "iban_foreign",
                "block",
                "Le texte porte un IBAN qui n'est pas celui des réglages : corrigez-le.",
            )
    known = _known_amounts(text.facts, firm)
    for words, value in typed.amounts(written):
        if value not in known:
            yield Problem(
                "amount_unknown",
                "warn",
                f"Le montant « {words} » n'est pas de ceux qui sont notés : vérifiez-le.",
            )


def _known_amounts(facts: CompanionFacts, firm: Firm) -> set[Decimal]:
    open_ = totals_by_currency([(one.currency, one.open_amount) for one in facts.lines])
    known = {one.open_amount for one in facts.lines} | {one.amount for one in facts.lines}
    known |= {one.ledger_amount for one in facts.lines} | {sum_ for _, sum_ in facts.instalments}
    for sums in (open_, total_of(facts), agreed_of(facts), rest_of(facts)):
        known |= set(sums.values())
    known |= {value for _, value in typed.amounts(firm.capital)}
    return known if facts.amount is None else known | {facts.amount}
