"""The journal of human decisions: one line each, chained by hashes, only ever appended to."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from servanda.case.fields import Findings
from servanda.guard.markup import read_json
from servanda.guard.text import canonical_json, plain, quoted
from servanda.model.case import Decision

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "decisions.jsonl"
START = "0" * 64
KINDS = ("merge", "split", "set", "standing", "grade", "accept", "correct", "reject", "redact", "note", "undo")
_TEXTS = ("at", "by", "kind", "table", "seen_hash", "reason")
_KEYS = {"seq", "prev", "hash", "ids", "value", "cites", "undoes", *_TEXTS}


class JournalError(Exception):
    """The decision was not saved; the message says why."""


def digest(fields: Mapping[str, Any]) -> str:
    """The hash of a line: sha256 of the canonical JSON of all its fields but `hash`."""
    return hashlib.sha256(canonical_json({k: v for k, v in fields.items() if k != "hash"}).encode()).hexdigest()


# -- reading --------------------------------------------------------------------------------------------


@dataclass
class _Chain:
    """The chain as far as it has been read: the decisions applied, and every hash seen."""

    file: str
    found: Findings
    kept: list[Decision] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)
    branch: dict[str, int] = field(default_factory=dict)  # hash of a line that is not applied -> its fork
    forks: list[tuple[int, int, Decision, int]] = field(default_factory=list)  # line, after, tail, lines of a fork

    @property
    def tail(self) -> str:
        return self.kept[-1].hash if self.kept else START


def decisions(text: str, file: str, found: Findings) -> tuple[Decision, ...]:
    """The decisions of the first unbroken chain, with their state after every undo."""
    chain = _Chain(file, found)
    lines = text.split("\n")
    whole = text.endswith("\n") or not text
    if whole:
        lines.pop()
    for number, line in enumerate(lines, 1):
        last = number == len(lines)
        if not _take(chain, number, line, torn=last and not whole):
            _left_out(chain, len(lines) - number)
            break
    for fork in chain.forks:
        _tell_fork(chain, *fork)
    return replayed(chain.kept, chain.lines, file, found)


def _take(chain: _Chain, number: int, line: str, *, torn: bool) -> bool:
    """Take one line into the chain; False where the journal cannot be trusted from here on."""
    value, problems = read_json(chain.file, line)
    if problems or not isinstance(value, dict):
        chain.found.add("journal_broken", chain.file, number, _damage(line, torn), mend=_mend(line, torn))
        return False
    wrong = _line_problem(value)
    if wrong:
        chain.found.add("journal_broken", chain.file, number, wrong)
        return False
    decision = _decision(value)
    if decision.prev == chain.tail:
        return _follow(chain, number, decision)
    return _fork(chain, number, decision)


def _damage(line: str, torn: bool) -> str:
    if torn:
        return "The last line is cut short: it was never saved whole."
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        return "The line is a conflict mark of version control."
    return "The line is not one decision in JSON."


def _mend(line: str, torn: bool) -> str:
    if torn:
        return "Delete the piece of a line; the decisions before it stand."
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        return "Keep the lines of one branch, and append the decisions of the other anew."
    return ""


def _line_problem(value: dict[str, Any]) -> str:
    """What is wrong with the fields of a line, '' if nothing is."""
    missing = sorted(_KEYS - set(value))
    unknown = sorted(set(value) - _KEYS)
    if missing or unknown:
        return f"The line lacks `{missing[0]}`." if missing else f"The line has the unknown field {quoted(unknown[0])}."
    if not all(isinstance(value[key], str) for key in (*_TEXTS, "prev", "hash")):
        return "A field of the line that should be text is not."
    if not all(isinstance(value[key], list) and all(isinstance(one, str) for one in value[key])
               for key in ("ids", "cites")):
        return "`ids` and `cites` of the line must be lists of texts."
    for key in ("seq", "undoes"):
        if isinstance(value[key], bool) or not isinstance(value[key], int) and (key == "seq" or value[key] is not None):
            return f"`{key}` of the line is not a whole number."
    if digest(value) != value["hash"]:
        return "The line does not match its hash: it was changed after it was written."
    return ""


def _decision(value: dict[str, Any]) -> Decision:
    return Decision(**{**value, "ids": tuple(value["ids"]), "cites": tuple(value["cites"])})


def _follow(chain: _Chain, number: int, decision: Decision) -> bool:
    if decision.seq != len(chain.kept) + 1:
        chain.found.add("journal_broken", chain.file, number,
                        f"The line is decision {decision.seq}, where {len(chain.kept) + 1} should follow.")
        return False
    chain.kept.append(decision)
    chain.lines[decision.seq] = number
    return True


def _fork(chain: _Chain, number: int, decision: Decision) -> bool:
    """A line that follows an earlier one: the other branch of a fork, kept aside; else a break."""
    if decision.prev in chain.branch:
        index = chain.branch[decision.hash] = chain.branch[decision.prev]
        line, after, _, count = chain.forks[index]
        chain.forks[index] = (line, after, decision, count + 1)
        return True
    parents = {one.hash: one.seq for one in chain.kept[:-1]} | ({START: 0} if chain.kept else {})
    if decision.prev not in parents:
        chain.found.add("journal_broken", chain.file, number,
                        "The line does not follow the one before it: a line was removed, moved or put in.")
        return False
    chain.branch[decision.hash] = len(chain.forks)
    chain.forks.append((number, parents[decision.prev], decision, 1))
    return True


def _tell_fork(chain: _Chain, number: int, after: int, tail: Decision, count: int) -> None:
    """Name both tails of a fork."""
    first, last = chain.kept[after], chain.kept[-1]
    chain.found.add(
        "journal_fork", chain.file, number,
        f"After decision {after} the journal goes on twice: from line {chain.lines[first.seq]} to decision {last.seq} "
        f"by {quoted(last.by)} ({last.hash[:12]}), which is applied, and from line {number} to decision {tail.seq} "
        f"by {quoted(tail.by)} ({tail.hash[:12]}), of which {count} {'line is' if count == 1 else 'lines are'} not.",
        mend="Append the decisions of the second branch anew, and remove its lines.")


def _left_out(chain: _Chain, count: int) -> None:
    if count and chain.found.problems:
        broken = chain.found.problems[-1]
        later = "1 later line is" if count == 1 else f"{count} later lines are"
        chain.found.problems[-1] = replace(broken, message=f"{broken.message} {later} not applied.")


def replayed(kept: list[Decision], lines: Mapping[int, int], file: str, found: Findings) -> tuple[Decision, ...]:
    """The decisions with their state: an active undo makes its target undone, and may itself be undone."""
    undone: set[int] = set()
    states: dict[int, str] = {}
    for decision in reversed(kept):
        wrong = _meaning_problem(decision)
        if wrong:
            found.add("value_wrong", file, lines.get(decision.seq, 0), wrong, row_id=str(decision.seq),
                      mend="Undo the decision, and decide anew.")
            states[decision.seq] = "suspended"
            continue
        states[decision.seq] = "undone" if decision.seq in undone else "active"
        if decision.kind == "undo" and decision.undoes is not None and decision.seq not in undone:
            undone.add(decision.undoes)
    return tuple(replace(decision, state=states[decision.seq]) for decision in kept)


def _meaning_problem(decision: Decision) -> str:
    if decision.kind not in KINDS:
        return f"Decision {decision.seq} is of the unknown kind {quoted(decision.kind)}."
    if decision.kind == "undo" and (decision.undoes is None or not 0 < decision.undoes < decision.seq):
        return f"Decision {decision.seq} undoes no earlier decision."
    return ""


# -- writing --------------------------------------------------------------------------------------------


def append(path: Path, fields: Mapping[str, Any]) -> Decision:
    """Append one decision and return it once it is on disk.

    ``fields``: at, by, kind, and where they apply table, ids, seen_hash, value, reason, cites, undoes.
    Raises `JournalError` (nothing saved) where the journal is damaged or the line cannot be written.
    """
    try:
        with _locked(path) as handle:
            line, decision = _next_line(handle, path.name, fields)
            _write(handle, line)
    except OSError as error:
        raise JournalError(f"The decision was not saved: {error.strerror}.") from error
    return decision


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The journal opened for appending, with the only lock on it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, 0o644)
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _next_line(handle: int, name: str, fields: Mapping[str, Any]) -> tuple[bytes, Decision]:
    """The line that follows what the journal holds now."""
    text = _content(handle)
    found = Findings()
    held = decisions(text, name, found)
    damage = [one for one in found.problems if one.code in ("journal_broken", "journal_fork")]
    if damage:
        raise JournalError(f"The decision was not saved: {damage[0].place}  {damage[0].message}")
    value = _complete(fields)
    value |= {"seq": len(held) + 1, "prev": held[-1].hash if held else START}
    value["hash"] = digest(value)
    wrong = _line_problem(value)
    decision = _decision(value)
    wrong = wrong or _meaning_problem(decision)
    if wrong:
        raise JournalError(f"The decision was not saved: {wrong}")
    start = "" if text.endswith("\n") or not text else "\n"
    return (start + canonical_json(value) + "\n").encode(), decision


def _complete(fields: Mapping[str, Any]) -> dict[str, Any]:
    """All the fields of a line, those not given empty."""
    unknown = set(fields) - (_KEYS - {"seq", "prev", "hash"})
    if unknown:
        raise JournalError(f"The decision was not saved: it has the unknown field {plain(sorted(unknown)[0])}.")
    value: dict[str, Any] = {"table": "", "ids": [], "seen_hash": "", "value": None, "reason": "", "cites": [],
                             "undoes": None, "at": "", "by": "", "kind": "", **fields}
    return {**value, "ids": list(value["ids"]), "cites": list(value["cites"])}


def _content(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    pieces = iter(lambda: os.read(handle, 1 << 20), b"")
    try:
        return b"".join(pieces).decode("utf-8")
    except UnicodeDecodeError as error:
        raise JournalError("The decision was not saved: the journal is not UTF-8 text.") from error


def _write(handle: int, line: bytes) -> None:
    """Write a whole line to disk, or cut off what was written of it and raise ``OSError``."""
    size = os.fstat(handle).st_size
    try:
        done = 0
        while done < len(line):
            done += os.write(handle, line[done:])
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise
