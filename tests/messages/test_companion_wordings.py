"""The texts that accompany the sequence, word for word, and what holds of each in every case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from relance_core.commitments import DisputeOutcome
from relance_core.messages.companion import CompanionFacts, CompanionLine, PlanPenalties
from relance_core.messages.companion_draft import check_companion, companion_draft
from relance_core.messages.companion_words import companion_text
from relance_core.messages.library import LANGUAGE_LABELS, companion_wording
from relance_core.messages.mime import SUBJECT_LIMIT
from relance_core.messages.placeholders import Use, names_in, validate
from relance_core.messages.shared_blocks import block_for
from relance_core.vocabulary import Companion, DebtorType
from tests.messages.samples import FIRM, TODAY, client
from tests.messages.served import plain

FRIDAY = date(2026, 11, 27)
LONG = "Société coopérative agricole des producteurs réunis de la haute vallée de l'Ouche " * 2
every_text = pytest.mark.parametrize(
    ("kind", "language"),
    [(kind, language) for kind in Companion for language in LANGUAGE_LABELS],
    ids=lambda one: str(one),
)


def bill(
    number: str = "F-2026-0412", amount: str = "1234.56", *, left: str | None = None, **more: Any
) -> CompanionLine:
    due = Decimal(left if left is not None else amount)
    values: dict[str, Any] = {
        "invoice_id": len(number),
        "number": number,
        "issue_date": date(2026, 10, 4),
        "due_date": date(2026, 11, 3),
        "currency": "EUR",
        "amount": Decimal(amount),
        "open_amount": due,
        "ledger_amount": due,
    }
    return CompanionLine(**(values | more))


TWO = (bill(), bill("F-2026-0415", "800.00", due_date=date(2026, 11, 12)))
PLAN = ((date(2026, 12, 15), Decimal("1000.00")), (date(2027, 1, 15), Decimal("1034.56")))
USUAL: Mapping[Companion, Mapping[str, Any]] = {
    Companion.PROMISE_CONFIRMATION: {"promised_on": FRIDAY, "means": "virement"},
    Companion.DISPUTE_ACKNOWLEDGEMENT: {
        "amount": Decimal(200),
        "said": "deux cartons manquaient",
        "owner": "Paul Girard",
        "answer_by": FRIDAY,
        "documents": "le bon de livraison annoté",
    },
    Companion.DISPUTE_CLOSING: {
        "outcome": DisputeOutcome.JUSTIFIED,
        "said": "Le bon de livraison signé porte les douze cartons",
        "promised_on": FRIDAY,
    },
    Companion.PAYMENT_PLAN: {"lines": TWO, "instalments": PLAN, "means": "virement"},
    Companion.PAYMENT_THANKS: {
        "lines": (bill(left="0"),),
        "amount": Decimal("1234.56"),
        "received_on": date(2026, 11, 18),
    },
    Companion.REMITTANCE_DETAIL: {
        "lines": (),
        "amount": Decimal(900),
        "received_on": date(2026, 11, 18),
        "reference": "VIR 12",
    },
    Companion.UNKNOWN_TRANSFER: {
        "lines": (),
        "amount": Decimal(900),
        "received_on": date(2026, 11, 18),
    },
    Companion.DUPLICATE_INVOICE: {},
}


def facts(kind: Companion, language: str = "fr", **changes: Any) -> CompanionFacts:
    """What is usually known when a message of this kind is written."""
    told: dict[str, Any] = {
        "lines": (bill(),),
        "by_phone": True,
        "spoke_to": "Mme Roy",
        "addressee": client(language=language),
    }
    return CompanionFacts(kind=kind, on=TODAY, **(told | USUAL[kind] | changes))


def words(told: CompanionFacts) -> str:
    text = companion_text(told, FIRM)
    return plain(f"{text.subject}\n\n{text.body}")


@every_text
def test_the_text_as_it_usually_reads(
    kind: Companion, language: str, snapshot: SnapshotAssertion
) -> None:
    text = companion_text(facts(kind, language), FIRM)
    assert f"{text.subject}\n\n{text.body}\n" == snapshot


def cases(kind: Companion, language: str) -> dict[str, CompanionFacts]:
    """What may be known or not, one or many invoices, other currencies, long names."""
    usual = facts(kind, language)
    dollars = bill("US-1", "900.00", currency="USD")
    long = bill("N" * 60, "1234567.89")
    nothing = {
        "spoke_to": "",
        "by_phone": False,
        "said": "",
        "means": "",
        "owner": "",
        "answer_by": None,
        "reference": "",
        "documents": "",
    }
    found = {
        "usual": usual,
        "two": replace(usual, lines=TWO),
        "nine": replace(usual, lines=tuple(bill(f"F-{n}", "10.00") for n in range(9))),
        "part": replace(usual, amount=Decimal("100.00")),
        "dollars": replace(usual, lines=(dollars,)),
        "currencies": replace(usual, lines=(dollars, bill()), amount=None),
        "little known": replace(
            usual, addressee=client(language=language, contact_name=None), **nothing
        ),
        "long": replace(
            usual,
            lines=(long,),
            addressee=client(name=LONG, contact_name=LONG, city=LONG, language=language),
        ),
        "private": replace(
            usual,
            addressee=client(debtor_type=DebtorType.CONSUMER, language=language, siren=None),
        ),
    }
    if kind is Companion.DISPUTE_CLOSING:
        found |= {outcome.value: replace(usual, outcome=outcome) for outcome in DisputeOutcome}
        found["no day"] = replace(usual, promised_on=None)
    if kind is Companion.PAYMENT_PLAN:
        found |= {fate.value: replace(usual, penalties=fate) for fate in PlanPenalties}
    if kind is Companion.REMITTANCE_DETAIL:
        found["said paid"] = replace(usual, received_on=None, amount=None, lines=TWO)
    if kind in (Companion.PAYMENT_THANKS, Companion.UNKNOWN_TRANSFER):
        found["nothing known"] = replace(usual, amount=None, received_on=None, lines=())
    return found


@every_text
def test_whatever_is_known_a_text_reads_without_a_fault(kind: Companion, language: str) -> None:
    for name, told in cases(kind, language).items():
        text = companion_text(told, FIRM)
        about = f"{name}: {text.subject}\n\n{text.body}"
        assert 0 < len(text.subject) <= SUBJECT_LIMIT, about
        assert "{{" not in about and "}}" not in about and "\n\n\n" not in text.body, about
        for line in [text.subject, *text.body.split("\n")]:
            assert "  " not in line and line == line.strip(), about
            assert not re.search(r"\(s\)|None| ;|\s[,.](?!\.)|,\s*[.,]|[^.]\.\.(?!\.)|: :", line), (
                about
            )
            if language == "fr":
                said = line.replace(LONG, "").replace("50 000 €", "")
                assert not re.search(r" [:;?!»€%]|« |\bde les?\b|\bà les?\b", said), about


@every_text
def test_it_breaks_no_rule_and_only_a_copy_without_its_file_is_told(
    kind: Companion, language: str
) -> None:
    for name, told in cases(kind, language).items():
        text = companion_text(told, FIRM)
        problems = check_companion(text, FIRM, attached=("F-2026-0412.pdf",))
        assert problems == (), (name, problems, text.body)
        draft = companion_draft(text, FIRM)
        assert draft.language == language and f'lang="{language}"' in draft.html


@every_text
def test_it_holds_placeholders_of_its_own_and_the_shared_closing(
    kind: Companion, language: str
) -> None:
    wording = companion_wording(kind, language)
    assert validate(f"{wording.subject}\n{wording.body}", Use.COMPANION) == []
    assert {"politesse", "signature", "formule_appel"} <= set(names_in(wording.body))
    assert "!" not in wording.body


def test_a_promise_says_until_when_reminders_wait_and_what_it_leaves_aside() -> None:
    told = words(facts(Companion.PROMISE_CONFIRMATION, amount=Decimal(500)))
    # Friday, then two open days.
    assert "jusqu'au 1er décembre 2026" in told
    assert "Le reste, soit 734,56 €, n'est pas compris dans cet accord" in told
    assert "Le reste" not in words(facts(Companion.PROMISE_CONFIRMATION))


def test_a_dispute_is_acknowledged_without_being_admitted_and_the_rest_keeps_its_day() -> None:
    told = words(facts(Companion.DISPUTE_ACKNOWLEDGEMENT))
    assert "vous contestez 200,00 € sur votre facture n° F-2026-0412" in told
    assert "soit 1 034,56 €, n'est pas concernée : son échéance reste le 03/11/2026" in told
    assert "il n'en préjuge pas l'issue" in told
    assert "Règlement par virement" not in told


@pytest.mark.parametrize(
    ("outcome", "amount", "asked"),
    [
        (DisputeOutcome.JUSTIFIED, None, True),
        (DisputeOutcome.ABANDONED, None, True),
        (DisputeOutcome.CREDIT_NOTE, Decimal(200), True),
        (DisputeOutcome.CREDIT_NOTE, Decimal("1234.56"), False),
        (DisputeOutcome.SETTLED, None, False),
    ],
)
def test_an_answer_asks_for_a_payment_only_where_one_is_left(
    outcome: DisputeOutcome, amount: Decimal | None, asked: bool
) -> None:
    told = words(facts(Companion.DISPUTE_CLOSING, outcome=outcome, amount=amount))
    assert ("Règlement par virement" in told) is asked


def test_a_plan_has_all_that_makes_it_one() -> None:
    told = words(facts(Companion.PAYMENT_PLAN))
    for element in (
        "Entre le créancier, Ateliers Bellecour SAS",
        "et le débiteur, Boulangerie Dupont SARL, 3 place du Marché, 38000 Grenoble.",
        "reconnaît devoir au créancier la somme de 2 034,56 €",
        "– 15 décembre 2026 : 1 000,00 €",
        "s'impute sur la facture la plus ancienne",
        "le créancier n'y renonce pas",
        "dans les huit jours qui suivent cet écrit",
        "ni une remise de dette ni une novation",
        "Fait en deux exemplaires",
        "montant en chiffres, puis en toutes lettres",
    ):
        assert element in told, element


def test_a_private_persons_plan_speaks_of_no_penalties() -> None:
    private = client(debtor_type=DebtorType.CONSUMER)
    told = words(facts(Companion.PAYMENT_PLAN, addressee=private))
    assert "pénalités de retard" not in told and "ni intérêt ni frais" in told


def test_thanks_say_that_an_invoice_is_settled_only_when_it_is() -> None:
    assert "Cette facture est soldée." in words(facts(Companion.PAYMENT_THANKS))
    part = facts(Companion.PAYMENT_THANKS, lines=(bill(),))
    assert "soldée" not in words(part) and "Il reste" not in words(part)


def test_a_payment_said_to_be_made_is_looked_for_and_one_received_is_placed() -> None:
    received = words(facts(Companion.REMITTANCE_DETAIL))
    assert "les factures qu'il règle" in received
    said = words(facts(Companion.REMITTANCE_DETAIL, lines=TWO, received_on=None, amount=None))
    assert "déjà réglé vos factures n° F-2026-0412 et F-2026-0415, pour 2 034,56 €" in said
    assert "la date, le moyen et la référence" in said


def test_the_users_own_text_and_blocks_are_used() -> None:
    told = facts(Companion.DUPLICATE_INVOICE)
    shipped = companion_wording(told.kind, "fr")
    block = block_for("politesse", shipped)
    assert block is not None
    own = {
        shipped.place: ("Copie", "{{ factures }}\n\n{{ politesse }}"),
        block.place: ("", "Salut,"),
    }
    text = companion_text(replace(told, own_texts=own), FIRM)
    assert (text.subject, plain(text.body)) == ("Copie", "Facture n° F-2026-0412\n\nSalut,")


def test_a_clients_name_breaks_no_rule() -> None:
    told = facts(Companion.PAYMENT_PLAN, addressee=client(name="Huissiers Saisie Express"))
    assert check_companion(companion_text(told, FIRM), FIRM) == ()
