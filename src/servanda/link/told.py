"""Reports in use as the linker reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from servanda.engine.database import Database
from servanda.link.linked import Linked
from servanda.model.objects import UNKNOWN

COLUMNS = ("r.report_id", "r.published", "r.origin", "r.origin_parties", "r.source", "s.party AS source_party",
            "r.author_claimed", "r.denied_by", "r.denies", "r.admitted_by", "r.time_from", "r.time_to", "r.place",
            "r.admin1", "r.lat", "r.lon", "r.precision", "r.act", "r.stage", "r.means", "r.aimed_at", "r.affected",
            "r.fatalities", "r.injured", "r.how_known")
# A certain copy is its first teller's word.
_GIVEN = {"r.origin": "coalesce(e.origin, r.origin)",
          "r.origin_parties": "CASE WHEN e.report_id IS NULL THEN r.origin_parties ELSE e.parties END"}

_NOBODY, _NOTHING = {"none", UNKNOWN}, {"", UNKNOWN}


@dataclass(frozen=True, slots=True)
class Told:
    """One report.  ``origins`` falls back to the source, and then to the report itself; see `echoes` for copies.

    ``parties`` are those of its origins, `none` for an origin of no party; unknown ones add nothing.
    """

    report_id: str
    published: str
    origins: tuple[str, ...]
    parties: tuple[str, ...]
    author: str
    denied_by: tuple[str, ...]
    denies: tuple[str, ...]
    admitted_by: tuple[str, ...]
    time_from: int | None
    time_to: int | None
    place: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    precision: float | None
    act: str
    stage: str
    means: str
    aimed_at: tuple[str, ...]
    affected: tuple[str, ...]
    fatalities: int | None
    injured: int | None
    how_known: str

    order: tuple[str, str] = field(init=False)
    what: tuple[str, tuple[str, ...], tuple[str, ...]] = field(init=False)
    says_what: bool = field(init=False)
    sides: frozenset[str] = field(init=False)
    denies_itself: bool = field(init=False)
    bare_denial: bool = field(init=False)

    def __post_init__(self) -> None:
        """What is asked of a report again and again.

        ``order``: earliest published first, then by id; a report without a day comes last.  ``what``: stage, aim and
        what was affected; ``says_what``: whether it states any.  ``sides``: the parties of its origins;
        ``denies_itself``: whether they are those who deny.  ``bare_denial``: it tells nothing but that its own side
        denies: no story, and no account.
        """
        says = bool({self.stage, *self.aimed_at, *self.affected} - _NOTHING)
        sides = frozenset(self.parties) - _NOBODY
        denies = bool(sides) and sides <= set(self.denied_by)
        for name, value in (
                ("order", (self.published or "9999", self.report_id)), ("says_what", says), ("sides", sides),
                ("what", (self.stage, self.aimed_at, self.affected)), ("denies_itself", denies),
                ("bare_denial", denies and not says and (not self.author or self.author in sides))):
            object.__setattr__(self, name, value)


def told(db: Database, found: Linked, block: int) -> Iterator[tuple[list[Told], list[int]]]:
    """Single reports in use with their clusters, whole clusters at a time, about so many reports a block.

    Those of clusters that are in `w_incident` are left out.
    """
    many = np.bincount(found.home[found.nodes.node], minlength=len(found.home) + 1)
    many[[row[0] for row in db.rows("SELECT home FROM w_incident ORDER BY home")]] = 0
    many = np.cumsum(many)
    start = 0
    while start < len(found.home):
        before = int(many[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(many, before + block, "right")))
        rows = db.rows(f"""SELECT h.home, {', '.join(_GIVEN.get(name, name) for name in COLUMNS)}
            FROM w_member m JOIN w_home h ON h.node = m.node JOIN reports r ON r.report_id = m.report_id
            LEFT JOIN sources s ON s.source = r.source LEFT JOIN w_echo e ON e.report_id = r.report_id
            WHERE h.home >= {start} AND h.home < {stop} AND h.home NOT IN (SELECT home FROM w_incident)
            ORDER BY h.home, r.report_id""")
        yield [_told(*row[1:]) for row in rows], [row[0] for row in rows]
        start = stop


def _told(report_id: str, published: str | None, origin: str | None, parties: str | None, source: str | None,
          source_party: str | None, author: str | None, denied_by: str | None, denies: str | None,
          admitted_by: str | None, time_from: int | None, time_to: int | None, place: str | None, admin1: str | None,
          lat: float | None, lon: float | None, precision: float | None, act: str | None, stage: str | None,
          means: str | None, aimed_at: str | None, affected: str | None, fatalities: int | None,
          injured: int | None, how_known: str | None) -> Told:
    return Told(report_id, published or "", members(origin) or (source or report_id,),
                members(parties if origin else source_party), "" if author in (None, UNKNOWN) else str(author),
                members(denied_by), members(denies), members(admitted_by), time_from, time_to, place, admin1, lat, lon,
                precision, act or "", stage or "", means or "", members(aimed_at), members(affected), fatalities,
                injured, how_known or "")


def members(text: str | None) -> tuple[str, ...]:
    """The members of a `;` list."""
    return tuple(text.split(";")) if text else ()
