"""Release a case, check a release of somebody else's, and tell what changed between two."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from servanda import app
from servanda.app import Progress
from servanda.guard.bundles import BadBundle
from servanda.model.case import Case
from servanda.model.problems import Problem
from servanda.model.sharing import LICENCE
from servanda.model.vocabulary import TLP
from servanda.publish import redact, swap
from servanda.publish.bundle import check as checking
from servanda.publish.bundle import inputs, keys, manifest, write
from servanda.publish.bundle.check import Checked
from servanda.publish.bundle.made_by import made_by
from servanda.publish.bundle.parts import PARTS, Material
from servanda.publish.corrections import compare, released, words
from servanda.publish.corrections.released import NotComparable, Released
from servanda.publish.redact import Hidden
from servanda.publish.release import Release
from servanda.queries import tables

# Damage of the journal behind which redactions may stand that are not applied.
_DAMAGE = ("journal_broken", "journal_fork")


class NotReleased(Exception):
    """Nothing was written; the message says why."""


@dataclass(frozen=True)
class Wanted:
    """What a release is asked to be.

    ``level`` is a sharing level, ``day`` the one *now* ('' = the case's own), ``key`` the file of the secret key,
    ``previous`` the bundle released before, ``named`` whether inputs are named with their plain hashes.
    """

    level: str = TLP[0]
    day: str = ""
    key: Path | None = None
    previous: Path | None = None
    packed: bool = False
    named: bool = False


@dataclass(frozen=True)
class Published:
    """What was released: its manifest and the sha256 of it, what is hidden, the opening of its inputs ('' = none)."""

    record: Mapping[str, Any]
    digest: str
    hidden: Hidden
    opening: str
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


def new_key(file: Path) -> str:
    """Make a key; its fingerprint.  Raises `keys.BadKey`."""
    return keys.new(file).fingerprint


def publish(folder: Path, target: Path, wanted: Wanted, progress: Progress = app.silent) -> Published:
    """Write the bundle of a case.

    Raises `app.CaseNotReadable`, `NotReleased`, `keys.BadKey`, `swap.NotOurs`, `NotComparable`, `BadBundle`.
    """
    _check_outside(folder, target)
    write.check_place(target, packed=wanted.packed)
    key = keys.secret(wanted.key) if wanted.key else None
    fingerprint = key.public.fingerprint if key else ""
    with ExitStack() as stack:
        previous, notes = _previous(wanted.previous, fingerprint, wanted.level, stack)
        made = stack.enter_context(_made(folder, wanted, progress))
        if wanted.named and any(why != LICENCE for _, why, _ in made.hidden.rows):
            raise NotReleased("--name-inputs is for a folder that is itself public; something of this one is hidden")
        value = inputs.opening(key.seed, made.digests) if key else b""
        told = (inputs.named(made.digests) if wanted.named else
                inputs.keyed(made.digests, value) if value else inputs.left_out(made.digests))
        record = _record(made, wanted, told, fingerprint, previous)
        progress("writing the bundle")
        written = write.write(target, _material(made, record, previous, None), record, key, packed=wanted.packed)
    digest = manifest.digest(written.document)
    return Published(written.record, digest, made.hidden, "" if wanted.named else value.hex(), made.problems, notes)


@dataclass(frozen=True)
class _Made:
    """A case assessed and passed through the gate; ``case`` is what the audience may see of it."""

    db: Any
    case: Case
    digests: Mapping[str, str]
    day: str
    counts: Mapping[str, Any]
    hidden: Hidden
    problems: tuple[Problem, ...]


@contextmanager
def _made(folder: Path, wanted: Wanted, progress: Progress) -> Iterator[_Made]:
    case, problems = app.readable(folder)
    _check_journal(problems)
    if wanted.day:
        case = replace(case, info=replace(case.info, as_of=wanted.day))
    db, problems = app.assess(case, problems, progress, wanted.day)
    try:
        _check_redactions(case, problems)
        day = app.as_of(case, db, wanted.day)
        hidden = redact.apply(db, case, wanted.level, day)
        yield _Made(db, hidden.case, case.digests, day, _counts(db), hidden, problems)
    finally:
        db.close()


def _counts(db: Any) -> dict[str, Any]:
    """Rows of every table as released; of input tables those that came in, were used and were set aside."""
    return {"rows": tables.counts(db), "inputs": {
        row["table_name"]: {"in": row["rows_in"], "used": row["used"], "set_aside": row["aside"]}
        for row in tables.used_and_aside(db)}}


def _check_journal(problems: tuple[Problem, ...]) -> None:
    """Raise `NotReleased` where redactions may stand behind damage of the journal."""
    if any(problem.code in _DAMAGE for problem in problems):
        raise NotReleased("the journal is damaged or forked, and redactions may stand behind the damage; "
                          "mend it first (`servanda check`)")


def _check_redactions(case: Case, problems: tuple[Problem, ...]) -> None:
    """Raise `NotReleased` where a redaction that somebody decided is not applied."""
    redactions = {one.seq: one for one in case.decisions if one.kind == "redact"}
    lost = {seq for seq, one in redactions.items() if one.state == "suspended"}
    lost |= {problem.line for problem in problems if problem.code == "decision_unknown" and problem.line in redactions}
    if lost:
        raise NotReleased(f"decision {min(lost)} redacts something that the case does not hold in that form; decide "
                          "anew, or undo it")


def _check_outside(folder: Path, target: Path) -> None:
    """Raise `NotReleased` for a bundle in the case folder, of which it would become a part."""
    case, place = folder.resolve(), target.resolve()
    if case == place or case in place.parents and place.relative_to(case).parts[0] != "build":
        raise NotReleased("a bundle is kept outside of the case folder, or under its build/")
    app.refuse_link(folder, target)


def _previous(place: Path | None, fingerprint: str, level: str,
              stack: ExitStack) -> tuple[Released | None, tuple[str, ...]]:
    """The release before, which must be whole; and what is to be told of its key and level."""
    if place is None:
        return None, ()
    checked = checking.check(place, unsigned=True)
    if not checked.holds or checked.record is None:
        raise NotReleased(f"the bundle before this one does not hold: {checked.wrong[0]}")
    before, record = stack.enter_context(released.released(place)), checked.record
    other_key = "The release before was signed by another key, or by none: tell readers why."
    other_level = f"The release before was for {record['release']['level']}: much will be told as shown less, or more."
    return before, (*([other_key] if record["signing"]["key"] != fingerprint else []),
                    *([other_level] if record["release"]["level"] != level else []))


def _record(made: _Made, wanted: Wanted, told: Mapping[str, Any], fingerprint: str,
            previous: Released | None) -> dict[str, Any]:
    """The manifest but for its files."""
    before = {"manifest": previous.head["manifest"], "as_of": previous.head["as_of"]} if previous else None
    return {
        "format": manifest.FORMAT, "as_of": made.day, "case": {"id": made.case.info.id, "title": made.case.info.title},
        "release": {"level": wanted.level, "parts": sorted(PARTS)}, "counts": made.counts, "inputs": dict(told),
        "made_by": made_by(), "options": {"day": wanted.day, "previous": before, "share": wanted.level},
        "signing": manifest.signing(fingerprint),
    }


def _material(made: _Made, record: Mapping[str, Any], previous: Released | None,
              log: tuple[Mapping[str, Any], ...] | None) -> Material:
    key = str(record["signing"]["key"])
    release = Release(str(record["release"]["level"]), made.day, key)
    return Material(made.db, made.case, release, made.hidden, released.head(record, key), previous, log)


# -- verify ----------------------------------------------------------------------------------------------


def verify(place: Path, key: str = "", case: Path | None = None, *, previous: Path | None = None, opening: str = "",
           unsigned: bool = False, progress: Progress = app.silent) -> Checked:
    """Check a bundle, and with ``case`` whether that folder yields the same bytes.

    Raises `keys.BadKey` for a key that is none, `app.CaseNotReadable`, `NotReleased`.
    """
    checked = checking.check(place, keys.expected(key) if key else "", unsigned=unsigned)
    if case is None or not checked.holds or checked.record is None:
        return checked
    with ExitStack() as stack:
        before, _ = _previous(previous, "", "", stack)
        held = stack.enter_context(released.released(place))
        made = stack.enter_context(_made(case, _asked(checked.record), progress))
        given = None if before else tuple(held.log())
        record = _record(made, _asked(checked.record), checked.record["inputs"], checked.record["signing"]["key"],
                         before)
        with tempfile.TemporaryDirectory() as scratch:
            progress("building the bundle anew")
            again = write.fill(Path(scratch), _material(made, record, before, given), record)
        return _compared(checked, again.record, made.digests, opening, before is not None)


def _asked(record: Mapping[str, Any]) -> Wanted:
    """What a bundle was asked to be, as its manifest says."""
    level, day = str(record["release"]["level"]), str(record["options"]["day"])
    if level not in TLP or day and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        raise NotReleased("the bundle names a sharing level or a day that is none")
    return Wanted(level, day)


def _compared(checked: Checked, again: Mapping[str, Any], digests: Mapping[str, str], opening: str,
              with_log: bool) -> Checked:
    """The check, and what building anew showed."""
    record = checked.record or {}
    listed, made = ({one["path"]: one["sha256"] for one in side["files"]} for side in (record, again))
    other = sorted(path for path in {*listed, *made} if listed.get(path) != made.get(path))
    other += [f"{manifest.NAME}: {part}" for part in ("as_of", "case", "counts") if record[part] != again[part]]
    told = inputs_checked(record["inputs"], digests, opening)
    versions = record["made_by"] != again["made_by"]
    if other:
        why = (" The bundle was made by other versions of servanda, Python or packages, which may be why."
               if versions else "")
        said = f"Building anew from the folder gives something else in {len(other)} places.{why}"
        return told.with_more(wrong=(said, *checking.named(other, "differs"))).with_more(
            checked.proved, checked.not_proved)
    same = [f"Building anew from the folder gives the same {len(listed)} files, byte for byte"
            + (", by other versions of what servanda runs on." if versions else ".")]
    log = [] if with_log else ["The log of corrections: it was taken as it stands. Give the release before with "
                               "--previous to have it made anew."]
    return checked.with_more((*same, *told.proved), (*log, *told.not_proved), told.wrong)


def inputs_checked(told: Mapping[str, Any], digests: Mapping[str, str], opening: str) -> Checked:
    """Whether the inputs that a manifest tells of are those of a folder."""
    if told["told"] == inputs.NAMED:
        same = inputs.named(digests) == told
    elif told["told"] == inputs.KEYED and opening:
        same = inputs.keyed(digests, bytes.fromhex(opening)) == told
    else:
        return Checked(not_proved=("That the input files of the folder are the same byte for byte: their hashes are "
                                   "not open to you.",))
    if same:
        return Checked((f"The {len(digests)} input files of the folder are the ones that the manifest tells of.",))
    return Checked(wrong=("The input files of the folder are not the ones that the manifest tells of.",))


# -- diff ------------------------------------------------------------------------------------------------


def diff(before: Path, after: Path, out: Path | None = None) -> tuple[str, dict[str, Any]]:
    """What changed between two releases, in words and as data; with ``out`` written there too.

    Raises `NotComparable`, `NotReleased` for a bundle that does not hold, `swap.NotOurs`.
    """
    with ExitStack() as stack:
        sides = [_side(place, stack) for place in (before, after)]
        entry = compare.compare(*sides)
    told = words.text(entry)
    if out is not None:
        swap.mark(out)
        swap.file(out / "differences.json", (json.dumps(entry, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
                  .encode())
        swap.file(out / "differences.txt", told.encode())
    return told, entry


def _side(place: Path, stack: ExitStack) -> Released:
    try:
        side = stack.enter_context(released.released(place))
    except BadBundle as error:
        raise NotReleased(f"{place.name} does not hold: {error.reasons[0]}") from error
    except NotComparable as error:
        raise NotReleased(f"{place.name} cannot be compared: {error}") from error
    if side.head["level"] != released.INTERNAL:
        checked = checking.check(place, unsigned=True)
        if not checked.holds:
            raise NotReleased(f"{place.name} does not hold: {checked.wrong[0]}")
    return side
