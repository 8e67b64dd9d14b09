"""Names of files, ids and titles that want out; and entries of a folder that are not files at all."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tracemalloc
from pathlib import Path

import pytest

from servanda import app
from servanda.case.open import open_case
from servanda.guard.files import read
from servanda.model.problems import Problem
from tests.attacks.folder import codes, small, tree

SECRET = "secret-91c4"
NAMES = [
    "../secret", "../../secret", "..", ".", "...", "../", "..\\secret", "..\\..\\secret", "/etc/hostname",
    "//etc/hostname", "\\\\host\\share", "C:\\secret", "C:secret", "file:///etc/hostname", "a/../../secret",
    "./secret", "a//b", "a/./b", "~", "~/secret", "$HOME", "${HOME}", "%2e%2e%2fsecret", "..%2fsecret", "%00",
    "a\0b", "\0", "a\nb", "a\rb", "a\tb", "CON", "con", "NUL", "AUX", "PRN", "COM1", "LPT1", "CON.csv", "nul.txt",
    "x" * 300, "x" * 5000, "é" * 200, "\u202egnp.exe", "a\u202e/b", "\u2066x\u2069", "a\u200bb", "שלום", "مرحبا",
    "a.", "a...", "a ", " a", " ", "-rf", "--help", "*", "?", "a|b", "a<b>c", "a\"b", "a'b", "a;b", "a&b", "`id`",
    "$(id)", "#x", "=1+1", "@x", "+x", "name:stream", "\ufeffx", "ＣＯＮ", "．．／secret", "a∕b", "\udcff",
]
SUFFIX = {"reports": ".csv", "zones": ".geojson", "documents": ".pdf", "statements": ".csv"}


def named(folder: Path, where: str, name: str) -> bool:
    """Put a file of that name into the folder; False where no file can be called so."""
    content = {"reports": "report_id\nQ1\n", "zones": "{}", "documents": "x", "statements": "statement_id\nT1\n"}[where]
    (folder / where).mkdir(exist_ok=True)
    if "/" in name or "\0" in name or name in (".", ".."):
        return False
    try:
        (folder / where / f"{name}{SUFFIX[where]}").write_text(content)
    except (OSError, UnicodeError):
        return False
    return True


def test_there_are_sixty() -> None:
    assert len(set(NAMES)) >= 60


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_given_to_the_reader(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "case").mkdir()
    found = read(tmp_path / "case", name)
    assert isinstance(found, Problem)
    assert SECRET not in repr(found)
    found.message.encode()


def test_files_of_all_these_names(tmp_path: Path) -> None:
    folder = small(tmp_path / "case")
    put = [(where, name) for where in SUFFIX for name in NAMES if named(folder, where, name)]
    assert len(put) > 120
    case = open_case(folder)
    assert {one.code for one in case.problems} <= {"character_hidden", "value_wrong", "file_outside", "file_ignored"}
    for one in case.problems:
        (one.file + one.message).encode()
        assert not any(char in one.file + one.message for char in "\u202e\u2066\u200b\n\r\t")
    before = tree(folder)
    app.build(folder, tmp_path / "out")
    assert tree(folder) == before
    assert {path.name for path in tmp_path.iterdir()} == {"case", "out"}


def test_rows_that_carry_these_names(tmp_path: Path) -> None:
    """As ids, places, sources, documents and actors: the build writes the same files as without them."""
    clean, folder = small(tmp_path / "clean"), small(tmp_path / "case")
    (tmp_path / "secret").write_text(SECRET)
    usable = [name.replace('"', '""') for name in NAMES if "\0" not in name and "\udcff" not in name]
    reports = "".join(f'"{n}",2030-06-03,"{n}","{n}","{n}","{n}",shelling,SOUTH,"{n}"\n' for n in usable)
    (folder / "reports" / "x.csv").write_text(
        "report_id,time_from,place,source,document_id,origin,act,author_claimed,admin1\n" + reports, newline="")
    others = "".join(f'"{n}","{n}","{n}","{n}",agree\n' for n in usable)
    (folder / "statements" / "x.csv").write_text("statement_id,speaker,topic,document_id,act\n" + others, newline="")
    (folder / "tallies.csv").write_text(
        "tally_id,measure,value\n" + "".join(f'"{n}","{n}",1\n' for n in usable), newline="")
    (folder / "commitments.csv").write_text(
        "commitment_id,what\n" + "".join(f'"{n}","{n}"\n' for n in usable), newline="")
    for one, out in ((clean, "plain"), (folder, "out")):
        app.build(one, tmp_path / out)
    written = tree(tmp_path / "out")
    assert {name for name in written if not name.startswith("site/data/")} == {
        name for name in tree(tmp_path / "plain") if not name.startswith("site/data/")}
    assert {path.name for path in tmp_path.iterdir()} == {"clean", "case", "plain", "out", "secret"}
    assert not any(SECRET.encode() in content for content in written.values())


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_ids_and_titles_of_the_case(name: str, tmp_path: Path) -> None:
    text = json.dumps(name)
    files = {
        "case.yaml": f"id: {text}\ntitle: {text}\nzone: {text}\n"
                     f"parties: [{{id: NORTH, title: {text}}}, {{id: {text}}}]\n"
                     f"actors: [{{id: {text}, title: {text}}}]\nsources: [{{id: {text}, title: {text}}}]\n",
        "terms.yaml": f"instruments: [{{id: {text}, form: exchange, date: 2030-06-01, title: {text}}}]\n"
                      f"provisions: [{{id: {text}, kind: prohibition, instrument: {text}, cites: [{text}], "
                      f"where: {{inside: {text}}}}}]\n"
                      f"readings: [{{id: {text}, owner: {text}, provisions: {{{text}: take}}}}]\n",
        "zones/x.geojson": json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"id": name, "title": name}, "geometry": None}]}),
    }
    folder = small(tmp_path / "case", files)
    before = tree(folder)
    problems = app.check(folder)
    assert problems
    for one in problems:
        (one.file + one.message + one.mend).encode()
    assert tree(folder) == before


# -- what is not a file ---------------------------------------------------------------------------------

PLACES = ["reports/x.csv", "zones/x.geojson", "documents/x.pdf", "statements/x.csv", "decisions.jsonl", "case.yaml",
          "terms.yaml", "places.csv", "meetings.yaml", "reports/north.yaml"]


def spoilt(folder: Path, name: str) -> Path:
    """The small case, and the path of a file of it that is out of the way."""
    path = small(folder) / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    return path


def opened(folder: Path) -> set[str]:
    """The codes of opening, with little memory."""
    tracemalloc.start()
    problems = open_case(folder).problems
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000_000
    return {one.code for one in problems}


@pytest.mark.parametrize("name", PLACES)
def test_a_link_to_an_endless_device(name: str, tmp_path: Path) -> None:
    spoilt(tmp_path / "case", name).symlink_to("/dev/zero")
    assert "file_outside" in opened(tmp_path / "case")


@pytest.mark.parametrize("name", PLACES)
def test_a_sparse_file_of_100_gigabytes(name: str, tmp_path: Path) -> None:
    path = spoilt(tmp_path / "case", name)
    path.touch()
    os.truncate(path, 100_000_000_000)
    assert "file_too_large" in opened(tmp_path / "case")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("kind", ["pipe", "socket", "folder"])
@pytest.mark.parametrize("name", PLACES)
def test_what_is_no_file(name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = spoilt(tmp_path / "case", name)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        monkeypatch.chdir(path.parent)  # the path of a socket must be short
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    assert ("file_unreadable" in opened(tmp_path / "case")) or (kind == "folder" and name.startswith("documents/"))


@pytest.mark.parametrize("name", PLACES)
def test_a_file_that_may_not_be_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = spoilt(tmp_path / "case", name)
    path.write_text("x")
    real = os.open

    def refusing(target: str | Path, flags: int, *rest: int) -> int:
        if Path(target) == path:
            raise PermissionError(13, "Permission denied")
        return real(target, flags, *rest)

    monkeypatch.setattr(os, "open", refusing)
    assert "file_unreadable" in codes(open_case(tmp_path / "case").problems)


def test_folders_nested_beyond_any_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small(tmp_path / "case")
    monkeypatch.chdir(folder)
    for _ in range(1_500):
        os.mkdir("deep")
        os.chdir("deep")
    monkeypatch.chdir(tmp_path)
    try:
        assert "file_too_large" in codes(app.check(folder))
    finally:
        subprocess.run(["rm", "-rf", str(folder / "deep")], check=True)


def test_a_folder_that_is_a_link_to_itself(tmp_path: Path) -> None:
    folder = small(tmp_path / "case")
    for name in ("loop", "reports/loop", "documents"):
        (folder / name).symlink_to(folder)
    assert "file_outside" in codes(app.check(folder))


def test_a_hundred_thousand_files(tmp_path: Path) -> None:
    folder = small(tmp_path / "case")
    (folder / "junk").mkdir()
    junk = os.fspath(folder / "junk")
    for number in range(100_000):
        os.mknod(f"{junk}/{number}")
    try:
        problems = app.check(folder)
        assert [one.file for one in problems if one.code == "file_too_large"] == ["junk"]
    finally:
        subprocess.run(["rm", "-rf", str(folder / "junk")], check=True)
