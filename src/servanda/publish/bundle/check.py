"""Check a bundle of somebody else's, believing nothing in it: what is proved, what is not, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from servanda.guard.bundles import BadBundle, Bundle, opened_bundle
from servanda.guard.text import quoted
from servanda.publish.bundle import inputs, keys, manifest
from servanda.publish.bundle.manifest import BadManifest
from servanda.publish.words import number_of

_MOST = 20  # files that are named one by one
_NEVER = ("That the reports it rests on are true: only that they are these.",
          "When it was signed: the day in it is what the publisher wrote.")


@dataclass(frozen=True)
class Checked:
    """What a check found; ``record`` is the manifest, where it could be read."""

    proved: tuple[str, ...] = ()
    not_proved: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    record: Mapping[str, Any] | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def with_more(self, proved: Iterable[str] = (), not_proved: Iterable[str] = (),
                  wrong: Iterable[str] = ()) -> Checked:
        """This, and more."""
        return replace(self, proved=(*self.proved, *proved), not_proved=(*not_proved, *self.not_proved),
                       wrong=(*self.wrong, *wrong))


def check(place: Path, expected: str = "", *, unsigned: bool = False) -> Checked:
    """Check a bundle, folder or zip.

    ``expected`` is the fingerprint that the key must have, '' where none is known; ``unsigned`` accepts a bundle
    that nobody signed.  Raises nothing on what the bundle holds.
    """
    try:
        with opened_bundle(place) as bundle:
            return _checked(bundle, expected, unsigned)
    except (BadBundle, BadManifest) as error:
        reasons = error.reasons if isinstance(error, BadBundle) else (str(error),)
        return Checked(wrong=tuple(f"{reason}." for reason in reasons))
    except OSError as error:
        return Checked(wrong=(f"It cannot be read: {error.strerror}.",))


def _checked(bundle: Bundle, expected: str, unsigned: bool) -> Checked:
    if manifest.NAME not in bundle.paths():
        return Checked(wrong=(f"It holds no {manifest.NAME}.",))
    document = bundle.read(manifest.NAME)
    record = manifest.read(document)
    signed = _signature(bundle, document, record, expected, unsigned)
    wrong = (*signed.wrong, *_files(bundle, record))
    if wrong:
        return Checked(wrong=wrong, record=record)
    count = number_of(len(record["files"]), "file")
    return Checked((f"The {count} that the manifest lists are there as it lists them, and nothing else is.",
                    *signed.proved, _inputs(record["inputs"])), (*signed.not_proved, *_NEVER), record=record)


def _signature(bundle: Bundle, document: bytes, record: Mapping[str, Any], expected: str, unsigned: bool) -> Checked:
    held = {manifest.SIGNATURE, manifest.KEY} & set(bundle.paths())
    if record["signing"]["algorithm"] == manifest.UNSIGNED:
        return _unsigned(held, expected, unsigned)
    if len(held) < 2:
        return Checked(wrong=(f"The manifest says that it is signed, and {manifest.SIGNATURE} or {manifest.KEY} "
                              "is missing.",))
    try:
        key = keys.public(bundle.read(manifest.KEY), manifest.KEY)
    except keys.BadKey as error:
        return Checked(wrong=(f"{error}.",))
    told = keys.spoken(key.fingerprint)
    if key.fingerprint != record["signing"]["key"]:
        return Checked(wrong=("The key beside the manifest is not the one that the manifest names.",))
    if expected and key.fingerprint != expected:
        return Checked(wrong=(f"It is signed by another key than the one you expect: {told}.",))
    if not key.signed(document, bundle.read(manifest.SIGNATURE)):
        return Checked(wrong=("The signature is not that of this key over this manifest.",))
    proved = f"Nothing in it was changed since the holder of the key {told} signed it."
    open_ = (() if expected else
                (f"That this is the publisher's key: anybody can sign with a key of his own. Compare {told} with what "
                 "the publisher told you in another way, and give it with --key.",))
    named = "Whom the key belongs to: that is known by how you came by its fingerprint."
    return Checked((proved,), open_ or (named,))


def _unsigned(held: set[str], expected: str, unsigned: bool) -> Checked:
    if held:
        return Checked(wrong=(f"The manifest says that it is not signed, and yet there is {min(held)}.",))
    if expected:
        return Checked(wrong=("It is not signed, and you expect it to be.",))
    if not unsigned:
        return Checked(wrong=("It is not signed: anybody may have changed files and manifest alike. "
                              "If that is enough for you, say --unsigned.",))
    return Checked(not_proved=("Who made it, and whether it was changed: it is not signed, so anybody may have changed "
                               "files and manifest alike.",))


def _files(bundle: Bundle, record: Mapping[str, Any]) -> list[str]:
    """What differs between the files there and those that the manifest lists."""
    listed = {one["path"]: (one["size"], one["sha256"]) for one in record["files"]}
    held = {one.path: (one.size, one.sha256) for one in bundle.entries if one.path not in manifest.BESIDE}
    kinds = (("is listed and not there", sorted(set(listed) - set(held))),
             ("is there and not listed", sorted(set(held) - set(listed))),
             ("was changed", sorted(path for path in set(listed) & set(held) if listed[path] != held[path])))
    return [line for what, paths in kinds for line in named(paths, what)]


def named(paths: list[str], what: str) -> list[str]:
    """A sentence a path, and one for those that are too many."""
    lines = [f"{quoted(path)} {what}." for path in paths[:_MOST]]
    return lines if len(paths) <= _MOST else [*lines, f"So it is with {len(paths) - _MOST} more."]


def _inputs(told: Mapping[str, Any]) -> str:
    files = number_of(int(told["files"]), "input file")
    if told["told"] == inputs.NAMED:
        return f"It says that it was made from {files}, and names each with its hash."
    if told["told"] == inputs.KEYED:
        return (f"It says that it was made from {files}; their hashes can be checked with the folder and the opening, "
                "which the publisher may give you.")
    return f"It says that it was made from {files}, without their hashes."
