"""Run every benchmark one after the other and print what each prints under its name.

    python benchmarks/all.py [small|full]

Peers run in environments of their own, named by the environment: PEER_GEO (a Python with geopandas and pandas),
PEER_SPLINK (with splink), PEER_TEXT (with textacy). A peer that is not named is not measured, and the line says so.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
GEO, SPLINK, TEXT = (os.environ.get(f"PEER_{name}", "") for name in ("GEO", "SPLINK", "TEXT"))
DATA = os.environ.get("SERVANDA_REFERENCE_DATA", "")


def commands(small: bool) -> list[list[str]]:
    """Script and arguments, in the order of the flow."""
    rows = "100000" if small else "1000000"
    return [
        ["intake.py", rows],
        ["extract.py", "--words", "20000" if small else "60000", *_peer("--peer", TEXT)],
        ["link.py", "--rows", *(["10000"] if small else ["10000", "100000"]), *_peer("--data", DATA),
         *_peer("--splink", SPLINK)],
        ["parts.py", "--rows", *(["10000"] if small else ["10000", "100000"])],
        ["space.py", rows, *([GEO] if GEO else [])],
        ["assess.py", "--rows", rows, *_peer("--peer", GEO)],
        ["measure.py", "scale"],
        ["map.py", "10000", "100000"],
        ["build.py", "10000" if small else "1000000", "--tables", "--add", "1000"],
        ["pages.py", "--rows", *(["10000"] if small else ["10000", "100000"])],
        ["exports.py", "--rows", "20000" if small else "100001"],
    ]


def _peer(option: str, value: str) -> list[str]:
    return [option, value] if value else []


def main() -> int:
    """Run all; 1 if one of them could not run."""
    failed = 0
    for script, *arguments in commands(sys.argv[1:] != ["full"]):
        started = time.perf_counter()
        print(f"== {script} {' '.join(arguments)}", flush=True)
        done = subprocess.run([sys.executable, str(HERE / script), *arguments], check=False)
        print(f"   ({time.perf_counter() - started:.0f} s)", flush=True)
        # A benchmark ends with 1 where it missed its own bar: that is a figure, not a failure to run.
        failed += done.returncode not in (0, 1)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
