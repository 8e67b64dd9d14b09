"""Link invented and, where they lie at hand, real reports; print scores, seconds and memory of every method in one run.

    python benchmarks/link.py [--rows 10000 100000] [--data FOLDER] [--splink PYTHON] [--across]

FOLDER holds the reference data (the electoral violence reports of Kenya and Cote d'Ivoire, and a plain simulation);
PYTHON is an interpreter with Splink, in an environment of its own.  Methods: `servanda link` (weights learned from
invented reports or, where it can be, from the tables' own chance meetings), the same as a build links, one
incident a place and day, one a place, day and act, and Splink with its weights estimated by EM.  Each runs in a
process of its own.  ``--across`` learns from the answers of one country of FOLDER and links the other by them, both
ways, and prints the scores of both together.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from generate import MANNERS, write

TABLE = """COPY (SELECT {columns} FROM {source}) TO '{target}' (HEADER)"""
SIMULATED = """'s' || rid AS report_id, source,
  CASE WHEN hour IS NULL THEN strftime(DATE '2040-01-01' + CAST(day AS INT), '%Y-%m-%d')
    ELSE strftime(TIMESTAMP '2040-01-01' + to_minutes(CAST(floor(hour * 60) AS BIGINT)), '%Y-%m-%dT%H:%MZ') END AS date,
  lat, lon, [0.3, 3, 25, 35][prec + 1] AS precision, actor AS author, deaths, inj AS injured,
  CASE type WHEN 'artillery' THEN 'artillery' WHEN 'fpv' THEN 'fpv_uav' WHEN 'uav_strike' THEN 'uav'
    WHEN 'airbomb' THEN 'bomb' WHEN 'sabotage' THEN 'explosive_charge' ELSE type END AS means"""
ELECTIONS = """id AS report_id, source_author AS source, date_start, CASE WHEN date_end < date_start THEN date_start
    ELSE date_end END AS date_end, latitude AS lat, longitude AS lon,
  [200, 60, 15, 3, 1, 0.5][geo_precision] AS precision,
  coalesce(location, city) AS place, actor1_id AS author,
  nullif(nullif(event_context, 'Unknown'), 'Other context') AS act,
  coalesce(actor1_violence, actor2_violence) AS means,
  replace(nullif(nullif(target, 'Unknown'), 'Other'), '/', ' ') AS aimed_at, deaths_best, injuries_best"""


def made(folder: Path, rows: list[int], data: Path | None) -> dict[str, Path]:
    """Folders with reports.csv and truth.csv, by name."""
    found = {}
    for manner in MANNERS:
        for size in rows if manner == "press" else rows[:1]:
            target = folder / f"{manner}_{size}"
            write(size, target, case=False, seed=2, manner=manner)
            (target / "reports" / "all.csv").rename(target / "reports.csv")
            found[target.name] = target
    for name, source, columns, truth in _real(data) if data else ():
        target = folder / name
        target.mkdir()
        db = duckdb.connect()
        db.execute(TABLE.format(columns=columns, source=source, target=target / "reports.csv"))
        db.execute(TABLE.format(columns=truth, source=source, target=target / "truth.csv"))
        found[name] = target
    return found


def _real(data: Path) -> list[tuple[str, str, str, str]]:
    elections = f"read_csv('{data}/maverick_event_report.csv', nullstr = 'NA')"
    return [(f"simulated_{size}", f"'{data}/simv2_{size}.parquet'", SIMULATED,
             "'s' || rid AS report_id, 'e' || truth AS incident_id") for size in (10_000, 100_000)] + [
        ("elections", elections, ELECTIONS, "id AS report_id, event_id AS incident_id")]


def run(method: str, folder: Path, splink: str) -> str:
    """Link in a process of its own; the line of its scores."""
    out = folder / method
    python = splink if method == "splink" else sys.executable
    ended = subprocess.run([python, __file__, "--one", method, str(folder), str(out)], check=False, capture_output=True,
                           text=True)
    if ended.returncode:
        return f"{method:<16} failed: {ended.stderr.strip().splitlines()[-1] if ended.stderr.strip() else '?'}"
    from servanda.app.linking import evaluate_links

    _, data = evaluate_links(out, folder / "truth.csv")
    seconds, megabytes = ended.stdout.split()[-2:]
    told = "  ".join(f"{data[name]:.3f}" for name in ("precision", "recall", "f1", "b3_f1", "exact_f1"))
    return f"{method:<16} {told}  {data['count_error']:+.3f}  {float(seconds):8.1f} s  {float(megabytes):7,.0f} MB"


def one(method: str, folder: Path, out: Path) -> None:
    """Link by one method into ``out``; prints seconds and peak megabytes."""
    begun = time.perf_counter()
    if method.startswith("servanda"):
        from servanda.app.linking import link_tables
        from servanda.case.linking import document
        from servanda.link.shipped import PLAIN

        frozen = folder / "plain.yaml"
        frozen.write_text(document(PLAIN), encoding="utf-8")
        link_tables([folder / "reports.csv"], out, frozen if method == "servanda build" else None)
    else:
        out.mkdir()
        (_splink if method == "splink" else _rule)(method, folder / "reports.csv", out / "links.csv")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.perf_counter() - begun:.2f} {peak:.0f}")


def _rule(method: str, table: Path, target: Path) -> None:
    """One incident a place and day, or a place, day and act."""
    db = duckdb.connect()
    columns = {row[0] for row in db.execute(f"DESCRIBE SELECT * FROM read_csv('{table}')").fetchall()}
    day = next(name for name in ("time_from", "date", "date_start") if name in columns)
    act = next((name for name in ("means", "act") if name in columns), "NULL") if method == "place day act" else "NULL"
    db.execute(TABLE.format(
        columns="report_id, 'i' || dense_rank() OVER (ORDER BY place, day, act) AS incident_id", target=target,
        source=f"(SELECT report_id, concat_ws('/', round(lat, 2), round(lon, 2)) AS place, left({day}, 10) AS day, "
               f"{act} AS act FROM read_csv('{table}', all_varchar = false, types = {{'{day}': 'VARCHAR'}}))"))


def _splink(method: str, table: Path, target: Path) -> None:
    """Splink with EM, on day, distance, weapon and tolls."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    db = duckdb.connect()
    columns = {row[0] for row in db.execute(f"DESCRIBE SELECT * FROM read_csv('{table}')").fetchall()}
    day = next(name for name in ("time_from", "date", "date_start") if name in columns)
    toll = {name: name if name in columns else "NULL" for name in ("fatalities", "injured")}
    rows = db.execute(f"""SELECT report_id AS unique_id, CAST(left({day}, 10) AS DATE) AS day, lat, lon, means,
        round(lat, 1) AS lat_cell, round(lon, 1) AS lon_cell, {toll['fatalities']} AS dead, {toll['injured']} AS hurt
        FROM read_csv('{table}', types = {{'{day}': 'VARCHAR'}}) WHERE lat IS NOT NULL""").df()
    blocks = [block_on("day", "lat_cell", "lon_cell"), block_on("lat", "lon", "means")]
    linker = Linker(DuckDBAPI().register(rows), SettingsCreator(
        link_type="dedupe_only", blocking_rules_to_generate_predictions=blocks,
        comparisons=[cl.ExactMatch("day"), cl.DistanceInKMAtThresholds("lat", "lon", [0.05, 1, 5, 12]),
                     cl.ExactMatch("means"), cl.ExactMatch("dead"), cl.ExactMatch("hurt")]))
    linker.training.estimate_probability_two_random_records_match([block_on("day", "lat", "lon")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(5e7)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("day", "lat_cell", "lon_cell"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("lat", "lon", "means"))
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(linker.inference.predict(), 0.5)
    frame = found.as_pandas_dataframe()[["unique_id", "cluster_id"]]
    frame.columns = ["report_id", "incident_id"]
    frame.to_csv(target, index=False)


def across(data: Path) -> str:
    """Weights learned from the answers of one country, tried on the other; the line of scores of both."""
    import csv

    import numpy as np
    from train import answered

    from servanda.link import evaluate, fit
    from servanda.link.clusters import WITNESSES, clusters
    from servanda.link.linked import KEPT
    from servanda.link.shipped import CROWDED
    from servanda.link.weights import millionths, odds

    with tempfile.TemporaryDirectory() as scratch:
        folder = made(Path(scratch), [1_000], data)["elections"]
        found, pairs, seen, answer = answered(folder / "reports.csv", folder / "truth.csv")
        with (folder / "truth.csv").open(encoding="utf-8") as file:
            event = {row["report_id"]: row["incident_id"] for row in csv.DictReader(file)}
    land = dict(duckdb.sql(f"SELECT id::VARCHAR, country FROM read_csv('{data}/maverick_event_report.csv', "
                           "nullstr = 'NA')").fetchall())
    country = np.empty(len(found.told), object)
    country[found.node] = [land[report] for report in found.report]
    heard = np.zeros(len(pairs.a), np.int64)
    for one in sorted(set(country)):
        other = (country[pairs.a] != one) & (country[pairs.b] != one)
        heard[~other] = odds(fit.learned(seen[other], answer[other], CROWDED, 4.0), seen[~other])
    kept = millionths(heard) >= KEPT
    home = clusters(len(found.told), pairs.a[kept], pairs.b[kept], heard[kept], silent=found.silent, rule=WITNESSES)
    score = evaluate.score([str(home[node]) for node in found.node], [event[report] for report in found.report])
    return (f"learned in one country, tried in the other: F1 {score.f1:.3f}, B-cubed {score.b3_f1:.3f}, "
            f"count {score.count_error:+.3f}")


def main() -> None:
    """Read the command line."""
    given = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    given.add_argument("--rows", type=int, nargs="+", default=[10_000])
    given.add_argument("--data", type=Path)
    given.add_argument("--splink", default="")
    given.add_argument("--across", action="store_true")
    given.add_argument("--one", nargs=3, metavar=("METHOD", "FOLDER", "OUT"), help=argparse.SUPPRESS)
    chosen = given.parse_args()
    if chosen.one:
        one(chosen.one[0], Path(chosen.one[1]), Path(chosen.one[2]))
        return
    if chosen.across:
        if not chosen.data:
            given.error("--across needs --data")
        print(across(chosen.data))
        return
    methods = ["servanda link", "servanda build", "place day", "place day act", *(["splink"] if chosen.splink else [])]
    with tempfile.TemporaryDirectory() as scratch:
        for name, folder in made(Path(scratch), chosen.rows, chosen.data).items():
            print(f"{name}\n{'':<16} prec.  recall F1     B3     exact  count     time       peak", flush=True)
            for method in methods:
                print(run(method, folder, chosen.splink), flush=True)


if __name__ == "__main__":
    main()
