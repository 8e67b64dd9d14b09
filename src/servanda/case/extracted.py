"""Machine-read records of a case: written by `servanda extract --case`, read as rows that wait for a person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from servanda.case.fields import Findings
from servanda.case.placing import put
from servanda.guard.files import Text, listing, read, text_problem
from servanda.guard.limits import LIMITS
from servanda.guard.markup import read_json
from servanda.guard.text import canonical_json, plain
from servanda.model.case import RawTable
from servanda.model.documents import Document, SideCar
from servanda.model.problems import Problem, problem

FOLDER = "extracted"
_TABLED = {"statement": "statements", "report": "reports", "tally": "tallies", "commitment": "commitments"}
_KEPT = (*_TABLED, "silence_claimed", "contradiction")
_KEYS = {"statements": "statement_id", "reports": "report_id", "tallies": "tally_id", "commitments": "commitment_id"}
_LONGEST = 2_000  # characters of a passage in a cell; its span says where the rest stands
_SAME_TEXT = (".txt", ".md")
Record = Mapping[str, Any]
Rows = list[tuple[int, dict[str, str]]]


# -- writing --------------------------------------------------------------------------------------------


def keep(folder: Path, source: Path, document: Document, records: Sequence[Record], tier: str, captured_at: str) -> str:
    """Keep a document and what was read in it; the name of the file of records.

    A document that lies in the case already stays as it is; another is copied to `documents/` with a side-car.
    """
    if document.file == source.name:
        _keep_document(folder, source, document, captured_at)
    name = f"{FOLDER}/{document.sha256}.{tier}.jsonl"
    lines = [canonical_json(dict(one)) for one in records if one["kind"] in _KEPT]
    put(folder / name, ("\n".join(lines) + "\n" if lines else "").encode())
    return name


def _keep_document(folder: Path, source: Path, document: Document, captured_at: str) -> None:
    home = folder / "documents"
    if source.resolve().parent == home.resolve():
        return
    put(home / source.name, source.read_bytes())
    side_car = home / f"{source.stem}.yaml"
    if side_car.exists():
        return
    said = {
        "url": document.url,
        "source": document.outlet,
        "title": document.title,
        "byline": document.byline,
        "published": document.published[:10],
        "captured_at": captured_at,
        "language": document.language,
        "sha256": document.sha256,
    }
    lines = [f"{key}: {json.dumps(plain(value), ensure_ascii=False)}" for key, value in said.items() if value]
    put(side_car, ("\n".join(lines) + "\n").encode())


# -- reading --------------------------------------------------------------------------------------------


def extracted(
    root: Path, documents: Mapping[str, SideCar], topics: Sequence[str], found: Findings, digests: dict[str, str]
) -> dict[str, tuple[RawTable, ...]]:
    """The records of `extracted/` as tables of input rows, by kind; none of them is used before a decision."""
    names, problems = listing(root, FOLDER, ".jsonl")
    found.problems.extend(problems)
    held = {one.sha256: name for name, one in documents.items()}
    tables: dict[str, list[RawTable]] = {}
    for name in names:
        text = read(root, name, LIMITS.json_bytes)
        if not isinstance(text, Text):
            found.problems.append(text)
            continue
        digests[text.file] = text.sha256
        reader = _Reader(root, name, held, documents, topics)
        for kind, table in reader.tables(text.text).items():
            tables.setdefault(kind, []).append(table)
        found.problems.extend(reader.problems)
    return {kind: tuple(several) for kind, several in tables.items()}


class _Reader:
    """The records of one file."""

    def __init__(
        self, root: Path, name: str, held: Mapping[str, str], documents: Mapping[str, SideCar], topics: Sequence[str]
    ) -> None:
        self.name, self.problems, self.topics = name, list[Problem](), topics
        self.hash = name.rpartition("/")[2].split(".")[0]
        self.document = held.get(self.hash, "")
        self.side_car = documents.get(self.document, SideCar(""))
        self.text = _text_of(root, self.document)

    def tables(self, content: str) -> dict[str, RawTable]:
        """Rows by table; lines that are no record are problems."""
        rows: dict[str, Rows] = {}
        untabled = 0
        for number, line in enumerate(content.split("\n"), 1):
            record = self._record(number, line) if line.strip() else None
            if record is None:
                continue
            kind = _TABLED.get(str(record.get("kind")), "")
            untabled += not kind
            if kind and self._span_holds(number, record):
                rows.setdefault(kind, []).append((number, self._row(kind, record)))
        if untabled:
            self.problems.append(
                problem(
                    "record_untabled",
                    self.name,
                    0,
                    f"{untabled} records of silences claimed and of contradictions are kept in the file.",
                )
            )
        if rows and not self.document:
            self.problems.append(
                problem(
                    "document_changed",
                    self.name,
                    0,
                    "No document of the case has the sha256 that this file is named after.",
                )
            )
        return {kind: _table(self.name, listed) for kind, listed in rows.items()}

    def _record(self, number: int, line: str) -> Record | None:
        value, wrong = read_json(self.name, line)
        if wrong or not isinstance(value, dict):
            self.problems.append(problem("value_wrong", self.name, number, "The line is not a record in JSON."))
            return None
        return value

    def _span_holds(self, number: int, record: Record) -> bool:
        start, end = record.get("start"), record.get("end")
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
            self.problems.append(problem("span_wrong", self.name, number, "The record has no span."))
            return False
        if self.text is None or self.text[start:end] == record.get("text"):
            return True
        self.problems.append(
            problem(
                "span_wrong",
                self.name,
                number,
                f"At {start}-{end} of {self.document} stand other words than the record quotes.",
            )
        )
        return False

    def _row(self, kind: str, record: Record) -> dict[str, str]:
        shared = {
            _KEYS[kind]: _id(self.hash, record),
            "source": self.side_car.source,
            "url": self.side_car.url,
            "published": self.side_car.published,
            "document_id": self.document or self.hash,
            "start": str(record["start"]),
            "end": str(record["end"]),
            "tier": _text(record.get("tier")) or "machine",
            "tlp": self.side_car.tlp,
            "licence": self.side_car.licence,
            **_CELLS[kind](record),
        }
        if kind == "commitments":
            shared = {name: value for name, value in shared.items() if name not in ("source", "url", "published")}
        if "topic" in shared and self.topics and shared["topic"] not in self.topics:
            shared["topic"] = ""
        return shared


def _id(digest: str, record: Record) -> str:
    """An id that stays while the document and the span stay."""
    place = f"-{_text(record.get('place'))}" if record.get("kind") == "report" and record.get("place") else ""
    where = f"{record['start']}-{record['end']}"
    cue = f"-{record['cue_start']}" if isinstance(record.get("cue_start"), int) else ""
    return f"x{digest[:10]}-{str(record['kind'])[:2]}{where}{cue}{place}".replace(";", " ")


def _text_of(root: Path, document: str) -> str | None:
    """The text that offsets count in, where it is the document itself; None where it came out of markup."""
    if not document.endswith(_SAME_TEXT):
        return None
    raw = read(root, f"documents/{document}", LIMITS.article_bytes)
    return raw.text if isinstance(raw, Text) and not text_problem(raw.file, raw.text.encode()) else None


def _table(name: str, listed: Rows) -> RawTable:
    columns = tuple(dict.fromkeys(key for _, row in listed for key in row))
    return RawTable(
        name,
        columns,
        [tuple(row.get(key, "") for key in columns) for _, row in listed],
        [number for number, _ in listed],
    )


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ";".join(_text(one) for one in value)
    return (
        ""
        if value is None or isinstance(value, dict)
        else ("yes" if value else "no")
        if isinstance(value, bool)
        else (str(value))
    )


def _passage(record: Record) -> str:
    text = " ".join(_text(record.get("text")).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _statement(record: Record) -> dict[str, str]:
    direct = record.get("form") == "direct"
    return {
        "date": _text(record.get("date")),
        "speaker": _text(record.get("speaker")),
        "party": _text(record.get("party")) or "unknown",
        "act": _text(record.get("speech_act")),
        "topic": _text(record.get("topic")),
        "addressee": _text(record.get("addressee")),
        "hedged": _text(record.get("hedged")),
        "quote": _passage(record) if direct else "",
        "summary": "" if direct else _passage(record),
    }


def _report(record: Record) -> dict[str, str]:
    same = {
        name: _text(record.get(name))
        for name in (
            "time_from",
            "time_to",
            "time_words",
            "time_precision",
            "zone",
            "place",
            "lat",
            "lon",
            "precision",
            "author_claimed",
            "act",
            "means",
            "affected",
            "fatalities",
            "injured",
        )
    }
    return {
        **same,
        "kind": "single",
        "origin": _text(record.get("claimed_by")).replace(";", ","),
        "munitions_low": _text(record.get("count_low")),
        "munitions_high": _text(record.get("count_high")),
        "summary": _passage(record),
    }


def _tally(record: Record) -> dict[str, str]:
    return {
        **{name: _text(record.get(name)) for name in ("measure", "qualifier", "value", "period_from", "period_to")},
        "party": _text(record.get("claimed_party")) or "unknown",
        "summary": _passage(record),
    }


def _commitment(record: Record) -> dict[str, str]:
    return {
        "by": _text(record.get("by_party")) or _text(record.get("by")),
        "to": _text(record.get("to")),
        "what": _passage(record),
        "quantity": _text(record.get("quantity")),
        "unit": _text(record.get("unit")),
        "due_from": _text(record.get("due_from")),
        "due_to": _text(record.get("due_date")),
        "condition": _text(record.get("condition")),
        "summary": _passage(record),
    }


_CELLS = {"statements": _statement, "reports": _report, "tallies": _tally, "commitments": _commitment}
