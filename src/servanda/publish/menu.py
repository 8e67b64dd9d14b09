"""The menu: pages in a few groups, so that the way to any page is two steps and needs no script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from servanda.publish.book import Page

# Pages by group, in order; a page that no group names stands in the last one.
GROUPS: dict[str, tuple[str, ...]] = {
    "Overview": ("index.html", "report.html"),
    "Terms": ("terms.html", "acceptance.html", "commitments.html", "precedents.html"),
    "Incidents": ("incidents.html", "map.html", "incident.html"),
    "Verdicts and figures": ("verdicts.html", "divergence.html", "accusers.html", "figures.html", "change.html",
                             "tallies.html"),
    "Talks": ("call.html", "statements.html", "stand.html", "changes.html", "contradictions.html"),
    "Sources and method": ("sources.html", "problems.html", "corrections.html", "method.html"),
}


@dataclass(frozen=True)
class Group:
    """One group of the menu: its label, and its pages in order, those without a label left out."""

    label: str
    pages: tuple[Page, ...]
    files: frozenset[str]

    def holds(self, page: Page) -> bool:
        """Whether the page belongs to the group."""
        return page.file in self.files


def groups(pages: Iterable[Page]) -> list[Group]:
    """The groups that have a page to show."""
    by_file = {page.file: page for page in pages}
    named = {file for files in GROUPS.values() for file in files}
    last = list(GROUPS)[-1]
    made = []
    for label, files in GROUPS.items():
        rest = tuple(file for file in by_file if file not in named) if label == last else ()
        held = [by_file[file] for file in (*files, *rest) if file in by_file]
        shown = tuple(page for page in held if page.label)
        if shown:
            made.append(Group(label, shown, frozenset(page.file for page in held)))
    return made
