"""Without a mouse: a dispute is followed, a promise noted and taken back, the keyboard in sight."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from relance_core.ui.theme import PALETTES, Mode
from relance_core.vocabulary import Withheld
from relance_core.workflows.decide import hold_invoice
from tests.e2e.browser import settled
from tests.e2e.conftest import OpenPage, StartApp
from tests.workflows.office import invoice, office

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
#: Stops of the Tab key within which anything of a page is reached.
_STOPS = 60
#: What has the keyboard: its words, and the key of its widget.
_HELD = """() => {
  const held = document.activeElement, widget = held.closest("[class*=st-key-]");
  return [held.getAttribute("aria-label") || held.innerText || "", widget?.className || ""];
}"""
#: Whether that is to be seen: a ring around it, or the border of its field in the colour given. A
#: table draws the cell on its canvas, a part of a date is written on a ground of its own.
_SHOWN = """(primary) => {
  const held = document.activeElement;
  if (held.closest("canvas") || held.matches("body, main, [role=spinbutton], .dvn-scroller"))
    return true;
  return [held, held.parentElement].some((one) => {
    const { outlineStyle, boxShadow, borderTopColor, borderTopWidth } = getComputedStyle(one);
    return outlineStyle !== "none" || boxShadow !== "none"
      || (borderTopColor === primary && borderTopWidth !== "0px");
  });
}"""
_PRIMARY = "rgb({}, {}, {})".format(*bytes.fromhex(PALETTES[Mode.LIGHT].primary[1:]))


@pytest.fixture
def desk(data_folder: Path, start_app: StartApp, open_page: OpenPage) -> Page:
    """Two clients; what one of them owes is contested."""
    ours = office(data_folder)
    ours.drop([invoice("F-1", client="C1", total=1000), invoice("F-2", client="C2", total=300)])
    hold_invoice(ours.space, ours.act, ours.ids()["F-2"], Withheld.DISPUTE.value, text="prix")
    ours.space.engine.dispose()
    return open_page(f"{start_app()}/litiges_promesses")


def tab_to(page: Page, key: str) -> None:
    """Press Tab until the widget of ``key`` has the keyboard; every stop on the way shows it."""
    expect(page.locator(f"[class*=st-key-{key}]").first).to_be_visible()
    for _ in range(_STOPS):
        page.keyboard.press("Tab")
        words, widget = page.evaluate(_HELD)
        try:  # a border takes its colour little by little
            page.wait_for_function(_SHOWN, arg=_PRIMARY, timeout=2_000)
        except TimeoutError:
            pytest.fail(f"nothing shows that the keyboard is on « {words} » ({widget})")
        if f"st-key-{key}" in widget:
            return
    raise AssertionError(f"Tab does not reach {key}")


def strike(page: Page, *keys: str) -> None:
    """Press keys, then wait for the page to have answered."""
    for one in keys:
        page.keyboard.press(one)
    page.wait_for_timeout(300)
    settled(page)


def choose(page: Page, key: str, words: str) -> None:
    """Choose in a list by the first letters."""
    tab_to(page, key)
    page.keyboard.type(words, delay=20)
    expect(page.get_by_role("option", name=words)).to_be_visible()
    strike(page, "Enter")


def test_a_dispute_and_a_promise_are_followed_and_noted_with_the_keyboard_alone(
    desk: Page,
) -> None:
    expect(desk.locator("[class*=st-key-disputes-list] canvas").first).to_be_visible()
    tab_to(desk, "disputes-list")
    strike(desk, "ArrowDown", "Shift+Space")
    expect(desk.get_by_role("heading", name="Client C2 · F-2")).to_be_visible()
    tab_to(desk, "dispute-2-1-line")
    desk.keyboard.type("Appelé M. Roy")
    strike(desk, "Tab", "Enter")
    expect(desk.get_by_text("Appelé M. Roy")).to_be_visible()

    choose(desk, "disputes-client", "Client C1")
    choose(desk, "disputes-invoice", "F-1")
    choose(desk, "disputes-kind", "Promesse de paiement")
    tab_to(desk, "disputes-until")
    desk.keyboard.type("27112026", delay=40)
    tab_to(desk, "disputes-add")
    strike(desk, "Enter")
    expect(desk.get_by_role("tab", name="Promesses (1 · 1 000 €)")).to_be_visible()

    tab_to(desk, "disputes-undo")
    strike(desk, "Enter")
    expect(desk.get_by_text("Annulé : tout est comme avant.")).to_be_visible()
