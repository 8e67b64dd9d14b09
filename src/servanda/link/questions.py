"""Pairs of incidents that the rule leaves apart although two of their reports look alike: asked of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from servanda.link.features import LINK, reason
from servanda.link.pairs import Pair

MOST = 200  # questions a build; the strongest likenesses first


def questions(found: Sequence[Pair], groups: Sequence[Sequence[int]], members: Mapping[int, Sequence[str]],
              apart: Iterable[tuple[int, int]] = ()) -> list[dict[str, Any]]:
    """Rows of `review`, in order of ids; nodes that a person put ``apart`` are not asked about again."""
    home = {node: number for number, group in enumerate(groups) for node in group}
    answered = {(min(home[a], home[b]), max(home[a], home[b])) for a, b in apart}
    best: dict[tuple[int, int], Pair] = {}
    for pair in found:
        key = (home[pair.a], home[pair.b])
        if key[0] != key[1] and pair.points >= LINK:
            key = (min(key), max(key))
            if key in answered:
                continue
            best[key] = max(best.get(key, pair), pair, key=lambda one: (one.points, -one.a, -one.b))
    strongest = sorted(best.values(), key=lambda one: (-one.points, one.a, one.b))[:MOST]
    rows = [_question(pair, sorted((members[pair.a][0], members[pair.b][0]))) for pair in strongest]
    return sorted(rows, key=lambda row: str(row["ids"]))


def _question(pair: Pair, ids: Sequence[str]) -> dict[str, Any]:
    return {
        "kind": "link", "ids": ";".join(ids), "seen_hash": None,
        "question": f"Do {ids[0]} and {ids[1]} tell of one happening? For it: {reason(pair.levels)}.",
        "effect_on_headline": "one incident fewer if so",
        "command": f"servanda decide CASE merge {ids[0]} {ids[1]}",
    }
