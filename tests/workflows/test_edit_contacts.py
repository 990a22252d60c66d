"""Steps addressed to somebody else than the usual contact, and to several people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from relance_core.errors import Refused
from relance_core.reminders.reminder import Addressee
from relance_core.reminders.scenario import STANDARD
from relance_core.vocabulary import ContactRole, Step
from relance_core.workflows.edit_contacts import contacts_of, save_contact
from relance_core.workflows.edit_scenarios import save_scenario
from tests.workflows.office import Office, invoice, office

ACCOUNTING, MANAGEMENT = ContactRole.ACCOUNTING, ContactRole.MANAGEMENT


@pytest.fixture
def at_work(tmp_path: Path) -> Office:
    """A first reminder due, addressed to the accounts with the management in copy."""
    ours = office(tmp_path)
    ours.drop([invoice("F1", due=5)])
    steps = tuple(
        replace(one, role=ACCOUNTING, copies=(MANAGEMENT,)) if one.step is Step.REMINDER_1 else one
        for one in STANDARD.steps
    )
    save_scenario(ours.space, ours.act, replace(STANDARD, steps=steps))
    return ours


def addressee(at_work: Office) -> Addressee:
    """Whom the one message of the day goes to."""
    [reminder] = at_work.plan().reminders()
    return reminder.addressee


def test_without_anybody_in_the_role_the_usual_contact_is_written_to(at_work: Office) -> None:
    assert addressee(at_work).to == ("compta@c1.example",)
    assert addressee(at_work).copies == ()


def test_a_step_goes_to_its_role_with_copies_to_others(at_work: Office) -> None:
    client = at_work.client_ids()["C1"]
    save_contact(at_work.space, at_work.act, client, ACCOUNTING, "M. Roux", "roux@c1.example")
    save_contact(at_work.space, at_work.act, client, MANAGEMENT, "", "dir@c1.example;dg@c1.example")
    told = addressee(at_work)
    assert (told.to, told.contact_name) == (("roux@c1.example",), "M. Roux")
    assert told.copies == ("dir@c1.example", "dg@c1.example")
    assert "M. Roux" in at_work.journal()[1]


def test_a_contact_without_an_address_is_nobody(at_work: Office) -> None:
    client = at_work.client_ids()["C1"]
    save_contact(at_work.space, at_work.act, client, ACCOUNTING, "M. Roux", "roux@c1.example")
    assert not save_contact(
        at_work.space, at_work.act, client, ACCOUNTING, "M. Roux", "roux@c1.example"
    )
    assert save_contact(at_work.space, at_work.act, client, ACCOUNTING, "", "")
    assert contacts_of(at_work.space, client) == {}


@pytest.mark.parametrize(("name", "emails"), [("M. Roux", ""), ("", "roux@"), ("", "roux")])
def test_what_cannot_be_written_to_is_refused(at_work: Office, name: str, emails: str) -> None:
    client = at_work.client_ids()["C1"]
    with pytest.raises(Refused, match="Rien n'a changé"):
        save_contact(at_work.space, at_work.act, client, ACCOUNTING, name, emails)
