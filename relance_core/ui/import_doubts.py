"""The doubts of a dropped file, worst first: their cells, their rows, and one-click answers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl
import streamlit as st
from openpyxl.utils import get_column_letter

from relance_core.french import amounts, plural
from relance_core.intake.places import Places, places_of
from relance_core.money import totals_by_currency
from relance_core.ui import import_state
from relance_core.ui.frame import plain
from relance_core.ui.import_answers import Answer, answers_to
from relance_core.ui.import_issues import SEVERITIES, issues_summary
from relance_core.ui.import_naming import show_naming
from relance_core.ui.import_rows import beside, read_as
from relance_core.ui.paging import page_of
from relance_core.vocabulary import Severity
from relance_core.workflows.understanding import Choices, Understanding

#: What a doubt is about, in a few words, for several cells at once.
TITLES = {
    "unreadable_date": "Dates illisibles",
    "ambiguous_date": "Dates qui se lisent de deux façons",
    "unreadable_amount": "Montants illisibles",
    "absurd_amount": "Montants impossibles",
    "missing_amount": "Montant absent",
    "missing_due_date": "Échéance absente",
    "missing_number": "Numéro de facture absent",
    "missing_client": "Client absent",
    "due_before_issue": "Échéance avant la date de facture",
    "far_due_date": "Échéance très lointaine",
    "duplicate_row": "Lignes répétées",
    "conflicting_duplicate": "Même facture, montants ou dates différents",
    "same_invoice_other_client": "Même facture chez deux clients",
    "look_alike_number": "Numéros qui se ressemblent",
    "similar_client": "Clients qui se ressemblent",
    "several_addresses": "Plusieurs adresses pour un client",
    "bad_email": "Adresses e-mail inutilisables",
    "no_reply_email": "Adresses que personne ne lit",
    "bad_siren": "SIREN ou SIRET faux",
    "bad_phone": "Téléphones incomplets",
    "unknown_status": "Statuts inconnus",
    "unknown_type": "Natures inconnues",
    "unknown_currency": "Devises inconnues",
    "draft": "Brouillons",
    "cancelled": "Factures annulées",
    "unusual_amount": "Montants inhabituels",
    "rounded_amount": "Montants arrondis",
    "paid_but_open": "Réglées, mais un montant reste dû",
    "payment_date_but_open": "Date de paiement, mais un montant reste dû",
    "unknown_remainder": "Partie encore due inconnue",
    "amounts_contradict": "Montants qui ne s'accordent pas",
    "overpaid": "Trop-perçus",
    "instalments_contradict": "Échéances qui ne font pas le montant",
    "instalment_partly_paid": "Échéances réglées en partie",
    "instalments_paid": "Échéances peut-être réglées",
    "shared_amount": "Un montant pour plusieurs factures",
    "group_sum": "Sommes qui ne sont pas celles de leurs lignes",
    "group_without_lines": "Clients sans le détail de leurs factures",
    "group_doubt": "Lignes dont le client n'est pas prouvé",
    "deduction": "Sommes à déduire",
    "retention": "Retenues de garantie",
    "lost_credit": "Avoir ou règlement qui n'a pas pu être lu",
    "telling_remark": "Remarques qui disent quelque chose",
    "credit_note_or_invoice": "Facture ou avoir",
    "too_many_cells": "Cellules décalées",
    "blank_balance": "Reste dû vide",
    "client_balance": "Le client doit moins que ses factures",
    "carried_balance": "Soldes reportés",
    "code_of_nobody": "Un même code pour tous les clients",
    "code_with_several_names": "Un code, plusieurs noms",
    "control_characters": "Caractères de contrôle",
    "credit_of_cancelled": "Avoirs de factures annulées",
    "credit_reference": "Avoirs notés sur une facture",
    "currency_contradiction": "Devise et montant qui se contredisent",
    "dispute_above_open": "Contesté plus que le reste dû",
    "einvoice_status": "États de la facture électronique",
    "factored": "Factures cédées",
    "formula_error": "Erreurs de formule",
    "formula_without_result": "Formule jamais calculée",
    "funder": "Qui paie la facture",
    "held_back": "À ne pas relancer selon le fichier",
    "legal_status": "Dossiers en d'autres mains",
    "lettered_but_open": "Lettrées, mais un montant reste dû",
    "means_told": "Règlements notés comme un moyen",
    "name_too_long": "Noms trop longs",
    "number_cleaned": "Numéros nettoyés",
    "number_damaged": "Numéros changés par le tableur",
    "number_too_long": "Numéros trop longs",
    "number_unreadable": "Numéros illisibles",
    "odd_characters": "Caractères invisibles",
    "other_firm": "Factures d'une autre de vos sociétés",
    "own_email": "Adresses de votre entreprise",
    "paid_before_issue": "Règlement avant la facture",
    "payable": "Pièces de fournisseurs",
    "payment_under_way": "Paiements en route",
    "payments_beside": "Règlements d'une autre feuille",
    "reminder_to_come": "Relances prévues",
    "repeated_client": "Clients répétés",
    "reversed_credit": "Crédits négatifs",
    "rounding_difference": "Totaux changés par les arrondis",
    "several_people": "Plusieurs contacts pour un client",
    "shared_email": "Adresses de plusieurs clients",
    "spellings_joined": "Écritures d'un même client",
    "struck": "Lignes barrées",
    "title_contradicts": "Titre et statut qui se contredisent",
    "told_paid": "Règlement noté, mais tout reste dû",
    "twin_rows": "Lignes identiques d'une facture",
    "unclear_mark": "Marques qui ne disent ni oui ni non",
    "unknown_language": "Langues inconnues",
    "unknown_debtor_type": "Types de débiteur inconnus",
    "unknown_side": "Débit ou crédit inconnu",
    "unmarked": "Lignes sans marque",
    "unread_payment": "Mots à la date de paiement",
    "unreadable_terms": "Délais illisibles",
    "untaxed_part": "Sommes hors taxes",
    "not_issued": "Factures pas encore envoyées",
    "not_understood": "Lignes non comprises",
}
_ICONS = {
    Severity.LEFT_OUT.value: ":material/block:",
    Severity.DECISION.value: ":material/help:",
    Severity.WARNING.value: ":material/info:",
}
#: Kinds of doubt drawn; the whole list is in the table and in the annotated workbook.
SHOWN = 12
_EFFECT = {
    Severity.LEFT_OUT.value: "laissées de côté",
    Severity.DECISION.value: "à trancher avant toute relance",
    Severity.WARNING.value: "",
}


@dataclass(frozen=True)
class Doubt:
    """The issues of one kind about one column."""

    severity: str
    code: str
    column: str | None
    sheet: str | None
    issues: pl.DataFrame  # ISSUES

    @property
    def key(self) -> str:
        """Tells it from the others, and from those of another file."""
        digest = self.issues.hash_rows(seed=1).sum() % 1_000_000
        return f"import-doubt-{self.severity}-{self.code}-{digest}"


def doubts_of(issues: pl.DataFrame) -> list[Doubt]:
    """The kinds of doubt, the worst first, then the most frequent."""
    ranks = {code: rank for rank, code in enumerate(SEVERITIES)}
    groups = [
        Doubt(some["severity"][0], some["code"][0], some["column"][0], some["sheet"][0], some)
        for _, some in issues.group_by("severity", "code", "column", "sheet", maintain_order=True)
    ]
    return sorted(groups, key=lambda one: (ranks[one.severity], -one.issues.height, one.code))


def show_doubts(understood: Understanding) -> None:
    """Each kind of doubt with its cells, its rows and its answers; the first is open."""
    issues = understood.reading.issues
    if issues.is_empty():
        if understood.reading.questions:
            return  # what depends on an answer is not read yet
        st.markdown(":material/check: Toutes les cellules ont été lues sans doute.")
        return
    st.markdown(f"##### {plain(issues_summary(issues))}")
    doubts = doubts_of(issues)
    places = places_of(understood.workbook, understood.reading)
    for at, doubt in enumerate(doubts[:SHOWN]):
        panel = st.expander(
            plain(title_of(doubt, understood, places)),
            icon=_ICONS[doubt.severity],
            key=doubt.key,
            expanded=at == 0 and doubt.severity != Severity.WARNING.value,
            on_change="rerun",
        )
        if panel.open:
            with panel:
                _show(doubt, understood, places)
    if len(doubts) > SHOWN:
        st.caption(f"… et {len(doubts) - SHOWN} autres sortes de remarques, dans la liste entière.")


def title_of(doubt: Doubt, understood: Understanding, places: Places) -> str:
    """``Dates illisibles · 12 lignes laissées de côté · colonne F « Échéance »``."""
    count = doubt.issues.height
    first = str(doubt.issues["message"][0])
    words = [TITLES.get(doubt.code) or (first if count == 1 else first.split(" ; ")[0])]
    effect = _EFFECT[doubt.severity]
    forms = [
        f"ligne {effect}".replace("laissées", "laissée").strip(),
        f"lignes {effect}".strip(),
    ]
    money = _euros(doubt, understood)
    words.append(plural(count, *forms) + (f", {money}" if money else ""))
    if doubt.column:
        at = places.column(doubt.sheet, doubt.column)
        letter = f"{get_column_letter(at + 1)} " if at is not None else ""
        words.append(f"colonne {letter}«\u00a0{doubt.column[:60]}\u00a0»")
    return " · ".join(words)


def _euros(doubt: Doubt, understood: Understanding) -> str:
    """What is due on the rows that wait for a decision."""
    if doubt.severity != Severity.DECISION.value:
        return ""
    rows = understood.reading.invoices.filter(
        pl.col("row").is_in(doubt.issues["row"].drop_nulls().implode())
    )
    pairs: list[tuple[str, Decimal]] = list(rows.select("currency", "open_amount").iter_rows())
    return amounts(totals_by_currency(pairs)) if pairs else ""


def _show(doubt: Doubt, understood: Understanding, places: Places) -> None:
    messages = doubt.issues["message"].unique(maintain_order=True).to_list()
    st.markdown(plain(str(messages[0])))
    if len(messages) > 1 and "«" not in str(messages[0]):
        st.caption(plain(f"Par exemple aussi : {messages[1]}"))
    _show_answers(answers_to(doubt.code, doubt.column, doubt.severity, understood), doubt)
    show_naming(doubt.code, doubt.sheet, doubt.issues, understood, places)
    shown = page_of(doubt.issues, key=f"{doubt.key}-page", rows=50, searched=False)
    cells, rows = st.columns([2, 3])
    with cells:
        st.caption("Les cellules, et comment elles sont lues")
        st.dataframe(
            read_as(understood, shown, places),
            key=f"{doubt.key}-cells",
            hide_index=True,
            placeholder="",
        )
    with rows:
        st.caption("Les lignes, telles qu'elles sont dans votre fichier")
        raw, config = beside(understood, shown, doubt.sheet, doubt.column, places)
        st.dataframe(
            raw,
            key=f"{doubt.key}-rows",
            hide_index=True,
            column_config=config,
            placeholder="",
        )


def _show_answers(answers: list[Answer], doubt: Doubt) -> None:
    if not answers:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        for at, answer in enumerate(answers):
            st.button(
                answer.label,
                key=f"{doubt.key}-answer-{at}",
                on_click=_chosen,
                args=(answer.choices,),
                help=answer.effect,
            )


def _chosen(choices: Choices) -> None:
    import_state.choose(choices)
