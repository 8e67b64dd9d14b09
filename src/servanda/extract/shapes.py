"""What passes between the steps of extraction: spans, quotes, attributions; all offsets are code points of the text."""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words between quotation marks: the hull with its marks, and the words inside.

    ``open`` says that no mark closes it; ``carried`` that it goes on from the paragraph before.
    """

    start: int
    end: int
    inner: Span
    open: bool = False
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark, or a whole quotation (kind ``q``); ``low`` is the word in lower case."""

    start: int
    end: int
    low: str
    kind: str  # w word, n number, p mark, q quotation
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """What a form of a cue word stands for: lemma, speech act, complements (complement -> act) and how sure."""

    lemma: str
    act: str
    complements: dict[str, str]
    weight: str  # strong, middle, weak, none
    form: str  # base, third, past, participle, gerund


@dataclass(slots=True)
class Attribution:
    """Somebody is said to say something: spans only, before anybody is identified.

    ``parts`` are the pieces of the content, ``act`` the speech act that the cue names ('' = that
    of its lemma is too general to say).
    """

    parts: list[Span]
    cue: Span
    lemma: str
    act: str
    form: str  # direct, indirect, mixed, narrated
    speaker: Span | None = None
    addressee: Span | None = None
    via: list[Span] = field(default_factory=list)
    hedges: list[Span] = field(default_factory=list)
    confidence: float = 0.6
    negated: bool = False
    whose: Span | None = None  # what says who the speaker is, where that is not the speaker's own span

    @property
    def hull(self) -> Span:
        """From the first character of the content to its last."""
        return min(part[0] for part in self.parts), max(part[1] for part in self.parts)


@dataclass(slots=True)
class Found:
    """A cue with its subject (token positions), the kind of its complement and where that begins."""

    at: int
    cue: Cue
    subject: tuple[int, int] | None
    kind: str  # that, zero, to, np, quote, post, or a preposition
    begins: int
    inherits: bool = False
    whom: tuple[int, int] | None = None
    passive: bool = False

    @property
    def left(self) -> int:
        """Where the frame begins: its subject or the cue."""
        return self.subject[0] if self.subject and self.subject[0] < self.at else self.at
