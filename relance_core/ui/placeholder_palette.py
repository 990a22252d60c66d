"""The placeholders beside the editor: searched, inserted at the caret by one click."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
import streamlit.components.v2 as components

from relance_core.messages.placeholders import PLACEHOLDERS

_HTML = """
<div class="palette">
  <label>Chercher une balise
    <input type="search" placeholder="montant, échéance, signature…" autocomplete="off">
  </label>
  <ul aria-label="Balises"></ul>
  <p class="none" hidden>Aucune balise ne répond à ces mots.</p>
  <p role="status" class="said"></p>
</div>
"""
_CSS = """
.palette { font-family: var(--st-font); color: var(--st-text-color); font-size: 0.875rem; }
label { display: block; }
input { box-sizing: border-box; width: 100%; margin-top: 0.25rem; padding: 0.45rem 0.6rem;
  font: inherit; color: inherit; background: var(--st-secondary-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); }
ul { list-style: none; margin: 0.5rem 0 0; padding: 0; max-height: 15rem; overflow-y: auto;
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); }
li + li { border-top: 1px solid var(--st-border-color); }
button { display: flex; flex-wrap: wrap; gap: 0.1rem 0.75rem; width: 100%; padding: 0.4rem 0.6rem;
  text-align: left; font: inherit; color: inherit; background: none; border: 0; cursor: pointer; }
button:hover { background: var(--st-secondary-background-color); }
button:focus-visible, input:focus-visible { outline: 2px solid var(--st-primary-color);
  outline-offset: -2px; }
code { color: var(--st-primary-color); font-size: 0.8125rem; white-space: nowrap; }
.none { margin: 0.5rem 0 0; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""
_SCRIPT = Path(__file__).with_name("placeholder_palette.js")


@st.cache_resource(show_spinner=False)
def _script() -> str:
    return _SCRIPT.read_text("utf-8")


def show_palette(names: Sequence[str], *, subject: str, body: str, save: str) -> None:
    """``names`` to insert in the fields with the keys ``subject`` and ``body``.

    It also lets the page hear what is typed without leaving the field, and saves by Ctrl+S with the
    button of the key ``save``.
    """
    palette = components.component("placeholder_palette", html=_HTML, css=_CSS, js=_script())
    palette(
        key=f"palette_{body}",
        data={
            "placeholders": [{"name": name, "help": PLACEHOLDERS[name].help} for name in names],
            "subject": subject,
            "body": body,
            "save": save,
        },
    )
