"""Forks: a journal that goes on twice after one decision, as two branches of version control make it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servanda.case.fields import Findings
from servanda.guard.text import quoted
from servanda.model.case import Decision

ORIGIN = "journal:"  # a citation of the lost line that a decision was taken over from


@dataclass
class Fork:
    """Lines that are not applied: the number of the first, the decision they go on after, and what they say."""

    line: int
    after: int
    lost: list[Decision] = field(default_factory=list)


@dataclass
class Forks:
    """All forks of a journal; ``home`` leads from the hash of a lost line to its fork."""

    found: list[Fork] = field(default_factory=list)
    home: dict[str, Fork] = field(default_factory=dict)

    def take(self, number: int, decision: Decision, kept: Sequence[Decision], start: str) -> bool:
        """Keep a line aside that goes on from an earlier one; False where it goes on from none."""
        if decision.prev in self.home:
            fork = self.home[decision.prev]
        else:
            parents = {one.hash: one.seq for one in kept[:-1]} | ({start: 0} if kept else {})
            if decision.prev not in parents:
                return False
            fork = Fork(number, parents[decision.prev])
            self.found.append(fork)
        fork.lost.append(decision)
        self.home[decision.hash] = fork
        return True


def again(kept: Iterable[Decision]) -> dict[str, int]:
    """Hash of a lost line -> the decision that took it over."""
    return {cite.removeprefix(ORIGIN): one.seq for one in kept for cite in one.cites if cite.startswith(ORIGIN)}


def tell(forks: Forks, kept: Sequence[Decision], lines: Mapping[int, int], file: str, found: Findings) -> None:
    """Name both tails of every fork that still has lines which nobody took over."""
    taken = again(kept)
    for fork in forks.found:
        open_ = [one for one in fork.lost if one.hash not in taken]
        if not open_:
            found.add("journal_mended", file, fork.line,
                      f"After decision {fork.after} the journal went on twice; what was lost was decided anew as "
                      f"{_listed(str(taken[one.hash]) for one in fork.lost)}.")
            continue
        first, last, tail = kept[fork.after], kept[-1], fork.lost[-1]
        found.add(
            "journal_fork", file, fork.line,
            f"After decision {fork.after} the journal goes on twice: from line {lines[first.seq]} to decision "
            f"{last.seq} by {quoted(last.by)} ({last.hash[:12]}), which is applied, and from line {fork.line} to "
            f"decision {tail.seq} by {quoted(tail.by)} ({tail.hash[:12]}), of which {len(open_)} "
            f"{'line is' if len(open_) == 1 else 'lines are'} not.",
            mend="Take over what was lost with `servanda decide CASE "
                 f"--reattach {open_[0].seq}`{', and so on for each line' if len(open_) > 1 else ''}; or remove its "
                 "lines.")


def _listed(parts: Iterable[str]) -> str:
    names = list(parts)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def reattached(lost: Sequence[Decision], kept: Sequence[Decision], which: str) -> dict[str, Any]:
    """The fields of a lost decision as they are appended anew, with a note of where it came from.

    ``which`` is its number, or the first digits of its hash.  Raises ``ValueError`` in plain words where
    that names none, or several, or one that was taken over already.
    """
    one = _named(lost, which)
    taken = again(kept)
    if one.hash in taken:
        raise ValueError(f"decision {which} of the lost branch was taken over already, as decision {taken[one.hash]}")
    note = f"(Decision {one.seq} of a lost branch, by {one.by} at {one.at}, {one.hash[:12]}.)"
    return {"kind": one.kind, "table": one.table, "ids": one.ids, "seen_hash": one.seen_hash, "value": one.value,
            "reason": f"{one.reason} {note}".strip(), "cites": (*one.cites, ORIGIN + one.hash),
            "undoes": _undone(one, lost, taken)}


def _named(lost: Sequence[Decision], which: str) -> Decision:
    by_number = [one for one in lost if str(one.seq) == which]
    matching = by_number or [one for one in lost if len(which) >= 6 and one.hash.startswith(which)]
    if not matching:
        raise ValueError(f"the journal has no lost decision {quoted(which)}")
    if len(matching) > 1:
        raise ValueError(f"{len(matching)} lost decisions have the number {which}; name one by its hash: "
                         f"{_listed(one.hash[:12] for one in matching)}")
    return matching[0]


def _undone(one: Decision, lost: Sequence[Decision], taken: Mapping[str, int]) -> int | None:
    """What a lost undo undoes, in the numbers of the journal as it is applied."""
    if one.undoes is None:
        return None
    by_hash = {other.hash: other for other in lost}
    step = by_hash.get(one.prev)
    while step is not None and step.seq != one.undoes:
        step = by_hash.get(step.prev)
    if step is None:
        return one.undoes  # it lies before the fork, where both branches number alike
    if step.hash not in taken:
        raise ValueError(f"it undoes decision {step.seq} of the lost branch; take that over first")
    return taken[step.hash]
