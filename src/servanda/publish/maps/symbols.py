"""How outcomes look on a map: a shape and a colour each, so that neither is needed alone.

Colours stand as attributes, so that a drawing is right wherever it is put; the site's style sheet sets them anew.
`static/map.js` draws the same shapes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from servanda.publish import words
from servanda.publish.charts.svg import Canvas, number
from servanda.publish.maps.marks import NO_ROW

INK, SOFT, PAPER = "#1d2021", "#5d6266", "#fbfaf7"
COLOURS = {"potential_violation": "#1f5673", "undetermined": "#8a5a12", "excepted": "#3f7d58", "not_covered": SOFT,
           "not_in_force": "#8b9094", NO_ROW: "#b4b8ba"}
NAMES = {**words.OUTCOMES, NO_ROW: "no rule of this reading"}
LOOKS = {
    "sea": {"fill": "#dbe5ea"}, "land": {"fill": "#f5f2ea"}, "lake": {"fill": "#dbe5ea"},
    "shore": {"fill": "none", "stroke": "#9fb2bb", "stroke-width": "0.8"},
    "zone": {"fill": "#7b5ea7", "fill-opacity": "0.13", "stroke": "none"},
    "zone vague": {"fill": "url(#still-hatch)", "stroke": "none"},
    "edge": {"fill": "none", "stroke": "#7b5ea7", "stroke-width": "1.4", "stroke-dasharray": "7 3"},
    "border": {"fill": "none", "stroke": INK, "stroke-width": "1.3", "stroke-dasharray": "2 4"},
    "town": {"fill": SOFT}, "reach": {"fill": INK, "fill-opacity": "0.06", "stroke": SOFT, "stroke-width": "0.6"},
    "area": {"fill": "none", "stroke": SOFT, "stroke-width": "0.9", "stroke-dasharray": "3 3"},
    "chip": {"fill": PAPER, "stroke": INK, "stroke-width": "0.9", "stroke-dasharray": "3 2"},
    "disc": {"fill": PAPER, "stroke": INK, "stroke-width": "0.5"}, "frame": {"fill": "none", "stroke": "#c9c5ba"},
    "scale": {"fill": "none", "stroke": INK, "stroke-width": "1.2"}, "ring": {"fill": "none", "stroke-width": "3.5"},
}
# Text: class -> size, weight, fill, halo.
TEXTS = {"town": (10.5, "400", SOFT, True), "name": (11.5, "600", INK, True), "count": (11, "700", INK, False),
         "zone-name": (12, "600", "#5b4385", True), "border-name": (10.5, "600", INK, True),
         "credit": (10.5, "400", SOFT, False), "told": (11, "400", INK, False)}


def look(css: str) -> dict[str, float | str]:
    """Class and attributes of a shape."""
    return {"css": css, **LOOKS[css]}


def text(canvas: Canvas, x: float, y: float, words_: str, css: str, anchor: str = "start") -> None:
    """A line of text in the looks of its class."""
    size, weight, fill, halo = TEXTS[css]
    around = {"stroke": PAPER, "stroke_width": "2.5", "stroke_linejoin": "round", "paint_order": "stroke"}
    canvas.add("text", words_, x=x, y=y, css=css, text_anchor=anchor, font_size=str(size), font_weight=weight,
               fill=fill, **(around if halo else {}))


def width_of(words_: str, css: str) -> float:
    """About how wide a line of text is."""
    return len(words_) * TEXTS[css][0] * 0.56


def symbol(canvas: Canvas, x: float, y: float, kind: str, size: float = 6.0) -> None:
    """The symbol of an outcome around a point."""
    colour, css = COLOURS[kind], f"mark {kind}"
    outline = {"fill": PAPER, "stroke": colour, "stroke_width": "1.8"}
    if kind == "potential_violation":
        canvas.add("path", css=css, d=_polygon(x, y, ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)), size), fill=colour,
                   stroke=PAPER, stroke_width="1")
    elif kind == "undetermined":
        canvas.add("circle", css=css, cx=x, cy=y, r=size * 0.95, **outline)
        half = f"M{number(x)} {number(y - size * 0.95)}A{number(size * 0.95)} {number(size * 0.95)} 0 0 0 " \
               f"{number(x)} {number(y + size * 0.95)}Z"
        canvas.add("path", css=f"{css} half", d=half, fill=colour)
    elif kind == "excepted":
        canvas.add("path", css=css, d=_polygon(x, y, ((0, -1.1), (1.1, 0.9), (-1.1, 0.9)), size), **outline)
    elif kind == "not_covered":
        canvas.add("rect", css=css, x=x - size * 0.8, y=y - size * 0.8, width=size * 1.6, height=size * 1.6, **outline)
    elif kind == "not_in_force":
        canvas.add("circle", css=css, cx=x, cy=y, r=size * 0.85, **outline)
        canvas.add("line", css=css, x1=x - size * 0.6, y1=y + size * 0.6, x2=x + size * 0.6, y2=y - size * 0.6,
                   stroke=colour, stroke_width="1.8")
    else:
        canvas.add("circle", css=css, cx=x, cy=y, r=size * 0.5, **outline)


def ring(canvas: Canvas, x: float, y: float, radius: float, kinds: Mapping[str, int]) -> None:
    """A ring that shows how incidents divide by outcome, clockwise from the top."""
    total, start = sum(kinds.values()), 0.0
    for kind, count in kinds.items():
        end = start + count / total
        shape: dict[str, float | str] = {**look("ring"), "css": f"ring {kind}", "stroke": COLOURS[kind]}
        if count == total:
            canvas.add("circle", cx=x, cy=y, r=radius, **shape)
        else:
            canvas.add("path", d=_arc(x, y, radius, start, end), **shape)
        start = end


def _polygon(x: float, y: float, corners: tuple[tuple[float, float], ...], size: float) -> str:
    return "M" + "L".join(f"{number(x + a * size)} {number(y + b * size)}" for a, b in corners) + "Z"


def _arc(x: float, y: float, radius: float, start: float, end: float) -> str:
    (x1, y1), (x2, y2) = ((x + radius * math.sin(2 * math.pi * at), y - radius * math.cos(2 * math.pi * at))
                          for at in (start, end))
    large = 1 if end - start > 0.5 else 0
    return f"M{number(x1)} {number(y1)}A{number(radius)} {number(radius)} 0 {large} 1 {number(x2)} {number(y2)}"
