"""What a message shows of the creditor: who signs, who the firm is, where and how to pay."""

from __future__ import annotations

import re
from collections.abc import Sequence

from relance_core.french import siren_in_groups
from relance_core.messages.clean import one_line
from relance_core.messages.demand import Demand
from relance_core.reminders.reminder import ReminderLine
from relance_core.settings import Firm

#: EPC069-12 and SEPA transfers carry at most this much free text.
REFERENCE_LIMIT = 140


def iban_in_groups(iban: str) -> str:
    """``FR76 3000 6000 …``: groups of four, as printed on a statement."""
    compact = re.sub(r"\s", "", one_line(iban)).upper()
    return " ".join(compact[i : i + 4] for i in range(0, len(compact), 4))


def payment_reference(lines: Sequence[ReminderLine]) -> str:
    """The invoices' numbers, as many as a transfer's 140 characters hold, then ``+ n``."""
    numbers = [one_line(line.number) for line in lines]
    kept: list[str] = []
    for number in numbers:
        left = len(numbers) - len(kept) - 1
        room = REFERENCE_LIMIT - (len(f" + {left}") if left else 0)
        if len(" ".join([*kept, number])) > room:
            break
        kept.append(number)
    if not kept and numbers:
        return numbers[0][:REFERENCE_LIMIT]
    rest = len(numbers) - len(kept)
    return " ".join(kept) + (f" + {rest}" if rest else "")


def signature(firm: Firm) -> str:
    """Who signs, a line each: the firm's own closing lines, or its name and how to reach it.

    Empty when the settings say nothing.
    """
    reach = " · ".join(part for part in (one_line(firm.phone), one_line(firm.email)) if part)
    closing = [one_line(line) for line in firm.signature_lines.splitlines()]
    if not any(closing):
        closing = [one_line(firm.name), reach]
    parts = (one_line(firm.signatory), one_line(firm.signatory_title), *closing)
    return "\n".join(part for part in parts if part)


def identity_line(firm: Firm) -> str:
    """What business correspondence must show of the creditor (C. com. R123-237), on one line."""
    name, form = one_line(firm.name), one_line(firm.legal_form)
    if form and form.casefold() not in name.casefold().split():
        name = f"{name} {form}".strip()
    if firm.capital and name:
        name += f" au capital de {one_line(firm.capital)}"
    place = " ".join(part for part in (one_line(firm.postcode), one_line(firm.city)) if part)
    seat = ", ".join(part for part in (one_line(firm.address), place) if part)
    siren = siren_in_groups(one_line(firm.siren))
    city = one_line(firm.rcs_city)
    register = f"RCS {city} {siren}".strip() if city else (f"SIREN {siren}" if siren else "")
    vat = f"TVA {one_line(firm.vat_number)}" if firm.vat_number else ""
    return " – ".join(part for part in (name, seat, register, vat) if part)


def payment_lines(firm: Firm, asked: Demand, language: str) -> tuple[str, ...]:
    """The payment block, one line per item; only the settings' IBAN is ever shown."""
    english = language == "en"
    iban = iban_in_groups(firm.iban)
    if not iban:
        if english:
            return ("Payment as stated on the invoice.",)
        return ("Règlement selon les modalités indiquées sur la facture.",)
    holder = one_line(firm.beneficiary) or one_line(firm.name)
    bic = one_line(firm.bic).replace(" ", "").upper()
    reference = payment_reference(asked.asked)
    items = [
        ("IBAN", iban),
        ("BIC", bic),
        ("Account holder" if english else "Titulaire", holder),
        ("Reference" if english else "Référence", reference),
    ]
    colon = ": " if english else " : "
    head = "Payment by bank transfer" if english else "Règlement par virement"
    out = [head + colon.rstrip(), *(name + colon + value for name, value in items if value)]
    if firm.payment_link:
        out.append(("Pay online" if english else "Paiement en ligne") + colon + firm.payment_link)
    if one_line(firm.contact_line) or one_line(firm.phone):
        # A changed IBAN by e-mail is the commonest fraud: the reader is told to call back.
        out.append(
            "If in doubt about these bank details, call us before paying."
            if english
            else "En cas de doute sur ces coordonnées bancaires, appelez-nous avant de payer."
        )
    return tuple(out)


def reach_us(firm: Firm, language: str) -> str:
    line = one_line(firm.contact_line) or one_line(firm.phone)
    means = ", ".join(part for part in (line, one_line(firm.email)) if part)
    if language == "en":
        return f"Any question: {means}." if means else "Any question: simply reply to this message."
    if means:
        return f"Pour toute question : {means}."
    return "Pour toute question, il vous suffit de répondre à ce message."
