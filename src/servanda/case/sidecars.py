"""The side-cars of captured documents: what is known of each besides its bytes."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from servanda.case.fields import Fields, Findings
from servanda.guard.files import Text, read
from servanda.guard.markup import read_yaml
from servanda.model.documents import SideCar
from servanda.model.sharing import OWNER

_HOME = "documents/"
_ENDINGS = (".yaml", ".yml")


def side_cars(root: Path, found: Findings, digests: dict[str, str]) -> dict[str, SideCar]:
    """Document (its path under `documents/`) -> what its side-car says and its sha256; no side-car, only the hash."""
    names = [name for name in digests if name.startswith(_HOME)]
    cars = {PurePosixPath(name).with_suffix("").as_posix(): name for name in names if name.endswith(_ENDINGS)}
    made, used = {}, set()
    for name in names:
        if name.endswith(_ENDINGS):
            continue
        stem = PurePosixPath(name).with_suffix("").as_posix()
        car = cars.get(stem)
        used.add(car)
        made[name.removeprefix(_HOME)] = (
            _read(root, car, digests[name], found) if car else SideCar(name, sha256=digests[name])
        )
    for car in sorted(set(cars.values()) - used):
        found.add("file_ignored", car, 0, "There is no document that this side-car belongs to.")
    return made


def _read(root: Path, name: str, digest: str, found: Findings) -> SideCar:
    text = read(root, name)
    if not isinstance(text, Text):
        found.problems.append(text)
        return SideCar(name, tlp=OWNER, sha256=digest)
    node, problems = read_yaml(text.file, text.text)
    found.problems.extend(problems)
    if node is None:
        return SideCar(name, tlp=OWNER if problems else "", sha256=digest)
    return _of(Fields(node, text.file, found, "the side-car"), digest, found)


def _of(fields: Fields, digest: str, found: Findings) -> SideCar:
    captured = fields.text("sha256")
    if captured and captured != digest:
        found.add(
            "capture_changed",
            fields.file,
            fields.line("sha256"),
            "The document was changed after it was captured: its sha256 is another.",
        )
    made = SideCar(
        fields.file,
        url=fields.text("url"),
        source=fields.text("source"),
        title=fields.text("title"),
        byline=fields.text("byline"),
        published=fields.day("published"),
        captured_at=fields.text("captured_at"),
        language=fields.text("language"),
        licence=fields.text("licence"),
        tlp=fields.tlp(),
        delay=fields.delay(),
        sha256=digest,
    )
    fields.text("note")
    fields.close()
    return made
