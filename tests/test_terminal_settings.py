"""The settings of the firm from a terminal: by their French names, all of them or none."""

from __future__ import annotations

from dataclasses import fields
from functools import partial

import pytest

from relance_core.settings import Firm, Rules, Sending
from relance_core.workflows.named_settings import NAMES
from tests.terminal import Terminal, terminal_of


@pytest.fixture
def settings(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Runs ``settings``."""
    return partial(terminal_of(capsys), "settings")


def test_what_is_set_by_its_french_name_is_shown_and_kept(settings: Terminal) -> None:
    code, told, _ = settings(
        "set",
        "--by",
        "Anne",
        "nom=Scierie Morvan",
        "siren=732 829 320",
        "iban=FR76 3000 6000 0112 3456 7890 189",
        "seuil=15,50 €",
        "qr_de_paiement=non",
        "heure_debut=9h15",
        "cadence=12",
    )
    assert code == 0
    assert settings("show")[1] == told | {"environment": []}
    assert (told["firm"]["nom"], told["firm"]["siren"]) == ("Scierie Morvan", "732829320")
    assert told["firm"]["iban"] == "FR7630006000011234567890189"
    assert (told["rules"]["seuil"], told["firm"]["qr_de_paiement"]) == ("15.50", False)
    assert (told["sending"]["heure_debut"], told["sending"]["cadence"]) == ("09:15:00", 12)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("siren=123", "SIREN"),
        ("iban=FR76", "IBAN"),
        ("seuil=beaucoup", "seuil"),
        ("age_donnees=1000", "entre 1 et 60"),
        ("cadence=vite", "nombre entier"),
        ("heure_fin=25:00", "heure"),
        ("qr_de_paiement=peut-être", "oui ou non"),
        ("redirection=moi", "redirection"),
        ("sirene=732829320", "« siren »"),
        ("mot_de_passe=c4nari", "RELANCE_SMTP_PASSWORD"),
    ],
)
def test_one_value_that_cannot_be_refuses_them_all(
    settings: Terminal, wrong: str, hint: str
) -> None:
    before = settings("show")[1]
    code, told, said = settings("set", "--by", "Anne", "nom=Scierie", "seuil=20", wrong)
    assert (code, told) == (1, None)
    assert hint in said
    assert "c4nari" not in said
    assert settings("show")[1] == before


def test_every_name_leads_to_a_setting() -> None:
    kinds = {"firm": Firm, "rules": Rules, "sending": Sending}
    for section, names in NAMES.items():
        assert set(names.values()) <= {field.name for field in fields(kinds[section])}
