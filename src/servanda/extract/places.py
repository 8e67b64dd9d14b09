"""The places that a text names, and which of several of one name is meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from servanda.extract import lexicon
from servanda.extract.gazetteer import Gazetteer, Point, areas, towns
from servanda.extract.grammar import words as closed_class
from servanda.extract.keys import fold
from servanda.extract.shapes import Span
from servanda.model.case import Place

_NOT_PLACES = closed_class("notplace")
_BEFORE = closed_class("placed")  # words that let a place stand behind them
SMALL = 20_000  # people of a town whose name a larger region also bears
LARGE = 300_000  # people of a town that is meant by its name alone, whatever stands before it
_NAME = r"[A-ZÀ-ÞĀ-ŽА-ЯІЇЄҐ][\w’'‑\-]*+"
_RUN = re.compile(rf"(?:[A-Z]\.){{2,4}}|{_NAME}(?:[ \u00a0]{_NAME}){{0,3}}+")
_WIDER = re.compile(rf",\s(?P<name>{_NAME}(?:[ \u00a0]{_NAME}){{0,2}}+|(?:[A-Z]\.){{2}})")
_REGION = re.compile(r"['’]?s?\s+(?:regions?|oblasts?|provinces?|governorates?|districts?|area|countryside)\b")
_LISTED = re.compile(
    r"(?:\s*(?:,|and|or)\s+(?:the\s+)?[A-Z][\w’'‑\-]*+\s*){0,14}+(?:regions?|oblasts?|provinces?|districts?)\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text: its span, and the point that is meant."""

    span: Span
    point: Point


@cache
def _states() -> dict[str, str]:
    """Folded name of a state, people or institution -> ISO code of two letters, as far as the areas give one."""
    codes = {key: point.country for key, point in areas().items() if point.kind == "state"}
    by_party: dict[str, str] = {}
    for key, (party, kind) in lexicon.parties().items():
        if kind == "state" and key in codes:
            by_party[party] = codes[key]
    return {
        key: by_party[party]
        for key, (party, kind) in lexicon.parties().items()
        if party in by_party and kind != "capital"
    }


def mentions(text: str, local: Iterable[Place] = (), taken: Sequence[Span] = ()) -> list[Mention]:
    """The places of a text in order; names inside ``taken`` (persons) are passed over."""
    runs = list(_RUN.finditer(text))
    states = _states()
    counts = Counter(
        code for match in runs for word in {match[0], *match[0].split()} if (code := states.get(fold(_bare(word))))
    )
    gazetteer = Gazetteer(local, [code for code, _ in counts.most_common()], _units(runs))
    people = sorted(taken)
    found: list[Mention] = []
    at = 0
    for match in runs:
        while at < len(people) and people[at][1] <= match.start():
            at += 1
        if at < len(people) and people[at][0] < match.end():
            continue
        found += _in_run(text, match.start(), match[0], gazetteer)
    return found


def _units(runs: Iterable[re.Match[str]]) -> set[tuple[str, str]]:
    """The first-level units that a text surely names: no town is called so."""
    found = set()
    for name in {_bare(match[0]) for match in runs}:
        known = towns(fold(name))
        if known and all(point.kind == "region" or point.people < SMALL for point in known):
            found |= {(point.country, point.unit) for point in known if point.kind == "region"}
    return found


def _in_run(text: str, start: int, run: str, gazetteer: Gazetteer) -> list[Mention]:
    """The places within a run of capital words, the longest name first."""
    words = [(match.start(), match[0]) for match in re.finditer(r"\S+", run)]
    found = []
    place = 0
    while place < len(words):
        for size in range(len(words) - place, 0, -1):
            first, last = words[place], words[place + size - 1]
            begin, end = start + first[0], start + last[0] + len(_bare(last[1]))
            mention = _mention(text, begin, end, gazetteer, alone=size == len(words))
            if mention:
                found.append(mention)
                place += size
                break
        else:
            place += 1
    return found


def _mention(text: str, start: int, end: int, gazetteer: Gazetteer, *, alone: bool) -> Mention | None:
    name = text[start:end]
    if name.lower() in _NOT_PLACES or len(name) < 2:
        return None
    if lexicon.parties().get(fold(name), ("", ""))[1] in ("other", "people"):
        return None
    region = _REGION.match(text, end) or _LISTED.match(text, end)
    point = (None if region else _inside(text, end, name, gazetteer)) or gazetteer.find(name, region=bool(region))
    if point is None:
        return None
    stop = end
    if region and _REGION.match(text, end) and point.kind in ("region", "case"):
        stop = region.end()
    if point.kind == "town" and not region and not (alone and (point.people >= LARGE or _placed(text, start))):
        return None
    if point.kind == "state" and name.isupper() and len(name) < 2:
        return None
    return Mention((start, stop), point)


def _inside(text: str, end: int, name: str, gazetteer: Gazetteer) -> Point | None:
    """The town of a name that what follows a comma puts into a state or a first-level unit: "Springfield, Texas"."""
    wider = _WIDER.match(text, end)
    if wider is None:
        return None
    held = gazetteer.find(wider["name"], region=True)
    if held is None or held.kind not in ("region", "state"):
        return None
    within = [one for one in towns(fold(name)) if one.kind == "town" and one.country == held.country
              and (held.kind == "state" or held.unit == one.unit)]
    return max(within, key=lambda one: one.people, default=None)


def _placed(text: str, start: int) -> bool:
    """Whether the words before a name let a place stand here, and not a person or a firm."""
    before = text[max(0, start - 24) : start]
    words = before.split()
    told = bool(words) and (
        words[-1][-1] in ",("
        or before[-1].isspace() and (words[-1].lower() in _BEFORE or words[-2:] == ["hosted", "by"])
    )
    return told or start == 0 or fold(text[start : start + 30].split()[0]) in lexicon.parties()


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)
