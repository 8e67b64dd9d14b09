"""Answers as sets of answers that are still possible."""

from __future__ import annotations

import pytest

from servanda.model import values
from servanda.model.tables import ELEMENT_NAMES


@pytest.mark.parametrize(("mask", "expected"), [
    (values.YES, "yes"), (values.NO, "no"), (values.TEXT, "unknown_text"),
    (values.YES | values.NO, "unknown_fact"), (values.YES | values.TEXT, "unknown_fact"),
    (values.NO | values.TEXT, "unknown_fact"), (values.YES | values.NO | values.TEXT, "unknown_fact"),
])
def test_a_mask_gives_one_of_four_answers(mask: int, expected: str) -> None:
    assert values.answer(mask) == expected


@pytest.mark.parametrize("mask", [0, 8, -1])
def test_what_is_no_mask_is_refused(mask: int) -> None:
    with pytest.raises(ValueError, match="not a mask"):
        values.answer(mask)


def test_outcomes_are_printed_in_one_order() -> None:
    assert values.outcomes_in(15) == ("potential_violation", "excepted", "not_covered", "not_in_force")
    assert values.outcomes_in(0) == ()
    assert set(values.OUTCOMES) == {*values.OUTCOME_BITS, "undetermined"}


def test_every_element_but_the_exception_is_of_force_or_of_scope() -> None:
    assert {*values.FORCE_ELEMENTS, *values.SCOPE_ELEMENTS, "unless"} == set(ELEMENT_NAMES)
