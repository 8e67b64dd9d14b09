"""Statements, tallies, commitments, meetings and readouts to their tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from servanda.collect import columns
from servanda.collect.common import PROVENANCE, Desk, outcome, provenance
from servanda.collect.mapping import Parse, Sheet, nearest
from servanda.model.case import Case, Frame, Meeting
from servanda.model.clock import union_span
from servanda.model.objects import UNKNOWN
from servanda.model.problems import Problem, problem
from servanda.model.vocabulary import (
    CHANNELS,
    COMMITMENT_STATES,
    DENIED_THINGS,
    PERFORMANCE,
    QUALIFIERS,
    SPEECH_ACTS,
    STRENGTHS,
)

STATEMENTS = ("date", "speaker", "role", "party", "act", "topic", "addressee", "hedged", "strength", "binds", "denies",
              "quote", "summary", "source", "url", "published", *PROVENANCE)
TALLIES = ("party", "measure", "provision", "qualifier", "value", "period_from", "period_to", "said", "published",
           "per", "parts", "percent", "percent_of", "summary", "source", "url", *PROVENANCE)
COMMITMENTS = ("by", "to", "what", "quantity", "unit", "due_from", "due_to", "condition", "status", "status_by",
               "status_date", "evidence", "cites", "summary", *PROVENANCE)
_HELD = ("complete", "excerpts")
_MEETINGS = "meetings.yaml"


def _read(rows: Sheet, parsers: dict[str, Parse]) -> Frame:
    return {name: rows.column(name, parse) for name, parse in parsers.items()}


def statement_table(desk: Desk) -> tuple[Frame, list[Problem]]:
    """The frame of `statements`, all rows of it, and what is wrong with them."""
    rows = desk.sheet("statements", STATEMENTS, "statement_id")
    people = desk.people
    sources = desk.sources.column(rows)
    frame = _read(rows, {
        "date": columns.day, "role": columns.text, "party": _loose_party(desk),
        "act": columns.one_of(SPEECH_ACTS, unknown=False), "topic": columns.text, "addressee": columns.text,
        "hedged": columns.truth,
        "strength": columns.one_of(STRENGTHS, unknown=False), "binds": desk.people.origins,
        "denies": columns.one_of(DENIED_THINGS, unknown=False), "quote": columns.text,
        "summary": columns.text, "url": columns.text, "published": columns.day,
    })
    frame["speaker_text"] = rows.column("speaker", columns.text)
    frame["speaker"] = rows.column("speaker", lambda name: people.actor(name) or people.party(name) or None)
    attributed = rows.column("speaker", lambda name: people.party_of(name) or None)
    unnamed = [name if party is None else "" for name, party in zip(rows.texts("speaker"), frame["party"], strict=True)]
    people.note_unknown(rows.files, unnamed)
    frame["party"] = [_party(stated or found) for stated, found in zip(frame["party"], attributed, strict=True)]
    topics = _unknown_topics(rows, [topic for topic, _ in desk.case.info.topics])
    frame.update({"source": sources, "statement_id": rows.ids, **provenance(rows, desk, sources)})
    frame.update(outcome(rows))
    return frame, rows.problems + topics


def _party(name: str | None) -> str | None:
    """A party, None where there is none or it is not known."""
    return None if name in (None, "none", UNKNOWN) else name


def _loose_party(desk: Desk) -> Parse:
    """A parser for a party; `none` and `unknown` are answers."""
    return lambda cell: cell if cell in ("none", UNKNOWN) else desk.people.known_party(cell)


def _unknown_topics(rows: Sheet, declared: list[str]) -> list[Problem]:
    """Topics that the case does not declare, once each; their rows stay in use."""
    texts = rows.texts("topic")
    strange = sorted(set(texts) - {"", *declared}) if declared else []
    found = []
    for topic in strange:
        first, count = texts.index(topic), texts.count(topic)
        message = f"`{topic[:80]}` is no topic of case.yaml, in {count} rows{nearest(topic, declared)}."
        found.append(replace(problem("id_unknown", rows.files[first], 0, message), count=count))
    return found


def tally_table(desk: Desk) -> tuple[Frame, list[Problem]]:
    """The frame of `tallies`, all rows of it, and what is wrong with them."""
    rows = desk.sheet("tallies", TALLIES, "tally_id")
    sources = desk.sources.column(rows)
    frame = _read(rows, {
        "party": _loose_party(desk), "measure": columns.text,
        "provision": columns.one_of([one.id for one in desk.case.terms.provisions], unknown=False),
        "qualifier": columns.one_of(QUALIFIERS, unknown=False), "value": columns.count,
        "period_from": columns.day, "period_to": columns.day, "said": columns.day, "published": columns.day,
        "per": columns.one_of(("day",), unknown=False), "parts": columns.names,
        "percent": columns.number(-100, 1_000_000), "percent_of": columns.text,
        "summary": columns.text, "url": columns.text,
    })
    frame["party"] = [_party(name) for name in frame["party"]]
    _check_days(rows, frame, "period_from", "period_to")
    frame.update({"source": sources, "tally_id": rows.ids, **provenance(rows, desk, sources)})
    frame.update(outcome(rows))
    return frame, rows.problems


def commitment_table(desk: Desk) -> tuple[Frame, list[Problem]]:
    """The frame of `commitments`, all rows of it, and what is wrong with them."""
    rows = desk.sheet("commitments", COMMITMENTS, "commitment_id")
    frame = _read(rows, {
        "by": desk.people.origins, "to": desk.people.origins, "what": columns.text,
        "quantity": columns.count_or_unknown, "unit": columns.text, "due_from": columns.day, "due_to": columns.day,
        "condition": columns.text, "status": columns.one_of(COMMITMENT_STATES), "status_by": desk.people.origins,
        "status_date": columns.day, "evidence": _evidence, "cites": columns.names, "summary": columns.text,
    })
    for name in ("by", "to"):
        desk.people.note_unknown(rows.files, rows.texts(name))
    _check_days(rows, frame, "due_from", "due_to")
    frame.update({"commitment_id": rows.ids, **provenance(rows, desk, [None] * len(rows))})
    frame.update(outcome(rows))
    return frame, rows.problems


def _evidence(cell: str) -> str | None:
    """Members `ID=WORD`, the word one of performance."""
    for member in columns.members(cell):
        id_, _, word = member.partition("=")
        if not id_ or word not in PERFORMANCE:
            raise ValueError(f"write ID=WORD, the word one of {', '.join(PERFORMANCE)}")
    return columns.names(cell)


def _check_days(rows: Sheet, frame: Frame, first: str, last: str) -> None:
    for row, (start, end) in enumerate(zip(frame[first], frame[last], strict=True)):
        if start and end and start > end:
            rows.refuse(row, "cell_wrong", f"`{first}` is `{start}`: after `{last}`, which is `{end}`.")


def meeting_tables(case: Case) -> tuple[Frame, Frame, list[Problem]]:
    """The frames of `meetings` and `readouts`, and what is wrong with them."""
    problems: list[Problem] = []
    meetings, readouts = [], []
    for meeting in case.meetings:
        start, end = _meeting_span(meeting, case.info.zone, problems)
        meetings.append({
            "meeting_id": meeting.id, "title": meeting.title or None, "time_from": start, "time_to": end,
            "participants": columns.joined(meeting.participants), "cites": columns.joined(meeting.cites),
            "from_file": _MEETINGS, "from_row": meeting.line})
        readouts += [_readout(meeting, number, readout, problems)
                     for number, readout in enumerate(meeting.readouts, 1)]
    return _frame(meetings), _frame(readouts), problems


def _meeting_span(meeting: Meeting, zone: str, problems: list[Problem]) -> tuple[int | None, int | None]:
    """When it took place; nothing where no start is stated or the time is wrong."""
    if not meeting.start:
        return None, None
    try:
        return union_span(meeting.start, meeting.end, (meeting.zone or zone,))
    except ValueError as error:
        problems.append(problem("value_wrong", _MEETINGS, meeting.line, f"`{meeting.id}`: {error}.", row_id=meeting.id))
        return None, None


def _readout(meeting: Meeting, number: int, readout: Any, problems: list[Problem]) -> dict[str, Any]:
    """One readout; what is not said to be held complete is held in excerpts."""
    given = {name: _text(value) for name, value in readout.items()}
    id_ = given.get("id") or f"{meeting.id}-readout-{number}"
    for name, allowed in (("channel", CHANNELS), ("held", _HELD)):
        if given.get(name) and given[name] not in allowed:
            problems.append(problem("value_wrong", _MEETINGS, meeting.line,
                                    f"`{name}` of readout `{id_}` is `{given[name][:80]}`: allowed are "
                                    f"{', '.join(allowed)}{nearest(given[name], allowed)}.", row_id=id_))
            given[name] = ""
    return {
        "readout_id": id_, "meeting_id": meeting.id, "issuer": given.get("issuer") or None,
        "party": given.get("party") or None, "channel": given.get("channel") or None,
        "held": given.get("held") or "excerpts", "statements": given.get("statements") or None,
        "published": given.get("published") or None, "from_file": _MEETINGS, "from_row": meeting.line}


def _text(value: Any) -> str:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return "" if value is None else str(value)
    return ";".join(_text(item) for item in value)


def _frame(rows: list[dict[str, Any]]) -> Frame:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
