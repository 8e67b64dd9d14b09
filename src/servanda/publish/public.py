"""The case as an audience may see it: every field of it is listed here, and one that is not listed goes nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from servanda.model.case import Case, Place
from servanda.model.sharing import reaches

KEPT, EMPTIED, SIFTED = "kept", "emptied", "sifted"
# What becomes of each field.  Sifted: only what a row that is shown names.
CLASSES: Mapping[str, Mapping[str, str]] = {
    "Case": {"root": EMPTIED, "info": SIFTED, "terms": KEPT, "places": SIFTED, "zones": KEPT, "meetings": KEPT,
             "decisions": EMPTIED, "tables": EMPTIED, "counting": KEPT,
             "borders": KEPT, "untold_change": KEPT, "documents": EMPTIED, "linking": KEPT,
             "digests": SIFTED, "problems": EMPTIED},
    "CaseInfo": {"id": KEPT, "title": KEPT, "zone": KEPT, "clock_zones": KEPT, "parties": KEPT, "actors": SIFTED,
                 "sources": SIFTED, "topics": SIFTED, "expected": KEPT, "propositions": SIFTED, "observers": SIFTED,
                 "as_of": KEPT, "tlp": KEPT, "licence": KEPT, "note": KEPT, "links": KEPT, "publish": KEPT,
                 "report": KEPT},
    "Party": dict.fromkeys(("id", "title", "aliases", "role"), KEPT),
    "Actor": {**dict.fromkeys(("id", "title", "party", "role", "basis", "prints_times_in", "voice"), KEPT),
              "aliases": EMPTIED},
    "SourceInfo": {**dict.fromkeys(("id", "title", "party", "owner", "prints_times_in", "prints_why", "licence", "tlp"),
                                   KEPT), "grade": EMPTIED, "delay": EMPTIED, "named": EMPTIED},
    "Observer": dict.fromkeys(("actor", "start", "through"), KEPT),
    "Place": dict.fromkeys(("name", "lat", "lon", "radius_km", "admin1", "claimed_by", "recognised_by", "operated_by",
                            "control"), KEPT),
}


@dataclass(frozen=True)
class Shown:
    """The names that shown rows bear, of places, sources and whoever speaks or acts; and what hidden rows alone say."""

    places: Collection[str]
    sources: Collection[str]
    people: Collection[str]
    hidden: Collection[str]


def public(case: Case, audience: str, shown: Shown) -> Case:
    """The case for an audience below the owner: lists only what rows that are shown name, and no work on the case."""
    wider = not reaches("amber", audience)
    named = set(shown.people) | _texts(case.terms)  # the terms are shown whole: whoever owns or states a part of them
    people = tuple(one for one in case.info.actors if one.id in named or {one.title, *one.aliases} & set(shown.people))
    info = replace(
        _emptied(case.info),
        actors=tuple(_emptied(one) if wider else one for one in people),
        sources=tuple(_emptied(one) if wider else one for one in case.info.sources if one.id in shown.sources),
        topics=tuple(one for one in case.info.topics if one[0] not in shown.hidden),
        propositions=tuple(one for one in case.info.propositions if one.topic not in shown.hidden),
        observers=tuple(one for one in case.info.observers if one.actor in {actor.id for actor in people}),
    )
    made: Case = _emptied(case)
    return replace(made, info=info, places=_places(case, shown), digests=commitment(case.digests))


def without(case: Case, shown: Shown) -> Case:
    """The case for its owner, less the names that only redacted rows bear."""
    gone = set(shown.hidden)
    if not gone:
        return case
    people = tuple(one for one in case.info.actors if not {one.id, one.title, *one.aliases} & gone)
    info = replace(case.info, actors=people, sources=tuple(s for s in case.info.sources if s.id not in gone))
    return replace(case, info=info, places=tuple(one for one in case.places if one.name not in gone))


def commitment(digests: Mapping[str, str]) -> dict[str, str]:
    """One hash over the names and hashes of all inputs.

    The hash of one file of which a reader lacks one word would tell him the word, if he tries a list of them.
    """
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    return {"all inputs": hashlib.sha256(text.encode()).hexdigest()} if digests else {}


def key(case: Case) -> bytes:
    """What names are put in order by: the owner can find it again, a reader cannot."""
    return commitment(case.digests).get("all inputs", "").encode()


def _texts(value: Any) -> set[str]:
    """Every text in a tree of dataclasses, mappings and lists."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, Mapping):
        return set().union(*(_texts(item) for item in value.values()), set())
    if isinstance(value, list | tuple):
        return set().union(*(_texts(item) for item in value), set())
    if hasattr(value, "__dataclass_fields__"):
        return set().union(*(_texts(getattr(value, one.name)) for one in fields(value)), set())
    return set()


def _places(case: Case, shown: Shown) -> tuple[Place, ...]:
    return tuple(one for one in case.places if one.name in shown.places)


def _emptied(one: Any) -> Any:
    """A part of the case without the fields that are emptied, or that are not listed."""
    listed = CLASSES[type(one).__name__]
    gone = [field for field in fields(one) if listed.get(field.name, EMPTIED) == EMPTIED]
    return replace(one, **{field.name: _nothing(getattr(one, field.name)) for field in gone})


def _nothing(value: Any) -> Any:
    return type(value)() if isinstance(value, str | tuple | dict | int) else None
