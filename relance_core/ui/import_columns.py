"""The columns of a dropped file: heading, meaning, samples, confidence; each can be corrected."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

import streamlit as st
from babel.numbers import format_decimal

from relance_core.french import LOCALE, plural
from relance_core.intake.headings import ColumnReading
from relance_core.ui import import_state
from relance_core.ui.frame import plain
from relance_core.workflows.understanding import Choices, Understanding

#: What a column may mean, in the order in which the list offers it.
FIELD_LABELS = {
    "number": "Numéro de facture",
    "client_code": "Code client",
    "client_name": "Client",
    "payer_code": "Code du payeur",
    "payer_name": "Payeur",
    "funder": "Financeur",
    "issue_date": "Date de facture",
    "due_date": "Date d'échéance",
    "terms": "Délai de paiement",
    "amount": "Montant TTC",
    "amount_excl_tax": "Montant HT",
    "tax": "Montant de la TVA",
    "tax_rate": "Taux de TVA",
    "paid_amount": "Déjà réglé",
    "paid_amount_2": "Deuxième règlement",
    "paid_amount_3": "Troisième règlement",
    "paid_amount_4": "Quatrième règlement",
    "credited_amount": "Montant des avoirs",
    "retention": "Retenue de garantie",
    "discount": "Escompte",
    "invoiced_before": "Déjà facturé",
    "credit_flag": "Avoir (oui ou non)",
    "cancelled_flag": "Annulée (oui ou non)",
    "draft_flag": "Brouillon (oui ou non)",
    "legal_flag": "Contentieux (oui ou non)",
    "reconciled": "Pointée (oui ou non)",
    "no_reminder": "Ne pas relancer (oui ou non)",
    "promise_flag": "Promesse ou délai accordé",
    "set_aside": "Doublon ou archive (oui ou non)",
    "to_remind": "À relancer (oui ou non)",
    "next_reminder": "Prochaine relance",
    "issued_flag": "Envoyée (oui ou non)",
    "section": "État selon le titre",
    "side": "Sens (débit ou crédit)",
    "balance": "Restant dû",
    "client_balance": "Solde du client",
    "balance_excl_tax": "Restant dû hors taxes",
    "paid_excl_tax": "Déjà réglé hors taxes",
    "currency": "Devise",
    "type": "Nature (facture, avoir, règlement)",
    "status": "Statut",
    "document_status": "État du document",
    "einvoice_status": "État de la facture électronique",
    "factored_flag": "Cédée ou affacturée (oui ou non)",
    "direct_debit_flag": "Prélèvement ou effet (oui ou non)",
    "dispute": "En litige",
    "dispute_reason": "Motif du litige",
    "disputed_amount": "Montant en litige",
    "paid_date": "Date de paiement",
    "payment_method": "Mode de règlement",
    "order_ref": "Référence de commande",
    "delivery_date": "Date de livraison",
    "reminder_level": "Relances déjà faites",
    "last_reminder_date": "Date de la dernière relance",
    "reminder_1": "Première relance",
    "reminder_2": "Deuxième relance",
    "reminder_3": "Troisième relance",
    "formal_notice": "Mise en demeure",
    "email": "E-mail",
    "contact_name": "Contact",
    "phone": "Téléphone",
    "debtor_type": "Type de débiteur",
    "siren": "SIREN ou SIRET",
    "vat_number": "N° de TVA",
    "address": "Adresse",
    "postcode": "Code postal",
    "city": "Ville",
    "country": "Pays",
    "language": "Langue",
    "description": "Libellé",
    "remark": "Remarque",
    "supplier": "Fournisseur",
    "issuer": "Société qui a émis la facture",
    "item": "Article",
    "lettering": "Lettrage",
    "days_overdue": "Jours de retard",
    "days_left": "Jours avant l'échéance",
    "ageing_bucket": "Tranche de retard",
    "sales_rep": "Commercial",
    "iban": "IBAN",
}
UNUSED = ""
PER_ROW = 4
#: Characters of a sample that are shown.
SAMPLE = 40
#: Below, a column is to be looked at.
PROBABLE = 0.6
_AMOUNTS = frozenset(
    {
        "amount",
        "amount_excl_tax",
        "tax",
        "paid_amount",
        "paid_amount_2",
        "paid_amount_3",
        "paid_amount_4",
        "credited_amount",
        "retention",
        "discount",
        "balance",
        "disputed_amount",
        "invoiced_before",
        "balance_excl_tax",
        "paid_excl_tax",
        "client_balance",
    }
)
#: As a workbook holds an amount; what a text file writes otherwise is shown as it is written.
_BARE_NUMBER = re.compile(r"-?\d+(?:\.\d{1,2})?")
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]00:00:00)")
#: A file may have two hundred columns; those that mean nothing are rarely wanted.
SHOWN_UNUSED = 40


def show_columns(understood: Understanding) -> None:
    """The columns that are used as cards, then the others, folded."""
    columns = understood.reading.columns
    used = [column for column in columns if column.field]
    rest = [column for column in columns if not column.field]
    said = set(understood.choices.mapping.values())
    doubtful = sum(1 for one in used if one.confidence < PROBABLE and one.heading not in said)
    words = [plural(len(used), "colonne comprise", "colonnes comprises")]
    if doubtful:
        words.append(f"dont {doubtful} à vérifier")
    with st.expander(
        f"Ce que veulent dire les colonnes : {', '.join(words)}",
        icon=":material/view_column:",
        key="import-columns",
        expanded=doubtful > 0,
    ):
        _cards(used, said)
    if rest:
        unused = plural(len(rest), "colonne non utilisée", "colonnes non utilisées")
        with st.expander(unused, key="import-unused"):
            _cards(rest[:SHOWN_UNUSED], said)
            if len(rest) > SHOWN_UNUSED:
                st.caption(f"… et {len(rest) - SHOWN_UNUSED} autres, laissées de côté.")


def _cards(columns: Sequence[ColumnReading], said: set[str]) -> None:
    for start in range(0, len(columns), PER_ROW):
        for place, column in zip(
            st.columns(PER_ROW), columns[start : start + PER_ROW], strict=False
        ):
            with place.container(border=True):
                _card(column, column.heading in said)


def _card(column: ColumnReading, said: bool) -> None:
    key = _key(column)
    # The reading decides what is shown: another card may have taken this meaning away.
    st.session_state[key] = column.field or UNUSED
    st.selectbox(
        f"**{plain(column.heading)}**",
        _options(column),
        key=key,
        format_func=lambda field: FIELD_LABELS.get(field, field) if field else "Non utilisée",
        on_change=_meant,
        args=(column.heading, column.field, key),
    )
    amount = column.field in _AMOUNTS
    seen = [_short(as_seen(sample, amount=amount)) for sample in column.samples[:3]]
    samples = " · ".join(seen) or "colonne vide"
    st.caption(plain(f"{samples} ({certainty(column, said=said)})" if column.field else samples))


def _short(sample: str) -> str:
    return sample if len(sample) <= SAMPLE else sample[: SAMPLE - 1].rstrip() + "…"


def as_seen(sample: str, *, amount: bool = False) -> str:
    """A cell as Excel shows it: a workbook holds a date as a moment and 2 100,90 as 2100.9.

    ``amount``: its column holds amounts; a bare number is then written as one, with two decimals.
    """
    text = sample.strip()
    if moment := _MOMENT.fullmatch(text):
        return f"{moment[3]}/{moment[2]}/{moment[1]}"
    if amount and _BARE_NUMBER.fullmatch(text):
        return format_decimal(Decimal(text), format="#,##0.00", locale=LOCALE)
    return sample


def certainty(column: ColumnReading, *, said: bool) -> str:
    """How sure the reading is, in words."""
    if said:
        return "choisi par vous"
    if column.confidence >= 0.9:
        return "sûr"
    return "probable" if column.confidence >= PROBABLE else "à vérifier"


def _options(column: ColumnReading) -> list[str]:
    known = [UNUSED, *FIELD_LABELS]
    return known if column.field in (None, *known) else [*known, str(column.field)]


def _key(column: ColumnReading) -> str:
    """Tied to the heading, so that a choice never lands on another column of another file."""
    digest = hashlib.sha256(f"{column.position}\x1f{column.heading}".encode()).hexdigest()
    return f"import-column-{digest[:12]}"


def _meant(heading: str, before: str | None, key: str) -> None:
    """The person says what a column means."""
    current = import_state.draft()
    if current is None:
        return
    field = st.session_state[key]
    choices = current.understood.choices
    if field:
        import_state.choose(with_meaning(choices, heading, field))
    else:
        _never_mind(heading, before)


def _never_mind(heading: str, field: str | None) -> None:
    """Leave a column aside: whatever else it could mean is refused in turn."""
    while field:
        current = import_state.draft()
        if current is None or not import_state.choose(without(current.understood.choices, field)):
            return
        columns = current.understood.reading.columns
        again = import_state.draft()
        if again is not None:
            columns = again.understood.reading.columns
        field = next((column.field for column in columns if column.heading == heading), None)


def with_meaning(choices: Choices, heading: str, field: str) -> Choices:
    """``choices`` with ``heading`` for ``field``, and for nothing else."""
    kept = {key: value for key, value in choices.mapping.items() if value != heading}
    return _agreed(choices, kept | {field: heading})


def without(choices: Choices, field: str) -> Choices:
    """``choices`` with no column for ``field``."""
    return _agreed(choices, {**choices.mapping, field: ""})


def _agreed(choices: Choices, mapping: Mapping[str, str]) -> Choices:
    """An earlier answer to "which column?" gives way to what was just chosen."""
    answers = {
        code: mapping.get(code.removeprefix("choose_"), value)
        if code.startswith("choose_")
        else value
        for code, value in choices.answers.items()
    }
    return Choices(mapping=mapping, answers=answers, terms_days=choices.terms_days)
