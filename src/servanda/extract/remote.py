"""A tier that asks an endpoint of the user's own (OpenAI-compatible); what it cannot quote from the text is dropped.

Off unless an address is given.  The answer is data: nothing in it is run, and each field must stand,
letter by letter, in the paragraph that was asked about.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from servanda.extract import lexicon
from servanda.extract.shapes import Attribution, Quote, Span
from servanda.extract.tiers import Tier
from servanda.guard.endpoint import ask
from servanda.model.vocabulary import SPEECH_ACTS

Ask = Callable[[str, dict[str, Any]], Any]
_FORMS = ("direct", "indirect", "mixed", "narrated")
_TASK = (
    'List who says what in the text. Answer with a JSON list and nothing else. Each member: {"content": what is '
    "said, "
    '"speaker": who says it or "", "cue": the word of saying or "", "act": one of '
    + ", ".join(SPEECH_ACTS)
    + ', "form": one of '
    + ", ".join(_FORMS)
    + "}. Copy content, speaker and cue from the text letter by letter."
)
_SURE = 0.5


def by_endpoint(url: str, model: str, asking: Ask = ask) -> Tier:
    """The tier of one endpoint; ``model`` is the name that it goes by there.  The tier raises `NotAnswered`."""

    def read(text: str, laid_out: dict[Span, list[Quote]]) -> list[Attribution]:
        found = [one for span in laid_out for one in _of_paragraph(text, span, url, model, asking)]
        return sorted(found, key=lambda one: (one.hull, one.cue))

    return read


def _of_paragraph(text: str, span: Span, url: str, model: str, asking: Ask) -> Iterator[Attribution]:
    body = {
        "model": model,
        "temperature": 0,
        "messages": [{"role": "system", "content": _TASK}, {"role": "user", "content": text[span[0] : span[1]]}],
    }
    for one in _listed(asking(url, body)):
        made = _quoted(text, span, one)
        if made:
            yield made


def _listed(answer: Any) -> list[dict[str, Any]]:
    """The members of the answer that have the form that was asked for."""
    try:
        value = json.loads(answer["choices"][0]["message"]["content"])
    except (KeyError, IndexError, TypeError, ValueError, RecursionError):
        return []
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _quoted(text: str, span: Span, one: dict[str, Any]) -> Attribution | None:
    """The attribution, if all that it names stands in the paragraph."""
    content = _place(text, span, one.get("content"))
    if content is None:
        return None
    speaker, cue = _place(text, span, one.get("speaker")), _place(text, span, one.get("cue"))
    if (one.get("speaker") and speaker is None) or (one.get("cue") and cue is None):
        return None
    act, form = one.get("act"), one.get("form")
    if act not in SPEECH_ACTS or form not in _FORMS:
        return None
    word = text[cue[0] : cue[1]].lower() if cue else ""
    known = lexicon.cues().get(word)
    return Attribution(
        [content],
        cue or (content[0], content[0]),
        known.lemma if known else word,
        str(act),
        str(form),
        speaker,
        confidence=_SURE,
    )


def _place(text: str, span: Span, words: Any) -> Span | None:
    if not isinstance(words, str) or not words.strip():
        return None
    at = text.find(words, *span)
    return (at, at + len(words)) if at >= 0 else None
