"""Reads the one client of a statement in the block of titles above its table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from relance_core.errors import UnreadableFile
from relance_core.intake.addresses import split_addresses
from relance_core.intake.groups import DASHED, SPACED
from relance_core.intake.headers import fields_of
from relance_core.intake.reading import Choice, Question
from relance_core.intake.sniff import refusal

#: Headings of the columns that the block makes.
NAME, CODE, EMAIL = (
    "Client (titre du relevé)",
    "Code client (titre du relevé)",
    "E-mail (titre du relevé)",
)
#: The same where each sheet is named after its client (``sheet_clients``).
SHEET = "Client (nom de la feuille)"
QUESTION = "one_client"
ITS_CLIENT, ANOTHER = ANSWERS = ("its_client", "another")
#: Known headings that make a line that of the headings of a table.
_HEADINGS = 3
_END = r"\s*(?:[:=]|\s[-–—]\s|$)\s*"
_CODE = re.compile(
    r"(?i)^\W*(?:code(?:\s+(?:client|tiers))?|(?:n°|no\.?|num[ée]ro)\s*(?:de\s+)?(?:client|compte)|"
    r"r[ée]f(?:\.|[ée]rence)?\s+client|compte(?:\s+(?:client|tiers|n°))?|"
    r"(?:customer|client|account)\s+(?:no\.?|number|id|code|ref\.?))" + _END
)
_NAME = re.compile(
    r"(?i)^\W*(?:client|clients?\s+factur[ée]|nom(?:\s+(?:du\s+)?client)?|raison\s+sociale|"
    r"d[ée]biteur|destinataire|tiers|factur[ée]e?\s+[àa]|adress[ée]e?\s+[àa]|intitul[ée]|"
    r"(?:to|[àa])(?=\s*:)|customer(?:\s+name)?|client\s+name|bill(?:ed)?\s+to|debtor|statement\s+(?:for|to)|kunde)"
    + _END
)
_STATEMENT = re.compile(
    r"(?i)^\W*(?:relev[ée]|extrait|situation|[ée]tat)\s+(?:de\s+(?:compte|factures?)|"
    r"(?:du\s+)?compte|client)?\s*(?:client\s*)?(?:de|du client|pour|:|-|–)\s+"
    r"(?=\S*[^\W\d_]{2})(.+)$"
)
#: Titles that name nobody, and labels of something else.
_NOBODY = re.compile(
    r"(?i)^\W*(?:(?:tous|toutes|all|divers|plusieurs|multiples?|aucun|n[ée]ant|compte|comptes|"
    r"factures?|clients?|customers?|tiers|situation|p[ée]riode|account)\b|$)"
)
_OTHER = re.compile(r"(?i)^[^:]{2,20}:|^\W*(?:t[ée]l|date|p[ée]riode|page|adresse|e-?mail)\b")
_MAIL = re.compile(r"[^\s@<>;,:]+@[^\s@<>;,]+\.[^\s@<>;,]+")


@dataclass(frozen=True)
class OneClient:
    """The client of every row of a table, as the lines above it name him."""

    name: str
    code: str | None
    email: str | None

    @property
    def shown(self) -> str:
        """``« SODIAL SAS » (C0042)``."""
        if not self.name:
            return f"« {self.code} »"
        return f"« {self.name[:60]} »" + (f" ({self.code})" if self.code else "")

    @property
    def columns(self) -> dict[str, str]:
        """The columns to add, heading to the cell of every row."""
        told = {NAME: self.name, CODE: self.code, EMAIL: self.email}
        return {heading: cell for heading, cell in told.items() if cell}


def own_titles(above: Sequence[Sequence[str | None]]) -> Sequence[Sequence[str | None]]:
    """Of the lines above a table, those that are no rows of another table over it."""
    heads = [
        at
        for at, row in enumerate(above)
        if len(fields_of([cell for cell in row if cell])) >= _HEADINGS
    ]
    if not heads:
        return above
    below = above[heads[-1] + 1 :]
    blank = next((at for at, row in enumerate(below) if not any(row)), len(below))
    return below[blank:]


def one_client(above: Sequence[Sequence[str | None]]) -> OneClient | None:
    """The client that the lines above a table name; None where they name nobody, or several."""
    names: list[str] = []
    codes: list[str] = []
    mails: list[str] = []
    sure = False
    for at, row in enumerate(above):
        below = above[at + 1] if at + 1 < len(above) else ()
        for column, cell in enumerate(row):
            text = (cell or "").strip()
            mails += _MAIL.findall(text)
            if found := _CODE.match(text):
                codes.append(_value(text[found.end() :], row, below, column))
                sure = sure or bool(re.search(r"(?i)client|customer|tiers", found[0]))
            elif found := _NAME.match(text):
                names.append(_value(text[found.end() :], row, below, column))
    names = [name for name in names if not _NOBODY.match(name)]
    if not any(re.search(r"[^\W\d_]{2}", name) for name in names):
        names = [
            found[1].strip()
            for row in above
            for cell in row
            if cell
            and (found := _STATEMENT.match(cell.strip()))
            and not _NOBODY.match(found[1].strip())
        ]
    names = list(dict.fromkeys(name for name in names if re.search(r"[^\W\d_]{2}", name)))
    codes = list(dict.fromkeys(code for code in codes if re.fullmatch(r"[\w.\-/]{1,20}", code)))
    # "Compte : 00012345678" heads the statements of a bank as well.
    if len(names) > 1 or (not names and (len(codes) != 1 or not sure)):
        return None
    name, code = names[0] if names else "", codes[0] if len(codes) == 1 else None
    for pattern in (DASHED, SPACED):
        if code is None and (found := pattern.match(name)):
            code, name = found[1], found[2].strip()
    own = list(dict.fromkeys(split_addresses("; ".join(mails))[0]))
    return OneClient(name, code, own[0] if len(own) == 1 else None)


def _value(rest: str, row: Sequence[str | None], below: Sequence[str | None], column: int) -> str:
    """What a label says: after it, in the next filled cell, or below where labels stand in line."""
    if rest.strip():
        return rest.strip()
    beside = next((cell.strip() for cell in row[column + 1 :] if cell and cell.strip()), "")
    if beside and not _NAME.match(beside) and not _CODE.match(beside) and not _OTHER.match(beside):
        return beside
    under = below[column] if column < len(below) else None
    return (under or "").strip() if not beside or under else ""


def ask_one_client(
    headings: Sequence[str], frame: pl.DataFrame, answers: Mapping[str, str]
) -> list[Question]:
    """Whether the client of the block is that of the rows: asked, never guessed.

    Raises ``UnreadableFile`` when the user says that he is not.
    """
    made = [one for one in (NAME, CODE, EMAIL, SHEET) if one in headings]
    if not made:
        return []
    said = answers.get(QUESTION)
    if said == ITS_CLIENT:
        return []
    if said == ANOTHER:
        raise _nobody()
    cells = {one: frame[f"c{headings.index(one)}"].drop_nulls() for one in made}
    names = cells[made[0]].unique(maintain_order=True).to_list()
    if len(names) > 1:
        shown = ", ".join(f"« {name[:40]} »" for name in names[:3])
        where = "le nom de sa feuille" if made == [SHEET] else "son titre"
        message = (
            "Ces tableaux n'ont pas de colonne pour le client. Le client de chacun est-il celui "
            f"que donne {where} ({shown}{'…' if len(names) > 3 else ''}) ?"
        )
        return [_asked(message, f"le client d'un tableau est celui que donne {where}")]
    told: dict[str, str] = {heading: column[0] for heading, column in cells.items()}
    client = OneClient(told.get(NAME, told.get(SHEET, "")), told.get(CODE), told.get(EMAIL))
    mail = f", {client.email}" if client.email else ""
    where = "le nom de la feuille donne" if SHEET in told else "le titre nomme"
    message = (
        "Ce tableau n'a pas de colonne pour le client. Est-ce le relevé d'un seul client, "
        f"{client.shown}{mail}, que {where} ?"
    )
    return [_asked(message, f"toutes les lignes sont de {client.shown}")]


def _asked(message: str, yes: str) -> Question:
    return Question(
        QUESTION,
        message,
        (
            Choice(ITS_CLIENT, f"Oui : {yes}"),
            Choice(ANOTHER, "Non : ce nom n'est pas celui du client"),
        ),
    )


def _nobody() -> UnreadableFile:
    return refusal(
        "no_client",
        "Rien dans ce fichier ne dit de quel client sont ces factures.",
        "Ajoutez une colonne pour le client, puis déposez de nouveau.",
    )
