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
# The texts that one set of answers is worded in.
WORDED = ("possible_text", *ELEMENT_NAMES, "excluded_by", "must_hold", "would_exclude")

_ANSWERS = """
SELECT answers, outcome, possible FROM j_answer UNION SELECT answers, outcome, possible FROM j_together
ORDER BY answers, outcome, possible
"""

_REASONS = """
SELECT DISTINCT c.{half} | d.{half} AS bits
FROM (SELECT DISTINCT {half} FROM j_clock) c CROSS JOIN (SELECT DISTINCT {half} FROM j_deed) d
UNION SELECT {half} FROM j_together ORDER BY bits
"""

# Which elements were stated after what ended at an instant, rule by rule.
_LATE = """
CREATE TABLE v_late AS
SELECT t.ended, l.rule, string_agg(l.element, ';' ORDER BY l.element) AS elements
FROM (SELECT ended FROM w_try UNION SELECT incident_ended FROM w_try) t JOIN w_late l ON t.ended <= l."through"
GROUP BY t.ended, l.rule
"""

_SHOWN = ", ".join(f'w."{name}"' for name in ELEMENT_NAMES)

_VIEW = f"""
CREATE VIEW {{table}} AS
SELECT {{ids}}, r.provision, r.reading, CASE WHEN v.author = '' THEN 'unattributed' ELSE v.author END AS author,
       v.outcome, w.possible_text AS possible, {_SHOWN}, w.excluded_by, w.must_hold, w.would_exclude,
       x.words || ';' || y.words AS reasons, l.elements AS stated_after_event{{more}}
FROM {{found}} v
JOIN w_rule r ON r.rule = v.rule
JOIN v_answer w ON w.answers = v.answers AND w.outcome = v.outcome AND w.possible = v.possible
JOIN v_first x ON x.bits = v.first_bits
JOIN v_second y ON y.bits = v.second_bits
LEFT JOIN v_late l ON l.ended = v.ended AND l.rule = v.rule
"""


def publish(db: Database) -> None:
    """Put the views `verdicts` and `account_verdicts` in place of the tables."""
    _word(db)
    db.run(_LATE)
    for table in ("verdicts", "account_verdicts"):
        db.run(f"DROP TABLE {table}")
    db.run(_VIEW.format(table="account_verdicts", ids="v.account_id, v.incident_id", more="",
                        found="(SELECT * FROM w_try JOIN j_judged USING (profile))"))
    db.run(_VIEW.format(table="verdicts", ids="v.incident_id", more=", v.turns_on_account",
                        found="(SELECT * FROM w_found WHERE standard = 'all')"))


def _word(db: Database) -> None:
    """Word every distinct set of answers, and every distinct half of the reasons."""
    db.run("CREATE TABLE v_answer (answers BIGINT, outcome VARCHAR, possible BIGINT, "
           + ", ".join(f'"{name}" VARCHAR' for name in WORDED) + ")")
    db.load_plain("v_answer", answers_worded(db.rows(_ANSWERS)))
    for name, place in (("first", 0), ("second", 1)):
        numbers = [row[0] for row in db.rows(_REASONS.format(half=f"{name}_bits"))]
        db.run(f"CREATE TABLE v_{name} (bits BIGINT, words VARCHAR)")
        db.load_plain(f"v_{name}", {"bits": numbers, "words": [
            ";".join(codes(*((number, 0) if place == 0 else (0, number)))) for number in numbers]})


def answers_worded(found: list[tuple[int, str, int]]) -> Frame:
    """Columns of words for (packed answers, outcome, bits of what is possible)."""
    rows = [(*key, *_words(*key)) for key in found]
    return {name: [row[place] for row in rows]
            for place, name in enumerate(("answers", "outcome", "possible", *WORDED))}


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


