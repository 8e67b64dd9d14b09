"""Archives: nothing lands outside the target, nothing stays after a refusal, no header is believed."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from servanda.guard import archives
from servanda.guard.archives import unzip
from servanda.guard.limits import LIMITS

CSV = b"report_id,act\nR1,shelling\n"


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def entry(name: str, mode: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.create_system = 3
    return info


def bomb() -> bytes:
    """200 MB of zeros in some 200 kB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros.csv", "w") as member:
        for _ in range(200):
            member.write(b"\0" * 1_000_000)
    return file.getvalue()


def lying_bomb() -> bytes:
    """The bomb with headers that say it unpacks to 100 bytes."""
    raw = bytearray(bomb())
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = raw.find(mark)
        struct.pack_into("<I", raw, at + place, 100)
    return bytes(raw)


def locked() -> bytes:
    """The flag of a password on an ordinary file."""
    raw = bytearray(zipped(("a.csv", CSV)))
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    raw[raw.find(b"PK\x03\x04") + 6] |= 1
    return bytes(raw)


def renamed(old: bytes, new: bytes) -> bytes:
    """A name of the same length that the library would not write."""
    return zipped((old.decode(), CSV)).replace(old, new)


def twice() -> bytes:
    return zipped(("a.csv", CSV), ("b.csv", CSV)).replace(b"b.csv", b"a.csv")


def shared() -> bytes:
    """Forty names for one packed megabyte: each is unpacked, so each counts."""
    packed = zipped(("f00.csv", b"x" * 1_000_000))
    at = packed.find(b"PK\x01\x02")
    end = packed.find(b"PK\x05\x06")
    head = packed[at:end]
    heads = b"".join(head.replace(b"f00.csv", f"f{n:02}.csv".encode()) for n in range(40))
    tail = bytearray(packed[end:])
    struct.pack_into("<HHI", tail, 8, 40, 40, len(heads))
    return packed[:at] + heads + bytes(tail)


REFUSED: dict[str, Callable[[], bytes]] = {
    "bomb": bomb,
    "bomb with lying headers": lying_bomb,
    "one packed body under forty names": shared,
    "nested": lambda: zipped(("inner.zip", zipped(("a.csv", CSV)))),
    "nested under another ending": lambda: zipped(("inner.csv", zipped(("a.csv", CSV)))),
    "nested gzip": lambda: zipped(("a.csv.gz", b"\x1f\x8b\x08" + b"\0" * 20)),
    "slip upwards": lambda: zipped(("../escaped.csv", CSV)),
    "slip in the middle": lambda: zipped(("a/../../escaped.csv", CSV)),
    "slip with backslashes": lambda: renamed(b"xx_escaped.csv", b"..\\escaped.csv"),
    "absolute": lambda: zipped(("/escaped.csv", CSV)),
    "with a drive": lambda: renamed(b"C__escaped.csv", b"C:/escaped.csv"),
    "name of dots": lambda: renamed(b"ab", b".."),
    "null in the name": lambda: renamed(b"a_.csv", b"a\0.csv"),
    "direction in the name": lambda: zipped(("a\u202evsc.exe", CSV)),
    "long name": lambda: zipped(("x" * 300 + ".csv", CSV)),
    "duplicate names": twice,
    "names that differ in case only": lambda: zipped(("a.csv", CSV), ("A.csv", CSV)),
    "symlink": lambda: zipped((entry("link", stat.S_IFLNK | 0o777), b"/etc/hostname")),
    "device": lambda: zipped((entry("dev", stat.S_IFCHR | 0o666), b"")),
    "encrypted": locked,
    "packed by lzma": lambda: zipped(("a.csv", CSV), method=zipfile.ZIP_LZMA),
    "truncated in the body": lambda: zipped(("a.csv", CSV * 100))[:60],
    "truncated in the directory": lambda: zipped(("a.csv", CSV), ("b.csv", CSV))[:-30],
    "flipped byte": lambda: zipped(("a.csv", CSV), method=zipfile.ZIP_STORED).replace(b"shelling", b"shellinG"),
    "no zip at all": lambda: b"report_id,act\nR1,shelling\n",
    "empty file": lambda: b"",
    "directory that claims 4 GB": lambda: zipped(("a.csv", CSV))[:-10] + b"\xff\xff\xff\xff" + b"\0" * 6,
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_archive_is_one_problem_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    root, target = tmp_path / "case", tmp_path / "target"
    root.mkdir()
    target.mkdir()
    (root / "a.zip").write_bytes(REFUSED[name]())
    before = sorted(tmp_path.rglob("*"))
    tracemalloc.start()
    files, problems = unzip(root, "a.zip", target)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert files == ()
    assert [(one.code in ("archive_refused", "file_too_large"), one.file) for one in problems] == [(True, "a.zip")]
    assert sorted(tmp_path.rglob("*")) == before
    assert peak < 100_000_000


def test_a_good_archive_is_unpacked_under_names_of_ours(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "a.zip").write_bytes(zipped(("data/", b""), ("data/отчёт.csv", CSV), ("run.py", b"print()"),
                                            ("CON", b"x"), ("x.CSV", b"a" * 900_000)))
    files, problems = unzip(tmp_path, "a.zip", tmp_path / "t")
    assert not problems
    assert [(one.name, one.path.name, one.size) for one in files] == [
        ("data/отчёт.csv", "0001.csv", len(CSV)), ("run.py", "0002", 7), ("CON", "0003", 1),
        ("x.CSV", "0004.csv", 900_000)]
    assert (tmp_path / "t" / "0001.csv").read_bytes() == CSV
    assert {len(one.sha256) for one in files} == {64}


def test_the_target_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "0001.csv").write_text("mine")
    (tmp_path / "a.zip").write_bytes(zipped(("a.csv", CSV)))
    assert [one.code for one in unzip(tmp_path, "a.zip", tmp_path)[1]] == ["archive_refused"]
    assert (tmp_path / "0001.csv").read_text() == "mine"


@pytest.mark.parametrize("more", [-1, 0, 1])
@pytest.mark.parametrize(("limit", "value", "make"), [
    ("archive_files", 5, lambda n: zipped(*((f"{i}.csv", b"") for i in range(n)))),
    ("unpacked_bytes", 1000, lambda n: zipped(("a.csv", b"ab" * (n // 2)), ("b.csv", b"c" * (n % 2)))),
    ("name_characters", 20, lambda n: zipped(("x" * n, b""))),
    ("archive_bytes", 500, lambda n: zipped(("a.csv", b"x" * (n - 108)), method=zipfile.ZIP_STORED)),
    ("ratio_free_bytes", 60_000, lambda n: zipped(("a.csv", b"\0" * n))),
])
def test_limits(limit: str, value: int, make: Callable[[int], bytes], more: int, tmp_path: Path,
                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LIMITS", replace(LIMITS, **{limit: value}))
    (tmp_path / "t").mkdir()
    content = make(value + more)
    if limit == "archive_bytes":
        assert len(content) == value + more
    (tmp_path / "a.zip").write_bytes(content)
    files, problems = unzip(tmp_path, "a.zip", tmp_path / "t")
    assert bool(problems) is (more > 0)
    assert bool(files) is (more <= 0)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_the_ratio(more: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured over the whole archive, so that many small files do not add up to a bomb."""
    content = zipped(("a.csv", b"\0" * 30_000), ("b.csv", b"\0" * 30_000))
    free = replace(LIMITS, ratio_free_bytes=0, unpacked_ratio=60_000 // len(content) + 1 - max(more, 0))
    monkeypatch.setattr(archives, "LIMITS", free)
    (tmp_path / "t").mkdir()
    (tmp_path / "a.zip").write_bytes(content)
    assert bool(unzip(tmp_path, "a.zip", tmp_path / "t")[1]) is (more > 0)
