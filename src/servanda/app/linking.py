"""Linking by itself: event tables in, incidents, links and reasons out; no case is needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from servanda.case.fields import Findings
from servanda.case.tables import table
from servanda.collect import events
from servanda.engine.database import Database
from servanda.link.nodes import Nodes, nodes
from servanda.model.case import RawTable
from servanda.model.problems import Problem


class Tables:
    """Event tables as rows of `reports` in a database of their own; a context that closes it."""

    def __init__(self, db: Database, names: tuple[str, ...], problems: tuple[Problem, ...]) -> None:
        """``names`` are the data sets in the order given."""
        self.db, self.names, self.problems = db, names, problems

    def __enter__(self) -> Tables:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the database."""
        self.db.close()


def read_tables(files: Sequence[Path]) -> Tables:
    """Read event tables; a side-car ``A.yaml`` beside ``A.csv`` maps its columns and values."""
    found, db = Findings(), Database()
    problems: list[Problem] = []
    names = _names(files)
    for file, name in zip(files, names, strict=True):
        whole = file.resolve()
        raw = table(whole.parent.parent, f"{whole.parent.name}/{whole.name}", found, {})
        if isinstance(raw, RawTable):
            frame, wrong = events.frame(raw, name)
            db.load("reports", frame)
            problems += wrong
    return Tables(db, tuple(names), tuple([*found.problems, *problems]))


def _names(files: Sequence[Path]) -> list[str]:
    """The names of the data sets: those of the files without ending, made single."""
    made: list[str] = []
    for file in files:
        name, number = file.stem, 2
        while name in made:
            name, number = f"{file.stem}_{number}", number + 1
        made.append(name)
    return made


def tellings_of(db: Database) -> Nodes:
    """The nodes of the reports in a database."""
    return nodes(db, ())
