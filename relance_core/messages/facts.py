"""Turns one reminder and the firm's settings into the value of every placeholder."""

from __future__ import annotations

from relance_core.messages import clauses, creditor, parties, phrases, writing
from relance_core.messages.annex import annexed_sentence
from relance_core.messages.clean import one_line
from relance_core.messages.demand import demand_of
from relance_core.messages.placeholders import PAYMENT, TABLE
from relance_core.reminders.reminder import Reminder
from relance_core.settings import Firm
from relance_core.vocabulary import Step, Tone

#: Values that are sentences of ours, spaced as the texts around them.
_SENTENCES = (
    "nous_joindre",
    "phrase_echues",
    "phrase_a_echoir",
    "phrase_relances",
    "rappel_penalites",
    "phrase_penalites",
    "phrase_suite",
    "mediateur",
)


def values_for(
    reminder: Reminder, firm: Firm, language: str, tone: Tone | None = None
) -> dict[str, str]:
    """Every placeholder's value in ``language``; a value that does not apply is empty.

    ``tone`` is that of the text in use (the reminder's own by default). The table and the payment
    details are blocks of their own, see ``render``; here they only keep their names.
    """
    asked = demand_of(reminder)
    addressee = reminder.addressee
    name = one_line(addressee.name)
    contact = one_line(addressee.contact_name)
    oldest = min(asked.asked, key=lambda line: line.due_date, default=None)
    numbers = [phrases.quoted_number(line) for line in asked.asked]
    count = len(asked.asked)
    due = oldest.due_date if oldest else None
    late_days = max((line.days_late(reminder.for_date) for line in asked.late), default=0)
    deadline = reminder.deadline
    deadline_words = writing.day_in_words(deadline, language) if deadline else ""
    debtor = addressee.debtor_type
    handed_to = parties.handed_to(debtor, one_line(firm.hand_over_to), language)
    values = {
        "client": name,
        "contact": contact,
        "formule_appel": parties.greeting(contact, tone or reminder.tone, language),
        "montant_du": writing.amounts(asked.owed, language),
        "montant_a_echoir": writing.amounts(phrases.upcoming_totals(asked), language),
        "deduction": phrases.deduction(asked, reminder.step, language),
        TABLE: f"{{{{ {TABLE} }}}}",
        PAYMENT: f"{{{{ {PAYMENT} }}}}",
        "numero_facture": phrases.quoted_number(oldest) if oldest else "",
        "numeros_factures": writing.listed(numbers, language),
        "nombre_factures": str(count),
        "factures": phrases.subject_phrase(asked, reminder.step, language),
        "les_factures": phrases.body_phrase(asked, reminder.step, language),
        "des_factures": phrases.of_phrase(asked, reminder.step, language),
        **phrases.agreeing(asked, reminder.step, language),
        "echeances": phrases.due_phrase(asked, reminder.step, language),
        "date_echeance": writing.day_in_words(due, language) if due else "",
        "jours_de_retard": str(late_days),
        "echue_depuis": phrases.late_phrase(asked, late_days, language),
        "arrive_a_echeance": phrases.falls_due(asked, reminder, language, soon=False),
        "arrivera_a_echeance": phrases.falls_due(asked, reminder, language, soon=True),
        "est_a_regler": phrases.to_pay(asked, reminder, language),
        "devait_etre_reglee": phrases.was_to_pay(asked, language),
        "date_du_jour": writing.day_in_words(reminder.for_date, language),
        "date_limite": deadline_words,
        "pour_quand": phrases.by_when(deadline_words, language),
        "phrase_echues": phrases.overdue_sentence(reminder, asked, language),
        "phrase_a_echoir": phrases.others_sentence(reminder, asked, language),
        "phrase_relances": parties.earlier_sentence(reminder, language),
        "mise_en_demeure": parties.notice_phrase(reminder, language),
        "rappel_penalites": clauses.penalties_reminder(debtor, language) if asked.late else "",
        "phrase_penalites": " ".join(
            filter(
                None,
                (
                    clauses.penalties(
                        debtor, reminder.step, len(asked.late), language, reminder.charges
                    ),
                    _annexed(reminder, language),
                ),
            )
        ),
        "phrase_suite": clauses.what_follows(
            debtor, reminder.step, deadline_words, handed_to, language
        ),
        "transmis_a": handed_to,
        "mediateur": clauses.mediation(debtor, one_line(firm.mediator), language),
        "debiteur": parties.debtor_in_full(addressee),
        "creancier": creditor.identity_line(firm),
        "reference_paiement": creditor.payment_reference(asked.asked),
        "iban": creditor.iban_in_groups(firm.iban),
        "bic": one_line(firm.bic).replace(" ", "").upper(),
        "titulaire_compte": one_line(firm.beneficiary) or one_line(firm.name),
        "societe": one_line(firm.name),
        "signature": creditor.signature(firm),
        "nous_joindre": creditor.reach_us(firm, language),
        "telephone_societe": one_line(firm.phone),
        "email_societe": one_line(firm.email),
    }
    for name in _SENTENCES:
        values[name] = writing.typeset(values[name], language)
    return values


def _annexed(reminder: Reminder, language: str) -> str:
    """A formal notice names the sums of the statement annexed to it."""
    if reminder.step is not Step.FORMAL_NOTICE:
        return ""
    return annexed_sentence(reminder.charges, language)
