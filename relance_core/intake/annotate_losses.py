"""Names what a workbook holds that its annotated copy cannot keep: drawn shapes, slicers, links."""

from __future__ import annotations

import io
import re
import zipfile

from relance_core.french import listed

#: Folder or part of a workbook -> what it holds, as one says it.
_PARTS = {
    "xl/slicers/": "les segments",
    "xl/timelines/": "les chronologies",
    "xl/ctrlProps/": "les boutons et cases à cocher",
    "xl/activeX/": "les contrôles ActiveX",
    "xl/embeddings/": "les objets incorporés",
    "xl/threadedComments/": "les fils de discussion (leur texte reste en commentaire)",
    "xl/queryTables/": "les requêtes vers des données externes",
}
#: Parts whose content tells -> what it tells, and how one says it.
_WRITTEN = {
    r"xl/drawings/drawing\d+\.xml": (
        re.compile(rb"<(?:\w+:)?(?:sp|grpSp|cxnSp)[ >]"),
        "les formes et zones de texte",
    ),
    r"xl/worksheets/sheet\d+\.xml": (re.compile(rb"sparklineGroup\b"), "les courbes sparkline"),
}
_PIECE, _SEAM, _MOST = 1 << 20, 64, 256 << 20


def losses(content: bytes) -> tuple[str, ...]:
    """What the copy of a workbook will lack, as French words with their articles; none mostly."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [part for part in archive.infolist() if part.file_size <= _MOST]
        found = [
            words
            for start, words in _PARTS.items()
            if any(part.filename.startswith(start) for part in parts)
        ]
        for pattern, (sign, words) in _WRITTEN.items():
            told = (part for part in parts if re.fullmatch(pattern, part.filename))
            if any(_holds(archive, part, sign) for part in told):
                found.append(words)
    return tuple(found)


def losses_sentence(lost: tuple[str, ...]) -> str:
    """What is said of them in the copy; empty when it lacks nothing."""
    if not lost:
        return ""
    return (
        f"Cette copie ne reprend pas {listed(list(lost))} de votre classeur ; l'original est "
        "intact : corrigez-le, pas la copie."
    )


def _holds(archive: zipfile.ZipFile, part: zipfile.ZipInfo, sign: re.Pattern[bytes]) -> bool:
    with archive.open(part) as written:
        before = b""
        while piece := written.read(_PIECE):
            if sign.search(before + piece):
                return True
            before = piece[-_SEAM:]
    return False
