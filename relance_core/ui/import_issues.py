"""The remarks on a file as one list: their count in words, their table, the annotated workbook."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from relance_core.french import listed, plural
from relance_core.ui.frame import plain
from relance_core.ui.long_table import show_long
from relance_core.ui.tables import XLSX, Table
from relance_core.vocabulary import Severity
from relance_core.workflows.annotated_file import annotated, annotated_name, can_be_annotated
from relance_core.workflows.understanding import Understanding

SEVERITIES = {
    Severity.LEFT_OUT.value: "Ligne laissée de côté",
    Severity.DECISION.value: "À trancher avant de relancer",
    Severity.WARNING.value: "Remarque",
}
_HEADINGS = {
    "severity": "Gravité",
    "row": "Ligne",
    "message": "Explication",
    "column": "Colonne",
    "value": "Valeur",
    "sheet": "Feuille",
}
XLSM = "application/vnd.ms-excel.sheet.macroEnabled.12"


def issues_summary(issues: pl.DataFrame) -> str:
    """``3 lignes laissées de côté, 1 à trancher et 12 remarques``."""
    count = dict(issues.group_by("severity").len().rows())
    words = {
        Severity.LEFT_OUT.value: ("ligne laissée de côté", "lignes laissées de côté"),
        Severity.DECISION.value: ("ligne à trancher", "lignes à trancher"),
        Severity.WARNING.value: ("remarque", "remarques"),
    }
    return listed([plural(count[code], *forms) for code, forms in words.items() if count.get(code)])


def worst_first(issues: pl.DataFrame) -> pl.DataFrame:
    """``ISSUES`` by gravity, then as the file goes, with French gravities and dates."""
    order = {code: rank for rank, code in enumerate(SEVERITIES)}
    return issues.sort(
        pl.col("severity").replace_strict(order, return_dtype=pl.Int64), "sheet", "row"
    ).with_columns(
        pl.col("severity").replace_strict(SEVERITIES, return_dtype=pl.String),
        pl.col("value").str.replace(r"^(\d{4})-(\d\d)-(\d\d)[ T]00:00:00$", "$3/$2/$1"),
    )


def show_issues(issues: pl.DataFrame, *, today: date, key: str) -> None:
    """What could not be read, or was with a doubt, and the same as a workbook."""
    if issues.is_empty():
        st.caption("Toutes les cellules ont été lues sans doute.")
        return
    st.markdown(f"##### {plain(issues_summary(issues))}")
    if Severity.DECISION in issues["severity"]:
        st.caption(
            "Ce qui est à trancher est enregistré, mais n'est pas relancé : corrigez le fichier et "
            "importez-le de nouveau, ou décidez dans Plan du jour, « Non relancées »."
        )
    show_long(
        Table(
            worst_first(issues),
            _HEADINGS,
            "Remarques sur le fichier",
            widths={"message": 560},
        ),
        key=f"{key}-table",
        today=today,
        file_name="remarques-import.xlsx",
    )


def show_all_issues(understood: Understanding) -> None:
    """The annotated workbook, and the whole list behind its title."""
    if understood.issues.is_empty():
        return
    _offer_annotated(understood)
    count = plural(understood.issues.height, "remarque")
    panel = st.expander(f"La liste entière : {count}", key="import-all-issues", on_change="rerun")
    if panel.open:
        with panel:
            show_issues(understood.issues, today=understood.today, key="import-issues")


def _offer_annotated(understood: Understanding) -> None:
    """Their own workbook with its doubts shown in it; written only when it is asked for."""
    name, own = annotated_name(understood), can_be_annotated(understood)
    st.download_button(
        "Télécharger mon fichier annoté" if own else "Télécharger les remarques (Excel)",
        data=lambda: annotated(understood).content,
        file_name=name,
        mime=XLSM if name.endswith(".xlsm") else XLSX,
        key="import-annotated",
        icon=":material/download:",
        on_click="ignore",
    )
    if own:
        st.caption(
            "Votre classeur, les cellules en doute coloriées et commentées. Corrigez-le, "
            "enregistrez-le dans Excel, puis déposez-le de nouveau."
        )
