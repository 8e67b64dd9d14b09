"""Under which readings an incident is, or may be, a potential violation, and by whom."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.engine.database import Database


def readings(db: Database, compare: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
    """Incident -> (where it is one whatever is open, where it may be one): `;` lists of provision/reading/author."""
    rows = db.rows("""
        SELECT incident_id,
               string_agg(held, ';' ORDER BY held) FILTER (WHERE possible = 'potential_violation'),
               string_agg(held, ';' ORDER BY held) FILTER (WHERE possible <> 'potential_violation')
        FROM (SELECT DISTINCT incident_id, provision || '/' || reading || '/' || author AS held, possible FROM verdicts
              WHERE list_contains(?, reading)
                AND list_contains(string_split(possible, ';'), 'potential_violation'))
        GROUP BY incident_id ORDER BY incident_id""", [list(compare)])
    return {id_: (sure, open_) for id_, sure, open_ in rows}
