"""Terms as data: instruments, provisions, readings and their elements, frozen and resolved to instants.

All instants are whole seconds since 1970-01-01 UTC.  A point whose fact is not known is an
interval ``[lo, hi]``; rival ways of counting are a tuple of such intervals.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Instant = tuple[int, int]  # (earliest, latest) seconds UTC

BEGINNING = -(2**53)
NEVER = 2**53


@dataclass(frozen=True)
class Said:
    """Where an element comes from: stated, derived or inferred, by whom, cited."""

    how: str = ""
    by: str = ""
    authority: str = ""
    cites: tuple[str, ...] = ()
    words: str = ""
    stated: str = ""
    note: str = ""


@dataclass(frozen=True)
class Bind:
    """A party that the reading holds bound, from and until when, on what basis; one a party and rule."""

    party: str
    start: Instant = (BEGINNING, BEGINNING)
    end: Instant = (NEVER, NEVER)
    basis: str = ""
    said: Said = Said()


@dataclass(frozen=True)
class Entry:
    """One line of a list: it matches what is at or under one of its functions *and* sectors.

    An empty tuple = any.  For acts and means only ``function`` is used.
    """

    function: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    said: Said = Said()


@dataclass(frozen=True)
class Listing:
    """What a reading names: ``includes`` yes, ``excludes`` no, ``unclear`` unknown of text.

    ``kind`` says what holds for the rest: closed no, open and unpublished unknown of text,
    ``any`` yes (no limit), ``silent`` unknown of text.
    """

    kind: str = "silent"
    includes: tuple[Entry, ...] = ()
    excludes: tuple[Entry, ...] = ()
    unclear: tuple[Entry, ...] = ()


ANYTHING = Listing("any")
SILENT = Listing("silent")


@dataclass(frozen=True)
class Window:
    """When the rule holds: rival starts and rival ends; no start = the text is silent.

    ``floor``: before it the instrument did not exist, so the rule is not in force.
    """

    starts: tuple[Instant, ...] = ()
    ends: tuple[Instant, ...] = ()
    floor: int = BEGINNING
    start_words: tuple[str, ...] = ()
    end_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """A condition's status from an instant on: met, not_met or unknown."""

    at: int
    status: str
    said: Said = Said()


@dataclass(frozen=True)
class Condition:
    """A condition precedent with its dated states, in order of time."""

    id: str
    title: str
    held_by: str = ""
    states: tuple[State, ...] = ()
    said: Said = Said()


@dataclass(frozen=True)
class Exemption:
    """An exception that the text contains."""

    id: str
    title: str
    invoked_by: str = ""
    judged_by: str = ""
    said: Said = Said()


@dataclass(frozen=True)
class Release:
    """How a breach by one frees the other.  A breach makes release available; invoking makes it effective."""

    reciprocity: str = "none"
    trigger: str = "any"
    notice_seconds: int = 0
    effect: str = "invoker"
    private_acts_count: bool = True
    not_releasable: bool = False
    said: Said = Said()


@dataclass(frozen=True)
class Event:
    """A dated event in the life of a provision under a reading."""

    at: Instant
    what: str
    by: str = ""
    said: Said = Said()


@dataclass(frozen=True)
class Rule:
    """One provision as one reading holds it, every element resolved.

    ``agreed`` is False where the reading denies that it was agreed.  ``attempts``, ``debris`` and
    ``by_product`` are count, exclude or silent.  ``whose`` lists the bases that the reading names
    (owner, operator, controller, claim, recognised); () = silent; ("any",) = no limit.
    ``zone`` is a zone id or ''; ``zone_inside`` False = outside of it.
    """

    reading: str
    provision: str
    kind: str = "prohibition"
    agreed: bool = True
    binds: tuple[Bind, ...] = ()
    not_bound: tuple[str, ...] = ()
    acts: Listing = SILENT
    attempts: str = "silent"
    means: Listing = ANYTHING
    objects: Listing = SILENT
    debris: str = "silent"
    by_product: str = "silent"
    whose: tuple[str, ...] = ()
    zone: str = ""
    zone_inside: bool = True
    window: Window = Window()
    conditions: tuple[Condition, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    release: Release = Release()
    events: tuple[Event, ...] = ()
    said: dict[str, Said] = field(default_factory=dict, compare=False)
    stance: dict[str, str] = field(default_factory=dict, compare=False)
    words: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Example:
    """A happening that the author of a reading gives, with the outcome expected, run by `check`."""

    reading: str
    provision: str
    happening: str
    expect: str
    facts: dict[str, str]
    line: int


@dataclass(frozen=True)
class Instrument:
    """What the terms stand in."""

    id: str
    form: str
    date: str
    title: str = ""
    status: str = "published"
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Provision:
    """One numbered rule."""

    id: str
    kind: str
    title: str
    instrument: str
    words: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What one party, mediator, observer or analyst holds the provisions to mean."""

    id: str
    owner: str
    title: str
    stated: str
    version: str = ""
    replaces: str = ""
    lead: bool = False
    declared: bool = False
    cites: tuple[str, ...] = ()
    note: str = ""
    denied: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terms:
    """All of terms.yaml: rules are ordered by reading, then provision, as written."""

    instruments: tuple[Instrument, ...] = ()
    provisions: tuple[Provision, ...] = ()
    readings: tuple[Reading, ...] = ()
    rules: tuple[Rule, ...] = ()
    examples: tuple[Example, ...] = ()
    compare: tuple[str, ...] = ()

    def reading(self, reading_id: str) -> Reading:
        """The reading of that id; raises ``KeyError``."""
        for reading in self.readings:
            if reading.id == reading_id:
                return reading
        raise KeyError(reading_id)

    def provision(self, provision_id: str) -> Provision:
        """The provision of that id; raises ``KeyError``."""
        for provision in self.provisions:
            if provision.id == provision_id:
                return provision
        raise KeyError(provision_id)

    def declared_reading(self, party: str, provision: str) -> str:
        """The reading that a party declared and that compare uses, else its last; '' if it has none."""
        own = [r.id for r in self.readings if r.owner == party and any(
            rule.reading == r.id and rule.provision == provision and rule.agreed for rule in self.rules)]
        compared = [r for r in own if r in self.compare]
        return (compared or own or [""])[-1]
