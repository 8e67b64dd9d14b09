"""The code knows no case: nothing of an example occurs in it; and nothing in the repository tells of its making."""

from __future__ import annotations

import csv
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "servanda"
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*") if (path / "case.yaml").exists())
PROGRAM = {".py", ".html", ".js", ".css"}

# Words of the examples that are ordinary words of the field, with the reason why they may stand in the code.
ORDINARY = {
    "energy": "a sector of the codebook, and the id of a provision",
    "monitoring": "a sector of the codebook, and the id of a topic",
    "violation": "part of the name of an outcome, and the id of a topic",
    "call": "a word for a meeting, and the id of an instrument",
    "media": "a keyword of style sheets, and the id of an actor",
}
# Declared data: the names of data sets, their headings and codes are their publishers' words, not a case's.
DATA = SOURCE / "collect" / "presets"
FETCHED = SOURCE / "publish" / "maps" / "data"  # files of others, not kept in version control
DAY = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December"]


def texts_of(folder: Path, suffixes: set[str]) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in suffixes:
            yield path, path.read_text(encoding="utf-8")


def load(path: Path) -> Any:
    """A YAML file with every scalar as text; nothing where there is no such file."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) if path.exists() else {}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]


def names_in_case(case: Path) -> Iterator[str]:
    """Ids, titles and aliases of parties, actors, sources, topics and zones."""
    info = load(case / "case.yaml")
    for kind in ("parties", "actors", "sources", "topics"):
        for entry in info.get(kind) or []:
            yield from (entry.get("id", ""), entry.get("title", ""), *(entry.get("aliases") or []))
    yield info.get("id", "")
    yield info.get("zone", "")
    yield from info.get("clock_zones") or []
    yield from (path.stem for path in case.glob("zones/*.geojson"))


def ids_in_terms(case: Path) -> Iterator[str]:
    """Ids of instruments, provisions, readings, conditions and exceptions."""
    terms = load(case / "terms.yaml")
    for kind in ("instruments", "provisions", "readings"):
        yield from (entry.get("id", "") for entry in terms.get(kind) or [])
    for reading in terms.get("readings") or []:
        for rule in (reading.get("provisions") or {}).values():
            if isinstance(rule, dict):
                conditions = rule.get("provided") or []
                yield from (entry["id"] for entry in conditions if isinstance(entry, dict) and "id" in entry)


def names_in_tables(case: Path) -> Iterator[str]:
    """Ids of rows, places and regions, speakers and origins."""
    columns = {"report_id", "statement_id", "tally_id", "commitment_id", "place", "admin1", "speaker"}
    for path in sorted(case.rglob("*.csv")):
        if "build" not in path.relative_to(case).parts:
            for row in rows(path):
                yield from (value for key, value in row.items() if key in columns)
                yield from (part.strip() for part in row.get("origin", "").split(";"))


def words_of(case: Path) -> set[str]:
    found = {name.strip() for source in (names_in_case, ids_in_terms, names_in_tables) for name in source(case)}
    return {name for name in found if len(name) > 1 and not name.isdigit()} - set(ORDINARY)


def days_of(case: Path) -> set[str]:
    """The days that stand in the terms and the tables of a case, as ISO text and spelt out with their year."""
    days = {day for _, text in texts_of(case, {".yaml", ".csv"}) for day in DAY.findall(text)}
    return days | {spelt for day in days for spelt in spelt_out(day)}


def spelt_out(day: str) -> tuple[str, ...]:
    """``4 May 2031`` and ``May 4, 2031``; nothing for what is no day."""
    year, month, number = map(int, day.split("-"))
    if not 1 <= month <= 12:
        return ()
    return f"{number} {MONTHS[month - 1]} {year}", f"{MONTHS[month - 1]} {number}, {year}"


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: case.name)
def test_no_name_of_an_example_occurs_in_the_code(case: Path) -> None:
    words = words_of(case)
    assert len(words) > 100
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])")
    found = {f"{path.relative_to(ROOT)}: {match}" for path, text in texts_of(SOURCE, PROGRAM)
             if not {DATA, FETCHED} & set(path.parents) for match in pattern.findall(text)}
    assert not found, sorted(found)


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: case.name)
def test_no_day_of_an_example_occurs_in_the_code(case: Path) -> None:
    days = days_of(case)
    assert len(days) > 100
    found = {f"{path.relative_to(ROOT)}: {day}" for path, text in texts_of(SOURCE, PROGRAM) for day in days
             if day in text}
    assert not found, sorted(found)


def test_there_is_an_example() -> None:
    assert EXAMPLES


# --- nothing tells where, how or by whom the project is made -----------------------------------------

# Folders of one machine; the slash before is not that of an address.
MACHINE = re.compile(r"(?<![\w.:/-])/(?:work|root|home|tmp|Users|opt)/\w")
MAKING = re.compile(r"\bAI\b|\bLLMs?\b|language model|chatbot|copilot|\bsub-?agents?\b|\bassistants?\b"
                    r"|other helpers?\b", re.IGNORECASE)
EXEMPT = ("examples/", "tests/cases/", "requirements/", "LICENSE", "tests/test_neutral.py")


def tracked() -> list[Path]:
    """The files of the repository, also those not yet added; all files where there is no git."""
    listing = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True,
                             check=False)
    if listing.returncode == 0:
        return [ROOT / name for name in sorted(listing.stdout.decode().split("\0")) if name and (ROOT / name).is_file()]
    skipped = {".venv", "build", "dist", ".git"}
    return [path for path in sorted(ROOT.rglob("*")) if path.is_file() and not skipped & set(path.parts)]


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    yield from enumerate(text.splitlines(), 1)


def test_no_folder_of_one_machine_is_named() -> None:
    found = [f"{name}:{number}: {line.strip()[:100]}" for path in tracked()
             if (name := path.relative_to(ROOT).as_posix()) != "tests/test_neutral.py"
             for number, line in lines_of(path) if MACHINE.search(line)]
    assert not found


def test_nothing_tells_how_the_project_is_made() -> None:
    found = [f"{name}:{number}: {line.strip()[:100]}" for path in tracked()
             if not (name := path.relative_to(ROOT).as_posix()).startswith(EXEMPT)
             for number, line in lines_of(path) if MAKING.search(line)]
    assert not found
