"""Delay, sources that fall silent, effort, series that overlap, and what rests on one source."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from servanda.engine.database import Database
from servanda.measure import figures
from tests.assess.small import BASE, account, assessed, load, the_case, with_

DAY = 86_400
# From 31 January 1970 (day 30) for ten days.
RULE = with_(window=replace(BASE.window, starts=((30 * DAY, 30 * DAY),), ends=((40 * DAY, 40 * DAY),)))


def _measured(accounts: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> Database:
    case = the_case([RULE])
    db = assessed(accounts, [RULE])
    for table, rows in tables.items():
        if table == "reports":
            db.run("DELETE FROM reports")
        load(db, table, rows)
    db.run("DELETE FROM figures")
    db.run("DELETE FROM days")
    figures.fill(db, replace(case, info=replace(case.info, as_of="1970-02-09")))
    return db


def _on(id_: str, day: int, **given: Any) -> dict[str, Any]:
    return account(id_, **{"time_from": day * DAY + 60, "time_to": day * DAY + 120, **given})


def _report(id_: str, incident: str, source: str, day: int, **given: Any) -> dict[str, Any]:
    return {"report_id": id_, "used": True, "kind": "single", "incident_id": incident, "source": source,
            "author_claimed": "SOUTH", "act": "strike", "time_from": day * DAY + 60, "time_to": day * DAY + 120,
            "published": None, "means": None, **given}


def test_delay_and_the_days_not_yet_told() -> None:
    """Nine reports come on the next day, one after five days: nine in ten by the next day."""
    rows = [_report(f"R{n}", f"E{n}", "a", n, published=f"1970-01-{n + 2 if n < 9 else n + 6:02}") for n in range(10)]
    db = _measured([_on(f"E{n}/a", n) for n in range(10)], reports=rows)
    row = db.dicts("SELECT * FROM figures WHERE measure = 'delay_days'")[0]
    assert (float(row["value"]), float(row["value_high"]), row["day_low"], row["n"]) == (1, 1, "1970-02-09", 10)


def test_a_source_that_falls_silent_explains_a_fall() -> None:
    """Before: four incidents by the paper alone, four by the watch; during: two by the watch.

    The rate fell from 8 in 28 days to 2 in 10 by less than the paper's own share, so silence may explain all of it.
    """
    days = [*range(4, 12), 31, 35]
    accounts = [_on(f"E{n}/a", day) for n, day in enumerate(days)]
    rows = [_report(f"R{n}", f"E{n}", "paper" if n < 4 else "watch", day) for n, day in enumerate(days)]
    db = _measured(accounts, reports=rows)
    silent = db.dicts("SELECT * FROM figures WHERE measure = 'sources_fallen_silent'")[0]
    assert (silent["low"], silent["n"], silent["subset"]) == (1, 2, "paper")
    explained = db.dicts("SELECT * FROM figures WHERE measure = 'fall_explained_by_silence'")[0]
    assert (float(explained["value"]), explained["low"], explained["n"]) == (1.0, 4, 8)


def test_what_rests_on_one_source() -> None:
    """Three strikes: one by the paper alone, one by both alike, one by both but only the paper names the means."""
    accounts = [_on("E1/a", 31), _on("E2/a", 32), _on("E3/a", 33)]
    rows = [_report("R1", "E1", "paper", 31), _report("R2", "E2", "paper", 32), _report("R3", "E2", "watch", 32),
            _report("R4", "E3", "paper", 33, means="uav"), _report("R5", "E3", "watch", 33)]
    db = _measured(accounts, reports=rows)
    found = {row["measure"]: row for row in db.dicts(
        "SELECT * FROM figures WHERE starts_with(measure, 'leave_one_out') AND party = 'SOUTH'")}
    low, high = found["leave_one_out_low"], found["leave_one_out_high"]
    assert (float(low["value"]), low["low"], low["high"], low["subset"]) == (3, 1, 3, "source=paper")
    assert (float(high["value"]), high["low"], high["high"]) == (3, 1, 3)


def test_copies_of_one_telling_rest_on_nobody() -> None:
    """Told alike by two sources: without either of them the count stays."""
    db = _measured([_on("E1/a", 31)], reports=[_report("R1", "E1", "paper", 31), _report("R2", "E1", "watch", 31)])
    row = db.dicts("SELECT * FROM figures WHERE measure = 'leave_one_out_low' AND party = 'SOUTH'")[0]
    assert (row["low"], row["high"]) == (1, 1)


def _series(channel: str, values: list[int], **given: Any) -> list[dict[str, Any]]:
    rows = []
    for day, value in enumerate(values):
        date = f"1970-01-{day + 1:02}" if day < 31 else f"1970-02-{day - 30:02}"
        rows.append({"series_row": f"{channel}-{day}", "used": True, "series": "shells", "channel": channel,
                     "measure": "shells", "party": "NORTH", "author": "SOUTH", "date": date, "value": value,
                     "complete": None, **given})
    return rows


def test_two_channels_of_one_series_are_never_summed() -> None:
    """Ten and six a day of the same thing: two series, each with its own days."""
    db = _measured([_on("E1/a", 31)], series=[*_series("army", [10] * 40), *_series("navy", [6] * 40)])
    assert db.rows("SELECT DISTINCT series, high FROM days WHERE starts_with(series, 'shells') ORDER BY 1") == [
        ("shells/army", 10), ("shells/navy", 6)]


def test_days_not_whole_are_shown_and_not_used() -> None:
    """The text of the last day is cut: it is in grey, and the period has nine days."""
    rows = _series("army", [10] * 40)
    rows[-1]["complete"] = False
    db = _measured([_on("E1/a", 31)], series=rows)
    assert db.rows("SELECT date, high FROM days WHERE left_out = 'incomplete' AND series = 'shells/army'") == [
        ("1970-02-09", 10)]
    ratio = db.dicts("SELECT * FROM figures WHERE measure = 'rate_ratio' AND rule = 'series:shells/army'")[0]
    assert ratio["n"] == 39 and "9 days against 30 before" in ratio["method"]


def test_a_tally_is_held_against_each_channel_apart() -> None:
    """Seventy shells in a week: the army's own series says so, the navy's does not."""
    db = _measured([_on("E1/a", 31)], series=[*_series("army", [10] * 40), *_series("navy", [6] * 40)],
                   tallies=[{"tally_id": "T", "used": True, "party": "NORTH", "measure": "shells", "value": 70,
                             "qualifier": "exact", "period_from": "1970-01-05", "period_to": "1970-01-11"}])
    assert db.rows("""SELECT against, our_low, holds FROM tally_checks WHERE "check" = 'series' ORDER BY 1""") == [
        ("shells/army", 70, "within"), ("shells/navy", 42, "above")]


def test_effort_during_and_as_many_days_before() -> None:
    """Access denied on the 3rd and 4th day of the period; ten patrols in the ten days before."""
    effort = [{"effort_id": "F1", "used": True, "kind": "access_denied", "date_from": "1970-02-02",
               "date_to": "1970-02-03", "amount": None},
              {"effort_id": "F2", "used": True, "kind": "patrol", "date_from": "1970-01-21", "date_to": "1970-01-30",
               "amount": 10}]
    db = _measured([_on("E1/a", 31)], effort=effort)
    found = {(row[0], row[1]): row[2:] for row in db.rows(
        "SELECT measure, subset, low, value FROM figures WHERE starts_with(measure, 'effort_')")}
    assert found == {("effort_access_denied", "before"): (0, None), ("effort_access_denied", "during"): (2, None),
                     ("effort_patrol", "before"): (10, 10), ("effort_patrol", "during"): (0, None)}
