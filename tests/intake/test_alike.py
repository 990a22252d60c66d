"""Who the clients of a file are: one key for names, codes that are shared, names that are alike."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from relance_core.intake import read_file
from relance_core.intake.alike import ONE, SEVERAL, SHARED_CODE
from relance_core.intake.clients import name_key, name_keys
from relance_core.intake.likeness import Evidence, Face, likenesses
from relance_core.intake.webmail import is_webmail
from tests.intake.spreadsheets import SHARED, TODAY, codes, read_text

HEADINGS = ("Code client", "Client", "N° facture", "Date facture", "Échéance", "Montant TTC")


def row(code: str, name: str, number: str) -> tuple[str, ...]:
    """One invoice as a text file has it."""
    return (code, name, number, "25/09/2026", "25/10/2026", "100,00")


@given(some.lists(some.none() | some.text()))
def test_names_have_the_same_key_one_by_one_and_as_a_column(names: list[str | None]) -> None:
    keys = name_keys(pl.Series(names, dtype=pl.String)).to_list()
    assert keys == [None if name is None else name_key(name) for name in names]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Société Générale", "Socie\u0301te\u0301 Ge\u0301ne\u0301rale"),  # NFD
        ("L'Atelier", "L\u2019ATELIER"),
        ("Saint-Jean", "Saint\u2011Jean"),
        ("Alpha  SARL ", "alpha\u00a0sarl"),
        ("Alpha", "Al\u200bpha"),
    ],
)
def test_spellings_that_no_eye_tells_apart_are_one_client(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Bêta", "Beta"), ("A.B.C.", "ABC"), ("A-B", "A B")])
def test_other_spellings_are_two_clients_until_somebody_merges_them(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def found(*faces: Face) -> list[tuple[int, int, tuple[Evidence, ...]]]:
    """The pairs proposed, with what says so."""
    return [(one.first, one.second, one.evidence) for one in likenesses(faces)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SARL Alpha", "Alpha S.A.R.L."),
        ("Alpha", "ALPHA SARL"),
        ("Bêta & Fils", "Beta et Fils"),
        ("Sté Dupré", "Dupre"),
    ],
)
def test_a_name_written_otherwise_is_proposed(one: str, other: str) -> None:
    assert found(Face(1, one), Face(2, other)) == [(1, 2, (Evidence.SAME_NAME,))]


def test_the_same_siren_is_enough_and_another_one_forbids() -> None:
    siren, other = "732829320", "552100554"
    assert found(Face(1, "Alpha", siren=siren), Face(2, "Zeta", siren=siren))
    assert not found(Face(1, "Alpha", siren=siren), Face(2, "Alpha", siren=other))


def test_a_number_in_the_name_tells_two_clients_apart() -> None:
    assert not found(Face(1, "Copropriété 12 rue Haute"), Face(2, "Copropriété 14 rue Haute"))


def test_an_address_shared_by_unlike_names_is_no_likeness() -> None:
    mail = ("syndic@gestion.example",)
    assert not found(Face(1, "Résidence des Lilas", emails=mail), Face(2, "Tulipe", emails=mail))


def test_a_name_within_another_needs_the_same_domain_and_a_webmail_is_none() -> None:
    one, two = "Alpha", "Alpha Distribution"
    assert not found(Face(1, one), Face(2, two))
    own = [Face(1, one, emails=("a@alpha.fr",)), Face(2, two, emails=("b@alpha.fr",))]
    assert found(*own) == [(1, 2, (Evidence.SAME_DOMAIN, Evidence.NAME_INSIDE))]
    everybody = [Face(1, one, emails=("a@gmail.com",)), Face(2, two, emails=("b@gmail.com",))]
    assert not found(*everybody)
    assert is_webmail("Yahoo.fr") and not is_webmail("alpha.fr")


def test_close_names_are_proposed_when_long_enough() -> None:
    assert found(Face(1, "Boulangerie Martin"), Face(2, "Boulangerie Martins"))
    assert not found(Face(1, "Durand"), Face(2, "Durant"))


def test_two_names_of_one_code_that_are_alike_are_one_client_and_told() -> None:
    reading = read_text(row("C1", "SARL Alpha", "F1"), row("C1", "Alpha", "F2"), headings=HEADINGS)
    assert not [one for one in reading.questions if one.code == SHARED_CODE]
    told = reading.issues.filter(code="code_with_several_names")
    assert told["message"].to_list() == [
        "Le code « C1 » porte aussi le nom « SARL Alpha » : compris comme un seul client."
    ]


def test_a_code_under_which_names_have_nothing_in_common_is_asked_about_once() -> None:
    rows = [row("DIVERS", "Martin", "F1"), row("DIVERS", "Zeta", "F2"), row("C1", "Alpha", "F3")]
    [question] = [
        one for one in read_text(*rows, headings=HEADINGS).questions if one.code == SHARED_CODE
    ]
    assert "DIVERS : « Martin » et « Zeta »" in question.message
    apart = read_text(*rows, headings=HEADINGS, answers={SHARED_CODE: SEVERAL}).invoices
    assert apart["client_code"].to_list() == [None, None, "C1"]
    together = read_text(*rows, headings=HEADINGS, answers={SHARED_CODE: ONE})
    assert together.invoices["client_code"].to_list() == ["DIVERS", "DIVERS", "C1"]


def test_one_name_under_two_codes_is_pointed_out_and_stays_two() -> None:
    reading = read_text(row("C1", "Alpha", "F1"), row("C2", "Alpha", "F2"), headings=HEADINGS)
    [message] = reading.issues.filter(code="similar_client")["message"]
    assert "(codes C1 et C2)" in message
    assert reading.invoices["client_code"].to_list() == ["C1", "C2"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Durand Béatrice", "BEATRICE  DURAND SARL"),
        ("S.A.R.L. Le Goff & Fils", "Goff Fils"),
        ("L'Étoile d'Or", "or etoile"),
        ("Straße 12", "12 STRASSE"),
        ("Établissements", "etablissements &"),
    ],
)
def test_names_of_the_same_words_are_pointed_out_and_stay_two(one: str, other: str) -> None:
    reading = read_text(row("C1", one, "F1"), row("C2", other, "F2"), headings=HEADINGS)
    assert codes(reading) == ["similar_client"]
    assert reading.invoices["client_name"].n_unique() == 2


def test_a_code_that_is_the_same_on_every_row_tells_nobody_apart() -> None:
    rows = [row("GEN-1", name, f"F{at}") for at, name in enumerate(("Martin", "Zeta", "Alpha"))]
    reading = read_text(*rows, headings=HEADINGS)
    assert not [one for one in reading.questions if one.code == SHARED_CODE]
    assert reading.invoices["client_code"].to_list() == [None] * 3
    assert "code_of_nobody" in reading.issues["code"]


def test_spellings_that_are_joined_without_asking_are_told_in_one_remark() -> None:
    rows = [row("", name, f"F{at}") for at, name in enumerate(("Acme SARL", "acme  sarl", "Beta"))]
    reading = read_text(*rows, headings=HEADINGS)
    [message] = reading.issues.filter(code="spellings_joined")["message"]
    assert message.endswith("un seul client : « acme sarl » comme « Acme SARL ».")


def test_the_three_spellings_of_the_bad_file_are_pointed_out_and_nobody_is_merged() -> None:
    file = SHARED / "badfiles" / "client_three_spellings.xlsx"
    if not file.exists():
        pytest.skip("the shared bad files are not here")
    reading = read_file(file.read_bytes(), file.name, today=TODAY)
    names = reading.invoices["client_name"]
    assert names.n_unique() == 4  # NFC and NFD are one, capitals are kept as written
    [similar] = reading.issues.filter(code="similar_client")["message"]
    assert "« Acme SARL » et « ACME S.A.R.L. »" in similar
    assert set(reading.issues.filter(code="several_addresses")["row"]) == {3, 4, 5, 6, 7}
