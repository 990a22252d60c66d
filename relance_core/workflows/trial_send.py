"""Sends one message to oneself, or only signs in: a trial that counts for nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from relance_core.errors import Refused
from relance_core.outbox.folder import FolderTransport
from relance_core.outbox.outgoing import Outgoing
from relance_core.outbox.smtp import SmtpTransport
from relance_core.outbox.transport import Transports, transports_for
from relance_core.outbox.verdict import Kind, Outcome
from relance_core.outbox.wire import redirected
from relance_core.settings import Settings
from relance_core.store.database import reading
from relance_core.store.journal import note
from relance_core.workflows.drafts import Prepared, bytes_of, files_of
from relance_core.workflows.edit_settings import checked_address
from relance_core.workflows.send import OUTGOING_FOLDER
from relance_core.workflows.space import Act, Space
from relance_core.workflows.today_plan import Day

#: Beside the messages really deposited, so that nobody takes a trial for one of them.
TRIAL_FOLDER = "essais"


@dataclass(frozen=True)
class TrialSent:
    """What became of a trial."""

    to: str
    path: Path | None  # the file, when messages are written to a folder

    @property
    def sentence(self) -> str:
        """What is said of it."""
        if self.path is not None:
            return f"Essai écrit dans {self.path}. Aucun client n'a rien reçu."
        return f"Essai envoyé à {self.to}. Aucun client n'a rien reçu."


def send_test(space: Space, act: Act, day: Day, prepared: Prepared, *, to: str) -> TrialSent:
    """Send ``prepared``, a message of ``day``, to ``to`` alone; it counts as nothing and is noted.

    Raises ``Refused`` when the address, the account or the folder cannot be used.
    """
    if prepared.draft is None or prepared.is_letter:
        raise Refused("Un courrier se relit en PDF : aucun essai n'a été envoyé.")
    address = checked_address(to, "L'adresse de l'essai")
    settings = space.settings()
    # The second of the trial in place of an approval's number: a mailbox would hide a repetition.
    with reading(space.engine) as conn:
        files = files_of(conn, day, prepared)
    raw, _ = bytes_of(prepared, settings, files, at=act.at, number=-int(act.at.timestamp()))
    reminder = prepared.reminder
    item = Outgoing(
        id=0,
        addressee=reminder.addressee.name,
        step=reminder.step.value,
        channel=reminder.channel.value,
        for_date=reminder.for_date,
        to=(address,),
        cc=(),
        bcc=(),
        raw=redirected(raw, address, (*reminder.addressee.to, *reminder.addressee.copies)),
    )
    sent = TrialSent(address, _give(space, settings, item))
    with space.engine.begin() as conn:
        note(
            conn,
            "test",
            f"Essai du message pour {reminder.addressee.name} : {sent.sentence}",
            by=act.by,
            at=act.at,
            client_id=reminder.addressee.client_id,
        )
    return sent


def check_connection(space: Space) -> str:
    """Connect and sign in with the account of the espace; gives the sentence that says so.

    Raises ``Refused`` with the one sentence that says what is wrong.
    """
    settings = space.settings()
    sending = settings.sending
    transports = _transports(space, settings)
    if not isinstance(transports.mail, SmtpTransport):
        return _check_folder(transports.letters.folder)
    try:
        problem = transports.mail.check()
    finally:
        transports.close()
    if problem is not None:
        raise Refused(_without_later(problem), code="no_connection")
    who = f" en tant que {sending.user}" if sending.user else ""
    return f"Connexion réussie à {sending.host}, port {sending.port}{who}. Rien n'a été envoyé."


def _give(space: Space, settings: Settings, item: Outgoing) -> Path | None:
    transports = _transports(space, settings)
    if isinstance(transports.mail, FolderTransport):
        return FolderTransport(transports.mail.folder / TRIAL_FOLDER).write(item)
    try:
        outcome = transports.mail.send(item, lambda: True, last_try=True)
    finally:
        transports.close()
    if outcome.kind is Kind.UNCERTAIN:
        raise Refused(
            "Le serveur n'a pas confirmé l'essai : regardez dans votre boîte s'il est arrivé.",
            code="uncertain",
        )
    if outcome.kind is not Kind.SENT:
        raise Refused(f"L'essai n'est pas parti. {_without_later(outcome)}", code="not_sent")
    return None


def _transports(space: Space, settings: Settings) -> Transports:
    return transports_for(settings, space.environ, space.folder / OUTGOING_FOLDER)


def _check_folder(folder: Path) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            f"Le dossier {folder} ne peut pas être créé ({error.strerror}). Choisissez-en un autre."
        ) from None
    if not os.access(folder, os.W_OK):
        raise Refused(f"Le dossier {folder} est en lecture seule. Choisissez-en un autre.")
    return f"Les messages seront écrits dans {folder}."


def _without_later(outcome: Outcome) -> str:
    """The reason of an outcome; a trial is not tried again by itself."""
    said = outcome.reason or "Le serveur d'envoi a refusé."
    return said.replace(" ; nouvel essai plus tard.", ".")
