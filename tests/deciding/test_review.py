"""`review`: the queue in order of effect, for people and programs, and the walk through it in a terminal."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from servanda import app
from servanda.app.deciding import review
from servanda.case import journal
from servanda.case.open import open_case
from servanda.cli import main
from servanda.queries.seen import seen
from tests.case.journal.lines import AT


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["review", str(folder), *words])


@pytest.fixture
def asking(river_copy: Path) -> Path:
    """The fixture with two reports of the same kind near one another, a machine-read row, and a stale decision."""
    path = river_copy / "reports" / "north.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    names = header.split(",")
    row = next(row for row in rows if row.startswith("R21,"))
    if "tier" not in names:
        header, rows = header + ",tier", [one + "," for one in rows]
        row += ","
    copy = row.replace("R21,", "M01,", 1)
    path.write_text("\n".join([header, *rows, copy[:copy.rindex(",")] + ",machine"]) + "\n", encoding="utf-8")
    journal.append(river_copy / journal.NAME, {
        "at": AT, "by": "ana", "kind": "set", "table": "reports", "ids": ["R16"], "seen_hash": "0" * 64,
        "value": {"field": "stage", "value": "damaged"}, "reason": "seen before the row changed"})
    return river_copy


def test_the_queue_has_every_kind_and_the_greatest_effect_first(asking: Path) -> None:
    items = json.loads(run(asking, "--json").stdout)
    assert {"stale_decision", "extraction"} <= {item["kind"] for item in items}
    effects = [(item["low"] + item["high"], item["low"]) for item in items]
    assert effects == sorted(effects, reverse=True)
    assert all(item["question"].endswith((".", "?")) and item["effect_on_headline"] for item in items)
    assert len(json.loads(run(asking, "--json", "--limit", "1").stdout)) == 1


def test_the_queue_is_the_table_of_a_build(asking: Path) -> None:
    db, _ = app.assess(*app.readable(asking))
    stored = db.dicts("SELECT kind, ids, seen_hash, command FROM review ORDER BY kind, ids")
    db.close()
    listed = [{name: item[name] for name in ("kind", "ids", "seen_hash", "command")} for item in review.queue(asking)]
    assert sorted(listed, key=lambda row: (row["kind"], row["ids"])) == stored


def test_every_command_of_the_queue_runs_as_printed(asking: Path) -> None:
    text = run(asking).stdout
    commands = [line.strip() for line in text.splitlines() if line.strip().startswith("servanda decide")]
    assert commands
    for command in commands:
        assert command.count("--seen") == 1
        words = shlex.split(command.replace("NAME", "ana").replace("TEXT", "why"))
        result = CliRunner().invoke(main, words[1:])
        assert result.exit_code == 0, f"{command}\n{result.output}"


def test_an_empty_queue_says_so(river_truce: Path) -> None:
    assert "Nothing waits for a decision." in run(river_truce).stdout or "1. " in run(river_truce).stdout


def test_a_walk_in_a_pipe_is_refused(river_copy: Path) -> None:
    result = run(river_copy, "--walk")
    assert result.exit_code == 2
    assert "needs a terminal" in result.stderr


def walked(folder: Path, answers: Iterable[str]) -> tuple[int, list[str]]:
    said: list[str] = []
    left = iter(answers)

    def ask(text: str, default: str) -> str:
        said.append(text)
        return next(left, "q") or default

    return review.walk(folder, review.Desk(ask, said.append, lambda: AT)), said


def test_a_walk_decides_and_passes_on(asking: Path) -> None:
    kinds = [item["kind"] for item in review.queue(asking)]
    answers = {"link": ["s", "ana", "apart"], "extraction": ["a", "ana", "as read"],
               "stale_decision": ["u", "ana", "gone"]}
    given = answers[kinds[0]] + [one for kind in kinds[1:] for one in answers[kind] if one != "ana"]
    count, said = walked(asking, given)
    assert count == len(kinds)
    assert "Nothing more waits for a decision." in said
    assert not review.queue(asking)


def test_a_walk_takes_no_for_an_answer(asking: Path) -> None:
    before = (asking / journal.NAME).read_bytes()
    assert walked(asking, ["x", "n", "q"])[0] == 0
    assert (asking / journal.NAME).read_bytes() == before


def test_a_walk_sets_a_value_and_tells_what_is_refused(asking: Path) -> None:
    count, said = walked(asking, ["v", "R16", "reports", "outcome", "excepted", "ana", "why", "q"])
    assert count == 0
    assert any("people decide facts" in line for line in said)
    count, _ = walked(asking, ["v", "R16", "reports", "means", "mortar", "ana", "why", "q"])
    assert count == 1
    assert open_case(asking).decisions[-1].value == {"field": "means", "value": "mortar"}


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are of Unix")
def test_a_walk_in_a_terminal(asking: Path) -> None:
    import pty

    pid, handle = pty.fork()
    if not pid:
        os.execv(sys.executable, [sys.executable, "-c", "from servanda.cli import main; main()", "review", str(asking),
                                  "--walk"])
    os.write(handle, b"q\n")
    said = b""
    while True:
        try:
            piece = os.read(handle, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert b"Decisions saved: 0" in said


def test_the_hash_of_what_was_seen_is_of_content_not_of_order() -> None:
    one, two = {"table": "reports", "id": "A", "says": {"x": "1"}}, {"table": "reports", "id": "B", "says": None}
    assert seen([one, two]) == seen([two, one])
    assert seen([one, two]) != seen([one])
    assert seen([one]) != seen([{**one, "says": {"x": "2"}}])


def test_a_near_copy_without_an_origin_is_asked_about_and_answered(river_copy: Path) -> None:
    path = river_copy / "reports" / "north.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    row = next(line for line in lines if line.startswith("R01,"))
    near = row.replace("R01,", "N01,", 1).replace("Northern Staff", "", 1).replace("2031-05-05", "2031-05-06", 1)
    near = near.replace("https://staff.north.example/b/1", "https://press.example/1").replace("Staff: six", "Six")
    path.write_text("\n".join([*lines, near]) + "\n", encoding="utf-8")
    asked = [item for item in json.loads(run(river_copy, "--json").stdout) if item["kind"] == "origin"]
    assert [item["ids"] for item in asked] == ["N01;R01"] and "`north_staff`" in asked[0]["question"]
    words = shlex.split(asked[0]["command"].replace("NAME", "ana").replace("TEXT", "quoted"))
    done = CliRunner().invoke(main, [str(river_copy) if word == "CASE" else word for word in words[1:]])
    assert done.exit_code == 0, done.output
    assert not [item for item in json.loads(run(river_copy, "--json").stdout) if item["kind"] == "origin"]
