"""What a message says of its two parties: how the reader is addressed, and what came before."""

from __future__ import annotations

import re
from datetime import date

from relance_core.french import siren_in_groups
from relance_core.messages import writing
from relance_core.messages.clean import one_line
from relance_core.reminders.reminder import Addressee, Reminder
from relance_core.vocabulary import PRE_DUE_STEPS, DebtorType, Step, Tone

_NOT_A_PERSON = re.compile(
    r"^(service|serv\.|compta|direction|département|departement|dept|accounts?|accounting|finance"
    r"|secrétariat|secretariat|mairie|régie)\b",
    re.IGNORECASE,
)


def greeting(contact: str, tone: Tone, language: str) -> str:
    """Names the person when there is one; a service or a stray sign is nobody's name."""
    letters = sum(character.isalpha() for character in contact)
    named = letters >= 2 and len(contact) <= 60 and not _NOT_A_PERSON.match(contact)
    if language == "en":
        if named:
            return f"Dear {contact},"
        return "Hello," if tone is Tone.FRIENDLY else "Dear Sir or Madam,"
    if named and tone is not Tone.FORMAL:
        return f"Bonjour {contact},"
    return "Bonjour," if tone is Tone.FRIENDLY else "Madame, Monsieur,"


def debtor_in_full(addressee: Addressee) -> str:
    """``Boulangerie Dupont SARL (SIREN 552 100 554), 3 place du Marché, 38000 Grenoble``."""
    name, siren = one_line(addressee.name), siren_in_groups(one_line(addressee.siren))
    place = " ".join(
        part for part in (one_line(addressee.postcode), one_line(addressee.city)) if part
    )
    street = ", ".join(one_line(part) for part in (addressee.address or "").splitlines())
    parts = (f"{name} (SIREN {siren})" if siren else name, street, place)
    return ", ".join(part for part in parts if part)


def earlier_sentence(reminder: Reminder, language: str) -> str:
    """Says only what is known: that we told it, by a message or a call, and on which days.

    The day of what a file alone tells may be that of its import: it is never cited.
    """
    told = [earlier for earlier in reminder.earlier if earlier.step not in PRE_DUE_STEPS]
    days: list[date] = sorted({earlier.day for earlier in told if earlier.message_id is not None})
    if not told:
        return ""
    written = writing.listed([writing.short_day(day, language) for day in days], language)
    if language == "en":
        return f"We told you of this on {written}." if days else "We have already told you of this."
    if not days:
        return "Nous vous l'avons déjà signalé."
    article = "le" if len(days) == 1 else "les"
    return f"Nous vous l'avons signalé {article} {written}."


def notice_phrase(reminder: Reminder, language: str) -> str:
    """``notre mise en demeure du 05/12/2026``; without its day when only a file tells of it."""
    days = [
        earlier.day
        for earlier in reminder.earlier
        if earlier.step is Step.FORMAL_NOTICE and earlier.message_id is not None
    ]
    day = writing.short_day(max(days), language) if days else ""
    if language == "en":
        return f"our formal notice of {day}" if day else "our formal notice"
    return f"notre mise en demeure du {day}" if day else "notre mise en demeure"


def handed_to(debtor: DebtorType, named: str, language: str) -> str:
    """``à notre avocat``: who gets the file; ``named`` as in the settings, or empty.

    A public body is never sent to a third party (messages.md 4.1).
    """
    if language == "en":
        return f"to {named}" if named else "to a third party in charge of its recovery"
    if debtor is DebtorType.PUBLIC:
        return "à votre comptable assignataire"
    if named:
        for article, joined in (("le ", "au "), ("les ", "aux ")):
            if named.casefold().startswith(article):
                return joined + named[len(article) :]
        return f"à {named}"
    if debtor is DebtorType.CONSUMER:
        return "à un tiers chargé de son recouvrement amiable"
    return "à un tiers chargé de son recouvrement"
