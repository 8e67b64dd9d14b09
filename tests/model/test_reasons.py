"""Reason codes as bits: every code has words and a bit of its own, and bits read back in printing order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from servanda.model.reasons import BASES, BITS, bit, codes
from servanda.model.tables import ELEMENT_NAMES
from servanda.model.vocabulary import BIND_BASES
from servanda.publish import words

EVERY = [code for half in BITS for code in half]


def test_every_code_has_words_and_every_worded_code_a_bit() -> None:
    """A code without words would be printed raw; words without a code would never be printed."""
    declared = {code.rpartition(":")[0] if code.startswith("bound:party_bound:") else code for code in EVERY}
    assert declared == set(words.REASONS)


def test_every_basis_of_being_bound_has_a_bit() -> None:
    """A basis that terms.yaml may name, or none, reaches the reasons."""
    assert set(BASES) == {*BIND_BASES, "unstated"}


def test_both_numbers_fit_a_signed_integer() -> None:
    """Below 2^63, so that any engine holds them in a whole number."""
    assert all(sum(half.values()) < 2**63 for half in BITS)


@given(st.sets(st.sampled_from(EVERY)))
def test_codes_read_back_by_element_then_alphabet(told: set[str]) -> None:
    """`codes` inverts `bit`, in the order of the elements and then of the alphabet."""
    halves = [sum(bit(code) for code in told if code in half) for half in BITS]
    order = (*ELEMENT_NAMES, "accounts")
    assert list(codes(*halves)) == sorted(told, key=lambda c: (order.index(c.split(":")[0]), c))
