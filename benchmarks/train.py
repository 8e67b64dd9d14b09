"""Learn the weights that are shipped, from invented reports alone, and write them into the package.

    python benchmarks/train.py [--check]

Of each manner of the generator several draws leave whole columns out, so that what a data set
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
from servanda.link.meetings import Met, crowd, met
from servanda.link.nodes import Nodes
from servanda.model.linking import FEATURES, NAMES, UNSTATED, Weights

ROWS, SEED, PAIRS = 12_000, 7, 20_000
LEFT_OUT = ("name", "author", "act", "means", "object", "stage", "dead", "hurt", "source")
# Manners, draws and the share of draws that leave a column out.  A case is linked so that people join rather than part:
# its weights know the densest towns; those for tables know towns with the noise that is published.
LESSONS = {"PLAIN": (("press", "sources", "towns", "days", "footage"), 6, 0.35),
           "CROWDED": (("press", "sources", "cities", "days", "footage"), 12, 0.2)}
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
        _, _, levels, answer = answered(folder / "reports" / "all.csv", folder / "truth.csv")
    return levels, answer


def answered(table: Path, truth: Path) -> tuple[Nodes, Met, features.Levels, np.ndarray]:
    """The nodes of a table, their candidate pairs, the levels of these, and which are true."""
    with truth.open(encoding="utf-8") as file:
        told = {row["report_id"]: row["incident_id"] for row in csv.DictReader(file)}
    with read_tables([table]) as tables:
        found = tellings_of(tables.db)
    event = np.empty(len(found.told), object)
    event[found.node] = [told[report] for report in found.report]
    pairs = met(found.told)
    return (found, pairs, features.levels(found.told, crowd(found.told), pairs.a, pairs.b),
            event[pairs.a] == event[pairs.b])


def learned() -> dict[str, Weights]:
    """The weights with and without the crowd about a report."""
    met_pairs = {manner: pairs(manner) for manner in MANNERS}
    made = {}
    for name, (manners, draws, share) in LESSONS.items():
        seen, answers = [], []
        for manner in manners:
            levels, answer = met_pairs[manner]
            for n in range(draws):
                draw = Draw(SEED * 100 + n)
                some = draw.u(f"{manner} pairs", len(levels)) < PAIRS / len(levels)
                seen.append(_left_out(levels[some].copy(), draw.u(f"{manner} columns", len(LEFT_OUT)), share))
                answers.append(answer[some])
        shown = np.asfortranarray(np.concatenate(seen))
        if name == "PLAIN":
            shown[:, NAMES.index("crowd")] = 0
        made[name] = limited(fit.learned(shown, np.concatenate(answers)), crowded=name == "CROWDED")
    return made


def _left_out(levels: features.Levels, chances: np.ndarray, share: float) -> features.Levels:
    """The levels of pairs from which some columns are left out."""
    for name, chance in zip(LEFT_OUT, chances, strict=True):
        if chance < share:
            levels[:, NAMES.index(name)] = UNSTATED[name]
    if levels[:, NAMES.index("source")].min(initial=2) == UNSTATED["source"]:
        levels[:, NAMES.index("voice")] = UNSTATED["voice"]
    return levels


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
