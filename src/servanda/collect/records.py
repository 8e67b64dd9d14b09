"""The tables of a case folder to the tables of the database: rows in = rows used + rows set aside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePosixPath

from servanda.collect import columns
from servanda.collect.common import Desk
from servanda.collect.reports import report_table
from servanda.collect.sources import source_table, used_counts
from servanda.collect.talks import commitment_table, meeting_tables, statement_table, tally_table
from servanda.engine.database import Database
from servanda.model.case import Case, Decision, Frame
from servanda.model.problems import Problem

_FOLDER = "documents/"
_SIDE_CARS = (".yaml", ".yml")


def fill(db: Database, case: Case) -> list[Problem]:
    """Load sources, documents, reports, statements, tallies, commitments, meetings, readouts and decisions."""
    desk = Desk.of(case)
    reports, wrong_reports = report_table(desk)
    statements, wrong_statements = statement_table(desk)
    tallies, wrong_tallies = tally_table(desk)
    commitments, wrong_commitments = commitment_table(desk)
    meetings, readouts, wrong_meetings = meeting_tables(case)
    documents = _documents(case, (reports, statements, tallies, commitments))
    named = {name for frame in (reports, statements, tallies) for name in frame.get("source", ()) if name}
    db.load("sources", source_table(desk.sources, case.info, used_counts(reports), used_counts(statements), named))
    for table, frame in (("documents", documents), ("reports", reports), ("statements", statements),
                         ("tallies", tallies), ("commitments", commitments), ("meetings", meetings),
                         ("readouts", readouts), ("decisions", _decisions(case.decisions))):
        db.load(table, frame)
    return [*wrong_reports, *wrong_statements, *wrong_tallies, *wrong_commitments, *wrong_meetings,
            *desk.people.problems()]


def _documents(case: Case, frames: Sequence[Frame]) -> Frame:
    """Captured documents by their path under `documents/`, and those that rows point into but the case does not hold.

    A row may name a document by its path, by its name without ending, or by its hash.
    """
    held = {file.removeprefix(_FOLDER): digest for file, digest in case.digests.items()
            if file.startswith(_FOLDER) and PurePosixPath(file).suffix not in _SIDE_CARS}
    known = {name: path for path, digest in sorted(held.items())
             for name in (digest, PurePosixPath(path).stem, path)}
    for frame in frames:
        frame["document_id"] = [known.get(name, name) if name else None for name in frame["document_id"]]
    ids = sorted({*held, *(name for frame in frames for name in frame["document_id"] if name)})
    return {
        "document_id": ids,
        "sha256": [held.get(id_) for id_ in ids],
        "held": [id_ in held for id_ in ids],
        "from_file": [_FOLDER + id_ if id_ in held else None for id_ in ids],
        "tlp": [case.info.tlp or None] * len(ids),
    }


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
