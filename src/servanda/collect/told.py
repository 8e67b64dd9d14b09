"""What is told once a file with a number of rows, however many sheets its rows come in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from servanda.model.problems import Problem, problem


class Told:
    """Counts of rows by file and thing."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self.unclear: Counter[str] = Counter()  # file -> rows whose time was read as a union of zones
        self.places: Counter[tuple[str, str]] = Counter()  # (file, place) -> rows without a position

    def add(self, file: str, unclear: int, places: Mapping[str, int]) -> None:
        """Count what another reading of a file counted."""
        if unclear:
            self.unclear[file] += unclear
        for name, rows in places.items():
            self.places[file, name] += rows

    def problems(self) -> list[Problem]:
        """One problem for each file, and for each place that is not known."""
        times = [_several("time_unclear", file, f"Rows that state a time without a zone: {n}; the union of the zones "
                          "that it may mean is used.", n) for file, n in sorted(self.unclear.items())]
        places = [_several("place_unknown", file, f"`{name[:80]}` is not in places.csv; rows of it without a position "
                           f"of their own: {n}.", n) for (file, name), n in sorted(self.places.items())]
        return times + places


def _several(code: str, file: str, message: str, count: int) -> Problem:
    return replace(problem(code, file, 0, message), count=count)
