"""One file put in place: whole or not at all, and never through a link that lies in the way."""

from __future__ import annotations

from pathlib import Path

from servanda.case.placing import put


def test_a_link_at_the_aside_file_is_never_written_through(tmp_path: Path) -> None:
    """A received folder may hold a link of that name; what it points to stays as it was."""
    victim = tmp_path / "victim.txt"
    victim.write_text("mine", encoding="utf-8")
    folder = tmp_path / "case" / "reports"
    folder.mkdir(parents=True)
    (folder / ".new.csv.aside").symlink_to(victim)
    put(folder / "new.csv", b"a,b\n")
    assert victim.read_text(encoding="utf-8") == "mine"
    assert [path.name for path in folder.iterdir()] == ["new.csv"]
    assert (folder / "new.csv").read_bytes() == b"a,b\n"
