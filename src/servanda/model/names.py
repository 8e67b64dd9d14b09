"""Names folded for comparison, and an index of aliases that refuses to guess."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# One Latin spelling for Cyrillic letters (after ISO 9, diacritics dropped), so that both scripts share a key.
_CYRILLIC = dict(zip(
    "абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя",
    ("a", "b", "v", "g", "g", "d", "e", "e", "e", "zh", "z", "i", "i", "i", "i", "k", "l", "m", "n", "o", "p", "r",
     "s", "t", "u", "f", "h", "c", "ch", "sh", "shch", "", "y", "", "e", "iu", "ia"), strict=True))
_SPELLINGS = (("kh", "h"), ("ts", "c"), ("yy", "y"), ("iy", "y"), ("ii", "y"), ("ij", "y"), ("yi", "i"),
              ("ye", "e"), ("yu", "iu"), ("ya", "ia"), ("w", "v"))


def fold(name: str) -> str:
    """A key that ignores case, accents, script of Cyrillic names, punctuation and spacing."""
    text = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(c for c in text if not unicodedata.combining(c))
    letters = "".join(_CYRILLIC.get(c, c) for c in letters)
    letters = "".join(c if c.isalnum() else " " for c in letters)
    for old, new in _SPELLINGS:
        letters = letters.replace(old, new)
    return " ".join(letters.split())


# Cyrillic, Greek, Armenian, Cherokee and odd Latin letters by the Latin letter that they look like.
_LOOKS = {ord(char): latin for latin, chars in {
    "A": "АΑᎪ", "B": "ВΒᏴ", "C": "СϹᏟⅭ", "D": "ᎠⅮ", "E": "ЕΕᎬ", "F": "Ϝ", "G": "ԌᏀ", "H": "НΗᎻ",
    "J": "ЈᎫͿ", "K": "КΚᏦK", "M": "МΜᎷϺⅯ", "N": "Ν", "O": "ОΟՕ0", "P": "РΡᏢ", "Q": "Ԛ", "S": "ЅՏᏚ",
    "T": "ТΤᎢ", "U": "Ս", "V": "ѴᏙⅤ", "W": "ԜᎳ",
    "X": "ХΧⅩ", "Y": "ҮΥУ", "Z": "ΖᏃ",
    "a": "аαɑ", "c": "сϲᴄ", "d": "ԁ", "e": "еҽ", "f": "ք", "g": "ɡց", "h": "һհ",
    "i": "іıɩι", "j": "јϳ", "k": "кκ", "l": "I1|ІΙӀlⅠ", "n": "ոп", "o": "оοօσᴏ", "p": "рρ", "q": "ԛզ", "r": "гᴦ",
    "s": "ѕꜱ", "t": "т", "u": "սυ", "v": "ѵνᴠ", "w": "ԝѡ", "x": "хχ", "y": "уүγʏ", "z": "ᴢ", "-": "‐‑‒–—−",
    "'": "’‘ʼ′`´", " ": "\u00a0\u2007\u202f\u3000\u2009\u200a\u2002\u2003"}.items() for char in chars}


def skeleton(name: str) -> str:
    """A key of what a name *looks* like: letters and digits that look Latin become Latin."""
    return _one_look(unicodedata.normalize("NFKC", _one_look(name))).casefold().replace("rn", "m").replace("vv", "w")


def _one_look(name: str) -> str:
    return name.translate(_LOOKS)


# Marks, letters and symbols that show nothing: joiners, fillers, variation selectors, the empty braille cell.
BLANK = frozenset(map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164,
                            *range(0xFE00, 0xFE10), 0xFFA0, *range(0xE0100, 0xE01F0))))


def hidden(name: str) -> str:
    """The first invisible or direction-changing character of a name as ``U+202E``, or ''."""
    for char in name:
        if char in BLANK or unicodedata.category(char) in ("Cf", "Cc", "Co", "Cs", "Zl", "Zp"):
            return f"U+{ord(char):04X}"
    return ""


class Index:
    """Names and aliases to ids; ambiguous keys resolve to nothing."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """``pairs`` are (name, id)."""
        self._ids: dict[str, set[str]] = {}
        for name, id_ in pairs:
            self._ids.setdefault(fold(name), set()).add(id_)

    def find(self, name: str) -> str:
        """The id of that name, or '' if there is none or more than one."""
        found = self._ids.get(fold(name), set())
        return next(iter(found)) if len(found) == 1 else ""

    def near(self, name: str) -> str:
        """A known key close to the name, for "did you mean"; '' if none is close."""
        import difflib

        close = difflib.get_close_matches(fold(name), list(self._ids), 1, 0.75)
        return sorted(self._ids[close[0]])[0] if close else ""
