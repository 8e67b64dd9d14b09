"""The facts of every account as columns, each distinct part under one key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

from servanda.assess import vagueness
from servanda.assess.outlines import outlines
from servanda.assess.rulebook import columns
from servanda.assess.space import located_rows
from servanda.engine.database import Database
from servanda.engine.face import Engine
from servanda.model.case import Case, Decision
from servanda.model.objects import UNKNOWN, parse_things
from servanda.model.problems import Problem, problem
from servanda.model.schema import ddl
from servanda.model.vocabulary import ACTS, MEANS, STAGES
from servanda.model.working import WORKING

_MEMBERS = """
CREATE TABLE w_in_account AS
SELECT a.account_id, r.report_id, r.aimed_at, r.affected, r.lasted_from, r.lasted_to, r.raises,
       row_number() OVER (PARTITION BY a.account_id
                          ORDER BY r.precision IS NULL, r.precision, r.report_id) AS rank_place,
       CASE WHEN r.lat IS NULL OR r.lon IS NULL THEN NULL
            ELSE r.lat || ',' || r.lon || ',' || coalesce(r.precision, 0) END AS place,
       nullif(concat_ws('|', coalesce(r.claimed_by, ''), coalesce(r.recognised_by, ''),
                        coalesce(r.controlled_by, ''), coalesce(r.operated_by, '')), '|||') AS whose
FROM (SELECT account_id, unnest(string_split(report_ids, ';')) AS report_id FROM accounts WHERE NOT aside) a
JOIN reports r ON r.report_id = a.report_id
"""

_TELLINGS = """
INSERT INTO w_telling
SELECT DISTINCT account_id, coalesce(aimed_at, '') || '|' || coalesce(affected, '') AS telling FROM w_in_account
WHERE coalesce(aimed_at, '') <> '' OR coalesce(affected, '') <> ''
"""

_ACCOUNTS = """
INSERT INTO w_account
SELECT a.account_id, a.incident_id, coalesce(a.author, ''), a.time_from, a.time_to, m.lasted_from, m.lasted_to,
       {act}, {stage}, {means}, coalesce(t.object, ''), coalesce(m.place, ''), coalesce(m.whose, ''), i.authors
FROM accounts a
JOIN (SELECT account_id, min(lasted_from) AS lasted_from, max(lasted_to) AS lasted_to,
             string_agg(DISTINCT place, '|' ORDER BY place) AS place, arg_min(whose, rank_place) AS whose
      FROM w_in_account GROUP BY account_id) m ON m.account_id = a.account_id
LEFT JOIN (SELECT account_id, string_agg(telling, chr(10) ORDER BY telling) AS object
           FROM w_telling GROUP BY account_id) t ON t.account_id = a.account_id
JOIN (SELECT incident_id, coalesce(string_agg(DISTINCT author, ';' ORDER BY author), '') AS authors
      FROM accounts WHERE NOT aside GROUP BY incident_id) i ON i.incident_id = a.incident_id
WHERE NOT a.aside
"""

_KNOWN_PARTS = """array_to_string(list_sort(list_distinct(list_filter(
    string_split(coalesce(a.{column}, ''), ';'), x -> x NOT IN ('', 'unknown')))), ';')"""

_RAISED = """
INSERT INTO w_raised
SELECT DISTINCT a.incident_id, '', unnest(string_split(m.raises, ';')), 'raised'
FROM w_in_account m JOIN accounts a ON a.account_id = m.account_id WHERE coalesce(m.raises, '') <> ''
"""

_WORDS: dict[str, Collection[str]] = {"act": ACTS, "stage": STAGES, "means": MEANS}
_SETTABLE = ("author", *_WORDS)


def fill(db: Database, case: Case) -> list[Problem]:
    """Create and fill the working tables that depend on accounts, places and decisions; what decisions get wrong."""
    for table in WORKING.values():
        db.run(ddl(table))
    decided, wrong = _decided(db, case)
    for account, field, value in decided:
        if field in _SETTABLE:
            db.run(f'UPDATE accounts SET "{field}" = ? WHERE account_id = ?', [value or None, account])
    db.run(_MEMBERS)
    _fill_tellings(db, decided)
    vagueness.drop_tellings(db)
    db.run(_ACCOUNTS.format(**{c: _KNOWN_PARTS.format(column=c) for c in ("act", "stage", "means")}))
    vagueness.find_accounts(db)
    db.run(_RAISED)
    db.load_plain("w_raised", columns("w_raised", _established(db, decided)))
    _fill_parts(db, case)
    return wrong


def _fill_tellings(db: Database, decided: list[tuple[str, str, str]]) -> None:
    """One telling for each distinct pair of aimed at and affected; a decision replaces them."""
    db.run(_TELLINGS)
    changed: dict[str, dict[str, str]] = {}
    for account, field, value in decided:
        if field in ("aimed_at", "affected"):
            changed.setdefault(account, {})[field] = value
    for account, values in sorted(changed.items()):
        told = db.rows("SELECT aimed_at, affected FROM accounts WHERE account_id = ?", [account])
        aimed, affected = (values.get("aimed_at", told[0][0] or ""), values.get("affected", told[0][1] or ""))
        db.run("UPDATE accounts SET aimed_at = ?, affected = ? WHERE account_id = ?", [aimed, affected, account])
        db.run("DELETE FROM w_telling WHERE account_id = ?", [account])
        db.run("INSERT INTO w_telling VALUES (?, ?)", [account, f"{aimed}|{affected}"])


def _decided(db: Database, case: Case) -> tuple[list[tuple[str, str, str]], list[Problem]]:
    """(account, field, value) of every active `set` on accounts, named by account or by a report of it.

    Beside them: values that an account cannot take, and ids that the case does not hold.
    """
    owner = {report: account for account, reports in db.rows("SELECT account_id, report_ids FROM accounts ORDER BY 1")
             for report in (account, *reports.split(";"))}
    found: list[tuple[str, str, str]] = []
    wrong: list[Problem] = []
    for decision in case.decisions:
        if decision.kind != "set" or decision.state != "active" or decision.table != "accounts":
            continue
        given = decision.value if isinstance(decision.value, Mapping) else {"": decision.value}
        given = {given["field"]: given.get("value")} if "field" in given else given
        for field, value in sorted((str(name), value) for name, value in given.items() if name != "aside"):
            try:
                text = _checked(field, _text(value), case)
            except ValueError as error:
                wrong.append(_problem("value_wrong", decision, f"sets `{field[:40]}`: {error}"))
                continue
            found += [(owner[i], field, text) for i in decision.ids if i in owner]
            wrong += [_problem("decision_unknown", decision, f"names `{i[:120]}`, no account or report in one")
                      for i in decision.ids if i not in owner]
    return found, wrong


def _problem(code: str, decision: Decision, says: str) -> Problem:
    return problem(code, "decisions.jsonl", decision.seq, f"Decision {decision.seq} {says}.", row_id=str(decision.seq),
                   mend="Undo the decision, and decide anew.")


def _text(value: Any) -> str:
    """The text of a decided value; a list as its members, null as nothing stated."""
    return ";".join(map(str, value)) if isinstance(value, (list, tuple)) else "" if value is None else str(value)


def _checked(field: str, text: str, case: Case) -> str:
    """The value as an account holds it.  Raises ``ValueError`` for what it cannot take."""
    if field == "author":
        return _party(text, case)
    if field in _WORDS:
        odd = [part for part in text.split(";") if part not in (*_WORDS[field], UNKNOWN, "")]
        if odd:
            raise ValueError(f"`{odd[0][:40]}` is not a word of the codebook")
    elif field in ("aimed_at", "affected"):
        parse_things(text, affected=field == "affected")
    elif not field.startswith("unless:"):
        raise ValueError(f"an account takes author, {', '.join(_WORDS)}, aimed_at, affected, aside or unless:<id>")
    return text


def _party(text: str, case: Case) -> str:
    """A party, by its own id or that of its actor; '' where nobody is named."""
    actors = {actor.id: actor.party or "none" for actor in case.info.actors}
    party = actors.get(text, text)
    if party in ("", UNKNOWN):
        return ""
    if party not in (*case.info.party_ids(), "none"):
        raise ValueError(f"`{text[:40]}` is neither a party nor an actor of case.yaml")
    return party


def _established(db: Database, decided: list[tuple[str, str, str]]) -> list[tuple[Any, ...]]:
    """Exceptions that a decision establishes for an account: field `unless:<id>`, value `established`."""
    incident = dict(db.rows("SELECT account_id, incident_id FROM accounts"))
    return [(incident[account], account, field.removeprefix("unless:"), "established")
            for account, field, value in decided if field.startswith("unless:") and value == "established"]


def _fill_parts(db: Database, case: Case) -> None:
    """Split the distinct keys once: terms, things, holders."""
    distinct = {name: [row[0] for row in db.rows(f'SELECT DISTINCT "{name}" FROM w_account ORDER BY 1')]
                for name in ("act", "means", "object", "whose")}
    terms = [(facet, key, term) for facet in ("act", "means") for key in distinct[facet] if key
             for term in key.split(";")]
    db.load_plain("w_term", columns("w_term", terms))
    db.load_plain("w_thing", columns("w_thing", [row for key in distinct["object"] if key for row in _things(key)]))
    db.load_plain("w_held", columns("w_held", [row for key in distinct["whose"] if key for row in _held(key)]))
    db.load_plain("w_zone", columns("w_zone", [(zone.id, place) for place, zone in enumerate(case.zones, 1)]))


def place(db: Engine, case: Case) -> None:
    """Fill `w_place` and `w_margin`: hold every distinct place against the zones of the case."""
    db.map_columns("SELECT DISTINCT place FROM w_account WHERE place <> '' ORDER BY place",
                   partial(located_rows, outlines(case.zones)), "w_located")
    db.run("INSERT INTO w_place SELECT place, site FROM w_located WHERE zone = ''")
    db.run("INSERT INTO w_margin SELECT place, zone, metres FROM w_located WHERE zone <> ''")


def _things(key: str) -> Iterable[tuple[Any, ...]]:
    for number, telling in enumerate(key.split("\n")):
        aimed, _, affected = telling.partition("|")
        for thing in (*parse_things(aimed, affected=False), *parse_things(affected, affected=True)):
            yield key, number, str(thing), thing.function, thing.sector, thing.how


def _held(key: str) -> Iterable[tuple[Any, ...]]:
    """Parties by basis; of ``PARTY:instrument`` only the party counts, `unknown` is not a party."""
    for basis, text in zip(("claim", "recognised", "controller", "operator"), key.split("|"), strict=True):
        for party in sorted({part.partition(":")[0].strip() for part in text.split(";")} - {"", "unknown", "none"}):
            yield key, basis, party
