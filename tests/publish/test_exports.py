"""Exports and manifest: every table, its schema, golden bytes, hashes, and nothing of this machine."""

from __future__ import annotations

import csv
import hashlib
import json
import socket
from pathlib import Path

import golden
import pytest

from servanda.model.tables import TABLES
from servanda.publish import exports, manifest
from tests.publish import invented


def test_every_table_is_exported_with_its_header(built: Path) -> None:
    for name, table in TABLES.items():
        data = (built / "exports" / f"{name}.csv").read_bytes()
        assert data.startswith(",".join(table.names).encode() + b"\n") and b"\r" not in data
        schema = json.loads((built / "exports" / "schema" / f"{name}.json").read_text(encoding="utf-8"))
        assert list(schema["properties"]) == list(table.names)
    assert "## incidents" in (built / "exports" / "dictionary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["incidents", "tallies", "tally_checks"])
def test_golden_bytes(built: Path, name: str) -> None:
    golden.check(f"publish/{name}.csv", (built / "exports" / f"{name}.csv").read_text(encoding="utf-8"))


def test_same_rows_same_bytes_whatever_their_order(built: Path, tmp_path: Path) -> None:
    db = invented.database()
    for name in ("reports", "verdicts", "figures"):
        db.run(f'CREATE TABLE turned AS SELECT * FROM "{name}" ORDER BY hash({TABLES[name].key[0]})')
        db.run(f'DELETE FROM "{name}"')
        db.run(f'INSERT INTO "{name}" SELECT * FROM turned')
        db.run("DROP TABLE turned")
    exports.write(db, tmp_path)
    for path in sorted((built / "exports").glob("*.csv")):
        assert (tmp_path / "exports" / path.name).read_bytes() == path.read_bytes()


def test_the_manifest_binds_every_file(built: Path) -> None:
    record = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    assert record["as_of"] == invented.AS_OF and record["case"] == "invented"
    assert [item["path"] for item in record["inputs"]] == ["case.yaml", "terms.yaml"]
    assert record["counts"]["incidents.csv"] == 3
    files = sorted(path for part in ("exports", "site") for path in (built / part).rglob("*") if path.is_file())
    assert [item["path"] for item in record["outputs"]] == sorted(p.relative_to(built).as_posix() for p in files)
    for item in record["outputs"]:
        data = (built / item["path"]).read_bytes()
        assert (item["size"], item["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_nothing_of_this_machine_is_in_any_output(built: Path) -> None:
    marks = (str(built), str(Path.home()) + "/", socket.gethostname())
    for path in built.rglob("*"):
        if path.is_file():
            text = path.read_bytes()
            assert not [mark for mark in marks if len(mark) > 3 and mark.encode() in text], path.name


def test_the_manifest_is_the_same_twice(built: Path) -> None:
    before = (built / "manifest.json").read_bytes()
    counts = json.loads(before)["counts"]
    manifest.write(invented.case(), built, invented.AS_OF, counts)
    assert (built / "manifest.json").read_bytes() == before


def test_rows_in_the_reports_export_are_the_rows_in(built: Path) -> None:
    with (built / "exports" / "reports.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["report_id"] for row in rows] == [f"R{n}" for n in range(1, 8)]
    assert {row["report_id"]: row["used"] for row in rows}["R7"] == "no"
