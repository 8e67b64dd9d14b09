"""Limits of observation: what could not be seen, who fell silent, what one side alone tells, what is not told yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from servanda.publish.report.desk import BEFORE, NOW, Desk, Row
from servanda.publish.report.document import Block, Paragraph, Sentence, Table
from servanda.publish.report.document import Row as Line
from servanda.queries import report as asked

_MOST_NAMES = 12
MOST_DAYS = 31  # days that are shown one by one


def one_sided(desk: Desk) -> Sentence:
    """How many of the incidents of the period origins of one party alone tell of."""
    known = _sides(desk)
    return Sentence(desk.count(
        "Of {all} incident that may lie in the period, {n} is known from one side only.",
        "Of {all} incidents that may lie in the period, {n} are known from one side only.", desk.totals[NOW]["high"],
        all=desk.rows("incidents_possible", desk.totals[NOW]["high"]),
        n=desk.rows("known_from_one_side", sum(known.values()))), known=desk.counted)


def _sides(desk: Desk) -> Counter[str]:
    """Incidents of the period that one party's origins alone tell of, by party."""
    return Counter(row["parties"][0] for row in asked.sides(desk.book.db, NOW)
                   if row["whole"] and len(row["parties"]) == 1 and row["parties"][0] != "none")


def blocks(desk: Desk) -> list[Block]:
    """What is recorded of observation, sources, sides and time, then the period day by day."""
    effort = asked.effort(desk.book.db, *desk.span)
    recorded = tuple(_effort(desk, row) for row in effort) or (Sentence(desk.say(
        "Nothing is recorded of where and when nobody could look; that is no sign that everything was seen.")),)
    return [Paragraph(recorded, listed=bool(effort)), Paragraph(tuple(_told(desk)), listed=True), *_days(desk)]


def _effort(desk: Desk, row: Row) -> Sentence:
    last = desk.day(row["date_to"]) if row["date_to"] else desk.say("now")
    head = desk.say("{first} to {last}, {area}: {kind}{amount}.", first=desk.day(row["date_from"]), last=last,
                    area=desk.name(row["area"]) if row["area"] else desk.say("everywhere"),
                    kind=desk.code("effort", row["kind"] or ""), amount=desk.say(
                        " ({amount} {unit})", amount=desk.value(row["amount"]), unit=desk.name(row["unit"] or ""))
                    if row["amount"] is not None else ())
    about = desk.say("About: {by}.", by=desk.name(desk.book.title(row["by"]))) if row["by"] else ()
    side = desk.say("On the side of {party}.", party=desk.party(row["party"])) if desk.named and row["party"] else ()
    words = (desk.quote(row["summary"]),) if desk.named and row["summary"] else ()
    return desk.entry((head, about, side, words), (desk.cite(row, "effort_id"),), desk.code("known", "published"))


def _told(desk: Desk) -> Iterator[Sentence]:
    db = desk.book.db
    yield one_sided(desk)
    if desk.named:
        for party, number in sorted(_sides(desk).items(), key=lambda item: _place(desk, item[0])):
            yield Sentence(desk.count("Known from {party} only: {n} incident.",
                                      "Known from {party} only: {n} incidents.", number, party=desk.party(party),
                                      n=desk.rows("known_from_one_side", number, party=party)), known=desk.counted)
    yield _sources(desk, asked.sources_only(db, BEFORE, NOW), silent=True)
    yield _sources(desk, asked.sources_only(db, NOW, BEFORE), silent=False)
    yield from _untold(desk)


def _place(desk: Desk, party: str) -> tuple[int, str]:
    ids = desk.book.case.info.party_ids()
    return (ids.index(party) if party in ids else len(ids), party)


def _sources(desk: Desk, names: Sequence[str], *, silent: bool) -> Sentence:
    """Sources that told in one period and not in the other; the first so many by name."""
    rule = "sources_fallen_silent" if silent else "sources_new"
    number = desk.rows(rule, len(names), unit="source")
    listed = desk.joined(desk.name(name) for name in names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        listed = desk.say("{names} and others", names=listed)
    if not names:
        return Sentence(desk.say("No source told of the period before and not of this one.") if silent else
                        desk.say("No source tells of this period that did not tell of the one before."),
                        known=desk.counted)
    text = desk.count(
        "{n} source told of incidents of the period before and of none of this one: {names}. Fewer reports may be "
        "fewer tellers.",
        "{n} sources told of incidents of the period before and of none of this one: {names}. Fewer reports may be "
        "fewer tellers.", len(names), n=number, names=listed) if silent else desk.count(
        "{n} source tells of this period that did not tell of the one before: {names}.",
        "{n} sources tell of this period that did not tell of the one before: {names}.", len(names), n=number,
        names=listed)
    return Sentence(text, known=desk.counted)


def _untold(desk: Desk) -> Iterator[Sentence]:
    """What has no time or region here, counts as no incident, came late, or is hidden from this audience."""
    db, totals = desk.book.db, desk.totals[NOW]
    yield Sentence(desk.say(
        "Incidents whose time is not known here, so that they widen every count without being sure of any: {undated}; "
        "incidents of the period without a region: {unplaced}.", undated=desk.rows("undated", totals["undated"]),
        unplaced=desk.rows("unplaced", totals["unplaced"])), known=desk.counted)
    several = asked.no_single_happening(db, desk.period.low, desk.period.high)
    yield Sentence(desk.say("Reports of these days that stand for no single happening, and count as none: {n}.",
                            n=desk.rows("reports_of_several", several, unit="report")), known=desk.counted)
    later = len(asked.later_told(db, NOW, desk.span[1]))
    yield Sentence(desk.count(
        "{n} incident of the period is known only from what was published after its last day.",
        "{n} incidents of the period are known only from what was published after its last day.", later,
        n=desk.rows("told_later", later)), known=desk.counted)
    if desk.hidden:
        yield Sentence(desk.say("Rows of the case that are hidden from this audience in part or as a whole: {n}; every "
                                "count still has them.", n=desk.rows("hidden_rows", desk.hidden, unit="row")),
                       known=desk.counted)


def _days(desk: Desk) -> list[Block]:
    """Incidents day by day; days not fully told yet in grey."""
    if not 1 < desk.period.days <= MOST_DAYS:
        return []
    late = asked.not_yet_told(desk.book.db)
    rows = []
    for day in desk.period.each():
        row = desk.totals.get(day.first.isoformat(), {"low": 0, "high": 0})
        rows.append(Line((desk.day(day.first.isoformat()),
                          (desk.range(desk.figure("incidents", row["low"], row["high"], period=day)),)),
                         bool(late) and day.first.isoformat() >= late))
    caption = desk.say("Incidents by day, whatever their outcome: surely on that day to possibly on it. Days of which "
                       "fewer than nine reports in ten can have come are grey") if any(row.late for row in rows) else \
        desk.say("Incidents by day, whatever their outcome: surely on that day to possibly on it")
    return [Table(caption, (desk.say("Day"), desk.say("Incidents")), tuple(rows), (3, 2), (1,), desk.counted)]
