"""Merge and split decisions as bonds between nodes; where two cannot both hold the later one is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from servanda.model.case import Decision
from servanda.model.problems import Problem, problem

_JOURNAL = "decisions.jsonl"


@dataclass
class Bonds:
    """Nodes that belong together, nodes that are apart, and the reports that a merge names."""

    root: dict[int, int] = field(default_factory=dict)
    apart: list[tuple[int, int]] = field(default_factory=list)
    merged: dict[str, Decision] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def find(self, node: int) -> int:
        """The head of a node's group."""
        while (parent := self.root.get(node, node)) != node:
            node = parent
        return node

    def together(self) -> list[list[int]]:
        """Groups of two and more nodes, in order."""
        groups: dict[int, list[int]] = {}
        for node in sorted(self.root):
            groups.setdefault(self.find(node), []).append(node)
        return sorted(sorted({head, *nodes}) for head, nodes in groups.items() if {head, *nodes} != {head})


def split_reports(decisions: Iterable[Decision]) -> set[str]:
    """All reports that an active split names."""
    return {id_ for decision in decisions if _binds(decision, "split") for id_ in decision.ids}


def bonds(decisions: Sequence[Decision], node_of: Mapping[str, int]) -> Bonds:
    """The bonds of all active merges and splits, the latest decision first."""
    made = Bonds()
    for decision in sorted(decisions, key=lambda item: -item.seq):
        if _binds(decision, "merge") or _binds(decision, "split"):
            known = _known(made, decision, node_of)
            (_merge if decision.kind == "merge" else _split)(made, decision, known, node_of)
    made.problems.sort()
    return made


def _binds(decision: Decision, kind: str) -> bool:
    return decision.kind == kind and decision.state == "active"


def _known(made: Bonds, decision: Decision, node_of: Mapping[str, int]) -> list[str]:
    """The reports named that are linked at all."""
    missing = [id_ for id_ in decision.ids if id_ not in node_of]
    if missing:
        made.problems.append(problem(
            "decision_unknown", _JOURNAL, decision.seq,
            f"Decision {decision.seq} ({decision.kind}) names {', '.join(missing)[:200]}: no single report in use.",
            row_id=missing[0]))
    return [id_ for id_ in dict.fromkeys(decision.ids) if id_ in node_of]


def _merge(made: Bonds, decision: Decision, ids: Sequence[str], node_of: Mapping[str, int]) -> None:
    for id_ in ids[1:]:
        first, other = made.find(node_of[ids[0]]), made.find(node_of[id_])
        if any({made.find(a), made.find(b)} == {first, other} for a, b in made.apart):
            _conflict(made, decision, ids[0], id_)
            continue
        made.root[max(first, other)] = min(first, other)
        made.root.setdefault(min(first, other), min(first, other))
        for named in (ids[0], id_):
            made.merged.setdefault(named, decision)


def _split(made: Bonds, decision: Decision, ids: Sequence[str], node_of: Mapping[str, int]) -> None:
    for one, other in combinations(ids, 2):
        if made.find(node_of[one]) == made.find(node_of[other]):
            _conflict(made, decision, one, other)
        else:
            made.apart.append((node_of[one], node_of[other]))


def _conflict(made: Bonds, decision: Decision, one: str, other: str) -> None:
    made.problems.append(problem(
        "decision_conflict", _JOURNAL, decision.seq,
        f"Decision {decision.seq} ({decision.kind}) cannot hold of {one} and {other} beside later decisions; "
        "it is not applied to them.", row_id=other))
