"""What a remark, a label or a number says of an invoice not to be chased before it is read."""

from __future__ import annotations

#: Whatever the column: a dispute, a promise, a payment, a credit note to come.
TELLING = (
    r"(?i)litig|contest[ée]|r[ée]clam|d[ée]saccord|diff[ée]rend|dispute|bloqu|ne pas relanc|"
    r"pas (?:de |[àa] )relanc|stop(?:per)? relanc|suspend|promesse|promis|promet|s'engage|"
    r"engagement de pa|va (?:payer|r[ée]gler)|paiera|r[ée]glera|"
    r"(?:virement|vrt|vir|ch[èe]que|chq|r[èe]glement|paiement) (?:pr[ée]vu|annonc|promis|en cours|"
    r"envoy|fait|[ée]mis)|[ée]ch[ée]ancier accord|d[ée]lai accord|"
    r"\bavoir (?:[àa]\s|en attente|demand|sur|n[°o ]|partiel|[ée]mis|fait|de \d|pour)|"
    r"en attente d.avoir|attente avoir|retenue de garantie|liquidation|redressement|sauvegarde|"
    r"contentieux|huissier|avocat|injonction|pay[ée]e? (?:le|par)|r[ée]gl[ée]e? (?:le|par)|"
    r"^\W*(?:pay|sold|r[ée]gl|annul|encaiss)(?:é|ée|ee)s?\b|"
    r"\ba (?:d[ée]j[àa] )?(?:pay|r[ée]gl)[ée]\b|acompte .{0,20}re[çc]u|"
    r"(?:ch[èe]que|chq) (?:re[çc]u|remis|d[ée]pos[ée]|encaiss[ée]|\d)|"
    r"encaiss(?:é|ée|ee) |sold(?:é|ée|ee) le|"
    r"annul(?:é|ée|ee) par|\b[RL]J (?:le|du|depuis)|"
    r"doublon|factur[ée]e? (?:par|à) erreur|erreur (?:de|sur)|mauvais (?:client|destinataire)|"
    r"promised|will pay|on hold|do not (?:chase|remind)|d[ée]c[ée]d"
)
_DAY_NAMED = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|demain|fin|d[ée]but|mi-|sous|semaine)"
#: In a remark, which speaks of this invoice alone.
REMARKED = (
    r"(?i)\bcompens[ée]|\bcompensation|"
    r"\b(?:vir|virt|virement|vrt|vrmt|chq|ch[èe]que|cb|esp|esp[èe]ces|r[èe]glement|paiement|rglt|"
    r"rgt|r[ée]gl[ée]e?|pay[ée]e?)\b\.?\s*(?:re[çc]u\s*)?(?:le\s*|du\s*)?\d{1,2}\s*[/.\-]\s*\d{1,2}|"
    r"incompl[èe]te?|\bmanquant|il manque|manque\b|non conforme|malfa[çc]on|d[ée]fectueu|"
    r"d[ée]faut\b|\bcass[ée]|ab[îi]m[ée]|endommag|pas (?:encore )?(?:livr|re[çc]u|fini|termin)|"
    r"non (?:livr|re[çc]u)|livraison partielle|retour (?:marchandise|mat[ée]riel)|"
    r"m[ée]content|insatisf|pas content|refuse|ne veut pas|prix (?:faux|erron)|[ée]cart de prix|"
    r"[ée]ch[ée]ancier|[ée]talement|\ben \d+ (?:fois|x\b)|\b\d+ ?x\b|"
    r"(?:passer|faire|[ée]tablir|[ée]mettre|attend\w*|pr[ée]voir|demander?)\s+"
    r"(?:un |l.|d.un |d.)?avoir|"
    r"[àa] (?:refaire|corriger|annuler|modifier|r[ée]tablir|reprendre)\b|\brefactur|facture fauss|"
    rf"\b(?:paie|paye|r[èe]gle|vire)\s+(?:le \d|{_DAY_NAMED})|d[ée]j[àa] (?:pay|r[ée]gl|vir)|"
    r"\bvir(?:é|ée)\b|irr[ée]couvrable|provisionn|\bNPAI\b|\bradi[ée]e?\b|a ferm[ée]|"
    r"\bannul(?:é|ée|ee|er)s?\b|remplac[ée]e? par|\bremplace\b|\brembours|trop[- ]per[çc]u|"
    r"c[ée]d[ée]e? (?:au|[àa])\b|affactur|\bfactor\b|"
    r"\battend(?:s|ent|ons)?\s|\battente\s(?:de|du|des|d.|bon|pv|bc|accord)\b|"
    r"\bshort (?:deliver|ship)|\bdamaged\b|\bfaulty\b|wrong (?:price|item|address)|"
    r"\bnot received\b|\bin query\b|\bcredit (?:note )?(?:to follow|due|requested)"
)
#: In a label, which speaks first of what was sold.
LABELLED = (
    r"(?i)\bfactures? (?:\S+ )?annul[ée]|\bannul(?:é|ée|ee)s?\b|remplac[ée]e? par\b.{0,12}\d|"
    r"^\W*remboursement\b|trop[- ]per[çc]u|^\W*devis\W+(?:\S+\W+)?(?:accept|sign|refus|envoy)"
)
#: Frais that are charged on, and bear such a word.
CHARGED_ON = r"(?i)remboursement (?:de |des |d.)?(?:frais|d[ée]bours|d[ée]pense|note)"
#: Beside the number: "F102 ANNULEE", "F103 (avoir)", "F104 payée".
NUMBERED = (
    r"(?i)\d.*\b(?:annul(?:é|ée|e|ee|ation)|cancell?ed|void|avoir|credit|sold(?:é|ée|ee)|"
    r"pay(?:é|ée|ee)|paid|r[ée]gl(?:é|ée|ee)|encaiss(?:é|ée|ee)|rembours\w*|litige|doublon|"
    r"pro ?forma|devis|brouillon|draft)s?\b"
)
#: Insolvency proceedings: what is due is declared to the receiver, no longer chased.
INSOLVENT = (
    r"(?i)liquidat(?:ion|eur)|redressement|sauvegarde|\bfaillite|d[ée]p[ôo]t de bilan|"
    r"cessation (?:de|des) paiement|proc[ée]dure collective|mandataire judiciaire|insolvab|"
    r"insolven|bankrupt|plan de continuation|(?-i:\b[RL]\.?J\b)"
)
#: The same beside the name of a client, which may hold any other word.
INSOLVENT_NAME = (
    r"(?i)\b(?:en|liquidation|redressement) (?:liquidation|redressement|judiciaire)|en faillite|"
    r"mandataire judiciaire|(?-i:[(\[-]\s*[RL]\.?J\.?\s*[)\]]?\s*$)"
)
#: The same said to be over, or not to be.
SETTLED_REMARK = (
    r"(?i)(?:pas|sans|aucun|aucune|fin|hors)\s+(?:de |d')?(?:litige|contestation|r[ée]clamation|"
    r"promesse)|(?:litige|contestation|r[ée]clamation)\s+(?:r[ée]gl|r[ée]sol|lev|clos|termin|sold)"
)
