"""Work goes where the rows are: two databases stand for here and there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from servanda.engine.database import Database

pytestmark = pytest.mark.java  # not Java itself, but the extra that comes with it


@pytest.fixture
def pair() -> Iterator[tuple[Database, Database]]:
    for needed in ("pyarrow", "sqlglot"):
        pytest.importorskip(needed, reason="java: the extra `spark` is not installed (make spark)")
    here, there = Database(), Database()
    here.run("CREATE TABLE wide AS SELECT range AS n, range % 3 AS kind FROM range(100)")
    here.run("CREATE TABLE few AS SELECT range AS kind, 'k' || range AS name FROM range(3)")
    yield here, there
    here.close()
    there.close()


def spread(pair: tuple[Database, Database], small: int) -> Any:
    from servanda.engine.spread import Spread

    return Spread(*pair, ("wide",), small)


def holds(db: Database, table: str) -> bool:
    return bool(db.rows("SELECT 1 FROM information_schema.tables WHERE table_name = ? ORDER BY 1", [table]))


def test_small_results_come_home_and_wide_ones_stay(pair: tuple[Database, Database]) -> None:
    here, there = pair
    engine = spread(pair, 10)
    engine.run("CREATE TABLE named AS SELECT w.n, f.name FROM wide w JOIN few f ON f.kind = w.kind")
    assert holds(there, "named") and not holds(here, "named")
    engine.run("CREATE TABLE counted AS SELECT name, count(*) AS many FROM named GROUP BY name")
    assert holds(here, "counted")
    engine.run("CREATE TABLE most AS SELECT max(many) AS many FROM counted")
    assert holds(here, "most") and not holds(there, "most")
    assert engine.rows("SELECT many FROM most ORDER BY 1") == [(34,)]
    assert engine.rows("SELECT count(*) FROM named ORDER BY 1") == [(100,)]


def test_views_come_home_with_what_they_read(pair: tuple[Database, Database]) -> None:
    here, _ = pair
    engine = spread(pair, 10)
    engine.run("CREATE TABLE named AS SELECT w.n, f.name FROM wide w JOIN few f ON f.kind = w.kind")
    engine.run("CREATE VIEW even AS SELECT n, name FROM named WHERE n % 2 = 0")
    engine.run("CREATE VIEW first AS SELECT min(n) AS n FROM even")
    assert engine.rows("SELECT n FROM first ORDER BY 1") == [(0,)]
    engine.settle("first")
    assert here.rows("SELECT n FROM first ORDER BY 1") == [(0,)]
    assert here.rows("SELECT count(*) FROM even ORDER BY 1") == [(50,)]


def test_what_changes_here_is_sent_anew(pair: tuple[Database, Database]) -> None:
    engine = spread(pair, 0)
    engine.run("CREATE TABLE one AS SELECT count(*) AS n FROM wide w JOIN few f ON f.kind = w.kind")
    assert engine.rows("SELECT n FROM one ORDER BY 1") == [(100,)]
    engine.run("INSERT INTO few SELECT kind, name || 'x' FROM few")
    engine.run("CREATE TABLE two AS SELECT count(*) AS n FROM wide w JOIN few f ON f.kind = w.kind")
    assert engine.rows("SELECT n FROM two ORDER BY 1") == [(200,)]


def test_a_table_is_dropped_wherever_it_stands(pair: tuple[Database, Database]) -> None:
    here, there = pair
    for small in (0, 1000):
        engine = spread(pair, small)
        engine.run("CREATE TABLE gone AS SELECT n FROM wide")
        engine.run("INSERT INTO gone SELECT n + 100 FROM gone")
        assert engine.rows("SELECT count(*) FROM gone ORDER BY 1") == [(200,)]
        engine.run("DROP TABLE gone")
        assert not holds(here, "gone") and not holds(there, "gone")
