"""What the tier with a parser reads and the rules alone cannot: who sent what speaks, and what was done to whom."""

from __future__ import annotations

import pytest

from tests.extract.reading import of

pytestmark = pytest.mark.spacy


def spoken(text: str) -> list[tuple[str, str]]:
    """(speaker as written, content) of every statement."""
    return [(one["speaker_text"], one["text"]) for one in of(text, "statement", tier="spacy")]


@pytest.mark.parametrize("text", [
    "Ada Okoye issued a statement saying the line was quiet.",
    "Ada Okoye released a video that said the line was quiet.",
])
def test_whoever_sends_a_statement_speaks_in_it(text: str) -> None:
    assert spoken(text) == [("Ada Okoye", "the line was quiet")]


def test_somebody_asked_is_not_who_asks() -> None:
    asked, answered = spoken("Asked whether the line was quiet, Okoye said that nobody had fired.")
    assert asked == ("", "whether the line was quiet")
    assert answered == ("Okoye", "that nobody had fired")


def test_a_man_accused_accuses_nobody() -> None:
    assert ("The man", "of firing on the post") not in spoken("The man accused of firing on the post left the town.")


def test_a_word_that_is_no_verb_here_says_nothing() -> None:
    assert spoken("Towns like Tamas and Vidin voted, and she leads by ten pledged delegates.") == []


def test_after_a_second_comma_a_name_with_a_verb_is_no_speaker() -> None:
    found = spoken("Senator Okoye, who chairs the panel, said Lindqvist has pushed the envoy to leave.")
    assert ("Senator Okoye", "Lindqvist has pushed the envoy to leave") in [
        (speaker.removesuffix(", who"), content) for speaker, content in found]
