"""Figures other than the headline counts, daily values behind effects, and what each rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servanda.engine.database import Database

Row = dict[str, Any]


def by_rule(db: Database, compare: Sequence[str]) -> list[Row]:
    """Counts by every rule under the compared readings: the rule `incidents` first, any claim."""
    return db.dicts("""
        SELECT rule, unit, provision, reading, party, standard, low, high, text_unknown, n,
               period_from, period_to, method
        FROM figures WHERE measure = 'count' AND subset IS NULL AND list_contains(?, reading)
          AND (rule <> 'incidents' OR standard = 'all')
        ORDER BY rule <> 'incidents', rule, provision, reading, party""", [list(compare)])


def compliance(db: Database, compare: Sequence[str]) -> list[Row]:
    """Every measure of compliance under the compared readings."""
    return db.dicts("""
        SELECT measure, provision, reading, party, standard, low, high, value_low, value_high, day_low, day_high, n,
               period_from, period_to
        FROM figures WHERE rule = 'incidents' AND subset IS NULL AND list_contains(?, reading)
          AND measure IN ('count', 'rate_per_day', 'quiet_days', 'longest_quiet_spell', 'first_day', 'last_day',
                          'immediate_objective', 'days_without_any_report')
        ORDER BY provision, reading, standard, party, measure""", [list(compare)])


def purpose(db: Database) -> list[Row]:
    """Promises that are due, by who owes them."""
    return db.dicts("""SELECT party, low, high, value_low, value_high, n, period_to FROM figures
        WHERE measure = 'underlying_purpose' ORDER BY party = 'anybody', party""")


def parts(db: Database) -> list[Row]:
    """Counts by weapon, target and region: facet, value, provision, reading, party, low, high."""
    return db.dicts("""
        SELECT split_part(subset, '=', 1) AS facet, substr(subset, strpos(subset, '=') + 1) AS value, provision,
               reading, party, low, high, text_unknown
        FROM figures WHERE rule = 'incidents' AND measure = 'count' AND subset IS NOT NULL
        ORDER BY facet, value, provision, reading, party""")


def leave_one_out(db: Database) -> list[Row]:
    """The range of each headline without any one source, low end and high end."""
    return db.dicts("""
        SELECT provision, reading, party, right(measure, length(measure) - length('leave_one_out_')) AS end,
               low, high, value, substr(subset, length('source=') + 1) AS source, n
        FROM figures WHERE starts_with(measure, 'leave_one_out_') ORDER BY provision, reading, party, measure DESC""")


def effects(db: Database) -> list[Row]:
    """Figures of every series against every start, placebos apart."""
    return db.dicts("""
        SELECT substr(rule, length('series:') + 1) AS series, measure, subset, provision, reading, party, unit,
               period_from, period_to, value, ci_low, ci_high, day_low, day_high, n, method, finding
        FROM figures WHERE starts_with(rule, 'series:') AND measure <> 'placebo'
        ORDER BY period_from, provision, reading, series, measure, subset""")


def placebos(db: Database) -> list[Row]:
    """Ratios at earlier dates, by series and start."""
    return db.dicts("""
        SELECT substr(rule, length('series:') + 1) AS series, provision || '/' || reading AS start, subset AS date,
               value
        FROM figures WHERE measure = 'placebo' ORDER BY series, start, date""")


def days(db: Database, starts: Sequence[str]) -> list[Row]:
    """Daily values of these starts."""
    return db.dicts("SELECT * FROM days WHERE list_contains(?, start) ORDER BY start, series, date", [list(starts)])


def starts(db: Database) -> list[str]:
    """Labels of the starts that series are set against, in code-point order."""
    return [row[0] for row in db.rows("SELECT DISTINCT start FROM days ORDER BY start")]


def reporting(db: Database) -> list[Row]:
    """Delay, revisions, sources and effort."""
    return db.dicts("""
        SELECT measure, subset, provision, reading, period_from, period_to, low, value, value_low, value_high,
               day_low, n
        FROM figures WHERE rule = 'reporting' ORDER BY measure, provision, period_from, reading, subset""")


def published(db: Database, party: str) -> list[Row]:
    """Counts of violations that a party published, each with our count under its own reading."""
    return db.dicts("""
        SELECT t.tally_id, t.measure, t.provision, t.qualifier, t.value, t.period_from, t.period_to, t.said, c.reading,
               c.period, c.our_low, c.our_high, c.holds, c.why, o.our_low AS own_low, o.our_high AS own_high
        FROM tallies t JOIN tally_checks c ON c.tally_id = t.tally_id AND c."check" = 'own_reading'
        LEFT JOIN tally_checks o ON o.tally_id = t.tally_id AND o."check" = 'own_claims'
        WHERE t.used AND t.party = ? ORDER BY t.period_to, t.period_from, coalesce(t.said, t.published), t.tally_id""",
                    [party])
