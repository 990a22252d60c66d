"""A text that the client already read is told; one that shares a sentence with it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance_core.messages.render import Edit, compose
from relance_core.messages.repeated import says_the_same
from relance_core.vocabulary import Step, Tone
from tests.messages.samples import FIRM, line, reminder

FIRST = compose(reminder(Step.REMINDER_1), FIRM)


def test_the_same_words_with_other_figures_and_days_are_the_same() -> None:
    later = reminder(
        Step.REMINDER_1, lines=(line("F-2026-0999", date(2026, 10, 1), "88.00", Step.REMINDER_1),)
    )
    assert says_the_same(compose(later, FIRM), FIRST.text)


def test_another_step_or_an_edited_sentence_says_something_else() -> None:
    second = compose(reminder(Step.REMINDER_2, Tone.FIRM), FIRM)
    assert not says_the_same(second, FIRST.text)
    body = FIRST.source.body + (
        "\n\nNous avons appelé votre service comptable lundi, sans réponse : à qui écrire ?"
    )
    assert not says_the_same(compose(reminder(), FIRM, edit=Edit(body=body)), FIRST.text)


def test_a_message_without_a_telling_paragraph_repeats_nothing() -> None:
    short = compose(reminder(), FIRM, edit=Edit(body="Bonjour,\n\n{{ tableau_factures }}"))
    assert not says_the_same(short, short.text)
    assert not says_the_same(replace(FIRST), "")
