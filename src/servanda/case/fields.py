"""Typed fields out of a mapping of text; whatever is wrong becomes a problem with its exact line."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from servanda.guard.limits import LIMITS
from servanda.guard.markup import Node
from servanda.guard.text import href, plain, quoted
from servanda.model import clock
from servanda.model.names import hidden
from servanda.model.problems import Problem, problem
from servanda.model.sharing import NEVER, OWNER, hours
from servanda.model.terms import Said
from servanda.model.vocabulary import TLP

_ID = re.compile(r"[^\W_][\w.:\-]{0,79}")
_TRUE, _FALSE = ("true", "yes"), ("false", "no")
PROVENANCE = ("cites", "how", "by", "authority", "words", "stated", "note")
MOST_COMPARED = 5_000  # beyond so many words a near one is not searched for
HOW = ("stated", "derived", "inferred")


@dataclass(frozen=True)
class Cite:
    """A citation, where it stands, and what cites it."""

    text: str
    file: str
    line: int
    what: str


@dataclass
class Findings:
    """What reading gathers beside the values: problems, citations and places for later checks."""

    problems: list[Problem] = field(default_factory=list)
    cites: list[Cite] = field(default_factory=list)
    lines: dict[str, tuple[str, int]] = field(default_factory=dict)  # "reading x" -> (file, line)
    told: Counter[str] = field(default_factory=Counter)  # file -> problems added
    searched: int = 0  # words for which a near one was looked for

    def add(self, code: str, file: str, line: int, message: str, *, row_id: str = "", mend: str = "") -> None:
        """Add a problem of a registered code; of a file with too many only the first are kept, which is told."""
        self.told[file] += 1
        if self.told[file] <= LIMITS.problems_a_file:
            self.problems.append(problem(code, file, line, message, row_id=row_id, mend=mend))
        elif self.told[file] == LIMITS.problems_a_file + 1:
            self.problems.append(problem("problems_many", file, 0, f"More than {LIMITS.problems_a_file:,} problems "
                                         "were found in this file; the others are not listed."))

    def near(self, word: str, known: Iterable[str]) -> str:
        """As `near`, for the first so many words only: the search is slow."""
        self.searched += 1
        return near(word, known) if self.searched <= LIMITS.suggestions else ""


def near(word: str, known: Iterable[str]) -> str:
    """``Did you mean `x`?`` with a blank before it, or '' if no known word is close."""
    words = sorted(known)
    close = difflib.get_close_matches(word[:100], words, 1, 0.7) if len(words) <= MOST_COMPARED else []
    return f" Did you mean `{close[0]}`?" if close else ""


class Fields:
    """The keys of one mapping, read one by one; `close` names those that nobody asked for."""

    def __init__(self, node: Node, file: str, found: Findings, what: str) -> None:
        """``what`` names the mapping in messages, such as "the party"."""
        self.file = file
        self.found = found
        self.node = node
        self.what = what
        self.asked: set[str] = set()
        self.odd = node.entries is None  # then nothing more is said of it
        if node.entries is None:
            self.wrong("value_wrong", node.line, f"{what[:1].upper()}{what[1:]} must be written as `key: value` pairs.",
                       "Write it as `{id: ..., title: ...}`, or with one `key: value` to a line.")
        self.entries = node.entries or {}

    # -- places and problems ------------------------------------------------------------------------

    def line(self, key: str = "") -> int:
        """The line of a key, or of the mapping as a whole."""
        return self.node.lines.get(key, self.node.line)

    def wrong(self, code: str, line: int, message: str, mend: str = "") -> None:
        """Add a problem of this file."""
        self.found.add(code, self.file, line, message, mend=mend)

    def has(self, key: str) -> bool:
        """Whether the key is given a value."""
        return self.given(key) is not None

    def given(self, key: str) -> Node | None:
        """The node of a key, None where it is absent or empty; the key counts as known."""
        self.asked.add(key)
        node = self.entries.get(key)
        return None if node is None or node.value in ("", ()) else node

    def close(self, extra: Collection[str] = ()) -> None:
        """Report the keys that nobody asked for; ``extra`` are further known keys."""
        known = self.asked | set(extra)
        for key in self.entries:
            if key in known:
                continue
            if key == "to" and {"through", "until"} & known:
                self.wrong("key_unknown", self.line(key), f"{self.subject()} has `to:`, which may or may not include "
                           "its day.", "Write `through:` (the last day) or `until:` (the instant at which it ends).")
            else:
                self.wrong("key_unknown", self.line(key),
                           f"{self.subject()} has no key {quoted(key)}.{self.found.near(key, known)}")

    def subject(self) -> str:
        """The mapping's name as the start of a sentence."""
        return self.what[:1].upper() + self.what[1:]

    # -- scalars ------------------------------------------------------------------------------------

    def text(self, key: str, *, required: bool = False, default: str = "") -> str:
        """The text of a key."""
        node = self.given(key)
        if node is None:
            if required and not self.odd:
                self.wrong("key_missing", self.node.line, f"{self.subject()} has no `{key}`.")
            return default
        if node.text is None:
            self.wrong("value_wrong", node.line, f"`{key}` of {self.what} must be one text, not a list or mapping.")
            return default
        return node.text.strip()

    def name(self, key: str, *, required: bool = False) -> str:
        """The text of a key that is a name: hidden characters are refused."""
        text = self.text(key, required=required)
        self.check_name(key, text)
        return text

    def check_name(self, key: str, text: str) -> None:
        """Report a hidden character in a name."""
        mark = hidden(text)
        if mark:
            self.wrong("character_hidden", self.line(key),
                       f"The name {quoted(text)} in `{key}` of {self.what} holds the hidden character {mark}.")

    def id(self, key: str = "id") -> str:
        """The id of the mapping, and its name in messages from now on; '' where it is missing or odd."""
        text = self.text(key, required=True)
        if not text:
            return ""
        kind = self.what
        self.what = f"{kind} {quoted(text)}"
        if not _ID.fullmatch(text):
            self.wrong("value_wrong", self.line(key), f"{quoted(text)} cannot be the `{key}` of {kind}.",
                       "Use letters, digits, `_`, `-`, `.` and `:` only, without blanks.")
        else:
            self.check_name(key, text)
        return plain(text)  # ids go on into queries: no control character does

    def choice(self, key: str, allowed: Collection[str], *, required: bool = False, default: str = "") -> str:
        """The text of a key, which must be one of a list."""
        text = self.text(key, required=required, default=default)
        if text in allowed or text == default or not text:
            return text
        self.wrong("value_wrong", self.line(key), self._not_one_of(key, text, allowed))
        return default

    def _not_one_of(self, key: str, text: str, allowed: Collection[str]) -> str:
        among = f"one of {', '.join(allowed)}" if len(allowed) <= 12 else "a term of the codebook"
        return f"`{key}` of {self.what} is {quoted(text)}, which is not {among}.{self.found.near(text, allowed)}"

    def known(self, key: str, ids: Collection[str], kind: str, *, required: bool = False) -> str:
        """The text of a key that must be one of the declared ids; an undeclared one is a problem and kept."""
        text = self.text(key, required=required)
        if text:
            self.check_known(key, text, ids, kind)
        return text

    def check_known(self, key: str, text: str, ids: Collection[str], kind: str) -> bool:
        """Whether an id is declared; a problem if not.

        Where no party is declared at all, which is a problem of its own, none is missed here.
        """
        if text in ids or (kind == "party" and not ids):
            return True
        self.wrong("id_unknown", self.line(key),
                   f"`{key}` of {self.what} names the {kind} {quoted(text)}, which is not declared."
                   f"{self.found.near(text, ids)}")
        return False

    def day(self, key: str, *, required: bool = False) -> str:
        """A day such as 2030-01-31; '' where it is absent or wrong."""
        text = self.text(key, required=required)
        if not text:
            return ""
        try:
            _, has_clock, _ = clock.parse(text)
        except ValueError:
            has_clock = True
        if has_clock:
            self.wrong("value_wrong", self.line(key),
                       f"`{key}` of {self.what} is {quoted(text)}, which is not a day such as 2030-01-31.")
            return ""
        return text

    def zone(self, key: str, *, required: bool = False) -> str:
        """The name of a time zone; '' where it is absent or wrong."""
        text = self.text(key, required=required)
        return text if text and self.check_zone(key, text) else ""

    def check_zone(self, key: str, text: str) -> bool:
        """Whether a time zone exists; a problem if not."""
        try:
            clock.zone(text)
        except ValueError:
            self.wrong("value_wrong", self.line(key),
                       f"`{key}` of {self.what} is {quoted(text)}, which is not a time zone such as Etc/UTC.")
            return False
        return True

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false (yes and no are read too)."""
        text = self.text(key)
        if text.lower() in _TRUE:
            return True
        if text and text.lower() not in _FALSE:
            self.wrong("value_wrong", self.line(key),
                       f"`{key}` of {self.what} is {quoted(text)}, which is neither true nor false.")
            return default
        return False if text else default

    def number(self, key: str, *, least: int = 0, most: int = 100_000) -> int | None:
        """A whole number within bounds; None where it is absent or wrong."""
        text = self.text(key)
        if not text:
            return None
        if re.fullmatch(r"[0-9]{1,9}", text) and least <= int(text) <= most:
            return int(text)
        self.wrong("value_wrong", self.line(key), f"`{key}` of {self.what} is {quoted(text)}, which is not a whole "
                   f"number from {least} to {most:,}.")
        return None

    def share(self, key: str) -> float:
        """A share from 0 to 0.9; 0 where it is absent or wrong."""
        text = self.text(key)
        if not text or re.fullmatch(r"0(\.[0-8][0-9]{0,3}|\.90{0,3})?", text):
            return float(text or 0)
        self.wrong("value_wrong", self.line(key), f"`{key}` of {self.what} is {quoted(text)}, which is not a share "
                   "from 0 to 0.9.")
        return 0.0

    def tlp(self, default: str = "") -> str:
        """The sharing level; one that cannot be read is the owner's alone."""
        given = self.given("tlp")
        level = self.choice("tlp", TLP, default=default)
        return level if given is None or level == (given.text or "").strip() else OWNER

    def delay(self) -> int:
        """The hours of `delay`, 0 where it is absent; one that cannot be read never ends."""
        text = self.text("delay")
        try:
            return hours(text) if text else 0
        except ValueError:
            self.wrong("value_wrong", self.line("delay"), f"`delay` of {self.what} is {quoted(text)}, which is no span "
                       "such as `72 hours` or `3 days`.")
            return NEVER

    # -- lists and mappings -------------------------------------------------------------------------

    def texts(self, key: str, *, names: bool = False) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        node = self.given(key)
        if node is None:
            return ()
        if node.text is not None:
            texts = [node.text.strip()]
        else:
            texts = [child.text.strip() for child in node.items or () if child.text]
            if node.items is None or len(texts) < len(node.items):
                self.wrong("value_wrong", node.line, f"`{key}` of {self.what} must be a list of texts.")
        if names:
            for text in texts:
                self.check_name(key, text)
        return tuple(texts)

    def choices(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        """A list of texts, each one of a list; wrong ones are left out with a problem."""
        kept = []
        for text in self.texts(key):
            if text in allowed:
                kept.append(text)
            else:
                self.wrong("value_wrong", self.line(key), self._not_one_of(key, text, allowed))
        return tuple(kept)

    def all_known(self, key: str, ids: Collection[str], kind: str) -> tuple[str, ...]:
        """A list of declared ids; undeclared ones are left out with a problem."""
        return tuple(text for text in self.texts(key) if self.check_known(key, text, ids, kind))

    def each(self, key: str, what: str) -> list[Fields]:
        """The members of a list of mappings."""
        node = self.given(key)
        if node is None:
            return []
        if node.items is None:
            self.wrong("value_wrong", node.line, f"`{key}` of {self.what} must be a list (lines that start with `-`).")
            return []
        return [Fields(child, self.file, self.found, what) for child in node.items]

    def inside(self, key: str, what: str) -> Fields | None:
        """The mapping of a key, None where it is absent."""
        node = self.given(key)
        return None if node is None else Fields(node, self.file, self.found, what)

    # -- provenance ---------------------------------------------------------------------------------

    def cites(self, key: str = "cites") -> tuple[str, ...]:
        """The citations of a key, each remembered for the check that it exists."""
        cites = self.texts(key)
        self.found.cites.extend(Cite(cite, self.file, self.line(key), self.what) for cite in cites)
        return cites

    def said(self, *, by: bool = True) -> Said:
        """Where this element comes from; ``by=False`` where the element uses the key `by` itself."""
        cites = self.cites()
        how = self.choice("how", HOW, default="stated" if cites else "inferred")
        return Said(how=how, by=self.text("by") if by else "", authority=self.text("authority"), cites=cites,
                    words=self.text("words"), stated=self.day("stated"), note=self.text("note"))


def unique(found: Findings, file: str, kind: str, named: Iterable[tuple[str, int]], *, mend: str = "") -> None:
    """Report every id that stands twice; ``named`` are (id, line)."""
    first: dict[str, int] = {}
    for id_, line in named:
        if id_ and id_ in first:
            found.add("id_duplicate", file, line,
                      f"The {kind} {quoted(id_)} is declared here and on line {first[id_]}.", mend=mend)
        first.setdefault(id_, line)


def is_address(cite: str) -> bool:
    """Whether a citation is an http or https address."""
    return bool(href(cite))
