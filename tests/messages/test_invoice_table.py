"""What is asked and what is only told of, and the table that shows both."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from relance_core.messages.demand import demand_of
from relance_core.messages.invoice_table import RowKind, as_html, as_text, invoice_table
from relance_core.messages.render import compose
from relance_core.vocabulary import Step, Tone
from tests.messages.samples import FIRM, credit, line, reminder, three_invoices


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_lines_come_oldest_first_whatever_their_order_in_the_plan() -> None:
    served = reminder(lines=tuple(reversed(three_invoices(Step.REMINDER_1))))
    rows = invoice_table(served, "fr").rows
    assert [row.cells[0] for row in rows if row.kind is RowKind.INVOICE] == [
        "F-2026-0401",
        "F-2026-0402",
        "F-2026-0403",
    ]


def test_a_reminder_asks_for_what_is_late_and_only_mentions_the_rest() -> None:
    late = line("F-1", date(2026, 11, 3), "100.00", Step.REMINDER_1)
    later = line("F-2", date(2026, 11, 28), "50.00")
    served = reminder(lines=(late, later))
    asked = demand_of(served)
    assert (asked.late, asked.upcoming, asked.others) == ((late,), (), (later,))
    assert asked.totals == {"EUR": Decimal("100.00")}
    words = plain(compose(served, FIRM).text)
    assert "il reste à régler 100,00 €" in words
    assert "le tableau cite aussi une facture qui n'est pas encore échue" in words


def test_a_formal_notice_demands_only_the_invoices_whose_own_step_it_is() -> None:
    own = line("F-1", date(2026, 10, 3), "100.00", Step.FORMAL_NOTICE)
    beside = line("F-2", date(2026, 11, 3), "50.00", Step.REMINDER_2)
    served = reminder(Step.FORMAL_NOTICE, Tone.FORMAL, (own, beside))
    assert demand_of(served).totals == {"EUR": Decimal("100.00")}
    words = plain(compose(served, FIRM).text)
    assert "de nous régler la somme de 100,00 €" in words
    assert "Pour information, non comprises dans cette demande" in words
    assert "150,00" not in words
    assert "40 € (articles" in words, "one fee: the other invoice is not demanded"


def test_before_the_due_date_what_is_already_late_is_mentioned_apart() -> None:
    coming = line("F-2", date(2026, 11, 26), "100.00", Step.COURTESY)
    late = line("F-1", date(2026, 11, 2), "50.00")
    served = reminder(Step.COURTESY, Tone.FRIENDLY, (coming, late))
    draft = compose(served, FIRM)
    assert plain(draft.subject).startswith("Facture n° F-2 : 100,00 €, échéance du 26/11/2026")
    words = plain(draft.text)
    assert "Par ailleurs, la facture n° F-1 du 03/10/2026 (50,00 €, échue le 02/11/2026)" in words
    labels = [row.cells[0] for row in invoice_table(served, "fr").rows]
    assert labels == ["F-1", "Total échu", "F-2", "Total à échoir", "Total à régler"]
    assert demand_of(served).totals == {"EUR": Decimal("150.00")}


def test_credits_are_deducted_in_sight() -> None:
    served = reminder(credits=(credit("A-7", "34.56"), credit("VIR 12", "200.00", "payment")))
    rows = [
        (row.kind, row.cells[0], plain(row.cells[-1])) for row in invoice_table(served, "fr").rows
    ]
    assert rows[1:] == [
        (RowKind.CREDIT, "Avoir A-7", "-34,56 €"),
        (RowKind.CREDIT, "Règlement non affecté VIR 12", "-200,00 €"),
        (RowKind.TOTAL, "Net à régler, avoirs et règlements déduits", "1 000,00 €"),
    ]
    net = "il reste à régler 1 000,00 € après déduction de vos avoirs et versements"
    assert net in plain(compose(served, FIRM).text)


def test_currencies_stand_side_by_side_and_are_never_summed() -> None:
    lines = (
        line("F-1", date(2026, 11, 3), "100.00", Step.REMINDER_1),
        line("F-2", date(2026, 11, 4), "300", Step.REMINDER_1, currency="JPY"),
        line("F-3", date(2026, 11, 5), "1.5", Step.REMINDER_1, currency="TND"),
    )
    served = reminder(lines=lines)
    totals = [
        row.cells[-1] for row in invoice_table(served, "fr").rows if row.kind is RowKind.TOTAL
    ]
    assert [plain(total) for total in totals] == ["100,00 €", "300 JPY", "1,500 TND"]
    assert "100,00 €, 300 JPY et 1,500 TND" in plain(compose(served, FIRM).text)


def test_the_gross_amount_shows_when_something_was_already_paid() -> None:
    assert (
        "Montant TTC"
        in invoice_table(reminder(lines=three_invoices(Step.REMINDER_1)), "fr").headings
    )
    assert "Montant TTC" not in invoice_table(reminder(), "fr").headings


def test_the_plain_table_is_aligned_even_with_an_overlong_number() -> None:
    lines = (*three_invoices(Step.REMINDER_1), line("N" * 60, date(2026, 11, 9), "1.00"))
    rows = as_text(invoice_table(reminder(lines=lines), "fr")).split("\n")
    usual = [row for row in rows if row.endswith("€") and not row.startswith("N")]
    assert len(usual) == 4 and len({len(row) for row in usual}) == 1
    assert any(row.startswith("N" * 60 + "  ") for row in rows), "the number is never cut"


def test_an_amount_of_twelve_digits_fits() -> None:
    served = reminder(lines=(line("F-1", date(2026, 11, 3), "1000000000000.00", Step.REMINDER_1),))
    table = invoice_table(served, "fr")
    assert "1\u202f000\u202f000\u202f000\u202f000,00\u00a0€" in as_text(table)
    assert "1\u202f000\u202f000\u202f000\u202f000,00\u00a0€" in as_html(table)


def test_a_currency_whose_credits_go_beyond_is_in_the_client_s_favour_and_asks_nothing() -> None:
    served = reminder(
        lines=(
            line("F-1", date(2026, 11, 3), "100.00", Step.REMINDER_1),
            line("F-2", date(2026, 11, 4), "50.00", Step.REMINDER_1, currency="USD"),
        ),
        credits=(credit("A-1", "130.00"),),
    )
    draft = compose(served, FIRM)
    assert "50,00\xa0$US" in draft.subject and "€" not in draft.subject
    rows = [row.cells for row in invoice_table(served, "fr").rows if row.kind is RowKind.TOTAL]
    assert [(cells[0], cells[-1]) for cells in rows] == [
        ("Solde en votre faveur", "30,00\xa0€"),
        ("Net à régler, avoirs et règlements déduits", "50,00\xa0$US"),
    ]
