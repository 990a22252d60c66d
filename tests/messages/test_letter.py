"""The letter as a printer, an archive and a screen reader receive it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pypdf
import pytest

from relance_core.messages.letter import letter_data, letter_pdf, letter_pictures
from relance_core.messages.render import Edit, compose
from relance_core.reminders.reminder import Reminder
from relance_core.vocabulary import Channel, DebtorType, Step, Tone
from tests.messages.samples import FIRM, TODAY, client, credit, line, reminder, three_invoices

pytest.importorskip("typst", reason="no letters on this machine")


def notice(**changes: Any) -> Reminder:
    return reminder(
        Step.FORMAL_NOTICE, Tone.FORMAL, three_invoices(Step.FORMAL_NOTICE)[:2], **changes
    )


def pdf_of(served: Reminder, **changes: Any) -> Any:
    raw = letter_pdf(compose(served, FIRM, **changes), served, FIRM, dated=TODAY)
    return pypdf.PdfReader(io.BytesIO(raw))


def words(reader: Any) -> str:
    text = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def fonts(reader: Any) -> list[Any]:
    found = []
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            entry = font.get_object()
            inner = (
                entry["/DescendantFonts"][0].get_object() if "/DescendantFonts" in entry else entry
            )
            found.append(inner["/FontDescriptor"].get_object())
    return found


def test_a_formal_notice_holds_every_element_that_evidence_needs() -> None:
    text = words(pdf_of(notice()))
    for element in (
        "Mise en demeure de payer",
        "Lettre recommandée avec avis de réception",
        "Ateliers Bellecour SAS au capital de 50 000 €",
        "RCS Lyon 552 100 554",
        "12 rue des Archers",
        "Boulangerie Dupont SARL",
        "3 place du Marché",
        "38000 GRENOBLE",
        "Lyon, le 20 novembre 2026",
        "F-2026-0401",
        "F-2026-0402",
        "1 234,56 €",
        "300,00 €",
        "Montant TTC",
        "les 06/11/2026 et 10/11/2026",
        "nous mettons en demeure Boulangerie Dupont SARL, 3 place du Marché, 38000 Grenoble, au "
        "sens de l'article 1344 du Code civil",
        "1 534,56 € au plus tard le 7 décembre 2026",
        "40 € par facture, soit 80 €",
        "FR76 3000 6000 0112 3456 7890 189",
        "Si vous contestez tout ou partie de cette somme",
        "nous pourrions transmettre ce dossier à notre avocat, Maître Roy",
        "Claire Martin",
    ):
        assert element in text.replace("’", "'"), element


def test_nothing_in_a_formal_notice_looks_like_an_act_of_justice() -> None:
    text = words(pdf_of(notice(addressee=client(debtor_type=DebtorType.CONSUMER)))).lower()
    for word in ("sommation", "commandement", "huissier", "saisie", "république", "441-10", "40 €"):
        assert word not in text


def test_the_letter_is_tagged_archival_and_embeds_its_fonts() -> None:
    reader = pdf_of(notice())
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/Lang"] == "fr"
    assert b"<pdfaid:part>2</pdfaid:part>" in root["/Metadata"].get_data()
    assert fonts(reader)
    assert all({"/FontFile2", "/FontFile3"} & set(font) for font in fonts(reader))
    assert reader.metadata["/Title"].startswith("Mise en demeure de payer")


def test_the_same_letter_has_the_same_bytes_and_another_day_has_others() -> None:
    draft = compose(notice(), FIRM)
    first = letter_pdf(draft, notice(), FIRM, dated=TODAY)
    assert letter_pdf(draft, notice(), FIRM, dated=TODAY) == first
    assert letter_pdf(draft, notice(), FIRM, dated=date(2026, 11, 23)) != first


def test_a_long_statement_runs_over_pages_with_its_headings_again() -> None:
    lines = tuple(
        line(f"F-{n:04}", date(2026, 10, 1 + n % 28), "10.00", Step.REMINDER_3) for n in range(120)
    )
    reader = pdf_of(reminder(Step.REMINDER_3, Tone.FIRM, lines, channel=Channel.LETTER))
    assert len(reader.pages) > 2
    assert all("Échéance" in page.extract_text() for page in reader.pages[:-1])
    assert f"1 / {len(reader.pages)}" in words(reader)


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd") $x$ *a* <b> @c',
        "شركة المثال",
        "日本 🧾",
        "Ź̂̃āl̅ğo",
        "{{7*7}}",
        "x" * 300,
    ],
)
def test_a_hostile_or_foreign_name_still_gives_a_letter(name: str) -> None:
    reader = pdf_of(notice(addressee=client(name=name)))
    assert "Mise en demeure" in words(reader)
    if name.isascii() and len(name) < 50:
        assert name in words(reader)


@pytest.mark.parametrize("step", [Step.REMINDER_3, Step.FORMAL_NOTICE, Step.LAST_NOTICE])
def test_what_is_only_told_of_and_what_is_deducted_are_set_too(step: Step) -> None:
    served = reminder(
        step,
        lines=three_invoices(step),
        channel=Channel.LETTER,
        credits=(credit("AV-1", "120.00"), credit("VIR 12/11", "30.00", "payment")),
    )
    told = words(pdf_of(served))
    assert "Avoir AV-1" in told and "−120,00 €" in told
    if step is not Step.REMINDER_3:
        assert "non comprises dans cette demande" in told and "99,90 €" in told


def test_an_edit_of_the_body_is_what_gets_printed() -> None:
    text = words(pdf_of(notice(), edit=Edit(body="Texte revu.\n\n{{ signature }}")))
    assert "Texte revu." in text and "Montant TTC" not in text


def test_a_signature_written_under_its_closing_words_has_room_for_a_hand_all_the_same() -> None:
    served = notice()
    draft = compose(served, FIRM, edit=Edit(body="Texte.\n\nCordialement,\n{{ signature }}"))
    blocks = letter_data(draft, served, FIRM, TODAY)["blocks"]
    assert [(one["kind"], one["lines"][0]) for one in blocks] == [
        ("text", "Texte."),
        ("text", "Cordialement,"),
        ("signature", "Claire Martin"),
    ]


def test_a_letter_without_bank_details_has_no_code() -> None:
    served = notice()
    firm = replace(FIRM, iban="")
    assert letter_data(compose(served, firm), served, firm, TODAY)["qr"] == ""


def test_the_pages_can_be_shown_as_pictures() -> None:
    pictures = letter_pictures(compose(notice(), FIRM), notice(), FIRM, dated=TODAY)
    assert pictures and all(picture.startswith(b"\x89PNG") for picture in pictures)
