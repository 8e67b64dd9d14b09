"""Files of reports that a build before this one read: their rows, and what was told of them, are found again.

A file's entry lies under the hash of its bytes, its side-car and all that rows are read by.  It holds only while the
journal says the same of its rows, and documents bear the same names; else the file is read anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from pathlib import PurePosixPath
from typing import Any

from servanda.collect.decided import overrides
from servanda.engine.cache import key
from servanda.engine.database import Database
from servanda.model.case import Case, RawTable
from servanda.model.problems import Problem

_FOLDER = "reports/"
KIN = "reports-"


@dataclass
class Learnt:
    """What is known of a file beside its rows: counts of `told.Told` and `actors.Directory`, problems, conditions."""

    unclear: int = 0
    places: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    decided: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def text(self) -> str:
        """As text that `of` reads."""
        told = {**self.__dict__, "problems": [astuple(one) for one in self.problems]}
        return json.dumps(told, sort_keys=True)

    @classmethod
    def of(cls, text: str) -> Learnt:
        """What `text` wrote."""
        told: dict[str, Any] = json.loads(text)
        return cls(**{**told, "problems": [Problem(*one) for one in told["problems"]]})


class Files:
    """The tables of reports in a case's folder by the key of their entries; {} without a cache."""

    def __init__(self, db: Database, case: Case) -> None:
        """What every file is read by is hashed once."""
        self._db = db
        self.decided = overrides(case.decisions, "reports")
        context = key(case.info, case.places) if db.cache else ""
        self.keys = {raw.file: key("reports", context, raw.file, *_digests(case.digests, raw.file))
                     for raw in case.tables.get("reports", ()) if db.cache and raw.file.startswith(_FOLDER)}

    def recall(self, raw: RawTable, known: Mapping[str, str]) -> Learnt | None:
        """Append the rows of a file to `reports`, if they are held; what was learnt of it.

        ``known``: document as rows name it -> as it is held; a name that is not there stands for itself.
        """
        if raw.file not in self.keys or self._db.cache is None:
            return None
        for path in self._db.cache.held(self.keys[raw.file]):
            with self._db.recalled(path) as there:
                learnt = Learnt.of(self._db.rows("SELECT text FROM kept.learnt ORDER BY 1")[0][0]) if there else None
                if learnt and learnt.decided == self._decided("kept.reports") and all(
                        known.get(name, name) == held for name, held in learnt.documents.items()):
                    self._db.run("INSERT INTO reports SELECT * FROM kept.reports")
                    return learnt
        return None

    def remember(self, learnt: Mapping[str, Learnt]) -> None:
        """Keep the rows of `reports` of each of these files."""
        for file in sorted(self.keys.keys() & learnt.keys()):
            where = f"(SELECT * FROM reports WHERE from_file = '{_quoted(file)}')"
            learnt[file].decided = self._decided(where)
            self._db.remember(self.keys[file], KIN + self.keys[file][:12], {
                "reports": f"SELECT * FROM {where}", "learnt": f"SELECT '{_quoted(learnt[file].text())}' AS text"})

    def _decided(self, rows: str) -> dict[str, dict[str, str]]:
        """What the journal says of some rows."""
        held = self._db.rows(f"SELECT report_id FROM {rows} WHERE report_id IN (SELECT unnest(?)) ORDER BY 1",
                             [sorted(self.decided)]) if self.decided else []
        return {row[0]: self.decided[row[0]] for row in held}


def owners(files: Iterable[str]) -> dict[str, str]:
    """File that a problem may name -> the table it belongs to: the table itself, and its side-car."""
    return {name: file for file in files for name in (_side_car(file), file)}


def _digests(digests: Mapping[str, str], file: str) -> tuple[str, str]:
    return digests.get(file, ""), digests.get(_side_car(file), "")


def _side_car(file: str) -> str:
    return str(PurePosixPath(file).with_suffix(".yaml"))


def _quoted(text: str) -> str:
    return text.replace("'", "''")
