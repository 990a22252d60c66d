"""Phrases that a reminder must not hold, each judged in its context, for the reader it goes to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from relance_core.vocabulary import DebtorType, Step

Severity = Literal["block", "warn"]
_ALL = frozenset(DebtorType)
_NO_PENALTIES = frozenset({DebtorType.CONSUMER, DebtorType.OTHER, DebtorType.UNKNOWN})
_FLAGS = re.IGNORECASE


@dataclass(frozen=True)
class Rule:
    """A pattern, the debtors and steps it concerns, and the French sentence when it is found."""

    code: str
    severity: Severity
    pattern: re.Pattern[str]
    message: str
    debtors: frozenset[DebtorType] = _ALL
    steps: frozenset[Step] = frozenset(Step)


def _rule(
    code: str,
    severity: Severity,
    pattern: str,
    message: str,
    debtors: frozenset[DebtorType] = _ALL,
    steps: frozenset[Step] = frozenset(Step),
) -> Rule:
    return Rule(code, severity, re.compile(pattern, _FLAGS), message, debtors, steps)


_SOFT_STEPS = frozenset({Step.COURTESY, Step.DUE_DAY})
_BEFORE_R3 = _SOFT_STEPS | {Step.REMINDER_1, Step.REMINDER_2}

#: "Saisie" as office work: an order that is keyed in, an error of data entry.
_OFFICE = (
    r"(?:de\s+(?:la\s+|votre\s+|vos\s+|notre\s+|nos\s+)?|du\s+|des\s+|d['’]une?\s+|de\s+l['’]|d['’]|en\s+)?"
    r"(?:commandes?|bons?\b|données|factures?|facturation|écritures?|comptables?|informatiques?|"
    r"manuelles?|automatiques?|ligne|portail|formulaires?|paiements?|règlements?|virements?|"
    r"coordonnées|références?|montants?|rib\b|iban\b|heures|temps|pointages?|stocks?|numéros?"
    r"|codes?"
    r"|(?:dans|sur) (?:le |la |notre |votre |l['’])?(?:portail|espace|site|logiciel|plateforme))"
)
_THIRD = (
    r"vo(?:s|tre)\s+(?:propres\s+)?(?:clients?|banques?|banquiers?|employeurs?|fournisseurs?"
    r"|partenaires?|famille|proches|voisins|salariés)\b"
)
#: What an invoice may be of: "frais de dossier de formation" are no fee for being late.
_OF_A_SALE = r"(?!\s+(?:de\s|du\s|d['’])(?!\s*(?:relance|rappel|recouvrement|retard|impayé)))"

_RULES = (
    _rule(
        "seizure",
        "block",
        r"(?<!erreur de )(?<!erreurs de )(?<!faute de )(?<!fautes de )(?<!écran de )(?<!date de )"
        rf"\bsaisies?\b(?!\s+{_OFFICE})|\bseizures?\b"
        r"|\bsaisir(?:ons|a|ont)?\b[^.\n]{0,20}"
        r"\b(?:biens|meubles|comptes? bancaires?|salaires?|véhicules?)\b"
        r"|\b(?:biens|meubles|comptes?|salaires?|véhicules?)\b[^.\n]{0,20}\bsaisi(?:s|es?)?\b",
        "Le texte parle de « saisie » : seul un commissaire de justice "
        "muni d'un titre peut l'annoncer.",
    ),
    _rule(
        "bailiff",
        "block",
        r"\bhuissiers?\b|\bbailiffs?\b"
        r"|(?:commissaires? de justice|officiers? ministériels?)\b[^.\n]{0,40}"
        r"\b(?:passera|viendra|se présentera|se rendra)",
        "Le texte annonce un huissier : n'annoncez que ce qui est réellement prévu, sans menace.",
    ),
    _rule(
        "court_look",
        "block",
        r"\bcommandement de payer\b|\bsommation\b|\bavant (?:exécution|expulsion)\b"
        r"|\b(?:vaut|valant|tient lieu d['’])\s*injonction\b|\bau nom de la loi\b",
        "Le texte imite un acte de justice, ce qu'interdit l'article 433-13 du Code pénal.",
    ),
    _rule(
        "criminal_threat",
        "block",
        r"poursuites? pénales?|\bplainte pénale\b|\bporter(?:ons)? plainte\b"
        r"|\bdépos(?:er|ons|erons|era)\b[^.\n]{0,15}\bplainte\b|\b(?:au|relèv\w+ du) pénal\b"
        r"|\b(?:risqu\w+|peine de|encour\w+)\b[^.\n]{0,20}\bprison\b|\bprocureur\b"
        # A warning against false bank details is no threat.
        r"|(?<!tentative d['’])(?<!tentatives d['’])\bescroquerie\b(?! (?:au|aux|en)\b)"
        r"|\bcriminal (?:charges?|proceedings)\b",
        "Le texte menace de poursuites pénales pour une dette : retirez cette phrase.",
    ),
    _rule(
        "blacklist",
        "block",
        r"\bfichage\b|\b(?:vous|être|serez|sera) fich(?:er|ée?s?)\b"
        r"|\b(?:serez|être|sera|vous)\s+inscri\w+\s+(?:au|dans|sur)\b[^.\n]{0,15}\b(?:fichier|liste)"
        r"|\binterdit(?:e|ion)? bancaire|\bavis négatifs?\b"
        r"|\b(?:nom|dettes?|impayés?)\b[^.\n]{0,25}\bpubliée?s?\b"
        r"|\bliste noire\b|\bblack[- ]?list"
        r"|\bpubli(?:er\w*|cation)\b[^.\n]{0,40}\b(?:nom|impayés?|dettes?)\b",
        "Le texte menace de fichage ou de publication : retirez cette phrase.",
    ),
    _rule(
        "third_parties",
        "block",
        r"\b(?:(?:informer|préviendr|avertir|alerter|contacter|aviser|parler|écrir)(?:ons|ai|a)"
        r"|nous\b[^.\n]{0,60}\b(?:informer|prévenir|avertir|alerter|contacter|aviser))\b[^.\n]{0,25}"
        rf"\b{_THIRD}"
        rf"|\b{_THIRD}[^.\n]{{0,15}}\bser(?:ont|a)\b[^.\n]{{0,20}}"
        r"\b(?:informée?s?|prévenue?s?|avertie?s?|alertée?s?|contactée?s?|avisée?s?)\b",
        "Le texte annonce que la dette sera révélée à des tiers : retirez cette phrase.",
    ),
    _rule(
        "limitation",
        "block",
        r"(?:interromp|suspen)\w*\s+(?:la|le délai de)\s+prescription"
        r"|\bprescription\b[^.\n]{0,20}\b(?:interrompue?|suspendue?)\b",
        "Une mise en demeure n'interrompt pas la prescription : retirez cette phrase.",
    ),
    _rule(
        "interest_start",
        "block",
        r"(?:pénalités?|intérêts?)\b[^.\n]{0,120}\b(?:à|dès)\s+(?:la\s+)?"
        r"(?:compter|réception|partir)\s+"
        r"d(?:e la (?:date de )?réception d)?[eu]\s+"
        r"(?:la présente|présent courrier|ce courrier|cette lettre|ce message)",
        "Entre professionnels les pénalités courent dès le lendemain de l'échéance, et non à "
        "réception du courrier : corrigez la phrase.",
        frozenset({DebtorType.BUSINESS, DebtorType.PUBLIC}),
    ),
    _rule(
        "consumer_fees",
        "block",
        rf"\bfrais (?:de )?(?:dossier{_OF_A_SALE}|relance|rappel|recouvrement|retard|impayés?"
        r"|mise en demeure)\b",
        "Des frais de relance, de dossier ou de recouvrement ne peuvent pas être demandés à un "
        "particulier (CPCE, art. L111-8) : retirez cette phrase ou précisez le type du client.",
        _NO_PENALTIES,
    ),
    _rule(
        "invented_fees",
        "warn",
        rf"\bfrais (?:de )?(?:dossier{_OF_A_SALE}|relance|rappel|retard|impayés?"
        r"|mise en demeure)\b",
        "Des frais de dossier ou de relance ne sont dus que si vos conditions de vente "
        "les prévoient.",
        frozenset({DebtorType.BUSINESS, DebtorType.PUBLIC}),
    ),
    _rule(
        "invented_share",
        "warn",
        r"\b(?:pénalités?|majorations?|majorée?s?|indemnités?|clause pénale|dommages)\b"
        r"[^.\n]{0,60}\b\d{1,3}(?:[,.]\d{1,2})?\s?%"
        r"|\b\d{1,3}(?:[,.]\d{1,2})?\s?% de (?:pénalités?|majoration|dommages|frais)",
        "Un taux ou une majoration ne sont dus que si la loi ou vos conditions de vente les "
        "prévoient : vérifiez le chiffre, ou retirez-le.",
    ),
    _rule(
        "penalties_not_owed",
        "block",
        r"\bpénalités? de retard\b|\bL\.?\s?441-(?:10|6)\b|\bD\.?\s?441-5\b"
        r"|\blate (?:payment )?(?:interest|fees?)\b",
        "Le texte demande des pénalités qui ne sont dues qu'entre professionnels : retirez la "
        "phrase ou précisez le type du client.",
        _NO_PENALTIES,
    ),
    _rule(
        "agency_public",
        "block",
        r"\b(?:société|agence|cabinet|organisme|tiers)s?\b[^.\n]{0,20}\brecouvrement\b|\bcontentieux\b",
        "Le texte menace un acheteur public de recouvrement par un tiers : retirez cette phrase.",
        frozenset({DebtorType.PUBLIC}),
    ),
    _rule(
        "litigation_early",
        "warn",
        r"\bcontentieux\b|\btribunal\b|\bjuridiction\b|\bmise en demeure\b|\bavocats?\b"
        r"|\bin court\b|\blegal action\b|\bformal notice\b|\bcollection agency\b",
        "Le texte parle déjà de la suite judiciaire : c'est trop tôt à cette étape.",
        steps=_BEFORE_R3,
    ),
    _rule(
        "reproach_early",
        "warn",
        r"\bpénalités?\b|\brelances?\b|\bimpayée?s?\b",
        "Avant l'échéance, ni pénalités, ni « relance », ni « impayé ».",
        steps=_SOFT_STEPS,
    ),
    _rule(
        "certain_outcome",
        "block",
        r"\b(?:serez|sera|seriez|ferons) condamn\w+|\bgain de cause\b"
        r"|\b(?:juge|tribunal) vous (?:condamnera|obligera|donnera tort)"
        r"|\bfrais (?:d['’]avocat|de justice|de procédure)\b[^.\n]{0,40}\bà votre charge\b",
        "Le texte annonce l'issue d'un procès, que personne ne connaît : retirez cette phrase.",
    ),
    _rule(
        "judges_the_person",
        "block",
        r"\bmauvais(?:e)? payeurs?\b|\bmauvaise foi\b|\bvoleu(?:r|se)s?\b"
        r"|\bmalhonnête\w*|\bindélicat\w*"
        r"|\bbad faith\b|\bbad payers?\b",
        "Le texte juge la personne : tenez-vous-en aux faits, aux montants et aux dates.",
    ),
    _rule(
        "vague_threat",
        "warn",
        r"\bdernière chance\b|\bn['’]hésiterons pas\b|\bsous peine de\b"
        r"|\btoutes? (?:les )?(?:voies|mesures)(?: de droit| utiles| nécessaires)",
        "Le texte menace sans dire de quoi : dites ce qui est réellement prévu, et quand.",
    ),
    _rule(
        "hours",
        "warn",
        r"\b(?:sous|dans les|within) (?:24|48|72)\s?(?:h\b|heures\b|hours\b)",
        "Un délai en heures dépend de l'heure de lecture : écrivez une date.",
    ),
    _rule(
        "days",
        "warn",
        r"\b(?:régl|pay|vir|solde)\w*[^.\n]{0,40}"
        r"\b(?:sous|dans (?:un délai de |les )|within)\s*(?:\d{1,2}|huit|quinze)"
        r"\s+(?:jours|days)\b",
        "Un délai en jours dépend du jour de lecture : écrivez une date.",
    ),
    _rule(
        "visit",
        "warn",
        r"\b(?:ir(?:ons|a)|viendr(?:ons|a)|passer(?:ons|a)|présenter(?:ons|a)|rendr(?:ons|a))\b[^.\n]{0,20}"
        r"\b(?:chez vous|à votre (?:domicile|porte)|(?:dans|à) vos (?:locaux|bureaux))",
        "Le texte annonce une visite, que l'on peut lire comme une menace : dites pourquoi vous "
        "venez, ou retirez-la.",
    ),
    _rule(
        "urgent", "warn", r"\burgent\w*\b", "« Urgent » fait passer un message pour un indésirable."
    ),
)

_FORTY = r"\b(?:40(?:[,.]00)?|quarante)[\s\u00a0\u202f]*(?:€|euros?\b|EUR\b)"
#: The fixed fee, told apart from an invoice that happens to be of 40 €.
FIXED_FEE = re.compile(
    rf"(?:indemnit|forfait)[^.\n]{{0,90}}?{_FORTY}"
    rf"|{_FORTY}[^.\n]{{0,60}}(?:indemnit|forfait|recouvrement|par facture)"
    r"|(?:recovery fee|fixed (?:fee|sum))[^.\n]{0,60}(?:€\s?40|40\s?(?:€|euros?\b|EUR\b))",
    _FLAGS,
)
LAST_NOTICE = re.compile(r"\bdernier avis\b|\bultime (?:avis|relance)\b", _FLAGS)


def forbidden(text: str, debtor: DebtorType, step: Step) -> list[Rule]:
    """The rules that ``text`` breaks for this debtor and step, each once, in a fixed order.

    ``text`` is what people wrote, placeholders still in place: a client whose name holds one of
    these words breaks no rule.
    """
    return [
        rule
        for rule in _RULES
        if debtor in rule.debtors and step in rule.steps and rule.pattern.search(text)
    ]
