"""The words of talks: every code has some, and none takes a side."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from servanda.model import vocabulary
from servanda.publish import spoken
from servanda.talks import comparing, rules

TEMPLATES = Path(spoken.__file__).parent / "templates"
LOADED = re.compile(r"\b(violated|lied|liar|broke|broken|admitted guilt|regime|terrorists?)\b", re.IGNORECASE)
TABLES = [value for name, value in vars(spoken).items() if name.isupper()]


def test_every_code_has_words() -> None:
    assert {*vocabulary.STRENGTHS, "did_not_mention", "not_found"} == set(spoken.STRENGTHS)
    assert set(rules.SCALE) == set(spoken.STANDS)
    assert {*vocabulary.VOICES, "unknown"} == set(spoken.VOICES)
    assert {*vocabulary.HOW_ENDED, "unknown", "not stated"} == set(spoken.ENDED)
    assert set(rules.PAM.values()) == set(spoken.DEGREES)
    assert {*vocabulary.ACCEPTANCE_EVENTS} - {"extended"} == set(spoken.ACCEPTANCE)
    assert set(comparing.SOFT) | {"opposite_polarity", "implied", "hedged"} <= set(spoken.WHY)
    assert set(vocabulary.CHANNELS) == set(spoken.CHANNELS)


@pytest.mark.parametrize("words", [text for table in TABLES for text in table.values()])
def test_no_word_takes_a_side(words: str) -> None:
    assert not LOADED.search(words)


@pytest.mark.parametrize("name", ["call", "stand", "changes", "contradictions", "acceptance", "commitments",
                                  "precedents"])
def test_no_template_takes_a_side(name: str) -> None:
    assert not LOADED.search((TEMPLATES / f"{name}.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("stand", "value", "words"), [
    ("for", "", "for it"), ("says", "", "says so"), ("denies", "", "says that it is not so"),
    ("says", "energy_alone", "energy alone"), ("denies", "2040-06-01", "not 2040-06-01")])
def test_a_stand_in_words(stand: str, value: str, words: str) -> None:
    assert spoken.answer(stand, value) == words
    assert spoken.change(f"{stand}:{value}" if value else stand) == words


@pytest.mark.parametrize(("claim", "words"), [
    ("asserts", "says so"), ("denies", "says not"), ("asserts 150 minutes", "says 150 minutes"),
    ("denies 2040-06-01", "denies 2040-06-01"), ("asserts [own strikes]", "says so [own strikes]")])
def test_the_claim_of_a_side_in_words(claim: str, words: str) -> None:
    assert spoken.claim(claim) == words
