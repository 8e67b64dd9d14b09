"""Redaction, sharing levels and licences: planted secrets are in no output, and nothing is fewer for it."""

from __future__ import annotations

import base64
import csv
import io
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from servanda import app
from servanda.case import journal
from servanda.model.case import Decision
from servanda.model.sharing import levels_for, words_may_go
from servanda.model.vocabulary import TLP
from servanda.publish import redact
from tests.attacks.folder import tree

GOOD = Path(__file__).resolve().parent.parent / "cases" / "good" / "river-truce"
# Rows whose every cell that can hold a word holds a secret; `{}` is its number.
REPORT = {
    "report_id": "R90", "kind": "single", "source": "zqx{}.example", "origin": "Zqx{} Person",
    "published": "2031-05-09",
    "url": "https://zqx{}.example/page", "time_from": "2031-05-09T03:17",
    "time_precision": "minute",
    "place": "Zqx{} Hollow", "author_claimed": "SOUTH", "act": "shelling", "stage": "damaged", "means": "mortar",
    "affected": "residential_building/housing", "how_known": "told", "fatalities": "73194286",
    "summary": "The witness zqx{} saw it.", "words": "zqx{} burnt",
    "time_words": "zqx{} at night", "admin1": "Zqx{}land",
    "document_id": "zqx{}.pdf",
    "lat": "1.234567", "lon": "2.345678", "precision": "3",
}
BESIDE = {**REPORT, "report_id": "R91", "origin": "Northern Staff", "time_from": "2031-05-04T22:31",
          "place": "Birch Bank", "published": "2031-05-05", "means": "howitzer_zqx{}"}
STATEMENT = {"statement_id": "S90", "date": "2031-05-09", "speaker": "Zqx{} Speaker", "act": "claim", "topic": "zqx{}",
             "quote": "zqx{} was said", "summary": "About zqx{}.", "source": "zqx{}.example", "url": "https://zqx{}.ex/a",
             "published": "2031-05-09", "role": "zqx{}", "addressee": "zqx{}"}
TALLY = {"tally_id": "T90", "party": "SOUTH", "measure": "zqx{}", "provision": "fire", "qualifier": "exact",
         "value": "731942865", "period_from": "2031-05-02", "period_to": "2031-05-13", "summary": "zqx{} counted",
         "url": "https://zqx{}.example/t"}
# What the overview says of a journal that cannot be followed to its end.
ALARM = "Not every decision is applied."
PLANTED = {"reports/zz.csv": (REPORT, BESIDE), "statements/zz.csv": (STATEMENT,)}
NUMBERS = ("1.234567", "2.345678", "7319428")


def planted(rows: Iterable[dict[str, str]], secrets: list[str], **more: str) -> str:
    """A table of rows with a fresh secret wherever one is asked for."""
    def cell(text: str) -> str:
        if "{}" not in text:
            return text
        secrets.append(f"{len(secrets) + 100}k")
        return text.replace("{}", secrets[-1])

    made = [{**{name: cell(text) for name, text in row.items()}, **more} for row in rows]
    target = io.StringIO()
    writer = csv.DictWriter(target, list(dict.fromkeys(name for row in made for name in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(made)
    return target.getvalue()


def folder(path: Path, **more: str) -> tuple[Path, list[str]]:
    """The neutral case with planted rows, and the secrets in them."""
    shutil.copytree(GOOD, path)
    secrets: list[str] = []
    for name, rows in PLANTED.items():
        (path / name).write_text(planted(rows, secrets, **more), encoding="utf-8")
    tallies = (path / "tallies.csv").read_text(encoding="utf-8")
    header = tallies.splitlines()[0].split(",")
    row = planted((TALLY,), secrets).splitlines()
    cells = dict(zip(row[0].split(","), row[1].split(","), strict=True))
    added = ",".join(cells.get(name, "") for name in header) + "\n"
    (path / "tallies.csv").write_text(tallies + added, encoding="utf-8")
    return path, [f"zqx{secret}" for secret in secrets]


def decide(path: Path, kind: str, table: str, *ids: str, value: object = None, reason: str = "told so") -> None:
    """Append a decision as a person would, without the questions."""
    journal.append(path / journal.NAME, {"at": "2031-05-19T10:00:00Z", "by": "A. Reader", "kind": kind, "table": table,
                          "ids": list(ids), "value": value, "reason": reason})


def forms(secret: str) -> list[bytes]:
    """A secret in the encodings in which it might lie in a file."""
    raw = secret.encode()
    inside = [base64.b64encode(b"\0" * shift + raw)[4:-4] for shift in range(3)]
    return [raw, raw.upper(), raw.capitalize(), secret.encode("utf-16-le"), secret.encode("utf-16-be"),
            raw.hex().encode(), *(text for text in inside if len(text) > 4)]


def leaks(out: Path, secrets: Iterable[str]) -> list[tuple[str, str]]:
    """(file, secret) of every secret found in any file, or name of a file."""
    files = tree(out)
    return [(name, secret) for secret in secrets for name, content in files.items()
            if any(form in content or form in name.encode() for form in forms(secret))]


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_secrets_are_found_where_nothing_is_hidden(tmp_path: Path) -> None:
    case, secrets = folder(tmp_path / "case")
    app.build(case, tmp_path / "out")
    found = {secret for _, secret in leaks(tmp_path / "out", secrets)}
    assert len(found) > 20  # else the tests below prove nothing
    assert set(secrets) - found == set()


def test_a_redacted_row_is_in_no_output_and_no_count_is_less(tmp_path: Path) -> None:
    case, secrets = folder(tmp_path / "case")
    app.build(case, tmp_path / "before")
    for name, id_ in (("reports", "R90"), ("reports", "R91"), ("statements", "S90"), ("tallies", "T90")):
        decide(case, "redact", name, id_, reason="to protect zqx555k")
    built = app.build(case, tmp_path / "out")
    assert leaks(tmp_path / "out", [*secrets, "zqx555k", *NUMBERS]) == []
    before, after = tmp_path / "before" / "exports", tmp_path / "out" / "exports"
    for name in ("verdicts", "account_verdicts", "releases"):
        assert (before / f"{name}.csv").read_bytes() == (after / f"{name}.csv").read_bytes()
    was, is_ = ({row["figure_id"]: row for row in table(where, "figures")} for where in (before, after))
    assert is_.items() <= was.items()  # none is another; those are left out that would tell what is hidden
    assert {row["figure_id"] for row in was.values() if row["measure"] == "count" and not row["subset"]} <= set(is_)
    for name in ("reports", "incidents", "accounts", "statements", "tallies", "sources", "links", "problems"):
        assert len(table(before, name)) == len(table(after, name))
    hidden = {row["report_id"]: row["hidden"] for row in table(after, "reports") if row["hidden"]}
    assert hidden == {"R90": "redacted", "R91": "redacted"}
    page = built.index.read_text(encoding="utf-8")
    assert "4 rows redacted, in part or as a whole: they stand here under their id" in page


def test_a_shared_incident_keeps_what_others_say_of_it(tmp_path: Path) -> None:
    case, _ = folder(tmp_path / "case")
    app.build(case, tmp_path / "before")
    decide(case, "redact", "reports", "R02")
    app.build(case, tmp_path / "out")
    reports = table(tmp_path / "before" / "exports", "reports")
    home = next(row["incident_id"] for row in reports if row["report_id"] == "R02")
    was, is_ = (next(row for row in table(tmp_path / where / "exports", "incidents") if row["incident_id"] == home)
                for where in ("before", "out"))
    assert (is_["place"], is_["authors"], is_["lat"]) == (was["place"], was["authors"], was["lat"])
    assert was["fatalities_high"] == "2"
    assert is_["fatalities_high"] == ""


def test_a_field_is_hidden_alone(tmp_path: Path) -> None:
    case, _ = folder(tmp_path / "case")
    decide(case, "redact", "reports", "R01", value={"field": "summary", "value": ""})
    app.build(case, tmp_path / "out")
    row = next(row for row in table(tmp_path / "out" / "exports", "reports") if row["report_id"] == "R01")
    assert (row["summary"], row["place"], row["fatalities"]) == ("", "Birch Bank", "1")
    assert leaks(tmp_path / "out", ["six mortar rounds"]) == []


def test_a_place_is_blurred_to_its_area_and_a_time_to_its_day(tmp_path: Path) -> None:
    case, secrets = folder(tmp_path / "case")
    decide(case, "redact", "reports", "R90", value={"place": "area", "time": "day"})
    app.build(case, tmp_path / "out")
    exports = tmp_path / "out" / "exports"
    row = next(row for row in table(exports, "reports") if row["report_id"] == "R90")
    assert (row["place"], row["lat"], row["precision"], row["summary"], row["url"]) == ("", "", "", "", "")
    assert row["admin1"].endswith("land")
    # The case is two hours east of UTC: its day begins at 22:00 of the day before.
    assert (row["time_from"], row["time_to"]) == ("2031-05-08T22:00:00Z", "2031-05-09T22:00:00Z")
    incident = next(one for one in table(exports, "incidents") if one["incident_id"] == row["incident_id"])
    assert (incident["place"], incident["lat"], incident["title"]) == ("", "", incident["incident_id"])
    assert (incident["time_from"], incident["time_to"]) == (row["time_from"], row["time_to"])
    assert leaks(tmp_path / "out", secrets[2:4]) == [] and "1.234567" not in str(row)


@pytest.mark.parametrize("level", TLP)
def test_an_export_shows_what_its_audience_may_see(tmp_path: Path, level: str) -> None:
    case, secrets = folder(tmp_path / "case", tlp="amber", licence="CC BY 4.0")
    written, hidden = app.export(case, tmp_path / "out", audience=level)
    found = {secret for _, secret in leaks(tmp_path / "out", secrets)}
    told = {(row["table"], row["why"]): row["rows"] for row in table(tmp_path / "out", "hidden")}
    assert written.files["reports.csv"] == len(table(tmp_path / "out", "reports"))
    if "amber" in levels_for(level):
        assert found and ("reports", "sharing level") not in told
    else:
        assert {secret for secret in found if secret not in secrets[-3:]} == set()  # the tally is of the case's level
        assert told["reports", "sharing level"] == "2"
        assert told["statements", "sharing level"] == "1"
        assert f"For {level}: " in hidden.told(level)[-1]


def test_a_licence_that_forbids_it_keeps_words_back_and_leaves_facts(tmp_path: Path) -> None:
    case, _ = folder(tmp_path / "case", licence="all rights reserved")
    app.export(case, tmp_path / "out", audience="green")
    row = next(row for row in table(tmp_path / "out", "reports") if row["report_id"] == "R90")
    assert (row["summary"], row["words"], row["time_words"], row["hidden"]) == ("", "", "", "licence")
    assert row["place"].endswith("Hollow") and row["time_from"] and row["act"] == "shelling" and row["url"]
    said = next(row for row in table(tmp_path / "out", "statements") if row["statement_id"] == "S90")
    assert (said["quote"], said["hidden"], said["act"]) == ("", "licence", "claim")


def test_the_work_on_the_case_is_for_its_workers(tmp_path: Path) -> None:
    case, _ = folder(tmp_path / "case")
    decide(case, "note", "", "R01", reason="asked the witness zqx777k")
    for level, seen in (("clear", False), ("amber", True)):
        app.export(case, tmp_path / level, audience=level)
        assert bool(leaks(tmp_path / level, ["zqx777k"])) is seen
        assert any(row["by"] for row in table(tmp_path / level, "decisions")) is seen


def test_explain_heeds_redactions(tmp_path: Path) -> None:
    case, secrets = folder(tmp_path / "case")
    decide(case, "redact", "reports", "R90")
    text, item = app.explain(case, "R90")
    assert not [secret for secret in secrets if secret in f"{text}{item}".casefold()]


def test_a_field_that_does_not_exist_or_must_stay_cannot_be_redacted() -> None:
    from servanda.case.journal.meaning import meaning_problem

    def said(value: object, name: str = "reports") -> str:
        return meaning_problem(Decision(1, "", "", "", "", "redact", name, ("R1",), "", value, "", (), None))

    assert said(None) == said({"field": "place", "value": "area"}) == said({"place": "", "time": "day"}) == ""
    assert "which is no column of `reports`. Did you mean `summary`?" in said({"field": "sumary", "value": ""})
    assert "which stays so that the row can be counted" in said({"field": "kind", "value": ""})
    assert "leave `--value` out" in said({"field": "words", "value": "x"})
    assert "write `--value area`" in said({"field": "place", "value": "oblast"})
    assert "leave `--value` out" in said({"field": "place", "value": "area"}, "commitments") or said(
        {"field": "place", "value": "area"}, "commitments")
    assert "--field NAME" in said("summary")


@pytest.mark.parametrize(("licence", "may"), [
    ("CC BY 4.0", True), ("CC0-1.0", True), ("ODbL 1.0", True), ("MIT", True), ("ACLED terms of use", False),
    ("no licence found", False), ("quotation", False), ("", False), (None, False)])
def test_which_licences_let_words_go(licence: str | None, may: bool) -> None:
    assert words_may_go(licence) is may


def test_a_damaged_journal_is_told_on_the_first_page(tmp_path: Path) -> None:
    case, _ = folder(tmp_path / "case")
    decide(case, "note", "", "R01")
    whole = app.build(case, tmp_path / "whole").index.read_text(encoding="utf-8")
    path = case / journal.NAME
    path.write_text(path.read_text(encoding="utf-8").replace("upper part", "lower part"), encoding="utf-8")
    broken = app.build(case, tmp_path / "broken").index.read_text(encoding="utf-8")
    assert ALARM not in whole
    assert f'role="alert"><p><strong>{ALARM}</strong>' in broken
    assert "later lines are not applied" in broken


def test_without_anything_to_hide_nothing_is_touched(tmp_path: Path) -> None:
    case, _ = app.readable(GOOD)
    db, _ = app.assess(case, ())
    before = db.rows("SELECT * FROM incidents ORDER BY ALL")
    assert redact.apply(db, case).rows == ()
    assert db.rows("SELECT * FROM incidents ORDER BY ALL") == before
    assert db.rows("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'hiding%' ORDER BY 1") == []
    db.close()
