"""Judge many invented incidents on Spark and in the embedded database; print seconds of both, and that they agree.

    python benchmarks/spark.py [ROWS ...]

Needs the extra `spark` and Java 17.  Spark runs on this machine with two workers, so the ratio says what the
cluster costs, not what it gains.  What is measured: placing, profiles, rules, standards; starting Spark apart.
"""

from __future__ import annotations

import sys
import time

import assess as invented

PLACES = 2_000


def measured(judging, case, frames) -> float:
    """Seconds of judging."""
    from servanda.assess import verdicts

    started = time.perf_counter()
    verdicts.judge_all(judging, case, frames)
    return time.perf_counter() - started


def compared(there, rows: int) -> bool:
    """Print one line; whether both engines gave the same."""
    from servanda.assess import facts, provisions, rulebook, verdicts
    from servanda.engine.database import Database
    from servanda.engine.spread import Spread

    case, db = invented.case(), Database()
    invented.fill(db, rows, PLACES)
    provisions.fill(db, case)
    facts.fill(db, case)
    frames = rulebook.frames(case.terms.rules)
    for name, frame in frames.items():
        db.load_plain(name, frame)
    seconds, sums = [], []
    for judging in (Spread(db, there, verdicts.WIDE), db):
        seconds.append(measured(judging, case, frames))
        sums.append(db.rows("SELECT count(*), sum(hash(t)) FROM w_try t ORDER BY 1"))
        verdicts.forget(judging)
    db.close()
    print(f"{rows:>12,} incidents x 30 rules: Spark {seconds[0]:.1f} s, embedded {seconds[1]:.1f} s "
          f"({seconds[0] / seconds[1]:.1f} times); {'the same' if sums[0] == sums[1] else 'NOT the same'}", flush=True)
    return sums[0] == sums[1]


def main() -> int:
    """0 if both engines agree on every size."""
    from servanda.engine.spark import SparkEngine

    started = time.perf_counter()
    there = SparkEngine()
    print(f"Spark started in {time.perf_counter() - started:.1f} s")
    same = [compared(there, int(rows)) for rows in sys.argv[1:] or ("10000", "100000", "1000000")]
    there.close()
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())
