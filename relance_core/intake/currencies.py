"""The currency of each row: its own column, else the sign in its amount, else what is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

from relance_core.intake.amounts import SIGNS
from relance_core.intake.dollars import BARE, one_dollar, with_dollars
from relance_core.intake.heading_currencies import currency_of_heading, currency_of_titles
from relance_core.intake.issues import IssueList, cells_of
from relance_core.intake.layout import Layout
from relance_core.intake.parties import different, each_word
from relance_core.intake.reading import Choice, Question
from relance_core.money import is_currency
from relance_core.vocabulary import Severity

#: Headings of amounts that were converted into the firm's own currency.
LOCAL = re.compile(
    r"\blocal(?:e|\b)|\bLCY\b|devise (?:locale|société|de tenue|interne)|company currency|"
    r"\bhome currency|functional currency",
    re.IGNORECASE,
)


#: Asked where the column and the amounts disagree all along, and what may be answered.
CLASH, OF_COLUMN, OF_AMOUNTS = "currency_clash", "column", "amounts"
CLASH_ANSWERS = (OF_COLUMN, OF_AMOUNTS)
#: Headings of amounts in the currency of the document, beside those in the firm's own.
FOREIGN = re.compile(
    r"\ben devises?\b|\bdevise d'origine|\bdevise (?:de la )?(?:facture|pi[eè]ce)|montant ?devise|"
    r"foreign (?:currency )?amount|amount \(?(?:fc|fcy)\)?|amount in (?:doc|foreign|original)",
    re.IGNORECASE,
)
#: Further spellings, in a column of currencies.
WORDS = {
    **{"fcfa": "XOF", "f cfa": "XOF", "dt": "TND", "dh": "MAD", "dhs": "MAD", "da": "DZD"},
    **{"e": "EUR", "euro(s)": "EUR", "dollar us": "USD", "dollars us": "USD", "usd $": "USD"},
    **{"dollar canadien": "CAD", "dollars canadiens": "CAD", "cad $": "CAD", "dollar": "$"},
    **{"dollars": "$", "franc suisse": "CHF", "francs suisses": "CHF", "sfr": "CHF"},
    **{"livre sterling": "GBP", "livres sterling": "GBP", "gb£": "GBP"},
}


def _no_code(length: int) -> pl.Series:
    return pl.repeat(None, length, dtype=pl.String, eager=True)


def _code(words: pl.Series) -> pl.Series:
    plain = words.str.strip_chars().str.to_lowercase()
    return plain.replace(SIGNS | WORDS).str.to_uppercase()


def read_currencies(
    layout: Layout, signs: Sequence[pl.Series], answers: Mapping[str, str], issues: IssueList
) -> tuple[pl.Series, list[Question], tuple[str, ...]]:
    """The currency of each row: its own column, else the sign in its amount, else the heading's."""
    rows = layout.rows
    heading = layout.heading("currency")
    column = each_word(rows["currency"], _code)
    in_cell = pl.select(pl.coalesce(*signs)).to_series() if signs else _no_code(rows.height)
    in_cell = each_word(in_cell, lambda words: words.str.replace(r"^F\s?CFA$", "XOF"))
    in_cell = one_dollar(column, in_cell)
    both = (column.is_not_null() & in_cell.is_not_null() & (column != in_cell)).fill_null(False)
    column, in_cell, both, clash = _settled(layout, column, in_cell, both, answers)
    issues.add_each(
        cells_of(rows, "currency", both),
        "currency_contradiction",
        Severity.LEFT_OUT,
        "La devise « {value} » n'est pas celle du montant ; la ligne n'est pas importée.",
        heading,
    )
    found = pl.select(pl.coalesce(column, in_cell)).to_series()
    if found.null_count() == found.len() and _named(layout) == BARE:
        found = pl.repeat(BARE, rows.height, dtype=pl.String, eager=True)
    found, dollars, told = with_dollars(found, layout, answers)
    if dollars:
        return found, [*clash, *dollars], ()
    local, asked = _local_currency(layout, found, answers)
    if local or asked:
        # The column tells the currency of the document, not that of these amounts.
        found = pl.repeat(local, rows.height, dtype=pl.String, eager=True)
    if asked:
        return found, [*clash, *asked], ()
    known = different(found).sort().to_list()
    strangers = [code for code in known if not is_currency(code)]
    unknown = each_word(found, lambda words: words.is_in(strangers).fill_null(False))
    issues.add_each(
        zip(rows["row"].filter(unknown), found.filter(unknown), strict=True),
        "unknown_currency",
        Severity.LEFT_OUT,
        "« {value} » n'est pas une devise connue ; la ligne n'est pas importée.",
        heading,
    )
    if unknown.any():
        found = found.zip_with(~unknown, _no_code(rows.height))
    default, questions, notes = _blank_currency(layout, found, unknown, answers)
    if default is not None:
        blank = found.is_null() & ~unknown
        every = pl.repeat(default, rows.height, dtype=pl.String, eager=True)
        found = every.zip_with(blank, found)
    return found, [*clash, *questions], (*told, *notes)


def _settled(
    layout: Layout,
    column: pl.Series,
    in_cell: pl.Series,
    both: pl.Series,
    answers: Mapping[str, str],
) -> tuple[pl.Series, pl.Series, pl.Series, list[Question]]:
    """Which of the two tells, where the column says one currency and most amounts another.

    That is how a program shows amounts, and no slip: it is asked once. ``both`` comes back as the
    rows that still contradict themselves.
    """
    filled = (column.is_not_null() & in_cell.is_not_null()).sum()
    if not both.any() or int(both.sum()) * 2 <= filled:
        return column, in_cell, both, []
    answer = answers.get(CLASH)
    never = pl.repeat(False, both.len(), dtype=pl.Boolean, eager=True)
    if answer == OF_AMOUNTS:
        return column.zip_with(~both, in_cell), in_cell, never, []
    as_named = in_cell.zip_with(~both, column)
    if answer == OF_COLUMN:
        return column, as_named, never, []
    field = "amount" if layout.has("amount") else "balance"
    sample = layout.rows[field].filter(both)[0]
    named, written = column.filter(both)[0], in_cell.filter(both)[0]
    heading = layout.heading("currency")
    question = Question(
        CLASH,
        f"Les montants sont écrits en {written} (« {sample} »), et la colonne « {heading} » dit "
        f"{named}. Quelle est la devise des factures ?",
        (
            Choice(OF_COLUMN, f"{named}, comme le dit « {heading} »"),
            Choice(OF_AMOUNTS, f"{written}, comme dans les montants"),
        ),
    )
    return column, as_named, never, [question]  # what is shown meanwhile


def _of_another(heading: str, codes: Sequence[str]) -> bool:
    """Whether a heading names a currency that is not that of all the rows."""
    named = currency_of_heading(heading)
    return named is not None and named != BARE and any(code != named for code in codes)


def _local_currency(
    layout: Layout, found: pl.Series, answers: Mapping[str, str]
) -> tuple[str | None, list[Question]]:
    """The currency of amounts converted into the firm's own, where the documents have others."""
    headings = [layout.heading(field) for field in ("amount", "balance")]
    converted = [heading for heading in headings if heading and LOCAL.search(heading)]
    codes = [code for code in different(found).sort().to_list() if is_currency(code)]
    if layout.heading("currency"):  # "Montant EUR" beside a column that says USD
        converted = converted or [one for one in headings if one and _of_another(one, codes)]
    beside = [one.heading for one in layout.columns if one.field is None]
    beside = [heading for heading in beside if FOREIGN.search(heading)]
    if any(heading and FOREIGN.search(heading) for heading in headings):
        beside = []  # the amounts that are read are those of the document
    said = f"« {converted[0]} » est un montant converti, et " if converted else ""
    if beside and not converted:
        converted = [heading for heading in headings if heading]
        said = f"« {converted[0]} » voisine avec « {beside[0]} », et " if converted else ""
    currency = layout.heading("currency") or ""
    if not converted or not currency or LOCAL.search(currency) or codes in ([], ["EUR"]):
        return None, []
    answer = answers.get("local_currency", "").upper()
    if is_currency(answer):
        return answer, []
    question = Question(
        "local_currency",
        f"{said}« {currency} » donne la devise des factures. En quelle devise sont les montants de "
        f"« {converted[0]} » ?",
        tuple(Choice(code, code) for code in dict.fromkeys(["EUR", *codes])),
    )
    return None, [question]


def _blank_currency(
    layout: Layout, found: pl.Series, unknown: pl.Series, answers: Mapping[str, str]
) -> tuple[str | None, list[Question], tuple[str, ...]]:
    """The currency of the rows that name none, or the question when the file has several."""
    seen = different(found).sort().to_list()
    if not (found.is_null() & ~unknown).any():
        return None, [], ()
    answer = answers.get("missing_currency", "").upper()
    if is_currency(answer):
        return answer, [], ()
    foreign = layout.has("currency") and seen not in ([], ["EUR"])
    if len(seen) > 1 or foreign:
        choices = dict.fromkeys(["EUR", *seen])
        question = Question(
            "missing_currency",
            "Plusieurs devises figurent dans le fichier, et des lignes n'en indiquent aucune. "
            "Quelle est la leur ?"
            if len(seen) > 1
            else f"Des lignes indiquent {seen[0]}, d'autres aucune devise. Quelle est la leur ?",
            tuple(Choice(code, code) for code in choices),
        )
        return None, [question], ()
    named = _named(layout)
    if seen:
        return seen[0], [], (f"Lignes sans devise : comprises en {seen[0]}, comme les autres.",)
    if named:
        told = named == currency_of_titles(layout.table.above)
        return named, [], (f"Devise lue au-dessus du tableau : {named}.",) if told else ()
    return "EUR", [], ("Aucune devise dans le fichier : les montants sont compris en euros.",)


def _named(layout: Layout) -> str | None:
    """The currency that the headings of the amounts name, else the lines over the table."""
    headings = [layout.heading(field) or "" for field in ("amount", "balance", "amount_excl_tax")]
    named = next((code for text in headings if (code := currency_of_heading(text))), None)
    return named or currency_of_titles(layout.table.above)
