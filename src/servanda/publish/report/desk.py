"""What every section of a report draws on: the tables, the days, the language, the ledger, and what was cited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from servanda.model.clock import DAY, local
from servanda.publish import marks
from servanda.publish.book import UNATTRIBUTED, Book, in_order, split
from servanda.publish.report import codes
from servanda.publish.report.document import Block, Cite, Run, Sentence, Text
from servanda.publish.report.language import Hole, Language
from servanda.publish.report.ledger import Figure, Ledger
from servanda.publish.report.period import Period
from servanda.queries import report as asked

Row = dict[str, Any]
NOW, BEFORE = "now", "before"
MINUTE = 60
_FAR = 2**37  # seconds; beyond it no calendar reaches
ATTRIBUTIONS = tuple(codes.ATTRIBUTION)

Draw = Callable[[Sequence[str], str], str]  # ids of incidents and a reading -> a map as SVG, '' where there is none


@dataclass(frozen=True)
class Desk:
    """One report in the making.  ``attribution`` says how authors of acts are named: none, claims or findings.

    ``draw`` makes the map of some incidents under a reading; without it the report has none.
    """

    book: Book
    language: Language
    period: Period
    attribution: str
    audience: str
    hidden: int = 0
    draw: Draw | None = None
    ledger: Ledger = field(default_factory=Ledger)
    cited: dict[str, Row] = field(default_factory=dict)

    # --- texts -------------------------------------------------------------------------------------------

    def say(self, message: str, /, **holes: Hole) -> Text:
        """A sentence of ours."""
        return self.language.say(message, **holes)

    def count(self, one: str, many: str, number: int, /, **holes: Hole) -> Text:
        """A sentence of ours whose form follows a number."""
        return self.language.count(one, many, number, **holes)

    def code(self, table: str, code: str) -> Text:
        """A code in words of the language."""
        known = code in codes.TABLES[table]
        text = self.language.words(codes.english(table, code))
        return (Run("words" if known else "name", text if known else marks.seen(text)),)

    def target(self, code: str) -> Text:
        """``function/sector:how`` in words: `power plant (grid)`."""
        function, _, sector = code.partition(":")[0].partition("/")
        kind = self.say("object of unknown kind") if function == "unknown" else self.code("function", function)
        if not sector or sector == "unknown":
            return kind
        return self.say("{object} ({sector})", object=kind, sector=self.code("sector", sector))

    def name(self, text: str | None) -> Run:
        """A name, or words of the case that stand as they are."""
        return Run("name", marks.seen(text or ""))

    def quote(self, text: str) -> Run:
        """Words of others, or a coder's summary of them."""
        return Run("quote", marks.seen(" ".join(text.split())))

    def id(self, text: str) -> Run:
        """The id of a row."""
        return Run("id", marks.seen(text))

    def value(self, number: int | None) -> Run:
        """A number that somebody else stated; an en dash where there is none."""
        return Run("value", "–" if number is None else self.language.number(number))

    def values(self, low: int | None, high: int | None) -> Run:
        """A range of numbers that others stated, or a check of them came to."""
        if low is None and high is None:
            return Run("value", "–")
        return Run("value", "–".join("?" if one is None else self.language.number(one) for one in (low, high)))

    def day(self, text: str | None) -> Text:
        """A day of the tables."""
        try:
            return (Run("date", self.language.day(date.fromisoformat(text or ""))),)
        except ValueError:
            return (self.name(text),) if text else self.say("day not stated")

    def days(self, period: Period) -> Run:
        """The days of a period."""
        return Run("date", self.language.days(period.first, period.last))

    def moment(self, low: int, high: int, zone: str = "") -> str:
        """The span [low, high) of possible time in a zone, that of the report if none is named: whole days as days."""
        language, zone = self.language, zone or self.period.zone
        if max(abs(low), abs(high)) > _FAR:
            return language.words("time not stated")
        start, end = local(low, zone), local(high, zone)
        if high - low > 2 * DAY or _midnight(start) and _midnight(end):
            return language.days(start.date(), local(high - 1, zone).date())
        first = f"{language.day(start.date())}, {language.clock(start)}"
        if high - low <= MINUTE:
            return first
        if start.date() == end.date():
            return f"{first}–{language.clock(end)}"
        return f"{first} – {language.day(end.date())}, {language.clock(end)}"

    def party(self, id_: str) -> Text:
        """The name of a party."""
        if id_ == UNATTRIBUTED:
            return self.say("nobody named")
        if id_ == "none":
            return self.say("an origin of no party")
        return (self.name(self.book.title(id_)),) if id_ else self.say("an origin whose side is not known")

    def reading(self, id_: str) -> Run:
        """The title of a reading."""
        return self.name(self.book.title(id_))

    def provision(self, id_: str) -> Run:
        """The title of a provision."""
        return self.name(self.book.provision(id_))

    def joined(self, texts: Iterable[Text | Run], mark: str = ", ") -> Text:
        """Texts one after the other with a mark between them."""
        found: list[Run] = []
        for text in texts:
            found += [Run("words", mark)] if found else []
            found += text if isinstance(text, tuple) else [text]
        return tuple(found)

    # --- figures -----------------------------------------------------------------------------------------

    def figure(self, rule: str, low: int, high: int, open_: int | None = None, *, period: Period | None = None,
               **of: str) -> Figure:
        """A figure of these days, kept in the ledger."""
        days = period or self.period
        return self.ledger.put(Figure(f"report:{rule}", low, high, open_, period_from=days.first.isoformat(),
                                      period_to=days.last.isoformat(), **of))

    def range(self, figure: Figure) -> Run:
        """``3–5``; never one number for a count of what may or may not be."""
        return Run("number", f"{self.language.number(figure.low)}–{self.language.number(figure.high)}", (figure.id,))

    def plain(self, figure: Figure) -> Run:
        """A count of rows, which is one number."""
        return Run("number", self.language.number(figure.low), (figure.id,))

    def open(self, figure: Figure) -> Run:
        """How many of the difference are open on the text."""
        return Run("number", self.language.number(figure.open or 0), (figure.id,))

    def rows(self, rule: str, number: int, **of: str) -> Run:
        """A count of rows as a run."""
        return self.plain(self.figure(rule, low=number, high=number, open_=None, period=None, **of))

    # --- citations ---------------------------------------------------------------------------------------

    def cite(self, row: Row, key: str) -> Cite:
        """A row as a citation; it is listed among the sources of the report."""
        id_ = str(row[key])
        self.cited.setdefault(id_, row)
        return Cite(marks.seen(id_), marks.seen(row.get("source") or ""), marks.href(row.get("url") or ""))

    def cites(self, ids: Sequence[str]) -> tuple[Cite, ...]:
        """Statements, reports or addresses that a row of the case cites."""
        known = asked.addresses(self.book.db, list(ids))
        return tuple(self.cite(known[id_], "id") if id_ in known else Cite(marks.seen(id_), "", marks.href(id_))
                     for id_ in ids)

    def said(self, row: Row) -> Text:
        """How a statement or a count is known: from its own side's organ, or as somebody else relays it."""
        own = row.get("party") and self.organs.get(row.get("source") or "") == row.get("party")
        return self.code("known", "published") if own else self.say("as relayed")

    def entry(self, parts: Iterable[Text], cites: Sequence[Cite] = (), known: Text = ()) -> Sentence:
        """Several sentences as one entry."""
        return Sentence(self.joined(filter(None, parts), " "), tuple(cites), known)

    @property
    def counted(self) -> Text:
        """How a figure of ours is known."""
        return self.say("counted by us")

    # --- what several sections ask -----------------------------------------------------------------------

    @cached_property
    def organs(self) -> dict[str, str]:
        """Source -> the party whose organ it is."""
        return asked.published_by(self.book.db)

    @cached_property
    def totals(self) -> dict[str, Row]:
        """Incidents of these days and of those before."""
        nothing = {"low": 0, "high": 0, "undated": 0, "unplaced": 0}
        return dict.fromkeys((NOW, BEFORE), nothing) | asked.totals(self.book.db)

    @cached_property
    def anybody(self) -> dict[tuple[str, str, str], Row]:
        """Potential violations whoever is named, by span, provision and reading."""
        return {(row["label"], row["provision"], row["reading"]): row
                for row in asked.anybody(self.book.db, self.book.compare)}

    @cached_property
    def terms(self) -> dict[tuple[str, str], tuple[str, str]]:
        """First and last day that surely lie in the term, by provision and reading."""
        return asked.terms(self.book.db)

    def comparable(self, provision: str, reading: str) -> bool:
        """Whether the term surely runs through this period and the one before: else a rise may be but a beginning."""
        first, last = self.terms.get((provision, reading), ("9999", ""))
        return first <= self.period.before.first.isoformat() and self.period.last.isoformat() <= last

    @cached_property
    def inside(self) -> list[Row]:
        """The incidents that lie or may lie in these days."""
        return asked.inside(self.book.db, NOW)

    @cached_property
    def turning(self) -> dict[str, bool]:
        """Incidents of these days that may turn on the reading, and whether they surely do."""
        return asked.turning(self.book.db, NOW, self.book.compare)

    @property
    def on_reading(self) -> set[str]:
        """Incidents of these days of which one reading makes a potential violation and another makes none."""
        return {id_ for id_, surely in self.turning.items() if surely}

    @cached_property
    def on_account(self) -> set[str]:
        """Incidents of these days whose accounts do not agree on the outcome."""
        return set(asked.on_account(self.book.db, NOW, self.book.compare))

    @cached_property
    def statements(self) -> list[Row]:
        """The statements of these days."""
        return asked.statements(self.book.db, *self.span)

    @cached_property
    def tallies(self) -> list[Row]:
        """The counts that others published on these days, each with our count beside it."""
        return asked.tallies(self.book.db, *self.span)

    @property
    def span(self) -> tuple[str, str]:
        """First and last day as text."""
        return self.period.first.isoformat(), self.period.last.isoformat()

    @property
    def named(self) -> bool:
        """Whether authors are named at all."""
        return self.attribution != "none"

    def provisions(self) -> list[str]:
        """The provisions on which a compared reading speaks, as ordered in terms.yaml."""
        return [one.id for one in self.book.case.terms.provisions
                if self.book.readings_on(one.id, self.book.compare)]

    def potential(self, label: str, provision: str, reading: str) -> Figure:
        """The potential violations of a provision under a reading, whoever is named, any claim."""
        row = self.anybody.get((label, provision, reading), {"low": 0, "high": 0, "open": 0})
        return self.figure("potential_violations", row["low"], row["high"], row["open"], provision=provision,
                           reading=reading, party="anybody", standard="all",
                           period=self.period if label == NOW else self.period.before)

    def incidents(self, label: str) -> Figure:
        """All incidents of a span."""
        row = self.totals[label]
        return self.figure("incidents", row["low"], row["high"],
                           period=self.period if label == NOW else self.period.before)


def _midnight(moment: datetime) -> bool:
    return moment.hour == moment.minute == moment.second == 0


Builder = Callable[[Desk], list[Block]]

__all__ = ["ATTRIBUTIONS", "BEFORE", "Builder", "Desk", "NOW", "Row", "in_order", "split"]
