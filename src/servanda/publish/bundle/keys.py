"""Keys that sign releases: Ed25519, kept in the plain PEM files that other tools read too, never shown."""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from servanda.publish import swap

# What stands before the 32 bytes in PKCS 8 and in SubjectPublicKeyInfo (RFC 8410).
_SECRET, _PUBLIC = bytes.fromhex("302e020100300506032b657004220420"), bytes.fromhex("302a300506032b6570032100")
_BYTES, _MOST = 32, 10_000
PUBLIC_SUFFIX = ".pub"


class BadKey(Exception):
    """A key cannot be used, made or read; the message says why and never holds any of it."""


@dataclass(frozen=True)
class PublicKey:
    """The key that others check with; its fingerprint is the sha256 of its 32 bytes, in hexadecimal."""

    raw: bytes

    @property
    def fingerprint(self) -> str:
        """64 hexadecimal digits."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def pem(self) -> bytes:
        """The file of the key, in the only form that is accepted."""
        return _pem("PUBLIC KEY", _PUBLIC + self.raw)

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's over these bytes."""
        try:
            VerifyKey(self.raw).verify(message, signature)
        except (BadSignatureError, ValueError, TypeError):
            return False
        return True


@dataclass(frozen=True)
class SecretKey:
    """The key that signs."""

    seed: bytes = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """Its other half."""
        return PublicKey(bytes(SigningKey(self.seed).verify_key))

    def sign(self, message: bytes) -> bytes:
        """64 bytes; the same for the same message."""
        return bytes(SigningKey(self.seed).sign(message).signature)


def new(file: Path) -> PublicKey:
    """Make a key: the secret in ``file`` (its owner alone reads it), the public half beside it in ``file.pub``.

    Raises `BadKey` where a file of either name exists, or inside a case folder but under its ``private/``.
    """
    _check_place(file)
    beside = file.with_name(file.name + PUBLIC_SUFFIX)
    if beside.exists() or beside.is_symlink():
        raise BadKey(f"{beside.name} exists; a key is never written over another")
    key = SecretKey(bytes(SigningKey.generate()))
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except FileExistsError as error:
        raise BadKey(f"{file.name} exists; a key is never written over another") from error
    with os.fdopen(handle, "wb") as out:
        out.write(_pem("PRIVATE KEY", _SECRET + key.seed))
        out.flush()
        os.fsync(out.fileno())
    swap.file(beside, key.public.pem)
    return key.public


def secret(file: Path) -> SecretKey:
    """The secret key in a file.  Raises `BadKey`, also where others may read the file."""
    _check_place(file)
    content = _content(file)
    mode = file.stat().st_mode
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadKey(f"others may read {file.name}; close it with `chmod 600`, and make a new key if they may have")
    if content.startswith(b"-----BEGIN PUBLIC KEY"):
        raise BadKey(f"{file.name} holds a public key, which cannot sign")
    return SecretKey(_raw(content, "PRIVATE KEY", _SECRET, file.name))


def public(content: bytes, name: str) -> PublicKey:
    """The public key that the bytes of a file hold.  Raises `BadKey`."""
    if content.startswith(b"-----BEGIN PRIVATE KEY"):
        raise BadKey(f"{name} holds a secret key: keep it to yourself, and give the file that ends in {PUBLIC_SUFFIX}")
    return PublicKey(_raw(content, "PUBLIC KEY", _PUBLIC, name))


def expected(given: str) -> str:
    """The fingerprint that is meant by a fingerprint (blanks and colons do not count) or by the file of a public key.

    Raises `BadKey`.
    """
    bare = "".join(given.split()).replace(":", "").lower()
    if len(bare) == 64 and all(char in "0123456789abcdef" for char in bare):
        return bare
    if not Path(given).is_file():
        raise BadKey("this is neither the file of a public key nor a fingerprint of 64 hexadecimal digits")
    return public(_content(Path(given)), Path(given).name).fingerprint


def spoken(fingerprint: str) -> str:
    """A fingerprint in groups of eight, to be compared by eye or by voice."""
    return " ".join(fingerprint[place:place + 8] for place in range(0, len(fingerprint), 8))


def _check_place(file: Path) -> None:
    """Refuse a secret key in a case folder, which is copied and passed on, unless under its ``private/``."""
    place = file.resolve()
    for folder in place.parents:
        if (folder / "case.yaml").exists() and place.relative_to(folder).parts[0] != "private":
            raise BadKey(f"{file.name} lies in the case folder {folder.name}, which is passed on; "
                         "keep the key outside of it, or under its private/")


def _content(file: Path) -> bytes:
    with file.open("rb") as handle:
        return handle.read(_MOST)


def _pem(label: str, content: bytes) -> bytes:
    return f"-----BEGIN {label}-----\n{base64.b64encode(content).decode()}\n-----END {label}-----\n".encode()


def _raw(content: bytes, label: str, head: bytes, name: str) -> bytes:
    """The 32 bytes of a key file that is written in the one form; raises `BadKey`."""
    lines = content.split(b"\n")
    try:
        held = base64.b64decode(lines[1], validate=True) if len(lines) == 4 else b""
    except ValueError:
        held = b""
    raw = held.removeprefix(head)
    if len(held) != len(head) + _BYTES or len(raw) != _BYTES or _pem(label, held) != content:
        raise BadKey(f"{name} is no {label.lower()} of Ed25519 as `servanda publish --new-key` writes it")
    return raw
