"""An address that several clients share is told once, and stays theirs."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from relance_core.intake import read_file
from relance_core.intake.reading import Reading

HEAD = "N° facture;Client;Mail;Date facture;Échéance;TTC"


def read(*mails: str, name: str = "Client", answer: str | None = None) -> Reading:
    """A client for each address, by the letters of the alphabet."""
    rows = [
        f"F{at};{name} {'ABCDEFGH'[at]};{mail};13/10/2026;31/10/2026;100,00"
        for at, mail in enumerate(mails)
    ]
    content = "\n".join([HEAD, *rows]).encode()
    answers = {"shared_mail": answer} if answer else None
    return read_file(content, "export.csv", today=date(2026, 11, 20), answers=answers)


def asked(reading: Reading) -> list[str]:
    return [question.code for question in reading.questions]


def shared(reading: Reading) -> list[str]:
    return reading.issues.filter(pl.col("code") == "shared_email")["message"].to_list()


def test_an_address_of_three_clients_is_told_once_and_holds_nobody_back() -> None:
    found = read(*["cabinet@compta.fr"] * 3, "x@delta.fr", "y@delta.fr")
    assert shared(found) == [
        "« cabinet@compta.fr » est l'adresse de 3 clients (Client A, Client B et Client C) : celle "
        "d'un groupe ou d'un cabinet ? Si c'est la vôtre, dites-le dans Réglages."
    ]
    assert found.invoices["decision"].is_null().all()
    assert found.invoices["email"][0] == "cabinet@compta.fr"


def test_one_client_s_address_on_his_every_invoice_is_nothing_to_tell() -> None:
    found = read("a@a.fr", "b@b.fr", "b@b.fr")
    assert shared(found) == []


@pytest.mark.parametrize(
    "mails",
    [
        ("facturation@nous.fr",) * 4,
        ("dupont@gmail.com",) * 3,
        ("jean@nous.fr", "lise@nous.fr", "jean@nous.fr"),
    ],
)
def test_one_address_for_all_or_the_few_of_one_firm_are_asked_about(mails: tuple[str, ...]) -> None:
    reading = read(*mails)
    assert (asked(reading), shared(reading)) == (["shared_mail"], [])
    assert f"pour {len(mails)} clients" in reading.questions[0].message
    used = read(*mails, answer="use")
    assert (asked(used), used.invoices["email"].to_list()) == ([], list(mails))
    left = read(*mails, answer="leave")
    assert (asked(left), left.invoices["email"].null_count()) == ([], len(mails))


def test_clients_of_the_name_of_the_domain_are_one_group() -> None:
    assert asked(read(*["compta@beaulieu.fr"] * 3, name="Beaulieu")) == []


def test_each_client_s_own_address_at_one_domain_is_nothing_to_ask() -> None:
    assert asked(read("a@poste.fr", "b@poste.fr", "c@poste.fr", "d@poste.fr")) == []


def test_the_owner_s_address_beside_the_client_s_is_left_aside() -> None:
    content = (
        "N° facture;Client;Email du client;Date facture;Échéance;TTC;Email du propriétaire\n"
        "F1;Alpha;a@alpha.fr;13/10/2026;31/10/2026;100,00;jean@nous.fr\n"
        "F2;Beta;;13/10/2026;31/10/2026;100,00;jean@nous.fr\n"
    )
    reading = read_file(content.encode(), "export.csv", today=date(2026, 11, 20))
    assert reading.invoices["email"].to_list() == ["a@alpha.fr", None]


def test_a_second_column_with_one_firm_s_addresses_is_no_client_s() -> None:
    content = "N° facture;Client;E-mail;Date facture;Échéance;TTC;E-mail 2\n" + "".join(
        f"F{at};Client {at};{own};13/10/2026;31/10/2026;100,00;{other}\n"
        for at, (own, other) in enumerate(
            [("a@alpha.fr", "jean@nous.fr"), ("", "lise@nous.fr"), ("", "jean@nous.fr")]
        )
    )
    reading = read_file(content.encode(), "export.csv", today=date(2026, 11, 20))
    assert reading.invoices["email"].to_list() == ["a@alpha.fr", None, None]
    assert any("laissées de côté" in note for note in reading.notes)
