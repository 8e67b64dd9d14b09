"""What lies too near together to be told apart on a drawing, brought together by the cells of a grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from servanda.publish.maps.marks import Mark, Site
from servanda.publish.maps.plane import Frame
from servanda.publish.maps.scene import Scene

CELL = 34.0  # units


@dataclass(frozen=True)
class Group:
    """Sites of one kind that are drawn as one, where, and their incidents."""

    x: float
    y: float
    sites: tuple[Site, ...]
    marks: tuple[Mark, ...]


def groups(scene: Scene, frame: Frame, kind: str) -> list[Group]:
    """The groups of places, or of areas, in order of their cells; a group lies at the mean of its incidents."""
    cells: dict[tuple[int, int], list[tuple[float, float, Site]]] = {}
    for site in scene.placed:
        if site.kind == kind:
            x, y = frame.place(site.lat, site.lon)
            cells.setdefault((int(y // CELL), int(x // CELL)), []).append((x, y, site))
    return [_group(cells[cell], scene) for cell in sorted(cells)]


def _group(found: list[tuple[float, float, Site]], scene: Scene) -> Group:
    weights = [len(scene.placed[site]) for _, _, site in found]
    total = sum(weights)
    x = _mean((x for x, _, _ in found), weights, total)
    y = _mean((y for _, y, _ in found), weights, total)
    sites = tuple(site for _, _, site in found)
    return Group(x, y, sites, tuple(mark for site in sites for mark in scene.placed[site]))


def _mean(values: Iterable[float], weights: list[int], total: int) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / total
