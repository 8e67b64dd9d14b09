"""due.ics: what is open, and nothing else, in the form that calendars read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from servanda.publish import calendar

ROW: dict[str, Any] = {
    "commitment_id": "C2", "by": "SOUTH", "to": "NORTH", "what": "hand over maps; all of them",
    "due_from": "2030-03-20", "due_to": "2030-04-09", "condition": "in daylight", "summary": "Twelve maps,\nby hand.",
    "cites": "S1", "status_date": None}


def lines(row: dict[str, Any]) -> list[str]:
    return calendar.text([row]).replace("\r\n ", "").split("\r\n")


def test_a_duty_with_a_day_is_an_event_of_that_day() -> None:
    made = lines(ROW)
    assert made[made.index("BEGIN:VEVENT"):made.index("END:VEVENT")] == [
        "BEGIN:VEVENT", "UID:C2@servanda", "DTSTAMP:20300320T000000Z", "DTSTART;VALUE=DATE:20300409",
        "DTEND;VALUE=DATE:20300410", "SUMMARY:SOUTH: hand over maps\\; all of them",
        "DESCRIPTION:Open in what is held. By SOUTH\\, to NORTH. Twelve maps\\, by hand. "
        "Condition: in daylight. Cites: S1."]


def test_a_duty_without_a_day_is_a_task() -> None:
    made = lines({**ROW, "due_to": None})
    assert "BEGIN:VTODO" in made and "DTSTART;VALUE=DATE:20300320" in made and not any("DTEND" in one for one in made)


def test_lines_are_folded_at_75_bytes_and_end_as_the_standard_asks() -> None:
    text = calendar.text([{**ROW, "summary": "карта " * 40}])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.endswith("END:VCALENDAR\r\n") and "\n" not in text.replace("\r\n", "")


def test_no_text_can_begin_a_line_of_its_own() -> None:
    made = lines({**ROW, "what": "x\r\nBEGIN:VALARM", "commitment_id": "a\nb"})
    assert "BEGIN:VALARM" not in made and "UID:a b@servanda" in made


def test_only_what_is_open_goes_out(built: Path) -> None:
    text = (built / "exports" / "due.ics").read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") == 1 and "UID:C2@servanda" in text and "‹U+2066›" in text
