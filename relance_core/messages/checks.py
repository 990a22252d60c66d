"""Refuses a message that must not leave, and warns about one that deserves a second look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance_core import french
from relance_core.calendar import is_open
from relance_core.messages import lint, typed
from relance_core.messages.clean import one_line
from relance_core.messages.demand import Demand, demand_of, gross
from relance_core.messages.letter import recipient_lines
from relance_core.messages.mime import SUBJECT_LIMIT
from relance_core.messages.payment_qr import valid_iban
from relance_core.messages.placeholders import (
    PAYMENT,
    PLACEHOLDERS,
    TABLE,
    TEXT_LIMIT,
    Source,
    Use,
    names_in,
    validate,
)
from relance_core.messages.render import Draft
from relance_core.receivables.late_interest import OWES_FEE, RECOVERY_FEE
from relance_core.reminders.reminder import Reminder
from relance_core.settings import Firm
from relance_core.vocabulary import (
    FORMAL_STEPS,
    LETTER_CHANNELS,
    PRE_DUE_STEPS,
    Channel,
    DebtorType,
    Step,
)


@dataclass(frozen=True)
class Problem:
    """Something about one message; a ``block`` keeps it from being approved."""

    code: str
    severity: lint.Severity
    message: str  # French sentence


#: Steps whose letter must name the creditor in full (law.md 2.7).
_MUST_IDENTIFY = (Step.FORMAL_NOTICE,)
_MUST_STATE_DEADLINE = (Step.FORMAL_NOTICE, Step.LAST_NOTICE)
#: Mail boxes that many unrelated people share: the same domain says nothing.
_SHARED_DOMAINS = re.compile(
    r"(?:gmail|outlook|hotmail|live|yahoo|orange|wanadoo|free|sfr|laposte|icloud|bbox|neuf|proton)"
    r"\.[a-z.]+"
)
_NO_READER = re.compile(
    r"^(?:no-?_?\.?reply|ne-?_?\.?pas-?_?\.?repondre|mailer-daemon|postmaster)", re.I
)


def check(draft: Draft, reminder: Reminder, firm: Firm, *, today: date) -> tuple[Problem, ...]:
    """Every problem of a message, blocking ones first; empty when it may be approved as it is.

    ``today`` is the day of approval. Wording is judged on what people wrote, before the client's
    own words are put in, so no client's name can block its message.
    """
    firm = firm.signing(reminder.step)
    parts = (_source, _wording, _figures, _dates, _identity, _recipients)
    read = parts if len(draft.source.body) <= TEXT_LIMIT else parts[:1]
    unique = dict.fromkeys(one for part in read for one in part(draft, reminder, firm, today))
    return tuple(sorted(unique, key=lambda problem: problem.severity != "block"))


def blocked(problems: tuple[Problem, ...]) -> bool:
    """Whether one of the problems keeps the message from being approved."""
    return any(problem.severity == "block" for problem in problems)


def _source(draft: Draft, reminder: Reminder, firm: Firm, today: date) -> Iterator[Problem]:
    """Subject, placeholders and table."""
    if not draft.subject.strip():
        yield Problem("subject_empty", "block", "L'objet est vide.")
    elif len(draft.subject) > SUBJECT_LIMIT:
        yield Problem(
            "subject_long",
            "block",
            f"L'objet compte {len(draft.subject)} caractères : {SUBJECT_LIMIT} au plus.",
        )
    if not draft.source.body.strip():
        yield Problem("body_empty", "block", "Le texte du message est vide.")
    for sentence in validate(f"{draft.source.subject}\n{draft.source.body}", Use.REMINDER):
        yield Problem("placeholder_unknown", "block", sentence)
    if {TABLE, PAYMENT, "signature"} & set(names_in(draft.source.subject)):
        yield Problem(
            "placeholder_misplaced", "block", "L'objet tient sur une ligne : retirez-en les blocs."
        )
    formal = reminder.step in _MUST_IDENTIFY
    for name in draft.empty:
        of_firm = PLACEHOLDERS[name].source is Source.FIRM
        yield Problem(
            "placeholder_empty",
            "warn" if of_firm and not formal else "block",
            f"La balise « {name} » est vide"
            + (" : complétez les réglages de la société." if of_firm else " pour ce client."),
        )
    if TABLE not in names_in(draft.source.body):
        yield Problem(
            "table_missing",
            "block" if reminder.step in FORMAL_STEPS else "warn",
            "Le tableau des factures n'est pas dans le texte : ajoutez {{ tableau_factures }}.",
        )
    if not draft.edited and draft.template_note:
        yield Problem("wording_fallback", "warn", draft.template_note)


def _wording(draft: Draft, reminder: Reminder, firm: Firm, today: date) -> Iterator[Problem]:
    """Forbidden phrases, and those that may be said only once or only to some."""
    text = f"{draft.source.subject}\n{draft.source.body}"
    debtor = reminder.addressee.debtor_type
    for rule in lint.forbidden(text, debtor, reminder.step):
        yield Problem(rule.code, rule.severity, rule.message)
    if lint.FIXED_FEE.search(text):
        if debtor not in OWES_FEE:
            yield Problem(
                "fee_not_owed",
                "block",
                "L'indemnité de 40 € n'est due que par un professionnel : retirez-la ou précisez "
                "le type du client.",
            )
        elif not demand_of(reminder).late:
            yield Problem(
                "fee_not_late",
                "block",
                "L'indemnité de 40 € n'est due que sur une facture en retard.",
            )
    said = any(earlier.step is Step.LAST_NOTICE for earlier in reminder.earlier)
    if lint.LAST_NOTICE.search(text):
        if said:
            yield Problem(
                "last_notice_twice",
                "block",
                "Un dernier avis est déjà parti : il ne se répète pas.",
            )
        elif reminder.step is not Step.LAST_NOTICE:
            yield Problem(
                "last_notice_early",
                "warn",
                "Le texte se dit « dernier avis » alors que d'autres étapes sont prévues.",
            )


def _figures(draft: Draft, reminder: Reminder, firm: Firm, today: date) -> Iterator[Problem]:
    """Amounts and bank details typed by hand must be those of the ledger and of the settings."""
    asked = demand_of(reminder)
    if not any(total > 0 for total in asked.totals.values()):
        yield Problem("nothing_due", "block", "Rien n'est à demander : le montant net est nul.")
    text = f"{draft.source.subject}\n{draft.source.body}"
    known = _known_amounts(reminder, asked, firm)
    for written, value in typed.amounts(text):
        if value not in known:
            yield Problem(
                "amount_unknown",
                "block",
                f"Le montant « {written} » n'est pas dans les comptes de ce client : "
                "écrivez {{ montant_du }}, ou corrigez-le.",
            )
    for written in typed.unclear_amounts(text, known):
        sentence = f"« {written} » est peut-être un montant, comparé à rien : vérifiez-le."
        yield Problem("amount_unclear", "warn", sentence)
    ours = re.sub(r"\W", "", firm.iban).upper()
    for iban in typed.ibans(text):
        if iban != ours:
            yield Problem(
                "iban_foreign",
                "block",
                "Le texte porte un IBAN qui n'est pas celui des réglages : écrivez {{ iban }}.",
            )


def _known_amounts(reminder: Reminder, asked: Demand, firm: Firm) -> set[Decimal]:
    known = {line.amount for line in reminder.lines} | {line.amount_due for line in reminder.lines}
    known |= {line.amount - line.amount_due for line in reminder.lines}
    known |= {credit.amount for credit in reminder.credits}
    for group in (asked.late, asked.upcoming, asked.asked, asked.others):
        known |= set(gross(group).values())
    known |= set(asked.totals.values()) | set(reminder.totals.values())
    if reminder.addressee.debtor_type in OWES_FEE:
        known |= {RECOVERY_FEE * n for n in range(1, len(asked.late) + 1)}
    known |= {value for _, value in typed.amounts(firm.capital)}
    if reminder.charges is not None:
        interest, fees = reminder.charges.interest, reminder.charges.fees
        known |= {*interest.values(), fees, interest.get("EUR", Decimal(0)) + fees}
    return known


def _dates(draft: Draft, reminder: Reminder, firm: Firm, today: date) -> Iterator[Problem]:
    deadline = reminder.deadline
    if deadline is None and reminder.step in _MUST_STATE_DEADLINE:
        yield Problem("deadline_missing", "block", "Ce message doit fixer une date limite.")
    stated = [("La date limite du message", deadline)] if deadline else []
    stated += [
        ("Une date limite du texte", day) for day in typed.deadlines(draft.source.body, today)
    ]
    for what, day in stated:
        named = f"{what} ({french.short_date(day)})"
        if day <= max(today, reminder.for_date):
            sentence = f"{named} est déjà passée quand le message part."
            yield Problem("deadline_past", "block", sentence)
        elif not is_open(day):
            sentence = f"{named} tombe un jour où les banques sont fermées."
            yield Problem("deadline_closed", "warn", sentence)


def _identity(draft: Draft, reminder: Reminder, firm: Firm, today: date) -> Iterator[Problem]:
    """What the message must show of the creditor: all of it in a formal notice (law.md 2.7)."""
    formal = reminder.step in _MUST_IDENTIFY
    if firm.iban.strip() and not valid_iban(firm.iban):
        yield Problem(
            "iban_invalid", "block", "L'IBAN des réglages n'est pas valable : corrigez-le."
        )
    needed = {"le nom": firm.name, "l'IBAN": firm.iban}
    if formal:
        needed |= {
            "l'adresse": firm.address,
            "le code postal": firm.postcode,
            "la ville": firm.city,
            "le SIREN": firm.siren,
            "le signataire": firm.signatory,
        }
    missing = [label for label, value in needed.items() if not one_line(value)]
    if missing:
        yield Problem(
            "firm_incomplete",
            "block" if formal else "warn",
            f"Il manque dans les réglages de la société : {french.listed(missing)}.",
        )
    if formal:
        useful = {
            "la forme juridique": firm.legal_form,
            "le capital": firm.capital,
            "la ville du RCS": firm.rcs_city,
        }
        absent = [label for label, value in useful.items() if not one_line(value)]
        if absent:
            yield Problem(
                "firm_mentions",
                "warn",
                f"Une société montre aussi {french.listed(absent)} (C. com., art. R123-238) : "
                "complétez les réglages si cela vous concerne.",
            )
    announces = reminder.step in (Step.LAST_NOTICE, Step.HAND_OVER)
    public = reminder.addressee.debtor_type is DebtorType.PUBLIC
    if announces and not public and not one_line(firm.hand_over_to):
        yield Problem(
            "hand_over_unnamed",
            "warn",
            "Le message annonce une transmission sans nommer à qui : indiquez-le dans les "
            "réglages de l'entreprise.",
        )
    if not (one_line(firm.phone) or one_line(firm.email) or one_line(firm.contact_line)):
        yield Problem(
            "firm_unreachable", "warn", "Aucun téléphone ni e-mail de la société dans les réglages."
        )


def _recipients(draft: Draft, reminder: Reminder, firm: Firm, today: date) -> Iterator[Problem]:
    addressee = reminder.addressee
    if reminder.channel in LETTER_CHANNELS:
        lines = recipient_lines(addressee)
        if not (one_line(addressee.address) and one_line(addressee.city)) or len(lines) < 2:
            yield Problem(
                "no_postal_address", "block", "L'adresse postale du client est incomplète."
            )
    if reminder.channel is Channel.EMAIL and not addressee.to:
        yield Problem("no_recipient", "block", "Aucune adresse e-mail pour ce client.")
    own = firm.email.strip().casefold()
    own_domain = own.rpartition("@")[2]
    for written in (*addressee.to, *addressee.copies):
        address = written.strip().casefold()
        domain = address.rpartition("@")[2]
        if (
            written in addressee.to
            and own
            and (address == own or (domain == own_domain and not _SHARED_DOMAINS.fullmatch(domain)))
        ):
            yield Problem(
                "recipient_own", "warn", f"« {written} » est une adresse de votre propre société."
            )
        if _NO_READER.match(address):
            yield Problem(
                "recipient_noreply", "warn", f"« {written} » : personne ne lit cette adresse."
            )
    if reminder.step in PRE_DUE_STEPS and not demand_of(reminder).upcoming:
        yield Problem(
            "already_late", "block", "Ce message précède l'échéance, mais tout est déjà échu."
        )
