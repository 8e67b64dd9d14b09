"""What was measured of hidden rows: the days of a series that may not be seen, and the names of parts of figures."""

from __future__ import annotations

from servanda.queries import beside, hiding
from tests.publish.invented import database, put


def test_a_hidden_series_leaves_no_daily_values() -> None:
    """One row of the northern series is for the owner alone: its days keep no number, the others keep theirs."""
    db = database()
    put(db, "series", [{"series_row": "s1", "used": True, "series": "shots", "channel": "north", "date": "2030-03-11",
                        "value": 5, "tlp": "red"}])
    hiding.begin(db)
    hiding.mark_levels(db, ["clear", "green"], "level")
    hiding.take_out(db)
    assert db.rows("SELECT count(*) FROM days WHERE series = 'shots/north' AND high IS NOT NULL") == [(0,)]
    assert db.rows("SELECT value, hidden FROM series") == [(None, "level")]


def test_a_place_that_only_hidden_rows_name_leaves_the_figures() -> None:
    """The region stays in no subset and in no id."""
    db = database()
    put(db, "reports", [{"report_id": "R9", "incident_id": "E-R9", "used": True, "kind": "single",
                         "admin1": "Secret Vale", "tlp": "red"}])
    put(db, "figures", [{"figure_id": "incidents/x/region=Secret Vale", "rule": "incidents", "measure": "count",
                         "subset": "region=Secret Vale", "low": 1, "high": 1}])
    hiding.begin(db)
    hiding.mark_levels(db, ["clear"], "level")
    hiding.take_out(db)
    assert beside.leave_out(db, beside.hidden_facets(db), {})[0] == "counts by region"
    assert db.rows("SELECT count(*) FROM figures WHERE contains(figure_id || coalesce(subset, ''), 'Secret')") == [(0,)]
