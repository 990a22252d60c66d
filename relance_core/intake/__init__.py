"""Reads a dropped file: bytes in, invoices, issues and questions out.

From bytes to cells: ``sniff`` names what the bytes are; ``preflight`` refuses a hostile zip;
``opening`` starts the child process (``sheet_process``, with ``markup``, ``formats``, ``formulas``,
``merges``, ``xls_merges``, ``xlsb_merges``, ``open_document``, the ``child_limits``) that opens
one; ``workbook`` takes up its cells, ``shown`` as they are seen, or the text's from ``encodings``
and ``delimited``.

From cells to tables: ``headers`` and ``regions`` find where tables stand, ``row_kinds``,
``page_headers``, ``outlines`` (with ``outline_sums`` and ``rough_amounts``) and ``groups`` what
rows are, ``sections`` what their titles say, ``merged_rows`` what they share, ``lost_cells`` what a
separator moved, ``title_block`` whose statement it is; ``pivots`` reads those pasted as values;
``tables`` puts that together, ``headless`` takes up one without headings and ``askable`` one whose
headings say too little, ``stacking`` several as one, ``sheet_clients`` those of a sheet for each
client, ``table_choice`` chooses or asks.

What the columns tell: ``headings`` (with ``heading_words``), ``content``, ``columns`` and
``client_columns`` give each a meaning (``client_company`` asks of two), by which ``fields`` names
them, and ``bare_names`` their clients alone; ``other_rows`` leaves aside what is then no invoice,
``other_lists`` and ``money_movements``
refuse what is no list of clients' invoices; ``instalment_headings`` and ``wide_instalments`` unfold
those that stand side by side, ``numbered_pairs`` asks of others, ``paid_columns`` adds up payments,
``printed_numbers`` of two numbers, ``paid_rates`` of shares, ``unread_amounts`` of figures;
``first_names`` joins those of a person's name; ``client_balances`` knows those of what a client
owes in all, for ``owed_by_client``, ``debtor_types`` those of what a client is;
``unnamed_columns`` reads those without a heading;
``bucket_amounts`` takes amounts from columns of ``ageing`` (``own_currency`` from that of the
invoice), ``currency_columns`` from those of several currencies; ``layout`` puts that together by
``layout_steps``, with ``column_questions`` where it must ask.

What the cells hold: ``dates``, ``date_words``, ``days_told`` and ``no_date`` read dates as
``date_survey`` and ``date_evidence`` prove them, ``date_columns`` asks, ``yearless_days`` of years,
and ``forecast_days`` of payments to come; ``amounts`` (with ``amount_words``), ``scales``,
``tax_side``, ``currencies`` and ``dollars`` (with ``heading_currencies``) read amounts; ``values``
has both, the columns ``at_once``.

What is owed: ``group_sums`` checks the sums of a report's clients, ``reckoned_tax`` adds its tax to
an amount, ``untaxed_parts`` reads what is left or paid without it, ``instalments_due`` says what is
left of instalments, ``deductions`` (with ``rates_written``) what is taken off, ``sides`` (with
``running_balance``) and ``lettering`` which way money goes, ``amount_signs`` what a minus means,
``charges_inside`` takes charges out of a balance, ``billed_net`` knows one that never changes,
``payments_under`` gives an invoice the payments
below it, ``clients_above`` a client the rows below.

Whose and what a row is: ``parties`` numbers the clients as rows write them, ``issuers`` asks whose
invoices are read, ``funders`` who pays, ``named_by_hand`` takes names given, ``clients`` reads
their names, ``identity`` finds the invoice; ``repeated`` and ``shapes`` tell what one row of
several is, ``fold`` makes one of them; ``document_words`` and ``kinds``, ``status_words``,
``status_codes``, ``statuses``, ``einvoice_states`` (with ``einvoice_codes``), ``doubtful_credits``,
``unmarked_rows``, ``flag_columns``, ``told_payments``, ``means_told``, ``blank_balance``,
``struck_rows`` (with ``settled_rows``) and ``meaning``, ``disputes`` (with ``telling_words``),
``terms``, ``terms_asked`` and ``due_dates`` (with ``due_titles``, ``days_late``, ``month_words``
and ``vague_months``), ``details``, ``reminders_sent``, ``reminders_planned`` (its columns told by
``reminder_marks``) and ``duplicates`` say what it is;
``accounts`` checks that none is lost; ``steps`` takes the rows through all of it in order, and
``normalise`` (with ``as_invoices``) makes INVOICES and ISSUES of them.

Who the clients are: ``likeness`` (with ``webmail``) and ``alike`` say which may be one, ``known``
what is known beside the file. ``names_apart`` and ``more_mail`` keep their further addresses,
``shared_mail`` tells those of several. ``contacts`` reads a file of clients and its ``people``,
``own_mail``, ``phones`` and ``unknown_words`` tell what is wrong with it, ``joining`` whose
contacts they are.

Beside the invoices: ``payments`` reads a list of what was paid, cut by ``payment_lines`` or
``payment_table``, and ``payments_beside`` (with ``payment_sheets``) those of another sheet.
``places`` says where the columns stand in the sheet, and ``annotate`` (its child
``annotate_process``, and ``annotate_losses``) gives the user's workbook back with its doubts shown.

What they all speak of: ``field_names`` the meanings of columns, ``issues`` what is wrong,
``reading`` questions and answers (worded by ``asked_words``), ``addresses`` e-mail addresses,
``number_spotting`` numbers within a text.

Invoices' PDFs: ``pdf_drop`` takes them out of a drop, ``pdf_text`` (its child ``pdf_process``)
reads them, ``pdf_match`` says of which invoice each is, by the
``pdf_numbers`` and the ``pdf_words`` that it bears.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from relance_core.intake.normalise import understand
    from relance_core.intake.reading import Choice, Question, Reading
    from relance_core.intake.workbook import Workbook, read_workbook

#: Loaded when first asked for: ``opening`` must not wait for the libraries that the others need.
_HOMES = {
    "understand": "normalise",
    "Choice": "reading",
    "Question": "reading",
    "Reading": "reading",
    "Workbook": "workbook",
    "read_workbook": "workbook",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def read_file(
    content: bytes,
    filename: str,
    *,
    today: date,
    mapping: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    terms_days: int | None = None,
) -> Reading:
    """The invoices of a dropped file; see ``normalise.understand``.

    Raises ``UnreadableFile`` with the French sentence to show.
    """
    from relance_core.intake.normalise import understand
    from relance_core.intake.workbook import read_workbook

    return understand(
        read_workbook(content, filename),
        today=today,
        mapping=mapping,
        answers=answers,
        terms_days=terms_days,
    )


__all__ = ["Choice", "Question", "Reading", "Workbook", "read_file", "read_workbook", "understand"]
