"""Score the places read from public sets of news whose place names others annotated with coordinates.

    python benchmarks/places.py TR-News.xml GWN.xml

TR-News (Kamalloo and Rafiei 2018) and GeoWebNews (Gritta, Pilehvar and Collier 2019) are no part of the project.
Adjectives of peoples ("Turkish") and names inside names ("the Texas Rangers") are left out.  A place is right within
161 km (100 miles, the usual line), a region or state within the radius that we state for it; `strict` takes 161 km
for all.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET  # files of one's own choice, no case's
from collections.abc import Iterator
from pathlib import Path

from servanda.extract.places import mentions
from servanda.model.sphere import distance

LINE = 161.0
PEOPLES = ("an", "ish", "ch", "ese", "i")
Gold = tuple[int, int, float, float]  # start, end, latitude, longitude


def articles(path: Path) -> Iterator[tuple[str, list[Gold]]]:
    """(text, annotated places) of each article, in either set's form."""
    for article in ET.parse(path).getroot():
        yield article.findtext("text") or "", [gold for one in article.iter("toponym") if (gold := _gold(one))]


def _gold(one: ET.Element) -> Gold | None:
    span = int(one.findtext("start") or 0), int(one.findtext("end") or 0)
    if one.find("extractedName") is not None:  # GeoWebNews
        if one.findtext("type") in ("Literal", "Mixed", "Metonymic") and one.findtext("latitude"):
            return *span, float(one.findtext("latitude") or 0), float(one.findtext("longitude") or 0)
        return None
    tag, name = one.find("gaztag"), (one.findtext("phrase") or "").strip()
    if tag is None or not tag.findtext("lat"):
        return None
    state = (tag.findtext("fcode") or "").startswith("PCL")
    if state and name != tag.findtext("name") and name.endswith(PEOPLES):
        return None
    return *span, float(tag.findtext("lat") or 0), float(tag.findtext("lon") or 0)


def main() -> None:
    """Print one line a file."""
    print(f"{'set':<12}{'annotated':>10}{'found':>8}{'of these right':>16}{'strict':>8}{'of all right':>14}"
          f"{'precision':>11}")
    for path in map(Path, sys.argv[1:]):
        total = found = right = strict = out = ours = 0
        for text, gold in articles(path):
            told = mentions(text)
            out += len(told)
            ours += sum(any(one.span[0] < end and one.span[1] > start for start, end, *_ in gold) for one in told)
            total += len(gold)
            for start, end, lat, lon in gold:
                point = next((one.point for one in told if one.span[0] < end and one.span[1] > start), None)
                if point is None:
                    continue
                found += 1
                away = distance(lat, lon, point.lat, point.lon)
                strict += away <= LINE
                right += away <= (LINE if point.kind == "town" else max(LINE, point.radius_km))
        print(f"{path.stem:<12}{total:>10}{found:>8}{right / found:>16.3f}{strict / found:>8.3f}{right / total:>14.3f}"
              f"{ours / out:>11.3f}")


if __name__ == "__main__":
    main()
