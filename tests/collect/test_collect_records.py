"""Tables to rows: nothing dropped, nothing guessed, every wrong cell named."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from valley import case, collected, decision, report, table

from servanda.collect.records import fill
from servanda.engine.database import Database
from servanda.model.clock import span
from servanda.model.problems import Problem
from servanda.model.tables import TABLES


def rows(db: Database, columns: str, name: str = "reports") -> list[tuple[Any, ...]]:
    return db.rows(f"SELECT {columns} FROM {name} ORDER BY 1")


def one(cells: dict[str, str], columns: str) -> tuple[Any, ...]:
    db, _ = collected(table([cells]))
    return rows(db, columns)[0]


def codes(problems: list[Problem]) -> list[str]:
    return sorted(problem.code for problem in problems)


def test_a_good_report_has_no_problem() -> None:
    db, problems = collected(table([report("A")]))
    assert problems == []
    assert rows(db, "report_id, used, set_aside_reason, kind, origin_parties, author_claimed, controlled_by, licence") \
        == [("A", True, None, "single", "VALE", "HILL", "HILL", "CC BY 4.0")]


@pytest.mark.parametrize(("column", "cell", "hint"), [
    ("means", "uaw", "did you mean `uav`"), ("act", "Strike", "did you mean `strike`"), ("stage", "hit", "allowed are"),
    ("aimed_at", "substatoin/grid", "substatoin"), ("affected", "substation/grid:splash", "splash"),
    ("lat", "95", "-90 to 90"), ("injured", "many", "whole number"), ("published", "10 June", "not a day such as"),
    ("author_claimed", "Hil League", "did you mean"), ("denied_by", "NOBODY", "neither a party"),
    ("time_from", "2040-06-32", "2040-06-32"), ("time_from", "yesterday", "yesterday"),
    ("zone", "Valley/Mill", "zone"), ("time_to", "2040-06-09", "does not come after"),
    ("kind", "several", "allowed are"),
    ("tlp", "blue", "allowed are"), ("denies", "everything", "allowed are"),
])
def test_a_wrong_cell_sets_its_row_aside(column: str, cell: str, hint: str) -> None:
    cells = report("A", **{column: cell, **({"lon": "20"} if column == "lat" else {})})
    db, problems = collected(table([cells, report("B")]))
    assert rows(db, "report_id, used, set_aside_reason") == [("A", False, "cell_wrong"), ("B", True, None)]
    assert codes(problems) == ["cell_wrong"]
    assert hint in problems[0].message and cell in problems[0].message
    assert (problems[0].row_id, problems[0].line, problems[0].file) == ("A", 2, "reports/all.csv")


def test_unknown_is_an_answer() -> None:
    assert one(report("A", means="unknown", author_claimed="unknown", aimed_at="unknown", injured="unknown"),
               "means, author_claimed, aimed_at, injured, used") == ("unknown", "unknown", "unknown", None, True)


def test_a_misspelt_column_is_told() -> None:
    _, problems = collected(table([{**report("A"), "sumary": "x"}]))
    assert codes(problems) == ["column_unknown"]
    assert "did you mean `summary`" in problems[0].message


def test_clashing_ids_are_refused_but_for_one_whatever_the_order() -> None:
    clashing = [report("A"), report("A", injured="3"), report("B")]
    for order in (clashing, clashing[::-1]):
        db, problems = collected(table(order))
        assert rows(db, "report_id, used, injured") in (
            [("A", True, None), ("A-2", False, 3), ("B", True, None)],
            [("A", True, 3), ("A-2", False, None), ("B", True, None)])
        assert codes(problems) == ["row_id_clash"]
    first, second = (rows(collected(table(order))[0], "report_id, injured") for order in (clashing, clashing[::-1]))
    assert first == second


def test_rows_without_id_are_named_by_their_content() -> None:
    db, _ = collected(table([report(), report(injured="2")]))
    ids = [row[0] for row in rows(db, "report_id")]
    assert all(id_.startswith("all-") and len(id_) == 14 for id_ in ids)
    again, _ = collected(table([report(injured="2"), report("")]))
    assert ids == [row[0] for row in rows(again, "report_id")]


def test_of_identical_rows_without_id_one_is_kept() -> None:
    db, problems = collected(table([report(), report()]))
    assert [row[1] for row in rows(db, "report_id, used")] == [True, False]
    assert codes(problems) == ["row_id_clash"]


def test_a_mapping_renames_columns_and_values_and_prefixes_ids() -> None:
    foreign = table([{"no": "1", "what": "drone", "spot": "Oat Mill", "when": "2040-06-10"}], "reports/their.csv",
                    columns={"report_id": "no", "means": "what", "place": "spot", "time_from": "when"},
                    values={"means": {"drone": "uav"}}, constants={"origin": "valley_watch"}, prefix="t-", tlp="amber")
    db, problems = collected(foreign)
    assert rows(db, "report_id, means, origin, origin_parties, tlp, lat") == [
        ("t-1", "uav", "valley_watch", "none", "amber", 10)]
    assert codes(problems) == ["time_unclear"]


def test_a_clock_is_read_by_row_then_source_then_origin_then_union() -> None:
    base = {"source": "", "url": "", "time_from": "2040-06-10T12:00"}
    noon = span("2040-06-10T12:00", "Etc/GMT-2")[0]
    assert one(report("A", **base, zone="Etc/UTC"), "time_from, zone") == (noon + 7200, "Etc/UTC")
    assert one(report("A"), "time_from, time_to, zone") == (noon, noon + 60, "Etc/GMT-2")
    assert one(report("A", **{**base, "origin": "hill_staff"}), "time_from, zone") == (noon - 3600, "Etc/GMT-3")
    assert one(report("A", **{**base, "origin": "valley_watch"}), "time_from, time_to, zone") \
        == (noon - 3600, noon + 60, "union")


def test_times_read_as_a_union_are_told_once_a_file() -> None:
    unclear = [report(name, source="", origin="valley_watch") for name in "ABC"]
    _, problems = collected(table(unclear))
    assert [(problem.code, problem.count) for problem in problems] == [("time_unclear", 3)]


def test_control_is_that_of_the_day() -> None:
    assert one(report("A", time_from="2040-06-04"), "controlled_by, claimed_by, recognised_by") \
        == ("VALE", "VALE", "VALE:old map")
    assert one(report("A", time_from="2040-06-04", time_to="2040-06-05"), "controlled_by")[0] == "VALE;HILL"


def test_what_a_row_says_of_its_place_stands_before_the_gazetteer() -> None:
    assert one(report("A", lat="10.1", lon="20.1", claimed_by="HILL"), "lat, precision, claimed_by") \
        == (Decimal("10.1"), None, "HILL")


def test_unknown_places_and_actors_are_told_once_each() -> None:
    strange = [report(name, place="Far Field", origin="somebody;valley_watch") for name in "AB"]
    db, problems = collected(table(strange))
    assert sorted((problem.code, problem.count) for problem in problems) == [("actor_unknown", 2), ("place_unknown", 2)]
    assert rows(db, "report_id, used, origin, origin_parties") == [
        ("A", True, "somebody;valley_watch", "none"), ("B", True, "somebody;valley_watch", "none")]


def test_aliases_stand_for_their_actor() -> None:
    assert one(report("A", origin="general staff of the VALE", author_claimed="Hill Staff"),
               "origin, author_claimed, author_actor") == ("vale_staff", "HILL", "hill_staff")
    assert one(report("A", author_claimed="Hillmen"), "author_claimed, author_actor") == ("HILL", None)


@pytest.mark.parametrize(("kind", "used"), [("", False), ("accept", True), ("correct", True), ("reject", False)])
def test_machine_read_rows_wait_for_a_person(kind: str, used: bool) -> None:
    value = {"field": "means", "value": "missile"} if kind == "correct" else None
    decisions = [decision(1, kind, "A", value=value)] if kind else []
    db, problems = collected(table([report("A", tier="rules")]), decisions=decisions)
    means = "missile" if kind == "correct" else "uav"
    assert rows(db, "used, set_aside_reason, means") == [(used, None if used else "record_pending", means)]
    assert codes(problems) == ([] if used else ["record_pending"])


def test_a_set_decision_replaces_a_cell_before_it_is_read() -> None:
    wrong = table([report("A", means="uaw")])
    db, problems = collected(wrong, decisions=[decision(1, "set", "A", value={"field": "means", "value": "uav"})])
    assert (rows(db, "means, used"), problems) == ([("uav", True)], [])


def test_the_source_is_the_host_where_none_is_named() -> None:
    assert one(report("A", source="", url="https://www.News.example:443/a?b"), "source")[0] == "news.example"
    assert one(report("A", source="The Bulletin"), "source, tlp") == ("bulletin.example", "green")


def test_statements_take_the_party_of_their_speaker() -> None:
    said = [{"statement_id": "S1", "speaker": "Hill Staff", "act": "deny", "topic": "ferries", "hedged": "yes"},
            {"statement_id": "S2", "speaker": "A ferryman", "act": "denied", "topic": "feries"}]
    db, problems = collected(table(said, "statements/all.csv"))
    assert rows(db, "statement_id, used, speaker, party, hedged", "statements") == [
        ("S1", True, "hill_staff", "HILL", True), ("S2", False, None, None, None)]
    assert codes(problems) == ["actor_unknown", "cell_wrong", "id_unknown"]


def test_tallies_and_commitments_are_read() -> None:
    tallies = table([{"tally_id": "T1", "party": "Vale Union", "qualifier": "at_least", "value": "120"},
                     {"tally_id": "T2", "value": "12", "period_from": "2040-06-02", "period_to": "2040-06-01"}],
                    "tallies.csv")
    owed = table([{"commitment_id": "C1", "by": "HILL", "to": "vale_staff", "quantity": "9", "status": "full"}],
                 "commitments.csv")
    db, problems = collected(tallies, owed)
    assert rows(db, "tally_id, used, party, value", "tallies") == [("T1", True, "VALE", 120), ("T2", False, None, 12)]
    assert rows(db, "commitment_id, used, quantity", "commitments") == [("C1", True, 9)]
    assert codes(problems) == ["cell_wrong"]


CELLS = st.fixed_dictionaries({
    "report_id": st.sampled_from(["", "A", "B", "C"]), "means": st.sampled_from(["", "uav", "uaw", "unknown"]),
    "time_from": st.sampled_from(["", "2040-06-10", "2040-06-10T12:00", "nonsense", "2040-06-10T12:00Z"]),
    "time_to": st.sampled_from(["", "2040-06-11", "2040-06-09"]), "lat": st.sampled_from(["", "10", "x"]),
    "place": st.sampled_from(["", "Oat Mill", "Nowhere"]), "tier": st.sampled_from(["", "hand", "rules"]),
})


@settings(max_examples=40, deadline=None)
@given(st.lists(CELLS, max_size=6), st.randoms(use_true_random=False))
def test_rows_in_are_rows_used_and_set_aside_in_any_order(cells: list[dict[str, str]], random: Any) -> None:
    columns = ", ".join(f'"{name}"' for name in TABLES["reports"].names if name != "from_row")
    shuffled = random.sample(cells, len(cells))
    seen = []
    for order in (cells, shuffled):
        db = Database()
        fill(db, case(table(order)))
        assert db.rows("SELECT count(*), count(DISTINCT report_id) FROM reports") == [(len(cells), len(cells))]
        assert db.rows("SELECT count(*) FROM reports WHERE used = (set_aside_reason IS NULL)") == [(len(cells),)]
        seen.append(rows(db, columns))
    assert seen[0] == seen[1]


def test_an_id_that_would_fall_apart_in_a_list_is_refused() -> None:
    db, problems = collected(table([report("a;b"), report("c")]))
    assert rows(db, "report_id, used") == [("a;b", False), ("c", True)]
    assert codes(problems) == ["cell_wrong"]


def test_clashing_ids_are_found_in_a_table_too_long_to_be_read_twice_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [report(f"A{number}", summary=f"number {number}") for number in range(40)]
    many[30] = {**many[3], "injured": "3"}
    expected, problems = collected(table(many))
    for module in ("records", "foreign", "common"):
        monkeypatch.setattr(f"servanda.collect.{module}.BLOCK", 4)
    found, again = collected(table(many))
    assert rows(found, "*") == rows(expected, "*")
    assert len(rows(found, "*")) == 40
    assert again == problems and codes(problems) == ["row_id_clash"]


@pytest.mark.parametrize("words", [["a\x1fb", "c"], ["\x1f", None], ["x\x1a", "\U000f0000"], ["", " "], ["'", '"'],
                                   ["NULL", None], ["a\0b", "é;\n\r,"]])
def test_whatever_a_cell_holds_is_loaded_as_it_is(words: list[str | None]) -> None:
    db = Database()
    db.load("reports", {"report_id": ["1", "2"], "summary": words, "fatalities": [1, None], "used": [True, False]})
    assert db.rows("SELECT summary, fatalities, used FROM reports ORDER BY report_id") == [
        (words[0], 1, True), (words[1], None, False)]
    with db.loading("reports") as load:
        load({"report_id": ["3"], "summary": [words[0]]})
        load({"report_id": ["4"], "lat": [Decimal("1.5")]})
    assert db.rows("SELECT summary, lat FROM reports WHERE report_id > '2' ORDER BY report_id") == [
        (words[0], None), (None, Decimal("1.5"))]
    db.close()
