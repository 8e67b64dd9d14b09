"""Candidates: pairs of tellings near enough in time and space, each by its own precision, to be one happening."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servanda.link.tellings import Bools, Ints, Nums, Tellings

HOUR, DAY = 3600, 86_400
SITE, TOWN, DISTRICT = 1.5, 12.0, 60.0  # km: radius of a site, of a town, of a district; above, a region
CLOCK = 2 * HOUR  # a possible time no longer than this is a stated clock time
SHORT, LONG = 26 * HOUR, 32 * DAY  # a possible time up to SHORT is a day; above LONG it is too vague to link by
SLACK = 36 * HOUR  # how far apart the possible times of two tellings of a town may lie
SAME_TOLL = 3 * DAY  # the same where both state the same toll of TOLL or more at one place
TOLL = 3
MOST = 120  # candidates of a telling that are compared; the nearest are kept
_CHUNK = 6_000_000
_KM = 111.2  # a degree of latitude


@dataclass(frozen=True)
class Met:
    """Pairs ``a`` < ``b``, in order; ``left_out`` pairs were beyond `MOST` of both."""

    a: Ints
    b: Ints
    left_out: int = 0


def met(told: Tellings) -> Met:
    """The candidate pairs of all tellings."""
    keys = _distinct(np.concatenate([
        np.empty(0, np.int64), *_near(told, DISTRICT, DISTRICT * 4), *_near(told, TOWN, DISTRICT),
        *_near(told, 0, TOWN), *_same_toll(told), *_same_name(told)]))
    a, b = np.divmod(keys, max(1, len(told)))
    del keys
    return _nearest(told, a, b)


def kilometres(told: Tellings, a: Ints, b: Ints) -> Nums:
    """Great-circle distance in km; NaN where one has no position."""
    north, north_other = np.radians(told.lat[a]), np.radians(told.lat[b])
    hav = (np.sin((north - north_other) / 2) ** 2
           + np.cos(north) * np.cos(north_other) * np.sin((np.radians(told.lon[a]) - np.radians(told.lon[b])) / 2) ** 2)
    return np.asarray(12742 * np.arcsin(np.sqrt(np.minimum(1, hav))))


def kilometres_in_sql(one: str, other: str) -> str:
    """SQL: the same between ``lat`` and ``lon`` of two rows."""
    return (f"12742 * asin(sqrt(least(1, power(sin(radians({one}.lat - {other}.lat) / 2), 2) + cos(radians({one}.lat)) "
            f"* cos(radians({other}.lat)) * power(sin(radians({one}.lon - {other}.lon) / 2), 2))))")


def gap(told: Tellings, a: Ints, b: Ints) -> Ints:
    """Seconds between two possible times; below 0 they overlap by so much."""
    return np.asarray(np.maximum(told.low[a], told.low[b]) - np.minimum(told.high[a], told.high[b]))


def _near(told: Tellings, above: float, reach: float) -> Iterator[Ints]:
    """Pairs whose vaguer place has a radius above ``above`` and at most ``reach`` km."""
    usable = told.placed & told.timed & (told.span <= LONG) & (told.radius <= reach)
    vague = usable & (told.radius > above) if above else usable
    slack = {TOWN: SLACK, DISTRICT: DAY}.get(reach, 6 * HOUR)
    for ask, table in _spans(told, vague, usable):
        for a, b in _joined(told, ask, table, reach, slack):
            soon = (a != b) & (gap(told, a, b) <= slack)
            a, b = a[soon], b[soon]
            wide = np.maximum(told.radius[a], told.radius[b])
            limit = TOWN if reach == TOWN else wide * 1.1
            keep = (kilometres(told, a, b) <= limit) & (wide > above if above else wide <= TOWN)
            yield _keys(told, a[keep], b[keep])


def _same_toll(told: Tellings) -> Iterator[Ints]:
    """Pairs of a town on other days that state the same toll."""
    usable = (told.placed & told.timed & (told.span <= SHORT) & (told.radius <= TOWN)
              & (np.maximum(told.dead, 0) + np.maximum(told.hurt, 0) >= TOLL))
    rows = np.flatnonzero(usable)
    for a, b in _joined(told, rows, rows, TOWN, SAME_TOLL):
        keep = ((told.dead[a] == told.dead[b]) & (told.hurt[a] == told.hurt[b]) & (gap(told, a, b) <= SAME_TOLL)
                & (kilometres(told, a, b) <= TOWN))
        yield _keys(told, a[keep], b[keep])


def _same_name(told: Tellings) -> Iterator[Ints]:
    """Pairs of one place name of which one has no position; regions, where stated, are the same."""
    lost = told.timed & ~told.placed & (told.place >= 0) & (told.span <= LONG)
    named = np.isin(told.place, told.place[lost]) & told.timed & (told.span <= LONG)
    for ask, table in _spans(told, lost, named):
        for a, b in _ranges(told, told.place, ask, told.place[ask], table, SLACK):
            keep = (gap(told, a, b) <= SLACK) & _no_clash(told.region, a, b)
            yield _keys(told, a[keep], b[keep])


def _no_clash(codes: Ints, a: Ints, b: Ints) -> Bools:
    return np.asarray((codes[a] == codes[b]) | (codes[a] < 0) | (codes[b] < 0))


def _spans(told: Tellings, ask: Bools, table: Bools) -> Iterator[tuple[Ints, Ints]]:
    """Rows to ask and to look up, so that no short time is looked up within the reach of a long one."""
    short = told.span <= SHORT
    yield np.flatnonzero(ask & short), np.flatnonzero(table & short)
    yield np.flatnonzero(ask), np.flatnonzero(table & ~short)
    yield np.flatnonzero(ask & ~short), np.flatnonzero(table & short)


def _joined(told: Tellings, ask: Ints, table: Ints, reach: float, slack: int) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of cells that touch, on a grid whose cells are ``reach`` km or wider."""
    if not len(ask) or not len(table):
        return
    height = reach / _KM
    row = _rows(told, height)
    cell = np.full(len(told), -1, np.int64)
    cell[table] = row[table] * 2**13 + _columns(told, table, row[table], height)
    for up in (-1, 0, 1):
        there = row[ask] + up
        wide = _width(there, height)
        column = _columns(told, ask, there, height)
        for right in (-1, 0, 1):
            beside = (column + right) % wide
            once = (wide > 2) | (right == 0) | ((wide == 2) & (right == 1))
            wanted = np.where(once, there * 2**13 + beside, -2)
            yield from _ranges(told, cell, ask, wanted, table, slack)


def _rows(told: Tellings, height: float) -> Ints:
    return np.asarray(np.floor((np.nan_to_num(told.lat) + 90) / height), dtype=np.int64)


def _width(row: Ints, height: float) -> Ints:
    """Columns of a row of cells, none narrower at its edge nearer the pole than the cells are high."""
    edge = np.maximum(np.abs(row * height - 90), np.abs((row + 1) * height - 90))
    wide = np.floor(360 * np.cos(np.radians(np.minimum(edge, 90))) / height)
    return np.asarray(np.maximum(1, wide), dtype=np.int64)


def _columns(told: Tellings, rows: Ints, row: Ints, height: float) -> Ints:
    wide = _width(row, height)
    return np.asarray(np.floor((told.lon[rows] + 180) / 360 * wide).astype(np.int64) % wide)


def _ranges(told: Tellings, keys: Ints, ask: Ints, wanted: Ints, table: Ints,
            slack: int) -> Iterator[tuple[Ints, Ints]]:
    """Pairs (asked row, table row) of equal key whose times come within ``slack``, in blocks."""
    if not len(ask) or not len(table):
        return
    begin = int(min(told.low[ask].min(), told.low[table].min()))
    order = table[np.lexsort((told.low[table], keys[table]))]
    longest = int(told.span[table].max())
    # One number holds key and time, so that a range of it is a key's stretch of time.
    room = np.int64(2**int(np.ceil(np.log2(max(2, int(max(told.high[ask].max(), told.low[table].max())) - begin
                                               + 2 * slack + 2 * longest + 2)))))
    held = keys[order] * room + (told.low[order] - begin + slack + longest)
    base = wanted * room
    first = np.searchsorted(held, base + np.maximum(0, told.low[ask] - begin), "left")
    last = np.searchsorted(held, base + (told.high[ask] - begin + 2 * slack + longest), "right")
    count = np.where(wanted >= 0, np.maximum(0, last - first), 0)
    for block in _blocks(count):
        many = count[block]
        of = np.repeat(ask[block], many)
        at = np.arange(int(many.sum())) + np.repeat(first[block] - (np.cumsum(many) - many), many)
        yield of, order[at]


def _blocks(count: Ints) -> Iterator[slice]:
    """Stretches of rows that together make no more than `_CHUNK` pairs, or one row alone."""
    ends = np.cumsum(count)
    start = 0
    while start < len(count):
        before = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _CHUNK, "right")))
        yield slice(start, stop)
        start = stop


def _keys(told: Tellings, a: Ints, b: Ints) -> Ints:
    """Each pair as one number, smaller row first; a row does not meet itself."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    keep = low < high
    return _distinct(low[keep] * np.int64(len(told)) + high[keep])


def _distinct(keys: Ints) -> Ints:
    """Each key once, in order, of keys that are the caller's to lose; sorting is several times faster than hashing."""
    keys.sort()
    return keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys


def _nearest(told: Tellings, a: Ints, b: Ints) -> Met:
    """Leave out pairs that are beyond the `MOST` nearest of both their tellings."""
    busy = np.bincount(a, minlength=len(told)) + np.bincount(b, minlength=len(told))
    crowded = (busy[a] > MOST) & (busy[b] > MOST)
    if not crowded.any():
        return Met(a, b)
    far = np.nan_to_num(kilometres(told, a, b), nan=TOWN) / TOWN + np.maximum(0, gap(told, a, b)) / (12 * HOUR) \
        + (told.dead[a] != told.dead[b]) * .2 + (told.hurt[a] != told.hurt[b]) * .2
    keep = ~crowded | (_rank(a, b, far, len(told)) < MOST)
    return Met(a[keep], b[keep], int((~keep).sum()))


def _rank(a: Ints, b: Ints, far: NDArray[np.float64], size: int) -> Ints:
    """The better of a pair's ranks among the pairs of its two tellings."""
    ends, other = np.concatenate([a, b]), np.tile(np.arange(len(a)), 2)
    order = np.lexsort((other, np.tile(far, 2), ends))
    start = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=size))[:-1]])
    rank = np.empty(len(ends), np.int64)
    rank[order] = np.arange(len(ends)) - start[ends[order]]
    return np.minimum(rank[:len(a)], rank[len(a):])


def crowd(told: Tellings) -> NDArray[np.int8]:
    """Per telling, as a step that doubles, how many others lie in its neighbourhood within `SLACK`."""
    usable = np.flatnonzero(told.placed & told.timed & (told.radius <= DISTRICT) & (told.span <= LONG))
    near = np.zeros(len(told), np.int64)
    _count(told, usable, SLACK, near)
    return steps(near - 1)


def _count(told: Tellings, usable: Ints, slack: int, into: Ints) -> None:
    """How many tellings begin within ``slack`` of each, in the cells about it."""
    height = TOWN / _KM
    row = _rows(told, height)
    begin = int(told.low[usable].min(initial=0))
    room = np.int64(2**36)
    middle = told.low + told.span // 2
    held = np.sort((row[usable] * 2**13 + _columns(told, usable, row[usable], height)) * room + middle[usable] - begin)
    for up in (-1, 0, 1):
        there = row[usable] + up
        wide = _width(there, height)
        column = _columns(told, usable, there, height)
        for right in (-1, 0, 1):
            base = (there * 2**13 + (column + right) % wide) * room + middle[usable] - begin
            into[usable] += (np.searchsorted(held, base + slack, "right")
                             - np.searchsorted(held, base - slack, "left"))


def steps(numbers: Ints) -> NDArray[np.int8]:
    """Numbers as steps that double, at most 8."""
    return np.asarray(np.minimum(8, np.ceil(np.log2(np.maximum(numbers, 0) + 1))), dtype=np.int8)
