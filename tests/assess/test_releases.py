"""Release: available by a breach, effective by an invocation, in two passes."""

from __future__ import annotations

from servanda.model.lifecycle import Breach, released
from servanda.model.terms import NEVER, Event, Listing, Release
from tests.assess.small import NORTH, SOUTH, account, assessed, verdicts_of, with_

CLAUSE = Release(reciprocity="release")


def _answer(incident: str, at: int) -> dict:  # type: ignore[type-arg]
    return account(f"{incident}/a", NORTH, time_from=at, time_to=at + 10)


def test_a_breach_alone_frees_nobody() -> None:
    """Available is not invoked: the answer to a breach is still a potential violation."""
    db = assessed([account("E1/a"), _answer("E2", 400)], [with_(release=CLAUSE)])
    assert verdicts_of(db, "E2")[NORTH]["outcome"] == "potential_violation"
    row = db.dicts("SELECT * FROM releases WHERE standard = 'all' AND party = 'NORTH'")[0]
    assert (row["first_candidates"], row["available_from"]) == ("E1", 200)
    assert (row["invoked_by"], row["from"], row["verdicts_affected"]) == (None, None, 1)


def test_an_invocation_after_a_breach_frees_the_invoker_from_then_on() -> None:
    """What came before the invocation stays; what came after it is not in force."""
    rule = with_(release=CLAUSE, events=(Event((300, 300), "release_invoked", NORTH),))
    db = assessed([account("E1/a"), _answer("E2", 270), _answer("E3", 400)], [rule])
    assert verdicts_of(db, "E2")[NORTH]["outcome"] == "potential_violation"
    after = verdicts_of(db, "E3")[NORTH]
    assert after["outcome"] == "not_in_force"
    assert "bound:released" in after["reasons"]
    assert verdicts_of(db, "E1")[SOUTH]["outcome"] == "potential_violation"


def test_an_invocation_without_a_breach_has_no_effect() -> None:
    """Nobody may free himself: no breach by another, no release."""
    rule = with_(release=CLAUSE, events=(Event((300, 300), "release_invoked", NORTH),))
    db = assessed([_answer("E3", 400)], [rule])
    assert verdicts_of(db, "E3")[NORTH]["outcome"] == "potential_violation"


def test_a_breach_that_is_only_possible_frees_only_possibly() -> None:
    """An undetermined first breach leaves the answer open, not lawful."""
    rule = with_(release=CLAUSE, events=(Event((300, 300), "release_invoked", NORTH),))
    db = assessed([account("E1/a", stage="intercepted"), _answer("E3", 400)], [rule])
    row = verdicts_of(db, "E3")[NORTH]
    assert (row["outcome"], row["bound"]) == ("undetermined", "unknown_fact")
    assert "bound:maybe_released" in row["reasons"]


def test_who_was_first_is_a_set() -> None:
    """Two incidents whose possible times overlap are both candidates; a later one is not."""
    db = assessed([account("E1/a", time_from=200, time_to=300), account("E2/a", time_from=250, time_to=260),
                   account("E3/a", time_from=500, time_to=510)], [with_(release=CLAUSE)])
    row = db.dicts("SELECT * FROM releases WHERE standard = 'all' AND party = 'NORTH'")[0]
    assert row["first_candidates"] == "E1;E2"


def test_the_transition_function() -> None:
    """Notice delays; effect `both` counts anybody's invocation; not releasable is never released."""
    event = (Event((300, 310), "release_invoked", NORTH),)
    breach = Breach(100, 120)
    assert released(Release("release", notice_seconds=50), breach, event, NORTH).certain == 360
    assert released(CLAUSE, breach, event, SOUTH).possible == NEVER
    assert released(Release("release", effect="both"), breach, event, SOUTH).possible == 300
    assert released(Release("release", not_releasable=True), breach, event, NORTH).possible == NEVER
    assert released(CLAUSE, Breach(NEVER, NEVER), event, NORTH).possible == NEVER


def test_a_suspension_and_an_end_by_event() -> None:
    """Suspended from 300 to 500, ended at an instant between 700 and 800 that nobody states exactly."""
    rule = with_(events=(Event((300, 300), "suspended", NORTH), Event((500, 500), "in_force", NORTH),
                         Event((700, 800), "ended", NORTH), Event((150, 150), "expired", NORTH)))
    db = assessed([account(f"E{n}/a", time_from=at, time_to=at + 10)
                   for n, at in enumerate((200, 400, 600, 750, 850))], [rule])
    outcomes = [verdicts_of(db, f"E{n}")[SOUTH]["outcome"] for n in range(5)]
    assert outcomes == ["potential_violation", "not_in_force", "potential_violation", "undetermined", "not_in_force"]
    assert "when:suspended" in verdicts_of(db, "E1")[SOUTH]["reasons"]


def test_an_objects_debris_is_treated_even_where_any_object_counts() -> None:
    """No limit of objects, and damage by debris excluded: wreckage on a house is not covered."""
    rule = with_(objects=Listing("any"), debris="exclude")
    fallen = account("E1/a", aimed_at=None, affected="residential_building/housing:debris")
    assert verdicts_of(assessed([fallen], [rule]))[SOUTH]["outcome"] == "not_covered"
