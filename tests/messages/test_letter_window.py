"""The address of a letter, measured on the page by a reader that is not ours."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
import pytest

from relance_core.messages.letter import letter_pdf
from relance_core.messages.letter_checks import letter_problems
from relance_core.messages.postal import LINE_WIDTH, MOST_LINES, postal_address, posting_key
from relance_core.messages.render import compose
from relance_core.messages.statement import statement_pdf
from relance_core.reminders.reminder import Addressee
from relance_core.vocabulary import Channel, DebtorType, Step, Tone
from tests.messages.samples import FIRM, TODAY, client, reminder, three_invoices

pytest.importorskip("typst", reason="no letters on this machine")

MM = 72 / 25.4
SHARED = Path(__file__).resolve().parents[3] / "shared" / "badfiles" / "names_cases.json"
#: What a window of 35 or 45 by 100 mm, 20 mm from the right and the bottom of a DL envelope
#: (110 × 220 mm), shows of a sheet folded in three, wherever the sheet has slid to in it.
LEFT, RIGHT, TOP, BOTTOM = 100, 190, 55, 79
#: What such a window may show at all.
AROUND_LEFT, AROUND_TOP, AROUND_BOTTOM = 90, 44, 90


@dataclass(frozen=True)
class Piece:
    """A run of text with where it begins, in millimetres from the upper left corner."""

    text: str
    across: float
    down: float
    size: float


def pieces(addressee: Addressee) -> list[Piece]:
    """What stands on the first page of a formal notice."""
    served = reminder(
        Step.FORMAL_NOTICE,
        Tone.FORMAL,
        three_invoices(Step.FORMAL_NOTICE)[:2],
        addressee=addressee,
    )
    return pieces_of(letter_pdf(compose(served, FIRM), served, FIRM, dated=TODAY))


def pieces_of(raw: bytes) -> list[Piece]:
    """What stands on the first page of a document."""
    found: list[Piece] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        across = (tm[4] * cm[0] + tm[5] * cm[2] + cm[4]) / MM
        down = 297 - (tm[4] * cm[1] + tm[5] * cm[3] + cm[5]) / MM
        if text.strip():
            found.append(Piece(text.strip(), across, down, size * abs(tm[3] * cm[3])))

    pypdf.PdfReader(io.BytesIO(raw)).pages[0].extract_text(visitor_text=visit)
    return found


def assert_in_window(found: list[Piece]) -> list[str]:
    """The lines in the window, all of the address and nothing else."""
    seen = [
        piece
        for piece in found
        if piece.across > AROUND_LEFT and AROUND_TOP < piece.down < AROUND_BOTTOM
    ]
    for piece in seen:
        assert piece.across >= LEFT, piece
        # Figures and capitals are at most 0.55 em wide on average.
        assert piece.across + len(piece.text) * 0.55 * piece.size / MM <= RIGHT, piece
        assert piece.down - 0.75 * piece.size / MM >= TOP, piece
        assert piece.down + 0.25 * piece.size / MM <= BOTTOM, piece
    return [piece.text for piece in seen]


SIX = client(
    name="Établissements Martin et Fils",
    address="Bâtiment C, escalier 4\n128 boulevard de la Liberté\nZone industrielle",
    postcode="B-1000",
    city="Bruxelles",
    country="Belgique",
)


@pytest.mark.parametrize(
    ("addressee", "expected"),
    [
        (client(address=None, postcode=None, city=None), ["Boulangerie Dupont SARL"]),
        (client(), ["Boulangerie Dupont SARL", "3 place du Marché", "38000 GRENOBLE"]),
        (
            SIX,
            [
                "Établissements Martin et Fils",
                "Bâtiment C escalier 4",
                "128 boulevard de la Liberté",
                "Zone industrielle",
                "B-1000 BRUXELLES",
                "BELGIQUE",
            ],
        ),
        (
            client(name="M" * 38, address="\n".join(["W" * 38] * 3), city="W" * 30, country="DE"),
            ["M" * 38, *["W" * 38] * 3, f"38000 {'W' * 30}", "ALLEMAGNE"],
        ),
    ],
    ids=["one line", "three lines", "six lines abroad", "the widest letters"],
)
def test_the_address_stands_in_the_window_whole_and_alone(
    addressee: Addressee, expected: list[str]
) -> None:
    widest = "W" in "".join(expected)
    if widest:  # no window holds 38 of the widest letters: only their place on the page counts
        lines = [one.text for one in pieces(addressee) if 100 <= one.across <= 190]
        assert [line for line in lines if line in expected] == expected
    else:
        assert assert_in_window(pieces(addressee)) == expected


@pytest.mark.parametrize(
    "name",
    [name for name in json.loads(SHARED.read_text("utf-8")) if name] if SHARED.exists() else [],
)
def test_a_hostile_name_stays_in_the_window(name: str) -> None:
    assert_in_window(pieces(client(name=name, address=name, city=name)))


def test_a_statement_of_account_goes_in_the_same_envelope() -> None:
    found = pieces_of(statement_pdf(FIRM, SIX, [], on=TODAY))
    assert assert_in_window(found)[-2:] == ["B-1000 BRUXELLES", "BELGIQUE"]


def test_the_town_is_in_capitals_without_a_sign_and_abroad_as_it_is_written() -> None:
    town = client(postcode="38400", city="Saint-Martin-d'Hères Cedex 09")
    assert postal_address(town).lines[-1] == "38400 SAINT MARTIN D HERES CEDEX 09"
    assert postal_address(client(city="L’Haÿ-les-Roses")).lines[-1] == "38000 L HAY LES ROSES"
    abroad = client(postcode="D-70173", city="Stuttgart", country="DE")
    assert postal_address(abroad).lines[-2:] == ("D-70173 STUTTGART", "ALLEMAGNE")


def test_a_long_address_keeps_its_town_and_its_country_and_says_what_it_leaves_out() -> None:
    long = client(
        name="Syndicat des copropriétaires de la résidence Les Jardins du Parc de la Tête d'Or",
        address="c/o Cabinet Durand\nService des fournisseurs, bâtiment de l'administration\n"
        "12, avenue du Général de Gaulle\nBP 1234",
        country="Suisse",
    )
    found = postal_address(long)
    assert len(found.lines) == MOST_LINES
    assert all(len(line) <= LINE_WIDTH for line in found.lines)
    assert found.lines[-2:] == ("38000 GRENOBLE", "SUISSE")
    assert not found.whole
    served = reminder(Step.FORMAL_NOTICE, addressee=long)
    assert [problem.code for problem in letter_problems(served)] == ["address_shortened"]
    assert letter_problems(reminder(Step.FORMAL_NOTICE)) == ()
    assert not postal_address(client(city="Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson")).whole


def test_neighbouring_lines_share_one_and_usual_words_are_abbreviated_before_any_is_lost() -> None:
    many = client(address="\n".join("abcdefgh"), country="France")
    assert postal_address(many).lines[1:5] == ("a b", "c d", "e f", "g h")
    long = client(
        name="Société des Établissements Martin et Fils",
        address="Bâtiment C, escalier 4\n128 boulevard de la Liberté\nZone industrielle",
        country="Belgique",
    )
    assert postal_address(long).whole
    assert postal_address(long).lines[0] == "Sté des Ets Martin et Fils"


def test_letters_are_posted_by_postcode_then_by_country_then_by_name() -> None:
    places = [
        ("1000", "Belgique", "A"),
        ("69002", "", "Zoé"),
        ("69002", "France", "Émile"),
        ("01000", "FR", "B"),
        ("75001", "Allemagne", "C"),
    ]
    ordered = sorted(places, key=lambda place: posting_key(*place))
    assert [name for _, _, name in ordered] == ["B", "Émile", "Zoé", "C", "A"]


def test_an_electronic_registered_letter_needs_an_address_and_a_private_person_s_consent() -> None:
    electronic = {"channel": Channel.ELECTRONIC_REGISTERED}
    person = client(debtor_type=DebtorType.CONSUMER, to=())
    problems = letter_problems(reminder(Step.FORMAL_NOTICE, addressee=person, **electronic))
    assert [problem.code for problem in problems] == ["no_recipient", "electronic_consent"]
    assert letter_problems(reminder(Step.FORMAL_NOTICE, **electronic)) == ()
