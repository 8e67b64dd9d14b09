"""Unpack anything that may be written, as deep as it goes, and find texts and numbers in it however they are spelt.

`find(files, secrets)` is the whole of it.  A file of a binary format that no unpacker here knows is an error: an
output of a new format has to be taught to this tool before it can pass for clean.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import html
import io
import lzma
import re
import sqlite3
import struct
import tempfile
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

DEPTH = 6
Pieces = Iterator[tuple[str, bytes]]
# Binary formats that hold nothing of a case and come whole from elsewhere: fonts, pictures of ours without text.
OPAQUE = (b"wOF2", b"wOFF", b"\x00\x01\x00\x00\x00", b"OTTO", b"GIF8", b"RIFF")


class UnknownFormat(Exception):
    """A binary file that this tool cannot look into."""


def pieces(name: str, content: bytes, depth: int = DEPTH) -> Pieces:
    """A file, everything that is packed in it, and everything packed in that: (path, bytes)."""
    yield name, content
    if depth == 0 or not content:
        return
    for begins, unpack in CONTAINERS:
        if content.startswith(begins):
            for inner, part in unpack(content):
                yield from pieces(f"{name}!{inner}", part, depth - 1)
            return
    if b"\0" in content[:4096]:
        if not content.startswith(OPAQUE) and depth == DEPTH and not _utf16(content):
            raise UnknownFormat(name)
        return
    for inner, part in _embedded(content):
        yield from pieces(f"{name}!{inner}", part, depth - 1)


def _utf16(content: bytes) -> bool:
    """Whether it reads as text in UTF-16."""
    return any(all(char.isprintable() or char.isspace() for char in content[:2000].decode(name, "replace"))
               for name in ("utf-16-le", "utf-16-be", "utf-16"))


def _zip(content: bytes) -> Pieces:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield "comment", archive.comment
        for member in archive.infolist():
            yield "name", member.filename.encode()
            yield "comment", member.comment + member.extra
            yield member.filename, archive.read(member)


def _sqlite(content: bytes) -> Pieces:
    with tempfile.NamedTemporaryFile(suffix=".sqlite") as file:
        file.write(content)
        file.flush()
        base = sqlite3.connect(file.name)
        base.text_factory = bytes
        names = [row[0].decode() for row in base.execute("SELECT name FROM sqlite_master WHERE type <> 'index'")]
        yield "schema", b"\n".join(row[0] for row in base.execute("SELECT sql FROM sqlite_master") if row[0])
        for table in names:
            try:
                rows = base.execute(f'SELECT * FROM "{table}"').fetchall()
            except sqlite3.Error:
                continue  # a virtual table whose module is not here; its content lies in other tables
            for row in rows:
                for cell in row:
                    yield table, cell if isinstance(cell, bytes) else repr(cell).encode()
                    if isinstance(cell, bytes) and cell[:2] == b"GP":
                        yield f"{table}.geometry", _doubles(cell)
        base.close()


def _doubles(blob: bytes) -> bytes:
    """Every eight bytes at every offset that read as a plausible coordinate, as text."""
    every = (struct.unpack_from(f"{order}d", blob, at)[0] for order in "<>" for at in range(len(blob) - 7))
    found = {value for value in every if 1e-3 < abs(value) <= 180}
    return " ".join(repr(value) for value in sorted(found)).encode()


def _parquet(content: bytes) -> Pieces:
    import polars

    frame = polars.read_parquet(io.BytesIO(content))
    yield "names", ";".join(frame.columns).encode()
    yield "metadata", repr(polars.read_parquet_metadata(io.BytesIO(content))).encode()
    for column in frame.iter_columns():
        values = column.unique().to_list()
        yield column.name, "\n".join(map(str, values)).encode()
        for value in values:
            if isinstance(value, bytes):
                yield f"{column.name}.bytes", value
                yield f"{column.name}.numbers", _doubles(value[:4096])


def _gzip(content: bytes) -> Pieces:
    yield "name", content[:300]
    yield "content", gzip.decompress(content)


_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)


def _pdf(content: bytes) -> Pieces:
    """Streams inflated, text as a reader sees it, properties, attachments (which are streams too)."""
    for number, found in enumerate(_STREAM.finditer(content)):
        yield f"stream{number}", _inflated(found[1])
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    yield "properties", repr(dict(reader.metadata or {})).encode()
    yield "text", "\n".join(page.extract_text() for page in reader.pages).encode()
    for found in re.finditer(rb"<([0-9A-Fa-f\s]{8,})>", content):
        yield "hex string", _unhex(re.sub(rb"\s", b"", found[1]))


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content)
    except zlib.error:
        return content


def _png(content: bytes) -> Pieces:
    at, pixels = 8, b""
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8:at + 8 + size]
        if kind == b"IDAT":
            pixels += body
        elif kind in (b"zTXt", b"iTXt", b"iCCP"):
            yield kind.decode(), body
            for split in range(len(body)):
                if body[split:split + 1] == b"\x78":
                    yield kind.decode(), _inflated(body[split:])
        else:
            yield kind.decode("latin-1"), body
        at += 12 + size
    yield "pixels", _inflated(pixels)
    yield "after the end", content[at:]


def _catalogue(content: bytes) -> Pieces:
    """A gettext .mo file: its strings stand in it as they are."""
    yield "strings", content.replace(b"\0", b"\n")


CONTAINERS: tuple[tuple[bytes | tuple[bytes, ...], Callable[[bytes], Pieces]], ...] = (
    (b"PK\x03\x04", _zip), (b"SQLite format 3\0", _sqlite), (b"PAR1", _parquet), (b"\x1f\x8b", _gzip), (b"%PDF", _pdf),
    (b"\x89PNG", _png), ((b"\xde\x12\x04\x95", b"\x95\x04\x12\xde"), _catalogue),
    (b"BZh", lambda content: iter([("content", bz2.decompress(content))])),
    (b"\xfd7zXZ", lambda content: iter([("content", lzma.decompress(content))])),
    (b"\xff\xd8\xff", lambda content: iter([("segments", content[2:])])),
    ((b"\x78\x9c", b"\x78\xda", b"\x78\x01"), lambda content: iter([("content", _inflated(content))])),
)

_DATA = re.compile(rb"data:[\w/+.;=-]*?(;base64)?,([^\"'\s)>]+)")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,}={0,2}")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}){5,}")


def _embedded(content: bytes) -> Pieces:
    """What stands in a text in another dress: data addresses (source maps among them), base64, hex."""
    for found in _DATA.finditer(content):
        body = urllib.parse.unquote_to_bytes(found[2])
        yield "data", _unbase64(body) if found[1] else body
    for run in sorted(set(_BASE64.findall(content))):
        for shift in range(4):
            if part := _unbase64(run[shift:]):
                yield "base64", part
    for run in sorted(set(_HEX.findall(content))):
        yield "hex", _unhex(run)


def _unbase64(text: bytes) -> bytes:
    text = text.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    text = text[:-1] if len(text) % 4 == 1 else text
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error:
        return b""


def _unhex(text: bytes) -> bytes:
    try:
        return binascii.unhexlify(text[:len(text) // 2 * 2])
    except binascii.Error:
        return b""


# -- reading ---------------------------------------------------------------------------------------------

_HIGH, _LOW = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\0-\x08]")
_ESCAPES = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\([0-7]{3})")


def readings(content: bytes) -> Iterator[str]:
    """A piece as every text that it may be: UTF-8, Latin-1, UTF-16 of both orders, escapes, entities, percent signs."""
    text = content.decode("utf-8", "ignore")
    yield text
    if _HIGH.search(content):
        yield content.decode("latin-1")
    if _LOW.search(content):
        for at in (0, 1):
            yield content[at:].decode("utf-16-le", "ignore")
            yield content[at:].decode("utf-16-be", "ignore")
    if "\\" in text:
        yield _ESCAPES.sub(lambda found: chr(int(found[1] or found[2] or "0", 16) or int(found[3] or "0", 8)), text)
    if "%" in text:
        yield urllib.parse.unquote(text)
        yield urllib.parse.unquote(text, "latin-1")
    if "&" in text:
        yield html.unescape(text)


def numbers(value: float) -> list[str]:
    """The ways in which a coordinate may be written: roundings, a comma, degrees and minutes, millionths."""
    size = abs(value)
    minutes = (size - int(size)) * 60
    seconds = (minutes - int(minutes)) * 60
    points = [f"{size:.{places}f}" for places in range(2, 7)]
    return [*points, *(point.replace(".", ",") for point in points[1:3]),
            f"{int(size)}°{int(minutes)}", f"{int(size)}°{int(minutes):02d}′{int(seconds):02d}",
            f"{int(size)} {int(minutes):02d} {int(seconds):02d}", str(round(size * 1e6)), str(round(size * 1e7))]


def pattern(secrets: Iterable[str], coordinates: Iterable[float] = ()) -> re.Pattern[str]:
    """What to look for: texts in any case, numbers where no digit stands before them."""
    texts = [re.escape(secret.casefold()) for secret in secrets]
    figures = sorted({re.escape(one) for value in coordinates for one in numbers(value)}, key=len, reverse=True)
    parts = [*(["(?:" + "|".join(texts) + ")"] if texts else []),
             *([r"(?<![\d.,])(?:" + "|".join(figures) + ")"] if figures else [])]
    return re.compile("|".join(parts) or r"(?!)")


def find(files: Mapping[str, bytes], wanted: re.Pattern[str]) -> dict[str, set[str]]:
    """What is found -> where; names of files count as content."""
    found: dict[str, set[str]] = {}
    seen: set[bytes] = set()
    for name, content in files.items():
        for place, piece in (("name", name.encode()), *pieces(name, content)):
            if piece in seen or len(piece) < 3:
                continue
            seen.add(piece)
            for text in readings(piece):
                for hit in wanted.findall(text.casefold()):
                    found.setdefault(hit, set()).add(name if place == "name" else place)
    return found


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file()}
