"""Tables linked without a case, weights learned and frozen, links scored and explained."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from valley import case, decision, groups, linked, report

from servanda.app import linking
from servanda.case.fields import Findings
from servanda.case.linking import document
from servanda.case.linking import linking as read_weights
from servanda.cli import main
from servanda.guard.markup import read_yaml
from servanda.link import evaluate, fit
from servanda.link.shipped import CROWDED, PLAIN
from servanda.link.weights import drift, millionths
from servanda.model.linking import FEATURES, NAMES, SIZES, UNSTATED, Weights

A = """id,date,latitude,longitude,deaths,weapon
1,2040-06-10,10.000,20.000,3,artillery
2,2040-06-10,11.000,21.000,0,uav
3,soon,11.000,21.000,0,uav
"""
B = """when,spot_lat,spot_lon,killed
2040-06-10,10.001,20.001,3
2040-06-14,12.000,22.000,0
"""
MAP = "columns: {time_from: when, lat: spot_lat, lon: spot_lon}\n"


@pytest.fixture
def tables(tmp_path: Path) -> list[Path]:
    (tmp_path / "ours.csv").write_text(A, encoding="utf-8")
    (tmp_path / "theirs.csv").write_text(B, encoding="utf-8")
    (tmp_path / "theirs.yaml").write_text(MAP, encoding="utf-8")
    return [tmp_path / "ours.csv", tmp_path / "theirs.csv"]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_tables_are_linked_across_and_the_overlap_is_drawn(tables: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = CliRunner().invoke(main, ["link", *map(str, tables), "-o", str(out)])
    assert ran.exit_code == 0, ran.output
    home = {row["report_id"]: row["incident_id"] for row in rows(out / "links.csv")}
    assert set(home) == {"1", "2", "theirs:2", "theirs:3"}
    assert home["1"] == home["theirs:2"] and len(set(home.values())) == 3
    assert [(row["data_sets"], row["incidents"]) for row in rows(out / "overlap.csv")] \
        == [("ours", "1"), ("ours;theirs", "1"), ("theirs", "1")]
    assert "ours and theirs 1" in (out / "overlap.svg").read_text(encoding="utf-8")
    assert "`soon` is not a time" in ran.output


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_files_changes_no_incident(tables: list[Path], tmp_path: Path, turned: bool) -> None:
    linking.link_tables(tables[::-1] if turned else tables, tmp_path / "out")
    assert {frozenset(row["report_ids"].split(";")) for row in rows(tmp_path / "out" / "accounts.csv")} \
        == {frozenset({"1", "theirs:2"}), frozenset({"2"}), frozenset({"theirs:3"})}


def test_a_folder_of_somebody_else_is_not_written_into(tables: list[Path], tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "notes.txt").write_text("mine", encoding="utf-8")
    ran = CliRunner().invoke(main, ["link", str(tables[0]), "-o", str(tmp_path / "own")])
    assert ran.exit_code == 1
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["notes.txt"]


def test_links_are_scored_against_the_truth(tables: list[Path], tmp_path: Path) -> None:
    linking.link_tables(tables, tmp_path / "out", with_pairs=True)
    truth = tmp_path / "truth.csv"
    truth.write_text("report_id,incident_id\n1,x\ntheirs:2,x\n2,y\ntheirs:3,z\nlost,x\n", encoding="utf-8")
    ran = CliRunner().invoke(main, ["evaluate", "link", str(tmp_path / "out"), str(truth)])
    assert ran.exit_code == 0, ran.output
    assert "precision 1.000  recall 1.000  F1 1.000" in ran.output
    assert "1 reports of the truth have no link" in ran.output


def test_scores_by_hand() -> None:
    """Truth {a b c} {d}, predicted {a b} {c d}: one right pair of two said and three real."""
    told = evaluate.score(["1", "1", "2", "2"], ["x", "x", "x", "y"])
    assert (told.precision, told.recall, told.f1) == (1 / 2, 1 / 3, 2 / 5)
    assert told.b3_precision == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert told.b3_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert (told.exact_f1, told.count_error) == (0, 0)
    assert evaluate.calibration([0.95, 0.95], [True, False]) == pytest.approx(0.45)
    assert math.isnan(evaluate.score(["1", "2"], ["x", "y"]).recall)
    assert evaluate.by_sources({"a": "1", "b": "1", "c": "2"}, {"a": "x", "b": "x", "c": "x"},
                               {"a": "s", "b": "t", "c": "t"}) == [("s", "t", 1.0, 0.5, 2), ("t", "t", pytest.approx(
                                   float("nan"), nan_ok=True), 0.0, 1)]


# -- weights ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weights", [PLAIN, CROWDED])
def test_shipped_weights_keep_to_their_limits(weights: Weights) -> None:
    assert {name: len(weights.of(name)) for name in FEATURES} == dict(zip(NAMES, SIZES, strict=True))
    assert min(weights.of("author")) >= -500 and min(weights.of("object")) >= -1500
    assert all(weights.of(name)[level] == 0 for name, level in UNSTATED.items() if name not in ("voice", "source"))


def test_a_build_does_not_weigh_the_crowd() -> None:
    assert CROWDED.crowded and not PLAIN.crowded


def test_weights_come_back_from_their_file_as_they_were() -> None:
    weights = Weights(PLAIN.base, PLAIN.levels, "decisions", {name: (7,) * size for name, size in
                                                              zip(NAMES, SIZES, strict=True)})
    node, problems = read_yaml("linking.yaml", document(weights))
    found = Findings()
    assert node is not None and not problems
    assert read_weights(node, "linking.yaml", found) == weights
    assert not found.problems


def test_a_row_of_weights_that_is_too_short_is_told() -> None:
    node, _ = read_yaml("linking.yaml", "basis: x\nbase: 0\nweights:\n  author: [1, 2]\n")
    found = Findings()
    assert node is not None and read_weights(node, "linking.yaml", found) is None
    assert [(one.code, one.line) for one in found.problems] == [("value_wrong", 4)]


def test_a_shift_of_levels_is_told_and_the_same_spread_is_not() -> None:
    row = (900, 50, 25, 25)
    weights = Weights(0, {}, "", {"author": row})
    same = tuple(row if name == "author" else (0,) * size for name, size in zip(NAMES, SIZES, strict=True))
    other = tuple(row[::-1] if name == "author" else (0,) * size for name, size in zip(NAMES, SIZES, strict=True))
    assert drift(weights, same) == []
    assert [name for name, _ in drift(weights, other)] == ["author"]


def test_answers_are_learned() -> None:
    """A level that always answers yes comes out above one that always answers no; certainty is held back."""
    seen = np.zeros((200, len(NAMES)), np.int8)
    seen[100:, NAMES.index("author")] = 1
    weights = fit.learned(seen, np.arange(200) < 100)
    same, other = weights.of("author")[:2]
    assert same > 0 > other and max(map(abs, weights.of("author"))) < 10_000


def two_registers(folder: Path, *, calm: bool) -> tuple[Path, Path]:
    """A table of 300 days along a road of thirty villages, and its truth: each second strike is in two registers.

    Both tell place and weapon alike and the dead at random.  2,400 strikes, on any day or, not calm, on about 75
    days that come in waves of three.
    """
    draw = np.random.default_rng(1)
    waves = np.flatnonzero(np.repeat(draw.random(100) < 0.25, 3))
    lines, truth = ["id,date,lat,lon,precision,weapon,deaths,source"], ["report_id,incident_id"]
    for n in range(2400):
        day = np.datetime64("2040-01-01") + int(draw.integers(300) if calm else draw.choice(waves))
        what = f"{10 + 0.03 * draw.integers(30):.2f},20.00,3,{draw.choice(['artillery', 'uav', 'bomb', 'mortar'])}"
        for source in ("first", "second")[:1 + n % 2]:
            lines.append(f"{source}{n},{day},{what},{draw.integers(3)},{source}")
            truth.append(f"{source}{n},{n}")
    table, true = folder / "registers.csv", folder / "true.csv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    true.write_text("\n".join(truth) + "\n", encoding="utf-8")
    return table, true


def test_tables_teach_by_their_chance_meetings(tmp_path: Path) -> None:
    """Two registers whose numbers of dead mean nothing: that is learned from chance alone, and links better."""
    table, true = two_registers(tmp_path, calm=True)
    learned = linking.link_tables([table], tmp_path / "own", learn=True)
    assert any("learned without answers" in line for line in learned.lines)
    frozen = (tmp_path / "own" / "linking.yaml").read_text(encoding="utf-8")
    node, _ = read_yaml("linking.yaml", frozen)
    assert node is not None
    weights = read_weights(node, "linking.yaml", Findings())
    assert weights is not None
    same, none = FEATURES["dead"].index("one dead in both"), FEATURES["dead"].index("dead in one, none in the other")
    gaps = [one.of("dead")[same] - one.of("dead")[none] for one in (weights, CROWDED)]
    assert gaps[0] < gaps[1] / 2
    (tmp_path / "shipped.yaml").write_text(document(CROWDED), encoding="utf-8")
    linking.link_tables([table], tmp_path / "shipped", tmp_path / "shipped.yaml")
    own, shipped = (linking.evaluate_links(tmp_path / name, true)[1]["f1"] for name in ("own", "shipped"))
    assert isinstance(own, float) and isinstance(shipped, float) and own > shipped


def test_where_violence_comes_in_waves_chance_teaches_nothing(tmp_path: Path) -> None:
    table, _ = two_registers(tmp_path, calm=False)
    done = linking.link_tables([table], tmp_path / "out", learn=True)
    assert any("come in bursts" in line for line in done.lines)
    (tmp_path / "shipped.yaml").write_text(document(CROWDED), encoding="utf-8")
    linking.link_tables([table], tmp_path / "shipped", tmp_path / "shipped.yaml")
    assert (tmp_path / "out" / "links.csv").read_bytes() == (tmp_path / "shipped" / "links.csv").read_bytes()


def test_probabilities_are_whole_millionths() -> None:
    assert millionths(np.array([0, 2197, -2197])).tolist() == [500_000, 899_980, 100_020]


# -- laws of whole cases ------------------------------------------------------------------------------------


def test_a_thousand_copies_change_no_count_and_no_standing() -> None:
    one = [report("A"), report("B", origin="hill_staff", author_claimed="VALE"), report("C", place="Rye Bridge")]
    copies = [{**one[0], "report_id": f"Z{n:04}", "source": f"outlet{n}.example", "published": "2040-06-12",
               "url": f"https://outlet{n}.example/"} for n in range(1000)]
    columns = ("incident_id, occurrence_standing, author_standing, object_standing, n_accounts, n_origins, authors, "
               "fatalities_low, injured_high")
    few, many = linked(one)[0], linked([*one, *copies])[0]
    assert few.rows(f"SELECT {columns} FROM incidents ORDER BY 1") == many.rows(
        f"SELECT {columns} FROM incidents ORDER BY 1")


def test_a_decision_undone_is_as_if_it_had_never_been() -> None:
    from dataclasses import replace

    some = [report("A"), report("B", place="Rye Bridge"), report("C", injured="2")]
    merge = decision(1, "merge", "A", "B")
    before, bound, after = (linked(some, made)[0] for made in ((), (merge,), (replace(merge, state="undone"),)))
    assert groups(bound) != groups(before)
    for table in ("links", "incidents", "accounts", "review"):
        assert after.rows(f"SELECT * FROM {table} ORDER BY 1, 2") == before.rows(f"SELECT * FROM {table} ORDER BY 1, 2")


def test_later_reports_move_no_old_probability_and_no_id() -> None:
    some = [report("A"), report("B", origin="hill_staff", injured="2"), report("C", origin="valley_watch", means="")]
    later = [report(f"L{n}", origin="stringer", published="2040-06-20", injured=str(n), time_from="2040-06-10")
             for n in range(6)]
    wanted = "SELECT report_id, incident_id, probability FROM links WHERE report_id IN ('A', 'B', 'C') ORDER BY 1"
    assert linked(some)[0].rows(wanted) == linked([*some, *later])[0].rows(wanted)


def test_a_split_is_told_where_links_are_explained() -> None:
    made = [decision(1, "split", "A", "B")]
    db, _ = linked([report("A"), report("B")], made)
    lines = linking.weighed(case(decisions=made), db, "E-A")
    assert lines[-1] == "  A: kept apart from B (E-B) by decision 1: as told"
