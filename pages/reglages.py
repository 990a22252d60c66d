"""Réglages: the firm, its bank, account, rules, scenarios, texts, backup; each has its link."""

import streamlit as st

from relance_core.ui.frame import page
from relance_core.ui.settings_account import show_account
from relance_core.ui.settings_attachments import show_attachments_settings
from relance_core.ui.settings_backup import show_backup
from relance_core.ui.settings_firm import show_bank, show_identity
from relance_core.ui.settings_look import show_look
from relance_core.ui.settings_rates import show_rates
from relance_core.ui.settings_rules import show_rules
from relance_core.ui.settings_scenarios import show_scenarios
from relance_core.ui.settings_spaces import show_spaces
from relance_core.ui.settings_wording import show_wording


def show_sending() -> None:
    """How messages leave, and what goes with them."""
    show_account()
    show_attachments_settings()


#: In the address, as in ?section=Banque: French words that one may type.
SECTIONS = {
    "Espaces": show_spaces,
    "Entreprise": show_identity,
    "Présentation": show_look,
    "Banque": show_bank,
    "Envoi": show_sending,
    "Règles": show_rules,
    "Scénarios": show_scenarios,
    "Taux légaux": show_rates,
    "Textes": show_wording,
    "Sauvegarde": show_backup,
}

with page("Réglages"):
    section = st.segmented_control(
        "Section",
        list(SECTIONS),
        default="Entreprise",
        key="section",
        bind="query-params",
        label_visibility="collapsed",
        required=True,
    )
    SECTIONS[section or "Entreprise"]()
