"""An address that nobody validated never gets a message."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_core.intake.addresses import are_usual, is_no_reply, split_addresses
from tests.intake.spreadsheets import HEADINGS, codes, one, read_text


@pytest.mark.parametrize(
    ("cell", "valid"),
    [
        ("a@b.test; c@d.test", ("a@b.test", "c@d.test")),
        ("a@b.test, c@d.test", ("a@b.test", "c@d.test")),
        ("a@b.test\nc@d.test", ("a@b.test", "c@d.test")),
        ("a@b.test/c@d.test", ("a@b.test", "c@d.test")),
        ("a@b.test c@d.test", ("a@b.test", "c@d.test")),
        ("Jane Doe <jane@x.test>", ("jane@x.test",)),
        ('"Doe, Jane" <jane@x.test>', ("jane@x.test",)),
        ("mailto:jane@x.test", ("jane@x.test",)),
        (" jane@x.example ", ("jane@x.example",)),
        ("JANE@X.TEST", ("JANE@x.test",)),
        ("a@b.test; A@B.test;;", ("a@b.test",)),
        ("jane@exämple.test", ("jane@xn--exmple-cua.test",)),
    ],
)
def test_the_addresses_of_a_cell_are_split(cell: str, valid: tuple[str, ...]) -> None:
    assert split_addresses(cell) == (valid, ())


@pytest.mark.parametrize(
    "cell",
    [
        "jane@x.test\r\nBcc: evil@x.test",
        "jane@x.test%0ABcc:evil@x.test",
        "jane@x.test Bcc: e@x.test",
        "jane@x.test\u2028Bcc: e@x.test",
        "ja\u200bne@x.test",
        "j\u0430ne@x.test",
        "jane@@x.test",
        "jane.x.test",
        "jane@x",
        "jane@x..test",
        "jane@x.test.",
        "@x.test",
        '"a b"@x.test',
        "jane@[127.0.0.1]",
        "jane@localhost",
        "jane@intranet.local",
        "undisclosed-recipients:;",
        "<script>alert(1)</script>@x.test",
        "a" * 65 + "@x.test",
        "see Bob",
        ";".join(f"u{i}@x.test" for i in range(11)),
    ],
)
def test_a_cell_that_cannot_be_written_to_gives_no_address(cell: str) -> None:
    valid, bad = split_addresses(cell)
    assert valid == ()
    assert bad


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "N/A", "néant"])
def test_a_cell_that_gives_nothing_is_no_error(cell: str | None) -> None:
    assert split_addresses(cell) == ((), ())


def test_the_good_addresses_of_a_cell_are_kept_beside_the_bad_ones() -> None:
    assert split_addresses("a@b.test; voir Paul") == (("a@b.test",), ("voir Paul",))


@given(st.text(max_size=40))
def test_no_text_makes_an_address_that_could_break_a_header(cell: str) -> None:
    for address in split_addresses(cell)[0]:
        assert address.count("@") == 1
        assert not set(address) & set("\r\n\t ,;<>\x00\u2028")


def test_a_bad_address_is_told_and_its_invoice_is_kept() -> None:
    reading = read_text(
        ("F1", "A", "13/01/2026", "13/02/2026", "10,00", "jane@@x.test"),
        headings=(*HEADINGS, "E-mail"),
    )
    assert one(reading)["email"] == "jane@@x.test"
    assert codes(reading) == ["bad_email"]


@given(
    st.lists(
        st.one_of(
            st.emails(),
            st.from_regex(
                r"[a-zK]{1,4}(\.[a-z]{1,3})?@[a-z-]{1,4}\.(fr|ll|local|example)", fullmatch=True
            ),
            st.sampled_from(
                [
                    "compta@client.example",
                    " Jane.Doe+x@Client.Example ",
                    "noreply@client.example",
                    "postmaster@client.example",
                    "jane@client.invalid",
                    "n@u.ll",
                    "jane@\u212aient.example",
                    "a@b.test; c@d.test",
                    "jane@client",
                    "",
                ]
            ),
        ),
        min_size=1,
    )
)
def test_a_usual_address_is_one_that_reading_it_alone_accepts(cells: list[str]) -> None:
    for cell, usual in zip(cells, are_usual(pl.Series(cells)), strict=True):
        if usual:
            valid, bad = split_addresses(cell)
            assert len(valid) == 1
            assert not bad
            assert not is_no_reply(valid[0])


def test_the_addresses_of_a_ledger_are_nearly_all_usual() -> None:
    cells = pl.Series([f"compta{at}@client-{at}.example" for at in range(50)])
    assert are_usual(cells).all()
