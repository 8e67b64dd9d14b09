"""Linking measured on the example against a person's judgement of which reports are one happening.

The weights were learned from invented reports alone; no pair of this case took part.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from servanda import app
from tests.examples.account import Account
from tests.examples.conftest import EXAMPLE

HERE = Path(__file__).parent


def _pairs(groups: Iterable[list[str]]) -> set[tuple[str, str]]:
    return {pair for members in groups for pair in combinations(sorted(members), 2)}


def _grouped(of: Mapping[str, str]) -> list[list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for report, group in of.items():
        found[group].append(report)
    return list(found.values())


@pytest.fixture(scope="module")
def judged() -> dict[str, str]:
    """Report -> group, as a person judged."""
    with (HERE / "same_event.csv").open(encoding="utf-8", newline="") as file:
        return {row["report_id"]: row["group"] for row in csv.DictReader(file)}


def _linked(*, decisions: bool) -> dict[str, str]:
    case, problems = app.read(EXAMPLE)
    case = case if decisions else replace(case, decisions=())
    db, _ = app.assess(case, problems)
    found = dict(db.rows("SELECT report_id, incident_id FROM reports WHERE incident_id IS NOT NULL ORDER BY 1"))
    db.close()
    return found


def test_the_weights_alone_are_cautious_and_mostly_right(judged: dict[str, str]) -> None:
    """Precision far above recall, F1 above nine in ten: what is left to people is mostly to join, not to part."""
    found = _linked(decisions=False)
    ours, theirs = _pairs(_grouped(found)), _pairs(_grouped({r: judged[r] for r in found}))
    precision, recall = len(ours & theirs) / len(ours), len(ours & theirs) / len(theirs)
    assert precision > 0.95 > recall > 0.8
    assert 2 * precision * recall / (precision + recall) > 0.9


def test_decisions_make_it_the_persons_grouping(truce: Account, judged: dict[str, str]) -> None:
    """With the journal's merges and splits the incidents are the person's groups, composites left out."""
    found = dict(truce.db.rows("SELECT report_id, incident_id FROM reports WHERE incident_id IS NOT NULL ORDER BY 1"))
    assert _pairs(_grouped(found)) == _pairs(_grouped({r: judged[r] for r in found}))
    assert len(set(found.values())) == 147
