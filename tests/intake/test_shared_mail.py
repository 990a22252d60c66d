"""An address that several clients share is told once, and stays theirs."""

from __future__ import annotations

from datetime import date

import polars as pl

from relance_core.intake import read_file
from relance_core.intake.reading import Reading

HEAD = "N° facture;Client;Mail;Date facture;Échéance;TTC"


def read(*mails: str) -> Reading:
    """A client for each address, by the letters of the alphabet."""
    rows = [
        f"F{at};Client {'ABCDEFGH'[at]};{mail};13/10/2026;31/10/2026;100,00"
        for at, mail in enumerate(mails)
    ]
    content = "\n".join([HEAD, *rows]).encode()
    return read_file(content, "export.csv", today=date(2026, 11, 20))


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
