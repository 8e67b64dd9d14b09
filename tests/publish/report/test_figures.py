"""Every number of a report is found: in its ledger, in the tables, or as a day, an id or a value that somebody said."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from servanda import app
from servanda.publish.report import ledger, make
from servanda.publish.report.desk import Desk
from servanda.publish.report.document import Document
from servanda.publish.report.template import Template
from tests.publish.report import making

DIGITS = re.compile(r"\d+")


def rows(desk: Desk) -> dict[str, dict[str, str]]:
    """The ledger as it is written, by id."""
    return {row["figure_id"]: row for row in csv.DictReader(io.StringIO(desk.ledger.csv().decode()))}


def known(document: Document) -> set[str]:
    """The numbers that a report may print; which run holds a figure of the ledger is tested below."""
    return {value for run in document.runs() for value in DIGITS.findall(run.text)}


@pytest.mark.report
@pytest.mark.parametrize(("attribution", "tag"), [
    ("none", "en"), ("claims", "en"), ("claims", "uk"), ("findings", "en")])
@pytest.mark.parametrize("name", making.WEEKS)
def test_a_number_is_a_figure_of_the_ledger_and_our_words_hold_none(name: str, attribution: str, tag: str) -> None:
    desk, document = making.week(name, tag, attribution)
    held = rows(desk)
    numbers = [run for run in document.runs() if run.kind == "number"]
    assert len(numbers) > 30
    for run in numbers:
        (id_,) = run.figures
        parts = [part.replace(",", "").replace("\u00a0", "") for part in run.text.split("–")]
        row = held[id_]
        assert parts in ([row["low"], row["high"]], [row["low"]], [row["open"]]), (run, row)
        assert len(parts) == 2 or row["low"] == row["high"] or parts == [row["open"]]
    assert [run.text for run in document.runs() if run.kind == "words" and DIGITS.search(run.text)] == []


@pytest.mark.report
@pytest.mark.fonts
@pytest.mark.documents
@pytest.mark.parametrize("name", making.WEEKS)
def test_every_number_in_every_form_is_known(name: str) -> None:
    _, document = making.week(name)
    allowed = known(document)
    for form, text in making.forms(name).items():
        unknown = set(DIGITS.findall(text)) - allowed
        if form == "pdf":  # an address broken over two lines breaks its numbers
            whole = re.sub(r"\s", "", text)
            unknown = {number for number in unknown if not any(number in one and one in whole for one in allowed)}
        assert unknown == set(), form
        assert "Situation report" in text and "says nothing about any other rule" in re.sub(r"\s+", " ", text)


@pytest.mark.report
@pytest.mark.parametrize("name", ["river", "energy"])
def test_over_all_days_the_counts_are_those_of_figures_csv(name: str) -> None:
    """A period that holds every incident prints, author by author, what `figures` holds for all days."""
    folder = making.WEEKS[name][0]
    first, last = {"river": ("2031-01-01", "2031-12-31"), "energy": ("2025-01-01", "2025-12-31")}[name]
    desk = making.desk(folder, first, last, attribution="findings")
    make.document(desk, Template())
    compare = desk.book.compare
    ours = {(f.provision, f.reading, f.party, f.standard): (f.low, f.high, f.open) for f in desk.ledger.figures.values()
            if f.rule == "report:potential_violations" and not f.subset and f.period_from == first
            and f.party != "anybody"}
    theirs = {key: (row["low"], row["high"], row["text_unknown"]) for key, row in desk.book.figures.items()
              if key[1] in compare and row["high"] and not key[3].startswith("claims:") and key[3] != "independent"}
    assert ours and {key: ours.get(key) for key in theirs} == theirs
    assert all(value == (0, 0, 0) for key, value in ours.items() if key not in theirs)


@pytest.mark.report
def test_the_counts_of_a_week_are_those_of_a_counting_rule_with_its_days(river_copy: Path) -> None:
    rule = '  - {id: week, unit: incident, standard: all, from: 2031-05-06, through: 2031-05-12, title: "The week"}\n'
    with (river_copy / "counting.yaml").open("a", encoding="utf-8") as file:
        file.write(rule)
    case, problems = app.readable(river_copy)
    db, _ = app.assess(case, problems)
    theirs = {(row[0], row[1], row[2]): row[3:] for row in db.rows(
        "SELECT provision, reading, party, low, high, text_unknown FROM figures WHERE rule = 'week' ORDER BY ALL")}
    db.close()
    desk, _ = making.week("river", "en", "findings")
    ours = {(f.provision, f.reading, f.party): (f.low, f.high, f.open) for f in desk.ledger.figures.values()
            if f.rule == "report:potential_violations" and not f.subset and f.standard == "all"
            and f.period_from == "2031-05-06" and f.party != "anybody"}
    assert len(ours) > 6
    assert {key: theirs[key] for key in ours} == ours


def test_a_ledger_holds_one_value_under_one_id() -> None:
    book = ledger.Ledger()
    one = ledger.Figure("report:x", 1, 2, period_from="2031-05-01", period_to="2031-05-02")
    assert book.put(one) is book.put(one)
    with pytest.raises(ValueError, match="two values"):
        book.put(ledger.Figure("report:x", 1, 3, period_from="2031-05-01", period_to="2031-05-02"))
    assert book.csv().decode().splitlines()[1].startswith("report:x/2031-05-01..2031-05-02,report:x,1,2,,")
