"""A bundle that anything was done to does not hold: one bad bundle for every flaw that is known."""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
import struct
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.cli import main
from servanda.guard.bundles import BadBundle, opened_bundle, stored
from servanda.publish.bundle import manifest
from servanda.publish.bundle.check import check
from tests.releasing import small

FINGERPRINT = small.KEY.public.fingerprint


def test_a_bundle_that_nobody_touched_holds(bundle: Path, tmp_path: Path) -> None:
    for place in (bundle, small.zipped(bundle, tmp_path / "bundle.zip")):
        found = check(place, FINGERPRINT)
        assert found.holds and any("holder of the key" in line for line in found.proved)
        assert any("reports it rests on are true" in line for line in found.not_proved)


def test_without_a_key_from_elsewhere_it_is_said_that_anybody_can_sign(bundle: Path) -> None:
    found = check(bundle)
    assert found.holds and "anybody can sign" in found.not_proved[0]


# -- single bits -----------------------------------------------------------------------------------------


def test_200_single_bits_of_a_real_bundle(released: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(released, tmp_path / "bundle"))
    assert check(place).holds
    files = sorted(path for path in place.rglob("*") if path.is_file() and path.stat().st_size)
    draw = random.Random(1)
    chosen = [place / name for name in manifest.BESIDE] * 10 + draw.choices(files, k=170)
    for path in chosen:
        content = bytearray(path.read_bytes())
        bit = draw.randrange(len(content) * 8)
        content[bit // 8] ^= 1 << bit % 8
        whole = path.read_bytes()
        path.write_bytes(content)
        assert not check(place).holds, (path.relative_to(place), bit)
        path.write_bytes(whole)
    assert check(place).holds


def test_bits_all_over_a_zip(bundle: Path, tmp_path: Path) -> None:
    whole = small.zipped(bundle, tmp_path / "good.zip").read_bytes()
    place = tmp_path / "bad.zip"
    for bit in range(0, len(whole) * 8, 17):
        content = bytearray(whole)
        content[bit // 8] ^= 1 << bit % 8
        place.write_bytes(content)
        assert not check(place).holds, bit


# -- what may be done to a folder ------------------------------------------------------------------------

Spoil = Callable[[Path], object]


def _edit(place: Path, change: Callable[[dict], object]) -> None:
    """Change the manifest, and write it in its own form; it is not signed anew."""
    record = json.loads((place / manifest.NAME).read_bytes())
    change(record)
    (place / manifest.NAME).write_bytes(manifest.document(record))


def _unsigned(place: Path) -> None:
    (place / manifest.SIGNATURE).unlink()
    (place / manifest.KEY).unlink()
    _edit(place, lambda record: record.update(signing=manifest.signing("")))


FOLDER_FLAWS: dict[str, Spoil] = {
    "a file renamed": lambda place: (place / "site/index.html").rename(place / "site/start.html"),
    "two files swapped": lambda place: [
        (place / "exports/reports.csv").rename(place / "x"), (place / "site/index.html").rename(
            place / "exports/reports.csv"), (place / "x").rename(place / "site/index.html")],
    "a file removed": lambda place: (place / "exports/reports.csv").unlink(),
    "an empty file removed": lambda place: (place / "exports/empty.csv").unlink(),
    "a file added": lambda place: (place / "site/more.html").write_text("more"),
    "an empty file added": lambda place: (place / "site/more.html").touch(),
    "a hidden file added": lambda place: (place / "site/.htaccess").write_text("Redirect / https://example.org/"),
    "a hidden folder added": lambda place: [(place / ".git").mkdir(), (place / ".git/config").touch()],
    "an empty folder added": lambda place: (place / "site/empty").mkdir(),
    "an empty folder within an empty folder": lambda place: (place / "site/a/b").mkdir(parents=True),
    "a twin in other case": lambda place: (place / "site/INDEX.html").write_text("other"),
    "a twin composed otherwise": lambda place: [(place / "site/e\u0301").touch(), (place / "site/\u00e9").touch()],
    "a link to a file of the bundle": lambda place: (place / "site/again.html").symlink_to("index.html"),
    "a file replaced by a link to its like": lambda place: [
        shutil.copy(place / "site/index.html", place.parent / "same"), (place / "site/index.html").unlink(),
        (place / "site/index.html").symlink_to(place.parent / "same")],
    "a folder replaced by a link to its like": lambda place: [
        shutil.move(place / "site", place.parent / "same"), (place / "site").symlink_to(place.parent / "same")],
    "a link that leads nowhere": lambda place: (place / "site/again.html").symlink_to("nowhere"),
    "a pipe": lambda place: os.mkfifo(place / "site/pipe"),
    "a byte appended": lambda place: (place / "exports/reports.csv").write_bytes(b"id\nR1\nR2\n "),
    "a file cut short": lambda place: (place / "exports/reports.csv").write_bytes(b"id\nR1\n"),
    "rows in another order": lambda place: (place / "exports/reports.csv").write_bytes(b"id\nR2\nR1\n"),
    "line ends of another kind": lambda place: (place / "exports/reports.csv").write_bytes(b"id\r\nR1\r\nR2\r\n"),
    "a name with a line end": lambda place: (place / "site/a\nb").touch(),
    "a name that turns the direction of writing": lambda place: (place / "site/\u202egnp.html").touch(),
    "no manifest": lambda place: (place / manifest.NAME).unlink(),
    "an empty manifest": lambda place: (place / manifest.NAME).write_bytes(b""),
    "a manifest that is a list": lambda place: (place / manifest.NAME).write_bytes(b"[]\n"),
    "the manifest in another form": lambda place: (place / manifest.NAME).write_text(
        json.dumps(json.loads((place / manifest.NAME).read_bytes()))),
    "a key twice in the manifest": lambda place: (place / manifest.NAME).write_bytes(
        (place / manifest.NAME).read_bytes().replace(b'{\n', b'{\n  "as_of": "2031-05-20",\n', 1)),
    "a byte order mark before the manifest": lambda place: (place / manifest.NAME).write_bytes(
        b"\xef\xbb\xbf" + (place / manifest.NAME).read_bytes()),
    "a blank after the manifest": lambda place: (place / manifest.NAME).write_bytes(
        (place / manifest.NAME).read_bytes() + b"\n"),
    "another day in the manifest": lambda place: _edit(place, lambda record: record.update(as_of="2031-05-21")),
    "another level in the manifest": lambda place: _edit(place, lambda record: record["release"].update(level="red")),
    "a file left out of manifest and folder": lambda place: [
        (place / "exports/reports.csv").unlink(), _edit(place, lambda record: record["files"].pop(2))],
    "a file listed twice": lambda place: _edit(place, lambda record: record["files"].insert(0, record["files"][0])),
    "files listed in another order": lambda place: _edit(place, lambda record: record["files"].reverse()),
    "no signature": lambda place: (place / manifest.SIGNATURE).unlink(),
    "an empty signature": lambda place: (place / manifest.SIGNATURE).write_bytes(b""),
    "a byte after the signature": lambda place: (place / manifest.SIGNATURE).write_bytes(
        (place / manifest.SIGNATURE).read_bytes() + b"\0"),
    "a signature of nought": lambda place: (place / manifest.SIGNATURE).write_bytes(bytes(64)),
    "a signature over another manifest": lambda place: (place / manifest.SIGNATURE).write_bytes(
        small.KEY.sign(b"{}\n")),
    "somebody else's signature": lambda place: (place / manifest.SIGNATURE).write_bytes(
        small.OTHER.sign((place / manifest.NAME).read_bytes())),
    "somebody else's key": lambda place: (place / manifest.KEY).write_bytes(small.OTHER.public.pem),
    "somebody else's key and signature": lambda place: [
        (place / manifest.KEY).write_bytes(small.OTHER.public.pem),
        (place / manifest.SIGNATURE).write_bytes(small.OTHER.sign((place / manifest.NAME).read_bytes()))],
    "a line after the key": lambda place: (place / manifest.KEY).write_bytes(small.KEY.public.pem + b"\n"),
    "the key in other letters": lambda place: (place / manifest.KEY).write_bytes(
        small.KEY.public.pem.replace(b"-----BEGIN", b"----- BEGIN")),
    "no key": lambda place: (place / manifest.KEY).unlink(),
    "an unknown way of signing": lambda place: _edit(
        place, lambda record: record["signing"].update(algorithm="rsa")),
    "the way of signing changed to none": lambda place: _edit(
        place, lambda record: record["signing"].update(algorithm="none")),
    "said to be unsigned, signature left": lambda place: _edit(
        place, lambda record: record.update(signing=manifest.signing(""))),
    "signature taken away and said to be unsigned": _unsigned,
    "another kind of bundle": lambda place: _edit(place, lambda record: record.update(format="servanda bundle 0")),
    "more in the manifest than is known": lambda place: _edit(place, lambda record: record.update(extra=1)),
}


@pytest.mark.parametrize("flaw", FOLDER_FLAWS)
def test_a_spoilt_folder_does_not_hold(bundle: Path, flaw: str) -> None:
    FOLDER_FLAWS[flaw](bundle)
    assert not check(bundle).holds


# Flaws for which the attacker signs anew with a key of his own: only a key from elsewhere shows them.
def test_what_is_signed_anew_by_somebody_else_is_found_out_by_the_key(bundle: Path) -> None:
    (bundle / "exports/reports.csv").write_bytes(b"id\nR1\n")
    small.sign(bundle, small.OTHER)
    assert check(bundle).holds and "anybody can sign" in check(bundle).not_proved[0]
    found = check(bundle, FINGERPRINT)
    assert not found.holds and "another key" in found.wrong[0]


def test_a_signature_taken_away_is_found_out_by_the_key(bundle: Path) -> None:
    _unsigned(bundle)
    assert check(bundle, unsigned=True).holds
    assert not check(bundle).holds
    assert not check(bundle, FINGERPRINT, unsigned=True).holds


def test_a_manifest_that_does_not_name_its_own_key(bundle: Path) -> None:
    small.sign(bundle, small.KEY, signing=manifest.signing(small.OTHER.public.fingerprint))
    assert not check(bundle).holds


@given(st.data())
@settings(max_examples=60)
def test_whatever_is_written_over_any_part_of_any_file(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        place = small.fill(Path(scratch) / "bundle")
        path = data.draw(st.sampled_from(sorted(p for p in place.rglob("*") if p.is_file())))
        whole = path.read_bytes()
        start = data.draw(st.integers(0, len(whole)))
        end = data.draw(st.integers(start, len(whole)))
        changed = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
        path.write_bytes(changed)
        assert check(place).holds == (changed == whole)


_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2),
                     st.dictionaries(st.text(max_size=3), st.integers(), max_size=2))


@given(st.data())
@settings(max_examples=60)
def test_no_manifest_that_somebody_signs_makes_the_check_stumble(data: st.DataObject) -> None:
    """A part of the manifest replaced by anything, and signed anew by the attacker: a verdict, never a crash."""
    with tempfile.TemporaryDirectory() as scratch:
        place = small.fill(Path(scratch) / "bundle")
        record = json.loads((place / manifest.NAME).read_bytes())
        part = record
        while isinstance(part, (dict, list)) and part:
            inner = data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
            if not isinstance(part[inner], (dict, list)) or not part[inner] or data.draw(st.booleans()):
                part[inner] = data.draw(_SCALARS)
                break
            part = part[inner]
        document = manifest.document(record)
        (place / manifest.NAME).write_bytes(document)
        (place / manifest.SIGNATURE).write_bytes(small.KEY.sign(document))
        found = check(place)
        assert found.holds or found.wrong


# -- what may be done to a zip ---------------------------------------------------------------------------

Make = Callable[[Path, Path], object]


def _packed(folder: Path, target: Path, more: dict[str, bytes] | None = None, *, kind: int = zipfile.ZIP_STORED,
            order: Callable[[list[str]], list[str]] = sorted, mode: int = stat.S_IFREG | 0o644,
            date: tuple[int, int, int, int, int, int] = (1980, 1, 1, 0, 0, 0), twice: str = "") -> None:
    """A zip as others write it, of what a folder holds and of more."""
    held = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    held |= more or {}
    with zipfile.ZipFile(target, "w", kind) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in [*order(list(held)), *([twice] if twice else [])]:
            member = zipfile.ZipInfo(name, date)
            member.create_system, member.external_attr, member.compress_type = 3, mode << 16, kind
            archive.writestr(member, held[name])


def _appended(content: bytes) -> Make:
    return lambda folder, target: target.write_bytes(small.zipped(folder, target).read_bytes() + content)


def _comment(folder: Path, target: Path) -> None:
    whole = bytearray(small.zipped(folder, target).read_bytes())
    whole[-2:] = struct.pack("<H", 5)
    target.write_bytes(bytes(whole) + b"hello")


ZIP_FLAWS: dict[str, Make] = {
    "packed": lambda folder, target: _packed(folder, target, kind=zipfile.ZIP_DEFLATED),
    "in another order": lambda folder, target: _packed(folder, target, order=lambda names: sorted(names, reverse=True)),
    "with dates": lambda folder, target: _packed(folder, target, date=(2031, 5, 20, 10, 0, 0)),
    "with a mode that runs": lambda folder, target: _packed(folder, target, mode=stat.S_IFREG | 0o755),
    "with links": lambda folder, target: _packed(folder, target, mode=stat.S_IFLNK | 0o777),
    "an entry twice": lambda folder, target: _packed(folder, target, twice="exports/reports.csv"),
    "an entry that leads out": lambda folder, target: _packed(folder, target, {"../out.html": b"x"}),
    "an entry that leads out from within": lambda folder, target: _packed(folder, target, {"site/../../out": b"x"}),
    "an entry from the root": lambda folder, target: _packed(folder, target, {"/etc/cron.d/x": b"x"}),
    "an entry of a drive": lambda folder, target: _packed(folder, target, {"C:/x": b"x"}),
    "an entry with a backslash": lambda folder, target: _packed(folder, target, {"site\\x": b"x"}),
    "an entry for a folder": lambda folder, target: _packed(folder, target, {"site/empty/": b""}),
    "a twin in other case": lambda folder, target: _packed(folder, target, {"site/INDEX.html": b"x"}),
    "a hidden file": lambda folder, target: _packed(folder, target, {"site/.htaccess": b"x"}),
    "a file more": lambda folder, target: _packed(folder, target, {"site/more.html": b"x"}),
    "all within a folder": lambda folder, target: _packed(folder.parent, target),
    "a byte at its end": _appended(b"\0"),
    "a second zip at its end": lambda folder, target: target.write_bytes(small.zipped(folder, target).read_bytes() * 2),
    "text at its end": _appended(b"<script>alert(1)</script>"),
    "a byte at its beginning": lambda folder, target: target.write_bytes(
        b"\0" + small.zipped(folder, target).read_bytes()),
    "a comment": _comment,
    "cut short": lambda folder, target: target.write_bytes(small.zipped(folder, target).read_bytes()[:-1]),
    "empty": lambda folder, target: target.write_bytes(b""),
    "no file at all": lambda folder, target: target.write_bytes(b"".join(stored({}))),
    "no zip": lambda folder, target: target.write_bytes(b"servanda bundle 1\n" * 100),
    "a directory that lists less": lambda folder, target: _lists_less(folder, target),
}


def _lists_less(folder: Path, target: Path) -> None:
    """The last file lies in the zip, and its directory is silent about it: some readers would unpack it yet."""
    whole = small.zipped(folder, target).read_bytes()
    end = len(whole) - 22
    start, count = struct.unpack_from("<I", whole, end + 16)[0], struct.unpack_from("<H", whole, end + 10)[0]
    last = whole.rindex(b"PK\x01\x02", 0, end)
    head = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count - 1, count - 1, last - start, start, 0)
    target.write_bytes(whole[:last] + head)


@pytest.mark.parametrize("flaw", ZIP_FLAWS)
def test_a_spoilt_zip_does_not_hold(bundle: Path, tmp_path: Path, flaw: str) -> None:
    target = tmp_path / "bad" / "bundle.zip"
    target.parent.mkdir()
    ZIP_FLAWS[flaw](bundle, target)
    assert target.exists() and not check(target).holds


def test_the_zip_that_servanda_writes_is_read_by_others(bundle: Path, tmp_path: Path) -> None:
    target = small.zipped(bundle, tmp_path / "bundle.zip")
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.relative_to(bundle).as_posix(): path.read_bytes() for path in bundle.rglob("*") if path.is_file()}
    twin = tmp_path / "twin.zip"
    _packed(bundle, twin)
    assert twin.read_bytes() == target.read_bytes()  # zipfile itself, told the same dates, order and modes


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,2}", fullmatch=True), st.binary(max_size=300),
                       min_size=1, max_size=6).filter(
    lambda files: not any(other.startswith(f"{name}/") for name in files for other in files)))
@settings(max_examples=25)
def test_any_files_come_back_out_of_a_zip(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        for name, content in files.items():
            (Path(scratch) / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(scratch) / "in" / name).write_bytes(content)
        target = small.zipped(Path(scratch) / "in", Path(scratch) / "out.zip")
        with opened_bundle(target) as held:
            assert {path: held.read(path) for path in held.paths()} == files
        with opened_bundle(Path(scratch) / "in") as folder, opened_bundle(target) as held:
            assert folder.entries == held.entries


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_no_bytes_make_the_reader_of_zips_stumble(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "x.zip"
        place.write_bytes(content + b"PK\x05\x06" + bytes(18) if len(content) % 2 else content)
        with pytest.raises(BadBundle), opened_bundle(place) as held:
            raise BadBundle("read") if held.entries == () else AssertionError


# -- the command -----------------------------------------------------------------------------------------


def test_the_command_says_in_words_what_is_proved_and_ends_with_1_where_not(bundle: Path) -> None:
    done = CliRunner().invoke(main, ["verify", str(bundle), "--key", FINGERPRINT])
    assert done.exit_code == 0 and "Proved:" in done.output and "Not proved:" in done.output
    (bundle / "site/more\x1b[2K.html").touch()
    done = CliRunner().invoke(main, ["verify", str(bundle)])
    assert done.exit_code == 1 and "does NOT hold" in done.output and "\x1b" not in done.output
    data = json.loads(CliRunner().invoke(main, ["verify", str(bundle), "--json"]).output)
    assert data["holds"] is False and data["wrong"] and not data["proved"]


def test_a_bundle_kept_from_an_earlier_version_still_holds() -> None:
    museum = Path(__file__).parent / "museum"
    kept = sorted(museum.glob("*.zip"))
    assert kept
    for place in kept:
        assert check(place, FINGERPRINT).holds
