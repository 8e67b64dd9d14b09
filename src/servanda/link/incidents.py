"""Reports to incidents: fills links, incidents, accounts, `reports.incident_id` and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from servanda.engine.database import Database
from servanda.link import disagreements, echoes, kept, parts, reasons
from servanda.link.accounts import Account, accounts, values
from servanda.link.linked import Linked, linked
from servanda.link.meetings import MOST
from servanda.link.questions import questions
from servanda.link.shipped import PLAIN
from servanda.link.standing import Watch, decided, standings
from servanda.link.summaries import summary
from servanda.link.told import Told, told
from servanda.link.weights import drift
from servanda.model.case import CaseInfo, Decision, Frame
from servanda.model.linking import Weights
from servanda.model.problems import Problem, problem

Row = dict[str, Any]


_BLOCK = 40_000  # reports that are held as objects at once


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
    pages = _Pages(info, decisions)
    kept.groups(db, found, info, pages.named)
    echoes.fill(db)
    for reports, homes in told(db, found, _BLOCK):
        for table, rows in pages.rows(reports, homes).items():
            db.load_plain(table, _frame(rows))
    reasons.fill(db, found, weights)
    parts.fill(db)
    disagreements.fill(db)
    return [*found.bonds.problems, *pages.unknown(), *told_of(found, weights)]


def told_of(found: Linked, weights: Weights) -> list[Problem]:
    """What a reader of the links must know: pairs left out, and levels spread otherwise than when learned."""
    made = [problem("linking_drift", "linking.yaml", 0, f"The levels of `{name}` among the pairs compared have shifted "
                    f"since the weights were learned (index {index:.2f}, told from 0.25 on).")
            for name, index in drift(weights, found.spread)]
    if found.left_out:
        made.append(problem("link_capped", "reports", 0, f"{found.left_out:,} pairs of reports were not compared: each "
                            f"report is compared with the {MOST} nearest, and {found.compared:,} pairs were."))
    return made


class _Pages:
    """Rows of accounts and incidents, a block of whole incidents at a time."""

    def __init__(self, info: CaseInfo, decisions: Sequence[Decision]) -> None:
        self.info, self.watch, self.given = info, Watch.of(info), decided(decisions)
        self.wishes = _wishes(decisions)
        self.met: set[str] = set()  # accounts that a decision names and that exist

    @property
    def named(self) -> set[str]:
        """Ids of reports, accounts and incidents that decisions on accounts or standing name."""
        return {*self.given, *self.wishes}

    def rows(self, reports: Sequence[Told], homes: Sequence[int]) -> dict[str, list[Row]]:
        """The rows of a block of reports, whose incidents are whole; ``homes`` are their clusters."""
        groups: dict[int, list[Told]] = {}
        for report, home in zip(reports, homes, strict=True):
            groups.setdefault(home, []).append(report)
        made: dict[str, list[Row]] = {"accounts": [], "incidents": [], "w_incident": []}
        for home, group in groups.items():
            group.sort(key=lambda one: (one.bare_denial, one.order))
            if not group[0].bare_denial:
                self._incident("E-" + group[0].report_id, group, made)
                made["w_incident"].append({"home": home, "incident_id": "E-" + group[0].report_id})
        return made

    def _incident(self, id_: str, group: list[Told], made: dict[str, list[Row]]) -> None:
        stories = accounts(group)
        named = {story: _account_id(id_, story) for story in stories}
        self.met.update(name for name in named.values() if name in self.wishes)
        aside = {name for name in named.values() if self.wishes.get(name, (False, 0))[0]}
        made["accounts"] += _account_rows(id_, stories, aside)
        made["incidents"].append(_incident_row(self.info, self.watch, id_, group, stories, aside, self.given))

    def unknown(self) -> list[Problem]:
        """Decisions about accounts that do not exist."""
        return [problem("decision_unknown", "decisions.jsonl", seq,
                        f"Decision {seq} names the account `{name[:120]}`, which does not exist.", row_id=name)
                for name, (_, seq) in sorted(self.wishes.items()) if name not in self.met]


def _account_id(incident: str, story: Account) -> str:
    return f"{incident}/{story.first}"


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


def _incident_row(info: CaseInfo, watch: Watch, id_: str, group: Sequence[Told], stories: Sequence[Account],
                  aside: set[str], given: Mapping[str, Mapping[str, str]]) -> Row:
    """An incident; accounts set aside count for its authors and standing only where no other is left."""
    left = [story for story in stories if _account_id(id_, story) not in aside] or stories
    heard = [report for story in left for report in story.reports]
    row = {"incident_id": id_, **summary(group, stories, info.zone)}
    row["authors"] = _list(sorted({story.author for story in left} - {""}))
    stood = standings(heard, watch)
    if given:
        for key in (*sorted(report.report_id for report in group), id_):
            stood.update(given.get(key, {}))
    return {**row, **{f"{element}_standing": value for element, value in stood.items()}}


def _list(parts: Iterable[str]) -> str | None:
    return ";".join(parts) or None


def _frame(rows: Sequence[Row]) -> Frame:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
