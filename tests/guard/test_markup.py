"""YAML stays text, with exact places; what hides, blows up or misleads is refused."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.guard.limits import LIMITS
from servanda.guard.markup import Node, plain_value, read_json, read_yaml

# Everything that YAML can carry, but for characters refused as doubtful line breaks.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x0b\x0c\x85\u2028\u2029"))
SCALARS = ["no", "NO", "yes", "true", "null", "~", "10:00", "04:00", "1e3", "0x1F", "010", "1_000", ".5", ".inf",
           "2030-06-01", "2030-06-01T10:00", "-1", "+1", "=", "<<", "on", "off", "12:30:45"]


def escaped(text: str) -> str:
    """The text with everything that does not print as an escape of YAML."""
    return "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in text)


def tree(text: str) -> Node:
    node, problems = read_yaml("x.yaml", text)
    assert node is not None
    assert not problems
    return node


@pytest.mark.parametrize("scalar", SCALARS)
def test_a_plain_scalar_stays_as_written(scalar: str) -> None:
    assert plain_value(tree(f"a: {scalar}\nb: [{scalar}]\n")) == {"a": scalar, "b": [scalar]}
    assert plain_value(tree(f"{scalar}: x\n")) == {scalar: "x"}


@given(st.recursive(TEXT, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
    TEXT.filter(bool), inner, max_size=4), max_leaves=12))
@settings(max_examples=300, deadline=None)
def test_text_survives(value: object) -> None:
    """JSON is YAML: whatever is written in it comes back as the same text, lists and mappings."""
    assert plain_value(tree(escaped(json.dumps(value, ensure_ascii=False)))) == value


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_raises(text: str) -> None:
    node, problems = read_yaml("x.yaml", text.encode("utf-8", "replace").decode())
    assert node is not None or problems or not text.strip() or "#" in text or text.startswith(("-", ".", "\ufeff"))
    read_json("x.json", text.encode("utf-8", "replace").decode())


def test_lines_and_columns() -> None:
    node = tree("# one\na: x\nбв: é\nc:\n  - {d: y, e: z}\n\n  - f\n")
    assert node.entries is not None
    assert dict(node.lines) == {"a": 2, "бв": 3, "c": 4}
    members = node.entries["c"].items
    assert members is not None
    assert [(one.line, one.column) for one in members] == [(5, 5), (7, 5)]
    assert members[0].entries is not None
    assert (members[0].entries["e"].line, members[0].entries["e"].column) == (5, 15)
    assert (node.entries["бв"].line, node.entries["бв"].column) == (3, 5)


BAD = [
    ("a: 1\nb: 2\na: 3\n", "yaml_duplicate", 3), ("a: {b: 1, b: 2}\n", "yaml_duplicate", 1),
    ("a: &x 1\n", "yaml_alias", 1), ("a: 1\nb: *x\n", "yaml_alias", 2), ("a: !!int 3\n", "yaml_alias", 1),
    ("a: ! 3\n", "yaml_alias", 1), ("- !x [1]\n", "yaml_alias", 1), ("- &x {a: 1}\n", "yaml_alias", 1),
    ("a:\n  <<: *b\n", "yaml_alias", 2), ("%YAML 1.1\n---\na: 1\n", "yaml_alias", 1),
    ("%TAG ! tag:x,2030:\n---\na: 1\n", "yaml_alias", 1), ("a: 1\n---\nb: 2\n", "yaml_syntax", 2),
    ("a: b: c\n", "yaml_syntax", 1), ("a: [1, 2\nb: 3\n", "yaml_syntax", 2), ("a:\n\tb: 1\n", "yaml_syntax", 2),
    ('a: "x\n', "yaml_syntax", 2), ("a: 'it's'\n", "yaml_syntax", 1), ("- a\nb: c\n", "yaml_syntax", 2),
    ("a: @x\n", "yaml_syntax", 1), ("a: `x`\n", "yaml_syntax", 1), ("a: %x\n", "yaml_syntax", 1),
    ("? [a, b]\n: c\n", "yaml_syntax", 1), ("? {a: b}\n: c\n", "yaml_syntax", 1), ("'': c\n", "yaml_syntax", 1),
    ("a: \x01\n", "yaml_syntax", 1), ("x: 1\na: \x1b[31m\n", "yaml_syntax", 2), ("a: 1\n b: 2\n", "yaml_syntax", 2),
    ("a: }\n", "yaml_syntax", 1), ("a: x\n  b\nc\n", "yaml_syntax", 4), ("[" * 100_000, "yaml_too_deep", 1),
    ("- " * 100_000, "yaml_too_deep", 1), ("{a: " * 100_000, "yaml_too_deep", 1), ("? " * 100_000, "yaml_too_deep", 1),
    ("a: " * 100_000, "yaml_syntax", 1), ("a: x # y\u2028b: z\n", "character_hidden", 1),
    ("a: 1\nb: x\x85y\n", "character_hidden", 2), ("a: 1\n# \u202e txet\n", "character_hidden", 2),
    ("a: \u2066x\u2069\n", "character_hidden", 1), ("a: x\x0cy\n", "character_hidden", 1),
    ('a: "\\ud800"\n', "yaml_syntax", 1),
]


@pytest.mark.parametrize(("text", "code", "line"), BAD, ids=range(len(BAD)))
def test_bad_yaml_is_one_problem_with_its_line(text: str, code: str, line: int) -> None:
    started = time.process_time()
    _, problems = read_yaml("x.yaml", text)
    assert (problems[0].code, problems[0].line) == (code, line)
    assert len(problems) == 1 or code == "yaml_alias"
    assert time.process_time() - started < 5  # a guard against blow-up, not a measure of speed


def test_right_to_left_text_passes_unchanged() -> None:
    for words in ("السلام عليكم", "שלום עולם", "نی‌زار", "\u200fשלום"):
        assert plain_value(tree(f"a: {words}\n")) == {"a": words}


@pytest.mark.parametrize(("depth", "fits"), [(LIMITS.yaml_depth - 1, True), (LIMITS.yaml_depth, True),
                                             (LIMITS.yaml_depth + 1, False)])
def test_depth_at_its_limit(depth: int, fits: bool) -> None:
    nested = "[" * (depth - 1) + "x" + "]" * (depth - 1)
    assert (read_yaml("x.yaml", nested)[1] == []) is fits


def test_an_empty_text_has_no_tree() -> None:
    assert read_yaml("x.yaml", "") == (None, [])
    assert read_yaml("x.yaml", "# only a remark\n") == (None, [])


def test_json_values_pass() -> None:
    assert read_json("x", '{"a": [1, 2.5, "]["], "b": null}') == ({"a": [1, 2.5, "]["], "b": None}, [])
    assert read_json("x", '"\\ud83d\\ude00"') == ("\U0001f600", [])


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', "[NaN]", "[Infinity]", "[-Infinity]", '{"a":', "", "nul",
                                  "[" * 21 + "]" * 21, "[" * 100_000, "9" * 5000, '"\\ud800"', '{"a": 1,}'])
def test_bad_json_is_a_problem(text: str) -> None:
    value, problems = read_json("x.json", text)
    assert value is None
    assert len(problems) == 1
