"""The features by which reports are linked, the levels each can take, and what a level weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

# Feature -> its levels in words; the level's number is its place.  '' says nothing worth telling.
FEATURES: dict[str, tuple[str, ...]] = {
    "time": ("same clock time", "clock times within the hour and a half", "clock times some hours apart",
             "clock times up to a day apart", "same clock time on the day after",
             "clock time within the stated part of a day",
             "clock time within the stated day", "same part of a day", "part of the stated day", "same day",
             "within the stated days", "times overlap a little", "times next to each other",
             "times up to a day and a half apart", "times days apart", "time not stated by both"),
    "place": ("same spot", "spots within a kilometre", "spots within four kilometres", "spots farther apart",
              "spot within a kilometre and a half of the town's point",
              "spot within three kilometres of the town's point",
              "spot within six kilometres of the town's point", "spot farther from the town's point",
              "same point", "points within three kilometres", "points within seven kilometres",
              "points within twelve kilometres", "inner half of a district", "within a district", "edge of a district",
              "inner half of a region", "within a region", "position not stated by both"),
    "name": ("same place name", "place names much alike", "other place names", "place not named by both",
             "one names the wider area"),
    "author": ("same author named", "other authors named", "one names no author", "neither names an author"),
    "act": ("same act", "acts of one kind", "acts of one family", "different acts", "acts of different kinds", ""),
    "means": ("same means", "means of one kind", "means of one family", "different means",
              "weapons of different families", ""),
    "object": ("same object", "objects of one kind", "objects of one sector", "different objects", ""),
    "stage": ("", "told as attempt and as hit", ""),
    "dead": ("same number of dead, five or more", "same number of dead, two to four", "one dead in both",
             "nobody dead in both", "numbers of dead close", "dead in one, none in the other",
             "numbers of dead far apart", ""),
    "hurt": ("same number of injured, five or more", "same number of injured, two to four", "one injured in both",
             "nobody injured in both", "numbers of injured close", "injured in one, none in the other",
             "numbers of injured far apart", ""),
    "voice": ("told by the same voice", "told by different voices", "voice not known",
              "told by the same voice of times apart"),
    "source": ("told twice by one source", "told by two sources", ""),
    "crowd": tuple(f"about {2 ** n - 1} other reports there and then" for n in range(9)),
}
# The level of a feature that says nothing, because one of the two or both do not state it.
UNSTATED = {"time": 15, "place": 17, "name": 3, "author": 3, "act": 5, "means": 5, "object": 4, "stage": 2, "dead": 7,
            "hurt": 7, "voice": 2, "source": 2}
NAMES = tuple(FEATURES)
SIZES = tuple(len(levels) for levels in FEATURES.values())
# The level that a feature's other weights are told against: nothing stated, or the usual case.
NEUTRAL = {**UNSTATED, "voice": 1, "source": 1, "crowd": 0}


@dataclass(frozen=True)
class Weights:
    """``base`` and, by feature, one weight a level, in whole thousandths of a natural logarithm of odds.

    ``basis`` says where they come from; ``spread`` counts the levels of all pairs that were compared when they
    were learned, by which drift is noticed.
    """

    base: int
    levels: Mapping[str, tuple[int, ...]]
    basis: str = ""
    spread: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def crowded(self) -> bool:
        """Whether the crowd about two tellings counts, in which case further reports move old probabilities."""
        return any(self.levels.get("crowd", ()))

    def of(self, feature: str) -> tuple[int, ...]:
        """The weights of a feature; nothing weighs where none are given."""
        return self.levels.get(feature) or (0,) * len(FEATURES[feature])

    def told(self, levels: tuple[int, ...]) -> list[tuple[str, str, int]]:
        """(feature, level in words, weight) of one pair, the weightiest first; what weighs nothing is left out."""
        found = (of[level] for of, level in zip(self._worded, levels, strict=True))
        return sorted((one for one in found if one[2] and one[1]), key=lambda one: (-abs(one[2]), one[0]))

    @cached_property
    def _worded(self) -> list[list[tuple[str, str, int]]]:
        """(feature, level in words, weight) of every level of every feature."""
        return [[(name, words, weight) for words, weight in zip(FEATURES[name], self.of(name), strict=True)]
                for name in NAMES]

    def centred(self) -> Weights:
        """The same odds, with weights told against the neutral level of every feature."""
        shift = {name: self.of(name)[NEUTRAL[name]] for name in NAMES}
        return Weights(self.base + sum(shift.values()),
                       {name: tuple(one - shift[name] for one in self.of(name)) for name in NAMES}, self.basis,
                       self.spread)
