"""Why each report belongs to its incident: the likeliest pair with a report published before it."""

from __future__ import annotations

import numpy as np

from servanda.engine.database import Database
from servanda.link.features import levels
from servanda.link.linked import Linked
from servanda.link.tellings import Ints
from servanda.link.weights import MILLION, millionths, odds
from servanda.link.words import reason
from servanda.model.linking import Weights

SAME = "tells the same in every feature"
LATER = "linked to reports of its incident published later"

# A report that is not its node's first tells the same as that one; a first one is held by the likeliest pair with a
# report published before it, if there is one.
_LINKS = f"""
INSERT INTO links (report_id, incident_id, probability, reason_code, reason)
SELECT m.report_id, i.incident_id,
  CASE WHEN i.incident_id = 'E-' || m.report_id OR d.report_id IS NOT NULL THEN 1
    WHEN n.first <> m.report_id THEN CAST(w.itself AS DOUBLE) / {MILLION}
    WHEN w.pattern >= 0 THEN CAST(w.likely AS DOUBLE) / {MILLION} END,
  CASE WHEN i.incident_id = 'E-' || m.report_id THEN 'anchor' WHEN d.report_id IS NOT NULL THEN 'decision'
    ELSE 'model' END,
  CASE WHEN i.incident_id = 'E-' || m.report_id THEN 'earliest report' WHEN d.report_id IS NOT NULL THEN d.why
    WHEN n.first <> m.report_id THEN '{SAME}' WHEN w.pattern < 0 THEN '{LATER}' ELSE p.words END
FROM w_member m JOIN w_node n ON n.node = m.node JOIN w_home h ON h.node = m.node
JOIN w_incident i ON i.home = h.home JOIN w_holds w ON w.node = m.node
LEFT JOIN w_pattern p ON p.pattern = w.pattern LEFT JOIN w_merged d ON d.report_id = m.report_id
"""


def fill(db: Database, found: Linked, weights: Weights) -> None:
    """Fill `links` of the incidents in `w_incident`, with what holds each report."""
    pair = _holding(found)
    pattern, words = _patterns(found, weights, pair[pair >= 0])
    everyone = np.arange(len(found.home))
    itself = millionths(odds(weights, levels(found.nodes.told, np.zeros(len(everyone), np.int8), everyone, everyone)))
    # One row more stands for no pair.
    db.load_arrays("w_holds", {"node": everyone, "itself": itself, "likely": np.append(found.likely, 0)[pair],
                               "pattern": np.append(pattern, -1)[pair]})
    db.run('CREATE OR REPLACE TABLE w_pattern ("pattern" BIGINT, "words" VARCHAR)')
    db.load_plain("w_pattern", {"pattern": list(range(len(words))), "words": list(words)})
    db.run('CREATE OR REPLACE TABLE w_merged ("report_id" VARCHAR, "why" VARCHAR)')
    merged = sorted(found.bonds.merged.items())
    db.load_plain("w_merged", {"report_id": [report for report, _ in merged],
                               "why": [f"decision {one.seq}: {one.reason}" for _, one in merged]})
    db.run(_LINKS)


def _holding(found: Linked) -> Ints:
    """The pair that holds each node: of one incident, with a node published before it, the likeliest; -1 for none."""
    rank = found.nodes.rank
    inside = np.flatnonzero(found.home[found.a] == found.home[found.b])
    later = np.where(rank[found.a[inside]] > rank[found.b[inside]], found.a[inside], found.b[inside])
    order = np.lexsort((inside, -found.likely[inside], later))
    chosen, of = inside[order], later[order]
    head = np.concatenate([[True], of[1:] != of[:-1]]) if len(of) else np.zeros(0, np.bool_)
    pair = np.full(len(found.home), -1, np.int64)
    pair[of[head]] = chosen[head]
    return pair


def _patterns(found: Linked, weights: Weights, pairs: Ints) -> tuple[Ints, tuple[str, ...]]:
    """For each pair that holds a report the number of its words; each distinct pattern is put in words once."""
    of = np.full(len(found.a), -1, np.int64)
    distinct, back = np.unique(found.levels[pairs], axis=0, return_inverse=True)
    of[pairs] = back.reshape(-1)
    return of, tuple(reason(weights, tuple(row)) for row in distinct.tolist())
