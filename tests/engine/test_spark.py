"""Spark runs the statements of assessing unchanged: the same tables on the example, and on a million rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks import assess as invented
from servanda import app
from servanda.assess import facts, provisions, rulebook, verdicts
from servanda.engine.database import Database
from servanda.model.tables import TABLES

pytestmark = pytest.mark.java
ROOT = Path(__file__).resolve().parents[2]
# Tables of numbers from which every verdict is worded.
NUMBERS = ("w_found", "w_margin")


def tables(folder: Path, engine: str, session: Any = None) -> dict[str, list[tuple[Any, ...]]]:
    case, problems = app.readable(folder)
    db, _ = app.assess(case, problems, engine=engine, session=session)
    try:
        return {name: db.rows(f'SELECT * FROM "{name}" ORDER BY ALL') for name in (*TABLES, *NUMBERS)}
    finally:
        db.close()


def test_the_same_tables_on_the_example(spark: Any) -> None:
    folder = ROOT / "examples" / "energy-truce-2025"
    assert tables(folder, "spark", spark.session) == tables(folder, "duckdb")


def test_every_statement_of_judging_runs_there(spark: Any, river_truce: Path) -> None:
    """Nothing is fetched before the end: no statement needs the embedded database."""
    from servanda.engine.spread import Spread

    case, _ = app.readable(river_truce)
    found = []
    for small in (0, None):
        db = _ready(river_truce)
        frames = rulebook.frames(case.terms.rules)
        judging = db if small is None else Spread(db, spark, (*verdicts.WIDE, *frames), small)
        verdicts.judge_all(judging, case, frames)
        found.append({name: db.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in NUMBERS})
        db.close()
    assert found[0] == found[1]


def _ready(folder: Path) -> Database:
    """The case linked, with its facts and rules in place."""
    from servanda.collect import records
    from servanda.link import incidents

    case, _ = app.readable(folder)
    db = Database()
    records.fill(db, case)
    incidents.fill(db, case.info, case.decisions)
    facts.fill(db, case)
    for name, frame in rulebook.frames(case.terms.rules).items():
        db.load_plain(name, frame)
    return db


def test_the_same_numbers_on_a_million_rows(spark: Any) -> None:
    """A million incidents under thirty rules; sums of hashes stand for the rows, as order means nothing."""
    from servanda.engine.spread import Spread

    case, db = invented.case(), Database()
    invented.fill(db, 1_000_000, 2_000)
    provisions.fill(db, case)
    facts.fill(db, case)
    frames = rulebook.frames(case.terms.rules)
    for name, frame in frames.items():
        db.load_plain(name, frame)
    sums = []
    for judging in (Spread(db, spark, verdicts.WIDE), db):
        verdicts.judge_all(judging, case, frames)
        sums.append([db.rows("SELECT count(*), sum(hash(t)) FROM w_try t ORDER BY 1"),
                     db.rows("SELECT count(*), sum(hash(t)) FROM w_margin t ORDER BY 1"),
                     db.rows("SELECT rule, outcome, possible, count(*) FROM w_found GROUP BY ALL ORDER BY ALL")])
        verdicts.forget(judging)
    db.close()
    assert sums[0] == sums[1]
    assert sums[0][0][0][0] == 1_000_000


def test_statements_of_the_shared_subset(spark: Any) -> None:
    """Made, filled, viewed, mapped over columns, counted, dropped."""
    spark.run("CREATE TABLE t_one (name VARCHAR, number BIGINT, sure BOOLEAN)")
    assert spark.load_plain("t_one", {"name": ["b;c", None], "number": [2, 3], "sure": [True, None]}) == 2
    spark.run("INSERT INTO t_one SELECT ?, number + ?, sure FROM t_one WHERE name = ?", ["it's ?", 40, "b;c"])
    spark.run("CREATE TABLE t_two AS SELECT unnest(string_split(name, ';')) AS name FROM t_one WHERE name IS NOT NULL")
    spark.run("CREATE VIEW t_three AS SELECT count(*) AS n FROM t_two")
    assert spark.rows("SELECT * FROM t_one ORDER BY number") == [
        ("b;c", 2, True), (None, 3, None), ("it's ?", 42, True)]
    assert spark.rows("SELECT name FROM t_two ORDER BY name") == [("b",), ("c",), ("it's ?",)]
    assert spark.rows("SELECT n FROM t_three ORDER BY n") == [(3,)]
    spark.run("CREATE TABLE t_four (name VARCHAR, length BIGINT)")
    spark.map_columns("SELECT name FROM t_two ORDER BY name", lengths, "t_four")
    assert spark.rows("SELECT * FROM t_four ORDER BY name") == [("b", 1), ("c", 1), ("it's ?", 6)]
    spark.run("DROP VIEW t_three")
    for name in ("t_one", "t_two", "t_four"):
        spark.run(f"DROP TABLE {name}")
    assert not {one.name for one in spark.session.catalog.listTables()} & {"t_one", "t_two", "t_three", "t_four"}


def lengths(frame: dict[str, list[str]]) -> dict[str, list[Any]]:
    return {"name": frame["name"], "length": [len(name) for name in frame["name"]]}


@pytest.mark.parametrize("sql", ["UPDATE t SET a = 1", "DELETE FROM t", "INSERT INTO t (a) SELECT 1"])
def test_statements_outside_of_the_subset(spark: Any, sql: str) -> None:
    from servanda.engine.spark import NotShared

    with pytest.raises(NotShared, match="shared subset"):
        spark.run(sql)


def test_a_session_handed_over_is_given_back_as_it_was(spark: Any) -> None:
    from servanda.engine.spark import SparkEngine

    name = "spark.sql.session.timeZone"
    kept = spark.session.conf.get(name)
    spark.session.conf.set(name, "Asia/Tokyo")
    try:
        handed = SparkEngine(spark.session)
        assert spark.session.conf.get(name) == "UTC"
        handed.run("CREATE TABLE t_left (a BIGINT)")
        handed.close()
        assert spark.session.conf.get(name) == "Asia/Tokyo"
        assert "t_left" not in {one.name for one in spark.session.catalog.listTables()}
    finally:
        spark.session.conf.set(name, kept)


def test_nothing_listens_or_is_written_outside(spark: Any) -> None:
    """The session binds to the loopback interface, shows no pages, and keeps its folders in its scratch."""
    conf = spark.session.sparkContext.getConf()
    assert conf.get("spark.driver.bindAddress") == "127.0.0.1" == conf.get("spark.driver.host")
    assert conf.get("spark.ui.enabled") == "false"
    assert not (ROOT / "spark-warehouse").exists() and not (ROOT / "metastore_db").exists()
