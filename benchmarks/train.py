"""Learn the weights that are shipped, from invented reports alone, and write them into the package.

    python benchmarks/train.py [--check]

Every manner of the generator is used alike.  Of each, several draws leave whole columns out, so that what a data set
does not state is learned to say nothing.  With --check nothing is written; it ends with 1 if the file would change.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from pathlib import Path

import numpy as np
from generate import MANNERS, Draw, write

from servanda.app.linking import read_tables, tellings_of
from servanda.link import features, fit
from servanda.link.meetings import crowd, met
from servanda.model.linking import FEATURES, NAMES, UNSTATED, Weights

ROWS, SEED, DRAWS, PAIRS = 12_000, 7, 12, 20_000
LEFT_OUT = ("name", "author", "act", "means", "object", "stage", "dead", "hurt", "source")
SHARE = 0.2  # of draws that leave a column out
# Opposed authors and objects are where rival accounts come from: they never weigh more than this against.
LIMITS = {"author": -500, "object": -1500}
KINDS = -9_000  # acts of different kinds, such as fire and movement, are two happenings
# A build is cautious: times that do not meet are two happenings until a person says otherwise.
CAUTION = {"clock times some hours apart": -6000, "clock times up to a day apart": -6000,
           "same clock time on the day after": -6000,
           "times next to each other": -2500, "times up to a day and a half apart": -6000, "times days apart": -6000}
TARGET = Path(__file__).resolve().parent.parent / "src" / "servanda" / "link" / "shipped.py"


def pairs(manner: str) -> tuple[features.Levels, np.ndarray]:
    """Levels of all candidate pairs of a manner, and which are true."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write(ROWS, folder, case=False, seed=SEED, manner=manner)
        with (folder / "truth.csv").open(encoding="utf-8") as file:
            truth = {row["report_id"]: row["incident_id"] for row in csv.DictReader(file)}
        with read_tables([folder / "reports" / "all.csv"]) as tables:
            found = tellings_of(tables.db)
    names = sorted(set(truth.values()))
    number = {name: n for n, name in enumerate(names)}
    event = np.full(len(found.told), -1)
    for report, node in zip(found.report, found.node, strict=True):
        event[node] = number[truth[report]]
    pairs = met(found.told)
    return (features.levels(found.told, crowd(found.told), pairs.a, pairs.b), event[pairs.a] == event[pairs.b])


def learned() -> dict[str, Weights]:
    """The weights with and without the crowd about a report."""
    seen, answers = [], []
    for manner in MANNERS:
        levels, answer = pairs(manner)
        for n in range(DRAWS):
            draw = Draw(SEED * 100 + n)
            some = draw.u(f"{manner} pairs", len(levels)) < PAIRS / len(levels)
            taken = levels[some].copy()
            for name, chance in zip(LEFT_OUT, draw.u(f"{manner} columns", len(LEFT_OUT)), strict=True):
                if chance < SHARE:
                    taken[:, NAMES.index(name)] = UNSTATED[name]
            if taken[:, NAMES.index("source")].min(initial=2) == UNSTATED["source"]:
                taken[:, NAMES.index("voice")] = UNSTATED["voice"]
            seen.append(taken)
            answers.append(answer[some])
    levels, answer = np.concatenate(seen), np.concatenate(answers)
    alone = levels.copy(order="F")
    alone[:, NAMES.index("crowd")] = 0
    made = {"PLAIN": fit.learned(alone, answer), "CROWDED": fit.learned(levels, answer)}
    return {name: limited(weights, crowded=name == "CROWDED") for name, weights in made.items()}


def limited(weights: Weights, *, crowded: bool) -> Weights:
    """Weights within the limits that are not to be learned."""
    weights = weights.centred()
    kept = {name: tuple(max(one, LIMITS.get(name, one)) for one in row) for name, row in weights.levels.items()}
    kept["act"] = tuple(KINDS if word == "acts of different kinds" else one
                        for one, word in zip(kept["act"], FEATURES["act"], strict=True))
    if crowded:
        return Weights(weights.base, kept)
    kept["time"] = tuple(min(one, CAUTION.get(word, one))
                         for one, word in zip(kept["time"], FEATURES["time"], strict=True))
    return Weights(weights.base + kept["crowd"][0], {**kept, "crowd": (0,) * len(kept["crowd"])})


def text(found: dict[str, Weights]) -> str:
    """The module."""
    lines = ['"""Weights learned by benchmarks/train.py from invented reports alone; written by it, not by hand."""',
             "", "from __future__ import annotations", "", "from servanda.model.linking import Weights", ""]
    for name, weights in found.items():
        lines += [f"{name} = Weights({weights.base}, {{"]
        for feature, row in weights.levels.items():
            line = f'    "{feature}": ('
            for one in row:
                if len(line) + len(str(one)) > 112:
                    lines.append(line.rstrip())
                    line = "        "
                line += f"{one}, "
            lines.append(line.rstrip(", ") + "),")
        lines += ['}, "invented reports")', ""]
    return "\n".join(lines)


def main() -> int:
    """Learn, and write or compare."""
    given = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    given.add_argument("--check", action="store_true")
    made = text(learned())
    if given.parse_args().check:
        return int(made != TARGET.read_text(encoding="utf-8"))
    TARGET.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
