"""A case opened for a notebook: every table as a frame, computed once, nothing written."""

from __future__ import annotations

from pathlib import Path

from servanda.app import assess, readable
from servanda.engine.database import Database
from servanda.model.problems import Problem
from servanda.model.tables import TABLES
from servanda.publish import redact
from servanda.publish.frames import Frame
from servanda.publish.words import SENTENCE
from servanda.queries import tables


class OpenCase:
    """An assessed and measured case; ``problems`` say what is wrong with the folder."""

    def __init__(self, folder: Path) -> None:
        """Read and compute.  Raises `CaseNotReadable`."""
        case, found = readable(folder)
        self.title = case.info.title
        self._db: Database
        self._db, self.problems = assess(case, found)
        redact.apply(self._db, case)
        self._frames: dict[str, Frame] = {}

    problems: tuple[Problem, ...]

    def table(self, name: str) -> Frame:
        """A table of the data dictionary by name.  Raises ``KeyError``."""
        if name not in self._frames:
            rows = tables.rows(self._db, name)
            self._frames[name] = Frame(name, TABLES[name].frame(rows))
        return self._frames[name]

    @property
    def figures(self) -> Frame:
        """Every figure: counts by rule, compliance, effects, reporting."""
        return self.table("figures")

    @property
    def days(self) -> Frame:
        """Daily values behind effects and charts."""
        return self.table("days")

    @property
    def tally_checks(self) -> Frame:
        """Outside counts held against ours and against one another."""
        return self.table("tally_checks")

    @property
    def verdicts(self) -> Frame:
        """Outcomes by incident, provision, reading and author."""
        return self.table("verdicts")

    @property
    def incidents(self) -> Frame:
        """Incidents."""
        return self.table("incidents")

    @property
    def reports(self) -> Frame:
        """Reports, also those set aside."""
        return self.table("reports")

    def __repr__(self) -> str:
        """Title and sizes."""
        return f"<case {self.title}: {len(self.incidents)} incidents, {len(self.figures)} figures; {SENTENCE}>"
