"""What is drawn as what: a place, an area, or nothing; and what a hidden place leaves."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.engine.database import Database
from servanda.model.case import Decision, Place
from servanda.publish import maps, redact
from servanda.publish.book import Book
from servanda.publish.maps import drawn, lines
from servanda.publish.maps.marks import AREA, PLACE, WIDEST_PLACE, Site, site
from servanda.queries.maps import STRENGTH, outcomes
from tests.publish import invented
from tests.publish.maps.drawing import scene

AREAS = (Place("West Shire", 27.0, -3.0, 80.0), Place("Mill Hill", 27.5, -3.25, 2.0))


def book(db: Database | None = None) -> Book:
    return Book(db or invented.database(), replace(invented.case(), places=AREAS), invented.AS_OF)


@given(st.floats(0, 20_000) | st.none())
def test_nothing_wider_than_a_town_is_a_place(km: float | None) -> None:
    found = site(10.0, 20.0, km)
    assert found and (found.kind == PLACE) == (km is not None and km <= WIDEST_PLACE)


@given(st.lists(st.tuples(st.floats(-60, 60), st.floats(-179, 179), st.floats(WIDEST_PLACE, 2_000, exclude_min=True)),
                min_size=1, max_size=5))
@settings(max_examples=15)
def test_an_area_never_has_a_symbol(spots: list[tuple[float, float, float]]) -> None:
    svg = maps.svg(scene(spots), 500)
    drawing = svg.split('class="frame"')[0]
    assert 'class="mark' not in drawing and 'class="disc"' not in drawing
    assert drawing.count('class="chip"') >= 1


def test_no_position_is_no_site() -> None:
    assert site(None, 3.0, 1.0) is None and site(3.0, None, 1.0) is None
    assert site(3.0, 4.0, None) == Site(3.0, 4.0, None, AREA)


def test_the_invented_incidents() -> None:
    shown = maps.gather(book())
    assert [(mark.id, mark.site and mark.site.kind) for mark in shown.marks.listed] == [
        ("E-1", PLACE), ("E-3", None), ("E-5", None)]
    assert shown.marks.combinations == (("m1", "quiet"), ("n1", "quiet"), ("s1", "quiet"))
    assert [mark.pattern for mark in shown.marks.listed] == ["104", ".11", ".33"]
    assert shown.reading == "n1" and shown.kinds(shown.marks.listed) == {
        "potential_violation": 1, "undetermined": 1, "not_covered": 1}
    assert shown.of(reading="s1").kinds(shown.marks.listed) == {
        "undetermined": 1, "not_covered": 1, "not_in_force": 1}
    assert [mark.id for mark in shown.of(["E-5"]).marks.listed] == ["E-5"]


def test_the_strongest_outcome_stands_for_several_authors() -> None:
    db = invented.database()
    invented.put(db, "verdicts", [invented.verdict("E-3", "n1", "MED", "potential_violation")])
    assert outcomes(db)["E-3"] == ".01" and STRENGTH[0] == "potential_violation"


@given(st.lists(st.floats(0, 3_000) | st.none(), min_size=1, max_size=8))
def test_the_drawn_map_is_told_what_is_an_area(radii: list[float | None]) -> None:
    shown = scene([(10.0 + number, 20.0, km) for number, km in enumerate(radii)])
    told = drawn.points(shown, shown.marks.listed, {"0": 0})
    assert [told["sites"][at][3] for at in told["at"]] == [int(km is None or km > WIDEST_PLACE) for km in radii]


def redacted(value: Any) -> Decision:
    return Decision(1, "", "", "2030-04-01T00:00:00Z", "editor", "redact", "reports", ("R1", "R2"), "", value, "", (),
                    None)


@pytest.mark.parametrize(("value", "expected"), [({"place": "area"}, Site(27.0, -3.0, 80.0, AREA)), (None, None)])
def test_a_hidden_place_is_not_drawn(value: Any, expected: Site | None) -> None:
    """Made coarse it is its area; hidden it is nowhere; its position stands in no shard and on no page."""
    db = invented.database()
    db.run("UPDATE reports SET lat = 27.5, lon = -3.25, \"precision\" = 2, admin1 = 'West Shire' "
           "WHERE incident_id = 'E-1'")
    db.run("UPDATE incidents SET admin1 = 'West Shire' WHERE incident_id = 'E-1'")
    case = replace(invented.case(), places=AREAS, decisions=(redacted(value),))
    redact.apply(db, case)
    shown = maps.gather(Book(db, case, invented.AS_OF))
    assert shown.marks.listed[0].site == expected
    numbers = dict.fromkeys((mark.pattern for mark in shown.marks.listed), 0)
    told = str(maps.svg(shown)) + str(drawn.points(shown, shown.marks.listed, numbers))
    assert "27.5" not in told and "Mill Hill" not in told


def test_days_stand_for_hours() -> None:
    assert maps.gather(book()).marks.listed[0].day == "17\u00a0Mar\u00a02030"


def test_a_zone_of_very_many_points_is_thinned_to_be_drawn_and_a_plain_one_is_not() -> None:
    """A circle of 50,000 points is drawn with some hundreds, none of them off by more than the promised part."""
    turn = [2 * math.pi * place / 50_000 for place in range(50_000)]
    ring = [(10 + math.cos(at), 20 + math.sin(at)) for at in turn]
    ((drawn,),) = lines._polygons({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})
    assert 50 < len(drawn) < 2_000 and drawn[0] == drawn[-1]
    assert all(abs(math.hypot(lon - 10, lat - 20) - 1) <= 2 / lines.FINE for lon, lat in drawn)
    square = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
    ((plain,),) = lines._polygons({"type": "Polygon", "coordinates": [square]})
    assert plain == tuple((float(lon), float(lat)) for lon, lat in square)
