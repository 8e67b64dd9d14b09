"""The reference and the set-wise engine agree on invented cases of every kind."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.assess import reference
from servanda.model.facts import Freed
from servanda.model.tables import ELEMENT_NAMES
from servanda.model.terms import NEVER
from servanda.model.values import outcomes_in
from tests.assess import harness

EXAMPLES = int(os.environ.get("SERVANDA_EXAMPLES", "60"))


@st.composite
def batches(draw: st.DrawFn) -> tuple[list, list, dict]:  # type: ignore[type-arg]
    """Accounts, rules and releases that are judged in one run."""
    told = draw(st.lists(harness.accounts(), min_size=1, max_size=6))
    ruled = [draw(harness.rules(n)) for n in range(draw(st.integers(1, 4)))]
    freed = {}
    for number in range(len(ruled)):
        if draw(st.booleans()):
            possible = draw(harness.TIMES)
            freed[number, "NORTH"] = Freed(draw(st.sampled_from([NEVER, possible, possible + 2])), possible)
    return told, ruled, freed


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(batches())
def test_the_engine_says_what_the_reference_says(batch: tuple[list, list, dict]) -> None:  # type: ignore[type-arg]
    """Masks, reasons, outcome, possible, excluded_by, must_hold and would_exclude are equal."""
    told, ruled, freed = batch
    rows = harness.engine_masks(told, ruled, freed)
    assert len(rows) == len(told) * len(ruled)
    for row in rows:
        facts, rule = told[int(row["account_id"][1:])], ruled[row["rule"]]
        said = reference.verdict(facts, rule, freed.get((row["rule"], facts.author), Freed(NEVER, NEVER)))
        assert {n: row[f"{n}_mask"] for n in ELEMENT_NAMES} == said.masks, (facts, rule)
        assert tuple(row["reasons"].split(";")) == said.reasons, (facts, rule)
        assert row["outcome"] == said.outcome
        assert set(outcomes_in(row["possible"])) == said.possible
        assert tuple(filter(None, row["excluded_by"].split(";"))) == said.excluded_by
        if said.must_hold:
            assert tuple(row["must_hold"].split(";")) == said.must_hold
            assert tuple(row["would_exclude"].split(";")) == said.would_exclude
