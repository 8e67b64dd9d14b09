"""Potential violations per provision and compared reading, beside those of the period before."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.publish.report.desk import BEFORE, NOW, Desk, Row, in_order
from servanda.publish.report.document import Block, Paragraph, Sentence, Table, Text
from servanda.publish.report.document import Row as Line
from servanda.publish.report.ledger import Figure
from servanda.queries import report as asked

_Key = tuple[str, str, str, str]  # provision, reading, author, standard
_Pair = tuple[Figure, Figure]


def blocks(desk: Desk) -> list[Block]:
    """One table for each provision of which anything is open in either period; the others are named."""
    found, tables, none = _by_author(desk), [], []
    for provision in desk.provisions():
        if any(desk.potential(label, provision, reading).high for label in (NOW, BEFORE)
               for reading in desk.book.readings_on(provision, desk.book.compare)):
            tables.append(_table(desk, provision, found))
        else:
            none.append(desk.say("“{provision}”", provision=desk.provision(provision)))
    made: list[Block] = list(tables)
    if none:
        said = desk.say("In neither period, and under no compared reading, is there a potential violation of: "
                        "{provisions}.", provisions=desk.joined(none, "; "))
        made.append(Paragraph((Sentence(said, known=desk.counted),)))
    return made


def _change(desk: Desk, now: Figure, before: Figure) -> Text:
    """Whether one range lies wholly above the other; where they overlap nothing can be said."""
    if not desk.comparable(now.provision, now.reading):
        return desk.say("not to be compared")
    if now.high == before.high == 0:
        return desk.say("none in either")
    if now.low > before.high:
        return desk.say("more")
    if now.high < before.low:
        return desk.say("fewer")
    return desk.say("not to be said: ranges overlap")


def _by_author(desk: Desk) -> dict[_Key, dict[str, Row]]:
    """Rows by provision, reading, author and standard, then by span; only where either span has any."""
    if not desk.named:
        return {}
    book = desk.book
    standards = [name for name in book.case.info.standards()
                 if (name == "independent" or name.startswith("claims:")) == (desk.attribution == "claims")]
    found: dict[_Key, dict[str, Row]] = {}
    for row in asked.counts(book.db, book.compare, standards):
        key = (row["provision"], row["reading"], row["author"] or "unattributed", row["standard"])
        found.setdefault(key, {})[row["label"]] = row
    return found


def _table(desk: Desk, provision: str, found: dict[_Key, dict[str, Row]]) -> Table:
    rows = [line for reading in desk.book.readings_on(provision, desk.book.compare)
            for line in _lines(desk, provision, reading, found)]
    head = (desk.say("Of whose acts"), desk.say("This period, low–high"),
            desk.say("of these open on the text"), desk.say("Period before, low–high"), desk.say("Change"))
    return Table(desk.say("Potential violations of “{provision}”", provision=desk.provision(provision)), head,
                 tuple(rows), (5, 2, 2, 2, 3), (1, 2, 3),
                 desk.say("Counted by us, rule {rule} of {file}; every incident known here, any claim, unless the row "
                          "says otherwise.", rule=desk.id("report:potential_violations"),
                          file=desk.id("report_figures.csv")))


def _lines(desk: Desk, provision: str, reading: str, found: dict[_Key, dict[str, Row]]) -> Iterator[Line]:
    """The row of all, then those by author as the mission lets authors be named."""
    yield Line((_term(desk, provision, reading),), group=True)
    yield _line(desk, desk.say("whoever is named"),
                (desk.potential(NOW, provision, reading), desk.potential(BEFORE, provision, reading)))
    book = desk.book
    mine = {key[2:]: rows for key, rows in found.items() if key[:2] == (provision, reading)}
    standards = in_order({standard for _, standard in mine}, book.case.info.standards())
    authors = in_order({author for author, _ in mine}, (*book.case.info.party_ids(), "unattributed"))
    for author in authors:
        for standard in standards:
            if rows := mine.get((author, standard)):
                pair = (_figure(desk, rows, NOW, provision, reading, author, standard),
                        _figure(desk, rows, BEFORE, provision, reading, author, standard))
                yield _line(desk, _whose(desk, author, standard), pair)


def _term(desk: Desk, provision: str, reading: str) -> Text:
    """A reading with the days that it surely covers."""
    days = desk.terms.get((provision, reading))
    if days is None:
        return desk.say("Under “{reading}”, which gives no days for sure", reading=desk.reading(reading))
    return desk.say("Under “{reading}”, whose term surely has the days {first} to {last}",
                    reading=desk.reading(reading), first=desk.day(days[0]), last=desk.day(days[1]))


def _figure(desk: Desk, rows: dict[str, Row], label: str, provision: str, reading: str, author: str,
            standard: str) -> Figure:
    row = rows.get(label, {"low": 0, "high": 0, "open": 0})
    return desk.figure("potential_violations", row["low"], row["high"], row["open"], provision=provision,
                       reading=reading, party=author, standard=standard,
                       period=desk.period if label == NOW else desk.period.before)


def _whose(desk: Desk, author: str, standard: str) -> Text:
    """The author as the mission lets him be named: as stated by somebody, or with the standard of evidence."""
    kind, _, party = standard.partition(":")
    if desk.attribution == "findings":
        return desk.say("{author}; {standard}", author=desk.party(author), standard=desk.code("standard", standard))
    claimant = desk.party(party) if kind == "claims" else desk.say("origins of no party")
    if author == "unattributed":
        return desk.say("{claimant}, naming nobody", claimant=claimant)
    return desk.say("{claimant} stating that the author is {author}", claimant=claimant, author=desk.party(author))


def _line(desk: Desk, whose: Text, pair: _Pair) -> Line:
    now, before = pair
    return Line((whose, (desk.range(now),), (desk.open(now),), (desk.range(before),),
                 _change(desk, now, before)))
