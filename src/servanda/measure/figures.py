"""Measuring in order: counts by rule, compliance, parts, reporting, effects, and the checks of outside counts."""

from __future__ import annotations

from servanda.engine.database import Database
from servanda.measure import (
    calendar,
    compliance,
    counts,
    effects,
    facets,
    reporting,
    rows,
    series,
    tallies,
    totals,
)
from servanda.model.case import Case
from servanda.model.problems import Problem


def fill(db: Database, case: Case) -> list[Problem]:
    """Fill figures, days and tally_checks."""
    now = calendar.today(db, case.info.as_of)
    compare = case.terms.compare
    calendar.fill(db, case.terms, case.info.zone, now, case.info.standards())
    counted, wrong = counts.fill(db, case)
    told, late = reporting.delay(db, now)
    starts = effects.starts(db)
    found = [*counted, *compliance.fill(db, case.info.standards(), counted, now), *facets.fill(db, compare), *told,
             *(figure for start in starts for figure in reporting.around(db, start)),
             *reporting.effort(db, starts, now), *reporting.leave_one_out(db, compare, counted)]
    found += effects.fill(db, [*series.published(db), *series.ours(db, compare, late)], starts,
                          case.untold_change)
    rows.load(db, found)
    checks, outside = tallies.fill(db, case)
    among, unbalanced = totals.fill(db)
    tallies.load(db, [*checks, *among])
    return [*wrong, *outside, *unbalanced]
