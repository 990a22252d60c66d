"""The espace, the person and the day of the session; here alone the screen reads the clock."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from secrets import token_hex

import polars as pl
import streamlit as st

from relance_core.errors import RelanceError
from relance_core.reminders.ahead import Ahead, look_ahead
from relance_core.store.database import reading
from relance_core.store.journal import revision
from relance_core.store.portfolio import read_portfolio
from relance_core.ui.failures import tell_failures
from relance_core.workflows.space import (
    DEFAULT_SPACE,
    DEMONSTRATION,
    Act,
    Space,
    data_folder,
    moment_on,
    open_space,
)
from relance_core.workflows.today_plan import Day, plan_of

#: Espace, its database, the reading of it, its revision, and the day.
Stamp = tuple[str, str, str, tuple[int, int], date]

_SPACE = "workspace_space"
_PERSON = "workspace_person"


def environ() -> Mapping[str, str]:
    """The environment of the program."""
    return os.environ


def now() -> datetime:
    """The wall clock, on the day of ``RELANCE_TODAY`` when it is set."""
    moment = datetime.now()
    fixed = os.environ.get("RELANCE_TODAY")
    return moment_on(date.fromisoformat(fixed), moment) if fixed else moment


def today() -> date:
    """The day that everything on screen is computed for."""
    return now().date()


def act() -> Act:
    """Who does something now: the stamp of every change."""
    return Act(by=person(), at=now())


def person() -> str:
    """Who is at the keyboard; the session of the computer until somebody says otherwise."""
    name = st.session_state.get(_PERSON) or _remembered().get("person")
    return str(name or _login_name())


def named_person() -> str:
    """The name that somebody gave for whoever is at the keyboard; empty for a mere login."""
    return str(st.session_state.get(_PERSON) or _remembered().get("person") or "")


def choose_person(name: str) -> None:
    """Remember who is at the keyboard, for this session and the next."""
    st.session_state[_PERSON] = name.strip()
    _remember(person=name.strip())


def own_address() -> str:
    """Where the person at the keyboard gets trials; empty until somebody has typed it."""
    return str(_remembered().get("own_address", ""))


def remember_own_address(address: str) -> None:
    """Keep the address for trials, on this computer."""
    _remember(own_address=address.strip())


def space() -> Space:
    """The espace in use: the one chosen last on this computer."""
    key = st.session_state.get(_SPACE) or _remembered().get("space") or DEFAULT_SPACE
    try:
        return _opened(str(key), str(data_folder(environ())))
    except RelanceError:
        if key == DEFAULT_SPACE:
            raise
        choose_space(DEFAULT_SPACE)
        return _opened(DEFAULT_SPACE, str(data_folder(environ())))


def choose_space(key: str) -> None:
    """Work in another espace, in this session and the next."""
    st.session_state[_SPACE] = key
    _remember(space=key)


def forget_read() -> None:
    """Read everything again: an espace was renamed, or its database replaced."""
    for kept in (_opened, _day, _ahead, _portfolio, _reading):
        kept.clear()


def enter_demonstration(tell: Callable[[str], object] = lambda stage: None) -> Space:
    """Open the demonstration, filling it with sample data the first time.

    ``tell`` hears each stage, in French, as it begins.
    """
    before = space().key
    # Here, for the first page not to wait for what reads files.
    from relance_core.workflows.demo import open_demonstration

    opened = open_demonstration(environ(), act(), tell)
    if before != DEMONSTRATION:
        _remember(left=before)
    choose_space(DEMONSTRATION)
    return opened


def leave_demonstration() -> None:
    """Back to the espace from which the demonstration was opened."""
    choose_space(_remembered().get("left", DEFAULT_SPACE))


def day() -> Day:
    """Settings, situation and plan of today; computed again only when something has changed."""
    current = space()
    return _day(current.key, str(current.engine.url), _revision(current), today(), current)


def ahead() -> Ahead:
    """The messages of the next sixty days, were nobody to pay."""
    current = space()
    return _ahead(current.key, str(current.engine.url), _revision(current), today(), day())


def portfolio() -> pl.DataFrame:
    """``schemas.PORTFOLIO`` of the espace; read again only when something has changed."""
    current = space()
    return _portfolio(current.key, str(current.engine.url), _revision(current), current)


def stamp() -> Stamp:
    """What the screen is computed from: equal stamps, equal figures. Made to be a cache's key."""
    current = space()
    return current.key, str(current.engine.url), _reading(), _revision(current), today()


def _revision(current: Space) -> tuple[int, int]:
    with reading(current.engine) as conn:
        return revision(conn)


@st.cache_resource(show_spinner=False)
def _reading() -> str:
    """Another text each time everything is read again: a replaced database may count alike."""
    return token_hex(8)


@st.cache_resource(max_entries=16, show_spinner=False)
def _opened(key: str, folder: str) -> Space:
    """One engine per espace and process; ``folder``: another data folder is another espace."""
    opened = open_space(environ(), key)
    tell_failures(opened.engine, Path(folder))
    return opened


@st.cache_resource(max_entries=8, show_spinner=False)
def _day(key: str, url: str, revised: tuple[int, int], on: date, _space: Space) -> Day:
    del key, url, revised  # parts of the key
    return plan_of(_space, today=on)


@st.cache_resource(max_entries=4, show_spinner=False)
def _ahead(key: str, url: str, revised: tuple[int, int], on: date, _day: Day) -> Ahead:
    del key, url, revised
    return look_ahead(_day.situation, _day.scenarios, _day.settings.rules, today=on)


@st.cache_resource(max_entries=4, show_spinner=False)
def _portfolio(key: str, url: str, revised: tuple[int, int], _space: Space) -> pl.DataFrame:
    del key, url, revised
    with reading(_space.engine) as conn:
        return read_portfolio(conn)


def _memory_file() -> Path:
    return data_folder(environ()) / "session.json"


def _remembered() -> dict[str, str]:
    """What was chosen last on this computer; nothing when it cannot be read."""
    try:
        content = json.loads(_memory_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _remember(**choices: str) -> None:
    """Best effort: a folder that cannot be written only loses the memory of the choice."""
    try:
        _memory_file().parent.mkdir(parents=True, exist_ok=True)
        _memory_file().write_text(json.dumps(_remembered() | choices), "utf-8")
    except OSError:
        return


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "Utilisateur"
