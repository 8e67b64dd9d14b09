"""A folder that names code: opening, checking and building it runs nothing of it and reads nothing that hides."""

from __future__ import annotations

import os
import pickle
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from servanda import app
from servanda.case.open import open_case
from servanda.publish.swap import NotOurs
from tests.attacks.folder import codes, small, tree

CANARY = "canary-5b1e"
ROOT = Path(__file__).resolve().parent.parent.parent


class Bomb:
    """Unpickled, it makes the canary."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def armed(folder: Path, canary: Path) -> Path:
    """A case full of code, all of which would make the canary."""
    code = f"import os\nos.mkdir({str(canary)!r})\n"
    names = ("plugin.py", "conftest.py", "servanda.py", "sitecustomize.py", "usercustomize.py", "setup.py", "yaml.py",
             "__init__.py", "__main__.py", "reports/csv.py", "servanda/__init__.py", "duckdb/__init__.py",
             "zones/json.py", "json.py", "click.py", "pages.py", "private/plugin.py", "build/plugin.py")
    files: dict[str, str | bytes] = dict.fromkeys(names, code)
    files |= {
        "x.pth": f"import os; os.mkdir({str(canary)!r})\n", "reports/x.pkl": pickle.dumps(Bomb(canary)),
        "cache.pickle": pickle.dumps(Bomb(canary)), "case.duckdb": b"DUCK" * 100, ".duckdbrc": f".shell mkdir {canary}",
        ".git/hooks/post-checkout": f"#!/bin/sh\nmkdir {canary}\n",
        ".git/config": f"[core]\nfsmonitor = mkdir {canary}\n",
        "templates/index.html": CANARY, "templates/frame.html": CANARY, "static/style.css": CANARY,
        "build/site/index.html": CANARY, "build/site/.servanda": "x", "build/exports/verdicts.csv": CANARY,
        "build/site/data/words.js": CANARY, "build/cache.json": CANARY, "build/manifest.json": CANARY,
        "Makefile": f"all:\n\tmkdir {canary}\n", ".env": f"PYTHONSTARTUP={canary}\n", "pytest.ini": "[pytest]\n",
        "pyproject.toml": "[tool.servanda]\nplugins = ['plugin']\n", "linking.yaml": "basis: plugin\nbase: 0\n",
        "reports/x.so": b"\x7fELF", "run.sh": f"mkdir {canary}\n", "private/reports/x.csv": f"report_id\n{CANARY}\n",
    }
    made = small(folder, files)
    for name in (".git/hooks/post-checkout", "run.sh"):
        (made / name).chmod(0o755)
    return made


def test_nothing_of_it_runs_or_is_read(tmp_path: Path) -> None:
    canary = tmp_path / CANARY
    folder = armed(tmp_path / "case", canary)
    assert CANARY not in repr(open_case(folder))
    built = app.build(folder, tmp_path / "out")
    assert "file_ignored" in codes(built.problems)
    assert not canary.exists()
    for name, content in tree(tmp_path / "out").items():
        assert CANARY.encode() not in content, name


def test_building_inside_the_folder_replaces_a_poisoned_site(tmp_path: Path) -> None:
    folder = armed(tmp_path / "case", tmp_path / CANARY)
    (folder / "build" / "exports" / ".servanda").write_text("x")
    with pytest.raises(NotOurs):  # a manifest that is not ours is not overwritten
        app.build(folder)
    (folder / "build" / "manifest.json").unlink()
    app.build(folder)
    left = {name for name, content in tree(folder / "build").items() if CANARY.encode() in content}
    assert left <= {"cache.json", "plugin.py"}
    assert not (tmp_path / CANARY).exists()


def test_from_inside_the_folder_by_the_command_line(tmp_path: Path) -> None:
    """The working directory is the hostile folder, as when somebody opens a terminal in it."""
    folder = armed(tmp_path / "case", tmp_path / CANARY)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONSAFEPATH": "1"}
    for command in (["check", "."], ["build", ".", "-o", "../out"]):
        done = subprocess.run([sys.executable, "-c", "from servanda.cli import main; main()", *command], cwd=folder,
                              env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert "Traceback" not in done.stderr
        assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / CANARY).exists()


@pytest.mark.parametrize("text", [
    "id: x\nplugin: plugin.py\n", "id: x\nplugins: [plugin]\n", "id: x\nextends: ../other/case.yaml\n",
    "id: x\ninclude: http://127.0.0.1/x.yaml\n", "id: x\ntemplates: templates/\n", "!include other.yaml\n",
    "id: !!python/object/apply:os.mkdir [canary]\n", "id: !!python/name:os.system\n", "id: {{ 7*7 }}\n",
    "id: x\ntitle: ${HOME}\n", "id: x\ntitle: $(mkdir canary)\n", "id: x\ntitle: '{{ self.__init__.__globals__ }}'\n"])
def test_a_case_file_that_names_code(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = small(tmp_path / "case", {"case.yaml": text})
    case = open_case(folder)
    assert any(one.file == "case.yaml" for one in case.problems)
    assert case.info.title in ("", "${HOME}", "$(mkdir canary)", "{{ self.__init__.__globals__ }}")
    assert not (tmp_path / "canary").exists()


def test_no_file_written_can_be_run(tmp_path: Path) -> None:
    app.build(armed(tmp_path / "case", tmp_path / CANARY), tmp_path / "out")
    runnable = [path for path in (tmp_path / "out").rglob("*") if path.is_file()
                and path.stat().st_mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)]
    assert not runnable
