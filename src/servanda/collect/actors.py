"""Names of origins, authors and speakers to the actors and parties of the case; unknown ones are told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from servanda.collect.columns import joined, members
from servanda.model.case import Actor, CaseInfo, Party
from servanda.model.names import Index
from servanda.model.objects import UNKNOWN
from servanda.model.problems import Problem, problem

NO_PARTY = "none"


def _index(known: Iterable[Actor | Party]) -> Index:
    """Actors or parties by id, title and alias."""
    return Index((name, one.id) for one in known for name in {one.id, one.title, *one.aliases} if name)


class Directory:
    """Who is who: actors and parties by id, title and alias; ambiguous names resolve to nothing."""

    def __init__(self, info: CaseInfo) -> None:
        """Index the actors and parties of a case."""
        self._actors = _index(info.actors)
        self._parties = _index(info.parties)
        self._ids = {actor.id for actor in info.actors}
        self._party_ids = set(info.party_ids())
        self._party_of = {actor.id: actor.party or NO_PARTY for actor in info.actors}
        self._habits = {actor.id: actor.prints_times_in for actor in info.actors if actor.prints_times_in}
        self.unknown: Counter[tuple[str, str]] = Counter()  # (file, name) -> rows

    def actor(self, name: str) -> str:
        """The actor id of a name, '' if there is none."""
        return name if name in self._ids else self._actors.find(name)

    def party(self, name: str) -> str:
        """The party id of a name, '' if there is none."""
        return name if name in self._party_ids else self._parties.find(name)

    def is_party(self, name: str) -> bool:
        """Whether the name is a party's rather than an actor's."""
        return name in self._party_ids or (not self.actor(name) and bool(self.party(name)))

    def party_of(self, name: str) -> str:
        """The party that an actor or a party of that name stands for.

        `none` = belongs to no party; `unknown` = an actor whose party is not known; '' = nobody
        of that name.
        """
        party = name if name in self._party_ids else ""
        actor = "" if party else self.actor(name)
        return party or (self._party_of[actor] if actor else self.party(name))

    def habit(self, names: str) -> tuple[str, ...]:
        """The zones in which the origins of that list print clock times."""
        return tuple(sorted({self._habits[a] for a in (self.actor(n) for n in members(names)) if a in self._habits}))

    def origins(self, cell: str) -> str | None:
        """A list of origins as ids; a name that is not known stays as written."""
        return joined(dict.fromkeys(self.actor(name) or self.party(name) or name for name in members(cell)))

    def origin_parties(self, cell: str) -> str | None:
        """The parties of a list of origins, `none` for an origin of no party; unknown ones add nothing."""
        found = {self.party_of(name) for name in members(cell)} - {"", UNKNOWN}
        return joined(sorted(found))

    def known_party(self, cell: str) -> str:
        """The party that is named, or whose actor is named; `unknown` is an answer.

        Raises ``ValueError`` for anybody else.
        """
        if cell == UNKNOWN:
            return UNKNOWN
        found = self.party_of(cell)
        if not found:
            near = self._parties.near(cell) or self._actors.near(cell)
            raise ValueError("neither a party nor an actor of case.yaml"
                             + (f" (did you mean `{near}`?)" if near else ""))
        return found

    def known_parties(self, cell: str) -> str | None:
        """A list of parties, each named itself or by one of its actors."""
        return joined(dict.fromkeys(self.known_party(name) for name in members(cell)))

    def recognitions(self, cell: str) -> str | None:
        """A list of `PARTY:instrument`."""
        parts = []
        for part in members(cell):
            party, _, instrument = part.partition(":")
            parts.append(self.known_party(party) + (f":{instrument}" if instrument else ""))
        return joined(parts)

    def note_unknown(self, files: Iterable[str], cells: Iterable[str]) -> None:
        """Count names that the case does not declare."""
        missing: dict[str, tuple[str, ...]] = {}
        for file, cell in zip(files, cells, strict=True):
            if cell not in missing:
                missing[cell] = tuple(n for n in members(cell) if n != UNKNOWN and not self.party_of(n))
            for name in missing[cell]:
                self.unknown[file, name] += 1

    def problems(self) -> list[Problem]:
        """One warning for each unknown name, with the number of rows."""
        totals: Counter[str] = Counter()
        first: dict[str, str] = {}
        for (file, name), rows in sorted(self.unknown.items()):
            totals[name] += rows
            first.setdefault(name, file)
        return [self._unknown(name, first[name], rows) for name, rows in sorted(totals.items())]

    def _unknown(self, name: str, file: str, rows: int) -> Problem:
        near = self._actors.near(name)
        hint = f" (did you mean `{near}`?)" if near else ""
        found = problem("actor_unknown", file, 0, f"`{name[:80]}` is no actor of case.yaml, in {rows} rows{hint}.")
        return replace(found, count=rows)
