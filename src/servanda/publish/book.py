"""What every page draws on: the database, the case, the one *now*, and the names of things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.model.sharing import COARSE, DELAYED, LEVEL, LICENCE, REDACTED, SMALL, UNNAMED
from servanda.publish import words
from servanda.publish.redact import NotShared
from servanda.publish.release import Release
from servanda.queries import hiding, record, verdicts

if TYPE_CHECKING:
    from servanda.publish.maps import Scene

_HELD = {REDACTED: "redacted", LEVEL: "kept for a narrower audience", LICENCE: "without the words of their source",
         DELAYED: "too young to be released", COARSE: "made coarse", UNNAMED: "without their source"}
UNATTRIBUTED = "unattributed"


@dataclass(frozen=True)
class Book:
    """One build as pages see it; ``index_shards`` and ``detail_shards`` say where the data lie.

    ``release`` is None for the owner's own build.
    """

    db: Database
    case: Case
    as_of: str
    index_shards: tuple[str, ...] = ()
    detail_shards: int = 1
    release: Release | None = None
    scene: Scene | None = None  # what the maps show, once it was gathered

    def __post_init__(self) -> None:
        """Raises `NotShared` where numbers alone go out: pages are made of rows, and would say that there are none."""
        if any(why == SMALL for _, why, _ in hiding.kept(self.db)[0]):
            raise NotShared("numbers alone go to this audience (`fewer_than` in case.yaml), and pages are made of "
                            "rows; `servanda export` writes the tables")

    @cached_property
    def statements(self) -> set[str]:
        """Ids that have an entry on the statements page."""
        return record.statement_ids(self.db)

    @cached_property
    def hidden(self) -> int:
        """Rows of which something is hidden."""
        return sum(rows for _, _, rows in hiding.counts(self.db))

    @cached_property
    def hidden_why(self) -> str:
        """Why rows are hidden, in words joined by `or`; redacted where a build is the owner's."""
        codes = {code for _, why, _ in hiding.counts(self.db) for code in why.split(";")}
        return " or ".join(word for code, word in _HELD.items() if code in codes)

    @cached_property
    def withheld(self) -> list[str]:
        """Sentences on what is held back of each side, and on what is left out beside it."""
        return hiding.kept(self.db)[1]

    @cached_property
    def damage(self) -> list[dict[str, Any]]:
        """Problems for which decisions that people took are not applied."""
        return [row for row in record.problems(self.db) if row["code"] in ("journal_broken", "journal_fork")]

    @cached_property
    def figures(self) -> dict[tuple[str, str, str, str], dict[str, Any]]:
        """Incident counts by (provision, reading, party, standard)."""
        return {(row["provision"], row["reading"], row["party"], row["standard"]): row
                for row in verdicts.figures(self.db)}

    @cached_property
    def effective(self) -> dict[tuple[str, str, str], dict[str, Any]]:
        """What a reading holds an element of a provision to be, by (provision, element, reading)."""
        return {(row["provision"], row["element"], row["reading"]): row for row in record.effective(self.db)}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Titles of parties, actors and readings by id."""
        info, terms = self.case.info, self.case.terms
        found = {actor.id: actor.title for actor in info.actors}
        found |= {party.id: party.title for party in info.parties}
        found |= {UNATTRIBUTED: "nobody named", "none": "of no party"}
        return {**found, **{reading.id: reading.title for reading in terms.readings}, **words.READINGS}

    @cached_property
    def topics(self) -> dict[str, str]:
        """Titles of topics by id."""
        return dict(self.case.info.topics)

    @cached_property
    def propositions(self) -> dict[str, str]:
        """Titles of propositions by id."""
        return {one.id: one.title for one in self.case.info.propositions}

    def title(self, id_: str | None) -> str:
        """The title of a party, actor or reading; the id itself where there is none."""
        return self.titles.get(id_ or "", id_ or "") or (id_ or "")

    def standard(self, code: str) -> str:
        """The name of a standard of evidence, with the party's title."""
        kind, _, party = code.partition(":")
        return words.standard(f"{kind}:{self.title(party)}" if party else code)

    def provision(self, id_: str) -> str:
        """The title of a provision."""
        return next((p.title for p in self.case.terms.provisions if p.id == id_), id_) or id_

    @property
    def compare(self) -> tuple[str, ...]:
        """The compared readings."""
        return self.case.terms.compare

    def readings_on(self, provision: str, among: Iterable[str] = ()) -> list[str]:
        """Readings that say something about a provision, as ordered in terms.yaml."""
        allowed = set(among) or {reading.id for reading in self.case.terms.readings}
        speaking = {rule.reading for rule in self.case.terms.rules if rule.provision == provision}
        return [r.id for r in self.case.terms.readings if r.id in speaking and r.id in allowed]

    def authors(self) -> list[str]:
        """Authors that figures name: parties as ordered in case.yaml, then others, nobody last."""
        found = {key[2] for key in self.figures if key[2]}
        return in_order(found - {UNATTRIBUTED}, self.case.info.party_ids()) + sorted(found & {UNATTRIBUTED})

    def standards(self) -> list[str]:
        """The ladder: any claim, each side's claims, then the stricter ones; and whatever else figures use."""
        ladder = ["all", *(f"claims:{party.id}" for party in self.case.info.parties if party.role == "party"),
                  "independent", "corroborated", "verified"]
        return in_order({*ladder, *(key[3] for key in self.figures)}, ladder)


def in_order(found: Iterable[str], order: Iterable[str]) -> list[str]:
    """Those found, in the given order, the rest behind it in code-point order."""
    left = set(found)
    ordered = [item for item in order if item in left]
    return ordered + sorted(left - set(ordered))


def by_incident(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Incident id -> its rows; an empty list for one that has none."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["incident_id"]].append(row)
    return found


def split(text: str | None) -> list[str]:
    """The members of a list cell."""
    parts = text.split(";") if text else []
    return [part for part in parts if part] if "" in parts else parts


View = Callable[[Book], dict[str, Any]]


@dataclass(frozen=True)
class Page:
    """One page of the site: file, label in the navigation ('' = not listed), template, and what it shows."""

    file: str
    label: str
    title: str
    template: str
    view: View
