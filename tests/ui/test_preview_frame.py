"""What a message is shown in gives it no right at all, at the width of the screen it stands for."""

from __future__ import annotations

import re
from html import unescape

from relance_core.messages.changes import word_changes
from relance_core.messages.preview import CONTENT_POLICY
from relance_core.ui.changes_told import summary, told_pieces
from relance_core.ui.preview_frame import WIDTHS, Framed, Screen, page_of

HOSTILE = '<script>alert(1)</script><p title=\'"\'>à "vous" &amp; moi</p>'
BOTH = (Framed(HOSTILE, Screen.COMPUTER, 'un "titre"'), Framed("<p>b</p>", Screen.PHONE, "b"))


def test_the_message_is_drawn_in_a_frame_without_rights_and_nothing_of_it_leaks_out() -> None:
    page = page_of(BOTH, ground="#ffffff")
    assert CONTENT_POLICY in page
    assert page.count('sandbox=""') == page.count("<iframe") == 2
    assert "<script" not in page
    [inside, _] = re.findall(r'srcdoc="([^"]*)"', page)
    assert unescape(inside) == HOSTILE


def test_both_screens_fit_whatever_the_room() -> None:
    page = page_of(BOTH, ground="#ffffff")
    own = sum(WIDTHS.values())
    rules = re.findall(r"max-width:(\d+)px\)\{div\{--scale:(\d+)e-3", page)
    assert len(rules) > 15
    for most, scale in rules:
        assert own * int(scale) / 1000 + 24 <= int(most)
    assert [int(most) for most, _ in rules] == sorted((int(one) for one, _ in rules), reverse=True)


def test_where_there_is_little_room_one_screen_comes_under_the_other() -> None:
    page = page_of(BOTH, ground="#ffffff")
    narrow = re.findall(r"max-width:(\d+)px\)\{html,body\{overflow-y:auto\}(.*?)\}\}", page)
    assert next(int(most) for most, _ in narrow) < 600
    for most, rules in narrow:
        for screen, width in WIDTHS.items():
            scale = re.search(rf"\.{screen}\{{--scale:(\d+)e-3", rules + "}")
            assert scale is not None and width * int(scale[1]) / 1000 <= int(most)


def test_an_edit_is_told_without_interpreting_what_was_typed() -> None:
    told = told_pieces(word_changes("Bonjour *toi*", "Bonjour [vous](x)\nmerci"))
    assert r":red-background[~~\*toi\*~~]" in told
    assert r":green-background[\[vous\]\(x\)]" in told


def test_what_changed_is_summed_up_in_words() -> None:
    assert summary("a b c", "a b c") == "rien n'a changé"
    assert summary("a b c", "a b") == "1 mot retiré"
    assert summary("a b", "a x y") == "2 mots ajoutés, 1 retiré"
    assert summary("a", "a b") == "1 mot ajouté"


def test_a_message_shown_at_the_width_of_this_screen_is_never_made_smaller() -> None:
    page = page_of([Framed("<p>a</p>", Screen.HERE, "a")], ground="#ffffff")
    assert "max-width" not in page and ".here{flex:1}" in page
