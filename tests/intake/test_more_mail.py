"""Columns of addresses beside « E-mail » in a file of invoices: the client's are all kept."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

from relance_core.intake import read_file
from relance_core.intake.reading import Reading

CLIENTS = ("Alpha", "Beta", "Gamma", "Delta")


def read(**columns: tuple[str | None, ...]) -> Reading:
    """Four clients with « E-mail » and further ``columns``, a cell each."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";")
    more = [name.replace("_", " ") for name in columns]
    writer.writerow(["N° facture", "Client", "E-mail", *more, "Date facture", "Échéance", "TTC"])
    for at, client in enumerate(CLIENTS):
        cells = [told[at] for told in columns.values()]
        mail = f"info@{client.lower()}.fr"
        writer.writerow([f"F{at}", client, mail, *cells, "13/10/2026", "31/10/2026", "100,00"])
    return read_file(out.getvalue().encode(), "export.csv", today=date(2026, 11, 20))


def mails(reading: Reading) -> list[str]:
    return reading.invoices["email"].to_list()


def at_clients(local: str) -> tuple[str, ...]:
    return tuple(f"{local}@{client.lower()}.fr" for client in CLIENTS)


def test_every_address_of_a_client_is_kept_the_accounts_first() -> None:
    second = ("dir@alpha.fr", None, "info@gamma.fr", None)
    found = read(Email_2=second, Mail_compta=at_clients("compta"))
    assert mails(found) == [
        "compta@alpha.fr; info@alpha.fr; dir@alpha.fr",
        "compta@beta.fr; info@beta.fr",
        "compta@gamma.fr; info@gamma.fr",
        "compta@delta.fr; info@delta.fr",
    ]
    told = (
        "Les adresses de chaque client sont prises dans « Mail compta », « E-mail » et « Email 2 »."
    )
    assert told in found.notes


def test_the_addresses_of_ones_own_sellers_are_left_aside_and_told() -> None:
    ours = ("paul@nous.fr", "jane@nous.fr", "paul@nous.fr", "paul@nous.fr")
    found = read(Email_commercial=ours)
    assert mails(found) == list(at_clients("info"))
    assert any(
        "« Email commercial »" in note and "laissées de côté" in note for note in found.notes
    )


def test_a_plain_heading_over_one_domain_for_everybody_is_nobody_s_client() -> None:
    found = read(Mail_suivi=("paul@nous.fr",) * 4)
    assert mails(found) == list(at_clients("info"))
    assert any("« Mail suivi »" in note for note in found.notes)


def test_a_person_in_charge_is_the_client_s_where_the_domains_are() -> None:
    found = read(**{"E-mail_responsable": at_clients("chef")})
    assert mails(found)[0] == "info@alpha.fr; chef@alpha.fr"


def test_clients_at_one_provider_of_mail_are_no_firm_of_one_s_own() -> None:
    found = read(Email_2=("a@gmail.com", "b@gmail.com", "c@gmail.com", "d@gmail.com"))
    assert mails(found)[0] == "info@alpha.fr; a@gmail.com"
