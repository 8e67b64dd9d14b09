"""Reports to incidents: conservative, in any order, bound by decisions, copies without weight."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from valley import decision, groups, linked, report

from servanda.link.clusters import AVERAGE, WITNESSES, Rule, clusters
from servanda.model.problems import Problem

COLUMNS = ("occurrence_standing", "author_standing", "object_standing", "n_origins", "n_accounts")


def only(rows: list[dict[str, str]], columns: str = "*", table: str = "incidents", **given: Any) -> dict[str, Any]:
    """The one incident of these reports."""
    db, _ = linked(rows, **given)
    found = db.dicts(f"SELECT {columns} FROM {table} ORDER BY 1")
    assert len(found) == 1
    return found[0]


def standing(*rows: dict[str, str], **given: Any) -> tuple[str | None, ...]:
    return tuple(only(list(rows), ", ".join(COLUMNS[:3]), **given).values())


def told(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


# -- which reports are one happening ---------------------------------------------------------------------


def test_relays_of_one_happening_are_one_incident() -> None:
    db, problems = linked([report("A"), report("B", time_from="2040-06-10", means=""), report("C", injured="3")])
    assert (groups(db), problems) == ({frozenset("ABC")}, [])
    assert db.rows("SELECT incident_id FROM reports ORDER BY report_id") == [("E-A",)] * 3


@pytest.mark.parametrize("other", [
    {"time_from": "2040-06-10T17:00"},  # the same place five hours later
    {"time_from": "2040-06-12T12:00"},
    {"place": "Rye Bridge"},
    {"time_from": "2040-06-11", "means": "artillery"},
])
def test_look_alikes_stay_apart(other: dict[str, str]) -> None:
    assert groups(linked([report("A"), report("B", **other)])[0]) == {frozenset("A"), frozenset("B")}


def test_a_day_report_does_not_chain_two_clock_times() -> None:
    db, _ = linked([report("A"), report("B", time_from="2040-06-10T17:00"), report("C", time_from="2040-06-10")])
    assert not any({"A", "B"} <= group for group in groups(db))


def test_opposed_authors_and_objects_are_rival_accounts_of_one_incident() -> None:
    rival = report("B", origin="hill_staff", author_claimed="VALE", time_from="2040-06-10T12:10",
                   aimed_at="base/military", affected="base/military")
    found = only([report("A"), rival])
    assert (found["authors"], found["n_accounts"], found["occurrence_standing"], found["author_standing"]) \
        == ("HILL;VALE", 2, "corroborated", "alleged")


def test_composites_tallies_and_absences_are_no_incidents() -> None:
    db, _ = linked([report("A"), *(report(kind[0], kind=kind) for kind in ("composite", "tally", "absence"))])
    assert groups(db) == {frozenset("A")}
    assert db.rows("SELECT count(*) FROM reports WHERE incident_id IS NULL") == [(3,)]


def test_reports_set_aside_are_not_linked() -> None:
    assert groups(linked([report("A"), report("B", means="uaw")])[0]) == {frozenset("A")}


def test_without_position_only_equal_place_names_link() -> None:
    lone = {"place": "Far Field", "admin1": "Lower"}
    db, _ = linked([report("A", **lone), report("B", **lone, injured="2"), report("C", place="Farther Field"),
                    report("D", place=""), report("E", place="", origin="hill_staff")])
    assert groups(db) == {frozenset("AB"), frozenset("C"), frozenset("D"), frozenset("E")}


def test_a_report_without_time_stands_alone() -> None:
    db, _ = linked([report("A"), report("B", time_from="")])
    assert groups(db) == {frozenset("A"), frozenset("B")}
    assert db.rows("SELECT time_from, title FROM incidents WHERE incident_id = 'E-B'") \
        == [(None, "Substation (grid), Oat Mill, day not stated")]


def test_the_earliest_published_report_is_the_anchor() -> None:
    db, _ = linked([report("A"), report("B", published="2040-06-09"), report("C", published="")])
    found = db.rows("SELECT report_id, incident_id, reason_code, probability > 0.9 FROM links ORDER BY 1")
    assert found == [("A", "E-B", "model", True), ("B", "E-B", "anchor", True), ("C", "E-B", "model", True)]


# -- decisions ----------------------------------------------------------------------------------------------


def test_merge_and_split_bind() -> None:
    rows = [report("A"), report("B", place="Rye Bridge"), report("C", injured="2")]
    db, problems = linked(rows, [decision(1, "merge", "A", "B"), decision(2, "split", "A", "C")])
    assert (groups(db), problems) == ({frozenset("AB"), frozenset("C")}, [])
    assert db.rows("SELECT probability, reason_code, reason FROM links WHERE report_id = 'B'") \
        == [(1, "decision", "decision 1: as told")]


def test_a_split_parts_reports_that_tell_the_same() -> None:
    db, _ = linked([report("A"), report("B")], [decision(1, "split", "A", "B")])
    assert groups(db) == {frozenset("A"), frozenset("B")}


def test_a_merge_takes_the_incident_along() -> None:
    rows = [report("A"), report("B", injured="1"), report("C", place="Rye Bridge"),
            report("D", place="Rye Bridge", injured="2")]
    assert groups(linked(rows, [decision(1, "merge", "B", "D")])[0]) == {frozenset("ABCD")}


@pytest.mark.parametrize(("kinds", "together"), [(("merge", "split"), False), (("split", "merge"), True)])
def test_of_two_decisions_that_cannot_both_hold_the_later_one_is_kept(kinds: tuple[str, str], together: bool) -> None:
    rows = [report("A"), report("B", place="Rye Bridge")]
    db, problems = linked(rows, [decision(1, kinds[0], "A", "B"), decision(2, kinds[1], "A", "B")])
    assert (len(groups(db)) == 1) is together
    assert [(problem.code, problem.line) for problem in problems] == [("decision_conflict", 1)]


def test_a_decision_about_rows_that_are_not_linked_is_told() -> None:
    _, problems = linked([report("A")], [decision(1, "merge", "A", "Z"), decision(
        2, "set", "E-Z/Z", table="accounts", value={"field": "aside", "value": True})])
    assert told(problems) == ["decision_unknown", "decision_unknown"]


def test_suspended_decisions_do_not_bind() -> None:
    from dataclasses import replace

    db, _ = linked([report("A"), report("B")], [replace(decision(1, "split", "A", "B"), state="suspended")])
    assert groups(db) == {frozenset("AB")}


# -- accounts -----------------------------------------------------------------------------------------------


def accounts(rows: list[dict[str, str]], **given: Any) -> list[tuple[Any, ...]]:
    db, _ = linked(rows, **given)
    return db.rows("SELECT account_id, author, affected, report_ids, aside FROM accounts ORDER BY account_id")


def test_relays_of_one_origin_are_one_account_with_what_they_dispute() -> None:
    assert accounts([report("A"), report("B", affected="transformer/grid", stage="reached")]) \
        == [("E-A/A", "HILL", "substation/grid:direct;transformer/grid:direct", "A;B", False)]


def test_accounts_that_agree_merge_and_those_that_differ_stand_apart() -> None:
    rows = [report("A"), report("B", origin="stringer"),
            report("C", origin="valley_watch", affected="transformer/grid")]
    assert [row[3] for row in accounts(rows)] == ["A;B", "C"]


def test_a_report_that_tells_no_story_joins_the_account_of_its_author() -> None:
    silent = {"stage": "", "aimed_at": "", "affected": "", "origin": "stringer"}
    assert [row[3] for row in accounts([report("A"), report("B", **silent)])] == ["A;B"]
    assert [row[3] for row in accounts([report("A"), report("B", **silent, author_claimed="")])] == ["A;B"]


def test_who_names_nobody_is_no_voice_for_either_of_two_that_are_named() -> None:
    """C, who tells as little as the one that names VALE, does not say that it was HILL."""
    silent = {"stage": "", "aimed_at": "", "affected": ""}
    rows = [report("A"), report("B", **silent, origin="hill_staff", author_claimed="VALE"),
            report("C", **silent, origin="stringer", author_claimed="")]
    assert [(row[1], row[3]) for row in accounts(rows)] == [("HILL", "A"), ("VALE", "B"), (None, "C")]


def test_the_time_of_an_account_is_what_its_reports_leave_possible() -> None:
    db, _ = linked([report("A"), report("B", time_from="2040-06-10")])
    assert db.rows("SELECT time_to - time_from FROM accounts") == [(60,)]


def test_an_account_set_aside_counts_for_no_author() -> None:
    rows = [report("A"), report("B", origin="hill_staff", author_claimed="VALE", affected="base/military")]
    aside = decision(1, "set", "E-A/B", table="accounts", value={"field": "aside", "value": True})
    assert [row[4] for row in accounts(rows, decisions=[aside])] == [False, True]
    found = only(rows, decisions=[aside])
    assert (found["authors"], found["n_accounts"]) == ("HILL", 2)


# -- standing -----------------------------------------------------------------------------------------------


def test_one_side_alone_alleges() -> None:
    assert standing(report("A"), report("B", injured="1")) == ("alleged",) * 3


def test_another_side_or_one_of_none_corroborates() -> None:
    assert standing(report("A"), report("B", origin="valley_watch")) == ("corroborated",) * 3
    assert standing(report("A"), report("B", origin="hill_staff")) == ("corroborated",) * 3


def test_origins_that_nobody_knows_corroborate_nothing() -> None:
    assert standing(report("A"), report("B", origin="stringer"), report("C", origin="somebody")) == ("alleged",) * 3


def test_elements_stand_each_for_itself() -> None:
    assert standing(report("A"), report("B", origin="valley_watch", author_claimed="", aimed_at="", affected="")) \
        == ("corroborated", "alleged", "alleged")


def test_an_admission_corroborates_the_author_and_the_happening() -> None:
    assert standing(report("A", admitted_by="HILL")) == ("corroborated", "corroborated", "alleged")


def test_the_own_side_of_the_author_is_an_admission_of_the_act_and_not_of_its_object() -> None:
    """To say "it was ours" is against interest; to say what was hit is not."""
    assert standing(report("A", origin="hill_staff")) == ("corroborated", "corroborated", "alleged")


def test_a_listed_observer_verifies_on_its_days_only() -> None:
    day = {"origin": "valley_watch", "time_from": "2040-06-02"}
    assert standing(report("A", **day)) == ("verified",) * 3
    assert standing(report("A", origin="valley_watch")) == ("alleged",) * 3


def test_of_several_authors_the_least_established_is_printed() -> None:
    rows = [report("A"), report("B", origin="valley_watch"),
            report("C", origin="hill_staff", author_claimed="VALE", affected="base/military")]
    assert only(rows)["author_standing"] == "alleged"


def test_a_denial_is_a_flag_and_lowers_nothing() -> None:
    rows = [report("A"), report("B", origin="valley_watch", denied_by="HILL", denies="authorship")]
    found = only(rows)
    assert (found["denied_by"], found["author_standing"]) == ("HILL", "corroborated")


def test_a_person_may_give_a_standing() -> None:
    given = decision(1, "standing", "A", value={"element": "author", "standing": "verified"})
    assert standing(report("A"), decisions=[given]) == ("alleged", "verified", "alleged")


# -- laws ---------------------------------------------------------------------------------------------------

REPORTS = st.lists(st.fixed_dictionaries({
    "origin": st.sampled_from(["vale_staff", "hill_staff", "valley_watch", "stringer", ""]),
    "published": st.sampled_from(["", "2040-06-11", "2040-06-12"]),
    "time_from": st.sampled_from(["", "2040-06-10", "2040-06-10T12:00", "2040-06-10T13:00", "2040-06-10T18:00",
                                  "2040-06-11"]),
    "place": st.sampled_from(["", "Oat Mill", "Rye Bridge", "Upper", "Far Field"]),
    "author_claimed": st.sampled_from(["", "HILL", "VALE", "unknown"]),
    "affected": st.sampled_from(["", "substation/grid", "base/military", "grid_facility/grid"]),
    "stage": st.sampled_from(["", "damaged", "intercepted"]), "means": st.sampled_from(["", "uav", "artillery"]),
    "injured": st.sampled_from(["", "3"]),
}), min_size=1, max_size=8)


def named(cells: list[dict[str, str]]) -> list[dict[str, str]]:
    return [report(f"R{number}", **row) for number, row in enumerate(cells)]


@settings(max_examples=25, deadline=None)
@given(REPORTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(cells: list[dict[str, str]], random: Any) -> None:
    rows = named(cells)
    seen = []
    for order in (rows, random.sample(rows, len(rows))):
        db, _ = linked(order)
        seen.append([db.rows(f"SELECT * FROM {table} ORDER BY 1, 2")
                     for table in ("links", "incidents", "accounts", "review", "disagreements", "echoes")])
    assert seen[0] == seen[1]


@settings(max_examples=25, deadline=None)
@given(REPORTS, st.integers(0, 7))
def test_a_copy_changes_no_incident_and_no_standing(cells: list[dict[str, str]], which: int) -> None:
    rows = named(cells)
    copied = rows[which % len(rows)]
    before, _ = linked(rows)
    after, _ = linked([*rows, {**copied, "report_id": "Z9", "published": "2040-06-13", "url": "https://copy.example/"}])
    wanted = f"SELECT incident_id, {', '.join(COLUMNS)} FROM incidents ORDER BY incident_id"
    if copied["published"]:
        assert before.rows(wanted) == after.rows(wanted)
    assert {group - {"Z9"} for group in groups(after)} == groups(before)
    assert any({"Z9", copied["report_id"]} <= group for group in groups(after))


@settings(max_examples=25, deadline=None)
@given(REPORTS, st.integers(0, 7), st.integers(0, 7), st.integers(0, 7))
def test_decisions_bind_whatever_the_reports_say(cells: list[dict[str, str]], a: int, b: int, c: int) -> None:
    rows = named(cells)
    one, two, three = (rows[number % len(rows)]["report_id"] for number in (a, b, c))
    made = [decision(1, "merge", one, two)] + ([decision(2, "split", one, three)] if three not in (one, two) else [])
    db, problems = linked(rows, made)
    home = dict(db.rows("SELECT report_id, incident_id FROM links ORDER BY report_id"))
    assert problems == []
    assert home[one] == home[two]
    assert three in (one, two) or home[one] != home[three]


@settings(max_examples=15, deadline=None)
@given(REPORTS)
def test_every_report_in_use_has_one_link_one_account_and_one_incident(cells: list[dict[str, str]]) -> None:
    db, _ = linked(named(cells))
    ids = [row[0] for row in db.rows("SELECT report_id FROM reports ORDER BY 1")]
    assert [row[0] for row in db.rows("SELECT report_id FROM links ORDER BY 1")] == ids
    held = [id_ for row in db.rows("SELECT report_ids FROM accounts ORDER BY 1") for id_ in row[0].split(";")]
    assert sorted(held) == ids
    assert db.rows("SELECT count(*) FROM reports r LEFT JOIN incidents i USING (incident_id) "
                   "WHERE i.incident_id IS NULL") == [(0,)]


def test_the_day_of_a_title_is_local_to_the_case() -> None:
    assert only([report("A", time_from="2040-06-10T23:30")], "title")["title"].endswith(", 10 June 2040")


def clustered(size: int, points: dict[tuple[int, int], int], *bonds: Any,
              silent: tuple[int, ...] = (), rule: Rule = WITNESSES) -> list[list[int]]:
    """The clusters of nodes linked at these points."""
    a, b = (np.array([pair[end] for pair in sorted(points)], np.int64) for end in (0, 1))
    quiet = np.isin(np.arange(size), silent)
    home = clusters(size, a, b, np.array([points[pair] for pair in sorted(points)], np.int64), *bonds, silent=quiet,
                    rule=rule)
    return [np.flatnonzero(home == one).tolist() for one in np.unique(home)]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_clusters_never_hold_what_is_kept_apart(data: st.DataObject) -> None:
    size = 8
    nodes = st.integers(0, size - 1)
    points = {(min(pair), max(pair)): score for pair, score in
              data.draw(st.dictionaries(st.tuples(nodes, nodes), st.integers(-6000, 6000), max_size=30)).items()
              if pair[0] != pair[1]}
    apart = data.draw(st.lists(st.tuples(nodes, nodes).filter(lambda pair: pair[0] != pair[1]), max_size=4))
    group = sorted(data.draw(st.sets(nodes, min_size=2, max_size=3)))
    if not any({a, b} <= set(group) for a, b in apart):
        made = clustered(size, points, [group], apart)
        assert sorted(node for cluster in made for node in cluster) == list(range(size))
        assert any(set(group) <= set(cluster) for cluster in made)
        assert not any({a, b} <= set(cluster) for a, b in apart for cluster in made)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_cluster_chains(data: st.DataObject) -> None:
    """Every cluster falls into two parts of which all pairs across say together that they are one happening."""
    rule, said = data.draw(st.sampled_from([(AVERAGE, st.integers(0, 10**6)), (WITNESSES, st.integers(-6000, 6000))]))
    nodes = st.integers(0, 5)
    points = {(min(pair), max(pair)): score for pair, score in
              data.draw(st.dictionaries(st.tuples(nodes, nodes), said, max_size=15)).items()
              if pair[0] != pair[1]}

    def heard(one: tuple[int, ...], other: tuple[int, ...]) -> float:
        told = [max(rule.missed, min(rule.most, points.get((min(x, y), max(x, y)), rule.missed)))
                for x in one for y in other]
        many = len(told) ** 0.5 if rule.several else len(told)
        return rule.prior + sum(one - rule.prior for one in told) / many

    for cluster in clustered(6, points, rule=rule):
        parts = [(part, tuple(set(cluster) - set(part))) for size in range(1, len(cluster))
                 for part in combinations(cluster, size)]
        assert not parts or any(heard(*halves) >= rule.least - 1e-6 for halves in parts)


def test_a_chain_of_likely_pairs_is_not_one_happening() -> None:
    """Each of five nodes is like the next (probability 0.9) and unlike all others: no cluster of more than two."""
    assert all(len(cluster) <= 2 for cluster in clustered(5, {(one, one + 1): 2_197 for one in range(4)}))
    assert all(len(cluster) <= 2 for cluster in
               clustered(5, {(one, one + 1): 900_000 for one in range(4)}, rule=AVERAGE))


def test_what_many_pairs_say_weighs_more_than_what_one_says() -> None:
    """Four pairs at even odds less a little say together what one alone does not."""
    assert WITNESSES.heard(*(np.array([one]) for one in (-400, 1, 1)))[0] < WITNESSES.least
    assert WITNESSES.heard(*(np.array([one]) for one in (-1_600, 4, 4)))[0] > WITNESSES.least


def test_a_report_that_tells_nothing_bridges_nothing() -> None:
    """Two nodes that fall short of a link stay apart, however well a silent third one fits both."""
    points = {(0, 1): -1, (0, 2): 2_197, (1, 2): 2_197}
    assert clustered(3, points) == [[0, 1, 2]]
    assert clustered(3, points, silent=(2,)) == [[0, 2], [1]]


def test_a_bare_denial_is_no_account_and_raises_no_standing() -> None:
    """The accused side denies: a flag beside the incident; neither a story, nor a second side that says so."""
    denial = {"author_claimed": "", "aimed_at": "", "affected": "", "stage": "", "act": "", "means": "",
              "origin": "hill_staff", "denied_by": "HILL"}
    for denies in ("authorship", "occurrence", "blanket"):
        assert standing(report("A"), report("B", **denial, denies=denies)) == ("alleged",) * 3
    assert standing(report("A"), report("B", **{**denial, "author_claimed": "HILL"}, denies="blanket")) \
        == ("alleged",) * 3


def test_a_denial_that_meets_no_happening_makes_none() -> None:
    """It stays in the tables, and belongs to no incident."""
    denial = report("B", author_claimed="", aimed_at="", affected="", stage="", act="", means="", origin="hill_staff",
                    denied_by="HILL", denies="blanket")
    db, _ = linked([denial])
    assert db.rows("SELECT count(*) FROM incidents") == [(0,)]
    assert db.rows("SELECT used, incident_id FROM reports") == [(True, None)]
