"""Names: one key for both scripts, aliases that do not guess, characters that hide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.model.names import Index, fold, hidden, skeleton


@pytest.mark.parametrize(("one", "other"), [
    ("Харьков", "Kharkov"), ("Достоевский", "Dostoevsky"), ("Жуковка", "Zhukovka"), ("Ялта", "Yalta"),
    ("Юрий", "Yuriy"),
    ("Orléans", "ORLEANS"), ("Saint-Malo", "saint malo"), ("  North   Bank ", "north bank"),
])
def test_both_spellings_share_a_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_twice_changes_nothing_in_blanks_and_case(name: str) -> None:
    assert fold(name) == fold(f"  {name} ")
    assert fold(name) == " ".join(fold(name).split())


def test_lookalikes_share_a_skeleton_but_are_not_one_name() -> None:
    latin, mixed = "Coca", "Соса"
    assert latin != mixed
    assert skeleton(latin) == skeleton(mixed)


def test_hidden_characters_are_named() -> None:
    assert hidden("North\u202eBank") == "U+202E"
    assert hidden("North\u200bBank") == "U+200B"
    assert hidden("North Bank") == ""


def test_an_ambiguous_alias_resolves_to_nothing() -> None:
    index = Index([("General Staff", "north_staff"), ("general staff", "south_staff"), ("Council", "council")])
    assert index.find("General Staff") == ""
    assert index.find("COUNCIL") == "council"
    assert index.find("Nobody") == ""


def test_near_names_are_offered_not_taken() -> None:
    index = Index([("Council", "council")])
    assert index.find("Councli") == ""
    assert index.near("Councli") == "council"
    assert index.near("something else") == ""
