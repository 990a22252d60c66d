"""The section of legal rates: what is known by semester, what may be written, the firm's terms."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from relance_core.legal_rates import EVIDENCE_LABELS, Evidence, LegalRate, LegalRates, Semester
from relance_core.ui import workspace
from relance_core.ui.tables import Table, show_table
from relance_core.ui.told import Told, attempt, show_told
from relance_core.workflows.edit_settings import stored_settings
from relance_core.workflows.late_interest import forget_rate, save_rate, save_terms, stored_rates

_TOLD = "settings-rates"
_SEMESTER, _ECB, _LEGAL, _WHERE = (
    f"settings_rates_{name}" for name in ("semester", "ecb", "legal", "where")
)
HEADINGS = {
    "semester": "Semestre",
    "ecb": "BCE (%)",
    "business": "Entreprises (%)",
    "public": "Administrations (%)",
    "legal": "Légal (%)",
    "floor": "Plancher (%)",
    "reference": "Source",
    "evidence": "Vérification",
}


def show_rates() -> None:
    """The rates, the newest first; a missing semester can be written, one by hand taken back."""
    st.subheader("Taux légaux", anchor=False)
    st.caption(
        "Les intérêts de retard se calculent par semestre. Les taux livrés ont été relevés dans "
        "des sources publiques ; vérifiez ceux que vous réclamez. Un semestre sans taux n'est "
        "jamais deviné. Entreprises : taux de la Banque centrale européenne au premier jour du "
        "semestre, plus 10 points ; administrations : plus 8 points. Plancher d'un taux convenu : "
        "trois fois le taux légal."
    )
    rates = stored_rates(workspace.space())
    missing = _missing(rates)
    if missing is not None:
        st.warning(
            f"Les taux du {missing.label} ne sont pas encore saisis : ils se relèvent sur le site "
            "de la Banque de France (taux directeurs) et au Journal officiel (taux légal).",
            icon=":material/percent:",
        )
    show_table(
        Table(rates_frame(rates), HEADINGS, title="Taux légaux", widths={"reference": 330}),
        key="settings-rates-table",
        today=workspace.today(),
        file_name="taux-legaux.xlsx",
    )
    _form(rates, missing)
    _by_hand(rates)
    _terms()
    show_told(_TOLD)


def rates_frame(rates: LegalRates) -> pl.DataFrame:
    """``HEADINGS`` as French text, the newest semester first."""

    def told(rate: LegalRate) -> dict[str, str]:
        numbers = {
            "ecb": rate.ecb_refinancing,
            "business": rate.business,
            "public": rate.public,
            "legal": rate.legal_professional,
            "floor": rate.floor,
        }
        written = {name: f"{value:.2f}".replace(".", ",") for name, value in numbers.items()}
        return {
            "semester": rate.semester.label,
            **written,
            "reference": rate.reference or "non précisée",
            "evidence": EVIDENCE_LABELS[rate.evidence],
        }

    return pl.DataFrame([told(rates.known[one]) for one in sorted(rates.known, reverse=True)])


def _missing(rates: LegalRates) -> Semester | None:
    """The semester of today when nothing is known of it."""
    now = Semester.of(workspace.today())
    return None if now in rates.known else now


def _form(rates: LegalRates, missing: Semester | None) -> None:
    st.markdown("**Saisir ou corriger un semestre**")
    semesters = [max(rates.known).next, *sorted(rates.known, reverse=True)]
    first, second, third = st.columns(3)
    first.selectbox(
        "Semestre",
        semesters,
        index=semesters.index(missing) if missing in semesters else 0,
        format_func=lambda one: one.label,
        key=_SEMESTER,
    )
    second.text_input("Taux BCE, en pour cent", placeholder="2,40", key=_ECB)
    third.text_input("Taux légal, en pour cent", placeholder="2,75", key=_LEGAL)
    st.text_input("Où l'avez-vous lu ?", placeholder="Arrêté du …, JO du …", key=_WHERE)
    st.button(
        "Enregistrer ces taux",
        key="settings-rates-save",
        type="primary",
        on_click=attempt,
        args=(_TOLD, _save),
    )


def _save() -> Told:
    state = st.session_state
    of = save_rate(
        workspace.space(),
        workspace.act(),
        state[_SEMESTER].code,
        ecb=state[_ECB] or "",
        legal=state[_LEGAL] or "",
        reference=state[_WHERE] or "",
    )
    for key in (_ECB, _LEGAL, _WHERE):
        state[key] = ""
    return Told((f"Taux du {of.label} enregistrés.",), undo=partial(_forget, of))


def _by_hand(rates: LegalRates) -> None:
    """Each semester written by hand, with the way back to the shipped rate."""
    for semester, rate in sorted(rates.known.items(), reverse=True):
        if rate.evidence is not Evidence.BY_HAND:
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"{semester.label} : saisi à la main.", width="content")
            st.button(
                "Retirer",
                key=f"settings-rates-forget-{semester.code}",
                icon=":material/close:",
                type="tertiary",
                on_click=attempt,
                args=(_TOLD, partial(_taken_back, semester)),
            )


def _taken_back(semester: Semester) -> Told:
    _forget(semester)
    return Told((f"Taux du {semester.label} saisis à la main : retirés.",))


def _forget(semester: Semester) -> None:
    forget_rate(workspace.space(), workspace.act(), semester)


def _terms() -> None:
    """What the firm's own terms provide."""
    rules = stored_settings(workspace.space())[1]
    st.markdown("**Vos conditions générales**")
    written = f"{rules.agreed_rate:f}".replace(".", ",") if rules.agreed_rate else ""
    agreed, order = (
        f"settings_rates_agreed_{written}",
        f"settings_rates_order_{rules.interest_first}",
    )
    st.text_input(
        "Taux de pénalités convenu, en pour cent par an",
        value=written,
        placeholder="aucun : celui de la loi",
        help="Un taux convenu sous trois fois le taux légal cède la place à ce plancher "
        "(article L. 441-10 du Code de commerce).",
        key=agreed,
    )
    st.checkbox(
        "Un règlement partiel couvre d'abord les intérêts (article 1343-1 du Code civil)",
        value=rules.interest_first,
        help="Sans cette option, il est déduit du principal, comme dans la plupart des comptes.",
        key=order,
    )
    st.button(
        "Enregistrer",
        key="settings-rates-terms",
        on_click=attempt,
        args=(_TOLD, partial(_save_terms, agreed, order)),
    )


def _save_terms(agreed: str, order: str) -> Told:
    state = st.session_state
    save_terms(
        workspace.space(),
        workspace.act(),
        agreed=str(state[agreed] or ""),
        interest_first=bool(state[order]),
    )
    return Told(("Conditions enregistrées : les décomptes les suivent.",))
