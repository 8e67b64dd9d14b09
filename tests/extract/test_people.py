"""Who speaks: one spelling, one party, pronouns, and nobody where nobody can be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.case.open import open_case
from servanda.extract.people import institution
from tests.extract.reading import of

PARTIES = [
    ("Norwegian Foreign Minister Ada Berg said talks were open.", "NOR"),
    ("Ada Berg, the Norwegian foreign minister, said talks were open.", "NOR"),
    ("The head of Norway's navy Ada Berg said talks were open.", "NOR"),
    ("Anti-Norwegian activist Ada Berg said talks were open.", ""),
    ("The Norwegian army said talks were open.", "NOR"),
    ("Oslo said talks were open.", "NOR"),
    ("Norwegians believe talks are open.", ""),
    ("Swedish and Norwegian diplomats said talks were open.", ""),
    ("A farmer said talks were open.", ""),
]


@pytest.mark.parametrize(("text", "party"), PARTIES, ids=[one[0][:36] for one in PARTIES])
def test_parties(text: str, party: str) -> None:
    (one,) = of(text, "statement")
    assert one["party"] == party


def test_a_surname_takes_the_full_name_and_party_given_elsewhere() -> None:
    text = "Norwegian Foreign Minister Ada Berg arrived.\n\nThe hall was full. Berg said talks were open."
    (one,) = of(text, "statement")
    assert (one["speaker"], one["party"]) == ("Ada Berg", "NOR")


def test_a_pronoun_is_the_first_person_named_before_it_in_its_sentence() -> None:
    text = "Ada Berg met Olav Lien. Ada Berg left early, but she said the line was quiet."
    (one,) = of(text, "statement")
    assert one["speaker"] == "Ada Berg"


def test_a_pronoun_without_anybody_before_it_is_nobody() -> None:
    (one,) = of("He said the line was quiet.", "statement")
    assert (one["speaker"], one["party"]) == ("", "")


def test_the_case_comes_first(river_truce: Path) -> None:
    case = open_case(river_truce)
    (one,) = of("The Northern Staff said the ford was quiet.", "statement", case=case)
    assert (one["speaker"], one["party"]) == ("north_staff", "NORTH")


def test_renaming_the_parties_of_a_case_keeps_the_structure(river_truce: Path, river_copy: Path) -> None:
    text = "The Northern Staff accused the Southern Staff of shelling. The Southern Staff denied it."
    file = river_copy / "case.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("NORTH", "LEFT").replace("SOUTH", "RIGHT"), encoding="utf-8"
    )
    before = of(text, "statement", case=open_case(river_truce))
    after = of(text, "statement", case=open_case(river_copy))
    assert [one["party"] for one in before] == ["NORTH", "SOUTH"]
    assert [one["party"] for one in after] == ["LEFT", "RIGHT"]
    assert [{**one, "party": ""} for one in before] == [{**one, "party": ""} for one in after]


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("the Kremlin", "RUS"),
        ("Bankova", "UKR"),
        ("the White House", "USA"),
        ("Downing Street", "GBR"),
        ("UNIFIL", "UN"),
        ("the Village Hall", ""),
        ("Lebanon's health ministry", "LBN"),
    ],
)
def test_institutions_and_metonyms(name: str, party: str) -> None:
    assert institution(name) == party
