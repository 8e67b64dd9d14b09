"""What is written where: nothing of somebody else's is replaced, and nothing half."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda import app
from servanda.publish.swap import NotOurs


def test_tables_alone_and_then_pages(river_copy: Path) -> None:
    app.export(river_copy, river_copy / "build" / "exports", ("reports",))
    app.build(river_copy)
    app.export(river_copy, river_copy / "build" / "exports", ("reports",))


def test_tables_are_not_written_over_the_case(river_copy: Path) -> None:
    before = {path: path.read_bytes() for path in river_copy.rglob("*") if path.is_file()}
    with pytest.raises(NotOurs):
        app.export(river_copy, river_copy)
    assert {path: path.read_bytes() for path in river_copy.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["manifest.json", "exports/mine.csv", "site/index.html"])
def test_a_build_touches_nothing_where_something_is_not_ours(river_truce: Path, tmp_path: Path, name: str) -> None:
    mine = tmp_path / "web" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(NotOurs):
        app.build(river_truce, tmp_path / "web")
    assert [path for path in (tmp_path / "web").rglob("*") if path.is_file()] == [mine]


def test_a_link_in_place_of_the_build_folder_is_not_followed(river_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (river_copy / "build").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotOurs):
        app.build(river_copy)
    with pytest.raises(NotOurs):
        app.export(river_copy, river_copy / "build" / "exports")
    assert not list((tmp_path / "elsewhere").iterdir())
