"""The words of which headings are made: those that are one, mean nothing, tell of somebody else."""

from __future__ import annotations

import re

CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
#: What a heading says of its unit, days apart: "(jours)" makes terms of a due date.
UNIT = re.compile(
    r"\((?!\s*(?:en\s+|nb\s+)?(?:j|jrs?|jours?|days?)\s*\))[^()]{0,30}\)"
    r"|\b(?:en|in)\s+(?:euros?|eur|dollars?|[kKmM]\s?(?:€|eur)|milliers(?:\s+d['’]euros?)?)(?!\w)"
    r"|\b[kKmM]\s?€|[€$£]|\beuros?\b|\b[kK]EUR\b"
)
#: The table that a query names before its field: "f.total_ttc"; "n.facture" is a number.
ALIAS = re.compile(r"^(?!n\.)[a-z]\.(?=[a-z]\w+$)")
#: How a heading asks for a yes or a no: "Payée O/N".
YES_NO = re.compile(r"\b(?:O\s*/\s*N|Y\s*/\s*N|oui\s*/\s*non|yes\s*/\s*no)\b", re.IGNORECASE)
#: "dû" loses its accent, and would pass for the article "du".
OWED = re.compile(r"\b[dD][ûÛ]e?s?\b|\bDU$|(?<=\s)du$")
#: "À payer" and "À régler avant le" would otherwise be the English payer.
TO_PAY = re.compile(r"^\W*[àa]\s+(?:payer|r[eé]gler)\b", re.IGNORECASE)
SYNONYMS = {
    "numero": "n",
    "num": "n",
    "no": "n",
    "number": "n",
    "nr": "n",
    "nb": "nombre",
    "reglt": "reglement",
    "regl": "reglement",
    "fact": "facture",
    "fac": "facture",
    "fa": "facture",
    "inv": "invoice",
    "ech": "echeance",
    "mt": "montant",
    "mnt": "montant",
    "ref": "reference",
    "cde": "commande",
    "adr": "adresse",
    "tel": "telephone",
    "courriel": "email",
    "mail": "email",
    "mails": "email",
    "emails": "email",
    "doc": "document",
    "dt": "date",
    "j": "jours",
    "jrs": "jours",
    "jour": "jours",
    "day": "jours",
    "days": "jours",
}
FILLERS = frozenset(
    [
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "of",
        "the",
        "a",
        "au",
        "en",
        "for",
        "par",
        "s",
        "in",
        "cents",
        "centimes",
    ]
)
#: One word that is enough in a longer heading ("E-mail du service comptable").
TELLING = {
    "email": "email",
    "echeance": "due_date",
    "siren": "siren",
    "siret": "siren",
    "devise": "currency",
    "currency": "currency",
    "litige": "dispute",
    "telephone": "phone",
    "ttc": "amount",
    "statut": "status",
    "status": "status",
    "commentaire": "remark",
    "commentaires": "remark",
    "remarque": "remark",
    "remarques": "remark",
    "observation": "remark",
    "observations": "remark",
}
STAFF = frozenset(
    (
        *("vendeur", "vendeuse", "commercial", "commerciale", "responsable", "emetteur"),
        *("relanceur", "representant", "agent", "gestionnaire", "conseiller", "salesman"),
        *(
            "seller",
            "sales",
            "owner",
            "createur",
            "auteur",
            "proprietaire",
            "assigned",
            "expediteur",
        ),
    )
)
#: "Créé par", "Sent by": the firm's own people, whatever the cells hold.
DONE_BY = re.compile(
    r"^(?:cree|creee|saisi|saisie|emis|emise|envoye|envoyee|redige|redigee|etabli|etablie|valide|"
    r"validee|modifie|modifiee|suivi|suivie|created|sent|issued|entered|modified|updated|owned|"
    r"prepared|approved) (?:par|by)\b"
)
#: How ledgers head the letters of reconciled entries.
LETTERS = re.compile(r"^\W*(?:L|Lt)\W*$")
#: "EMAILREP", as programs cut it.
OUR_MAIL = re.compile(r"^e?mail(?:rep|repr|com|commercial|vendeur|vend)$")
#: What denies the word beside it: what is not reconciled is not paid.
DENIED = frozenset({"non", "not", "pas", "un"})
#: Days that are still to run up to a date, or that have run since: no terms.
RUNNING = frozenset({"avant", "restant", "restants", "until", "before", "left", "remaining"})
#: A rate of exchange would pass for "En-cours".
EXCHANGE = re.compile(
    r"^\W*(?:cours|taux)(?:\s+(?:de\s+)?(?:change|devise|conversion))?\W*$", re.IGNORECASE
)
#: The tax at one rate: "TVA 20 %".
RATED = re.compile(r"(?i)\b(TVA|VAT)\s*(?:[àa@]\s*)?\d{1,2}(?:[.,]\d{1,2})?\s*%")
#: The day by which to pay is not that of a payment.
LIMITS = frozenset({"lim", "limite", "max", "maxi", "maximum", "maximale", "limit"})
#: "Facturé à" is whom it was charged to; "Livré à", where it went.
BILLED_TO = re.compile(r"^\W*factur[ée]e?s?\s+[àa]\s*:?\s*$", re.IGNORECASE)
#: "Facturé le" loses its accent and its article, and would pass for "Facture".
BILLED_ON = re.compile(r"^\W*factur[ée]e?s?\s+(?:le|on)\s*:?\s*$", re.IGNORECASE)
SHIPPED_TO = re.compile(r"^\W*livr[ée]e?s?\s+[àa]\s*:?\s*$", re.IGNORECASE)
