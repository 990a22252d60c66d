"""What a text may hold: known names between double braces, and nothing that runs."""

from __future__ import annotations

import time

import pytest

from relance_core.messages.checks import check
from relance_core.messages.placeholders import PLACEHOLDERS, Use, names_in, render, validate
from relance_core.messages.render import Edit, compose
from tests.messages.samples import FIRM, TODAY, reminder

VALUES = {"client": "Dupont", "montant_du": "10,00 €", "phrase_relances": ""}


def test_known_names_are_replaced_with_or_without_spaces() -> None:
    assert render("{{ client }} doit {{montant_du}}.", VALUES) == "Dupont doit 10,00 €."


@pytest.mark.parametrize("name", ["{{7*7}}", "{{ client }}", "{% for x in y %}", "{0.__class__}"])
def test_a_value_that_looks_like_a_placeholder_is_never_read_again(name: str) -> None:
    assert render("{{ client }}", {"client": name}) == name


@pytest.mark.parametrize(
    "text",
    ["{{ clinet }}", "{{7*7}}", "{client}", "{% if 1 %}", "%(client)s", "${client}", "{{ a.b }}"],
)
def test_what_is_not_a_known_placeholder_stays_as_written(text: str) -> None:
    assert render(text, VALUES) == text


def test_an_empty_value_takes_the_space_before_it_away() -> None:
    assert render("Bonjour. {{ phrase_relances }}\nFin", VALUES) == "Bonjour.\nFin"


def test_a_misspelt_name_is_refused_with_the_nearest_one() -> None:
    assert validate("Bonjour {{ clinet }}") == [
        "La balise « clinet » n'existe pas : vouliez-vous dire « client » ?"
    ]
    assert "« montant_du »" in validate("{{ Montant dû }}")[0]


@pytest.mark.parametrize(
    "text",
    ["{{ client }", "{ client }}", "{{ client", "client }}", "{{{client}}}", "{{{ client }}",
     "{{ client }}}", "{{ {{ client }} }}"],
)  # fmt: skip
def test_a_placeholder_left_open_is_told(text: str) -> None:
    assert validate(text)


def test_single_braces_around_a_known_name_are_told_and_others_are_plain_text() -> None:
    assert "deux accolades" in validate("{client}")[0]
    assert validate("Un ensemble {a, b} et 5 $ et 10 %") == []


def test_statements_are_refused_at_once_whatever_their_length() -> None:
    start = time.perf_counter()
    problems = validate("{% for i in range(10**9) %}" + "{{ " * 4_000 + "{" * 4_000)
    assert time.perf_counter() - start < 1
    assert "{% … %}" in problems[0]


def test_every_placeholder_has_a_line_of_help_and_a_french_ascii_name() -> None:
    for name, item in PLACEHOLDERS.items():
        assert name == item.name and name.isascii() and name.islower()
        assert item.help and "\n" not in item.help
        assert names_in(f"{{{{ {name} }}}}") == [name]


def test_a_placeholder_of_other_texts_is_refused_where_it_means_nothing() -> None:
    assert validate("{{ montant_convenu }}", Use.REMINDER) == [
        "La balise « montant_convenu » n'a pas de sens dans ce texte."
    ]
    assert validate("{{ pour_quand }}", Use.COMPANION)
    assert validate("{{ client }} {{ montant_convenu }}", Use.COMPANION) == []
    assert validate("{{ pour_quand }} {{ montant_convenu }}") == []


def test_such_a_placeholder_in_a_reminder_blocks_it_and_breaks_nothing() -> None:
    served = reminder()
    draft = compose(served, FIRM, edit=Edit(body="{{ montant_convenu }}\n\n{{ tableau_factures }}"))
    problems = check(draft, served, FIRM, today=TODAY)
    assert "placeholder_unknown" in {one.code for one in problems if one.severity == "block"}
