"""What the checks say of a message: what the firm's settings lack in one block, the rest apart."""

from __future__ import annotations

import re
from collections.abc import Iterable

import streamlit as st

from relance_core.french import listed
from relance_core.messages.checks import Problem, blocked
from relance_core.ui import workspace
from relance_core.ui.frame import plain

_OF_THE_FIRM = frozenset({"firm_incomplete", "firm_mentions", "firm_unreachable", "iban_invalid"})
#: An empty placeholder that the settings would fill, by the name that its sentence tells.
_EMPTY = re.compile(r"« (?P<name>\w+) » est vide : complétez les réglages")

#: What those placeholders stand for, as a sentence names it.
_NAMES = {
    "iban": "l'IBAN",
    "bic": "le BIC",
    "titulaire_compte": "le titulaire du compte",
    "societe": "le nom de la société",
    "signature": "la signature",
    "telephone_societe": "le téléphone de la société",
    "email_societe": "l'e-mail de la société",
}


def show_problems(problems: Iterable[Problem]) -> None:
    """Everything that keeps the message from leaving or deserves a look, the worst first."""
    found = tuple(problems)
    firm = tuple(one for one in found if _of_the_firm(one))
    if firm:
        _show_firm(firm)
    for problem in found:
        if problem in firm:
            continue
        if problem.severity == "block":
            st.error(plain(problem.message), icon=":material/block:")
        else:
            st.warning(plain(problem.message), icon=":material/info:")


def firm_sentences(problems: Iterable[Problem]) -> list[str]:
    """One sentence per thing to complete; the placeholders left empty are listed in one."""
    sentences, empty = [], []
    for problem in problems:
        found = _EMPTY.search(problem.message)
        if found:
            empty.append(found["name"])
        else:
            sentences.append(problem.message)
    if empty:
        verb = "Reste vide" if len(empty) == 1 else "Restent vides"
        named = [_NAMES.get(name, f"« {name} »") for name in empty]
        sentences.append(f"{verb} dans le texte : {listed(named)}.")
    return sentences


def _of_the_firm(problem: Problem) -> bool:
    return problem.code in _OF_THE_FIRM or (
        problem.code == "placeholder_empty" and _EMPTY.search(problem.message) is not None
    )


def _show_firm(problems: tuple[Problem, ...]) -> None:
    """One line, so that the message stays in sight; what is missing opens from it."""
    blocks = blocked(problems)
    title = "Des données de votre entreprise manquent"
    if not workspace.day().settings.firm.name.strip():
        title = "Non signé : le nom de votre entreprise manque"
    if blocks:
        title += " : ce message ne peut pas partir sans elles"
    with st.container(
        key="review_firm_missing",
        horizontal=True,
        vertical_alignment="center",
        gap="xsmall",
    ):
        st.markdown(f":material/{'block' if blocks else 'info'}: {title}", width="content")
        with st.popover("Détail", type="tertiary", key="review_firm_which"):
            st.caption(plain(" ".join(firm_sentences(problems))))
        st.page_link(
            "pages/reglages.py",
            label="Compléter",
            icon=":material/settings:",
            query_params={"section": "Entreprise"},
        )
