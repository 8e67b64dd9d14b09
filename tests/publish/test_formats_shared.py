"""Sharing levels and redactions hold in every format: files unpacked, no secret in them, no row less."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from servanda import app
from servanda.publish import exports
from tests.publish.test_redact import NUMBERS, decide, folder, forms


def unpacked(path: Path) -> Iterable[bytes]:
    """A file as it lies, and what is packed in it."""
    yield path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as file:
            yield from map(file.read, file.namelist())
    if path.suffix == ".parquet":
        connection = duckdb.connect()
        yield str(connection.execute(f"SELECT * FROM '{path}'").fetchall()).encode()
        connection.close()


def found(files: Iterable[Path], secrets: Iterable[str]) -> set[str]:
    """The secrets that any of these files holds, in any of the encodings."""
    content = b"\n".join(part for path in files for part in unpacked(path)).lower()
    return {secret for secret in secrets if any(form.lower() in content for form in set(forms(secret)))}


KINDS = {"csv": "[!h]*.csv", "xlsx": "*.xlsx", "parquet": "*.parquet", "geojson": "*.geojson", "gpkg": "*.gpkg",
         "hxl": "hxl-*.csv"}
NAMES = ("reports", "statements", "incidents", "accounts", "figures", "sources", "problems", "links")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], dict[str, exports.Written]]:
    """Every format for the owner and for everybody, of a case whose planted rows are amber."""
    base = tmp_path_factory.mktemp("shared")
    case, secrets = folder(base / "case", tlp="amber", licence="CC BY 4.0")
    done = {level: app.export(case, base / level, NAMES, audience=level, formats=tuple(exports.FORMATS))[0]
            for level in ("red", "clear")}
    return base, secrets[:-3], done  # the last ones are of a tally, which is of the case's own level


@pytest.mark.parametrize("kind", exports.FORMATS)
def test_a_level_holds_in_every_format(kind: str, shared: tuple[Path, list[str], dict[str, exports.Written]]) -> None:
    """What the owner's files tell, those for everybody do not."""
    base, secrets, _ = shared
    assert found((base / "clear").glob(KINDS[kind]), [*secrets, *NUMBERS[:2]]) == set()
    assert len(found((base / "red").glob(KINDS[kind]), secrets)) > (1 if kind == "hxl" else 5)


def test_no_format_has_fewer_rows_for_it(shared: tuple[Path, list[str], dict[str, exports.Written]]) -> None:
    """But figures, which the gate leaves out where they would tell a hidden row."""
    base, _, done = shared
    red, clear = ({file: rows for file, rows in done[level].files.items() if "figures" not in file}
                  for level in ("red", "clear"))
    assert red == clear and len(red) == 3 * len(NAMES) + 4
    assert list(done["red"].files) == list(done["clear"].files)
    assert "shared with: clear" in (base / "clear" / "about.md").read_text(encoding="utf-8")


def test_a_redaction_holds_in_every_format(tmp_path: Path) -> None:
    case, secrets = folder(tmp_path / "case")
    for name, id_ in (("reports", "R90"), ("reports", "R91"), ("statements", "S90"), ("tallies", "T90")):
        decide(case, "redact", name, id_, reason="to protect zqx555k")
    app.export(case, tmp_path / "out", (*NAMES, "decisions"), audience="red", formats=tuple(exports.FORMATS))
    assert found((tmp_path / "out").iterdir(), [*secrets, "zqx555k", *NUMBERS]) == set()


def test_what_an_export_leaves_is_of_one_audience(tmp_path: Path) -> None:
    """A folder is written anew: no file for the owner stays beside those for everybody."""
    case, _ = folder(tmp_path / "case")
    app.export(case, tmp_path / "out", audience="red", formats=("xlsx", "parquet"))
    app.export(case, tmp_path / "out", ("incidents",), audience="clear")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        ".servanda", "about.md", "dictionary.md", "hidden.csv", "incidents.csv"}
