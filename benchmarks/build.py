"""Build an invented case of many reports; print wall seconds, processor seconds and peak memory, stage by stage.

    python benchmarks/build.py [ROWS] [--tables] [--add N] [--keep FOLDER]

``--tables`` stops before pages and exports are written; ``--add`` builds once more after so many reports were added.
The bars: one million reports within 3 minutes and 3 GB with the plain linker; 1,000 reports more within 10 seconds.
The case is made by `generate.py`; each build runs in a process of its own, with a cache of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_HWM = Path("/proc/self/clear_refs")


class Clock:
    """Wall and processor seconds and peak memory of every stage, printed when it ends."""

    def __init__(self) -> None:
        """Begin with nothing measured."""
        self.peaks: list[float] = []

    def around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The function, measured under a name each time it is called."""
        def measured(*given: Any, **named: Any) -> Any:
            _forget_peak()
            wall, busy = time.perf_counter(), time.process_time()
            try:
                return call(*given, **named)
            finally:
                self.peaks.append(_peak())
                tell(name, time.perf_counter() - wall, time.process_time() - busy, self.peaks[-1])
        return measured


def tell(name: str, took: float, worked: float, peak: float) -> None:
    """Print one line."""
    print(f"  {name:<16} {took:8.1f} s {worked:8.1f} s of processor {peak:8,.0f} MB", flush=True)


def _forget_peak() -> None:
    """From here on the peak is that of the stage (Linux; elsewhere it is that of the process so far)."""
    if _HWM.exists():
        _HWM.write_text("5", encoding="ascii")


def _peak() -> float:
    """Peak resident memory in MB since it was last forgotten."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text(encoding="ascii").splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def build(folder: Path, out: Path, *, tables: bool) -> None:
    """Build in this process, every stage measured, and print one line a stage."""
    from servanda import app
    from servanda.publish import exports, manifest, redact, site

    clock = Clock()
    for module, name, label in (
            (app, "readable", "open and check"), (app.records, "fill", "collect"), (app.incidents, "fill", "link"),
            (app.verdicts, "fill", "assess"), (app.account, "fill", "talks"), (app.figures, "fill", "measure"),
            (app.queue, "items", "review"), (redact, "apply", "redact"), (site, "write", "pages"),
            (exports, "write", "exports"), (manifest, "write", "manifest")):
        setattr(module, name, clock.around(label, getattr(module, name)))
    if tables:
        for module in (site, exports, manifest):
            module.write = lambda *_given: {}
    wall, busy = time.perf_counter(), time.process_time()
    app.build(folder, out)
    tell("whole build", time.perf_counter() - wall, time.process_time() - busy, max(clock.peaks))


def _alone(folder: Path, out: Path, cache: Path, *, tables: bool) -> int:
    command = [sys.executable, __file__, "--in", str(folder), str(out), *(["--tables"] if tables else [])]
    return subprocess.run(command, check=False, env={**os.environ, "SERVANDA_CACHE": str(cache)}).returncode


def main() -> int:
    """Make the case here and build it elsewhere, so that making it counts neither for time nor for memory."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("rows", type=int, nargs="?", default=100_000)
    given.add_argument("--tables", action="store_true")
    given.add_argument("--add", type=int, default=0)
    given.add_argument("--keep", type=Path, default=None, help="a folder for case, output and cache")
    given.add_argument("--in", nargs=2, type=Path, dest="built", help=argparse.SUPPRESS)
    options = given.parse_args()
    if options.built:
        build(*options.built, tables=options.tables)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        return _measured(options.keep or Path(scratch), options)


def _measured(scratch: Path, options: argparse.Namespace) -> int:
    from generate import write

    folder, cache = scratch / "case", scratch / "cache"
    write(options.rows + options.add, folder, case=True, seed=1)
    later = _cut(folder / "reports" / "all.csv", options.add)
    print(f"{options.rows:,} reports, nothing cached", flush=True)
    failed = _alone(folder, scratch / "out", cache, tables=options.tables)
    if later:
        (folder / "reports" / "later.csv").write_bytes(later)
        print(f"{options.add:,} reports more", flush=True)
        failed = failed or _alone(folder, scratch / "out", cache, tables=options.tables)
    return failed


def _cut(table: Path, rows: int) -> bytes:
    """Take the last rows off a table without line breaks in its cells; them as a table of their own."""
    if not rows:
        return b""
    lines = table.read_bytes().splitlines(keepends=True)
    table.write_bytes(b"".join(lines[:-rows]))
    return b"".join([lines[0], *lines[-rows:]])


if __name__ == "__main__":
    sys.exit(main())
