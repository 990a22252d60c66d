"""What the screen says when the database fails or something unforeseen happens; details kept."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, IntegrityError

from relance_core.errors import RelanceError
from relance_core.incidents import keep_details

#: What happened and what to do, by the beginning of SQLite's own name for it.
_CAUSES = {
    "SQLITE_BUSY": (
        "la base de données est occupée par un autre programme",
        "Attendez quelques secondes et recommencez ; fermez ce qui ouvre aussi le fichier "
        "(sauvegarde, synchronisation, autre Relance).",
    ),
    "SQLITE_LOCKED": (
        "la base de données est occupée par une autre action",
        "Attendez quelques secondes et recommencez.",
    ),
    "SQLITE_FULL": (
        "le disque est plein",
        "Libérez de la place, puis recommencez.",
    ),
    "SQLITE_READONLY": (
        "la base de données ne peut pas être modifiée : son fichier est en lecture seule",
        "Rendez le dossier de données modifiable, puis recommencez.",
    ),
    "SQLITE_CANTOPEN": (
        "le fichier de la base de données ne s'ouvre plus",
        "Vérifiez que le dossier de données est toujours là et accessible, puis recommencez.",
    ),
    "SQLITE_CORRUPT": (
        "le fichier de la base de données est abîmé",
        "Ne continuez pas à saisir : remettez la dernière sauvegarde (Réglages, Sauvegarde).",
    ),
    "SQLITE_NOTADB": (
        "le fichier de la base de données est abîmé",
        "Ne continuez pas à saisir : remettez la dernière sauvegarde (Réglages, Sauvegarde).",
    ),
    "SQLITE_IOERR": (
        "le disque n'a pas pu être lu ou écrit",
        "Vérifiez le disque et la place libre, puis recommencez.",
    ),
}
_UNKNOWN = (
    "la base de données a refusé ou ne répond plus",
    "Vérifiez le disque ou le serveur, puis recommencez.",
)


class DatabaseFailure(RelanceError):
    """The database could not do what was asked; its transaction was undone as a whole."""

    code = "bad_database"


def database_sentence(error: DBAPIError) -> str:
    """What failed, that nothing was half written, and what to do."""
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    known = (words for cause, words in _CAUSES.items() if name.startswith(cause))
    happened, remedy = next(known, _UNKNOWN)
    return (
        f"Action non faite : {happened}. Rien n'est à moitié écrit, et ce qui était enregistré "
        f"le reste. {remedy}"
    )


def unforeseen_sentence(error: Exception, folder: Path) -> str:
    """The sentence for an error that nothing foresaw; its details are kept in the data folder."""
    return (
        f"Erreur inattendue ({type(error).__name__}) : cette page s'est arrêtée avant la fin. "
        f"Ce qui était enregistré l'est resté. Rechargez la page. {keep_details(error, folder)}"
    )


def tell_failures(engine: Engine, folder: Path) -> None:
    """From now on, a failure of this database is a ``DatabaseFailure``.

    Its details are kept in ``folder``. What a broken rule of the tables raises
    (``IntegrityError``) stays as it is: the code that relies on these rules answers it.
    """

    @event.listens_for(engine, "handle_error")
    def _tell(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        if context.is_pre_ping or isinstance(error, IntegrityError):
            return
        if isinstance(error, DBAPIError):
            kept = keep_details(error, folder)
            raise DatabaseFailure(f"{database_sentence(error)} {kept}") from error
