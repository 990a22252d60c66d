"""Every table of an espace. Money is an integer of thousandths; history is only ever added to."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from relance_core.vocabulary import LIVE_STATES

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_LIVE = ", ".join(f"'{state.value}'" for state in LIVE_STATES)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


setting = Table(
    "setting",
    metadata,
    Column("section", String(40), primary_key=True),  # "firm", "rules", "sending", "space"
    Column("content", JSON, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("changed_by", String(120), nullable=False),
)

import_run = Table(
    "import_run",
    metadata,
    _id(),
    Column("at", DateTime, nullable=False),
    Column("by", String(120), nullable=False),
    Column("filename", String(255), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("content", LargeBinary),  # the bytes as dropped; null once purged
    Column("contacts_filename", String(255)),
    Column("contacts_sha256", String(64)),
    Column("contacts_content", LargeBinary),
    Column("data_date", Date, nullable=False),  # day up to which the data is known
    Column("reading", JSON, nullable=False),  # kind, sheet, header row, columns, answers
    Column("layout_key", String(64), nullable=False),
    Column("totals", JSON, nullable=False),  # what `check` prints
    Column("undone_at", DateTime),
    Column("undone_by", String(120)),
    Column("before_content", JSON(none_as_null=True)),  # as JSON: store.undo.Before
)

import_issue = Table(
    "import_issue",
    metadata,
    _id(),
    Column("import_id", ForeignKey("import_run.id"), nullable=False, index=True),
    Column("sheet", Text),  # as the file names them, however long
    Column("row", Integer),
    Column("column", Text),
    Column("value", Text),
    Column("code", String(40), nullable=False),
    Column("severity", String(20), nullable=False),
    Column("message", Text, nullable=False),
)

import_change = Table(
    "import_change",
    metadata,
    _id(),
    Column("import_id", ForeignKey("import_run.id"), nullable=False, index=True),
    Column("invoice_id", ForeignKey("invoice.id"), nullable=False),
    Column("change", String(20), nullable=False),  # new changed settled missing reappeared
    Column("before", JSON),
    Column("after", JSON),
)

layout = Table(
    "layout",
    metadata,
    Column("key", String(64), primary_key=True),  # hash of the normalised headings
    Column("mapping", JSON, nullable=False),  # field -> heading
    Column("answers", JSON, nullable=False),  # question code -> value
    Column("changed_at", DateTime, nullable=False),
    Column("changed_by", String(120), nullable=False),
)

client = Table(
    "client",
    metadata,
    _id(),
    Column("code", String(120)),  # the file's, null when it has none
    Column("name", String(255), nullable=False),
    # what the files said last
    Column("email", Text),  # the cell as written
    Column("contact_name", String(255)),
    Column("phone", String(60)),
    Column("siren", String(20)),
    Column("vat_number", String(30)),
    Column("debtor_type", String(20)),
    Column("language", String(5)),
    Column("address", String(255)),
    Column("postcode", String(20)),
    Column("city", String(120)),
    Column("country", String(60)),
    Column("terms", String(120)),  # of payment, as written
    Column("people", Text),  # everybody a file of contacts names, a line each
    Column("created_at", DateTime, nullable=False),
)

client_alias = Table(
    "client_alias",
    metadata,
    _id(),
    Column("client_id", ForeignKey("client.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # "code" | "name"
    Column("value", String(255), nullable=False),  # normalised
    UniqueConstraint("kind", "value"),
)

#: Two clients made one: what the second had is the first's, until somebody undoes it.
client_merge = Table(
    "client_merge",
    metadata,
    _id(),
    Column("kept_id", ForeignKey("client.id"), nullable=False, index=True),
    Column("gone_id", ForeignKey("client.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False, default=""),  # French: why they are the same
    Column("by", String(120), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("before", JSON(none_as_null=True)),  # what was moved: store.merges; null once undone
    Column("undone_at", DateTime),
    Column("undone_by", String(120)),
)

#: Pairs of clients that somebody said are two: not proposed again.
client_unlike = Table(
    "client_unlike",
    metadata,
    Column("first_id", ForeignKey("client.id"), primary_key=True),  # the lower id of the two
    Column("second_id", ForeignKey("client.id"), primary_key=True),
    Column("by", String(120), nullable=False),
    Column("at", DateTime, nullable=False),
)

#: By hand: a value here wins over the file's until it is set back to null.
client_setting = Table(
    "client_setting",
    metadata,
    Column("client_id", ForeignKey("client.id"), primary_key=True),
    Column("scenario", String(40)),
    Column("tone", String(20)),
    Column("shift_days", Integer),
    Column("pause_until", Date),
    Column("manual_only", Boolean),
    Column("contact_name", String(255)),
    Column("emails", Text),  # as typed
    Column("copies", Text),
    Column("phone", String(60)),
    Column("language", String(5)),
    Column("debtor_type", String(20)),
    Column("address", String(255)),
    Column("postcode", String(20)),
    Column("city", String(120)),
    Column("country", String(60)),
    Column("insured", Boolean),
    Column("declare_days", Integer),  # after the due date, as the insurance contract says
    Column("note", Text),
    Column("changed_at", DateTime, nullable=False),
    Column("changed_by", String(120), nullable=False),
)

#: Whom some steps are addressed to at a client, beside the usual contact.
client_contact = Table(
    "client_contact",
    metadata,
    Column("client_id", ForeignKey("client.id"), primary_key=True),
    Column("role", String(20), primary_key=True),  # vocabulary.ContactRole, but the usual one
    Column("name", String(255)),
    Column("emails", Text, nullable=False),  # as typed
    Column("changed_at", DateTime, nullable=False),
    Column("changed_by", String(120), nullable=False),
)

#: Addresses that a server refused for good: not used again until corrected.
dead_address = Table(
    "dead_address",
    metadata,
    Column("address", String(320), primary_key=True),
    Column("reply", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)

invoice = Table(
    "invoice",
    metadata,
    _id(),
    Column("client_id", ForeignKey("client.id"), nullable=False, index=True),
    Column("payer_id", ForeignKey("client.id"), nullable=False, index=True),
    Column("number", String(120), nullable=False),
    Column("instalment", String(40), nullable=False, default=""),  # empty: due as a whole
    Column("kind", String(20), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("issue_date", Date),
    Column("delivery_date", Date),
    Column("due_date", Date, nullable=False),
    Column("due_calculated", Boolean, nullable=False),
    Column("due_confirmed", Boolean, nullable=False, default=False),
    Column("amount", BigInteger, nullable=False),
    Column("open_amount", BigInteger, nullable=False),
    Column("disputed_amount", BigInteger, nullable=False, default=0),
    Column("dispute_reason", Text),
    Column("paid_date", Date),  # last payment known
    Column("settled_on", Date),  # day of the data that showed it settled; null while open
    Column("direct_debit", Boolean, nullable=False, default=False),
    Column("factored", Boolean, nullable=False, default=False),  # sold: somebody else collects
    Column("told_by", JSON(none_as_null=True)),  # state -> field that told it: store.kept
    Column("order_ref", String(255)),
    Column("decision", Text),  # never chased until somebody has decided; French sentence
    Column("entry_step", String(20)),
    Column("scenario", String(40)),  # its own, by hand; null: its client's
    Column("known_level", Integer),  # what the file says was already sent
    Column("known_date", Date),
    Column("first_import_id", ForeignKey("import_run.id"), nullable=False),
    Column("last_import_id", ForeignKey("import_run.id"), nullable=False),
    Column("missing_since", Date),
    Column("first_seen", Date, nullable=False),
    UniqueConstraint("client_id", "number", "kind", "instalment"),
)

#: Formal steps that were proposed on a day, and left out of an approval made that day.
put_off = Table(
    "put_off",
    metadata,
    Column("invoice_id", ForeignKey("invoice.id"), primary_key=True),
    Column("step", String(20), primary_key=True),
    Column("day", Date, nullable=False),  # the first
)

#: Decisions by hand about one invoice or one client, each with its end; released, never deleted.
hold = Table(
    "hold",
    metadata,
    _id(),
    Column("invoice_id", ForeignKey("invoice.id"), index=True),
    Column("client_id", ForeignKey("client.id"), index=True),
    Column("code", String(30), nullable=False),  # vocabulary.Withheld, or "paid" (settled by hand)
    Column("amount", BigInteger),  # part concerned; null: the whole
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("note", Text, nullable=False, default=""),
    Column("by", String(120), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("released_at", DateTime),
    Column("released_by", String(120)),
    Column("contact", String(255)),  # who promised
    Column("promised_on", Date),  # the day given; ``until`` has the days of grace
    Column("means", String(30)),
    # of a dispute: codes of ``commitments``, who answers for it in the firm, by when
    Column("motive", String(30)),
    Column("owner", String(120)),
    Column("deadline", Date),
    Column("turn", String(20)),
    Column("outcome", String(20)),  # once it is over
    Column("closing_import_id", ForeignKey("import_run.id")),  # the one that showed it over
    Column("payment_plan_id", ForeignKey("payment_plan.id"), index=True),
)

#: A series of promises over the invoices that its holds name.
payment_plan = Table(
    "payment_plan",
    metadata,
    _id(),
    Column("by", String(120), nullable=False),
    Column("at", DateTime, nullable=False),
)

payment_plan_part = Table(
    "payment_plan_part",
    metadata,
    _id(),
    Column("payment_plan_id", ForeignKey("payment_plan.id"), nullable=False, index=True),
    Column("due_on", Date, nullable=False),
    Column("amount", BigInteger, nullable=False),
)

#: Why an invoice is late, as its client said; withdrawn, never deleted.
late_reason = Table(
    "late_reason",
    metadata,
    _id(),
    Column("invoice_id", ForeignKey("invoice.id"), nullable=False, index=True),
    Column("reason", String(20), nullable=False),  # commitments.LateReason
    Column("day", Date, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("withdrawn_at", DateTime),
)

#: Files kept beside what they show: an invoice's PDF, a receipt, a dispute's letter; removed by
#: a date, so that it can be taken back.
document = Table(
    "document",
    metadata,
    _id(),
    Column("kind", String(30), nullable=False),  # documents.DocumentKind
    Column("name", String(255), nullable=False),  # as it was dropped, shown and attached under
    Column("media_type", String(100), nullable=False),  # told by the bytes, never by the name
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("invoice_id", ForeignKey("invoice.id"), index=True),
    Column("client_id", ForeignKey("client.id"), index=True),
    Column("hold_id", ForeignKey("hold.id"), index=True),
    Column("message_id", ForeignKey("message.id"), index=True),
    Column("by", String(120), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("removed_at", DateTime),
    Column("removed_by", String(120)),
    Column("doubt", Text, nullable=False, server_default=text("''")),  # French: what is not proven
    Column("seen_by", String(120)),  # who took a file with a doubt for the right one
)

wording = Table(
    "wording",
    metadata,
    _id(),
    Column("step", String(40), nullable=False),  # messages.library: a text's code
    Column("tone", String(20), nullable=False),
    Column("language", String(5), nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", DateTime, nullable=False),  # the latest of a (step, tone, language) is in force
    Column("restored", Boolean, nullable=False, default=False),  # true: back to the shipped text
)

#: What the reviewer changed before approving, kept through reloads.
review_edit = Table(
    "review_edit",
    metadata,
    Column("key", String(64), primary_key=True),  # day, addressee, step
    Column("subject", Text),
    Column("body", Text),
    Column("excluded", Boolean, nullable=False, default=False),
    Column("by", String(120), nullable=False),
    Column("at", DateTime, nullable=False),
)

#: What somebody is typing and has not saved: found again after a change of page or a restart.
unsaved_text = Table(
    "unsaved_text",
    metadata,
    Column("place", String(120), primary_key=True),  # what the text is of
    Column("by", String(120), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("base", Integer),  # number of the version that was changed; 0: the text that ships
    Column("at", DateTime, nullable=False),
)

batch = Table(
    "batch",
    metadata,
    _id(),
    Column("created_at", DateTime, nullable=False),
    Column("by", String(120), nullable=False),
    Column("mode", String(20), nullable=False),  # "live" | "redirect"
    Column("for_date", Date, nullable=False),
    Column("plan_id", String(64), nullable=False),
    Column("state", String(20), nullable=False),  # waiting | running | paused | stopped | done
    Column("state_reason", Text, nullable=False, default=""),  # French, why paused or stopped
)

message = Table(
    "message",
    metadata,
    _id(),
    Column("batch_id", ForeignKey("batch.id"), nullable=False, index=True),
    Column("addressee_id", ForeignKey("client.id"), nullable=False, index=True),
    Column("step", String(30), nullable=False),  # vocabulary.Step, or a vocabulary.Companion
    Column("tone", String(20), nullable=False),
    Column("channel", String(30), nullable=False),
    Column("language", String(5), nullable=False, default="fr"),
    Column("for_date", Date, nullable=False),
    Column("deadline", Date),
    Column("subject", Text, nullable=False),
    Column("recipients", JSON, nullable=False),  # {"to": [...], "cc": [...], "bcc": [...]}
    Column("text", Text, nullable=False),  # plain words, for the journal and search
    Column("raw", LargeBinary),  # RFC 5322 bytes or PDF, frozen at approval; null: nothing to send
    Column("sha256", String(64), nullable=False),
    Column("message_id", String(255)),  # RFC 5322 Message-ID
    Column("totals", JSON, nullable=False),  # {"EUR": "123.45"}
    Column("reason", Text, nullable=False, default=""),
    Column("edited", Boolean, nullable=False, default=False),
    Column("unedited", Text),  # "subject\n\ntext" before the reviewer's edit; null: not kept
    Column("approved_by", String(120), nullable=False),
    Column("approved_at", DateTime, nullable=False),
    Column("state", String(20), nullable=False, index=True),  # vocabulary.MessageState
    Column("phase", String(10)),  # "claimed" | "data" while sending
    Column("state_reason", Text, nullable=False, default=""),  # French: why held, refused, unknown
    Column("owner", String(120)),  # host, pid, start of the process that claimed it
    Column("lease_until", Float),  # seconds since the epoch
    Column("attempt", Integer, nullable=False, default=0),
    Column("tries", Integer, nullable=False, default=0),  # that count towards giving up
    Column("not_before", Float),  # seconds since the epoch: after a temporary refusal
    Column("sent_at", DateTime),
    Column("posted_on", Date),  # letters
    Column("received_on", Date),  # or first presented, as the receipt says
    Column("tracking", String(60)),
    Column("listed_at", Integer),  # place on the last posting list that was made with it
    Column("listed_on", Date),  # the day of that list
    Column("path", Text),  # file written by the folder transport
    Column("struck_reason", Text),  # recorded or sent by mistake: not counted as done
    Column("struck_at", DateTime),
    Column("struck_by", String(120)),
    Column("companion_key", String(64)),  # of a companion message: the same is not approved twice
)
Index(
    "uq_live_companion",
    message.c.companion_key,
    unique=True,
    sqlite_where=text(f"state IN ({_LIVE})"),
    postgresql_where=text(f"state IN ({_LIVE})"),
)

message_line = Table(
    "message_line",
    metadata,
    _id(),
    Column("message_id", ForeignKey("message.id"), nullable=False, index=True),
    Column("invoice_id", ForeignKey("invoice.id"), nullable=False, index=True),
    Column("own_step", String(20)),  # null: it rides along
    Column("amount", BigInteger, nullable=False),  # due at approval, without the disputed part
    Column("currency", String(3), nullable=False),
    Column("live", Boolean, nullable=False, default=True),  # follows the message's state
)
# decisions.md: unique over live messages: (invoice, own step).
Index(
    "uq_live_invoice_step",
    message_line.c.invoice_id,
    message_line.c.own_step,
    unique=True,
    sqlite_where=text("live = 1 AND own_step IS NOT NULL"),
    postgresql_where=text("live AND own_step IS NOT NULL"),
)

#: One line per attempt and phase reached; never changed.
attempt = Table(
    "attempt",
    metadata,
    _id(),
    Column("message_id", ForeignKey("message.id"), nullable=False, index=True),
    Column("n", Integer, nullable=False),
    Column("owner", String(120), nullable=False),
    Column("phase", String(20), nullable=False),  # a name of outbox.transition, or "late_proof"
    Column("code", Integer),  # SMTP
    Column("reply", Text, nullable=False, default=""),
    Column("at", DateTime, nullable=False),
    Column("epoch", Float, nullable=False),
    Index("ix_attempt_phase_epoch", "phase", "epoch"),  # the day's messages, asked before each one
)

#: One sender at a time per account.
sender_lease = Table(
    "sender_lease",
    metadata,
    Column("account", String(255), primary_key=True),
    Column("owner", String(120), nullable=False),
    Column("person", String(120), nullable=False),
    Column("until", Float, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    _id(),
    Column("at", DateTime, nullable=False, index=True),
    Column("by", String(120), nullable=False),
    Column("kind", String(30), nullable=False),  # import edit hold approval sent refused …
    Column("client_id", ForeignKey("client.id"), index=True),
    Column("invoice_id", ForeignKey("invoice.id")),
    Column("message_id", ForeignKey("message.id")),
    Column("text", Text, nullable=False),  # one French sentence
    Column("data", JSON),
)
