"""Our own annotated texts: well formed, and read at least as well as when these numbers were written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.extract import gold
from servanda.extract.records import records
from servanda.extract.scoring import Score, scores
from servanda.model.vocabulary import SPEECH_ACTS

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
TEXTS = sorted(CORPUS.rglob("*.marked"))
TIERS = [pytest.param("rules"), pytest.param("spacy", marks=pytest.mark.spacy)]


def test_there_are_thirty_texts_in_two_parts() -> None:
    assert len(TEXTS) >= 30
    assert {path.parent.name for path in TEXTS} == {"dev", "test"}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_annotations_are_well_formed(path: Path) -> None:
    made = gold.read(path)
    assert "{" not in made.document.text and "}" not in made.document.text
    for one in made.records:
        assert made.document.text[one["start"] : one["end"]] == one["text"]
        if one["kind"] == "statement":
            assert one["speech_act"] in SPEECH_ACTS
            assert one["form"] in ("direct", "indirect", "mixed", "narrated")


def measured(part: str, tier: str) -> tuple[dict[str, Score], float]:
    annotated = [gold.read(path) for path in TEXTS if path.parent.name == part]
    people = [one for text in annotated for one in text.records]
    found = [one for text in annotated for one in records(text.document, tier)[0]]
    listed, invented = scores(found, people)
    return {one.what: one for one in listed}, invented


@pytest.mark.gazetteer
@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("part", ["dev", "test"])
def test_reading_our_texts(part: str, tier: str) -> None:
    by, invented = measured(part, tier)
    assert by["span"].f1 >= 0.75
    assert by["span and speaker"].f1 >= 0.7
    assert by["party"].precision >= 0.85
    assert by["speech_act"].precision >= 0.65
    assert by["hedged"].recall >= 0.9
    assert by["place"].recall >= 0.75
    assert by["time"].f1 >= 0.8
    assert invented <= 0.09
