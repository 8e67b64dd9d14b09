"""What was said in the period by each side, that which binds, changes or refuses something first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servanda.model.vocabulary import VOICES
from servanda.publish.report.desk import Desk, Row
from servanda.publish.report.document import Block, Paragraph, Sentence
from servanda.publish.report.sections.allegations import ACCUSING, spoken

# Acts of speech by which a stand is taken, the weightiest first; what only tells, claims or denies comes after.
_WEIGHTY = ("order", "agree", "accept", "reject", "withdraw", "invoke", "waive", "concede", "admit", "condition",
            "offer", "promise", "announce", "notify", "threaten", "demand", "reserve")
MOST = 8  # statements set out for one side


def blocks(desk: Desk) -> list[Block]:
    """For each side how many statements are held, and the weightiest of them."""
    rows = [row for row in desk.statements if row["act"] not in ACCUSING]
    made: list[Block] = []
    for party in (*desk.book.case.info.party_ids(), ""):
        mine = [row for row in rows if (row["party"] or "") == party]
        if mine:
            made += [Paragraph((_how_many(desk, party, mine),)), Paragraph(tuple(_told(desk, mine)), listed=True)]
    return made or [Paragraph((Sentence(desk.say("No statement of these days is held.")),))]


def _how_many(desk: Desk, party: str, rows: Sequence[Row]) -> Sentence:
    number = desk.rows("statements_by_side", len(rows), party=party or "none", unit="statement")
    who = desk.party(party) if party else desk.say("Voices of no party")
    return Sentence(desk.count("{party}: {n} statement, accusations apart.",
                               "{party}: {n} statements, accusations apart.", len(rows),
                               party=who, n=number), known=desk.counted)


def _told(desk: Desk, rows: Sequence[Row]) -> Iterator[Sentence]:
    act = {name: number for number, name in enumerate(_WEIGHTY)}
    voice = {one.id: VOICES.index(one.voice) for one in desk.book.case.info.actors if one.voice}
    ranked = sorted(rows, key=lambda row: (act.get(row["act"], len(act)), voice.get(row["speaker"], len(VOICES)),
                                           row["date"], row["statement_id"]))
    kept = {row["statement_id"] for row in ranked[:MOST]}
    for row in rows:
        if row["statement_id"] in kept:
            yield spoken(desk, row)
    rest = [row["statement_id"] for row in rows if row["statement_id"] not in kept]
    if rest:
        yield Sentence(desk.say("Also held: {ids}.", ids=desk.joined(desk.id(id_) for id_ in rest)), known=desk.counted)
