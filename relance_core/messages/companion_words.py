"""The words proposed for a message that accompanies the sequence: short, kind and exact."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from relance_core.commitments import DisputeOutcome
from relance_core.french import amount, amounts, day_in_words, listed
from relance_core.messages.clean import one_line
from relance_core.messages.companion import CompanionFacts, CompanionText
from relance_core.messages.creditor import iban_in_groups, signature
from relance_core.messages.writing import typeset
from relance_core.money import totals_by_currency
from relance_core.settings import Firm
from relance_core.vocabulary import Companion


def companion_text(facts: CompanionFacts, firm: Firm) -> CompanionText:
    """The words proposed for ``facts``; the same arguments give the same characters."""
    who = one_line(facts.spoke_to)
    signed = signature(firm) or one_line(firm.name)
    subject, sentences = _SENTENCES[facts.kind](facts, firm)
    paragraphs = [
        f"Bonjour {who}," if who else "Bonjour,",
        *(typeset(one, "fr") for one in sentences),
        "Bien cordialement," + (f"\n{signed}" if signed else ""),
    ]
    about = f" : {_numbers(facts)}" if facts.lines else ""
    return CompanionText(facts, f"{subject}{about}"[:150], "\n\n".join(paragraphs))


def _promise(facts: CompanionFacts, firm: Firm) -> tuple[str, list[str]]:
    means = f" par {one_line(facts.means)}" if one_line(facts.means) else ""
    day = f" pour le {day_in_words(facts.promised_on)}" if facts.promised_on else ""
    return "Votre règlement", [
        _thanks(facts),
        f"Comme convenu, nous attendons votre règlement de {_sum(facts)}{means}{day}, au titre de "
        f"{_invoices(facts)}.",
        *_where_to_pay(facts, firm),
        "Si cette date ne vous convenait plus, dites-le-nous avant son passage.",
    ]


def _acknowledged(facts: CompanionFacts, firm: Firm) -> tuple[str, list[str]]:
    del firm
    why = f" : « {one_line(facts.said)} »" if one_line(facts.said) else ""
    who = f" {one_line(facts.owner)} s'en charge." if one_line(facts.owner) else ""
    answer = "Nous l'examinons et revenons vers vous"
    if facts.answer_by:
        answer += f" d'ici au {day_in_words(facts.answer_by)}"
    return "Votre contestation", [
        _thanks(facts),
        f"Nous avons bien noté ce que vous contestez sur {_invoices(facts)}{why}.",
        f"{answer} ; dans l'attente, cette somme ne vous est plus réclamée.{who} Une pièce ou une "
        "précision utile peut nous être envoyée en réponse à ce message.",
    ]


def _closed(facts: CompanionFacts, firm: Firm) -> tuple[str, list[str]]:
    ends = {
        DisputeOutcome.CREDIT_NOTE: "Un avoir est établi : il sera déduit de ce que vous devez.",
        DisputeOutcome.JUSTIFIED: "Après examen, la facture est justifiée : la somme reste due.",
        DisputeOutcome.ABANDONED: "Comme convenu, la contestation est levée : la somme reste due.",
        DisputeOutcome.SETTLED: "La facture est soldée : il ne reste rien à régler.",
    }
    told = [ends[facts.outcome]] if facts.outcome else []
    said = [one_line(facts.said)] if one_line(facts.said) else []
    due = facts.outcome in (DisputeOutcome.JUSTIFIED, DisputeOutcome.ABANDONED)
    return "Votre contestation", [
        f"Vous aviez contesté {_invoices(facts)}. Voici notre réponse.",
        *told,
        *said,
        *(_where_to_pay(facts, firm) if due else []),
    ]


def _plan(facts: CompanionFacts, firm: Firm) -> tuple[str, list[str]]:
    parts = listed(
        [f"{amount(sum_, facts.currency)} le {day_in_words(on)}" for on, sum_ in facts.instalments]
    )
    return "Votre échéancier", [
        _thanks(facts),
        f"Comme convenu, nous attendons vos règlements ainsi, au titre de {_invoices(facts)} : "
        f"{parts}.",
        *_where_to_pay(facts, firm),
        "Si l'une de ces dates ne vous convenait plus, dites-le-nous avant son passage.",
    ]


def _paid(facts: CompanionFacts, firm: Firm) -> tuple[str, list[str]]:
    del firm
    sum_ = f" de {amount(facts.amount, facts.currency)}" if facts.amount is not None else ""
    day = f" le {day_in_words(facts.received_on)}" if facts.received_on else ""
    about = f" au titre de {_invoices(facts)}" if facts.lines else ""
    return "Votre règlement reçu", [
        f"Nous avons bien reçu votre règlement{sum_}{day}{about} et vous en remercions."
    ]


def _remittance(facts: CompanionFacts, firm: Firm) -> tuple[str, list[str]]:
    del firm
    if facts.by_phone or facts.received_on is None:
        about = f" {_invoices(facts)}, pour {_sum(facts)}" if facts.lines else ""
        return "Votre règlement", [
            _thanks(facts),
            f"Vous nous avez dit avoir déjà réglé{about}.",
            "Nous ne retrouvons pas encore ce règlement : pouvez-vous nous en donner la date, le "
            "moyen et la référence ?",
        ]
    return "Votre règlement", [
        f"Nous avons bien reçu votre règlement{_received(facts)} et vous en remercions.",
        "Pouvez-vous nous indiquer les factures qu'il solde, afin que nous l'enregistrions comme "
        "vous l'entendez ?",
    ]


def _unknown_transfer(facts: CompanionFacts, firm: Firm) -> tuple[str, list[str]]:
    del firm
    return "Un virement reçu", [
        f"Nous avons reçu un virement{_received(facts)} que nous ne rattachons à aucune facture.",
        "Vient-il de vous ? Si oui, pouvez-vous nous dire quelles factures il règle ?",
    ]


def _duplicate(facts: CompanionFacts, firm: Firm) -> tuple[str, list[str]]:
    del firm
    about = f" de {_invoices(facts)}, pour {_sum(facts)}" if facts.lines else ""
    return "Votre duplicata", [
        _thanks(facts),
        f"Vous trouverez ci-joint le duplicata{about}.",
        "Une fois la pièce reçue, pouvez-vous nous indiquer la date de votre règlement ?",
    ]


_SENTENCES: Mapping[Companion, Callable[[CompanionFacts, Firm], tuple[str, list[str]]]] = {
    Companion.PROMISE_CONFIRMATION: _promise,
    Companion.DISPUTE_ACKNOWLEDGEMENT: _acknowledged,
    Companion.DISPUTE_CLOSING: _closed,
    Companion.PAYMENT_PLAN: _plan,
    Companion.PAYMENT_THANKS: _paid,
    Companion.REMITTANCE_DETAIL: _remittance,
    Companion.UNKNOWN_TRANSFER: _unknown_transfer,
    Companion.DUPLICATE_INVOICE: _duplicate,
}


def _thanks(facts: CompanionFacts) -> str:
    if facts.by_phone:
        return f"Merci pour notre échange téléphonique du {day_in_words(facts.on)}."
    return "Merci pour votre retour."


def _received(facts: CompanionFacts) -> str:
    """`` de 1 200,00 € le 18 novembre 2026 (référence VIR-12)``, as far as it is known."""
    told = f" de {amount(facts.amount, facts.currency)}" if facts.amount is not None else ""
    told += f" le {day_in_words(facts.received_on)}" if facts.received_on else ""
    reference = one_line(facts.reference)
    return told + (f" (référence {reference})" if reference else "")


def _where_to_pay(facts: CompanionFacts, firm: Firm) -> list[str]:
    if not firm.iban:
        return []
    which = "vos factures" if len(facts.lines) > 1 else "la facture"
    account = iban_in_groups(firm.iban)
    return [f"Pour un virement : IBAN {account}, en rappelant le numéro de {which}."]


def _sum(facts: CompanionFacts) -> str:
    if facts.amount is not None:
        return amount(facts.amount, facts.currency)
    return amounts(totals_by_currency([(one.currency, one.open_amount) for one in facts.lines]))


def _invoices(facts: CompanionFacts) -> str:
    return ("vos factures " if len(facts.lines) > 1 else "votre facture ") + _numbers(facts)


def _numbers(facts: CompanionFacts) -> str:
    return listed([one_line(one.number) for one in facts.lines])
