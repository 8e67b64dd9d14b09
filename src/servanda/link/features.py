"""What speaks for and against two reports telling of one happening: conditions, points and words, as data."""

from __future__ import annotations

from dataclasses import dataclass

# A pair is linked on its own at this many points, and may stand in one cluster from MAY on.
LINK, MAY = 3, 0
SLAB = 2 * 86_400  # seconds: reports are compared within a slab and its neighbours
CLOCK = 7_200  # seconds: a possible time no longer than this is a stated clock time
APART = 5_400  # seconds: clock times further apart are two happenings
NEAR = 900  # seconds: clock times no further apart are the same
POINT, TOWN, DISTRICT = 10.0, 30.0, 60.0  # km: radius of a named site, of a town, of a district; above, a region
LAT_CELL = 0.5  # degrees: more than TOWN
VAGUE = 2 * 86_400  # seconds: a possible time longer than this says little by falling within another
LONG = 16  # slabs: a possible time that covers more than these is too vague to link by


@dataclass(frozen=True)
class Level:
    """One level of a feature: an SQL condition over nodes `a` and `b`, its points, and how it is told.

    Points None = the two are kept apart whatever else speaks for them.
    """

    when: str
    points: int | None
    words: str


_BOTH_CLOCK = f"a.span <= {CLOCK} AND b.span <= {CLOCK}"

FEATURES: dict[str, tuple[Level, ...]] = {
    "time": (
        Level(f"{_BOTH_CLOCK} AND gap > {APART}", None, "clock times far apart"),
        Level(f"{_BOTH_CLOCK} AND gap <= {NEAR}", 3, "same clock time"),
        Level(_BOTH_CLOCK, 0, "clock times close"),
        Level(f"2 * -gap >= least(a.span, b.span) AND greatest(a.span, b.span) <= {VAGUE}", 2, "same time"),
        Level("2 * -gap >= least(a.span, b.span)", 1, "times within each other"),
        Level("gap < 0", -2, "times touch"),
        Level("gap <= 43200", -4, "times next to each other"),
        Level("TRUE", None, "times apart"),
    ),
    "place": (
        Level(f"same_name AND widest <= {POINT}", 3, "same place"),
        Level(f"widest <= {POINT} AND distance <= 1", 3, "same point"),
        Level(f"same_name AND widest <= {TOWN}", 2, "same place"),
        Level(f"widest <= {TOWN} AND distance <= widest", 2, "within each other's radius"),
        Level("same_name", 1, "same area"),
        Level(f"widest <= {DISTRICT} AND narrowest <= {TOWN} AND distance <= widest", 1, "within the same district"),
        Level(f"widest > {DISTRICT} AND same_region", 0, "same region"),
        Level("TRUE", None, "places apart"),
    ),
    "object": (
        Level("a.no_object OR b.no_object", 0, "object not stated by both"),
        Level("same_function", 2, "same kind of object"),
        Level("same_sector", 1, "same sector"),
        Level("TRUE", -2, "different objects"),
    ),
    "act": (
        Level("a.act_kind <> '' AND b.act_kind <> '' AND a.act_kind <> b.act_kind", None, "acts of different kinds"),
        Level("TRUE", 0, ""),
    ),
    "means": (
        Level("a.means = '' OR b.means = ''", 0, "means not stated by both"),
        Level("a.means = b.means", 1, "same means"),
        Level("list_contains(a.means_above, b.means) OR list_contains(b.means_above, a.means)", 0, "means of one kind"),
        Level("a.means_above[-1] = b.means_above[-1]", -1, "means of one family"),
        Level("TRUE", -2, "different means"),
    ),
    "stage": (
        Level("a.stage_group <> '' AND b.stage_group <> '' AND a.stage_group <> b.stage_group", -1,
              "told as attempt and as hit"),
        Level("TRUE", 0, ""),
    ),
    "toll": (
        Level("(a.injured > 0 AND a.injured = b.injured) OR (a.fatalities > 0 AND a.fatalities = b.fatalities)", 1,
              "same toll"),
        Level("TRUE", 0, ""),
    ),
}


def case_of(levels: tuple[Level, ...]) -> str:
    """The number of the first level that holds, as SQL."""
    whens = " ".join(f"WHEN {level.when} THEN {number}" for number, level in enumerate(levels))
    return f"CASE {whens} END"


def points_of(name: str) -> str:
    """The points of a feature whose level number stands in a column of its name; NULL keeps apart."""
    whens = " ".join(f"WHEN {number} THEN {level.points}" for number, level in enumerate(FEATURES[name])
                     if level.points is not None)
    return f"CASE {name} {whens} END"


def reason(levels: tuple[int, ...]) -> str:
    """The features of a pair in words, those that say nothing left out."""
    words = (FEATURES[name][level].words for name, level in zip(FEATURES, levels, strict=True))
    return ", ".join(word for word in words if word)
