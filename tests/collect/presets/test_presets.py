"""Presets: files under the true headings of their publishers come in whole, with the traps of each avoided."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from collect.presets import files

from servanda import app
from servanda.case.new import new_case
from servanda.case.open import open_case
from servanda.cli import main
from servanda.collect import records
from servanda.collect.presets import PRESETS
from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.model.clock import iso
from servanda.model.problems import Problem
from servanda.model.tables import TABLES
from servanda.model.vocabulary import TLP

AT = "2040-07-01T00:00:00Z"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new case without rows of its own."""
    new_case(tmp_path / "case")
    for path in [*(tmp_path / "case").glob("*/*.csv"), *(tmp_path / "case").glob("tallies.csv")]:
        path.unlink()
    return tmp_path / "case"


def saved(folder: Path, preset: str, text: str = "", name: str = "") -> Path:
    path = folder.parent / (name or f"{preset}.csv")
    path.write_text(text or files.text(preset), encoding="utf-8")
    return path


def taken(folder: Path, preset: str, path: Path | None = None) -> tuple[Database, list[Problem], Case]:
    app.collect(path or saved(folder, preset), preset, folder, AT)
    case = open_case(folder)
    db = Database()
    return db, [*case.problems, *records.fill(db, case)], case


def rows(db: Database, columns: str, table: str = "reports", where: str = "true") -> list[tuple[Any, ...]]:
    return db.rows(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY from_file, from_row, 1")


def of_folder(problems: list[Problem], code: str) -> list[Problem]:
    return [problem for problem in problems if problem.code == code]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["collect", *map(str, arguments)])


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_rows_in_are_rows_used_and_set_aside(folder: Path, name: str) -> None:
    db, _, case = taken(folder, name)
    size, kind = len(files.FILES[name][1]), PRESETS[name].kind
    lines = {line for line, in rows(db, "from_row", kind)}
    counted = sum(value for value, in rows(db, "value", kind, "used")) if PRESETS[name].counted else 0
    aside = len(rows(db, "1", kind, "NOT used"))
    assert counted + aside == size if PRESETS[name].counted else len(lines) == size
    assert rows(db, "1", kind, "used = (set_aside_reason IS NOT NULL)") == []
    file = f"{kind}/{name}.csv"
    assert (folder / file).read_bytes() == (folder.parent / f"{name}.csv").read_bytes()
    assert case.digests[file]


def test_earlier_truces_come_in_without_a_guess_of_a_day_or_of_an_end(folder: Path) -> None:
    db, problems, _ = taken(folder, "eth_prio_ceasefires")
    assert rows(db, "precedent_id, title, parties, declared, first_day, last_day, how_ended, chosen_by, used",
                "precedents") == [
        ("cf-7", "Valley; Hill League", "Hill League", "2030-06-01", None, "2030-06-20", None, "the data set", True),
        ("cf-8", "Valley; Hill League", "Hill League", "2030-06-01", None, None, None, "the data set", True),
        ("cf-9", "Valley; Hill League", "Hill League", "2030-06-01", None, "2030-06-20", None, "the data set", False)]
    assert [one.row_id for one in problems if one.code == "cell_wrong"] == ["cf-9"]


def test_agreements_of_pa_x(folder: Path) -> None:
    db, _, _ = taken(folder, "pa_x")
    assert rows(db, "precedent_id, title, declared, summary", "precedents") == [
        ("pax-12", "Accord of the mill", "2030-06-02", "Hill - Vale; stage Cea"),
        ("pax-13", "Accord of the mill", "2030-06-02", "Hill - Vale; stage Cea")]


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_preset_names_columns_of_ours_and_asks_headings_of_theirs(name: str) -> None:
    preset, headings = PRESETS[name], files.FILES[name][0]
    ours = set(TABLES[preset.kind].names) | {"author_claimed"}
    made = {*preset.columns, *preset.values, *preset.constants, *preset.derived}
    assert made <= ours
    assert preset.name == name and preset.title and preset.notes and preset.tlp in ("", *TLP)
    optional = {"timestamp", "type", "code_status", "not_reach_goal", "still_attacking"}
    assert set(preset.asked) - optional <= set(headings)
    assert set(preset.required) <= set(headings)


@pytest.mark.parametrize("name", sorted(set(PRESETS) - {"plain", "gdelt_events"}))
def test_a_missing_column_is_told_with_its_line_and_the_mend(folder: Path, name: str) -> None:
    lost = PRESETS[name].required[0]
    result = run(saved(folder, name, files.text(name).replace(lost, lost + "s", 1)), "--preset", name, "--case", folder)
    assert result.exit_code == 1
    assert f"{PRESETS[name].kind}/{name}.csv:1 " in result.output and f"`{lost}`" in result.output
    assert f"did you mean `{lost}s`" in result.output and "preset `plain`" in result.output
    assert not (folder / PRESETS[name].kind / f"{name}.csv").exists()


def test_a_file_without_a_heading_must_have_the_width_of_its_preset(folder: Path) -> None:
    db, problems, _ = taken(folder, "gdelt_events", saved(folder, "gdelt_events", "1\t2\t3\n"))
    assert rows(db, "used, set_aside_reason") == [(False, "row_width")]
    assert "61" in of_folder(problems, "row_width")[0].message


def test_acled(folder: Path) -> None:
    db, problems, _ = taken(folder, "acled")
    found = rows(db, "report_id, used, act, stage, means, precision, author_claimed, tlp, licence")
    assert [tuple(row[:6]) for row in found] == [
        ("acled-VAL1", True, "strike", None, "aerial", 5), ("acled-VAL2", True, None, "intercepted", None, 150),
        ("acled-VAL3", True, "attack", None, None, 5), ("acled-VAL4", False, None, None, None, 5),
        ("acled-VAL5", False, None, None, None, 5)]
    assert {row[6:] for row in found} == {(None, "amber", "ACLED terms of use")}
    days = [(iso(start + 43_200)[:10], iso(end - 43_200)[:10]) for start, end in rows(db, "time_from, time_to")]
    assert days[:3] == [("2040-06-10", "2040-06-10"), ("2040-06-14", "2040-06-26"), ("2040-06-01", "2040-06-30")]
    assert [problem.count for problem in of_folder(problems, "row_outside")] == [1]
    wrong = of_folder(problems, "cell_wrong")
    assert [(one.line, one.row_id) for one in wrong] == [(6, "acled-VAL5")] and "Dance" in wrong[0].message


def test_ucdp(folder: Path) -> None:
    db, problems, _ = taken(folder, "ucdp_ged")
    assert rows(db, "report_id, kind, lat, precision, fatalities, author_claimed, act, time_precision") == [
        ("ucdp-71", "single", rows(db, "lat")[0][0], 25, 3, None, "attack", "day"),
        ("ucdp-72", "composite", None, None, 3, None, "attack", "range"),
        ("ucdp-73", "single", rows(db, "lat")[2][0], None, 3, None, "attack", "day")]
    assert ["where_prec" in one.message for one in of_folder(problems, "cell_wrong")] == [True]
    start, end = rows(db, "time_from, time_to")[1]
    assert end - start == 7 * 86_400


def test_machine_coded_rows_wait_for_a_person(folder: Path) -> None:
    for name in ("viina", "gdelt_events"):
        db, _, _ = taken(folder, name)
        assert rows(db, "1", where="used") == []
    assert {reason for reason, in rows(db, "set_aside_reason")} == {"record_pending", "row_outside"}


def test_viina(folder: Path) -> None:
    db, _, _ = taken(folder, "viina")
    assert rows(db, "act, means, stage, precision, author_claimed, set_aside_reason") == [
        ("strike", "uav", None, 5, None, "record_pending"), ("strike", "uav", None, 5, None, "row_outside"),
        ("shelling", "ground_fire", "intercepted", 5, None, "record_pending")]
    (start, end), *_ = rows(db, "time_from, time_to")
    assert end - start == 2 * 86_400


def test_gdelt_codes_are_acts_and_no_verdicts(folder: Path) -> None:
    db, _, _ = taken(folder, "gdelt_events")
    assert rows(db, "report_id, act, means, words, set_aside_reason, lat IS NULL") == [
        ("gdelt-5", "strike", "aerial", "CAMEO 195; HILL on VALE", "record_pending", False),
        ("gdelt-6", None, None, "CAMEO 196; HILL on VALE", "record_pending", False),
        ("gdelt-7", None, None, "CAMEO 0871; HILL on VALE", "row_outside", False),
        ("gdelt-8", "strike", "uav", "CAMEO 1952; HILL on VALE", "record_pending", True)]


def test_firms_shows_heat_and_no_act(folder: Path) -> None:
    db, _, _ = taken(folder, "nasa_firms")
    assert rows(db, "report_id, how_known, act, author_claimed, zone, set_aside_reason") == [
        ("firms-2040-06-10-0112-10.1-20.1-N", "imagery", None, None, "UTC", None),
        ("firms-2040-06-10-0112-10.2-20.1-N", "imagery", None, None, "UTC", "row_outside"),
        ("firms-2040-06-10-025x-10.1-20.1-N", "imagery", None, None, None, "cell_wrong")]
    assert float(rows(db, "precision")[0][0]) == 0.6


def test_firms_of_modis_has_the_same_columns(folder: Path) -> None:
    assert set(PRESETS["nasa_firms"].required) <= set(files.MODIS)


def test_the_air_force_table_becomes_tallies_by_channel(folder: Path) -> None:
    db, _, _ = taken(folder, "ua_airforce_daily")
    assert rows(db, "measure, value, source, used, from_row", "tallies") == [
        ("destroyed", 7, "vale_staff", True, 2), ("launched", 9, "vale_staff", True, 2),
        (None, None, "vale_staff", False, 3), ("destroyed", 7, "south_staff", True, 4),
        ("launched", 9, "south_staff", True, 4), ("still in the air", 1, "south_staff", True, 4)]
    assert set(rows(db, "period_from, period_to, tlp", "tallies")) == {("2040-06-10", "2040-06-11", "amber")}


def test_alerts_are_counted_by_area_and_day(folder: Path) -> None:
    db, _, _ = taken(folder, "airraid_official")
    assert rows(db, "value, period_from, used", "tallies") == [
        (3, "2040-06-10", True), (1, "2040-06-11", True), (1, None, False)]
    assert rows(db, "1", "reports") == []


def test_a_newer_export_tells_what_is_gone_and_what_changed(folder: Path) -> None:
    run(saved(folder, "acled"), "--preset", "acled", "--case", folder, "--captured-at", AT)
    newer = files.text("acled").replace("VAL3", "VAL9").replace("A drone hit the mill.", "Debris.", 1)
    side_car = folder / "reports" / "acled.yaml"
    side_car.write_text(side_car.read_text() + "constants: {origin: somebody}\n")
    later = saved(folder, "acled", newer.replace("2223072000", "2223072001"))
    result = run(later, "--preset", "acled", "--case", folder)
    assert result.exit_code == 0
    assert "1 new ids, 1 gone, 1 changed" in result.output and "`VAL3`" in result.output
    assert "constants" in side_car.read_text()
    assert [path.read_text() for path in (folder / "captured").iterdir()] == [files.text("acled")]
    problems = open_case(folder).problems
    assert [(one.file, "`VAL1`" in one.message) for one in problems if one.code == "rows_withdrawn"] == [
        ("reports/acled.csv", True)]
    assert not [one for one in problems if one.code in ("capture_changed", "file_ignored", "key_unknown")]


def test_the_same_file_again_writes_nothing(folder: Path) -> None:
    for _ in range(2):
        result = run(saved(folder, "acled"), "--preset", "acled", "--case", folder)
    assert "nothing was written" in result.output
    assert (folder / "collected.yaml").read_text().count("file:") == 1


def test_a_changed_capture_is_told(folder: Path) -> None:
    taken(folder, "acled")
    with (folder / "reports" / "acled.csv").open("a") as file:
        file.write("\n")
    assert [one.file for one in open_case(folder).problems if one.code == "capture_changed"] == ["reports/acled.csv"]


def test_a_file_of_another_preset_or_of_the_case_itself_is_not_written_over(folder: Path) -> None:
    run(saved(folder, "acled"), "--preset", "acled", "--case", folder, "--name", "war")
    assert run(saved(folder, "ucdp_ged"), "--preset", "ucdp_ged", "--case", folder, "--name", "war").exit_code == 1
    (folder / "reports" / "own.csv").write_text("report_id\nA\n")
    assert run(saved(folder, "acled"), "--preset", "acled", "--case", folder, "--name", "own").exit_code == 1


def test_nothing_is_written_through_a_link(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (folder / "reports").rmdir()
    (folder / "reports").symlink_to(elsewhere)
    assert run(saved(folder, "acled"), "--preset", "acled", "--case", folder).exit_code == 1
    assert list(elsewhere.iterdir()) == []


def test_what_the_side_car_says_stands_before_the_preset(folder: Path) -> None:
    app.collect(saved(folder, "acled"), "acled", folder, AT)
    side_car = folder / "reports" / "acled.yaml"
    side_car.write_text(side_car.read_text().replace("{report_id", "{origin: source, report_id")
                        .replace("amber", "red"))
    db = Database()
    records.fill(db, open_case(folder))
    assert set(rows(db, "origin, tlp")) == {("The Bulletin", "red")}


def test_an_unknown_preset_sets_all_rows_aside(folder: Path) -> None:
    app.collect(saved(folder, "acled"), "acled", folder, AT)
    side_car = folder / "reports" / "acled.yaml"
    side_car.write_text(side_car.read_text().replace("preset: acled", "preset: acledd"))
    db = Database()
    problems = records.fill(db, open_case(folder))
    assert set(rows(db, "set_aside_reason")) == {("value_wrong",)}
    assert "did you mean `acled`" in of_folder(problems, "value_wrong")[0].message


def test_plain_lists_what_is_not_mapped(folder: Path) -> None:
    db, _, _ = taken(folder, "plain")
    assert '#   ours: "Weapon"' in (folder / "reports" / "plain.yaml").read_text()
    assert rows(db, "report_id, means, time_from IS NULL") == [("A", None, False)]


# -- files as published ---------------------------------------------------------------------------------

REAL: Mapping[str, tuple[str, int]] = {
    "ua_airforce_daily": ("ukraf_missile_attacks_daily_2022-09_2026-04.csv", 3_585),
    "airraid_official": ("airraid_official_to_2024-04-17.csv", 42_541),
    "airraid_volunteer": ("airraid_volunteer_to_2024-09-21.csv", 53_186),
}


@pytest.mark.reference
@pytest.mark.parametrize("name", sorted(REAL))
def test_a_real_file_comes_in_whole(folder: Path, name: str) -> None:
    file, size = REAL[name]
    db, problems, _ = taken(folder, name, Path(os.environ["SERVANDA_REFERENCE_DATA"]) / file)
    if PRESETS[name].counted:
        assert sum(value for value, in rows(db, "value", "tallies")) == size
        assert rows(db, "1", "tallies", "NOT used") == []
    else:
        assert len(set(rows(db, "from_row", "tallies"))) == size
        assert {code for code, in rows(db, "set_aside_reason", "tallies", "NOT used")} <= {"row_id_clash", "cell_wrong"}
        assert len(rows(db, "1", "tallies", "NOT used")) < 60
    assert not of_folder(problems, "column_missing")


@pytest.mark.reference
@pytest.mark.parametrize("file", ["rumod_uav_claims.csv", "rumod_uav_by_region.csv", "simv2_1000.parquet"])
def test_a_real_table_without_a_preset_is_plain(folder: Path, file: str) -> None:
    source = Path(os.environ["SERVANDA_REFERENCE_DATA"]) / file
    db, _, case = taken(folder, "plain", source)
    size = len(case.tables["reports"][0].rows) + len(case.tables["reports"][0].aside)
    assert size > 1000 and size == len(set(rows(db, "from_row")))


def test_rows_that_their_publisher_withdrew_are_set_aside_and_named(folder: Path) -> None:
    app.collect(saved(folder, "acled"), "acled", folder, AT)
    side_car = folder / "reports" / "acled.yaml"
    side_car.write_text(side_car.read_text() + "withdrawn: [VAL1, VAL99]\n")
    case = open_case(folder)
    db = Database()
    problems = records.fill(db, case)
    assert rows(db, "report_id, set_aside_reason", where="set_aside_reason = 'row_withdrawn'") == [
        ("acled-VAL1", "row_withdrawn")]
    assert [(one.line, one.message) for one in of_folder(problems, "row_withdrawn")] == [
        (2, "`acled-VAL1` was withdrawn by its publisher.")]
    assert db.rows("SELECT count(*) FROM reports ORDER BY 1") == [(5,)]
