"""What a reviewer does to a message before approving it: edit, exclude, restore."""

from __future__ import annotations

from relance_core.errors import Refused
from relance_core.messages.placeholders import Use, validate
from relance_core.store.journal import note
from relance_core.store.messages import review_edits, write_review_edit
from relance_core.workflows.drafts import Prepared
from relance_core.workflows.space import Act, Space


def edit_message(
    space: Space, act: Act, prepared: Prepared, *, subject: str | None, body: str | None
) -> None:
    """Keep the reviewer's subject and body (None: the wording's own).

    Raises ``Refused``, keeping the text as it was, when a placeholder is unknown.
    """
    problems = validate(f"{subject or ''}\n{body or ''}", Use.REMINDER)
    if problems:
        raise Refused("Le texte n'a pas été enregistré. " + " ".join(problems), code="placeholder")
    _write(space, act, prepared, subject, body, prepared.excluded, "Message modifié à la revue")


def exclude_message(space: Space, act: Act, prepared: Prepared, excluded: bool) -> None:
    """Leave a message out of today's batch, or take it back."""
    with space.engine.begin() as conn:
        row = review_edits(conn, [prepared.key]).get(prepared.key)
    words = "Message écarté à la revue" if excluded else "Message repris à la revue"
    _write(
        space,
        act,
        prepared,
        row.subject if row else None,
        row.body if row else None,
        excluded,
        words,
    )


def _write(
    space: Space,
    act: Act,
    prepared: Prepared,
    subject: str | None,
    body: str | None,
    excluded: bool,
    words: str,
) -> None:
    addressee = prepared.reminder.addressee
    with space.engine.begin() as conn:
        write_review_edit(
            conn,
            prepared.key,
            subject=subject,
            body=body,
            excluded=excluded,
            by=act.by,
            at=act.at,
        )
        note(
            conn,
            "review",
            f"{words} : {addressee.name}.",
            by=act.by,
            at=act.at,
            client_id=addressee.client_id,
        )
