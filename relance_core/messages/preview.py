"""The message as a page that can be shown inside the app without running or fetching anything."""

from __future__ import annotations

import base64

from relance_core.messages.html_body import html_page
from relance_core.messages.render import Draft

#: Nothing is loaded but inline styles and inline pictures, whatever a cell contained.
CONTENT_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "img-src data:; style-src 'unsafe-inline'\">"
)


def preview_html(draft: Draft) -> str:
    """A whole HTML document for a sandboxed frame: the e-mail's own, its QR code as ``data:``."""
    source = None
    if draft.qr_png is not None:
        source = "data:image/png;base64," + base64.b64encode(draft.qr_png).decode("ascii")
    return html_page(
        draft.blocks,
        language=draft.language,
        title=draft.subject,
        qr_source=source,
        head=CONTENT_POLICY,
    )
