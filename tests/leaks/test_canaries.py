"""Two hundred planted secrets are in nothing that is written for others, and the owner's own output has them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from servanda import app
from servanda.cli import COMMANDS, main
from servanda.model.tables import TABLES
from servanda.model.vocabulary import TLP
from servanda.publish import exports, manifest, redact, site
from servanda.queries import tables
from tests.leaks.planted import NUMBERS, Planted, plant
from tests.leaks.unpack import find, pattern, tree


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return plant(tmp_path_factory.mktemp("canaries") / "case")


def written(case: Path, out: Path, level: str) -> dict[str, bytes]:
    """Every output that the program knows how to make of a case, for an audience."""
    opened, problems = app.readable(case)
    db, _ = app.assess(opened, problems)
    try:
        now = app.as_of(opened, db)
        hidden = redact.apply(db, opened, level, now)
        assert hidden.case is not None
        site.write(db, hidden.case, out, now)
        exports.write(db, out, hidden.case, now, level)
        parcel = exports.Parcel(db, hidden.case, now, level, tuple(TABLES))
        exports.some(parcel, out / "some", tuple(exports.FORMATS), hidden)
        manifest.write(hidden.case, out, now, tables.counts(db))
        (out / "told.txt").write_text("\n".join(hidden.told(level)), encoding="utf-8")
    finally:
        db.close()
    return tree(out)


def sharing_commands() -> Iterator[str]:
    """Every command that can be told for whom it writes."""
    for name, command in COMMANDS.items():
        if any("--share" in option.opts for option in command.params if isinstance(option, click.Option)):
            yield name


def every_choice(name: str) -> list[str]:
    """The options of a command that take several of a list, each with all of it: formats."""
    listed = [option for option in COMMANDS[name].params if isinstance(option, click.Option) and option.multiple
              and isinstance(option.type, click.Choice) and option.default]
    return [text for option in listed if isinstance(option.type, click.Choice)
            for choice in option.type.choices for text in (option.opts[0], choice)]


def test_there_are_two_hundred(planted: Planted) -> None:
    assert len(planted.all()) >= 200
    assert len(set(planted.all())) == len(planted.all())


def test_the_owner_sees_what_is_planted_in_his_rows(planted: Planted, tmp_path: Path) -> None:
    assert len(planted.rows) > 100
    found = find(written(planted.folder, tmp_path / "out", "red"),
                 pattern([*planted.rows, *planted.work, *NUMBERS], planted.coordinates))
    assert {secret for secret in planted.rows if secret not in found} == set()
    assert set(NUMBERS) <= set(found) and {"71.738291", "113.472861"} <= set(found)
    assert len(set(planted.work) & set(found)) > len(planted.work) / 2


@pytest.mark.parametrize("level", ["clear", "amber"])
def test_others_see_none(planted: Planted, tmp_path: Path, level: str) -> None:
    theirs = [*planted.rows, *planted.never, *(planted.work if TLP.index(level) < TLP.index("amber") else ())]
    files = written(planted.folder, tmp_path / "out", level)
    assert len(files) > 50
    assert find(files, pattern([*theirs, *NUMBERS], planted.coordinates)) == {}


def test_not_even_the_owner_sees_what_no_stage_reads(planted: Planted, tmp_path: Path) -> None:
    kept = [text for name in ("private", "journal.torn") for path in (planted.folder / name, *(
        planted.folder / name).rglob("*")) if path.is_file() for text in path.read_text(encoding="utf-8").split()]
    app.build(planted.folder, tmp_path / "out")
    secrets = [secret for secret in planted.never if any(secret in text for text in kept)]
    assert len(secrets) == 4
    assert find(tree(tmp_path / "out"), pattern(secrets)) == {}


@pytest.mark.parametrize("name", list(sharing_commands()))
def test_a_command_says_none_of_them(planted: Planted, tmp_path: Path, name: str) -> None:
    """Neither what it writes nor what it prints, on both streams."""
    out = tmp_path / "out"
    ran = subprocess.run([sys.executable, "-P", "-c", "from servanda.cli import main; main()", name,
                          str(planted.folder), "-o", str(out), "--share", "green", *every_choice(name)],
                         capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    said = {"stdout": ran.stdout, "stderr": ran.stderr, **tree(out)}
    assert find(said, pattern([*planted.all(), *NUMBERS], planted.coordinates)) == {}


@pytest.mark.parametrize("name", list(sharing_commands()))
def test_a_command_that_fails_for_others_quotes_nothing(planted: Planted, tmp_path: Path, name: str,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that cannot be read, and a fault of the program itself: the owner is told what, others only that."""
    case = tmp_path / "case"
    shutil.copytree(planted.folder, case)
    terms = case / "terms.yaml"
    terms.write_text(terms.read_text(encoding="utf-8") + f"zqx999k: {planted.rows[0]}\n", encoding="utf-8")
    runner = CliRunner()
    broken = {level: runner.invoke(main, [name, str(case), "-o", str(tmp_path / level), "--share", level])
              for level in ("green", "red")}

    def fault(*_: object, **__: object) -> None:
        raise ValueError(f"could not convert {planted.rows[1]}")

    monkeypatch.setattr(app, "assess", fault)
    failed = {level: runner.invoke(main, [name, str(planted.folder), "-o", str(tmp_path / level), "--share", level])
              for level in ("green", "red")}
    assert all(ran.exit_code == 1 for ran in (*broken.values(), *failed.values()))
    wanted = pattern([*planted.all(), "zqx999k"])
    said = {"broken": broken["green"].output.encode(), "failed": failed["green"].output.encode()}
    assert find(said, wanted) == {} and "Not done" in said["failed"].decode()
    assert "zqx999k" in broken["red"].output and planted.rows[1] in str(failed["red"].exception)
