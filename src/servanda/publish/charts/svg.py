"""A small writer of SVG: the same drawing always gives the same bytes; colours come from the style sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from servanda.publish.marks import seen


def number(value: float) -> str:
    """One decimal at most, no trailing zero, no negative zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


class Canvas:
    """A drawing of so many units; shapes are added in order, and written by `markup`."""

    def __init__(self, width: float, height: float, label: str, css: str = "plot") -> None:
        """Begin; ``label`` is read out in place of the drawing."""
        self.width, self.height, self._label, self._css = width, height, label, css
        self._parts: list[Markup] = []

    def add(self, tag: str, text: str = "", /, **attributes: float | str) -> None:
        """A shape; numbers are rounded, ``css`` is its class, ``_`` in a name is ``-``."""
        given = Markup("").join(
            Markup(' {}="{}"').format(Markup("class" if name == "css" else name.replace("_", "-")),
                                      value if isinstance(value, str) else number(value))
            for name, value in attributes.items())
        name = Markup(tag)
        self._parts.append(Markup("<{}{}>{}</{}>").format(name, given, seen(text), name) if text
                           else Markup("<{}{}/>").format(name, given))

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str) -> None:
        """A straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, css=css)

    def text(self, x: float, y: float, text: str, css: str = "", anchor: str = "start") -> None:
        """A line of text; ``anchor`` is start, middle or end."""
        self.add("text", text, x=x, y=y, css=css or "label", text_anchor=anchor)

    def path(self, points: Iterable[tuple[float, float] | None], css: str) -> None:
        """A line through points, broken where one is None."""
        parts, pen = [], "M"
        for point in points:
            if point is None:
                pen = "M"
                continue
            parts.append(f"{pen}{number(point[0])} {number(point[1])}")
            pen = "L"
        if parts:
            self.add("path", d="".join(parts), css=css)

    def area(self, upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]], css: str) -> None:
        """The area between two lines."""
        if upper:
            points = [*upper, *reversed(list(lower))]
            self.add("path", d="M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z", css=css)

    def markup(self) -> Markup:
        """The drawing."""
        frame = Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">{}</svg>')
        return frame.format(self._css, number(self.width), number(self.height), seen(self._label),
                            Markup("").join(self._parts))


def ticks(top: float, most: int = 5) -> list[float]:
    """Round numbers from zero to at least ``top``, at most so many steps."""
    step, scale = 1.0, 1.0
    while True:
        for factor in (1, 2, 5):
            step = factor * scale
            if step * most >= top:
                return [step * place for place in range(int(-(-top // step)) + 1)]
        scale *= 10
