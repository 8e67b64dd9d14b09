"""The command line: new, check, build, explain, export; results to standard output, progress to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from servanda import __version__, app
from servanda.case import words
from servanda.case.new import new_case
from servanda.model.clock import parse
from servanda.model.problems import ERROR, Problem
from servanda.model.tables import TABLES
from servanda.publish.swap import NotOurs

DONE, NOT_DONE, USAGE, ROWS_SET_ASIDE = 0, 1, 2, 3

_FOLDER = click.Path(path_type=Path, file_okay=False)
_CASE = click.argument("case", type=click.Path(path_type=Path, file_okay=False, exists=True))


def _out(help_: str) -> Callable[[Any], Any]:
    return click.option("-o", "--out", type=_FOLDER, help=help_)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="servanda")
def main() -> None:
    """Keep the account of a ceasefire: what was agreed, in whose reading, and what each reading makes of it."""


def _progress() -> app.Progress:
    """Words on standard error while a person waits; nothing in a pipe."""
    console = Console(stderr=True)
    return (lambda text: console.print(f"  {text} …", style="dim", highlight=False)) if console.is_terminal else (
        lambda text: None)


def _tell(problems: tuple[Problem, ...], *, only_errors: bool = False) -> None:
    shown = [p for p in problems if p.severity == ERROR] if only_errors else list(problems)
    click.echo(words.report(shown), err=True, nl=False)


def _guarded(work: Callable[[], int]) -> None:
    """Run a command's work; a case that cannot be read ends with its problems and code 1."""
    try:
        code = work()
    except app.CaseNotReadable as stop:
        _tell(stop.problems)
        click.echo("Not done: the case cannot be read.", err=True)
        code = NOT_DONE
    except NotOurs as stop:
        click.echo(f"Not done: {stop}.", err=True)
        code = NOT_DONE
    except OSError as error:
        click.echo(f"Not done: {error.strerror or 'a file could not be written'}"
                   + (f" ({error.filename})" if error.filename else ""), err=True)
        code = NOT_DONE
    sys.exit(code)


def _day(_: click.Context, __: click.Parameter, value: str) -> str:
    try:
        return parse(value)[0].date().isoformat() if value else ""
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@main.command()
@click.argument("folder", type=_FOLDER)
def new(folder: Path) -> None:
    """Make a commented, valid case in FOLDER."""
    def work() -> int:
        if folder.exists() and any(folder.iterdir()):
            click.echo(f"Not done: {folder} is not empty.", err=True)
            return NOT_DONE
        new_case(folder)
        click.echo(f"Made {folder}. Next: servanda check {folder}")
        return DONE

    _guarded(work)


@main.command()
@_CASE
@click.option("--json", "as_json", is_flag=True, help="The problems as JSON, for a program.")
def check(case: Path, as_json: bool) -> None:
    """Tell what is wrong in CASE, where, why it matters and how to mend it."""
    def work() -> int:
        problems = app.check(case)
        if as_json:
            click.echo(json.dumps(words.as_dicts(problems), ensure_ascii=False, indent=2))
        else:
            click.echo(words.report(problems) or "Nothing wrong was found.", nl=not problems)
        return NOT_DONE if words.has_errors(problems) else DONE

    _guarded(work)


@main.command()
@_CASE
@_out("Write under this folder instead of CASE/build.")
@click.option("--as-of", callback=_day, default="", help="The day that counts as now.")
@click.option("--strict", is_flag=True, help="End with 3 if any row was set aside.")
def build(case: Path, out: Path | None, as_of: str, strict: bool) -> None:
    """Build the pages, tables and manifest of CASE."""
    def work() -> int:
        built = app.build(case, out, as_of, _progress())
        _tell(built.problems, only_errors=True)
        for fact in built.facts:
            click.echo(f"- {fact}")
        click.echo(f"{words.summary(built.problems)}; see problems.html")
        click.echo(f"Pages: {built.index}")
        return ROWS_SET_ASIDE if strict and built.set_aside else DONE

    _guarded(work)


@main.command()
@_CASE
@click.argument("id_", metavar="ID")
@click.option("--reading", default="", help="That reading only.")
@click.option("--provision", default="", help="That provision only.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, for a program.")
def explain(case: Path, id_: str, reading: str, provision: str, as_json: bool) -> None:
    """Say how the outcomes of an incident came about; ID is an incident or any of its reports."""
    def work() -> int:
        try:
            text, item = app.explain(case, id_, reading, provision)
        except KeyError:
            click.echo(f"Not done: the case holds no incident or report `{id_}`.", err=True)
            return NOT_DONE
        click.echo(json.dumps(item, ensure_ascii=False, indent=2, default=str) if as_json else text)
        return DONE

    _guarded(work)


@main.command()
@_CASE
@_out("Write into this folder instead of CASE/build/exports.")
@click.option("--table", "tables", multiple=True, type=click.Choice(list(TABLES)), help="That table only; repeatable.")
def export(case: Path, out: Path | None, tables: tuple[str, ...]) -> None:
    """Write the tables of CASE as CSV, without pages."""
    def work() -> int:
        target = out or case / "build" / "exports"
        written = app.export(case, target, tables, _progress())
        for name, rows in written.items():
            click.echo(f"{target / name}.csv  {rows} rows")
        return DONE

    _guarded(work)


COMMANDS: dict[str, click.Command] = {"new": new, "check": check, "build": build, "explain": explain, "export": export}
