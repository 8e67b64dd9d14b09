"""Daily reports of an air force on missiles and drones launched and shot down, one row a model and post."""

from __future__ import annotations

from servanda.collect.presets import cells
from servanda.collect.presets.preset import Derived, Part, Preset

_HOST = "https://www.facebook.com/"
_MEASURES = (("launched", "launched"), ("destroyed", "destroyed"), ("not_reach_goal", "did not reach their goal"),
             ("still_attacking", "still in the air"))


def _channel(post: str) -> str:
    """The channel of a post, such as ``somebody`` of ``somebody/posts/1``."""
    return post.removeprefix("https://").removeprefix("www.").partition("/posts")[0]


def _address(post: str) -> str:
    return post if not post or post.startswith("http") else _HOST + post


PRESET = Preset(
    name="ua_airforce_daily",
    title="Missiles and drones launched and destroyed, daily reports of an air force (missile_attacks_daily.csv)",
    address="https://www.kaggle.com/datasets/piterfm/massive-missile-attacks-on-ukraine",
    licence="no licence found",
    tlp="amber",
    kind="tallies",
    required=("time_start", "time_end", "model", "launched", "destroyed", "source"),
    constants={"qualifier": "exact"},
    derived={
        "period_from": Derived(("time_start",), cells.day),
        "period_to": Derived(("time_end",), cells.day),
        "said": Derived(("time_end",), cells.day),
        "source": Derived(("source",), _channel),
        "url": Derived(("source",), _address),
        "summary": Derived(("model", "target"), cells.sentence),
    },
    parts=tuple(Part("value", heading, {"measure": words}, cells.whole) for heading, words in _MEASURES),
    notes=(
        "It is a count that one side publishes: rows become tallies, never incidents.",
        "**Several channels report the same days** (see the source of each row): adding them counts twice. Compare "
        "channel by channel.",
        "One row of theirs gives up to four tallies: launched, destroyed, did not reach their goal, still in the air.",
        "A period may begin in the evening and end in the morning; tallies hold days, so two periods may share one.",
        "It does not say which side published it: write `constants: {party: ...}` into the side-car.",
    ),
)
