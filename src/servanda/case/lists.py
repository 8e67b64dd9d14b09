"""What a reading names: lists of acts, means and objects, closed, open or unpublished."""

from __future__ import annotations

from collections.abc import Sequence

from servanda.case.bounds import merged
from servanda.case.fields import Fields
from servanda.guard.markup import Node
from servanda.guard.text import quoted
from servanda.model.terms import ANYTHING, SILENT, Entry, Listing, Said
from servanda.model.vocabulary import ACTS, FUNCTIONS, LIST_KINDS, MEANS, SECTORS

# key of the element -> (what one is called, the codebook's tree)
_TREES = {"act": ("act", ACTS), "means": ("means", MEANS), "object": ("function", FUNCTIONS)}
_ONE = {"act": "an act", "means": "a means", "function": "a function", "sector": "a sector"}


def listing(fields: Fields, key: str) -> tuple[Listing, Said]:
    """The list of a key; the words `any` and `silent` stand for no limit and for silence."""
    node = fields.given(key)
    if node is None:
        return SILENT, Said()
    if node.text is not None:
        return _word(fields, key, node.text.strip()), Said()
    inner = Fields(node, fields.file, fields.found, f"`{key}` of {fields.what}")
    kind = inner.choice("list", LIST_KINDS, required=True)
    includes, excludes, unclear = (_entries(inner, part, key) for part in ("includes", "excludes", "unclear"))
    if kind == "closed" and not (includes or excludes or unclear):
        inner.wrong("key_missing", inner.line(), f"{inner.subject()} is a closed list that names nothing.",
                    "Add `includes:`, or write `silent`.")
    said = merged(inner.said(), [entry.said for entry in (*includes, *excludes, *unclear)])
    inner.close()
    return Listing(kind or "silent", includes, excludes, unclear), said


def _word(fields: Fields, key: str, text: str) -> Listing:
    if text == "any":
        return ANYTHING
    if text != "silent":
        fields.wrong("value_wrong", fields.line(key), f"`{key}` of {fields.what} is {quoted(text)}, which is no list.",
                     "Write `{list: closed, includes: [...]}`, `any` or `silent`.")
    return SILENT


def _entries(fields: Fields, part: str, key: str) -> tuple[Entry, ...]:
    node = fields.given(part)
    if node is None:
        return ()
    members = node.items if node.items is not None else (node,)
    read = [_entry(fields, part, key, child) for child in members]
    return tuple(entry for entry in read if entry)


def _entry(fields: Fields, part: str, key: str, node: Node) -> Entry | None:
    """One entry: a term alone, `function/sector`, or a mapping with provenance."""
    named, tree = _TREES[key]
    if node.text is not None:
        function, _, sector = node.text.strip().partition("/")
        functions = _terms(fields, node.line, part, (function,), named, tree)
        sectors = _terms(fields, node.line, part, (sector,) if sector else (), "sector", SECTORS)
        if sector and key != "object":
            fields.wrong("value_wrong", node.line, f"`{part}` of {fields.what} has {quoted(node.text)}: only objects "
                         "have a sector.")
        return Entry(functions, sectors) if functions or sectors else None
    inner = Fields(node, fields.file, fields.found, f"`{part}` of {fields.what}")
    functions = _terms(inner, inner.line(named), named, inner.texts(named), named, tree)
    sectors = _terms(inner, inner.line("sector"), "sector", inner.texts("sector"), "sector", SECTORS) \
        if key == "object" else ()
    said = inner.said()
    inner.close()
    if inner.has(named) or inner.has("sector"):
        return Entry(functions, sectors, said) if functions or sectors else None
    inner.wrong("key_missing", inner.line(), f"{inner.subject()} has an entry that names no {named}"
                f"{' and no sector' if key == 'object' else ''}.")
    return None


def _terms(fields: Fields, line: int, key: str, words: Sequence[str], named: str,
           tree: dict[str, str]) -> tuple[str, ...]:
    """The words that are terms of a tree; the others are problems."""
    kept = []
    for word in words:
        if word in tree:
            kept.append(word)
        else:
            fields.wrong("value_wrong", line, f"`{key}` of {fields.what} has {quoted(word)}, which is not "
                         f"{_ONE[named]} of the codebook.{fields.found.near(word, tree)}",
                         "Take a word from docs/codebook.md.")
    return tuple(kept)
