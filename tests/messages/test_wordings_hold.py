"""What every text of a step keeps to, whoever it is written to and whatever it carries."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from relance_core.messages.blocks import BlockKind
from relance_core.messages.checks import check
from relance_core.messages.library import Wording
from relance_core.messages.mime import SUBJECT_LIMIT
from relance_core.messages.placeholders import TABLE, Use, validate
from relance_core.messages.render import Draft, Edit, compose, editable_body
from relance_core.messages.shared_blocks import shared_blocks
from relance_core.reminders.reminder import Reminder
from relance_core.vocabulary import FORMAL_STEPS, PRE_DUE_STEPS, DebtorType, Step, Tone
from tests.messages.samples import FIRM, TODAY, client, credit, line
from tests.messages.served import ALL, NAMES, before_the_table, for_text, plain, readers

every_text = pytest.mark.parametrize("text", ALL, ids=NAMES)
LONG = "Société coopérative agricole des producteurs réunis de la haute vallée de l'Ouche " * 2
_REMINDERS = (Step.REMINDER_1, Step.REMINDER_2, Step.REMINDER_3)


def cases(text: Wording) -> dict[str, Reminder]:
    """What a text may have to carry: one invoice, many, credits, currencies, long names."""
    step = Step(text.step)
    due = date(2026, 11, 26) if step in PRE_DUE_STEPS else date(2026, 11, 3)

    def with_lines(*lines: Any, **changes: Any) -> Reminder:
        return for_text(text, lines=lines, charges=None, **changes)

    dollars = line("US-1", due, "900.00", step, currency="USD")
    twelve = [line(f"F-{number:03}", due, "10.10", step) for number in range(12)]
    found = {
        "one": for_text(text),
        "several": for_text(text, several=True),
        "credit": for_text(text, credits=(credit("A-7", "200.00"),)),
        "credits": for_text(
            text, several=True, credits=(credit("A-7", "9.90"), credit("", "5.00", "payment"))
        ),
        "dollars": with_lines(dollars),
        "two currencies": with_lines(dollars, line("F-1", due, "1234.56", step)),
        "twelve": with_lines(*twelve),
        "long": with_lines(
            line("N" * 60, due, "1234567.89", step, order_ref="BC " + "9" * 40),
            line("F-2", due, "0.01", step),
            addressee=client(
                name=LONG,
                contact_name=LONG,
                address=LONG,
                language=text.language,
                debtor_type=readers(text)[0],
            ),
        ),
        "nothing before": for_text(text, earlier=()),
    }
    if step in PRE_DUE_STEPS:
        found["today"] = with_lines(line("F-1", TODAY, "1234.56", step))
    return found


def shown(draft: Draft) -> list[str]:
    """The paragraphs of our own words: neither the table nor what the firm says of itself."""
    apart = (BlockKind.TABLE, BlockKind.FOOTER)
    return [block.text for block in draft.blocks if block.kind not in apart]


@every_text
def test_whatever_it_carries_a_text_reads_without_a_fault(text: Wording) -> None:
    for name, served in cases(text).items():
        draft = compose(served, FIRM, text)
        about = f"{name}: {draft.subject}\n{draft.text}"
        assert draft.empty == (), about
        assert 0 < len(draft.subject) <= SUBJECT_LIMIT, about
        for paragraph in [draft.subject, *shown(draft)]:
            assert paragraph.strip(), about
            assert "{{" not in paragraph and "}}" not in paragraph, about
            assert "  " not in paragraph and "(s)" not in paragraph, about
            assert not re.search(r"[^\n]\s[,.]|,\s*[,.]|\.\.|: :|None|- -", paragraph), about
            if text.language == "fr":
                # No ordinary space before a sign that French never leaves alone on a line.
                assert not re.search(r" [:;?!»€%]|« ", paragraph), about
                assert not re.search(r"\b[dD]e (?:les|le|la plus)\b|\bà les?\b", paragraph), about
        assert draft.text.count("\n\n\n") == 0, about


@every_text
def test_it_passes_every_check_for_everyone_it_may_be_written_to(text: Wording) -> None:
    for debtor, several in product(readers(text), (False, True)):
        served = for_text(text, several=several, debtor=debtor)
        assert check(compose(served, FIRM, text), served, FIRM, today=TODAY) == (), debtor


@every_text
@pytest.mark.parametrize("several", [False, True])
def test_opening_the_editor_and_saving_changes_nothing(text: Wording, several: bool) -> None:
    served = for_text(text, several=several)
    draft = compose(served, FIRM, text)
    written = Edit(subject=draft.subject, body=editable_body(served, FIRM, text))
    saved = compose(served, FIRM, text, written)
    assert (saved.subject, saved.text, saved.html) == (draft.subject, draft.text, draft.html)
    problems = check(saved, served, FIRM, today=TODAY)
    assert [one for one in problems if one.severity == "block"] == []


@every_text
def test_it_holds_known_placeholders_and_its_table(text: Wording) -> None:
    assert validate(text.subject, Use.REMINDER) == []
    assert validate(text.body, Use.REMINDER) == []
    assert f"{{{{ {TABLE} }}}}" in text.body
    assert "!" not in text.body + text.subject


def test_the_shared_blocks_hold_known_placeholders_and_no_other_block() -> None:
    for block in shared_blocks().values():
        assert validate(block.text) == [] and "!" not in block.text
        assert "{{" not in block.text


@every_text
def test_the_first_messages_are_short_before_their_table(text: Wording) -> None:
    if text.step in (Step.REMINDER_1, Step.REMINDER_2) or text.step in PRE_DUE_STEPS:
        for served in cases(text).values():
            named = replace(served, addressee=replace(served.addressee, contact_name="Mme Roy"))
            assert len(before_the_table(compose(named, FIRM, text)).split()) < 120


@every_text
def test_up_to_the_third_reminder_a_payment_on_its_way_is_thanked(text: Wording) -> None:
    if text.step in (Step.DUE_DAY, *_REMINDERS):
        words = compose(for_text(text), FIRM, text).text
        assert re.search("merci|remercions|thank you", words, re.IGNORECASE)
        assert re.search(
            "ne pas tenir compte|ne tenez pas compte|sans objet|disregard|n'appelle "
            "aucune|rien d'autre à faire|no reply is needed",
            words,
        )


@every_text
def test_up_to_the_third_reminder_it_asks_whether_everything_arrived(text: Wording) -> None:
    if text.step not in FORMAL_STEPS:
        words = compose(for_text(text), FIRM, text).text
        if text.step not in (Step.DUE_DAY, Step.REMINDER_3) and text.tone is not Tone.FIRM:
            assert "?" in words
        assert re.search("parven|reçu|arriv|tout|pièce|missing|document|receiv|reach", words)


@every_text
def test_an_e_mail_has_one_deadline_at_most_and_one_way_to_pay(text: Wording) -> None:
    words = plain(compose(for_text(text), FIRM, text).text)
    assert len(re.findall("7 décembre 2026|7 December 2026", words)) <= 2
    assert len(re.findall("IBAN ?:", words)) == 1


@every_text
def test_before_the_due_date_nobody_reads_of_reminders_nor_of_penalties(text: Wording) -> None:
    if text.step in PRE_DUE_STEPS:
        assert not re.search("relance|pénalité|impayé|retard\\b|overdue|late payment", text.body)


@every_text
def test_only_firms_and_public_bodies_read_of_penalties_and_of_forty_euros(text: Wording) -> None:
    for debtor in set(readers(text)) - {DebtorType.BUSINESS, DebtorType.PUBLIC}:
        words = compose(for_text(text, debtor=debtor), FIRM, text).text
        assert not re.search("441-10|pénalité|indemnité|late payment interest|recovery fee", words)
        assert not re.search(r"\b40\s€|€40\b", words)


@every_text
def test_who_buys_for_himself_reads_no_words_of_the_trade(text: Wording) -> None:
    if text.audience is DebtorType.CONSUMER:
        words = text.body
        assert not re.search(
            "validation|trésorerie|bon de commande|prestation|service comptable"
            "|mandat|échelonnement|échéance",
            words,
        )


def test_the_net_of_a_credit_note_is_explained_where_it_is_asked() -> None:
    for text in ALL:
        if text.step in (Step.REMINDER_1, Step.REMINDER_2, Step.REMINDER_3, Step.FORMAL_NOTICE):
            served = for_text(text, credits=(credit("A-7", "200.00"),))
            words = plain(compose(served, FIRM, text).text)
            assert re.search(
                "034,56 € après déduction de votre avoir|034.56 after deduction of "
                "your credit note",
                words,
            ), text.place


def test_the_amount_asked_is_the_net_at_its_own_exponent() -> None:
    [text] = [one for one in ALL if one.place == ("reminder_1", "courteous", "fr")]
    dinars = line("T-1", date(2026, 11, 3), "10.5", Step.REMINDER_1, currency="TND")
    words = compose(for_text(text, lines=(dinars,)), FIRM, text).text
    assert "10,500" in words and Decimal("10.5") == dinars.amount_due
