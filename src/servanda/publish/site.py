"""The site: data as shards, pages from templates, static files; the same rows give the same bytes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from servanda import __version__
from servanda.engine.database import Database
from servanda.model.case import Case
from servanda.publish import data, marks, measured, menu, spoken, swap, times, words
from servanda.publish.book import Book, Page, split
from servanda.publish.maps import base, drawn
from servanda.publish.pages import PAGES
from servanda.publish.release import Release

_HERE = Path(__file__).parent
STATIC = ("frame.js", "incident.js", "incidents.js", "map-draw.js", "map.css", "map.js", "stand.js", "style.css",
          "timeline.js")


def write(db: Database, case: Case, folder: Path, as_of: str = "", release: Release | None = None) -> None:
    """Write ``folder/site`` whole; `as_of` defaults to the one in case.yaml; without ``release`` it is internal.

    Raises `swap.NotOurs`.
    """
    with swap.folder(folder / "site") as aside:
        book = data.write(Book(db, case, as_of or case.info.as_of, release=release), aside)
        book = drawn.write(book, aside)
        environment = _environment(book)
        for page in PAGES.values():
            (aside / page.file).write_text(_render(environment, page, book), encoding="utf-8", errors="replace",
                                           newline="\n")
        (aside / "static").mkdir()
        for name in STATIC:
            (aside / "static" / name).write_bytes((_HERE / "static" / name).read_bytes())
        for file in base.library_files():
            (aside / "static" / file.name).write_bytes(file.read_bytes())


def _render(environment: Environment, page: Page, book: Book) -> str:
    text = environment.get_template(page.template).render(page=page, **page.view(book))
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


def _environment(book: Book) -> Environment:
    """Templates with autoescape on, every name and code rendered through one set of filters."""
    environment = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True,
                              lstrip_blocks=True, undefined=StrictUndefined, finalize=marks.finish)
    info = book.case.info
    environment.globals |= {
        "book": book, "info": info, "terms_": book.case.terms, "menu": menu.groups(PAGES.values()),
        "w": words, "s": spoken, "mw": measured, "as_of": book.as_of, "version": __version__, "link": marks.link,
        "anchor": marks.anchor, "href": marks.href, "local_span": partial(times.span, zone=info.zone),
        "local_days": partial(times.first_day, zone=info.zone),
    }
    environment.filters |= {
        "name": marks.name, "title_of": lambda id_: marks.name(book.title(id_)), "plain": words.plain,
        "titles_of": lambda ids: Markup(", ").join(marks.name(book.title(id_)) for id_ in split(ids)),
        "provision": lambda id_: marks.name(book.provision(id_)), "split": split, "day": times.day,
        "reason": words.reason,
    }
    return environment
