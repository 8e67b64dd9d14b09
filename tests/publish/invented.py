"""A small invented build, put into the tables by hand: parties NORTH and SOUTH, two readings of one rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from servanda.engine.database import Database
from servanda.model.case import Actor, Case, CaseInfo, Meeting, Party, Proposition, SourceInfo
from servanda.model.tables import ELEMENT_NAMES, TABLES
from servanda.model.terms import Instrument, Provision, Reading, Rule, Terms

DAY = 86_400
START = 1_900_000_800 - 1_900_000_800 % DAY  # a midnight UTC
AS_OF = "2030-04-02"
YES = dict.fromkeys(ELEMENT_NAMES, "yes") | {"unless": "no"}
REASONS = ["bound:party_bound:order", "act:listed", "means:no_limit", "object:listed", "whose:other_party",
           "where:no_limit", "when:inside", "provided:none", "unless:none"]


def put(db: Database, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Load rows given as mappings; columns left out are empty."""
    listed = list(rows)
    names = [name for name in TABLES[table].names if any(name in row for row in listed)]
    db.load(table, {name: [row.get(name) for row in listed] for name in names})


def verdict(incident: str, reading: str, author: str, outcome: str, possible: str = "", reasons: Iterable[str] = (),
            **elements: str) -> dict[str, Any]:
    """A verdict row: every element yes unless told otherwise; given reasons replace those of their element."""
    told = {code.split(":")[0]: code for code in reasons}
    return {"incident_id": incident, "provision": "quiet", "reading": reading, "author": author, "outcome": outcome,
            "possible": possible or outcome, **YES, "turns_on_account": False, **elements,
            "reasons": ";".join(told.get(code.split(":")[0], code) for code in REASONS)}


def case(title: str = "An invented truce") -> Case:
    """The case: two sides, a mediator, two declared readings, compared, and one that a third party holds."""
    parties = (Party("NORTH", "Northland"), Party("SOUTH", "Southland"), Party("MED", "The mediator", role="mediator"))
    readings = (
        Reading("n1", "NORTH", "Northern list", "2030-03-16", declared=True, cites=("S1",)),
        Reading("s1", "SOUTH", "Southern list", "2030-03-20", declared=True, cites=("https://south.example/list",)),
        Reading("m1", "MED", "Mediator's text", "2030-03-15", denied=("sea",)))
    rules = tuple(Rule(reading, "quiet") for reading in ("n1", "s1", "m1"))
    return Case(
        root="", info=CaseInfo(
            id="invented", title=title, zone="Asia/Kathmandu", clock_zones=("Asia/Kathmandu", "Asia/Kolkata"),
            parties=parties, as_of=AS_OF, topics=(("scope", "Scope of the quiet"),),
            propositions=(Proposition("quiet_taken", "takes the quiet", "scope", "acceptance", provision="quiet"),
                          Proposition("first_shot", "who fired first", "scope", "fact", "word"),
                          Proposition("before", "earlier truces", "scope", "fact", "number", precedents=True)),
            actors=(Actor("north_army", "Northern army", "NORTH", ("The army",), basis="organ"),
                    Actor("south_press", "Southern press office", "SOUTH"), Actor("eye", "The Eye", "")),
            sources=(SourceInfo("eye.example", prints_times_in="UTC", prints_why="says so on its front page"),)),
        terms=Terms(
            instruments=(Instrument("note", "exchange", "2030-03-15", "Exchange of notes", cites=("S1",)),),
            provisions=(Provision("quiet", "prohibition", "No fire on granaries", "note", cites=("S1",)),
                        Provision("sea", "prohibition", "No fire at sea", "note")),
            readings=readings, rules=rules, compare=("n1", "s1")),
        meetings=(Meeting("M1", "First meeting", "2030-03-15", "", "Asia/Kathmandu", ("NORTH",), ("S1",), (), 1),),
        digests={"terms.yaml": "b" * 64, "case.yaml": "a" * 64})


def database() -> Database:
    """All tables that pages draw on, filled."""
    db = Database()
    _incidents(db)
    _verdicts(db)
    _figures(db)
    _change(db)
    _record(db)
    _terms(db)
    _talks(db)
    return db


def _talks(db: Database) -> None:
    """A meeting with two readouts, and one row or two of everything that follows from statements."""
    put(db, "meetings", [{"meeting_id": "M1", "title": "First meeting", "time_from": START, "time_to": START + DAY,
                          "participants": "NORTH;SOUTH", "cites": "S1"}])
    put(db, "readouts", [{"readout_id": name, "meeting_id": "M1", "issuer": issuer, "party": party, "held": held,
                          "channel": "official_text", "published": "2030-03-16", "statements": said}
                         for name, issuer, party, held, said in (
                             ("r1", "north_army", "NORTH", "complete", "S1"),
                             ("r2", "south_press", "SOUTH", "excerpts", None))])
    put(db, "alignments", [
        {"meeting_id": "M1", "readout_id": "r1", "topic": "scope", "held": "complete", "strength": "agreed",
         "acts": "agree", "binds": "NORTH;SOUTH", "hedged": True, "quotes": "no fire from today", "statements": "S1"},
        {"meeting_id": "M1", "readout_id": "r2", "topic": "scope", "held": "excerpts", "strength": "not_found"}])
    put(db, "silences", [
        {"silence_id": "M1/scope", "kind": "expected", "meeting_id": "M1", "topic": "scope", "words": "not_found",
         "readouts": "r1;r2", "statements": "S1", "claimed_by": "eye", "claims": "S2"},
        {"silence_id": "M1/d", "kind": "dropped", "meeting_id": "M1", "party": "SOUTH", "topic": "scope",
         "words": "absent", "readouts": "r2", "statements": "S1"}])
    position = {"party": "NORTH", "topic": "scope", "proposition": "quiet_taken", "voice": "leader", "hedged": True}
    put(db, "positions", [
        {"position_id": "p1", **position, "stand": "for_on_conditions", "conditions": "if the maps come",
         "date_from": "2030-03-15", "date_to": "2030-03-20", "statements": "S1", "restated": "S2",
         "other_voices": "S2"},
        {"position_id": "p2", **position, "stand": "for", "date_from": "2030-03-20", "statements": "S1"},
        {"position_id": "p3", **position, "party": "SOUTH", "proposition": "first_shot", "stand": "says",
         "value": "the army", "date_from": "2030-03-16", "statements": "S2"}])
    put(db, "shifts", [{"shift_id": "p2", "party": "NORTH", "topic": "scope", "proposition": "quiet_taken",
                        "kind": "softened", "date": "2030-03-30", "from_stand": "for_on_conditions",
                        "to_stand": "for", "towards": "SOUTH", "away_from": "MED", "before": "S1", "statements": "S1"}])
    put(db, "concessions", [{"concession_id": kind, "kind": kind, "party": "NORTH", "to": "SOUTH", "topic": "scope",
                             "proposition": "quiet_taken", "date": "2030-03-30", "against": against,
                             "in_exchange": "maps", "by_account": "eye", "statements": "S1"}
                            for kind, against in (("concession", "S1"), ("claimed_concession", None))])
    put(db, "contradictions", [
        {"contradiction_id": f"K-{kind}", "proposition": "first_shot", "topic": "scope", "kind": kind,
         "between": between, "side_a": "NORTH", "side_b": other, "claim_a": "asserts the army", "claim_b": "denies",
         "statements_a": "S1", "statements_b": "S2", "statements": "S1;S2", "denies": "authorship", "why": why}
        for kind, between, other, why in (("opposed", "parties", "SOUTH", "different_value;implied"),
                                          ("near", "within_party", "NORTH", "two_lower_bounds"))])
    put(db, "acceptance", [
        {"acceptance_id": f"T{n}", "provision": "quiet", "reading": "n1", "party": "NORTH", "asserted_by": by,
         "cites": "S1", "origin": origin, "event": state, "state": state, "date_from": day, "date_to": end,
         "partly": "by day", "conditions": "if the maps come"}
        for n, (by, origin, state, day, end) in enumerate((
            ("NORTH", "statements", "accepted_with_conditions", "2030-03-15", "2030-03-20"),
            ("NORTH", "statements", "in_force", "2030-03-20", None),
            ("SOUTH", "terms", "in_force", "2030-03-16", None)))])
    put(db, "precedents", [{"precedent_id": "Q1", "used": True, "title": "Old quiet", "parties": "NORTH;SOUTH",
                            "first_day": "2020-01-01", "last_day": "2020-02-01", "how_ended": "collapsed",
                            "who_says": "The Eye", "chosen_by": "the compiler", "summary": "It fell.",
                            "url": "https://eye.example/q1", "source": "eye.example"}])
    put(db, "propositions", [{"claim_id": "P1", "used": True, "statement_id": "S1", "proposition": "before",
                              "polarity": "asserts", "value": "20", "qualifier": "at_least", "low": 20,
                              "how": "said"}])


def _incidents(db: Database) -> None:
    put(db, "incidents", [
        {"incident_id": "E-1", "time_from": START, "time_to": START + 60, "place": "Mill Hill", "lat": 27.5,
         "lon": -3.25, "precision": 2, "authors": "NORTH", "occurrence_standing": "corroborated",
         "author_standing": "alleged", "object_standing": "alleged", "denied_by": "NORTH", "n_reports": 2,
         "n_origins": 2, "n_accounts": 1, "fatalities_low": 1, "fatalities_high": 7,
         "title": "Mill Hill, granary, 16 Mar"},
        {"incident_id": "E-3", "time_from": START + 5 * DAY, "time_to": START + 6 * DAY, "place": "Ford",
         "authors": "NORTH;SOUTH", "occurrence_standing": "alleged", "author_standing": "alleged", "n_reports": 2,
         "n_origins": 2, "n_accounts": 2, "title": "Ford, silo"},
        {"incident_id": "E-5", "time_from": START + 9 * DAY, "time_to": START + 10 * DAY, "place": "Quay",
         "occurrence_standing": "verified", "n_reports": 1, "n_origins": 1, "n_accounts": 1, "title": "Quay, school"}])
    row = {"used": True, "kind": "single", "from_file": "reports/all.csv", "tlp": "clear"}
    put(db, "reports", [
        {"report_id": "R1", "incident_id": "E-1", "source": "south.example", "origin": "south_press",
         "origin_parties": "SOUTH", "published": "2030-03-17", "url": "https://south.example/1", "time_from": START,
         "time_to": START + 60, "place": "Mill Hill", "author_claimed": "NORTH", "act": "shelling", "stage": "damaged",
         "affected": "store/industry:direct", "fatalities": 1, "summary": "A granary was hit.", "from_row": 2, **row},
        {"report_id": "R2", "incident_id": "E-1", "source": "eye.example", "origin": "eye", "origin_parties": "none",
         "published": "2030-03-18", "url": "javascript:alert(1)", "time_from": START, "time_to": START + 3600,
         "place": "Mill", "fatalities": 7, "denied_by": "NORTH", "denies": "authorship",
         "affected": "store/industry:debris", "summary": "Seven dead.", "from_row": 3, **row},
        {"report_id": "R3", "incident_id": "E-3", "source": "south.example", "origin": "south_press",
         "origin_parties": "SOUTH", "author_claimed": "NORTH", "time_from": START + 5 * DAY,
         "time_to": START + 6 * DAY, "place": "Ford", "from_row": 4, **row},
        {"report_id": "R4", "incident_id": "E-3", "source": "north.example", "origin": "north_army",
         "origin_parties": "NORTH", "author_claimed": "SOUTH", "time_from": START + 5 * DAY,
         "time_to": START + 6 * DAY, "place": "Ford", "from_row": 5, **row},
        {"report_id": "R5", "incident_id": "E-5", "source": "eye.example", "origin": "eye", "origin_parties": "none",
         "place": "Quay", "from_row": 6, **row},
        {"report_id": "R6", "source": "north.example", "origin_parties": "NORTH", "n_low": 4, "n_high": 9,
         "summary": "Several places.", "from_row": 7, **row, "kind": "composite"},
        {"report_id": "R7", "source": "north.example", "from_row": 8, **row, "used": False,
         "set_aside_reason": "cell_wrong"}])
    put(db, "links", [{"report_id": f"R{n}", "incident_id": incident, "probability": "1", "reason_code": "rule",
                       "reason": "same place and hour"} for n, incident in
                      ((1, "E-1"), (2, "E-1"), (3, "E-3"), (4, "E-3"), (5, "E-5"))])
    answers = {"time": "yes", "act": "yes", "means": "yes", "object": "yes"}
    put(db, "parts", [
        {"report_id": "R6", "incident_id": "E-1", "fits": "yes", "same_origin": True, **answers, "place": "yes",
         "author": "yes"},
        {"report_id": "R6", "incident_id": "E-5", "fits": "may", "same_origin": False, **answers, "place": "unknown",
         "author": "unknown"}])
    put(db, "composites", [{"report_id": "R6", "stated_low": 4, "stated_high": 9, "fitting_low": 1, "fitting_high": 2,
                            "held_low": 1, "held_high": 2, "unheld_low": 2, "unheld_high": 8}])
    put(db, "echoes", [{"report_id": "R2", "first_report": "R1", "likeness": "0.7", "one_origin": False}])
    put(db, "disagreements", [
        {"incident_id": "E-1", "field": "fatalities", "value": value, "origins": origin, "report_ids": report,
         "shown": True, "rule": "range", "divergence": "1", "overall": "0.25"}
        for value, origin, report in (("1", "south_press", "R1"), ("7", "eye", "R2"))])
    put(db, "accounts", [
        {"account_id": "E-1.1", "incident_id": "E-1", "author": "NORTH", "origins": "south_press;eye",
         "origin_parties": "SOUTH;none", "report_ids": "R1;R2", "aside": False, "affected": "store/industry:direct"},
        {"account_id": "E-3.1", "incident_id": "E-3", "author": "NORTH", "origins": "south_press",
         "origin_parties": "SOUTH", "report_ids": "R3", "aside": False},
        {"account_id": "E-3.2", "incident_id": "E-3", "author": "SOUTH", "origins": "north_army",
         "origin_parties": "NORTH", "report_ids": "R4", "aside": False},
        {"account_id": "E-5.1", "incident_id": "E-5", "origins": "eye", "origin_parties": "none", "report_ids": "R5",
         "aside": False}])


def _verdicts(db: Database) -> None:
    late = {"when": "no", "excluded_by": "when", "reasons": ["when:before_start"]}
    rival = {"bound": "unknown_fact", "must_hold": "bound:yes", "would_exclude": "bound:no",
             "turns_on_account": True, "reasons": ["bound:rival_author"]}
    open_text = {"object": "unknown_text", "must_hold": "object:yes", "would_exclude": "object:no",
                 "reasons": ["object:text_silent"]}
    uncovered = {"object": "no", "excluded_by": "object", "reasons": ["object:not_listed"]}
    possible = "potential_violation;not_in_force"
    rows = [
        _v("E-1", "n1", "NORTH", "potential_violation"), _v("E-1", "s1", "NORTH", "not_in_force", **late),
        _v("E-1", "m1", "NORTH", "undetermined", "potential_violation;not_covered", **open_text),
        *(_v("E-3", reading, author, "undetermined", possible, **rival) for reading in ("n1", "s1")
          for author in ("NORTH", "SOUTH")),
        *(_v("E-5", reading, "unattributed", "not_covered", **uncovered) for reading in ("n1", "s1"))]
    put(db, "verdicts", rows)
    accounts = [("E-1.1", rows[0]), ("E-1.1", rows[1]), ("E-3.1", rows[3]), ("E-3.2", rows[4]), ("E-3.1", rows[5]),
                ("E-3.2", rows[6])]
    put(db, "account_verdicts", [{k: v for k, v in row.items() if k != "turns_on_account"} | {"account_id": account}
                                 for account, row in accounts])


def _v(incident: str, reading: str, author: str, outcome: str, possible: str = "", **more: Any) -> dict[str, Any]:
    reasons = more.pop("reasons", ())
    return verdict(incident, reading, author, outcome, possible, reasons) | more


def _figures(db: Database) -> None:
    counts = {("n1", "NORTH"): (1, 2, 0), ("n1", "SOUTH"): (0, 1, 0), ("s1", "NORTH"): (0, 1, 0),
              ("s1", "SOUTH"): (0, 1, 0), ("m1", "NORTH"): (0, 1, 1), ("common_ground", "NORTH"): (0, 1, 0),
              ("common_ground", "SOUTH"): (0, 1, 0), ("widest", "NORTH"): (1, 2, 0), ("widest", "SOUTH"): (0, 1, 0)}
    put(db, "figures", [
        {"figure_id": f"F-{reading}-{party}-{standard}", "rule": "incidents", "measure": "count", "provision": "quiet",
         "reading": reading, "party": party, "standard": standard, "unit": "incident",
         "low": low if standard == "all" else 0, "high": high, "text_unknown": text, "n": 3}
        for (reading, party), (low, high, text) in counts.items()
        for standard in ("verified", "all", "claims:SOUTH", "claims:NORTH", "corroborated", "independent")])


def _change(db: Database) -> None:
    """Two sides' series of ten days around a period of four: one estimated, one with a day that is not held."""
    days = [f"2030-03-{day}" for day in range(11, 21)]
    phases = ["before"] * 4 + ["during"] * 4 + ["after"] * 2
    put(db, "days", [
        {"series": series, "start": "quiet/n1", "date": day, "low": None if gap else value,
         "high": None if gap else value + 2, "phase": phase, "left_out": "silent" if gap else None,
         **({"fitted": 5, "expected": 8, "expected_low": 4, "expected_high": 16} if series == "shots/south" else {})}
        for series, value in (("shots/south", 6), ("shots/north", 3)) for day, phase in zip(days, phases, strict=True)
        for gap in [series == "shots/north" and day == "2030-03-13"]])
    period = {"provision": "quiet", "reading": "n1", "unit": "shots", "period_from": "2030-03-15",
              "period_to": "2030-03-18", "method": "made up"}
    put(db, "figures", [
        {"figure_id": "X1", "rule": "series:shots/south", "measure": "reported_over_expected", "party": "NORTH",
         "subset": "days_before=180", "value": "0.6", "ci_low": "0.4", "ci_high": "0.9", "finding": "fall", **period},
        {"figure_id": "X2", "rule": "series:shots/south", "measure": "placebo", "party": "NORTH",
         "subset": "2030-02-01", "value": "1.1", "n": 1, **period},
        {"figure_id": "X3", "rule": "series:shots/north", "measure": "rate_ratio", "party": "SOUTH",
         "finding": "not_enough_before", **period},
        {"figure_id": "X4", "rule": "incidents", "measure": "quiet_days", "provision": "quiet", "reading": "n1",
         "party": "NORTH", "standard": "all", "low": 7, "high": 9, "value_low": "0.7", "value_high": "0.9", "n": 10,
         "period_from": "2030-03-16", "period_to": "2030-03-25"},
        {"figure_id": "X5", "rule": "incidents", "measure": "days_without_any_report", "provision": "quiet",
         "reading": "n1", "low": 1, "n": 10, "period_from": "2030-03-16", "period_to": "2030-03-25"},
        {"figure_id": "X6", "rule": "incidents", "measure": "quiet_days", "provision": "quiet", "reading": "n1",
         "party": "anybody", "standard": "all", "low": 6, "high": 9, "value_low": "0.6", "value_high": "0.9", "n": 10,
         "period_from": "2030-03-16", "period_to": "2030-03-25"}])


def _record(db: Database) -> None:
    put(db, "sources", [{"source": f"{name}.example", "title": f"The {name}", "listed": name == "eye", "n_reports": 2,
                         "n_statements": 1} for name in ("eye", "north", "south")])
    put(db, "statements", [
        {"statement_id": "S1", "used": True, "date": "2030-03-15", "speaker": "north_army", "role": "spokesperson",
         "party": "NORTH", "act": "announce", "topic": "scope", "hedged": True, "quote": "no fire from today",
         "summary": "The army announced a stop.", "source": "north.example", "url": "https://north.example/s1",
         "published": "2030-03-15"},
        {"statement_id": "S2", "used": True, "date": "2030-03-16", "speaker_text": "A governor", "act": "accuse",
         "url": "https://south.example/s2"}])
    put(db, "tallies", [{"tally_id": "T1", "used": True, "party": "NORTH", "measure": "attacks", "value": 120,
                         "qualifier": "at_least", "period_from": "2030-03-10", "period_to": "2030-03-20",
                         "said": "2030-03-21", "url": "https://north.example/t1", "source": "north.example"}])
    put(db, "tally_checks", [
        {"tally_id": "T1", "check": "own_reading", "provision": "quiet", "reading": "n1", "rule": "incidents/all",
         "period": "partly", "our_low": 0, "our_high": 2, "holds": "above", "gap_low": 118, "gap_high": 120,
         "why": "gap:period;gap:not_itemised"},
        {"tally_id": "T1", "check": "own_claims", "provision": "quiet", "reading": "n1",
         "rule": "incidents/claims:NORTH", "period": "partly", "our_low": 0, "our_high": 1,
         "holds": "above", "gap_low": 119, "gap_high": 120,
         "why": "gap:period;gap:not_itemised"},
        {"tally_id": "T1", "check": "running_total", "against": "T0", "our_low": 130, "our_high": 130, "holds": "near",
         "gap_low": -10, "gap_high": -10, "why": "total:two_lower_bounds"}])
    put(db, "commitments", [{"commitment_id": "C1", "used": True, "by": "NORTH", "to": "SOUTH", "what": "prisoners",
                             "quantity": 175, "unit": "people", "due_from": "2030-03-19", "due_to": "2030-03-19",
                             "status": "full", "status_by": "SOUTH", "cites": "S1", "state": "fulfilled",
                             "state_by": "SOUTH", "pam": 3},
                            {"commitment_id": "C2", "used": True, "by": "SOUTH", "to": "NORTH", "what": "maps",
                             "due_from": "2030-03-20", "due_to": "2030-04-09", "condition": "in daylight",
                             "summary": "Twelve maps; by hand, \u2066not\u2069 by post.", "cites": "S1",
                             "state": "due"}])
    put(db, "problems", [{"code": "cell_wrong", "severity": "error", "file": "reports/all.csv", "line": 8,
                          "row_id": "R7", "message": "`x` is not a number", "why": "The row would mislead.",
                          "mend": "Correct the cell.", "count": 1}])


def _terms(db: Database) -> None:
    put(db, "effective_provisions", [
        {"reading": reading, "provision": "quiet", "element": element, "stance": stance, "text": text,
         "how": "stated" if text else None, "by": "north_army" if text else None,
         "cites": "S1;https://south.example/list" if text else None, "stated": "2030-03-16", "after_event": late}
        for reading, element, stance, text, late in (
            ("n1", "object", "overridden", "granaries; silos", False), ("s1", "object", "taken", "granaries", True),
            ("m1", "object", "silent", None, None), ("n1", "when", "overridden", "from 16 March, 30 days", False),
            ("s1", "when", "overridden", "from 20 March", True))])
    put(db, "acceptance", [{"acceptance_id": "A1", "provision": "quiet", "reading": "n1", "party": "SOUTH",
                            "asserted_by": "NORTH", "basis": "asserted_by_other", "from": START, "cites": "S1"}])
    put(db, "releases", [{"provision": "quiet", "reading": "n1", "standard": "all", "party": "SOUTH",
                          "first_candidates": "E-1;E-3", "available_from": START, "verdicts_affected": 1}])
