"""Take in a table of many invented reports; print seconds, peak memory, and that rows in = used + set aside.

    python benchmarks/intake.py [ROWS]

The bar: one million rows of our own format within 30 seconds and 1 GB of peak resident memory on two cores.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

HEADER = ("report_id,source,origin,published,url,time_from,time_to,zone,place,admin1,lat,lon,precision,author_claimed,"
          "act,stage,means,aimed_at,affected,how_known,munitions_low,fatalities,summary")
CASE = """id: bench
title: A bench
zone: Etc/UTC
parties:
  - {id: HILL, title: Hill League}
  - {id: VALE, title: Vale Union}
actors:
  - {id: vale_staff, title: Vale Staff, party: VALE}
  - {id: hill_staff, title: Hill Staff, party: HILL}
"""
SECONDS, MEGABYTES = 30, 1000


def lines(rows: int) -> Iterator[str]:
    """The table, line by line; one row in a thousand is wrong in a cell, one in ten thousand in its width."""
    pick = random.Random(7)
    yield HEADER + "\n"
    for number in range(rows):
        day = f"2040-{number % 12 + 1:02}-{number % 28 + 1:02}"
        means = "uaw" if number % 1000 == 999 else pick.choice(("uav", "missile", "artillery", "unknown", ""))
        extra = ",one cell more" if number % 10_000 == 9_999 else ""
        clock = f"{pick.randrange(24):02}:{pick.randrange(60):02}"
        yield (f"R{number:07},news{number % 200}.example,{pick.choice(('vale_staff', 'hill_staff'))},{day},"
               f"https://news{number % 200}.example/{day}/{number}.html,{day}T{clock},,Etc/UTC,"
               f"Village {number % 900},Region {number % 25},{pick.uniform(10, 14):.5f},{pick.uniform(20, 26):.5f},2,"
               f"{pick.choice(('HILL', 'VALE', ''))},strike,{pick.choice(('damaged', 'intercepted', ''))},{means},"
               f"{pick.choice(('substation/grid', 'refinery/oil', 'unknown'))},substation/grid,told,"
               f"{number % 5 or ''},{number % 3 or ''},"
               f"\"The staff said that something was hit near village {number % 900}, with report {number}\"{extra}\n")


def make(folder: Path, rows: int) -> None:
    """A case folder with one table of reports."""
    (folder / "reports").mkdir(parents=True)
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    (folder / "terms.yaml").write_text("instruments: []\n", encoding="utf-8")
    with (folder / "reports" / "all.csv").open("w", encoding="utf-8") as file:
        file.writelines(lines(rows))


def take_in(folder: Path, rows: int) -> int:
    """Take the folder in, in a process of its own; 0 if the bars hold (they are those of a million rows)."""
    from servanda.case.open import open_case
    from servanda.collect import records
    from servanda.engine.database import Database

    started = time.perf_counter()
    case = open_case(folder)
    opened = time.perf_counter()
    db = Database()
    records.fill(db, case)
    ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (used, aside), = db.rows("SELECT count(*) FILTER (used), count(*) FILTER (NOT used) FROM reports ORDER BY 1")
    print(f"{rows:,} rows in = {used:,} used + {aside:,} set aside; open {opened - started:.1f} s, "
          f"collect {ended - opened:.1f} s, together {ended - started:.1f} s; peak {peak:,.0f} MB")
    return 0 if used + aside == rows and ended - started < SECONDS and peak < MEGABYTES else 1


def main() -> int:
    """Make the folder here, take it in elsewhere, so that making it counts neither for time nor for memory."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        return take_in(Path(sys.argv[2]), rows)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "case"
        make(folder, rows)
        return subprocess.run([sys.executable, __file__, str(rows), str(folder)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
