"""The frame around every page: navigation with counts, the quiet line at the top, the banners."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import streamlit as st

from relance_core.errors import RelanceError
from relance_core.french import number, short_date
from relance_core.store.database import reading
from relance_core.store.imports import last_payment_known
from relance_core.ui import workspace
from relance_core.ui.demonstration import open_when_wanted
from relance_core.ui.failures import unforeseen_sentence
from relance_core.ui.page_style import show_surroundings
from relance_core.ui.sending_found import results
from relance_core.vocabulary import Channel, MessageState, Withheld
from relance_core.workflows.space import data_folder
from relance_core.workflows.today_plan import Day

_SHELL = "_shell"
#: The title and the parameters of the page that a cold deep link asked for.
_ASKED = "_asked"
_ICON = Path(__file__).with_name("icon.png")
#: The page at the root: always the same, or an import would move the user to another page.
_HOME = "tableau_de_bord"
#: Page files, their French titles and icons, in the three groups of the sidebar.
_GROUPS = {
    "Aujourd'hui": (
        ("tableau_de_bord", "Tableau de bord", ":material/monitoring:"),
        ("plan", "Plan du jour", ":material/event_note:"),
        ("revue_envoi", "Revue et envoi", ":material/outgoing_mail:"),
    ),
    "Données": (
        ("importer", "Importer", ":material/upload_file:"),
        ("clients", "Clients", ":material/groups:"),
        ("litiges_promesses", "Litiges et promesses", ":material/forum:"),
    ),
    "Mémoire": (
        ("journal", "Journal", ":material/history:"),
        ("reglages", "Réglages", ":material/settings:"),
    ),
}


#: What Streamlit replaces even where Markdown is escaped: codes of emoji and icons, ASCII arrows.
_REPLACED = re.compile(r":(?=[\w+/-]+:)|(?<!\S)(?=(?:<->|->|<-|--|>=|<=|~=)(?!\S))")
#: Neither seen nor a space: put inside such a code, it is one no more.
_WORD_JOINER = "\u2060"


def plain(text: str) -> str:
    """``text`` for a Markdown place, shown as written: nothing fetched, nothing interpreted."""
    kept = _REPLACED.sub(rf"\g<0>{_WORD_JOINER}", text)
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-.!|$:<>~&])", r"\\\1", kept)
    # The no-break spaces of amounts stay: without them an amount is cut at the end of a line.
    return re.sub(r"[^\S\u00a0\u202f]+", " ", escaped).strip()


def require_shell(title: str) -> None:
    """First line of each page: a cold deep link goes through app.py and its checks, and back.

    With a ``pages`` folder beside app.py, Streamlit serves a page by itself until the first
    ``st.navigation`` of the process.
    """
    if not st.session_state.get(_SHELL):
        st.session_state[_ASKED] = title, st.query_params.to_dict()
        st.switch_page("app.py")


def run_app() -> None:
    """The router: page setup, checks, navigation, and the page asked for."""
    # A Material icon here would be fetched from another host by the browser.
    st.set_page_config(page_title="Relance", page_icon=str(_ICON), layout="wide")
    _refuse_open_address()
    st.session_state[_SHELL] = True
    counts = page_counts()
    sections = {
        group: [
            st.Page(
                f"pages/{file}.py",
                title=title + (f" · {number(counts[file])}" if counts.get(file) else ""),
                icon=icon,
                # As Streamlit would name it: elsewise a cold deep link is « not found ». The page
                # at the root has no name of its own: what bears its name leads to it.
                url_path="accueil" if file == _HOME else file,
                default=file == _HOME,
            )
            for file, title, icon in pages
        ]
        for group, pages in _GROUPS.items()
    }
    by_name = st.Page(_go_home, title=_HOME, url_path=_HOME, visibility="hidden")
    sections["Mémoire"].append(by_name)
    opened = st.navigation(sections)
    _go_where_asked()
    opened.run()


def _go_home() -> None:
    """The root, for who asked for its page by name."""
    st.switch_page(f"pages/{_HOME}.py", query_params=st.query_params.to_dict())


def _go_where_asked() -> None:
    """Back to the page that the cold deep link named, now that the pages are known."""
    asked, parameters = st.session_state.pop(_ASKED, ("", {}))
    for file, title, _ in chain.from_iterable(_GROUPS.values()):
        if title == asked:
            st.switch_page(f"pages/{file}.py", query_params=parameters)


@contextmanager
def page(title: str) -> Iterator[None]:
    """A page between its title and its end: quiet line, banners, and errors in one place."""
    require_shell(title)
    show_surroundings()
    with errors_told():
        _quiet_line()
        _banners()
        st.title(title, anchor=False)
        open_when_wanted()
        yield


@contextmanager
def errors_told() -> Iterator[None]:
    """Whatever stops a part of the screen is told in its place, in French; nothing follows it."""
    try:
        yield
    except RelanceError as error:
        sentence = error.message
    except Exception as error:
        sentence = unforeseen_sentence(error, data_folder(workspace.environ()))
    else:
        return
    st.error(plain(sentence), icon=":material/error:")
    st.stop()


def page_counts() -> dict[str, int]:
    """What waits behind each page; nothing when it cannot be counted: the page says why."""
    try:
        day, found = workspace.day(), results()
    except Exception:
        return {}
    written = int((day.plan.reminders["channel"] != Channel.CALL).sum())
    held = day.plan.withheld["code"].is_in([Withheld.DISPUTE, Withheld.PROMISE])
    return {
        "plan": day.plan.reminders.height,
        # What the page lists: to read, approved, and to settle afterwards.
        "revue_envoi": written + found.to_leave + found.to_settle,
        "litiges_promesses": int(held.sum()),
    }


def _quiet_line() -> None:
    """The espace, the date of its data, the last payment known; the demonstration says so."""
    space = workspace.space()
    day = workspace.day()
    parts = [] if space.demonstration else [space.name]
    if day.plan.data_date:
        parts.append(f"Données du {short_date(day.plan.data_date)}")
        with reading(space.engine) as conn:
            paid = last_payment_known(conn)
        if paid:
            parts.append(f"dernier paiement connu le {short_date(paid)}")
    else:
        parts.append("aucune donnée importée")
    with st.container(horizontal=True, vertical_alignment="center"):
        if space.demonstration:
            st.badge(
                "Démonstration : données fictives, rien ne part",
                icon=":material/school:",
                color="violet",
            )
        st.caption(plain(" · ".join(parts)), width="content")
        if space.demonstration:
            st.button(
                "Quitter la démonstration",
                key="frame-leave-demonstration",
                icon=":material/logout:",
                type="tertiary",
                on_click=workspace.leave_demonstration,
            )


def _banners() -> None:
    """Only what changes the meaning of the page."""
    day = workspace.day()
    if day.settings.rules.all_suspended:
        st.warning("Toutes les relances sont suspendues.", icon=":material/pause_circle:")
    if day.settings.sending.redirect_to:
        st.warning(
            f"Tout est redirigé vers {plain(day.settings.sending.redirect_to)} : "
            "aucun client ne reçoit rien.",
            icon=":material/redo:",
        )
    unknown = _uncertain(day)
    if unknown:
        words = (
            "message dont l'issue est inconnue"
            if unknown == 1
            else "messages dont l'issue est inconnue"
        )
        st.warning(f"{unknown} {words} : à régler dans Revue et envoi.", icon=":material/help:")


def _uncertain(day: Day) -> int:
    history = day.situation.history
    return int(history.filter(history["state"] == MessageState.UNCERTAIN)["message_id"].n_unique())


def _refuse_open_address() -> None:
    """Without a login, the app answers this computer alone (sending.md, hardening)."""
    address = st.get_option("server.address")
    if address not in ("127.0.0.1", "localhost", "::1"):
        st.error(
            "Relance refuse de répondre à d'autres ordinateurs que celui-ci. "
            "Lancez-le avec : python3 start.py"
        )
        st.stop()
