"""The way of the data in one place: build, check, explain and export a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from servanda.app import keys
from servanda.app.linking import fit_case, weighed
from servanda.assess import examples, verdicts
from servanda.case import captures
from servanda.case.captures import Captured, Manner, NotCaptured
from servanda.case.check import check as check_folder
from servanda.case.open import open_case
from servanda.case.unpacking import table_in
from servanda.collect import foreign, records
from servanda.collect.presets import PRESETS
from servanda.engine import cache
from servanda.engine.database import Database
from servanda.engine.face import Engine
from servanda.link import incidents
from servanda.measure import figures
from servanda.model.case import Case, Frame
from servanda.model.problems import ERROR, Problem, problem
from servanda.model.sharing import OWNER
from servanda.model.tables import TABLES
from servanda.publish import explain as explaining
from servanda.publish import exports, manifest, redact, site
from servanda.publish.facts import facts
from servanda.publish.swap import NotOurs
from servanda.queries import incidents as found_incidents
from servanda.queries import parts, queue, record, seen, tables
from servanda.talks import account

Progress = Callable[[str], None]
ENGINES = ("duckdb", "spark")
MANY = 200  # parts of a count that are told on a terminal


_NO_RULE = problem("key_missing", "terms.yaml", 0,
                   "No reading says anything of any provision, so nothing can be assessed.",
                   mend="Give at least one reading with one provision.")


class CaseNotReadable(Exception):
    """The folder cannot be built; ``problems`` say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems."""
        super().__init__("the case cannot be built")
        self.problems = tuple(problems)


class NoEngine(Exception):
    """The engine that was asked for cannot be had; the message says what it needs."""


class NotHeld(Exception):
    """Something named on the command line is not in the case; the message says what is."""


@dataclass(frozen=True)
class Built:
    """What a build made: the page to open first, the facts to print, the problems, and rows set aside."""

    index: Path
    facts: tuple[str, ...]
    problems: tuple[Problem, ...]
    set_aside: int


def silent(_: str) -> None:
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


def assess(case: Case, found: Iterable[Problem], progress: Progress = silent, day: str = "",
           engine: str = ENGINES[0], session: Any = None, *,
           cached: bool = True) -> tuple[Database, tuple[Problem, ...]]:
    """Carry an opened case through every stage, ``day`` being now; the caller closes the database.

    ``engine`` works through accounts and incidents; a Spark ``session`` may be handed over.  What an earlier build
    kept is used if it may be (``cached``).  Raises `NoEngine`.
    """
    problems = list(found)
    case, db = _linked(case, problems, progress, cached=cached)
    try:
        progress("assessing")
        with _spread(db, engine, session) as spread:
            problems += verdicts.fill(db, case, spread)
        progress("following the talks")
        account.fill(db, case, as_of(case, db, day))
        progress("measuring")
        problems += figures.fill(db, case)
        ordered = tuple(sorted(set(problems)))
        db.load("problems", _frame(ordered))
        waiting = queue.stored(queue.items(db, case))
        db.run("DELETE FROM review")
        db.load("review", waiting)
    except BaseException:
        db.close()
        raise
    return db, ordered


@contextmanager
def _spread(db: Database, engine: str, session: Any) -> Iterator[Engine | None]:
    """The engine that shares the work of assessing with the database; None where that works alone."""
    if engine == ENGINES[0]:
        yield None
        return
    try:
        from servanda.engine.spark import SparkEngine
        from servanda.engine.spread import Spread
    except ImportError as error:
        raise NoEngine(f"Spark needs `{error.name}`: install servanda with its extra, `servanda[spark]`") from error
    try:
        there = SparkEngine(session)
    except (OSError, RuntimeError) as error:
        raise NoEngine("Spark did not start; it needs Java 17") from error
    try:
        yield Spread(db, there, verdicts.WIDE)
    finally:
        there.close()


def _linked(case: Case, problems: list[Problem], progress: Progress, *, cached: bool = True) -> tuple[Case, Database]:
    """Collect and link with the decisions whose rows are still what the person saw; the others are suspended.

    Suspending one may change what others were about, so it begins anew until none is left.
    """
    while True:
        db = Database(cache.usual() if cached else None)
        try:
            progress("collecting rows")
            found = records.fill(db, case)
            stale = seen.stale(db, case, linked=False)
            if not stale:
                progress("linking reports")
                found += incidents.fill(db, case.info, case.decisions, case.linking, keys.linking(case))
                stale = seen.stale(db, case, linked=True)
            if not stale:
                problems += [*found, *seen.unknown(db, case)]
                return case, db
        except BaseException:
            db.close()
            raise
        db.close()
        problems += [seen.stale_problem(one) for one in stale]
        case = replace(case, decisions=tuple(replace(one, state="suspended") if one in stale else one
                                             for one in case.decisions))


def _frame(problems: Iterable[Problem]) -> Frame:
    listed = list(problems)
    return {name: [getattr(problem, name) or None for problem in listed] for name in TABLES["problems"].names}


def readable(folder: Path) -> tuple[Case, tuple[Problem, ...]]:
    """A case that can be built, and its problems.  Raises `CaseNotReadable`."""
    case, problems = read(folder)
    if not case.info.id or not case.terms.rules or any(_blocks(problem) for problem in problems):
        raise CaseNotReadable([p for p in problems if p.severity == ERROR] or [_NO_RULE])
    return case, problems


def _blocks(problem: Problem) -> bool:
    """Errors in who is who, in the terms or in the counting rules: to go on would be to guess."""
    return problem.severity == ERROR and problem.file in ("case.yaml", "terms.yaml", "counting.yaml")


def as_of(case: Case, db: Database, given: str = "") -> str:
    """The only *now* there is: as given, else as case.yaml says, else the latest publication in the inputs."""
    return given or case.info.as_of or record.latest_publication(db)


def refuse_link(folder: Path, target: Path) -> None:
    """Raise `NotOurs` for a link at `build` in a received folder, which would lead the output anywhere."""
    if (folder / "build").is_symlink() and folder / "build" in (target, *target.parents):
        raise NotOurs("build is a link; remove it, or name a folder with `-o`")


def build(folder: Path, out: Path | None = None, day: str = "", progress: Progress = silent,
          engine: str = ENGINES[0], session: Any = None, *, cached: bool = True) -> Built:
    """Build pages, exports and manifest under ``out`` (default: ``build`` in the folder).

    ``cached``: what an earlier build kept in the user's cache may be used; the result is the same.

    Raises `CaseNotReadable` if case.yaml or terms.yaml cannot be used, `NoEngine` if the engine cannot.
    """
    case, problems = readable(folder)
    if day:
        case = replace(case, info=replace(case.info, as_of=day))  # days that are not yet over are measured by it
    target = out or folder / "build"
    refuse_link(folder, target)
    manifest.check_place(target)
    db, problems = assess(case, problems, progress, day, engine, session, cached=cached)
    try:
        now = as_of(case, db, day)
        told = facts(db, case)
        case = redact.apply(db, case, day=now).case
        progress("writing pages and tables")
        site.write(db, case, target, now)
        exports.write(db, target, case, now)
        manifest.write(case, target, now, tables.counts(db))
        aside = sum(row["aside"] for row in tables.used_and_aside(db))
        return Built(target / "site" / "index.html", told, problems, aside)
    finally:
        db.close()


def explain(folder: Path, id_: str, reading: str = "", provision: str = "") -> tuple[str, dict[str, Any]]:
    """How an incident's outcomes came about: (in words, as data); ``id_`` is an incident or any report of it.

    Raises `CaseNotReadable`, and `NotHeld` if there is nothing of that name to explain.
    """
    case, problems = readable(folder)
    _held("reading", reading, [one.id for one in case.terms.readings])
    _held("provision", provision, [one.id for one in case.terms.provisions])
    db, _ = assess(case, problems)
    try:
        redact.apply(db, case)
        incident = found_incidents.resolve(db, id_)
        if not incident:
            raise NotHeld(explaining.no_incident(id_, found_incidents.other_report(db, id_)))
        item = found_incidents.one(db, incident, provision, reading)
        return explaining.text(item), item
    finally:
        db.close()


def explain_links(folder: Path, id_: str) -> str:
    """What weighed for and against the links of an incident, in words; ``id_`` is an incident or any report of it.

    Of a report that counts several happenings: which incidents may be among them.  Raises `CaseNotReadable`, and
    `NotHeld` if there is no such incident or report.
    """
    case, problems = readable(folder)
    case, db = _linked(case, list(problems), silent)
    try:
        incident = found_incidents.resolve(db, id_)
        count = parts.count(db, id_)
        if not incident and not count:
            raise NotHeld(explaining.no_incident(id_, found_incidents.other_report(db, id_)))
        if redact.touches(db, case, incident):
            raise NotHeld(f"something of `{incident}` is redacted, and what weighed for its links would tell it")
        if count:
            redact.apply(db, case)
            return explaining.counted(parts.count(db, id_), parts.of(db, [id_], MANY))
        return "\n".join([*weighed(case, db, incident), *explaining.among(parts.counting(db, incident))])
    finally:
        db.close()


def fit(folder: Path) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Learn the linker's weights for a case and freeze them in its linking.yaml; lines to print, and problems.

    Raises `CaseNotReadable`.
    """
    case, problems = readable(folder)
    with_rows = Database()
    try:
        records.fill(with_rows, case)
        done = fit_case(case, with_rows, folder)
        return done.lines, (*problems, *done.problems)
    finally:
        with_rows.close()


def _held(what: str, given: str, known: list[str]) -> None:
    """Raises `NotHeld` for a name that the case does not declare."""
    if given and given not in known:
        raise NotHeld(f"the case has no {what} `{given}`; it has {', '.join(known)}")


def export(folder: Path, out: Path, names: tuple[str, ...] = (), progress: Progress = silent,
           audience: str = OWNER, formats: tuple[str, ...] = ("csv",)) -> tuple[exports.Written, redact.Hidden]:
    """Write tables in these formats into ``out`` as an audience may see them, all unless named.

    Returns the rows by file with what a reader must be told, and what is hidden.  Raises `CaseNotReadable`,
    `NotOurs`, `redact.NotShared`, `exports.NeedsExtra`, ``KeyError``.
    """
    case, problems = readable(folder)
    refuse_link(folder, out)
    db, _ = assess(case, problems, progress)
    try:
        now = as_of(case, db)
        hidden = redact.apply(db, case, audience, now)
        progress("writing")
        parcel = exports.Parcel(db, hidden.case, now, audience, names or tuple(TABLES))
        return exports.some(parcel, out, formats, hidden), hidden
    finally:
        db.close()


def collect(source: Path, preset: str, folder: Path, captured_at: str = "", name: str = "") -> Captured:
    """Copy a publisher's file into a case, with the side-car that says how it is read.

    ``captured_at`` is when it was fetched; default: when the file was last written.  Raises
    `NotCaptured`, and then nothing is written.
    """
    chosen = PRESETS[preset]
    moment = captured_at or datetime.fromtimestamp(int(source.stat().st_mtime), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with table_in(source) as given:
        manner = Manner(chosen.name, chosen.kind, chosen.licence, chosen.tlp, chosen.prefix, chosen.id,
                        foreign.id_column(chosen), chosen.delimiter, chosen.headings, chosen.noise, given.note)
        raw, sheet = captures.look(given.path, captures.name_in_case(manner, given.path, name or given.stem), manner)
        wrong = foreign.missing(sheet.table, chosen)
        if wrong:
            raise NotCaptured(*wrong)
        return captures.capture(folder, raw, sheet, manner, moment, foreign.unmapped(sheet.table, chosen))
