"""Laws of talks: copies add nothing, a source takes with it what only it supports, nothing rests on the future."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.collect.records import fill as collect
from servanda.engine.database import Database
from servanda.model.case import Meeting, Proposition
from servanda.model.terms import Terms
from servanda.talks import acceptance, account, contradictions, positions, shifts
from servanda.talks.said import Claim
from tests import valley
from tests.talks.small import VOICE, about, claim, says

PROPOSITIONS = (about("ferry_open", "stand", "yes_no", "SOUTH"), about("fired_first", "fact"),
                about("first_step", "stand", "word"), about("shots", "fact", "number"),
                about("taken", "acceptance", provision="ferry"))
PARTIES = ("NORTH", "SOUTH", "WEST")
RENAMED = {"NORTH": "ZENITH", "SOUTH": "ABYSS", "WEST": "MIDDLE"}


@st.composite
def told(draw: st.DrawFn) -> list[Claim]:
    """Up to ten claims of three parties and a paper on five propositions within twelve days."""
    found = []
    for number in range(draw(st.integers(1, 10))):
        who = draw(st.sampled_from([f"{party} {voice}" for party in PARTIES for voice in ("queen", "captain")] +
                                   ["paper"]))
        act = draw(st.sampled_from(["agree", "reject", "condition", "claim", "deny", "offer", "withdraw", "concede"]))
        of = draw(st.sampled_from(PROPOSITIONS))
        said = says(f"S{number}", draw(st.integers(1, 12)), who, act, hedged=draw(st.booleans()))
        more: dict[str, Any] = {"asserts": draw(st.booleans())}
        if of.answer == "number":
            more |= {"value": draw(st.sampled_from(["3", "5"])),
                     "qualifier": draw(st.sampled_from(["exact", "at_least"]))}
        elif of.answer == "word":
            more["value"] = draw(st.sampled_from(["bridge", "ferry"]))
        holder = draw(st.sampled_from(PARTIES)) if of.kind != "fact" and draw(st.booleans()) else said.party
        found.append(claim(said, of, holder=holder, **more))
    return sorted(found, key=lambda one: (one.said.date, one.said.id))


def structure(claims: Sequence[Claim]) -> dict[str, Any]:
    """Everything that follows from claims."""
    held = positions.find(claims)
    moved = shifts.find(held)
    said = {one.said.id: one.said for one in claims}.values()
    return {
        "positions": {(one.party, one.about.id, one.stand, one.value, one.start, one.end,
                       frozenset(said.id for said in one.said)) for one in held},
        "shifts": {(one.after.party, one.after.about.id, one.kind, one.after.start, frozenset(one.towards),
                    frozenset(one.away_from)) for one in moved},
        "contradictions": sorted((one.one.claim.about.id, one.kind, one.between, tuple(sorted(one.why)), tuple(sorted(
            ";".join(sorted(claim.said.id for claim in side.claims)) for side in (one.one, one.other))))
            for one in contradictions.find(claims, held)),
        "concessions": {(one.kind, one.party, frozenset(one.to), one.proposition, one.date, one.statements)
                        for one in shifts.concessions(moved, claims, said)},
        "acceptance": {(one.step.party, one.step.by, one.name, one.step.date, one.end) for one in acceptance.lanes(
            acceptance.steps(claims, Terms(), ("Etc/UTC",)))},
    }


@given(told())
@settings(max_examples=40, deadline=None)
def test_a_position_never_rests_on_what_was_said_later(claims: list[Claim]) -> None:
    for one in positions.find(claims):
        assert all(said.date <= one.start for said in one.said)
        assert all(one.start <= said.date and (not one.end or said.date < one.end) for said in one.restated)
        assert not one.end or one.start < one.end


@given(told(), st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_what_is_said_later_changes_no_stand_of_a_day_before(claims: list[Claim], day: int) -> None:
    now = f"2040-06-{day:02}"
    until = [one for one in claims if one.said.date <= now]
    stands = [{(one.party, one.about.id, one.stand, one.value) for one in positions.find(of) if one.holds_on(now)}
              for of in (claims, until)]
    assert stands[0] == stands[1]


@given(told(), st.sampled_from([f"{party}_{voice}" for party in PARTIES for voice in VOICE]))
@settings(max_examples=40, deadline=None)
def test_without_a_speaker_exactly_the_contradictions_that_only_he_supports_are_gone(
        claims: list[Claim], speaker: str) -> None:
    facts = [one for one in claims if one.about.kind == "fact"]
    left = [one for one in facts if one.said.speaker != speaker]

    def pairs(of: Sequence[Claim]) -> set[tuple[str, ...]]:
        return {(one.one.claim.about.id, *sorted(f"{side.name} {side.words}" for side in (one.one, one.other)))
                for one in contradictions.find(of, [])}

    expected = {(one.one.claim.about.id, *sorted(f"{side.name} {side.words}" for side in (one.one, one.other)))
                for one in contradictions.find(facts, [])
                if all(any(claim.said.speaker != speaker for claim in side.claims) for side in (one.one, one.other))}
    assert pairs(left) == expected


def renamed(one: Claim) -> Claim:
    """The claim with all parties under other names, and of another topic and proposition."""
    names = RENAMED
    of = replace(one.about, id=f"x{one.about.id}", topic="other",
                 wanted_by=tuple(names[party] for party in one.about.wanted_by))
    said = replace(one.said, party=names.get(one.said.party, ""), topic="other",
                   speaker=names.get(one.said.party, "") + one.said.speaker[len(one.said.party):])
    return replace(one, said=said, about=of, holder=names.get(one.holder, ""))


def back(value: Any) -> Any:
    """Names in a structure as they were."""
    if isinstance(value, str):
        for old, new in RENAMED.items():
            value = old + value[len(new):] if value.startswith(new) else value
        return value[1:] if value[1:] in {one.id for one in PROPOSITIONS} else value
    if isinstance(value, (set, frozenset, tuple, list)):
        return type(value)(back(item) for item in value)
    return value


@given(told())
@settings(max_examples=40, deadline=None)
def test_other_names_for_parties_and_topics_keep_the_structure(claims: list[Claim]) -> None:
    was, then = structure(claims), structure([renamed(one) for one in claims])
    assert {name: back(rows) for name, rows in then.items()} == was


# -- through the tables: rows of statements.csv and propositions.csv ---------------------------------------

DECLARED = tuple(Proposition(one.id, one.title, "ferries", one.kind, one.answer, wanted_by=("HILL",) * (
    one.kind == "stand")) for one in PROPOSITIONS if one.kind != "acceptance")
INFO = replace(valley.INFO, propositions=DECLARED, expected=("ferries",))


def statement(number: int, source: str, speaker: str, act: str, **more: str) -> dict[str, str]:
    return {"statement_id": f"S{number}", "date": "2040-06-05", "speaker": speaker, "act": act, "topic": "ferries",
            "hedged": "no", "source": source, "summary": f"told by {speaker}", **more}


def tables(statements: Sequence[dict[str, str]], claims: Sequence[dict[str, str]]) -> dict[str, Any]:
    """The tables of talks that follow from those rows, with one meeting that has a readout of every source."""
    of: dict[str, list[str]] = {}
    for row in statements:
        of.setdefault(row["source"], []).append(row["statement_id"])
    meeting = Meeting("m", "A meeting", "2040-06-05", "", "Etc/UTC", (), (), tuple(
        {"id": f"r-{source}", "party": "HILL" if source == "a" else "VALE", "held": "complete", "statements": ids}
        for source, ids in (("a", of.get("a", [])), ("b", of.get("b", [])))), 1)
    made = replace(valley.case(valley.table(statements, "statements/all.csv"),
                               valley.table(claims, "propositions.csv"), info=INFO), meetings=(meeting,))
    db = Database()
    try:
        assert collect(db, made) == []
        account.fill(db, made)
        return {name: db.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in (
            "alignments", "silences", "positions", "shifts", "concessions", "contradictions", "acceptance")}
    finally:
        db.close()


ROWS = [statement(1, "a", "hill_staff", "claim"), statement(2, "b", "vale_staff", "deny"),
        statement(3, "b", "vale_staff", "reject"), statement(4, "a", "hill_staff", "agree")]
CLAIMS = [{"statement_id": "S1", "proposition": "fired_first"},
          {"statement_id": "S2", "proposition": "fired_first", "polarity": "denies"},
          {"statement_id": "S3", "proposition": "ferry_open", "polarity": "denies"},
          {"statement_id": "S4", "proposition": "ferry_open"}]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=4))
@settings(max_examples=4, deadline=None)
def test_a_copy_of_a_statement_changes_nothing(copied: list[int]) -> None:
    more, claims = [], []
    for number, row in enumerate(copied):
        more.append({**ROWS[row], "statement_id": f"S9{number}", "source": "c"})
        claims.append({**CLAIMS[row], "statement_id": f"S9{number}"})
    assert tables([*ROWS, *more], [*CLAIMS, *claims]) == tables(ROWS, CLAIMS)


def test_without_a_source_exactly_what_only_it_supports_is_gone() -> None:
    """Source b holds the denial and the refusal; what source a says alone stays as it was."""
    left = [row for row in ROWS if row["source"] != "b"]
    kept = [row for row in CLAIMS if row["statement_id"] in {one["statement_id"] for one in left}]
    before, after = tables(ROWS, CLAIMS), tables(left, kept)
    assert len(before["contradictions"]) == 1 and after["contradictions"] == []
    assert [row for row in before["positions"] if row[1] == "HILL"] == after["positions"]
    assert {row[1] for row in before["positions"]} == {"HILL", "VALE"}
    strengths = [{row[1]: row[4] for row in of["alignments"]} for of in (before, after)]
    assert strengths == [{"r-a": "agreed", "r-b": "rejected"}, {"r-a": "agreed", "r-b": "did_not_mention"}]
