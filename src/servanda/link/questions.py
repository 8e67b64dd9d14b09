"""Pairs of incidents that the rule leaves apart although two of their reports look alike: asked of a person."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from servanda.link.features import LINK, reason
from servanda.link.pairs import Pair
from servanda.link.told import Told

MOST = 200  # questions a build; the strongest likenesses first


def questions(found: Sequence[Pair], groups: Sequence[Sequence[int]], members: Mapping[int, Sequence[str]],
              reports: Mapping[str, Told]) -> list[dict[str, Any]]:
    """Rows of `review`, in order of ids."""
    home = {node: number for number, group in enumerate(groups) for node in group}
    best: dict[tuple[int, int], Pair] = {}
    for pair in found:
        key = (home[pair.a], home[pair.b])
        if key[0] != key[1] and pair.points >= LINK:
            key = (min(key), max(key))
            best[key] = max(best.get(key, pair), pair, key=lambda one: (one.points, -one.a, -one.b))
    strongest = sorted(best.values(), key=lambda one: (-one.points, one.a, one.b))[:MOST]
    rows = [_question(pair, sorted((members[pair.a][0], members[pair.b][0])), reports) for pair in strongest]
    return sorted(rows, key=lambda row: str(row["ids"]))


def _question(pair: Pair, ids: Sequence[str], reports: Mapping[str, Told]) -> dict[str, Any]:
    return {
        "kind": "link", "ids": ";".join(ids), "seen_hash": _seen(reports[id_] for id_ in ids),
        "question": f"Do {ids[0]} and {ids[1]} tell of one happening? For it: {reason(pair.levels)}.",
        "effect_on_headline": "one incident fewer if so",
        "command": f"servanda decide CASE merge {ids[0]} {ids[1]}",
    }


def _seen(told: Any) -> str:
    """Hash of what the reports tell."""
    return hashlib.sha256("\n".join(repr(report) for report in told).encode()).hexdigest()
