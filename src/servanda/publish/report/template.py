"""What a mission may change in a folder of its own: letterhead, order and names of sections, head of HTML and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from servanda.case.fields import Fields, Findings
from servanda.guard.limits import LIMITS
from servanda.guard.markup import read_yaml
from servanda.model.problems import Problem
from servanda.publish.report.sections import SECTIONS

SETTINGS = "report.yaml"
# Files of ours that a file of the same name in the folder replaces.
REPLACEABLE = ("head.html", "report.css", "head.typ")
HERE = Path(__file__).parent / "templates"


class NotUsable(Exception):
    """The folder of templates cannot be used; ``problems`` say why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems."""
        super().__init__("the templates cannot be used")
        self.problems = problems


@dataclass(frozen=True)
class Template:
    """Lines above and below, sections in order, names in place of ours, and where replaced files lie."""

    sections: tuple[str, ...] = tuple(SECTIONS)
    labels: Mapping[str, str] = field(default_factory=dict)
    head: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    folder: Path | None = None

    def file(self, name: str) -> str:
        """The text of a replaceable file: the mission's, else ours."""
        own = self.folder / name if self.folder else None
        path = own if own and own.is_file() else HERE / name
        return path.read_text(encoding="utf-8")


def template(folder: Path | None) -> Template:
    """The template of a folder, ours where None.  Raises `NotUsable`."""
    if folder is None:
        return Template()
    path = folder / SETTINGS
    if not path.is_file():
        return Template(folder=folder)
    found = Findings()
    node, problems = read_yaml(SETTINGS, path.read_bytes()[:LIMITS.yaml_bytes + 1].decode("utf-8", "replace"))
    if problems or node is None:
        raise NotUsable(tuple(problems))
    made = _settings(Fields(node, SETTINGS, found, "the template"), folder)
    if found.problems:
        raise NotUsable(tuple(found.problems))
    return made


def _settings(fields: Fields, folder: Path) -> Template:
    """What report.yaml says; whatever is wrong goes into the findings of ``fields``."""
    sections = fields.choices("sections", SECTIONS) or tuple(SECTIONS)
    inside = fields.inside("labels", "the labels")
    labels = {} if inside is None else {key: inside.name(key) for key in SECTIONS if inside.has(key)}
    if inside is not None:
        inside.close()
    made = Template(tuple(dict.fromkeys(sections)), labels, fields.texts("head"), fields.texts("foot"), folder)
    fields.close()
    return made
