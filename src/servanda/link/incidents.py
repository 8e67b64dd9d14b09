"""Reports to incidents: fills links, incidents, accounts, `reports.incident_id` and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.link.accounts import Account, accounts, values
from servanda.link.bindings import Bonds, bonds, split_reports
from servanda.link.clusters import clusters
from servanda.link.features import reason
from servanda.link.pairs import Pair, nodes, pairs, silent
from servanda.link.questions import questions
from servanda.link.standing import Watch, decided, standings
from servanda.link.summaries import summary
from servanda.link.told import Told, told
from servanda.model.case import CaseInfo, Decision, Frame
from servanda.model.problems import Problem, problem

Row = dict[str, Any]


def fill(db: Database, info: CaseInfo, decisions: Sequence[Decision]) -> list[Problem]:
    """Link the single reports in use; composites, tallies and absences stay apart and belong to no incident."""
    reports = told(db)
    members = nodes(db, split_reports(decisions))
    node_of = {report: node for node, ids in members.items() for report in ids}
    bound, found = bonds(decisions, node_of), pairs(db)
    groups = clusters(len(members), found, bound.together(), bound.apart, silent(db))
    gathered = [[reports[id_] for node in group for id_ in members[node]] for group in groups]
    happenings = [sorted(group, key=lambda one: (one.bare_denial, one.order)) for group in gathered
                  if not all(one.bare_denial for one in group)]
    incidents = sorted((("E-" + group[0].report_id, group) for group in happenings), key=lambda item: item[0])
    stories = {id_: accounts(group) for id_, group in incidents}
    aside, wrong = _asides(decisions, stories)
    db.load("links", _frame(_links(incidents, found, node_of, bound)))
    db.load("accounts", _frame([row for id_, _ in incidents for row in _account_rows(id_, stories[id_], aside)]))
    db.load("incidents", _frame(_incident_rows(info, incidents, stories, aside, decided(decisions))))
    db.load("review", _frame(questions(found, groups, members, bound.apart)))
    db.run("UPDATE reports SET incident_id = links.incident_id FROM links WHERE links.report_id = reports.report_id")
    return [*bound.problems, *wrong]


def _links(incidents: Iterable[tuple[str, list[Told]]], found: Sequence[Pair], node_of: Mapping[str, int],
           bound: Bonds) -> list[Row]:
    """Why each report belongs to its incident, in order of reports."""
    home = {node_of[report.report_id]: id_ for id_, group in incidents for report in group}
    best: dict[int, Pair] = {}
    for pair in found:
        if pair.a in home and home[pair.a] == home.get(pair.b):
            for node in (pair.a, pair.b):
                if node not in best or pair.points > best[node].points:
                    best[node] = pair
    rows = [_link(id_, group[0], report, best.get(node_of[report.report_id]), bound)
            for id_, group in incidents for report in group]
    return sorted(rows, key=lambda row: str(row["report_id"]))


def _link(id_: str, anchor: Told, report: Told, pair: Pair | None, bound: Bonds) -> Row:
    row: Row = {"report_id": report.report_id, "incident_id": id_, "probability": None, "reason_code": "rule",
                "reason": reason(pair.levels) if pair else "tells the same in every feature"}
    if report is anchor:
        row.update(probability=1, reason_code="anchor", reason="earliest report")
    elif report.report_id in bound.merged:
        decision = bound.merged[report.report_id]
        row.update(probability=1, reason_code="decision", reason=f"decision {decision.seq}: {decision.reason}")
    return row


def _account_id(incident: str, story: Account) -> str:
    return f"{incident}/{story.first}"


def _asides(decisions: Iterable[Decision],
            stories: Mapping[str, Sequence[Account]]) -> tuple[set[str], list[Problem]]:
    """The accounts that decisions set aside, and decisions that name none of ours."""
    known = {_account_id(id_, story) for id_, group in stories.items() for story in group}
    aside: set[str] = set()
    wrong = []
    for decision in sorted(decisions, key=lambda item: item.seq):
        value = _aside(decision)
        for id_ in decision.ids if value is not None else ():
            if id_ in known:
                (aside.add if value else aside.discard)(id_)
            else:
                wrong.append(problem("decision_unknown", "decisions.jsonl", decision.seq,
                                     f"Decision {decision.seq} names the account `{id_[:120]}`, which does not exist.",
                                     row_id=id_))
    return aside, wrong


def _aside(decision: Decision) -> bool | None:
    """What a decision says of `aside`; None where it says nothing."""
    value = decision.value
    if decision.state != "active" or (decision.kind, decision.table) != ("set", "accounts"):
        return None
    if not isinstance(value, Mapping):
        return None
    said = value.get("value") if value.get("field") == "aside" else value.get("aside")
    return None if said is None else said in (True, "true", "yes")


def _account_rows(incident: str, stories: Iterable[Account], aside: set[str]) -> list[Row]:
    return [_account_row(incident, story, _account_id(incident, story) in aside) for story in stories]


def _account_row(incident: str, story: Account, aside: bool) -> Row:
    start, end = story.span()
    reports = story.reports
    return {
        "account_id": _account_id(incident, story), "incident_id": incident, "author": story.author or None,
        "time_from": start, "time_to": end,
        "act": _list(values([r.act for r in reports])), "stage": _list(values([r.stage for r in reports])),
        "means": _list(values([r.means for r in reports])),
        "aimed_at": _list(values([part for r in reports for part in r.aimed_at])),
        "affected": _list(values([part for r in reports for part in r.affected])),
        "origins": _list(sorted({origin for r in reports for origin in r.origins})),
        "origin_parties": _list(sorted({party for r in reports for party in r.parties})),
        "report_ids": _list(sorted(r.report_id for r in reports)), "aside": aside,
    }


def _incident_rows(info: CaseInfo, incidents: Iterable[tuple[str, list[Told]]],
                   stories: Mapping[str, list[Account]], aside: set[str],
                   given: Mapping[str, Mapping[str, str]]) -> list[Row]:
    """One row an incident; accounts set aside count for its authors and standing only where no other is left."""
    watch = Watch.of(info)
    rows = []
    for id_, group in incidents:
        left = [story for story in stories[id_] if _account_id(id_, story) not in aside] or stories[id_]
        heard = [report for story in left for report in story.reports]
        row = {"incident_id": id_, **summary(group, stories[id_], info.zone)}
        row["authors"] = _list(sorted({story.author for story in left} - {""}))
        stood = standings(heard, watch)
        for key in (*sorted(report.report_id for report in group), id_):
            stood.update(given.get(key, {}))
        rows.append({**row, **{f"{element}_standing": value for element, value in stood.items()}})
    return rows


def _list(parts: Iterable[str]) -> str | None:
    return ";".join(parts) or None


def _frame(rows: Sequence[Row]) -> Frame:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
