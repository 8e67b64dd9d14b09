"""Problems in words: `file:line  what is wrong`, why it matters, how to mend it; and the same for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from servanda.guard.text import plain
from servanda.model.problems import ERROR, Problem

_CALLED = {"error": "", "warning": "Warning: ", "note": "Note: "}


def rendered(one: Problem) -> str:
    """A problem as two lines; hidden and control characters are made visible."""
    times = f" ({one.count} times)" if one.count > 1 else ""
    return (f"{plain(one.place)}  {_CALLED.get(one.severity, '')}{plain(one.message)}{times}\n"
            f"  {plain(one.why)} {plain(one.mend)}".rstrip())


def report(problems: Iterable[Problem]) -> str:
    """All problems in words, and how many there are; '' where there are none."""
    listed = list(problems)
    if not listed:
        return ""
    return "\n".join([*(rendered(one) for one in listed), summary(listed)]) + "\n"


def summary(problems: Iterable[Problem]) -> str:
    """``2 errors, 1 warning, 0 notes``."""
    listed = list(problems)
    counts = [(name, sum(one.severity == name for one in listed)) for name in ("error", "warning", "note")]
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems is an error."""
    return any(one.severity == ERROR for one in problems)


def as_dicts(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as mappings, in the columns of the table `problems`."""
    return [{"code": one.code, "severity": one.severity, "file": one.file, "line": one.line, "row_id": one.row_id,
             "message": one.message, "why": one.why, "mend": one.mend, "count": one.count} for one in problems]
