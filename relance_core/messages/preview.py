"""The page of a message as mail programs show it: light or dark, with pictures or without them."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from relance_core.messages.render import Draft

_PICTURES, _NO_PICTURES = "img-src data:", "img-src 'none'"
#: Nothing is loaded but inline styles and inline pictures, whatever a cell contained.
CONTENT_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    f"{_PICTURES}; style-src 'unsafe-inline'\">"
)
_DARK_RULES = re.compile(r"@media\s*(?:screen\s+and\s*)?\(\s*prefers-color-scheme\s*:\s*dark\s*\)")
_SCHEMES = re.compile(r'(<meta name="color-scheme" content=")[^"]*(")')


@dataclass(frozen=True)
class Look:
    """How the reader's mail program is set."""

    dark: bool = False
    pictures: bool = True


def preview_html(draft: Draft) -> str:
    """A whole HTML document for a sandboxed frame: the e-mail's own, its pictures as ``data:``."""
    html = draft.html
    for picture in draft.pictures:
        data = base64.b64encode(picture.content).decode("ascii")
        html = html.replace(picture.source, f"data:{picture.media_type};base64,{data}")
    return html.replace("<head>", f"<head>{CONTENT_POLICY}", 1)


def as_received(html: str, look: Look) -> str:
    """``html`` as a mail program so set shows it, whatever the browser that shows it prefers.

    ``html``: a document that carries ``CONTENT_POLICY``. The rules for dark programs are made to
    apply always or never; pictures that are off show their alternative words.
    """
    html = _DARK_RULES.sub("@media all" if look.dark else "@media not all", html)
    html = _SCHEMES.sub(rf"\g<1>{'dark' if look.dark else 'only light'}\g<2>", html)
    if not look.pictures:
        html = html.replace(CONTENT_POLICY, CONTENT_POLICY.replace(_PICTURES, _NO_PICTURES), 1)
    return html
