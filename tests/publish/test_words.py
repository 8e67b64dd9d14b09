"""Every code of a reason has words, and the words are neutral."""

from __future__ import annotations

import pytest

from servanda.model.tables import ELEMENT_NAMES
from servanda.model.values import OUTCOMES
from servanda.model.vocabulary import BIND_BASES
from servanda.publish import words

CODES = {
    "bound": "party_bound not_bound before_bound after_bound straddles_bound text_silent no_author rival_author "
             "not_agreed released maybe_released",
    "act": "listed not_listed excluded unclear unlisted_open generic no_limit text_silent unstated attempt_silent "
           "attempt_excluded attempt_counts stage_unstated undertaking permission obligation",
    "means": "no_limit listed not_listed excluded unclear unlisted_open generic text_silent unstated",
    "object": "no_limit listed not_listed excluded unclear unlisted_open generic text_silent unstated debris_silent "
              "debris_excluded by_product_silent by_product_excluded",
    "whose": "no_limit other_party own unstated bases_disagree no_author",
    "where": "no_limit inside outside straddles unstated",
    "when": "inside partial before_instrument before_start after_end outside straddles_start straddles_end "
            "start_silent counting unstated",
    "provided": "none met not_met unknown",
    "unless": "none not_raised raised established",
    "accounts": "disagree",
}


@pytest.mark.parametrize("code", [f"{element}:{code}" for element, codes in CODES.items() for code in codes.split()])
def test_every_reason_has_words(code: str) -> None:
    assert words.reason(code) != code


@pytest.mark.parametrize(("metres", "text"), [
    (None, ""), ((3_249, 3_249), "boundary 3.2 km away"), ((3_210, 3_240), "boundary 3.2 km away"),
    ((0, 40), "boundary less than 0.1 km away"), ((300, 12_000), "boundary 0.3 to 12.0 km away")])
def test_how_far_a_boundary_is(metres: tuple[int, int] | None, text: str) -> None:
    assert words.boundary(metres) == text


def test_every_basis_of_being_bound_has_words() -> None:
    for basis in (*BIND_BASES, "unstated"):
        assert words.reason(f"bound:party_bound:{basis}").endswith(words.BASES[basis])


def test_every_turn_has_words() -> None:
    for element in ELEMENT_NAMES:
        assert words.reason(f"{element}:yes") != f"{element}:yes"
        assert words.reason(f"{element}:no") != f"{element}:no"


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert words.reason("object:never_heard_of") == "object:never_heard_of"
    assert words.reason("bound:party_bound:never_heard_of") == "bound:party_bound:never_heard_of"


def test_outcomes_and_elements_have_words() -> None:
    assert set(words.OUTCOMES) == set(OUTCOMES) == set(words.OUTCOMES_MEAN)
    assert set(words.ELEMENTS) == {*ELEMENT_NAMES, "accounts"} and set(words.ASKS) == set(ELEMENT_NAMES)


def test_no_word_says_that_anybody_violated_anything() -> None:
    texts = [*words.REASONS.values(), *words.TURNS.values(), *words.OUTCOMES.values(), *words.OUTCOMES_MEAN.values(),
             *words.STANDARDS_MEAN.values(), *words.PERIODS.values()]
    for text in texts:
        assert "violat" not in text.replace("potential violation", "")
        assert not {"guilty", "aggressor", "broke", "terrorist"} & set(text.lower().split())


def test_never_one_number() -> None:
    assert words.interval(3, 3) == "3–3" and words.interval(1, 7) == "1–7" and words.interval(None, None) == "–"
