"""The fixed list of placeholders that a text may hold, and the renderer that knows nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from relance_core.french import number, plain_key


class Source(Enum):
    """Where a value comes from, which tells what it means that it is empty."""

    CLIENT = "client"  # the client or its invoices: empty is a fault of this one message
    FIRM = "firm"  # the settings: empty is a gap to fill once
    OPTIONAL = "optional"  # empty when the sentence does not apply
    BLOCK = "block"  # words that several texts share, see ``shared_blocks``


class Use(Enum):
    """In which texts a placeholder means something."""

    ANY = "any"
    REMINDER = "reminder"  # the steps
    COMPANION = "companion"  # what accompanies them


@dataclass(frozen=True)
class Placeholder:
    """One name that a text may hold, with the line of help shown beside the editor."""

    name: str
    help: str
    source: Source = Source.CLIENT
    use: Use = Use.ANY


TABLE = "tableau_factures"
PAYMENT = "coordonnees_paiement"

_C, _F, _O, _B = Source.CLIENT, Source.FIRM, Source.OPTIONAL, Source.BLOCK
_R, _K = Use.REMINDER, Use.COMPANION

#: What several texts say alike; the words are a block's, one per tone.
BLOCKS = {
    item.name: item
    for item in (
        Placeholder("deja_regle", "Remerciement si le règlement est déjà parti", _B, _R),
        Placeholder("contestation", "Comment contester, ou proposer un échelonnement", _B, _R),
        Placeholder("politesse", "Formule de politesse, avant la signature", _B),
    )
}
PLACEHOLDERS = {
    item.name: item
    for item in (
        Placeholder("client", "Nom du client", _C),
        Placeholder("contact", "Nom de l'interlocuteur chez le client", _C),
        Placeholder("formule_appel", "« Bonjour Mme Durand, » ou « Madame, Monsieur, »", _C),
        Placeholder("montant_du", "Montant net demandé : « 1 234,56 € »", _C),
        Placeholder("montant_a_echoir", "Montant des factures pas encore échues", _O, _R),
        Placeholder("deduction", "« après déduction de votre avoir », s'il y en a un", _O, _R),
        Placeholder(TABLE, "Tableau des factures, seul dans son paragraphe", _C, _R),
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
            "des_factures",
            "« de la facture n° F-12 du 03/10/2026 » ou « des 3 factures ci-dessous »",
            _C,
        ),
        Placeholder("cette_facture", "« cette facture » ou « ces factures »", _C),
        Placeholder("bien_recue", "« l'avez-vous bien reçue » ou « les avez-vous… »", _C, _R),
        Placeholder("la_regler", "« la régler » ou « les régler »", _C, _R),
        Placeholder(
            "echeances",
            "« échéance du 03/11/2026 » ou « la plus ancienne échue le 03/11/2026 »",
            _C,
            _R,
        ),
        Placeholder("date_echeance", "Échéance la plus ancienne : « 3 novembre 2026 »", _C, _R),
        Placeholder("jours_de_retard", "Jours de retard de la plus ancienne : « 12 »", _C, _R),
        Placeholder("echue_depuis", "« échue depuis 12 jours », accordé", _O, _R),
        Placeholder("reste_due", "« reste due » ou « restent dues »", _C, _R),
        Placeholder("arrive_a_echeance", "« arrive à échéance le 28/11/2026 », accordé", _C, _R),
        Placeholder(
            "arrivera_a_echeance", "« arrivera à échéance le 28/11/2026 », accordé", _C, _R
        ),
        Placeholder("est_a_regler", "« est à régler le 28/11/2026 », accordé", _C, _R),
        Placeholder("devait_etre_reglee", "« devait être réglée le 03/11/2026 », accordé", _C, _R),
        Placeholder("date_du_jour", "Date du message : « 20 novembre 2026 »", _C),
        Placeholder("date_limite", "Date limite fixée par le message", _C, _R),
        Placeholder(
            "pour_quand",
            "« au plus tard le 5 décembre 2026 », ou « sans attendre » sans date",
            _C,
            _R,
        ),
        Placeholder(
            "phrase_echues", "Avant l'échéance : phrase sur les factures déjà échues", _O, _R
        ),
        Placeholder("phrase_a_echoir", "Phrase sur les factures citées pour information", _O, _R),
        Placeholder("phrase_relances", "Phrase qui rappelle les relances déjà faites", _O, _R),
        Placeholder(
            "mise_en_demeure", "« notre mise en demeure du 05/12/2026 », à sa date", _C, _R
        ),
        Placeholder("rappel_penalites", "Rappel court du droit aux pénalités, s'il existe", _O, _R),
        Placeholder(
            "phrase_penalites",
            "Pénalités et indemnité dues, chiffrées, selon le type de client",
            _O,
            _R,
        ),
        Placeholder(
            "phrase_suite", "Ce qui suivra sans règlement, selon l'étape et le client", _O, _R
        ),
        Placeholder("transmis_a", "« à notre avocat » : à qui le dossier est transmis", _C, _R),
        Placeholder(
            "mediateur", "Phrase : le médiateur que peut saisir un particulier, s'il est réglé", _O
        ),
        Placeholder("debiteur", "Nom, SIREN et adresse du client", _C),
        Placeholder("creancier", "Votre société : forme, capital, siège, RCS", _F),
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
        *BLOCKS.values(),
        Placeholder("vos_factures", "« votre facture n° F-12 », « vos factures n° … »", _O, _K),
        Placeholder("au_titre_de", "« au titre de votre facture n° F-12 », ou rien", _O, _K),
        Placeholder("liste_factures", "Les factures, une par ligne, s'il y en a plusieurs", _O, _K),
        Placeholder("dette_detaillee", "Les factures, une par ligne, avec leur total", _C, _K),
        Placeholder("merci_echange", "« Merci pour notre échange téléphonique du… »", _C, _K),
        Placeholder("interlocuteur", "La personne avec qui cela a été convenu", _O, _K),
        Placeholder("montant_convenu", "Somme promise, ou total de l'échéancier", _C, _K),
        Placeholder("par_moyen", "« par virement », si le moyen est connu", _O, _K),
        Placeholder("pour_la_date", "« pour le 27 novembre 2026 », jour promis ou fixé", _O, _K),
        Placeholder("relances_suspendues", "Phrase : rappels suspendus, jusqu'à quand", _O, _K),
        Placeholder("montant_conteste", "Somme contestée", _C, _K),
        Placeholder("contestation_dite", "Le motif de la contestation, cité", _O, _K),
        Placeholder("part_non_contestee", "Phrase : ce qui reste payable à sa date", _O, _K),
        Placeholder("responsable", "Phrase : qui, chez vous, suit la contestation", _O, _K),
        Placeholder("pieces_demandees", "Phrase : les pièces dont vous avez besoin", _O, _K),
        Placeholder("date_reponse", "« au plus tard le… » : quand vous répondrez", _C, _K),
        Placeholder("decision", "Ce qui a été décidé, pourquoi, et ce qui reste à régler", _O, _K),
        Placeholder("tableau_echeances", "Les échéances convenues, une par ligne", _C, _K),
        Placeholder("sort_penalites", "Phrase : ce que deviennent les pénalités", _O, _K),
        Placeholder("reglement_recu", "« de 1 200,00 € le 18 novembre 2026 »", _O, _K),
        Placeholder("phrase_reglement", "Phrase : règlement reçu, ou dit parti", _C, _K),
        Placeholder("question_reglement", "Ce qu'il faut savoir pour classer un règlement", _C, _K),
        Placeholder("solde_restant", "Phrase : ce qui reste à régler à côté", _O, _K),
    )
}

#: Characters of a text: some ten pages.
TEXT_LIMIT = 20_000
_MARK = re.compile(r"\{\{[ \t]*([^{}\n]{1,80}?)[ \t]*\}\}")
#: A brace too many around a placeholder would be read by the client.
_BRACED = re.compile(r"\{\{\{[^{}\n]{1,80}\}\}|\{\{[^{}\n]{1,80}\}\}\}")
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


def validate(text: str, use: Use = Use.ANY) -> list[str]:
    """What is wrong with a text as one French sentence per fault; empty when it may be used.

    ``use``: the texts it is one of, to refuse what only the others know; ``ANY`` knows all.
    """
    if len(text) > TEXT_LIMIT:
        return [
            f"Le texte compte {number(len(text))} caractères : {number(TEXT_LIMIT)} au plus. "
            "Raccourcissez-le."
        ]
    problems: list[str] = []
    for mark in _MARK.finditer(text):
        known = PLACEHOLDERS.get(mark[1])
        if known is None:
            problems.append(_unknown(mark[1]))
        elif Use.ANY not in (use, known.use) and known.use is not use:
            problems.append(f"La balise « {mark[1]} » n'a pas de sens dans ce texte.")
    rest = _MARK.sub("", text)
    if "{%" in rest or "%}" in rest or "{#" in rest:
        problems.append(
            "Les instructions {% … %} n'existent pas ici : seules les balises {{ … }} sont lues."
        )
    for mark in _SINGLE.finditer(rest):
        if mark[1] in PLACEHOLDERS:
            problems.append(f"« {mark[0]} » : écrivez {{{{ {mark[1]} }}}}, avec deux accolades.")
    if "{{" in rest or "}}" in rest or _BRACED.search(text):
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
