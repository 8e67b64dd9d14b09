"""What speaks for and against two tellings being of one happening: the level of every feature for every pair."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from servanda.link.meetings import CLOCK, DAY, DISTRICT, HOUR, SITE, TOWN, gap, kilometres
from servanda.link.tellings import Bits, Bools, Ints, Tellings
from servanda.model.linking import NAMES
from servanda.model.vocabulary import ACTS, MEANS

Levels = NDArray[np.int8]

_ALIKE = 0.45  # share of three-letter pieces that two names have in common


def levels(told: Tellings, crowd: NDArray[np.int8], a: Ints, b: Ints) -> Levels:
    """The level of every feature (columns, in the order of `FEATURES`) for every pair (rows).

    ``crowd`` is the step (`meetings.steps`) of how many other tellings lie about each.
    """
    made = np.empty((len(a), len(NAMES)), np.int8, order="F")
    for column, measure in enumerate(MEASURES):
        made[:, column] = measure(told, a, b)
    made[:, NAMES.index("crowd")] = np.maximum(crowd[a], crowd[b])
    return made


def _select(cases: Sequence[tuple[Bools, int]], other: int, size: int) -> Levels:
    """The level of the first condition that holds."""
    made = np.full(size, other, np.int8)
    for holds, level in reversed(cases):
        made[holds] = level
    return made


def _time(told: Tellings, a: Ints, b: Ints) -> Levels:
    apart, span = gap(told, a, b), told.span
    short, long = np.minimum(span[a], span[b]), np.maximum(span[a], span[b])
    both, one = long <= CLOCK, short <= CLOCK
    inside = 2 * -apart >= short
    part, days = long <= 13 * HOUR, long > 26 * HOUR
    return _select([
        (~(told.timed[a] & told.timed[b]), 15),
        (both & (apart <= HOUR // 4), 0), (both & (apart <= 3 * HOUR // 2), 1), (both & (apart <= 6 * HOUR), 2),
        ((long <= HOUR // 4) & (np.abs(apart - DAY) <= HOUR // 4), 4), (both & (apart <= 30 * HOUR), 3),
        (inside & days, 10), (inside & one & part, 5), (inside & one, 6), (inside & part, 7),
        (inside & (short <= 13 * HOUR), 8), (inside, 9), (apart < 0, 11), (apart <= 12 * HOUR, 12),
        (apart <= 36 * HOUR, 13)], 14, len(a))


def _place(told: Tellings, a: Ints, b: Ints) -> Levels:
    far = kilometres(told, a, b)
    wide = np.maximum(told.radius[a], told.radius[b])
    site, town, district = wide <= SITE, wide <= TOWN, wide <= DISTRICT
    spot = town & (np.minimum(told.radius[a], told.radius[b]) <= SITE)
    return _select([
        (np.isnan(far), 17),
        (site & (far <= .25), 0), (site & (far <= 1), 1), (site & (far <= 4), 2), (site, 3),
        (town & (far <= .05), 8), (spot & (far <= 1.5), 4), (spot & (far <= 3), 5), (spot & (far <= 6), 6), (spot, 7),
        (town & (far <= 3), 9), (town & (far <= 7), 10), (town, 11),
        (district & (far <= wide / 2), 12), (district & (far <= .85 * wide), 13), (district, 14),
        (far <= wide / 2, 15)], 16, len(a))


def _name(told: Tellings, a: Ints, b: Ints) -> Levels:
    one, other = told.place[a], told.place[b]
    missing = (one < 0) | (other < 0)
    same = (one == other) & ~missing & ((told.region[a] == told.region[b]) | (told.region[a] < 0)
                                        | (told.region[b] < 0))
    if not told.places:
        return np.full(len(a), 3, np.int8)
    pieces = _pieces(told.places)
    mine, theirs = pieces[one], pieces[other]
    common = np.bitwise_count(mine & theirs).sum(axis=1, dtype=np.int64)
    either = np.bitwise_count(mine | theirs).sum(axis=1, dtype=np.int64)
    wide = np.maximum(told.radius[a], told.radius[b])
    wider = (wide > TOWN) & (wide > 1.5 * np.minimum(told.radius[a], told.radius[b]))
    return _select([(missing, 3), (same, 0), (common > _ALIKE * either, 1), (wider, 4)], 2, len(a))


def _pieces(names: Sequence[str]) -> Bits:
    """For each name the set of its three-letter pieces as 256 bits."""
    made = np.zeros((len(names), 4), np.uint64)
    for number, name in enumerate(names):
        text = f" {name} "
        for start in range(len(text) - 2):
            bit = int.from_bytes(text[start:start + 3].encode(), "little") * 2_654_435_761 >> 12 & 255
            made[number, bit >> 6] |= np.uint64(1 << (bit & 63))
    return made


def _author(told: Tellings, a: Ints, b: Ints) -> Levels:
    one, other = told.author[a], told.author[b]
    return _select([((one < 0) & (other < 0), 3), ((one < 0) | (other < 0), 2), (one == other, 0)], 1, len(a))


def _act(told: Tellings, a: Ints, b: Ints) -> Levels:
    return _kinship(told.acts, ACTS)[told.act[a], told.act[b]]


def _means(told: Tellings, a: Ints, b: Ints) -> Levels:
    return _kinship(told.weapons, MEANS)[told.means[a], told.means[b]]


def _kinship(paths: Sequence[str], tree: Collection[str]) -> Levels:
    """0 the same, 1 one above the other, 2 of one root, 3 different words, 4 different roots of our tree, 5 not stated.

    The last row and column stand for what is not stated.
    """
    made = np.full((len(paths) + 1, len(paths) + 1), 5, np.int8)
    for i, one in enumerate(paths):
        for j, other in enumerate(paths):
            related = (one + "/").startswith(other + "/") or (other + "/").startswith(one + "/")
            roots = {one.partition("/")[0], other.partition("/")[0]}
            made[i, j] = (0 if i == j else 1 if related else 2 if len(roots) == 1
                          else 4 if roots <= set(tree) else 3)
    return made


def _object(told: Tellings, a: Ints, b: Ints) -> Levels:
    def meet(mine: Bits, theirs: Bits) -> Bools:
        return np.asarray((mine[a] & theirs[b]) != 0)

    same = meet(told.functions, told.functions)
    kind = meet(told.functions, told.functions_above) | meet(told.functions_above, told.functions)
    sector = meet(told.sectors, told.sectors_above) | meet(told.sectors_above, told.sectors)
    none = (((told.functions[a] == 0) | (told.functions[b] == 0))
            & ((told.sectors[a] == 0) | (told.sectors[b] == 0)))
    return _select([(none, 4), (same, 0), (kind, 1), (sector, 2)], 3, len(a))


def _stage(told: Tellings, a: Ints, b: Ints) -> Levels:
    one, other = told.stage[a], told.stage[b]
    return _select([((one < 0) | (other < 0), 2), (one == other, 0)], 1, len(a))


def _dead(told: Tellings, a: Ints, b: Ints) -> Levels:
    return _toll(told.dead[a], told.dead[b])


def _hurt(told: Tellings, a: Ints, b: Ints) -> Levels:
    return _toll(told.hurt[a], told.hurt[b])


def _toll(one: Ints, other: Ints) -> Levels:
    least, most = np.minimum(one, other), np.maximum(one, other)
    same = least == most
    return _select([
        (least < 0, 7), (same & (least >= 5), 0), (same & (least >= 2), 1), (same & (least == 1), 2), (same, 3),
        ((least > 0) & ((most - least <= 1) | (2 * most <= 3 * least)), 4), (least == 0, 5)], 6, len(one))


def _voice(told: Tellings, a: Ints, b: Ints) -> Levels:
    one, other = told.voice[a], told.voice[b]
    apart = told.timed[a] & told.timed[b] & (gap(told, a, b) >= 0)
    return _select([((one < 0) | (other < 0), 2), ((one == other) & apart, 3), (one == other, 0)], 1, len(a))


def _source(told: Tellings, a: Ints, b: Ints) -> Levels:
    one, other = told.source[a], told.source[b]
    return _select([((one < 0) | (other < 0), 2), (one == other, 0)], 1, len(a))


MEASURES: tuple[Callable[[Tellings, Ints, Ints], Levels], ...] = (
    _time, _place, _name, _author, _act, _means, _object, _stage, _dead, _hurt, _voice, _source)
