"""What surrounds every page: the program's name, the room of the page, nothing left in English."""

from __future__ import annotations

import streamlit as st

from relance_core.ui.theme import PALETTES, Mode, Palette, current_mode

#: Less empty space around the page than Streamlit leaves; its header keeps its own height.
_ROOM = """
.stMainBlockContainer { padding-top: 3.4rem; padding-bottom: 4rem; }
[data-testid="stPageLink-NavLink"] * { white-space: normal; }
[data-testid="stPagination"], [data-testid="stPagination"] > div { justify-content: flex-start; }
.st-key-frame-leave-demonstration button {
  min-height: 0; padding-top: 0; padding-bottom: 0; margin-top: 0.3rem;
}
@media (max-width: 735px) { .stMainBlockContainer { padding-top: 4rem; } }
@media (min-width: 736px) {
  .stMainBlockContainer, [data-testid="stBottomBlockContainer"] {
    padding-left: 3.5rem; padding-right: 3.5rem;
  }
}
"""
#: Any address in a sentence becomes a link, which opens a mail program where a line should open.
_ADDRESSES = """
:is([data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"]) a[href^="mailto:"] {
  color: inherit; text-decoration: none; pointer-events: none;
}
"""
#: Streamlit has no French. The bars over tables and charts and the menus of the headings offer in
#: English what the pages offer in French: search, sorting, workbooks, pictures. They also cover
#: what stands above a table on a phone. A list where nothing matches says so in English alone.
_FRENCH = """
[data-testid="stElementToolbar"], [data-testid="stDataFrameColumnMenu"],
[data-testid="stHeaderActionElements"] { display: none; }
kbd[aria-label$="Enter"] { font-size: 0; }
kbd[aria-label$="Enter"]::after { content: "Alt + Entrée"; font-size: 0.875rem; }
[role="listbox"] > [role="option"][style*="contents"] > span { font-size: 0; }
[role="listbox"] > [role="option"][style*="contents"] > span::after {
  content: "Aucun résultat"; font-size: 0.875rem;
}
[data-testid="stDateInputField"] [data-placeholder][data-type] { font-size: 0; }
[data-testid="stDateInputField"] [data-placeholder][data-type]::after { font-size: 0.875rem; }
[data-testid="stDateInputField"] [data-placeholder][data-type="day"]::after { content: "jj"; }
[data-testid="stDateInputField"] [data-placeholder][data-type="month"]::after { content: "mm"; }
[data-testid="stDateInputField"] [data-placeholder][data-type="year"]::after { content: "aaaa"; }
@media (hover: none) { kbd[aria-label^="Shortcut"] { display: none; } }
[data-testid="stSkipToContent"] { font-size: 0 !important; }
[data-testid="stSkipToContent"]::after { content: "Aller au contenu"; font-size: 1rem; }
"""
#: Where the keyboard is: Streamlit only tints a link of the menu and a line of an open list. A
#: table whose lines are chosen (its first column is that of the boxes) says with which keys, in
#: the room below it, as long as the keyboard is in it.
_KEYBOARD = """
:is(a, button, summary, [role="tab"], [role="radio"]):focus-visible {
  outline: 2px solid %(primary)s; outline-offset: 1px;
}
[role="option"][data-focus-visible] > [data-item-hl] {
  outline: 2px solid %(primary)s; outline-offset: -2px;
}
@media (hover: hover) {
  .stDataFrame:focus-within:not(:hover):has([id^="glide-cell-1-"][aria-colindex="1"])::after {
    content: "Flèches pour se déplacer, Maj + Espace pour choisir la ligne, Tab pour en sortir";
    position: absolute; top: 100%%; left: 0; font-size: 0.75rem; line-height: 1rem;
    color: %(quiet)s; background: %(paper)s; z-index: 1;
  }
}
"""


def show_surroundings() -> None:
    """The name above the menu, and the style that every page shares."""
    mode = current_mode()
    st.logo(_wordmark(PALETTES[mode]), size="large")
    keyboard = _KEYBOARD % vars(PALETTES[mode])
    st.html(
        f"<style>{_ROOM}{_ADDRESSES}{_FRENCH}{keyboard}{_quiet_words(mode)}{_buttons(mode)}</style>"
    )


def _quiet_words(mode: Mode) -> str:
    """Captions and hints at 4.5:1 and more: Streamlit's own grey falls short on white."""
    quiet = PALETTES[mode].quiet
    return (
        f'[data-testid="stCaptionContainer"] {{ color: {quiet}; opacity: 1; }} '
        f"input::placeholder, textarea::placeholder {{ color: {quiet} !important; opacity: 1; }}"
    )


def _buttons(mode: Mode) -> str:
    """White words cannot be read on the light primary of the dark theme: its ground does."""
    if mode is Mode.LIGHT:
        return ""
    return (
        f'[data-testid^="stBaseButton-primary"]:not(:disabled) {{ color: {PALETTES[mode].paper}; }}'
    )


def _wordmark(colours: Palette) -> str:
    """The envelope of the icon with the name of the program, as a drawing."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="122" height="32" viewBox="0 0 122 32">'
        f'<rect y="3" width="26" height="26" rx="6" fill="{colours.primary}"/>'
        f'<rect x="5" y="10" width="16" height="12" rx="1.5" fill="{colours.side}"/>'
        f'<path d="M5.8 11.2 13 17.2 20.2 11.2" fill="none" stroke="{colours.primary}" '
        'stroke-width="2"/>'
        f'<text x="35" y="23" fill="{colours.ink}" font-size="20" font-weight="600" '
        'font-family="Segoe UI, Helvetica, Arial, sans-serif">Relance</text></svg>'
    )
