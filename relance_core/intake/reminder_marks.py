"""Columns of yes and no, or of days to come, about reminders: sent, to be sent, or not to be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from relance_core.french import plain_key
from relance_core.intake.content import Content
from relance_core.intake.heading_words import YES_NO
from relance_core.intake.headings import NEAR, ColumnReading
from relance_core.intake.reading import Choice, Question
from relance_core.intake.statuses import is_no

CODE, NEITHER = "reminder_marks", "neither"
#: What the answer says of a column that may be either.
SENT, TO_REMIND, PLANNED, NOT_TO = "reminder_level", "to_remind", "next_reminder", "no_reminder"
_ABOUT = re.compile(r"\b(?:relanc|rappel|reminder|dunning|chas(?:e|ing)\b)")
#: Days on which something is planned, whatever it is called.
_NEXT = re.compile(
    r"\b(?:prochaine?|next)\b.*\b(?:action|contact|appel|relance|rappel|reminder)|"
    r"\b(?:recontacter|follow ?up|call ?back)\b"
)
_REFUSED = frozenset(
    (
        *("pas", "ne", "non", "no", "not", "stop", "hors", "sans", "skip", "off", "except"),
        *("exclu", "exclue", "exclus", "exclues", "exclure", "exclusion", "exclude", "excluded"),
        *("desactive", "desactivee", "desactives", "desactivees", "desactiver", "desactivation"),
        *("disabled", "suspendu", "suspendue", "suspendus", "suspendues", "suspendre"),
        *("suspension", "interdit", "interdite", "interdites", "interdire", "interdiction"),
        *("arret", "arrete", "arretee", "arretees", "arreter", "dispense", "exempt", "exempte"),
        *("bloque", "bloquee", "bloquees", "bloques", "blocage", "blocked", "block", "gelee"),
    )
)
#: "Relancé" is what was done; without its accent it would be the reminder itself.
_DONE_TO = re.compile(r"(?i)\b(?:relancé|rappelé)e?s?\b|\b(?:relancee|rappelee)s?\b")
_DONE = frozenset(
    (
        *("faite", "faites", "fait", "effectuee", "effectuees", "effectue", "envoyee", "envoyees"),
        *("envoye", "realisee", "realisees", "realise", "emise", "emises", "transmise", "deja"),
        *("sent", "done", "reminded", "chased", "partie", "parties"),
    )
)
_TO_DO = frozenset(
    (
        *("relancer", "rappeler", "relancable", "autorisee", "autorisees", "autorise"),
        *("autoriser", "active", "actives", "activee", "activees", "activer", "envoyer"),
        *("auto", "automatique", "automatiques", "automatic", "send", "allowed", "allow"),
        *("enabled", "enable", "remind", "chase", "faire"),
    )
)
_PLANNED = frozenset(
    (
        *("relancer", "rappeler", "prochaine", "prochain", "next", "prevue", "prevu", "prevues"),
        *("planifiee", "planifie", "programmee", "programme", "future", "planned", "scheduled"),
    )
)
#: Of what, to whom or how: none of them says whether it was done.
_PLAIN = frozenset(
    (
        *("relance", "relances", "rappel", "rappels", "reminder", "reminders", "dunning"),
        *("client", "facture", "mail", "email", "telephone", "tel", "courrier", "sms", "par"),
        *("telephonique", "telephoniques", "manuelle", "manuelles", "ecrite", "ecrites", "postale"),
        *("de", "du", "invoice", "customer", "the", "a", "e"),
    )
)
#: Fields that say more of such a column than its marks do.
_SURE = frozenset({"dispute", "reminder_1", "reminder_2", "reminder_3", "formal_notice", "email"})


def with_reminder_marks(
    columns: Sequence[ColumnReading], contents: Sequence[Content], answers: Mapping[str, str]
) -> tuple[tuple[ColumnReading, ...], list[Question]]:
    """``columns`` with those about reminders; a question where marks may say two things.

    "Relance : Oui" is a reminder that was sent, or one to send; "Non" is then no less than a word
    not to write to the client.
    """
    kept, questions = list(columns), []
    found = [
        (at, frozenset(plain_key(YES_NO.sub(" ", column.heading)).split()))
        for at, column in enumerate(columns)
        if _is_about(column, contents)
    ]
    # Days first: "À relancer le" would pass for the marks of what is to be reminded.
    for at, words in found:
        if _are_days(contents[kept[at].position]) and not words & _REFUSED:
            planned = words & _PLANNED or _NEXT.search(plain_key(kept[at].heading))
            if planned and all(one.field != PLANNED for one in kept):
                kept[at] = replace(kept[at], field=PLANNED, confidence=NEAR)
    for at, words in found:
        column, content = kept[at], contents[kept[at].position]
        if _are_days(content) or content.flags <= 0.9:
            continue
        taken = frozenset(one.field for one in kept if one is not column)
        counted = words <= _PLAIN and _counted(words, content.samples)
        field = SENT if counted else _said_by(column.heading, words)
        if field is not None:
            if field == NOT_TO and field in taken:
                field = "set_aside"
            if field not in taken:
                kept[at] = replace(column, field=field, confidence=max(column.confidence, NEAR))
        elif words <= _PLAIN:
            if answers.get(CODE) == NEITHER:
                kept[at] = replace(column, field=None, confidence=0.0)
            elif not {SENT, TO_REMIND} <= taken:
                questions.append(_question(column, taken))
    return tuple(kept), questions[:1]


def _is_about(column: ColumnReading, contents: Sequence[Content]) -> bool:
    """Whether a column is about reminders, and nobody said nor knows better what it is."""
    if column.confidence == 1 or column.field in _SURE or column.position >= len(contents):
        return False
    key = plain_key(column.heading)
    return bool(_ABOUT.search(key) or _NEXT.search(key)) and contents[column.position].filled > 0


def _are_days(content: Content) -> bool:
    return content.dates + content.compact_dates >= 0.4


def _said_by(heading: str, words: frozenset[str]) -> str | None:
    if words & _REFUSED:
        return NOT_TO
    if _DONE_TO.search(heading) or words & _DONE:
        return SENT
    return TO_REMIND if words & _TO_DO else None


def _counted(words: frozenset[str], samples: Iterable[str]) -> bool:
    """Whether 0 and 1 say how many reminders there were."""
    return bool(words & {"relances", "rappels", "reminders"}) and all(map(str.isdigit, samples))


def _question(column: ColumnReading, taken: Collection[str | None]) -> Question:
    """What a column of marks says; what another one is known to say is not offered."""
    shown = ", ".join(f"« {sample[:20]} »" for sample in column.samples)
    no = next((sample for sample in column.samples if is_no(sample)), None)
    others = f"« {no[:20]} »" if no else "sans marque"
    said = {
        SENT: "Si une relance a déjà été envoyée",
        TO_REMIND: f"S'il faut la relancer : les factures {others} seront retenues",
    }
    return Question(
        CODE,
        f"Colonne « {column.heading} » ({shown}) : que dit-elle de chaque facture ?",
        (
            *(
                Choice(f"{field}={column.heading}", label)
                for field, label in said.items()
                if field not in taken
            ),
            Choice(NEITHER, "Autre chose : ne pas en tenir compte"),
        ),
    )
