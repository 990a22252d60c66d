"""Makes a logo of a file somebody chose: checked to be a picture, redrawn small, nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Literal
from xml.etree import ElementTree

from relance_core.errors import Refused
from relance_core.messages.clean import one_line, shortened
from relance_core.settings import Logo

#: Bytes of the file chosen, pixels of its picture, pixels and bytes of what is kept of it.
LARGEST_FILE = 2_000_000
_LARGEST_PICTURE = 40_000_000
_KEPT_SIZES = ((640, 320), (480, 240), (320, 160))
#: Every e-mail carries it: a heavy one is drawn smaller, then with less detail.
_KEPT_BYTES = 60_000
_SMALLEST = 16
_LARGEST_DRAWING = 300_000  # characters
#: At 96 pixels per inch, a page of the kept size; what stays empty around is cut off afterwards.
_DRAWING_PAGE = b"""
#set page(width: 480pt, height: 240pt, margin: 0pt, fill: none)
#image(bytes(sys.inputs.drawing), format: "svg", width: 480pt, height: 240pt, fit: "contain")
"""
_SVG = "{http://www.w3.org/2000/svg}"
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*>", re.IGNORECASE)
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#|\s*['\"]?#)|@import|expression\(", re.IGNORECASE)
_INLINE = re.compile(r"#|data:image/(?:png|jpe?g);base64,", re.IGNORECASE)
#: What draws nothing, runs, moves, or brings something in from elsewhere.
_FORBIDDEN = frozenset(
    {"script", "foreignObject", "iframe", "embed", "object", "audio", "video", "handler"}
    | {"listener", "set", "animate", "animateMotion", "animateTransform", "animateColor"}
)


def logo_from(name: str, content: bytes) -> Logo:
    """The logo in a PNG, JPEG or SVG file, at most 640 × 320 pixels and 60 kB once redrawn.

    Raises ``Refused``, with what to do, for anything that is not such a picture.
    """
    if len(content) > LARGEST_FILE:
        raise _refused(name, "le fichier dépasse 2 Mo", "Choisissez une image plus légère.")
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _redrawn(name, content)
    if b"<svg" in content[:4096] or name.casefold().endswith(".svg"):
        return _drawn(name, content)
    raise _refused(
        name, "ce n'est pas une image PNG, JPEG ou SVG", "Enregistrez le logo dans un tel format."
    )


def _redrawn(name: str, content: bytes, drawing: str = "") -> Logo:
    """Pixels decoded and written again: nothing of the file survives but what is seen."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # only the settings' page needs it

    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > _LARGEST_PICTURE:
                raise _refused(name, "l'image est trop grande", "Réduisez-la puis recommencez.")
            photo = opened.format == "JPEG"
            image = ImageOps.exif_transpose(opened)
            clear = image.has_transparency_data
            image = image.convert("RGBA" if clear else "RGB")
            image = image.crop(image.getbbox()) if clear and image.getbbox() else image
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise _refused(
            name, "l'image est abîmée", "Ouvrez-la, enregistrez-la de nouveau puis recommencez."
        ) from None
    if min(image.size) < _SMALLEST:
        raise _refused(name, f"l'image fait moins de {_SMALLEST} pixels", "Prenez-en une autre.")
    for size in _KEPT_SIZES:
        image.thumbnail(size)
        for kind, picture in _ways(image, photo=photo):
            if len(picture) <= _KEPT_BYTES and len(drawing) <= _LARGEST_DRAWING:
                return _kept(kind, picture, image.size, drawing)
    raise _refused(name, "l'image est trop détaillée pour un logo", "Prenez-en une plus simple.")


def _ways(image: Any, *, photo: bool) -> Iterator[tuple[Literal["png", "jpeg"], bytes]]:
    """The picture as a file, best first: a photograph as JPEG, a drawing as PNG."""
    if not photo:
        yield "png", _saved(image, "PNG", optimize=True)
        yield "png", _saved(image.quantize(256), "PNG", optimize=True)
    if image.mode == "RGB":
        yield "jpeg", _saved(image, "JPEG", quality=88, optimize=True)
        yield "jpeg", _saved(image, "JPEG", quality=75, optimize=True)


def _saved(image: Any, kind: str, **how: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def _drawn(name: str, content: bytes) -> Logo:
    """An SVG that only draws, and its picture for mail programs, which show no SVG."""
    drawing = _only_drawing(name, content)
    try:
        import typst  # heavy and without a build for every machine

        picture = typst.compile(
            _DRAWING_PAGE, format="png", sys_inputs={"drawing": drawing}, ppi=96
        )
    except (ImportError, RuntimeError):  # typst.TypstError is one
        raise _refused(name, "le dessin ne peut pas être lu", "Enregistrez-le en PNG.") from None
    return _redrawn(name, picture, drawing)


def _only_drawing(name: str, content: bytes) -> str:
    try:
        text = _DOCTYPE.sub("", content.decode("utf-8-sig"))
        if "<!doctype" in text.lower() or "<!entity" in text.lower():
            raise ValueError("entities")
        root = ElementTree.fromstring(text)
    except (ValueError, ElementTree.ParseError):
        raise _refused(
            name, "ce fichier SVG ne peut pas être lu", "Enregistrez le logo en PNG."
        ) from None
    if root.tag != f"{_SVG}svg":
        raise _refused(name, "ce n'est pas un dessin SVG", "Enregistrez le logo en PNG.")
    for element in root.iter():
        fault = _fault(element)
        if fault:
            raise _refused(name, f"ce dessin {fault}", "Enregistrez le logo en PNG.")
    ElementTree.register_namespace("", _SVG.strip("{}"))
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return ElementTree.tostring(root, encoding="unicode")


def _fault(element: ElementTree.Element) -> str:
    """Why an element of a drawing is not let in; empty when it only draws."""
    tag = str(element.tag).rpartition("}")[2]
    if tag in _FORBIDDEN:
        return "contient autre chose que des formes"
    if tag == "style" and _OUTSIDE.search(element.text or ""):
        return "appelle un fichier extérieur"
    for name, value in element.attrib.items():
        plain = name.rpartition("}")[2].casefold()
        if plain.startswith("on"):
            return "contient un programme"
        if plain in ("href", "src") and not _INLINE.match(value.strip()):
            return "appelle un fichier extérieur"
        if _OUTSIDE.search(value):
            return "appelle un fichier extérieur"
    return ""


def _kept(
    kind: Literal["png", "jpeg"], picture: bytes, size: tuple[int, int], drawing: str
) -> Logo:
    logo = Logo.from_json(Logo(kind, picture, *size, drawing).to_json())
    assert logo is not None, "a picture was just written"
    return logo


def _refused(name: str, why: str, what_to_do: str) -> Refused:
    shown = shortened(one_line(name), 60)
    return Refused(
        f"« {shown} » n'a pas été pris comme logo : {why}. Rien n'a été enregistré. {what_to_do}",
        code="bad_logo",
    )
