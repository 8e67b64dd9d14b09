"""Invented utterances, propositions and claims, short enough to be read in a test."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from servanda.collect.propositions import bounds
from servanda.model.case import Proposition
from servanda.talks.readouts import Readout
from servanda.talks.said import Claim, Utterance

VOICE = {"queen": "leader", "herald": "delegate", "captain": "official", "gossip": "anonymous", "paper": "media"}


def says(id_: str, day: int, who: str, act: str = "claim", **more: Any) -> Utterance:
    """`NORTH queen` says something on that day of June 2040; a speaker alone belongs to no party."""
    party, _, speaker = who.rpartition(" ")
    return Utterance(**{"id": id_, "date": f"2040-06-{day:02}", "speaker": f"{party}_{speaker}", "party": party,
                        "act": act, "topic": "ferry", "voice": VOICE.get(speaker, "unknown"), **more})


def about(id_: str = "open_ferry", kind: str = "stand", answer: str = "yes_no", *wanted: str,
          **more: Any) -> Proposition:
    """A proposition on the ferry."""
    return Proposition(id_, id_.replace("_", " "), "ferry", kind, answer, wanted_by=wanted, **more)


def claim(said: Utterance, of: Proposition, **more: Any) -> Claim:
    """What an utterance says of it; a number's range follows from its qualifier."""
    qualifier = more.pop("qualifier", "exact")
    if of.answer == "number" and "low" not in more:
        more["low"], more["high"] = bounds(Decimal(more["value"]), qualifier)
    return Claim(**{"said": said, "about": of, "holder": said.party, **more})


def readout(id_: str, party: str, held: str, *said: Utterance) -> Readout:
    """A readout of the one meeting."""
    return Readout(id_, "meeting", party, held, said)
