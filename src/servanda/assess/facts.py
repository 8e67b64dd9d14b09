"""The facts of every account as columns, each distinct part under one key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

from servanda.assess import vagueness
from servanda.assess.outlines import outlines
from servanda.assess.rulebook import columns
from servanda.assess.space import located_rows, read
from servanda.engine.database import Database
from servanda.engine.face import Engine
from servanda.model.case import Case, Decision
from servanda.model.objects import UNKNOWN, parse_things
from servanda.model.problems import Problem, problem
from servanda.model.schema import ddl
from servanda.model.vocabulary import ACTS, MEANS, STAGES
from servanda.model.working import WORKING

_PLACE = """CASE WHEN r.lat IS NULL OR r.lon IS NULL THEN NULL
            ELSE r.lat || ',' || r.lon || ',' || coalesce(r.precision, 0) END"""
_OF_HOLDERS = ("claimed_by", "recognised_by", "controlled_by", "operated_by")
_WHOSE = f"""nullif(concat_ws('|', {", ".join(f"coalesce(r.{name}, '')" for name in _OF_HOLDERS)}), '|||')"""
_TELLING = "coalesce(r.aimed_at, '') || '|' || coalesce(r.affected, '')"
_TOLD = f"CASE WHEN {_TELLING} = '|' THEN '' ELSE {_TELLING} END"

_MEMBERS = f"""
CREATE TABLE w_in_account AS
SELECT a.account_id, r.report_id, r.lasted_from, r.lasted_to, {_TELLING} AS telling, {_PLACE} AS place,
       {_WHOSE} AS whose,
       row_number() OVER (PARTITION BY a.account_id
                          ORDER BY r.precision IS NULL, r.precision, r.report_id) AS rank_place
FROM (SELECT account_id, unnest(string_split(report_ids, ';')) AS report_id FROM accounts
      WHERE NOT aside AND contains(report_ids, ';')) a
JOIN reports r ON r.report_id = a.report_id
"""

# Where several reports put it, each place once.
_WHEREABOUTS = """
CREATE TABLE w_whereabouts AS
SELECT account_id, min(lasted_from) AS lasted_from, max(lasted_to) AS lasted_to,
       string_agg(DISTINCT place, '|' ORDER BY place) AS places, arg_min(whose, rank_place) AS whose
FROM w_in_account GROUP BY account_id
"""

# Every circle that something was put at, numbered: each is held against the zones once.
_SPOTS = """
CREATE TABLE w_spot AS
SELECT row_number() OVER (ORDER BY lat, lon, km) AS place, lat, lon, km
FROM (SELECT lat, lon, coalesce("precision", 0) AS km FROM reports
      WHERE lat IS NOT NULL AND lon IS NOT NULL AND incident_id IS NOT NULL
      UNION SELECT lat, lon, km FROM w_cover)
"""

_TELLINGS = "INSERT INTO w_telling SELECT DISTINCT account_id, telling FROM w_in_account WHERE telling <> '|'"

_OBJECTS = """
CREATE TABLE w_told AS
SELECT account_id, string_agg(telling, chr(10) ORDER BY telling) AS object FROM w_telling GROUP BY account_id
"""

# Of incidents with several accounts.
_AUTHORS = """
CREATE TABLE w_authors AS
SELECT incident_id, count(*) AS accounts, coalesce(min(author), '') AS authors, coalesce(max(author), '') AS last_author
FROM accounts WHERE NOT aside GROUP BY incident_id HAVING count(*) > 1
"""

_RIVAL_AUTHORS = """
UPDATE w_authors SET authors = several.authors FROM (
    SELECT incident_id, string_agg(DISTINCT author, ';' ORDER BY author) AS authors FROM accounts
    WHERE NOT aside AND incident_id IN (SELECT incident_id FROM w_authors WHERE authors <> last_author)
    GROUP BY incident_id) several
WHERE several.incident_id = w_authors.incident_id
"""

# Each distinct text of acts, stages and means once: known members, each once, in order.
_PARTS = """
CREATE TABLE w_parts AS
SELECT given, coalesce(string_agg(DISTINCT part, ';' ORDER BY part) FILTER (part NOT IN ('', 'unknown')), '') AS parts
FROM (SELECT given, unnest(string_split(given, ';')) AS part FROM (
      SELECT DISTINCT act AS given FROM accounts UNION SELECT DISTINCT stage FROM accounts
      UNION SELECT DISTINCT means FROM accounts) WHERE given IS NOT NULL)
GROUP BY given
"""

# Texts that accounts share, each distinct one numbered: rows then hold small numbers, and texts are looked at once.
_DOINGS = """
CREATE TABLE w_given AS
SELECT row_number() OVER (ORDER BY act, stage, means) AS doing, act, stage, means
FROM (SELECT DISTINCT coalesce(act, '') AS act, coalesce(stage, '') AS stage, coalesce(means, '') AS means
      FROM accounts)
"""
_DOINGS_IN_PARTS = """
INSERT INTO w_doing
SELECT g.doing, coalesce(act.parts, ''), coalesce(stage.parts, ''), coalesce(means.parts, '') FROM w_given g
LEFT JOIN w_parts act ON act.given = g.act
LEFT JOIN w_parts stage ON stage.given = g.stage
LEFT JOIN w_parts means ON means.given = g.means
"""
_NUMBERED_OBJECTS = f"""
INSERT INTO w_target
SELECT row_number() OVER (ORDER BY told), told FROM (
    SELECT {_TOLD} AS told FROM (SELECT DISTINCT aimed_at, affected FROM reports WHERE incident_id IS NOT NULL) r
    UNION SELECT object FROM w_told UNION SELECT '')
"""
_NUMBERED_HOLDERS = f"""
INSERT INTO w_whose
SELECT row_number() OVER (ORDER BY told), told FROM (
    SELECT coalesce({_WHOSE}, '') AS told
    FROM (SELECT DISTINCT {", ".join(_OF_HOLDERS)} FROM reports WHERE incident_id IS NOT NULL) r
    UNION SELECT '')
"""

_ACCOUNTS = """
INSERT INTO w_account
SELECT a.account_id, a.incident_id, coalesce(a.author, ''), a.time_from, a.time_to, {of}.lasted_from, {of}.lasted_to,
       d.doing, o.object, s.place, w.whose, coalesce(i.authors, a.author, ''), coalesce(i.accounts, 1),
       coalesce(a.origin_parties, '')
FROM accounts a
JOIN {joined}
LEFT JOIN w_spot s ON s.lat = {spot}.lat AND s.lon = {spot}.lon AND s.km = {km}
LEFT JOIN w_told t ON t.account_id = a.account_id
LEFT JOIN w_target o ON o.told = coalesce(t.object, {object})
LEFT JOIN w_whose w ON w.told = coalesce({whose}, '')
LEFT JOIN w_authors i ON i.incident_id = a.incident_id
LEFT JOIN w_given d ON d.act = coalesce(a.act, '') AND d.stage = coalesce(a.stage, '')
     AND d.means = coalesce(a.means, '')
WHERE NOT a.aside
"""

# Most accounts have one report: what it tells is what the account tells.
_OF_ONE = _ACCOUNTS.format(
    of="r", spot="r", km='coalesce(r."precision", 0)', whose=_WHOSE, object=_TOLD,
    joined="reports r ON r.report_id = a.report_ids AND NOT contains(a.report_ids, ';')")
_OF_SEVERAL = _ACCOUNTS.format(
    of="m", spot="c", km="c.km", whose="m.whose", object="''",
    joined="w_whereabouts m ON m.account_id = a.account_id LEFT JOIN w_cover c ON c.places = m.places")

_RAISED = """
INSERT INTO w_raised
SELECT DISTINCT r.incident_id, '', unnest(string_split(r.raises, ';')), 'raised'
FROM reports r JOIN accounts a ON a.incident_id = r.incident_id
WHERE r.raises <> '' AND NOT a.aside AND contains(';' || a.report_ids || ';', ';' || r.report_id || ';')
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
    for sql in (_MEMBERS, _WHEREABOUTS, _TELLINGS):
        db.run(sql)
    _retell(db, decided)
    vagueness.drop_tellings(db)
    _cover(db)
    for sql in (_SPOTS, _OBJECTS, _AUTHORS, _RIVAL_AUTHORS, _PARTS, _DOINGS, _DOINGS_IN_PARTS, _NUMBERED_OBJECTS,
                _NUMBERED_HOLDERS, _OF_ONE, _OF_SEVERAL):
        db.run(sql)
    vagueness.find_accounts(db)
    db.run(_RAISED)
    for name in ("w_in_account", "w_whereabouts", "w_cover", "w_told", "w_authors", "w_parts", "w_given"):
        db.run(f"DROP TABLE {name}")
    db.load_plain("w_raised", columns("w_raised", _established(db, decided)))
    _fill_parts(db, case)
    return wrong


def _cover(db: Database) -> None:
    """`w_cover`: the circle that stands for several places of one account, each distinct text of them once."""
    places = db.arrays("SELECT DISTINCT places FROM w_whereabouts WHERE places IS NOT NULL ORDER BY places")["places"]
    lat, lon, km = read(places)
    db.load_arrays("w_cover", {"places": places.astype(str), "lat": lat, "lon": lon, "km": km})


def _retell(db: Database, decided: list[tuple[str, str, str]]) -> None:
    """A decision on aimed at or affected replaces every telling of an account."""
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
    found: list[tuple[str, str, str]] = []
    wrong: list[Problem] = []
    decisions = [one for one in case.decisions
                 if one.kind == "set" and one.state == "active" and one.table == "accounts"]
    owner = _owners(db, {id_ for decision in decisions for id_ in decision.ids})
    for decision in decisions:
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


def _owners(db: Database, ids: Collection[str]) -> dict[str, str]:
    """The account of each of these ids, which are accounts or reports."""
    if not ids:
        return {}
    return dict(db.rows("""
        SELECT id, account_id FROM (
            SELECT account_id, unnest(string_split(account_id || ';' || report_ids, ';')) AS id FROM accounts)
        WHERE list_contains(?, id) ORDER BY id""", [sorted(ids)]))


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
    said = [(account, field.removeprefix("unless:")) for account, field, value in decided
            if field.startswith("unless:") and value == "established"]
    incident = dict(db.rows("SELECT account_id, incident_id FROM accounts WHERE list_contains(?, account_id) "
                            "ORDER BY account_id", [[account for account, _ in said]])) if said else {}
    return [(incident[account], account, exemption, "established") for account, exemption in said]


def _fill_parts(db: Database, case: Case) -> None:
    """Split the distinct keys once: terms, things, holders."""
    terms = [(facet, key, term) for facet in ("act", "means")
             for key, in db.rows(f"SELECT DISTINCT {facet} FROM w_doing WHERE {facet} <> '' ORDER BY 1")
             for term in key.split(";")]
    db.load_plain("w_term", columns("w_term", terms))
    for table, of, rows in (("w_thing", "w_target", _things), ("w_held", "w_whose", _held)):
        told = db.rows(f"SELECT told FROM {of} WHERE told <> '' ORDER BY told")
        db.load_plain(table, columns(table, [row for key, in told for row in rows(key)]))
    db.load_plain("w_zone", columns("w_zone", [(zone.id, place) for place, zone in enumerate(case.zones, 1)]))


def place(db: Engine, case: Case) -> None:
    """Fill `w_place` and `w_margin`: hold every distinct place against the zones of the case."""
    db.map_columns("SELECT place, lat, lon, km FROM w_spot ORDER BY place",
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
