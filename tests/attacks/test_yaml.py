"""YAML files of a case that are meant to harm: one problem with its line each, little memory, no flood of messages."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from servanda.case.open import open_case
from servanda.guard.limits import LIMITS
from tests.attacks.folder import small
from tests.guard.test_markup import BAD

LAUGHS = "a: &a [x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n"
                                for n in range(20))
MORE = [
    ("laughs", LAUGHS, "yaml_alias"), ("flood of aliases", "a: [" + "*a, " * 200_000 + "]\n", "yaml_alias"),
    ("flood of anchors", "".join(f"k{n}: &a{n} x\n" for n in range(50_000)), "yaml_alias"),
    ("flood of duplicates", "a: 1\n" * 150_000, "yaml_duplicate"),
    ("flood of unknown keys", "".join(f"key{n}: x\n" for n in range(60_000)), "key_unknown"),
    ("flood of tags", "a: [" + "!!python/object:os.system x, " * 30_000 + "]\n", "yaml_alias"),
    ("flood of directions", "# \u202e\n" * 100_000, "character_hidden"),
    ("one long key", "k" * 900_000 + ": x\n", "yaml_syntax"), ("one long value", "a: " + "v" * 900_000, "key_unknown"),
    ("wide list", "a: [" + "x, " * 300_000 + "]\n", "key_unknown"),
    ("flood of parties", "parties:\n" + "- {id: P}\n" * 80_000, "id_duplicate"),
    ("flood of misspelt parties", "parties:\n" + "".join(f"- {{id: P{n}, titel: x}}\n" for n in range(30_000)),
     "key_unknown"),
    ("flood of actors", "parties: [{id: NORTH}]\nactors:\n" + "".join(
        f"- {{id: a{n}, party: NORHT{n}}}\n" for n in range(20_000)), "id_unknown"),
]


@pytest.mark.parametrize(("text", "code"), [(text, code) for text, code, _ in BAD] + [case[1:] for case in MORE],
                         ids=[f"bad {n}" for n in range(len(BAD))] + [case[0] for case in MORE])
def test_bad_yaml_in_a_case(text: str, code: str, tmp_path: Path) -> None:
    folder = small(tmp_path / "case", {"case.yaml": text})
    tracemalloc.start()
    problems = [one for one in open_case(folder).problems if one.file == "case.yaml"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert {code, "file_too_large"} & {one.code for one in problems}
    assert all(one.line > 0 for one in problems if one.code not in ("problems_many", "file_missing", "key_missing"))
    assert len(problems) <= 2 * LIMITS.problems_a_file + 10
    assert max(len(one.message) for one in problems) < 500
    assert peak < 50_000_000


def test_there_are_forty() -> None:
    assert len(BAD) >= 40
