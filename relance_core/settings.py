"""The firm's own settings: identity, bank, thresholds, mail account; never a secret."""

from __future__ import annotations

from dataclasses import Field, asdict, dataclass, field, fields
from datetime import date, time
from decimal import Decimal
from typing import Any, ClassVar, Self


class _Stored:
    """Turns a settings dataclass into JSON-ready values and back; unknown keys are ignored."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]  # each class below is a dataclass

    def to_json(self) -> dict[str, Any]:
        """Values as text, numbers and booleans."""

        def plain(value: Any) -> Any:
            return str(value) if isinstance(value, Decimal | date | time) else value

        return {key: plain(value) for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The settings behind ``to_json``'s values; what is absent takes its default."""
        known: dict[str, Any] = {}
        for item in fields(cls):
            if item.name not in values:
                continue
            value = values[item.name]
            default = item.default
            if isinstance(default, Decimal):
                value = Decimal(value)
            elif isinstance(default, time):
                value = time.fromisoformat(value)
            known[item.name] = value
        return cls(**known)


@dataclass(frozen=True)
class Firm(_Stored):
    """Who asks to be paid: what every message and letter shows."""

    name: str = ""
    legal_form: str = ""  # "SAS", "SARL"
    capital: str = ""  # as printed: "10 000 €"
    siren: str = ""
    rcs_city: str = ""
    vat_number: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""  # Reply-To, shown in messages
    signatory: str = ""  # who signs
    signatory_title: str = ""
    contact_line: str = ""  # direct line for questions
    beneficiary: str = ""  # name of the account's holder; the firm's name when empty
    iban: str = ""
    bic: str = ""
    payment_qr: bool = True


@dataclass(frozen=True)
class Rules(_Stored):
    """Thresholds and habits of the plan."""

    below_threshold: Decimal = Decimal("10.00")
    default_scenario: str = "standard"
    all_suspended: bool = False
    old_invoice_days: int = 180  # with no history and later than this: needs a decision
    formal_deadline_days: int = 15
    hand_over_days: int = 8
    stale_days: int = 7  # reminder_3
    stale_open_days: int = 2  # formal_notice and later
    default_terms_days: int = 30


@dataclass(frozen=True)
class Sending(_Stored):
    """How messages leave. The password is never here (keyring, environment, or asked)."""

    transport: str = "folder"  # "folder" | "smtp"
    folder: str = ""  # empty: "envois" beside the database
    host: str = ""
    port: int = 587
    security: str = "starttls"  # "starttls" | "tls"
    user: str = ""
    auth: str = "password"  # "password" | "xoauth2"
    token_endpoint: str = ""
    client_id: str = ""
    scope: str = ""
    sender: str = ""  # address in From
    sender_name: str = ""
    ca_file: str = ""
    per_minute: int = 20
    daily_cap: int = 400
    hours_from: time = time(8, 30)
    hours_to: time = time(18, 30)
    timezone: str = "Europe/Paris"
    redirect_to: str = ""  # every message goes to this address instead (test)


@dataclass(frozen=True)
class Settings:
    """All settings of one espace."""

    firm: Firm = field(default_factory=Firm)
    rules: Rules = field(default_factory=Rules)
    sending: Sending = field(default_factory=Sending)
    demonstration: bool = False
