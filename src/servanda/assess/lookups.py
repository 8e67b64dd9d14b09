"""Judge each distinct term, thing and holder once for every rule, set-wise; the verdict query joins the results.

Plain SQL (CASE, JOIN, GROUP BY, integers, bit operations), in the order in which it runs.
Masks: yes 1, no 2, unknown of text 4.  Reasons: bits of `model.reasons`.
"""

from __future__ import annotations

from servanda.engine.face import Engine
from servanda.model.reasons import bit

# What accounts tell of act and stage, and of holders, each once.
_ACTS_TOLD = "CREATE TABLE l_act_told AS SELECT DISTINCT act, stage FROM w_doing"
_WHOSE_TOLD = "CREATE TABLE l_whose_told AS SELECT told AS whose FROM w_whose"

# Distinct items told: terms of act and means as functions without sector, things with both facets.
_ITEMS = """
CREATE TABLE l_item AS
SELECT DISTINCT facet, term AS function, '' AS sector FROM w_term
UNION SELECT DISTINCT 'object', function, sector FROM w_thing
"""

# How an item meets a line of a list: 0 not, 1 more general or unknown, above 2 at or under it, by the
# depth at which the name lies in its tree; a facet that is not limited counts 2.
_FACET_MATCH = """
CREATE TABLE l_{facet}_match AS
SELECT t.rule, t.facet, t.role, t.entry, i.item,
       max(CASE WHEN i.item = 'unknown' THEN 1 WHEN under.below IS NOT NULL THEN 2 + t.depth
                WHEN over.below IS NOT NULL THEN 1 ELSE 0 END) AS match
FROM w_entry_term t
JOIN (SELECT DISTINCT facet, {facet} AS item FROM l_item) i ON i.facet = t.facet
LEFT JOIN w_tree under ON under.tree = t.tree AND under.above = t.term AND under.below = i.item
LEFT JOIN w_tree over ON over.tree = t.tree AND over.above = i.item AND over.below = t.term
WHERE (t.tree = 'sector') = {is_sector}
GROUP BY t.rule, t.facet, t.role, t.entry, i.item
"""

_ENTRY_MATCH = """
CREATE TABLE l_entry_match AS
SELECT e.rule, e.facet, e.role, i.function, i.sector,
       CASE WHEN least(f.match, s.match) = 0 THEN 0 WHEN least(f.match, s.match) = 1 THEN 1
            ELSE coalesce(f.match, 2) + coalesce(s.match, 2) END AS match
FROM w_entry e
JOIN l_item i ON i.facet = e.facet
LEFT JOIN l_function_match f ON f.rule = e.rule AND f.facet = e.facet AND f.role = e.role AND f.entry = e.entry
     AND f.item = i.function
LEFT JOIN l_sector_match s ON s.rule = e.rule AND s.facet = e.facet AND s.role = e.role AND s.entry = e.entry
     AND s.item = i.sector
"""

_FLAGS = """
CREATE TABLE l_flags AS
SELECT l.rule, l.facet, l.kind, l.rest, i.function, i.sector,
       coalesce(max(CASE WHEN m.role = 'in' THEN m.match END), 0) AS included,
       coalesce(max(CASE WHEN m.role = 'ex' THEN m.match END), 0) AS excluded,
       coalesce(max(CASE WHEN m.role = 'un' THEN m.match END), 0) AS unclear
FROM w_list l
JOIN l_item i ON i.facet = l.facet
LEFT JOIN l_entry_match m ON m.rule = l.rule AND m.facet = l.facet AND m.function = i.function AND m.sector = i.sector
GROUP BY l.rule, l.facet, l.kind, l.rest, i.function, i.sector
"""

_ITEM_MASK = """
CREATE TABLE l_item_mask AS
SELECT m.rule, m.facet, m.function, m.sector, m.mask, c.bits
FROM (SELECT *, CASE
    WHEN excluded >= 2 THEN 'excluded' WHEN mask NOT IN (1, 2, 4) THEN 'generic'
    WHEN mask = 1 THEN CASE WHEN included >= 2 THEN 'listed' ELSE 'no_limit' END
    WHEN mask = 2 THEN 'not_listed'
    WHEN unclear >= 2 THEN 'unclear' WHEN kind = 'silent' THEN 'text_silent' ELSE 'unlisted_open' END AS code
FROM (SELECT *, CASE WHEN excluded >= 2 THEN 2 ELSE
    (CASE WHEN included >= 2 AND included >= unclear THEN 1 WHEN unclear >= 2 THEN 4 ELSE rest END)
    | (CASE WHEN included = 1 THEN 1 ELSE 0 END)
    | (CASE WHEN included < 2 AND unclear = 1 THEN 4 ELSE 0 END)
    | (CASE WHEN excluded = 1 THEN 2 ELSE 0 END) END AS mask FROM l_flags)) m
JOIN w_code c ON c.code = m.facet || ':' || m.code
"""

# Act and means: rival tellings of one term; nothing told = what any term could get.
_TERM_KEYS = """
CREATE TABLE l_term AS
SELECT m.rule, t.facet, t.key, bit_or(m.mask) AS mask, bit_or(m.bits) AS bits
FROM w_term t JOIN l_item_mask m ON m.facet = t.facet AND m.function = t.term
GROUP BY m.rule, t.facet, t.key
UNION ALL
SELECT l.rule, l.facet, '', l.unstated, c.bits FROM w_list l
JOIN w_code c ON c.code = l.facet || ':' || CASE WHEN l.kind = 'any' AND l.unstated = 1 THEN 'no_limit'
                                                 WHEN l.kind = 'silent' THEN 'text_silent' ELSE 'unstated' END
WHERE l.facet IN ('act', 'means')
"""

_STAGE = f"""
CREATE TABLE l_stage AS
SELECT r.rule, s.key AS stage,
       bit_or(CASE WHEN s.stage IN ('reached', 'damaged') THEN 1 WHEN s.stage = '' THEN 1 | r.attempts
                   ELSE r.attempts END) AS mask,
       bit_or(CASE
           WHEN s.stage IN ('reached', 'damaged') THEN 0
           WHEN s.stage = '' THEN CASE WHEN r.attempts = 1 THEN 0 ELSE {bit('act:stage_unstated')} END
           WHEN r.attempts = 1 THEN {bit('act:attempt_counts')} WHEN r.attempts = 2 THEN {bit('act:attempt_excluded')}
           ELSE {bit('act:attempt_silent')} END) AS bits
FROM (SELECT stage AS key, unnest(string_split(stage, ';')) AS stage FROM (SELECT DISTINCT stage FROM l_act_told)) s
CROSS JOIN w_rule r
GROUP BY r.rule, s.key
"""

# Kleene and of two sets of answers; the kinds that no act can breach answer no.
_ACT = """
CREATE TABLE l_act AS
SELECT t.rule, p.act, p.stage,
       CASE WHEN r.kind <> 'prohibition' THEN 2 ELSE
       (CASE WHEN t.mask & 1 > 0 AND s.mask & 1 > 0 THEN 1 ELSE 0 END)
       | (CASE WHEN (t.mask | s.mask) & 2 > 0 THEN 2 ELSE 0 END)
       | (CASE WHEN (t.mask & 4 > 0 AND s.mask & 5 > 0) OR (s.mask & 4 > 0 AND t.mask & 5 > 0) THEN 4 ELSE 0 END)
       END AS mask,
       CASE WHEN r.kind <> 'prohibition' THEN c.bits ELSE t.bits | s.bits END AS bits
FROM l_act_told p
JOIN l_term t ON t.facet = 'act' AND t.key = p.act
JOIN w_rule r ON r.rule = t.rule
JOIN l_stage s ON s.rule = t.rule AND s.stage = p.stage
LEFT JOIN w_code c ON c.code = 'act:' || r.kind
"""

# Things: debris and by-products answer as the rule treats them; a telling is the Kleene or of its things.
_THING = """
CREATE TABLE l_thing AS
SELECT m.rule, t.function, t.sector, t.how,
       CASE WHEN m.mask & 1 = 0 OR treated = 1 THEN m.mask ELSE (m.mask & 6) | treated END AS mask,
       m.bits | (CASE WHEN m.mask & 1 = 0 OR treated = 1 THEN 0 ELSE c.bits END) AS bits
FROM (SELECT DISTINCT function, sector, how FROM w_thing) t
JOIN l_item_mask m ON m.facet = 'object' AND m.function = t.function AND m.sector = t.sector
JOIN (SELECT rule, 'debris' AS how, debris AS treated FROM w_rule
      UNION ALL SELECT rule, 'by_product', by_product FROM w_rule
      UNION ALL SELECT rule, 'direct', 1 FROM w_rule
      UNION ALL SELECT rule, '', 1 FROM w_rule) x ON x.rule = m.rule AND x.how = t.how
LEFT JOIN w_code c ON c.code = 'object:' || t.how || CASE WHEN treated = 4 THEN '_silent' ELSE '_excluded' END
"""

_TELLING = """
CREATE TABLE l_telling AS
SELECT t.object, t.telling, m.rule,
       bit_or(m.mask) & 1
       | (CASE WHEN bool_and(m.mask & 2 > 0) THEN 2 ELSE 0 END)
       | (CASE WHEN bool_and(m.mask <> 1) AND bit_or(m.mask) & 4 > 0 THEN 4 ELSE 0 END) AS mask,
       bit_or(m.bits) AS bits
FROM w_thing t
JOIN l_thing m ON m.function = t.function AND m.sector = t.sector AND m.how = t.how
GROUP BY t.object, t.telling, m.rule
"""

_OBJECT = """
CREATE TABLE l_object AS
SELECT rule, object, bit_or(mask) AS mask, bit_or(bits) AS bits FROM l_telling GROUP BY rule, object
UNION ALL
SELECT l.rule, '', l.unstated, c.bits FROM w_list l
JOIN w_code c ON c.code = 'object:' || CASE WHEN l.kind = 'any' AND l.unstated = 1 THEN 'no_limit'
                                            WHEN l.kind = 'silent' THEN 'text_silent' ELSE 'unstated' END
WHERE l.facet = 'object'
"""

# Whose: a basis answers yes where it names another party than the author.
_WHOSE = f"""
CREATE TABLE l_whose AS
WITH author AS (SELECT DISTINCT author FROM w_moment WHERE author <> ''),
basis AS (
    SELECT h.whose, h.basis, a.author, max(CASE WHEN h.party <> a.author THEN 1 ELSE 0 END) AS other
    FROM w_held h CROSS JOIN author a GROUP BY h.whose, h.basis, a.author),
named AS (SELECT whose AS bases, unnest(string_split(whose, ';')) AS basis FROM (
          SELECT DISTINCT whose FROM w_rule WHERE whose NOT IN ('', 'any'))),
by_name AS (
    SELECT n.bases, k.whose, a.author, max(b.other) AS any_other, count(*) AS n_bases, count(b.other) AS n_known
    FROM named n CROSS JOIN l_whose_told k CROSS JOIN author a
    LEFT JOIN basis b ON b.whose = k.whose AND b.basis = n.basis AND b.author = a.author
    GROUP BY n.bases, k.whose, a.author),
by_silence AS (
    SELECT k.whose, a.author, min(b.other) AS low, max(b.other) AS high
    FROM l_whose_told k CROSS JOIN author a LEFT JOIN basis b ON b.whose = k.whose AND b.author = a.author
    GROUP BY k.whose, a.author)
SELECT bases, whose, author, CASE WHEN any_other = 1 THEN 1 WHEN n_known < n_bases THEN 3 ELSE 2 END AS mask,
       CASE WHEN any_other = 1 THEN {bit('whose:other_party')} WHEN n_known < n_bases THEN {bit('whose:unstated')}
            ELSE {bit('whose:own')} END AS bits
FROM by_name
UNION ALL
SELECT '', whose, author, CASE WHEN low IS NULL THEN 3 WHEN low <> high THEN 4 WHEN low = 1 THEN 1 ELSE 2 END,
       CASE WHEN low IS NULL THEN {bit('whose:unstated')} WHEN low <> high THEN {bit('whose:bases_disagree')}
            WHEN low = 1 THEN {bit('whose:other_party')} ELSE {bit('whose:own')} END
FROM by_silence
"""

_PROVIDED = """
CREATE TABLE l_provided AS
SELECT t.b0, t.e0, s.rule, bit_or(s.mask) AS mask
FROM (SELECT DISTINCT b0, e0 FROM w_moment) t JOIN w_state s ON s."from" < t.e0 AND s.until > t.b0
GROUP BY t.b0, t.e0, s.rule
"""

_LIFE = """
CREATE TABLE l_life AS
SELECT t.b1, t.e1, s.rule, bit_or(s.mask) AS mask
FROM (SELECT DISTINCT b1, e1 FROM w_moment) t JOIN w_life s ON s."from" < t.e1 AND s.until > t.b1
GROUP BY t.b1, t.e1, s.rule
"""

_WHERE = f"""
CREATE TABLE l_where AS
SELECT site, rule,
       CASE WHEN letter = 'any' THEN 1 WHEN letter IN ('S', '') THEN 3 WHEN (letter = 'I') = zone_inside THEN 1
            ELSE 2 END AS mask,
       CASE letter WHEN 'any' THEN {bit("where:no_limit")} WHEN 'I' THEN {bit("where:inside")}
            WHEN 'O' THEN {bit("where:outside")} WHEN 'S' THEN {bit("where:straddles")}
            ELSE {bit("where:unstated")} END AS bits
FROM (SELECT s.site, r.rule, r.zone_inside,
             CASE WHEN r.zone = '' THEN 'any' ELSE coalesce(substr(s.site, z.letter, 1), '') END AS letter
      FROM (SELECT DISTINCT site FROM w_place UNION SELECT '') s CROSS JOIN w_rule r
      LEFT JOIN w_zone z ON z.zone = r.zone)
"""

_UNLESS = f"""
CREATE TABLE l_unless AS
SELECT raised, rule, CASE state WHEN 2 THEN 1 WHEN 1 THEN 3 ELSE 2 END AS mask,
       CASE WHEN NOT has_exemptions THEN {bit("unless:none")} WHEN state = 2 THEN {bit("unless:established")}
            WHEN state = 1 THEN {bit("unless:raised")} ELSE {bit("unless:not_raised")} END AS bits
FROM (SELECT k.raised, r.rule, r.has_exemptions,
             max(CASE WHEN p.state = 'established' THEN 2 WHEN p.state = 'raised' THEN 1 ELSE 0 END) AS state
      FROM (SELECT DISTINCT raised FROM w_plea UNION SELECT '') k CROSS JOIN w_rule r
      LEFT JOIN w_exemption e ON e.rule = r.rule
      LEFT JOIN (SELECT raised, split_part(one, '=', 1) AS exemption, split_part(one, '=', 2) AS state
                 FROM (SELECT raised, unnest(string_split(raised, ';')) AS one
                       FROM (SELECT DISTINCT raised FROM w_plea))) p
           ON p.raised = k.raised AND p.exemption = e.exemption
      GROUP BY k.raised, r.rule, r.has_exemptions)
"""

# Every key of a facet of the deed under every rule.
_KEYS = f"""
CREATE TABLE l_key AS
SELECT 'act' AS facet, act AS key, stage AS more, rule, mask, bits FROM l_act
UNION ALL SELECT facet, key, '', rule, mask, bits FROM l_term WHERE facet = 'means'
UNION ALL SELECT 'object', object, '', rule, mask, bits FROM l_object
UNION ALL SELECT 'where', site, '', rule, mask, bits FROM l_where
UNION ALL SELECT 'unless', raised, '', rule, mask, bits FROM l_unless
UNION ALL
SELECT 'whose', k.whose, k.author, r.rule,
       CASE WHEN r.whose = 'any' THEN 1 WHEN k.author = '' THEN 3 ELSE w.mask END,
       CASE WHEN r.whose = 'any' THEN {bit("whose:no_limit")} WHEN k.author = '' THEN {bit("whose:no_author")}
            ELSE w.bits END
FROM (SELECT author, whose FROM (SELECT DISTINCT author FROM w_moment) CROSS JOIN l_whose_told) k
CROSS JOIN w_rule r
LEFT JOIN l_whose w ON w.bases = r.whose AND w.whose = k.whose AND w.author = k.author
"""

# Keys that no rule tells apart are one class, numbered in the order of their first keys.
_CLASSES = """
CREATE TABLE w_class AS
SELECT facet, key, more, dense_rank() OVER (PARTITION BY facet ORDER BY first_key) AS class
FROM (SELECT facet, key, more, min(key || chr(9) || more) OVER (PARTITION BY facet, vector) AS first_key
      FROM (SELECT facet, key, more, string_agg(mask || ',' || bits, ';' ORDER BY rule) AS vector
            FROM l_key GROUP BY facet, key, more))
"""

_CLASS_JUDGED = """
CREATE TABLE l_class AS
SELECT DISTINCT k.facet, c.class, k.rule, k.mask, k.bits
FROM l_key k JOIN w_class c ON c.facet = k.facet AND c.key = k.key AND c.more = k.more
"""

_OF_TIMES = (_PROVIDED, _LIFE)
_OF_DEEDS = (_ACTS_TOLD, _WHOSE_TOLD, _ITEMS, _FACET_MATCH.format(facet="function", is_sector="false"),
             _FACET_MATCH.format(facet="sector", is_sector="true"), _ENTRY_MATCH, _FLAGS, _ITEM_MASK, _TERM_KEYS,
             _STAGE, _ACT, _THING, _TELLING, _OBJECT, _WHOSE, _WHERE, _UNLESS, _KEYS, _CLASSES, _CLASS_JUDGED)
_KEPT = ("l_provided", "l_life", "w_class", "l_class")


def of_times(db: Engine) -> None:
    """What conditions and the life cycle yield for the times of `w_moment`."""
    for sql in _OF_TIMES:
        db.run(sql)


def of_deeds(db: Engine) -> None:
    """Classes of acts, means, objects, holders, sites and pleas, and what each rule makes of them."""
    for sql in _OF_DEEDS:
        db.run(sql)
    for sql in _OF_DEEDS:
        name = sql.split(maxsplit=3)[2]
        if name not in _KEPT:
            db.run(f"DROP TABLE {name}")


def drop(db: Engine) -> None:
    """Remove what `of_times` and `of_deeds` left."""
    for name in _KEPT:
        db.run(f"DROP TABLE {name}")
