"""Judge each distinct term, thing and holder once for every rule, set-wise; the verdict query joins the results.

Plain SQL (CASE, JOIN, GROUP BY, integers, bit operations), in the order in which it runs.
Masks: yes 1, no 2, unknown of text 4.
"""

from __future__ import annotations

from servanda.engine.database import Database

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
SELECT *, CASE
    WHEN excluded >= 2 THEN 'excluded' WHEN mask NOT IN (1, 2, 4) THEN 'generic'
    WHEN mask = 1 THEN CASE WHEN included >= 2 THEN 'listed' ELSE 'no_limit' END
    WHEN mask = 2 THEN 'not_listed'
    WHEN unclear >= 2 THEN 'unclear' WHEN kind = 'silent' THEN 'text_silent' ELSE 'unlisted_open' END AS code
FROM (SELECT *, CASE WHEN excluded >= 2 THEN 2 ELSE
    (CASE WHEN included >= 2 AND included >= unclear THEN 1 WHEN unclear >= 2 THEN 4 ELSE rest END)
    | (CASE WHEN included = 1 THEN 1 ELSE 0 END)
    | (CASE WHEN included < 2 AND unclear = 1 THEN 4 ELSE 0 END)
    | (CASE WHEN excluded = 1 THEN 2 ELSE 0 END) END AS mask FROM l_flags)
"""

# Act and means: rival tellings of one term; nothing told = what any term could get.
_TERM_KEYS = """
CREATE TABLE l_term AS
SELECT m.rule, t.facet, t.key, bit_or(m.mask) AS mask,
       string_agg(DISTINCT t.facet || ':' || m.code, ';' ORDER BY t.facet || ':' || m.code) AS codes
FROM w_term t JOIN l_item_mask m ON m.facet = t.facet AND m.function = t.term
GROUP BY m.rule, t.facet, t.key
UNION ALL
SELECT rule, facet, '', unstated,
       facet || ':' || CASE WHEN kind = 'any' AND unstated = 1 THEN 'no_limit'
                            WHEN kind = 'silent' THEN 'text_silent' ELSE 'unstated' END
FROM w_list WHERE facet IN ('act', 'means')
"""

_STAGE = """
CREATE TABLE l_stage AS
SELECT r.rule, k.stage,
       bit_or(CASE WHEN s.stage IN ('reached', 'damaged') THEN 1 WHEN s.stage = '' THEN 1 | r.attempts
                   ELSE r.attempts END) AS mask,
       coalesce(string_agg(DISTINCT CASE
           WHEN s.stage IN ('reached', 'damaged') THEN NULL
           WHEN s.stage = '' THEN CASE WHEN r.attempts = 1 THEN NULL ELSE 'act:stage_unstated' END
           WHEN r.attempts = 1 THEN 'act:attempt_counts' WHEN r.attempts = 2 THEN 'act:attempt_excluded'
           ELSE 'act:attempt_silent' END, ';'), '') AS codes
FROM (SELECT DISTINCT stage FROM w_account) k
JOIN (SELECT DISTINCT stage AS key, unnest(string_split(stage, ';')) AS stage FROM w_account) s ON s.key = k.stage
CROSS JOIN w_rule r
GROUP BY r.rule, k.stage
"""

# Kleene and of two sets of answers; the kinds that no act can breach answer no.
_ACT = """
CREATE TABLE l_act AS
SELECT p.rule, p.act, p.stage,
       CASE WHEN r.kind <> 'prohibition' THEN 2 ELSE
       (CASE WHEN t.mask & 1 > 0 AND s.mask & 1 > 0 THEN 1 ELSE 0 END)
       | (CASE WHEN (t.mask | s.mask) & 2 > 0 THEN 2 ELSE 0 END)
       | (CASE WHEN (t.mask & 4 > 0 AND s.mask & 5 > 0) OR (s.mask & 4 > 0 AND t.mask & 5 > 0) THEN 4 ELSE 0 END)
       END AS mask,
       CASE WHEN r.kind <> 'prohibition' THEN 'act:' || r.kind
            WHEN s.codes = '' THEN t.codes
            ELSE array_to_string(list_sort(list_concat(string_split(t.codes, ';'), string_split(s.codes, ';'))), ';')
       END AS codes
FROM (SELECT DISTINCT r.rule, a.act, a.stage FROM w_rule r CROSS JOIN (SELECT DISTINCT act, stage FROM w_account) a) p
JOIN w_rule r ON r.rule = p.rule
JOIN l_term t ON t.rule = p.rule AND t.facet = 'act' AND t.key = p.act
JOIN l_stage s ON s.rule = p.rule AND s.stage = p.stage
"""

# Things: debris and by-products answer as the rule treats them; a telling is the Kleene or of its things.
_THING = """
CREATE TABLE l_thing AS
SELECT DISTINCT m.rule, t.function, t.sector, t.how, m.code,
       CASE WHEN m.mask & 1 = 0 OR treated = 1 THEN m.mask ELSE (m.mask & 6) | treated END AS mask,
       CASE WHEN m.mask & 1 = 0 OR treated = 1 THEN '' WHEN treated = 4 THEN t.how || '_silent'
            ELSE t.how || '_excluded' END AS treatment_code
FROM (SELECT DISTINCT function, sector, how FROM w_thing) t
JOIN l_item_mask m ON m.facet = 'object' AND m.function = t.function AND m.sector = t.sector
JOIN (SELECT rule, 'debris' AS how, debris AS treated FROM w_rule
      UNION ALL SELECT rule, 'by_product', by_product FROM w_rule
      UNION ALL SELECT rule, 'direct', 1 FROM w_rule
      UNION ALL SELECT rule, '', 1 FROM w_rule) x ON x.rule = m.rule AND x.how = t.how
"""

_TELLING = """
CREATE TABLE l_telling AS
SELECT t.object, t.telling, m.rule,
       bit_or(m.mask) & 1
       | (CASE WHEN bool_and(m.mask & 2 > 0) THEN 2 ELSE 0 END)
       | (CASE WHEN bool_and(m.mask <> 1) AND bit_or(m.mask) & 4 > 0 THEN 4 ELSE 0 END) AS mask
FROM w_thing t
JOIN l_thing m ON m.function = t.function AND m.sector = t.sector AND m.how = t.how
GROUP BY t.object, t.telling, m.rule
"""

_OBJECT = """
CREATE TABLE l_object AS
SELECT o.rule, o.object, o.mask, c.codes
FROM (SELECT rule, object, bit_or(mask) AS mask FROM l_telling GROUP BY rule, object) o
JOIN (SELECT rule, object, string_agg(DISTINCT 'object:' || code, ';' ORDER BY 'object:' || code) AS codes FROM (
        SELECT m.rule, t.object, m.code FROM w_thing t
        JOIN l_thing m ON m.function = t.function AND m.sector = t.sector AND m.how = t.how
        UNION SELECT m.rule, t.object, m.treatment_code FROM w_thing t
        JOIN l_thing m ON m.function = t.function AND m.sector = t.sector AND m.how = t.how
        WHERE m.treatment_code <> '') GROUP BY rule, object) c ON c.rule = o.rule AND c.object = o.object
UNION ALL
SELECT rule, '', unstated, 'object:' || CASE WHEN kind = 'any' AND unstated = 1 THEN 'no_limit'
                                             WHEN kind = 'silent' THEN 'text_silent' ELSE 'unstated' END
FROM w_list WHERE facet = 'object'
"""

# Whose: a basis answers yes where it names another party than the author.
_WHOSE = """
CREATE TABLE l_whose AS
WITH author AS (SELECT DISTINCT author FROM w_try WHERE author <> ''),
basis AS (
    SELECT h.whose, h.basis, a.author, max(CASE WHEN h.party <> a.author THEN 1 ELSE 0 END) AS other
    FROM w_held h CROSS JOIN author a GROUP BY h.whose, h.basis, a.author),
named AS (SELECT DISTINCT whose AS bases, unnest(string_split(whose, ';')) AS basis FROM w_rule
          WHERE whose NOT IN ('', 'any')),
key AS (SELECT DISTINCT whose FROM w_account),
by_name AS (
    SELECT n.bases, k.whose, a.author, max(b.other) AS any_other, count(*) AS n_bases, count(b.other) AS n_known
    FROM named n CROSS JOIN key k CROSS JOIN author a
    LEFT JOIN basis b ON b.whose = k.whose AND b.basis = n.basis AND b.author = a.author
    GROUP BY n.bases, k.whose, a.author),
by_silence AS (
    SELECT k.whose, a.author, min(b.other) AS low, max(b.other) AS high
    FROM key k CROSS JOIN author a LEFT JOIN basis b ON b.whose = k.whose AND b.author = a.author
    GROUP BY k.whose, a.author)
SELECT bases, whose, author, CASE WHEN any_other = 1 THEN 1 WHEN n_known < n_bases THEN 3 ELSE 2 END AS mask,
       CASE WHEN any_other = 1 THEN 'other_party' WHEN n_known < n_bases THEN 'unstated' ELSE 'own' END AS code
FROM by_name
UNION ALL
SELECT '', whose, author, CASE WHEN low IS NULL THEN 3 WHEN low <> high THEN 4 WHEN low = 1 THEN 1 ELSE 2 END,
       CASE WHEN low IS NULL THEN 'unstated' WHEN low <> high THEN 'bases_disagree' WHEN low = 1 THEN 'other_party'
            ELSE 'own' END
FROM by_silence
"""

_PROVIDED = """
CREATE TABLE l_provided AS
SELECT a.account_id, s.rule, bit_or(s.mask) AS mask
FROM w_account a JOIN w_state s
  ON s."from" < coalesce(a.time_to, {never}) AND s.until > coalesce(a.time_from, {beginning})
GROUP BY a.account_id, s.rule
"""

_LIFE = """
CREATE TABLE l_life AS
SELECT a.account_id, s.rule, bit_or(s.mask) AS mask
FROM w_account a JOIN w_life s ON s."from" < coalesce(a.lasted_to, a.time_to, {never})
                               AND s.until > coalesce(a.lasted_from, a.time_from, {beginning})
GROUP BY a.account_id, s.rule
"""

_UNLESS = """
CREATE TABLE l_unless AS
SELECT a.account_id, e.rule, max(CASE WHEN r.state = 'established' THEN 2 WHEN r.state = 'raised' THEN 1 ELSE 0 END)
       AS state
FROM w_exemption e CROSS JOIN w_account a
LEFT JOIN w_raised r ON r.incident_id = a.incident_id AND r.exemption = e.exemption
     AND (r.account_id = '' OR r.account_id = a.account_id)
GROUP BY a.account_id, e.rule
"""


def build(db: Database, beginning: int, never: int) -> None:
    """Fill the lookup tables from the working tables."""
    db.run(_ITEMS)
    db.run(_FACET_MATCH.format(facet="function", is_sector="false"))
    db.run(_FACET_MATCH.format(facet="sector", is_sector="true"))
    for sql in (_ENTRY_MATCH, _FLAGS, _ITEM_MASK, _TERM_KEYS, _STAGE, _ACT, _THING, _TELLING, _OBJECT, _WHOSE,
                _PROVIDED.format(beginning=beginning, never=never),
                _LIFE.format(beginning=beginning, never=never), _UNLESS):
        db.run(sql)
