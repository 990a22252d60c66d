"""Lists as queries and technical exports head them, and words of programs that were misread."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from relance_core.intake import Reading, read_file
from tests.intake.spreadsheets import asked

TODAY = date(2026, 11, 20)


def read(*lines: str, **answers: str) -> Reading:
    return read_file("\n".join(lines).encode(), "x.csv", today=TODAY, answers=answers)


def left(reading: Reading) -> list[Decimal]:
    return reading.invoices["open_amount"].to_list()


def test_the_day_by_which_to_pay_is_no_day_of_a_payment() -> None:
    reading = read(
        "ref;nom;datef;date_limite_reglement_client;total_ttc",
        "F1;Kerfleur;2026-09-15;2026-10-15;120.00",
        "F2;Mor Braz;2026-09-16;2026-10-16;60.00",
        choose_due_date="date_limite_reglement_client",
    )
    assert left(reading) == [120, 60]
    assert reading.invoices["paid_date"].null_count() == 2


def test_the_table_that_a_query_names_before_its_fields_changes_nothing() -> None:
    reading = read(
        "f.ref;s.nom;f.datef;f.date_lim_reglement;f.total_ttc;f.paye",
        "F1;Kerfleur;2026-09-15;2026-10-15;120.00;0",
        "F2;Mor Braz;2026-09-16;2026-10-16;60.00;1",
        "F3;Mor Braz;2026-09-17;2026-10-17;70.00;0",
    )
    assert (asked(reading), left(reading)) == ([], [120, 0, 70])
    assert reading.invoices["due_date"][0] == date(2026, 10, 15)


def test_the_codes_of_a_technical_state_are_asked() -> None:
    reading = read(
        "f.ref;s.nom;f.datef;f.date_lim_reglement;f.total_ttc;f.paye;f.fk_statut",
        "F1;Kerfleur;2026-09-15;2026-10-15;120.00;0;1",
        "F2;Mor Braz;2026-09-16;2026-10-16;60.00;0;3",
        "F3;Mor Braz;2026-09-17;2026-10-17;60.00;1;2",
    )
    assert asked(reading) == ["status:f fk statut 1", "status:f fk statut 3"]


def test_what_a_program_calls_the_name_of_an_invoice_is_its_number() -> None:
    reading = read(
        "name,invoice_partner_display_name,invoice_date,invoice_date_due,"
        "amount_total_in_currency_signed,amount_residual_signed,payment_state",
        'FAC/2026/00041,"Kerfleur, Anne Riou",2026-08-31,2026-09-30,600.0,250.0,partial',
        "FAC/2026/00042,Mor Braz,2026-09-15,2026-10-15,120.0,120.0,not_paid",
    )
    assert (asked(reading), left(reading)) == ([], [250, 120])
    assert reading.invoices["number"].to_list() == ["FAC/2026/00041", "FAC/2026/00042"]


def test_bills_beside_credit_notes_alone_may_be_the_firm_s_own_invoices() -> None:
    lines = (
        "reference;type;customer_name;issue_date;due_date;total",
        "F1;bill;Kerfleur;15/09/2026;15/10/2026;120,00",
        "A1;credit_note;Mor Braz;16/09/2026;16/10/2026;60,00",
    )
    assert asked(read(*lines)) == ["type:bill"]
    assert read(*lines, **{"type:bill": "invoice"}).invoices["number"].to_list() == ["F1", "A1"]
    told = (*lines, "F2;invoice;Mor Braz;16/09/2026;16/10/2026;60,00")
    assert asked(read(*told)) == []  # what a supplier sent, beside the firm's own


def test_a_level_with_its_day_is_that_level() -> None:
    reading = read(
        "N° facture;Client;Date facture;Échéance;Montant TTC;Relance",
        "F1;Kerfleur;15/09/2026;15/10/2026;120,00;Relance 2 - 05/11/2026",
        "F2;Mor Braz;16/09/2026;16/10/2026;60,00;",
    )
    assert reading.invoices["reminder_level"].to_list() == [2, None]


def test_words_of_a_payment_under_its_heading_are_heard() -> None:
    reading = read(
        "N° facture;Client;Date facture;Échéance;Montant TTC;Encaissement",
        "F1;Kerfleur;15/09/2026;15/10/2026;120,00;",
        "F2;Mor Braz;16/09/2026;16/10/2026;60,00;chèque 123 du 12/10",
        "F3;Mor Braz;16/09/2026;16/10/2026;60,00;acompte 20 € le 01/10",
    )
    assert (asked(reading), left(reading)) == ([], [120, 0, 40])


def test_what_a_tenant_still_owes_is_what_is_left() -> None:
    reading = read(
        "Locataire;Quittance;Total quittancé;Aide versée;Réglé;Solde locataire;À payer le",
        "M. Riou;Q1;650;200;0;450;15/10/2026",
        "Mme Le Du;Q2;540;0;540;0;15/10/2026",
    )
    assert (asked(reading), left(reading)) == ([], [450, 0])


def test_a_legend_of_colours_is_no_state_of_the_rows_below() -> None:
    reading = read(
        "Vert = payé",
        "Jaune = litige",
        "",
        "N° facture;Client;Date facture;Échéance;Montant TTC",
        "F1;Kerfleur;15/09/2026;15/10/2026;120,00",
        "F2;Mor Braz;16/09/2026;16/10/2026;60,00",
    )
    assert (asked(reading), left(reading)) == ([], [120, 60])
    assert reading.invoices["disputed_amount"].to_list() == [0, 0]


def test_persons_are_the_clients_of_the_orders_of_no_company() -> None:
    reading = read(
        "Invoice Number,Invoice Date,Due Date,Billing First Name,Billing Last Name,Billing Company,"
        "Total",
        "F1,2026-09-15,2026-10-15,Anne,Riou,,120.00",
        "F2,2026-09-16,2026-10-16,Luc,Madec,Mor Braz SARL,60.00",
    )
    assert reading.invoices["client_name"].to_list() == ["Anne Riou", "Mor Braz SARL"]


def test_nobody_is_asked_whether_a_birthday_is_that_of_an_invoice() -> None:
    reading = read(
        "N° facture;Client;Né(e) le;Réservé le;Montant TTC",
        "F1;Kerfleur;13/04/1990;15/09/2026;120,00",
        "F2;Mor Braz;14/05/1991;16/09/2026;60,00",
    )
    offered = [choice.value for one in reading.questions for choice in one.choices]
    assert "Réservé le" in offered
    assert "Né(e) le" not in offered


def test_an_amount_beside_its_value_in_euros_is_in_the_currency_of_its_invoice() -> None:
    reading = read(
        "N° facture;Client;Date facture;Échéance;Montant;Devise;Taux;Montant EUR",
        "F1;Kerfleur;15/09/2026;15/10/2026;120,00;EUR;1;120,00",
        "F2;Mor Braz;16/09/2026;16/10/2026;600,00;CHF;1,05;630,00",
    )
    assert (asked(reading), left(reading)) == ([], [120, 600])
    assert reading.invoices["currency"].to_list() == ["EUR", "CHF"]


def test_an_amount_in_euros_of_invoices_in_another_currency_is_asked_about() -> None:
    lines = (
        "N° facture;Client;Date facture;Échéance;Devise;Montant TTC (€)",
        "F1;Kerfleur;15/09/2026;15/10/2026;EUR;120,00",
        "F2;Mor Braz;16/09/2026;16/10/2026;CHF;630,00",
    )
    assert asked(read(*lines)) == ["local_currency"]
    assert read(*lines, local_currency="EUR").invoices["currency"].to_list() == ["EUR", "EUR"]
    euros = tuple(line.replace("CHF", "EUR") for line in lines)
    assert asked(read(*euros)) == []


def test_a_tax_at_one_rate_proves_that_the_amount_is_without_it() -> None:
    reading = read(
        "Facture;Client;Date;Échéance;Montant;TVA 20%",
        "F1;Kerfleur;15/09/2026;15/10/2026;1000,00;200,00",
        "F2;Mor Braz;16/09/2026;16/10/2026;700,00;140,00",
    )
    assert (asked(reading), left(reading)) == ([], [1200, 840])


def test_taxes_at_several_rates_are_not_that_of_the_invoice() -> None:
    reading = read(
        "Facture;Client;Date;Échéance;Montant;TVA 20%;TVA 10%",
        "F1;Kerfleur;15/09/2026;15/10/2026;1000,00;200,00;0,00",
        "F2;Mor Braz;16/09/2026;16/10/2026;700,00;0,00;70,00",
    )
    assert "tax" not in {column.field for column in reading.columns}


def test_an_amount_without_tax_does_not_contradict_what_is_to_be_paid() -> None:
    reading = read(
        "Facture;Client;Date;Échéance;Montant;TVA;À payer",
        "F1;Kerfleur;15/09/2026;15/10/2026;1000,00;200,00;1200,00",
        "F2;Mor Braz;16/09/2026;16/10/2026;700,00;140,00;840,00",
    )
    assert (asked(reading), left(reading)) == ([], [1200, 840])
    assert reading.invoices["decision"].null_count() == 2


def test_an_english_query_is_a_dispute() -> None:
    reading = read(
        "Inv No,Customer,Inv Date,Due Date,Inv Total,O/S balance,Query?,Notes",
        "1,Kerfleur Ltd,3-Sep-26,3-Oct-26,100.00,100.00,N,",
        "2,Mor Braz plc,14-Sep-26,14-Oct-26,60.00,60.00,Y,short delivery",
    )
    assert reading.invoices["disputed_amount"].to_list() == [0, 60]


def test_what_a_client_is_waiting_for_is_to_be_read_first() -> None:
    reading = read(
        "N° facture;Client;Date facture;Échéance;Montant TTC;Observations",
        "F1;Kerfleur;15/09/2026;15/10/2026;120,00;attend le PV de réception",
        "F2;Mor Braz;16/09/2026;16/10/2026;60,00;damaged on arrival",
        "F3;Mor Braz;17/09/2026;17/10/2026;70,00;client attentif",
    )
    assert reading.invoices["decision"].is_not_null().to_list() == [True, True, False]


def test_days_of_six_figures_are_days_in_an_account_of_one_client() -> None:
    lines = (
        "Compte tiers : 411KERF\tIntitulé : KERFLEUR SAS\t\t\t\t",
        "Date\tN° facture\tLibellé écriture\tÉchéance\tMouvement débit\tMouvement crédit",
        "030926\tF41\tFACTURE F41\t031026\t1 200,00\t",
        "130926\tF55\tFACTURE F55\t131026\t600,00\t",
        "211026\tAV2\tAVOIR AV2\t\t\t100,00",
    )
    assert "one_client" in asked(read(*lines))
    reading = read(*lines, one_client="its_client", date_order="day_first")
    assert reading.invoices["issue_date"].to_list()[:2] == [date(2026, 9, 3), date(2026, 9, 13)]
    assert left(reading)[:2] == [1200, 600]


def test_the_state_of_an_instalment_wins_over_that_of_its_order() -> None:
    reading = read(
        "N° facture;Client;Statut de la commande;Date facture;Échéance;Montant TTC;"
        "Statut de l'échéance",
        "F1;Kerfleur;Validée;15/09/2026;15/10/2026;120,00;Payée",
        "F2;Mor Braz;Validée;16/09/2026;16/10/2026;60,00;En retard",
    )
    assert (asked(reading), left(reading)) == ([], [0, 60])


def test_the_amount_of_an_instalment_beside_that_of_the_whole_is_asked_about() -> None:
    lines = (
        "N° facture;Client;Date facture;Échéance;Montant total;Montant de l'échéance",
        "F1;Kerfleur;15/09/2026;15/10/2026;180,00;60,00",
        "F1;Kerfleur;15/09/2026;15/11/2026;180,00;120,00",
    )
    assert "choose_amount" in asked(read(*lines))
    chosen = read(*lines, choose_amount="Montant de l'échéance", shape="instalments")
    assert left(chosen) == [60, 120]


def test_the_amount_of_an_instalment_is_not_asked_about_where_what_is_left_is_told() -> None:
    reading = read(
        "N° facture;Client;Date facture;Échéance;Total TTC;Montant échéance;Solde échéance",
        "F1;Kerfleur;15/09/2026;15/10/2026;180,00;60,00;60,00",
        "F1;Kerfleur;15/09/2026;15/11/2026;180,00;120,00;120,00",
    )
    assert "choose_amount" not in asked(reading)
    assert left(reading) == [60, 120]


def test_a_day_on_which_money_is_expected_is_no_rival_of_the_due_date() -> None:
    reading = read(
        "N° facture;Client;Date facture;Échéance;Montant TTC;Date d'encaissement prévue",
        "F1;Kerfleur;15/09/2026;15/10/2026;120,00;30/11/2026",
        "F2;Mor Braz;16/09/2026;16/10/2026;60,00;",
    )
    assert "choose_due_date" not in asked(reading)
    assert reading.invoices["due_date"][0] == date(2026, 10, 15)


def test_the_apostrophe_that_forces_text_is_no_part_of_a_number() -> None:
    reading = read(
        "N° facture;Client;Date facture;Échéance;Montant TTC",
        "'00012;Kerfleur;15/09/2026;15/10/2026;120,00",
        "'00013;Mor Braz;16/09/2026;16/10/2026;60,00",
    )
    assert reading.invoices["number"].to_list() == ["00012", "00013"]
