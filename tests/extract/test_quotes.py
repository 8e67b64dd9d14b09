"""The scanner of quotations: marks of every kind, never more work than the text is long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.extract.quotes import quotes
from servanda.extract.words import paragraphs, sentences, tokens

MARKS = [
    ("He said “one two three” and left.", ["“one two three”"]),
    ('He said "one two three" and left.', ['"one two three"']),
    ('“A direct hit by a "buzzer" drone,” she said.', ['“A direct hit by a "buzzer" drone,”']),
    ('"The road is open”, said the major.', ['"The road is open”']),
    ("„Niemand schoss“, sagte er.", ["„Niemand schoss“"]),
    ("«Personne», dit-elle.", ["«Personne»"]),
    ("''We were not very happy,'' he said.", ["''We were not very happy,''"]),
    ("'We want the port open,' the minister's aide said.", ["'We want the port open,'"]),
    ("The soldiers' boots and the army's trucks.", []),
    (
        "“Their general told me ‘we never crossed’, and I wrote it,” she said.",
        ["“Their general told me ‘we never crossed’, and I wrote it,”"],
    ),
    ("He said: “Nobody closes this. The next sentence is not quoted.", ["“Nobody closes this."]),
]


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for held in quotes(text, paragraphs(text)).values() for one in held]


@pytest.mark.parametrize(("text", "expected"), MARKS, ids=[one[0][:40] for one in MARKS])
def test_marks(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_quotation_that_goes_on_is_open_and_carried() -> None:
    text = "She read: “First.\n“Second.”"
    first, second = (one for held in quotes(text, paragraphs(text)).values() for one in held)
    assert (first.open, second.carried, second.open) == (True, True, False)


@given(st.text(alphabet="ab .,!?\n\"“”„«»‘’'", max_size=200))
def test_quotations_lie_in_their_paragraph_and_never_overlap(text: str) -> None:
    for (start, end), held in quotes(text, paragraphs(text)).items():
        at = start
        for one in held:
            assert at <= one.start < one.end <= end
            at = one.end


@given(st.text(alphabet='Ab .,!?\n"“”U1', max_size=200))
def test_sentences_and_tokens_keep_every_word_once(text: str) -> None:
    for span, held in quotes(text, paragraphs(text)).items():
        words = [one for sentence in sentences(text, span, held) for one in tokens(text, sentence)]
        assert [text[one.start : one.end] for one in words] == [text[one.start : one.end] for one in tokens(text, span)]


SENTENCES = [
    ("Gen. Ada Berg left. She slept.", 2),
    ("The U.S. envoy left at 5 p.m. on Monday.", 1),
    ("“Who fired?” the envoy asked. Nobody answered.", 2),
    ("“It is over.” He left.", 2),
    ("J. R. Aduk left. It rained.", 2),
]


@pytest.mark.parametrize(("text", "count"), SENTENCES)
def test_sentences(text: str, count: int) -> None:
    spans = list(paragraphs(text))
    assert len(sentences(text, spans[0], quotes(text, spans)[spans[0]])) == count
