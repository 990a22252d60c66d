"""Run as a process of its own: opens one spreadsheet and hands its cells back as text.

A crafted file of two kilobytes can abort the process that parses it. This one may die: it imports
nothing of the application, holds no state, and has limits where the system offers them.

It reads the file's bytes on standard input. It writes on standard output a line of JSON per sheet,
each followed by that many bytes of an Arrow stream whose columns are all text.
"""

from __future__ import annotations

import json
import sys

MEMORY_LIMIT = 2 << 30  # bytes of address space
CPU_LIMIT = 30  # seconds
MAX_CELLS = 40_000_000
MAX_COLUMNS = 2_000


def _limit_itself() -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent watches the clock
        return
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY_LIMIT),
        (resource.RLIMIT_CPU, CPU_LIMIT),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (limit, limit))
        except (ValueError, OSError):
            continue  # the system refuses: the parent still watches


def _emit(header: dict[str, object], payload: bytes | memoryview = b"") -> None:
    line = json.dumps({**header, "size": len(payload)}).encode()
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.write(payload)


def main() -> None:
    """Open the workbook of standard input and emit every sheet that can be read."""
    sys.path[:] = json.loads(sys.argv[1])
    _limit_itself()
    content = sys.stdin.buffer.read()
    # Arrow does without numpy, which takes longer to load than a small file to read.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    import fastexcel

    try:
        workbook = fastexcel.read_excel(content)
        names = workbook.sheet_names
    except BaseException as error:
        _emit({"error": str(error)[:2000]})
        return
    for name in names:
        _emit_sheet(workbook, name)
    _emit({"end": True})
    sys.stdout.buffer.flush()


def _emit_sheet(workbook: object, name: str) -> None:
    """Emit one sheet, or why it could not be read (panics of the parser included)."""
    import pyarrow as pa

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
        batch, cell_errors = sheet.to_arrow_with_errors()
    except BaseException as error:
        _emit({"sheet": name, "visible": True, "unreadable": str(error)[:2000]})
        return
    errors = [
        [*error.position, error.detail] for error in (cell_errors.errors if cell_errors else ())
    ]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    _emit({**header, "errors": errors}, memoryview(sink.getvalue()))


if __name__ == "__main__":
    main()
