"""Draws the blocks of a message as one HTML page: inline styles, no script, nothing fetched."""

from __future__ import annotations

from html import escape

from relance_core.messages.blocks import Block, BlockKind

#: Light and dark are left to the mail program: no colour but a grey that holds in both.
_PAGE = (
    "font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5;"
    "max-width:660px;margin:0 auto;padding:16px;"
)
_QR_CAPTION = {
    "fr": "Ou scannez ce QR code avec votre application bancaire : "
    "compte, montant ({amount}) et référence sont déjà remplis.",
    "en": "Or scan this QR code with your banking app: "
    "account, amount ({amount}) and reference are already filled in.",
}


def html_page(
    blocks: tuple[Block, ...], *, language: str, title: str, qr_source: str | None, head: str = ""
) -> str:
    """The whole document. ``qr_source`` is the image's address (``cid:`` or ``data:``).

    ``head`` is trusted markup put first in the head, such as a content security policy.
    """
    body = "".join(_block(block, language, qr_source) for block in blocks)
    return (
        f'<!DOCTYPE html><html lang="{escape(language)}"><head><meta charset="utf-8">{head}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<meta name="supported-color-schemes" content="light dark">'
        f"<title>{escape(title)}</title></head>"
        f'<body style="margin:0;padding:0;"><div style="{_PAGE}">{body}</div></body></html>\n'
    )


def _block(block: Block, language: str, qr_source: str | None) -> str:
    if block.kind is BlockKind.TABLE:
        return block.html
    text = _broken(block.text)
    if block.kind is BlockKind.FOOTER:
        return (
            '<p style="margin:24px 0 0;padding-top:8px;border-top:1px solid #9a9a9a;'
            f'font-size:12px;overflow-wrap:anywhere;">{text}</p>'
        )
    if block.kind is BlockKind.PAYMENT:
        return _payment(block, text, language, qr_source)
    return f'<p style="margin:0 0 14px;overflow-wrap:anywhere;">{text}</p>'


def _payment(block: Block, text: str, language: str, qr_source: str | None) -> str:
    words = f'<td style="padding:10px 12px;vertical-align:top;overflow-wrap:anywhere;">{text}</td>'
    picture = ""
    if qr_source and block.amount:
        caption = escape(_QR_CAPTION[language].format(amount=block.amount))
        alt = "Payment QR code" if language == "en" else "QR code de paiement"
        # The white margin belongs to the picture, so it scans on a dark background too.
        picture = (
            '<td width="170" style="padding:10px 12px;vertical-align:top;font-size:12px;">'
            f'<img src="{escape(qr_source)}" width="150" height="150" alt="{alt}" '
            f'style="display:block;border:0;"><br>{caption}</td>'
        )
    return (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%" '
        'style="margin:0 0 14px;border:1px solid #9a9a9a;width:100%;">'
        f"<tr>{words}{picture}</tr></table>"
    )


def _broken(text: str) -> str:
    return escape(text).replace("\n", "<br>")
