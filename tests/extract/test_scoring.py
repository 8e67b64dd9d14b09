"""The scorer against counts made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from servanda.extract.gold import NotAnnotated, read
from servanda.extract.scoring import scores, table


def statement(start: int, text: str, speaker: int = 0, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "statement",
        "document": "d",
        "start": start,
        "end": start + len(text),
        "text": text,
        "speaker_start": speaker,
        "speaker_end": speaker + 3,
        "party": "A",
        "speech_act": "claim",
        "form": "indirect",
        "hedged": False,
        **fields,
    }


GOLD = [statement(10, "one two three four"), statement(50, "five six", speaker=40, hedged=True)]


def by(predicted: list[dict[str, Any]]) -> dict[str, tuple[int, int, int]]:
    return {one.what: (one.right, one.found, one.there) for one in scores(predicted, GOLD)[0]}


def test_the_same_is_all_right() -> None:
    assert by(GOLD)["span and speaker"] == (2, 2, 2)
    assert by(GOLD)["hedged"] == (1, 1, 1)


def test_half_of_the_words_are_enough_and_less_is_not() -> None:
    assert by([statement(10, "one two")])["span"] == (1, 1, 2)
    assert by([statement(10, "one")])["span"] == (0, 1, 2)


def test_a_statement_counts_once() -> None:
    assert by([statement(10, "one two three four"), statement(10, "one two three")])["span"] == (1, 2, 2)


def test_a_wrong_speaker_is_no_speaker() -> None:
    assert by([statement(10, "one two three four", speaker=90)])["span and speaker"] == (0, 1, 2)


def test_what_stands_where_nobody_spoke_is_invented() -> None:
    assert scores([statement(200, "nobody said it"), GOLD[0]], GOLD)[1] == 0.5
    assert "invented               0.500" in table(*scores([statement(200, "nobody"), GOLD[0]], GOLD))


@pytest.mark.parametrize("body", ["published=2031-01-01\n{1:never closed", "published=2031-01-01\nclosed } twice"])
def test_marks_that_do_not_match_are_refused(tmp_path: Any, body: str) -> None:
    (tmp_path / "a.marked").write_text(body, encoding="utf-8")
    with pytest.raises(NotAnnotated):
        read(tmp_path / "a.marked")
