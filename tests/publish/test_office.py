"""LibreOffice opens the exports: no cell of any of them is a formula, and a formula left alone would be seen."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from servanda import app
from servanda.model.tables import TABLES
from servanda.publish import exports, redact
from tests.publish.test_formats import PAYLOADS

pytestmark = pytest.mark.office
RIVER = Path(__file__).resolve().parents[1] / "cases" / "good" / "river-truce"
NAMES = ("reports", "statements", "incidents", "verdicts", "figures", "sources")


def opened(files: list[Path], scratch: Path) -> dict[str, str]:
    """Each file as LibreOffice reads it, in its flat format."""
    home = scratch / "profile"
    subprocess.run(["soffice", f"-env:UserInstallation={home.as_uri()}", "--headless", "--convert-to", "fods",
                    "--outdir", str(scratch), *map(str, files)], check=True, capture_output=True, timeout=300)
    return {path.name: (scratch / f"{path.stem}.fods").read_text(encoding="utf-8") for path in files}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """CSV, XLSX and HXL of a case with a payload in every text of every report, statement and source."""
    case, problems = app.readable(RIVER)
    db, _ = app.assess(case, problems)
    for name in ("reports", "statements", "sources", "incidents"):
        table = TABLES[name]
        for place, column in enumerate(table.columns):
            if column.type in ("text", "list") and column.name not in (*table.key, "incident_id"):
                payload = PAYLOADS[place % (len(PAYLOADS) - 1)]  # the last one is no text that a table takes
                db.run(f'UPDATE "{name}" SET "{column.name}" = ?', [payload])
    folder = tmp_path_factory.mktemp("office") / "out"
    exports.some(exports.Parcel(db, case, "2031-05-20", names=NAMES), folder, ["csv", "xlsx", "hxl"], redact.Hidden())
    db.close()
    return folder


def test_no_cell_is_a_formula(hostile: Path, tmp_path: Path) -> None:
    live = tmp_path / "live.csv"
    shutil.copyfile(hostile / "sources.csv", live)
    live.write_text(live.read_text(encoding="utf-8").replace("'=", "="), encoding="utf-8")
    files = [*sorted(hostile.glob("*.csv")), hostile / "case.xlsx", live]
    assert len(files) == len(NAMES) + 5
    read = opened(files, tmp_path)
    formulas = {name: re.findall(r'table:formula="([^"]*)"', text) for name, text in read.items()}
    assert formulas.pop("live.csv")  # else nothing above proves anything
    assert not [one for one in formulas.items() if one[1]]
    sheets = re.findall(r'<table:table table:name="([^"]*)"', read["case.xlsx"])
    assert sheets == ["read me", *NAMES, "dictionary"]
    assert "table:visibility" not in read["case.xlsx"] and "office:annotation" not in read["case.xlsx"]
