"""Reports to incidents: fills links, incidents, accounts, `reports.incident_id` and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.link import accounts, disagreements, echoes, kept, parts, reasons, standing, summaries, told
from servanda.link.linked import Linked, linked
from servanda.link.meetings import MOST
from servanda.link.questions import questions
from servanda.link.shipped import PLAIN
from servanda.link.weights import drift
from servanda.model.case import CaseInfo, Decision, Frame
from servanda.model.linking import Weights
from servanda.model.problems import Problem, problem

Row = dict[str, Any]


_BLOCK = 100_000  # reports whose accounts are made at once
_WORKING = ("w_told", "w_saw", "w_story", "w_silent", "w_in", "w_told_account", "w_origins", "w_foremost", "w_disputed",
            "w_middle", "w_placed", "w_sum", "w_stories", "w_voice", "w_named", "w_admits", "w_occurrence",
            "w_authored", "w_objected", "w_standing")


def fill(db: Database, info: CaseInfo, decisions: Sequence[Decision], given: Weights | None = None,
         key: str = "") -> list[Problem]:
    """Link the single reports in use; composites, tallies and absences stay apart and belong to no incident.

    ``key`` stands for all that linking depends on; what was kept under it is found again.
    """
    problems = kept.whole(db, key)
    if problems is None:
        problems = _linked(db, info, decisions, given or PLAIN)
        kept.keep(db, key, info, problems)
    db.run("UPDATE reports SET incident_id = links.incident_id FROM links WHERE links.report_id = reports.report_id")
    return problems


def _linked(db: Database, info: CaseInfo, decisions: Sequence[Decision], weights: Weights) -> list[Problem]:
    found = linked(db, weights, decisions)
    db.load("review", _frame(questions(found, weights)))
    given, wishes = standing.decided(decisions), _wishes(decisions)
    kept.groups(db, found, info, {*given, *wishes})
    echoes.fill(db)
    told.prepare(db, info)
    summaries.prepare(db)
    for _ in told.blocks(db, found, _BLOCK):
        _incidents(db, info, {name for name, (aside, _) in wishes.items() if aside})
    standing.decide(db, given)
    for table in _WORKING:
        db.run(f"DROP TABLE IF EXISTS {table}")
    reasons.fill(db, found, weights)
    parts.fill(db)
    disagreements.fill(db)
    return [*found.bonds.problems, *_unknown(db, wishes), *told_of(found, weights)]


def _incidents(db: Database, info: CaseInfo, aside: set[str]) -> None:
    """Accounts and incidents of a block of reports, whose incidents are whole."""
    accounts.make(db, aside)
    db.run(summaries.ORIGINS)
    standing.make(db)
    summaries.make(db, info)


def told_of(found: Linked, weights: Weights) -> list[Problem]:
    """What a reader of the links must know: pairs left out, and levels spread otherwise than when learned."""
    made = [problem("linking_drift", "linking.yaml", 0, f"The levels of `{name}` among the pairs compared have shifted "
                    f"since the weights were learned (index {index:.2f}, told from 0.25 on).")
            for name, index in drift(weights, found.spread)]
    if found.left_out:
        made.append(problem("link_capped", "reports", 0, f"{found.left_out:,} pairs of reports were not compared: each "
                            f"report is compared with the {MOST} nearest, and {found.compared:,} pairs were."))
    return made


def _unknown(db: Database, wishes: Mapping[str, tuple[bool, int]]) -> list[Problem]:
    """Decisions about accounts that do not exist."""
    met = {row[0] for row in db.rows("SELECT account_id FROM accounts WHERE list_contains(?, account_id) ORDER BY 1",
                                     [sorted(wishes)])} if wishes else set()
    return [problem("decision_unknown", "decisions.jsonl", seq,
                    f"Decision {seq} names the account `{name[:120]}`, which does not exist.", row_id=name)
            for name, (_, seq) in sorted(wishes.items()) if name not in met]


def _wishes(decisions: Iterable[Decision]) -> dict[str, tuple[bool, int]]:
    """Account -> whether it is set aside, and the number of the decision; the later one wins."""
    found: dict[str, tuple[bool, int]] = {}
    for decision in sorted(decisions, key=lambda item: item.seq):
        value = _aside(decision)
        if value is not None:
            found.update(dict.fromkeys(decision.ids, (value, decision.seq)))
    return found


def _aside(decision: Decision) -> bool | None:
    """What a decision says of `aside`; None where it says nothing."""
    value = decision.value
    if decision.state != "active" or (decision.kind, decision.table) != ("set", "accounts"):
        return None
    if not isinstance(value, Mapping):
        return None
    said = value.get("value") if value.get("field") == "aside" else value.get("aside")
    return None if said is None else said in (True, "true", "yes")


def _frame(rows: Sequence[Row]) -> Frame:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
