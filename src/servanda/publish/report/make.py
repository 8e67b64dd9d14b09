"""The document out of the tables: heading, sections in the order of the template, the sentence over all."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.publish import words
from servanda.publish.report.desk import BEFORE, NOW, Desk
from servanda.publish.report.document import Block, Document, Run, Section, Text
from servanda.publish.report.sections import SECTIONS
from servanda.publish.report.sections.limits import MOST_DAYS
from servanda.publish.report.template import Template
from servanda.queries import report as asked

# Built after the others, whatever their order: it lists what they cite.
_LAST = "sources"


def document(desk: Desk, template: Template) -> Document:
    """The whole report; the ledger and the list of rows cited of ``desk`` are full afterwards."""
    _lay(desk)
    try:
        made: dict[str, list[Block]] = {}
        for key in sorted(template.sections, key=lambda key: key == _LAST):
            made[key] = SECTIONS[key][1](desk)
        sections = tuple(Section(key, _title(desk, template, key), tuple(made[key]))
                         for key in template.sections if made[key])
        return Document(desk.language.tag, desk.language.direction, _heading(desk), tuple(_facts(desk)), sections,
                        desk.say("Everywhere in this report: {sentence}.", sentence=desk.say(words.SENTENCE)),
                        template.head, template.foot)
    finally:
        asked.drop(desk.book.db)


def _lay(desk: Desk) -> None:
    period = desk.period
    spans = [(NOW, period.low, period.high), (BEFORE, period.before.low, period.before.high)]
    days = period.each() if 1 < period.days <= MOST_DAYS else []
    asked.lay(desk.book.db, [*spans, *((day.first.isoformat(), day.low, day.high) for day in days)])



def _title(desk: Desk, template: Template, key: str) -> Text:
    own = template.labels.get(key)
    return (desk.name(own),) if own else desk.say(SECTIONS[key][0])


def _heading(desk: Desk) -> Text:
    return desk.say("Situation report: {case}", case=desk.name(desk.book.case.info.title))


def _facts(desk: Desk) -> Iterator[tuple[Text, Text]]:
    """The lines of the heading: days, cut-off and zone, what it is compared with, as of when, by which rules."""
    period, case = desk.period, desk.book.case
    yield desk.say("Period"), (desk.days(period),)
    zone = desk.name(period.zone)
    hour = desk.say("{hour}, {zone}", hour=Run("date", period.cut_off), zone=zone) if period.cut_off else \
        desk.say("midnight, {zone}", zone=zone)
    yield desk.say("Each day ends at"), hour
    yield desk.say("Compared with"), (desk.days(period.before),)
    yield desk.say("As of"), desk.day(desk.book.as_of)
    readings = desk.joined((desk.reading(id_) for id_ in desk.book.compare), "; ")
    yield desk.say("Readings compared"), readings or desk.say("none")
    yield desk.say("Authors of acts"), desk.code("attribution", desk.attribution)
    yield desk.say("Sharing level"), (desk.name(f"TLP:{desk.audience.upper()}"),)
    if case.info.licence:
        yield desk.say("Licence of the case"), (desk.name(case.info.licence),)
