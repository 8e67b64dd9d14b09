"""Names that look alike, hide characters, or turn the text around; and names in Arabic and Hebrew, which pass."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

import pytest

from servanda.case.open import open_case
from servanda.model.names import hidden, skeleton
from tests.attacks.folder import codes, small

# Written with the odd characters, and as a person would type it.
PAIRS = [
    ("SОUTH", "SOUTH"), ("Ѕouth Bank", "South Bank"), ("Sоuth Bank", "South Bank"), ("Nогth", "North"),
    ("Υellow Army", "Yellow Army"), ("Αlpha", "Alpha"), ("Вeta", "Beta"), ("Сoast Guard", "Coast Guard"),
    ("Dеlta", "Delta"), ("Εast", "East"), ("Ηill League", "Hill League"), ("Іsland", "Island"), ("lsland", "Island"),
    ("1sland", "Island"), ("Јoint Staff", "Joint Staff"), ("Κeep", "Keep"), ("Κeep", "Кeep"), ("Μarsh", "Marsh"),
    ("Νorth", "North"), ("N0RTH", "NORTH"), ("Ρeak", "Peak"), ("Рeak", "Peak"), ("Τower", "Tower"),
    ("Тower", "Tower"), ("Ԝest", "West"), ("Хenon", "Xenon"), ("Ζone Guard", "Zone Guard"), ("Hаmlet", "Hamlet"),
    ("Vаle", "Vale"), ("Hіll", "Hill"), ("Hιll", "Hill"), ("Hıll", "Hill"), ("HiIl", "Hill"), ("Hi1l", "Hill"),
    ("Hi|l", "Hill"), ("Моuntain", "Mountain"), ("Southem", "Southern"), ("VVest", "West"), ("vvest", "west"),
    ("Ｎorth", "North"), ("𝐍orth", "North"), ("Ⓝorth", "North"), ("Noｒth", "North"), ("Nοrth", "North"),
    ("Nօrth", "North"), ("Pօrt", "Port"), ("Ϲity", "City"), ("cіty", "city"), ("Ꭺrmy", "Army"), ("Աrmу", "Աrmy"),
    ("Jοint", "Joint"), ("Кing", "King"), ("North\u00a0Bank", "North Bank"), ("North‐Bank", "North-Bank"),
    ("ﬁre Guard", "fire Guard"), ("Ⅿarsh", "Marsh"), ("Ѵale", "Vale"),
]
CONTROLS = [chr(code) for code in range(sys.maxunicode + 1)
            if unicodedata.category(chr(code)) == "Cf" or unicodedata.bidirectional(chr(code)) in (
                "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN")]
BLANKS = ["\u034f", "\u115f", "\u1160", "\u17b4", "\u180b", "\u180e", "\u2800", "\u3164", "\ufe0f", "\uffa0",
          "\U000e0100", "\ue000", "\x7f"]
SAMPLES = ["السلام عليكم", "الجيش الوطني", "قوّات الشمال", "اللجنة ٣ للهدنة", "שלום עולם", "צבא הצפון", "ועדת הנהר ב׳",
           "שָׁלוֹם", "اردو", "पहाड़ी सेना", "ဗမာ", "한국어", "Ёлка", "Žižkov", "Ærø", "İstanbul", "東の岸"]


def parties(*titles: str) -> str:
    listed = ", ".join(f"{{id: P{number}x, title: {json.dumps(title, ensure_ascii=False)}}}"
                       for number, title in enumerate(titles))
    return f"id: x\ntitle: x\nzone: Etc/UTC\nparties: [{listed}]\n"


def test_there_are_fifty_pairs() -> None:
    assert len(PAIRS) >= 50
    assert all(odd != plain for odd, plain in PAIRS)


@pytest.mark.parametrize(("odd", "plain"), PAIRS)
def test_look_alike_parties_are_told(odd: str, plain: str, tmp_path: Path) -> None:
    assert skeleton(odd) == skeleton(plain)
    for names in ((odd, plain), (plain, odd)):
        folder = small(tmp_path / names[0].encode().hex(), {"case.yaml": parties(*names)})
        assert "name_lookalike" in codes(open_case(folder).problems)


def test_names_that_do_not_look_alike_pass(tmp_path: Path) -> None:
    names = ["North Bank", "South Bank", "Нижня Рада", "Верхня Рада", "Ρόδος", "Army 10", "Army 11", "Mali", "Mile",
             *SAMPLES]
    folder = small(tmp_path / "case", {"case.yaml": parties(*names)})
    assert "name_lookalike" not in codes(open_case(folder).problems)


def test_two_spellings_of_one_party_are_no_problem(tmp_path: Path) -> None:
    text = "id: x\ntitle: x\nzone: Etc/UTC\nparties: [{id: P, title: People's Bank, aliases: [People’s Bank]}]\n"
    assert "name_lookalike" not in codes(open_case(small(tmp_path / "case", {"case.yaml": text})).problems)


CASE = """id: x
title: {0}
zone: Etc/UTC
parties:
  - {{id: NORTH, title: {1}, aliases: [{2}]}}
  - {{id: SOUTH}}
actors: [{{id: a, title: {3}, aliases: [{4}]}}]
sources: [{{id: s.example, title: {5}}}]
topics: [{{id: t, title: {6}}}]
links: [{{title: {7}, url: "https://x.example/"}}]
"""
TERMS = """instruments: [{{id: notes, form: exchange, date: 2030-06-01, title: {8}}}]
provisions: [{{id: quiet, kind: prohibition, instrument: notes, title: {9}}}]
readings:
  - id: n1
    owner: NORTH
    title: {10}
    provisions:
      quiet:
        provided: [{{id: c, title: {11}}}]
        unless: [{{id: e, title: {12}}}]
"""
OTHERS = {
    "meetings.yaml": "meetings: [{{id: m, title: {13}, participants: [{14}], readouts: [{{id: r, issuer: {15}}}]}}]\n",
    "counting.yaml": "rules: [{{id: u, unit: incident, standard: all, title: {16}}}]\n",
}
FIELDS = 17


@pytest.mark.parametrize("char", [*CONTROLS, *BLANKS], ids=lambda char: f"{ord(char):04X}")
def test_a_hidden_character_is_refused_in_every_name(char: str, tmp_path: Path) -> None:
    if char in "\n\r\t\x1c\x1d\x1e\x1f\x85" or unicodedata.category(char) not in ("Cf", "Cc", "Co", "Lo", "So", "Mn"):
        pytest.skip("a line or paragraph break")
    assert hidden(f"a{char}b")
    names = [f'"name {number} a\\U{ord(char):08X}b"' for number in range(FIELDS)]
    files = {"case.yaml": CASE, "terms.yaml": TERMS, **OTHERS}
    folder = small(tmp_path / "case", {name: text.format(*names) for name, text in files.items()})
    found = [one.message for one in open_case(folder).problems if one.code == "character_hidden"]
    assert [number for number in range(FIELDS) if not any(f"`name {number} a" in message for message in found)] == []
    assert not any(char in message for message in found)


def test_ids_with_hidden_characters_are_refused(tmp_path: Path) -> None:
    for number, char in enumerate([*CONTROLS[:40], *BLANKS]):
        text = parties("x").replace("P0x", f'"P\\U{ord(char):08X}x"')
        found = codes(open_case(small(tmp_path / str(number), {"case.yaml": text})).problems)
        assert {"value_wrong", "character_hidden"} & found, f"U+{ord(char):04X}"


@pytest.mark.parametrize("name", SAMPLES)
def test_names_of_all_scripts_pass_unchanged(name: str, tmp_path: Path) -> None:
    case = open_case(small(tmp_path / "case", {"case.yaml": parties(name)}))
    assert case.info.parties[0].title == name
    assert "character_hidden" not in codes(case.problems)
