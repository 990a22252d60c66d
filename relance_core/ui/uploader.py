"""The file uploader with French words: the one place that knows how Streamlit draws it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

#: Megabytes; the server refuses more by itself.
LIMIT_MB = 50

#: Streamlit has no French: its English words are taken out, for screen readers too, and ours drawn.
_STYLE = """
<style>
[class*="st-key-upload-"] [data-testid="stFileUploaderDropzone"] button p,
[class*="st-key-upload-"] [data-testid="stFileUploaderDropzoneInstructions"] > div {
  display: none;
}
[class*="st-key-upload-"] [data-testid="stFileUploaderDropzone"] button
  [data-testid="stMarkdownContainer"]::after {
  content: "Choisir un fichier…";
}
[class*="st-key-upload-"] [data-testid="stFileUploaderDropzoneInstructions"]::after {
  content: "ou déposez-le ici, 50 Mo au plus"; font-size: 0.875rem; opacity: 0.75;
}
[class*="st-key-upload-several-"] [data-testid="stFileUploaderDropzone"] button
  [data-testid="stMarkdownContainer"]::after {
  content: "Choisir des fichiers…";
}
[class*="st-key-upload-several-"] [data-testid="stFileUploaderDropzoneInstructions"]::after {
  content: "ou déposez-les ici, 50 Mo au plus chacun";
}
</style>
"""

_OWN_LIMIT = """
<style>
[class*="st-key-upload-%s"] [data-testid="stFileUploaderDropzoneInstructions"]::after {
  content: "ou %s Mo au plus%s";
}
</style>
"""


def upload(
    label: str, kinds: Sequence[str], *, key: str, limit_mb: int = LIMIT_MB
) -> UploadedFile | None:
    """One file dropped or chosen; ``label`` is also what a screen reader says.

    ``key`` is unique on the page; give another one to forget the file, whose bytes the server keeps
    as long as the widget has it.
    """
    st.html(
        _STYLE
        + ("" if limit_mb == LIMIT_MB else _OWN_LIMIT % (key, f"déposez-le ici, {limit_mb}", ""))
    )
    with st.container(key=f"upload-{key}"):
        return st.file_uploader(label, type=list(kinds), key=key, max_upload_size=limit_mb)


def upload_several(
    label: str, kinds: Sequence[str], *, key: str, limit_mb: int = LIMIT_MB
) -> list[UploadedFile]:
    """Some files dropped or chosen at once; ``label`` and ``key`` as for ``upload``."""
    own = (f"several-{key}", f"déposez-les ici, {limit_mb}", " chacun")
    st.html(_STYLE + ("" if limit_mb == LIMIT_MB else _OWN_LIMIT % own))
    with st.container(key=f"upload-several-{key}"):
        return st.file_uploader(
            label, type=list(kinds), key=key, max_upload_size=limit_mb, accept_multiple_files=True
        )
