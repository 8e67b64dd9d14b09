"""The example case as a whole: nothing lost, look-alikes apart, rival accounts together, sides treated alike."""

from __future__ import annotations

import pytest

from tests.examples.account import Account

# One report of each event that must stay apart from the others of its line.
LOOK_ALIKES = {
    "gas store": ("I100", "I107", "I130", "I140"),
    "metering station": ("I089", "I163"),
    "gas distribution station": ("I105", "I243"),
    "substation by drone, by shelling, line": ("I246", "I257", "I385"),
    "grid facility in Sevsk district": ("I286", "I332"),
    "occupied substation": ("I283", "I297", "I346"),
    "Suzemka": ("I205", "I287", "I334"),
    "Krasnaya Yaruga": ("I181", "I366", "I388"),
    "Kharkiv": ("I144", "I160", "I199", "I238", "I260", "I400"),
    "Kryvyi Rih": ("I014", "I021", "I142", "I258", "I269", "I281"),
    "Shuya": ("I372", "I390", "I429"),
    "Kherson": ("I156", "I219", "I275", "I357", "I396", "I406", "I418"),
    "Dnipro": ("I146", "I191", "I266", "I381"),
    "railway power": ("I013", "I052", "I070"),
}

# Reports of one event, by both sides, or with other days, places or weapons.
ONE_EVENT = {
    "oil depot, 18 or 19 March": ("I044", "I058", "I066", "I068"),
    "metering station, 20 or 21 March": ("I073", "I074", "I089", "I090", "I091"),
    "metering station, 28 March": ("I163", "I166", "I167"),
    "Kryvyi Rih, 4 April": ("I267", "I268", "I269", "I272"),
    "Sumy, 13 April": ("I336", "I337", "I338", "I339"),
    "line of 2 or 3 April": ("I246", "I259"),
    "debris or hit line, 16 April": ("I358", "I361", "I362"),
}


def test_rows_in_are_rows_used_and_rows_set_aside(truce: Account) -> None:
    """435 reports, 283 statements and 41 from the article and beside it, 101 tallies, every claim on a proposition."""
    for table, total in (("reports", 435), ("statements", 283 + 41), ("tallies", 101), ("propositions", 203)):
        used, aside = truce.db.rows(f"SELECT count(*) FILTER (used), count(*) FILTER (NOT used) FROM {table}")[0]
        assert used + aside == total
        assert aside == 0


def test_the_case_has_no_errors(truce: Account) -> None:
    """Warnings and notes only; the examples of the readings hold."""
    assert [p for p in truce.problems if p.severity == "error"] == []


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_look_alikes_stay_apart(truce: Account, name: str) -> None:
    """Events of one place and kind are as many incidents."""
    found = truce.incidents(*LOOK_ALIKES[name])
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("name", ONE_EVENT)
def test_one_event_stays_one(truce: Account, name: str) -> None:
    """Rival accounts, drifting dates and places are one incident."""
    assert len(set(truce.incidents(*ONE_EVENT[name]))) == 1


def test_ten_readings_and_three_provisions(truce: Account) -> None:
    """The readings and provisions of the case, with the two declared ones compared."""
    terms = truce.case.terms
    assert {reading.id for reading in terms.readings} == {
        "wh18", "t18", "k18", "us19", "z19", "ua25", "ru25", "k25", "z25", "waltz23"}
    assert {provision.id for provision in terms.provisions} == {"energy", "black_sea", "full_ceasefire"}
    assert terms.compare == ("k25", "z25")


def test_the_sea_part_waits_for_its_condition_in_one_reading_only(truce: Account) -> None:
    """The Kremlin's precondition was not met; Kyiv's reading has none."""
    rules = {rule.reading: rule for rule in truce.case.terms.rules if rule.provision == "black_sea"}
    assert rules["k25"].conditions and not rules["z25"].conditions
    statuses = {state.status for condition in rules["k25"].conditions for state in condition.states}
    assert statuses == {"not_met"}


def test_changing_the_sides_changes_the_sides(truce: Account) -> None:
    """Facts that agree on all but the side get answers that agree on all but the side (see the examples)."""
    strikes = {author: truce.verdict(report, "z25", author) for report, author in (("I232", "RUS"), ("I179", "UKR"))}
    for row in strikes.values():
        assert (row["outcome"], row["object"], row["whose"]) == ("potential_violation", "yes", "yes")


def test_every_citation_of_the_terms_opens(truce: Account) -> None:
    """Statement ids exist; everything else is an address or an instrument."""
    known = {row[0] for row in truce.db.rows("SELECT statement_id FROM statements")}
    known |= {instrument.id for instrument in truce.case.terms.instruments}
    cites = {cite for row in truce.db.rows("SELECT cites FROM effective_provisions WHERE cites IS NOT NULL")
             for cite in row[0].split(";")}
    assert {cite for cite in cites if cite not in known and not cite.startswith("http")} == set()
