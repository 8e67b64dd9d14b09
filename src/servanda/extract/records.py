"""A document to its records: statements, reports, commitments, tallies, silences, each with its span."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servanda.extract import refine
from servanda.extract.contradictions import contradictions
from servanda.extract.deeds import commitments, silences
from servanda.extract.happenings import Happening, happenings
from servanda.extract.numbers import counts
from servanda.extract.people import NOBODY, Cast, Parties, Who
from servanda.extract.places import Mention
from servanda.extract.places import mentions as places_of
from servanda.extract.quotes import quotes
from servanda.extract.shapes import Attribution, Quote, Span
from servanda.extract.tiers import TIERS, Tier
from servanda.extract.times import Interval, intervals, published_day
from servanda.extract.words import LONGEST_LINE, no_prose, paragraphs, sentences
from servanda.model.case import Case
from servanda.model.documents import Document
from servanda.model.problems import Problem, problem

Record = dict[str, Any]
_NEAR = 8  # statements that are looked back over: more than lie around one place
KINDS = ("statement", "report", "commitment", "tally", "silence_claimed", "contradiction", "place", "time")
_TALLIED = {
    "strike": "strikes",
    "violation": "violations",
    "munition": "munitions",
    "explosion": "explosions",
    "killed": "killed",
    "injured": "injured",
    "incident": "incidents",
    "agreement": "agreements",
    "prisoner": "prisoners",
}


@dataclass
class Reading:
    """One text on the way to its records."""

    document: Document
    case: Case | None
    laid_out: dict[Span, list[Quote]] = field(default_factory=dict)
    sentences: list[Span] = field(default_factory=list)
    homes: list[Span] = field(default_factory=list)  # the paragraph of each sentence

    def sentence(self, at: int) -> tuple[Span, Span]:
        """(sentence, paragraph) of a position."""
        place = max(0, bisect_right(self.sentences, at, key=lambda one: one[0]) - 1)
        return self.sentences[place], self.homes[place]


def records(
    document: Document, tier: str = "rules", case: Case | None = None, using: Tier | None = None
) -> tuple[list[Record], list[Problem]]:
    """All records of a document in order of their place, and what could not be read surely.

    ``using`` reads instead of the registered tier, under its name.  Raises ``KeyError`` for an unknown
    tier and `TierMissing` for one whose package is not installed.
    """
    reading = _laid_out(document, case)
    found = (using or TIERS[tier])(document.text, reading.laid_out) if reading.sentences else []
    spoken = _statements(reading, found)
    told = _told(reading, spoken)
    every = [*spoken, *told, *contradictions(document.text, spoken)]
    for one in every:
        one.update(document=document.sha256, tier=tier)
        one.setdefault("confidence", 0.5)
    return sorted(every, key=_order), [*_no_prose(document), *_open_quotes(document, reading)]


def _order(record: Mapping[str, Any]) -> tuple[int, int, int, str]:
    return (
        record["start"],
        record["end"],
        KINDS.index(record["kind"]),
        str(record.get("place") or record.get("what") or ""),
    )


def _laid_out(document: Document, case: Case | None) -> Reading:
    spans = list(paragraphs(document.text))
    reading = Reading(document, case, quotes(document.text, spans))
    for span, held in reading.laid_out.items():
        listed = sentences(document.text, span, held)
        reading.sentences += listed
        reading.homes += [span] * len(listed)
    return reading


def _no_prose(document: Document) -> list[Problem]:
    """Lines that no pen writes, told once: nothing on them is read."""
    lines = no_prose(document.text)
    if not lines:
        return []
    start, end = lines[0]
    which = "one line that is no prose" if len(lines) == 1 else f"{len(lines):,} lines that are no prose"
    return [
        problem(
            "line_no_prose",
            document.file,
            document.text.count("\n", 0, start) + 1,
            f"Nothing was read on {which}, the first of {end - start:,} characters: without end (more than "
            f"{LONGEST_LINE:,}), or long and mostly of marks and digits.",
        )
    ]


def _open_quotes(document: Document, reading: Reading) -> list[Problem]:
    """Quotations that no mark closes: where they end was taken from their sentence."""
    text = document.text
    odd = [
        quote
        for held in reading.laid_out.values()
        for quote in held
        if not quote.open and text[quote.end - 1] not in "\"”»“'’«"
    ]
    if not odd:
        return []
    line = text.count("\n", 0, odd[0].start) + 1
    return [
        problem(
            "quote_open",
            document.file,
            line,
            f"{len(odd)} quotations of the text are never closed, the first on this line.",
        )
    ]


# -- statements -----------------------------------------------------------------------------------------


def _statements(reading: Reading, found: Sequence[Attribution]) -> list[Record]:
    text, case = reading.document.text, reading.case
    info = case.info if case else None
    cast, topics = Cast(text, info), refine.topics_of(info)
    spoken: list[tuple[Span, Who]] = []
    made: list[Record] = []
    now = published_day(reading.document.published)
    for one in refine.chained(text, found):
        anchor = one.speaker or one.cue
        sentence, paragraph = reading.sentence(anchor[0])
        who = NOBODY
        if one.speaker:
            one.speaker = refine.bare_speaker(text, one.speaker)
            who = cast.resolve(one.whose or one.speaker, sentence, paragraph, spoken)
            spoken.append((one.speaker, who))
        made.append(_statement(reading, one, who, cast, refine.hedges(text, one, sentence), now, sentence, topics))
    return made


def _statement(
    reading: Reading,
    one: Attribution,
    who: Who,
    cast: Cast,
    hedged: Sequence[Span],
    now: Any,
    sentence: Span,
    topics: refine.Topics,
) -> Record:
    text = reading.document.text
    start, end = one.hull
    said = intervals(text, one.cue[0], min(sentence[1], one.cue[1] + 40), now)
    day = said[0].first if said and said[0].first == said[0].last and not said[0].future else ""
    made: Record = {
        "kind": "statement",
        "start": start,
        "end": end,
        "text": text[start:end],
        "speaker": who.name,
        "speaker_text": text[one.speaker[0] : one.speaker[1]] if one.speaker else "",
        "speaker_start": one.speaker[0] if one.speaker else None,
        "speaker_end": one.speaker[1] if one.speaker else None,
        "party": who.party,
        "cue": text[one.cue[0] : one.cue[1]],
        "cue_start": one.cue[0],
        "cue_end": one.cue[1],
        "speech_act": refine.act(text, one),
        "topic": refine.topic(text, one, topics),
        "form": one.form,
        "hedged": bool(hedged),
        "hedge_cue": "; ".join(text[a:b] for a, b in hedged),
        "via": [cast.who(span).name for span in one.via],
        "addressee": cast.who(one.addressee).name if one.addressee else "",
        "date": day,
        "confidence": one.confidence,
    }
    if len(one.parts) > 1:
        made["parts"] = [list(part) for part in one.parts]
    if one.negated:
        made["negated"] = True
    return made


# -- what is told of the world --------------------------------------------------------------------------


def _told(reading: Reading, spoken: Sequence[Record]) -> list[Record]:
    """Reports, tallies, commitments, silences, places and times, sentence by sentence."""
    text, now = reading.document.text, published_day(reading.document.published)
    local = reading.case.places if reading.case else ()
    people = sorted((one["speaker_start"], one["speaker_end"]) for one in spoken if one["speaker_start"] is not None)
    named = places_of(text, local)
    made: list[Record] = [_place(text, one) for one in named if not _stands_for(text, one.span, people)]
    starts = [one.span[0] for one in named]
    claims = _Claims(spoken, reading.document)
    party = Parties(reading.case.info if reading.case else None)
    for sentence in reading.sentences:
        times = intervals(text, *sentence, now)
        held = named[bisect_right(starts, sentence[0] - 1) : bisect_right(starts, sentence[1] - 1)]
        numbers = counts(text, *sentence)
        made += [_time(text, one) for one in times]
        where = [one for one in held if not _stands_for(text, one.span, people)]
        for happening in happenings(text, sentence, where, times):
            happening.author = party(happening.author)
            made += _reports(text, happening, claims)
        made += [_tally(text, sentence, one, times, claims) for one in numbers if one.unit in _TALLIED]
        made += [_commitment(text, one, claims, where) for one in commitments(text, sentence, times, numbers)]
        made += [_silence(text, one) for one in silences(text, sentence)]
    return made


class _Claims:
    """Who claims what stands at a position: the speaker of the statement around it, else the publisher."""

    def __init__(self, spoken: Sequence[Record], document: Document) -> None:
        self._spoken = sorted(spoken, key=lambda one: one["start"])
        self._starts = [one["start"] for one in self._spoken]
        self._publisher = document.outlet or document.byline or document.file

    def at(self, span: Span) -> tuple[str, str, Record | None]:
        """(who claims, party, statement it came in)."""
        last = bisect_right(self._starts, span[1])
        for one in reversed(self._spoken[max(0, last - _NEAR) : last]):
            if one["start"] < span[1] and span[0] < one["end"]:
                return one["speaker"] or one["speaker_text"] or self._publisher, one["party"], one
        return self._publisher, "", None


def _stands_for(text: str, place: Span, speakers: Sequence[Span]) -> bool:
    """Whether a place's name is all there is of a speaker: then it stands for a government and not for a place."""
    last = bisect_right(speakers, place[0], key=lambda one: one[0])
    return any(
        end <= place[1] + 2 and text[start : place[0]].strip().lower() in ("", "the")
        for start, end in speakers[max(0, last - _NEAR) : last]
        if place[0] < end
    )


def _span(text: str, kind: str, span: Span, confidence: float) -> Record:
    return {"kind": kind, "start": span[0], "end": span[1], "text": text[span[0] : span[1]], "confidence": confidence}


def _reports(text: str, one: Happening, claims: _Claims) -> list[Record]:
    """One record for each place of a coordinated list, one where no place is named."""
    who, party, statement = claims.at(one.span)
    munitions = next((count for count in one.counts if count.unit in ("munition", "strike")), None)
    toll = {unit: next((count for count in one.counts if count.unit == unit), None) for unit in ("killed", "injured")}
    base = {
        **_span(text, "report", one.span, 0.5),
        "author_claimed": one.author,
        "act": one.act,
        "means": one.means,
        "count_low": munitions.value if munitions and munitions.qualifier != "about" else None,
        "count_high": munitions.value if munitions and munitions.qualifier == "exact" else None,
        "affected": list(one.objects),
        "fatalities": toll["killed"].value if toll["killed"] else None,
        "injured": toll["injured"].value if toll["injured"] else None,
        **_when(text, one.times),
        "claimed_by": who,
        "claimed_party": party,
        "statement": [statement["start"], statement["end"]] if statement else None,
    }
    towns = [place for place in one.places if place.point.kind not in ("sea", "water")] or one.places
    return [{**base, "places": [place.point.name], "place": place.point.name, **_point(place)} for place in towns] or [
        {**base, "places": [], "place": ""}
    ]


def _when(text: str, times: Sequence[Interval]) -> Record:
    known = [one for one in times if one.first]
    if not known:
        return {
            "time_from": "",
            "time_to": "",
            "time_words": text[times[0].span[0] : times[0].span[1]] if times else "",
            "time_precision": "",
            "zone": "",
        }
    best = min(known, key=lambda one: (one.precision == "range", one.span))
    return {
        "time_from": best.first,
        "time_to": best.last,
        "time_words": text[best.span[0] : best.span[1]],
        "time_precision": best.precision,
        "zone": "",
    }


def _point(place: Mention) -> Record:
    return {"lat": place.point.lat, "lon": place.point.lon, "precision": place.point.radius_km}


def _tally(text: str, sentence: Span, one: Any, times: Sequence[Interval], claims: _Claims) -> Record:
    who, party, _ = claims.at(one.span)
    known = [time for time in times if time.first]
    period = min(known, key=lambda time: (time.precision != "range", abs(time.span[0] - one.span[0])), default=None)
    return {
        **_span(text, "tally", one.span, 0.5),
        "value": one.value,
        "qualifier": one.qualifier,
        "unit": one.unit,
        "measure": one.measure,
        "period_from": period.first if period else "",
        "period_to": period.last if period else "",
        "claimed_by": who,
        "claimed_party": party,
    }


def _commitment(text: str, one: Any, claims: _Claims, where: Sequence[Mention]) -> Record:
    who, party, statement = claims.at(one.span)
    due = one.due
    by = who if statement else ""
    return {
        **_span(text, "commitment", one.span, 0.5),
        "by": by,
        "by_party": party,
        "to": one.to,
        "what": text[one.span[0] : one.span[1]],
        "quantity": one.quantity.value if one.quantity else None,
        "unit": one.quantity.measure if one.quantity else "",
        "due_from": due.first,
        "due_date": due.last,
        "place": where[-1].point.name if where else "",
        "condition": one.condition,
        "claimed_by": who,
    }


def _silence(text: str, one: Any) -> Record:
    return {**_span(text, "silence_claimed", one.span, 0.6), "topic": one.topic, "absent_from": one.absent_from}


def _place(text: str, one: Mention) -> Record:
    return {**_span(text, "place", one.span, 0.6), "place": one.point.name, "what": one.point.kind, **_point(one)}


def _time(text: str, one: Interval) -> Record:
    return {
        **_span(text, "time", one.span, 0.7),
        "time_from": one.first,
        "time_to": one.last,
        "time_precision": one.precision,
    }
