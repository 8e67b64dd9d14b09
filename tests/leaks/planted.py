"""A case in which two hundred secrets are planted: in every cell, name, note, comment, coordinate and side-car."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from servanda.case import journal

GOOD = Path(__file__).resolve().parent.parent / "cases" / "good" / "river-truce"
# Every fourth secret has letters that encodings differ on.
_ENDS = ("k", "k", "é", "ж")
Row = dict[str, str]


@dataclass
class Planted:
    """The folder, and its secrets by who may see them."""

    folder: Path
    rows: list[str] = field(default_factory=list)  # in rows for the owner alone
    work: list[str] = field(default_factory=list)  # about the work on the case: from amber on
    never: list[str] = field(default_factory=list)  # read by no stage at all
    coordinates: tuple[float, ...] = ()

    def all(self) -> list[str]:
        """Every secret."""
        return [*self.rows, *self.work, *self.never]

    def new(self, kind: str) -> str:
        """A fresh secret of a kind."""
        listed: list[str] = getattr(self, kind)
        number = len(self.all()) + 100
        listed.append(f"zqx{number}{_ENDS[number % len(_ENDS)]}")
        return listed[-1]


REPORT = {
    "kind": "single", "source": "{}.example", "origin": "{} Person;{} Office", "published": "2031-05-09",
    "url": "https://{}.example/page", "time_from": "2031-05-09T03:17", "time_precision": "minute",
    "time_words": "{} at night", "place": "{} Hollow", "admin1": "{}land", "lat": "-71.738291", "lon": "-113.472861",
    "precision": "3", "author_claimed": "SOUTH", "act": "shelling", "stage": "damaged", "means": "mortar",
    "affected": "residential_building/housing", "raises": "{}", "how_known": "told", "fatalities": "73194286",
    "injured": "84205397",
    "munitions_low": "62083175", "munitions_high": "62083179",
    "summary": "The witness {} saw it from {}.", "words": "{} burnt", "document_id": "{}.pdf", "tlp": "red",
}
BESIDE = {**REPORT, "origin": "Northern Staff", "place": "Birch Bank", "time_from": "2031-05-04T22:31",
          "published": "2031-05-05", "means": "howitzer_{}", "lat": "", "lon": "", "precision": ""}
STATEMENT = {"date": "2031-05-09", "speaker": "{} Speaker", "role": "{} office", "act": "claim", "topic": "{}",
             "addressee": "{}", "hedged": "no", "quote": "{} was said", "summary": "About {}.",
             "source": "{}.example", "url": "https://{}.example/a", "published": "2031-05-09", "tlp": "red"}
TALLY = {"party": "SOUTH", "measure": "{}", "provision": "fire", "qualifier": "exact", "value": "53194286",
         "period_from": "2031-05-02", "period_to": "2031-05-13", "said": "2031-05-14", "summary": "{} counted",
         "source": "{}.example", "url": "https://{}.example/t", "tlp": "red"}
COMMITMENT = {"by": "NORTH", "to": "SOUTH", "what": "{} to be done", "quantity": "51972064", "unit": "{}",
              "due_to": "2031-05-12", "condition": "if {}", "status": "full", "status_by": "SOUTH",
              "status_date": "2031-05-12", "cites": "S010", "summary": "{} was done", "tlp": "red"}
PRECEDENT = {"title": "{} truce", "parties": "{};{}", "declared": "2001-01-01", "how_ended": "expired",
             "who_says": "{}", "chosen_by": "{}", "summary": "{} ended it", "source": "{}.example",
             "url": "https://{}.example/p", "tlp": "red"}
SERIES = {"channel": "{}", "measure": "{}", "party": "NORTH", "author": "SOUTH", "date": "2031-05-06",
          "value": "40861953", "source": "{}.example", "published": "2031-05-07", "url": "https://{}.example/s",
          "tlp": "red"}
EFFORT = {"kind": "patrol", "date_from": "2031-05-04", "date_to": "2031-05-05", "area": "{}", "by": "{}", "amount": "3",
          "unit": "{}", "summary": "{} went along", "source": "{}.example", "published": "2031-05-06", "tlp": "red"}
PROPOSITION = {"statement_id": "ZS1", "proposition": "who_began", "polarity": "asserts", "note": "so {} reads it",
               "conditions": "if {}", "in_exchange": "{}", "definition": "{}", "tlp": "red"}
NUMBERS = ("73194286", "84205397", "62083175", "62083179", "53194286", "51972064", "40861953")


def plant(folder: Path) -> Planted:
    """The neutral case with secrets in it."""
    shutil.copytree(GOOD, folder)
    made = Planted(folder, coordinates=(-71.738291, -113.472861))
    with_ids = [{"report_id": "ZR1", **REPORT, "words": ""}, {"report_id": "ZR2", **BESIDE},
                {"report_id": "ZR3", **REPORT, "kind": "composite", "n_low": "4", "n_high": "9"},
                {"report_id": "ZR4", **REPORT, "lat": "not {}"}, {"report_id": "ZR5", **BESIDE, "published": "{}"},
                {"report_id": "ZR6", **REPORT, "time_from": "2031-05-10T04:41", "kind": "absence"},
                {"report_id": "ZR7", **REPORT, "time_from": "2031-05-11T05:52", "author_claimed": "NORTH"}]
    _add(made, f"reports/{made.new('work')}.csv", with_ids)
    _add(made, f"reports/{made.new('work')}.csv", [REPORT, BESIDE])  # ids made of file and content
    _add(made, f"statements/{made.new('work')}.csv", [{"statement_id": f"ZS{n}", **STATEMENT} for n in (1, 2)])
    _add(made, "tallies.csv", [{"tally_id": "ZT1", **TALLY}, {"tally_id": "ZT2", **TALLY, "value": "as {} says"}])
    _add(made, "commitments.csv", [{"commitment_id": "ZC1", **COMMITMENT}])
    _add(made, "precedents.csv", [{"precedent_id": "ZP1", **PRECEDENT}])
    _add(made, "propositions.csv", [{"claim_id": "ZK1", **PROPOSITION}])
    _add(made, "series/shells_by_south.csv", [SERIES])
    _add(made, "effort.csv", [{"effort_id": "ZE1", **EFFORT}])
    _add(made, "places.csv", [{"place": _in_rows(made, "places"), "lat": "-71.738291", "lon": "-113.472861",
                               "radius_km": "1", "admin1": made.new("never")}])
    _documents(made)
    _case(made)
    _terms_and_rules(made)
    _private(made)
    _journal(made)
    return made


def _in_rows(made: Planted, _: str) -> str:
    """A place of the gazetteer that a red row names by the same name."""
    return f"{made.new('never')} Crossing"


def _fill(made: Planted, row: Mapping[str, str], kind: str) -> Row:
    def cell(text: str) -> str:
        while "{}" in text:
            text = text.replace("{}", made.new(kind), 1)
        return text

    return {name: cell(text) for name, text in row.items()}


def _add(made: Planted, name: str, rows: Iterable[Mapping[str, str]]) -> None:
    """Lay rows behind those of a table of the case, or begin a table."""
    path = made.folder / name
    held: list[Row] = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            held = list(csv.DictReader(file))
    held += [_fill(made, row, "rows") for row in rows]
    target = io.StringIO()
    writer = csv.DictWriter(target, list(dict.fromkeys(key for row in held for key in row)), restval="",
                            lineterminator="\n")
    writer.writeheader()
    writer.writerows(held)
    path.write_text(target.getvalue(), encoding="utf-8")


def _documents(made: Planted) -> None:
    folder = made.folder / "documents"
    folder.mkdir()
    name = made.new("rows")
    (folder / f"{name}.txt").write_text(f"The text of {made.new('never')}.\n", encoding="utf-8")
    (folder / f"{name}.yaml").write_text(
        f"url: https://{made.new('rows')}.example/x\nsource: {made.new('rows')}.example\ntitle: {made.new('rows')}\n"
        f"byline: {made.new('never')}\nnote: Exif of {made.new('never')}, camera {made.new('never')}\ntlp: red\n"
        f"captured_at: 2031-05-09T10:00:00Z  # by {made.new('never')}\n", encoding="utf-8")


def _case(made: Planted) -> None:
    """Sources, actors and topics that nobody but red rows names; notes and comments that nothing reads."""
    path = made.folder / "case.yaml"
    text = path.read_text(encoding="utf-8")
    actor = _fill(made, {"id": "{}", "title": "{} the Witness", "party": "none", "aliases": "[{}]", "basis": "{}",
                         "role": "{}", "note": "{}"}, "never")
    source = _fill(made, {"id": "{}.example", "title": "{}", "owner": "{}", "why": "{}", "note": "{}", "grade": "B2",
                          "tlp": "red"}, "never")
    text = text.replace("\nsources:\n", f"\n{_line(actor)}sources:\n{_line(source)}")
    text += ("propositions:\n  - {id: who_began, title: Who began, topic: fire, kind: fact}\n"
             f"# a comment of {made.new('never')}\n")
    path.write_text(text, encoding="utf-8")
    watch = made.folder / "reports" / "watch.yaml"
    watch.write_text(watch.read_text(encoding="utf-8") + f"note: {made.new('never')}\nsource: {made.new('never')}\n"
                     f"# {made.new('never')}\n", encoding="utf-8")


def _line(entry: Row) -> str:
    return f"  - {{{', '.join(f'{key}: {value}' for key, value in entry.items())}}}\n"


def _terms_and_rules(made: Planted) -> None:
    for name in ("terms.yaml", "counting.yaml", "meetings.yaml"):
        path = made.folder / name
        path.write_text(path.read_text(encoding="utf-8") + f"# {made.new('never')} told me\n", encoding="utf-8")


def _private(made: Planted) -> None:
    """What a case keeps for itself, and files that are no part of one."""
    for name in ("private/{}.txt", "private/{}/notes.md", "private/reports/{}.csv"):
        path = made.folder / name.replace("{}", made.new("never"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"report_id\n{made.new('never')}\n", encoding="utf-8")
    (made.folder / f"{made.new('work')}.csv").write_text(f"a\n{made.new('never')}\n", encoding="utf-8")
    (made.folder / f"{made.new('work')}.sh").write_text(f"# {made.new('never')}\n", encoding="utf-8")
    (made.folder / "journal.torn").write_text(f'{{"by": "{made.new("never")}"}}\n', encoding="utf-8")


def _journal(made: Planted) -> None:
    for kind, table, ids, value in (("note", "", ["R01"], None), ("note", "statements", ["S001"], {"x": "{}"}),
                                    ("set", "reports", ["ZR1"], {"field": "words", "value": "{}"}),
                                    ("grade", "sources", ["watch.example"], "C3")):
        said = json.loads(json.dumps(value).replace("{}", made.new("work" if table == "statements" else "rows")
                                                    if value and "{}" in json.dumps(value) else ""))
        journal.append(made.folder / journal.NAME, {
            "at": "2031-05-19T10:00:00Z", "by": made.new("work"), "kind": kind, "table": table, "ids": ids,
            "value": said, "reason": f"{made.new('work')} told me", "cites": [f"https://{made.new('work')}.example"]})
