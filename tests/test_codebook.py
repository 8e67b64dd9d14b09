"""The codebook names every column that a table may have and every word that a cell or the terms may hold."""

from __future__ import annotations

from pathlib import Path

from servanda.case import places
from servanda.collect import precedents, propositions, reports, series, talks
from servanda.model import vocabulary

DOCS = Path(__file__).resolve().parent.parent / "docs"
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in (DOCS / "codebook" / "talks.md", DOCS / "codebook.md"))


# Lists of the vocabulary that case.yaml, terms.yaml and meetings.yaml use, and tables do not.
TERMS_WORDS = ("PROVISION_KINDS", "BIND_BASES", "INSTRUMENT_FORMS", "LIST_KINDS", "TREATMENTS", "WHOSE_BASES",
               "COUNTINGS", "STANDINGS", "EVENT_KINDS", "CHANNELS")


def missing(words: set[str]) -> list[str]:
    return [word for word in sorted(words) if f"`{word}`" not in TEXT]


def test_every_column_of_an_input_table() -> None:
    named = {"report_id", *reports.INPUT, *places.COLUMNS}
    named |= {"statement_id", *talks.STATEMENTS, "tally_id", *talks.TALLIES, "commitment_id", *talks.COMMITMENTS}
    named |= {"claim_id", *propositions.INPUT, "precedent_id", *precedents.INPUT}
    named |= {"series_row", *series.SERIES, "effort_id", *series.EFFORT}
    assert missing(named) == []


def test_every_word_of_a_cell() -> None:
    trees = {*vocabulary.ACTS, *vocabulary.MEANS, *vocabulary.FUNCTIONS, *vocabulary.SECTORS}
    lists = {*vocabulary.STAGES, *vocabulary.AFFECTED_HOW, *vocabulary.REPORT_KINDS, *vocabulary.HOW_KNOWN,
             *vocabulary.TIME_PRECISIONS, *vocabulary.DENIED_THINGS, *vocabulary.SPEECH_ACTS, *vocabulary.QUALIFIERS,
             *vocabulary.TLP, *vocabulary.COMMITMENT_STATES, *vocabulary.EFFORT_KINDS}
    assert missing(trees | lists) == []


def every_word() -> dict[str, tuple[str, ...]]:
    """Each list of words that the model knows, by its name."""
    return {name: tuple(words) for name, words in vars(vocabulary).items()
            if name.isupper() and not name.startswith("_") and isinstance(words, tuple | dict)}


def test_every_word_of_the_model_is_found_in_the_codebook() -> None:
    assert {name: missing(set(words)) for name, words in every_word().items() if missing(set(words))} == {}


def test_every_word_of_the_terms_stands_in_the_list_of_its_key_and_is_explained() -> None:
    rows = [line for line in TEXT.partition("## Words of case.yaml and terms.yaml")[2].splitlines() if line[:1] == "|"]
    told = {row.split("|")[2].strip().strip("`"): row.split("|")[3].strip() for row in rows[2:]}
    for name in TERMS_WORDS:
        for word in getattr(vocabulary, name):
            assert len(told[word]) > 10, word
    assert sorted(told) == sorted({word for name in TERMS_WORDS for word in getattr(vocabulary, name)})
