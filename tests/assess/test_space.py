"""Places against zones: a point with a radius is inside, outside or straddling; the kernel against a plain account."""

from __future__ import annotations

import math
import pickle
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, mapping, shape

from servanda.assess import space
from servanda.assess.outlines import outlines
from servanda.assess.space import covering, located, read, sites, states
from servanda.model.case import Zone

# One degree square with a hole in its middle, on the equator: a degree is about 111 km.
SQUARE = Zone("square", "", {"type": "Polygon", "coordinates": [
    [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6], [0.4, 0.4]]]})
# Two degrees on either side of the meridian of 180 degrees, cut there.
FAR = Zone("far", "", {"type": "MultiPolygon", "coordinates": [
    [[[178, 0], [180, 0], [180, 2], [178, 2], [178, 0]]], [[[-180, 0], [-178, 0], [-178, 2], [-180, 2], [-180, 0]]]]})
KM = math.pi * 6371.0088 / 180


@pytest.mark.parametrize(("place", "state"), [
    ("0.2,0.2,10", "inside"), ("0.2,0.2,25", "straddles"), ("0.5,0.5,5", "outside"), ("0.5,0.5,15", "straddles"),
    ("2,2,100", "outside"), ("0,0.5,0", "inside"), ("0.001,0.5,1", "straddles"), ("0.5,0.5,4000", "straddles")])
def test_inside_outside_straddling(place: str, state: str) -> None:
    """Given as lat,lon,radius in km; the hole is outside; a circle that swallows the zone straddles it."""
    assert states([place], [SQUARE]) == [(place, "square", state)]


def test_one_letter_a_zone_in_the_order_of_the_zones() -> None:
    places = ["1,179,5", "0.2,0.2,25", "60,60,0"]
    assert sites(places, [FAR, SQUARE])[0] == ["IO", "OS", "OO"]
    assert sites(places, [])[0] == ["", "", ""]
    assert sites([], [SQUARE]) == ([], {"place": [], "zone": [], "metres": []})


def test_distances_are_told_within_the_radius_and_ten_km_beyond() -> None:
    """0.2 degrees inside are 22.239 km; the place with 12 km of its own is not near enough, one with 13 is."""
    places = ["0.5,0.2,12", "0.5,0.2,13", "0.5,1.1,2"]
    found = sites(places, [SQUARE])[1]
    assert found == {"place": places[1:], "zone": ["square", "square"], "metres": [-22238, 11119]}


@pytest.mark.parametrize(("place", "state"), [
    ("1,180,50", "inside"), ("1,-180,50", "inside"), ("1,179.999,0", "inside"), ("1,-177.9,20", "straddles"),
    ("1,-177.9,5", "outside"), ("1.9,180,20", "straddles"), ("2.1,-180,20", "straddles"), ("2.1,180,5", "outside")])
def test_a_cut_at_the_far_meridian_is_no_boundary(place: str, state: str) -> None:
    assert states([place], [FAR]) == [(place, "far", state)]


def test_what_lies_beyond_the_far_meridian_is_near() -> None:
    """Two hundredths of a degree apart across the meridian: 2.224 km."""
    west = Zone("west", "", {"type": "Polygon", "coordinates": [
        [[-179.99, -1], [-170, -1], [-170, 1], [-179.99, 1], [-179.99, -1]]]})
    assert sites(["0,179.99,3", "0,179.99,2"], [west]) == (
        ["S", "O"], {"place": ["0,179.99,3", "0,179.99,2"], "zone": ["west", "west"], "metres": [2224, 2224]})


def test_zones_travel_as_plain_data() -> None:
    made = outlines([SQUARE, FAR])
    located(*read(["0,0,1"]), made)
    assert located(*read(["0.5,0.5,15"]), pickle.loads(pickle.dumps(made))).sites == ["SO"]


@pytest.mark.parametrize("place", ["", "1,2", "1,2,3,4", "a,b,c", "1,2,nan"])
def test_a_text_that_is_no_place(place: str) -> None:
    with pytest.raises(ValueError, match="lat,lon,radius"):
        sites([place], [SQUARE])


def test_places_that_do_not_meet_are_covered_together() -> None:
    """The more exact place leads; its radius reaches the other where the two exclude each other."""
    assert covering("0,0,10|0,0.05,30") == (0, 0, 10)  # the exact one lies within the vague one
    lat, lon, radius = covering("0,0,10|0,1,30")
    assert (lat, lon) == (0, 0)
    assert radius == pytest.approx(141.2, abs=0.1)  # 111.2 km apart, and 30 km beyond
    assert sites(["0.2,0.2,1|0.2,0.6,1", "0.2,0.2,1"], [SQUARE])[0] == ["S", "I"]


def _star(centre: tuple[float, float], spokes: list[float], size: float) -> list[tuple[float, float]]:
    """A ring around a centre, its spokes between half of ``size`` and ``size`` degrees."""
    turn = 2 * math.pi / len(spokes)
    return [(centre[0] + size * (0.5 + spoke / 2) * math.cos(turn * at),
             centre[1] + size * (0.5 + spoke / 2) * math.sin(turn * at)) for at, spoke in enumerate(spokes)]


SPOKES = st.lists(st.floats(0, 1), min_size=5, max_size=40)


@st.composite
def areas(draw: st.DrawFn) -> Any:
    """One to three stars in a row, some with a hole in the form of a smaller star."""
    lon, lat = draw(st.floats(-165, 165)), draw(st.floats(-84, 84))
    size = draw(st.sampled_from([0.02, 0.5, 3.0]))
    parts = []
    for number in range(draw(st.integers(1, 3))):
        centre = (lon + 2.5 * number * size, lat)
        hole = [_star(centre, draw(SPOKES), size / 4)] if draw(st.booleans()) else []
        parts.append(Polygon(_star(centre, draw(SPOKES), size), hole))
    return MultiPolygon(parts) if len(parts) > 1 else parts[0]


@st.composite
def spots(draw: st.DrawFn, area: Any) -> tuple[float, float, float]:
    """A place near a vertex, within the bounds, or anywhere on Earth; lat, lon, radius."""
    kind = draw(st.sampled_from(["near", "near", "bounds", "anywhere"]))
    x, y = draw(st.sampled_from(shapely.get_coordinates(area).tolist()))
    if kind == "near":
        away = draw(st.sampled_from([1e-4, 0.01, 0.5]))
        x, y = x + away * draw(st.floats(-1, 1)), y + away * draw(st.floats(-1, 1))
    elif kind == "bounds":
        x0, y0, x1, y1 = area.bounds
        x, y = draw(st.floats(x0, x1)), draw(st.floats(y0, y1))
    else:
        x, y = draw(st.floats(-180, 180)), draw(st.floats(-90, 90))
    return max(-90.0, min(90.0, y)), x, draw(st.sampled_from([0.0, 0.2, 1.0, 10.0, 50.0, 500.0, 5000.0]))


def _plainly(area: Any, lat: float, lon: float) -> tuple[bool, float]:
    """(inside, km to the boundary): the whole area moved onto the plane around the place, once each way round."""
    scale = (KM * math.cos(math.radians(lat)), KM)
    local = [shapely.transform(area, lambda xy, turn=turn: (xy + (turn - lon, -lat)) * scale)
             for turn in (-360, 0, 360)]
    return area.covers(Point(lon, lat)), min(one.boundary.distance(Point(0, 0)) for one in local)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_as_by_plain_means(data: st.DataObject) -> None:
    """Every letter and distance, of many places against three zones at once, as computed one by one."""
    found = [data.draw(areas()) for _ in range(3)]
    places = sorted({data.draw(spots(found[number % 3])) for number in range(12)})
    zones = [Zone(f"z{number}", "", mapping(area)) for number, area in enumerate(found)]
    keys = [",".join(map(repr, place)) for place in places]
    placed = located(*read(keys), outlines(zones))
    told = {(p, z): km for p, z, km in zip(placed.place, placed.zone, placed.km, strict=True)}
    assert len(told) == len(placed.km)
    for p, (lat, lon, radius) in enumerate(places):
        for z, area in enumerate(found):
            inside, km = _plainly(area, lat, lon)
            slack = 1e-9 * (1 + km)
            if abs(km - radius) > slack and km > slack:
                assert space.STATES[placed.sites[p][z]] == (
                    "straddles" if km < radius else "inside" if inside else "outside")
            if abs(km - radius - space.SURROUNDINGS) > slack:
                assert ((p, z) in told) == (km < radius + space.SURROUNDINGS)
            if (p, z) in told:
                assert told[p, z] == pytest.approx(-km if inside else km, rel=1e-9, abs=1e-8)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_place_is_judged_alone(data: st.DataObject) -> None:
    """Its letters and distances do not depend on which other places stand beside it, or in what order."""
    area = data.draw(areas())
    zones = [Zone("z", "", mapping(area)), SQUARE]
    keys = sorted({",".join(map(repr, data.draw(spots(area)))) for _ in range(10)})
    together, rows = sites(keys, zones)
    assert sites(keys[::-1], zones)[0] == together[::-1]
    alone = [sites([key], zones) for key in keys]
    assert [site for one, _ in alone for site in one] == together
    singly = [row for _, one in alone for row in zip(*one.values(), strict=True)]
    assert singly == list(zip(*rows.values(), strict=True))


def test_the_square_is_what_the_tests_take_it_for() -> None:
    assert shape(SQUARE.geometry).is_valid and shape(FAR.geometry).is_valid
