"""The pictures that a message carries inside itself: the payment QR code and the firm's logo."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from relance_core.messages.clean import one_line
from relance_core.messages.html_body import Letterhead
from relance_core.settings import Firm, Logo


@dataclass(frozen=True)
class Picture:
    """A picture that the page of a message shows as ``cid:content_id``."""

    content_id: str
    media_type: str
    content: bytes = field(repr=False)
    name: str

    @property
    def source(self) -> str:
        """Its address in the page."""
        return f"cid:{self.content_id}"


def qr_picture(png: bytes) -> Picture:
    """The QR code; its Content-ID is drawn from its content."""
    name = f"qr-{sha256(png).hexdigest()[:16]}@paiement"
    return Picture(name, "image/png", png, "qr-paiement.png")


@lru_cache(maxsize=8)
def logo_picture(logo: Logo) -> Picture:
    """The logo, as e-mails show it."""
    extension = "jpg" if logo.kind == "jpeg" else logo.kind
    return Picture(
        f"logo-{logo.digest}@emetteur", logo.media_type, logo.picture, f"logo.{extension}"
    )


def letterhead_of(firm: Firm) -> tuple[Letterhead, tuple[Picture, ...]]:
    """What the firm puts around its messages, and the pictures that it needs."""
    if firm.logo is None or not firm.logo.height:
        return Letterhead(one_line(firm.name), firm.accent), ()
    picture = logo_picture(firm.logo)
    size = (firm.logo.width, firm.logo.height)
    return Letterhead(one_line(firm.name), firm.accent, picture.source, size), (picture,)
