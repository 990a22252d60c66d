"""The payment QR (EPC069-12) that a banking app reads: account, amount and reference."""

from __future__ import annotations

import struct
import unicodedata
import zlib
from decimal import Decimal
from functools import lru_cache

import segno
from stdnum import iban as iban_number

from relance_core.messages.clean import one_line
from relance_core.messages.creditor import REFERENCE_LIMIT, payment_reference
from relance_core.messages.demand import demand_of
from relance_core.money import rounded
from relance_core.reminders.reminder import Reminder
from relance_core.settings import Firm

#: Largest amount of a SEPA transfer by EPC069-12.
_MAXIMUM = Decimal("999999999.99")
_NAME_LIMIT = 70
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "’": "'"})
#: Pixels per module: sharp on screen and paper, about 250 pixels wide.
_SCALE = 4
#: White modules around the symbol, which the standard asks for.
_MARGIN = 4


def epc_payload(reminder: Reminder, firm: Firm) -> str | None:
    """The text behind the QR, or ``None`` where it does not apply.

    It applies to a net in euros above zero, with a valid IBAN, when the firm has it switched on.
    Version 002, so the BIC may be absent; the reference is unstructured text.
    """
    if not firm.payment_qr or not valid_iban(firm.iban):
        return None
    asked = demand_of(reminder)
    net = rounded(asked.totals.get("EUR", Decimal(0)), "EUR")
    name = one_line(firm.beneficiary) or one_line(firm.name)
    if not Decimal(0) < net <= _MAXIMUM or not name:
        return None
    iban = iban_number.compact(one_line(firm.iban)).upper()
    bic = one_line(firm.bic).replace(" ", "").upper()
    numbers = payment_reference([line for line in asked.asked if line.currency == "EUR"])
    fields = (
        *("BCD", "002", "1", "SCT"),
        bic,
        _basic_latin(name)[:_NAME_LIMIT],
        iban,
        f"EUR{net:f}",
        "",  # purpose
        "",  # structured reference
        _basic_latin(numbers)[:REFERENCE_LIMIT],
    )
    return "\n".join(fields)


def _basic_latin(text: str) -> str:
    """``text`` without accents: decoders guess differently at other bytes, banks drop them anyway.

    A text that has no Latin letter or digit at all is kept as it is.
    """
    spelt = text.translate(_LIGATURES)
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode("ascii")
    return " ".join(plain.split()) or text


def valid_iban(iban: str) -> bool:
    """Whether the IBAN has the length and check digits that its country asks for."""
    return bool(iban_number.is_valid(one_line(iban)))


@lru_cache(maxsize=64)  # a message and its letter draw the same one
def _symbol(payload: str) -> segno.QRCode:
    # EPC069-12 asks for error level M and at most version 13. A given mask spares seven of the
    # eight drawings that would be compared; every mask is valid and readable.
    return segno.make_qr(
        payload, error="m", boost_error=False, mode="byte", encoding="utf-8", mask=0
    )


def qr_png(reminder: Reminder, firm: Firm) -> bytes | None:
    """The QR as a PNG with its white margin, for the inline image of an e-mail."""
    payload = epc_payload(reminder, firm)
    if payload is None:
        return None
    return _png([list(row) for row in _symbol(payload).matrix])


def qr_svg(reminder: Reminder, firm: Firm) -> str | None:
    """The QR as an SVG document, for a letter."""
    payload = epc_payload(reminder, firm)
    if payload is None:
        return None
    return str(_symbol(payload).svg_inline(scale=_SCALE, border=_MARGIN, dark="#000", light="#fff"))


def _png(modules: list[list[int]]) -> bytes:
    """A two-colour PNG of the modules; segno's own writer takes as long as the symbol itself.

    One bit per pixel, 1 is white, each module ``_SCALE`` pixels wide within the white margin.
    """
    side = (len(modules) + 2 * _MARGIN) * _SCALE
    row_bytes = (side + 7) // 8
    blank = b"\x00" + b"\xff" * row_bytes
    margin = "1" * (_MARGIN * _SCALE)
    lines = [blank * (_MARGIN * _SCALE)]
    for row in modules:
        bits = margin + "".join("0" * _SCALE if dark else "1" * _SCALE for dark in row) + margin
        packed = int(bits.ljust(row_bytes * 8, "1"), 2).to_bytes(row_bytes, "big")
        lines.append((b"\x00" + packed) * _SCALE)
    lines.append(blank * (_MARGIN * _SCALE))

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"".join(lines), 6))
        + chunk(b"IEND", b"")
    )
