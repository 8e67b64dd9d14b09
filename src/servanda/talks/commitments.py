"""Commitments: whether a dated duty is pending, due, fulfilled, late or not done, by whose account and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.talks.rules import PAM


@dataclass(frozen=True)
class Account:
    """What somebody says, on a day ('' = not stated), of how far a duty is done."""

    by: str
    word: str
    date: str


@dataclass(frozen=True)
class Duty:
    """When it is due, and whether it waits for a condition or is disputed as the coder holds."""

    first: str = ""
    last: str = ""
    condition: str = ""
    disputed: bool = False


def state(duty: Duty, accounts: Sequence[Account], as_of: str) -> tuple[str, tuple[str, ...], int | None]:
    """(state, by whose account, degree of performance) of a duty on a day; ``as_of`` '' = at the end of all days.

    Of several things that one account says, the last holds.  Accounts that differ by two degrees or more are a
    dispute.  That a duty was not done is only ever said by an account; the calendar alone leaves it unknown.
    """
    told = [one for one in accounts if not as_of or one.date <= as_of]
    last = {one.by: one for one in sorted(told, key=lambda one: one.date)}
    who = tuple(sorted(last))
    if any(one.word == "overtaken" for one in last.values()):
        return "overtaken", tuple(by for by in who if last[by].word == "overtaken"), None
    degrees = [PAM[one.word] for one in last.values() if one.word in PAM]
    degree = min(degrees, default=None)
    if duty.disputed or (degrees and max(degrees) - min(degrees) >= 2):
        return "disputed", who, None
    if degree == PAM["full"]:
        done = min((one.date for one in told if one.word == "full" and one.date), default="")
        return "late" if duty.last and done > duty.last else "fulfilled", who, degree
    if duty.last and as_of and duty.last < as_of:
        return {None: "unknown", 0: "broken"}.get(degree, "partly"), who, degree
    waits = (duty.first and as_of and as_of < duty.first) or (duty.condition and degree is None)
    return "pending" if waits else "due", who, degree


def accounts(row: Mapping[str, Any], said: Mapping[str, tuple[str, str]]) -> list[Account]:
    """The accounts of a row: its evidence, each piece by its author and day, else the coder's status.

    ``said`` is id -> (party or speaker, day) of statements and reports.
    """
    found = []
    for member in (row["evidence"] or "").split(";"):
        id_, _, word = member.partition("=")
        if word and id_ in said:
            found.append(Account(*_by(said[id_], word)))
    if found or row["evidence"]:
        return found
    word = row["status"] or ""
    if word in PAM:
        return [Account(by, word, row["status_date"] or "") for by in (row["status_by"] or "unknown").split(";")]
    return []


def _by(said: tuple[str, str], word: str) -> tuple[str, str, str]:
    return said[0], word, said[1]


def rows(table: Iterable[Mapping[str, Any]], said: Mapping[str, tuple[str, str]],
         as_of: str) -> Iterable[tuple[object, ...]]:
    """(commitment, state, by whom, degree) of every commitment in use."""
    for row in table:
        disputed = row["status"] == "disputed"
        duty = Duty(row["due_from"] or "", row["due_to"] or "", row["condition"] or "", disputed)
        name, who, degree = state(duty, accounts(row, said), as_of)
        by = (row["status_by"] or "").split(";") if disputed else who
        yield row["commitment_id"], name, ";".join(by) or None, degree
