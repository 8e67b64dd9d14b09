"""ETH/PRIO Civil Conflict Ceasefire data, as earlier truces of the same parties."""

from __future__ import annotations

from servanda.collect.presets import cells
from servanda.collect.presets.preset import Derived, Preset

_UNKNOWN = ("", "0", "-1", "NA")


def _day(year: str, month: str, day: str) -> str:
    """A day in three cells; '' where any part of it is not known, as no day is guessed."""
    parts = [cells.whole(part.strip()) for part in (year, month, day)]
    if any(part in _UNKNOWN for part in parts):
        return ""
    if not all(part.isdigit() for part in parts):
        raise ValueError("not a year, a month and a day in numbers")
    return f"{int(parts[0]):04}-{int(parts[1]):02}-{int(parts[2]):02}"


def _days(stem: str) -> Derived:
    return Derived((f"{stem}_yr", f"{stem}_month", f"{stem}_day"), _day)


PRESET = Preset(
    name="eth_prio_ceasefires",
    title="ETH/PRIO Civil Conflict Ceasefire data (Clayton and others, 2022)",
    address="https://www.prio.org/publications/13532",
    licence="not stated where the headings were seen; cite Clayton and others, Journal of Conflict Resolution, 2022",
    tlp="amber",
    kind="precedents",
    id="cf_id",
    prefix="cf-",
    required=("cf_id", "actor_name", "cf_dec_yr", "end_yr"),
    columns={"precedent_id": "cf_id", "parties": "actor_name"},
    constants={"who_says": "ETH/PRIO Civil Conflict Ceasefire data", "chosen_by": "the data set"},
    derived={
        "title": Derived(("location", "actor_name"), lambda place, actor: cells.sentence(place, actor)),
        "declared": _days("cf_dec"),
        "first_day": _days("cf_effect"),
        "last_day": _days("end"),
        "summary": Derived(("ended",), lambda code: f"How it ended has code {cells.whole(code)} in their codebook."
                           if code not in _UNKNOWN else ""),
    },
    notes=(
        "A row is one actor's part in a ceasefire: a truce of two actors has two rows. Pick or join before counting.",
        "How it ended is a code of theirs (`ended`), which is not translated here: it stands in the summary, and "
        "`how_ended` stays empty until you map it with `values:`.",
        "Days with an unknown part (0 or -1) are left empty, not filled with the middle of the month.",
        "Rows cover civil conflicts of 1989-2020. The headings were taken from programs that read the file.",
    ),
)
