"""Errors that stop an action; each carries the French sentence that the user reads."""

from __future__ import annotations


class RelanceError(Exception):
    """Base of every error shown to the user.

    ``message`` says in French what happened, what was kept and what to do. ``code`` is a stable
    English word for programs (the terminal's JSON, tests).
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class Refused(RelanceError):
    """The action was refused and nothing was changed (terminal exit 1)."""

    code = "refused"


class UnreadableFile(Refused):
    """The file cannot be read as a table of invoices; nothing was imported."""

    code = "unreadable_file"


class QuestionsPending(RelanceError):
    """The whole file depends on an answer that only a person can give (terminal exit 2)."""

    code = "questions"

    def __init__(self, message: str, questions: tuple[object, ...]) -> None:
        super().__init__(message)
        self.questions = questions


class SchemaMismatch(RelanceError):
    """A frame does not have the columns and types that its name promises: a defect of ours."""

    code = "schema_mismatch"
