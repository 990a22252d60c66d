"""Whether a row is an invoice, a credit note or a payment, under each of their disguises."""

from __future__ import annotations

import polars as pl

from relance_core.french import short_date_of
from relance_core.intake.issues import IssueList, tell
from relance_core.intake.layout import Layout
from relance_core.money import MONEY
from relance_core.vocabulary import InvoiceKind, Severity

INVOICE, CREDIT, PAYMENT = (kind.value for kind in InvoiceKind)
ZERO = pl.lit("0").cast(MONEY)
CENT = pl.lit("0.010").cast(MONEY)
CREDIT_PREFIX = r"(?i)^(av|avo|avoir|cn|nc)[-_/. ]?\d"
#: What Dolibarr calls an invoice that is not validated yet.
DRAFT_NUMBER = r"(?i)^\s*\(\s*prov\s*\d+\s*\)\s*$"
#: What a label begins with when its row is a credit note, or a payment; "avoir à établir" is none.
CREDIT_LABEL = r"(?i)^\W*(?:avoir|note de cr[ée]dit|credit (?:note|memo))\b"
CREDIT_TO_COME = r"(?i)^\W*avoir\s+(?:[àa]\s|en attente|pr[ée]vu|demand[ée])"
#: A balance carried forward: what it is made of is not in the file.
CARRIED = (
    r"(?i)^\W*(?:[àa][ -]nouveaux?|report (?:[àa] )?nouveau|ran|solde (?:ant[ée]rieur|initial|"
    r"pr[ée]c[ée]dent|report[ée]|d.ouverture)|opening balance|balance brought forward)\b"
)
PAYMENT_LABEL = (
    r"(?i)^\W*(?:r[èe]gl(?:ement|t)|rglt|paiement|versement|encaissement|virement|vir\b|vrt\b|"
    r"ch[èe]que|chq|payment|(?:acompte|avance)\b|pr[ée]l[èe]vement)"
)


def named(
    frame: pl.DataFrame, numbers: pl.Series, documents: pl.Series, *, every: bool = False
) -> pl.Series:
    """Invoice ``numbers`` (clean); what is owed to the client and bears none is named by its day.

    Left out, it would make the client owe too much. Several of one day stay apart. ``every``: so
    are the invoices of a list that numbers none.
    """
    if not numbers.null_count():
        return numbers
    credited = (pl.coalesce("v_amount", "v_balance") < ZERO).fill_null(False)
    payment = (pl.col("document") == "payment").fill_null(False)
    credit = (pl.col("document") == "credit_note").fill_null(False) | pl.col(
        "marked_credit"
    ).fill_null(False)
    label = pl.col("description").str.contains(PAYMENT_LABEL).fill_null(False)
    word = (
        pl.when(payment | (credited & label & ~credit))
        .then(pl.lit("Règlement"))
        .when(credit | credited)
        .then(pl.lit("Avoir"))
    )
    named_so = pl.coalesce(word, pl.lit("Facture")) if every else word
    day = pl.format("du {}", short_date_of("v_issue_date"))
    if every:
        day = pl.coalesce(day, pl.format("à échéance du {}", short_date_of("v_due_date")))
    day = pl.coalesce(day, pl.lit("sans numéro"))
    who = pl.coalesce("client_code", "client_name")
    given = frame.with_columns(numbers.alias("given"), documents.alias("document"))
    # A row of a client, with money: a total has neither.
    nameless = pl.col("given").is_null() & who.is_not_null()
    given = given.with_columns(
        pl.when(nameless).then(pl.format("{} {}", named_so, day)).alias("made")
    )
    rank = pl.int_range(1, pl.len() + 1).over(who, "made")
    made = pl.when(rank > 1).then(pl.format("{} ({})", "made", rank)).otherwise("made")
    return given.select(pl.coalesce("given", pl.when(pl.col("made").is_not_null()).then(made)))[
        "given"
    ]


def says_credit() -> pl.Expr:
    """Whether a word of the row names a credit note: its type, its status, a mark, its label."""
    label = pl.col("description").str
    return (
        (pl.col("document") == "credit_note").fill_null(False)
        | (pl.col("meaning") == "credit_note").fill_null(False)
        | pl.col("marked_credit").fill_null(False)
        | (
            label.contains(CREDIT_LABEL).fill_null(False)
            & ~label.contains(CREDIT_TO_COME).fill_null(False)
        )
    )


def says_payment() -> pl.Expr:
    """Whether a word of the row names a payment; a label is believed only of a credited amount."""
    credited = pl.coalesce("v_amount", "v_balance") < ZERO
    label = pl.col("description").str.contains(PAYMENT_LABEL)
    return (pl.col("document") == "payment").fill_null(False) | (credited & label).fill_null(False)


def _tell_supplier_accounts(frame: pl.DataFrame, layout: Layout, issues: IssueList) -> None:
    """Suppliers' accounts (401) among clients' (411): what the firm owes is left out."""
    code = pl.col("client_code")
    if not frame["client_code"].is_between("40", "41", closed="left").any():
        return
    supplier, client = code.str.contains(r"^40[1348]\w{2,}$"), code.str.contains(r"^41[0-9]\w*$")
    if not frame.select((supplier.any() & client.any()).fill_null(False)).item():
        return
    if not frame.select((supplier | client).mean() >= 0.9).item():
        return  # numbers of the firm's own, not accounts
    tell(
        frame,
        supplier,
        "payable",
        Severity.LEFT_OUT,
        "« {value} » est un compte de fournisseur, que vous devez ; la ligne n'est pas importée.",
        issues,
        layout.heading("client_code"),
        "client_code",
    )


def with_kinds(
    frame: pl.DataFrame,
    layout: Layout,
    issues: IssueList,
    *,
    asked: bool = False,
    by_rows: bool = False,
) -> pl.DataFrame:
    """Adds ``kind`` (vocabulary.InvoiceKind), from the words of the row, its sign, its number.

    ``asked``: a question is open about the words of the type column; ``by_rows``: it was answered
    that each row is to be decided.
    """
    heading = layout.heading("type")
    _tell_supplier_accounts(frame, layout, issues)
    for code, message in (
        ("not_an_invoice", "« {value} » n'est pas une facture ; la ligne n'est pas importée."),
        (
            "payable",
            "« {value} » : pièce d'un fournisseur, que vous devez ; la ligne n'est pas importée.",
        ),
    ):
        word = "other" if code == "not_an_invoice" else code
        where = pl.col("document") == word
        tell(frame, where, code, Severity.LEFT_OUT, message, issues, heading, "type")
    # Asked about as a word, unless the answer was to decide row by row.
    if (by_rows or frame["document"].drop_nulls().len()) and not asked:
        tell(
            frame,
            pl.col("document").is_null() & pl.col("type").is_not_null(),
            "unknown_type",
            Severity.DECISION,
            "Le type « {value} » n'est pas connu : est-ce une facture ?",
            issues,
            heading,
            "type",
        )
    sign = pl.coalesce("v_amount", "v_balance")
    kind = (
        pl.when(says_payment())
        .then(pl.lit(PAYMENT))
        .when(says_credit() | (sign < ZERO))
        .then(pl.lit(CREDIT))
        .otherwise(pl.lit(INVOICE))
    )
    prefixed = pl.col("number").str.contains(CREDIT_PREFIX).fill_null(False)
    frame = frame.with_columns(kind.alias("kind"), prefixed.alias("prefixed"))
    tell(
        frame,
        (
            pl.col("number") < "0",  # as do all that begin with a bracket
            pl.col("number").str.contains(DRAFT_NUMBER),
            ~(pl.col("meaning") == "draft").fill_null(False),
        ),
        "draft",
        Severity.LEFT_OUT,
        "« {value} » est un numéro provisoire : brouillon, non importé.",
        issues,
        layout.heading("number"),
        "number",
    )
    carried = pl.col("number").str.contains(rf"{CARRIED}|^AN$") | pl.col(
        "description"
    ).str.contains(CARRIED)
    tell(
        frame,
        (carried, pl.col("kind") == INVOICE),
        "carried_balance",
        Severity.DECISION,
        "Cette ligne est un solde reporté, pas une facture : de quoi est-il fait ?",
        issues,
        layout.heading("number"),
        "number",
    )
    # A prefix that most numbers bear is the series of the firm, and proves nothing.
    if 0 < frame["prefixed"].sum() <= frame.height // 2:
        doubtful = pl.col("prefixed") & (pl.col("kind") == INVOICE) & (sign > ZERO)
        tell(
            frame,
            doubtful & pl.col("document").is_null(),
            "credit_note_or_invoice",
            Severity.DECISION,
            "Le numéro « {value} » est celui d'un avoir, mais le montant est positif : "
            "facture ou avoir ?",
            issues,
            layout.heading("number"),
            "number",
        )
    return frame
