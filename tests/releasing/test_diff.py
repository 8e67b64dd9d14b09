"""Differences between two releases: what changed, because of which row, decision or reading; and nothing withheld."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.app import releasing
from servanda.app.releasing import NotReleased, Wanted
from servanda.cli import main
from servanda.publish.bundle import manifest
from servanda.publish.corrections import log, words
from servanda.publish.corrections.released import released as opened
from tests.publish.test_redact import folder, leaks
from tests.releasing import small
from tests.releasing.conftest import RIVER, decide

Entry = dict[str, Any]


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory, released: Path, key_file: Path) -> Iterator[Path]:
    """The second release: one report says something else, a decision takes two others apart, one is redacted."""
    place = tmp_path_factory.mktemp("corrected")
    case = Path(shutil.copytree(RIVER, place / "case", ignore=shutil.ignore_patterns("build")))
    _write(case / "reports" / "north.csv",
           lambda row: {**row, "means": "uav", "fatalities": "2"} if row["report_id"] == "R01" else row)
    decide(case, "split", *_linked(released))
    decide(case, "redact", "R03")
    releasing.publish(case, place / "bundle", Wanted(key=key_file, previous=released))
    yield place / "bundle"


def _rows(path: Path) -> list[dict[str, str]]:
    import csv
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    import csv
    rows = [change(row) for row in _rows(path)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _linked(released: Path) -> tuple[str, str]:
    """Two reports of one incident, other than that of R01."""
    groups: dict[str, list[str]] = {}
    for row in _rows(released / "exports" / "links.csv"):
        groups.setdefault(row["incident_id"], []).append(row["report_id"])
    several = [group for group in groups.values() if len(group) > 1 and "R01" not in group and "R03" not in group]
    return several[0][0], several[0][1]


@pytest.fixture(scope="module")
def entry(released: Path, corrected: Path) -> Entry:
    """Their differences."""
    return releasing.diff(released, corrected)[1]


def test_the_changed_row_is_named_with_its_columns(entry: Entry) -> None:
    assert [(row["id"], row["change"], row["columns"]) for row in entry["inputs"]] == [
        ("R01", "changed", ["means", "fatalities"])]


def test_a_decision_is_named_a_redaction_is_not(entry: Entry, released: Path) -> None:
    assert [(row["kind"], row["change"], row["ids"]) for row in entry["decisions"]] == [
        ("split", "taken", list(_linked(released)))]
    assert entry["rows_that_show_less"] >= 1
    assert "R03" not in json.dumps(entry)


def test_a_report_that_left_its_incident(entry: Entry, released: Path) -> None:
    moved = [row for row in entry["links"] if row["before"] != row["after"]]
    assert moved and all(row["report"] in _linked(released) for row in moved)
    new = [row for row in entry["incidents"] if row["change"] == "added"]
    assert len(new) == 1 and new[0]["near"] and new[0]["causes"] == ["decision:2"]


def test_every_changed_verdict_is_there_and_is_laid_to_the_rows_of_its_incident(
        entry: Entry, released: Path, corrected: Path) -> None:
    key = ("incident_id", "provision", "reading", "author")
    sides = [{tuple(row[name] for name in key): (row["outcome"], row["possible"])
              for row in _rows(place / "exports" / "verdicts.csv")} for place in (released, corrected)]
    other = {one for one in {*sides[0], *sides[1]} if sides[0].get(one) != sides[1].get(one)}
    told = {(row["incident"], row["provision"], reading, row["author"])
            for row in entry["verdicts"] for reading in row["readings"]}
    assert told == other and len(other) == entry["verdicts_changed"]
    home = {row["report_id"]: row["incident_id"] for row in _rows(released / "exports" / "links.csv")}
    allowed = {"reports:R01": {home["R01"]}}
    for row in entry["verdicts"]:
        for cause in row["causes"]:
            assert row["incident"] in allowed.get(cause, {row["incident"]})
            assert cause in ("reports:R01", "decision:2")


def test_every_changed_figure_is_there_with_what_it_was_and_is(entry: Entry, released: Path, corrected: Path) -> None:
    sides = [{row["figure_id"]: row for row in _rows(place / "exports" / "figures.csv")}
             for place in (released, corrected)]
    names = ("low", "high", "text_unknown", "value", "value_low", "value_high", "day_low", "day_high", "ci_low",
             "ci_high")
    other = {id_ for id_ in {*sides[0], *sides[1]} if id_ not in sides[0] or id_ not in sides[1]
             or any(sides[0][id_][name] != sides[1][id_][name] for name in names)}
    told = {row["id"]: row for row in entry["figures"]}
    hidden = {id_ for id_ in other - set(told) if id_ not in sides[1]}
    assert set(told) | hidden == other and told
    for id_, row in told.items():
        assert all(value == sides[0][id_][name] for name, value in row["before"].items())
        assert all(value == sides[1][id_][name] for name, value in row["after"].items())
        assert row["causes"]


def test_the_words_are_neutral_and_say_what_may_be_the_cause(entry: Entry) -> None:
    text = words.text(entry)
    assert "report R01 changed (means, fatalities)" in text and "decision 2 (split" in text
    assert "Cause: " in text and "was not found" not in text
    assert not [word for word in ("violated", "lied", "broke", "wrong", "guilty") if word in text.lower()]


def test_the_log_is_carried_forward_and_told_on_its_page(
        released: Path, corrected: Path) -> None:
    assert json.loads((released / "exports" / "corrections.json").read_bytes())["entries"] == []
    entries = log.read((corrected / "exports" / "corrections.json").read_bytes())
    digest = manifest.digest((released / manifest.NAME).read_bytes())
    assert len(entries) == 1 and entries[0]["before"]["manifest"] == digest
    page = (corrected / "site" / "corrections.html").read_text()
    assert digest in page and "report R01 changed (means, fatalities)" in page and "R03" not in page
    assert not [word for word in ("violated", " lied", "broke") if word in page]
    assert not [row for row in entries[0]["figures"] if "subset" in row or "region=" in row["id"]]


def test_the_way_back_and_the_log_of_a_third_release(released: Path, corrected: Path) -> None:
    back = releasing.diff(corrected, released)[1]
    there = log.read((corrected / "exports" / "corrections.json").read_bytes())
    assert [(row["id"], row["change"]) for row in back["inputs"]] == [("R01", "changed")]
    assert [(row["kind"], row["change"]) for row in back["decisions"]] == [("split", "gone")]
    assert back["rows_that_show_more"] == there[0]["rows_that_show_less"]
    with opened(corrected) as before:
        assert log.read(log.document([*before.log(), log.public(back)]))[0] == there[0]


def test_nothing_changed_between_a_release_and_itself(released: Path, tmp_path: Path) -> None:
    text, entry = releasing.diff(released, released, tmp_path / "out")
    assert "Changed: nothing." in text
    assert not any(entry[kind] for kind in ("inputs", "decisions", "terms", "incidents", "links", "verdicts", "figures",
                                            "tallies", "also_differ"))
    assert (tmp_path / "out" / "differences.txt").read_text() == text
    assert json.loads((tmp_path / "out" / "differences.json").read_bytes()) == entry


# -- released tables made by hand: one change each, and its cause ---------------------------------------


TABLES = {
    "reports": "report_id,source,place,hidden\nA1,x.example,Ford,\nA2,y.example,Mill,\n",
    "links": "report_id,incident_id\nA1,E1\nA2,E2\n",
    "incidents": "incident_id,place\nE1,Ford\nE2,Mill\n",
    "accounts": "account_id,incident_id\nE1/A1,E1\nE2/A2,E2\n",
    "verdicts": "incident_id,provision,reading,author,outcome,possible,reasons\n"
                "E1,fire,n1,NORTH,undetermined,potential_violation;not_covered,act:unclear\n"
                "E2,fire,n1,NORTH,potential_violation,potential_violation,act:listed\n",
    "figures": "figure_id,rule,measure,subset,provision,reading,party,low,high\n"
               "all/fire/n1/NORTH,all,count,,fire,n1,NORTH,1,2\n"
               "all/halt/s2/NORTH,all,count,,halt,s2,NORTH,0,1\n",
    "effective_provisions": "reading,provision,element,stance,text,cites\nn1,fire,act,taken,shelling,S1\n",
    "statements": "statement_id,summary,hidden\nS1,we agree,\n",
    "decisions": "seq,hash,kind,table,ids,state\n1,aa,merge,reports,A1;A9,active\n",
}
TURN = ("verdicts", "E1,fire,n1,NORTH,undetermined,potential_violation;not_covered",
        "E1,fire,n1,NORTH,potential_violation,potential_violation")
CHANGES: dict[str, tuple[list[tuple[str, str, str]], dict[str, Any], list[str]]] = {
    "a report of the incident": ([("reports", "Ford", "Bridge")], {}, ["reports:A1"]),
    "a report taken out": ([("reports", "A1,x.example,Ford,\n", "")], {}, ["reports:A1"]),
    "a report of another incident": ([("reports", "Mill", "Bridge")], {}, ["reports:A2"]),
    "a decision on a report of it": ([("decisions", "active\n", "active\n2,bb,set,reports,A1,active\n")], {},
                                     ["decision:2"]),
    "a decision on the incident": ([("decisions", "active\n", "active\n2,bb,standing,incidents,E1,active\n")], {},
                                   ["decision:2"]),
    "a decision on an account": ([("decisions", "active\n", "active\n2,bb,set,accounts,E1/A1,active\n")], {},
                                 ["decision:2"]),
    "a decision on its source": ([("decisions", "active\n", "active\n2,bb,grade,sources,x.example,active\n")], {},
                                 ["decision:2"]),
    "a decision undone": ([("decisions", "active", "undone")], {}, ["decision:1"]),
    "the reading": ([("effective_provisions", "shelling", "any attack")], {}, ["terms:n1/fire/act"]),
    "a statement that the reading cites": ([("statements", "we agree", "we agree in part")], {}, ["statements:S1"]),
    "two things": ([("reports", "Ford", "Bridge"), ("effective_provisions", "shelling", "any attack")], {},
                   ["reports:A1", "terms:n1/fire/act"]),
    "the code": ([], {"made_by": {"servanda": "0.2.0", "code": "cc"}}, ["code"]),
    "a row, or the code": ([("reports", "Ford", "Bridge")], {"made_by": {"servanda": "0.2.0"}},
                           ["reports:A1", "code"]),
    "the day": ([], {"as_of": "2031-05-21"}, ["day"]),
    "a file in no table": ([], {"inputs": {"told": "keyed", "files": 2, "hashes": ["00"]}}, ["folder"]),
    "nothing that is seen": ([], {}, ["not found"]),
}


def _bundle(place: Path, changes: list[tuple[str, str, str]], **head: Any) -> Path:
    tables = dict(TABLES)
    for name, old, new in changes:
        assert old in tables[name]
        tables[name] = tables[name].replace(old, new)
    return small.fill(place, files={f"exports/{name}.csv": text.encode() for name, text in tables.items()}, **head)


@pytest.mark.parametrize("what", CHANGES)
def test_the_cause_of_one_changed_verdict(tmp_path: Path, what: str) -> None:
    changes, head, causes = CHANGES[what]
    entry = releasing.diff(_bundle(tmp_path / "a", []), _bundle(tmp_path / "b", [*changes, TURN], **head))[1]
    assert [(row["incident"], row["outcome_after"], row["causes"]) for row in entry["verdicts"]] == [
        ("E1", "potential_violation", causes)]
    told = words.Causes(entry).told(entry["verdicts"][0]["causes"])
    assert told.startswith("No cause" if causes == ["not found"] else "Cause: " if len(causes) == 1 else "One or more")


def test_a_cause_goes_on_to_the_incidents_that_reports_went_to(tmp_path: Path) -> None:
    """A1 is taken out; A2, that was with it, is an incident of its own now, which no change of a reading explains."""
    before = [("links", "A2,E2", "A2,E1"), ("incidents", "E2,Mill\n", "")]
    after = [("reports", "A1,x.example,Ford,\n", ""), ("links", "A1,E1\n", ""), ("incidents", "E1,Ford\n", ""),
             ("effective_provisions", "shelling", "any attack")]
    entry = releasing.diff(_bundle(tmp_path / "a", before), _bundle(tmp_path / "b", after))[1]
    assert [(row["id"], row["change"], row["near"], row["causes"]) for row in entry["incidents"]] == [
        ("E1", "removed", ["E2"], ["reports:A1"]), ("E2", "added", ["E1"], ["reports:A1"])]


def test_the_cause_of_a_figure_is_that_of_the_verdicts_it_counts(tmp_path: Path) -> None:
    changes = [("reports", "Ford", "Bridge"), TURN, ("figures", "NORTH,1,2", "NORTH,2,2"),
               ("figures", "NORTH,0,1", "NORTH,0,2")]
    entry = releasing.diff(_bundle(tmp_path / "a", []), _bundle(tmp_path / "b", changes))[1]
    found = {row["id"]: row for row in entry["figures"]}
    assert found["all/fire/n1/NORTH"]["causes"] == ["reports:A1"] and found["all/fire/n1/NORTH"]["incidents"] == 1
    assert found["all/halt/s2/NORTH"]["incidents"] == 0  # no verdict of it changed: all that differs may be the cause
    assert (found["all/fire/n1/NORTH"]["before"], found["all/fire/n1/NORTH"]["after"]) == (
        {"low": "1", "high": "2"}, {"low": "2", "high": "2"})


def test_a_row_that_shows_less_is_counted_and_not_named(tmp_path: Path) -> None:
    changes = [("reports", "A1,x.example,Ford,", "A1,,,redacted"), ("incidents", "E1,Ford", "E1,"), TURN]
    entry = releasing.diff(_bundle(tmp_path / "a", []), _bundle(tmp_path / "b", changes))[1]
    assert entry["rows_that_show_less"] == 1 and not entry["inputs"] and not entry["incidents"]
    back = releasing.diff(tmp_path / "b", tmp_path / "a")[1]
    assert back["rows_that_show_more"] == 1 and not back["inputs"] and not back["incidents"]
    assert not [word for word in ("Ford", "A1") if word in json.dumps([entry, back])]
    assert entry["verdicts"][0]["causes"] == ["withheld"]


_HIDES = {"A1": ("reports", "A1,x.example,Ford,", "A1,,,{why}"), "A2": ("reports", "A2,y.example,Mill,", "A2,,,{why}"),
          "S1": ("statements", "S1,we agree,", "S1,,{why}")}


@given(st.sets(st.sampled_from(sorted(_HIDES)), min_size=1), st.sampled_from(("redacted", "sharing level")),
       st.sampled_from(sorted(CHANGES)), st.booleans())
@settings(max_examples=8)
def test_whatever_is_hidden_no_difference_names_it(hides: set[str], why: str, what: str, back: bool) -> None:
    head = CHANGES[what][1]
    after = [(table, old, new.format(why=why)) for table, old, new in (_HIDES[id_] for id_ in sorted(hides))]
    with tempfile.TemporaryDirectory() as scratch:
        sides = [_bundle(Path(scratch) / "a", []), _bundle(Path(scratch) / "b", [*after, TURN], **head)]
        text, entry = releasing.diff(*(reversed(sides) if back else sides))
    named = [row["id"] for row in entry["inputs"]] + [cause for row in entry["verdicts"] for cause in row["causes"]]
    assert not [id_ for id_ in hides if any(id_ in one for one in named)]
    assert not [word for word in ("Ford", "Mill", "agree", "example") if word in text + json.dumps(entry)]
    assert entry["rows_that_show_more" if back else "rows_that_show_less"] == len(hides)


def test_no_place_source_or_text_stands_in_a_log(tmp_path: Path) -> None:
    changes = [("reports", "Ford", "Bridge"), ("statements", "we agree", "we agree in part"), TURN,
               ("decisions", "active\n", "active\n2,bb,grade,sources,x.example,active\n"),
               ("figures", "NORTH,0,1\n", "NORTH,0,1\nx/region=Bridge,all,count,region=Bridge,fire,n1,NORTH,1,1\n")]
    entry = releasing.diff(_bundle(tmp_path / "a", []), _bundle(tmp_path / "b", changes))[1]
    carried = log.public(entry)
    assert carried["figures_of_parts"] == 1
    assert not [word for word in ("Ford", "Bridge", "agree", "example") if word in json.dumps(carried)]
    assert log.read(log.document([carried])) == [json.loads(json.dumps(carried))]


def test_names_that_stand_for_hidden_ones_are_no_change(tmp_path: Path) -> None:
    before = [("reports", "x.example,Ford,", "hidden-1,,redacted")]
    after = [("reports", "x.example,Ford,", "hidden-2,,redacted")]
    entry = releasing.diff(_bundle(tmp_path / "a", before), _bundle(tmp_path / "b", after))[1]
    assert not entry["inputs"] and not entry["rows_that_show_less"]


def test_a_build_of_the_owner_and_a_bundle_are_compared(tmp_path: Path) -> None:
    build, bundle = _bundle(tmp_path / "build", []), _bundle(tmp_path / "bundle", [TURN])
    (build / manifest.NAME).write_text(json.dumps({
        "tool": "servanda", "version": "0.1.0", "case": "river", "as_of": "2031-05-20", "release": "internal",
        "inputs": []}))
    entry = releasing.diff(build, bundle)[1]
    assert entry["before"]["level"] == "internal" and entry["verdicts_changed"] == 1


# -- what cannot be compared ----------------------------------------------------------------------------


def test_another_case_or_a_spoilt_bundle_is_refused(tmp_path: Path) -> None:
    one, two = _bundle(tmp_path / "a", []), _bundle(tmp_path / "b", [], case={"id": "lake", "title": "Lake"})
    done = CliRunner().invoke(main, ["diff", str(one), str(two)])
    assert done.exit_code == 1 and "two different cases" in done.output
    (two / "exports" / "reports.csv").write_text("report_id\n")
    with pytest.raises(NotReleased, match="does not hold"):
        releasing.diff(one, two)
    (two / manifest.NAME).write_text("{}")
    with pytest.raises(NotReleased):
        releasing.diff(one, two)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": "servanda corrections 1", "entries": [{}]}',
                                     b'{"format": "x", "entries": []}', b"\xff"])
def test_what_is_no_log_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no log"):
        log.read(content)


def test_what_an_earlier_release_showed_is_not_in_the_next_nor_in_its_log(tmp_path: Path, key_file: Path) -> None:
    """Rows that the owner's own release had are redacted after it; the log of the next one must not bring them back."""
    case, secrets = folder(tmp_path / "case")
    releasing.publish(case, tmp_path / "first", Wanted("red", key=key_file))
    assert leaks(tmp_path / "first", secrets)
    for name, id_ in (("reports", "R90"), ("reports", "R91"), ("statements", "S90"), ("tallies", "T90")):
        decide(case, "redact", id_, table=name)
    releasing.publish(case, tmp_path / "second", Wanted("clear", key=key_file, previous=tmp_path / "first"))
    assert leaks(tmp_path / "second", secrets) == []
    text, entry = releasing.diff(tmp_path / "first", tmp_path / "second")
    assert not [secret for secret in secrets if secret in text + json.dumps(entry)]
    assert entry["rows_that_show_less"] >= 4
