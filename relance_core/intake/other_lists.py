"""Names what is no list of clients' invoices: a FEC, a journal of entries, suppliers' invoices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from relance_core.french import plain_key
from relance_core.intake.headings import ColumnReading, candidates, tokens
from relance_core.intake.reading import Choice, Question
from relance_core.intake.sniff import refusal
from relance_core.intake.tables import Table
from relance_core.intake.workbook import Workbook

#: Headings of a FEC (LPF A47 A-1), of which the shortest cuts keep three.
FEC_HEADINGS = frozenset(
    [
        "journalcode",
        "journallib",
        "ecriturenum",
        "ecrituredate",
        "comptenum",
        "comptelib",
        "compauxnum",
        "compteauxnum",
        "compauxlib",
        "ecriturelib",
        "ecriturelet",
    ]
)
ACCOUNT_WORDS = frozenset({"compte", "comptes", "comptenum", "account", "konto", "gegenkonto"})
#: Accounts of the French chart: clients, and those that no list of invoices holds.
CLIENTS = r"^41[0-9]"
OTHERS = r"^(?:[67][0-9]{2}|44[0-9]|5[0-8][0-9]|42[0-9]|43[0-9]|10[0-9]|2[0-9]{2})"
#: The same in words, where accounts are named.
CLIENT_WORDS = r"(?i)receivable|^clients?\b|^411|débiteurs?"
OTHER_WORDS = (
    r"(?i)^(?:sales|revenue|income|ventes?|prestations?|banque|bank|caisse|tva|vat\b|.*tax)"
)
SUPPLIER_WORDS = frozenset(
    [
        *("fournisseur", "fournisseurs", "achat", "achats", "dettes"),
        *("supplier", "suppliers", "vendor", "vendors", "payable", "payables"),
        *("lieferanten", "kreditoren"),
    ]
)
PAYABLES = "payables"
RECEIVED, ISSUED = "payables", "receivables"
SURE = 0.7  # confidence of a heading that names the client and nothing else


def is_fec(table: Table) -> bool:
    """Whether a table is a FEC: one row is an entry, not an invoice."""
    known = {plain_key(heading).replace(" ", "") for heading in table.headings}
    return len(known & FEC_HEADINGS) >= 3


def refuse_fec(table: Table) -> None:
    """Name a FEC for what it is."""
    if is_fec(table):
        raise fec_refusal()


def fec_refusal() -> Exception:
    """What is said of a FEC."""
    return refusal(
        "fec_not_read_yet",
        "Ce fichier est un FEC (fichier des écritures comptables), pas encore lu.",
        "Exportez la liste des factures ouvertes au format Excel ou CSV.",
    )


def refuse_other_lists(
    workbook: Workbook,
    table: Table,
    columns: Sequence[ColumnReading],
    answers: Mapping[str, str],
) -> list[Question]:
    """Refuse entries of accounts and suppliers' invoices; asks when they may be either.

    Raises ``UnreadableFile`` that names what the table is, and what to export instead.
    """
    _refuse_entries(table)
    return _payables(workbook, table, columns, answers)


def _refuse_entries(table: Table) -> None:
    written = {word for heading in table.headings for word in tokens(heading)}
    sided = {"debit", "credit"} <= written or any(
        field == "side" for heading in table.headings for field, _ in candidates(heading)
    )
    for position, heading in enumerate(table.headings):
        if not tokens(heading) & ACCOUNT_WORDS:
            continue
        cells = table.frame[f"c{position}"].drop_nulls().str.strip_chars()
        numbers = cells.str.contains(r"^\d{3,}")
        if numbers.mean() or 0:
            clients, others = _share(cells, CLIENTS), _share(cells, OTHERS)
        else:
            clients, others = _share(cells, CLIENT_WORDS), _share(cells, OTHER_WORDS)
        general = {"compte", "general"} <= tokens(heading)
        # Clients may be numbered as accounts are; entries have two sides, or a general account.
        mixed = clients >= 10 and others >= 20 and (sided or general)
        if mixed or (general and others >= 80):
            raise refusal(
                "ledger_not_read_yet",
                "Ce fichier est un journal ou un grand livre : une ligne y est une écriture "
                f"comptable (colonne « {heading} »), pas une facture.",
                "Exportez les seules écritures non lettrées des comptes clients (411), ou la liste "
                "des factures ouvertes, au format Excel ou CSV.",
            )


def _payables(
    workbook: Workbook,
    table: Table,
    columns: Sequence[ColumnReading],
    answers: Mapping[str, str],
) -> list[Question]:
    """Suppliers' invoices are what the firm owes: nobody is reminded of them."""
    if answers.get(PAYABLES) == ISSUED:
        return []
    if answers.get(PAYABLES) == RECEIVED:
        raise _payables_refusal("vous l'avez dit.")
    clients = [column for column in columns if column.field in ("client_name", "client_code")]
    if any(column.confidence == 1 for column in clients):
        return []  # said by the user
    for column in columns:
        if column.field in ("client_code", None) and tokens(column.heading) & ACCOUNT_WORDS:
            cells = table.frame[f"c{column.position}"].drop_nulls().str.strip_chars()
            if cells.len() and _share(cells, r"^40[1348]\w{2,}$") >= 90:
                raise _payables_refusal(f"la colonne « {column.heading} » porte des comptes 401.")
    surely = any(column.confidence >= SURE for column in clients)
    suppliers = [column for column in columns if column.field == "supplier"]
    if not suppliers:
        title = _title(workbook, table)
        if not surely and set(plain_key(title).split()) & SUPPLIER_WORDS:
            raise _payables_refusal(f"son titre est « {title.strip()[:80]} ».")
        return []
    many = max(_distinct(table, column) for column in suppliers)
    known = max((_distinct(table, column) for column in clients), default=0)
    heading = suppliers[0].heading
    if many <= 1 and known > 1:
        return []  # the firm itself, on every row (a portal's own export): others are the clients
    if not surely or (many > 1 and known <= 1):
        raise _payables_refusal(f"sa colonne « {heading} » dit à qui.")
    if many <= 1:
        return []  # the firm itself
    return [
        Question(
            PAYABLES,
            f"Ce fichier a une colonne « {heading} » et une colonne « {clients[0].heading} ». Que "
            "contient-il ?",
            (
                Choice(ISSUED, "Des factures que vous émettez, à relancer"),
                Choice(RECEIVED, "Des factures que vous recevez, à payer"),
            ),
        )
    ]


def refuse_suppliers(tables: Sequence[Table]) -> None:
    """Name suppliers' invoices for what they are, where no column of a file names clients."""
    for table in tables:
        for at, heading in enumerate(table.headings):
            claimed = {field for field, _ in candidates(heading)}
            named = tokens(heading) & SUPPLIER_WORDS or "supplier" in claimed
            if named and table.frame[f"c{at}"].drop_nulls().n_unique() > 1:
                raise _payables_refusal(f"sa colonne « {heading} » dit à qui.")


def _payables_refusal(why: str) -> Exception:
    return refusal(
        PAYABLES,
        f"Ce fichier est une liste de factures de fournisseurs, que vous devez : {why}",
        "Exportez les factures de vos clients, celles que vous avez émises.",
    )


def _share(cells: pl.Series, pattern: str) -> int:
    """How many cells in a hundred a pattern fits."""
    return 100 * int(cells.str.contains(pattern).sum()) // max(cells.len(), 1)


def _distinct(table: Table, column: ColumnReading) -> int:
    return table.frame[f"c{column.position}"].drop_nulls().n_unique()


def _title(workbook: Workbook, table: Table) -> str:
    """The sheet's name and what is written above its headings."""
    sheet = next((one for one in workbook.sheets if one.name == table.sheet), None)
    if sheet is None:
        return table.sheet
    above = sheet.cells.head(table.header_row - 1).rows()
    return " ".join([table.sheet, *(cell for row in above for cell in row if cell)])
