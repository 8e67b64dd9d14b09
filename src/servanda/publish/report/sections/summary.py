"""The period in a few sentences."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.publish.report.desk import BEFORE, NOW, Desk
from servanda.publish.report.document import Block, Sentence, paragraph
from servanda.publish.report.sections import due, limits
from servanda.queries import report as asked


def blocks(desk: Desk) -> list[Block]:
    """What lies in the period; what the readings make of it; what was said and fell due; how much is one-sided."""
    listed = paragraph(_readings(desk), listed=True)
    return [paragraph(_whole(desk)), *([listed] if listed.sentences else []), paragraph(_rest(desk))]


def _whole(desk: Desk) -> Iterator[Sentence]:
    now = desk.incidents(NOW)
    yield Sentence(desk.count(
        "{now} incident known here lies, or may lie, in the period; in the period before it was {before}.",
        "{now} incidents known here lie, or may lie, in the period; in the period before it was {before}.",
        now.high, now=desk.range(now), before=desk.range(desk.incidents(BEFORE))), known=desk.counted)
    told = asked.reported(desk.book.db, NOW)
    yield Sentence(desk.say("Reports that tell of them: {reports}; sources that carry these: {sources}.",
                            reports=desk.rows("reports", told["reports"], unit="report"),
                            sources=desk.rows("sources", told["sources"], unit="source")), known=desk.counted)


def _readings(desk: Desk) -> Iterator[Sentence]:
    """One entry for each provision and compared reading of which anything is open in either period."""
    for provision in desk.provisions():
        for reading in desk.book.readings_on(provision, desk.book.compare):
            now, before = (desk.potential(label, provision, reading) for label in (NOW, BEFORE))
            if now.high or before.high:
                yield Sentence(desk.say(
                    "Under “{reading}”, potential violations of “{provision}”: {now}, of which open on the text: "
                    "{open}; in the period before: {before}{comparable}.", reading=desk.reading(reading),
                    provision=desk.provision(provision), now=desk.range(now), open=desk.open(now),
                    before=desk.range(before),
                    comparable=() if desk.comparable(provision, reading) else desk.say(
                        " (not to be compared: its term does not surely run through both periods)")),
                    known=desk.counted)


def _rest(desk: Desk) -> Iterator[Sentence]:
    maybe, turning, accounts = desk.turning, desk.on_reading, desk.on_account
    yield Sentence(desk.count(
        "{n} incident of the period may turn on the reading; of these, for {sure} one compared reading yields a "
        "potential violation and another excludes it.",
        "{n} incidents of the period may turn on the reading; of these, for {sure} one compared reading yields a "
        "potential violation and another excludes it.", len(maybe), n=desk.rows("may_turn_on_reading", len(maybe)),
        sure=desk.rows("turns_on_reading", len(turning))), known=desk.counted)
    yield Sentence(desk.count("{n} turns on whose account one believes.", "{n} turn on whose account one believes.",
                              len(accounts), n=desk.rows("turns_on_account", len(accounts))), known=desk.counted)
    yield limits.one_sided(desk)
    yield Sentence(desk.count("{n} statement of these days is held.", "{n} statements of these days are held.",
                              len(desk.statements), n=desk.rows("statements", len(desk.statements), unit="statement")),
                   known=desk.counted)
    fell, open_ = due.fell_due(desk), due.passed(desk)
    yield Sentence(desk.say("Duties whose last day lay in the period: {fell}; duties whose last day came before it and "
                            "not done by any account held: {open}.",
                            fell=desk.rows("duties_fallen_due", len(fell), unit="duty"),
                            open=desk.rows("duties_past_due", len(open_), unit="duty")), known=desk.counted)
