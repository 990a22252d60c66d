"""The payment QR is read back by a decoder that is not ours."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PIL import Image

from relance_core.messages.payment_qr import epc_payload, qr_png
from relance_core.messages.render import compose
from relance_core.reminders.reminder import Reminder
from relance_core.vocabulary import Step, Tone
from tests.messages.samples import FIRM, credit, line, reminder, three_invoices

try:
    from pyzbar import pyzbar
except ImportError:  # its system library, libzbar, is not everywhere
    pyzbar = None

pytestmark = pytest.mark.skipif(pyzbar is None, reason="the decoder's library is not there")


def read(png: bytes) -> list[str]:
    """The lines that a banking app would get."""
    found = pyzbar.decode(Image.open(io.BytesIO(png)))
    assert len(found) == 1
    return str(found[0].data.decode("utf-8")).split("\n")


def test_the_code_carries_account_net_amount_and_numbers() -> None:
    served = reminder(lines=three_invoices(Step.REMINDER_1), credits=(credit("A-7", "34.46"),))
    png = qr_png(served, replace(FIRM, beneficiary="Élodie & Frères SA"))
    assert png is not None
    assert read(png) == [
        "BCD",
        "002",
        "1",
        "SCT",
        "AGRIFRPP",
        "Elodie & Freres SA",
        "FR7630006000011234567890189",
        "EUR1600.00",
        "",
        "",
        "F-2026-0401 F-2026-0402 F-2026-0403",
    ]


def test_the_largest_code_is_still_readable_and_its_reference_holds_in_a_transfer() -> None:
    lines = tuple(
        line(f"FACTURE-2026-{n:06}", date(2026, 11, 3), "10.00", Step.REMINDER_1) for n in range(40)
    )
    png = qr_png(reminder(lines=lines), replace(FIRM, name="É" * 90))
    assert png is not None
    fields = read(png)
    assert fields[5] == "E" * 70
    assert len(fields[10]) <= 140 and fields[10].endswith(" + 34")


def test_an_account_without_bic_and_a_number_of_every_length_pass() -> None:
    served = reminder(lines=(line("Z" * 300, date(2026, 11, 3), "0.01", Step.REMINDER_1),))
    png = qr_png(served, replace(FIRM, bic="", iban=" fr76 3000 6000 0112 3456 7890 189 "))
    assert png is not None
    assert read(png)[4:8] == ["", FIRM.name, "FR7630006000011234567890189", "EUR0.01"]


@pytest.mark.parametrize(
    ("served", "firm"),
    [
        (reminder(), replace(FIRM, payment_qr=False)),
        (reminder(), replace(FIRM, iban="FR7630006000011234567890188")),
        (reminder(), replace(FIRM, iban="")),
        (reminder(credits=(credit("A", "1234.56"),)), FIRM),
        (reminder(credits=(credit("A", "2000"),)), FIRM),
        (reminder(lines=(line("F", date(2026, 11, 3), "5", currency="USD"),)), FIRM),
        (reminder(lines=(line("F", date(2026, 11, 3), "1000000000.00"),)), FIRM),
    ],
    ids=["off", "bad-iban", "no-iban", "nil", "negative", "dollars", "too-much"],
)
def test_no_code_where_it_does_not_apply(served: Reminder, firm: object) -> None:
    draft = compose(served, firm)  # type: ignore[arg-type]
    assert draft.pictures == () and "<img" not in draft.html


def test_with_several_currencies_the_code_pays_the_euros_alone() -> None:
    lines = (
        line("F-1", date(2026, 11, 3), "100.00", Step.REMINDER_1),
        line("F-2", date(2026, 11, 4), "300", Step.REMINDER_1, currency="USD"),
    )
    fields = (epc_payload(reminder(lines=lines), FIRM) or "").split("\n")
    assert (fields[7], fields[10]) == ("EUR100.00", "F-1")


def test_a_line_break_in_a_number_cannot_add_a_field() -> None:
    served = reminder(lines=(line("F\nEUR9.99\n", date(2026, 11, 3), "1", Step.REMINDER_1),))
    payload = epc_payload(served, replace(FIRM, name="A\nB", beneficiary=""))
    assert payload is not None and payload.count("\n") == 10


def test_a_formal_notice_pays_what_it_demands_and_nothing_else() -> None:
    own = line("F-1", date(2026, 10, 3), "100.00", Step.FORMAL_NOTICE)
    beside = line("F-2", date(2026, 11, 3), "50.00", Step.REMINDER_2)
    served = reminder(Step.FORMAL_NOTICE, Tone.FORMAL, (own, beside))
    assert served.totals == {"EUR": Decimal("150.00")}
    assert "\nEUR100.00\n" in (epc_payload(served, FIRM) or "")
