"""Draws the blocks of a message as one HTML page: inline styles, no script, nothing fetched.

Mail programs keep little of a page. Widths are held by tables for those that lay out as a word
processor does (the ``mso`` comments), by styles for the others; what only a phone or a dark program
needs stands in rules that the rest may drop. The one colour is the firm's, for lines and buttons.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from relance_core.colours import DARK, LARGE, WHITE, readable_on
from relance_core.messages.blocks import Block, BlockKind

_WIDTH = 660
#: Light and dark are left to the mail program: no colour but a grey that holds in both.
_GREY = "#9a9a9a"
_PAGE = (
    "font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5;"
    f"max-width:{_WIDTH}px;margin:0 auto;padding:16px;"
)
#: On a phone the least needed column gives its room, and the QR code goes below the figures.
_PHONE = (
    "@media (max-width:480px){"
    ".rl-less{font-size:0!important;line-height:0!important;padding:0!important;"
    "width:0!important;max-width:0!important;overflow:hidden!important}"
    ".rl-table{font-size:12px!important}"
    ".rl-cell{padding-left:2px!important;padding-right:2px!important}"
    ".rl-stack{display:block!important;width:auto!important}}"
)
_LOGO_HEIGHT = 56  # pixels at most
_QR_CAPTION = {
    "fr": "Ou scannez ce QR code avec votre application bancaire : "
    "compte, montant ({amount}) et référence sont déjà remplis.",
    "en": "Or scan this QR code with your banking app: "
    "account, amount ({amount}) and reference are already filled in.",
}
_PAY = {"fr": "Payer en ligne", "en": "Pay online"}


@dataclass(frozen=True)
class Letterhead:
    """What the firm puts around every message."""

    firm: str = ""
    accent: str = ""  # ``#rrggbb``; empty: the grey of the lines
    logo_source: str = ""  # address of the picture, ``cid:…``; empty: none
    logo_size: tuple[int, int] = (0, 0)  # pixels of the picture


def html_page(
    blocks: tuple[Block, ...],
    *,
    language: str,
    title: str,
    qr_source: str | None,
    letterhead: Letterhead | None = None,
) -> str:
    """The whole document. ``qr_source`` is the address of the QR code's picture (``cid:…``)."""
    head = letterhead or Letterhead()
    body = "".join(_block(block, language, qr_source, head) for block in blocks)
    return (
        f'<!DOCTYPE html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<meta name="supported-color-schemes" content="light dark">'
        f"<title>{escape(title)}</title><style>{_PHONE}{_dark(head)}</style></head>"
        '<body style="margin:0;padding:0;">'
        f'<!--[if mso]><table role="presentation" width="{_WIDTH}" align="center"><tr><td>'
        f'<![endif]--><div style="{_PAGE}">{_masthead(head)}{body}</div>'
        "<!--[if mso]></td></tr></table><![endif]--></body></html>\n"
    )


def _dark(head: Letterhead) -> str:
    """The firm's colour, made light enough for a dark ground."""
    if not head.accent:
        return ""
    shade = readable_on(DARK, head.accent, LARGE)
    return f"@media (prefers-color-scheme:dark){{.rl-line{{border-color:{shade}!important}}}}"


def _line(head: Letterhead) -> str:
    return readable_on(WHITE, head.accent, LARGE) if head.accent else _GREY


def _masthead(head: Letterhead) -> str:
    """The logo on a ground of its own, for a dark program would swallow dark letters."""
    if not head.logo_source:
        return ""
    width, height = head.logo_size
    shown = min(height, _LOGO_HEIGHT)
    broad = max(1, width * shown // max(height, 1))
    picture = (
        f'<img src="{escape(head.logo_source)}" width="{broad}" height="{shown}" '
        f'alt="{escape(head.firm)}" style="display:block;border:0;font-weight:bold;">'
    )
    return (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%" '
        'style="width:100%;margin:0 0 18px;"><tr>'
        f'<td class="rl-line" style="padding:0 0 10px;border-bottom:3px solid {_line(head)};">'
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>'
        f'<td bgcolor="{WHITE}" style="padding:4px 6px;background:{WHITE};color:#000000;'
        f'border-radius:3px;">{picture}</td></tr></table></td></tr></table>'
    )


def _block(block: Block, language: str, qr_source: str | None, head: Letterhead) -> str:
    if block.kind is BlockKind.TABLE:
        return block.html
    text = _broken(block.text)
    if block.kind is BlockKind.FOOTER:
        return (
            f'<p style="margin:24px 0 0;padding-top:8px;border-top:1px solid {_GREY};'
            f'font-size:12px;overflow-wrap:anywhere;">{text}</p>'
        )
    if block.kind is BlockKind.PAYMENT:
        return _payment(block, text, language, qr_source, head)
    return f'<p style="margin:0 0 14px;overflow-wrap:anywhere;">{text}</p>'


def _payment(
    block: Block, text: str, language: str, qr_source: str | None, head: Letterhead
) -> str:
    words = (
        '<td class="rl-stack" style="padding:10px 12px;vertical-align:top;'
        f'overflow-wrap:anywhere;">{text}{_button(block.link, language, head)}</td>'
    )
    picture = ""
    if qr_source and block.amount:
        caption = escape(_QR_CAPTION[language].format(amount=block.amount))
        alt = "Payment QR code" if language == "en" else "QR code de paiement"
        # The white margin belongs to the picture, so it scans on a dark background too.
        picture = (
            '<td class="rl-stack" width="170" style="padding:10px 12px;vertical-align:top;'
            'font-size:12px;">'
            f'<img src="{escape(qr_source)}" width="150" height="150" alt="{alt}" '
            f'style="display:block;border:0;"><br>{caption}</td>'
        )
    return (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%" '
        f'style="margin:0 0 14px;border:1px solid {_GREY};width:100%;">'
        f"<tr>{words}{picture}</tr></table>"
    )


def _button(link: str, language: str, head: Letterhead) -> str:
    """A button that holds where styles are dropped: the ground is that of a cell."""
    if not link:
        return ""
    ground = readable_on(WHITE, head.accent or "#1a1a1a")
    return (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" '
        f'style="margin:10px 0 0;"><tr><td bgcolor="{ground}" style="background:{ground};'
        f'border-radius:4px;padding:9px 16px;"><a href="{escape(link)}" '
        f'style="color:{WHITE};text-decoration:none;font-weight:bold;">{_PAY[language]}</a>'
        "</td></tr></table>"
    )


def _broken(text: str) -> str:
    return escape(text).replace("\n", "<br>")
