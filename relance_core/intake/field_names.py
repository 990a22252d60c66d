"""The fields' names as the terminal and its users write them, where ours in a frame are shorter."""

from __future__ import annotations

from difflib import get_close_matches

from relance_core.errors import Refused
from relance_core.intake.headings import dictionary

_PUBLIC = {
    "number": "invoice_number",
    "email": "client_email",
    "amount": "amount_incl_tax",
    "paid_amount": "amount_paid",
    "balance": "balance_due",
    "terms": "payment_terms",
    "type": "document_type",
    "siren": "siren_siret",
}
_OWN = {public: own for own, public in _PUBLIC.items()}
_CHOOSE = "choose_"
#: Question -> the fields that its answer may give a column: "due_date=Exigible".
SAID = {
    "choose_due_date": ("due_date", "issue_date"),
    "missing_due_date": ("due_date", "issue_date"),
    "unread_words": ("status",),
    "paid_days": ("due_date",),
    "unread_amount": ("paid_amount", "balance"),
    "reminder_marks": ("reminder_level", "to_remind"),
}


def public_name(field: str) -> str:
    """The name of a field outside: ``invoice_number`` for ``number``."""
    return _PUBLIC.get(field, field)


def public_code(question: str) -> str:
    """The code of a question outside: ``choose_balance_due`` for ``choose_balance``."""
    if question.startswith(_CHOOSE):
        return _CHOOSE + public_name(question.removeprefix(_CHOOSE))
    return question


def own_code(code: str) -> str:
    """The code of a question inside; either spelling is taken."""
    if code.startswith(_CHOOSE):
        field = code.removeprefix(_CHOOSE)
        return _CHOOSE + _OWN.get(field, field)
    return code


def own_name(name: str) -> str:
    """Our name of a field, from either spelling.

    Raises ``Refused`` for a name that is no field, with the nearest one.
    """
    own = _OWN.get(name, name)
    fields = list(dictionary()["fields"])
    if own in fields:
        return own
    near = get_close_matches(name, [*map(public_name, fields), *fields], n=1)
    hint = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
    raise Refused(f"« {name} » n'est pas un champ connu : rien n'a été lu.{hint}")
