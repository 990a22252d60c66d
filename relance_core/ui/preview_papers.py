"""What goes with a message or is one on paper: files opened page by page, letters as printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

import streamlit as st

from relance_core.errors import RelanceError
from relance_core.french import plural, size
from relance_core.messages.as_sent import PDF_MARK
from relance_core.messages.pdf_pages import own_pages, pages_apart
from relance_core.ui.frame import plain


@dataclass(frozen=True)
class Paper:
    """A file beside a message; it is read only when somebody opens it."""

    name: str
    media_type: str
    read: Callable[[], bytes]
    size: int = 0  # bytes; 0: made as the message leaves


def show_papers(papers: Sequence[Paper], *, key: str) -> None:
    """A line for each file: what it is, and the buttons that open it and take it out."""
    for number, paper in enumerate(papers):
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"{key}_paper_{number}"
        ):
            weight = size(paper.size) if paper.size else "composé au moment de l'approbation"
            st.markdown(
                f":material/attach_file: {plain(paper.name)} · {plain(weight)}", width="content"
            )
            if st.button(
                "Voir", key=f"{key}_see_{number}", icon=":material/visibility:", type="tertiary"
            ):
                open_paper(paper)
            st.download_button(
                "Télécharger",
                data=paper.read,
                file_name=paper.name,
                mime=paper.media_type,
                key=f"{key}_take_{number}",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )


def show_letter(pdf: bytes, *, file_name: str, key: str) -> None:
    """The pages of a letter as they are printed, and the file."""
    pages, count = _own(sha256(pdf).hexdigest(), pdf)
    _show_pages(pages, count, "du courrier")
    st.download_button(
        "Télécharger le courrier (PDF)",
        data=pdf,
        file_name=file_name,
        mime="application/pdf",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def _show_pages(pages: Sequence[bytes], count: int, of: str) -> None:
    for number, page in enumerate(pages, start=1):
        with st.container(border=True, gap=None):
            st.image(page, width="stretch", alt=f"Page {number} {of}")
    if count > len(pages):
        st.caption(f"… et {plural(count - len(pages), 'autre page')} dans le fichier.")


@st.dialog("Pièce jointe", width="large")
def open_paper(paper: Paper) -> None:
    """The file over the page, page by page, with a button that takes it out."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(paper.name)}**", width="stretch")
        try:
            content = paper.read()
        except RelanceError as error:
            st.warning(plain(error.message), icon=":material/block:")
            return
        st.download_button(
            "Télécharger",
            data=content,
            file_name=paper.name,
            mime=paper.media_type,
            key="paper-opened-take",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
    _show_content(paper, content)


def _show_content(paper: Paper, content: bytes) -> None:
    if paper.media_type in ("image/png", "image/jpeg"):
        st.image(content, width="stretch", alt=paper.name)
        return
    pages, count = _apart(sha256(content).hexdigest(), content)
    if not pages:
        st.info(
            "Ce fichier ne se laisse pas afficher ici : téléchargez-le pour l'ouvrir.",
            icon=":material/visibility_off:",
        )
        return
    _show_pages(pages, count, "de la pièce jointe")


@st.cache_resource(max_entries=16, show_spinner=False)
def _own(mark: str, _pdf: bytes) -> tuple[list[bytes], int]:
    del mark  # the key of the cache
    return own_pages(_pdf)


@st.cache_resource(max_entries=4, show_spinner=False)
def _apart(mark: str, _content: bytes) -> tuple[list[bytes], int]:
    del mark
    return pages_apart(_content) if PDF_MARK in _content[:1024] else ([], 0)
