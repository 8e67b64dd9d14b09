"""What was said, as the rules of talks see it: utterances, each told once however often it is relayed, and claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from servanda.engine.database import Database
from servanda.model.case import CaseInfo, Proposition
from servanda.model.vocabulary import VOICES
from servanda.talks import rules

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Utterance:
    """One speech act; ``party`` '' = of none that is known, ``date`` '' = not stated, ``voice`` as in the codebook."""

    id: str
    date: str
    speaker: str
    party: str
    act: str
    topic: str
    hedged: bool = False
    strength: str = ""
    binds: tuple[str, ...] = ()
    denies: str = ""
    quote: str = ""
    addressee: str = ""
    voice: str = UNKNOWN

    @property
    def rank(self) -> int:
        """The place of its voice, 0 = the strongest."""
        return VOICES.index(self.voice) if self.voice in VOICES else len(VOICES)

    @property
    def side(self) -> str:
        """The party, else the speaker."""
        return self.party or self.speaker


@dataclass(frozen=True)
class Claim:
    """What an utterance says of a proposition; ``holder`` is the party whose stand or doing it tells."""

    said: Utterance
    about: Proposition
    holder: str
    asserts: bool = True
    leaves_open: bool = False
    value: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    definition: str = ""
    period: tuple[str, str] = ("", "")
    conditions: str = ""
    in_exchange: str = ""
    partly: str = ""
    implied: bool = False
    event: str = ""

    @property
    def own(self) -> bool:
        """Whether the speaker's party tells of itself."""
        return bool(self.holder) and self.holder == self.said.party

    @property
    def stand(self) -> str:
        """The stand that it takes."""
        if self.leaves_open:
            return "open"
        yes_no = self.about.kind != "fact" and self.about.answer == "yes_no"
        return rules.stand(yes_no, self.asserts, self.said.act, self.said.hedged, self.conditions)


def utterances(db: Database, info: CaseInfo, as_of: str) -> tuple[list[Utterance], dict[str, str]]:
    """Utterances said by ``as_of`` ('' = all), and the utterance that each statement's id stands for.

    The same words of the same speaker on the same day are one utterance, under the first of their ids.
    """
    voices = {actor.id: actor.voice for actor in info.actors}
    rows = db.dicts("""
        SELECT statement_id, date, speaker, speaker_text, party, act, topic, hedged, strength, binds, denies, quote,
               summary, addressee
        FROM statements WHERE used AND (? = '' OR date IS NULL OR date <= ?) ORDER BY statement_id""", [as_of, as_of])
    first: dict[tuple[Any, ...], Utterance] = {}
    stands_for: dict[str, str] = {}
    for row in rows:
        speaker = row["speaker"] or row["speaker_text"] or UNKNOWN
        key = (speaker, *(row[name] for name in ("date", "party", "act", "topic", "quote", "summary", "hedged")))
        made = first.setdefault(key, _utterance(row, speaker, voices.get(speaker) or UNKNOWN))
        stands_for[row["statement_id"]] = made.id
    return list(first.values()), stands_for


def _utterance(row: dict[str, Any], speaker: str, voice: str) -> Utterance:
    return Utterance(
        id=row["statement_id"], date=row["date"] or "", speaker=speaker, party=row["party"] or "", act=row["act"] or "",
        topic=row["topic"] or "", hedged=bool(row["hedged"]), strength=row["strength"] or "",
        binds=tuple((row["binds"] or "").split(";")) if row["binds"] else (), denies=row["denies"] or "",
        quote=row["quote"] or "", addressee=row["addressee"] or "", voice=voice)


def claims(db: Database, info: CaseInfo, said: Iterable[Utterance], stands_for: dict[str, str]) -> list[Claim]:
    """The claims of those utterances, in order of day and utterance."""
    by_id, declared = {one.id: one for one in said}, {one.id: one for one in info.propositions}
    rows = db.dicts("SELECT * FROM propositions WHERE used ORDER BY claim_id")
    found = [_claim(row, by_id[stands_for[row["statement_id"]]], declared[row["proposition"]])
             for row in rows if row["statement_id"] in stands_for]
    return sorted(dict.fromkeys(found), key=_order)


def _order(claim: Claim) -> tuple[str, ...]:
    return (claim.said.date, claim.said.id, claim.about.id, claim.holder, str(claim.asserts), claim.value,
            claim.definition, *claim.period)


def _claim(row: dict[str, Any], said: Utterance, about: Proposition) -> Claim:
    return Claim(
        said=said, about=about, holder=row["party"] or said.party, asserts=row["polarity"] != "denies",
        leaves_open=row["polarity"] == "open", value=row["value"] or "", low=row["low"], high=row["high"],
        unit=row["unit"] or about.unit, definition=row["definition"] or "",
        period=(row["period_from"] or "", row["period_to"] or ""), conditions=row["conditions"] or "",
        in_exchange=row["in_exchange"] or "", partly=row["partly"] or "", implied=row["how"] == "implied",
        event=row["event"] or "")


def ids(said: Iterable[Utterance]) -> tuple[str, ...]:
    """The ids of utterances, each once, in order."""
    return tuple(sorted({one.id for one in said}))


def joined(members: Sequence[str] | Iterable[str]) -> str | None:
    """Members as one cell; None where there is none."""
    return ";".join(members) or None
