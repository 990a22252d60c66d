"""What deserves a second look before a letter is printed or registered, beside its text."""

from __future__ import annotations

from collections.abc import Iterator

from relance_core.messages.checks import Problem
from relance_core.messages.clean import one_line
from relance_core.messages.postal import LINE_WIDTH, MOST_LINES, postal_address
from relance_core.reminders.reminder import Reminder
from relance_core.vocabulary import LETTER_CHANNELS, Channel, DebtorType


def letter_problems(reminder: Reminder) -> tuple[Problem, ...]:
    """The problems of a letter's address, channel and annex; empty for an e-mail."""
    if reminder.channel not in LETTER_CHANNELS:
        return ()
    return (*_address(reminder), *_electronic(reminder), *_annex(reminder))


def _address(reminder: Reminder) -> Iterator[Problem]:
    if not postal_address(reminder.addressee).whole:
        yield Problem(
            "address_shortened",
            "warn",
            f"L'adresse ne tient pas dans la fenêtre de l'enveloppe ({MOST_LINES} lignes de "
            f"{LINE_WIDTH} caractères) : une partie n'y figure pas. Abrégez-la dans la fiche du "
            "client.",
        )


def _electronic(reminder: Reminder) -> Iterator[Problem]:
    """A registered letter by electronic means goes to an address, and only to who accepts it."""
    if reminder.channel is not Channel.ELECTRONIC_REGISTERED:
        return
    if not any(one_line(address) for address in reminder.addressee.to):
        yield Problem(
            "no_recipient",
            "block",
            "Une lettre recommandée électronique demande l'adresse e-mail du client.",
        )
    # Code des postes L100: who is no professional must have agreed beforehand.
    if reminder.addressee.debtor_type not in (DebtorType.BUSINESS, DebtorType.PUBLIC):
        yield Problem(
            "electronic_consent",
            "warn",
            "Un destinataire non professionnel doit avoir accepté d'avance les lettres "
            "recommandées électroniques.",
        )


def _annex(reminder: Reminder) -> Iterator[Problem]:
    charges = reminder.charges
    if charges is not None and charges.missing:
        what = "n'est pas complet" if charges.entries else "n'est pas joint"
        sentence = f"Le décompte des intérêts {what} : {' '.join(charges.missing)}"
        yield Problem("interest_missing", "warn", sentence)
