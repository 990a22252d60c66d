"""Why no connection to the mail account could be had: in words, and what to do about it."""

from __future__ import annotations

import smtplib
import socket
import ssl

from relance_core.errors import Refused
from relance_core.outbox.credentials import scrubbed
from relance_core.outbox.login import NoLoginMethod, StartTlsMissing
from relance_core.outbox.oauth import TokenUnreachable
from relance_core.outbox.verdict import Kind, Outcome, quoted, stop_reason


def login_failure(error: Exception) -> Outcome | None:
    """What it means that no connection could be had; None for an error that is not the server's."""
    code: int | None = None
    words = ""
    if isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
        raw = error.smtp_error
        words = scrubbed(raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw))
    match error:
        case Refused():
            return Outcome(Kind.STOP, error.message)
        case ssl.SSLCertVerificationError():
            reason = (
                "Le certificat du serveur d'envoi n'est pas reconnu : connexion refusée par "
                f"prudence ({error.verify_message}). Vérifiez le nom du serveur ; s'il est le "
                "vôtre, indiquez le fichier de son autorité de certification."
            )
            return Outcome(Kind.STOP, reason)
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            pass
        case ssl.SSLError():
            reason = (
                "Le serveur ne parle pas le chiffrement attendu sur ce port : essayez 587 avec "
                "STARTTLS, ou 465 avec TLS."
            )
            return Outcome(Kind.STOP, reason, None, str(error.reason or ""))
        case StartTlsMissing():
            reason = (
                "Le serveur ne propose pas de connexion chiffrée (STARTTLS) : rien n'a été "
                "transmis, pas même le mot de passe. Essayez le port 465 avec TLS."
            )
            return Outcome(Kind.STOP, reason)
        case NoLoginMethod():
            reason = "Le serveur ne propose aucune méthode de connexion connue de Relance."
            return Outcome(Kind.STOP, reason, None, str(error))
        case smtplib.SMTPAuthenticationError() if code is not None and code >= 500:
            return Outcome(Kind.STOP, stop_reason(code, words), code, words)
        case TokenUnreachable() | smtplib.SMTPException() | OSError():
            pass
        case UnicodeError():
            reason = "L'identifiant du compte d'envoi contient un caractère impossible."
            return Outcome(Kind.STOP, reason)
        case _:
            return None
    said = quoted(code, words) if code is not None and code > 0 else f" ({_cause(error)})"
    reason = "Le serveur d'envoi ne répond pas ; nouvel essai plus tard." + said
    return Outcome(Kind.LINE_DOWN, reason, code, words or scrubbed(str(error)))


def _cause(error: Exception) -> str:
    match error:
        case socket.gaierror():
            return "nom de serveur introuvable : vérifiez-le, et la connexion à Internet"
        case TimeoutError():
            return "délai dépassé : vérifiez le port et la sécurité choisie"
        case ConnectionRefusedError():
            return "connexion refusée : vérifiez le port"
        case TokenUnreachable():
            return "serveur de jetons injoignable"
    return "connexion interrompue"
