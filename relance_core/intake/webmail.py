"""Tells the mail domains that anybody may have from those that belong to one firm."""

from __future__ import annotations

import re

#: Providers of mail to the public, in France first.
_PROVIDERS = re.compile(
    r"(gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|aol|icloud|gmx|proton|protonmail|zoho|"
    r"yandex)\.[a-z.]+|(me|mac|mail)\.com|pm\.me|cegetel\.net|"
    r"(orange|wanadoo|free|sfr|neuf|club-internet|laposte|bbox|numericable|noos|aliceadsl|voila)"
    r"\.(fr|net)|bluewin\.ch|(skynet|telenet)\.be"
)


def is_webmail(domain: str) -> bool:
    """Whether ``domain`` is a provider's: two people who have it need not know each other."""
    return _PROVIDERS.fullmatch(domain.casefold().rstrip(".")) is not None
