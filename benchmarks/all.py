"""Run every benchmark one after the other; print what each prints under its name, and one table of all at the end.

    python benchmarks/all.py [small|full]

The table has for each benchmark seconds, processor seconds and peak memory of it and whatever it started, and whether
a bar of its own was met.  ``small`` is to take less than ten minutes on two cores that do nothing else.

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
        ["map.py", "10000", *([] if small else ["100000"])],
        ["build.py", "10000" if small else "1000000", "--tables", "--add", "1000"],
        ["pages.py", "--rows", *(["10000"] if small else ["10000", "100000"])],
        ["exports.py", "--rows", "4000" if small else "100001"],
    ]


def _peer(option: str, value: str) -> list[str]:
    return [option, value] if value else []


def run(script: str, arguments: list[str]) -> tuple[int, float, float, float]:
    """Run one: its exit code, seconds, processor seconds, and peak memory in MB."""
    print(f"== {script} {' '.join(arguments)}", flush=True)
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, str(HERE / script), *arguments])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # it has been waited for
    return (process.returncode, time.perf_counter() - started, used.ru_utime + used.ru_stime,
            used.ru_maxrss / 1024)


def main() -> int:
    """Run all; 1 if one of them could not run."""
    small = sys.argv[1:] != ["full"]
    peers = [name for name, path in (("GEO", GEO), ("SPLINK", SPLINK), ("TEXT", TEXT)) if path]
    done = [(script, " ".join(arguments), *run(script, arguments)) for script, *arguments in commands(small)]
    print(f"\n{'benchmark':<12} {'seconds':>8} {'processor':>10} {'peak MB':>8}  {'':<10} of what")
    for script, what, code, took, worked, peak in done:
        # A benchmark ends with 1 where it missed its own bar: that is a figure, not a failure to run.
        told = {0: "", 1: "bar missed"}.get(code, f"failed ({code})")
        print(f"{script.removesuffix('.py'):<12} {took:>8.0f} {worked:>10.0f} {peak:>8,.0f}  {told:<10} {what}")
    print(f"{'all':<12} {sum(row[3] for row in done):>8.0f} {sum(row[4] for row in done):>10.0f}\n"
          f"peers measured: {', '.join(peers) or 'none (PEER_GEO, PEER_SPLINK, PEER_TEXT name none)'}")
    return 1 if any(row[2] not in (0, 1) for row in done) else 0


if __name__ == "__main__":
    raise SystemExit(main())
