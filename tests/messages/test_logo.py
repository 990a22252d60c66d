"""A file somebody chose becomes a logo only when it is a picture that runs and fetches nothing."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from relance_core.errors import Refused
from relance_core.messages.logo import LARGEST_FILE, logo_from
from relance_core.settings import Logo

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 200 50"><defs><linearGradient id="g"><stop stop-color="#0f5c5c"/>'
    '</linearGradient></defs><rect width="200" height="50" fill="url(#g)"/>{}</svg>'
)


def file(kind: str, size: tuple[int, int] = (1200, 400), mode: str = "RGB") -> bytes:
    """A picture of one colour in a file of this kind."""
    content = BytesIO()
    Image.new(mode, size).save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGB"), ("PNG", "P"), ("JPEG", "CMYK")])
def test_a_picture_is_kept_small_and_opens_again(kind: str, mode: str) -> None:
    logo = logo_from("logo", file(kind, mode=mode))
    with Image.open(BytesIO(logo.picture)) as opened:
        assert opened.format == kind
        assert opened.size == (logo.width, logo.height) == (640, 213)


def test_a_photograph_is_turned_upright_and_says_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "chez nous"
    content = BytesIO()
    Image.new("RGB", (300, 100)).save(content, "JPEG", exif=exif)
    logo = logo_from("photo.jpg", content.getvalue())
    assert (logo.width, logo.height) == (100, 300)
    assert b"chez nous" not in logo.picture


def test_what_is_empty_around_a_logo_is_cut_off() -> None:
    image = Image.new("RGBA", (400, 400))
    image.paste((15, 92, 92, 255), (100, 150, 300, 250))
    content = BytesIO()
    image.save(content, "PNG")
    logo = logo_from("logo.png", content.getvalue())
    assert (logo.width, logo.height) == (200, 100)


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("JPEG", "RGB")])
def test_a_heavy_picture_is_kept_light_enough_for_every_e_mail(kind: str, mode: str) -> None:
    noise = Image.effect_noise((700, 350), 90).convert(mode)
    content = BytesIO()
    noise.save(content, kind, quality=60)
    logo = logo_from("logo", content.getvalue())
    assert len(logo.picture) <= 60_000


def test_a_drawing_is_kept_for_letters_beside_its_picture_for_e_mails() -> None:
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">'
    logo = logo_from("logo.svg", (doctype + DRAWING.format("<!-- secret -->")).encode())
    assert logo.drawing.startswith("<svg") and "secret" not in logo.drawing
    assert (logo.kind, logo.width, logo.height) == ("png", 640, 160)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<image href="https://ailleurs.example/a.png"/>',
        '<image xlink:href="file:///etc/passwd"/>',
        '<use href="autre.svg#a"/>',
        '<rect style="fill:url(https://ailleurs.example/a)"/>',
        "<style>@import 'https://ailleurs.example/a.css';</style>",
        "<foreignObject/>",
        '<a href="javascript:alert(1)"><rect/></a>',
        "<animate/>",
        "<rect>",
    ],
)
def test_a_drawing_that_runs_fetches_or_is_broken_is_refused(inside: str) -> None:
    with pytest.raises(Refused, match="n'a pas été pris comme logo"):
        logo_from("logo.svg", DRAWING.format(inside).encode())


def test_entities_of_a_drawing_are_never_put_in() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + DRAWING.format("<text>&a;</text>")
    with pytest.raises(Refused, match="SVG ne peut pas être lu"):
        logo_from("logo.svg", bomb.encode())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"GIF89a", "PNG, JPEG ou SVG"),
        (b"%PDF-1.7", "PNG, JPEG ou SVG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "abîmée"),
        (file("PNG")[:-30], "abîmée"),
        (file("PNG", (9000, 9000), "1"), "trop grande"),
        (file("PNG", (8, 8)), "moins de 16 pixels"),
        (bytes(LARGEST_FILE + 1), "2 Mo"),
        (b"", "PNG, JPEG ou SVG"),
    ],
)
def test_what_is_no_picture_of_a_fair_size_is_refused_with_what_to_do(
    content: bytes, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        logo_from("logo.png", content)


def test_a_logo_comes_back_from_the_settings_as_it_was() -> None:
    logo = logo_from("logo.svg", DRAWING.format("").encode())
    assert Logo.from_json(logo.to_json()) == logo
    assert Logo.from_json({}) is None
    other = logo_from("logo.svg", DRAWING.format("<circle r='9'/>").encode())
    assert repr(other) != repr(logo)
