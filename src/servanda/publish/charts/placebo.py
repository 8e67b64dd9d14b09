"""Placebo dates: how large the ratios come out where nothing began, beside the one of the real start; a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from servanda.publish.book import Book
from servanda.publish.charts.change import drawn, label
from servanda.publish.charts.chart import NARROW, WIDE, Chart
from servanda.publish.charts.svg import Canvas
from servanda.publish.measured import series_title
from servanda.publish.times import day as spelt
from servanda.queries import measured

_LINE, _AXIS = 44, 28
Row = dict[str, Any]
Panel = tuple[str, float, list[tuple[str, float]]]


def charts(book: Book) -> list[Chart]:
    """One chart a start that is drawn, a line a series."""
    earlier = measured.placebos(book.db)
    effects = measured.effects(book.db)
    real = {(row["series"], label(row)): row for row in effects
            if row["measure"] == "reported_over_expected" and row["subset"] == "days_before=180"}
    found = []
    for start in drawn(book, effects):
        panels = [(series, float(one["value"]), [(row["date"], float(row["value"])) for row in earlier
                                                 if (row["series"], row["start"]) == (series, start)])
                  for (series, named), one in real.items() if named == start]
        if any(dots for _, _, dots in panels):
            found.append(_chart(book, start, real, [panel for panel in panels if panel[2]]))
    return found


def _chart(book: Book, start: str, real: dict[tuple[str, str], Row], panels: Sequence[Panel]) -> Chart:
    first = real[panels[0][0], start]["period_from"]
    title = f"Earlier dates, {book.provision(start.rpartition('/')[0])}, beside {spelt(first)}"
    alt = f"{title}: " + "; ".join(f"{series_title(book, series)} {ratio:.2f}, earlier dates "
                                   f"{min(r for _, r in dots):.2f} to {max(r for _, r in dots):.2f}"
                                   for series, ratio, dots in panels)
    return Chart(title, "Reported over expected had the period begun on earlier dates, one a week, with nothing known "
                 f"to begin then; the full mark is the real one; n = {sum(len(dots) for _, _, dots in panels)} dates. "
                 "A picture, no test.", _draw(book, panels, WIDE, alt), _draw(book, panels, NARROW, alt),
                 ("Series", "Date", "Reported over expected"),
                 tuple(row for series, ratio, dots in panels
                       for row in (*((series_title(book, series), date, value) for date, value in dots),
                                   (series_title(book, series), first, ratio))))


def _draw(book: Book, panels: Sequence[Panel], width: int, alt: str) -> Any:
    values = [value for _, ratio, dots in panels for value in (ratio, *(value for _, value in dots)) if value > 0]
    reach = max(2, math.ceil(max(abs(math.log2(value)) for value in values))) if values else 2
    canvas = Canvas(width, len(panels) * _LINE + _AXIS, alt)

    def across(value: float) -> float:
        share = (math.log2(max(value, 2.0 ** -reach)) + reach) / (2 * reach)
        return 14 + (width - 28) * share

    for power in range(-reach, reach + 1):
        x = across(2.0 ** power)
        canvas.line(x, 4, x, len(panels) * _LINE + 4, "grid-line strong" if power == 0 else "grid-line")
        canvas.text(x, len(panels) * _LINE + 20, f"{2.0 ** power:g}", "tick", "middle")
    for place, (series, ratio, dots) in enumerate(panels):
        middle = place * _LINE + 32
        canvas.text(0, middle - 14, series_title(book, series), "head")
        for _, value in dots:
            canvas.add("circle", cx=across(value), cy=middle, r=3.5, css="end high thin")
        canvas.add("circle", cx=across(ratio), cy=middle, r=5.5, css="end low")
    return canvas.markup()
