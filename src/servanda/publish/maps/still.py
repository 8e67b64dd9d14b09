"""The still map: an SVG that needs no script, for print, for reports, and where the drawn map cannot be had."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from markupsafe import Markup

from servanda.publish.charts.svg import Canvas, number
from servanda.publish.maps import base, groups, scene, symbols, towns
from servanda.publish.maps.groups import Group
from servanda.publish.maps.lines import Area, Claimed, Ring
from servanda.publish.maps.marks import AREA, PLACE
from servanda.publish.maps.plane import Frame, lat_of, y_of
from servanda.publish.maps.scene import Scene
from servanda.publish.words import number_of

WIDE, NARROW = 960.0, 390.0
_MIDDLE = 600.0  # a narrower map may be higher than wide
_TOWNS = 60
_REACHES = 600  # circles; where there are more places, the drawn map and the table tell how precise each is
_FINE = 0.45  # units: lines are simplified to it
_OPENING = ('<svg class="still" xmlns="http://www.w3.org/2000/svg" '
            'font-family="system-ui, Noto Sans, Liberation Sans, sans-serif"')
_HATCH = ('<defs><pattern id="still-hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
                'patternTransform="rotate(45)"><line class="hatch" x1="1" y1="0" x2="1" y2="7" stroke="#7b5ea7" '
                'stroke-width="2" stroke-opacity="0.35"/></pattern></defs>')
Rect = tuple[float, float, float, float]


@dataclass
class _Sheet:
    """A drawing under way: what has been written where, so that labels keep clear of one another."""

    canvas: Canvas
    frame: Frame
    taken: list[Rect] = field(default_factory=list)

    def free(self, rect: Rect) -> bool:
        """Whether a label would lie within the drawing and on no other."""
        left, top, right, bottom = rect
        inside = left >= 2 and top >= 2 and right <= self.frame.width - 2 and bottom <= self.frame.height - 2
        return inside and not any(left < other[2] and right > other[0] and top < other[3] and bottom > other[1]
                                  for other in self.taken)

    def label(self, x: float, y: float, words: str, css: str, gap: float = 7.0) -> bool:
        """Write words beside a point where there is room: right, left, above, below; whether there was.

        Without a gap they are written over the point itself.
        """
        wide, high = symbols.width_of(words, css), symbols.TEXTS[css][0]
        beside = ((gap, high * 0.35, "start"), (-gap, high * 0.35, "end"), (0.0, -gap, "middle"),
                  (0.0, gap + high * 0.8, "middle"))
        for dx, dy, anchor in beside if gap else ((0.0, high * 0.35, "middle"),):
            left = x + dx - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            rect = (left - 1, y + dy - high * 0.85, left + wide + 1, y + dy + high * 0.25)
            if self.free(rect):
                self.taken.append(rect)
                symbols.text(self.canvas, x + dx, y + dy, words, css, anchor)
                return True
        return False


def svg(shown: Scene, width: float = WIDE) -> Markup:
    """The map of a scene with its legend, ``width`` units wide; '' where nothing has a place."""
    if shown.box is None:
        return Markup("")
    frame = Frame.of(shown.box, width, width * 0.5, width * (0.8 if width > _MIDDLE else 1.3))
    keys = _keys(shown, width)
    canvas = Canvas(width, frame.height + keys[-1][1] + 12, words_of(shown), "still")
    sheet = _Sheet(canvas, frame)
    _ground(sheet)
    for zone in shown.zones:
        _zone(sheet, zone)
    for border in shown.borders:
        _border(sheet, border)
    _reaches(sheet, shown)
    _labelled(sheet, shown)
    canvas.add("rect", x=0.5, y=0.5, width=width - 1, height=frame.height - 1, **symbols.look("frame"))
    _scale(sheet)
    _legend(canvas, frame.height, keys)
    return Markup(str(canvas.markup()).replace('<svg class="still"', _OPENING, 1).replace(">", ">" + _HATCH, 1))


def words_of(shown: Scene) -> str:
    """What the map shows, in words that are read out in place of it."""
    kinds = shown.kinds(mark for found in shown.placed.values() for mark in found)
    told = "; ".join(f"{symbols.NAMES[kind]}: {count}" for kind, count in kinds.items()).capitalize()
    parts = [f"Map of {number_of(sum(kinds.values()), 'incident')} at {number_of(len(shown.placed), 'place')}",
             f"Of {shown.in_areas} only an area is known" if shown.in_areas else "", told,
             f"Not drawn, no place known: {len(shown.unplaced)}" if shown.unplaced else "",
             "Zones: " + ", ".join(zone.title for zone in shown.zones) if shown.zones else "",
             *(border.label for border in shown.borders)]
    return ". ".join(filter(None, parts)) + "."


def _ground(sheet: _Sheet) -> None:
    frame, canvas = sheet.frame, sheet.canvas
    canvas.add("rect", x=0, y=0, width=frame.width, height=frame.height,
               **symbols.look("sea" if base.held() else "land"))
    ground = base.cut(frame.box, _FINE * 360 / frame.scale)
    for css, lines, close in (("land", ground.land, "Z"), ("lake", ground.lakes, "Z"), ("shore", ground.shores, "")):
        drawn = "".join(_path(_placed(frame, line), close) for line in lines)
        if drawn:
            canvas.add("path", d=drawn, fill_rule="evenodd", **symbols.look(css))


def _placed(frame: Frame, points: base.Points) -> list[tuple[float, float]]:
    """Points of the base, whose longitudes run on within the box, on the drawing."""
    return [frame.plain(lat, lon) for lon, lat in points.tolist()]


def _path(points: Sequence[tuple[float, float]], close: str) -> str:
    """A path of whole tenths; points that fall on the one before are left out."""
    texts = [f"{number(x)} {number(y)}" for x, y in points]
    kept = [text for place, text in enumerate(texts) if not place or text != texts[place - 1]]
    return f"M{'L'.join(kept)}{close}" if len(kept) > 1 else ""


def _ring(frame: Frame, ring: Ring) -> list[tuple[float, float]]:
    """A ring of a zone on the drawing; it stays in one piece, since no edge of it crosses the meridian of 180."""
    shift = frame.box.unwrapped(sum(lon for lon, _ in ring) / len(ring)) - sum(lon for lon, _ in ring) / len(ring)
    return [frame.plain(lat, lon + shift) for lon, lat in ring]


def _zone(sheet: _Sheet, zone: Area) -> None:
    for polygon in zone.polygons:
        filled = "".join(_path(_ring(sheet.frame, ring), "Z") for ring in polygon)
        if filled:
            sheet.canvas.add("path", d=filled, fill_rule="evenodd",
                             **symbols.look("zone vague" if zone.vague else "zone"))
        for ring in () if zone.vague else polygon:
            edges = "".join(_path(_ring(sheet.frame, tuple(map(tuple, piece.tolist()))), "")
                            for piece in base.without_seams(np.array(ring)))
            if edges:
                sheet.canvas.add("path", d=edges, **symbols.look("edge"))


def _border(sheet: _Sheet, border: Claimed) -> None:
    for line in border.lines:
        sheet.canvas.add("path", d=_path([sheet.frame.place(lat, lon) for lon, lat in line], ""),
                         **symbols.look("border"))


def _reaches(sheet: _Sheet, shown: Scene) -> None:
    """The circle within which each place or area lies, of its true radius."""
    drawn: set[tuple[int, int, int, str]] = set()
    for site in shown.placed if len(shown.placed) <= _REACHES else ():
        radius = sheet.frame.length(site.km or 0.0, site.lat)
        x, y = sheet.frame.place(site.lat, site.lon)
        key = (round(x), round(y), round(radius), site.kind)
        if radius >= 3 and key not in drawn:
            drawn.add(key)
            sheet.canvas.add("circle", cx=x, cy=y, r=radius, **symbols.look("reach" if site.kind == PLACE else "area"))


def _labelled(sheet: _Sheet, shown: Scene) -> None:
    """Symbols, counts and words: what happened first, then names for finding one's way, where there is room."""
    places = groups.groups(shown, sheet.frame, PLACE)
    for group in places:
        half = 9 + math.log10(len(group.marks)) * 4
        sheet.taken.append((group.x - half, group.y - half, group.x + half, group.y + half))
    areas = [_on_rim(sheet, group) for group in groups.groups(shown, sheet.frame, AREA)]
    for group in areas:
        _chip(sheet, shown, group)
    for group in places:
        _place(sheet, shown, group)
    for zone in shown.zones:
        _name_zone(sheet, zone)
    for border in shown.borders:
        _name_border(sheet, border)
    for group in (*areas, *places):
        name = scene.name_of(list(group.marks)) if len(group.sites) == 1 else ""
        if name:
            sheet.label(group.x, group.y, name, "name", 10.0 if len(group.marks) == 1 and group in places else 14.0)
    for town in towns.within(sheet.frame.box, _TOWNS):
        x, y = sheet.frame.place(town.lat, town.lon)
        if sheet.free((x - 2, y - 2, x + 2, y + 2)) and sheet.label(x, y, town.name, "town", 4.0):
            sheet.canvas.add("circle", cx=x, cy=y, r=1.6, **symbols.look("town"))


def _on_rim(sheet: _Sheet, group: Group) -> Group:
    """The group where its slip is put: on the rim of its circle, where nothing else is; its middle is no place."""
    wide = _slip(group) / 2 + 2
    radius = sheet.frame.length(group.sites[0].km or 0.0, group.sites[0].lat) if len(group.sites) == 1 else 0.0
    spots = [(group.x + reach * math.sin(turn * math.pi / 4), group.y - reach * math.cos(turn * math.pi / 4))
             for reach in (max(radius, 10.0), radius * 0.6, radius + 20, radius + 36) for turn in range(8)]
    rects = [(x - wide, y - 10, x + wide, y + 11) for x, y in spots]
    place = next((place for place, rect in enumerate(rects) if sheet.free(rect)), 0)
    sheet.taken.append(rects[place])
    return replace(group, x=spots[place][0], y=spots[place][1])


def _slip(group: Group) -> float:
    """How wide the slip of an area is."""
    return max(18.0, symbols.width_of(str(len(group.marks)), "count") + 9)


def _chip(sheet: _Sheet, shown: Scene, group: Group) -> None:
    """An area: a count on a slip, with a bar of outcomes; never a symbol, which would look like a spot."""
    count = str(len(group.marks))
    wide = _slip(group)
    left, top = group.x - wide / 2, group.y - 8
    sheet.canvas.add("rect", x=left, y=top, width=wide, height=17, rx=3, **symbols.look("chip"))
    symbols.text(sheet.canvas, group.x, group.y + 3, count, "count", "middle")
    for kind, share in shown.kinds(group.marks).items():
        part = (wide - 4) * share / len(group.marks)
        sheet.canvas.add("rect", css=f"part {kind}", x=left + 2, y=top + 13.5, width=part, height=2.5,
                         fill=symbols.COLOURS[kind])
        left += part


def _place(sheet: _Sheet, shown: Scene, group: Group) -> None:
    """One incident as its symbol; several as their number in a ring of outcomes."""
    if len(group.marks) == 1:
        symbols.symbol(sheet.canvas, group.x, group.y, shown.kind_of[group.marks[0].pattern])
        return
    radius = 8.5 + math.log10(len(group.marks)) * 4
    sheet.canvas.add("circle", cx=group.x, cy=group.y, r=radius, **symbols.look("disc"))
    symbols.ring(sheet.canvas, group.x, group.y, radius, shown.kinds(group.marks))
    symbols.text(sheet.canvas, group.x, group.y + 4, str(len(group.marks)), "count", "middle")


def _name_zone(sheet: _Sheet, zone: Area) -> None:
    for polygon in zone.polygons[:1]:
        points = _ring(sheet.frame, polygon[0])
        low, high = min(y for _, y in points), max(y for _, y in points)
        x = (min(x for x, _ in points) + max(x for x, _ in points)) / 2
        x = min(max(x, 40), sheet.frame.width - 40)
        for y in ((low + high) / 2, low + 14, high - 14, low - 6, high + 6):
            if sheet.label(x, min(max(y, 20), sheet.frame.height - 20), zone.title, "zone-name", 0.0):
                break


def _name_border(sheet: _Sheet, border: Claimed) -> None:
    """Who claims and recognises it is written in any case, in lines that fit."""
    line = border.lines[0]
    lon, lat = line[len(line) // 2]
    x, y = sheet.frame.place(lat, lon)
    for place, words in enumerate(_folded(border.label, sheet.frame.width / 3)):
        if not sheet.label(x, y + place * 13, words, "border-name"):
            symbols.text(sheet.canvas, min(x + 4, sheet.frame.width * 0.6), y + place * 13, words, "border-name")


def _folded(text: str, wide: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and symbols.width_of(longer, "border-name") > wide:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _scale(sheet: _Sheet) -> None:
    """A bar of round kilometres; right at the middle of the map, since its scale grows towards the poles."""
    frame = sheet.frame
    lat = lat_of((y_of(frame.box.south) + y_of(frame.box.north)) / 2)
    most = frame.width / 5
    km = max((step for power in range(-1, 5) for step in (10.0**power, 2 * 10.0**power, 5 * 10.0**power)
              if frame.length(step, lat) <= most), default=0.1)
    length, y = frame.length(km, lat), frame.height - 12
    sheet.canvas.add("path", d=f"M12 {number(y - 5)}V{number(y)}H{number(12 + length)}V{number(y - 5)}",
                     **symbols.look("scale"))
    symbols.text(sheet.canvas, 12 + length + 5, y, f"{km:g} km", "border-name")


Key = tuple[float, float, str, str]  # x, y below the map, what is drawn, words


def _keys(shown: Scene, width: float) -> list[Key]:
    """The legend, laid out in lines."""
    kinds = list(shown.kinds(mark for found in shown.placed.values() for mark in found))
    sites = {site.kind for site in shown.placed}
    several = any(len(found) > 1 for found in shown.placed.values())
    entries = [*((kind, symbols.NAMES[kind]) for kind in kinds),
               *([("ring", "several near together")] if several else []),
               *([("reach", "lies within this circle")] if PLACE in sites else []),
               *([("chip", "only an area is known: counted at its edge")] if AREA in sites else []),
               *([("edge", "zone")] if any(not zone.vague for zone in shown.zones) else []),
               *([("zone vague", "zone without a stated boundary")] if any(zone.vague for zone in shown.zones) else []),
               *([("border", "border as claimed")] if shown.borders else [])]
    keys, x, y = list[Key](), 12.0, 18.0
    for what, words in entries:
        wide = 22 + symbols.width_of(words, "told") + 14
        if x > 12 and x + wide > width - 8:
            x, y = 12.0, y + 18
        keys.append((x, y, what, words))
        x += wide
    return [*keys, *((12.0, y + 18 + 14 * place, "", line) for place, line in enumerate(_notes(width)))]


def _notes(width: float) -> Iterable[str]:
    for line in scene.credits():
        yield from _folded(line, width - 24)


def _legend(canvas: Canvas, top: float, keys: list[Key]) -> None:
    for x, y, what, words in keys:
        middle = top + y - 4
        if what in symbols.COLOURS:
            symbols.symbol(canvas, x + 8, middle, what, 5.0)
        elif what == "ring":
            canvas.add("circle", cx=x + 8, cy=middle, r=6, stroke=symbols.INK, fill="none", css="ring key-ring",
                       stroke_width="3")
        elif what == "reach":
            canvas.add("circle", cx=x + 8, cy=middle, r=7, **symbols.look("reach"))
        elif what in ("edge", "border"):
            canvas.add("line", x1=x, y1=middle, x2=x + 16, y2=middle, **symbols.look(what))
        elif what:
            canvas.add("rect", x=x, y=middle - 6, width=16, height=12, rx=2, **symbols.look(what))
        symbols.text(canvas, x + (22 if what else 0), top + y, words, "told" if what else "credit")
