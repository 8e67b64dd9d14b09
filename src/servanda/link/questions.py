"""Pairs that are neither surely one happening nor surely two: asked of a person."""

from __future__ import annotations

from typing import Any

import numpy as np

from servanda.link.linked import Linked
from servanda.link.tellings import Ints
from servanda.link.weights import MILLION
from servanda.link.words import likelihood, reason
from servanda.model.linking import Weights

UNSURE = (300_000, 700_000)  # millionths between which a person is asked
MOST = 1_000  # pairs of each kind that may be asked about, the nearest to one half; the queue keeps what moves most


def questions(found: Linked, weights: Weights) -> list[dict[str, Any]]:
    """Rows of `review`, in order of ids; what a person decided is not asked about again."""
    first = _first_reports(found)
    decided = np.zeros(len(found.home), np.bool_)
    decided[[node for group in found.bonds.together() for node in group]] = True
    answered = {(min(x, y), max(x, y)) for x, y in
                ((int(found.home[a]), int(found.home[b])) for a, b in found.bonds.apart)}
    one, other = found.home[found.a], found.home[found.b]
    rows = []
    for kind, rows_of in (("merge", _apart(found, one, other)), ("split", _joined(found, one, other))):
        asked: set[tuple[int, int]] = set()
        for row in rows_of:
            a, b = int(found.a[row]), int(found.b[row])
            key = (min(int(one[row]), int(other[row])), max(int(one[row]), int(other[row])))
            if kind == "split":
                key = (a, b)
                if decided[a] or decided[b]:
                    continue
            if key in asked or key in answered or len(asked) >= MOST:
                continue
            asked.add(key)
            rows.append(_question(kind, sorted((first[a], first[b])), int(found.likely[row]),
                                  reason(weights, tuple(found.levels[row].tolist()))))
    return sorted(rows, key=lambda row: str(row["ids"]))


def _first_reports(found: Linked) -> dict[int, str]:
    """The smallest report id of every node."""
    made: dict[int, str] = {}
    for node, report in zip(found.nodes.node.tolist(), found.nodes.report, strict=True):
        made.setdefault(node, report)
    return made


def _apart(found: Linked, one: Ints, other: Ints) -> list[int]:
    """Pairs of two incidents that may yet be one, the likeliest first."""
    rows = np.flatnonzero((one != other) & (found.likely >= UNSURE[0]))
    order = np.lexsort((found.b[rows], found.a[rows], -found.likely[rows]))
    return [int(row) for row in rows[order][:4 * MOST]]


def _joined(found: Linked, one: Ints, other: Ints) -> list[int]:
    """Of every incident of two nodes the pair, where it may yet be two; the least likely first."""
    many = np.bincount(found.home, minlength=len(found.home))
    rows = np.flatnonzero((one == other) & (many[one] == 2) & (found.likely < UNSURE[1]))
    order = np.lexsort((found.b[rows], found.a[rows], found.likely[rows]))
    return [int(row) for row in rows[order][:4 * MOST]]


def _question(kind: str, ids: list[str], likely: int, why: str) -> dict[str, Any]:
    stand = "They are kept apart" if kind == "merge" else "They are linked"
    return {
        "kind": "link", "ids": ";".join(ids), "seen_hash": None,
        "question": f"Do {ids[0]} and {ids[1]} tell of one happening? {stand}, at a probability of "
                    f"{likelihood(likely / MILLION)}: {why}.",
        "effect_on_headline": "one incident fewer if so" if kind == "merge" else "one incident more if not",
        "command": f"servanda decide CASE {kind} {ids[0]} {ids[1]}",
    }
