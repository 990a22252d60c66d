"""Run as a process of its own: colours and comments cells of one workbook, and hands it back.

Opening a workbook in full is what a crafted file waits for: like ``sheet_process``, this imports
nothing of the application but ``child_limits``, holds no state, and has limits where the system
offers them.

It reads on standard input a line of JSON (``macros``, ``marks``, ``colours``, ``list``), then the
bytes of the workbook. It writes the bytes of the annotated one on standard output, nothing when it
cannot.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

CPU_LIMIT = 90  # seconds
#: Beyond, looking for the merge that a cell stands in would take longer than all the rest.
MAX_MERGES = 2_000
COMMENT_WIDTH, LINE_HEIGHT, LINE_LETTERS = 320, 18, 46


def main() -> None:
    """Annotate the workbook of standard input."""
    sys.path[:] = json.loads(sys.argv[1])
    from relance_core.intake.child_limits import limit_itself

    limit_itself(CPU_LIMIT)
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    import openpyxl
    from openpyxl.workbook.properties import CalcProperties

    # Formulas stay formulas and rich text stays rich: what is written back is their own.
    book = openpyxl.load_workbook(
        io.BytesIO(content), keep_vba=asked["macros"], rich_text=True, keep_links=True
    )
    done = 0
    for mark in asked["marks"]:
        done += _mark(book, mark, asked["colours"])
    if asked["marks"] and not done:
        return
    _list(book, asked["list"])
    # Excel reckons its formulas again when it opens the workbook.
    book.calculation = book.calculation or CalcProperties()  # other programs than Excel omit it
    book.calculation.fullCalcOnLoad = True
    formulas = _formulas(book)
    written = io.BytesIO()
    book.save(written)
    annotated = written.getvalue()
    if formulas:
        paths = {sheet.title: sheet.path.lstrip("/") for sheet in book.worksheets}
        annotated = _with_values(annotated, _values(content, formulas, book.epoch), paths)
    sys.stdout.buffer.write(annotated)
    sys.stdout.buffer.flush()


def _formulas(book: Any) -> dict[str, set[str]]:
    """Sheet -> its cells that hold a formula."""
    found = {
        sheet.title: {
            cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        }
        for sheet in book.worksheets
    }
    return {title: cells for title, cells in found.items() if cells}


def _values(
    content: bytes, formulas: dict[str, set[str]], epoch: Any
) -> dict[str, dict[str, tuple[str, str]]]:
    """Sheet -> cell -> type and text of the value that was kept beside the formula."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for title, cells in formulas.items():
        if title not in book.sheetnames:
            continue
        kept = found.setdefault(title, {})
        for row in book[title].iter_rows():
            for cell in row:
                if cell.value is not None and cell.coordinate in cells:
                    kept[cell.coordinate] = _told(cell, epoch)
    return found


def _told(cell: Any, epoch: Any) -> tuple[str, str]:
    from datetime import date, datetime, time, timedelta

    from openpyxl.utils.datetime import to_excel

    value = cell.value
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, (datetime, date, time, timedelta)):
        return "n", str(to_excel(value, epoch))
    if isinstance(value, (int, float)):
        return "n", repr(value)
    return ("e" if cell.data_type == "e" else "str"), str(value)


#: A formula as openpyxl writes it: without the value that it once had.
FORMULA = re.compile(
    r'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f(?:\s[^>]*)?(?:/>|>[^<]*</f>))<v\s*(?:/>|></v>)</c>'
)


def _with_values(
    content: bytes, values: dict[str, dict[str, tuple[str, str]]], paths: dict[str, str]
) -> bytes:
    """The workbook with each formula's value beside it again: a reader that does not reckon would
    take an amount that is due for an empty cell."""
    by_path = {paths[title]: kept for title, kept in values.items() if title in paths}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.infolist():
            payload = before.read(part)
            kept = by_path.get(part.filename)
            if kept:
                text = FORMULA.sub(partial(_with_value, kept), payload.decode("utf-8"))
                payload = text.encode("utf-8")
            after.writestr(part, payload)
    return out.getvalue()


def _with_value(kept: dict[str, tuple[str, str]], found: re.Match[str]) -> str:
    where, attributes, formula = found.groups()
    if where not in kept:
        return found.group()
    kind, text = kept[where]
    typed = "" if kind == "n" else f' t="{kind}"'
    return f'<c r="{where}"{attributes}{typed}>{formula}<v>{escape(text)}</v></c>'


def _mark(book: Any, mark: dict[str, Any], colours: dict[str, str]) -> bool:
    """Colour and comment one cell; whether it could be done."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    name = mark["sheet"] if mark["sheet"] in book.sheetnames else None
    sheet = book[name] if name else None
    if sheet is None or not hasattr(sheet, "merged_cells"):
        return False  # a sheet of charts alone
    row, column = _corner(sheet, mark["row"], mark["column"])
    cell = sheet.cell(row=row, column=column)
    cell.fill = PatternFill("solid", fgColor=colours[mark["severity"]])
    words = mark["text"]
    if cell.comment is not None and cell.comment.text:
        words = f"{cell.comment.text}\n\n{words}"
    comment = Comment(words, "Relance")
    lines = sum(1 + len(line) // LINE_LETTERS for line in words.split("\n"))
    comment.width, comment.height = COMMENT_WIDTH, LINE_HEIGHT * (lines + 1)
    cell.comment = comment
    return True


def _corner(sheet: Any, row: int, column: int) -> tuple[int, int]:
    """The cell itself, or the corner of the merge that it stands in: the only one that shows."""
    merges = sheet.merged_cells.ranges
    if len(merges) <= MAX_MERGES:
        for merge in merges:
            if merge.min_row <= row <= merge.max_row and merge.min_col <= column <= merge.max_col:
                return merge.min_row, merge.min_col
    return row, column


def _list(book: Any, told: dict[str, Any]) -> None:
    """A last sheet that lists the remarks, each with a link to its cell."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink
    from openpyxl.worksheet.properties import PageSetupProperties

    title = told["title"]
    while title in book.sheetnames:
        title += "'"
    sheet = book.create_sheet(title)
    sheet.append(told["headings"])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for at, line in enumerate(told["lines"], start=2):
        for position, text in enumerate(line["cells"], start=1):
            cell = sheet.cell(row=at, column=position)
            cell.value = text
            if text is not None:
                cell.data_type = "s"  # whatever it begins with, it is no formula
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        if line["link"]:
            link = sheet.cell(row=at, column=1)
            link.hyperlink = Hyperlink(ref=link.coordinate, location=line["link"])
            link.font = Font(underline="single", color="0F5C5C")
    for letter, width in zip("ABCDE", told["widths"], strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    # Printed, each remark stays on one line of one page.
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


if __name__ == "__main__":
    main()
