"""Laws of assessing, on the reference; the engine is held to the reference elsewhere."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from servanda.assess.reference import verdict
from servanda.model.facts import Facts, Telling
from servanda.model.terms import Rule
from tests.assess import harness

many = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
PV = "potential_violation"
_STAGES = ["launched", "recalled", "intercepted", "reached", "damaged"]


def _one(facts: Facts, **changes: str) -> Facts:
    """The facts with one telling, changed."""
    return replace(facts, tellings=(replace(facts.tellings[0], **changes),))


@st.composite
def resolved(draw: st.DrawFn) -> tuple[Facts, Facts]:
    """Facts with something unknown, and the same facts with it known."""
    facts = draw(harness.accounts())
    what = draw(st.sampled_from(["act", "stage", "means", "time", "author", "zone", "raised"]))
    if what == "act":
        return _one(facts, act=""), _one(facts, act=draw(st.sampled_from(harness.acts)))
    if what == "stage":
        return _one(facts, stage=""), _one(facts, stage=draw(st.sampled_from(_STAGES)))
    if what == "means":
        return _one(facts, means=""), _one(facts, means=draw(st.sampled_from(harness.means)))
    if what == "author":
        return replace(facts, author=""), replace(facts, author=draw(st.sampled_from(harness.PARTIES)))
    if what == "zone":
        return (replace(facts, zones={"square": "straddles"}),
                replace(facts, zones={"square": draw(st.sampled_from(["inside", "outside"]))}))
    if what == "raised":
        return (replace(facts, raised=frozenset({"e1"}), established=frozenset()),
                replace(facts, raised=frozenset({"e1"}), established=draw(st.sampled_from([frozenset({"e1"})]))))
    assume(facts.time_from is not None and facts.time_to is not None and facts.lasted_from is None)
    instant = draw(st.integers(facts.time_from or 0, (facts.time_to or 1) - 1))
    return facts, replace(facts, time_from=instant, time_to=instant + 1)


@many
@given(resolved(), harness.rules(0))
def test_knowing_more_only_closes(pair: tuple[Facts, Facts], rule: Rule) -> None:
    """What is possible once an unknown is known was possible before."""
    before, after = verdict(pair[0], rule), verdict(pair[1], rule)
    assert after.possible <= before.possible


@many
@given(resolved(), harness.rules(0))
def test_knowing_less_never_makes_a_yes(pair: tuple[Facts, Facts], rule: Rule) -> None:
    """An element that does not answer yes does not come to answer yes when something is forgotten."""
    less, more = verdict(pair[0], rule), verdict(pair[1], rule)
    for element, mask in more.masks.items():
        if mask != 1 and element != "unless":
            assert less.masks[element] != 1, element


@many
@given(harness.accounts(), harness.rules(0), st.randoms())
def test_order_and_silence_change_nothing(facts: Facts, rule: Rule, random: object) -> None:
    """Tellings in another order, one told twice, or one that states nothing: the same verdict."""
    told = list(facts.tellings)
    random.shuffle(told)  # type: ignore[attr-defined]
    changed = replace(facts, tellings=(*told, told[0], Telling()))
    assert verdict(changed, rule) == verdict(facts, rule)


@st.composite
def narrowed(draw: st.DrawFn) -> tuple[Rule, Rule]:
    """A rule, and the same rule narrowed in one respect."""
    rule = draw(harness.rules(0))
    what = draw(st.sampled_from(["attempts", "debris", "by_product", "objects", "end", "kind", "bind"]))
    if what in ("attempts", "debris", "by_product"):
        wide, narrow = draw(st.sampled_from([("count", "silent"), ("silent", "exclude"), ("count", "exclude")]))
        return replace(rule, **{what: wide}), replace(rule, **{what: narrow})
    if what == "objects":
        assume(rule.objects.includes and rule.objects.kind == "closed")
        return rule, replace(rule, objects=replace(rule.objects, includes=rule.objects.includes[1:]))
    if what == "kind":
        assume(rule.objects.kind == "open")
        return rule, replace(rule, objects=replace(rule.objects, kind="closed"))
    if what == "bind":
        assume(rule.binds)
        return rule, replace(rule, not_bound=(*rule.not_bound, rule.binds[0].party))
    assume(len(rule.window.ends) == 1)
    low, high = rule.window.ends[0]
    return rule, replace(rule, window=replace(rule.window, ends=((low - 1, high - 1),)))


@many
@given(harness.accounts(), narrowed())
def test_a_narrower_reading_never_adds_violations(facts: Facts, pair: tuple[Rule, Rule]) -> None:
    """With release off: neither a possible nor a certain potential violation appears by narrowing."""
    wide, narrow = verdict(facts, pair[0]), verdict(facts, pair[1])
    assert PV not in narrow.possible or PV in wide.possible
    assert narrow.possible != {PV} or wide.possible == {PV}


@many
@given(harness.accounts(), harness.rules(0))
def test_every_verdict_follows_from_its_elements(facts: Facts, rule: Rule) -> None:
    """Excluded means a no is named; a potential violation means every element is yes and no exception open."""
    result = verdict(facts, rule)
    assert (result.outcome in ("not_in_force", "not_covered")) == bool(result.excluded_by)
    assert result.outcome == "undetermined" or result.outcome in result.possible
    if result.outcome == PV:
        assert result.possible == {PV}
        assert all(mask == 1 for name, mask in result.masks.items() if name != "unless")
    assert {reason.split(":")[0] for reason in result.reasons} == set(result.masks)
    if result.must_hold:
        assert PV in result.possible and result.would_exclude
