"""Hold invented places against zones; print seconds, peak memory, and beside them a peer that works on whole zones.

    python benchmarks/space.py [PLACES] [PEER]

PEER: the Python of an environment of its own that holds geopandas, else named by the variable PEER (made by
``python -m venv peers && peers/bin/pip install geopandas``); without one the peer is left out.  It is given fewer
places, and asked twice: which points lie in a zone (less than we tell), and which circles meet one and which lie
within one (as we tell, but for the distances, which it does not give).
The bar: one million distinct places, 20 zones of 87,000 vertices, 10 seconds and 1,200 MB on two cores.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time

import numpy as np
import shapely

ZONES, VERTICES = 20, 87_000
SECONDS, MEGABYTES = 10, 1_200


def areas() -> list[shapely.Polygon]:
    """Wiggly zones of 30 to 250 km around, in a country of 19 by 9 degrees."""
    pick = np.random.default_rng(7)
    found = []
    for _ in range(ZONES):
        turn = np.linspace(0, 2 * np.pi, VERTICES // ZONES, endpoint=False)
        wiggle = pick.standard_normal(len(turn)).cumsum() / len(turn) ** 0.5
        wiggle -= np.linspace(0, wiggle[-1], len(turn))  # the end meets the beginning
        far = pick.uniform(0.3, 2) * (1 + 0.2 * np.sin(7 * turn) + 0.05 * wiggle)
        x, y = pick.uniform(23, 40), pick.uniform(45, 52)
        found.append(shapely.Polygon(np.column_stack([x + far * np.cos(turn), y + far * np.sin(turn)])))
    return found


def spots(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(lat, lon, radius in km) of distinct places spread over the country."""
    pick = np.random.default_rng(8)
    return pick.uniform(44, 53, count), pick.uniform(22, 41, count), pick.choice([0, 1, 10, 50], count)


def ours(count: int) -> tuple[float, int]:
    """(seconds, places inside a zone or straddling one)."""
    from servanda.assess.outlines import outlines
    from servanda.assess.space import located
    from servanda.model.case import Zone

    zones = [Zone(f"z{number}", "", shapely.geometry.mapping(area), ()) for number, area in enumerate(areas())]
    places = [f"{lat:.6f},{lon:.6f},{radius}" for lat, lon, radius in zip(*spots(count), strict=True)]
    started = time.perf_counter()
    found = located(places, outlines(zones))
    return time.perf_counter() - started, sum(1 for site in found.sites if site != "O" * ZONES)


def points(count: int) -> tuple[float, int]:
    """(seconds, places inside a zone), by geopandas."""
    import geopandas

    lat, lon, _ = spots(count)
    places = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat))
    zones = geopandas.GeoDataFrame(geometry=areas())
    started = time.perf_counter()
    found = geopandas.sjoin(places, zones, predicate="intersects")
    return time.perf_counter() - started, int(found.index.nunique())


def circles(count: int) -> tuple[float, int]:
    """(seconds, places inside a zone or straddling one), by geopandas."""
    import geopandas

    lat, lon, radius = spots(count)
    zones = geopandas.GeoDataFrame(geometry=areas())
    started = time.perf_counter()
    drawn = shapely.buffer(shapely.points(lon, lat), np.maximum(radius, 1e-6) / 111.2)
    places = geopandas.GeoDataFrame(geometry=drawn)
    meets = geopandas.sjoin(places, zones, predicate="intersects")
    geopandas.sjoin(places, zones, predicate="within")
    return time.perf_counter() - started, int(meets.index.nunique())


RUNS = {"ours": ours, "points": points, "circles": circles}


def apart(python: str, who: str, count: int) -> tuple[float, int, int] | None:
    """(seconds, places found, peak MB) of a run in a process of its own; None if the environment does not serve."""
    run = subprocess.run([python, __file__, who, str(count)], check=False, capture_output=True, text=True)
    if run.returncode:
        print(run.stderr.strip().splitlines()[-1] if run.stderr else f"{python} gave nothing")
        return None
    seconds, found, peak = run.stdout.split()
    return float(seconds), int(found), int(peak)


def main() -> int:
    """0 if the bars hold (they are those of a million places)."""
    if sys.argv[1:2] and sys.argv[1] in RUNS:
        seconds, found = RUNS[sys.argv[1]](int(sys.argv[2]))
        print(seconds, found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        return 0
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    peer = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("PEER", "")
    mine = apart(sys.executable, "ours", count)
    if mine is None:
        return 1
    print(f"{count:,} places x {ZONES} zones of {VERTICES:,} vertices: {mine[0]:.1f} s, peak {mine[2]:,} MB; "
          f"{mine[1]:,} places lie in or near a zone")
    fewer = min(count, 10_000)
    if not peer:
        print("geopandas is left out: no PEER is named")
    for asked in ("points", "circles") if peer else ():
        other = apart(peer, asked, fewer)
        if other is None:
            continue
        ratio = other[0] / fewer / (mine[0] / count)
        print(f"geopandas.sjoin, {fewer:,} places as {asked}: {other[0]:.1f} s, {other[1]:,} found; a place takes "
              f"{ratio:.0f} times as long as ours")
    return 0 if mine[0] < SECONDS and mine[2] < MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
