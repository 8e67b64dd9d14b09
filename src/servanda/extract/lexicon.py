"""The tables of words that come with the program, read once and kept."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from servanda.extract.keys import fold
from servanda.extract.shapes import Cue
from servanda.guard.tables import read_csv

_DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of ours."""
    table = read_csv(f"{name}.csv", (_DATA / f"{name}.csv").read_bytes()).table
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


@cache
def cues() -> dict[str, Cue]:
    """Form of a word in lower case -> the cue it is."""
    found: dict[str, Cue] = {}
    for row in rows("cues"):
        complements = {}
        for part in row["complements"].split():
            name, _, act = part.partition("=")
            complements[name] = act
        for form, word in _forms(row["lemma"], row["irregular"]):
            made = Cue(row["lemma"], row["act"], complements, row["weight"], form)
            if word not in found or form == "past":
                found[word] = made
    return found


@cache
def minds() -> dict[str, tuple[str, str, frozenset[str]]]:
    """Noun or adjective that governs what somebody thinks or wants -> (kind, act, complements)."""
    return {
        row["word"]: (row["kind"], row["act"], frozenset(row["complements"].split())) for row in rows("states_of_mind")
    }


def _forms(lemma: str, irregular: str) -> list[tuple[str, str]]:
    given = irregular.split("|") if irregular else []
    past, participle, third, gerund = given if len(given) == 4 else _regular(lemma)
    return [("base", lemma), ("third", third), ("participle", participle), ("past", past), ("gerund", gerund)]


def _regular(lemma: str) -> tuple[str, str, str, str]:
    """Past, participle, third person and gerund of a regular verb."""
    if lemma.endswith("e"):
        return f"{lemma}d", f"{lemma}d", f"{lemma}s", f"{lemma[:-1]}ing"
    third = f"{lemma}es" if lemma.endswith(("s", "sh", "ch", "x")) else f"{lemma}s"
    return f"{lemma}ed", f"{lemma}ed", third, f"{lemma}ing"


@cache
def parties() -> dict[str, tuple[str, str]]:
    """Folded name of a state, people, capital or institution -> (party, kind)."""
    found: dict[str, tuple[str, str]] = {}
    for row in rows("states"):
        for kind in ("state", "people", "capital", "other"):
            for name in filter(None, row[kind].split("|")):
                found.setdefault(fold(name), (row["party"], kind))
    return found


@cache
def outlets() -> frozenset[str]:
    """Folded names of those who report what others said."""
    return frozenset(fold(row["name"]) for row in rows("outlets"))


@cache
def roles() -> dict[str, str]:
    """Noun in lower case -> person, body or pronoun: who can speak."""
    return {word: row["kind"] for row in rows("roles") for word in row["words"].split("|")}


@cache
def hedges() -> re.Pattern[str]:
    """One pattern for all words that hedge."""
    listed = sorted((row["words"] for row in rows("hedges")), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, listed))})\b", re.IGNORECASE)


@cache
def hedge_kinds() -> dict[str, str]:
    """Words that hedge -> hearsay, appearance, modal, caveat or reserve."""
    return {row["words"]: row["kind"] for row in rows("hedges")}


@cache
def contents() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(speech act, pattern of what is said), the first that fits decides."""
    return tuple((row["act"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows("contents"))


@cache
def topics() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(topic, pattern of words) of the neutral list that serves where no case names topics."""
    return tuple((row["topic"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows("topics"))
