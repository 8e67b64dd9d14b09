"""The reference and the set-wise engine agree on invented cases of every kind."""

from __future__ import annotations

import os
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from servanda.assess import reference
from servanda.model.facts import Facts, Freed
from servanda.model.tables import ELEMENT_NAMES
from servanda.model.terms import NEVER, Rule
from servanda.model.values import outcomes_in
from tests.assess import harness

# Cases a run: 20,000 by default; SERVANDA_CASES=1000000 once before a release (docs/reliability.md).
CASES = int(os.environ.get("SERVANDA_CASES", "20000"))
ACCOUNTS, RULES = 140, 48
INCIDENTS = 60
Thing = TypeVar("Thing")


def invented(kind: st.SearchStrategy[Thing], count: int, of: int) -> list[Thing]:
    """As many examples of a strategy, the same ones for the same seed."""
    found: list[Thing] = []

    @seed(of)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(kind)
    def gather(one: Thing) -> None:
        found.append(one)

    gather()
    return found


def releases(count: int, of: int) -> dict[tuple[int, str], Freed]:
    """Some rules release one party, surely or possibly, at an instant of the small clock."""
    pick = Random(of)
    found = {}
    for number in range(count):
        if pick.random() < 0.5:
            possible = pick.randrange(13)
            found[number, "NORTH"] = Freed(pick.choice([NEVER, possible, possible + 2]), possible)
    return found


@pytest.mark.parametrize("batch", range(-(-CASES // (ACCOUNTS * RULES))))
def test_the_engine_says_what_the_reference_says(batch: int) -> None:
    """Masks, reasons, outcome, possible, excluded_by, must_hold and would_exclude are equal, case by case."""
    told = invented(harness.accounts(), ACCOUNTS, 2 * batch)
    ruled = [harness.numbered(rule, number)
             for number, rule in enumerate(invented(harness.rules(0), RULES, 2 * batch + 1))]
    freed = releases(len(ruled), batch)
    rows = harness.engine_masks(told, ruled, freed)
    assert len(rows) == len(told) * len(ruled) == ACCOUNTS * RULES
    wrong = [said for row in rows if (said := _difference(row, told, ruled, freed))]
    assert not wrong, f"{len(wrong)} of {len(rows)} differ; the first: {wrong[0]}"


def _difference(row: dict[str, Any], told: list[Facts], ruled: list[Rule],
                freed: dict[tuple[int, str], Freed]) -> tuple[object, ...] | None:
    """What the engine and the reference say of one case, where they differ; with the facts and the rule."""
    facts, rule = told[int(row["account_id"][1:4])], ruled[row["rule"]]
    said = reference.verdict(facts, rule, freed.get((row["rule"], facts.author), Freed(NEVER, NEVER)))
    return None if _engine(row) == _known(said) else (_engine(row), _known(said), facts, rule)


@pytest.mark.parametrize("batch", range(-(-CASES // (4 * INCIDENTS * RULES))))
def test_the_engine_says_of_several_accounts_what_the_reference_says(batch: int) -> None:
    """Rival authors, accounts that name nobody, accounts that say less: the same of every author under every rule."""
    told = invented(harness.stories(), INCIDENTS, 100_000 + 2 * batch)
    ruled = [harness.numbered(rule, number)
             for number, rule in enumerate(invented(harness.rules(0), RULES, 100_000 + 2 * batch + 1))]
    freed = releases(len(ruled), 100_000 + batch)
    engine = {(int(row["incident_id"][1:]), row["rule"], row["author"]): row
              for row in harness.engine_incidents(told, ruled, freed)}
    known = {(incident, number, author): said
             for incident, stories in enumerate(told) for number, rule in enumerate(ruled)
             for author, said in reference.verdicts(
                 stories, rule, {party: one for (of, party), one in freed.items() if of == number}).items()}
    assert engine.keys() == known.keys()
    wrong = [(_engine(row), _known(known[key]), told[key[0]], ruled[key[1]], key[2])
             for key, row in engine.items() if _engine(row) != _known(known[key])]
    assert not wrong, f"{len(wrong)} of {len(engine)} differ; the first: {wrong[0]}"


def _engine(row: dict[str, Any]) -> tuple[object, ...]:
    """What the engine says, in the order of `_known`."""
    return ({name: row[f"{name}_mask"] for name in ELEMENT_NAMES}, _codes(row["reasons"]), row["outcome"],
            frozenset(outcomes_in(row["possible"])), _codes(row["excluded_by"]), _codes(row["must_hold"]),
            _codes(row["would_exclude"]))


def _known(said: reference.Verdict) -> tuple[object, ...]:
    return (said.masks, said.reasons, said.outcome, frozenset(said.possible), said.excluded_by, said.must_hold,
            said.would_exclude if said.must_hold else ())


def _codes(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(";")))
