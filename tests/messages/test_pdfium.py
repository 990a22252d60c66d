"""Pages drawn and files bound by several people at once never meet inside PDFium."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from relance_core.messages.binding import bound, page_count
from relance_core.messages.pdf_pages import own_pages
from tests.pdf_pages import written


def test_many_threads_draw_and_bind_at_once_and_each_gets_its_own_pages() -> None:
    def work(number: int) -> tuple[int, int]:
        book = bound([written(f"Lettre {number}")] * (1 + number % 4))
        return own_pages(book)[1], page_count(book)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(64)))
    assert found == [(1 + number % 4, 1 + number % 4) for number in range(64)]
