"""A build that finds again what an earlier one made is, byte for byte, the build that makes everything anew."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from servanda import app
from servanda.case import journal
from servanda.collect import records
from servanda.link import accounts, incidents
from servanda.model.problems import Problem
from servanda.model.tables import TABLES
from servanda.queries import details, tables
from tests.case.journal.lines import note
from tests.conftest import CASES

RIVER = CASES / "good" / "river-truce"
FILES = ("reports/north.csv", "reports/south.csv", "reports/watch.csv", "reports/later.csv")
CELLS = (("place", "Birch Bank"), ("place", "Nowhere known"), ("origin", "Somebody new"), ("means", "uav"),
         ("means", "no such means"), ("time_from", "2031-05-05T07:00"), ("time_from", "never"), ("fatalities", "7"),
         ("author_claimed", "SOUTH"), ("kind", "tally"), ("published", "2031-05-01"), ("summary", "d1"),
         ("document_id", "d1"))
FIELDS = (("means", "uav"), ("stage", "damaged"), ("injured", "3"), ("summary", "decided"))
some = st.sampled_from(("R01", "R02", "R03", "R07", "R09", "R10", "R21", "w-1", "N1", "N2"))


def made(folder: Path, cache: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Every table after linking, and the problems, with that cache."""
    os.environ["SERVANDA_CACHE"] = cache
    try:
        case, problems = app.readable(folder)
        found = list(problems)
        _, db = app._linked(case, found, lambda _: None)
        try:
            assert (db.cache is None) == (cache == "off")
            return {name: tables.rows(db, name) for name in TABLES}, tuple(sorted(set(found)))
        finally:
            db.close()
    finally:
        os.environ["SERVANDA_CACHE"] = "off"


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


class Edited(RuleBasedStateMachine):
    """A person who edits a case, decides, undoes, and whose disk now and then damages the cache."""

    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp())
        self.folder, self.cache = self.root / "case", self.root / "cache"
        shutil.copytree(RIVER, self.folder)
        (self.folder / "documents").mkdir(exist_ok=True)
        self.same()

    def same(self) -> None:
        assert made(self.folder, str(self.cache)) == made(self.folder, "off")

    @rule(file=st.sampled_from(FILES), like=st.integers(0, 8), id_=st.sampled_from(("N1", "N2", "R07", "")),
          cell=st.sampled_from(CELLS))
    def add_a_row(self, file: str, like: int, id_: str, cell: tuple[str, str]) -> None:
        path = self.folder / file
        model = read(self.folder / FILES[0] if file == FILES[3] else path)
        rows = read(path) if path.exists() else model[:1]
        row = list(model[1 + like % (len(model) - 1)])
        row[0] = id_
        if cell[0] in rows[0]:
            row[rows[0].index(cell[0])] = cell[1]
        write(path, [*rows, row])
        self.same()

    @rule(file=st.sampled_from(FILES[:3]), at=st.integers(0, 8), cell=st.sampled_from(CELLS))
    def change_a_cell(self, file: str, at: int, cell: tuple[str, str]) -> None:
        rows = read(self.folder / file)
        if cell[0] not in rows[0]:
            rows = [[*rows[0], cell[0]], *([*row, ""] for row in rows[1:])]
        rows[1 + at % (len(rows) - 1)][rows[0].index(cell[0])] = cell[1]
        write(self.folder / file, rows)
        self.same()

    @rule(file=st.sampled_from(FILES), at=st.integers(0, 8))
    def remove_a_row(self, file: str, at: int) -> None:
        path = self.folder / file
        rows = read(path) if path.exists() else []
        if len(rows) > 2:
            write(path, [row for place, row in enumerate(rows) if place != 1 + at % (len(rows) - 1)])
        elif rows:
            path.unlink()
        self.same()

    @rule()
    def a_document_comes_or_goes(self) -> None:
        path = self.folder / "documents" / "d1.txt"
        if path.exists():
            path.unlink()
        else:
            path.write_text("Six rounds fell.\n", encoding="utf-8")
        self.same()

    @rule(old_new=st.sampled_from((("terms.yaml", "days: 14", "days: 15"), ("terms.yaml", "days: 15", "days: 14"),
                                   ("places.csv", ",2,", ",3,"), ("case.yaml", "Northern Staff", "North Staff"))))
    def edit(self, old_new: tuple[str, str, str]) -> None:
        name, old, new = old_new
        path = self.folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        self.same()

    def decide(self, **fields: Any) -> None:
        journal.append(self.folder / journal.NAME, note(**fields))
        self.same()

    @rule(ids=st.lists(some, min_size=2, max_size=3, unique=True), kind=st.sampled_from(["merge", "split"]))
    def bond(self, ids: list[str], kind: str) -> None:
        self.decide(kind=kind, ids=ids, table="reports")

    @rule(report=some, field=st.sampled_from(FIELDS))
    def set_a_field(self, report: str, field: tuple[str, str]) -> None:
        self.decide(kind="set", ids=[report], table="reports", value={"field": field[0], "value": field[1]})

    @rule(report=some, value=st.sampled_from(("true", "false")))
    def set_an_account_aside(self, report: str, value: str) -> None:
        self.decide(kind="set", ids=[f"E-{report}/{report}"], table="accounts",
                    value={"field": "aside", "value": value})

    @rule(report=some, standing=st.sampled_from(("verified", "alleged")))
    def stand(self, report: str, standing: str) -> None:
        self.decide(kind="standing", ids=[report], table="reports",
                    value={"element": "occurrence", "standing": standing})

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        size = len((self.folder / journal.NAME).read_text(encoding="utf-8").splitlines())
        if size:
            self.decide(kind="undo", undoes=data.draw(st.integers(1, size)))

    @precondition(lambda self: any(self.cache.iterdir()))
    @rule(data=st.data(), how=st.sampled_from(("cut", "turn", "remove", "swap")))
    def the_disk_fails(self, data: st.DataObject, how: str) -> None:
        entries = sorted(path for path in self.cache.iterdir() if not path.name.startswith("."))
        path = data.draw(st.sampled_from(entries))
        content = bytearray(path.read_bytes())
        if how == "turn":
            content[data.draw(st.integers(0, len(content) - 1))] ^= 64
        elif how == "cut":
            content = content[:len(content) // 2]
        elif how == "swap":
            content = bytearray(entries[0].read_bytes())
        path.write_bytes(content)
        if how == "remove":
            path.unlink()
        self.same()

    def teardown(self) -> None:
        if hasattr(self, "root"):
            shutil.rmtree(self.root)


TestEdited = Edited.TestCase
TestEdited.settings = settings(max_examples=int(os.environ.get("SERVANDA_EDITS", "3")), stateful_step_count=8,
                               deadline=None, suppress_health_check=list(HealthCheck))


def _cell(folder: Path, name: str, value: str) -> None:
    rows = read(folder / FILES[0])
    rows[1][rows[0].index(name)] = value
    write(folder / FILES[0], rows)


def _text(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def _undo(path: Path) -> None:
    if path.exists() and path.read_text(encoding="utf-8"):
        journal.append(path, note(kind="undo", undoes=1))


EDITS: tuple[Callable[[Path], None], ...] = (
    lambda folder: write(folder / FILES[3], [read(folder / FILES[0])[0], ["N1", *read(folder / FILES[0])[1][1:]]]),
    lambda folder: (folder / FILES[3]).unlink(missing_ok=True),
    lambda folder: _cell(folder, "summary", "Told otherwise."),
    lambda folder: _cell(folder, "means", "uav"),
    lambda folder: _text(folder / "terms.yaml", "days: 14", "days: 15"),
    lambda folder: _text(folder / "case.yaml", "Northern Staff", "North Staff"),
    lambda folder: journal.append(folder / journal.NAME, note(kind="split", ids=["R01", "R02"], table="reports")),
    lambda folder: journal.append(folder / journal.NAME, note(kind="set", ids=["R03"], table="accounts", value={
        "field": "author", "value": "SOUTH"})),
    lambda folder: journal.append(folder / journal.NAME, note(kind="redact", ids=["R03"], table="reports")),
    lambda folder: _undo(folder / journal.NAME),
)


@settings(max_examples=int(os.environ.get("SERVANDA_EDITS", "2")), deadline=None,
          suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
@given(st.lists(st.sampled_from(EDITS), min_size=2, max_size=3))
def test_pages_exports_and_manifest_are_the_same_bytes(edits: list[Callable[[Path], None]]) -> None:
    """A case is built after each edit, with and without what was kept, of however few incidents."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        root, folder = Path(name), Path(name) / "case"
        shutil.copytree(RIVER, folder)
        patch.setenv("SERVANDA_CACHE", str(root / "cache"))
        patch.setattr(details, "FEW", 0)
        app.build(folder, root / "found")
        assert [path for path in (root / "cache").iterdir() if ".details-" in path.name]
        for edit in edits:
            edit(folder)
            app.build(folder, root / "found")
            app.build(folder, root / "anew", cached=False)
            assert (root / "found" / "manifest.json").read_bytes() == (root / "anew" / "manifest.json").read_bytes()


def test_what_did_not_change_is_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work counted, not time: files read to rows, and incidents whose accounts are made."""
    folder, work = tmp_path / "case", {"files": 0, "incidents": 0, "linked": 0}
    shutil.copytree(RIVER, folder)

    def counted(name: str, call: Callable[..., Any], size: Callable[..., int]) -> Callable[..., Any]:
        def done(*given: Any, **named: Any) -> Any:
            work[name] += size(*given)
            return call(*given, **named)
        return done

    monkeypatch.setattr(records, "report_tables", counted(
        "files", records.report_tables, lambda desk, _: len(desk.case.tables["reports"])))
    monkeypatch.setattr(accounts, "make", counted("incidents", accounts.make, lambda db, _: db.rows(
        "SELECT count(DISTINCT home) FROM w_told ORDER BY 1")[0][0]))
    monkeypatch.setattr(incidents, "linked", counted("linked", incidents.linked, lambda *_: 1))

    def build() -> dict[str, int]:
        work.update(files=0, incidents=0, linked=0)
        made(folder, str(tmp_path / "cache"))
        return dict(work)

    first = build()
    assert first["files"] == 3 and first["linked"] == 1 and first["incidents"] > 5
    assert build() == {"files": 0, "incidents": 0, "linked": 0}

    terms = folder / "terms.yaml"
    terms.write_text(terms.read_text(encoding="utf-8").replace("days: 14", "days: 15"), encoding="utf-8")
    assert build() == {"files": 0, "incidents": 0, "linked": 0}

    rows = read(folder / FILES[0])
    write(folder / FILES[3], [rows[0], ["N1", *rows[-1][1:]]])
    assert build() == {"files": 1, "incidents": 1, "linked": 1}

    journal.append(folder / journal.NAME, note(kind="standing", ids=["R01"], table="reports",
                                               value={"element": "occurrence", "standing": "verified"}))
    assert build() == {"files": 0, "incidents": 1, "linked": 1}

    journal.append(folder / journal.NAME, note(kind="set", ids=["R03"], table="reports",
                                               value={"field": "summary", "value": "decided"}))
    assert build()["files"] == 1
