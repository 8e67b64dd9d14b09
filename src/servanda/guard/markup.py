"""YAML and JSON as a frozen tree of text with line and column; nothing in it is guessed, expanded or run.

The YAML is a strict part of version 1.2: every scalar stays the text that was written, and duplicate
keys, anchors, aliases, tags, directives and deep nesting are problems.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import yaml

from servanda.guard.limits import LIMITS
from servanda.guard.text import canonical_json, quoted
from servanda.model.problems import Problem, problem

# Characters that some programs show as a line break and others do not: what a person reviews is not what is read.
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# Characters that change the direction of the text around them (UAX 9 explicit formatting).
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
# A JSON escape of half a character pair, which stands for no character by itself.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_SCAN = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_NO_LINES: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Node:
    """A value with the place where it stands: text, a tuple of nodes, or a mapping of text to nodes.

    Line and column count from 1.  ``lines`` gives the line of each key of a mapping.
    """

    value: str | tuple[Node, ...] | Mapping[str, Node]
    line: int
    column: int
    lines: Mapping[str, int] = field(default_factory=lambda: _NO_LINES)

    @property
    def text(self) -> str | None:
        """The text of a scalar, None for anything else."""
        return self.value if isinstance(self.value, str) else None

    @property
    def items(self) -> tuple[Node, ...] | None:
        """The members of a list, None for anything else."""
        return self.value if isinstance(self.value, tuple) else None

    @property
    def entries(self) -> Mapping[str, Node] | None:
        """The entries of a mapping, None for anything else."""
        return self.value if isinstance(self.value, Mapping) else None


def plain_value(node: Node) -> Any:
    """The node as plain text, lists and dicts, without places."""
    if node.entries is not None:
        return {key: plain_value(child) for key, child in node.entries.items()}
    if node.items is not None:
        return [plain_value(child) for child in node.items]
    return node.value


class _Refused(Exception):
    """The rest of the file cannot be read; carries the problem."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.found = found


def read_yaml(file: str, text: str) -> tuple[Node | None, list[Problem]]:
    """The tree of a YAML text (None if it is empty or cannot be read) and the problems found."""
    problems: list[Problem] = []
    try:
        _check_characters(file, text, problems)
        return _Builder(file, text, problems).document(), problems
    except _Refused as refused:
        return None, [*problems, refused.found]


def _check_characters(file: str, text: str, problems: list[Problem]) -> None:
    """Refuse doubtful line breaks; report characters that change the direction of text."""
    found = _BREAKS.search(text)
    if found:
        raise _Refused(problem("character_hidden", file, _line_at(text, found.start()),
                               f"The line holds U+{ord(found[0]):04X}, an invisible line break that some programs show "
                               "and others do not.", mend="Delete the character."))
    for line, words in enumerate(text.split("\n"), 1) if _DIRECTION.search(text) else ():
        match = _DIRECTION.search(words)
        if match and len(problems) < LIMITS.problems_a_file:
            problems.append(problem("character_hidden", file, line,
                                    f"The line holds the invisible character U+{ord(match[0]):04X}, which turns the "
                                    "direction of the text after it."))


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


class _Builder:
    """Builds the tree from parser events, so that nothing is composed or constructed before it is checked."""

    def __init__(self, file: str, text: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.values = 0
        self.events = self._parse(text)

    def _parse(self, text: str) -> Iterator[Any]:
        try:
            yield from yaml.parse(text, Loader=_SCAN)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise _Refused(self._wrong("yaml_syntax", mark, _syntax_words(error))) from error
        except yaml.reader.ReaderError as error:
            line = _line_at(text, error.position if isinstance(error.position, int) else 0)
            raise _Refused(problem("yaml_syntax", self.file, line, "The file holds a control character.",
                                   mend="Delete the character.")) from error

    def tell(self, found: Problem) -> None:
        """Keep a problem; a file with too many of them is not read to its end."""
        if len(self.problems) >= LIMITS.problems_a_file:
            raise _Refused(problem("problems_many", self.file, found.line,
                                   f"There are more than {LIMITS.problems_a_file:,} problems up to here; the rest of "
                                   "the file is not read."))
        self.problems.append(found)

    def _wrong(self, code: str, mark: Any, message: str) -> Problem:
        return problem(code, self.file, mark.line + 1 if mark else 0, message)

    def document(self) -> Node | None:
        """The only document of the text; a second one is a problem."""
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if event.version or event.tags:
                    self.tell(self._wrong("yaml_alias", event.start_mark, "A `%` directive is refused."))
                if root is not None:
                    raise _Refused(self._wrong("yaml_syntax", event.start_mark,
                                               "A second document starts here (`---`); a file holds one."))
                root = self._node(next(self.events), 1)
        return root

    def _node(self, event: Any, depth: int) -> Node:
        if depth > LIMITS.yaml_depth:
            raise _Refused(self._wrong("yaml_too_deep", event.start_mark,
                                       f"Values are nested more than {LIMITS.yaml_depth} deep."))
        self.values += 1
        if self.values > LIMITS.yaml_values:
            raise _Refused(self._wrong("file_too_large", event.start_mark,
                                       f"The file holds more than {LIMITS.yaml_values:,} values."))
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.AliasEvent):
            self.tell(self._wrong("yaml_alias", event.start_mark, f"{quoted(f'*{event.anchor}')} stands for a value "
                                  "that is written elsewhere (an alias)."))
            return Node("", line, column)
        self._check_marks(event)
        if isinstance(event, yaml.ScalarEvent):
            return Node(event.value, line, column)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(tuple(self._members(depth)), line, column)
        return self._mapping(line, column, depth)

    def _check_marks(self, event: Any) -> None:
        if event.anchor is not None:
            self.tell(self._wrong("yaml_alias", event.start_mark, f"{quoted(f'&{event.anchor}')} names a value so that "
                                  "other places can repeat it (an anchor)."))
        if event.tag is not None:
            self.tell(self._wrong("yaml_alias", event.start_mark, f"{quoted(event.tag)} says of what type a value is "
                                  "(a tag, written with `!`)."))

    def _members(self, depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, depth + 1)

    def _mapping(self, line: int, column: int, depth: int) -> Node:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, depth + 1)
            value = self._node(next(self.events), depth + 1)
            self._enter(entries, lines, key, value)
        return Node(entries, line, column, lines)

    def _enter(self, entries: dict[str, Node], lines: dict[str, int], key: Node, value: Node) -> None:
        """Add a key; the first of two wins, and the second is a problem."""
        if not key.text:
            self.tell(problem("yaml_syntax", self.file, key.line, "A key must be plain text."))
        elif key.text in entries:
            self.tell(problem(
                "yaml_duplicate", self.file, key.line,
                f"The key {quoted(key.text)} stands here and on line {lines[key.text]}."))
        else:
            entries[key.text] = value
            lines[key.text] = key.line


def _syntax_words(error: yaml.MarkedYAMLError) -> str:
    """The parser's complaint in the words of somebody who writes YAML by hand."""
    said = error.problem or ""
    if "mapping values are not allowed" in said:
        return "A `: ` stands where none can: put text that contains `: ` in quotes."
    if "cannot start any token" in said:
        return "The value starts with a tab or with one of `@`, `%`, a back quote: indent with blanks, or use quotes."
    if "end of stream" in said and "quoted" in (error.context or ""):
        return f"A quoted text that starts on line {_line_of(error.context_mark)} is never closed."
    if "',' or" in said:
        return f"A list or mapping that starts on line {_line_of(error.context_mark)} is not closed, or a comma lacks."
    if "expected key" in said or "'-' indicator" in said or "block end" in said:
        return (f"The line does not fit the block that starts on line {_line_of(error.context_mark)}: "
                "check its indentation and quotes.")
    return f"The line cannot be read: {said or 'unknown syntax'}."


def _line_of(mark: Any) -> int:
    return mark.line + 1 if mark else 1


def read_json(file: str, text: str) -> tuple[Any, list[Problem]]:
    """The value of a JSON text (None if it cannot be read) and the problems found.

    Duplicate keys, NaN, infinities and deep nesting are refused.
    """
    if _json_depth(text) > LIMITS.json_depth:
        return None, [problem("yaml_too_deep", file, 0, f"Values are nested more than {LIMITS.json_depth} deep.")]
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        if _HALF.search(text):
            canonical_json(value).encode()  # half of a character pair cannot be written anywhere
        return value, []
    except json.JSONDecodeError as error:
        return None, [problem("yaml_syntax", file, error.lineno, f"The line is not JSON: {_lower(error.msg)}.")]
    except (ValueError, RecursionError) as error:
        said = "a number is too long" if "digits" in str(error) else str(error)
        said = "it holds half a character" if isinstance(error, UnicodeError) else said
        return None, [problem("yaml_syntax", file, 0, f"The file is not plain JSON: {said}.",
                              mend="Correct the file; an editor that knows JSON shows the place.")]


def fits(value: Any, shape: Any) -> bool:
    """Whether a value read from JSON is of a shape: a type or several, ``{key: shape}`` (among others), ``[shape]``."""
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(key in value and fits(value[key], part) for key, part in shape.items())
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(one, shape[0]) for one in value)
    return isinstance(value, shape) and not (shape is int and isinstance(value, bool))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {quoted(twice)} stands twice within one pair of braces")
    return found


def _no_constant(word: str) -> Any:
    raise ValueError(f"`{word}` is not a number")


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _json_depth(text: str) -> int:
    """The deepest nesting of brackets outside of strings."""
    depth = deepest = 0
    for match in re.finditer(r'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', text, re.DOTALL):
        if match[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in "]}":
            depth -= 1
    return deepest
