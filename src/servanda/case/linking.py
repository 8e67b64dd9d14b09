"""linking.yaml: the weights by which a case's reports are linked, frozen so that no build changes them in silence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from servanda.case.fields import Fields, Findings
from servanda.case.placing import put
from servanda.guard.markup import Node
from servanda.model.linking import FEATURES, Weights

NAME = "linking.yaml"
_MOST = 20_000  # thousandths that a weight may have


def linking(node: Node, file: str, found: Findings) -> Weights | None:
    """The weights of the file; None, with the problems told, where they cannot be used as they stand."""
    before = len(found.problems)
    fields = Fields(node, file, found, "the file of weights")
    base = _whole(fields, "base")
    weights = _rows(fields, "weights", _MOST)
    spread = _rows(fields, "spread", 10**12)
    basis = fields.text("basis", required=True)
    fields.text("note")
    fields.close()
    return Weights(base, weights, basis, spread) if len(found.problems) == before else None


def _rows(fields: Fields, key: str, most: int) -> Mapping[str, tuple[int, ...]]:
    """One list of whole numbers a feature, as many as it has levels."""
    inner = fields.inside(key, f"`{key}` of {fields.what}")
    made: dict[str, tuple[int, ...]] = {}
    for name, levels in FEATURES.items() if inner else ():
        if inner and inner.has(name):
            texts = inner.texts(name)
            numbers = [int(text) for text in texts if text.lstrip("-").isdecimal() and abs(int(text)) <= most]
            if len(numbers) != len(texts) or len(numbers) != len(levels):
                fields.wrong("value_wrong", inner.line(name), f"`{name}` under `{key}` must be {len(levels)} whole "
                             f"numbers, one for each of its levels; {len(texts)} are given.",
                             "Write the file anew with `servanda link CASE --fit`.")
            made[name] = tuple(numbers)
    if inner:
        inner.close()
    return made


def _whole(fields: Fields, key: str) -> int:
    text = fields.text(key, required=True)
    if text.lstrip("-").isdecimal() and abs(int(text)) <= _MOST:
        return int(text)
    fields.wrong("value_wrong", fields.line(key), f"`{key}` of {fields.what} must be a whole number of thousandths.",
                 "Write the file anew with `servanda link CASE --fit`.")
    return 0


def write(folder: Path, weights: Weights) -> None:
    """Freeze weights in a case."""
    put(folder / NAME, document(weights).encode())


def document(weights: Weights) -> str:
    """The file of these weights."""
    lines = ["# Weights of the linker: thousandths of a natural logarithm of odds, one for each level of a feature",
             "# (docs/linking.md). Written by `servanda link CASE --fit`; a build uses them as they stand.",
             f"basis: {weights.basis}", f"base: {weights.base}", "weights:"]
    lines += [f"  {name}: [{', '.join(map(str, weights.of(name)))}]" for name in FEATURES]
    if weights.spread:
        lines += ["# How often each level was seen among the pairs compared; a build tells when that has changed.",
                  "spread:"]
        lines += [f"  {name}: [{', '.join(map(str, row))}]" for name, row in weights.spread.items()]
    return "\n".join(lines) + "\n"
