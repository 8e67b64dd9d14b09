"""Scenes made by hand, and what a drawn map holds, read back from its SVG."""

from __future__ import annotations

import re
from collections.abc import Iterable

from servanda.publish.maps.lines import Area, Claimed
from servanda.publish.maps.marks import Mark, Marks, site
from servanda.publish.maps.scene import Scene

Spot = tuple[float, float, float | None]  # latitude, longitude, radius in km


def scene(spots: Iterable[Spot], zones: Iterable[Area] = (), borders: Iterable[Claimed] = (),
          outcome: str = "0") -> Scene:
    """Incidents E0, E1 ... at these spots, one after the other, all of one outcome under the reading `r`."""
    marks = tuple(Mark(f"E{number}", f"Mill {number}", "1 Jan 2030", f"Mill {number}", site(*spot), outcome)
                  for number, spot in enumerate(spots))
    return Scene(Marks(marks, (("r", "p"),)), tuple(zones), tuple(borders), ("r",), "r")


def classes(svg: str) -> set[str]:
    """Classes of everything that is drawn, text left out."""
    return {found for tag, found in re.findall(r'<(\w+)[^>]*? class="([^"]+)"', svg) if tag not in ("text", "svg")}


def paths(svg: str, css: str) -> list[list[tuple[float, float]]]:
    """The points of every stretch of the paths of a class."""
    found = []
    for data in re.findall(r"<path ([^>]*)/>", svg):
        if f'class="{css}"' in data:
            shape = re.search(r' ?d="([^"]*)"', data)
            found += [[(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", part)]
                      for part in (shape[1] if shape else "").split("M") if part]
    return found


def words(svg: str) -> list[str]:
    """Every line of text, in the order of the drawing."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)
