"""Two-facet objects: how they are written and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.model.objects import UNKNOWN, Thing, parse_things
from servanda.model.vocabulary import ACTS, AFFECTED_HOW, FUNCTIONS, MEANS, SECTORS, ancestors


def test_a_list_is_read_in_order_and_direct_is_the_default() -> None:
    assert parse_things("substation/grid;store/oil:debris", affected=True) == (
        Thing("substation", "grid", "direct"), Thing("store", "oil", "debris"))


def test_nothing_stated_is_empty_and_unknown_is_an_answer() -> None:
    assert parse_things("", affected=False) == ()
    assert parse_things("unknown", affected=False) == (Thing(UNKNOWN, UNKNOWN),)
    assert parse_things("substation", affected=False) == (Thing("substation", UNKNOWN),)
    assert parse_things("unknown/gas", affected=False) == (Thing(UNKNOWN, "gas"),)


@pytest.mark.parametrize(("text", "affected", "words"), [
    ("substatoin/grid", True, "substatoin"), ("substation/gird", True, "gird"),
    ("substation/grid:blast", True, "blast"), ("substation/grid:debris", False, "no place"),
])
def test_what_is_not_in_the_codebook_is_named(text: str, affected: bool, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_things(text, affected=affected)


@given(st.lists(st.builds(Thing, st.sampled_from(sorted(FUNCTIONS)), st.sampled_from(sorted(SECTORS)),
                          st.sampled_from(AFFECTED_HOW))))
def test_written_and_read_back(things: list[Thing]) -> None:
    assert parse_things(";".join(map(str, things)), affected=True) == tuple(things)


@pytest.mark.parametrize("tree", [ACTS, MEANS, FUNCTIONS, SECTORS])
def test_trees_have_declared_parents_and_no_cycles(tree: dict[str, str]) -> None:
    for name, parent in tree.items():
        assert parent == "" or parent in tree
        assert len(set(ancestors(tree, name))) == len(ancestors(tree, name))
    with pytest.raises(KeyError):
        ancestors(tree, "no such thing")
