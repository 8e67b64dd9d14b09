"""Open a case folder: everything typed, nothing computed, nothing run, every problem collected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from servanda.case import captures, check, journal
from servanda.case.borders import borders
from servanda.case.counting import counting
from servanda.case.extracted import extracted
from servanda.case.fields import Findings
from servanda.case.info import EMPTY, case_info
from servanda.case.linking import NAME as LINKING
from servanda.case.linking import linking
from servanda.case.meetings import meetings
from servanda.case.places import places
from servanda.case.sidecars import side_cars
from servanda.case.tables import FILES, FOLDERS, documents, exists, table, tables
from servanda.case.terms import EMPTY as NO_TERMS
from servanda.case.terms import terms
from servanda.case.zones import zones
from servanda.guard.files import Text, everything, listing, read
from servanda.guard.limits import LIMITS
from servanda.guard.markup import Node, read_json, read_yaml
from servanda.guard.text import plain, quoted
from servanda.model.case import Border, Case, CaseInfo, Decision, Meeting, Place, RawTable, Zone
from servanda.model.linking import Weights
from servanda.model.problems import Problem, problem
from servanda.model.terms import Terms

# Files that could be run by somebody's tools; a case never uses them.
CODE = (".py", ".pyc", ".pyd", ".pth", ".so", ".dll", ".sh", ".bat", ".ps1", ".js", ".pkl", ".pickle", ".duckdb")
Tables = Mapping[str, tuple[RawTable, ...]]
IGNORED_FOLDERS = ("build", "private")
KNOWN = ("case.yaml", "terms.yaml", "meetings.yaml", "counting.yaml", LINKING, captures.HISTORY, "places.csv",
         *(f"{name}.csv" for name in FILES))
KNOWN_FOLDERS = (*FOLDERS, "zones", "documents", "extracted", captures.EARLIER, *IGNORED_FOLDERS)


def open_case(folder: Path) -> Case:
    """The case of a folder with all its problems; never raises on what the folder holds.

    A missing or unreadable case.yaml or terms.yaml is a problem and leaves that part empty.
    """
    root = Path(folder)
    if not root.is_dir():
        missing = problem("file_missing", plain(root.name), 0, "There is no such case folder.",
                          mend="Give the folder of a case, or begin one with `servanda new`.")
        return Case(str(folder), EMPTY, NO_TERMS, problems=(missing,))
    opener = _Opener(root)
    made = opener.case()
    found = opener.found
    check.citations(made, found)
    return replace(made, problems=sorted_problems(found.problems))


def sorted_problems(problems: list[Problem]) -> tuple[Problem, ...]:
    """Problems in order of file and line, each once."""
    return tuple(sorted(set(problems)))


def _joined(tables: Tables, more: Tables) -> Tables:
    """Tables of both, kind by kind."""
    return {kind: (*tables.get(kind, ()), *more.get(kind, ())) for kind in {**tables, **more}}


class _Opener:
    """Reads the files of one folder in the order in which they need one another."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.found = Findings()
        self.digests: dict[str, str] = {}

    def case(self) -> Case:
        """The case; problems gather in ``found``."""
        info = self.info()
        read_places = self.places(info)
        read_zones, read_borders = self.zones()
        read_terms = self.terms(info, read_zones)
        read_meetings = self.meetings(info)
        rules, untold = self.counting(info, read_terms, read_zones)
        weights = self.weights()
        journaled = self.decisions()
        read_tables: Tables = tables(self.root, self.found, self.digests)
        documents(self.root, self.found, self.digests)
        cars = side_cars(self.root, self.found, self.digests)
        read_tables = _joined(read_tables, extracted(self.root, cars, [id_ for id_, _ in info.topics], self.found,
                                                     self.digests))
        self.history()
        self.others()
        return Case(root=str(self.root), info=info, terms=read_terms, places=read_places, zones=read_zones,
                    borders=read_borders, meetings=read_meetings, decisions=journaled, tables=read_tables,
                    counting=rules, untold_change=untold, linking=weights, documents=cars,
                    digests=dict(sorted(self.digests.items())))

    def text(self, name: str, most: int = LIMITS.yaml_bytes, *, damaged: bool = False) -> Text | None:
        """The text of a file; None, with a problem, where it cannot be read."""
        text = read(self.root, name, most, damaged=damaged)
        if isinstance(text, Text):
            self.digests[text.file] = text.sha256
            return text
        self.found.problems.append(text)
        return None

    def yaml(self, name: str, *, required: bool = False) -> Node | None:
        """The tree of a YAML file; a missing file is a problem only where it is required."""
        if not required and not exists(self.root, name):
            return None
        text = self.text(name)
        if text is None:
            return None
        node, problems = read_yaml(text.file, text.text)
        self.found.problems.extend(problems)
        if node is None and required and not problems:
            self.found.add("file_missing", name, 0, f"`{name}` is empty.")
        return node

    def info(self) -> CaseInfo:
        node = self.yaml("case.yaml", required=True)
        return case_info(node, "case.yaml", self.found) if node else EMPTY

    def terms(self, info: CaseInfo, known: tuple[Zone, ...]) -> Terms:
        node = self.yaml("terms.yaml", required=True)
        return terms(node, "terms.yaml", info, [zone.id for zone in known], self.found) if node else NO_TERMS

    def meetings(self, info: CaseInfo) -> tuple[Meeting, ...]:
        node = self.yaml("meetings.yaml")
        return meetings(node, "meetings.yaml", info, self.found) if node else ()

    def counting(self, info: CaseInfo, known: Terms,
                 areas: tuple[Zone, ...]) -> tuple[tuple[Mapping[str, Any], ...], float]:
        node = self.yaml("counting.yaml")
        if node is None:
            return (), 0.0
        return counting(node, "counting.yaml", info, known, [zone.id for zone in areas], self.found)

    def weights(self) -> Weights | None:
        node = self.yaml(LINKING)
        return linking(node, LINKING, self.found) if node else None

    def places(self, info: CaseInfo) -> tuple[Place, ...]:
        if not exists(self.root, "places.csv"):
            return ()
        sheet = table(self.root, "places.csv", self.found, self.digests)
        return places(sheet, info.party_ids(), self.found) if sheet else ()

    def zones(self) -> tuple[tuple[Zone, ...], tuple[Border, ...]]:
        """Zones and borders, of all files."""
        names, problems = listing(self.root, "zones", ".geojson")
        self.found.problems.extend(problems)
        held: dict[str, Zone] = {}
        lines: list[Border] = []
        for name in names:
            text = self.text(name, LIMITS.json_bytes)
            value, wrong = read_json(name, text.text) if text else (None, [])
            self.found.problems.extend(wrong)
            if not text or wrong:
                continue
            lines += borders(name, text.text, value, self.found)
            for zone in zones(name, text.text, value, self.found):
                if zone.id in held:
                    self.found.add("id_duplicate", name, 0, f"The zone {quoted(zone.id)} is declared twice.")
                held.setdefault(zone.id, zone)
        return tuple(held.values()), tuple(lines)

    def decisions(self) -> tuple[Decision, ...]:
        if not exists(self.root, journal.NAME):
            return ()
        text = self.text(journal.NAME, LIMITS.journal_bytes, damaged=True)
        return journal.decisions(text.text, journal.NAME, self.found) if text else ()

    def history(self) -> None:
        """What newer captures of a publisher's file left out or changed."""
        text = self.text(captures.HISTORY) if exists(self.root, captures.HISTORY) else None
        if text:
            captures.history(text, self.found)

    def others(self) -> None:
        """Name the files that hold code, and those whose names look like a slip."""
        names, problems = everything(self.root, IGNORED_FOLDERS)
        self.found.problems.extend(problems)
        for name in names:
            path = PurePosixPath(name)
            if path.suffix.lower() in CODE:
                self.found.add("file_ignored", plain(name), 0, "The file holds code or a database, not part of a case.",
                               mend="Remove it; nothing in a case folder is ever run.")
            elif len(path.parts) == 1 and path.suffix in (".yaml", ".yml", ".csv", ".jsonl") and \
                    name not in (*KNOWN, journal.NAME):
                self.found.add("file_ignored", plain(name), 0,
                               f"No file of a case has the name {quoted(name)}."
                               f"{self.found.near(name, (*KNOWN, journal.NAME))}")
            elif len(path.parts) == 2 and path.suffix == ".csv" and path.parts[0] not in KNOWN_FOLDERS:
                self.found.add("file_ignored", plain(name), 0, f"No folder of a case has the name "
                               f"{quoted(path.parts[0])}.{self.found.near(path.parts[0], KNOWN_FOLDERS)}")
