"""What a message shows of the creditor and of the debtor: numbers as one reads them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance_core.messages.creditor import identity_line
from relance_core.messages.parties import debtor_in_full
from tests.messages.samples import CLIENT, FIRM


@pytest.mark.parametrize("typed", ["732829320", "732 829 320", "732 829320"])
def test_a_siren_typed_in_one_piece_is_read_in_groups(typed: str) -> None:
    firm = replace(FIRM, siren=typed, rcs_city="Lorient")
    assert "RCS Lorient 732 829 320" in identity_line(firm)
    assert "(SIREN 732 829 320)" in debtor_in_full(replace(CLIENT, siren=typed))


def test_what_is_no_siren_is_shown_as_it_was_typed() -> None:
    assert "SIREN en cours" in identity_line(replace(FIRM, siren="en cours", rcs_city=""))
