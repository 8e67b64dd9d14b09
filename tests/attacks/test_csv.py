"""Tables that are meant to harm: every row used or set aside, a problem for each kind of damage, the build goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda import app
from servanda.guard.limits import LIMITS
from tests.attacks.folder import codes, small

HEAD = "report_id,time_from,place,author_claimed,act,summary\n"
ROW = "Q{n},2030-06-03,Ash Weir,SOUTH,shelling,{text}\n"


def row(text: str, n: int = 1) -> str:
    return ROW.format(n=n, text=text)


FILES: dict[str, tuple[bytes, set[str], int]] = {  # content, codes that must be told, rows that must be used
    "cell of 10 MB": ((HEAD + row("x" * 10_000_000) + row("ok", 2)).encode(), {"row_width"}, 1),
    "cell of 10 MB in Cyrillic": ((HEAD + row("я" * 10_000_000) + row("ok", 2)).encode(), {"row_width"}, 1),
    "cell as long as a cell may be": ((HEAD + row("я" * LIMITS.line_characters)).encode(), set(), 1),
    "quotes as long as a cell may be": ((HEAD + row('"' + '""' * LIMITS.line_characters + '"')).encode(), set(), 1),
    "row of five million cells": ((HEAD + row("," * 5_000_000) + row("ok", 2)).encode(), {"row_width"}, 1),
    "null": ((HEAD + row("a\0b")).encode(), {"file_unreadable"}, 0),
    "nothing but nulls": (b"\0" * 100_000, {"file_unreadable"}, 0),
    "utf-16": ((HEAD + row("x")).encode("utf-16"), {"file_unreadable"}, 0),
    "half a character": (HEAD.encode() + b"Q1,2030-06-03,Ash Weir,SOUTH,shelling,\xd0\n", {"file_unreadable"}, 0),
    "half of a pair": (HEAD.encode() + b"Q1,2030-06-03,,,shelling,\xed\xa0\x80\n", {"file_unreadable"}, 0),
    "mixed newlines": ((HEAD.strip() + "\r\n" + row("a", 1).strip() + "\r" + row("b", 2).strip() + "\r\n"
                        + row("c", 3)).encode(), set(), 3),
    "newlines in a cell": ((HEAD + row('"a\r\nb\rc\nd"')).encode(), set(), 1),
    "byte order mark": (b"\xef\xbb\xbf" + (HEAD + row("a")).encode(), set(), 1),
    "two byte order marks": (b"\xef\xbb\xbf" * 2 + (HEAD + row("a")).encode(), {"column_unknown"}, 1),
    "mark in the middle": ((HEAD + row("a\ufeffb")).encode(), set(), 1),
    "hundred thousand columns": (",".join(f"c{n}" for n in range(100_000)).encode() + b"\n1\n", {"file_too_large"}, 0),
    "quote never closed": ((HEAD + row('"a') + row("b", 2) * 50_000).encode(), {"row_width"}, 0),
    "quotes in every cell": ((HEAD + row('a"b')).encode() + row('"a"b', 2).encode() + row("ok", 3).encode(),
                             {"row_width"}, 2),
    "nothing but quotes": (b'"' * 1_000_001, {"column_missing"}, 0),
    "nothing but commas": (b"," * 1_000_000, {"file_too_large"}, 0),
    "nothing but newlines": (b"\n" * 1_000_000, {"column_missing"}, 0),
    "no newline at the end": ((HEAD + row("a").strip()).encode(), set(), 1),
    "formulas": ((HEAD + row("=cmd|' /C calc'!A0") + row("\"@SUM(1,1)\"", 2)).encode(), set(), 2),
    "same heading twice": (b"report_id,act,act\nQ1,shelling,strike\n", {"id_duplicate"}, 0),
    "heading of markup": (b"report_id,<script>alert(1)</script>\nQ1,x\n", {"column_unknown"}, 1),
    "numbers that swell": (b"report_id,lat,lon,munitions_low,fatalities\nQ1,1e999999,NaN,9999999999999999999,-1\n"
                           b"Q2,\xd9\xa1,Infinity,1e9,0x10\n", {"cell_wrong"}, 0),
    "times that overflow": (b"report_id,time_from,time_to\nQ1,9999-12-31,9999-12-31\nQ2,0001-01-01,\n"
                            b"Q3,2030-06-03T24:00,\nQ4,2030-06-03T10:00+99:99,\n", {"cell_wrong"}, 0),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_table(name: str, tmp_path: Path) -> None:
    content, wanted, used = FILES[name]
    folder = small(tmp_path / "case", {"reports/hostile.csv": content})
    case, found = app.read(folder)
    db, problems = app.assess(case, found)
    try:
        rows = db.rows("SELECT used, set_aside_reason FROM reports WHERE from_file = ? ORDER BY ALL",
                       ["reports/hostile.csv"])
    finally:
        db.close()
    mine = [one for one in problems if one.file == "reports/hostile.csv"]
    assert wanted <= codes(mine)
    assert sum(kept for kept, _ in rows) >= used
    assert all(kept or reason for kept, reason in rows)
    assert max((len(one.message) for one in mine), default=0) < 400


def test_a_hundred_thousand_different_wrong_cells(tmp_path: Path) -> None:
    """Every one is set aside and told; the search for a near word does not grow with them."""
    rows = "".join(f"Q{n},shelling{n}\n" for n in range(20_000))
    folder = small(tmp_path / "case", {"reports/hostile.csv": "report_id,act\n" + rows})
    case, found = app.read(folder)
    db, problems = app.assess(case, found)
    try:
        aside = db.rows("SELECT count(*) FROM reports WHERE NOT used")
    finally:
        db.close()
    assert aside == [(20_000,)]
    assert sum(one.count for one in problems if one.file == "reports/hostile.csv") >= 20_000
