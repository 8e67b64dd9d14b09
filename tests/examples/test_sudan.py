"""The truces in Sudan, April to June 2023: what a careful monitor of either side would sign.

Readings: saf23 the army's, rsf23 the Rapid Support Forces', fac23 the facilitators', ssd23 South Sudan's of 2 May.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.examples import gallery
from tests.examples.account import Account, reasons

NAME = "sudan-2023"
SAF, RSF, NOBODY = "SAF", "RSF", "unattributed"
LONG, WEEK, JEDDAH = "april_truce", "may_week", "jeddah_ceasefire"


@pytest.fixture(scope="module")
def truces() -> Iterator[Account]:
    """Questions to the case."""
    yield from gallery.assessed(NAME)


def test_nothing_is_lost_and_nothing_is_wrong(truces: Account) -> None:
    """73 reports, 48 statements, 9 tallies, 6 commitments; no warnings either."""
    for name, total in (("reports", 73), ("statements", 48), ("tallies", 9), ("commitments", 6)):
        assert truces.db.rows(f"SELECT count(*), count(*) FILTER (used) FROM {name}") == [(total, total)]
    assert [problem for problem in truces.problems if problem.severity != "note"] == []


def test_the_story_says_what_the_build_says(truces: Account) -> None:
    """Every figure of the README's table, its headline and the reports per side."""
    told, counted = gallery.table(NAME, (SAF, RSF, NOBODY)), gallery.counted(truces)
    assert len(told) == 30
    assert told == {cell: counted.get(cell, "0–0") for cell in told}
    story = gallery.readme(NAME)
    assert gallery.headline(truces) in story
    sides = gallery.itemised(truces)
    assert f"origins of the army itemise: {sides[SAF]}; of the Rapid Support Forces: {sides[RSF]}; of neither: " \
           f"{sides['none']}." in story


def test_each_names_what_the_other_does(truces: Account) -> None:
    """Columns on the move and planes in the sky on 30 April: the mirror, with silence shown as silence."""
    assert gallery.outcomes(truces, "D024", LONG, RSF) == {
        "saf23": "potential_violation", "rsf23": "undetermined", "fac23": "undetermined"}
    assert gallery.outcomes(truces, "D027", LONG, SAF) == {
        "saf23": "undetermined", "rsf23": "potential_violation", "fac23": "undetermined"}
    for report, reading, author in (("D024", "rsf23", RSF), ("D027", "saf23", SAF)):
        assert truces.verdict(report, reading, author, LONG)["act"] == "unknown_text"


@pytest.mark.parametrize(("report", "author"), [("D057", SAF), ("D061", RSF), ("D063", RSF)])
def test_the_facilitators_name_both(truces: Account, report: str, author: str) -> None:
    """An air strike of one, homes held and forces moved by the other: all named in one statement."""
    assert gallery.outcomes(truces, report, JEDDAH, author)["fac23"] == "potential_violation"


def test_homes_are_a_wrong_for_two_readings_and_open_in_the_third(truces: Account) -> None:
    """The RSF spoke of hospitals by signing, and of houses not at all."""
    assert gallery.outcomes(truces, "D061", "civilian_places", RSF) == {
        "saf23": "potential_violation", "rsf23": "undetermined", "fac23": "potential_violation"}
    assert truces.verdict("D061", "rsf23", RSF, "civilian_places")["object"] == "unknown_text"


def test_a_week_or_three_days(truces: Account) -> None:
    """The palace on 9 May: in time for the army's week, too late for the RSF's own seventy-two hours."""
    assert gallery.outcomes(truces, "D039", WEEK, SAF) == {
        "saf23": "potential_violation", "ssd23": "potential_violation", "rsf23": "not_in_force"}
    assert "when:after_end" in reasons(truces.verdict("D039", "rsf23", SAF, WEEK))


def test_clocks_begin_and_end_truces(truces: Account) -> None:
    """Ten minutes after the end of the day of June; strikes in the hours before the start of 22 May."""
    assert set(gallery.outcomes(truces, "D070", "june_day", NOBODY).values()) == {"not_in_force"}
    assert set(gallery.outcomes(truces, "D044", JEDDAH, SAF).values()) == {"not_in_force"}
    assert gallery.outcomes(truces, "D044", "notice_of_48_hours", SAF) == {"fac23": "potential_violation"}


def test_the_feast_begins_by_an_hour_for_one_and_by_a_word_for_the_other(truces: Account) -> None:
    """Fighting in the hours after 06:00: inside for the RSF; for the army perhaps before its own statement."""
    assert truces.verdict("D010", "rsf23", NOBODY, "feast_pause")["when"] == "yes"
    assert truces.verdict("D010", "saf23", NOBODY, "feast_pause")["when"] == "unknown_fact"


def test_three_times_seventy_two_hours_are_one_truce(truces: Account) -> None:
    """From 25 April to the end of 3 May without a gap, by both sides' statements; 4 May is the next."""
    for reading in ("saf23", "rsf23", "fac23"):
        assert truces.verdict("D030", reading, SAF, LONG)["when"] == "yes"    # 2 May
        assert truces.verdict("D033", reading, SAF, LONG)["when"] == "no"     # 4 May


def test_who_names_nobody_speaks_for_neither(truces: Account) -> None:
    """18 April: each side names the other; doctors, residents and a reporter name nobody."""
    told = truces.db.rows("SELECT author, report_ids FROM accounts WHERE incident_id = ? ORDER BY account_id",
                          [truces.incident("D001")])
    assert told == [(None, "D001;D003;D008"), (SAF, "D005"), (RSF, "D006")]
    for author in (SAF, RSF):
        assert truces.verdict("D001", "saf23", author, "april_day")["turns_on_account"]


def test_the_car_and_the_plane(truces: Account) -> None:
    """Rival authors for the car; for the plane one author, who denies: a denial is no account and lowers nothing."""
    assert truces.authors("D036") == [RSF, SAF]
    assert truces.verdict("D036", "saf23", RSF, WEEK)["turns_on_account"]
    assert truces.authors("D020") == [RSF]
    assert truces.db.rows("SELECT denied_by, author_standing FROM incidents WHERE incident_id = ?",
                          [truces.incident("D020")]) == [(RSF, "alleged")]


def test_only_what_was_observed_or_confirmed_is_verified(truces: Account) -> None:
    """Two incidents of the days that were monitored; of one the author too."""
    found = truces.db.rows("""SELECT incident_id, author_standing = 'verified' FROM incidents
        WHERE occurrence_standing = 'verified' ORDER BY incident_id""")
    assert found == [("E-D053", None), ("E-D057", True)]


def test_the_market_stays_with_nobody(truces: Account) -> None:
    """Where shells came from is told, and not who fired: no author is inferred from who holds the place."""
    assert truces.incident("D066") == truces.incident("D067") == truces.incident("D068")
    assert truces.authors("D066") == [NOBODY]


def test_breaking_off_talks_suspends_no_truce(truces: Account) -> None:
    """31 May lies inside the ceasefire under every reading, though the army left the talks on that day."""
    for reading in ("saf23", "rsf23", "fac23"):
        assert truces.verdict("D066", reading, NOBODY, JEDDAH)["when"] == "yes"
