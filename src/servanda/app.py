"""The way of the data in one place: build, check, explain and export a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.assess import examples, verdicts
from servanda.case.check import check as check_folder
from servanda.case.open import open_case
from servanda.collect import records
from servanda.engine.database import Database
from servanda.link import incidents
from servanda.measure import counts
from servanda.model.case import Case, Frame
from servanda.model.problems import ERROR, Problem
from servanda.model.tables import TABLES
from servanda.publish import explain as explaining
from servanda.publish import exports, manifest, site
from servanda.publish.facts import facts
from servanda.queries import incidents as found_incidents
from servanda.queries import record, tables

Progress = Callable[[str], None]


class CaseNotReadable(Exception):
    """The folder cannot be built; ``problems`` say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems."""
        super().__init__("the case cannot be built")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Built:
    """What a build made: the page to open first, the facts to print, the problems, and rows set aside."""

    index: Path
    facts: tuple[str, ...]
    problems: tuple[Problem, ...]
    set_aside: int


def _silent(_: str) -> None:
    """Progress that nobody wants to see."""


def read(folder: Path) -> tuple[Case, tuple[Problem, ...]]:
    """Open and check a case folder; problems of all kinds, sorted by place."""
    case = open_case(folder)
    found = [*case.problems, *check_folder(case), *examples.problems(case)]
    return case, tuple(sorted(set(found)))


def check(folder: Path) -> tuple[Problem, ...]:
    """All problems that a build would tell, without writing anything."""
    case, problems = read(folder)
    if not case.info.id or not case.terms.rules:
        return problems
    db, problems = assess(case, problems)
    db.close()
    return problems


def assess(case: Case, found: Iterable[Problem], progress: Progress = _silent) -> tuple[Database, tuple[Problem, ...]]:
    """Carry an opened case through every stage; the caller closes the database."""
    db = Database()
    stages: tuple[tuple[str, Callable[[], list[Problem]]], ...] = (
        ("collecting rows", lambda: records.fill(db, case)),
        ("linking reports", lambda: incidents.fill(db, case.info, case.decisions)),
        ("assessing", lambda: verdicts.fill(db, case)),
        ("measuring", lambda: counts.fill(db, case)))
    problems = list(found)
    try:
        for words, stage in stages:
            progress(words)
            problems += stage()
        ordered = tuple(sorted(set(problems)))
        db.load("problems", _frame(ordered))
    except BaseException:
        db.close()
        raise
    return db, ordered


def _frame(problems: Iterable[Problem]) -> Frame:
    listed = list(problems)
    return {name: [getattr(problem, name) or None for problem in listed] for name in TABLES["problems"].names}


def _readable(folder: Path) -> tuple[Case, tuple[Problem, ...]]:
    case, problems = read(folder)
    if not case.info.id or not case.terms.rules or any(_blocks(problem) for problem in problems):
        raise CaseNotReadable(p for p in problems if p.severity == ERROR)
    return case, problems


def _blocks(problem: Problem) -> bool:
    """Errors in who is who, in the terms or in the journal: to go on would be to guess."""
    return problem.severity == ERROR and problem.file in ("case.yaml", "terms.yaml", "counting.yaml")


def as_of(case: Case, db: Database, given: str = "") -> str:
    """The only *now* there is: as given, else as case.yaml says, else the latest publication in the inputs."""
    return given or case.info.as_of or record.latest_publication(db)


def build(folder: Path, out: Path | None = None, day: str = "", progress: Progress = _silent) -> Built:
    """Build pages, exports and manifest under ``out`` (default: ``build`` in the folder).

    Raises `CaseNotReadable` if case.yaml or terms.yaml cannot be used.
    """
    case, problems = _readable(folder)
    db, problems = assess(case, problems, progress)
    target = out or folder / "build"
    try:
        now = as_of(case, db, day)
        progress("writing pages and tables")
        site.write(db, case, target, now)
        exports.write(db, target)
        manifest.write(case, target, now, tables.counts(db))
        aside = sum(row["aside"] for row in tables.used_and_aside(db))
        return Built(target / "site" / "index.html", facts(db, case), problems, aside)
    finally:
        db.close()


def explain(folder: Path, id_: str, reading: str = "", provision: str = "") -> tuple[str, dict[str, Any]]:
    """How an incident's outcomes came about: (in words, as data); ``id_`` is an incident or any report of it.

    Raises `CaseNotReadable`, and ``KeyError`` if the case holds no incident or report of that id.
    """
    case, problems = _readable(folder)
    db, _ = assess(case, problems)
    try:
        incident = found_incidents.resolve(db, id_)
        if not incident:
            raise KeyError(id_)
        item = found_incidents.one(db, incident, provision, reading)
        return explaining.text(item), item
    finally:
        db.close()


def export(folder: Path, out: Path, names: tuple[str, ...] = (), progress: Progress = _silent) -> dict[str, int]:
    """Write tables as CSV into ``out``, all unless named; table -> rows.  Raises `CaseNotReadable`, ``KeyError``."""
    case, problems = _readable(folder)
    db, _ = assess(case, problems, progress)
    try:
        return {name: exports.csv_table(db, name, out / f"{name}.csv") for name in names or tuple(TABLES)}
    finally:
        db.close()
