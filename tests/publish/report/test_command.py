"""The command: what it writes, what it hides from whom, how it refuses, and the case's own style."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda import app
from servanda.app import reporting
from servanda.cli import main
from servanda.model.case import ReportStyle
from tests.publish.report import making
from tests.publish.test_redact import decide, folder, leaks

pytestmark = pytest.mark.report
ALL_DAYS = reporting.Wanted("2031-05-06/2031-05-12")
ROOT = Path(__file__).resolve().parents[3]


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["report", *map(str, arguments)])
    return result.exit_code, result.output


def unpacked(out: Path) -> Path:
    """The folder with the text of its PDF, where there is one, and of its Word file beside them."""
    for name, text in (("report.pdf", making.pdf_text), ("report.docx", making.word_text)):
        if (out / name).exists():
            (out / f"{name}.txt").write_text(text((out / name).read_bytes()), encoding="utf-8")
    return out


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The report of the case with planted secrets for its owner, with its text, and the secrets."""
    path = tmp_path_factory.mktemp("planted")
    case, secrets = folder(path / "case")
    reporting.report(case, path / "out", ALL_DAYS)
    return unpacked(path / "out"), secrets


def words(out: Path) -> str:
    return (out / "report.html").read_text(encoding="utf-8")


def test_a_report_beside_its_figures(river_copy: Path, tmp_path: Path) -> None:
    code, told = run(river_copy, "-o", tmp_path / "out", "--day", "2031-05-12", "--lang", "uk", "--share", "red")
    assert code == 0 and f"{tmp_path / 'out' / 'report.html'}\n" in told and "For red: rows" in told
    assert {"report.html", "report.docx", "report_figures.csv"} <= {path.name for path in (tmp_path / "out").iterdir()}
    assert words(tmp_path / "out").count('<svg class="still"') == 2  # a map under each compared reading
    with (tmp_path / "out" / "report_figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["period_from"] for row in rows} >= {"2031-05-06", "2031-04-29"}
    assert "6\u00a0травня\u00a02031 – 12\u00a0травня\u00a02031" in words(tmp_path / "out")


@pytest.mark.parametrize(("arguments", "why"), [
    (("--period", "monthly"), "write daily, weekly"), (("--lang", "xx"), "there are en, uk"),
])
def test_what_cannot_be_made_is_told(river_copy: Path, tmp_path: Path, arguments: tuple[str, ...], why: str) -> None:
    code, told = run(river_copy, "-o", tmp_path / "out", *arguments)
    assert code == 1 and told.startswith("Not done: ") and why in told and not (tmp_path / "out").exists()


def test_a_folder_of_templates_with_a_fault_is_told_with_its_line(river_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "frame").mkdir()
    (tmp_path / "frame" / "report.yaml").write_text("sections: [gossip]\n", encoding="utf-8")
    code, told = run(river_copy, "-o", tmp_path / "out", "--templates", tmp_path / "frame")
    assert code == 1 and "report.yaml:1" in told and "gossip" in told


def test_files_of_others_are_left_alone(river_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    code, told = run(river_copy, "-o", tmp_path)
    assert code == 1 and "servanda did not make" in told and (tmp_path / "mine.txt").exists()


def test_the_case_says_how_its_reports_are_made(river_copy: Path, tmp_path: Path) -> None:
    with (river_copy / "case.yaml").open("a", encoding="utf-8") as file:
        file.write("report: {attribution: findings, zone: Etc/UTC, cut_off: '18:30', language: uk}\n")
    case, problems = app.read(river_copy)
    assert case.info.report == ReportStyle("findings", "Etc/UTC", "18:30", "uk")
    assert not [problem for problem in problems if problem.file == "case.yaml" and problem.severity == "error"]
    reporting.report(river_copy, tmp_path / "out", reporting.Wanted(attribution="none"))
    told = words(tmp_path / "out")
    assert "18:30" in told and "Etc/UTC" in told and '<html lang="uk" dir="ltr">' in told
    assert "20\u00a0травня\u00a02031" in told  # the last day is the day as of
    assert "без авторів: нікого не названо" in told  # what is asked for goes before what the case says


@pytest.mark.parametrize(("text", "why"), [
    ("{attribution: all}", "attribution"), ("{zone: Nowhere/Town}", "zone"), ("{cut_off: '25:00'}", "cut_off"),
    ("{cut_off: soon}", "cut_off"), ("{language: Ukrainian}", "language"), ("{colour: red}", "colour"),
])
def test_a_style_that_is_wrong_is_a_problem(river_copy: Path, text: str, why: str) -> None:
    with (river_copy / "case.yaml").open("a", encoding="utf-8") as file:
        file.write(f"report: {text}\n")
    _, problems = app.read(river_copy)
    assert [problem for problem in problems if problem.file == "case.yaml" and f"`{why}`" in problem.message]


def test_what_a_case_holds_under_the_names_of_templates_is_never_used(river_copy: Path, tmp_path: Path) -> None:
    for place in (river_copy, river_copy / "templates"):
        place.mkdir(exist_ok=True)
        for name in ("report.html", "head.html", "head.typ", "report.css", "report.yaml"):
            (place / name).write_text("zqxyz {{ 1/0 }}", encoding="utf-8")
    reporting.report(river_copy, tmp_path / "out", reporting.Wanted(day="2031-05-12"))
    assert leaks(tmp_path / "out", ["zqxyz"]) == []


@pytest.mark.documents
def test_what_is_redacted_is_in_no_form(planted: tuple[Path, list[str]], tmp_path: Path) -> None:
    case, _ = folder(tmp_path / "case")
    before, secrets = planted
    names, shown = (set(found) for found in zip(*leaks(before, secrets), strict=True))
    assert {"report.html", "report.docx.txt"} <= names
    assert len(shown) > 5  # else what follows proves nothing
    for name, id_ in (("reports", "R90"), ("reports", "R91"), ("statements", "S90"), ("tallies", "T90")):
        decide(case, "redact", name, id_, reason="to protect zqx555k")
    made = reporting.report(case, tmp_path / "out", ALL_DAYS)
    numbers = ("1.234567", "2.345678", "731942865", "731,942,865")
    assert leaks(unpacked(tmp_path / "out"), [*secrets, "zqx555k", *numbers]) == []
    assert made.hidden.total() == 4 and "hidden from this audience" in words(tmp_path / "out")


@pytest.mark.documents
def test_what_is_above_the_audience_is_in_no_form(tmp_path: Path) -> None:
    case, secrets = folder(tmp_path / "case", tlp="amber", licence="CC BY 4.0")
    reporting.report(case, tmp_path / "out", replace(ALL_DAYS, audience="green"))
    assert leaks(unpacked(tmp_path / "out"), secrets[:-3]) == []  # the tally is of the case's level


@pytest.mark.documents
def test_a_hidden_time_widens_the_range_and_never_narrows_it(planted: tuple[Path, list[str]],
                                                             tmp_path: Path) -> None:
    """A range made of less holds the range made of more."""
    def counts(out: Path) -> dict[str, tuple[int, int]]:
        with (out / "report_figures.csv").open(encoding="utf-8", newline="") as file:
            return {row["figure_id"]: (int(row["low"]), int(row["high"])) for row in csv.DictReader(file)
                    if row["rule"] in ("report:incidents", "report:potential_violations") and not row["subset"]}

    case, _ = folder(tmp_path / "case")
    decide(case, "redact", "reports", "R90", value={"field": "time"})
    reporting.report(case, tmp_path / "after", ALL_DAYS)
    before, after = counts(planted[0]), counts(tmp_path / "after")
    assert before != after
    for id_, (low, high) in before.items():
        assert after[id_][0] <= low and high <= after[id_][1]


@pytest.mark.fonts
def test_the_same_folder_gives_the_same_bytes_elsewhere(river_copy: Path, tmp_path: Path) -> None:
    """Another process, hash seed, zone, locale and working folder."""
    reporting.report(river_copy, tmp_path / "here", reporting.Wanted(day="2031-05-12", language="uk"))
    code = ("import sys; from servanda.cli import main; main(['report', sys.argv[1], '-o', sys.argv[2], '--day', "
            "'2031-05-12', '--lang', 'uk', '--share', 'red'])")
    elsewhere = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C",
                 "LC_ALL": "C"}
    subprocess.run([sys.executable, "-P", "-c", code, str(river_copy), str(tmp_path / "there")], check=True,
                   cwd=tmp_path, capture_output=True, env=elsewhere)
    for path in sorted((tmp_path / "here").iterdir()):
        assert (tmp_path / "there" / path.name).read_bytes() == path.read_bytes(), path.name
