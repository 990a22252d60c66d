"""Names of clients as they are to be written: without the link, number or address after them."""

from __future__ import annotations

from datetime import date

from relance_core.intake import Reading, read_file

TODAY = date(2026, 11, 20)


def read(*clients: str) -> Reading:
    rows = (
        f'F{rank};"{client}";15/09/2026;15/10/2026;{rank}20,00'
        for rank, client in enumerate(clients, start=1)
    )
    text = "\n".join(("N° facture;Client;Date facture;Échéance;Montant TTC", *rows))
    return read_file(text.encode(), "x.csv", today=TODAY)


def names(reading: Reading) -> list[str]:
    return reading.invoices["client_name"].to_list()


def test_the_link_to_a_client_s_page_is_no_part_of_its_name() -> None:
    reading = read("Kerfleur (https://pages.example/Kerfleur-1a2b)", "Mor Braz")
    assert names(reading) == ["Kerfleur", "Mor Braz"]
    assert any("« Kerfleur »" in note for note in reading.notes)


def test_a_name_written_as_a_link_is_not_cut() -> None:
    assert names(read("![photo](http://pages.example/a.png)", "Kerfleur (https://a.example)")) == [
        "![photo](http://pages.example/a.png)",
        "Kerfleur",
    ]


def test_the_number_that_a_program_gives_a_client_is_no_part_of_its_name() -> None:
    assert names(read("Kerfleur (#102)", "Mor Braz (#103)")) == ["Kerfleur", "Mor Braz"]


def test_an_address_below_a_name_is_no_part_of_it() -> None:
    reading = read("SARL KERFLEUR\n12 rue du Quai\n29000 PLOUZ", "Mme Riou\n3 bis venelle Haute")
    assert names(reading) == ["SARL KERFLEUR", "Mme Riou"]


def test_a_second_line_that_is_no_address_stays_a_part_of_the_name() -> None:
    assert names(read("Kerfleur\nService achats", "Mor Braz")) == [
        "Kerfleur Service achats",
        "Mor Braz",
    ]


def test_what_stands_in_brackets_otherwise_is_a_part_of_the_name() -> None:
    assert names(read("Kerfleur (Plouz)", "Mor Braz (#2e)")) == [
        "Kerfleur (Plouz)",
        "Mor Braz (#2e)",
    ]
