"""The fixed list of placeholders that a text may hold, and the renderer that knows nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from relance_core.french import plain_key


class Source(Enum):
    """Where a value comes from, which tells what it means that it is empty."""

    CLIENT = "client"  # the client or its invoices: empty is a fault of this one message
    FIRM = "firm"  # the settings: empty is a gap to fill once
    OPTIONAL = "optional"  # empty when the sentence does not apply


@dataclass(frozen=True)
class Placeholder:
    """One name that a text may hold, with the line of help shown beside the editor."""

    name: str
    help: str
    source: Source = Source.CLIENT


TABLE = "tableau_factures"
PAYMENT = "coordonnees_paiement"

_C, _F, _O = Source.CLIENT, Source.FIRM, Source.OPTIONAL
PLACEHOLDERS = {
    item.name: item
    for item in (
        Placeholder("client", "Nom du client", _C),
        Placeholder("contact", "Nom de l'interlocuteur chez le client", _C),
        Placeholder("formule_appel", "« Bonjour Mme Durand, » ou « Madame, Monsieur, »", _C),
        Placeholder("montant_du", "Montant net demandé : « 1 234,56 € »", _C),
        Placeholder("montant_a_echoir", "Montant des factures pas encore échues", _O),
        Placeholder(TABLE, "Tableau des factures, seul dans son paragraphe", _C),
        Placeholder("numero_facture", "Numéro de la facture la plus ancienne demandée", _C),
        Placeholder("numeros_factures", "Numéros de toutes les factures demandées", _C),
        Placeholder("nombre_factures", "Nombre de factures demandées : « 3 »", _C),
        Placeholder("factures", "Pour l'objet : « Facture n° F-12 » ou « 3 factures »", _C),
        Placeholder(
            "les_factures",
            "« la facture n° F-12 du 03/10/2026 » ou « les 3 factures ci-dessous »",
            _C,
        ),
        Placeholder(
            "echeances", "« échéance du 03/11/2026 » ou « échues depuis le 03/11/2026 »", _C
        ),
        Placeholder("date_echeance", "Échéance la plus ancienne : « 3 novembre 2026 »", _C),
        Placeholder("jours_de_retard", "Jours de retard de la plus ancienne : « 12 »", _C),
        Placeholder("echue_depuis", "« échue depuis 12 jours », accordé", _O),
        Placeholder("reste_due", "« reste due » ou « restent dues »", _C),
        Placeholder("arrive_a_echeance", "« arrive à échéance le 28/11/2026 », accordé", _C),
        Placeholder("arrivera_a_echeance", "« arrivera à échéance le 28/11/2026 », accordé", _C),
        Placeholder("date_du_jour", "Date du message : « 20 novembre 2026 »", _C),
        Placeholder("date_limite", "Date limite fixée par le message", _C),
        Placeholder(
            "pour_quand", "« au plus tard le 5 décembre 2026 », ou « sans attendre » sans date", _C
        ),
        Placeholder("phrase_echues", "Avant l'échéance : phrase sur les factures déjà échues", _O),
        Placeholder("phrase_a_echoir", "Phrase sur les factures citées pour information", _O),
        Placeholder("phrase_relances", "Phrase qui rappelle les relances déjà faites", _O),
        Placeholder("rappel_penalites", "Rappel court du droit aux pénalités, s'il existe", _O),
        Placeholder("phrase_penalites", "Pénalités et indemnité dues, selon le type de client", _O),
        Placeholder("phrase_suite", "Ce qui suivra sans règlement, selon l'étape et le client", _O),
        Placeholder(PAYMENT, "IBAN, BIC, titulaire, référence et QR de paiement", _C),
        Placeholder("reference_paiement", "Référence à indiquer avec le virement", _C),
        Placeholder("iban", "Votre IBAN", _F),
        Placeholder("bic", "Votre BIC", _F),
        Placeholder("titulaire_compte", "Titulaire de votre compte", _F),
        Placeholder("societe", "Nom de votre société", _F),
        Placeholder("signature", "Signataire, fonction, société, téléphone, e-mail", _F),
        Placeholder("nous_joindre", "« Pour toute question : 04 72 00 00 00 »", _C),
        Placeholder("telephone_societe", "Votre téléphone", _F),
        Placeholder("email_societe", "Votre adresse e-mail", _F),
    )
}

_MARK = re.compile(r"\{\{[ \t]*([^{}\n]{1,80}?)[ \t]*\}\}")
_SINGLE = re.compile(r"(?<!\{)\{[ \t]*([^{}\n]{1,80}?)[ \t]*\}(?!\})")


def render(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each known placeholder replaced by its value, in a single pass.

    Values are never looked at again: a client named ``{{7*7}}`` shows as such. What is not a known
    placeholder stays as written. An empty value takes one space before it away with it.
    """
    pieces: list[str] = []
    end = 0
    for mark in _MARK.finditer(text):
        value = values.get(mark[1])
        if value is None:
            continue
        before = text[end : mark.start()]
        pieces.append(before if value else before.removesuffix(" "))
        pieces.append(value)
        end = mark.end()
    pieces.append(text[end:])
    return "".join(pieces)


def names_in(text: str) -> list[str]:
    """The known placeholders that ``text`` holds, in order, each once."""
    found = (mark[1] for mark in _MARK.finditer(text))
    return list(dict.fromkeys(name for name in found if name in PLACEHOLDERS))


def validate(text: str) -> list[str]:
    """What is wrong with a text as one French sentence per fault; empty when it may be used."""
    problems: list[str] = []
    for mark in _MARK.finditer(text):
        if mark[1] not in PLACEHOLDERS:
            problems.append(_unknown(mark[1]))
    rest = _MARK.sub("", text)
    if "{%" in rest or "%}" in rest or "{#" in rest:
        problems.append(
            "Les instructions {% … %} n'existent pas ici : seules les balises {{ … }} sont lues."
        )
    for mark in _SINGLE.finditer(rest):
        if mark[1] in PLACEHOLDERS:
            problems.append(f"« {mark[0]} » : écrivez {{{{ {mark[1]} }}}}, avec deux accolades.")
    if "{{" in rest or "}}" in rest:
        problems.append(
            "Une balise n'est pas fermée : écrivez {{ client }}, deux accolades de chaque côté."
        )
    return list(dict.fromkeys(problems))


def _unknown(name: str) -> str:
    written = plain_key(name).replace(" ", "_")
    near = get_close_matches(written, PLACEHOLDERS, n=1, cutoff=0.6)
    if near:
        return f"La balise « {name} » n'existe pas : vouliez-vous dire « {near[0]} » ?"
    return f"La balise « {name} » n'existe pas."
