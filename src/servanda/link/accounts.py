"""Rival and agreeing stories of one incident: reports grouped by author and origins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from servanda.link.told import Told
from servanda.model.objects import UNKNOWN


@dataclass(frozen=True)
class Account:
    """One story: its author ('' = nobody named) and its reports in order of id."""

    author: str
    reports: tuple[Told, ...]

    @property
    def first(self) -> str:
        """Its smallest report id."""
        return self.reports[0].report_id

    def span(self) -> tuple[int | None, int | None]:
        """The time that all its reports leave possible, else the hull of what they say."""
        timed = [(r.time_from, r.time_to) for r in self.reports if r.time_from is not None and r.time_to is not None]
        if not timed:
            return None, None
        low, high = max(start for start, _ in timed), min(end for _, end in timed)
        return (low, high) if low < high else (min(start for start, _ in timed), max(end for _, end in timed))


def accounts(reports: Sequence[Told]) -> list[Account]:
    """The accounts of an incident, in order of their smallest report ids.

    One origin's relays are one account, with what they dispute inside it.  Accounts that name
    the same author and tell the same merge.  A report that says nothing of stage, aim or what was
    affected adds no story: it joins the first account of its author.  A bare denial is no account.
    """
    stories: dict[tuple[str, tuple[str, ...]], list[Told]] = {}
    silent: list[Told] = []
    for report in sorted((one for one in reports if not one.bare_denial), key=lambda item: item.report_id):
        if report.says_what:
            stories.setdefault((report.author, tuple(sorted(report.origins))), []).append(report)
        else:
            silent.append(report)
    return _with_silent(_agreeing(stories), silent)


def _agreeing(stories: dict[tuple[str, tuple[str, ...]], list[Told]]) -> list[Account]:
    """Stories with equal author and equal tellings as one account."""
    merged: dict[tuple[str, frozenset[object]], list[Told]] = {}
    for (author, _), reports in stories.items():
        merged.setdefault((author, frozenset(report.what for report in reports)), []).extend(reports)
    return _ordered((author, reports) for (author, _), reports in merged.items())


def _with_silent(found: list[Account], silent: Sequence[Told]) -> list[Account]:
    """Put reports that tell no story into the first account of their author.

    One that names nobody goes to the first account where nobody else is named by any report; else it
    stands with its like.
    """
    told = {account.author for account in found}
    authors = told | {report.author for report in silent if report.author}
    joins: dict[str, list[Told]] = {}
    for report in silent:
        alone = not report.author and "" not in authors and len(authors) == len(told) == 1
        joins.setdefault(next(iter(told)) if alone else report.author, []).append(report)
    stories = []
    for account in found:
        stories.append((account.author, [*account.reports, *joins.pop(account.author, [])]))
    return _ordered([*stories, *joins.items()])


def _ordered(stories: Iterable[tuple[str, list[Told]]]) -> list[Account]:
    made = [Account(author, tuple(sorted(reports, key=lambda item: item.report_id)))
            for author, reports in stories]
    return sorted(made, key=lambda account: account.first)


def values(parts: Sequence[str]) -> list[str]:
    """Distinct values in order; `unknown` only where nothing else is said."""
    stated = sorted({part for part in parts if part})
    return [part for part in stated if part != UNKNOWN] or stated
