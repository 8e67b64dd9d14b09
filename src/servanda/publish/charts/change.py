"""Before, during and after: what was reported a day, and what the days before would have led one to expect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from servanda.publish.book import Book
from servanda.publish.charts.chart import NARROW, WIDE, Chart
from servanda.publish.charts.svg import Canvas, ticks
from servanda.publish.measured import effect_words, series_title, short_title
from servanda.publish.times import day as spelt
from servanda.queries import measured

SHOWN = 4  # starts drawn, one a first day; all are in the tables
PANELS = 4  # series drawn a start
_PANEL, _GAP, _AXIS, _LEFT = 150, 34, 24, 40
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Row = dict[str, Any]


def charts(book: Book) -> list[Chart]:
    """One chart a start that a compared reading gives, its series one under another: every side's together."""
    effects = measured.effects(book.db)
    wanted = drawn(book, effects)
    found = []
    for start, rows in groupby(measured.days(book.db, wanted), key=lambda row: row["start"]):
        panels = [(series, list(days)) for series, days in groupby(rows, key=lambda row: row["series"])]
        told = [one for one in effects if label(one) == start]
        found.append(_chart(book, start, _chosen(panels, told), told))
    return found


def label(one: Row) -> str:
    """The start that a figure is of, as the table of days names it."""
    return f"{one['provision']}/{one['reading']}"


def drawn(book: Book, effects: Sequence[Row]) -> list[str]:
    """The starts to draw: of those on one day the one that most readings give."""
    best: dict[str, str] = {}
    for one in sorted(effects, key=lambda row: (-len(row["reading"].split(";")), label(row))):
        if set(one["reading"].split(";")) & set(book.compare):
            best.setdefault(one["period_from"], label(one))
    return list(best.values())[:SHOWN]


def _chosen(panels: Sequence[tuple[str, list[Row]]], told: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """What others publish first; our own where nothing else is held, or where it can be set against days before."""
    weak = {one["series"] for one in told if one["finding"] == "not_enough_before"}
    published = [panel for panel in panels if not panel[0].startswith("incidents/")]
    ours = [panel for panel in panels if panel[0].startswith("incidents/")]
    if published and all(series in weak for series, _ in ours):
        return published
    return [*published, *ours]


def _chart(book: Book, start: str, panels: Sequence[tuple[str, list[Row]]], told: Sequence[Row]) -> Chart:
    provision, _, readings = start.rpartition("/")
    first, last = (told[0]["period_from"], told[0]["period_to"]) if told else ("", "")
    title = f"{book.provision(provision)}, {spelt(first)} – {spelt(last)}"
    words = tuple(f"{short_title(book, series)}: {effect_words([one for one in told if one['series'] == series])}"
                  for series, _ in panels)
    shown = panels[:PANELS]
    alt = f"{title}. " + " ".join(words[:PANELS])
    held = sum(row["high"] is not None and not row["left_out"] for _, days in shown for row in days)
    scales = {one["series"]: one["unit"] for one in told}
    return Chart(
        title, "Period of " + "; ".join(book.title(reading) for reading in readings.split(";")) + f"; n = {held} days. "
        "Dots are days: from the lowest to the highest count. Solid line: fitted. Dashed line and band: expected from "
        "the days before, 95 in 100. The period is shaded; ticks under the line are days not held or left out.",
        _draw(book, shown, scales, WIDE, alt), _draw(book, shown, scales, NARROW, alt),
        ("Series", "Day", "Low", "High", "Fitted", "Expected", "from", "to", "Phase", "Left out"),
        tuple((series_title(book, series), row["date"], row["low"], row["high"], row["fitted"], row["expected"],
               row["expected_low"], row["expected_high"], row["phase"], row["left_out"])
              for series, days in shown for row in days), words)


def _draw(book: Book, panels: Sequence[tuple[str, list[Row]]], scales: Mapping[str, str], width: int,
          alt: str) -> Any:
    """Series one under another, those that count the same thing on one scale."""
    height = len(panels) * (_PANEL + _GAP) + _AXIS
    days = sorted({row["date"] for _, rows in panels for row in rows})
    first, last = date.fromisoformat(days[0]).toordinal(), date.fromisoformat(days[-1]).toordinal()
    canvas = Canvas(width, height, alt)

    def across(day: str) -> float:
        return _LEFT + (width - _LEFT - 8) * (date.fromisoformat(day).toordinal() - first) / max(1, last - first)

    tops: dict[str, float] = {}
    for series, rows in panels:
        kind = scales.get(series, series)
        tops[kind] = max(tops.get(kind, 0.0), _top(rows))
    for place, (series, rows) in enumerate(panels):
        top = tops[scales.get(series, series)]
        _panel(canvas, book, series, rows, top, place * (_PANEL + _GAP) + _GAP, across, width)
    _months(canvas, first, last, across, height, width)
    return canvas.markup()


def _top(rows: Sequence[Row]) -> float:
    """The highest value to be drawn: bands may reach beyond, up to twice the highest count."""
    counts = max((float(row["high"]) for row in rows if row["high"] is not None), default=1.0) or 1.0
    bands = max((float(row["expected_high"]) for row in rows if row["expected_high"] is not None), default=0.0)
    return max(counts, min(bands, 1.3 * counts))


def _panel(canvas: Canvas, book: Book, series: str, rows: Sequence[Row], top: float, above: float,
           across: Callable[[str], float], width: int) -> None:
    """One series: axis, shaded period, expected, fitted, days."""
    scale = ticks(top, 3)
    floor = above + _PANEL

    def up(value: Any) -> float:
        return floor - _PANEL * min(float(value), scale[-1]) / (scale[-1] or 1)

    during = [row["date"] for row in rows if row["phase"] == "during"]
    if during:
        canvas.add("rect", x=across(during[0]), y=above, width=max(2.0, across(during[-1]) - across(during[0])),
                   height=_PANEL, css="period")
    for tick in scale:
        canvas.line(_LEFT, up(tick), width - 8, up(tick), "grid-line")
        canvas.text(_LEFT - 6, up(tick) + 4, f"{tick:g}", "tick", "end")
    canvas.text(0, above - 11, short_title(book, series), "head")
    later = [row for row in rows if row["phase"] != "before" and row["expected"] is not None]
    canvas.area([(across(row["date"]), up(row["expected_high"])) for row in later],
                [(across(row["date"]), up(row["expected_low"])) for row in later], "band")
    canvas.path([(across(row["date"]), up(row["expected"])) for row in later], "expected")
    canvas.path([(across(row["date"]), up(row["fitted"])) if row["fitted"] is not None else None for row in rows],
                "fitted")
    for row in rows:
        _day(canvas, row, across(row["date"]), up, floor)


def _day(canvas: Canvas, row: Row, x: float, up: Callable[[Any], float], floor: float) -> None:
    """One day: a dot at its highest count, a line down to its lowest, a tick where it is not used."""
    if row["left_out"]:
        canvas.line(x, floor + 2, x, floor + 6, "missing")
    if row["high"] is None:
        return
    if row["low"] != row["high"]:
        canvas.line(x, up(row["low"]), x, up(row["high"]), "range thin")
    kind = "left" if row["left_out"] else "inside" if row["phase"] == "during" else "outside"
    canvas.add("circle", cx=x, cy=up(row["high"]), r=1.8, css=f"dot {kind}")


def _months(canvas: Canvas, first: int, last: int, across: Callable[[str], float], height: float, width: int) -> None:
    """The first of each month, named where there is room."""
    starts = [day for day in range(first, last + 1) if date.fromordinal(day).day == 1]
    each = 1 + len(starts) * 40 // max(1, width - _LEFT)
    for place, ordinal in enumerate(starts):
        day = date.fromordinal(ordinal)
        if place % each == 0 and across(day.isoformat()) < width - 24:
            name = f"{_MONTHS[day.month - 1]} {day.year}" if place == 0 or day.month == 1 else _MONTHS[day.month - 1]
            canvas.text(across(day.isoformat()), height - 6, name, "tick")
