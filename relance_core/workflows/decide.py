"""Decisions by hand between two imports: paid, disputed, promised, excluded, suspended, resumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from relance_core.calendar import add_open_days
from relance_core.commitments import DISPUTE_MOTIVE_LABELS, PROMISE_GRACE, DisputeMotive
from relance_core.errors import Refused
from relance_core.french import amount as french_amount
from relance_core.french import plural, short_date
from relance_core.money import from_thousandths
from relance_core.reminders.scenario import RANK
from relance_core.store.holds import (
    CHASE,
    DECLARED,
    DISPUTE_OVER,
    PAID,
    add_hold,
    hold_row,
    release_hold,
    running_of,
)
from relance_core.store.invoices import read_invoice, update_invoices
from relance_core.store.journal import note
from relance_core.store.outbox.batches import pause_batches
from relance_core.store.outbox.decisions import (
    HeldMessages,
    cancel_confirmations,
    hold_messages_of,
)
from relance_core.store.scenarios import read_scenarios
from relance_core.store.settings import hold_settings, read_settings, write_section
from relance_core.vocabulary import STEP_LABELS, Step, Withheld
from relance_core.workflows.follow_up import followed
from relance_core.workflows.space import Act, Space

#: What was decided, in the words of the journal.
DECIDED: dict[str, str] = {
    PAID: "notée payée",
    CHASE: "à relancer malgré le doute",
    DISPUTE_OVER: "litige du fichier clos",
    DECLARED: "déclarée à l'assureur",
    Withheld.DISPUTE.value: "notée en litige",
    Withheld.PROMISE.value: "promesse notée",
    Withheld.EXCLUDED.value: "exclue des relances",
    Withheld.INSOLVENCY.value: "procédure collective notée",
    Withheld.PAYMENT_PLAN.value: "échéancier noté",
    Withheld.REPLY_PENDING.value: "réponse à traiter",
    Withheld.RETENTION.value: "retenue de garantie notée",
    Withheld.FACTORED.value: "notée affacturée",
}


def hold_invoice(
    space: Space,
    act: Act,
    invoice_id: int,
    code: str,
    *,
    amount: Decimal | None = None,
    until: date | None = None,
    text: str = "",
    about: Mapping[str, Any] | None = None,
) -> HeldMessages:
    """Note something about one invoice; its waiting messages are held in the same commit.

    A promise holds until its date and two open days of grace. Raises ``Refused`` when the amount
    is not a part of what is due, or a promise has no date.
    """
    with space.engine.begin() as conn:
        return hold_in(
            conn, act, invoice_id, code, amount=amount, until=until, text=text, about=about
        )[1]


def hold_in(
    conn: Connection,
    act: Act,
    invoice_id: int,
    code: str,
    *,
    amount: Decimal | None = None,
    until: date | None = None,
    text: str = "",
    about: Mapping[str, Any] | None = None,
) -> tuple[int, HeldMessages]:
    """``hold_invoice`` within a transaction: the hold's id, and the messages that it stopped.

    ``about``: what is known of a dispute or a promise beside that (``store.holds.add_hold``).
    """
    about = dict(about or {})
    if code not in DECIDED:
        raise Refused(f"« {code} » n'est pas une décision connue : rien n'a été noté.")
    if code == Withheld.PROMISE:
        if until is None:
            raise Refused("Une promesse a une date : rien n'a été noté. Indiquez-la.")
        if until < act.today:
            raise Refused(
                f"La date promise ({short_date(until)}) est déjà passée : rien n'a été noté."
            )
        about["promised_on"] = until
        until = add_open_days(until, PROMISE_GRACE)
    row = invoice_row(conn, invoice_id)
    open_amount = from_thousandths(row.open_amount)
    if amount is not None and not 0 < amount <= open_amount:
        raise Refused(
            f"Le montant doit être entre 0 et le restant dû, "
            f"{french_amount(open_amount, row.currency)} : rien n'a été noté."
        )
    if amount == open_amount:
        amount = None
    before = _release_same(conn, act, invoice_id, code)
    since = act.today
    if code == Withheld.DISPUTE:
        about = followed(about, before, act)
        since = before.since if before is not None else since
    hold_id = add_hold(
        conn,
        code,
        since=since,
        by=act.by,
        at=act.at,
        invoice_id=invoice_id,
        amount=amount,
        until=until,
        note=text.strip(),
        about=about,
    )
    stopped = _hold_messages(conn, act, [invoice_id], code)
    part = f" pour {french_amount(amount, row.currency)}" if amount is not None else ""
    end = f", jusqu'au {short_date(until)}" if until else ""
    if promised := about.get("promised_on"):
        end = f", pour le {short_date(promised)}"
    motive = about.get("motive")
    named = DISPUTE_MOTIVE_LABELS[DisputeMotive(motive)].lower() if motive else ""
    said = ", ".join(filter(None, (named, text.strip())))
    why = f" ({said})" if said else ""
    note(
        conn,
        "hold",
        f"Facture {row.number} : {DECIDED[code]}{part}{end}{why}.",
        by=act.by,
        at=act.at,
        client_id=row.client_id,
        invoice_id=invoice_id,
    )
    return hold_id, stopped


def release(space: Space, act: Act, hold_id: int) -> None:
    """End a decision by hand: the invoice follows its scenario again."""
    with space.engine.begin() as conn:
        row = hold_row(conn, hold_id)
        if row is None or not release_hold(conn, hold_id, by=act.by, at=act.at):
            raise Refused("Cette décision était déjà levée : rien n'a changé.")
        held = invoice_row(conn, row.invoice_id) if row.invoice_id is not None else None
        if row.invoice_id is not None:
            unconfirm(conn, act, row.code, row.invoice_id)
        what = f"Facture {held.number}" if held else "Client"
        note(
            conn,
            "hold",
            f"{what} : décision levée ({DECIDED.get(row.code, row.code)}).",
            by=act.by,
            at=act.at,
            client_id=held.client_id if held else row.client_id,
            invoice_id=row.invoice_id,
        )


def set_entry_step(space: Space, act: Act, invoice_ids: Iterable[int], step: Step | None) -> int:
    """« Reprise »: the step at which invoices with no known history begin; returns how many.

    None takes the choice back.
    """
    ids = list(invoice_ids)
    if step is not None and RANK[step] < RANK[Step.REMINDER_1]:
        raise Refused("La reprise commence à une relance : rien n'a été noté.")
    with space.engine.begin() as conn:
        count = update_invoices(conn, ids, entry_step=step.value if step else None)
        what = f"Reprise à l'étape « {STEP_LABELS[step]} »" if step else "Reprise annulée"
        note(
            conn,
            "edit",
            f"{what} pour {plural(count, 'facture')}.",
            by=act.by,
            at=act.at,
            data={"invoices": ids},
        )
    return count


def set_invoice_scenario(space: Space, act: Act, invoice_id: int, key: str | None) -> None:
    """One invoice follows the scenario ``key``; None: its client's again.

    Raises ``Refused`` for a scenario or an invoice that does not exist.
    """
    with space.engine.begin() as conn:
        scenarios = read_scenarios(conn)
        if key is not None and key not in scenarios:
            raise Refused(f"Le scénario « {key} » n'existe pas : rien n'a été noté.")
        if not update_invoices(conn, [invoice_id], scenario=key):
            raise Refused("Cette facture n'existe plus dans cet espace : rien n'a été noté.")
        name = scenarios[key].name if key else "celui du client"
        note(
            conn,
            "edit",
            f"Scénario d'une facture : {name}.",
            by=act.by,
            at=act.at,
            data={"invoices": [invoice_id]},
        )


def confirm_due_dates(
    space: Space, act: Act, invoice_ids: Iterable[int], *, confirmed: bool = True
) -> int:
    """Somebody checked calculated due dates: they may carry a formal notice; returns how many."""
    ids = list(invoice_ids)
    with space.engine.begin() as conn:
        count = update_invoices(conn, ids, due_confirmed=confirmed)
        what = "confirmée" if confirmed else "de nouveau à confirmer"
        note(
            conn,
            "edit",
            f"Échéance calculée {what} pour {plural(count, 'facture')}.",
            by=act.by,
            at=act.at,
            data={"invoices": ids},
        )
    return count


def suspend_all(space: Space, act: Act, suspended: bool) -> None:
    """Stop every reminder at once, or let them run again; nothing else is changed.

    What is being sent stops before its next message, and stays paused until somebody resumes it.
    """
    with space.engine.begin() as conn:
        hold_settings(conn)
        settings = read_settings(conn)
        rules = settings.rules.to_json() | {"all_suspended": suspended}
        words = "suspendues" if suspended else "reprises"
        write_section(
            conn,
            "rules",
            rules,
            by=act.by,
            at=act.at,
            kind="hold",
            sentence=f"Toutes les relances sont {words}.",
        )
        if suspended:
            reason = f"Toutes les relances ont été suspendues par {act.by}."
            pause_batches(conn, reason, moment=act.moment(settings), by=act.by)


def invoice_row(conn: Connection, invoice_id: int) -> Row[Any]:
    """An invoice. Raises ``Refused`` when the espace has it no more."""
    row = read_invoice(conn, invoice_id)
    if row is None:
        raise Refused("Cette facture n'existe plus dans cet espace : rien n'a été noté.")
    return row


def unconfirm(conn: Connection, act: Act, code: str, invoice_id: int) -> None:
    """What would have confirmed in writing a decision that is lifted does not leave any more."""
    moment = act.moment(read_settings(conn))
    cancel_confirmations(conn, code, invoice_id, moment=moment, by=act.by)


def _release_same(conn: Connection, act: Act, invoice_id: int, code: str) -> Row[Any] | None:
    """A new note of the same kind replaces the one that was running, which is given."""
    running = running_of(conn, invoice_id, code)
    for row in running:
        release_hold(conn, row.id, by=act.by, at=act.at)
    return running[-1] if running else None


def _hold_messages(conn: Connection, act: Act, invoice_ids: list[int], code: str) -> HeldMessages:
    """A payment or a dispute learnt now stops the messages that have not left (product.md)."""
    if code in (CHASE, DISPUTE_OVER, DECLARED):
        return HeldMessages((), (), (), ())
    return hold_messages_of(
        conn,
        invoice_ids,
        f"Une facture de ce message a été {DECIDED[code]}.",
        moment=act.moment(read_settings(conn)),
        by=act.by,
    )
