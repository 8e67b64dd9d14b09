"""Every limit of the one table: one less and exactly so much pass, one more is a problem."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

from servanda.case import fields as case_fields
from servanda.case import open as case_open
from servanda.case import tables as case_tables
from servanda.case.fields import Findings
from servanda.case.open import open_case
from servanda.guard import files, markup, sheets, tables, xml
from servanda.guard.limits import LIMITS, Limits
from tests.attacks.folder import codes, small

HERE = Path(__file__).parent
ZONE = ('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "x", "deep": %s}, '
        '"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}]}')


def grown(path: Path, size: int, filler: bytes = b"#") -> None:
    """Fill a file up to exactly so many bytes."""
    content = path.read_bytes() if path.exists() else b""
    path.write_bytes(content + filler * (size - len(content)))


def yaml_bytes(folder: Path, n: int) -> None:
    grown(folder / "terms.yaml", n)


def yaml_depth(folder: Path, n: int) -> None:
    (folder / "meetings.yaml").write_text("meetings: " + "[" * (n - 2) + "x" + "]" * (n - 2))


def yaml_values(folder: Path, n: int) -> None:
    (folder / "meetings.yaml").write_text("meetings: [" + "x, " * (n - 3) + "]")


def json_bytes(folder: Path, n: int) -> None:
    grown(folder / "zones" / "strip.geojson", n, b" ")


def json_depth(folder: Path, n: int) -> None:
    (folder / "zones" / "x.geojson").write_text(ZONE % ("[" * (n - 4) + "]" * (n - 4)))


def table_bytes(folder: Path, n: int) -> None:
    grown(folder / "reports" / "north.csv", n, b"\n")


def line_characters(folder: Path, n: int) -> None:
    (folder / "reports" / "x.csv").write_text(f"report_id,summary\nX1,{'x' * n}\n")


def table_rows(folder: Path, n: int) -> None:
    (folder / "reports" / "x.csv").write_text("report_id\n" + "".join(f"X{i}\n" for i in range(1, n)))


def table_columns(folder: Path, n: int) -> None:
    (folder / "reports" / "x.csv").write_text(",".join(f"c{i}" for i in range(n)) + "\n")


def journal_bytes(folder: Path, n: int) -> None:
    grown(folder / "decisions.jsonl", n, b"\n")


def document_bytes(folder: Path, n: int) -> None:
    (folder / "documents").mkdir()
    grown(folder / "documents" / "a.pdf", n)


def folder_files(folder: Path, n: int) -> None:
    for number in range(n - 1):
        (folder / "reports" / f"x{number:03}.csv").write_text("report_id\n")


def folder_depth(folder: Path, n: int) -> None:
    (folder / "/".join("d" * n)).mkdir(parents=True)


def name_characters(folder: Path, n: int) -> None:
    (folder / "reports" / ("x" * (n - 4) + ".csv")).write_text("report_id\n")


def problems_a_file(folder: Path, n: int) -> None:
    (folder / "meetings.yaml").write_text("".join(f"k{i}: x\n" for i in range(n)))


def problems_while_reading(folder: Path, n: int) -> None:
    (folder / "meetings.yaml").write_text("meetings: []\n" * (n + 1))


# name of the test -> (limit, a low value or None for the real one, modules that hold it, how to reach n, code)
Reach = Callable[[Path, int], None]
TABLE: dict[str, tuple[str, int | None, tuple[ModuleType, ...], Reach, str]] = {
    "yaml_bytes": ("yaml_bytes", None, (), yaml_bytes, "file_too_large"),
    "yaml_depth": ("yaml_depth", None, (), yaml_depth, "yaml_too_deep"),
    "yaml_values": ("yaml_values", 200, (markup,), yaml_values, "file_too_large"),
    "json_bytes": ("json_bytes", 2_000, (case_open,), json_bytes, "file_too_large"),
    "json_depth": ("json_depth", None, (), json_depth, "yaml_too_deep"),
    "table_bytes": ("table_bytes", 1_000, (case_tables,), table_bytes, "file_too_large"),
    "line_characters": ("line_characters", None, (), line_characters, "row_width"),
    "table_rows": ("table_rows", 30, (tables,), table_rows, "file_too_large"),
    "table_columns": ("table_columns", None, (), table_columns, "file_too_large"),
    "journal_bytes": ("journal_bytes", 300, (case_open,), journal_bytes, "file_too_large"),
    "document_bytes": ("document_bytes", 1_000, (case_tables,), document_bytes, "file_too_large"),
    "folder_files": ("folder_files", 12, (files,), folder_files, "file_too_large"),
    "folder_depth": ("folder_depth", None, (), folder_depth, "file_too_large"),
    "name_characters": ("name_characters", None, (), name_characters, "file_outside"),
    "problems_a_file": ("problems_a_file", 20, (case_fields,), problems_a_file, "problems_many"),
    "problems_a_file while reading": ("problems_a_file", 20, (markup,), problems_while_reading, "problems_many"),
}
ELSEWHERE = {"archive_bytes", "archive_files", "unpacked_bytes", "unpacked_ratio", "ratio_free_bytes", "xml_depth",
             "article_bytes", "pdf_pages"}


@pytest.mark.parametrize("more", [-1, 0, 1])
@pytest.mark.parametrize("name", TABLE)
def test_a_limit(name: str, more: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit, low, modules, reach, code = TABLE[name]
    value: int = low if low is not None else getattr(LIMITS, limit)
    for module in modules:
        monkeypatch.setattr(module, "LIMITS", replace(LIMITS, **{limit: value}))
    folder = small(tmp_path / "case")
    if limit == "folder_files":  # other files of the folder count too where all of them are looked at
        monkeypatch.setattr(files, "LIMITS", replace(LIMITS, folder_files=value + 100))
        reach(folder, value + more)
        monkeypatch.setattr(files, "LIMITS", replace(LIMITS, folder_files=value))
        names, problems = files.listing(folder, "reports", ".csv")
        assert (len(names) > 0, codes(problems)) == ((False, {code}) if more > 0 else (True, set()))
        return
    reach(folder, value + more)
    assert (code in codes(open_case(folder).problems)) is (more > 0)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_files_of_the_whole_folder(more: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20 + more):
        (tmp_path / f"{number}.txt").touch()
    monkeypatch.setattr(files, "LIMITS", replace(LIMITS, folder_files=20))
    assert bool(files.everything(tmp_path)[1]) is (more > 0)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_suggestions(more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_fields, "LIMITS", replace(LIMITS, suggestions=5))
    found = Findings()
    hints = [found.near("shellin", ["shelling"]) for _ in range(5 + more)]
    assert bool(hints[-1]) is (more <= 0)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_characters_of_xml(more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "LIMITS", replace(LIMITS, xml_characters=50))
    assert bool(xml.read_xml("x", f"<a>{'x' * (43 + more)}</a>")[1]) is (more > 0)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_bytes_of_a_spreadsheet(more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    with zipfile.ZipFile(file) as archive:
        size = sum(member.file_size for member in archive.infolist())
    monkeypatch.setattr(sheets, "LIMITS", replace(LIMITS, sheet_bytes=size - more))
    told = sheets.read_xlsx("x.xlsx", file.getvalue()).problems[0].message
    assert ("unpacks to" in told) is (more > 0)


def test_no_limit_is_left_out() -> None:
    here = {limit for limit, *_ in TABLE.values()} | {"suggestions", "xml_characters", "sheet_bytes"}
    assert {field.name for field in dataclasses.fields(Limits)} == here | ELSEWHERE
    others = "".join((HERE / name).read_text(encoding="utf-8") 
                     for name in ("test_archives.py", "test_xml.py", "../guard/test_documents.py"))
    assert [name for name in sorted(ELSEWHERE) if name not in others] == []
