"""Writes the generated pages of docs: data dictionary, problem codes, JSON Schemas, presets, exports."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template

from servanda.collect.presets import PRESETS
from servanda.model.problems import PROBLEMS
from servanda.model.schema import dictionary, json_schema
from servanda.model.tables import TABLES, Column
from servanda.publish import exports
from servanda.publish.exports import hxl, parcel, placed
from servanda.publish.words import SENTENCE

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"


def problem_codes() -> str:
    """Every problem code in Markdown, in the order of the flow."""
    lines = ["# Problem codes", "", "Generated from `servanda.model.problems`; do not edit by hand.", "",
             "A problem is a value: file, line, code, what is wrong, why it matters, how to mend it.",
             "An `error` on a row sets that row aside; a `warning` or a `note` leaves it in use.", ""]
    for code, kind in PROBLEMS.items():
        lines += [f"## {code}", "", f"Severity: {kind.severity}.", "", f"Why it matters: {kind.why}", "",
                  f"How to mend it: {kind.mend}", ""]
    return "\n".join(lines)


PRESETS_HEAD = """# Presets

Generated from `servanda.collect.presets`; do not edit by hand.

A preset says how the files of one publisher become rows of ours. `servanda collect FILE --preset NAME --case CASE`
copies the file unchanged and writes a side-car beside it, which may add `columns:` (ours: theirs), `values:` (column:
{theirs: ours}) and `constants:` (column: value); what it says stands before the preset. No preset fills in an author:
an order of two actors is no direction. Read are CSV (UTF-8), TSV, XLSX, Parquet and GeoJSON; unpack archives first.

Sharing level and licence go with every row. `amber` means: not to be passed on as it is.
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def presets() -> str:
    """Every preset with its facts, its columns and its traps."""
    lines = [PRESETS_HEAD]
    for one in PRESETS.values():
        lines += [f"## {one.name}", "", f"{one.title}.", "", "| | |", "|---|---|"]
        facts = {"address": one.address, "licence": one.licence, "sharing level": one.tlp, "becomes": one.kind,
                 "id kept over exports": f"`{one.id}`, as `{one.prefix}…`" if one.id else "",
                 "separated by": "tabs, without a heading" if one.headings else "",
                 "must have": ", ".join(f"`{name}`" for name in one.required)}
        lines += [f"| {key} | {_cell(value)} |" for key, value in facts.items() if value]
        made = {**{ours: f"`{theirs}`" for ours, theirs in one.columns.items()},
                **{ours: "made from " + ", ".join(f"`{name}`" for name in sorted(set(derived.headings))[:6])
                   for ours, derived in one.derived.items()},
                **{ours: f"always `{value}`" for ours, value in one.constants.items()},
                **{part.column: "each of " + ", ".join(f"`{other.heading}`" for other in one.parts)
                   for part in one.parts},
                **({one.counted: "the number of rows that say the same"} if one.counted else {})}
        lines += ["", "| ours | theirs |", "|---|---|", *(f"| `{ours}` | {_cell(made[ours])} |" for ours in made)] \
            if made else []
        lines += ["", *(f"- {note}" for note in one.notes), ""]
    return "\n".join(lines)


def _rows(columns: tuple[Column, ...], *more: dict[str, str]) -> str:
    head = "| column | {}type | unit | what it says | empty means |".format("hashtag | " if more else "")
    lines = [head, "|---" * (head.count("|") - 1) + "|"]
    lines += [f"| `{c.name}` | " + "".join(f"`{tags[c.name]}` | " for tags in more)
              + f"{c.type} | {c.unit} | {_cell(c.doc)} | {c.empty} |" for c in columns]
    return "\n".join(lines)


def exports_page() -> str:
    """The formats, how values look in them, the columns that only they have, hashtags and worked examples."""
    formats = [f"| {one.title} | `{name}` | {', '.join(f'`{part}`' for part in one.files.split(', '))} | "
               f"{'all' if len(one.tables) == len(TABLES) else ', '.join(one.tables)} | "
               f"{f'the extra `{one.extra}`' if one.extra else ''} |" for name, one in exports.FORMATS.items()]
    tags = [f"### hxl-{name}.csv\n\n{_rows(hxl.columns(name), tags)}" for name, tags in hxl.TAGS.items()]
    return Template((Path(__file__).parent / "exports.md").read_text(encoding="utf-8")).substitute(
        formats="\n".join(formats), many=f"{parcel.MANY:,}", wide=" and ".join(f"`{name}`" for name in parcel.WIDE),
        point_columns=_rows((placed.RADIUS, *placed.UNDER)), tags="\n\n".join(tags), sentence=f"A {SENTENCE}.")


def pages() -> dict[str, str]:
    """Path under docs/reference -> text, for every generated page."""
    schemas = {f"schemas/{table.name}.json": json.dumps(json_schema(table), indent=2, ensure_ascii=False) + "\n"
               for table in TABLES.values()}
    return {"dictionary.md": dictionary(), "problems.md": problem_codes(), "../presets.md": presets(),
            "../exports.md": exports_page(),
            **schemas}


def main() -> None:
    """Write every page; remove schemas of tables that are no longer declared."""
    wanted = pages()
    for old in (REFERENCE / "schemas").glob("*.json"):
        if f"schemas/{old.name}" not in wanted:
            old.unlink()
    for name, text in wanted.items():
        path = REFERENCE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
