"""meetings.yaml: meetings, and their readouts held complete or in excerpts."""

from __future__ import annotations

from typing import Any

from servanda.case.fields import Cite, Fields, Findings, unique
from servanda.guard.markup import Node
from servanda.guard.text import quoted
from servanda.model import clock
from servanda.model.case import CaseInfo, Meeting
from servanda.model.vocabulary import CHANNELS

HELD = ("complete", "excerpts")


def meetings(node: Node, file: str, info: CaseInfo, found: Findings) -> tuple[Meeting, ...]:
    """The meetings as the file tells them."""
    fields = Fields(node, file, found, "the file of meetings")
    entries = fields.each("meetings", "the meeting")
    fields.close()
    read = [_meeting(entry, info) for entry in entries]
    unique(found, file, "meeting", [(meeting.id, meeting.line) for meeting in read])
    unique(found, file, "readout", [(str(readout["id"]), int(readout["line"])) for meeting in read
                                    for readout in meeting.readouts])
    return tuple(meeting for meeting in read if meeting.id)


def _meeting(fields: Fields, info: CaseInfo) -> Meeting:
    id_ = fields.id()
    meeting = Meeting(
        id=id_, title=fields.name("title") or id_, start=_time(fields, "from"), end=_time(fields, "to"),
        zone=fields.zone("zone") or info.zone, participants=fields.texts("participants", names=True),
        cites=fields.cites(),
        readouts=tuple(_readout(entry, info) for entry in fields.each("readouts", "the readout")),
        line=fields.line(), expected=fields.all_known("expected", [topic for topic, _ in info.topics], "topic"),
        silences=tuple(_silence(entry, info) for entry in fields.each("silences_claimed", "the silence claimed")))
    fields.text("note")
    fields.close(("from", "to"))
    return meeting


def _silence(fields: Fields, info: CaseInfo) -> dict[str, Any]:
    """What somebody says the readouts do not have."""
    silence = {"topic": fields.known("topic", [topic for topic, _ in info.topics], "topic", required=True),
               "by": fields.name("by", required=True), "cites": fields.cites()}
    fields.close()
    return silence


def _time(fields: Fields, key: str) -> str:
    """A day or a clock time as written; '' where it is absent or wrong."""
    text = fields.text(key)
    if not text:
        return ""
    try:
        clock.parse(text)
    except ValueError:
        fields.wrong("value_wrong", fields.line(key), f"`{key}` of {fields.what} is {quoted(text)}, which is not a "
                     "time such as 2030-01-31 or 2030-01-31T22:30.")
        return ""
    return text


def _readout(fields: Fields, info: CaseInfo) -> dict[str, Any]:
    id_ = fields.id()
    party = fields.text("party", default="none")
    if party not in ("none", "unknown"):
        fields.check_known("party", party, info.party_ids(), "party")
    statements = fields.texts("statements")
    fields.found.cites.extend(Cite(cite, fields.file, fields.line("statements"), fields.what) for cite in statements)
    readout = {
        "id": id_, "issuer": fields.name("issuer"), "party": "" if party == "none" else party,
        "channel": fields.choice("channel", CHANNELS), "held": fields.choice("held", HELD, default="excerpts"),
        "statements": statements, "published": fields.day("published"), "line": fields.line(),
    }
    fields.text("url")
    fields.text("note")
    fields.cites()
    fields.close()
    return readout
