"""The picture of what data sets share: a bar an exact combination of them, with dots for its members."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_ROWS = 24  # combinations that are drawn; the others are summed up in a line of words
_LINE, _BAR, _DOT = 22, 360, 26


def table(found: Sequence[tuple[tuple[str, ...], int, int]]) -> list[list[str]]:
    """The lines of overlap.csv."""
    return [[";".join(names), str(len(names)), str(incidents), str(reports)] for names, incidents, reports in found]


def picture(names: Sequence[str], found: Sequence[tuple[tuple[str, ...], int, int]]) -> str:
    """An SVG of the combinations, the most incidents first; text stays text, so that it can be read aloud."""
    shown = found[:_ROWS]
    most = max((row[1] for row in shown), default=1)
    left = 40 + _DOT * len(names)
    top = 64 + 9 * max((len(name) for name in names), default=0)
    height = top + _LINE * (len(shown) + 3)
    width = max(left + _BAR + 120, 480)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
             f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13" role="img">',
             '<rect width="100%" height="100%" fill="#ffffff"/>',
             '<text x="16" y="24" font-weight="bold">Incidents by the data sets that tell of them</text>',
             f"<title>Incidents by the data sets that tell of them: {escape(_words(shown))}</title>"]
    parts += [f'<text transform="translate({30 + _DOT * n},{top - 14}) rotate(-60)">{escape(name)}</text>'
              for n, name in enumerate(names)]
    for row, (members, incidents, _) in enumerate(shown):
        y = top + _LINE * row
        parts += [f'<circle cx="{26 + _DOT * n}" cy="{y}" r="7" fill="{"#1f4e79" if name in members else "#dddddd"}"/>'
                  for n, name in enumerate(names)]
        parts.append(f'<rect x="{left}" y="{y - 8}" width="{max(1, round(_BAR * incidents / most))}" height="16" '
                     f'fill="#1f4e79"/><text x="{left + 6 + round(_BAR * incidents / most)}" y="{y + 5}">{incidents:,}'
                     "</text>")
    parts.append(f'<text x="16" y="{top + _LINE * (len(shown) + 1) + 8}">{sum(row[1] for row in found):,} incidents of '
                 f"{sum(row[2] for row in found):,} reports; a dark dot: the data set tells of it</text>")
    rest = sum(row[1] for row in found[_ROWS:])
    if rest:
        parts.append(f'<text x="{left}" y="{top + _LINE * len(shown) + 8}">and {rest:,} in {len(found) - _ROWS:,} '
                     "other combinations</text>")
    return "\n".join([*parts, "</svg>"]) + "\n"


def _words(shown: Sequence[tuple[tuple[str, ...], int, int]]) -> str:
    return "; ".join(f"{' and '.join(members)} {incidents:,}" for members, incidents, _ in shown)
