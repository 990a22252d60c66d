"""Puts several PDFs of ours together for one printing, each page as it is."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from relance_core.messages.pdfium import ALONE


def page_count(content: bytes) -> int:
    """Pages of one PDF of ours."""
    import pypdfium2  # only letters need it

    with ALONE:
        book = pypdfium2.PdfDocument(content)
        try:
            return len(book)
        finally:
            book.close()


def bound(parts: Sequence[bytes], *, duplex: bool = False) -> bytes:
    """The pages of ``parts`` one after the other, as one PDF.

    ``duplex``: each part begins on a sheet of its own when printed on both sides, an empty page
    ending the ones that need it. The frozen files are not touched: this one is for the printer.
    """
    import pypdfium2

    with ALONE:
        book = pypdfium2.PdfDocument.new()
        try:
            for part in parts:
                pages = pypdfium2.PdfDocument(part)
                try:
                    book.import_pages(pages)
                    if duplex and len(pages) % 2:
                        book.new_page(*pages[0].get_size())
                finally:
                    pages.close()
            whole = BytesIO()
            book.save(whole)
            return whole.getvalue()
        finally:
            book.close()
