"""The sections of the firm: who it is, and where the money goes."""

from __future__ import annotations

import streamlit as st

from relance_core.messages.creditor import iban_in_groups
from relance_core.ui import workspace
from relance_core.ui.told import Told, attempt, show_told
from relance_core.workflows.edit_look import save_means
from relance_core.workflows.edit_settings import save_identity, stored_settings

#: Field of ``Firm`` -> its label, in rows as they are drawn.
_IDENTITY = (
    (("name", "Nom de l'entreprise"), ("legal_form", "Forme juridique"), ("capital", "Capital")),
    (("siren", "SIREN"), ("rcs_city", "Ville du RCS"), ("vat_number", "N° de TVA")),
    (("address", "Adresse"), ("postcode", "Code postal"), ("city", "Ville")),
    (("phone", "Téléphone"), ("email", "E-mail (réponses des clients)")),
    (("signatory", "Signataire"), ("signatory_title", "Fonction du signataire")),
    (
        ("contact_line", "Ligne directe pour les questions"),
        ("hand_over_to", "À qui un dossier impayé est transmis"),
    ),
    (("mediator", "Médiateur de la consommation, si vous avez des clients particuliers"),),
)
#: Other ways to pay, judged with how messages look.
_BESIDE = ("payment_link", "cheques", "cheque_order", "cheque_address")
_EXAMPLES = {
    "legal_form": "SAS",
    "capital": "10 000 €",
    "contact_line": "Julie Martin, 04 72 00 00 00",
    "hand_over_to": "notre avocat, Maître Roy",
    "mediator": "Médiation du commerce, 10 rue de la Paix, 75002 Paris",
}


def show_identity() -> None:
    """Name, numbers, address and signature, as every message and letter shows them."""
    space = workspace.space()
    firm, _, _ = stored_settings(space)
    st.caption("Ce que vos clients voient dans chaque message et chaque courrier.")
    with st.form(f"settings_identity_{space.key}", border=False):
        for row in _IDENTITY:
            for place, (name, label) in zip(st.columns(len(row)), row, strict=True):
                place.text_input(
                    label,
                    value=getattr(firm, name),
                    key=_key(name),
                    placeholder=_EXAMPLES.get(name, ""),
                )
        st.form_submit_button(
            "Enregistrer l'entreprise",
            key="settings_save_identity",
            type="primary",
            on_click=_save_identity,
        )
    show_told("settings-identity")


def _save_identity() -> None:
    names = [name for row in _IDENTITY for name, _ in row]
    values = {name: st.session_state[_key(name)] for name in names}

    def save() -> Told:
        save_identity(workspace.space(), workspace.act(), values)
        workspace.forget_read()  # the espace bears the firm's name
        return Told(done=("Entreprise enregistrée.",))

    attempt("settings-identity", save)


def show_bank() -> None:
    """IBAN, BIC, holder, and the payment QR code."""
    space = workspace.space()
    firm, _, _ = stored_settings(space)
    st.caption("Où l'argent doit arriver : ces lignes sont dans chaque message.")
    with st.form(f"settings_bank_{space.key}", border=False):
        st.text_input("IBAN", value=iban_in_groups(firm.iban), key=_key("iban"), width=420)
        left, right = st.columns(2)
        left.text_input("BIC", value=firm.bic, key=_key("bic"))
        right.text_input(
            "Titulaire du compte",
            value=firm.beneficiary,
            key=_key("beneficiary"),
            placeholder=firm.name,
            help="Le nom de l'entreprise quand ce champ est vide.",
        )
        st.toggle(
            "QR de paiement dans les messages en euros",
            value=firm.payment_qr,
            key=_key("payment_qr"),
            help="L'application bancaire du client y lit l'IBAN, le montant et la référence.",
        )
        st.text_input(
            "Lien de paiement en ligne",
            value=firm.payment_link,
            key=_key("payment_link"),
            placeholder="https://",
            help="Écrit dans les messages à côté du virement ; vide, il n'y en a pas.",
        )
        st.toggle(
            "Chèques acceptés (dits dans les courriers)",
            value=firm.cheques,
            key=_key("cheques"),
            help="Les courriers disent alors à quel ordre et où envoyer le chèque.",
        )
        left, right = st.columns(2)
        left.text_input(
            "Ordre des chèques",
            value=firm.cheque_order,
            key=_key("cheque_order"),
            placeholder=firm.name,
        )
        right.text_area(
            "Adresse où envoyer les chèques",
            value=firm.cheque_address,
            key=_key("cheque_address"),
            height=96,
            placeholder="\n".join(
                part for part in (firm.address, f"{firm.postcode} {firm.city}".strip()) if part
            ),
        )
        st.form_submit_button(
            "Enregistrer la banque",
            key="settings_save_bank",
            type="primary",
            on_click=_save_bank,
        )
    show_told("settings-bank")


def _save_bank() -> None:
    typed = st.session_state

    def save() -> Told:
        save_means(
            workspace.space(),
            workspace.act(),
            iban=typed[_key("iban")],
            bic=typed[_key("bic")],
            beneficiary=typed[_key("beneficiary")],
            payment_qr=typed[_key("payment_qr")],
            beside={name: typed[_key(name)] for name in _BESIDE},
        )
        return Told(done=("Coordonnées bancaires enregistrées.",))

    attempt("settings-bank", save)


def _key(name: str) -> str:
    """The widget of a field: another espace has widgets of its own."""
    return f"settings_{workspace.space().key}_{name}"
