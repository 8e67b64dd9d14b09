"""Meetings of the period, and the stands that changed in it."""

from __future__ import annotations

from servanda.publish.report.desk import Desk, Row, split
from servanda.publish.report.document import Block, Paragraph, Run, Sentence
from servanda.queries import report as asked


def blocks(desk: Desk) -> list[Block]:
    """One entry for each meeting, then one for each change of a stand."""
    meetings = asked.meetings(desk.book.db, desk.period.low, desk.period.high)
    shifts = asked.shifts(desk.book.db, *desk.span) if desk.named else []
    made: list[Block] = []
    if meetings:
        made.append(Paragraph(tuple(_meeting(desk, row) for row in meetings), listed=True))
    if shifts:
        made.append(Paragraph((Sentence(desk.say(
            "Changes of stand, each by what the party itself is held to have said:")),)))
        made.append(Paragraph(tuple(_shift(desk, row) for row in shifts), listed=True))
    return made or [Paragraph((Sentence(desk.say("No meeting and no change of stand of these days is held.")),))]


def _meeting(desk: Desk, row: Row) -> Sentence:
    zone = next((one.zone for one in desk.book.case.meetings if one.id == row["meeting_id"]), "") or desk.period.zone
    when = Run("date", desk.moment(row["time_from"], row["time_to"], zone))
    head = desk.say("{when}: {title}.", when=when, title=desk.name(row["title"] or row["meeting_id"]))
    who = desk.say("Taking part: {participants}.", participants=desk.joined(
        desk.party(one) for one in split(row["participants"]))) if row["participants"] else ()
    held = desk.say("Readouts held: {readouts}, of which complete: {complete}.",
                    readouts=desk.rows("readouts", row["readouts"], subset=row["meeting_id"], unit="readout"),
                    complete=desk.rows("readouts_complete", row["complete"], subset=row["meeting_id"], unit="readout"))
    return desk.entry((head, who, held), desk.cites(split(row["cites"])), desk.say("as relayed"))


def _shift(desk: Desk, row: Row) -> Sentence:
    text = desk.say("{day}, {party}, on “{proposition}”: {shift}. Before: {before}; now: {now}.",
                    day=desk.day(row["date"]), party=desk.party(row["party"]),
                    proposition=desk.name(desk.book.propositions.get(row["proposition"], row["proposition"])),
                    shift=desk.code("shift", row["kind"]), before=_stand(desk, row["from_stand"]),
                    now=_stand(desk, row["to_stand"]))
    return Sentence(text, desk.cites([*split(row["before"]), *split(row["statements"])]), desk.say("as relayed"))


def _stand(desk: Desk, code: str) -> tuple[Run, ...]:
    """A stand in words; where it is an answer, the answer itself."""
    stand, _, value = code.partition(":")
    if not value:
        return desk.code("stand", stand)
    answer = desk.quote(value.replace("_", " "))
    return (answer,) if stand == "says" else desk.say("not {answer}", answer=answer)
