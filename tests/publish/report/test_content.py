"""What a report says: authors as the mission lets them be named, neutral words, citations, limits."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from servanda.publish.report import make
from servanda.publish.report.document import Document, Paragraph, Run, Sentence, Table, Text, plain
from servanda.publish.report.sections import SECTIONS
from servanda.publish.report.template import Template
from tests.publish.report import making

pytestmark = pytest.mark.report
CHARGES = re.compile(r"\b(violated|violates|lied|lying|liars?|broke|guilty|blame)\b", re.IGNORECASE)


def texts(document: Document, *keys: str) -> Iterable[Text]:
    """The texts of these sections."""
    for section in document.sections:
        if section.key in keys:
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    yield from (one.text for one in block.sentences)
                elif isinstance(block, Table):
                    yield from (cell for row in block.rows for cell in row.cells)


def sentences(document: Document) -> Iterable[Sentence]:
    return (one for section in document.sections for block in section.blocks if isinstance(block, Paragraph)
            for one in block.sentences)


def runs(document: Document, *keys: str) -> Iterable[Run]:
    return (run for text in texts(document, *keys) for run in text)


@pytest.mark.parametrize("name", making.WEEKS)
@pytest.mark.parametrize("attribution", ["none", "claims", "findings"])
def test_every_section_is_there_and_its_own_words_charge_nobody(name: str, attribution: str) -> None:
    _, document = making.week(name, "en", attribution)
    assert [section.key for section in document.sections] == list(SECTIONS)
    own = "".join(run.text if run.kind == "words" else "…" for run in document.runs())
    assert CHARGES.findall(own) == []
    assert "potential violation under the named reading; says nothing about any other rule" in plain(document.standing)


@pytest.mark.parametrize("name", making.WEEKS)
def test_without_attribution_no_side_is_named_for_any_act(name: str) -> None:
    """Sides are named as speakers and as taking part in talks, and nowhere else."""
    desk, document = making.week(name, "en", "none")
    parties = {party.title for party in desk.book.case.info.parties}
    acts = [key for key in SECTIONS if key not in ("statements", "talks", "sources")]
    assert [run for run in runs(document, *acts) if run.kind in ("name", "quote") and run.text in parties] == []
    assert not [run for run in runs(document, "statements", "allegations", "due", "limits") if run.kind == "quote"]
    assert {f.party for f in desk.ledger.figures.values() if f.rule == "report:potential_violations"} == {"anybody"}
    assert {f.party for f in desk.ledger.figures.values() if f.rule == "report:known_from_one_side"} == {""}


@pytest.mark.parametrize("name", making.WEEKS)
def test_with_claims_an_author_is_named_only_as_somebody_states_it(name: str) -> None:
    _, document = making.week(name, "en", "claims")
    told = [plain(text) for text in texts(document, "counts", "incidents")]
    named = [text for text in told if "author is" in text]
    assert named
    for text in named:
        for before in re.split(r"author is", text)[:-1]:
            assert re.search(r"(states that the|stating that the|if the) $", before), text


def test_both_sides_are_told_alike_where_they_blame_one_another() -> None:
    """The gas station of the example: each side says that it was the other."""
    _, document = making.week("energy")
    (entry,) = [one for one in sentences(document) if one.cites and one.cites[0].id == "E-I161"]
    told = plain(entry.text)
    assert "Russia states that the author is Ukraine." in told and "Ukraine states that the author is Russia." in told
    assert "It turns on whose account one believes." in told
    assert [cite.id for cite in entry.cites][:2] == ["E-I161", "I161"] and all(cite.source for cite in entry.cites[1:])


@pytest.mark.parametrize("name", making.WEEKS)
def test_an_entry_cites_a_row_and_says_how_it_is_known(name: str) -> None:
    desk, document = making.week(name)
    listed = [one for section in document.sections for block in section.blocks
              if isinstance(block, Paragraph) and block.listed and section.key != "method" for one in block.sentences]
    assert len(listed) > 10
    assert [plain(one.text) for one in listed if not one.known] == []
    counted = plain(desk.counted)
    assert [plain(one.text) for one in listed if not one.cites and plain(one.known) != counted] == []
    rows = {row.cells[0][0].text for block in document.sections[-1].blocks if isinstance(block, Table)
            for row in block.rows}
    cited = {cite.id for one in sentences(document) for cite in one.cites if cite.source}
    assert cited and cited <= rows


@pytest.mark.parametrize("name", making.WEEKS)
def test_the_incidents_named_are_those_that_turn(name: str) -> None:
    desk, document = making.week(name)
    named = {one.cites[0].id for section in document.sections if section.key == "incidents"
             for block in section.blocks if isinstance(block, Paragraph) and block.listed for one in block.sentences}
    inside = {row["incident_id"] for row in desk.inside}
    assert named <= inside and (desk.on_reading | desk.on_account) & inside
    assert len(named) == 12 or (desk.on_reading | desk.on_account) <= named


def test_a_rise_is_said_only_where_the_term_runs_through_both_periods() -> None:
    """The first week of the example begins before either reading's term; three weeks on both run through."""
    _, first = making.week("energy")
    assert {plain(row.cells[-1]) for row in counts(first) if not row.group} == {"not to be compared"}
    later = make.document(making.desk(making.EXAMPLE, "2025-04-07", "2025-04-13"), Template())
    said = {plain(row.cells[-1]) for row in counts(later) if not row.group}
    assert "not to be compared" not in said and said <= {"more", "fewer", "none in either",
                                                        "not to be said: ranges overlap"}


def counts(document: Document) -> list:  # type: ignore[type-arg]
    return [row for section in document.sections if section.key == "counts" for block in section.blocks
            if isinstance(block, Table) for row in block.rows]


def test_what_could_not_be_seen_is_told() -> None:
    """The invented case has refusals, patrols and the end of a watch; days not told yet are grey."""
    document = make.document(making.desk(making.RIVER, "2031-05-14", "2031-05-20"), Template())
    told = " ".join(plain(text) for text in texts(document, "limits"))
    assert "ended its work" in told and "(30 patrols)" in told
    assert [plain(row.cells[0]) for section in document.sections if section.key == "limits"
            for block in section.blocks if isinstance(block, Table) for row in block.rows if row.late] == [
                "20\u00a0May\u00a02031"]
    early = make.document(making.desk(making.RIVER, "2031-05-01", "2031-05-07"), Template())
    assert "access refused (3 refusals)" in " ".join(plain(text) for text in texts(early, "limits"))


def test_what_is_due() -> None:
    _, document = making.week("river")
    told = [plain(text) for text in texts(document, "due")]
    assert told[0] == "Last day in this period:" and told[1].startswith("8\u00a0May\u00a02031: South Bank Authority")
    assert "disputed" in told[1] and "12 maps" in told[2] and "by the account of River Council" in told[2]


def test_a_cut_off_hour_bounds_the_incidents() -> None:
    whole = making.desk(making.RIVER, "2031-05-05", "2031-05-05")
    early = making.desk(making.RIVER, "2031-05-05", "2031-05-05", cut_off="18:30")
    document = make.document(whole, Template())
    ids = {row["incident_id"] for row in whole.inside}
    other = make.document(early, Template())
    moved = {row["incident_id"] for row in early.inside}
    assert ids - moved == {"E-R21"} and "E-R01" in moved - ids  # 22:30 of the day itself, and 22:00 of the day before
    assert "18:30, Etc/GMT-2" in [plain(text) for _, text in other.facts]
    assert "midnight, Etc/GMT-2" in [plain(text) for _, text in document.facts]
