"""Reading the journal: every whole line before any damage is kept, and all damage is named."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from servanda.case.fields import Findings
from servanda.case.journal.forks import Forks, tell
from servanda.case.journal.line import MARKS, NAME, START, read_line
from servanda.case.journal.meaning import meaning_problem
from servanda.model.case import Decision


@dataclass
class Chain:
    """The chain as far as it has been read: the decisions applied, and what lies aside of it."""

    kept: list[Decision] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)  # number of a decision -> its line
    forks: Forks = field(default_factory=Forks)
    read: int = 0  # lines taken

    @property
    def tail(self) -> str:
        """The hash that the next line follows."""
        return self.kept[-1].hash if self.kept else START

    def take(self, line: str) -> str:
        """Take the next line; what is wrong with it, '' if nothing is."""
        found = read_line(line)
        if isinstance(found, str):
            return found
        wrong = self._place(self.read + 1, found)
        self.read += not wrong
        return wrong

    def _place(self, number: int, decision: Decision) -> str:
        if decision.prev != self.tail:
            return "" if self.forks.take(number, decision, self.kept, START) else (
                "The line does not follow the one before it: a line was removed, moved or put in.")
        if decision.seq != len(self.kept) + 1:
            return f"The line is decision {decision.seq}, where {len(self.kept) + 1} should follow."
        self.kept.append(decision)
        self.lines[decision.seq] = number
        return ""


def torn(piece: str) -> bool:
    """Whether text after the last line end is the beginning of a line that was never written whole."""
    try:
        json.JSONDecoder().raw_decode(piece)
    except (ValueError, RecursionError):
        return bool(piece)
    return False


def chain(text: str, file: str, found: Findings) -> Chain:
    """The chain of a journal as far as it can be trusted, damage told."""
    made = Chain()
    *lines, last = text.split("\n")
    broken = any(_broken(made, line, len(lines) - number, file, found) for number, line in enumerate(lines, 1))
    if last and not broken:
        if torn(last):
            found.add("journal_torn", file, made.read + 1, "The last line is cut short: it was never saved whole.")
        else:
            _broken(made, last, 0, file, found)
    return made


def _broken(made: Chain, line: str, later: int, file: str, found: Findings) -> bool:
    """Take a line; True, and told, where the journal cannot be trusted from here on."""
    wrong = made.take(line)
    if not wrong:
        return False
    left = f" {later} later line{' is' if later == 1 else 's are'} not applied." if later else ""
    mend = ("Remove the marks and keep the lines of both branches; then `servanda decide CASE --reattach` takes over "
            "those of the second.") if line.startswith(MARKS) else ""
    found.add("journal_broken", file, made.read + 1, wrong + left, mend=mend)
    return True


def decisions(text: str, file: str, found: Findings) -> tuple[Decision, ...]:
    """The decisions of the first unbroken chain, with their state after every undo."""
    made = chain(text, file, found)
    tell(made.forks, made.kept, made.lines, file, found)
    return replayed(made.kept, made.lines, file, found)


def lost(text: str) -> tuple[Decision, ...]:
    """The decisions of branches that are not applied, in order of their lines."""
    return tuple(one for fork in chain(text, NAME, Findings()).forks.found for one in fork.lost)


def replayed(kept: Sequence[Decision], lines: Mapping[int, int], file: str, found: Findings) -> tuple[Decision, ...]:
    """The decisions with their state: an active undo makes its target undone, and may itself be undone."""
    undone: set[int] = set()
    states: dict[int, str] = {}
    for decision in reversed(kept):
        wrong = meaning_problem(decision)
        if decision.seq in undone:
            states[decision.seq] = "undone"
        elif wrong:
            found.add("value_wrong", file, lines.get(decision.seq, 0), wrong, row_id=str(decision.seq),
                      mend="Undo the decision, and decide anew.")
            states[decision.seq] = "suspended"
        else:
            states[decision.seq] = "active"
            if decision.undoes is not None and decision.kind == "undo":
                undone.add(decision.undoes)
    return tuple(replace(decision, state=states[decision.seq]) for decision in kept)
