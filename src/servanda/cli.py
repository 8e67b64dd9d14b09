"""The command line: commands over the app; results to standard output, progress to standard error."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from servanda import __version__, app
from servanda.app import evaluating, extracting, linking, releasing, reporting
from servanda.app.deciding import decide as deciding
from servanda.app.deciding import review as reviewing
from servanda.app.deciding import words as deciding_words
from servanda.app.deciding.wish import NotDecided, Wish, given_value
from servanda.case import captures, journal, words
from servanda.case.journal import JournalError
from servanda.case.new import new_case
from servanda.collect.presets import PRESETS
from servanda.extract.tiers import TIERS
from servanda.guard.bundles import BadBundle
from servanda.guard.text import plain
from servanda.model.case import ATTRIBUTIONS
from servanda.model.clock import parse
from servanda.model.problems import ERROR, Problem
from servanda.model.sharing import OWNER
from servanda.model.tables import TABLES
from servanda.model.vocabulary import TLP
from servanda.publish import exports, swap
from servanda.publish.bundle.keys import PUBLIC_SUFFIX, BadKey, spoken
from servanda.publish.corrections.released import NotComparable
from servanda.publish.records import FORMATS
from servanda.publish.redact import NotShared
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


def _for_others() -> bool:
    """Whether the command writes for somebody else than the owner: then it quotes nothing of the case."""
    return bool(click.get_current_context().params.get("share", OWNER) != OWNER)


def _tell(problems: tuple[Problem, ...], *, only_errors: bool = False) -> None:
    if _for_others():
        errors = sum(one.severity == ERROR for one in problems)
        click.echo(f"Errors: {errors}; `servanda check` says which." if errors else "", err=True, nl=bool(errors))
        return
    shown = [p for p in problems if p.severity == ERROR] if only_errors else list(problems)
    click.echo(words.report(shown), err=True, nl=False)


def _guarded(work: Callable[[], int]) -> None:
    """Run a command's work; a case that cannot be read ends with its problems and code 1.

    A command that writes for somebody else than the owner (`--share`) quotes nothing of the case when it fails.
    """
    theirs = _for_others()
    try:
        code = work()
    except app.CaseNotReadable as stop:
        _tell(stop.problems)
        click.echo("Not done: the case cannot be read" + ("; `servanda check` says why." if theirs else "."), err=True)
        code = NOT_DONE
    except (NotOurs, NotShared, app.NoEngine, exports.NeedsExtra, releasing.NotReleased, BadKey, BadBundle,
            NotComparable) as stop:
        click.echo(f"Not done: {stop}.", err=True)
        code = NOT_DONE
    except OSError as error:
        click.echo(f"Not done: {error.strerror or 'a file could not be written'}"
                   + (f" ({error.filename})" if error.filename and not theirs else ""), err=True)
        code = NOT_DONE
    except Exception as error:
        if not theirs:
            raise
        click.echo(f"Not done: the program failed ({type(error).__name__}); `--share red` says where.", err=True)
        code = NOT_DONE
    sys.exit(code)


def _moment(_: click.Context, __: click.Parameter, value: str) -> str:
    try:
        return value if not value or parse(value) else ""
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _day(_: click.Context, __: click.Parameter, value: str) -> str:
    try:
        return parse(value)[0].date().isoformat() if value else ""
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _instant(_: click.Context, __: click.Parameter, value: str) -> str:
    try:
        parse(value or "2000-01-01")
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    return value


def _now() -> str:
    """The only place where a clock is read: the stamp of a decision, by which nothing is ordered."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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
@click.option("--engine", type=click.Choice(app.ENGINES), default=app.ENGINES[0], show_default=True,
              help="What works through accounts and incidents; see docs/spark.md.")
@click.option("--no-cache", is_flag=True, help="Make everything anew, and keep nothing for the next build.")
def build(case: Path, out: Path | None, as_of: str, strict: bool, engine: str, no_cache: bool) -> None:
    """Build the pages, tables and manifest of CASE."""
    def work() -> int:
        built = app.build(case, out, as_of, _progress(), engine, cached=not no_cache)
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
@click.option("--links", is_flag=True, help="What weighed for and against its links, instead of its outcomes.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, for a program.")
def explain(case: Path, id_: str, reading: str, provision: str, links: bool, as_json: bool) -> None:
    """Say how the outcomes of an incident came about; ID is an incident or any of its reports."""
    def work() -> int:
        try:
            if links:
                click.echo(app.explain_links(case, id_))
                return DONE
            text, item = app.explain(case, id_, reading, provision)
        except app.NotHeld as stop:
            click.echo(f"Not done: {stop}.", err=True)
            return NOT_DONE
        click.echo(json.dumps(item, ensure_ascii=False, indent=2, default=str) if as_json else text)
        return DONE

    _guarded(work)


@main.command()
@_CASE
@click.argument("kind", required=False, type=click.Choice(journal.KINDS))
@click.argument("ids", nargs=-1)
@click.option("--table", default="", help="The table that the ids are in; guessed where only one holds them.")
@click.option("--field", default="", help="The field that is set.")
@click.option("--value", default="", help="Its value; without --field a word, or JSON.")
@click.option("--by", required=True, help="Who decides.")
@click.option("--reason", required=True, help="Why.")
@click.option("--cites", multiple=True, help="A statement or an address that bears it out; repeatable.")
@click.option("--undo", type=click.IntRange(1), help="Undo the decision of that number.")
@click.option("--reattach", default="", help="Take over a decision of a lost branch, by its number or hash.")
@click.option("--seen", default="", help="The hash shown by `review`: refuse if the rows have changed since.")
@click.option("--at", callback=_instant, default="", help="The time of the decision; default: now, in UTC.")
def decide(case: Path, kind: str | None, undo: int | None, reattach: str, field: str, value: str, at: str,
           **given: Any) -> None:
    """Decide a fact of CASE: KIND is what is decided, IDS the rows; appended to its journal."""
    kind = kind or ("undo" if undo is not None else "")
    if not kind and not reattach or (kind == "undo") != (undo is not None) or reattach and (kind or undo):
        raise click.UsageError("Say one thing: a kind of decision with its ids, --undo SEQ, or --reattach SEQ.")

    def work() -> int:
        try:
            done = deciding.decide(case, Wish(kind, value=given_value(field, value), undo=undo, reattach=reattach,
                                              at=at or _now(), **given))
        except (NotDecided, JournalError) as stop:
            click.echo(reviewing.not_saved(stop), err=True)
            return NOT_DONE
        _tell(done.problems)
        for line in deciding_words.decided(done):
            click.echo(line)
        return DONE

    _guarded(work)


@main.command()
@_CASE
@click.option("--json", "as_json", is_flag=True, help="The queue as JSON, for a program.")
@click.option("--limit", type=click.IntRange(1), help="So many items at most.")
@click.option("--walk", is_flag=True, help="Go through the queue in a terminal, and decide.")
def review(case: Path, as_json: bool, limit: int | None, walk: bool) -> None:
    """Tell what waits for a person in CASE, what moves most figures first, with the command that answers it."""
    if walk and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("--walk asks questions and needs a terminal; without it the queue is printed.")

    def work() -> int:
        if walk:
            desk = reviewing.Desk(lambda text, default: click.prompt(text, default=default, show_default=bool(default)),
                                  click.echo, _now)
            click.echo(f"Decisions saved: {reviewing.walk(case, desk, limit=limit or 0)}")
            return DONE
        items = reviewing.queue(case)
        if as_json:
            click.echo(json.dumps(items[:limit], ensure_ascii=False, indent=2))
        else:
            for line in deciding_words.queue(items, str(case), limit or 0):
                click.echo(line)
        return DONE

    _guarded(work)


@main.command()
@_CASE
@_out("Write into this folder instead of CASE/build/shared-LEVEL.")
@click.option("--share", type=click.Choice(TLP), default=TLP[0], show_default=True,
              help="For whom: rows of a stricter sharing level are hidden, and told; red is for the owner.")
@click.option("--as", "formats", multiple=True, type=click.Choice(list(exports.FORMATS)), default=["csv"],
              show_default=True, help="The format; repeatable. See docs/exports.md.")
@click.argument("names", nargs=-1, metavar="[TABLE]...", type=click.Choice(list(TABLES)))
def export(case: Path, out: Path | None, share: str, formats: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Write the tables of CASE, or those named, as those may see them who get them; the folder is written anew."""
    def work() -> int:
        target = out or case / "build" / f"shared-{share}"
        written, hidden = app.export(case, target, names, _progress(), share, tuple(dict.fromkeys(formats)))
        for name, rows in written.files.items():
            click.echo(f"{target / name}  {rows} rows")
        for line in (*written.notes, *hidden.told(share)):
            click.echo(line)
        return DONE

    _guarded(work)


@main.command()
@_CASE
@_out("Write into this folder instead of CASE/build/report.")
@click.option("--period", default="weekly", show_default=True, help="daily, weekly, or FROM/TO with both days.")
@click.option("--day", callback=_day, default="",
              help="The last day of a daily or weekly report; default: the day as of.")
@click.option("--lang", "language", default="", help="en or uk; default: as case.yaml says, else en.")
@click.option("--attribution", type=click.Choice(ATTRIBUTIONS),
              help="How authors of acts are named; default: as case.yaml says, else claims.")
@click.option("--templates", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="A folder with a letterhead, an order and names of sections, and styles of your own.")
@click.option("--share", type=click.Choice(TLP), default=TLP[0], show_default=True,
              help="For whom: what is stricter is hidden, and told; red is for the owner.")
def report(case: Path, out: Path | None, period: str, day: str, language: str, attribution: str | None,
           templates: Path | None, share: str) -> None:
    """Write the situation report of some days of CASE as HTML, PDF and DOCX, with its figures as CSV."""
    def work() -> int:
        target = out or case / "build" / "report"
        wanted = reporting.Wanted(period, day, language, attribution or "", share, templates)
        try:
            made = reporting.report(case, target, wanted, _progress())
        except reporting.NotReported as stop:
            # of templates: nothing of the case
            click.echo(words.report(list(stop.problems)), err=True, nl=False)
            click.echo(f"Not done: {stop}.", err=True)
            return NOT_DONE
        for name in made.files:
            click.echo(target / name)
        for line in (*made.lacking, *made.hidden.told(share)[:-1]):
            click.echo(line)
        click.echo(f"For {share}: rows with something hidden: {made.hidden.total()}; every one is still counted.")
        return DONE

    _guarded(work)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--preset", required=True, type=click.Choice(list(PRESETS)), help="Whose file it is.")
@click.option("--case", "folder", required=True, type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="The case that takes it in.")
@click.option("--captured-at", callback=_moment, default="", help="When it was fetched; else the file's own time.")
@click.option("--name", default="", help="The name under which it is kept, without ending.")
def collect(file: Path, preset: str, folder: Path, captured_at: str, name: str) -> None:
    """Copy a publisher's FILE into a case, with its hash and the mapping that reads it."""
    def work() -> int:
        try:
            taken = app.collect(file, preset, folder, captured_at, name)
        except captures.NotCaptured as stop:
            _tell(stop.problems)
            click.echo("Not done: nothing was copied.", err=True)
            return NOT_DONE
        _tell(taken.problems)
        for line in captures.facts(taken):
            click.echo(line)
        return DONE

    _guarded(work)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@_out("The folder to write into; needed for tables.")
@click.option("--fit", "learn", is_flag=True, help="Learn weights and freeze them: linking.yaml in the case or in -o.")
@click.option("--weights", type=click.Path(path_type=Path, dir_okay=False, exists=True),
              help="A linking.yaml to link by.")
@click.option("--pairs", "with_pairs", is_flag=True, help="Write pairs.csv, every pair compared.")
def link(paths: tuple[Path, ...], out: Path | None, learn: bool, weights: Path | None, with_pairs: bool) -> None:
    """Link event tables PATHS by themselves; or, with --fit, learn the weights of a case, PATHS being its folder."""
    tables = [path for path in paths if not path.is_dir()]
    if len(tables) < len(paths) and (len(paths) > 1 or not learn):
        raise click.UsageError("Give event tables, or one case with --fit; a case is linked when it is built.")
    if tables and out is None:
        raise click.UsageError("Say with -o where to write.")

    def work() -> int:
        try:
            if not tables:
                lines, problems = app.fit(paths[0])
            else:
                done = linking.link_tables(tables, out or Path(), weights, learn=learn, with_pairs=with_pairs)
                lines, problems = done.lines, done.problems
        except linking.NotLinked as stop:
            click.echo(f"Not done: {stop}.", err=True)
            return NOT_DONE
        _tell(problems)
        for line in lines:
            click.echo(line)
        return DONE

    _guarded(work)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="FILE...")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), help="How to print: jsonl (default), csv, html.")
@click.option("--case", "folder", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="Use the names, topics and places of this case, and keep the records in it.")
@click.option("--tier", type=click.Choice([*TIERS, "endpoint"]), default="rules", show_default=True,
              help="How the text is read.")
@click.option("--endpoint", default="", help="The address that the tier `endpoint` asks; texts are sent there.")
@click.option("--model", default="", help="The name of what answers at that address.")
@click.option("--text-out", "texts", type=_FOLDER, help="Write the text that offsets count in into this folder.")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="Print into this file.")
def extract(files: tuple[Path, ...], form: str | None, folder: Path | None, tier: str, endpoint: str, model: str,
            texts: Path | None, out: Path | None) -> None:
    """Read statements, reports, commitments, tallies and silences in FILES, each with the words it came from."""
    if (tier == "endpoint") != bool(endpoint):
        raise click.UsageError("--tier endpoint and --endpoint ADDRESS go together.")

    def work() -> int:
        using = extracting.by_endpoint(endpoint, model) if endpoint else None
        case = extracting.opened(folder) if folder else None
        read: list[extracting.Extracted] = []
        told, kept = 0, 0
        try:
            for made, problems in extracting.extract(files, tier, case, using):
                _tell(problems)
                told += sum(one.severity == ERROR for one in problems)
                kept += len(extracting.into(folder, made, tier)) if folder else 0
                if texts:
                    extracting.texts(texts, made)
                read += made
        except (extracting.TierMissing, extracting.NotAnswered) as stop:
            click.echo(f"Not done: {stop}.", err=True)
            return NOT_DONE
        if form or out or not folder:
            text = FORMATS[form or "jsonl"]([(one.document, one.records) for one in read])
            swap.file(out, text.encode()) if out else click.echo(text, nl=False)
        if folder:
            click.echo(f"{kept} documents read into {folder}; their records wait for `servanda review {folder}`.",
                       err=True)
        return NOT_DONE if told and not read else DONE

    _guarded(work)


@main.group()
def evaluate() -> None:
    """Score what servanda made against the truth."""


@evaluate.command("link")
@click.argument("predicted", type=click.Path(path_type=Path, exists=True))
@click.argument("truth", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--reports", type=click.Path(path_type=Path, dir_okay=False, exists=True),
              help="A table with report_id and source: scores by pair of sources too.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, for a program.")
def evaluate_link(predicted: Path, truth: Path, reports: Path | None, as_json: bool) -> None:
    """Score links PREDICTED (links.csv, or its folder) against TRUTH (report_id, incident_id)."""
    def work() -> int:
        try:
            lines, data = linking.evaluate_links(predicted, truth, reports)
        except linking.NotLinked as stop:
            click.echo(f"Not done: {stop}.", err=True)
            return NOT_DONE
        click.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))
        return DONE

    _guarded(work)


@evaluate.command("extract")
@click.argument("predicted", type=click.Path(path_type=Path, exists=True))
@click.argument("gold", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--tier", type=click.Choice(list(TIERS)), default="rules", show_default=True,
              help="How texts are read, where only annotated texts are given.")
def evaluate_extract(predicted: Path, gold: Path | None, tier: str) -> None:
    """Score PREDICTED records against GOLD (records or annotated texts); or read annotated texts and score that."""
    def work() -> int:
        try:
            table = evaluating.extraction(predicted if gold else None, gold or predicted, tier)
        except (evaluating.NotScored, extracting.TierMissing) as stop:
            click.echo(f"Not done: {stop}.", err=True)
            return NOT_DONE
        click.echo(table, nl=False)
        return DONE

    _guarded(work)


_BUNDLE = click.Path(path_type=Path, exists=True)


@main.command()
@click.argument("case", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="The bundle: a folder, or a name that ends in .zip.")
@click.option("--share", type=click.Choice(TLP), default=TLP[0], show_default=True,
              help="For whom: rows of a stricter sharing level are hidden.")
@click.option("--day", "--as-of", "day", callback=_day, default="", help="The day that counts as now.")
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="The secret key that signs.")
@click.option("--previous", type=_BUNDLE, help="The bundle released before: what changed since goes into the log.")
@click.option("--zip", "packed", is_flag=True, help="Write one zip, whatever its name.")
@click.option("--name-inputs", is_flag=True, help="Name the input files with their hashes: where the folder is public.")
@click.option("--tell-opening", is_flag=True, help="Print what opens the hashes of the inputs, for an auditor.")
@click.option("--new-key", type=click.Path(path_type=Path, dir_okay=False), help="Make a key in this file, no more.")
def publish(case: Path | None, out: Path | None, new_key: Path | None, tell_opening: bool, **given: Any) -> None:
    """Release CASE as a bundle that others can check: pages, tables, manifest, signature."""
    if (new_key is None) == (case is None or out is None) or tell_opening and not given["key"]:
        raise click.UsageError("Give a case, -o and --key; or --new-key alone.")

    def work() -> int:
        if new_key is not None:
            fingerprint = releasing.new_key(new_key)
            click.echo(f"Secret key: {new_key}. Keep it to yourself; who has it signs in your name.")
            click.echo(f"Public key: {new_key}{PUBLIC_SUFFIX}\nFingerprint: {spoken(fingerprint)}")
            click.echo("Tell the fingerprint in a way that is not the bundle's: on paper, by voice, on your own site.")
            return DONE
        return _publish(case or Path(), out or Path(), given, tell_opening)

    _guarded(work)


def _publish(case: Path, out: Path, given: dict[str, Any], tell_opening: bool) -> int:
    packed = given["packed"] or out.suffix.lower() == ".zip"
    wanted = releasing.Wanted(given["share"], given["day"], given["key"], given["previous"], packed,
                              given["name_inputs"])
    done = releasing.publish(case, out, wanted, _progress())
    _tell(done.problems, only_errors=True)
    for line in (*done.hidden.told(wanted.level), *done.notes):
        click.echo(line)
    click.echo(f"Bundle: {out}, {len(done.record['files'])} files, as of {done.record['as_of']}, for {wanted.level}")
    click.echo(f"Manifest: sha256 {done.digest}")
    key = str(done.record["signing"]["key"])
    if key:
        click.echo(f"Signed by the key {spoken(key)}")
    else:
        click.echo("NOT SIGNED: anybody can change this bundle and nobody can tell. Make a key with "
                   "`servanda publish --new-key FILE`, and sign with --key FILE.", err=True)
    if tell_opening and done.opening:
        click.echo(f"Opening of the inputs, for an auditor alone: {done.opening}")
    return DONE


@main.command()
@click.argument("bundle", type=_BUNDLE)
@click.option("--key", default="", help="The publisher's public key (a file) or its fingerprint, from elsewhere.")
@click.option("--case", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="Build the bundle anew from this folder, and compare.")
@click.option("--previous", type=_BUNDLE, help="With --case: the release before, from which the log is made anew.")
@click.option("--opening", default="", callback=lambda _, __, value: _digits(value),
              help="With --case: what opens the hashes of the inputs, from the publisher.")
@click.option("--unsigned", is_flag=True, help="Accept a bundle that nobody signed.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, for a program.")
def verify(bundle: Path, case: Path | None, key: str, previous: Path | None, opening: str, unsigned: bool,
           as_json: bool) -> None:
    """Check BUNDLE, a folder or a zip, and say what is proved and what is not."""
    if case is None and (previous or opening):
        raise click.UsageError("--previous and --opening go with --case.")

    def work() -> int:
        found = releasing.verify(bundle, key, case, previous=previous, opening=opening, unsigned=unsigned,
                                 progress=_progress())
        if as_json:
            click.echo(json.dumps({"holds": found.holds, "proved": found.proved, "not_proved": found.not_proved,
                                   "wrong": found.wrong}, ensure_ascii=False, indent=2))
            return DONE if found.holds else NOT_DONE
        for title, lines in (("Wrong", found.wrong), ("Proved", found.proved), ("Not proved", found.not_proved)):
            for line in (f"{title}:", *(f"- {plain(line)}" for line in lines)) if lines else ():
                click.echo(line)
        click.echo("The bundle holds." if found.holds else "The bundle does NOT hold: do not rely on it.")
        return DONE if found.holds else NOT_DONE

    _guarded(work)


def _digits(value: str) -> str:
    if value and not re.fullmatch("[0-9a-f]{64}", value):
        raise click.BadParameter("it has 64 hexadecimal digits")
    return value


@main.command()
@click.argument("before", type=_BUNDLE)
@click.argument("after", type=_BUNDLE)
@_out("Write differences.json and differences.txt into this folder too.")
@click.option("--json", "as_json", is_flag=True, help="The differences as JSON, for a program.")
def diff(before: Path, after: Path, out: Path | None, as_json: bool) -> None:
    """Tell what changed from the release BEFORE to the release AFTER (bundles or builds), and because of what."""
    def work() -> int:
        text, entry = releasing.diff(before, after, out)
        click.echo(json.dumps(entry, ensure_ascii=False, indent=1) if as_json else text, nl=as_json)
        return DONE

    _guarded(work)


COMMANDS: dict[str, click.Command] = {"new": new, "check": check, "build": build, "explain": explain,
                                     "decide": decide, "review": review, "export": export, "report": report,
                                     "collect": collect, "link": link, "extract": extract, "evaluate": evaluate,
                                     "publish": publish, "verify": verify, "diff": diff}
