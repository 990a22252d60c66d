"""The value of every placeholder in a message that accompanies the sequence, from its facts."""

from __future__ import annotations

from relance_core.messages import clauses, creditor, parties, writing
from relance_core.messages import companion_invoices as invoices
from relance_core.messages import companion_phrases as phrases
from relance_core.messages.clean import one_line
from relance_core.messages.companion import CompanionFacts
from relance_core.messages.companion_sums import agreed_of, disputed_of, left_of, total_of
from relance_core.messages.placeholders import PAYMENT
from relance_core.settings import Firm
from relance_core.vocabulary import Tone


def companion_values(facts: CompanionFacts, firm: Firm, language: str) -> dict[str, str]:
    """Every placeholder's value in ``language``; a value that does not apply is empty."""
    to = facts.addressee
    who = one_line(facts.spoke_to) or one_line(to.contact_name)
    lines, due = facts.lines, left_of(facts)
    asked = invoices.demand_for(lines)
    numbers = [invoices.quoted_number(line) for line in lines]
    values = {
        "client": one_line(to.name),
        "contact": who,
        "interlocuteur": one_line(facts.spoke_to),
        "formule_appel": parties.greeting(who, Tone.COURTEOUS, language),
        "montant_du": writing.amounts(total_of(facts), language),
        "numero_facture": numbers[0] if numbers else "",
        "numeros_factures": writing.listed(numbers, language),
        "nombre_factures": str(len(lines)),
        "factures": invoices.subject_phrase(lines, language),
        "les_factures": invoices.named(lines, language, "la facture", "les factures", "invoice"),
        "des_factures": invoices.named(
            lines, language, "de la facture", "des factures", "of invoice"
        ),
        "vos_factures": invoices.named(
            lines, language, "votre facture", "vos factures", "your invoice"
        ),
        "au_titre_de": invoices.for_what(lines, language),
        "cette_facture": invoices.these(lines, language),
        "liste_factures": invoices.listed_lines(lines, language) if len(lines) > 1 else "",
        "dette_detaillee": invoices.listed_lines(lines, language),
        "date_du_jour": writing.day_in_words(facts.on, language),
        "merci_echange": phrases.thanks(facts, language),
        "montant_convenu": writing.amounts(agreed_of(facts), language),
        "par_moyen": phrases.by_means(facts, language),
        "pour_la_date": phrases.for_the_day(facts, language),
        "relances_suspendues": phrases.suspended(facts, language),
        "montant_conteste": writing.amounts(disputed_of(facts), language),
        "contestation_dite": phrases.quoted(facts, language),
        "part_non_contestee": phrases.undisputed(facts, language),
        "responsable": phrases.owner(facts, language),
        "pieces_demandees": phrases.documents(facts, language),
        "date_reponse": phrases.answer(facts, language),
        "decision": phrases.decision(facts, language),
        "tableau_echeances": phrases.instalments(facts, language),
        "sort_penalites": phrases.penalties(facts, language),
        "reglement_recu": phrases.received(facts, language),
        "phrase_reglement": phrases.payment_told(facts, language),
        "question_reglement": phrases.payment_asked(facts, language),
        "solde_restant": phrases.rest_told(facts, language),
        "mediateur": clauses.mediation(to.debtor_type, one_line(firm.mediator), language),
        "debiteur": parties.debtor_in_full(to),
        "creancier": creditor.identity_line(firm),
        PAYMENT: "\n".join(creditor.payment_lines(firm, asked, language)) if due else "",
        "reference_paiement": creditor.payment_reference(asked.asked),
        "iban": creditor.iban_in_groups(firm.iban),
        "bic": one_line(firm.bic).replace(" ", "").upper(),
        "titulaire_compte": one_line(firm.beneficiary) or one_line(firm.name),
        "societe": one_line(firm.name),
        "signature": creditor.signature(firm) or one_line(firm.name),
        "nous_joindre": creditor.reach_us(firm, language),
        "telephone_societe": one_line(firm.phone),
        "email_societe": one_line(firm.email),
    }
    return {name: writing.typeset(value, language) for name, value in values.items()}
