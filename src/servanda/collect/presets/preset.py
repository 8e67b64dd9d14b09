"""What a preset is: data that says how a file as its publisher gives it becomes rows of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Made = Callable[..., str]  # cells of theirs -> one cell of ours; '' = not stated


@dataclass(frozen=True)
class Derived:
    """A column of ours made from some of theirs: a pure function, called once for each distinct set of cells.

    A ``ValueError`` that it raises sets the row aside; its message says what is allowed.
    """

    headings: tuple[str, ...]
    made: Made


@dataclass(frozen=True)
class Part:
    """One of the rows that a row of theirs makes, where it makes several: it is made where ``column`` says something.

    ``constants`` are cells of ours, ``column`` is our column, ``heading`` theirs.
    """

    column: str
    heading: str
    constants: Mapping[str, str]
    made: Made = str


@dataclass(frozen=True)
class Preset:
    """How the files of one publisher are read.

    ``columns`` is ours -> theirs, ``values`` ours -> theirs -> ours; ``aside`` says why a row is not
    used ('' = it is).  ``layout_headings`` are those of a file that has none of its own.  ``counted``
    names the column of ours that takes the number of rows that say the same.  ``noise`` are headings
    that change upstream without anything being said differently.
    """

    name: str
    title: str
    address: str
    licence: str
    tlp: str
    kind: str = "reports"  # the folder of the case that its files go to
    id: str = ""  # their heading that holds an id which stays the same over exports
    prefix: str = ""
    required: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, Derived] = field(default_factory=dict)
    aside: Derived | None = None
    parts: tuple[Part, ...] = ()
    counted: str = ""
    delimiter: str = ","
    headings: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        """Every heading that the preset reads, each once."""
        made = [heading for one in self.derived.values() for heading in one.headings]
        others = [part.heading for part in self.parts] + list(self.aside.headings if self.aside else ())
        return tuple(dict.fromkeys((*self.required, *self.columns.values(), *made, *others)))
