"""Run as a process of its own: opens one spreadsheet and hands its cells back as text.

A crafted file of two kilobytes can abort the process that parses it. This one may die: it imports
nothing of the application but ``child_limits``, ``markup``, ``formats``, ``formulas``, ``merges``,
``xls_merges``, ``xlsb_merges`` and ``open_document``, which need the standard library alone, holds
no state, and has limits where the system offers them.

It reads the file's bytes on standard input. It writes on standard output a line of JSON per sheet,
each followed by that many bytes of an Arrow stream whose columns are all text.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from collections.abc import Callable
from typing import Any

CPU_LIMIT = 30  # seconds
MAX_CELLS = 40_000_000
MAX_COLUMNS = 2_000
#: A cell that asks for a larger box than this is far away.
FAR = 20_000_000


def _emit(header: dict[str, object], payload: bytes | memoryview = b"") -> None:
    line = json.dumps({**header, "size": len(payload)}).encode()
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.write(payload)


def main() -> None:
    """Open the workbook of standard input and emit every sheet that can be read.

    Arguments: the paths of the libraries (JSON), and what is read: ``spreadsheet``, ``xlsx``,
    ``xls``, ``xlsb`` or ``ods`` (what they say beside their cells too), ``html``, ``xml_2003``, or
    ``far``, the cells that another child died of.
    """
    sys.path[:] = json.loads(sys.argv[1])
    what = sys.argv[2]
    from relance_core.intake.child_limits import limit_itself

    limit_itself(CPU_LIMIT)
    content = sys.stdin.buffer.read()
    # Arrow does without numpy, which takes longer to load than a small file to read.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    if what == "far":
        _tell_far_cells(content)
    elif what in ("html", "xml_2003"):
        _emit_markup(content, what)
    else:
        _emit_spreadsheet(content, what)
    sys.stdout.buffer.flush()


def _tell_far_cells(content: bytes) -> None:
    from relance_core.intake.formats import farthest_cells

    for _, cells, box in farthest_cells(content):
        if box > FAR:
            _emit({"far": cells})
            return


def _emit_markup(content: bytes, what: str) -> None:
    from relance_core.intake import markup

    try:
        read = markup.html_sheets if what == "html" else markup.xml_sheets
        sheets = read(content)
    except markup.Forbidden:
        _emit({"error": "doctype"})
        return
    except markup.TooLarge as error:
        _emit({"error": f"too large {error}"})
        return
    except BaseException as error:
        _emit({"error": str(error)[:2000]})
        return
    import pyarrow as pa

    for sheet in sheets:
        width = max((len(row) for row in sheet.rows), default=0)
        header: dict[str, object] = {"sheet": sheet.name, "visible": sheet.visible}
        if width > MAX_COLUMNS or len(sheet.rows) * width > MAX_CELLS:
            _emit({**header, "too_large": [len(sheet.rows), width]})
            continue
        columns = [
            pa.array([row[at] if at < len(row) else None for row in sheet.rows], pa.string())
            for at in range(width)
        ]
        batch = pa.record_batch(columns, names=[str(at) for at in range(width)])
        header |= {"errors": sheet.errors, "merges": sheet.merges}
        _emit(header, _stream(batch) if width else b"")
    _emit({"end": True})


def _emit_spreadsheet(content: bytes, what: str) -> None:
    formats: dict[str, object] = {}
    if what == "xlsx":
        from relance_core.intake.formats import formats_of

        told = formats_of(content)
        formats = dict(told.runs)
        _emit({"epoch_1904": told.epoch_1904, "struck": dict(told.struck)})
    elif what == "xls":
        from relance_core.intake.formats import xls_epoch_1904

        _emit({"epoch_1904": xls_epoch_1904(content)})
    merges = _Merges(content, what)
    merges.start()
    try:
        workbook = _opened(content, what)
        names = workbook.sheet_names
    except BaseException as error:
        _emit({"error": str(error)[:2000]})
        return
    for name in names:
        _emit_sheet(workbook, name, formats.get(name, []))
    merges.join()
    _emit({"merged": merges.found, "uncomputed": merges.uncomputed})
    _emit({"end": True})


def _opened(content: bytes, what: str) -> Any:
    import fastexcel

    try:
        return fastexcel.read_excel(content)
    except BaseException:
        if what != "ods":
            raise
        from relance_core.intake.open_document import on_one_line

        joined = on_one_line(content)
        if joined is None:
            raise
        return fastexcel.read_excel(joined)


class _Merges(threading.Thread):
    """Looks for the merged cells while the others are read: the reader needs no lock for that."""

    def __init__(self, content: bytes, what: str) -> None:
        super().__init__(daemon=True)
        self.content, self.what = content, what
        self.found: dict[str, Any] = {}
        self.uncomputed: dict[str, list[str]] = {}

    def run(self) -> None:
        """Fill ``found``; without it, a row that needs them is told as one that lacks a client."""
        from relance_core.intake import merges, xls_merges, xlsb_merges

        read: dict[str, Callable[[bytes], dict[str, Any]]] = {
            "xlsx": lambda content: merges.xlsx_merges(content, self._look),
            "ods": merges.ods_merges,
            "xls": xls_merges.xls_merges,
            "xlsb": xlsb_merges.xlsb_merges,
        }
        with contextlib.suppress(MemoryError):
            self.found = read[self.what](self.content) if self.what in read else {}

    def _look(self, sheet: str, piece: bytes) -> None:
        """Note the formulas of a piece of a sheet that have no result."""
        from relance_core.intake.formulas import MOST, cells_without_result

        ours = self.uncomputed.get(sheet, [])
        if len(ours) < MOST and (found := cells_without_result(piece)):
            self.uncomputed[sheet] = [*ours, *found][:MOST]


def _emit_sheet(workbook: object, name: str, formats: object) -> None:
    """Emit one sheet, or why it could not be read (panics of the parser included)."""
    try:
        # skip_rows=0 keeps the empty rows above the table: row numbers stay those of Excel.
        sheet = workbook.load_sheet(  # type: ignore[attr-defined]
            name, header_row=None, skip_rows=0, dtypes="string"
        )
        height, width, visible = sheet.height, sheet.width, sheet.visible == "visible"
        header: dict[str, object] = {"sheet": name, "visible": visible, "width": width}
        if width > MAX_COLUMNS or height * width > MAX_CELLS:
            _emit({**header, "too_large": [height, width]})
            return
        if not height or not width:
            _emit({**header, "errors": []})
            return
        # The reader leaves out the empty columns on the left: Excel's letters go on counting them.
        header |= {"left": sheet.selected_columns[0].absolute_index, "formats": formats}
        batch, cell_errors = sheet.to_arrow_with_errors()
    except BaseException as error:
        _emit({"sheet": name, "visible": True, "unreadable": str(error)[:2000]})
        return
    errors = [
        [*error.position, error.detail] for error in (cell_errors.errors if cell_errors else ())
    ]
    _emit({**header, "errors": errors}, _stream(batch))


def _stream(batch: object) -> memoryview:
    """A batch as the bytes of an Arrow stream."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:  # type: ignore[attr-defined]
        writer.write_batch(batch)
    return memoryview(sink.getvalue())


if __name__ == "__main__":
    main()
