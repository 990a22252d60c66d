"""Espaces: one database per firm beside the user, the demonstration being one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

import platformdirs
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from relance_core.errors import Refused
from relance_core.french import plain_key
from relance_core.outbox.account import sending_from_environment
from relance_core.settings import Settings
from relance_core.store.database import open_database, reading
from relance_core.store.outbox.moment import Moment
from relance_core.store.settings import read_settings, write_section

DEFAULT_SPACE = "entreprise"
DEMONSTRATION = "demonstration"


@dataclass(frozen=True)
class Act:
    """Who does something, and when: what every line of the journal is stamped with."""

    by: str
    at: datetime

    @property
    def today(self) -> date:
        """The day of the act, by the clock of whoever is at the keyboard."""
        return self.at.date()

    def moment(self, settings: Settings) -> Moment:
        """The same moment as the outbox writes it, in the sender's zone."""
        return Moment.at_wall_time(self.at, settings.sending.timezone)


@dataclass(frozen=True)
class Space:
    """One firm's data: its database, and the folder where its files are written."""

    key: str
    name: str
    engine: Engine
    folder: Path
    environ: Mapping[str, str]

    @property
    def demonstration(self) -> bool:
        """Whether this is the demonstration, from which nothing ever leaves."""
        return self.key == DEMONSTRATION

    def settings(self) -> Settings:
        """The settings in force, with what the environment says of the mail account instead."""
        with reading(self.engine) as conn:
            return self.settings_in(conn)

    def settings_in(self, conn: Connection) -> Settings:
        """The same, inside a transaction."""
        settings = read_settings(conn)
        if self.demonstration:
            return settings
        return replace(settings, sending=sending_from_environment(settings.sending, self.environ))


def moment_on(day: date, clock: datetime) -> datetime:
    """A moment of another ``day`` than the clock's: some minutes past noon, within office hours."""
    return datetime.combine(day, time(12, clock.minute, clock.second))


def data_folder(environ: Mapping[str, str]) -> Path:
    """Where the data is kept: ``RELANCE_DATA_DIR``, else the user's own data folder."""
    chosen = environ.get("RELANCE_DATA_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("Relance", appauthor=False))


def open_space(environ: Mapping[str, str], key: str = DEFAULT_SPACE) -> Space:
    """Open (and create, the first time) the espace ``key``; its tables are brought up to date.

    ``RELANCE_DATABASE_URL`` replaces the database of the default espace only: the demonstration
    always lives in a database of its own.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", key):
        raise Refused(f"« {key} » n'est pas le nom d'un espace.")
    folder = data_folder(environ) / "espaces" / key
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            f"Le dossier de données {folder} ne peut pas être créé ({error.strerror}). "
            "Rien n'a été modifié. Choisissez un autre dossier avec RELANCE_DATA_DIR."
        ) from error
    url = environ.get("RELANCE_DATABASE_URL") if key == DEFAULT_SPACE else None
    try:
        engine = open_database(url or f"sqlite:///{folder / 'relance.db'}")
        name = _name_of(engine, key)
    except DatabaseError as error:
        raise Refused(
            f"La base de données de l'espace « {key} » ne peut pas être lue : son fichier est "
            "abîmé ou verrouillé, ou son serveur ne répond pas. Elle n'a pas été modifiée. "
            f"Remettez une sauvegarde à sa place ({folder}), Relance fermé et les fichiers "
            "relance.db-wal et relance.db-shm effacés, ou vérifiez RELANCE_DATABASE_URL.",
            code="bad_database",
        ) from error
    return Space(key=key, name=name, engine=engine, folder=folder, environ=environ)


def _name_of(engine: Engine, key: str) -> str:
    """The firm's name once it is set."""
    if key == DEMONSTRATION:
        return "Démonstration"
    with reading(engine) as conn:
        return read_settings(conn).firm.name or "Mon entreprise"


def space_keys(environ: Mapping[str, str]) -> list[str]:
    """The espaces that exist on this machine; the default one always does."""
    root = data_folder(environ) / "espaces"
    found = {path.parent.name for path in root.glob("*/relance.db")} if root.is_dir() else set()
    return [DEFAULT_SPACE, *sorted(found - {DEFAULT_SPACE, DEMONSTRATION})] + (
        [DEMONSTRATION] if DEMONSTRATION in found else []
    )


def has_begun(environ: Mapping[str, str], key: str) -> bool:
    """False for the usual espace before its first use: opening it would begin its ledger."""
    if key != DEFAULT_SPACE or environ.get("RELANCE_DATABASE_URL"):
        return True
    return (data_folder(environ) / "espaces" / key / "relance.db").exists()


def existing_space(environ: Mapping[str, str], key: str) -> Space:
    """Open an espace that exists already; the default one makes itself.

    Raises ``Refused`` for another, with those that there are: a slip of the hand must not begin an
    empty ledger.
    """
    known = space_keys(environ)
    if key not in known:
        raise Refused(
            f"L'espace « {key} » n'existe pas : rien n'a été fait. Espaces : {', '.join(known)}. "
            "Pour en créer un : spaces --create NOM --by VOUS.",
            code="no_space",
        )
    return open_space(environ, key)


def create_space(environ: Mapping[str, str], name: str, act: Act) -> Space:
    """A new espace for another firm; refuses a name already taken."""
    key = plain_key(name).replace(" ", "-")[:60].strip("-")
    if not key:
        raise Refused("Donnez un nom à l'espace : des lettres ou des chiffres.")
    if key in space_keys(environ) or key == DEMONSTRATION:
        raise Refused(f"Un espace « {name} » existe déjà. Choisissez un autre nom.")
    space = open_space(environ, key)
    with space.engine.begin() as conn:
        firm = read_settings(conn).firm.to_json() | {"name": name}
        write_section(conn, "firm", firm, by=act.by, at=act.at)
    return open_space(environ, key)
