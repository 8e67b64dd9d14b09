"""What stands beside hidden rows: numbers from which what they say could be found by subtraction, and numbers alone.

A figure is kept if it rests on nothing that is hidden of any row.  One that does is left out together with
all figures of its kind, for every side alike: were only its own cell left out, the cells that stay would tell it,
if not today then by comparison with another day's release.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from servanda.engine.database import Database
from servanda.model.sharing import BESIDE, SMALL
from servanda.queries.hiding import settle

# What figures rest on -> the fields of reports that it is read from.
FACETS: Mapping[str, frozenset[str]] = {
    "area": frozenset(("admin1",)),
    "place": frozenset(("place", "lat", "lon", "precision")),
    "what": frozenset(("act", "stage", "means", "aimed_at", "affected")),
    "number": frozenset(("munitions_low", "munitions_high")),
    "when": frozenset(("time_from", "time_to")),
    "delay": frozenset(("published", "time_from", "time_to")),
    "source": frozenset(("source", "origin")),
    "toll": frozenset(("fatalities", "injured")),
    "actor": frozenset(("author_actor",)),
}
# In words, for whoever reads what is not there.
SAID = {
    "area": "counts by region", "place": "counts by place and zone", "what": "counts by weapon, target and act",
    "number": "counts of munitions", "when": "days, quiet spells and changes of our own counts, and checks against "
    "outside counts", "delay": "the delay of reports", "source": "what rests on single sources",
    "toll": "how far tolls differ", "actor": "counts by unit", "duty": "how far commitments are kept",
    "series": "changes of series with a hidden day", "effort": "how much could be seen",
}
_RULE = {"place": "place", "zone": "place", "author": "actor", "from": "when", "through": "when",
         **{prefix + name: "what" for name in ("act", "means", "stage") for prefix in ("", "without_")}}
_UNIT = {"munition": ("number",), "site-day": ("place", "when"), "incident": (), "report": ()}
_SUBSET = {"region": "area", "means": "what", "target": "what", "source": "source"}
_MEASURE: dict[str, tuple[str, ...]] = {
    "count": (), "rate_per_day": (), "tolls_that_differ": ("toll",), "delay_days": ("delay",),
    "underlying_purpose": ("duty",), "leave_one_out_low": ("source",), "leave_one_out_high": ("source",),
    "sources_before": ("source", "when"), "sources_during": ("source", "when"),
    "sources_fallen_silent": ("source", "when"), "fall_explained_by_silence": ("source", "when"),
    **dict.fromkeys(("quiet_days", "longest_quiet_spell", "immediate_objective", "days_without_any_report",
                     "first_day", "last_day"), ("when",)),
}
_ALL = frozenset((*FACETS, "duty", "series", "effort"))
# What the counts of a figure could be worked out from.
_FROM_COUNTS = ("text_unknown", "value", "value_low", "value_high", "ci_low", "ci_high", "n", "day_low", "day_high")
# Tables whose rows are single happenings, or say what was made of one.
HAPPENINGS = ("reports", "incidents", "links", "accounts", "account_verdicts", "verdicts", "releases", "days", "review",
              "decisions", "problems", "documents", "parts", "composites", "echoes", "disagreements")


def rests_on(rule: str, measure: str, subset: str, unit: str, rules: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The facets that a figure rests on; all of them for one of a kind that is not listed here."""
    if rule.startswith("series:"):
        return frozenset(("when",) if rule.startswith("series:incidents/") else ("series",))
    if rule == "reporting" and measure.startswith("effort_"):
        return frozenset(("effort",))
    if measure not in _MEASURE:
        return _ALL
    found = set(_MEASURE[measure])
    if measure == "count":
        if unit not in _UNIT or subset and subset.split("=")[0] not in _SUBSET:
            return _ALL
        found |= {*_UNIT[unit], *([_SUBSET[subset.split("=")[0]]] if subset else ())}
    restricted = rules.get(rule, {})
    return frozenset(found | {facet for key, facet in _RULE.items() if restricted.get(key)})


def hidden_facets(db: Database) -> set[str]:
    """The facets of which something is hidden, in any row."""
    fields = {row[0] for row in db.rows("SELECT DISTINCT field FROM hiding_home ORDER BY 1")}
    found = {facet for facet, read in FACETS.items() if read & fields}
    for table, facet in (("commitments", "duty"), ("series", "series"), ("effort", "effort")):
        if db.rows("SELECT 1 FROM hiding WHERE tab = ? AND secret LIMIT 1", [table]):
            found.add(facet)
    return found


def leave_out(db: Database, facets: Collection[str], rules: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Leave out every figure and number that rests on one of the facets; returns in words what was left out."""
    kinds = db.rows("""SELECT DISTINCT rule, measure, coalesce(split_part(subset, '=', 1), ''), coalesce(unit, '')
        FROM figures ORDER BY ALL""")
    gone = [(rule, measure, part, unit, rests_on(rule, measure, part, unit, rules) & set(facets))
            for rule, measure, part, unit in kinds]
    gone = [one for one in gone if one[4] and (one[4] != {"series"} or _of_hidden_series(db, one[0]))]
    db.run("CREATE OR REPLACE TABLE hiding_kind (rule VARCHAR, measure VARCHAR, subset VARCHAR, unit VARCHAR)")
    db.load_plain("hiding_kind", {name: [one[place] for one in gone]
                                  for place, name in enumerate(("rule", "measure", "subset", "unit"))})
    db.run("""DELETE FROM figures WHERE (rule, measure, coalesce(split_part(subset, '=', 1), ''), coalesce(unit, ''))
        IN (SELECT (rule, measure, subset, unit) FROM hiding_kind)""")
    told = set().union(*(one[4] for one in gone)) & set(facets)
    if "when" in facets and _checks(db):
        told.add("when")
    return [SAID[facet] for facet in SAID if facet in told]


def _of_hidden_series(db: Database, rule: str) -> bool:
    """Whether a rule measures a series of which a row is hidden."""
    name = rule.removeprefix("series:").split("/")[0]
    return bool(db.rows("""SELECT 1 FROM series s JOIN hiding h ON h.tab = 'series' AND h.id = s.series_row
        WHERE s.series = ? LIMIT 1""", [name]))


def _checks(db: Database) -> bool:
    """Empty our own counts beside outside ones: two that differ by a day would tell what lies on it."""
    ours = '"check" IN (\'own_reading\', \'own_claims\') AND our_high IS NOT NULL'
    touched = bool(db.rows(f"SELECT 1 FROM tally_checks WHERE {ours} LIMIT 1"))
    db.run(f"""UPDATE tally_checks SET our_low = NULL, our_high = NULL, gap_low = NULL, gap_high = NULL, why = NULL,
        holds = 'unknown', hidden = ? WHERE {ours}""", [BESIDE])
    return touched


def aggregate(db: Database, width: int) -> int:
    """Leave every row of a happening out, and give every count as the class of ``width`` numbers in which it lies.

    Classes are of one width for parts and wholes alike, so a whole less its other parts tells no part.  Returns
    how many rows are left out.
    """
    gone = 0
    for name in HAPPENINGS:
        settle(db, name)
        gone += int(db.rows(f'SELECT count(*) FROM "{name}"')[0][0])
        db.run(f'DELETE FROM "{name}"')
    db.run("""DELETE FROM figures WHERE day_low IS NOT NULL OR starts_with(rule, 'series:incidents/')
        OR starts_with(measure, 'leave_one_out') OR starts_with(measure, 'sources_') OR rule = 'reporting'""")
    emptied = ", ".join(f'"{name}" = NULL' for name in _FROM_COUNTS)
    db.run(f"""UPDATE figures SET low = low // ?1 * ?1, high = high // ?1 * ?1 + ?1 - 1, hidden = ?2, {emptied}
        WHERE NOT starts_with(rule, 'series:')""", [width, SMALL])
    db.run("""UPDATE tally_checks SET our_low = our_low // ?1 * ?1, our_high = our_high // ?1 * ?1 + ?1 - 1,
        gap_low = NULL, gap_high = NULL, hidden = ?2 WHERE "check" IN ('own_reading', 'own_claims')""", [width, SMALL])
    return gone
