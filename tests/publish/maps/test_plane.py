"""The plane: distances, boxes, and boxes over the meridian of 180 degrees."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.publish.maps.plane import Box, Frame, around, lat_of, x_of, y_of

lats, lons = st.floats(-80, 80), st.floats(-180, 179.99)


def test_the_box_of_two_points_is_between_them() -> None:
    box = around([(50.0, 30.0, 0.0), (52.0, 34.0, 0.0)])
    assert box and box.west < 30 < 34 < box.east and box.south < 50 < 52 < box.north
    assert box.east - box.west < 5


def test_what_lies_on_both_sides_of_180_stays_together() -> None:
    box = around([(-17.0, 179.0, 0.0), (-16.0, -179.0, 0.0)])
    assert box and box.east - box.west < 3
    assert box.west < box.unwrapped(179.0) < box.unwrapped(-179.0) < box.east
    assert sum(east - west for west, east, _ in box.pieces()) == pytest.approx(box.east - box.west)
    assert {shift for _, _, shift in box.pieces()} == {0.0, 360.0}


def test_nothing_has_no_box() -> None:
    assert around([]) is None


def test_a_single_point_shows_its_surroundings() -> None:
    box = around([(10.0, 20.0, 0.0)])
    assert box and box.east - box.west >= 0.6 and box.north - box.south >= 0.6


@given(st.lists(st.tuples(lats, lons, st.floats(0, 300)), min_size=1, max_size=8))
def test_every_circle_lies_in_the_box(spots: list[tuple[float, float, float]]) -> None:
    box = around(spots)
    assert box is not None and box.west >= -540 and box.east - box.west <= 360.0001
    frame = Frame.of(box, 400, 200, 600)
    for lat, lon, _ in spots:
        assert frame.holds(*frame.place(lat, lon))


@given(st.floats(-84, 84))
def test_latitudes_go_and_come_back(lat: float) -> None:
    assert lat_of(y_of(lat)) == pytest.approx(lat, abs=1e-9)


def test_a_radius_is_drawn_in_true_metres() -> None:
    """One degree of latitude is 111.195 km on the sphere; on this plane a circle covers as much as a small square."""
    frame = Frame.of(Box(30.0, 49.0, 32.0, 51.0), 1000, 100, 2000)
    north = frame.place(50.5, 31.0)[1]
    south = frame.place(49.5, 31.0)[1]
    assert frame.length(math.pi * 6371.0088 / 180, 50.0) == pytest.approx(south - north, rel=1e-3)


def test_the_world_is_one_wide() -> None:
    assert (x_of(-180), x_of(0), x_of(180)) == (0, 0.5, 1)
    assert y_of(0) == pytest.approx(0.5)
