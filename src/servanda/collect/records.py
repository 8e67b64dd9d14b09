"""The tables of a case folder to the tables of the database: rows in = rows used + rows set aside."""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from servanda.collect import columns
from servanda.collect.common import Desk
from servanda.collect.decided import grades
from servanda.collect.files import Files, Learnt, owners
from servanda.collect.foreign import BLOCK
from servanda.collect.mapping import IdsClash
from servanda.collect.precedents import precedent_table
from servanda.collect.propositions import proposition_table
from servanda.collect.reports import report_tables
from servanda.collect.series import effort_table, series_table
from servanda.collect.sources import source_table, used_counts
from servanda.collect.talks import commitment_table, meeting_tables, statement_table, tally_table
from servanda.collect.told import Told
from servanda.engine.database import Database
from servanda.model.case import Case, Decision, Frame
from servanda.model.documents import SideCar
from servanda.model.problems import Problem

_FOLDER = "documents/"
_SIDE_CARS = (".yaml", ".yml")


def fill(db: Database, case: Case) -> list[Problem]:
    """Load sources, documents, reports, statements, tallies, commitments, meetings, series, effort and decisions."""
    desk, documents, counts, named, problems = _reports(db, case)
    statements, wrong_statements = statement_table(desk)
    tallies, wrong_tallies = tally_table(desk)
    commitments, wrong_commitments = commitment_table(desk)
    series, wrong_series = series_table(desk)
    effort, wrong_effort = effort_table(desk)
    meetings, readouts, wrong_meetings = meeting_tables(case)
    held = {id_ for id_, used in zip(statements["statement_id"], statements["used"], strict=True) if used}
    propositions, wrong_propositions = proposition_table(desk, held)
    precedents, wrong_precedents = precedent_table(desk)
    for frame in (statements, tallies, commitments, propositions, precedents, series, effort):
        named.update(filter(None, frame.get("source", ())))
        documents.settle(frame)
    sources = source_table(desk.sources, case.info, counts, used_counts(statements), named)
    graded = grades(case.decisions)
    sources["grade"] = [graded.get(id_, grade) for id_, grade in zip(sources["source"], sources["grade"], strict=True)]
    for table, frame in (("sources", sources), ("documents", documents.table()), ("statements", statements),
                         ("tallies", tallies), ("commitments", commitments), ("meetings", meetings),
                         ("readouts", readouts), ("propositions", propositions), ("precedents", precedents),
                         ("series", series), ("effort", effort), ("decisions", _decisions(case.decisions))):
        db.load(table, frame)
    return [*problems, *wrong_statements, *wrong_tallies, *wrong_commitments, *wrong_meetings, *wrong_propositions,
            *wrong_precedents, *wrong_series, *wrong_effort, *desk.people.problems()]


Taken = tuple[Desk, "Documents", Counter[str], set[str], list[Problem]]


def _reports(db: Database, case: Case) -> Taken:
    """Load the reports; what was learnt on the way: documents named, rows a source, sources named, problems."""
    many = sum(len(raw.rows) for raw in case.tables.get("reports", ())) > BLOCK
    try:
        return _taken(db, case, unique=many or db.cache is not None)
    except IdsClash:
        db.run("DELETE FROM reports")
        return _taken(db, case, unique=False)


def _taken(db: Database, case: Case, *, unique: bool) -> Taken:
    desk, told, documents = Desk.of(case), Told(), Documents(case)
    raws, files, found = case.tables.get("reports", ()), Files(db, case), dict[str, Learnt]()
    if unique:
        found = {raw.file: learnt for raw in raws if (learnt := files.recall(raw, documents.known))}
    fresh = replace(case, tables={**case.tables, "reports": tuple(raw for raw in raws if raw.file not in found)})
    problems: list[Problem] = []
    with _uncollected(), db.loading("reports") as load:
        for frame, wrong in report_tables(replace(desk, case=fresh), told, unique=unique):
            problems += wrong
            documents.settle(frame)
            load(frame)
    if found:
        db.compress()
        if db.rows("SELECT count(*) > count(DISTINCT report_id) FROM reports ORDER BY 1")[0][0]:
            raise IdsClash
    if unique:
        files.remember(_learnt([raw.file for raw in fresh.tables["reports"]], told, desk, documents, problems))
    for file, learnt in found.items():
        problems += learnt.problems
        told.add(file, learnt.unclear, learnt.places)
        desk.people.unknown.update({(file, name): rows for name, rows in learnt.unknown.items()})
    counts = Counter(dict(db.rows("SELECT source, count(*) FROM reports WHERE used AND source <> '' GROUP BY 1 "
                                  "ORDER BY 1")))
    named, pointed = ({row[0] for row in db.rows(f"""SELECT DISTINCT "{name}" FROM reports WHERE "{name}" <> ''
        ORDER BY 1""")} for name in ("source", "document_id"))
    documents.name(pointed)
    return desk, documents, counts, named, problems + told.problems()


def _learnt(files: Sequence[str], told: Told, desk: Desk, documents: Documents,
            problems: Iterable[Problem]) -> dict[str, Learnt]:
    """What was learnt of each of these files; {} where a problem is of none of them."""
    owner, made = owners(files), {file: Learnt(told.unclear[file]) for file in files}
    for (file, name), rows in told.places.items():
        made[file].places[name] = rows
    for (file, name), rows in desk.people.unknown.items():
        made[file].unknown[name] = rows
    for file, names in documents.asked.items():
        made[file].documents = names
    for one in problems:
        if one.file not in owner:
            return {}
        made[owner[one.file]].problems.append(one)
    return made


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for reference cycles: rows make none, and it would look at each of them again and again."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


class Documents:
    """Captured documents by their path under `documents/`, and those that rows point into but the case does not hold.

    A row may name a document by its path, by its name without ending, or by its hash.
    """

    def __init__(self, case: Case) -> None:
        """What the case holds."""
        self._tlp = case.info.tlp or None
        self._cars = case.documents
        self._held = {file.removeprefix(_FOLDER): digest for file, digest in case.digests.items()
                      if file.startswith(_FOLDER) and PurePosixPath(file).suffix not in _SIDE_CARS}
        self.known = {name: path for path, digest in sorted(self._held.items())
                      for name in (digest, PurePosixPath(path).stem, path)}
        self.asked: dict[str, dict[str, str]] = {}  # file -> document as its rows name it -> as it is held
        self._named: set[str] = set()

    def settle(self, frame: Frame) -> None:
        """Put the path of a document in place of its name in a frame of rows with their files."""
        given = frame["document_id"]
        frame["document_id"] = [self.known.get(name, name) if name else None for name in given]
        self._named.update(filter(None, frame["document_id"]))
        for file, name in zip(frame["from_file"], given, strict=True) if self._named else ():
            if name:
                self.asked.setdefault(file, {})[name] = self.known.get(name, name)

    def name(self, documents: Iterable[str]) -> None:
        """Rows point into these documents."""
        self._named.update(documents)

    def table(self) -> Frame:
        """The frame of `documents`; to be asked when all rows have been settled."""
        ids = sorted({*self._held, *self._named})
        cars = [self._cars.get(id_) or SideCar("") for id_ in ids]
        return {
            "document_id": ids,
            **{name: [getattr(car, name) or None for car in cars]
               for name in ("source", "url", "title", "published", "language", "licence")},
            "captured_at": [_instant(car.captured_at) for car in cars],
            "sha256": [self._held.get(id_) for id_ in ids],
            "held": [id_ in self._held for id_ in ids],
            "from_file": [_FOLDER + id_ if id_ in self._held else None for id_ in ids],
            "tlp": [car.tlp or self._tlp for car in cars],
        }


def _instant(stated: str) -> int | None:
    """Seconds of a time with its offset; None where there is none."""
    try:
        moment = datetime.fromisoformat(stated.replace("Z", "+00:00"))
    except ValueError:
        return None
    return int(moment.timestamp()) if moment.tzinfo else None


def _decisions(decisions: Sequence[Decision]) -> Frame:
    """The journal as a frame."""
    return {
        **{name: [getattr(item, name) for item in decisions]
           for name in ("seq", "prev", "hash", "at", "by", "kind", "table", "seen_hash", "reason", "undoes", "state")},
        "ids": [";".join(item.ids) for item in decisions],
        "cites": [columns.joined(item.cites) for item in decisions],
        "value": [None if item.value is None else json.dumps(item.value, ensure_ascii=False, sort_keys=True)
                  for item in decisions],
    }
