"""The hard cases of the energy truce (N1 to N18), each with the answer that a careful monitor would sign.

Readings: k25 the Kremlin's of 25 March, z25 Kyiv's of 25 March, wh18 the White House readout of 18 March,
z19 Kyiv's offer of 19 March, waltz23 the US adviser's of 23 March.
"""

from __future__ import annotations

import pytest

from tests.examples.account import Account, reasons

RUS, UKR = "RUS", "UKR"
READINGS = ("wh18", "t18", "k18", "us19", "z19", "ua25", "ru25", "k25", "z25", "waltz23")


def test_n1_the_first_night_hospitals(truce: Account) -> None:
    """A hospital is on no list of energy facilities; only a reading that says “infrastructure” may reach it."""
    for report in ("I031", "I047"):
        under_k25 = truce.verdict(report, "k25", RUS)
        assert under_k25["outcome"] == "not_covered"
        assert under_k25["excluded_by"] == "object"
        assert {"when:before_start", "when:before_instrument"} & reasons(truce.verdict(report, "z25", RUS))
        wide = truce.verdict(report, "wh18", RUS)
        assert (wide["outcome"], wide["object"]) == ("undetermined", "unknown_text")
    assert truce.incident("I031") != truce.incident("I047")  # Sumy and Krasnopillia, two hours and a town apart


def test_n1_sloviansk_goes_dark_minutes_after_the_call(truce: Account) -> None:
    """The order was given at once, at an hour that nobody states; what was hit is told in three ways."""
    row = truce.verdict("I038", "k25", RUS)
    assert row["outcome"] == "undetermined"
    assert "potential_violation" in row["possible"].split(";")
    assert truce.verdict("I038", "z25", RUS)["outcome"] == "not_in_force"
    assert truce.verdict("I038", "z19", RUS)["outcome"] == "not_in_force"  # no document had been agreed


def test_n2_kavkazskaya_aim_or_debris(truce: Account) -> None:
    """Moscow's deliberate strike on a listed depot, and wreckage by the account of its own regional headquarters."""
    ministry = truce.of_account("I058", "k25")
    assert (ministry["object"], ministry["bound"], ministry["whose"]) == ("yes", "yes", "yes")
    headquarters = truce.of_account("I068", "k25")
    assert (headquarters["object"], headquarters["act"]) == ("unknown_text", "unknown_text")
    assert {"object:debris_silent", "act:attempt_silent"} <= reasons(headquarters)
    row = truce.verdict("I058", "k25", UKR)
    assert row["outcome"] == "undetermined"
    assert row["turns_on_account"]
    assert truce.verdict("I058", "z25", UKR)["outcome"] == "not_in_force"
    assert truce.verdict("I058", "wh18", UKR)["bound"] == "unknown_text"  # the readout does not say that Kyiv is bound


@pytest.mark.parametrize("report", ["I089", "I163"])
def test_n3_sudzha_is_nobodys_violation(truce: Account, report: str) -> None:
    """Each side blames the other: no reading yields a potential violation by either, on 21 or on 28 March."""
    assert truce.authors(report) == [RUS, UKR]
    for author in (RUS, UKR):
        for reading in READINGS:
            row = truce.verdict(report, reading, author)
            assert row["possible"] != "potential_violation"
            assert row["outcome"] != "potential_violation"
            assert row["bound"] != "yes"
    under_k25 = truce.verdict(report, "k25", UKR)
    assert "bound:rival_author" in reasons(under_k25)
    assert under_k25["object"] == "unknown_text"  # a metering station is not named, and is part of a pipeline


def test_n3_the_two_sudzha_events_stay_two(truce: Account) -> None:
    """A week apart, named together on one page."""
    assert truce.incident("I089") != truce.incident("I163")


@pytest.mark.parametrize("report", ["I096", "I100", "I103", "I105", "I107", "I115", "I117"])
def test_n4_the_interim_week(truce: Account, report: str) -> None:
    """From 18 to 25 March: in force by the Kremlin's clock, before the start by Kyiv's, and visible as such."""
    assert truce.verdict(report, "k25", UKR)["when"] == "yes"
    row = truce.verdict(report, "z25", UKR)
    assert row["outcome"] == "not_in_force"
    assert {"when:before_start", "when:before_instrument"} & reasons(row)


def test_n4_kyivs_own_count_before_its_own_start(truce: Account) -> None:
    """Eight hits from 18 to 25 March, counted by the side whose truce began on 25 March."""
    rows = truce.db.rows("""SELECT c.period FROM tally_checks c JOIN tallies t USING (tally_id)
        WHERE t.measure = 'strikes_on_energy_claimed' AND t.party = 'UKR' AND c."check" = 'own_reading' AND c.provision = 'energy'""")
    assert {row[0] for row in rows} == {"partly"}  # the last of the eight days is the day of the start


@pytest.mark.parametrize("report", ["I100", "I107", "I130", "I140", "I115", "I320"])
def test_n5_attempts_without_damage(truce: Account, report: str) -> None:
    """Is an intercepted approach a strike?  The text does not say, so no fact can decide."""
    row = truce.verdict(report, "k25", UKR)
    assert (row["outcome"], row["act"]) == ("undetermined", "unknown_text")
    assert "act:attempt_silent" in reasons(row)
    assert "act:yes" in row["must_hold"].split(";")
    assert "act:no" in row["would_exclude"].split(";")


def test_n6_reshetylivka_debris_is_treated_as_kavkazskaya_is(truce: Account) -> None:
    """Governor: wreckage; ministry: a hit line.  The same unknown as in Krasnodar, with the sides exchanged."""
    governor, ministry = truce.of_account("I361", "k25"), truce.of_account("I362", "k25")
    assert {"object:debris_silent", "act:attempt_silent"} <= reasons(governor)
    assert ministry["object"] == "yes"
    assert truce.incident("I361") == truce.incident("I362")
    row = truce.verdict("I361", "k25", RUS)
    assert (row["outcome"], row["when"]) == ("undetermined", "yes")  # 16 April, the last day, counts
    assert truce.verdict("I361", "z25", RUS)["outcome"] == "undetermined"


@pytest.mark.parametrize(("report", "author"), [("I236", RUS), ("I153", RUS), ("I148", UKR), ("I159", UKR)])
def test_n7_artillery_on_the_grid_on_both_sides(truce: Account, report: str, author: str) -> None:
    """No limit of means but in the adviser's “aerial”, which drops the shelling by either side alike."""
    row = truce.verdict(report, "waltz23", author)
    assert row["outcome"] == "not_covered"
    assert "means" in row["excluded_by"].split(";")
    assert truce.verdict(report, "k25", author)["means"] == "yes"


def test_n7_kherson_1_april_weapon_in_dispute(truce: Account) -> None:
    """Shelling by a headline, a drone by the president: open under “aerial”, of no weight where means do not matter."""
    assert truce.verdict("I221", "waltz23", RUS)["means"] == "unknown_fact"
    assert truce.verdict("I221", "k25", RUS)["outcome"] == "potential_violation"


def test_n8_poltava_warehouses_of_a_gas_producer(truce: Account) -> None:
    """Warehouses and offices are not named, a transformer and a line may be: no potential violation is settled."""
    for reading in ("k25", "z25"):
        row = truce.verdict("I152", reading, RUS)
        assert row["outcome"] == "undetermined"
        assert row["object"] in ("unknown_fact", "unknown_text")


@pytest.mark.parametrize(("report", "author"), [("I383", UKR), ("I385", UKR), ("I387", UKR), ("I388", UKR),
                                                ("I402", RUS)])
def test_n9_after_the_thirtieth_day(truce: Account, report: str, author: str) -> None:
    """On 17 and 18 April it turns on how 30 days are counted: unknown of text for the Kremlin's reading."""
    row = truce.verdict(report, "k25", author)
    assert (row["outcome"], row["when"]) == ("undetermined", "unknown_text")
    assert "when:counting" in reasons(row)
    assert truce.verdict(report, "z25", author)["outcome"] == "potential_violation"


def test_n9_the_last_day_counts(truce: Account) -> None:
    """16 April lies inside under every way of counting."""
    assert truce.verdict("I364", "k25", UKR)["outcome"] == "potential_violation"


def test_n9_kherson_shelled_for_a_day_until_23_april(truce: Account) -> None:
    """After the Kremlin's end by every count; inside Kyiv's thirty days, as a duration."""
    row = truce.verdict("I418", "k25", RUS)
    assert row["outcome"] == "not_in_force"
    assert "when:after_end" in reasons(row)
    assert truce.verdict("I418", "z25", RUS)["outcome"] == "potential_violation"


def test_n9_moscows_counts_after_its_own_end(truce: Account) -> None:
    """Ten attacks on 19 and 20 April, counted by the side whose thirty days were over by every count."""
    rows = truce.db.rows("""SELECT c.period FROM tally_checks c JOIN tallies t USING (tally_id)
        WHERE t.party = 'RUS' AND t.measure = 'violations_claimed_daily' AND t.period_to = '2025-04-20'
        AND c."check" = 'own_reading' AND c.provision = 'energy'""")
    assert rows == [("after_end",)]


def test_n10_railway_heating_air_base(truce: Account) -> None:
    """Energy of something else: the Kremlin's list names none; Kyiv named rail (z19) and heating (z25)."""
    assert truce.verdict("I052", "k25", RUS)["excluded_by"] == "object"
    rail = truce.verdict("I052", "z19", RUS)
    assert (rail["object"], rail["outcome"]) == ("yes", "not_in_force")  # named, but no document was agreed
    assert truce.verdict("I160", "k25", RUS)["outcome"] == "not_covered"
    assert truce.verdict("I160", "z25", RUS)["outcome"] == "potential_violation"
    assert truce.verdict("I081", "k25", UKR)["outcome"] != "potential_violation"


@pytest.mark.parametrize("report", ["I283", "I346", "I240"])
def test_n11_sites_in_occupied_territory(truce: Account, report: str) -> None:
    """Moscow counts them as its own; Kyiv's reading names no basis, and claim, recognition and control disagree."""
    assert truce.verdict(report, "k25", UKR)["whose"] == "yes"
    row = truce.verdict(report, "z25", UKR)
    assert (row["outcome"], row["whose"]) == ("undetermined", "unknown_text")
    assert "whose:bases_disagree" in reasons(row)


def test_n12_by_products_are_left_open_by_the_text(truce: Account) -> None:
    """A gas pipe broken by the shelling of a house; wires broken when a bus was hit."""
    house = truce.verdict("I045", "k25", RUS)
    assert "object:by_product_silent" in reasons(house) or "object:unclear" in reasons(house)
    assert house["outcome"] == "undetermined"
    bus = truce.verdict("I226", "k25", UKR)
    assert bus["outcome"] == "undetermined"
    assert "object:by_product_silent" in reasons(bus)


def test_n13_a_claim_without_an_event(truce: Account) -> None:
    """The alleged military cargo in a power facility is a denied claim among the statements, and no incident."""
    assert truce.db.rows("SELECT act, party FROM statements WHERE statement_id = 'S193'") == [("deny", UKR)]
    assert not truce.db.rows("SELECT report_id FROM reports WHERE contains(lower(summary), 'military cargo')")


def test_n14_nobody_named(truce: Account) -> None:
    """The drone at the training centre has no author: unattributed, and open."""
    assert truce.authors("I347") == ["unattributed"]
    row = truce.verdict("I347", "z25", "unattributed")
    assert (row["outcome"], row["bound"]) == ("undetermined", "unknown_fact")


@pytest.mark.parametrize(("report", "author"), [("I030", RUS), ("I007", UKR), ("I029", UKR), ("I020", RUS)])
def test_n15_the_day_before(truce: Account, report: str, author: str) -> None:
    """Before 18 March there was no truce under any reading, though the stories of the truce tell them."""
    for reading in READINGS:
        assert truce.verdict(report, reading, author)["outcome"] in ("not_in_force", "not_covered")
        assert "potential_violation" not in truce.verdict(report, reading, author)["possible"]


def test_n16_release_is_available_and_was_not_invoked(truce: Account) -> None:
    """The clause frees nobody by itself; who was first is a set, and what an invocation would touch is shown."""
    rows = {row["party"]: row for row in truce.db.dicts(
        "SELECT * FROM releases WHERE reading = 'k25' AND provision = 'energy' AND standard = 'all'")}
    assert set(rows) == {RUS, UKR}
    for row in rows.values():
        assert row["first_candidates"]
        assert (row["invoked_by"], row["from"]) == (None, None)
        assert row["verdicts_affected"] > 0
    assert truce.incident("I058") in rows[RUS]["first_candidates"].split(";")
    assert truce.incident("I038") in rows[UKR]["first_candidates"].split(";")
    assert not truce.db.rows("SELECT 1 FROM releases WHERE reading = 'z25' AND provision = 'energy'")


@pytest.mark.parametrize(("told_by_moscow", "told_by_kyiv"), [("I268", "I269"), ("I342", "I339")])
def test_n17_one_act_and_two_stories(truce: Account, told_by_moscow: str, told_by_kyiv: str) -> None:
    """Commanders' meeting or homes and street: one incident, rival accounts, outside energy either way."""
    assert truce.incident(told_by_moscow) == truce.incident(told_by_kyiv)
    accounts = truce.db.rows("SELECT account_id FROM accounts WHERE incident_id = ?", [truce.incident(told_by_kyiv)])
    assert len(accounts) >= 2
    for reading in ("k25", "z25"):
        assert truce.verdict(told_by_kyiv, reading, RUS)["outcome"] == "not_covered"
    assert truce.verdict(told_by_kyiv, "wh18", RUS)["outcome"] == "undetermined"


def test_n18_what_one_is_is_said(truce: Account) -> None:
    """A village wire and a 500 kV line count one incident each, a list of regions none; the figure names its rule."""
    units = dict(truce.db.rows("SELECT DISTINCT rule, unit FROM figures WHERE measure = 'count'"))
    assert (units["incidents"], units["reports"]) == ("incident", "report")
    assert truce.incident("I369") == truce.incident("I288") == ""
    composites = truce.db.rows("SELECT n_low, n_high FROM reports WHERE kind = 'composite' AND used ORDER BY report_id")
    assert len(composites) == 7


def test_nothing_is_a_potential_violation_under_every_reading_by_assumption(truce: Account) -> None:
    """The texts of 25 March between the US and each side only promise measures: no strike breaches them."""
    for reading in ("ua25", "ru25"):
        outcomes = truce.db.rows("""SELECT count(*) FROM verdicts WHERE reading = ? AND provision = 'energy'
            AND list_contains(string_split(possible, ';'), 'potential_violation')""", [reading])
        assert outcomes == [(0,)]
