"""The e-mail that confirms in writing what was agreed: short, kind and exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import quote

from relance_core.commitments import CallResult
from relance_core.french import amount, amounts, day_in_words, listed
from relance_core.messages.clean import one_line
from relance_core.messages.creditor import iban_in_groups, signature
from relance_core.messages.writing import typeset
from relance_core.money import totals_by_currency
from relance_core.settings import Firm


@dataclass(frozen=True)
class Spoken:
    """What was said, as far as its confirmation repeats it."""

    result: CallResult
    on: date
    lines: Sequence[tuple[str, Decimal, str]]  # number, amount due, currency
    spoke_to: str = ""
    until: date | None = None  # of a promise
    amount: Decimal | None = None  # promised; None: all of it
    means: str = ""  # of a promised payment
    said: str = ""  # what is contested
    by_phone: bool = True
    instalments: Sequence[tuple[date, Decimal]] = ()  # of a payment plan


@dataclass(frozen=True)
class Commitment:
    """A confirmation ready to leave."""

    to: tuple[str, ...]
    subject: str
    body: str

    @property
    def mailto(self) -> str:
        """The link that opens it in the user's own mail program."""
        people = ",".join(quote(address, safe="@") for address in self.to)
        return f"mailto:{people}?subject={quote(self.subject)}&body={quote(self.body)}"


def commitment(firm: Firm, to: Sequence[str], spoken: Spoken) -> Commitment | None:
    """The confirmation of a promise, a dispute, a duplicate asked or a payment said to be made.

    None for a call after which there is nothing to confirm.
    """
    told = _told(spoken, firm)
    if told is None:
        return None
    subject, sentences = told
    who = one_line(spoken.spoke_to)
    opening = "Bonjour," if not who else f"Bonjour {who},"
    paragraphs = [opening, *(typeset(one, "fr") for one in sentences), "Bien cordialement,"]
    signed = signature(firm) or one_line(firm.name)
    body = "\n\n".join(paragraphs) + (f"\n{signed}" if signed else "")
    return Commitment(tuple(to), f"{subject} : {_numbers(spoken)}"[:150], body)


def _told(spoken: Spoken, firm: Firm) -> tuple[str, list[str]] | None:
    day, owed = day_in_words(spoken.on), _owed(spoken)
    several = len(spoken.lines) > 1
    invoices = ("vos factures " if several else "votre facture ") + _numbers(spoken)
    thanks = f"Merci pour notre échange téléphonique du {day}."
    if not spoken.by_phone:
        thanks = "Merci pour votre retour."
    if spoken.instalments:
        return _plan_told(spoken, thanks, invoices, firm)
    if spoken.result is CallResult.PROMISE and spoken.until is not None:
        means = f" par {one_line(spoken.means)}" if one_line(spoken.means) else ""
        currency = spoken.lines[0][2] if spoken.lines else "EUR"
        sum_ = amount(spoken.amount, currency) if spoken.amount is not None else owed
        sentences = [
            thanks,
            f"Comme convenu, nous attendons votre règlement de {sum_}{means} pour le "
            f"{day_in_words(spoken.until)}, au titre de {invoices}.",
        ]
        sentences += _where_to_pay(firm, several)
        sentences.append("Si cette date ne vous convenait plus, dites-le-nous avant son passage.")
        return "Votre règlement", sentences
    if spoken.result is CallResult.DISPUTE:
        why = f" : « {one_line(spoken.said)} »" if one_line(spoken.said) else ""
        return "Votre contestation", [
            thanks,
            f"Nous avons bien noté ce que vous contestez sur {invoices}{why}.",
            "Nous l'examinons et revenons vers vous ; d'ici là, cette somme ne vous est plus "
            "réclamée. Une pièce ou une précision utile peut nous être envoyée en réponse à ce "
            "message.",
        ]
    if spoken.result is CallResult.DUPLICATE:
        return "Votre duplicata", [
            thanks,
            f"Vous trouverez ci-joint le duplicata de {invoices}, pour {owed}.",
            "Une fois la pièce reçue, pouvez-vous nous indiquer la date de votre règlement ?",
        ]
    if spoken.result is CallResult.ALREADY_PAID:
        return "Votre règlement", [
            thanks,
            f"Vous nous avez dit avoir déjà réglé {invoices}, pour {owed}.",
            "Nous ne retrouvons pas encore ce règlement : pouvez-vous nous en donner la date, le "
            "moyen et la référence ?",
        ]
    return None


def _plan_told(spoken: Spoken, thanks: str, invoices: str, firm: Firm) -> tuple[str, list[str]]:
    """The instalments of a plan, each with its day."""
    currency = spoken.lines[0][2] if spoken.lines else "EUR"
    parts = listed(
        [f"{amount(sum_, currency)} le {day_in_words(on)}" for on, sum_ in spoken.instalments]
    )
    return "Votre échéancier", [
        thanks,
        f"Comme convenu, nous attendons vos règlements ainsi, au titre de {invoices} : {parts}.",
        *_where_to_pay(firm, len(spoken.lines) > 1),
        "Si l'une de ces dates ne vous convenait plus, dites-le-nous avant son passage.",
    ]


def _where_to_pay(firm: Firm, several: bool) -> list[str]:
    if not firm.iban:
        return []
    which = "vos factures" if several else "la facture"
    account = iban_in_groups(firm.iban)
    return [f"Pour un virement : IBAN {account}, en rappelant le numéro de {which}."]


def _owed(spoken: Spoken) -> str:
    return amounts(totals_by_currency([(code, due) for _, due, code in spoken.lines]))


def _numbers(spoken: Spoken) -> str:
    return listed([one_line(number) for number, _, _ in spoken.lines])
