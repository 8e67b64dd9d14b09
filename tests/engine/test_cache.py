"""The cache: private, bounded, whole after kills and beside other writers, and never believed when damaged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from servanda.engine.cache import ENDING, Cache, key, usual
from servanda.engine.database import Database

ONE = {"numbers": "SELECT range AS n FROM range(1000)"}


def entries(cache: Cache) -> list[Path]:
    return sorted(cache.folder.glob(f"*{ENDING}"))


def total(db: Database, of: str) -> list[int]:
    """The sum in every entry of a key that can be opened."""
    assert db.cache
    found = []
    for path in db.cache.held(of):
        with db.recalled(path) as there:
            if there:
                found.append(db.rows("SELECT sum(n) FROM kept.numbers ORDER BY 1")[0][0])
    return found


def test_what_was_kept_is_found_by_another_database_and_by_its_key_alone(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "it's mine")
    Database(cache).remember(key("a"), "kin", ONE)
    db = Database(cache)
    assert total(db, key("a")) == [499_500]
    assert total(db, key("b")) == []
    assert list(cache.kin("kin")) == entries(cache)


def test_it_lies_open_to_nobody_else(tmp_path: Path) -> None:
    """Contents of private cases lie there: folder and files are the owner's alone, a lax or linked folder unused."""
    cache = Cache(tmp_path / "cache")
    Database(cache).remember(key(1), "kin", ONE)
    assert cache.folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in entries(cache)] == [0o600]
    cache.folder.chmod(0o755)
    assert Database(cache).cache is None
    cache.folder.chmod(0o700)
    (tmp_path / "link").symlink_to(cache.folder)
    assert Database(Cache(tmp_path / "link")).cache is None


@pytest.mark.parametrize("how", ["cut", "turned", "emptied", "of another entry"])
def test_a_damaged_entry_is_taken_away(tmp_path: Path, how: str) -> None:
    cache = Cache(tmp_path / "cache")
    db = Database(cache)
    db.remember(key(1), "kin", ONE)
    db.remember(key(2), "other", {"numbers": "SELECT 7 AS n"})
    path = next(one for one in entries(cache) if one.name.startswith(key(1)))
    content = path.read_bytes()
    path.write_bytes({"cut": content[:5000], "emptied": b"",
                      "turned": content[:9000] + bytes([content[9000] ^ 1]) + content[9001:],
                      "of another entry": next(one for one in entries(cache) if one != path).read_bytes()}[how])
    assert total(db, key(1)) == []
    assert not path.exists()
    assert total(db, key(2)) == [7]


def test_nothing_else_is_in_the_reach_of_sql(tmp_path: Path) -> None:
    """The lock of the database holds beside the cache."""
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    db = Database(Cache(tmp_path / "cache"))
    with pytest.raises(Exception, match="disabled by configuration"):
        db.rows(f"SELECT * FROM read_csv('{tmp_path}/cache/../secret.csv') ORDER BY 1")


def test_it_is_bounded_and_what_was_used_last_stays(tmp_path: Path) -> None:
    """Entries of one kin replace one another, all but two; what is too much goes, the oldest first."""
    cache = Cache(tmp_path / "cache")
    db = Database(cache)
    for number in range(5):
        db.remember(key(number), "kin", ONE)
    assert {path.name.partition(".")[0] for path in entries(cache)} == {key(3), key(4)}
    size = entries(cache)[0].stat().st_size
    small = Cache(cache.folder, most=3 * size)
    db = Database(small)
    (cache.folder / ".left-by-a-killed-process").write_bytes(b"x" * size)
    os.utime(cache.folder / ".left-by-a-killed-process", (1, 1))
    for number in range(10, 14):
        db.remember(key(number), f"kin{number}", ONE)
        assert total(db, key(10)) == [499_500]  # used each time, and therefore kept
    assert sum(path.stat().st_size for path in small.folder.iterdir()) <= 3 * size
    assert not (cache.folder / ".left-by-a-killed-process").exists()


_WRITER = """
import sys
from pathlib import Path
from servanda.engine.cache import Cache, key
from servanda.engine.database import Database
db = Database(Cache(Path(sys.argv[1])))
number = 0
print("ready", flush=True)
while True:
    number += 1
    db.remember(key(number % 3), f"kin{number % 3}", {"numbers": f"SELECT range AS n FROM range({1000 + number % 2})"})
"""


def test_killed_writers_leave_whole_entries_or_none(tmp_path: Path) -> None:
    """Two processes write the same keys and are killed while they do; whatever can be found is whole."""
    cache = Cache(tmp_path / "cache")
    for turn in range(6):
        writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(cache.folder)], stdout=subprocess.PIPE)
                   for _ in range(2)]
        for one in writers:
            assert one.stdout
            one.stdout.readline()
        time.sleep(0.05 + 0.07 * turn)
        for one in writers:
            one.send_signal(signal.SIGKILL)
            one.wait()
            assert one.stdout
            one.stdout.close()
        db = Database(cache)
        for number in range(3):
            assert set(total(db, key(number))) <= {499_500, 500_500}
    assert entries(cache)


_FULL = """
import resource, signal, sys
from pathlib import Path
from servanda.engine.cache import Cache, key
from servanda.engine.database import Database
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
db = Database(Cache(Path(sys.argv[1])))
db.run("CREATE TABLE told AS SELECT range AS n, hash(range)::VARCHAR AS t FROM range(1000000)")
db.remember(key(1), "kin", {"numbers": "SELECT * FROM told"})
print(db.rows("SELECT count(*) FROM told ORDER BY 1")[0][0], len(list(db.cache.folder.iterdir())))
"""


@pytest.mark.parametrize("most", [4096, 13_000, 1_000_000, 5_000_000])
def test_a_full_disk_costs_the_entry_alone(tmp_path: Path, most: int) -> None:
    """No file may grow beyond so many bytes: the database lives on, and no piece is left."""
    done = subprocess.run([sys.executable, "-c", _FULL, str(tmp_path / "cache"), str(most)], capture_output=True,
                          text=True, check=False)
    assert (done.stdout, done.stderr) == ("1000000 0\n", "")


def test_a_file_in_its_place_costs_the_cache_alone(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    db = Database(cache)
    cache.folder.rmdir()
    (tmp_path / "cache").write_text("a file in its place", encoding="utf-8")
    db.remember(key(1), "kin", ONE)
    assert Database(cache).cache is None


def test_the_environment_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SERVANDA_CACHE", str(tmp_path / "here"))
    assert usual() and usual().folder == tmp_path / "here"  # type: ignore[union-attr]
    monkeypatch.setenv("SERVANDA_CACHE", "off")
    assert usual() is None
    monkeypatch.delenv("SERVANDA_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert usual() and usual().folder == tmp_path / "servanda"  # type: ignore[union-attr]
