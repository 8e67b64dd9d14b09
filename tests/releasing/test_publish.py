"""Releasing: what a bundle says of itself, that it is the same anywhere, and what is not released."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from servanda.app import releasing
from servanda.app.releasing import NotReleased, Wanted
from servanda.case.open import open_case
from servanda.cli import main
from servanda.guard.bundles import opened_bundle
from servanda.publish.bundle import inputs, keys, manifest
from servanda.publish.bundle.check import check
from servanda.publish.bundle.made_by import PACKAGES
from servanda.publish.swap import NotOurs
from tests.conftest import ROOT
from tests.releasing import small
from tests.releasing.conftest import RIVER, decide

_PUBLISH = """
import sys
from pathlib import Path
from servanda.app import releasing
from servanda.engine import database
database.SETTINGS["threads"] = sys.argv[4]
releasing.publish(Path(sys.argv[1]), Path(sys.argv[2]), releasing.Wanted(key=Path(sys.argv[3]), packed=True))
"""


def _record(bundle: Path) -> dict:
    return json.loads((bundle / manifest.NAME).read_bytes())


def test_the_manifest_tells_counts_versions_and_options(released: Path) -> None:
    record = _record(released)
    assert record["case"]["id"] == "river-truce" and record["release"]["level"] == "clear"
    assert record["made_by"]["code"] and record["made_by"]["packages"]["duckdb"]
    for name, rows in record["counts"]["inputs"].items():
        assert rows["in"] == rows["used"] + rows["set_aside"] == record["counts"]["rows"][name]
    assert {one["path"] for one in record["files"]} >= {"site/index.html", "exports/verdicts.csv", "exports/hidden.csv"}
    assert not [path for path in released.rglob("*") if path.name.startswith(".")]


def test_every_package_that_it_runs_on_is_told() -> None:
    declared = (ROOT / "pyproject.toml").read_text().partition("dependencies = [")[2].partition("]")[0]
    names = [line.strip().strip('",').partition(">")[0] for line in declared.split("\n") if line.strip()]
    assert names == list(PACKAGES)


def test_the_banner_says_released(released: Path) -> None:
    page = (released / "site" / "index.html").read_text()
    fingerprint = _record(released)["signing"]["key"]
    assert "Released" in page and "TLP:CLEAR" in page and fingerprint[:16] in page and "Internal." not in page


def test_the_same_anywhere(released: Path, tmp_path: Path, key_file: Path) -> None:
    """Another path, other threads, hash seed, time zone and language, as a zip: the same files, byte for byte."""
    case = Path(shutil.copytree(RIVER, tmp_path / "else" / "case", ignore=shutil.ignore_patterns("build")))
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "4711", "TZ": "America/St_Johns",
           "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"}
    target = tmp_path / "bundle.zip"
    subprocess.run([sys.executable, "-c", _PUBLISH, str(case), str(target), str(key_file), "8"], check=True, env=env)
    with opened_bundle(target) as zipped, opened_bundle(released) as folder:
        assert zipped.entries == folder.entries
    assert small.zipped(released, tmp_path / "twin.zip").read_bytes() == target.read_bytes()
    assert str(tmp_path).encode() not in target.read_bytes()


def test_unsigned_is_possible_and_said_loudly_and_private_files_are_nowhere(river_copy: Path, tmp_path: Path) -> None:
    (river_copy / "private").mkdir()
    (river_copy / "private" / "canary-name.txt").write_text("canary-content")
    target = tmp_path / "b.zip"
    done = CliRunner().invoke(main, ["publish", str(river_copy), "-o", str(target), "--share", "red"])
    assert done.exit_code == 0 and "NOT SIGNED" in done.stderr
    assert not check(target).holds and check(target, unsigned=True).holds
    assert b"canary" not in target.read_bytes()
    with zipfile.ZipFile(target) as archive:
        assert "not signed" in archive.read("site/index.html").decode()
        assert json.loads(archive.read(manifest.NAME))["inputs"]["hashes"] == []


# -- inputs ----------------------------------------------------------------------------------------------


def test_no_name_and_no_plain_hash_of_an_input_is_told(released: Path, key_file: Path) -> None:
    told = _record(released)["inputs"]
    digests = open_case(RIVER).digests
    assert told["files"] == len(told["hashes"]) == len(digests)
    text = json.dumps(told)
    assert not [name for name in digests if name in text] and not [one for one in digests.values() if one in text]
    value = inputs.opening(keys.secret(key_file).seed, digests)
    assert inputs.keyed(digests, value) == told


def test_who_knows_a_file_but_for_one_word_cannot_try_it_out(released: Path) -> None:
    """Without the opening no hash that can be made of a file, with or without its name, is in the manifest."""
    hashes = set(_record(released)["inputs"]["hashes"])
    public = bytes.fromhex(_record(released)["signing"]["key"])
    for name, digest in open_case(RIVER).digests.items():
        content = (RIVER / name).read_bytes()
        tries = (content, name.encode() + content, digest.encode(), bytes.fromhex(digest), f"{name}{digest}".encode())
        assert not hashes & {hashlib.sha256(one).hexdigest() for one in tries}
        assert not hashes & {hmac.new(public, one, hashlib.sha256).hexdigest() for one in tries}


def test_an_opening_opens_its_own_inputs_alone(key_file: Path) -> None:
    seed, digests = keys.secret(key_file).seed, dict(open_case(RIVER).digests)
    other = {**digests, "case.yaml": "0" * 64}
    assert inputs.opening(seed, digests) != inputs.opening(seed, other)
    assert inputs.opening(seed, digests) != inputs.opening(bytes(32), digests)


def test_inputs_are_named_only_where_nothing_is_hidden(river_copy: Path, tmp_path: Path, key_file: Path) -> None:
    assert inputs.named({"b.csv": "1", "a.csv": "2"})["hashes"][0] == {"path": "a.csv", "sha256": "2"}
    decide(river_copy, "redact", "R01")
    with pytest.raises(NotReleased, match="public"):
        releasing.publish(river_copy, tmp_path / "hidden", Wanted(key=key_file, named=True))
    assert not (tmp_path / "hidden").exists()


# -- what is not released --------------------------------------------------------------------------------


def test_no_release_while_redactions_may_stand_behind_damage(river_copy: Path, tmp_path: Path) -> None:
    decide(river_copy, "redact", "R01")
    journal = river_copy / "decisions.jsonl"
    lines = journal.read_text().split("\n")
    journal.write_text("\n".join(["{}", *lines]))
    with pytest.raises(NotReleased, match="journal"):
        releasing.publish(river_copy, tmp_path / "b", Wanted())
    assert not (tmp_path / "b").exists()


def test_no_release_while_a_redaction_misses_what_it_names(river_copy: Path, tmp_path: Path) -> None:
    decide(river_copy, "redact", "R01")
    for table in (river_copy / "reports").glob("*.csv"):
        table.write_text(table.read_text().replace("R01,", "R01x,", 1))
    with pytest.raises(NotReleased, match="redacts"):
        releasing.publish(river_copy, tmp_path / "b", Wanted())


@pytest.mark.parametrize("place", ["bundle", "exports.zip", "reports/bundle"])
def test_no_bundle_in_the_case_folder(river_copy: Path, place: str) -> None:
    with pytest.raises(NotReleased, match="outside"):
        releasing.publish(river_copy, river_copy / place, Wanted())
    assert not (river_copy / place).exists()


@pytest.mark.parametrize("packed", [True, False])
def test_nothing_of_others_is_written_over(river_copy: Path, tmp_path: Path, packed: bool) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "manifest.json").write_text("{}")
    (tmp_path / "mine.zip").write_bytes(b"PK mine")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    for name in ("mine", "mine.zip", "link"):
        with pytest.raises(NotOurs):
            releasing.publish(river_copy, tmp_path / name, Wanted(packed=packed))
    assert (tmp_path / "mine.zip").read_bytes() == b"PK mine" and [*(tmp_path / "mine").iterdir()] == [
        tmp_path / "mine" / "manifest.json"]


@pytest.mark.parametrize("words", [["-o", "x"], ["CASE"], ["CASE", "-o", "x", "--new-key", "y"],
                                   ["CASE", "-o", "x", "--tell-opening"]])
def test_wrong_usage_is_told_as_such(river_copy: Path, words: list[str]) -> None:
    given = [str(river_copy) if word == "CASE" else word for word in words]
    assert CliRunner().invoke(main, ["publish", *given]).exit_code == 2


# -- the folder held against the bundle -----------------------------------------------------------------


def test_another_folder_does_not(released: Path, river_copy: Path) -> None:
    decide(river_copy, "redact", "R01")
    found = releasing.verify(released, "", river_copy)
    assert not found.holds and any("`exports/reports.csv` differs" in line for line in found.wrong)


def test_the_command_prints_what_an_auditor_needs_and_nothing_of_the_secret(
        publishing: tuple[Path, Result], key_file: Path) -> None:
    place, done = publishing
    secret = keys.secret(key_file)
    assert secret.seed.hex() not in done.output and keys.spoken(secret.public.fingerprint) in done.stdout
    opening, told, digests = done.stdout.strip().rpartition(" ")[2], _record(place)["inputs"], open_case(RIVER).digests
    assert releasing.inputs_checked(told, digests, opening).proved
    assert not releasing.inputs_checked(told, digests, "0" * 64).holds
    assert not releasing.inputs_checked(told, {**digests, "case.yaml": "0" * 64}, opening).holds
    assert releasing.inputs_checked(told, digests, "").not_proved
    assert releasing.inputs_checked(inputs.named(digests), digests, "").proved
