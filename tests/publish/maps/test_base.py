"""The base: coast and water, and not one line more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from servanda.publish import maps
from servanda.publish.maps import base, scene, towns
from servanda.publish.maps.lines import Area, Claimed
from servanda.publish.maps.plane import Box, Frame, lat_of
from tests import golden
from tests.publish.maps import drawing

CRIMEA = Box(32.3, 44.2, 36.8, 46.5)
GOLAN = Box(35.3, 32.4, 36.4, 33.6)
HEIGHTS = [(33.25, 35.75, 2.0), (32.75, 35.6, 2.0), (33.0, 35.95, 2.0)]
PENINSULA = [(44.6, 33.5, 5.0), (45.35, 36.4, 5.0), (46.1, 34.0, 5.0)]
LINE = Claimed("line", "The line", (((35.82, 33.35), (35.85, 32.75)),), ("North",), (), ("S1",))
# What a drawn map may hold where the case gives no zone and no border.
PLAIN = {"sea", "land", "lake", "shore", "frame", "scale", "town", "reach", "disc"}


def beyond(shown: str) -> set[str]:
    """Classes of shapes other than the plain ones, symbols left out."""
    return {css for css in drawing.classes(shown) - PLAIN if not css.startswith(("mark", "ring", "hatch"))}


@pytest.mark.assets
@pytest.mark.parametrize(("name", "spots"), [("crimea", PENINSULA), ("golan", HEIGHTS)])
def test_no_line_but_shores(name: str, spots: list[drawing.Spot]) -> None:
    """Every line of the drawing is a shore of land or lake, point by point: none divides land from land."""
    shown = drawing.scene(spots)
    svg = str(maps.svg(shown))
    assert not beyond(svg)
    box = shown.box
    assert box is not None
    ground = base.cut(box.widened(0.5), 0.0)
    shores = shapely.multilinestrings([shapely.linestrings(line) for line in ground.shores])
    frame = Frame.of(box, 960, 480, 768)
    for line in drawing.paths(svg, "shore"):
        places = [((x / frame.scale + frame.left) * 360 - 180, lat_of(y / frame.scale + frame.top)) for x, y in line]
        assert shapely.distance(shapely.points(places), shores).max() < 0.6 * 360 / frame.scale  # units of the drawing
    assert drawing.paths(svg, "shore")
    golden.check(f"maps/{name}.txt", summary(svg))


def summary(svg: str) -> str:
    """What a map holds, kind by kind: how many lines of how many points, and the words on it."""
    lines = [f"{css}: {len(found)} lines, {sum(map(len, found))} points" for css in ("land", "lake", "shore", "border")
             if (found := drawing.paths(svg, css))]
    return "\n".join([*sorted(drawing.classes(svg)), *lines, *drawing.words(svg)])


@pytest.mark.assets
@pytest.mark.parametrize("box", [CRIMEA, GOLAN], ids=["crimea", "golan"])
def test_land_is_not_divided(box: Box) -> None:
    """Inside the land no shore runs: the pieces of land are as the coast makes them, with no edge in common."""
    ground = base.cut(box, 0.0005)
    polygons = shapely.polygons([shapely.linearrings(ring) for ring in ground.land])
    for number, one in enumerate(polygons):
        for other in polygons[number + 1:]:
            common = shapely.intersection(shapely.boundary(one), shapely.boundary(other))
            assert shapely.length(common) == 0


@pytest.mark.assets
def test_a_border_is_drawn_only_where_the_case_gives_it_and_says_whose() -> None:
    svg = str(maps.svg(drawing.scene(HEIGHTS, borders=[LINE])))
    assert beyond(svg) == {"border"}
    words = " ".join(drawing.words(svg))
    assert "The line: claimed by North; recognised by nobody named" in words
    assert "recognised by nobody named" in str(maps.svg(drawing.scene(HEIGHTS, borders=[LINE]))).split('">')[0]


@pytest.mark.assets
def test_over_the_meridian_of_180_no_seam_is_drawn() -> None:
    """Islands on both sides are one piece of map; where the data are cut no line stands."""
    ground = base.cut(Box(176.0, -20.0, 184.0, -15.0), 0.0)
    assert any(line[:, 0].max() > 180 for line in ground.land) and any(line[:, 0].min() < 180 for line in ground.land)
    for line in ground.shores:
        on_edge = np.abs(line[:, 0] - 180) < 1e-9
        assert not (on_edge[:-1] & on_edge[1:]).any()
    svg = str(maps.svg(drawing.scene([(-17.0, 179.5, 5.0), (-16.5, -179.2, 5.0)])))
    for line in drawing.paths(svg, "shore"):
        assert max(abs(a[0] - b[0]) for a, b in zip(line, line[1:], strict=False)) < 200


def test_a_zone_without_a_boundary_has_no_edge() -> None:
    ring = ((33.0, 44.5), (35.0, 44.5), (35.0, 45.3), (33.0, 44.5))
    stated, vague = (Area("z", "Strip", ((ring,),), boundary, (), ()) for boundary in ("stated", "undefined"))
    assert {"zone", "edge"} <= drawing.classes(str(maps.svg(drawing.scene([], [stated]))))
    drawn = drawing.classes(str(maps.svg(drawing.scene([], [vague]))))
    assert "zone vague" in drawn and "edge" not in drawn


def test_a_zone_cut_at_180_has_no_edge_along_the_cut() -> None:
    east = ((179.0, 10.0), (180.0, 10.0), (180.0, 11.0), (179.0, 11.0), (179.0, 10.0))
    west = ((-180.0, 10.0), (-179.0, 10.0), (-179.0, 11.0), (-180.0, 11.0), (-180.0, 10.0))
    svg = str(maps.svg(drawing.scene([], [Area("z", "Strip", ((east,), (west,)), "stated", (), ())])))
    edges = drawing.paths(svg, "edge")
    middle = 480.0
    assert edges and not any(abs(a[0] - middle) < 1 and abs(b[0] - middle) < 1
                             for line in edges for a, b in zip(line, line[1:], strict=False))


def test_without_the_files_the_map_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(base, "FILES", tmp_path)
    monkeypatch.setattr(towns, "FILES", tmp_path)
    towns._lines.cache_clear()
    try:
        svg = str(maps.svg(drawing.scene(HEIGHTS, borders=[LINE])))
        assert "sea" not in drawing.classes(svg) and "shore" not in drawing.classes(svg)
        assert {"border", "reach"} <= drawing.classes(svg)
        assert any("make assets" in words for words in drawing.words(svg))
        assert "make assets" in scene.credits()[0] and base.library_files() == []
    finally:
        towns._lines.cache_clear()


@pytest.mark.assets
def test_towns_are_spread_and_carry_no_state() -> None:
    found = towns.within(CRIMEA, 30)
    assert 10 <= len(found) <= 30 and [town.people for town in found] == sorted(
        (town.people for town in found), reverse=True)
    assert all(CRIMEA.south <= town.lat <= CRIMEA.north for town in found)
    assert set(vars(found[0])) == {"name", "lat", "lon", "people"}
