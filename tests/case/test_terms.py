"""Terms: what a reading takes, overrides, leaves silent and denies, resolved to rules."""

from __future__ import annotations

from servanda.case.fields import Findings
from servanda.case.rules import ELEMENTS
from servanda.case.terms import terms
from servanda.guard.markup import read_yaml
from servanda.model.case import CaseInfo, Party
from servanda.model.problems import Problem
from servanda.model.tables import ELEMENT_NAMES
from servanda.model.terms import ANYTHING, BEGINNING, NEVER, SILENT, Entry, Listing, Rule, Terms

INFO = CaseInfo("c", "C", "Etc/UTC", parties=(
    Party("NORTH", "North"), Party("SOUTH", "South"), Party("LAKE", "Lake"),
    Party("COUNCIL", "Council", (), "mediator")))
HEAD = """
instruments:
  - {id: notes, form: exchange, date: 2030-06-01, cites: [S1]}
  - {id: annex, form: side_letter, date: 2030-06-05, status: reported}
provisions:
  - id: quiet
    kind: prohibition
    instrument: notes
    cites: [S1]
    words: no fire
    act: {list: closed, includes: [shelling], cites: [S2]}
    attempts: count
    whose: any
    where: {inside: strip}
    when: {from: 2030-06-02}
  - {id: maps, kind: obligation, title: Maps, instrument: notes}
"""


def read(readings: str) -> tuple[Terms, list[Problem]]:
    node, problems = read_yaml("terms.yaml", HEAD + readings)
    assert node is not None
    assert not problems
    found = Findings()
    return terms(node, "terms.yaml", INFO, ["strip"], found), found.problems


def one(block: str, keys: str = "") -> Rule:
    made, problems = read(f"""
readings:
  - id: r
    owner: NORTH
    stated: 2030-06-03
    cites: [S9]
    {keys}
    provisions:
      quiet: {block}
""")
    assert not problems
    return made.rules[0]


def test_elements_are_those_of_the_tables() -> None:
    assert set(ELEMENTS) == {*ELEMENT_NAMES, "kind", "attempts", "debris", "by_product", "release"}


def test_taking_a_provision_as_it_stands() -> None:
    rule = one("take")
    assert rule.acts == Listing("closed", (Entry(("shelling",)),))
    assert (rule.attempts, rule.whose, rule.zone, rule.kind, rule.agreed) == ("count", ("any",), "strip", "prohibition",
                                                                               True)
    assert rule.stance["act"] == rule.stance["kind"] == rule.stance["when"] == "taken"
    assert rule.stance["object"] == rule.stance["bound"] == "silent"
    assert rule.said["act"].cites == ("S2",)
    assert rule.said["when"].cites == ("S1",)  # completed from the provision
    assert rule.said["act"].stated == "2030-06-01"  # the instrument's day
    assert rule.words["act"] == "closed list: shelling"
    assert rule.words["object"] == ""


def test_silence_has_the_meaning_of_the_tables() -> None:
    rule = one("{act: silent, attempts: silent, whose: silent, where: silent, when: silent}")
    assert (rule.binds, rule.acts, rule.objects, rule.means) == ((), SILENT, SILENT, ANYTHING)
    assert (rule.attempts, rule.debris, rule.by_product) == ("silent", "silent", "silent")
    assert (rule.whose, rule.zone, rule.window.starts, rule.window.ends, rule.conditions) == ((), "", (), (), ())
    assert {rule.stance[name] for name in ("act", "attempts", "whose", "where", "when", "object")} == {"silent"}
    assert rule.window.floor == 1906502400  # the first second of the instrument's day


def test_overriding_an_element_leaves_the_others() -> None:
    rule = one("""
        kind: undertaking
        object:
          list: closed
          includes:
            - {function: refinery, sector: oil, words: refineries, cites: [S3]}
            - {function: [pipeline, store], sector: [oil, gas]}
          excludes: [office]
          unclear: [{function: metering_station, sector: gas}]
        means: {list: closed, includes: [aerial]}""")
    assert rule.kind == "undertaking"
    assert rule.stance["kind"] == rule.stance["object"] == rule.stance["means"] == "overridden"
    assert rule.stance["act"] == "taken"
    assert rule.objects.includes[1] == Entry(("pipeline", "store"), ("oil", "gas"), rule.objects.includes[1].said)
    assert rule.words["object"] == ("closed list: refinery (oil); pipeline, store (oil, gas); not: office; "
                                    "unclear: metering station (gas)")
    assert rule.said["object"].cites == ("S3",)
    assert (rule.said["object"].how, rule.said["object"].by, rule.said["object"].stated) == (
        "stated", "NORTH", "2030-06-03")
    assert rule.said["means"].how == "inferred"
    assert rule.said["means"].by == ""


def test_denying_a_provision() -> None:
    made, problems = read("""
readings:
  - id: r
    owner: SOUTH
    stated: 2030-06-03
    provisions:
      quiet: {deny: true, cites: [S4]}
      maps: take
""")
    assert not problems
    denied, taken = made.rules
    assert not denied.agreed
    assert taken.agreed
    assert set(denied.stance.values()) == {"denied"}
    assert denied.said["act"].cites == ("S4",)
    assert made.readings[0].denied == ("quiet",)
    assert denied.window.floor == 1906502400


def test_a_provision_not_mentioned_gives_no_rule() -> None:
    made, _ = read("readings:\n  - {id: r, owner: NORTH, stated: 2030-06-03, provisions: {maps: take}}\n")
    assert [(rule.reading, rule.provision) for rule in made.rules] == [("r", "maps")]


def test_binding() -> None:
    rule = one("""
        binds:
          - {party: NORTH, from: 2030-06-02, basis: order, cites: [S5]}
          - {party: SOUTH, from: {at: 2030-06-02, anchor: order}, through: 2030-06-10, basis: asserted_by_other}
          - {party: LAKE}
        not_bound: [COUNCIL]""")
    north, south, lake = rule.binds
    assert (north.start, north.end, north.basis) == ((1906588800, 1906588800), (NEVER, NEVER), "order")
    assert (south.start, south.end) == ((1906588800, 1906675200), (1907366400, 1907366400))
    assert (lake.start, lake.end) == ((BEGINNING, BEGINNING), (NEVER, NEVER))
    assert rule.not_bound == ("COUNCIL",)
    assert rule.said["bound"].cites == ("S5",)
    assert rule.words["bound"].endswith("LAKE; not bound: COUNCIL")


def test_conditions_exceptions_release_and_events() -> None:
    rule = one("""
        provided:
          - id: maps
            title: Maps handed over
            held_by: SOUTH
            states: [{at: 2030-06-08, status: met}, {at: 2030-06-03, status: not_met, cites: [S6]}]
        unless:
          - {id: answer, title: Answering fire, invoked_by: SOUTH, judged_by: nobody}
        release: {reciprocity: release, trigger: serious, effect: both, notice_days: 2, private_acts_count: false}
        debris: {is: exclude, cites: [S7]}
        events: [{at: 2030-06-09, what: suspended, by: SOUTH}, {at: 2030-06-08T10:00, what: accepted}]""")
    assert [state.status for state in rule.conditions[0].states] == ["not_met", "met"]
    assert rule.said["provided"].cites == ("S6",)
    assert rule.exemptions[0].judged_by == "nobody"
    assert (rule.release.reciprocity, rule.release.notice_seconds, rule.release.private_acts_count) == (
        "release", 172800, False)
    assert (rule.debris, rule.said["debris"].cites) == ("exclude", ("S7",))
    assert [event.what for event in rule.events] == ["accepted", "suspended"]
    assert rule.events[1].at == (1907193600, 1907280000)  # some time on that day
    assert rule.words["release"] == ("a breach (serious) releases both, once invoked, on notice of 2 days; acts of "
                                     "private persons do not count")


def test_whose_keeps_the_key_by_for_its_bases() -> None:
    rule = one("{whose: {by: [claim, operator], cites: [S8]}}")
    assert rule.whose == ("claim", "operator")
    assert rule.said["whose"].by == "NORTH"


def test_a_reading_may_see_the_provision_in_another_instrument() -> None:
    assert one("{instrument: annex}").window.floor == 1906848000
    assert one("{instrument: annex}").acts == one("take").acts


def test_the_compared_set_by_default() -> None:
    """One reading for each bound party: its last declared, else its last; no mediators, nobody unbound."""
    block = "{binds: [{party: NORTH}, {party: SOUTH}]}"
    made, problems = read("readings:\n" + "".join(
        f"  - {{id: {id_}, owner: {owner}, stated: 2030-06-03, {extra} provisions: {{quiet: {block}}}}}\n"
        for id_, owner, extra in (("n1", "NORTH", "declared: true,"), ("n2", "NORTH", ""), ("s1", "SOUTH", ""),
                                  ("s2", "SOUTH", ""), ("l1", "LAKE", ""), ("c1", "COUNCIL", ""),
                                  ("a1", "analyst:Ash", ""))))
    assert not problems
    assert made.compare == ("n1", "s2")


def test_examples_are_text() -> None:
    made, problems = read("""
readings:
  - id: r
    owner: NORTH
    stated: 2030-06-03
    provisions:
      quiet:
        examples:
          - happening: a dam is hit
            facts: {author: SOUTH, at: 2030-06-04T10:00, aimed_at: [dam/hydro, position/military]}
            expect: potential_violation
""")
    assert not problems
    example = made.examples[0]
    assert example.facts == {"author": "SOUTH", "at": "2030-06-04T10:00", "aimed_at": "dam/hydro;position/military"}
    assert (example.reading, example.provision, example.line) == ("r", "quiet", 25)


def test_an_owner_outside_the_parties_is_an_analyst() -> None:
    made, problems = read(
        "readings:\n  - {id: r, owner: 'analyst:Ash', stated: 2030-06-03, provisions: {quiet: take}}\n")
    assert (made.readings[0].owner, problems) == ("analyst:Ash", [])
