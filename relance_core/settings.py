"""The firm's own settings: identity, bank, thresholds, mail account; never a secret."""

from __future__ import annotations

import base64
from dataclasses import Field, asdict, dataclass, field, fields, replace
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any, ClassVar, Self

from relance_core.calendar import WorkCalendar
from relance_core.vocabulary import Step

#: Metadata of a field that ``to_json`` leaves out: it is kept in a section of its own.
_APART = {"apart": True}


class _Stored:
    """Turns a settings dataclass into JSON-ready values and back; unknown keys are ignored."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]  # each class below is a dataclass

    def to_json(self) -> dict[str, Any]:
        """Values as text, numbers, booleans, and lists and dictionaries of them."""

        def plain(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: plain(one) for key, one in value.items()}
            if isinstance(value, list | tuple):
                return [plain(one) for one in value]
            return str(value) if isinstance(value, Decimal | date | time) else value

        kept = {item.name for item in fields(self) if "apart" not in item.metadata}
        return {key: plain(value) for key, value in asdict(self).items() if key in kept}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The settings behind ``to_json``'s values; what is absent takes its default."""
        known: dict[str, Any] = {}
        for item in fields(cls):
            if item.name not in values or "apart" in item.metadata:
                continue
            value = values[item.name]
            default = item.default
            if isinstance(default, Decimal):
                value = Decimal(value)
            elif isinstance(default, time):
                value = time.fromisoformat(value)
            elif item.name == "scenario_rules":
                value = tuple(ScenarioRule.from_json(one) for one in value)
            elif item.name == "signatories":
                value = tuple(Signatory.from_json(one) for one in value)
            known[item.name] = value
        return cls(**known)


@lru_cache(maxsize=64)
def quiet_ranges(text: str) -> tuple[tuple[date, date], ...]:
    """The ranges of ``quiet_weeks``, each as ``first/last`` in ISO 8601, separated by spaces.

    Raises ``ValueError`` when one is not such a range, or ends before it begins.
    """
    found = []
    for written in text.split():
        first, last = (date.fromisoformat(day) for day in written.split("/"))
        if last < first:
            raise ValueError(f"{written} ends before it begins")
        found.append((first, last))
    return tuple(found)


@dataclass(frozen=True)
class Signatory(_Stored):
    """Who signs the messages of one step, when it is not the firm's usual signatory."""

    step: str = ""  # vocabulary.Step
    name: str = ""
    title: str = ""


@dataclass(frozen=True)
class Logo:
    """The firm's logo, checked and redrawn by ``messages.logo``; never fetched from anywhere."""

    kind: str  # "png" | "jpeg": what ``picture`` is, shown in e-mails and on screen
    picture: bytes = field(repr=False)
    width: int  # pixels of the picture
    height: int
    drawing: str = field(default="", repr=False)  # the SVG it came from, for letters; else empty
    digest: str = ""  # of both, so that two logos of one size are told apart by their ``repr``

    @property
    def media_type(self) -> str:
        """``image/png`` or ``image/jpeg``."""
        return f"image/{self.kind}"

    def to_json(self) -> dict[str, Any]:
        """Values as text and numbers, the picture in base64."""
        return {
            "kind": self.kind,
            "picture": base64.b64encode(self.picture).decode("ascii"),
            "width": self.width,
            "height": self.height,
            "drawing": self.drawing,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Logo | None:
        """The logo behind ``to_json``'s values; None when there is none."""
        if not values.get("picture"):
            return None
        picture, drawing = base64.b64decode(values["picture"]), str(values.get("drawing", ""))
        digest = sha256(picture + drawing.encode("utf-8")).hexdigest()[:16]
        return cls(values["kind"], picture, values["width"], values["height"], drawing, digest)


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
    hand_over_to: str = ""  # who gets a file that is handed over: "notre avocat, Maître Roy"
    mediator: str = ""  # of consumer disputes, with an address (C. conso. L616-1)
    beneficiary: str = ""  # name of the account's holder; the firm's name when empty
    iban: str = ""
    bic: str = ""
    payment_qr: bool = True
    payment_link: str = ""  # https, where the client can pay online; empty: none
    cheques: bool = False  # whether the firm takes cheques
    cheque_order: str = ""  # payee of a cheque; the firm's name when empty
    cheque_address: str = ""  # lines of where to send it; the firm's address when empty
    accent: str = ""  # "#0f5c5c", the one colour of messages and letters; empty: none
    signature_lines: str = ""  # under the signatory, instead of the firm's name and reach
    signatories: tuple[Signatory, ...] = ()  # steps that another person signs
    logo: Logo | None = field(default=None, metadata=_APART)

    def signing(self, step: Step) -> Firm:
        """The firm as the messages of ``step`` show it: signed by whoever signs that step."""
        for one in self.signatories:
            if one.step == step.value and one.name.strip():
                return replace(self, signatory=one.name, signatory_title=one.title)
        return self


@dataclass(frozen=True)
class ScenarioRule(_Stored):
    """Which scenario an invoice follows when nobody chose one; every condition given must hold.

    ``amount_from``: what the invoice owes, in its own currency. ``median_from``: the client's
    median lateness in days; never known for natural persons.
    """

    scenario: str = "standard"
    debtor_type: str = ""  # vocabulary.DebtorType; empty: any
    amount_from: Decimal = Decimal(0)
    median_from: int | None = None


#: Public bodies and consumers have their own scenarios until somebody decides otherwise.
USUAL_RULES = (
    ScenarioRule(scenario="public", debtor_type="public"),
    ScenarioRule(scenario="consumer", debtor_type="consumer"),
)


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
    alsace_moselle: bool = False  # Good Friday and 26 December are holidays too
    scenario_rules: tuple[ScenarioRule, ...] = USUAL_RULES  # the first that applies
    quiet_weeks: str = ""  # closed days: "2026-08-10/2026-08-21 2026-12-24/2027-01-01"
    agreed_rate: Decimal = Decimal(
        0
    )  # of late payment, percent a year, by the firm's terms; 0: none
    interest_first: bool = False  # payments go to interest before the principal (C. civ. 1343-1)

    @property
    def calendar(self) -> WorkCalendar:
        """The firm's open days."""
        return WorkCalendar(self.alsace_moselle, quiet_ranges(self.quiet_weeks))


#: When the statement of account goes with an e-mail; "several": two invoices or credits or more.
STATEMENT_CHOICES = ("never", "several", "always")


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
    attach_invoices: bool = True  # the invoices' PDFs that were given
    invoice_folder: str = ""  # where PDFs are looked for; empty: nowhere but what is dropped
    attach_statement: str = "several"  # of STATEMENT_CHOICES


@dataclass(frozen=True)
class Settings:
    """All settings of one espace."""

    firm: Firm = field(default_factory=Firm)
    rules: Rules = field(default_factory=Rules)
    sending: Sending = field(default_factory=Sending)
    demonstration: bool = False
