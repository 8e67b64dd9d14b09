"""What a reader learns who holds several releases, or counts: nothing that is hidden, and nothing too young."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from servanda import app
from servanda.engine.database import Database
from servanda.model.case import Case, Decision
from servanda.model.clock import local, span
from servanda.model.sharing import BLURS, NAMING, Release, hours, stays, switches_for
from servanda.model.tables import TABLES
from servanda.model.vocabulary import TLP
from servanda.publish import redact
from servanda.publish.book import Book
from servanda.queries import beside, tables

GOOD = Path(__file__).resolve().parent.parent / "cases" / "good" / "river-truce"
Tables = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def assessed() -> tuple[Case, Tables]:
    """The neutral case, and every table of it before the gate."""
    case, problems = app.readable(GOOD)
    db, _ = app.assess(case, problems)
    held = {name: tables.rows(db, name) for name in TABLES}
    db.close()
    return case, held


def opened(held: Tables) -> Database:
    """A database with those tables."""
    db = Database()
    for name, rows in held.items():
        db.run(f'DELETE FROM "{name}"')
        db.load(name, TABLES[name].frame(rows))
    return db


def released(assessed: tuple[Case, Tables], audience: str = "clear", day: str = "",
             **info: Any) -> tuple[Tables, redact.Hidden]:
    """The tables as an audience gets them; ``info`` are other switches of case.yaml, or decisions."""
    case, held = assessed
    decisions = info.pop("decisions", case.decisions)
    case = replace(case, decisions=tuple(decisions), info=replace(case.info, **info))
    db = opened(held)
    try:
        hidden = redact.apply(db, case, audience, day)
        return {name: tables.rows(db, name) for name in TABLES}, hidden
    finally:
        db.close()


def cells(rows: Tables, name: str) -> Iterator[dict[str, Any]]:
    return (dict(zip(TABLES[name].names, row, strict=True)) for row in rows[name])


def redaction(table: str, ids: list[str], value: object = None) -> Decision:
    return Decision(90, "", "", "", "A. Reader", "redact", table, tuple(ids), "", value, "told so", (), None)


# -- S2: comparing releases ------------------------------------------------------------------------------

FIELDS = (None, None, {"field": "place", "value": "area"}, {"field": "place"}, {"field": "time", "value": "day"},
          {"field": "time", "value": "week"}, {"field": "time"}, {"field": "summary"}, {"field": "source"},
          {"field": "means"}, {"place": "area", "time": "day"})


def drawn(assessed: tuple[Case, Tables], number: int) -> Decision:
    """A random redaction of one to three rows."""
    random_ = random.Random(number)
    table = random_.choice(("reports", "reports", "reports", "statements", "tallies", "commitments"))
    ids = random_.sample([row[0] for row in assessed[1][table]], random_.randint(1, 2))
    return redaction(table, ids, random_.choice(FIELDS) if table == "reports" else None)


@pytest.fixture(scope="module")
def before(assessed: tuple[Case, Tables]) -> Tables:
    """The release before anything was redacted."""
    return released(assessed, "amber")[0]


@pytest.mark.parametrize("number", range(10))
def test_the_difference_of_two_releases_names_nothing_withheld(assessed: tuple[Case, Tables], before: Tables,
                                                               number: int) -> None:
    """Five redactions more: each cell of the later release is as it was, emptied, or coarser; no number is another."""
    drawn_ = [drawn(assessed, 5 * number + one) for one in range(5)]
    after, hidden = released(assessed, "amber", decisions=[*assessed[0].decisions, *drawn_])
    assert hidden.total() > 0
    for name in TABLES:
        was = {_key(name, row): row for row in cells(before, name)}
        for row in cells(after, name):
            old = was.get(_key(name, row))
            if old is None:  # a name that went, or a figure that names one
                assert "hidden" in str(_key(name, row)), (name, row)
                continue
            for column, value in row.items():
                assert value == old[column] or _less(name, column, old[column], value), (name, column, value)
    for decision in drawn_:
        gone = set(redact.hidden(decision))
        for row in cells(after, decision.table):
            if row[TABLES[decision.table].key[0]] in decision.ids:
                assert {row[column] for column in gone} - {None} <= set(_times(row))


def _key(name: str, row: dict[str, Any]) -> tuple[Any, ...]:
    if name == "problems":  # a message may be what is hidden
        return row["code"], row["file"]
    return tuple(row[column] for column in TABLES[name].key)


def _times(row: dict[str, Any]) -> list[Any]:
    return [row.get("time_from"), row.get("time_to")]


def _less(name: str, column: str, old: Any, new: Any) -> bool:
    """Whether a cell says less than it did."""
    if new is None or column == "hidden" or name == "problems":
        return True
    if new in ("hidden", "unknown", "What this says is hidden.") or str(new).startswith("hidden-"):
        return True
    if column in ("time_from", "time_to"):
        return old is None or (new < old if column == "time_from" else new > old)
    if TABLES[name].column(column).type == "list" or column in ("quotes",):
        return any(set(str(new).split(mark)) <= set(str(old).split(mark)) for mark in (";", " / "))
    if column == "title":
        return bool(new == old or name == "incidents" and str(new).startswith("E-"))
    return column in ("n_reports", "n_statements") and new <= old


def test_a_redaction_holds_when_its_row_has_changed(assessed: tuple[Case, Tables]) -> None:
    """A decision on a row that changed since is suspended; one that hides the row is not."""
    held = replace(redaction("reports", ["R01"]), state="suspended")
    rows, _ = released(assessed, "amber", decisions=[held])
    assert "redacted" in next(row["hidden"] for row in cells(rows, "reports") if row["report_id"] == "R01")
    undone, _ = released(assessed, "amber", decisions=[replace(held, state="undone")])
    assert "redacted" not in str(next(row["hidden"] for row in cells(undone, "reports") if row["report_id"] == "R01"))


def test_nothing_is_shared_while_a_redaction_may_be_lost(assessed: tuple[Case, Tables]) -> None:
    """A broken journal, and a redaction of a row whose id has changed with it, stop a release, and not the owner."""
    case, held = assessed
    lost = {**held, "problems": [("journal_broken", "error", "decisions.jsonl", 2, None, "broken", "why", "mend", 1)]}
    with pytest.raises(redact.NotShared, match="journal is damaged"):
        released((case, lost))
    with pytest.raises(redact.NotShared, match="decision 90 redacts a row of reports"):
        released(assessed, decisions=[redaction("reports", ["north-0123456789"])])
    released((case, lost), "red")


def test_ids_made_of_content_do_not_go_out(assessed: tuple[Case, Tables]) -> None:
    """The hash of a row of which one word is hidden would tell it to whoever tries a list of words."""
    case, held = assessed
    made = {"R01": "north-01a2b3c4d5"}
    renamed = {name: [tuple(_swap(cell, made) for cell in row) for row in rows] for name, rows in held.items()}
    rows, _ = released((case, renamed), decisions=[redaction("reports", ["north-01a2b3c4d5"])])
    assert "01a2b3c4d5" not in str(rows)
    report = next(row for row in cells(rows, "reports") if row["report_id"].startswith("hidden-reports-"))
    homes = {row["incident_id"] for row in cells(rows, "incidents")}
    assert report["incident_id"] in homes
    assert {row["incident_id"] for row in cells(rows, "verdicts")} <= homes
    assert len(rows["verdicts"]) == len(held["verdicts"])
    kept, _ = released((case, renamed), "red", decisions=[redaction("reports", ["north-01a2b3c4d5"])])
    assert "north-01a2b3c4d5" in str(kept["reports"])  # the owner finds his row again


def _swap(cell: Any, made: dict[str, str]) -> Any:
    for old, new in made.items() if isinstance(cell, str) else ():
        cell = ";".join("/".join(new if part == old else f"E-{new}" if part == f"E-{old}" else part
                                 for part in member.split("/")) for member in cell.split(";"))
    return cell


# -- subtraction -----------------------------------------------------------------------------------------

@pytest.mark.parametrize(("field", "without"), [
    ({"field": "place"}, ["region"]), ({"field": "means"}, ["means", "target"]), ({"field": "source"}, ["source"]),
    (None, ["region", "means", "target", "source"])])
def test_a_whole_less_its_parts_tells_nothing(assessed: tuple[Case, Tables], field: object, without: list[str]) -> None:
    """With a fact of one row hidden there is no table by that fact, for either side; the totals stay."""
    rows, hidden = released(assessed, "amber", decisions=[redaction("reports", ["R01"], field)])
    parts = {str(row["subset"]).split("=")[0] for row in cells(rows, "figures") if row["subset"]}
    assert parts.isdisjoint(without)
    assert any("found by subtraction" in line for line in hidden.told("amber"))
    totals = [row for row in cells(rows, "figures") if row["measure"] == "count" and not row["subset"]]
    before = [row for row in cells(assessed[1], "figures") if row["measure"] == "count" and not row["subset"]]
    assert totals == before


def test_an_hour_that_is_hidden_is_on_no_day(assessed: tuple[Case, Tables]) -> None:
    rows, _ = released(assessed, "amber", decisions=[redaction("reports", ["R01"], {"field": "time"})])
    ours = [row for row in cells(rows, "days") if row["series"].startswith("incidents/")]
    assert all(row["low"] is None and row["high"] is None for row in ours)
    home = next(row["incident_id"] for row in cells(assessed[1], "reports") if row["report_id"] == "R01")
    told = [row for row in cells(rows, "releases") if home in str(row["first_candidates"]).split(";")]
    assert all(row["available_from"] is None for row in told)
    assert not [row for row in cells(rows, "figures") if row["measure"] in ("first_day", "last_day", "quiet_days")]
    checks = [row for row in cells(rows, "tally_checks") if row["check"] == "own_reading"]
    assert checks and all(row["our_high"] is None for row in checks)


def test_a_source_has_as_many_rows_as_are_shown(assessed: tuple[Case, Tables]) -> None:
    rows, _ = released(assessed, "amber", decisions=[redaction("reports", ["R01"])])
    shown = [row["source"] for row in cells(rows, "reports") if row["used"]]
    assert all(row["n_reports"] == shown.count(row["source"]) for row in cells(rows, "sources"))


# -- delay -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("text", "expected"), [
    ("72 hours", 72), ("3 days", 72), ("1 day", 24), ("36h", 36), ("2d", 48)])
def test_a_span_is_read(text: str, expected: int) -> None:
    assert hours(text) == expected


@pytest.mark.parametrize("text", ["", "3", "three days", "3 weeks", "-1 days", "1.5 days"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no span"):
        hours(text)


@pytest.mark.parametrize(("wait", "day"), [(24, "2031-05-07"), (72, "2031-05-12"), (240, "2031-05-20")])
def test_no_position_of_the_last_hours_leaves(assessed: tuple[Case, Tables], wait: int, day: str) -> None:
    """Every row that goes out was over so many hours before the day of the release began; none is lost in number."""
    case, held = assessed
    rows, _ = released(assessed, day=day, publish=(Release("clear", wait),))
    last = span(day, case.info.zone)[0] - wait * 3600
    for name in ("reports", "incidents", "accounts"):
        assert len(rows[name]) == len(held[name])
        for row in cells(rows, name):
            late = max((value for column, value in row.items() if value is not None
                        and TABLES[name].column(column).type == "instant"), default=0)
            assert late <= last, (name, row)
    first = local(last, case.info.zone).date().isoformat()
    old = {row["report_id"] for row in cells(held, "reports") if row["published"] < first
           and all((row[name] or 0) <= last for name in ("time_from", "time_to", "lasted_from", "lasted_to"))}
    assert {row["report_id"] for row in cells(rows, "reports") if "delayed" not in str(row["hidden"])} == old
    assert old or wait == 240 and day == "2031-05-07"


def test_without_a_stated_day_the_latest_publication_is_now(assessed: tuple[Case, Tables]) -> None:
    _, held = assessed
    latest = max(row["published"] for name in ("reports", "statements", "tallies", "documents")
                 for row in cells(held, name) if row["published"])
    silent, _ = released(assessed, as_of="", publish=(Release("clear", 24 * 30),))
    stated, _ = released(assessed, day=latest, publish=(Release("clear", 24 * 30),))
    assert silent == stated
    assert "delayed" in {row["hidden"] for row in cells(silent, "reports")}


def test_where_no_day_is_known_nothing_is_old_enough() -> None:
    last, day = redact._cut("", 1, "UTC")
    assert last < -(10 ** 15) and day == ""


def test_a_source_that_asks_waits_alone(assessed: tuple[Case, Tables]) -> None:
    case, _ = assessed
    sources = tuple(replace(one, delay=24 * 30 if one.id == "watch.example" else 0) for one in case.info.sources)
    rows, _ = released(assessed, "amber", "2031-05-20", sources=sources)
    waiting = {row["source"] for row in cells(rows, "reports") if row["hidden"] == "delayed"}
    assert waiting == {None}
    assert not [row for row in cells(rows, "reports") if row["source"] == "watch.example"]
    assert [row for row in cells(rows, "reports") if row["source"] == "staff.north.example" and row["place"]]
    owner, _ = released(assessed, "red", "2031-05-20", sources=sources)
    assert [row for row in cells(owner, "reports") if row["source"] == "watch.example" and row["place"]]


# -- names, areas, numbers alone -------------------------------------------------------------------------

def test_sources_have_numbers_that_say_nothing(assessed: tuple[Case, Tables]) -> None:
    rows, hidden = released(assessed, "green", publish=(Release("green", sources="numbered"),))
    names = {row["source"] for row in cells(assessed[1], "sources")}
    assert hidden.case is not None
    assert not [name for name in names if name in json.dumps(rows, default=str) or name in str(hidden.case.info)]
    said = sorted(row["source"] for row in cells(rows, "sources"))
    assert said == sorted(f"source {number}" for number in range(1, len(names) + 1))
    assert {row["source"] for row in cells(rows, "reports")} <= set(said)
    again, _ = released(assessed, "green", publish=(Release("green", sources="numbered"),))
    assert again == rows
    order = [row["source"] for row in cells(assessed[1], "sources")]
    counts = {row["n_reports"]: row["source"] for row in cells(rows, "sources")}
    numbers = [int(counts[row["n_reports"]].split()[1]) for row in cells(assessed[1], "sources")]
    assert len(order) < 3 or numbers not in (sorted(numbers), sorted(numbers, reverse=True))


def test_one_source_that_asked_is_not_named(assessed: tuple[Case, Tables]) -> None:
    case, _ = assessed
    sources = tuple(replace(one, named="hidden") if one.id == "watch.example" else one for one in case.info.sources)
    rows, hidden = released(assessed, "green", sources=sources)
    said = json.dumps(rows, default=str)
    assert "watch.example" not in said and "River Watch daily" not in said
    assert any(row["source"] == "staff.north.example" for row in cells(rows, "sources"))
    assert hidden.case is not None and "watch.example" not in str(hidden.case.info)


def test_places_as_areas_and_times_as_weeks(assessed: tuple[Case, Tables]) -> None:
    rows, hidden = released(assessed, publish=(Release("clear", place="area", time="week"),))
    reports = list(cells(rows, "reports"))
    assert not any(row[column] for row in reports for column in ("place", "lat", "lon", "summary", "url", "published"))
    assert any(row["admin1"] for row in reports)
    for row in (*reports, *cells(rows, "incidents")):
        assert row["time_from"] is None or (row["time_to"] - row["time_from"]) % (7 * 86_400) == 0
    places = {row["place"] for row in cells(assessed[1], "reports")} - {None}
    assert hidden.case is not None and hidden.case.places == ()
    of_happenings = json.dumps({name: rows[name] for name in beside.HAPPENINGS}, default=str)
    assert not [place for place in places if place in of_happenings]


def test_numbers_alone(assessed: tuple[Case, Tables]) -> None:
    """No row of a happening; each count as the class in which it lies, and nothing from which it could be told."""
    rows, hidden = released(assessed, publish=(Release("clear", fewer_than=5),))
    assert all(rows[name] == [] for name in beside.HAPPENINGS)
    before = {row["figure_id"]: row for row in cells(assessed[1], "figures")}
    counts = [row for row in cells(rows, "figures") if not row["rule"].startswith("series:")]
    assert counts
    for row in counts:
        old = before[row["figure_id"]]
        assert (row["value"], row["n"], row["text_unknown"]) == (None, None, None)
        assert row["low"] is None or row["low"] % 5 == 0 and row["low"] <= old["low"] < row["low"] + 5
        assert row["high"] is None or row["high"] % 5 == 4 and row["high"] - 5 < old["high"] <= row["high"]
    assert any("classes of 5" in line for line in hidden.told("clear"))


def test_numbers_alone_make_no_pages(assessed: tuple[Case, Tables]) -> None:
    """Pages of rows that are not there would say that nothing happened."""
    case, held = assessed
    case = replace(case, info=replace(case.info, publish=(Release("clear", fewer_than=5),)))
    db = opened(held)
    redact.apply(db, case)
    Book(db, case, "2031-05-20")
    db.close()
    db = opened(held)
    redact.apply(db, case, "clear")
    with pytest.raises(redact.NotShared, match="numbers alone"):
        Book(db, case, "2031-05-20")
    db.close()


def test_nobody_sees_more_than_a_narrower_audience() -> None:
    """The strictest of what is declared for an audience and for narrower ones holds."""
    declared = (Release("green", 24, "numbered", "", "day"), Release("clear", 72, "named", "area", "", 5),
                Release("amber", 1))
    made = [switches_for(declared, level) for level in TLP]
    assert made[0] == Release("clear", 72, "numbered", "area", "day", 5)
    assert made[1] == Release("green", 24, "numbered", "", "day")
    assert made[-1] == Release("red")
    for wide, narrow in zip(made, made[1:], strict=False):
        assert wide.delay >= narrow.delay and wide.fewer_than >= narrow.fewer_than
        assert NAMING.index(wide.sources) >= NAMING.index(narrow.sources) and (wide.place or not narrow.place)
    assert [switches_for((), level).delay for level in TLP] == [0] * len(TLP)


def test_what_blurs_is_known() -> None:
    assert BLURS == {"place": ("area",), "time": ("day", "week")}
    assert stays(TABLES["reports"], "report_id") and not stays(TABLES["reports"], "place")


def test_a_case_without_git_keeps_private_out(tmp_path: Path) -> None:
    """`git ls-files` of a new case names nothing under private/ or build/."""
    import subprocess

    git = shutil.which("git")
    if not git:
        pytest.skip("no git here")
    from servanda.case.new import new_case

    new_case(tmp_path / "case")
    for name in ("private/zqx1.txt", "private/deep/zqx2.txt", "build/zqx3.txt", "reports/private/zqx4.csv"):
        path = tmp_path / "case" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("zqx", encoding="utf-8")
    quiet = {"cwd": tmp_path / "case", "check": True, "capture_output": True}
    subprocess.run([git, "init", "-q"], **quiet)
    subprocess.run([git, "add", "-A"], **quiet)
    listed = subprocess.run([git, "ls-files"], **quiet).stdout.decode()
    assert "case.yaml" in listed and "zqx" not in listed
