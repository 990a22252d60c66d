"""How the firm's messages look and close: logo, colour, signatories, cheques, payment link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from relance_core.colours import colour
from relance_core.errors import Refused
from relance_core.messages.clean import one_line
from relance_core.messages.logo import logo_from
from relance_core.settings import Logo, Signatory
from relance_core.store.settings import hold_settings, write_section
from relance_core.vocabulary import Step
from relance_core.workflows.edit_settings import checked_bank, write_checked
from relance_core.workflows.space import Act, Space

#: Fields of ``Firm`` that this file alone judges.
LOOK_FIELDS = (
    "accent",
    "signature_lines",
    "cheques",
    "cheque_order",
    "cheque_address",
    "payment_link",
)
_MOST_LINES, _LONGEST_LINE, _LONGEST_LINK = 6, 90, 300
_KEPT = "Rien n'a été enregistré."


def save_look(space: Space, act: Act, values: Mapping[str, Any]) -> None:
    """Save some of ``LOOK_FIELDS``. Raises ``Refused`` for a colour or a link that is none."""
    write_checked(space, act, "firm", checked_look(values))


def save_means(
    space: Space,
    act: Act,
    *,
    iban: str,
    bic: str,
    beneficiary: str,
    payment_qr: bool,
    beside: Mapping[str, Any],
) -> None:
    """Save every way to pay at once: the bank's, and those of ``LOOK_FIELDS`` beside it.

    Raises ``Refused``, nothing saved, for the first that cannot be.
    """
    bank = checked_bank(iban, bic, beneficiary, payment_qr)
    write_checked(space, act, "firm", bank | checked_look(beside))


def checked_look(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of ``save_look`` as they are kept, or ``Refused``."""
    clean = dict(values)
    if "accent" in clean:
        clean["accent"] = _checked_colour(str(clean["accent"]))
    if "payment_link" in clean:
        clean["payment_link"] = _checked_link(str(clean["payment_link"]))
    for name, label in (("signature_lines", "La signature"), ("cheque_address", "L'adresse")):
        if name in clean:
            clean[name] = _checked_lines(str(clean[name]), label)
    if "cheque_order" in clean:
        clean["cheque_order"] = one_line(str(clean["cheque_order"]))[:_LONGEST_LINE]
    return clean


def save_signatories(space: Space, act: Act, signatories: Sequence[Signatory]) -> None:
    """Save who signs which step; a step without a name goes back to the firm's signatory.

    Raises ``Refused`` for a function without a name, or a step that is signed twice.
    """
    kept: list[dict[str, Any]] = []
    for one in signatories:
        step, name, title = Step(one.step), one_line(one.name), one_line(one.title)
        if title and not name:
            raise Refused(f"Il manque le nom de la personne dont la fonction est écrite. {_KEPT}")
        if any(other["step"] == step.value for other in kept):
            raise Refused(f"Une étape n'a qu'un signataire. {_KEPT}")
        if name:
            kept.append(Signatory(step.value, name, title).to_json())
    write_checked(space, act, "firm", {"signatories": kept})


def save_logo(space: Space, act: Act, name: str, content: bytes) -> Logo:
    """Take the picture in a file as the firm's logo. Raises ``Refused`` when it is none."""
    logo = logo_from(name, content)
    _write_logo(space, act, logo.to_json(), "Logo de l'entreprise changé.")
    return logo


def remove_logo(space: Space, act: Act) -> None:
    """Messages and letters without a logo again."""
    _write_logo(space, act, {}, "Logo de l'entreprise retiré.")


def _write_logo(space: Space, act: Act, content: dict[str, Any], sentence: str) -> None:
    with space.engine.begin() as conn:
        hold_settings(conn)
        write_section(conn, "logo", content, by=act.by, at=act.at, sentence=sentence)


def _checked_colour(written: str) -> str:
    if not written.strip():
        return ""
    found = colour(written)
    if found is None:
        raise Refused(
            f"Cette couleur ne se lit pas : six chiffres ou lettres de A à F, comme #0f5c5c. "
            f"{_KEPT}",
            code="bad_colour",
        )
    return found


def _checked_link(written: str) -> str:
    """An address that a browser opens over https, as it is to be shown: nothing hidden in it."""
    link = written.strip()
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        plain = parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
        plain = plain and parts.password is None and parts.port in (None, 443)
    except ValueError:
        plain = False
    if not plain or len(link) > _LONGEST_LINK or not link.isascii() or set(link) & set(" <>\"'\\`"):
        raise Refused(
            "Le lien de paiement doit commencer par https:// et ne contenir ni espace ni accent. "
            f"{_KEPT}",
            code="bad_link",
        )
    return link


def _checked_lines(written: str, label: str) -> str:
    lines = [one_line(line) for line in written.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > _MOST_LINES or any(len(line) > _LONGEST_LINE for line in lines):
        raise Refused(
            f"{label} tient en {_MOST_LINES} lignes de {_LONGEST_LINE} caractères au plus. {_KEPT}"
        )
    return "\n".join(lines)
