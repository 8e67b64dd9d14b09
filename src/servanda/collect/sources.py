"""Who publishes: the sources that the case lists, and the hosts that its rows name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from servanda.collect.mapping import Sheet
from servanda.model.case import CaseInfo, Frame, SourceInfo
from servanda.model.names import Index


class Sources:
    """Sources of a case by id and title."""

    def __init__(self, info: CaseInfo) -> None:
        """Index what case.yaml lists."""
        self.listed = {source.id: source for source in info.sources}
        self._index = Index(pair for source in info.sources
                            for pair in ((name, source.id) for name in {source.id, source.title} if name))

    def id_of(self, source: str, url: str) -> str | None:
        """The source's id: as named, else the host of the address; None where neither is given."""
        name = source or host(url)
        if not name or name in self.listed:
            return name or None
        return self._index.find(name) or name

    def info(self, source: str | None) -> SourceInfo:
        """What case.yaml says of a source; an empty entry where it says nothing."""
        return self.listed.get(source or "") or SourceInfo(id=source or "")

    def habit(self, source: str) -> str:
        """The zone in which a source prints clock times, '' if none is stated."""
        return self.info(source).prints_times_in

    def column(self, rows: Sheet) -> list[str | None]:
        """The source of every row; each distinct name or host is resolved once."""
        known: dict[str, str | None] = {"": None}
        found = []
        for source, url in zip(rows.texts("source"), rows.texts("url"), strict=True):
            name = source or host(url)
            if name not in known:
                known[name] = self.id_of(name, "")
            found.append(known[name])
        return found


def host(url: str) -> str:
    """The host of an http(s) address without `www.`, port, or user; '' for anything else."""
    scheme, mark, rest = url.strip().partition("://")
    if not mark or scheme.lower() not in ("http", "https"):
        return ""
    name = rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0].rpartition("@")[2].partition(":")[0]
    return name.lower().rstrip(".").removeprefix("www.")


def source_table(sources: Sources, info: CaseInfo, reports: Counter[str], statements: Counter[str],
                 others: Iterable[str]) -> Frame:
    """The frame of `sources`: listed ones and every one that a row names, in order of id."""
    ids = sorted({*sources.listed, *reports, *statements, *others})
    rows = [sources.info(id_) for id_ in ids]
    return {
        "source": ids,
        "title": [row.title or None for row in rows],
        "party": [row.party or None for row in rows],
        "owner": [row.owner or None for row in rows],
        "grade": [row.grade or None for row in rows],
        "prints_times_in": [row.prints_times_in or None for row in rows],
        "licence": [row.licence or None for row in rows],
        "tlp": [row.tlp or info.tlp or None for row in rows],
        "listed": [id_ in sources.listed for id_ in ids],
        "n_reports": [reports[id_] for id_ in ids],
        "n_statements": [statements[id_] for id_ in ids],
    }


def used_counts(frame: Frame) -> Counter[str]:
    """Rows in use per source."""
    return Counter(source for source, used in zip(frame["source"], frame["used"], strict=True) if used and source)


def sharing(rows: Sheet, found: Sequence[str | None], sources: Sources, info: CaseInfo, name: str) -> list[str | None]:
    """`tlp` or `licence` of every row: its own, else its source's, else the case's."""
    general: str = getattr(info, name) or ""
    under = {source: getattr(sources.info(source), name) or general for source in set(found)}
    return [cell or under[source] or None for cell, source in zip(rows.texts(name), found, strict=True)]
