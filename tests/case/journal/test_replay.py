"""Replay: whatever is decided, undone and decided again, the journal on disk gives the state of the moment."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from servanda import app
from servanda.case import journal
from servanda.case.open import open_case
from servanda.model.case import Case, Decision
from servanda.model.tables import TABLES
from servanda.queries import tables
from tests.case.journal.lines import note, read
from tests.conftest import CASES

RIVER = CASES / "good" / "river-truce"
REPORTS = ("R01", "R02", "R03", "R07", "R09", "R10", "R11", "R13", "R15", "R16", "R21", "R23", "w-1", "w-3")
FIELDS = (("means", "uav"), ("stage", "damaged"), ("act", "shelling"), ("injured", "3"), ("summary", "decided"))
some = st.sampled_from(REPORTS)


def state(case: Case) -> dict[str, Any]:
    """Every table of a build but the journal, and what the journal's own lines are told of."""
    db, _ = app.assess(case, ())
    try:
        held = {name: tables.rows(db, name) for name in TABLES if name not in ("decisions", "problems")}
    finally:
        db.close()
    return held


def is_active(seq: int, kept: dict[int, Decision]) -> bool:
    """The rule in one sentence: a decision is active unless an active undo names it."""
    return not any(other.undoes == seq and is_active(other.seq, kept) for other in kept.values())


class Journaled(RuleBasedStateMachine):
    """A person who decides; ``live`` is what they were told was saved."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp()) / "case"
        shutil.copytree(RIVER, self.folder)
        self.book = journal.Journal(self.folder / journal.NAME)
        self.live = {one.seq: one for one in open_case(self.folder).decisions}

    def decide(self, **fields: Any) -> None:
        made = self.book.append(note(len(self.live), **fields))
        assert made.seq == len(self.live) + 1
        self.live[made.seq] = made

    @rule(ids=st.lists(some, min_size=2, max_size=3, unique=True), kind=st.sampled_from(["merge", "split"]))
    def bond(self, ids: list[str], kind: str) -> None:
        self.decide(kind=kind, ids=ids, table="reports")

    @rule(report=some, field=st.sampled_from(FIELDS))
    def set_field(self, report: str, field: tuple[str, str]) -> None:
        self.decide(kind="set", ids=[report], table="reports", value={"field": field[0], "value": field[1]})

    @rule(report=some)
    def note_it(self, report: str) -> None:
        self.decide(ids=[report])

    @precondition(lambda self: len(self.live) > 1)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        self.decide(kind="undo", undoes=data.draw(st.integers(1, len(self.live))))

    @rule()
    def another_process_reads_and_adds(self) -> None:
        made = journal.append(self.folder / journal.NAME, note(by="ben"))
        self.live[made.seq] = made

    @rule()
    def replay_is_the_live_state(self) -> None:
        held, found = read(self.folder / journal.NAME)
        assert not found.problems
        assert [replace(one, state="active") for one in held] == [
            replace(one, state="active") for one in self.live.values()]
        assert [one.state == "active" for one in held] == [is_active(one.seq, self.live) for one in held]

    @precondition(lambda self: len(self.live) % 4 == 0)
    @rule()
    def what_is_undone_leaves_no_trace(self) -> None:
        case = open_case(self.folder)
        only = tuple(one for one in case.decisions if one.state == "active" and one.kind != "undo")
        assert state(case) == state(replace(case, decisions=only))

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.replay_is_the_live_state()
            shutil.rmtree(self.folder.parent)


TestJournaled = Journaled.TestCase
TestJournaled.settings = settings(max_examples=15, stateful_step_count=20, deadline=None,
                                  suppress_health_check=list(HealthCheck))
