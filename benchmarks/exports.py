"""Write the tables of many invented incidents in every format; print seconds, processor time, size and peak memory.

    python benchmarks/exports.py [--rows N] [--places N]

Ten provisions x three readings, as `benchmarks/assess.py` invents them.  Each format is measured in a process of its
own, after assessing; GeoPackage only where GDAL is installed.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import assess

FORMATS = ("csv", "xlsx", "parquet", "geojson", "gpkg", "hxl")
NAMES = ("incidents", "reports", "accounts", "verdicts", "account_verdicts")


def one(kind: str, rows: int, places: int) -> None:
    """Print the seconds, bytes and MB of one format."""
    from servanda.assess import verdicts
    from servanda.engine.database import Database
    from servanda.publish import exports
    from servanda.publish.redact import Hidden

    db, case = Database(), assess.case()
    assess.fill(db, rows, places)
    db.run("""UPDATE incidents SET lat = r.lat, lon = r.lon, "precision" = r."precision" FROM reports r
        WHERE r.incident_id = incidents.incident_id""")
    verdicts.fill(db, case)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder:
        started, busy = time.perf_counter(), time.process_time()
        try:
            done = exports.some(exports.Parcel(db, case, "2042-12-31", names=NAMES), Path(folder) / "out", [kind],
                                Hidden())
        except exports.NeedsExtra as error:
            print(f"{kind}: not measured, {error}")
            return
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
        size = sum(path.stat().st_size for path in (Path(folder) / "out").iterdir())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{kind:8} {seconds:6.1f} s ({busy:.1f} s of processor time) {size / 1e6:8.1f} MB "
          f"{sum(done.files.values()):>10,} rows  peak {peak:,.0f} MB (before {before:,.0f} MB)", flush=True)


def main() -> None:
    """Measure every format."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--rows", type=int, default=100_001)
    given.add_argument("--places", type=int, default=10_000)
    given.add_argument("--alone", default="", help=argparse.SUPPRESS)
    options = given.parse_args()
    if options.alone:
        one(options.alone, options.rows, options.places)
        return
    print(f"{options.rows:,} incidents x 30 rules")
    for kind in FORMATS:
        subprocess.run([sys.executable, __file__, "--alone", kind, "--rows", str(options.rows), "--places",
                        str(options.places)], check=True)


if __name__ == "__main__":
    main()
