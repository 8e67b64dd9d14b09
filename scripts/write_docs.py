"""Writes the generated pages of docs/reference: data dictionary, problem codes, JSON Schemas."""

from __future__ import annotations

import json
from pathlib import Path

from servanda.model.problems import PROBLEMS
from servanda.model.schema import dictionary, json_schema
from servanda.model.tables import TABLES

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


def pages() -> dict[str, str]:
    """Path under docs/reference -> text, for every generated page."""
    schemas = {f"schemas/{table.name}.json": json.dumps(json_schema(table), indent=2, ensure_ascii=False) + "\n"
               for table in TABLES.values()}
    return {"dictionary.md": dictionary(), "problems.md": problem_codes(), **schemas}


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
