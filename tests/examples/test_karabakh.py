"""The trilateral statement of November 2020: what a careful monitor of either side would sign.

Readings: arm20 the Armenian side's, aze20 the Azerbaijani side's, rus20 the mediator's, all of December 2020.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from servanda.app.deciding import review
from tests.examples import gallery
from tests.examples.account import Account, reasons

NAME = "karabakh-2020"
ARM, AZE = "ARM", "AZE"
FIRE, LINES, FORCES = "fire_halted", "lines_kept", "forces_gone"


@pytest.fixture(scope="module")
def halt() -> Iterator[Account]:
    """Questions to the case."""
    yield from gallery.assessed(NAME)


def test_nothing_is_lost_and_nothing_is_wrong(halt: Account) -> None:
    """65 reports, 54 statements, 15 tallies, 12 commitments; no warnings either."""
    for name, total in (("reports", 65), ("statements", 54), ("tallies", 15), ("commitments", 12)):
        assert halt.db.rows(f"SELECT count(*), count(*) FILTER (used) FROM {name}") == [(total, total)]
    assert [problem for problem in halt.problems if problem.severity != "note"] == []


def test_the_story_says_what_the_build_says(halt: Account) -> None:
    """Every figure of the README's table, its headline and the reports per side."""
    told, counted = gallery.table(NAME, (ARM, AZE)), gallery.counted(halt)
    assert len(told) == 14
    assert told == {cell: counted[cell] for cell in told}
    story = gallery.readme(NAME)
    assert gallery.headline(halt) in story
    sides = gallery.itemised(halt)
    assert f"Armenian origins itemise: {sides[ARM]}; Azerbaijani origins: {sides[AZE]};" in story
    assert f"which names no author: {sides['RUS']}." in story
    assert "eight, each with its reason" in story and len(halt.case.decisions) == 8


def test_the_villages_of_12_december(halt: Account) -> None:
    """Both sides name the same author; the text is what they differ on."""
    assert halt.authors("K019") == [AZE]
    assert halt.incident("K019") == halt.incident("K022")  # an offensive for one, an operation it owns for the other
    standing = halt.db.rows("SELECT author_standing FROM incidents WHERE incident_id = ?", [halt.incident("K019")])
    assert standing == [("corroborated",)]
    assert gallery.outcomes(halt, "K019", FIRE, AZE) == {
        "arm20": "potential_violation", "aze20": "undetermined", "rus20": "potential_violation"}
    assert "unless:raised" in reasons(halt.verdict("K019", "aze20", AZE, FIRE))
    assert gallery.outcomes(halt, "K019", LINES, AZE) == {
        "arm20": "potential_violation", "aze20": "not_covered", "rus20": "potential_violation"}
    assert halt.verdict("K019", "aze20", AZE, LINES)["excluded_by"] == "where"


def test_the_mirror_troops_sent_after_the_halt(halt: Account) -> None:
    """Point 4 bans them for one side; the other denies that it says so."""
    assert gallery.outcomes(halt, "K011", FORCES, ARM) == {"aze20": "potential_violation", "arm20": "not_in_force"}
    assert halt.incident("K011") == halt.incident("K012")
    assert halt.verdict("K019", "aze20", AZE, FORCES)["outcome"] == "not_in_force"  # a ban on one side alone


@pytest.mark.parametrize(("report", "author"), [("K009", ARM), ("K047", AZE)])
def test_some_acts_of_either_side_count_under_every_reading(halt: Account, report: str, author: str) -> None:
    """Soldiers killed on 26 November; a roof pierced in April: nobody's text excuses it, one side alone names who."""
    assert set(gallery.outcomes(halt, report, FIRE, author).values()) == {"potential_violation"}
    assert halt.db.rows("SELECT author_standing FROM incidents WHERE incident_id = ?", [halt.incident(report)]) == [
        ("alleged",)]


def test_who_began_on_11_december_turns_on_the_account(halt: Account) -> None:
    """Each side names the other, the bulletin nobody: rival accounts of one incident."""
    assert len({halt.incident(report) for report in ("K015", "K016", "K017", "K021")}) == 1
    assert halt.authors("K015") == [ARM, AZE]
    for author in (ARM, AZE):
        row = halt.verdict("K015", "arm20", author, FIRE)
        assert (row["outcome"], row["turns_on_account"]) == ("undetermined", True)
    named = halt.db.rows("SELECT author, report_ids FROM accounts WHERE incident_id = ? ORDER BY account_id",
                         [halt.incident("K015")])
    assert named == [(AZE, "K015"), (AZE, "K016"), (None, "K017;K018"), (ARM, "K021")]


def test_the_answer_of_27_december_is_an_act_of_its_own(halt: Account) -> None:
    """An attack that one side alleges and the other denies; six killed in answer, which its author owns."""
    assert halt.incident("K035") != halt.incident("K037")
    assert halt.incident("K038") == halt.incident("K035")  # the denial is of the attack
    assert gallery.outcomes(halt, "K037", FIRE, AZE)["arm20"] == "potential_violation"
    assert gallery.outcomes(halt, "K037", FIRE, AZE)["aze20"] == "undetermined"


def test_those_taken_in_december(halt: Account) -> None:
    """An act of hostility for one side, an arrest for the other, not named by the mediator."""
    assert gallery.outcomes(halt, "K029", FIRE, AZE) == {
        "arm20": "potential_violation", "aze20": "not_covered", "rus20": "undetermined"}
    state = dict(halt.db.rows("SELECT commitment_id, state FROM commitments"))
    assert state["C05"] == "disputed"


def test_a_place_is_a_radius(halt: Account) -> None:
    """The lake lies on the edge of a coarse outline; the post in the Gazakh region far outside; a house well inside."""
    assert halt.verdict("K053", "arm20", AZE, LINES)["where"] == "unknown_fact"
    assert set(gallery.outcomes(halt, "K043", FIRE, ARM).values()) == {"not_covered"}
    assert halt.verdict("K043", "aze20", ARM, FIRE)["excluded_by"] == "where"
    assert halt.verdict("K047", "aze20", AZE, FIRE)["where"] == "yes"


def test_the_eve_and_the_mines(halt: Account) -> None:
    """The helicopter fell six and a half hours before the halt; a blast is nobody's act of that day."""
    assert set(gallery.outcomes(halt, "K001", FIRE, AZE).values()) == {"not_in_force"}
    assert set(gallery.outcomes(halt, "K063", FIRE, "unattributed").values()) == {"not_covered"}
    assert halt.verdict("K065", "aze20", ARM, FIRE)["when"] == "unknown_fact"  # laid before or after the halt


def test_a_day_that_moved_is_overtaken_and_not_missed(halt: Account) -> None:
    """Kelbajar, put off on its own day; the other districts on theirs; no state is taken from the calendar."""
    state = dict(halt.db.rows("SELECT commitment_id, state FROM commitments"))
    assert [state[id_] for id_ in ("C01", "C02", "C03", "C04")] == ["overtaken", "fulfilled", "fulfilled", "fulfilled"]
    assert state["C08"] == "disputed"  # whether all Armenian forces must leave is what the readings differ on


def test_contradictions_are_told_of_both_sides_and_the_moved_day_is_none(halt: Account) -> None:
    """Prisoners, the villages, who began, 27 December, the maps; of the schedule nobody says otherwise."""
    found = {row[0] for row in halt.db.rows("SELECT proposition FROM contradictions WHERE kind = 'opposed'")}
    assert {"all_returned", "hadrut_begun_by", "attack_27", "maps_for_men", "villages_held"} <= found
    assert not {row[0] for row in halt.db.rows("""SELECT c.proposition FROM contradictions c JOIN propositions p
        USING (proposition) JOIN statements s USING (statement_id) WHERE s.topic = 'handover'""")}


def test_what_is_left_to_ask_names_what_was_seen_once(halt: Account) -> None:
    """Every question on a link, of the build and asked anew, carries one hash."""
    stored = [row[0] for row in halt.db.rows("SELECT command FROM review WHERE kind = 'link'")]
    asked = [row["command"] for row in review.queue(gallery.EXAMPLES / NAME) if row["kind"] == "link"]
    assert len(stored) == len(asked) == 5
    assert {command.count("--seen") for command in (*stored, *asked)} == {1}
