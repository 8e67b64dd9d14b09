"""The tool finds a secret in every container and every spelling; else a clean report of it would mean nothing."""

from __future__ import annotations

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import sqlite3
import struct
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.leaks.unpack import UnknownFormat, find, numbers, pattern

PLAIN, FOREIGN = "zqx117k", "жщъ118ю"
SECRETS = (PLAIN, FOREIGN)


def zipped(name: str, content: bytes, comment: bytes = b"") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        archive.writestr(name, content)
    return target.getvalue()


def xlsx(text: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.create_sheet("hidden").sheet_state = "hidden"
    book["hidden"]["A1"] = text
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsx_property(text: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.properties.creator = text
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def docx(text: str) -> bytes:
    docx_ = pytest.importorskip("docx")
    document = docx_.Document()
    document.core_properties.comments = text
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def parquet(text: str) -> bytes:
    import polars

    target = io.BytesIO()
    polars.DataFrame({"a": ["x", text]}).write_parquet(target, compression="zstd")
    return target.getvalue()


def sqlite(text: str, tmp_path: Path) -> bytes:
    path = tmp_path / "x.gpkg"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE t (a TEXT, b BLOB)")
    base.execute("INSERT INTO t VALUES (?, ?)", ("x", zlib.compress(text.encode())))
    base.commit()
    base.close()
    return path.read_bytes()


def pdf(text: str, *, attached: bool = False) -> bytes:
    import pypdf

    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    if attached:
        writer.add_attachment("note.txt", text.encode())
    else:
        stream = pypdf.generic.DecodedStreamObject()
        stream.set_data(b"BT (" + text.encode() + b") Tj ET")
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def pdf_property(text: str) -> bytes:
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": text})
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def png(kind: bytes, body: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(kind, body)
            + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


def mo(text: str) -> bytes:
    original, said = b"a\0", text.encode() + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, 1, 28, 36, 0, 0)
    return head + struct.pack("<4I", 1, 44, len(said) - 1, 46) + original + said


def jpeg(text: str) -> bytes:
    note = b"Exif\0\0MM" + text.encode("utf-16-le")
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(note) + 2) + note + b"\xff\xd9"


CONTAINERS: dict[str, Callable[[str, Path], bytes]] = {
    "zip": lambda text, _: zipped("a.txt", text.encode()),
    "zip in zip": lambda text, _: zipped("a.zip", zipped("b.txt", text.encode())),
    "zip comment": lambda text, _: zipped("a", b"", text.encode()),
    "zip name": lambda text, _: zipped(f"{text}.txt", b""),
    "xlsx hidden sheet": lambda text, _: xlsx(text),
    "xlsx property": lambda text, _: xlsx_property(text),
    "docx property": lambda text, _: docx(text),
    "parquet": lambda text, _: parquet(text),
    "sqlite, packed in a cell": sqlite,
    "pdf stream": lambda text, _: pdf(text),
    "pdf attachment": lambda text, _: pdf(text, attached=True),
    "pdf property": lambda text, _: pdf_property(text),
    "png tEXt": lambda text, _: png(b"tEXt", b"a\0" + text.encode()),
    "png zTXt": lambda text, _: png(b"zTXt", b"a\0\0" + zlib.compress(text.encode())),
    "png iTXt": lambda text, _: png(b"iTXt", b"a\0\1\0\0\0" + zlib.compress(text.encode())),
    "png eXIf": lambda text, _: png(b"eXIf", b"MM\0*" + text.encode()),
    "jpeg": lambda text, _: jpeg(text),
    "mo": lambda text, _: mo(text),
    "gzip": lambda text, _: gzip.compress(text.encode()),
    "bzip2": lambda text, _: bz2.compress(text.encode()),
    "xz": lambda text, _: lzma.compress(text.encode()),
    "html comment": lambda text, _: f"<p>a</p><!-- {text} -->".encode(),
    "html entities": lambda text, _: "".join(f"&#{ord(char)};" for char in text).encode(),
    "html hex entities": lambda text, _: "".join(f"&#x{ord(char):x};" for char in text).encode(),
    "html attribute": lambda text, _: f'<a title="{html.escape(text)}">'.encode(),
    "json": lambda text, _: json.dumps([text]).encode(),
    "json, every character escaped": lambda text, _: "".join(f"\\u{ord(char):04x}" for char in text).encode(),
    "percent signs": lambda text, _: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
    "address": lambda text, _: f"https://a.example/{urllib.parse.quote(text)}".encode(),
    "source map": lambda text, _: b"//# sourceMappingURL=data:application/json;base64,"
                                  + base64.b64encode(json.dumps({"sourcesContent": [text]}).encode()),
    "data address": lambda text, _: f'<img src="data:image/svg+xml,{urllib.parse.quote("<svg>" + text)}">'.encode(),
    "utf-8": lambda text, _: text.encode(),
    "upper case": lambda text, _: text.upper().encode(),
    "utf-16-le": lambda text, _: text.encode("utf-16-le"),
    "utf-16-be": lambda text, _: text.encode("utf-16-be"),
    "base64": lambda text, _: b"x " + base64.b64encode(b"some words before " + text.encode()),
    "base64, another turn": lambda text, _: b"x " + base64.b64encode(b"some words befor " + text.encode()),
    "base64 of utf-16": lambda text, _: base64.b64encode(text.encode("utf-16-le")),
    "base64 of gzip": lambda text, _: base64.b64encode(gzip.compress(text.encode())),
    "base64 for addresses": lambda text, _: base64.urlsafe_b64encode(b"\xff\xfe\xfb" + text.encode()),
    "hex": lambda text, _: text.encode().hex().encode(),
}


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_found(container: str, secret: str, tmp_path: Path) -> None:
    content = CONTAINERS[container](secret, tmp_path)
    assert secret in find({"out": content}, pattern(SECRETS))


def test_latin_1_and_names_of_files() -> None:
    assert "zqxé119k" in find({"a.txt": "zqxé119k".encode("latin-1")}, pattern(["zqxé119k"]))
    assert PLAIN in find({f"some/{PLAIN}.csv": b""}, pattern(SECRETS))


@pytest.mark.parametrize("text", numbers(71.738291))
def test_a_coordinate_is_found_however_it_is_written(text: str) -> None:
    assert find({"a.csv": f"x,-{text},y".encode()}, pattern((), [-71.738291]))
    assert not find({"a.csv": f"x,9{text},y".encode()}, pattern((), [-71.738291]))


def test_a_coordinate_is_found_in_a_geometry(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE t (geom BLOB)")
    base.execute("INSERT INTO t VALUES (?)", (b"GP\0\1" + struct.pack("<iBIdd", 4326, 1, 1, -71.738291, 12.5),))
    base.commit()
    base.close()
    assert find({"x.gpkg": path.read_bytes()}, pattern((), [-71.738291]))


def test_what_cannot_be_looked_into_does_not_pass_for_clean() -> None:
    with pytest.raises(UnknownFormat):
        find({"a.bin": b"\x07\x00\x00\x01new format\x00\x00"}, pattern(SECRETS))


def test_nothing_is_found_where_nothing_is() -> None:
    assert find({"a.txt": b"zqx 117 k, and seventy-one degrees"}, pattern(SECRETS, [-71.738291])) == {}
