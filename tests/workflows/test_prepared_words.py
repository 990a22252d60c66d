"""The messages of the day in the user's own words, and what the last reminder tells of lateness."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance_core.messages.library import texts
from relance_core.messages.shared_blocks import block_for
from relance_core.store.database import reading
from relance_core.store.messages import add_wording
from relance_core.vocabulary import Companion, DebtorType, Step
from relance_core.workflows.companions import facts_of, propose
from relance_core.workflows.decide import hold_invoice
from relance_core.workflows.drafts import Prepared, prepared_of
from relance_core.workflows.edit_client import edit_client
from tests.workflows.office import TODAY, Office, invoice, office


def row(number: str = "F1", *, level: int = 0, due: int = 40, **more: Any) -> dict[str, Any]:
    reached = TODAY - timedelta(days=15) if level else None
    return invoice(number, due=due, **more) | {
        "Niveau de relance": level,
        "Dernière relance": reached,
    }


@pytest.fixture
def desk(tmp_path: Path) -> Office:
    return office(tmp_path)


def message(desk: Office, debtor: DebtorType = DebtorType.BUSINESS) -> Prepared:
    [client_id] = desk.client_ids().values()
    edit_client(desk.space, desk.act, client_id, {"debtor_type": debtor.value})
    [found] = prepared_of(desk.space, desk.plan())
    return found


def words(found: Prepared) -> str:
    assert found.draft is not None
    return found.draft.text.replace("\u00a0", " ").replace("\u202f", " ")


def save(desk: Office, place: tuple[str, str, str], subject: str, body: str) -> None:
    code, tone, language = place
    with desk.space.engine.begin() as conn:
        add_wording(
            conn,
            step=code,
            tone=tone,
            language=language,
            subject=subject,
            body=body,
            by="Anne",
            at=desk.act.at,
        )


def test_the_last_reminder_of_a_firm_tells_what_lateness_comes_to(desk: Office) -> None:
    desk.drop([row(level=2, total=1000)])
    found = message(desk)
    assert found.reminder.step is Step.REMINDER_3
    # 1 000 € over 40 days at 12,40 % a year.
    assert ", soit 13,59 € au 20 novembre 2026 ; s'y ajoute" in words(found)
    assert [problem.message for problem in found.problems if problem.severity == "block"] == []


def test_it_tells_no_figure_of_what_is_disputed_in_part(desk: Office) -> None:
    desk.drop([row(level=2, total=1000)])
    hold_invoice(desk.space, desk.act, desk.ids()["F1"], "dispute", amount=Decimal(200))
    told = words(message(desk))
    assert "800,00 €" in told and "pénalités" in told and ", soit" not in told


def test_it_tells_no_figure_to_whom_owes_none(desk: Office) -> None:
    desk.drop([row(level=2, total=1000)])
    assert "pénalités" not in words(message(desk, DebtorType.OTHER))


def test_the_users_text_for_public_bodies_is_theirs_alone(desk: Office) -> None:
    desk.drop([row(due=5)])
    place = ("reminder_1.public", "courteous", "fr")
    assert place in texts()
    save(desk, place, "Objet {{ client }}", "À vos services.\n\n{{ tableau_factures }}")
    assert "À vos services." not in words(message(desk))
    assert "À vos services." in words(message(desk, DebtorType.PUBLIC))


def test_the_users_words_of_a_block_are_those_of_every_text_that_holds_it(desk: Office) -> None:
    desk.drop([row(due=5)])
    found = message(desk)
    assert found.draft is not None
    block = block_for("politesse", texts()["reminder_1", "courteous", "fr"])
    assert block is not None and "Cordialement," in words(found)
    save(desk, block.place, "", "À bientôt,")
    assert "À bientôt," in words(message(desk))


def test_the_users_text_of_a_companion_message_is_the_one_proposed(desk: Office) -> None:
    desk.drop([row(due=5)])
    place = ("duplicate_invoice", "courteous", "fr")
    assert place in texts()
    save(
        desk, place, "Copie de {{ numero_facture }}", "Voici {{ vos_factures }}.\n\n{{ politesse }}"
    )
    [client_id], ids, day = desk.client_ids().values(), list(desk.ids().values()), desk.plan()
    with reading(desk.space.engine) as conn:
        told = facts_of(conn, day, Companion.DUPLICATE_INVOICE, client_id, ids, on=desk.day)
    text = propose(day, told)
    assert text.subject == "Copie de F1"
    assert text.body.replace("\u00a0", " ") == "Voici votre facture n° F1.\n\nCordialement,"
