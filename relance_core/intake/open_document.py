"""Makes readable an .ods whose program put its elements on lines of their own.

The reader takes the white space between two cells for an error. Runs in the child process that
opens spreadsheets, with the standard library alone.
"""

from __future__ import annotations

import io
import re
import zipfile

MAX_PART = 256 << 20
#: White space after what holds other elements; in a paragraph, a space is a part of its text.
BETWEEN = re.compile(rb"(<(?:/?(?:office|table|style|number):[^<>]*|/text:p|\?xml[^<>]*)>)\s+(?=<)")


def on_one_line(content: bytes) -> bytes | None:
    """The same file without white space between its elements; None where there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo("content.xml").file_size > MAX_PART:
                return None
            written = archive.read("content.xml")
            joined = BETWEEN.sub(rb"\1", written)
            if joined == written:
                return None
            target = io.BytesIO()
            with zipfile.ZipFile(target, "w") as copy:
                for part in archive.infolist():
                    if not part.is_dir():
                        same = part.filename != "content.xml"
                        copy.writestr(part.filename, archive.read(part) if same else joined)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError):
        return None
    return target.getvalue()
