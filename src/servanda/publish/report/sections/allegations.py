"""What each side alleges: counts published in the period beside ours, and accusations made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servanda.publish.report.desk import Desk, Row
from servanda.publish.report.document import Block, Paragraph, Run, Sentence, Table, Text
from servanda.publish.report.document import Row as Line

ACCUSING = ("accuse",)
MOST = 12  # accusations set out for one side


def blocks(desk: Desk) -> list[Block]:
    """Counts of each side as one table, then each side's accusations; only their number where nobody is to be named."""
    accusations = [row for row in desk.statements if row["act"] in ACCUSING]
    if not desk.named:
        return [Paragraph((_only_numbers(desk, accusations),))]
    made: list[Block] = _counts(desk)
    for party in _sides(desk, accusations):
        mine = [row for row in accusations if (row["party"] or "") == party]
        made += [Paragraph((_how_many(desk, party, mine),)), Paragraph(tuple(_told(desk, party, mine)), listed=True)]
    return made or [Paragraph((Sentence(desk.say("No count and no accusation of these days is held.")),))]


def _sides(desk: Desk, rows: Sequence[Row]) -> list[str]:
    """The parties that speak, as ordered in case.yaml, voices of no party last."""
    found = {row["party"] or "" for row in rows}
    return [party for party in (*desk.book.case.info.party_ids(), "") if party in found]


def _ids(desk: Desk) -> list[str]:
    return list(dict.fromkeys(row["tally_id"] for row in desk.tallies))


def _only_numbers(desk: Desk, accusations: Sequence[Row]) -> Sentence:
    tallies = {row["tally_id"]: row for row in desk.tallies}
    cites = [desk.cite(row, "tally_id") for row in tallies.values()]
    cites += [desk.cite(row, "statement_id") for row in accusations]
    return Sentence(desk.say(
        "By the rule of the mission no author is named, so allegations are not repeated here. Counts by others "
        "published on these days: {tallies}; accusing statements: {accusations}.",
        tallies=desk.rows("tallies", len(tallies), unit="tally"),
        accusations=desk.rows("accusations", len(accusations), unit="statement")), tuple(cites), desk.counted)


def _counts(desk: Desk) -> list[Block]:
    """Counts that one of ours can be held against as a table, by publisher; the others as a list."""
    held = [row for row in desk.tallies if row["our_low"] is not None]
    others = {row["tally_id"]: row for row in desk.tallies if row["our_low"] is None}
    made: list[Block] = []
    if held:
        head = (desk.say("What it counts"), desk.say("Its number"), desk.say("Our count, its own reading"),
                desk.say("Our count, of its own claims"), desk.say("Its number is"), desk.say("Row and source"))
        rows = [line for party in _sides(desk, held) for line in (
            Line((desk.party(party) if party else desk.say("Published by nobody of a party"),), group=True),
            *(_count(desk, row) for row in held if (row["party"] or "") == party))]
        made.append(Table(desk.say("Counts that others published on these days, beside ours of the same thing; a gap "
                                   "is shown, never explained away"), head, tuple(rows), (5, 3, 3, 3, 3, 4), (1, 2, 3),
                          desk.say("Their numbers are theirs; ours count what is known here, whoever is believed.")))
    if others:
        made += [Paragraph((Sentence(desk.say(
            "Counts published on these days that no count of ours is held against:")),)), Paragraph(
                tuple(_other(desk, row) for row in others.values()), listed=True)]
    return made


def _count(desk: Desk, row: Row) -> Line:
    cite = desk.cite(row, "tally_id")
    return Line((
        desk.say("{measure}, {days}", measure=desk.name(_measure(row)), days=_days(desk, row)), _number(desk, row),
        (desk.values(row["our_low"], row["our_high"]),), (desk.values(row["own_low"], row["own_high"]),),
        desk.code("holds", row["holds"] or "unknown"), (desk.id(cite.id), Run("words", " "), desk.name(cite.source))))


def _other(desk: Desk, row: Row) -> Sentence:
    who = desk.party(row["party"]) if row["party"] else desk.say("nobody of a party")
    return Sentence(desk.say("{party}: {measure}, {days}: {number}.", party=who, measure=desk.name(_measure(row)),
                             days=_days(desk, row), number=_number(desk, row)),
                    (desk.cite(row, "tally_id"),), desk.said(row))


def _number(desk: Desk, row: Row) -> Text:
    """The number with how it is meant; an exact one stands alone."""
    value = desk.value(row["value"])
    if row["qualifier"] in (None, "exact"):
        return (value,)
    return desk.joined((desk.code("qualifier", row["qualifier"]), value), " ")


def _days(desk: Desk, row: Row) -> Text:
    if not row["period_from"] and not row["period_to"]:
        return desk.say("days not stated")
    if row["period_from"] == row["period_to"]:
        return desk.day(row["period_from"])
    return desk.say("{first} to {last}", first=desk.day(row["period_from"]), last=desk.day(row["period_to"]))


def _measure(row: Row) -> str:
    return str(row["measure"] or "").replace("_", " ")


def _how_many(desk: Desk, party: str, rows: Sequence[Row]) -> Sentence:
    number = desk.rows("accusations_by_side", len(rows), party=party or "none", unit="statement")
    who = desk.party(party) if party else desk.say("Voices of no party")
    return Sentence(desk.count("{party}: {n} accusation.", "{party}: {n} accusations.", len(rows), party=who, n=number),
                    known=desk.counted)


def _told(desk: Desk, party: str, rows: Sequence[Row]) -> Iterator[Sentence]:
    """The first accusations of a side, and the ids of the rest."""
    for row in rows[:MOST]:
        yield spoken(desk, row)
    if rows[MOST:]:
        yield Sentence(desk.say("{party}: further accusations of these days: {ids}.", party=desk.party(party),
                                ids=desk.joined(desk.id(row["statement_id"]) for row in rows[MOST:])),
                       known=desk.counted)


def spoken(desk: Desk, row: Row) -> Sentence:
    """A statement as an entry: day, speaker, side, kind, topic, and its content where it may be repeated."""
    content: Text = ()
    if desk.named:
        summary, quote = row["summary"], row["quote"]
        content = desk.joined(filter(None, (
            (desk.quote(summary),) if summary else (),
            desk.say("In its words: “{quote}”", quote=desk.quote(quote)) if quote else ())), " ")
        content = content or desk.say("Its words are not shown here.")
    speaker = desk.name(desk.book.title(row["speaker"]) if row["speaker"] else row["speaker_text"] or "")
    head = desk.say("{day}, {speaker} ({party}), {act} on {topic}.", day=desk.day(row["date"]), speaker=speaker,
                    party=desk.party(row["party"] or "none"), act=desk.code("speech", row["act"] or "report"),
                    topic=desk.name(desk.book.topics.get(row["topic"] or "", row["topic"] or "–")))
    hedged = desk.say("It is hedged.") if row["hedged"] else ()
    return desk.entry((head, content, hedged), (desk.cite(row, "statement_id"),), desk.said(row))
