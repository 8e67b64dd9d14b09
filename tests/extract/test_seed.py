"""The seed article against a reading of it by hand: offsets and labels only, and only where it is at hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from servanda.extract.heads import described
from servanda.extract.records import records
from servanda.guard.documents import read_documents

NAME = "000_cfc2937c89e2ec18.txt"
# (first character of the content, end of its first words, party, acts that fit, form, hedged)
READ_BY_HAND = (
    (414, 457, "RUS", "agree", "narrated", False),
    (581, 637, "", "agree", "indirect", False),
    (959, 978, "UKR", "claim", "narrated", False),
    (1010, 1038, "UKR", "accuse|claim", "mixed", False),
    (1054, 1096, "UKR", "accuse|claim", "indirect", False),
    (1117, 1160, "UKR", "accuse|claim", "direct", False),
    (1213, 1244, "UKR", "accuse|demand", "direct", False),
    (1427, 1474, "UKR", "accept|promise", "indirect", False),
    (1879, 1921, "", "claim|accuse", "direct", False),
    (2227, 2246, "USA", "concede", "narrated", False),
    (2489, 2533, "", "claim", "indirect", False),
    (2626, 2666, "", "claim|agree", "indirect", False),
    (2854, 2889, "USA", "claim|demand|announce", "indirect", False),
    (2937, 2969, "USA", "threaten", "narrated", False),
    (3354, 3384, "RUS", "agree", "narrated", False),
    (3490, 3536, "USA", "admit", "indirect", False),
    (4063, 4120, "RUS", "claim", "direct", False),
    (4373, 4416, "UKR", "reject|claim", "indirect", False),
    (4419, 4449, "UKR", "reject|claim", "direct", False),
    (4511, 4530, "UKR", "reject|claim|demand", "direct", False),
    (4642, 4676, "RUS", "offer", "narrated", False),
    (5314, 5359, "UKR", "claim|accuse", "indirect", False),
    (5483, 5527, "RUS", "reject", "narrated", False),
    (5607, 5645, "UKR", "accuse|claim", "indirect", False),
    (5696, 5740, "UKR", "accuse|claim|report", "indirect", False),
    (5895, 5922, "UKR", "accuse|claim|report", "direct", False),
    (6083, 6119, "UKR", "accuse|claim|report", "direct", False),
    (6411, 6458, "UKR", "accuse|claim|report", "indirect", False),
    (6612, 6649, "UKR", "demand", "narrated", False),
    (6674, 6711, "UKR", "demand|claim|condition", "direct", False),
    (7137, 7175, "UKR", "announce", "indirect", False),
    (7920, 7954, "RUS", "demand", "narrated", True),
    (8034, 8069, "USA", "deny", "indirect", False),
    (8156, 8195, "USA", "deny", "direct", False),
    (8252, 8284, "USA", "deny|claim", "direct", False),
    (8333, 8371, "RUS", "condition", "mixed", False),
    (8698, 8742, "USA", "demand|claim", "indirect", False),
    (8996, 9038, "RUS", "demand", "indirect", True),
    (9148, 9191, "RUS", "offer", "narrated", True),
    (9275, 9314, "USA", "promise", "narrated", True),
    (9470, 9496, "RUS", "demand|claim", "narrated", True),
    (9829, 9866, "RUS", "offer|claim", "narrated", True),
    (10065, 10104, "RUS", "offer|concede|claim", "narrated", True),
    (10361, 10391, "RUS", "claim|announce|offer|condition", "mixed", False),
    (10704, 10742, "USA", "offer|claim|announce|demand", "narrated", False),
    (11057, 11087, "RUS", "offer", "narrated", False),
    (11148, 11183, "RUS", "claim|accuse", "direct", False),
    (11469, 11495, "RUS", "claim|report|announce", "direct", False),
    (11649, 11687, "RUS", "claim|offer", "indirect", False),
    (11810, 11848, "USA", "claim", "direct", False),
    (12336, 12368, "RUS", "admit", "indirect", False),
    (12424, 12467, "USA", "admit", "indirect", False),
    (12642, 12682, "RUS", "claim", "mixed", False),
    (12893, 12923, "RUS", "claim|report", "direct", False),
    (13144, 13180, "USA", "claim", "mixed", False),
    (13386, 13425, "", "report|announce|agree|claim", "narrated", False),
    (13461, 13504, "RUS", "announce", "indirect", False),
    (13634, 13657, "USA", "claim|demand|announce", "narrated", False),
    (14298, 14342, "GBR", "demand", "narrated", False),
    (14418, 14450, "GBR", "accuse|claim", "direct", False),
    (14804, 14833, "USA", "reject", "narrated", False),
    (14867, 14893, "USA", "reject", "narrated", False),
    (15186, 15223, "RUS", "demand", "narrated", False),
    (15242, 15263, "RUS", "demand", "narrated", False),
    (15356, 15381, "", "announce", "narrated", False),
    (15575, 15608, "RUS", "claim", "indirect", False),
)
# Words between quotation marks that nobody says: a persona, a slogan, a label.
SAID_BY_NOBODY = ("Greatest Dealmaker", "on land and sea")
pytestmark = [pytest.mark.reference, pytest.mark.gazetteer]
TIERS = [pytest.param("rules"), pytest.param("spacy", marks=pytest.mark.spacy)]
Record = dict[str, Any]


def seed() -> Path:
    return Path(os.environ["SERVANDA_REFERENCE_DATA"]).parent / "seed" / NAME


def read(tier: str) -> list[Record]:
    document = described(read_documents(seed())[0][0])
    assert document.published == "2025-03-19"
    return records(document, tier)[0]


def parts(one: Record) -> list[list[int]]:
    return one.get("parts") or [[one["start"], one["end"]]]


def best(found: list[Record], start: int, end: int, party: str) -> Record | None:
    over = [one for one in found if any(a < end and start < b for a, b in parts(one))]
    return min(over, key=lambda one: (one["party"] != party, abs(one["start"] - start)), default=None)


@pytest.mark.parametrize("tier", TIERS)
def test_statements_of_the_seed(tier: str) -> None:
    said = [one for one in read(tier) if one["kind"] == "statement"]
    pairs = [(gold, best(said, *gold[:3])) for gold in READ_BY_HAND]
    party = [gold for gold, one in pairs if one and one["party"] == gold[2]]
    acts = [gold for gold, one in pairs if one and one["party"] == gold[2] and one["speech_act"] in gold[3].split("|")]
    narrated = [one is not None for gold, one in pairs if gold[4] == "narrated"]
    hedged = [bool(one and one["hedged"]) for gold, one in pairs if gold[5]]
    assert len(party) >= 0.8 * len(pairs)
    assert len(acts) >= 0.7 * len(pairs)
    assert sum(narrated) >= 0.6 * len(narrated)
    assert sum(hedged) >= 0.9 * len(hedged)


@pytest.mark.parametrize("tier", TIERS)
def test_dated_commitments_of_the_seed(tier: str) -> None:
    owed = [one for one in read(tier) if one["kind"] == "commitment"]
    assert {(one["due_date"], one["quantity"]) for one in owed} == {("2025-03-20", 175), ("2025-03-23", None)}


@pytest.mark.parametrize("tier", TIERS)
def test_contradictions_of_the_seed(tier: str) -> None:
    pairs = [one for one in read(tier) if one["kind"] == "contradiction"]
    assert any(one["how"] == "measures" and one["topic"] == "call, hours" for one in pairs)
    assert any(one["how"] == "denial" and "aid" in one["topic"] for one in pairs)


@pytest.mark.parametrize("tier", TIERS)
def test_nobody_says_labels_of_the_seed(tier: str) -> None:
    text = seed().read_text(encoding="utf-8")
    said = [one for one in read(tier) if one["kind"] == "statement"]
    for words in SAID_BY_NOBODY:
        at = text.index(words)
        assert not [one for one in said if any(a <= at < b for a, b in parts(one)) and one["form"] == "direct"]


def test_silences_that_the_seed_claims() -> None:
    found = [one for one in read("rules") if one["kind"] == "silence_claimed"]
    assert len(found) == 3
    assert found[0]["absent_from"] == "the readouts from both sides"
