"""Drawing times to the next turn changes no comparison that a rule makes."""

from __future__ import annotations

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from servanda.assess import profiles
from servanda.model.terms import BEGINNING, NEVER

INSTANTS = st.integers(0, 12)


@given(st.lists(INSTANTS, unique=True).map(sorted), INSTANTS)
def test_a_search_by_halves_finds_the_turn_beside(turns: list[int], instant: int) -> None:
    """`down` is the last turn at or before, `up` the first at or after."""
    row = duckdb.sql(f"SELECT {profiles.down('t', turns)}, {profiles.up('t', turns)} FROM (SELECT {instant} AS t)")
    assert row.fetchall() == [(max([t for t in turns if t <= instant], default=BEGINNING),
                               min([t for t in turns if t >= instant], default=NEVER))]


def test_a_stated_time_before_every_turn_stays_apart_from_none() -> None:
    """The first turn lies right after the beginning of time."""
    frames = {name: {column: [] for column in columns} for name, columns in profiles.INSTANTS.items()}
    frames["w_bind"]["start_lo"] = [7, BEGINNING, NEVER]
    assert profiles.turns(frames, [9, NEVER]) == [BEGINNING + 1, 7, 9]
