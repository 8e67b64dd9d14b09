"""A case opened for a notebook: every table as a frame, computed once, nothing written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from markupsafe import Markup

from servanda.app import as_of, assess, readable
from servanda.model.problems import Problem
from servanda.model.sharing import OWNER
from servanda.model.tables import TABLES
from servanda.publish import redact, returned
from servanda.publish.facts import facts
from servanda.publish.frames import Frame, table
from servanda.publish.words import SENTENCE, interval, number_of
from servanda.queries import tables


class Tables:
    """The tables of one case as frames; what was redacted, or is beyond the audience, is not in them."""

    def __init__(self, title: str, as_of: str, load: Callable[[str], Frame], names: tuple[str, ...] = tuple(TABLES),
                 compare: tuple[str, ...] = ()) -> None:
        """``load`` makes the frame of a table when it is first asked for; ``compare`` are the readings compared."""
        self.title, self.as_of, self.tables = title, as_of, names
        self.facts: tuple[str, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self._load, self._compare = load, compare
        self._frames: dict[str, Frame] = {}

    def table(self, name: str) -> Frame:
        """A table of the data dictionary by name.  Raises ``KeyError``."""
        if name not in self.tables:
            raise KeyError(f"no table `{name}` here; there are {', '.join(self.tables)}")
        if name not in self._frames:
            self._frames[name] = self._load(name)
        return self._frames[name]

    def __getitem__(self, name: str) -> Frame:
        """As `table`."""
        return self.table(name)

    def __iter__(self) -> Iterator[str]:
        """The names of the tables."""
        return iter(self.tables)

    @property
    def figures(self) -> Frame:
        """Every figure: counts by rule, compliance, effects, reporting."""
        return self.table("figures")

    @property
    def days(self) -> Frame:
        """Daily values behind effects and charts."""
        return self.table("days")

    @property
    def tally_checks(self) -> Frame:
        """Outside counts held against ours and against one another."""
        return self.table("tally_checks")

    @property
    def verdicts(self) -> Frame:
        """Outcomes by incident, provision, reading and author."""
        return self.table("verdicts")

    @property
    def incidents(self) -> Frame:
        """Incidents."""
        return self.table("incidents")

    @property
    def reports(self) -> Frame:
        """Reports, also those set aside."""
        return self.table("reports")

    def __repr__(self) -> str:
        """Title and sizes."""
        sizes = ", ".join(f"{len(self.table(name))} {name}" for name in ("incidents", "figures") if name in self.tables)
        return f"<case {self.title}: {sizes or f'{len(self.tables)} tables'}; {SENTENCE}>"

    def _repr_html_(self) -> str:
        """What a monitor asks first: how many, under whose reading, by whom, and how sure; then what is wrong."""
        lines = [Markup("<p><strong>{}</strong>, as of {}</p>").format(self.title, self.as_of or "a day not stated")]
        if "figures" in self.tables:
            lines.append(_counts(self.figures, self._compare))
        if self.facts:
            lines.append(Markup("<ul>{}</ul>").format(Markup("").join(
                Markup("<li>{}</li>").format(fact) for fact in self.facts if "\n" not in fact)))
        if self.problems:
            lines.append(Markup("<p>{}: see <code>.problems</code></p>").format(
                number_of(len(self.problems), "problem")))
        return str(Markup("").join(lines))


def open_case(folder: Path, audience: str = OWNER) -> Tables:
    """Read, assess and measure a case folder as an audience may see it.

    Raises `CaseNotReadable`, `redact.NotShared`.
    """
    case, found = readable(folder)
    db, problems = assess(case, found)
    now, told = as_of(case, db), facts(db, case) if audience == OWNER else ()
    case = redact.apply(db, case, audience, now).case

    def load(name: str) -> Frame:
        return Frame(name, TABLES[name].frame(tables.rows(db, name)))

    made = Tables(case.info.title, now, load, compare=case.terms.compare)
    made.facts, made.problems = told, problems if audience == OWNER else ()
    return made


def open_exports(folder: Path) -> Tables:
    """The tables that servanda wrote as CSV into a folder.  Raises `returned.NotReadable`."""
    found = returned.find(folder)
    return Tables(found.title, found.as_of, found.frame, found.names)


def _counts(figures: Frame, compare: tuple[str, ...]) -> Markup:
    """Incidents by provision, reading and author, any claim: low to high, and how much of that the text leaves open."""
    rows = [row for row in figures if row["rule"] == "incidents" and row["measure"] == "count" and not row["subset"]
            and row["standard"] == "all" and row["high"] and (not compare or row["reading"] in compare)]
    body = [[str(row["provision"]), str(row["reading"]), str(row["party"]), interval(row["low"], row["high"]),
             str(row["text_unknown"])] for row in rows]
    head = [("provision", ""), ("reading", "in whose reading"), ("author", "party named as author"),
            ("incidents", "from those that are a potential violation whatever is open, to those that may be one"),
            ("open by the text", "of the difference, those that the text of the reading leaves open")]
    return table(f"Incidents, any claim. A {SENTENCE}.", head, body)
