"""The situation report of some days of a case, for an audience, in a language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from servanda import app
from servanda.model.case import ATTRIBUTIONS
from servanda.model.problems import Problem
from servanda.model.sharing import OWNER
from servanda.publish import maps, redact
from servanda.publish.book import Book

_ANY_DAY = "2000-01-01"


class NotReported(Exception):
    """No report can be made as asked; the message says why, ``problems`` what is wrong with the templates."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        """Keep the message and the problems."""
        super().__init__(message)
        self.problems = problems


@dataclass(frozen=True)
class Wanted:
    """What is asked for; '' = as case.yaml says, else the default."""

    period: str = "weekly"
    day: str = ""
    language: str = ""
    attribution: str = ""
    audience: str = OWNER
    templates: Path | None = None


@dataclass(frozen=True)
class Reported:
    """The files written, what could not be made and why, and what is hidden from the audience."""

    files: tuple[str, ...]
    lacking: tuple[str, ...]
    hidden: redact.Hidden


def report(folder: Path, out: Path, wanted: Wanted, progress: Callable[[str], None] = lambda _: None) -> Reported:
    """Write the report of a case into ``out``.

    Raises `app.CaseNotReadable`, `NotReported`, `swap.NotOurs`.
    """
    try:
        from servanda.publish import report as reports
        from servanda.publish.report.language import NoLanguage, language
        from servanda.publish.report.period import NoPeriod, period
        from servanda.publish.report.template import NotUsable, template
    except ImportError as error:
        raise NotReported(f"reports need `{error.name}`: install servanda with its extra, "
                          "`servanda[report]`") from error
    case, problems = app.readable(folder)
    app.refuse_link(folder, out)
    style = case.info.report
    zone = style.zone or case.info.zone
    try:
        tongue = language(wanted.language or style.language or "en")
        frame = template(wanted.templates)
        period(wanted.period, wanted.day or case.info.as_of or _ANY_DAY, zone)  # refused before the work, not after
    except (NoLanguage, NoPeriod) as stop:
        raise NotReported(str(stop)) from stop
    except NotUsable as stop:
        raise NotReported(str(stop), stop.problems) from stop
    db, _ = app.assess(case, problems, progress)
    try:
        now = app.as_of(case, db)
        days = period(wanted.period, wanted.day or now, zone, style.cut_off)
        hidden = redact.apply(db, case, wanted.audience, now)
        case = hidden.case
        progress("writing the report")
        book = Book(db, replace(case, info=replace(case.info, as_of=now)), now)
        scene = maps.gather(book)
        desk = reports.Desk(book, tongue, days, wanted.attribution or style.attribution or ATTRIBUTIONS[1],
                            wanted.audience, hidden.total(), lambda ids, reading: maps.svg(scene.of(ids, reading)))
        files, lacking = reports.write(desk, frame, out)
        return Reported(tuple(files), tuple(lacking), hidden)
    except NoPeriod as stop:
        raise NotReported(str(stop)) from stop
    finally:
        db.close()
