"""A publisher's file copied unchanged into the case, with a side-car, its hash, and what a newer one changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from servanda.case.fields import Fields, Findings
from servanda.case.placing import put
from servanda.case.tables import DELIMITERS, SUFFIXES, parsed
from servanda.guard.files import Raw, Text, outside, read, read_bytes
from servanda.guard.limits import LIMITS
from servanda.guard.markup import read_yaml
from servanda.guard.tables import Layout, Sheet
from servanda.guard.text import quoted
from servanda.model.case import RawTable
from servanda.model.problems import Problem, problem

HISTORY = "collected.yaml"
EARLIER = "captured"
_LISTED = 200  # ids named in the history; their number is always told, and the earlier file is kept
_HEAD = "# What `servanda collect` took in, and what newer files changed. Written by the program; keep it.\ncaptures:\n"


class NotCaptured(Exception):
    """Nothing was written; ``problems`` say why."""

    def __init__(self, *problems: Problem) -> None:
        """Keep the problems."""
        super().__init__("nothing was captured")
        self.problems = problems


@dataclass(frozen=True)
class Manner:
    """How the files of a preset are read, in what the case needs to know of it."""

    preset: str
    kind: str
    licence: str
    tlp: str
    prefix: str = ""
    id: str = ""
    id_column: str = ""
    delimiter: str = ","
    headings: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Change:
    """How a newer file differs from the one that it replaces, by id."""

    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    new: int = 0


@dataclass(frozen=True)
class Captured:
    """What was taken in: where it lies now, its rows, and how it differs from what it replaces."""

    file: str
    sha256: str
    table: RawTable
    aside: int
    change: Change | None = None
    known: bool = False  # the same bytes were there already
    problems: tuple[Problem, ...] = field(default_factory=tuple)


def name_in_case(manner: Manner, source: Path, name: str) -> str:
    """``reports/acled-2031.csv``: where a file of that name is kept.  Raises `NotCaptured` for an odd ending."""
    suffix = source.suffix.lower()
    if suffix not in SUFFIXES:
        raise NotCaptured(problem("file_unreadable", source.name, 0, f"The file does not end in "
                                  f"{', '.join(SUFFIXES)}, or .zip.", mend="Save the table as CSV."))
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:100] or manner.preset
    return f"{manner.kind}/{stem}{suffix}"


def look(source: Path, file: str, manner: Manner, sheet: str = "") -> tuple[Raw, Sheet]:
    """The bytes and the rows of a file of somebody's.  Raises `NotCaptured`."""
    raw = read_bytes(source.parent, source.name, LIMITS.table_bytes)
    if not isinstance(raw, Raw):
        raise NotCaptured(raw)
    named = Raw(file, raw.content, raw.sha256)
    found = parsed(named, _layout(manner, file), sheet)
    if isinstance(found, Problem):
        raise NotCaptured(found)
    if not found.table.columns:
        raise NotCaptured(*found.problems)
    return named, found


def _layout(manner: Manner, file: str) -> Layout:
    return Layout("\t" if file.endswith(".tsv") else manner.delimiter, manner.headings)


def capture(root: Path, raw: Raw, sheet: Sheet, manner: Manner, captured_at: str,
            unmapped: Sequence[str] = ()) -> Captured:
    """Copy the bytes into the case, write the side-car and the history; an earlier file of that name is kept aside.

    Raises `NotCaptured` if another kind of file has that name, ``OSError`` if the disk refuses.
    """
    file = raw.file
    for name in (file, f"{EARLIER}/x", HISTORY, file.rpartition(".")[0] + ".yaml"):
        wrong = outside(root, name)
        if wrong:
            raise NotCaptured(wrong)
    held = read_bytes(root, file, LIMITS.table_bytes) if (root / file).exists() else None
    if isinstance(held, Problem):
        raise NotCaptured(held)
    _refuse_other_preset(root, file, manner)
    made = Captured(file, raw.sha256, sheet.table, len(sheet.aside), problems=sheet.problems)
    if held and held.sha256 == raw.sha256:
        return replace(made, known=True)
    change = compared(held, sheet.table, manner) if held else None
    if held:
        put(root / _earlier(held), held.content)
    put(root / file, raw.content)
    put((root / file).with_suffix(".yaml"), _side_car(root, raw, manner, captured_at, unmapped).encode())
    entry = {"file": file, "preset": manner.preset, "sha256": raw.sha256, "captured_at": captured_at,
             "rows": len(sheet.table.rows) + len(sheet.aside)}
    _remember(root, {**entry, **(_changes(held, change) if held and change else {})})
    return replace(made, change=change)


def _earlier(held: Raw) -> str:
    return f"{EARLIER}/{held.sha256[:12]}-{held.file.rpartition('/')[2]}"


def _changes(held: Raw, change: Change) -> dict[str, Any]:
    return {"replaced": held.sha256, "kept": _earlier(held), "new": change.new, "n_gone": len(change.gone),
            "n_changed": len(change.changed), "gone": list(change.gone[:_LISTED]),
            "changed": list(change.changed[:_LISTED])}


def _refuse_other_preset(root: Path, file: str, manner: Manner) -> None:
    """One name holds one publisher's file: a side-car of another preset is not written over."""
    name = file.rpartition(".")[0] + ".yaml"
    text = read(root, name) if (root / name).exists() else None
    if isinstance(text, Problem):
        raise NotCaptured(text)
    if text is None:
        if (root / file).exists():
            raise NotCaptured(problem("id_duplicate", file, 0, f"The case has its own table {quoted(file)}.",
                                      mend="Give the captured file another name with `--name`."))
        return
    found = re.search(r"(?m)^preset: *(\S+)", text.text)
    if not found or found[1] != manner.preset:
        raise NotCaptured(problem("id_duplicate", name, 0, f"The name belongs to a table of "
                                  f"{'the preset ' + quoted(found[1]) if found else 'no preset'}.",
                                  mend="Give the captured file another name with `--name`."))


def compared(held: Raw, table: RawTable, manner: Manner) -> Change:
    """What a newer file says otherwise than an earlier one, by id; nothing where rows have no id of their own."""
    before = parsed(held, _layout(manner, held.file))
    if not manner.id or isinstance(before, Problem):
        return Change()
    old, new = _by_id(before.table, manner), _by_id(table, manner)
    return Change(tuple(sorted(set(old) - set(new))),
                  tuple(sorted(id_ for id_ in set(old) & set(new) if old[id_] != new[id_])), len(set(new) - set(old)))


def _by_id(table: RawTable, manner: Manner) -> dict[str, bytes]:
    """Id -> digest of what the row says, without the columns that change of themselves."""
    if manner.id not in table.columns:
        return {}
    place = table.columns.index(manner.id)
    said = [index for index, name in enumerate(table.columns) if name not in manner.noise]
    return {row[place].strip(): hashlib.sha256("\x1f".join(f"{table.columns[i]}\x1e{row[i]}" for i in said).encode()
                                               ).digest() for row in table.rows}


def _side_car(root: Path, raw: Raw, manner: Manner, captured_at: str, unmapped: Sequence[str]) -> str:
    """The side-car as it stands with the hash and time of the newer file, or a new one."""
    held = (root / raw.file).with_suffix(".yaml")
    if held.exists():
        return _renewed(held.read_text(encoding="utf-8"), raw.sha256, captured_at, manner.note)
    lines = [f"# How {raw.file} is read. Written by `servanda collect`; add what you know better:",
             "# `columns:` ours: theirs, `values:` column: {theirs: ours}, `constants:` column: value.",
             f"preset: {manner.preset}", f"sha256: {raw.sha256}", f"captured_at: {json.dumps(captured_at)}"]
    for key, text in (("licence", manner.licence), ("tlp", manner.tlp), ("prefix", manner.prefix),
                      ("note", manner.note)):
        lines += [f"{key}: {json.dumps(text, ensure_ascii=False)}"] if text else []
    if manner.id and manner.id_column:
        lines.append(f"columns: {{{manner.id_column}: {json.dumps(manner.id)}}}")
    if manner.delimiter != ",":
        lines.append(f"delimiter: {next(name for name, sign in DELIMITERS.items() if sign == manner.delimiter)}")
    if manner.headings:
        lines.append(f"headings: {json.dumps(list(manner.headings))}")
    if unmapped:
        lines += ["# Headings that are not columns of ours, and are not used until they are mapped:", "# columns:"]
        lines += [f"#   ours: {json.dumps(name, ensure_ascii=False)}" for name in unmapped]
    return "\n".join(lines) + "\n"


def _renewed(text: str, sha256: str, captured_at: str, note: str) -> str:
    """A side-car with the hash and time of the newer file; whatever else a person wrote stays."""
    text = re.sub(r'(?m)^note: "unpacked from .*\n', "", text)
    for key, value in (("sha256", sha256), ("captured_at", json.dumps(captured_at)),
                       *([("note", json.dumps(note, ensure_ascii=False))] if note else [])):
        text, count = re.subn(rf"(?m)^{key}:.*$", f"{key}: {value}", text)
        text += "" if count else f"{key}: {value}\n"
    return text


def _remember(root: Path, entry: Mapping[str, Any]) -> None:
    held = (root / HISTORY).read_text(encoding="utf-8") if (root / HISTORY).exists() else _HEAD
    body = ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items())
    put(root / HISTORY, f"{held.rstrip()}\n  - {{{body}}}\n".encode())


def history(text: Text, found: Findings) -> None:
    """Tell which ids newer files of a publisher no longer have, or have otherwise."""
    node, problems = read_yaml(text.file, text.text)
    found.problems.extend(problems)
    if node is None:
        return
    fields = Fields(node, text.file, found, "the history")
    for one in fields.each("captures", "the capture"):
        counts = {key: int(number) if (number := one.text(key) or "0").isdigit() else 0
                  for key in ("n_gone", "n_changed", "new", "rows")}
        gone, changed = one.texts("gone"), one.texts("changed")
        file = one.text("file")
        one.close(("preset", "sha256", "captured_at", "replaced", "kept"))
        if counts["n_gone"] or counts["n_changed"]:
            found.add("rows_withdrawn", file, 0, told(file, counts["n_gone"], gone, counts["n_changed"], changed))
    fields.close()


def told(file: str, n_gone: int, gone: Sequence[str], n_changed: int, changed: Sequence[str]) -> str:
    """One sentence on what a newer file left out and changed."""
    parts = [f"{count} ids {what} ({', '.join(map(quoted, ids[:5]))}{' …' if count > 5 else ''})"
             for count, what, ids in ((n_gone, "of the earlier file are not in it: withdrawn, or outside of what was "
                                       "asked for", gone), (n_changed, "say something else", changed)) if count]
    return f"A newer {quoted(file)} was collected: {'; '.join(parts)}."


def facts(taken: Captured) -> list[str]:
    """What to tell whoever collected the file."""
    size = len(taken.table.rows) + taken.aside
    lines = [f"{taken.file}  {size:,} rows, {taken.aside:,} of them not under the header, sha256 {taken.sha256[:12]}"]
    if taken.known:
        lines.append("The same bytes were there already; nothing was written.")
    if taken.change:
        gone, changed = taken.change.gone, taken.change.changed
        lines.append(f"{taken.change.new:,} new ids, {len(gone):,} gone, {len(changed):,} changed; the earlier file is "
                     f"kept under {EARLIER}/.")
        lines += [told(taken.file, len(gone), gone, len(changed), changed)] if gone or changed else []
    return lines
