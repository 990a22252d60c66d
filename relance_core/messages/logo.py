"""Makes a logo of a file somebody chose: checked to be a picture, redrawn small, nothing more."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any, Literal
from xml.etree import ElementTree

from relance_core.errors import Refused
from relance_core.messages.clean import one_line, shortened
from relance_core.settings import Logo

#: Bytes of the file chosen, pixels of its picture, pixels and bytes of what is kept of it.
LARGEST_FILE = 2_000_000
_LARGEST_PICTURE = 40_000_000
_KEPT_SIZE = (640, 320)
_KEPT_BYTES = 150_000
_SMALLEST = 16
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
    """The logo in a PNG, JPEG or SVG file, at most 640 × 320 pixels once redrawn.

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
    image.thumbnail(_KEPT_SIZE)
    kind, picture = _written(image, photo=photo)
    return _checked(name, kind, picture, image.size, drawing)


def _written(image: Any, *, photo: bool) -> tuple[Literal["png", "jpeg"], bytes]:
    """A photograph as JPEG, a drawing as PNG, with fewer colours when it would be heavy."""
    if photo:
        return "jpeg", _saved(image, "JPEG", quality=88, optimize=True)
    picture = _saved(image, "PNG", optimize=True)
    if len(picture) <= _KEPT_BYTES:
        return "png", picture
    if image.mode == "RGB":
        return "jpeg", _saved(image, "JPEG", quality=88, optimize=True)
    return "png", _saved(image.quantize(256), "PNG", optimize=True)


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


def _checked(
    name: str, kind: Literal["png", "jpeg"], picture: bytes, size: tuple[int, int], drawing: str
) -> Logo:
    if len(picture) > _KEPT_BYTES or len(drawing) > LARGEST_FILE:
        raise _refused(
            name, "l'image est trop détaillée pour un logo", "Prenez-en une plus simple."
        )
    plain = Logo(kind, picture, *size, drawing)
    logo = Logo.from_json(plain.to_json())
    assert logo is not None, "a picture was just written"
    return logo


def _refused(name: str, why: str, what_to_do: str) -> Refused:
    shown = shortened(one_line(name), 60)
    return Refused(
        f"« {shown} » n'a pas été pris comme logo : {why}. Rien n'a été enregistré. {what_to_do}",
        code="bad_logo",
    )
