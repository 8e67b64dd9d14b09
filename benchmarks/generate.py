"""Invented reports of invented happenings, and the truth of which report tells of which: always the same bytes.

    python benchmarks/generate.py --rows N --out DIR [--case] [--seed N] [--manner press]

Writes DIR/reports/all.csv (usable as a case's table of reports), DIR/truth.csv (report_id, incident_id; single
reports only) and DIR/parts.csv (composite, incident: what a count over several days is made of).  With --case also
case.yaml, terms.yaml, counting.yaml and zones, so that DIR is a case that `servanda build` takes.

What it has that a plain simulation lacks: wire copy (verbatim, reworded, in another alphabet), nights of many
strikes, follow-ups with rising tolls, counts over several days, two sides that blame one another, clocks an hour off.
The noise follows what is published of real reports of one event: three in four share the position, half the type,
half the toll.  Other manners are data sets of few sources that tell each event once.  1e3 to 1e7 rows; all draws
are a hash of (seed, name, number), so nothing depends on a library.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Nums = NDArray[np.float64]
Columns = dict[str, NDArray[Any]]

START = 2_208_988_800  # 2040-01-01 UTC
DAY = 86_400
PER_DAY = 420  # reports a day that one world of PLACES places bears
PLACES, MOST_PLACES = 600, 4_000
COPY, REWORDED, TRANSLATED, FOLLOW_UP = range(4)
VICTIM, GOVERNOR, AUTHOR, WIRE, FOOTAGE, WATCH = range(6)

# act, means, the more general means, a likely confusion, weight
KINDS = (("strike", "uav", "aerial", "missile", 20), ("strike", "fpv_uav", "uav", "loitering_munition", 18),
         ("strike", "ballistic_missile", "missile", "uav", 6), ("strike", "cruise_missile", "missile", "uav", 5),
         ("strike", "glide_bomb", "bomb", "missile", 10), ("shelling", "artillery", "ground_fire", "mortar", 20),
         ("shelling", "mlrs", "ground_fire", "artillery", 8), ("shelling", "mortar", "ground_fire", "artillery", 8),
         ("demolition", "mine", "explosive_charge", "explosive_charge", 3),
         ("small_arms_fire", "small_arms", "", "mortar", 2))
# object, a vaguer word for it, a likely confusion, weight
OBJECTS = (("residential_building/housing", "residential_building/unknown", "business_premises/commerce", 30),
           ("substation/grid", "energy_facility/energy", "power_line/grid", 12),
           ("power_line/grid", "grid_facility/grid", "substation/grid", 8),
           ("position/military", "military_facility/military", "residential_building/housing", 12),
           ("store/oil", "fuel_facility/oil", "refinery/oil", 5), ("refinery/oil", "fuel_facility/oil", "store/oil", 3),
           ("pipeline/gas", "fuel_facility/gas", "metering_station/gas", 4),
           ("vehicle/road_transport", "vehicle/unknown", "public_place/civilian", 10),
           ("medical_facility/health", "unknown/civilian", "residential_building/housing", 3),
           ("school/education", "unknown/civilian", "residential_building/housing", 4),
           ("port/shipping", "transport_facility/transport", "warehouse/commerce", 3),
           ("base/military", "military_facility/military", "factory/industry", 6))
SYLLABLES = (("ba", "do", "ke", "li", "mo", "ra", "su", "ta", "ve", "zo", "gre", "sho", "pe", "ni", "khu", "ya"),
             ("ba", "ri", "len", "mo", "na", "sto", "ga", "dov", "ru", "pi", "che", "zha", "le", "shi", "ve", "ko"),
             ("vka", "ne", "rod", "ske", "tsi", "no", "pol", "lyn", "rka", "hir", "chi", "sk", "va", "mir", "yar",
              "bor"))
LETTERS = str.maketrans({"a": "а", "b": "б", "c": "ц", "d": "д", "e": "е", "g": "г", "h": "г", "i": "и", "k": "к",
                         "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "t": "т", "u": "у",
                         "v": "в", "y": "й", "z": "з"})
PAIRS = {"shch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "ya": "я", "ye": "є", "yu": "ю"}


@dataclass(frozen=True)
class Manner:
    """How reports come about: the press with its copies, or ``voices`` that each tell an event once.

    ``clocks`` weighs minute, hour, part of day, day, several days; ``points`` weighs the town's point, the next
    town, a district, a region, a name alone; ``spots`` is the share that gives a point of its own, ``coded`` that which
    gives the point of a town or quarter as if it were exact; ``several`` says that several days are any number up to a
    fortnight and not three.
    """

    per_day: int = PER_DAY
    places: int = PLACES
    voices: int = 0
    chance: float = 0.0
    clocks: tuple[int, ...] = (24, 16, 15, 40, 5)
    points: tuple[int, ...] = (74, 10, 8, 5, 3)
    spots: float = 0.12
    bursts: float = 0.45
    crowded: float = 1.5
    untold: float = 0.65
    slips: float = 0.06
    quarters: int = 1
    muddle: float = 0.08
    burst: int = 14
    hours: float = 3.0
    coded: float = 0.0
    several: bool = False


MANNERS = {
    "press": Manner(),
    "sources": Manner(120, 600, 4, 0.38, (52, 0, 0, 48, 0), (82, 2, 16, 0, 0), 0.22, 0.25, 1.5, 0.1, 0.16, 1, 0.3),
    "towns": Manner(30, 240, 14, 0.05, (0, 0, 0, 93, 7), (72, 17, 6, 4, 1), 0.05, 0.8, 1.2, 0.1, 0.05, 6, 0.35,
                    400, 50.0),
    "cities": Manner(30, 240, 14, 0.05, (0, 0, 0, 78, 22), (86, 6, 5, 2, 1), 0.05, 0.7, 1.2, 0.1, 0.02, 10, 0.15,
                     250, 80.0, 0.5, several=True),
    "days": Manner(25, 300, 20, 0.05, (0, 0, 10, 85, 5), (80, 6, 8, 3, 3), 0.05, 0.3, 2.0, 0.3, 0.05, 1, 0.15),
    "footage": Manner(60, 300, 6, 0.3, (35, 20, 5, 38, 2), (100, 0, 0, 0, 0), 0.92, 0.5, 1.5, 0.9, 0.06, 1, 0.15),
}


@dataclass(frozen=True)
class Draw:
    """Numbers in [0, 1) that depend on the seed, a name and their place alone."""

    seed: int

    def u(self, name: str, size: int) -> Nums:
        """That many numbers; a longer draw begins with a shorter one."""
        state = np.uint64(self.seed)
        for byte in name.encode():
            state = _mixed(np.uint64(state) ^ np.uint64(byte))
        with np.errstate(over="ignore"):
            mixed = _mixed(state + np.arange(1, size + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
        return (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53

    def normal(self, name: str, size: int) -> Nums:
        """Standard normal numbers."""
        radius = np.sqrt(-2 * np.log1p(-self.u(name + "|r", size)))
        return np.asarray(radius * np.cos(2 * np.pi * self.u(name + "|a", size)))

    def pick(self, name: str, size: int, weights: Sequence[float]) -> Ints:
        """Numbers of options, each as likely as its weight."""
        steps = np.cumsum(np.asarray(weights, dtype=np.float64))
        return np.searchsorted(steps / steps[-1], self.u(name, size), side="right").clip(0, len(steps) - 1)


def _mixed(x: Any) -> Any:
    """The finishing steps of SplitMix64."""
    with np.errstate(over="ignore"):
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@dataclass(frozen=True)
class World:
    """Places on an invented island in the open ocean, in 5 x 8 regions; the west is Alder's, the east Birch's."""

    names: list[str]
    other_names: list[str]
    lat: Nums
    lon: Nums
    region: Ints
    near: Ints
    steps: Nums


def world(draw: Draw, size: int, quarters: int = 1) -> World:
    """Places with names in two alphabets, their nearest eight, and cumulative weights."""
    lat, lon = -8 + 5 * draw.u("place lat", size), -30 + 8 * draw.u("place lon", size)
    if quarters > 1:
        city = np.arange(size) // quarters * quarters
        lat, lon = lat[city] + .035 * draw.normal("north", size), lon[city] + .035 * draw.normal("east", size)
    order = np.argsort(draw.u("name order", 16 ** 3), kind="stable")[:size]
    names = [(SYLLABLES[0][n // 256] + SYLLABLES[1][n // 16 % 16] + SYLLABLES[2][n % 16]).capitalize() for n in order]
    near = np.stack([np.argsort((lat - y) ** 2 + (lon - x) ** 2, kind="stable")[:9]
                     for y, x in zip(lat, lon, strict=True)])
    front = np.exp(-np.abs(lon + 26) / 0.8)
    weight = (1 / (1 + np.argsort(np.argsort(draw.u("rank", size)))) ** 0.7) * (0.15 + front)
    return World(names, [_cyrillic(name) for name in names], lat, lon,
                 (np.floor(lat + 8).clip(0, 4) * 8 + np.floor(lon + 30).clip(0, 7)).astype(np.int64), near,
                 np.cumsum(weight) / weight.sum())


def _cyrillic(name: str) -> str:
    text = name.lower()
    for latin, other in PAIRS.items():
        text = text.replace(latin, other)
    return text.translate(LETTERS).capitalize()


def happenings(draw: Draw, made: World, size: int, days: int, manner: Manner) -> Columns:
    """The true happenings: half of them in nights of many strikes on neighbouring places."""
    bursts = size // manner.burst + 1
    of = (draw.u("burst", size) * bursts).astype(np.int64)
    burst = draw.u("in burst", size) < manner.bursts
    place = np.searchsorted(made.steps, draw.u("place", size)).clip(0, len(made.lat) - 1)
    home = np.searchsorted(made.steps, draw.u("burst place", bursts)).clip(0, len(made.lat) - 1)
    beside = made.near[home[of], (draw.u("beside", size) ** manner.crowded * 9).astype(np.int64)]
    place = np.where(burst, beside, place)
    when = START + draw.u("when", size) * days * DAY
    night = START + np.floor(draw.u("burst day", bursts) * days) * DAY + draw.u("burst hour", bursts) * 10 * 3600
    when = np.where(burst, night[of] - np.log1p(-draw.u("after", size)) * manner.hours * 3600, when)
    kind = draw.pick("kind", size, [one[-1] for one in KINDS])
    kind = np.where(burst & (draw.u("same kind", size) < 0.7), draw.pick("burst kind", bursts, [
        one[-1] for one in KINDS])[of], kind)
    size_of = np.exp(0.9 * draw.normal("size", size))
    deaths = np.floor(-np.log1p(-draw.u("dead", size)) * size_of * 0.75).astype(np.int64)
    return {"place": place, "when": when.astype(np.int64) // 60 * 60, "kind": kind, "size": size_of, "deaths": deaths,
            "injured": np.floor(deaths * 1.5 - np.log1p(-draw.u("hurt", size)) * size_of * 1.3).astype(np.int64),
            "lat": made.lat[place] + 0.011 * draw.normal("north", size),
            "lon": made.lon[place] + 0.011 * draw.normal("east", size),
            "object": draw.pick("object", size, [one[-1] for one in OBJECTS]),
            "victim": ((made.lon[place] > -26) ^ (draw.u("side", size) < 0.08)).astype(np.int64)}


def tellings(draw: Draw, events: Columns, manner: Manner) -> Columns:
    """Who tells first hand: per event and kind of teller at most one; an event that nobody tells is its governor's."""
    size, told = len(events["when"]), []
    if manner.voices:
        chances = manner.chance * manner.voices * _shares(manner.voices)
        for voice, chance in enumerate(chances):
            told.append(draw.u(f"voice {voice}", size) < 1 - (1 - min(.8, chance)) ** (.3 + .7 * events["size"]))
        event = np.concatenate([np.flatnonzero(one) for one in told])
        teller = np.concatenate([np.full(int(one.sum()), n) for n, one in enumerate(told)])
        order = np.argsort(event * 64 + teller, kind="stable")
        return {"event": event[order], "teller": teller[order]}
    for teller, chance in ((VICTIM, .5), (AUTHOR, .12), (WIRE, .27), (FOOTAGE, .17), (WATCH, .06)):
        told.append(draw.u(f"told {teller}", size) < 1 - (1 - chance) ** (0.35 + 0.65 * events["size"]))
    silent = ~np.any(told, axis=0)
    told.insert(1, silent | (draw.u("told governor", size) < 0.3))
    event = np.concatenate([np.flatnonzero(one) for one in told])
    teller = np.concatenate([np.full(int(one.sum()), n) for n, one in enumerate(told)])
    order = np.argsort(event * 8 + teller, kind="stable")
    return {"event": event[order], "teller": teller[order]}


def _shares(many: int) -> Nums:
    """Shares of that many voices: few tell much, many tell little."""
    weights = 1 / (2.0 + np.arange(many))
    return np.asarray(weights / weights.sum())


def _told(draw: Draw, made: World, events: Columns, tell: Columns, manner: Manner) -> Columns:
    """What each first telling says, with its noise; -1 = not stated."""
    event, teller = tell["event"], tell["teller"]
    n, when = len(event), events["when"][tell["event"]]
    u = draw.u
    clock = when + 60 * np.round(np.where(u("rough clock", n) < 0.08, 70, 9) * draw.normal("clock", n)).astype(np.int64)
    clock += 3600 * ((u("zone slip", n) < 0.05) * np.where(u("slip way", n) < 0.5, 1, -1))
    slip = DAY * np.select([u("day slip", n) < manner.slips, u("day slip", n) < 1.33 * manner.slips,
                            u("day slip", n) < 1.67 * manner.slips],
                           [1, -1, 2 + (u("late", n) * 6).astype(np.int64)], 0)
    clock += np.where(np.abs(slip) == DAY, slip, 0)
    day = clock // DAY * DAY + np.where(np.abs(slip) == DAY, 0, slip)
    style = draw.pick("time style", n, manner.clocks)  # minute, hour, part of day, day, several days
    many = 2 + (u("several days", n) ** 3 * 12).astype(np.int64) if manner.several else np.full(n, 3)
    part, begun = clock // 21600 * 21600, day - (u("days before", n) * many).astype(np.int64) * DAY
    begun = begun if manner.several else day - DAY
    low = np.choose(style, [clock, clock - 1800, part, day, begun])
    high = np.choose(style, [clock + 60, clock + 1800, part + 21600, day + DAY, begun + many * DAY])
    exact = (teller == FOOTAGE) & (manner.voices == 0)
    where = draw.pick("where style", n, manner.points)  # town, next town, district, region, name alone
    where = np.where(exact, 0, where)
    place = events["place"][event]
    place = np.where(where == 1, made.near[place, 1 + (u("next", n) * 3).astype(np.int64)], place)
    coarse = np.where(where == 3, 90.0, np.where(where == 2, 35.0, 3.0))
    own = exact | (where == 0) & (u("own point", n) < manner.spots)
    coarse = np.where(own, np.where(exact | (manner.voices > 0), 0.3, coarse), coarse)
    coarse = np.where((where == 0) & ~own & (u("coded", n) < manner.coded), 0.5, coarse)
    wide = where >= 2
    lat = np.where(own, events["lat"][event] + .002 * draw.normal("n err", n), made.lat[place])
    lon = np.where(own, events["lon"][event] + .002 * draw.normal("e err", n), made.lon[place])
    lat = np.where(wide, np.floor(lat / np.where(where == 3, 1, .25) + .5) * np.where(where == 3, 1, .25), lat)
    lon = np.where(wide, np.floor(lon / np.where(where == 3, 1, .25) + .5) * np.where(where == 3, 1, .25), lon)
    victim = events["victim"][event]
    rival = np.where(manner.voices > 0, u("rival", n) < 0.06, (teller == AUTHOR) & (u("rival", n) < 0.7))
    author = np.where(rival | (u("wrong author", n) < manner.muddle / 2), victim, 1 - victim)
    author = np.where(u("no author", n) < np.where((teller >= WIRE) | (manner.voices > 0), 0.3, 0.12), -1, author)
    return {"event": event, "teller": teller, "low": low, "high": high, "style": style, "place": place, "where": where,
            "lat": lat, "lon": lon, "radius": coarse, "author": author, "rival": rival,
            "kind": np.where(u("muddled kind", n) < manner.muddle, draw.pick("kind told", n, [
                one[-1] for one in KINDS]), events["kind"][event]),
            "object": np.where(u("muddled object", n) < manner.muddle, draw.pick("object told", n, [
                one[-1] for one in OBJECTS]), events["object"][event]),
            "stage": np.where(u("no stage", n) < .25, -1,
                              (event % 11 == 0) ^ (u("wrong stage", n) < manner.muddle / 3)),
            "means": draw.pick("means said", n, (56, 16, 10, 18)),  # right, vaguer, mistaken, not stated
            "said": np.where(rival, 2, draw.pick("object said", n, (48, 16, 10, 26))),
            "deaths": _toll(draw, "deaths", events["deaths"][event], manner.untold),
            "injured": _toll(draw, "injured", events["injured"][event], manner.untold),
            "delay": (u("delay", n) ** 2 * 2 * DAY).astype(np.int64), "wording": (u("wording", n) * 6).astype(np.int64)}


def _toll(draw: Draw, name: str, truth: Ints, untold: float) -> Ints:
    """A toll as told first: half right, else too low or rounded; often not stated where nobody was hurt."""
    n = len(truth)
    low = np.floor(truth * (0.4 + 0.6 * draw.u(name + " low", n))).astype(np.int64)
    said = np.select([draw.u(name + " how", n) < 0.62, draw.u(name + " how", n) < 0.92], [truth, low], truth + 1)
    return np.where(draw.u(name + " none", n) < np.where(truth > 0, 0.4 * untold, untold), -1, said)


def relays(draw: Draw, told: Columns, events: Columns, manner: Manner) -> Columns:
    """Rows: every telling once, and again for each outlet that takes it over; a few are taken over by dozens."""
    n = len(told["event"])
    heavy = np.floor((1 - draw.u("echo", n)) ** -0.7 * 1.2 * np.sqrt(events["size"][told["event"]]) - 1)
    copies = np.where(draw.u("taken", n) < (0 if manner.voices else 0.24), heavy.clip(0, 40), 0).astype(np.int64)
    of = np.repeat(np.arange(n), copies + 1)
    first = np.concatenate([[True], of[1:] != of[:-1]])
    rows = {name: column[of] for name, column in told.items()} | {"telling": of}
    m = len(of)
    how = np.where(first, -1, draw.pick("how taken", m, (48, 30, 11, 11)))
    rows["how"] = how
    rows["outlet"] = np.floor(draw.u("outlet", m) ** 2 * 60).astype(np.int64)
    return _reworked(draw, rows, events)


def _reworked(draw: Draw, rows: Columns, events: Columns) -> Columns:
    """What outlets lose and change: clock times become days, tolls rise, some details go."""
    m, how = len(rows["how"]), rows["how"]
    changed = how >= REWORDED
    follow = how == FOLLOW_UP
    delay = np.where(how >= 0, (draw.u("relay delay", m) * DAY * np.where(follow, 3, .8)).astype(np.int64), 0)
    rows["published"] = (rows["high"] + rows["delay"] + delay + np.where(follow, DAY, 0)) // DAY * DAY
    coarse = changed & (draw.u("coarser", m) < 0.55) & (rows["style"] < 4)
    day = rows["low"] // DAY * DAY
    day = np.where(coarse & (draw.u("page day", m) < 0.05), rows["published"], day)
    rows["low"], rows["high"] = np.where(coarse, day, rows["low"]), np.where(coarse, day + DAY, rows["high"])
    rows["style"] = np.where(coarse, 3, rows["style"])
    for name in ("deaths", "injured"):
        risen = np.maximum(rows[name], events[name][rows["event"]] + (draw.u(name + " rise", m) < 0.3))
        rows[name] = np.where(follow, risen, np.where(changed & (draw.u(name + " gone", m) < 0.25), -1, rows[name]))
    rows["means"] = np.where(changed & (draw.u("means gone", m) < 0.25), 1 + 2 * (draw.u("m", m) < 0.5), rows["means"])
    rows["said"] = np.where(changed & (draw.u("object gone", m) < 0.25), 3, rows["said"])
    rows["author"] = np.where(changed & (draw.u("author gone", m) < 0.1), -1, rows["author"])
    rows["wording"] = np.where(changed, 6 + (draw.u("new words", m) * 6).astype(np.int64), rows["wording"])
    return rows


def composites(draw: Draw, events: Columns, made: World, size: int) -> tuple[Columns, Columns]:
    """Counts of a region over one to three days by one staff, and the happenings in each."""
    day, region = events["when"] // DAY, made.region[events["place"]]
    cell = (day * 40 + region) * 2 + events["victim"]
    cells, counts = np.unique(cell, return_counts=True)
    chosen = np.flatnonzero(counts >= 3)
    chosen = np.sort(chosen[np.argsort(draw.u("composite", len(chosen)), kind="stable")][:size])
    span = 1 + (draw.u("span", len(chosen)) * 2.4).astype(np.int64)
    left = cells[chosen]
    order = np.argsort(cell, kind="stable")
    sorted_cells = cell[order]
    parts = []
    for shift in range(3):
        later = left + shift * 80
        begin, end = (np.searchsorted(sorted_cells, later, side=side) for side in ("left", "right"))
        count = np.where(span > shift, end - begin, 0)
        at = np.repeat(np.arange(len(chosen)), count)
        inside = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        parts.append((at, order[np.repeat(begin, count) + inside]))
    at, event = (np.concatenate([part[n] for part in parts]) for n in (0, 1))
    total = np.bincount(at, minlength=len(chosen))
    said = np.maximum(1, total + np.round(draw.normal("miscount", len(chosen)) * 0.15 * total).astype(np.int64))
    begin_day = left // 80 * DAY
    return ({"region": left // 2 % 40, "victim": left % 2, "low": begin_day, "high": begin_day + span * DAY,
             "n": said}, {"composite": at, "event": event})


def invented(rows: int, seed: int, manner: Manner) -> tuple[World, Columns, Columns, Columns, Columns]:
    """World, events, single rows, composites and their parts; singles and composites together ``rows`` rows."""
    draw = Draw(seed)
    days = int(np.clip(rows / manner.per_day, 30, 3650))
    places = int(np.clip(manner.places * rows / days / manner.per_day, manner.places, MOST_PLACES))
    made = world(draw, places, manner.quarters)
    many = max(8, rows // 70) if not manner.voices else 0
    size = max(40, int(rows * 0.45))
    while True:
        events = happenings(draw, made, size, days, manner)
        told = _told(draw, made, events, tellings(draw, events, manner), manner)
        singles = relays(draw, told, events, manner)
        whole, parts = composites(draw, events, made, many)
        wanted = rows - len(whole["n"])
        if len(singles["event"]) >= wanted:
            return made, events, {name: _narrow(column[:wanted]) for name, column in singles.items()}, whole, parts
        size = int(size * 1.1)


def _narrow(column: NDArray[Any]) -> NDArray[Any]:
    """A column in half the memory where that loses nothing."""
    if column.dtype == np.int64 and len(column) and int(column.max()) < 2**31:
        return column.astype(np.int32)
    return column.copy()


REPORTS = """
WITH said AS (
  SELECT 1 AS seen, s.*, p.name, p.other, p.region, k.act, o.exact, o.vague, o.mistaken,
    CASE s.means WHEN 0 THEN k.means WHEN 1 THEN nullif(k.vague_means, '') WHEN 2 THEN k.mistaken_means END AS weapon,
    CASE s.said WHEN 0 THEN o.exact WHEN 1 THEN o.vague WHEN 2 THEN o.mistaken END AS thing,
    ['Alder', 'Birch'][s.victim + 1] AS side, lower(['Alder', 'Birch'][s.victim + 1]) AS own,
    lower(['Birch', 'Alder'][s.victim + 1]) AS foe
  FROM singles s JOIN places p ON p.place = s.place JOIN kinds k ON k.kind = s.kind
    JOIN objects o ON o.object = s.object),
named AS (
  SELECT *, CASE WHEN voiced THEN 'voice_' || teller ELSE
    CASE teller WHEN 0 THEN own || '_staff' WHEN 1 THEN own || '_governor' WHEN 2 THEN foe || '_staff'
      WHEN 3 THEN 'wire_' || (event % 3) WHEN 4 THEN 'footage_desk' ELSE 'island_watch' END END AS origin,
    make_timestamp(low * 1000000) AS begun, make_timestamp(high * 1000000) AS over,
    make_timestamp(published * 1000000) AS day,
    CASE "where" WHEN 3 THEN 'Region ' || region ELSE CASE WHEN how = 2 THEN other ELSE name END END AS told_place
  FROM said)
SELECT 'r' || lpad(CAST(id AS VARCHAR), 8, '0') AS report_id, 'single' AS kind,
  CASE WHEN how < 0 THEN replace(origin, '_', '-') || '.example' ELSE 'outlet' || outlet || '.example' END AS source,
  CASE WHEN NOT voiced THEN origin END AS origin, strftime(day, '%Y-%m-%d') AS published,
  concat('https://', CASE WHEN how < 0 THEN replace(origin, '_', '-') ELSE 'outlet' || outlet END, '.example/', id)
    AS url,
  CASE WHEN style >= 3 THEN strftime(begun, '%Y-%m-%d') ELSE strftime(begun, '%Y-%m-%dT%H:%MZ') END AS time_from,
  CASE WHEN style IN (1, 2) THEN strftime(over, '%Y-%m-%dT%H:%MZ')
    WHEN style = 4 THEN strftime(over - INTERVAL 1 DAY, '%Y-%m-%d') END AS time_to,
  ['minute', 'hour', 'part_of_day', 'day', 'range'][style + 1] AS time_precision,
  told_place AS place, 'Region ' || region AS admin1,
  CASE WHEN "where" < 4 THEN round(lat, 5) END AS lat, CASE WHEN "where" < 4 THEN round(lon, 5) END AS lon,
  CASE WHEN "where" < 4 THEN radius END AS precision,
  ['ALDER', 'BIRCH'][author + 1] AS author_claimed,
  CASE WHEN rival THEN upper(foe) END AS denied_by, CASE WHEN rival THEN 'authorship' END AS denies,
  CASE WHEN NOT voiced AND teller = 2 AND NOT rival AND author >= 0 THEN upper(foe) END AS admitted_by,
  CASE WHEN means < 3 OR event % 5 < 3 THEN act END AS act,
  CASE WHEN stage < 0 THEN NULL WHEN stage > 0 THEN 'intercepted' WHEN said = 3 THEN 'reached' ELSE 'damaged' END
    AS stage,
  weapon AS means, CASE WHEN teller < 3 AND telling % 3 = 0 THEN thing END AS aimed_at, thing AS affected,
  CASE teller WHEN 4 THEN 'imagery' WHEN 5 THEN 'observed' ELSE CASE WHEN how >= 0 THEN 'published' ELSE 'told' END END
    AS how_known,
  NULL AS n_low, NULL AS n_high, CASE WHEN deaths >= 0 THEN deaths END AS fatalities,
  CASE WHEN injured >= 0 THEN injured END AS injured,
  concat(['', 'Officially: ', 'It was said that ', 'Residents heard blasts. ', 'Update: ', 'Late report: ', 'News: ',
    'In brief: ', 'What is known: ', 'Again: ', 'Recap: ', 'Follow-up: '][wording + 1],
    coalesce(replace(weapon, '_', ' '), 'an attack'), [' hit ', ' struck ', ' damaged '][wording % 3 + 1],
    coalesce(replace(split_part(thing, '/', 1), '_', ' '), 'the area'), ' near ', told_place,
    CASE WHEN style < 3 THEN strftime(begun, ' at %H:%M on %d %B') ELSE strftime(begun, ' on %d %B') END,
    CASE WHEN deaths > 0 THEN ', ' || deaths || ' killed' ELSE '' END,
    CASE WHEN injured > 0 THEN ', ' || injured || ' injured' ELSE '' END,
    ', says ', replace(origin, '_', ' '), CASE how WHEN 1 THEN ' as quoted' WHEN 2 THEN ' (translated)' ELSE '' END)
    AS summary
FROM named
"""
COUNTS = """
SELECT 'c' || lpad(CAST(id AS VARCHAR), 8, '0') AS report_id, 'composite' AS kind,
  own || '-staff.example' AS source,
  own || '_staff' AS origin, strftime(make_timestamp(high * 1000000), '%Y-%m-%d') AS published,
  'https://' || own || '-staff.example/c' || id AS url,
  strftime(make_timestamp(low * 1000000), '%Y-%m-%d') AS time_from,
  strftime(make_timestamp((high - 86400) * 1000000), '%Y-%m-%d') AS time_to, 'range' AS time_precision,
  'Region ' || region AS place, 'Region ' || region AS admin1, NULL AS lat, NULL AS lon, NULL AS precision,
  CASE own WHEN 'alder' THEN 'BIRCH' ELSE 'ALDER' END AS author_claimed, NULL AS denied_by, NULL AS denies,
  NULL AS admitted_by, 'attack' AS act, NULL AS stage, NULL AS means, NULL AS aimed_at, NULL AS affected,
  'told' AS how_known, n AS n_low, n AS n_high, NULL AS fatalities, NULL AS injured,
  concat('Over the past days region ', region, ' was attacked ', n, ' times, says ', own, ' staff') AS summary
FROM (SELECT *, ['alder', 'birch'][victim + 1] AS own FROM composites)
"""


def write(rows: int, out: Path, *, case: bool, seed: int, manner: str = "press") -> None:
    """Write the tables, and the rest of a case where wanted."""
    made, events, singles, whole, parts = invented(rows, seed, MANNERS[manner])
    shuffled = np.argsort(Draw(seed).u("ids", len(singles["event"])), kind="stable")
    singles["id"] = np.empty(len(shuffled), dtype=np.int64)
    singles["id"][shuffled] = np.arange(len(shuffled))
    singles["victim"] = events["victim"][singles["event"]]
    singles["voiced"] = np.full(len(shuffled), MANNERS[manner].voices > 0)
    whole["id"] = np.arange(len(whole["n"]))
    db = duckdb.connect()
    db.execute("SET enable_progress_bar = false")
    db.execute("SET memory_limit = '3GB'")
    for name, columns in (("singles", singles), ("composites", whole), ("parts", parts)):
        db.register(name, columns)
    _words(db, made)
    (out / "reports").mkdir(parents=True, exist_ok=True)
    told = f"SELECT * FROM (SELECT * FROM ({REPORTS}) UNION ALL BY NAME SELECT * FROM ({COUNTS}))"
    _copy(db, f"{told} ORDER BY published, report_id", out / "reports" / "all.csv")
    _copy(db, "SELECT 'r' || lpad(CAST(id AS VARCHAR), 8, '0') AS report_id, 'e' || event AS incident_id FROM singles "
              "ORDER BY 1", out / "truth.csv")
    _copy(db, "SELECT 'c' || lpad(CAST(composite AS VARCHAR), 8, '0') AS report_id, 'e' || event AS incident_id "
              "FROM parts WHERE event IN (SELECT event FROM singles) ORDER BY 1, event", out / "parts.csv")
    db.close()
    if case:
        write_case(out, made)


def _copy(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    db.execute(f"COPY ({query}) TO '{path}' (HEADER, DELIMITER ',')")


def _words(db: duckdb.DuckDBPyConnection, made: World) -> None:
    db.execute("CREATE TABLE places (place INT, name VARCHAR, other VARCHAR, region INT)")
    db.executemany("INSERT INTO places VALUES (?, ?, ?, ?)",
                   list(zip(range(len(made.names)), made.names, made.other_names, made.region.tolist(), strict=True)))
    db.execute("CREATE TABLE kinds (kind INT, act VARCHAR, means VARCHAR, vague_means VARCHAR, mistaken_means VARCHAR)")
    db.executemany("INSERT INTO kinds VALUES (?, ?, ?, ?, ?)", [(n, *one[:4]) for n, one in enumerate(KINDS)])
    db.execute("CREATE TABLE objects (object INT, exact VARCHAR, vague VARCHAR, mistaken VARCHAR)")
    db.executemany("INSERT INTO objects VALUES (?, ?, ?, ?)", [(n, *one[:3]) for n, one in enumerate(OBJECTS)])


CASE = """# An invented case, made by benchmarks/generate.py. No such island, no such happening.
id: invented-island
title: Truce of the invented island
zone: Etc/UTC
parties:
  - {id: ALDER, title: Alder League}
  - {id: BIRCH, title: Birch Union}
  - {id: CHAIR, title: Chair of the talks, role: mediator}
actors:
""" + "".join(f"  - {{id: {side}_{organ}, title: {side.capitalize()} {organ}, party: {side.upper()}}}\n"
              for side in ("alder", "birch") for organ in ("staff", "governor")) + """\
  - {id: wire_0, title: First Wire, party: none}
  - {id: wire_1, title: Second Wire, party: none}
  - {id: wire_2, title: Third Wire, party: none}
  - {id: footage_desk, title: Footage Desk, party: none}
  - {id: island_watch, title: Island Watch, party: none, role: observer}
observers:
  - {actor: island_watch, from: 2040-01-01}
topics:
  - {id: fire, title: Silence of the guns}
"""
BINDS = """        binds:
          - {party: ALDER, from: 2040-01-01, basis: agreement, cites: [https://chair.example/text]}
          - {party: BIRCH, from: 2040-01-01, basis: agreement, cites: [https://chair.example/text]}
        cites: [https://chair.example/text]
"""
READINGS = "".join(f"""  - id: {id_}
    owner: {owner}
    title: The text as {owner.capitalize()} reads it
    stated: 2040-01-01
    cites: [https://chair.example/text]
    provisions:
      works:
{BINDS}        attempts: {attempts}
        debris: {attempts}
        object: {{list: {kind}, includes: [{includes}], cites: [https://chair.example/text]}}
        when: {{from: 2040-01-01, days: {days}, counting: inclusive, cites: [https://chair.example/text]}}
      strip:
{BINDS}        attempts: {attempts}
        object: {{list: open, includes: [{{function: residential_building}}], cites: [https://chair.example/text]}}
        when: {{from: 2040-01-08, cites: [https://chair.example/text]}}
""" for id_, owner, attempts, kind, includes, days in (
    ("a1", "ALDER", "count", "closed", "{function: energy_facility, sector: [oil, gas, grid]}", 120),
    ("b1", "BIRCH", "exclude", "open", "{sector: energy}, {function: medical_facility}", 400),
    ("m1", "CHAIR", "silent", "unpublished", "{function: substation, sector: grid}", 200)))
TERMS = """instruments:
  - {id: text, form: joint_text, date: 2040-01-01, title: Text of the invented truce, status: published}
provisions:
  - {id: works, kind: prohibition, title: No strikes on energy works, instrument: text, whose: any}
  - {id: strip, kind: prohibition, title: No fire into the strip, instrument: text, whose: any, where: {inside: strip}}
readings:
""" + READINGS + "compare: [a1, b1]\n"
COUNTING = """rules:
  - {id: all, unit: incident, standard: all, title: "Incidents, any claim"}
  - {id: corroborated, unit: incident, standard: corroborated, title: "Incidents, not only the accuser's side"}
"""


def zone(points: int = 400) -> str:
    """The strip along the line, with a wavy edge, as GeoJSON."""
    steps = np.linspace(-8.0, -3.0, points)
    west = [[round(-26.25 + 0.06 * float(np.sin(9 * y)), 5), round(float(y), 5)] for y in steps]
    east = [[round(-25.75 + 0.06 * float(np.sin(7 * y)), 5), round(float(y), 5)] for y in steps[::-1]]
    ring = [*west, *east, west[0]]
    return ('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "strip", "title": '
            f'"The strip"}}, "geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}]}}\n')


def gazetteer(made: World) -> str:
    """Every place under both its names, and every region."""
    lines = ["place,lat,lon,radius_km,admin1,claimed_by"]
    for n, region in enumerate(made.region):
        party = "ALDER" if made.lon[n] < -26 else "BIRCH"
        lines += [f"{name},{made.lat[n]:.5f},{made.lon[n]:.5f},3,Region {region},{party}"
                  for name in (made.names[n], made.other_names[n])]
    lines += [f"Region {n},{n // 8 - 7.5},{n % 8 - 29.5},80,Region {n},{'ALDER' if n % 8 < 4 else 'BIRCH'}"
              for n in range(40)]
    return "\n".join(lines) + "\n"


def write_case(out: Path, made: World) -> None:
    """Everything but the reports."""
    (out / "zones").mkdir(exist_ok=True)
    for name, text in (("case.yaml", CASE), ("terms.yaml", TERMS), ("counting.yaml", COUNTING),
                       ("places.csv", gazetteer(made)), ("zones/strip.geojson", zone())):
        (out / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Read the command line."""
    given = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    given.add_argument("--rows", type=int, required=True, help="1000 to 10000000 reports")
    given.add_argument("--out", type=Path, required=True, help="the folder to write into")
    given.add_argument("--case", action="store_true", help="write a whole case")
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--manner", choices=MANNERS, default="press", help="how reports come about")
    chosen = given.parse_args()
    write(chosen.rows, chosen.out, case=chosen.case, seed=chosen.seed, manner=chosen.manner)


if __name__ == "__main__":
    main()
