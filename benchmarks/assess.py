"""Assess many invented incidents; print seconds, memory, growth, and a peer measured in the same run.

    python benchmarks/assess.py [--rows N] [--most M] [--peer PYTHON]

Ten provisions x three readings, twenty zones of 87,000 vertices each.  N incidents (a million) over N / 100 and over N
places; then N / 10, N and M (10 N; 0 for none) over N / 100, which shows growth and, at M, what the rules take alone.
The peer is what an analyst writes today: geopandas `sjoin` for the zones and pandas masks for the rules; ``--peer``
names a Python that has both.  Each measurement runs in a process of its own.  Seconds are told twice: by the clock, and
of processors, which count when others share the machine.  What the incidents took in memory before is told apart.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
from itertools import pairwise

DAY = 86_400
START = 2_240_611_200  # 2041-01-01
DAYS = 730
BLOCK = 1_000_000


def zones(count: int = 20, vertices: int = 87_000) -> list[tuple[str, list[list[float]]]]:
    """Ragged rings side by side on a grid of five by four, closed."""
    made = []
    for number in range(count):
        east, north = 20 + 2 * (number % 5), 45 + 1.5 * (number // 5)
        ring = [[east + (0.9 + 0.1 * math.sin(37 * turn) * math.sin(301 * turn)) * math.cos(turn),
                 north + (0.65 + 0.07 * math.sin(41 * turn) * math.sin(211 * turn)) * math.sin(turn)]
                for turn in (2 * math.pi * step / vertices for step in range(vertices))]
        made.append((f"zone{number}", [*ring, ring[0]]))
    return made


# An account that names its author, one report each; places repeat as often as the rows exceed them.
ROWS = """
CREATE TABLE invented AS
SELECT n, 'E' || lpad(n::VARCHAR, 9, '0') AS incident_id, mix % 3 AS who,
       {start} + (mix // 7) % {days} * {day} AS since,
       1 + (mix // 11) % 6 AS act, (mix // 13) % 8 AS thing, (mix // 17) % 5 AS means, (mix // 19) % 4 AS stage,
       (mix // 23) % {places} AS spot, (mix // 29) % 4 AS vague
FROM (SELECT n, (n * 2654435761) % 4294967291 AS mix FROM range({first}, {last}) t(n))
"""
THINGS = ("substation/grid", "power_plant/grid", "refinery/oil", "store/oil", "pipeline/gas", "railway/transport",
          "port/transport", "unknown")
MEANS = ("uav", "missile", "artillery", "fpv_uav", "")
STAGES = ("damaged", "intercepted", "reached", "")
ACTS = ("strike", "shelling", "attack", "strike", "ground_attack", "strike")


def case():
    """Ten provisions under three readings."""
    from servanda.model.case import Case, CaseInfo, Party, Zone
    from servanda.model.terms import (
        Bind,
        Condition,
        Entry,
        Exemption,
        Listing,
        Provision,
        Reading,
        Rule,
        State,
        Terms,
        Window,
    )

    rules = []
    for reading in range(3):
        for provision in range(10):
            begin = START + DAY * (30 * provision + 7 * reading)
            rules.append(Rule(
                f"r{reading}", f"p{provision}",
                binds=(Bind("A", (begin, begin), basis="order"), Bind("B", (begin, begin + DAY), basis="agreement")),
                acts=Listing("closed", (Entry(("strike",)), Entry(("shelling",)))),
                objects=Listing(("closed", "open", "any")[reading], (Entry(("substation",), ("grid",)),
                                                                     Entry((), ("oil",)))),
                whose=("any",), zone=f"zone{provision * 2 + reading % 2}" if provision % 2 else "",
                window=Window(((begin, begin),), ((begin + 200 * DAY, begin + 201 * DAY),)),
                attempts=("count", "exclude", "silent")[reading], debris="silent",
                conditions=(Condition("c", "c", states=(State(begin + 90 * DAY, "met"),)),) if provision == 4 else (),
                exemptions=(Exemption("e", "e"),) if provision == 5 else ()))
    ids = [f"p{n}" for n in range(10)]
    return Case(".", CaseInfo("bench", "Bench", "UTC", parties=(Party("A", "A"), Party("B", "B"))),
                Terms((), tuple(Provision(p, "prohibition", p, "") for p in ids),
                      tuple(Reading(f"r{n}", "AB"[n % 2], f"r{n}", "2041-01-01") for n in range(3)), tuple(rules),
                      compare=("r0", "r1")),
                zones=tuple(Zone(name, name, {"type": "Polygon", "coordinates": [ring]}) for name, ring in zones()))


def _case(values: tuple[str, ...], column: str) -> str:
    return f"CASE {column} " + " ".join(f"WHEN {n} THEN nullif('{v}', '')" for n, v in enumerate(values)) + " END"


def fill(db, rows: int, places: int) -> None:
    """Invented reports, accounts and incidents, as linking leaves them: compressed, block by block."""
    for first in range(0, rows, BLOCK):
        _fill_block(db, first, min(rows, first + BLOCK), places)
        db.compress()


def _fill_block(db, first: int, last: int, places: int) -> None:
    db.run(ROWS.format(first=first, last=last, places=places, start=START, days=DAYS, day=DAY))
    lat, lon = "44 + ((spot * 7919) % 100003) * 7.0 / 100003", "19 + ((spot * 104729) % 99991) * 12.0 / 99991"
    db.run(f"""INSERT INTO reports (report_id, incident_id, used, kind, act, stage, means, aimed_at, affected, lat, lon,
                   "precision")
        SELECT 'R' || incident_id, incident_id, true, 'single', {_case(ACTS, '(act - 1)')}, {_case(STAGES, 'stage')},
               {_case(MEANS, 'means')}, {_case(THINGS, 'thing')}, {_case(THINGS, 'thing')} || ':direct', {lat}, {lon},
               [0, 1, 10, 50][1 + spot % 4] FROM invented""")
    db.run(f"""INSERT INTO accounts (account_id, incident_id, author, time_from, time_to, act, stage, means, aimed_at,
                   affected, origin_parties, report_ids, aside)
        SELECT incident_id || '/1', incident_id, CASE who WHEN 0 THEN 'A' WHEN 1 THEN 'B' END,
               since, since + CASE vague WHEN 0 THEN 60 WHEN 1 THEN {DAY} ELSE 3600 END, {_case(ACTS, '(act - 1)')},
               {_case(STAGES, 'stage')}, {_case(MEANS, 'means')}, {_case(THINGS, 'thing')},
               {_case(THINGS, 'thing')} || ':direct', CASE who WHEN 0 THEN 'B' ELSE 'A' END, 'R' || incident_id, false
        FROM invented""")
    db.run(f"""INSERT INTO incidents (incident_id, time_from, time_to, occurrence_standing, author_standing,
                   object_standing)
        SELECT incident_id, since, since + CASE vague WHEN 0 THEN 60 WHEN 1 THEN {DAY} ELSE 3600 END, 'alleged',
               'alleged', 'alleged' FROM invented""")
    db.run("DROP TABLE invented")


PHASES = {"facts": "facts of accounts", "places": "places against zones", "rules": "rules: profiles judged",
          "words": "words and releases", "each": "beside it, each verdict looked at"}


class Watch:
    """Seconds by the clock, seconds of processors and megabytes gained at most, phase by phase."""

    def __init__(self) -> None:
        self.phases: dict[str, tuple[float, float, float]] = {}
        self._begin()

    def _begin(self) -> None:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as peak:
            peak.write("5")
        self._from = time.perf_counter(), time.process_time(), _megabytes("VmRSS")

    def mark(self, name: str) -> None:
        """End a phase of that name, and begin the next."""
        now = time.perf_counter(), time.process_time(), _megabytes("VmHWM")
        self.phases[name] = tuple(b - a for a, b in zip(self._from, now, strict=True))
        self._begin()


def _megabytes(name: str) -> float:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(f"{name}:"))


# Every verdict is looked at once.
EACH = "SELECT rule, possible, count(*) FROM w_found WHERE standard = 'all' GROUP BY rule, possible ORDER BY 1, 2"


def ours(rows: int, places: int) -> dict[str, object]:
    """What each phase of assessing took, as `Watch` has it, and how much there was of what."""
    from servanda.assess import facts, provisions, releases, rulebook, verdicts, wording
    from servanda.engine.database import Database

    db, invented = Database(), case()
    fill(db, rows, places)
    held, watch = _megabytes("VmRSS"), Watch()
    provisions.fill(db, invented)
    facts.fill(db, invented)
    frames = rulebook.frames(invented.terms.rules)
    for name, frame in frames.items():
        db.load_plain(name, frame)
    watch.mark("facts")
    facts.place(db, invented)
    watch.mark("places")
    verdicts.judge_placed(db, invented, frames)
    watch.mark("rules")
    wording.publish(db)
    releases.fill(db, invented)
    watch.mark("words")
    found = sum(row[2] for row in db.rows(EACH))
    watch.mark("each")
    (profiles,), = db.rows("SELECT count(*) FROM w_profile ORDER BY 1")
    return {"held": held, "profiles": profiles, "found": found, **watch.phases}


PEER = r"""
import sys, time
import geopandas, numpy, pandas
from shapely.geometry import Polygon
sys.path.insert(0, sys.argv[1])
from assess import DAY, DAYS, START, zones
rows, places = int(sys.argv[2]), int(sys.argv[3])
n = numpy.arange(rows, dtype=object) * 2654435761 % 4294967291
mix = n.astype("int64")
spot = mix // 23 % places
lat, lon = 44 + spot * 7919 % 100003 * 7.0 / 100003, 19 + spot * 104729 % 99991 * 12.0 / 99991
told = pandas.DataFrame({"who": mix % 3, "since": START + mix // 7 % DAYS * DAY, "act": mix // 11 % 6,
                         "thing": mix // 13 % 8, "stage": mix // 19 % 4})
shapes = geopandas.GeoDataFrame({"zone": [name for name, _ in zones()]},
                                geometry=[Polygon(ring) for _, ring in zones()], crs=4326)
started = time.perf_counter(), time.process_time()
points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat), crs=4326)
joined = geopandas.sjoin(points, shapes, predicate="within", how="left")
inside = joined.groupby(level=0)["zone"].first()
space = time.perf_counter() - started[0], time.process_time() - started[1]
started = time.perf_counter(), time.process_time()
found = []
for reading in range(3):
    for provision in range(10):
        begin = START + DAY * (30 * provision + 7 * reading)
        bound = told["who"].ne(2) & told["since"].ge(begin)
        when = told["since"].ge(begin) & told["since"].lt(begin + 200 * DAY)
        act = told["act"].ne(4)
        thing = told["thing"].isin([0, 2, 3])
        stage = told["stage"].isin([0, 2])
        where = inside.eq(f"zone{provision * 2 + reading % 2}") if provision % 2 else True
        outcome = numpy.select([~bound | ~when, ~act | ~thing | ~where, bound & when & act & thing & stage & where],
                               ["not_in_force", "not_covered", "potential_violation"], "undetermined")
        found.append(pandas.DataFrame({"outcome": outcome, "rule": f"r{reading}/p{provision}"}))
table = pandas.concat(found)
counts = table.groupby(["rule", "outcome"]).size()
print(*space, time.perf_counter() - started[0], time.process_time() - started[1])
"""


def main() -> None:
    """Measure ourselves, then the peer, and print the ratios."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--rows", type=int, default=1_000_000)
    given.add_argument("--most", type=int, help="10 times the rows unless said; 0 for none")
    given.add_argument("--peer", default="", help="a Python with geopandas and pandas")
    given.add_argument("--peer-rows", type=int, default=100_000)
    given.add_argument("--alone", type=int, nargs=2, help=argparse.SUPPRESS)
    options = given.parse_args()
    if options.alone:
        print(json.dumps(ours(*options.alone)))
        return
    rows, most = options.rows, 10 * options.rows if options.most is None else options.most
    few = max(1, rows // 100)
    _measured(rows, rows)
    seconds = {size: _measured(size, few) for size in (rows // 10, rows, most) if size}
    for less, more in pairwise(seconds):
        times = [b / a for a, b in zip(seconds[less], seconds[more], strict=True)]
        print(f"from {less:,} to {more:,}: {times[0]:.1f} times by the clock, {times[1]:.1f} of processors")
    if not options.peer:
        print("no peer named: no ratio")
        return
    folder = __file__.rpartition("/")[0]
    told = _run([options.peer, "-c", PEER, folder, str(options.peer_rows), str(few)]).split()
    space, space_busy, rules, rules_busy = (float(word) * rows / options.peer_rows for word in told)
    wall, busy = seconds[rows]
    print(f"geopandas sjoin {space:.1f} s ({space_busy:.1f} of processors), pandas rules {rules:.1f} s "
          f"({rules_busy:.1f}) for {rows:,} by {options.peer_rows:,}: {(space + rules) / wall:.1f} times ours by the "
          f"clock, {(space_busy + rules_busy) / busy:.1f} of processors")


def _measured(rows: int, places: int) -> tuple[float, float]:
    """Print what each phase took; (seconds by the clock, seconds of processors) of assessing."""
    found = json.loads(_run([sys.executable, __file__, "--alone", str(rows), str(places)]))
    wall, busy = (sum(found[phase][place] for phase in ("facts", "places", "rules", "words")) for place in (0, 1))
    print(f"{rows:,} incidents x 30 rules, {places:,} places: {wall:.1f} s ({busy:.1f} s of processors); held before "
          f"{found['held']:,.0f} MB; {found['profiles']:,} profiles, {found['found']:,} verdicts", flush=True)
    for phase, what in PHASES.items():
        one, other, gained = found[phase]
        print(f"    {what}: {one:.1f} s ({other:.1f}), at most {gained:,.0f} MB more than before it", flush=True)
    return wall, busy


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


if __name__ == "__main__":
    main()
