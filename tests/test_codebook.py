"""The codebook names every column that a table may have and every word that a cell or the terms may hold."""

from __future__ import annotations

from pathlib import Path

from servanda.case import places
from servanda.collect import reports, talks
from servanda.model import vocabulary

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "codebook.md").read_text(encoding="utf-8")


def missing(words: set[str]) -> list[str]:
    return [word for word in sorted(words) if f"`{word}`" not in TEXT]


def test_every_column_of_an_input_table() -> None:
    named = {"report_id", *reports.INPUT, *places.COLUMNS}
    named |= {"statement_id", *talks.STATEMENTS, "tally_id", *talks.TALLIES, "commitment_id", *talks.COMMITMENTS}
    assert missing(named) == []


def test_every_word_of_a_cell() -> None:
    trees = {*vocabulary.ACTS, *vocabulary.MEANS, *vocabulary.FUNCTIONS, *vocabulary.SECTORS}
    lists = {*vocabulary.STAGES, *vocabulary.AFFECTED_HOW, *vocabulary.REPORT_KINDS, *vocabulary.HOW_KNOWN,
             *vocabulary.TIME_PRECISIONS, *vocabulary.DENIED_THINGS, *vocabulary.SPEECH_ACTS, *vocabulary.QUALIFIERS,
             *vocabulary.TLP, *vocabulary.COMMITMENT_STATES}
    assert missing(trees | lists) == []
