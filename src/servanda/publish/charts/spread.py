"""The spread of claims: one count as each side tells it, as sources of no party tell it, and as anybody does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servanda.publish.book import UNATTRIBUTED, Book
from servanda.publish.charts.chart import NARROW, WIDE, Chart
from servanda.publish.charts.svg import Canvas, ticks
from servanda.publish.words import interval

_LINE, _HEAD, _AXIS = 22, 26, 30


def charts(book: Book) -> list[Chart]:
    """One chart a provision and compared reading, all authors on one scale; none where nothing is possible."""
    found = []
    for provision in book.case.terms.provisions:
        for reading in book.readings_on(provision.id, book.compare):
            rows = _rows(book, provision.id, reading)
            if any(cell["high"] for _, _, cell in rows):
                found.append(_chart(book, provision.id, reading, rows))
    return found


def _rows(book: Book, provision: str, reading: str) -> list[tuple[str, str, dict[str, Any]]]:
    """(author, standard, figure), the parties always all, under every standard."""
    sides = [party.id for party in book.case.info.parties if party.role == "party"]
    authors = [*sides, *(author for author in book.authors() if author not in sides and author != UNATTRIBUTED)]
    nothing = {"low": 0, "high": 0, "text_unknown": 0, "n": 0}
    standards = ["all", *(f"claims:{side}" for side in sides), "independent", "corroborated"]
    return [(author, standard, book.figures.get((provision, reading, author, standard)) or nothing)
            for author in authors for standard in standards]


def _chart(book: Book, provision: str, reading: str, rows: Sequence[tuple[str, str, dict[str, Any]]]) -> Chart:
    title = f"{book.provision(provision)}, under {book.title(reading)}"
    n = max(cell["n"] or 0 for _, _, cell in rows)
    alt = f"{title}: " + "; ".join(
        f"{book.title(author)}, {book.standard(standard)} {interval(cell['low'], cell['high'])}"
        for author, standard, cell in rows)
    return Chart(
        title, f"Rule incidents; reading {book.title(reading)}; n = {n} incidents that name an author. Each line runs "
        "from the lowest to the highest count that what is still open allows.",
        _draw(book, rows, WIDE, alt), _draw(book, rows, NARROW, alt),
        ("Author", "By whose account", "Low", "High", "Of these open on the text"),
        tuple((book.title(author), book.standard(standard), cell["low"], cell["high"], cell["text_unknown"])
              for author, standard, cell in rows))


def _draw(book: Book, rows: Sequence[tuple[str, str, dict[str, Any]]], width: int, alt: str) -> Any:
    """Authors one under another, a line for each account, one scale."""
    narrow = width < WIDE
    left = 148 if narrow else 220
    right = width - 62
    groups = list(dict.fromkeys(author for author, _, _ in rows))
    height = len(rows) * _LINE + len(groups) * _HEAD + _AXIS
    scale = ticks(max(cell["high"] or 0 for _, _, cell in rows), 4 if narrow else 8)

    def across(value: float) -> float:
        return left + (right - left) * value / (scale[-1] or 1)

    canvas = Canvas(width, height, alt)
    for tick in scale:
        canvas.line(across(tick), 6, across(tick), height - _AXIS + 4, "grid-line")
        canvas.text(across(tick), height - _AXIS + 19, f"{tick:g}", "tick", "middle")
    down, last = 0.0, ""
    for author, standard, cell in rows:
        if author != last:
            down += _HEAD
            canvas.text(0, down - 6, book.title(author), "head")
            last = author
        middle = down + _LINE / 2
        _line(canvas, across, middle, cell)
        canvas.text(left - 10, middle + 4, _teller(book, standard, 22 if narrow else 34), "label", "end")
        canvas.text(right + 8, middle + 4, interval(cell["low"], cell["high"]), "value")
        down += _LINE
    return canvas.markup()


def _teller(book: Book, standard: str, most: int) -> str:
    """Whose account a line is, in at most so many letters."""
    name = "not the accuser alone" if standard == "corroborated" else book.standard(standard)
    return name if len(name) <= most else name[:most - 1] + "…"


def _line(canvas: Canvas, across: Any, middle: float, cell: dict[str, Any]) -> None:
    """Low to high, a full mark at the low end, an open one at the high end."""
    low, high = across(cell["low"] or 0), across(cell["high"] or 0)
    canvas.line(low, middle, high, middle, "range")
    canvas.add("circle", cx=high, cy=middle, r=4.5, css="end high")
    canvas.add("circle", cx=low, cy=middle, r=4.5, css="end low")
