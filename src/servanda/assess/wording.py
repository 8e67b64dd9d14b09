"""Verdicts in words: each distinct set of answers and of reasons is worded once, and views join the words.

`verdicts` and `account_verdicts` are views with the columns that `model.tables` declares; nothing of them is
stored, however many incidents there are.
"""

from __future__ import annotations

from servanda.engine.database import Database
from servanda.model.case import Frame
from servanda.model.reasons import codes
from servanda.model.tables import ELEMENT_NAMES
from servanda.model.values import NO, OUTCOME_BITS, TEXT, YES, answer, outcomes_in

_OTHERS = tuple(name for name in ELEMENT_NAMES if name != "unless")
_PACKED = " | ".join(f"({{row}}.{name}_mask << {3 * place})" for place, name in enumerate(ELEMENT_NAMES))
_TEXTS = ("possible_text", *ELEMENT_NAMES, "excluded_by", "must_hold", "would_exclude")

_JUDGEMENTS = f"""
CREATE TABLE v_{{name}} AS
SELECT {{key}}, rule, outcome, possible, {_PACKED.format(row="j")} AS answers, first_bits, second_bits{{more}}
FROM {{judged}} j
"""

# Which elements were stated after what ended at an instant, rule by rule.
_LATE = """
CREATE TABLE v_late AS
SELECT t.ended, l.rule, string_agg(l.element, ';' ORDER BY l.element) AS elements
FROM (SELECT DISTINCT ended FROM v_ended) t JOIN w_late l ON t.ended <= l."through"
GROUP BY t.ended, l.rule
"""

_SHOWN = ", ".join(f'w."{name}"' for name in ELEMENT_NAMES)

_VIEW = """
CREATE VIEW {table} AS
SELECT {ids}, r.provision, r.reading, CASE WHEN s.author = '' THEN 'unattributed' ELSE s.author END AS author,
       v.outcome, w.possible_text AS possible, {shown}, w.excluded_by, w.must_hold, w.would_exclude, x.reasons,
       l.elements AS stated_after_event{more}
FROM {seen} s
JOIN v_{judged} v ON v.{key} = s.{key}
JOIN w_rule r ON r.rule = v.rule
JOIN v_answer w ON w.answers = v.answers AND w.outcome = v.outcome AND w.possible = v.possible
JOIN v_reason x ON x.first_bits = v.first_bits AND x.second_bits = v.second_bits
LEFT JOIN v_ended e ON e.id = s.{id}
LEFT JOIN v_late l ON l.ended = e.ended AND l.rule = v.rule
"""


def publish(db: Database, late_turns: str) -> None:
    """Put the views `verdicts` and `account_verdicts` in place; ``late_turns`` is SQL that draws ``time_to`` up."""
    db.run(_JUDGEMENTS.format(name="account", key="profile", judged="j_judged", more=""))
    db.run(_JUDGEMENTS.format(name="incident", key="constellation", judged="j_together", more=", turns_on_account"))
    _word(db)
    db.run(f"""CREATE TABLE v_ended AS
        SELECT account_id AS id, {late_turns} AS ended FROM w_account WHERE time_to IS NOT NULL
        UNION ALL SELECT incident_id, {late_turns} FROM incidents WHERE time_to IS NOT NULL""")
    db.run(_LATE)
    for table in ("verdicts", "account_verdicts"):
        db.run(f"DROP TABLE {table}")
    db.run(_VIEW.format(table="account_verdicts", ids="s.account_id, s.incident_id", shown=_SHOWN, seen="w_try",
                        judged="account", key="profile", id="account_id", more=""))
    db.run(_VIEW.format(table="verdicts", ids="s.incident_id", shown=_SHOWN,
                        seen="(SELECT * FROM w_seen WHERE standard = 'all')", judged="incident", key="constellation",
                        id="incident_id", more=", v.turns_on_account"))


def _word(db: Database) -> None:
    """Word every distinct set of answers, and every distinct set of reasons."""
    both = "(SELECT {columns} FROM v_account UNION SELECT {columns} FROM v_incident) ORDER BY ALL"
    keys = "answers, outcome, possible"
    found = db.rows(f"SELECT * FROM {both.format(columns=keys)}")
    db.run("CREATE TABLE v_answer (answers BIGINT, outcome VARCHAR, possible BIGINT, "
           + ", ".join(f'"{name}" VARCHAR' for name in _TEXTS) + ")")
    db.load_plain("v_answer", answers_worded(found))
    pairs = db.rows(f"SELECT * FROM {both.format(columns='first_bits, second_bits')}")
    db.run("CREATE TABLE v_reason (first_bits BIGINT, second_bits BIGINT, reasons VARCHAR)")
    db.load_plain("v_reason", {"first_bits": [first for first, _ in pairs], "second_bits": [s for _, s in pairs],
                               "reasons": [";".join(codes(*pair)) for pair in pairs]})


def answers_worded(found: list[tuple[int, str, int]]) -> Frame:
    """Columns of words for (packed answers, outcome, bits of what is possible)."""
    rows = [(*key, *_words(*key)) for key in found]
    return {name: [row[place] for row in rows]
            for place, name in enumerate(("answers", "outcome", "possible", *_TEXTS))}


def _words(packed: int, outcome: str, possible: int) -> tuple[str, ...]:
    masks = {name: (packed >> 3 * place) & 7 for place, name in enumerate(ELEMENT_NAMES)}
    open_ = outcome == "undetermined" and possible & OUTCOME_BITS["potential_violation"]
    must = [f"{name}:yes" for name in _OTHERS if masks[name] != YES]
    must += ["unless:no"] if masks["unless"] != NO else []
    exclude = [f"{name}:no" for name in _OTHERS if masks[name] & (NO | TEXT)]
    exclude += ["unless:yes"] if masks["unless"] & (YES | TEXT) else []
    return (";".join(outcomes_in(possible)), *(answer(masks[name]) for name in ELEMENT_NAMES),
            ";".join(name for name in _OTHERS if masks[name] == NO),
            ";".join(must) if open_ else "", ";".join(exclude) if open_ else "")


