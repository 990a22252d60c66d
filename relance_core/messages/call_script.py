"""The thread of a call: whom to ask for, the facts, what to listen for, what to agree on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance_core.french import amount, amounts, day_in_words, plural
from relance_core.messages.clean import one_line
from relance_core.messages.writing import typeset
from relance_core.money import totals_by_currency
from relance_core.settings import Firm


@dataclass(frozen=True)
class Owed:
    """An invoice that the call is about."""

    number: str
    due_date: date
    currency: str
    amount_due: Decimal


@dataclass(frozen=True)
class Line:
    """A moment of the call: its title, what to say, and what to keep in mind."""

    title: str
    say: str = ""
    mind: str = ""


def call_script(
    firm: Firm,
    *,
    contact: str,
    owed: Sequence[Owed],
    today: date,
    broken: date | None = None,
) -> list[Line]:
    """The moments of a call about ``owed``, oldest first; ``broken``: a day promised and not kept.

    Nothing in it threatens, and nothing is owed to whoever merely picks up the telephone.
    """
    who = one_line(contact) or "la personne qui suit vos factures fournisseurs"
    name = one_line(firm.name) or "notre société"
    lines = [
        Line(
            "Joindre la bonne personne",
            f"Bonjour, je vous appelle de la part de {name}. Puis-je parler à {who} ?",
            "À toute autre personne, ni montant ni facture : demandez seulement quand rappeler.",
        ),
        Line("Dire le fait", _fact(owed, today, broken), "Puis se taire, et écouter."),
        Line(
            "Comprendre",
            f"{_asked(owed)}, et quelque chose en retarde-t-il le paiement ?",
            "Facture non reçue : envoyer le duplicata pendant l'appel. Validation : qui valide, et "
            "quand. Contestation : la noter, dire qui répond et pour quand, sans rien reconnaître. "
            "Trésorerie : proposer un échéancier.",
        ),
        Line(
            "Convenir",
            "Quel jour pouvez-vous régler, quel montant, et par quel moyen ?",
            "Une date, une somme, un moyen, un nom : à défaut, le jour où rappeler.",
        ),
        Line(
            "Reformuler",
            "Je note ce dont nous sommes convenus, et je vous le confirme par e-mail. Merci.",
            "Face à des insultes ou à la détresse, finir poliment et en parler au responsable.",
        ),
    ]
    return [Line(one.title, typeset(one.say, "fr"), typeset(one.mind, "fr")) for one in lines]


def _asked(owed: Sequence[Owed]) -> str:
    return "Les avez-vous bien reçues" if len(owed) > 1 else "L'avez-vous bien reçue"


def _fact(owed: Sequence[Owed], today: date, broken: date | None) -> str:
    if not owed:
        return "Je vous rappelle comme convenu. Où en est votre dossier chez nous ?"
    first = owed[0]
    sum_ = amounts(totals_by_currency([(one.currency, one.amount_due) for one in owed]))
    if len(owed) == 1:
        which = f"la facture {one_line(first.number)} de {amount(first.amount_due, first.currency)}"
    else:
        which = f"{plural(len(owed), 'facture')}, pour {sum_} en tout"
    if first.due_date >= today:
        when = "arrivent à échéance à partir du" if len(owed) > 1 else "arrive à échéance le"
        return f"Je vous appelle au sujet de {which}, qui {when} {day_in_words(first.due_date)}."
    late = f"échue le {day_in_words(first.due_date)}"
    if len(owed) > 1:
        late = f"dont la plus ancienne est {late}"
    told = f"Je vous appelle au sujet de {which}, {late}."
    if broken is not None:
        told += f" Vous nous aviez indiqué un règlement pour le {day_in_words(broken)}."
    return told
