"""What an opened case folder is made of: parties, actors, sources, places, zones, decisions, raw tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servanda.model.documents import SideCar
from servanda.model.linking import Weights
from servanda.model.problems import Problem
from servanda.model.sharing import NAMING, Release
from servanda.model.terms import Terms

Frame = dict[str, list[Any]]  # columns of one table, all of one length


@dataclass(frozen=True)
class Party:
    """Bound, or said to be; also mediators and observers that own readings."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    role: str = "party"  # party, mediator, observer, other


@dataclass(frozen=True)
class Actor:
    """A unit, ministry, person or outlet that speaks or acts; belongs to a party by attribution."""

    id: str
    title: str
    party: str = ""  # '' = belongs to none; 'unknown' = not known
    aliases: tuple[str, ...] = ()
    role: str = ""
    basis: str = ""
    prints_times_in: str = ""
    voice: str = ""  # how strongly it speaks for its party; '' = not stated


@dataclass(frozen=True)
class Proposition:
    """Something that statements may assert or deny, said once in neutral words.

    ``kind``: a ``fact`` was or is so; a ``stand`` should or will be; ``acceptance`` is the taking of an
    agreement (``provision``) by a party.  ``answer`` is what it asks for.  ``wanted_by`` are the parties whose
    demand it is.  ``precedents``: its number is a count of earlier truces.
    """

    id: str
    title: str
    topic: str
    kind: str = "fact"
    answer: str = "yes_no"
    unit: str = ""
    provision: str = ""
    wanted_by: tuple[str, ...] = ()
    precedents: bool = False


@dataclass(frozen=True)
class SourceInfo:
    """A source as case.yaml lists it."""

    id: str
    title: str = ""
    party: str = ""
    owner: str = ""
    grade: str = ""
    prints_times_in: str = ""
    prints_why: str = ""
    licence: str = ""
    tlp: str = ""
    delay: int = 0  # hours
    named: str = NAMING[0]


@dataclass(frozen=True)
class Observer:
    """An actor that the case lists as observer, for which days."""

    actor: str
    start: str = ""
    through: str = ""


@dataclass(frozen=True)
class Place:
    """A gazetteer row: a point with a radius, and whose it is held to be.

    ``control`` holds (first day, last day, party), '' = open.  ``recognised_by`` holds
    ``PARTY:instrument``.
    """

    name: str
    lat: float | None
    lon: float | None
    radius_km: float | None
    admin1: str = ""
    claimed_by: tuple[str, ...] = ()
    recognised_by: tuple[str, ...] = ()
    operated_by: tuple[str, ...] = ()
    control: tuple[tuple[str, str, str], ...] = ()


# How well the text says where a zone ends: as the geometry has it, about so (drawn by the case), or not at all.
BOUNDARIES = ("stated", "approximate", "undefined")


@dataclass(frozen=True)
class Zone:
    """A named area: a GeoJSON geometry (Polygon or MultiPolygon, WGS 84); ``boundary`` '' = not said how sure."""

    id: str
    title: str
    geometry: Mapping[str, Any]
    cites: tuple[str, ...] = ()
    boundary: str = ""


@dataclass(frozen=True)
class Border:
    """A line that ``claimed_by`` hold to be the border of a state: lines of (longitude, latitude)."""

    id: str
    title: str
    lines: tuple[tuple[tuple[float, float], ...], ...]
    claimed_by: tuple[str, ...]
    recognised_by: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """One line of the journal, with its state after replay: active, undone or suspended."""

    seq: int
    prev: str
    hash: str
    at: str
    by: str
    kind: str
    table: str
    ids: tuple[str, ...]
    seen_hash: str
    value: Any
    reason: str
    cites: tuple[str, ...]
    undoes: int | None
    state: str = "active"


@dataclass(frozen=True)
class RawTable:
    """A table as read: file, header, rows of text, and the line on which each row starts.

    ``mapping`` is the side-car of a foreign table (our column -> theirs), empty for our own.
    ``aside`` holds (line, cells) of rows that cannot be read under the header; their problem is told.
    """

    file: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    lines: Sequence[int]
    mapping: Mapping[str, Any] = field(default_factory=dict)
    aside: tuple[tuple[int, tuple[str, ...]], ...] = ()


# How a report names authors of acts: not at all, only as somebody states it, or as held with its standing.
ATTRIBUTIONS = ("none", "claims", "findings")


@dataclass(frozen=True)
class ReportStyle:
    """How a mission wants its situation reports; '' = not stated."""

    attribution: str = ""
    zone: str = ""
    cut_off: str = ""  # hour at which each day ends, such as 18:30; '' = midnight
    language: str = ""


@dataclass(frozen=True)
class CaseInfo:
    """case.yaml: who is who, and the switches of the case."""

    id: str
    title: str
    zone: str  # default time zone of dates in terms
    clock_zones: tuple[str, ...] = ()  # zones that a clock time without zone may mean
    parties: tuple[Party, ...] = ()
    actors: tuple[Actor, ...] = ()
    sources: tuple[SourceInfo, ...] = ()
    topics: tuple[tuple[str, str], ...] = ()
    expected: tuple[str, ...] = ()  # topics that a readout of these talks may be expected to have
    propositions: tuple[Proposition, ...] = ()
    observers: tuple[Observer, ...] = ()
    as_of: str = ""
    tlp: str = "clear"
    licence: str = ""
    note: str = ""
    links: tuple[tuple[str, str], ...] = ()
    publish: tuple[Release, ...] = ()
    report: ReportStyle = ReportStyle()

    def party_ids(self) -> tuple[str, ...]:
        """Ids of all parties as written."""
        return tuple(party.id for party in self.parties)

    def standards(self) -> tuple[str, ...]:
        """Names of all standards of evidence, in the order of the ladder."""
        return ("all", *(f"claims:{party}" for party in self.party_ids()), "independent", "corroborated", "verified")


@dataclass(frozen=True)
class Meeting:
    """A meeting and its readouts as meetings.yaml gives them; readouts are plain mappings of text."""

    id: str
    title: str
    start: str
    end: str
    zone: str
    participants: tuple[str, ...]
    cites: tuple[str, ...]
    readouts: tuple[Mapping[str, Any], ...]
    line: int
    expected: tuple[str, ...] = ()  # topics expected of this meeting; () = those of the case
    silences: tuple[Mapping[str, Any], ...] = ()  # what others say is absent: topic, by, cites


@dataclass(frozen=True)
class Case:
    """An opened case folder: everything typed, nothing computed, problems collected."""

    root: str
    info: CaseInfo
    terms: Terms
    places: tuple[Place, ...] = ()
    zones: tuple[Zone, ...] = ()
    borders: tuple[Border, ...] = ()  # of states; only those that the case gives
    meetings: tuple[Meeting, ...] = ()
    decisions: tuple[Decision, ...] = ()
    tables: Mapping[str, tuple[RawTable, ...]] = field(default_factory=dict)  # reports, statements, ...
    counting: tuple[Mapping[str, Any], ...] = ()
    untold_change: float = 0.0  # share of reports that may have been lost, or gained, with nothing to tell it by
    documents: Mapping[str, SideCar] = field(default_factory=dict)  # path under documents/ -> what is known of it
    linking: Weights | None = None  # frozen weights of the linker
    digests: Mapping[str, str] = field(default_factory=dict)  # file -> sha256 of its bytes
    problems: tuple[Problem, ...] = ()


NO_CASE = Case("", CaseInfo("", "", "UTC"), Terms())
