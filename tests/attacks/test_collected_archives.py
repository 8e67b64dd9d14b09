"""A zip given to `servanda collect`: the one table in it comes in; what is hostile is told, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from collect.presets import files

from servanda.case.new import new_case
from servanda.case.open import open_case
from servanda.cli import main
from tests.attacks.folder import tree
from tests.attacks.test_archives import CSV, REFUSED, zipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_case(tmp_path / "case")
    return tmp_path / "case"


def given(folder: Path, name: str, content: bytes, preset: str = "plain") -> Result:
    """What `collect` says of a file of those bytes."""
    path = folder.parent / name
    path.write_bytes(content)
    return CliRunner().invoke(main, ["collect", str(path), "--preset", preset, "--case", str(folder),
                                     "--captured-at", "2040-07-01T00:00:00Z"])


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_archive_is_told_and_nothing_is_written(name: str, folder: Path) -> None:
    before = tree(folder.parent)
    result = given(folder, "a.zip", REFUSED[name]())
    assert result.exit_code == 1
    assert "a.zip" in result.output and "Not done: nothing was copied." in result.output
    assert "Traceback" not in result.output
    assert tree(folder.parent) == {**before, "a.zip": (folder.parent / "a.zip").read_bytes()}


@pytest.mark.parametrize(("preset", "member"), [("ucdp_ged", "GEDEvent_v25_1.csv"), ("acled", "data/export.csv"),
                                                ("gdelt_events", "20400610.export.CSV")])
def test_a_published_archive_comes_in_as_the_table_in_it(folder: Path, preset: str, member: str) -> None:
    table = files.text(preset).encode()
    result = given(folder, "published.zip", zipped((member, table), ("readme.txt", b"read me")), preset)
    assert result.exit_code == 0, result.output
    stem = Path(member).stem.replace(".", "-")
    assert (folder / "reports" / f"{stem}.csv").read_bytes() == table
    side_car = (folder / "reports" / f"{stem}.yaml").read_text()
    assert 'note: "unpacked from published.zip, sha256 ' in side_car
    assert not [one for one in open_case(folder).problems if one.file.startswith("reports/")]


def test_the_next_archive_renews_the_note(folder: Path) -> None:
    table = files.text("ucdp_ged")
    for name, text in (("first.zip", table), ("second.zip", table.replace('"71"', '"79"'))):
        assert given(folder, name, zipped(("ged.csv", text.encode())), "ucdp_ged").exit_code == 0
    side_car = (folder / "reports" / "ged.yaml").read_text()
    assert "second.zip" in side_car and "first.zip" not in side_car
    assert [one.code for one in open_case(folder).problems if one.file == "reports/ged.csv"] == ["rows_withdrawn"]


@pytest.mark.parametrize(("members", "said"), [
    ((("a.csv", CSV), ("b.csv", CSV)), "The archive holds 2 tables (`a.csv`, `b.csv`); one is expected."),
    ((("a.exe", b"MZ"),), "The archive holds no table, only `a.exe`; one is expected."),
    ((), "The archive holds no table; one is expected.")])
def test_an_archive_without_one_table_says_what_it_holds(folder: Path, members: tuple[tuple[str, bytes], ...],
                                                         said: str) -> None:
    result = given(folder, "a.zip", zipped(*members))
    assert result.exit_code == 1
    assert said in " ".join(result.output.split())
