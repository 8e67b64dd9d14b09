"""Linking by itself: event tables in, incidents, links and reasons out; weights learned and frozen; links scored."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from servanda.case import linking as weights_file
from servanda.case.fields import Findings
from servanda.case.tables import parsed, table
from servanda.collect import events
from servanda.engine.database import Database
from servanda.guard.files import Raw, Text, read, read_bytes
from servanda.guard.limits import LIMITS
from servanda.guard.markup import read_yaml
from servanda.guard.tables import COMMAS
from servanda.link import evaluate, fit, incidents
from servanda.link.features import Levels, levels
from servanda.link.linked import Linked, linked
from servanda.link.meetings import Met, crowd, met
from servanda.link.nodes import Nodes, nodes
from servanda.link.shipped import CROWDED, PLAIN
from servanda.link.tellings import Tellings
from servanda.link.weights import MILLION
from servanda.model.case import Case, CaseInfo, RawTable
from servanda.model.linking import NAMES, SIZES, Weights
from servanda.model.problems import Problem
from servanda.publish import cells, exports, overlap, swap
from servanda.queries import overlap as overlaps


class Tables:
    """Event tables as rows of `reports` in a database of their own; a context that closes it."""

    def __init__(self, db: Database, names: tuple[str, ...], problems: tuple[Problem, ...],
                 how: tuple[str, ...] = ()) -> None:
        """``names`` are the data sets in the order given, ``how`` what each was read as, in words."""
        self.db, self.names, self.problems, self.how = db, names, problems, how

    def __enter__(self) -> Tables:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the database."""
        self.db.close()


def read_tables(files: Sequence[Path]) -> Tables:
    """Read event tables; a side-car ``A.yaml`` beside ``A.csv`` maps its columns and values."""
    found, db = Findings(), Database()
    problems: list[Problem] = []
    how: list[str] = []
    names, taken = _names(files), set[str]()
    for file, name in zip(files, names, strict=True):
        whole = file.resolve()
        raw = table(whole.parent.parent, f"{whole.parent.name}/{whole.name}", found, {})
        if isinstance(raw, RawTable):
            frame, wrong, read_as = events.frame(raw, name, taken)
            db.load("reports", frame)
            problems += wrong
            how.append(f"{file.name} is read as {read_as}")
    return Tables(db, tuple(names), (*found.problems, *problems), tuple(how))


def _names(files: Sequence[Path]) -> list[str]:
    """The names of the data sets: those of the files without ending, made single."""
    made: list[str] = []
    for file in files:
        name, number = file.stem, 2
        while name in made:
            name, number = f"{file.stem}_{number}", number + 1
        made.append(name)
    return made


def tellings_of(db: Database) -> Nodes:
    """The nodes of the reports in a database."""
    return nodes(db, ())


TABLES = ("incidents", "links", "accounts", "review", "parts", "composites", "echoes", "disagreements")
_MOST_LEARNED = 100_000  # reports, of one stretch of time, from which weights are learned
_FEW = 20  # decided pairs of each kind below which nothing is learned from decisions
_NOBODY = CaseInfo("tables", "Event tables", "Etc/UTC")


class NotLinked(Exception):
    """Tables or links that cannot be used; the message says why."""


@dataclass(frozen=True)
class Done:
    """What linking by itself made: lines to print, and the problems."""

    lines: tuple[str, ...]
    problems: tuple[Problem, ...]


def link_tables(files: Sequence[Path], out: Path, weights: Path | None = None, *, learn: bool = False,
                with_pairs: bool = False) -> Done:
    """Link event tables and write incidents, links, accounts, questions and the overlap of the data sets into ``out``.

    ``weights`` is a linking.yaml; without one they are learned from the tables themselves, where these allow it, and
    ``learn`` freezes them in ``out``; ``with_pairs`` writes every pair compared, for `evaluate`.
    Raises `NotLinked`, `swap.NotOurs`.
    """
    swap.check_ours(out)
    with read_tables(files) as given:
        if not given.db.rows("SELECT count(*) FROM reports WHERE used ORDER BY 1")[0][0]:
            raise NotLinked(_nothing(given))
        if weights:
            chosen = _read_weights(weights)
            line = f"Weights: learned from {chosen.basis}"
        else:
            chosen, line = _of_tables(tellings_of(given.db).told)
        lines = [*given.how, line]
        found = incidents.fill(given.db, _NOBODY, (), chosen)
        swap.mark(out)
        if learn:
            weights_file.write(out, chosen)
        lines += [f"{out / name}.csv  {exports.csvs.table(given.db, name, out / f'{name}.csv'):,} rows"
                  for name in TABLES]
        combined = overlaps.overlap(given.db)
        swap.file(out / "overlap.csv", cells.document(("data_sets", "n", "incidents", "reports"),
                                                      overlap.table(combined)))
        swap.file(out / "overlap.svg", overlap.picture(given.names, combined).encode())
        if with_pairs:
            swap.file(out / "pairs.csv", cells.document(("report_a", "report_b", "probability", "kind"),
                                                        _pairs(linked(given.db, chosen, (), 0))))
        lines += [f"{name}: {reports:,} reports of {told:,} incidents"
                  for name, reports, told in overlaps.alone(given.db)]
        return Done((*lines, f"{out / 'overlap.svg'}"), tuple(sorted({*given.problems, *found})))


def _nothing(given: Tables) -> str:
    """Why nothing can be linked: how the tables were read, and what is wrong with their first rows."""
    wrong = [f"{one.file.rpartition('/')[2]}:{one.line}: {one.message.rstrip('.')}" for one in given.problems[:3]]
    return "; ".join(["the tables hold no row with a time that can be read", *given.how, *wrong])


def fit_case(case: Case, db: Database, folder: Path) -> Done:
    """Learn weights for a case, from its decisions where there are enough, else without answers; freeze them.

    ``db`` holds the collected reports.  Without enough of either, or where violence comes in bursts, the weights
    learned from invented reports are frozen as they are, and that is said.
    """
    found = tellings_of(db)
    pairs, seen = _compared(found.told)
    answers = _answers(case, found)
    known = [(row, answers[key]) for row, key in enumerate(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))
             if key in answers]
    right = sum(answer for _, answer in known)
    if min(right, len(known) - right) >= _FEW:
        rows = np.array([row for row, _ in known])
        learned = fit.learned(seen[rows], np.array([answer for _, answer in known]), PLAIN, 4.0,
                              "decisions of the case")
        line = f"Weights: learned from {len(known)} pairs that decisions answer, {right} of them one happening"
    else:
        learned, line = _from_chance(found.told, seen, PLAIN)
    spread = {name: tuple(np.bincount(seen[:, column], minlength=size).tolist())
              for column, (name, size) in enumerate(zip(NAMES, SIZES, strict=True))}
    weights_file.write(folder, Weights(learned.base, learned.levels, learned.basis, spread))
    count = f"{len(pairs.a):,} pairs compared, {pairs.left_out:,} left out"
    return Done((line, f"{folder / weights_file.NAME}  {count}"), ())


def _answers(case: Case, found: Nodes) -> dict[tuple[int, int], bool]:
    """Pairs of nodes that active merges and splits answer."""
    node = dict(zip(found.report, found.node.tolist(), strict=True))
    made: dict[tuple[int, int], bool] = {}
    for decision in case.decisions:
        if decision.state == "active" and decision.kind in ("merge", "split"):
            told = sorted({node[id_] for id_ in decision.ids if id_ in node})
            made.update({(a, b): decision.kind == "merge" for n, a in enumerate(told) for b in told[n + 1:]})
    return made


def _compared(told: Tellings) -> tuple[Met, Levels]:
    """The pairs that meet, and the level of each feature of each."""
    pairs = met(told)
    return pairs, levels(told, np.zeros(len(told), np.int8), pairs.a, pairs.b)


def _of_tables(told: Tellings) -> tuple[Weights, str]:
    """Weights for tables, learned from their own chance meetings where that can be done, and what was done in words."""
    some = told.some(_MOST_LEARNED)
    pairs = met(some)
    return _from_chance(some, levels(some, crowd(some), pairs.a, pairs.b), CROWDED)


def _from_chance(told: Tellings, seen: Levels, before: Weights) -> tuple[Weights, str]:
    """Weights learned without answers, or those before where that cannot be done, and what was done in words.

    ``seen`` are the levels of the pairs that met.
    """
    chance = fit.chance(told)
    if min(len(chance.weight), len(seen)) < fit.LEAST:
        return before, "Weights: learned from invented reports; too few pairs meet here to learn from them"
    ratio = fit.underrated(seen, chance, before)
    if abs(ratio - 1) > fit.BURST:
        return before, ("Weights: learned from invented reports; the reports come in bursts (different happenings meet "
                        f"{ratio:.2f} times as often as by chance), so nothing can be learned here without answers")
    learned = fit.unlabelled(seen, chance, before, ratio, basis="chance meetings of the reports themselves").centred()
    counts = ", ".join(f"{one:,.0f}" for one in chance.found)
    return learned, f"Weights: learned without answers from {counts} chance meetings among {len(seen):,} pairs"


def _read_weights(file: Path) -> Weights:
    """Weights of a file.  Raises `NotLinked`."""
    whole, found = file.resolve(), Findings()
    text = read(whole.parent, whole.name)
    if not isinstance(text, Text):
        raise NotLinked(text.message)
    node, problems = read_yaml(text.file, text.text)
    weights = weights_file.linking(node, text.file, found) if node else None
    if weights is None:
        first = next(iter([*problems, *found.problems]), None)
        raise NotLinked(first.message if first else f"{file.name} holds no weights")
    return weights


def _pairs(found: Linked) -> list[list[str]]:
    """The lines of pairs.csv: a pair of reports each, and `same` for reports that tell the same."""
    first = found.nodes.first
    lines = [[first[a], first[b], f"{likely / MILLION:.6f}", "pair"] for a, b, likely in
             zip(found.a.tolist(), found.b.tolist(), found.likely.tolist(), strict=True)]
    return lines + [[first[node], report, "", "same"] for report, node in
                    zip(found.nodes.report, found.nodes.node.tolist(), strict=True) if first[node] != report]


def evaluate_links(predicted: Path, truth: Path, reports: Path | None = None) -> tuple[list[str], dict[str, object]]:
    """Score links against the truth: (lines to print, the same as data).

    ``predicted`` is a links.csv or the folder that holds it; with pairs.csv beside it calibration and candidate
    recall are told too; ``reports`` names each report's source.  Raises `NotLinked`.
    """
    file = predicted / "links.csv" if predicted.is_dir() else predicted
    mine, true = _column(file, "incident_id"), _column(truth, "incident_id")
    both = sorted(set(mine) & set(true))
    if not both:
        raise NotLinked("no report_id occurs in both tables")
    told = evaluate.score([mine[one] for one in both], [true[one] for one in both])
    data: dict[str, object] = {name: getattr(told, name) for name in told.__dataclass_fields__}
    data["missing"] = len(set(true) - set(mine))
    pairs = file.parent / "pairs.csv"
    if pairs.is_file():
        data["calibration_error"], data["candidate_recall"] = _of_pairs(pairs, true)
    data["by_source"] = [dict(zip(("one", "other", "precision", "recall", "pairs"), row, strict=True)) for row in
                         evaluate.by_sources(mine, {one: true[one] for one in both}, _column(reports, "source"))
                         ] if reports else []
    return _scored(data), data


def _of_pairs(file: Path, truth: Mapping[str, str]) -> tuple[float, float]:
    """(calibration error of the pairs compared, share of true pairs that were compared or tell the same)."""
    sheet = _sheet(file)
    same: dict[str, list[str]] = {}
    likely, right, met_pairs = [], [], 0
    rows = [row for row in sheet.rows if row[0] in truth and row[1] in truth]
    for one, other, _, kind in rows:
        if kind == "same":
            same.setdefault(one, [one]).append(other)
    for one, other, chance, kind in rows:
        if kind == "pair":
            likely.append(float(chance))
            right.append(truth[one] == truth[other])
            met_pairs += sum(truth[a] == truth[b] for a in same.get(one, [one]) for b in same.get(other, [other]))
    for group in same.values():
        met_pairs += sum(truth[a] == truth[b] for n, a in enumerate(group) for b in group[n + 1:])
    sizes: dict[str, int] = {}
    for incident in truth.values():
        sizes[incident] = sizes.get(incident, 0) + 1
    true = sum(size * (size - 1) // 2 for size in sizes.values())
    return evaluate.calibration(likely, right), met_pairs / true if true else math.nan


def _sheet(file: Path) -> RawTable:
    """A table of ours.  Raises `NotLinked`."""
    whole = file.resolve()
    raw = read_bytes(whole.parent, whole.name, LIMITS.table_bytes)
    sheet = parsed(raw, COMMAS) if isinstance(raw, Raw) else raw
    if isinstance(sheet, Problem):
        raise NotLinked(f"{file.name}: {sheet.message}")
    return sheet.table


def _column(file: Path | None, name: str) -> dict[str, str]:
    """report_id -> the cell of a column; {} without a file.  Raises `NotLinked`."""
    if file is None:
        return {}
    sheet = _sheet(file)
    for wanted in ("report_id", name):
        if wanted not in sheet.columns:
            raise NotLinked(f"{file.name} has no column `{wanted}`")
    key, value = sheet.columns.index("report_id"), sheet.columns.index(name)
    return {row[key]: row[value] for row in sheet.rows if row[value]}


def _scored(data: Mapping[str, object]) -> list[str]:
    """The score in lines."""
    def told(name: str, sign: str = "", of: Mapping[str, object] = data) -> str:
        value = of.get(name)
        return "-" if not isinstance(value, float) or math.isnan(value) else f"{value:{sign}.3f}"

    lines = [f"{data['reports']:,} reports; {data['predicted']:,} incidents, {data['true']:,} in truth "
             f"(count error {told('count_error', '+')}); {data['missing']:,} reports of the truth have no link",
             f"pairs     precision {told('precision')}  recall {told('recall')}  F1 {told('f1')}",
             f"B-cubed   precision {told('b3_precision')}  recall {told('b3_recall')}  F1 {told('b3_f1')}",
             f"groups of several reports, exact: F1 {told('exact_f1')}"]
    if "calibration_error" in data:
        lines.append(f"calibration error {told('calibration_error')}; true pairs compared {told('candidate_recall')}")
    for row in data["by_source"] if isinstance(data["by_source"], list) else ():
        lines.append(f"  {row['one']} - {row['other']}: precision {told('precision', of=row)}, recall "
                     f"{told('recall', of=row)} "
                     f"of {row['pairs']:,} pairs")
    return lines


def weighed(case: Case, db: Database, incident: str) -> list[str]:
    """How the reports of an incident came together: for each pair compared, what weighed, in lines."""
    weights = case.linking or PLAIN
    found = linked(db, weights, case.decisions, 0)
    held = {row[0] for row in db.rows("SELECT report_id FROM reports WHERE incident_id = ? ORDER BY 1", [incident])}
    inside = {node for report, node in zip(found.nodes.report, found.nodes.node.tolist(), strict=True)
              if report in held}
    lines = [f"Links of {incident}: weights from {weights.basis}; two reports that met begin at "
             f"{weights.base / 1000:+.2f}, and above 0 a pair is likelier one happening than two."]
    for report, node in zip(found.nodes.report, found.nodes.node.tolist(), strict=True):
        if report in held and report != found.nodes.first[node]:
            lines.append(f"  {report} tells the same as {found.nodes.first[node]} in every feature")
    for row in np.flatnonzero(np.isin(found.a, list(inside)) & np.isin(found.b, list(inside))).tolist():
        lines += _waterfall(found, weights, row)
    for report, why in db.rows("SELECT report_id, reason FROM links WHERE incident_id = ? AND "
                               "reason_code = 'decision' ORDER BY 1", [incident]):
        lines.append(f"  {report} is held by {why}")
    return [*lines, *_kept_apart(case, db, held)]


def _kept_apart(case: Case, db: Database, held: Set[str]) -> list[str]:
    """The splits that keep reports of an incident from others, with the incidents that those belong to."""
    splits = [(one, held & set(one.ids), sorted(set(one.ids) - held)) for one in case.decisions
              if one.kind == "split" and one.state == "active" and held & set(one.ids)]
    home = dict(db.rows("SELECT report_id, incident_id FROM reports WHERE report_id IN (SELECT unnest(?)) ORDER BY 1",
                        [sorted({id_ for _, _, others in splits for id_ in others})]))
    return [f"  {', '.join(sorted(mine))}: kept apart from {_homes(others, home)} by decision {one.seq}: {one.reason}"
            for one, mine, others in splits if others]


def _homes(reports: Sequence[str], home: Mapping[str, str]) -> str:
    return ", ".join(f"{one} ({home.get(one) or 'of no incident'})" for one in reports)


def _waterfall(found: Linked, weights: Weights, row: int) -> list[str]:
    """One pair: the sum as it grows, feature by feature."""
    first = found.nodes.first
    total = weights.base
    lines = [f"  {first[int(found.a[row])]} and {first[int(found.b[row])]}: probability "
             f"{int(found.likely[row]) / MILLION:.3f}"]
    for name, words, weight in weights.told(tuple(found.levels[row].tolist())):
        total += weight
        lines.append(f"    {weight / 1000:+6.2f}  = {total / 1000:+6.2f}  {name}: {words}")
    return lines
