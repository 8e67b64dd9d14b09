"""Places against zones: a point with a radius is inside, outside or straddling."""

from __future__ import annotations

import pytest

from servanda.assess.space import covering, states
from servanda.model.case import Zone

# One degree square with a hole in its middle, on the equator: a degree is about 111 km.
SQUARE = Zone("square", "", {"type": "Polygon", "coordinates": [
    [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6], [0.4, 0.4]]]})


@pytest.mark.parametrize(("place", "state"), [
    ("0.2,0.2,10", "inside"), ("0.2,0.2,25", "straddles"), ("0.5,0.5,5", "outside"), ("0.5,0.5,15", "straddles"),
    ("2,2,100", "outside"), ("0,0.5,0", "inside"), ("0.001,0.5,1", "straddles")])
def test_inside_outside_straddling(place: str, state: str) -> None:
    """Given as lat,lon,radius in km; the hole is outside."""
    assert states([place], [SQUARE]) == [(place, "square", state)]


def test_places_that_do_not_meet_are_covered_together() -> None:
    """The more exact place leads; its radius reaches the other where the two exclude each other."""
    assert covering("0,0,10|0,0.05,30") == (0, 0, 10)  # the exact one lies within the vague one
    lat, lon, radius = covering("0,0,10|0,1,30")
    assert (lat, lon) == (0, 0)
    assert radius == pytest.approx(141.2, abs=0.1)  # 111.2 km apart, and 30 km beyond
