"""What lies too near together to be told apart on a drawing, brought together; `static/map.js` does the same."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from servanda.publish.maps.marks import AREA, PLACE, Mark, Site
from servanda.publish.maps.plane import Frame
from servanda.publish.maps.scene import Scene

CELL = 22.0  # units: nearer than this, groups become one
MOST = {PLACE: 150, AREA: 60}  # groups of one drawing; where there are more, the cells are made larger


Spot = tuple[float, float, Site]  # x, y, what lies there


@dataclass(frozen=True)
class Group:
    """Sites of one kind that are drawn as one, where, and their incidents."""

    x: float
    y: float
    sites: tuple[Site, ...]
    marks: tuple[Mark, ...]


def groups(scene: Scene, frame: Frame, kind: str) -> list[Group]:
    """The groups of places, or of areas, the largest first; a group lies at the mean of its incidents."""
    spots = [(*frame.place(site.lat, site.lon), site) for site in scene.placed if site.kind == kind]
    side = CELL
    while len({(x // side, y // side) for x, y, _ in spots}) > 2 * MOST[kind]:
        side *= 1.25
    while len(found := _grouped(scene, spots, side)) > MOST[kind]:
        side *= 1.25
    return found


def _grouped(scene: Scene, spots: list[Spot], side: float) -> list[Group]:
    """First by the cells of a grid, then each takes up the smaller ones of the cells around it that are near."""
    cells: dict[tuple[int, int], list[Spot]] = {}
    for x, y, site in spots:
        cells.setdefault((int(x // side), int(y // side)), []).append((x, y, site))
    made = {cell: _group(found, scene) for cell, found in cells.items()}
    joined = []
    for cell in sorted(made, key=lambda cell: (-len(made[cell].marks), cell)):
        if cell in made:
            near = [other for other in _around(cell) if other in made and _apart(made[cell], made[other]) < side]
            found = [one for other in near for one in cells[other]]
            for other in near:
                del made[other]
            joined.append(_group(found, scene))
    return sorted(joined, key=lambda group: (-len(group.marks), group.y, group.x))


def _around(cell: tuple[int, int]) -> Iterable[tuple[int, int]]:
    """The cell itself and its eight neighbours."""
    return ((cell[0] + dx, cell[1] + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))


def _apart(one: Group, other: Group) -> float:
    return math.hypot(one.x - other.x, one.y - other.y)


def _group(found: list[Spot], scene: Scene) -> Group:
    weights = [len(scene.placed[site]) for _, _, site in found]
    total = sum(weights)
    x = _mean((x for x, _, _ in found), weights, total)
    y = _mean((y for _, y, _ in found), weights, total)
    sites = tuple(site for _, _, site in found)
    return Group(x, y, sites, tuple(mark for site in sites for mark in scene.placed[site]))


def _mean(values: Iterable[float], weights: list[int], total: int) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / total
