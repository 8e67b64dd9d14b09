"""What linking found before: all of it where nothing changed, else the rows of every incident whose reports did not.

The rows of an incident follow from what its reports say, from case.yaml, and from decisions that name it.  So they are
kept under a hash of the former two, and an incident that a decision names is made anew each time.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import astuple

import numpy as np

from servanda.engine.cache import key, line
from servanda.engine.database import Database
from servanda.link.linked import Linked
from servanda.link.told import COLUMNS
from servanda.model.case import CaseInfo
from servanda.model.problems import Problem

_TABLES = ("links", "accounts", "incidents", "review", "parts", "composites", "echoes", "disagreements")
_LINE = line((*(name.partition(" AS ")[0] for name in COLUMNS), "r.words", "r.summary"))
_DIGESTS = f"""
CREATE OR REPLACE TABLE w_group AS
SELECT home, sha256(string_agg(line, '' ORDER BY report_id)) AS digest
FROM (SELECT h.home, r.report_id, sha256({_LINE}) AS line FROM w_member m JOIN w_home h ON h.node = m.node
      JOIN reports r ON r.report_id = m.report_id LEFT JOIN sources s ON s.source = r.source)
GROUP BY home
"""
_NAMED = """
UPDATE w_group SET digest = NULL WHERE home IN (
    SELECT h.home FROM w_member m JOIN w_home h ON h.node = m.node WHERE m.report_id IN (SELECT unnest(?)))
"""


def whole(db: Database, of: str) -> list[Problem] | None:
    """Fill the tables with what was kept under that key, and return its problems; None where nothing was."""
    for path in db.cache.held(of) if db.cache and of else ():
        with db.recalled(path) as there:
            if there:
                for table in _TABLES:
                    db.run(f"INSERT INTO {table} SELECT * FROM kept.{table}")
                return [Problem(*one) for one in json.loads(db.rows("SELECT text FROM kept.told ORDER BY 1")[0][0])]
    return None


def groups(db: Database, found: Linked, info: CaseInfo, named: Collection[str]) -> None:
    """Make `w_home` and `w_incident`, and fill accounts and incidents with those whose reports did not change.

    ``named``: ids of reports, accounts and incidents that decisions name.
    """
    db.load_arrays("w_home", {"node": np.arange(len(found.home)), "home": found.home})
    db.run('CREATE OR REPLACE TABLE w_incident ("home" BIGINT, "incident_id" VARCHAR)')
    if not db.cache:
        return
    db.run(_DIGESTS)
    db.run(_NAMED, [sorted({report for id_ in named for report in _reports(id_)})])
    for path in db.cache.kin(_kin(info)):
        with db.recalled(path) as there:
            if there:
                db.run("INSERT INTO w_incident SELECT g.home, k.incident_id FROM w_group g "
                       "JOIN kept.groups k ON k.digest = g.digest")
                for table in ("accounts", "incidents"):
                    db.run(f"INSERT INTO {table} SELECT k.* FROM kept.{table} k "
                           "WHERE k.incident_id IN (SELECT incident_id FROM w_incident)")
                return


def _reports(id_: str) -> set[str]:
    """The reports that an id may name: itself, or the anchor and the first report in `E-anchor/first`."""
    name = id_.removeprefix("E-")
    cuts = [place for place, letter in enumerate(name) if letter == "/"]
    return {id_, name, *(part for cut in cuts for part in (name[:cut], name[cut + 1:]))}


def keep(db: Database, of: str, info: CaseInfo, problems: Iterable[Problem]) -> None:
    """Keep what linking found under that key, if there is one."""
    if not of or not db.cache:
        return
    told = json.dumps([astuple(one) for one in problems]).replace("'", "''")
    db.remember(of, _kin(info), {
        **{table: f"SELECT * FROM {table}" for table in _TABLES}, "told": f"SELECT '{told}' AS text",
        "groups": """SELECT g.digest, i.incident_id FROM w_group g JOIN w_incident i ON i.home = g.home
            WHERE g.digest IS NOT NULL"""})


def _kin(info: CaseInfo) -> str:
    return "link-" + key("link", info)[:12]
