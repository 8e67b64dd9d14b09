"""Opening: never raises, runs nothing, reads nothing from outside, and says what it did not read."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from servanda.case.check import check
from servanda.case.new import new_case
from servanda.case.open import open_case
from servanda.case.words import as_dicts, has_errors, report
from servanda.model.tables import TABLES

CASES = Path(__file__).resolve().parent.parent / "cases"
BAD = sorted(path for path in (CASES / "bad").iterdir() if path.is_dir())


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CASES / "small", tmp_path / "small"))


def codes(folder: Path) -> list[str]:
    return [one.code for one in open_case(folder).problems]


def test_a_good_case_opens_whole(river_truce: Path) -> None:
    case = open_case(river_truce)
    assert report([*case.problems, *check(case)]) == ""
    assert {kind: len(several) for kind, several in case.tables.items()} == {
        "reports": 3, "statements": 1, "tallies": 1, "commitments": 1, "effort": 1, "series": 2}
    assert case.tables["reports"][2].mapping["prefix"] == "w-"
    assert case.tables["reports"][2].mapping["values"]["act"] == {"cannon": "shelling", "quiet": ""}
    birch = next(place for place in case.places if place.name == "Birch Bank")
    assert birch.control == (("", "2031-05-02", "SOUTH"), ("2031-05-03", "", "NORTH"))
    assert case.meetings[0].readouts[0]["held"] == "complete"
    assert case.decisions[0].state == "active"
    assert case.digests["case.yaml"] == hashlib.sha256((river_truce / "case.yaml").read_bytes()).hexdigest()
    assert set(case.digests) == {path.relative_to(river_truce).as_posix() for path in river_truce.rglob("*")
                                 if path.is_file() and "build" not in path.parts}


def test_a_missing_folder_and_an_empty_one(tmp_path: Path) -> None:
    assert codes(tmp_path / "none") == ["file_missing"]
    case = open_case(tmp_path)
    assert [(one.code, one.file) for one in case.problems] == [("file_missing", "case.yaml"),
                                                               ("file_missing", "terms.yaml")]
    assert (case.info.id, case.terms.rules, case.tables) == ("", (), {})
    check(case)


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    assert codes(tmp_path / "x") == ["file_missing"]


@pytest.mark.parametrize("name", ["case.yaml", "terms.yaml", "places.csv", "decisions.jsonl", "reports/north.csv",
                                  "zones/strip.geojson", "meetings.yaml", "counting.yaml", "reports/north.yaml"])
def test_links_out_of_the_case_are_refused(small: Path, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("id: canary-7f3a\n")
    (small / name).unlink(missing_ok=True)
    (small / name).symlink_to(secret)
    case = open_case(small)
    assert ("file_outside", name) in [(one.code, one.file) for one in case.problems]
    assert "canary-7f3a" not in repr(case)


def test_a_folder_that_is_a_link_is_refused(small: Path, tmp_path: Path) -> None:
    shutil.move(small / "reports", tmp_path / "elsewhere")
    (small / "reports").symlink_to(tmp_path / "elsewhere")
    case = open_case(small)
    assert "file_outside" in [one.code for one in case.problems]
    assert "reports" not in case.tables


def test_private_and_build_are_not_read(small: Path) -> None:
    before = open_case(small)
    for folder in ("private/reports", "build", "build/reports", "private"):
        (small / folder).mkdir(parents=True, exist_ok=True)
        (small / folder / "x.csv").write_text("report_id\ncanary\n")
        (small / folder / "x.py").write_text("raise SystemExit\n")
        (small / folder / "case.duckdb").write_bytes(b"canary")
    assert open_case(small) == before


def test_code_in_a_case_is_named_and_never_run(small: Path) -> None:
    names = ("plugin.py", "x.pth", "conftest.py", "servanda.py", "reports/sitecustomize.py", "old.duckdb", "x.pickle")
    for name in names:
        (small / name).write_text("import pathlib; pathlib.Path('canary').touch()\n")
    found = [one for one in open_case(small).problems if one.code == "file_ignored"]
    assert sorted(one.file for one in found) == sorted(names)
    assert {one.severity for one in found} == {"note"}
    assert not (small / "canary").exists()


def test_oversized_yaml_is_refused_before_it_is_read(small: Path) -> None:
    with (small / "terms.yaml").open("a") as file:
        file.write("#" * 1_000_000)
    assert "file_too_large" in codes(small)


def test_problems_come_sorted_and_once(small: Path) -> None:
    (small / "case.yaml").write_text("zones: x\nid: 1 2\n")
    problems = open_case(small).problems
    assert list(problems) == sorted(set(problems))
    assert has_errors(problems)


def test_problems_for_programs_have_the_columns_of_their_table(small: Path) -> None:
    (small / "case.yaml").write_text("zones: x\n")
    for row in as_dicts(open_case(small).problems):
        assert set(row) == set(TABLES["problems"].names)


def test_words_show_what_is_hidden(small: Path) -> None:
    (small / "case.yaml").write_text("id: \"\\u202e\\e[31mx\"\ntitle: x\nzone: Etc/UTC\nparties: [{id: NORTH}]\n",
                                     encoding="utf-8")
    text = report(open_case(small).problems)
    assert "<U+202E>" in text
    assert "\u202e" not in text
    assert "\x1b" not in text


@pytest.mark.parametrize("bad", BAD, ids=lambda path: path.name)
def test_opening_is_the_same_each_time(bad: Path, small: Path) -> None:
    shutil.copytree(bad, small, dirs_exist_ok=True)
    assert open_case(small) == open_case(small)


def test_the_order_of_files_on_disk_does_not_matter(small: Path, tmp_path: Path) -> None:
    for number in (3, 1, 2):
        (small / "reports" / f"r{number}.csv").write_text(f"report_id\nQ{number}\n")
    other = tmp_path / "other"
    for path in sorted(small.rglob("*"), reverse=True):
        if path.is_file():
            (other / path.relative_to(small)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, other / path.relative_to(small))
    one, two = open_case(small), open_case(other)
    assert [table.file for table in one.tables["reports"]] == [table.file for table in two.tables["reports"]]
    assert one.digests == two.digests


def test_opening_leaks_no_descriptors(small: Path) -> None:
    if not Path("/proc/self/fd").exists():
        pytest.skip("no list of open files here")
    open_case(small)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(50):
        open_case(small)
    assert len(os.listdir("/proc/self/fd")) <= before + 2


def test_a_new_case_is_valid_and_small(tmp_path: Path) -> None:
    written = new_case(tmp_path / "new")
    assert set(written) >= {"case.yaml", "terms.yaml", ".gitignore", "reports/reports.csv", "zones/ridge.geojson"}
    case = open_case(tmp_path / "new")
    assert report([*case.problems, *check(case)]) == ""
    assert (len(case.info.parties), len(case.zones)) == (2, 1)
    assert [len(case.tables[kind][0].rows) for kind in ("reports", "statements")] == [3, 2]
    assert "#" in (tmp_path / "new" / "terms.yaml").read_text()


def test_a_new_case_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "case.yaml").write_text("mine")
    with pytest.raises(FileExistsError):
        new_case(tmp_path / "kept")
    assert (tmp_path / "kept" / "case.yaml").read_text() == "mine"
    with pytest.raises(FileExistsError):
        new_case(tmp_path / "kept" / "case.yaml")


@pytest.mark.parametrize("id_", ["none", "unknown", "unattributed", "A:B"])
def test_a_party_has_no_id_that_is_an_answer(small: Path, id_: str) -> None:
    file = small / "case.yaml"
    text = file.read_text(encoding="utf-8")
    assert "parties:\n" in text
    entry = f'parties:\n  - {{id: "{id_}", title: T}}\n'
    file.write_text(text.replace("parties:\n", entry), encoding="utf-8")
    assert any(problem.code == "value_wrong" and "are answers" in problem.message
               for problem in open_case(small).problems)
