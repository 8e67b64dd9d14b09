"""Invented facts and rules, and the engine run on them without collecting or linking."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from servanda.assess import facts as facts_stage
from servanda.assess import incidents, judge, lookups, profiles, rulebook, wording
from servanda.assess.reference import Story
from servanda.engine.database import Database
from servanda.model.case import Case, CaseInfo, Decision, Zone
from servanda.model.facts import Facts, Freed, Telling
from servanda.model.objects import Thing
from servanda.model.reasons import codes
from servanda.model.tables import ELEMENT_NAMES
from servanda.model.terms import (
    BEGINNING,
    NEVER,
    Bind,
    Condition,
    Entry,
    Event,
    Exemption,
    Listing,
    Rule,
    State,
    Terms,
    Window,
)

PARTIES = ("NORTH", "SOUTH", "EAST")
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}
# place of a report -> its state towards the square
PLACES = {"inside": (1.0, 1.0, 5.0), "outside": (10.0, 10.0, 5.0), "straddles": (2.0, 1.0, 20.0), "unstated": None}
TIMES = st.integers(0, 12)  # a small clock, so that bounds and happenings meet

instants = st.one_of(TIMES.map(lambda t: (t, t)), st.tuples(TIMES, TIMES).map(lambda p: (min(p), max(p))))
functions = st.sampled_from(
    ["energy_facility", "substation", "power_line", "store", "port", "grid_facility", "unknown"])
sectors = st.sampled_from(["energy", "grid", "gas", "rail", "transport", "unknown"])
acts = ["attack", "strike", "shelling", "movement", "advance"]
means = ["aerial", "uav", "fpv_uav", "artillery", "ground_fire"]


def _entries(names: list[str]) -> st.SearchStrategy[tuple[Entry, ...]]:
    one = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True).map(lambda f: Entry(tuple(f)))
    return st.lists(one, max_size=2).map(tuple)


_THING_ENTRIES = st.lists(st.builds(
    Entry,
    st.lists(functions.filter(lambda f: f != "unknown"), max_size=2, unique=True).map(tuple),
    st.lists(sectors.filter(lambda s: s != "unknown"), max_size=2, unique=True).map(tuple)), max_size=2).map(tuple)


def _listing(entries: st.SearchStrategy[tuple[Entry, ...]]) -> st.SearchStrategy[Listing]:
    kinds = st.sampled_from(["closed", "open", "unpublished", "any", "silent"])
    return st.builds(Listing, kinds, entries, entries, entries).map(
        lambda x: Listing("silent") if x.kind == "silent" else x)


treatments = st.sampled_from(["count", "exclude", "silent"])


@st.composite
def rules(draw: st.DrawFn, number: int) -> Rule:
    """A rule; ``number`` keeps readings apart."""
    binds = tuple(Bind(p, draw(instants), draw(st.one_of(st.just((NEVER, NEVER)), instants)), "order")
                  for p in draw(st.lists(st.sampled_from(PARTIES), max_size=2, unique=True)))
    conditions = tuple(
        Condition(f"c{i}", "", "", tuple(State(t, draw(st.sampled_from(["met", "not_met", "unknown"])))
                                         for t in sorted(draw(st.lists(TIMES, max_size=2, unique=True)))))
        for i in range(draw(st.integers(0, 2))))
    bases = st.lists(st.sampled_from(["owner", "operator", "controller", "claim", "recognised"]), max_size=2,
                     unique=True).map(tuple)
    return Rule(
        reading=f"r{number}", provision="p",
        kind=draw(st.sampled_from(["prohibition"] * 6 + ["undertaking", "duty_to_prevent"])),
        agreed=draw(st.sampled_from([True] * 7 + [False])), binds=binds,
        not_bound=tuple(draw(st.lists(st.just("EAST"), max_size=1))),
        acts=draw(_listing(_entries(acts))), attempts=draw(treatments), means=draw(_listing(_entries(means))),
        objects=draw(_listing(_THING_ENTRIES)), debris=draw(treatments), by_product=draw(treatments),
        whose=draw(st.one_of(st.just(("any",)), bases)), zone=draw(st.sampled_from(["", "square"])),
        zone_inside=draw(st.booleans()),
        window=Window(tuple(draw(st.lists(instants, max_size=2))), tuple(draw(st.lists(instants, max_size=2))),
                      draw(st.one_of(st.just(BEGINNING), TIMES))),
        conditions=conditions,
        events=tuple(Event(draw(instants), what) for what in draw(st.lists(
            st.sampled_from(["suspended", "in_force", "ended", "expired", "accepted"]), max_size=2))),
        exemptions=tuple(Exemption(x, "") for x in draw(st.lists(st.sampled_from(["e1", "e2"]), unique=True))))


things = st.builds(Thing, functions, sectors)
hit = st.builds(Thing, functions, sectors, st.sampled_from(["direct", "debris", "by_product"]))
tellings = st.builds(
    Telling, st.sampled_from(["", "unknown", *acts]),
    st.sampled_from(["", "unknown", "launched", "recalled", "intercepted", "reached", "damaged"]),
    st.sampled_from(["", "unknown", *means]),
    st.lists(things, max_size=2).map(tuple), st.lists(hit, max_size=2).map(tuple))


@st.composite
def accounts(draw: st.DrawFn) -> Facts:
    """The facts of one account."""
    timed = draw(st.sampled_from([True] * 5 + [False]))
    begin, end = sorted(draw(st.lists(st.integers(0, 13), min_size=2, max_size=2, unique=True)))
    lasts = draw(st.sampled_from([False, False, True])) and timed
    held = st.lists(st.sampled_from(PARTIES[:2]), max_size=2, unique=True).map(frozenset)
    return Facts(
        author=draw(st.sampled_from(["", *PARTIES])), time_from=begin if timed else None,
        time_to=end if timed else None, lasted_from=begin if lasts else None, lasted_to=end if lasts else None,
        tellings=tuple(draw(st.lists(tellings, min_size=1, max_size=3))),
        zones={"square": draw(st.sampled_from(list(PLACES)))}, claim=draw(held), recognised=draw(held),
        controller=draw(held), operator=draw(held),
        raised=draw(st.lists(st.sampled_from(["e1", "e2", "other"]), unique=True).map(frozenset)),
        established=draw(st.lists(st.just("e1"), max_size=1).map(frozenset)))


def _joined(values: Any) -> str | None:
    return ";".join(sorted({v for v in values if v})) or None


parties = st.lists(st.sampled_from(["NORTH", "SOUTH", "none", "unknown"]), max_size=2, unique=True).map(frozenset)


@st.composite
def stories(draw: st.DrawFn) -> tuple[Story, ...]:
    """Accounts of one incident: invented each for itself, or another one told in fewer or more general words."""
    told = draw(st.lists(accounts(), min_size=1, max_size=3))
    told += [_vaguer(draw, draw(st.sampled_from(told))) for _ in range(draw(st.integers(0, 2)))]
    sides = draw(st.one_of(st.just(None), parties))
    return tuple(Story(replace(one, raised=told[0].raised), draw(parties) if sides is None else sides)
                 for one in told)


def _vaguer(draw: st.DrawFn, facts: Facts) -> Facts:
    """The same in fewer or more general words, as far as chance has it."""
    tellings = tuple(replace(one, act=draw(st.sampled_from([one.act, "", "attack"])),
                             stage=draw(st.sampled_from([one.stage, "", "reached"])),
                             means=draw(st.sampled_from([one.means, "", "aerial"])),
                             aimed=one.aimed[:draw(st.integers(0, 2))],
                             affected=tuple(replace(thing, sector=draw(st.sampled_from([thing.sector, "unknown"])))
                                            for thing in one.affected)) for one in facts.tellings)
    return replace(facts, author=draw(st.sampled_from([facts.author, "", "NORTH"])), tellings=tellings,
                   lasted_from=None, lasted_to=None,
                   time_to=None if facts.time_to is None else facts.time_to + draw(st.integers(0, 1)))


def _report(name: str, incident: str, index: int, facts: Facts, telling: Telling) -> dict[str, Any]:
    place = PLACES[facts.zones.get("square", "unstated")]
    lat, lon, radius = place or (None, None, None)
    row = {"report_id": f"R-{name}-{index}", "incident_id": incident, "used": True, "kind": "single",
           "act": telling.act or None,
           "stage": telling.stage or None, "means": telling.means or None,
           "aimed_at": ";".join(map(str, telling.aimed)) or None,
           "affected": ";".join(map(str, telling.affected)) or None,
           "lat": lat, "lon": lon, "precision": radius, "raises": _joined(facts.raised) if index == 0 else None,
           "claimed_by": _joined(facts.claim), "controlled_by": _joined(facts.controller),
           "recognised_by": _joined(f"{p}:some act" for p in facts.recognised), "operated_by": _joined(facts.operator)}
    return {**row, "lasted_from": facts.lasted_from, "lasted_to": facts.lasted_to}


def _frame(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def engine_masks(told: list[Facts], ruled: list[Rule], freed: dict[tuple[int, str], Freed]) -> list[dict[str, Any]]:
    """Rows of the engine for accounts, one an incident (``A000-0`` and so on), and rules, in order."""
    db = _judged([(Story(facts),) for facts in told], ruled, freed)
    found = db.dicts("SELECT * FROM w_try JOIN j_judged USING (profile) ORDER BY account_id, rule")
    db.close()
    return [{**row, **_worded(row)} for row in found]


def engine_incidents(told: list[tuple[Story, ...]], ruled: list[Rule],
                     freed: dict[tuple[int, str], Freed]) -> list[dict[str, Any]]:
    """Rows of the engine for incidents (``E000`` and so on), authors and rules."""
    db = _judged(told, ruled, freed)
    incidents.judge(db, {"all": "true"})
    found = db.dicts("SELECT * FROM w_found ORDER BY incident_id, author, rule")
    db.close()
    return [{**row, **_worded(row)} for row in found]


def _judged(told: list[tuple[Story, ...]], ruled: list[Rule], freed: dict[tuple[int, str], Freed]) -> Database:
    """The engine with the accounts of incidents judged one by one."""
    db = Database()
    rows, reports, decisions = [], [], []
    for n, (m, story) in ((n, one) for n, of in enumerate(told) for one in enumerate(of)):
        name, facts = f"A{n:03}-{m}", story.facts
        own = [_report(name, f"E{n:03}", i, facts, telling) for i, telling in enumerate(facts.tellings)]
        reports += own
        rows.append({"account_id": name, "incident_id": f"E{n:03}", "author": facts.author or None,
                     "time_from": facts.time_from, "time_to": facts.time_to,
                     **{c: _joined(r[c] for r in own) for c in ("act", "stage", "means", "aimed_at", "affected")},
                     "origin_parties": _joined(story.parties),
                     "report_ids": _joined(r["report_id"] for r in own), "aside": False})
        decisions += [Decision(1, "", "", "", "me", "set", "accounts", (name,), "",
                               {"field": f"unless:{x}", "value": "established"}, "", (), None)
                      for x in sorted(facts.established)]
    db.load("reports", _frame(reports))
    db.load("accounts", _frame(rows))
    case = Case(".", CaseInfo("c", "C", "UTC"), Terms(rules=tuple(ruled)), zones=(Zone("square", "", SQUARE),),
                decisions=tuple(decisions))
    facts_stage.fill(db, case)
    frames = rulebook.frames(tuple(ruled))
    for name, frame in frames.items():
        db.load_plain(name, frame)
    db.load_plain("w_freed", {"rule": [r for r, _ in freed], "party": [p for _, p in freed],
                              "certain": [f.certain for f in freed.values()],
                              "possible": [f.possible for f in freed.values()]})
    facts_stage.place(db, case)
    profiles.gather(db)
    turns = profiles.turns(frames, [at for f in freed.values() for at in (f.certain, f.possible)])
    profiles.moments(db, turns)
    lookups.of_times(db)
    judge.clocks(db)
    lookups.of_deeds(db)
    profiles.build(db)
    judge.judge(db)
    return db


def _worded(row: dict[str, Any]) -> dict[str, Any]:
    words = wording.answers_worded([(row["answers"], row["outcome"], row["possible"])])
    return {**{name: words[name][0] for name in ("excluded_by", "must_hold", "would_exclude")},
            **{f"{name}_mask": row["answers"] >> 3 * place & 7 for place, name in enumerate(ELEMENT_NAMES)},
            "reasons": ";".join(codes(row["first_bits"], row["second_bits"]))}


def numbered(rule: Rule, number: int) -> Rule:
    """The rule as that of a reading of its own."""
    return replace(rule, reading=f"r{number}")
