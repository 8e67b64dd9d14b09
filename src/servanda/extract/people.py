"""Who speaks: names, offices and place-names of a text to one spelling and a party; nobody is guessed.

The case's own alias table comes first, then the table of states and institutions, then what the text
itself says of a name ("Norwegian Foreign Minister A. B.").  A pronoun stands for the first person named
before it in its sentence, else for the last speaker of the paragraph, else for the first person named there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from servanda.extract import grammar, lexicon
from servanda.extract.grammar import ADVERBS, DETERMINERS, NOT_ADVERBS, PREPOSITIONS, TIMES
from servanda.extract.keys import fold
from servanda.extract.shapes import Span
from servanda.model.case import CaseInfo

_PIECE = re.compile(r"\S+")
_RUN = re.compile(
    r"(?:(?:[A-Z]\.)++|[A-ZÀ-ÞĀ-ŽА-ЯІЇЄҐ][\w’'‑\-]*+)(?:[ \u00a0](?:(?:[A-Z]\.)++|"
    r"[A-ZÀ-ÞĀ-ŽА-ЯІЇЄҐ][\w’'‑\-]*+|(?:al|bin|ibn|de|van|von|der|el|abu|du|da)(?=[ \-][A-Z]))){0,9}+"
)
_TITLES, _BODIES, _OFFICES = grammar.words("title"), grammar.words("common"), grammar.words("office")
_RECENT = 20  # speakers that a pronoun may stand for
_PRONOUNS = {
    "he": "person",
    "she": "person",
    "him": "person",
    "her": "person",
    "i": "person",
    "who": "person",
    "they": "group",
    "them": "group",
    "we": "group",
    "it": "body",
}
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Who:
    """One spelling of a speaker and the party, '' = none or not known; ``kind`` is person, body, outlet or ''."""

    name: str
    party: str = ""
    kind: str = ""


NOBODY = Who("")


class Cast:
    """The names of one text, and who each is."""

    def __init__(self, text: str, info: CaseInfo | None = None) -> None:
        """Read the names of the text once."""
        self.text = text
        self._case = _CaseNames(info) if info else None
        self._full: dict[str, str] = {}
        self._parties: dict[str, str] = {}
        self._mentions: list[tuple[int, str]] = []
        for run in _RUN.finditer(text):
            self._note(run)
        self._starts = [at for at, _ in self._mentions]

    def _note(self, run: re.Match[str]) -> None:
        words = [(match.start() + run.start(), match[0]) for match in _PIECE.finditer(run[0])]
        held = [(at, word) for at, word in words if not _no_name(word)]
        if not held or any(fold(_bare(word)) in _BODIES for _, word in held):
            return
        at, name = held[0][0], [word for _, word in held]
        name[-1] = _bare(name[-1])
        surname = fold(name[-1])
        full = " ".join(name)
        if len(name) > 1 and not _is_state(full) and len(name) <= 4:
            self._full.setdefault(surname, full)
            self._full.setdefault(fold(full), full)
            party = self._described(run, at)
            if party:
                self._parties.setdefault(surname, party)
            self._mentions.append((at, full))
        elif surname in self._full:
            self._mentions.append((at, self._full[surname]))

    def _described(self, run: re.Match[str], at: int) -> str:
        """The party that the words around a name give it: an office of a state before it, or after a comma."""
        before = self.text[max(0, at - 90) : at]
        cut = max(
            before.rfind(mark) for mark in (". ", "\n", ";", "”", "“", '"', ", ", " that ", " by ", " with ", ") ")
        )
        found = _office(before[cut + 1 :] if cut >= 0 else before)
        if found:
            return found
        after = self.text[run.end() : run.end() + 70]
        return _office(after[2:].split(",")[0]) if after.startswith(", ") else ""

    def who(self, span: Span) -> Who:
        """Who is named by a span that is no pronoun."""
        text = " ".join(self.text[span[0] : span[1]].split())
        if self._case:
            known = self._case.find(text) or self._case.last(text)
            if known:
                return known
        folded = fold(re.sub(r"^the\s", "", text, flags=re.IGNORECASE))
        if folded in lexicon.outlets():
            return Who(text.removeprefix("the ").removeprefix("The "), "", "outlet")
        person = self._person(span)
        if person:
            return person
        party = self._party(institution(text))
        return Who(re.sub(r"^(?:the|a|an) ", "", text, flags=re.IGNORECASE), party, "body" if party else "")

    def _person(self, span: Span) -> Who | None:
        """The last name in the span that the text gives in full somewhere."""
        first = bisect_right(self._starts, span[0] - 1)
        last = bisect_right(self._starts, span[1] - 1)
        if first == last:
            return None
        full = self._mentions[first if last - first == 1 or " and " not in self.text[span[0] : span[1]] else last - 1][
            1
        ]
        full = self._mentions[last - 1][1] if last > first else full
        if self._case:
            known = self._case.find(full) or self._case.find(full.split()[-1])
            if known:
                return known
        return Who(full, self._party(self._parties.get(fold(full.split()[-1]), "")), "person")

    def _party(self, state: str) -> str:
        return self._case.party(state) if self._case and state else state

    def resolve(self, span: Span, sentence: Span, paragraph: Span, spoken: Sequence[tuple[Span, Who]]) -> Who:
        """Who is meant by a span; ``spoken`` are the earlier speakers of the text, in order."""
        kind = _PRONOUNS.get(self.text[span[0] : span[1]].lower())
        if kind is None:
            return self.who(span)
        if kind == "person":
            first = self._first_person((sentence[0], span[0]))
            if first:
                return first
        recent = spoken[-_RECENT:]
        earlier = [who for at, who in recent if paragraph[0] <= at[0] < span[0] and _can_be(who, kind)]
        if earlier:
            return earlier[-1]
        if kind == "person":
            first = self._first_person((paragraph[0], span[0]))
            if first:
                return first
        if kind == "body":
            return self._first_body((sentence[0], span[0]))
        before = [who for at, who in spoken[-3:] if at[0] < span[0] and _can_be(who, kind)]
        return before[-1] if before and kind == "person" else NOBODY

    def _first_body(self, span: Span) -> Who:
        """The first state or institution named in a part of the text."""
        for run in _RUN.finditer(self.text, *span):
            party = institution(run[0])
            if party:
                return Who(run[0].removeprefix("The "), self._party(party), "body")
        return NOBODY

    def _first_person(self, span: Span) -> Who | None:
        at = bisect_right(self._starts, span[0] - 1)
        if at < len(self._starts) and self._starts[at] < span[1]:
            return self._person((self._starts[at], self._starts[at] + 1))
        return None


def _no_name(word: str) -> bool:
    """Whether a capital word is a title, a state, a day or an adverb, and no part of a name."""
    low = word.lower().strip(".’'")
    return (
        low in _TITLES
        or low in TIMES
        or low in ADVERBS
        or low in PREPOSITIONS
        or low in DETERMINERS
        or (low.endswith("ly") and len(low) > 5 and low not in NOT_ADVERBS)
        or _is_state(_bare(word))
    )


def _can_be(who: Who, kind: str) -> bool:
    return who.kind == "person" if kind == "person" else who.kind != "person" and bool(who.name)


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word)


def _is_state(word: str) -> bool:
    return fold(word) in lexicon.parties()


def _office(words: str) -> str:
    """The party of the state that stands before an office in some words: `Ukrainian former Foreign Minister`."""
    listed = [_bare(word) for word in words.split()]
    found = ""
    for place, word in enumerate(listed):
        party = _state_at(listed, place)
        if party and any(after.lower().strip(",.") in _OFFICES for after in listed[place + 1 : place + 6]):
            found = party
        if word.lower() in _OFFICES and place + 2 < len(listed) and listed[place + 1].lower() in ("of", "for"):
            found = (
                found
                or _state_at(listed, place + 2)
                or (_state_at(listed, place + 3) if place + 3 < len(listed) else "")
            )
    return found


def _state_at(words: Sequence[str], place: int) -> str:
    """The party of a state or people that is named at a place, of up to four words."""
    for size in (4, 3, 2, 1):
        piece = " ".join(words[place : place + size])
        if piece[:1].isupper() and "-" not in piece[:5]:
            known = lexicon.parties().get(fold(piece.strip(",.")))
            if known:
                return known[0]
    return ""


def institution(text: str) -> str:
    """The party of a noun phrase that names a state, a government or one of its organs; '' if there is no one such."""
    words = [_bare(word.strip(',.()"“”')) for word in text.split()]
    if words and words[0].lower() in ("the", "a", "an"):
        words = words[1:]
    whole = lexicon.parties().get(fold(" ".join(words)))
    if whole:
        return whole[0] if whole[1] != "people" else ""
    found = {_state_at(words, place) for place in range(len(words))} - {""}
    if len(found) != 1:
        return ""
    named = [lexicon.parties().get(fold(word), ("", ""))[1] for word in words]
    office = any(word.lower() in _OFFICES for word in words)
    return found.pop() if office or "other" in named or named[-1:] == ["capital"] or named[:1] == ["state"] else ""


class Parties:
    """The party for a state: its own code, or, in a case, the case's party that carries its name."""

    def __init__(self, info: CaseInfo | None) -> None:
        """Of a case, or of none."""
        self._case = _CaseNames(info) if info else None

    def __call__(self, state: str) -> str:
        """The party, '' where the case has none of that name."""
        return self._case.party(state) if self._case and state else state


class _CaseNames:
    """Actors and parties of a case by name; a name that two of them carry means neither."""

    def __init__(self, info: CaseInfo) -> None:
        self._names: dict[str, set[Who]] = {}
        self._parties = {party.id for party in info.parties}
        for party in info.parties:
            for name in (party.id, party.title, *party.aliases):
                self._add(name, Who(party.id, party.id, "body"))
        for actor in info.actors:
            who = Who(
                actor.id,
                "" if actor.party == "unknown" else actor.party,
                "person" if len(actor.title.split()) in (2, 3) and actor.title.istitle() else "body",
            )
            for name in (actor.id, actor.title, *actor.aliases):
                self._add(name, who)
        states: dict[str, str] = {}
        for folded, (state, kind) in lexicon.parties().items():
            known = self._names.get(folded, set())
            if kind in ("state", "capital") and len(known) == 1:
                states.setdefault(state, next(iter(known)).party)
        self._states = {**{id_: id_ for id_ in self._parties}, **states}

    def _add(self, name: str, who: Who) -> None:
        if name:
            self._names.setdefault(fold(name), set()).add(who)

    def find(self, name: str) -> Who | None:
        """Who carries the name, if it is one only."""
        known = self._names.get(fold(re.sub(r"^(?:the|a|an) ", "", name, flags=re.IGNORECASE)), set())
        return next(iter(known)) if len(known) == 1 else None

    def last(self, text: str) -> Who | None:
        """Who is named by the last two words or the last one, after titles: `President A. B.`."""
        words = [_bare(word) for word in text.split()]
        for size in (3, 2):
            if len(words) > size and (found := self.find(" ".join(words[-size:]))):
                return found
        return None

    def party(self, state: str) -> str:
        """The case's party for a state, '' if it has none."""
        return self._states.get(state, "")
