"""The versions of a text: when and by whom each was saved, what it changed, the way back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st
from sqlalchemy import Row

from relance_core.store.database import reading
from relance_core.store.messages import wording_versions
from relance_core.ui import workspace
from relance_core.ui.changes_told import show_changes, summary
from relance_core.ui.frame import plain
from relance_core.ui.settings_wording_choice import Chosen
from relance_core.ui.settings_wording_editor import told_at, write_fields
from relance_core.ui.told import Told, attempt
from relance_core.workflows.edit_wording import restore_text, save_text
from relance_core.workflows.unsaved_text import Typed

_SHOWN = 20


@dataclass(frozen=True)
class _Version:
    """One state of a text; ``number`` is that of its row, 0 for the text that ships."""

    number: int
    text: Typed
    by: str = ""
    at: datetime | None = None
    back: bool = False  # somebody went back to the text that ships


def show_versions(chosen: Chosen) -> None:
    """Every version, the latest first, down to the text that ships."""
    versions = _versions(chosen)
    if len(versions) < 2:
        return
    with st.expander(f"Versions ({len(versions)})", icon=":material/history:"):
        st.caption("Les messages déjà approuvés gardent le texte qu'ils avaient.")
        for at, version in enumerate(versions[:_SHOWN]):
            before = versions[at + 1] if at + 1 < len(versions) else None
            _show(chosen, version, before, in_force=at == 0)


def _versions(chosen: Chosen) -> list[_Version]:
    shipped = Typed(chosen.subject, chosen.body)
    with reading(workspace.space().engine) as conn:
        rows = wording_versions(conn, *chosen.place)
    return [*(_of(row, shipped) for row in rows), _Version(0, shipped)]


def _of(row: Row[Any], shipped: Typed) -> _Version:
    text = shipped if row.restored else Typed(row.subject, row.body)
    return _Version(row.id, text, row.by, row.at, bool(row.restored))


def _show(chosen: Chosen, version: _Version, before: _Version | None, *, in_force: bool) -> None:
    if version.at is None:
        title = "Texte d'origine"
    else:
        what = "retour au texte d'origine" if version.back else _changes(version, before)
        title = f"{version.at:%d/%m/%Y à %H:%M}, {version.by} : {what}"
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(title)}**", width="stretch")
            if in_force:
                st.badge("En vigueur", icon=":material/check:", color="green")
            else:
                st.button(
                    "Reprendre",
                    key=f"settings_version_{chosen.key}_{version.number}",
                    type="tertiary",
                    icon=":material/restore:",
                    on_click=_take_back,
                    args=(chosen, version),
                )
        if before is not None and not version.back:
            show_changes(_whole(before.text), _whole(version.text), only=True)


def _changes(version: _Version, before: _Version | None) -> str:
    return summary(_whole(before.text), _whole(version.text)) if before else ""


def _whole(text: Typed) -> str:
    return f"{text.subject}\n\n{text.body}" if text.subject else text.body


def _take_back(chosen: Chosen, version: _Version) -> None:
    def take_back() -> Told:
        if version.number == 0:
            restore_text(workspace.space(), workspace.act(), chosen.place)
        else:
            text = version.text
            save_text(
                workspace.space(),
                workspace.act(),
                chosen.place,
                subject=text.subject,
                body=text.body,
            )
        write_fields(chosen, version.text)
        return Told(done=("Cette version est de nouveau en vigueur.",))

    attempt(told_at(chosen), take_back)
