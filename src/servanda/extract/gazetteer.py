"""Names of places to points: the case's own places, a table of regions, seas and plants, then the world's towns.

The table of towns is made from GeoNames (CC BY 4.0) when the program is packaged (scripts/make_gazetteer.py)
and looked up by bisection in its bytes, so that it costs its size in memory and no time to load.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import log10
from pathlib import Path

from servanda.extract import lexicon
from servanda.extract.keys import fold
from servanda.model.case import Place

_FILE = Path(__file__).parent / "data" / "gazetteer.tsv"
_TOWN_KM = ((1_000_000, 20.0), (100_000, 10.0), (0, 5.0))
# Endings of cases, and what stands in their place in the name itself.
_ENDINGS = tuple(
    tuple(pair.split("="))
    for pair in (
        "ami=i",
        "ah=i",
        "ah=y",
        "ah=",
        "ovi=iv",
        "ova=iv",
        "eva=iv",
        "kova=kiv",
        "om=",
        "oi=a",
        "oyu=a",
        "ou=a",
        "i=a",
        "i=",
        "u=a",
        "u=",
        "e=a",
        "e=",
        "y=a",
        "a=",
        "a=y",
    )
)


@dataclass(frozen=True, slots=True)
class Point:
    """A place: its name here, where it lies, within which radius (km), and what it is."""

    name: str
    lat: float
    lon: float
    radius_km: float
    country: str
    kind: str  # case, region, sea, water, plant, state, town
    people: int = 0
    unit: str = ""  # code of the first-level unit that it lies in, or is


@cache
def areas() -> dict[str, Point]:
    """Regions, seas, plants and states that the program names itself, by folded name."""
    found = {}
    for row in lexicon.rows("areas"):
        for name in row["names"].split("|"):
            found[fold(name)] = Point(
                row["names"].split("|")[0],
                float(row["lat"]),
                float(row["lon"]),
                float(row["radius_km"]),
                row["country"],
                row["kind"],
            )
    return found


@cache
def _towns() -> bytes:
    return _FILE.read_bytes() if _FILE.exists() else b"\n"


def held() -> bool:
    """Whether the table of towns is there."""
    return _FILE.exists()


def towns(key: str, *, inflected: bool = False) -> list[Point]:
    """All towns of a folded name; an inflected form is tried where the name itself is not known."""
    if not inflected or _towns_of(key):
        return list(_towns_of(key))
    return next((list(found) for form in _bare_forms(key) if (found := _towns_of(form))), [])


def _bare_forms(key: str) -> Iterable[str]:
    """What a Slavic name may be without the ending of its case."""
    for ending, instead in _ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= 3:
            yield key[: -len(ending)] + instead


@cache
def _towns_of(key: str) -> tuple[Point, ...]:
    content, wanted = _towns(), key.encode() + b"\t"
    low, high = 0, len(content)
    while low < high:  # the first line that is not before the wanted one
        middle = (low + high) // 2
        start = content.rfind(b"\n", 0, middle) + 1
        end = content.find(b"\n", start)
        if end < 0:
            high = start
            continue
        if content[start:end] < wanted:
            low = end + 1
        else:
            high = start
    found = []
    while content.startswith(wanted, low):
        end = content.find(b"\n", low)
        _, name, country, unit, lat, lon, people, kind, radius = content[low:end].decode().split("\t")
        found.append(Point(name, float(lat), float(lon), float(radius) if radius else _radius(int(people)), country,
                           kind or "town", int(people), unit))
        low = end + 1
    return tuple(found)


def _radius(people: int) -> float:
    return next(radius for least, radius in _TOWN_KM if people >= least)


class Gazetteer:
    """Where a name lies, for one text: the case's places, then areas, then the town that the context makes likely."""

    def __init__(self, places: Iterable[Place] = (), countries: Iterable[str] = (),
                 units: Iterable[tuple[str, str]] = ()) -> None:
        """``countries`` are those that the text speaks of, most often first (ISO codes of two letters).

        ``units`` are the first-level units (country, code) that it names.
        """
        self._local = {
            fold(one.name): Point(one.name, one.lat, one.lon, one.radius_km or 10.0, "", "case")
            for one in places
            if one.lat is not None and one.lon is not None
        }
        self._rank = {code: place for place, code in enumerate(countries)}
        self._units = frozenset(units)

    def find(self, name: str, *, region: bool = False) -> Point | None:
        """The place of a name; ``region`` says that the text calls it one.  None where it is not known."""
        key = fold(name)
        whole = f"{key} region" if region else key
        for wanted in dict.fromkeys((whole, key)):
            for table in (self._local, areas()):
                if wanted in table:
                    return table[wanted]
        known = towns(key, inflected=not name.isascii() and any("\u0400" <= char < "\u0500" for char in name))
        return max(known, key=lambda point: self._likely(point, key, region)) if known else None

    def _likely(self, point: Point, key: str, region: bool) -> float:
        """The larger before the smaller, by tenfolds; a country of the text counts for up to three of them.

        A unit that the text names counts for two more, for the towns in it; a unit of one name with a town is meant
        where the text calls it a region, else the town is.
        """
        place = self._rank.get(point.country)
        near = 0.0 if place is None else max(1.0, 3.0 - 0.7 * place)
        inside = 2.0 if point.kind == "town" and (point.country, point.unit) in self._units else 0.0
        wide = 0.0 if point.kind == "town" or region else -1.5 if point.kind == "region" else 1.0
        return log10(point.people + 10) + near + inside + wide - (0 if fold(point.name) == key else 1)
