"""Statements without a model: who, by which cue, what, in which form."""

from __future__ import annotations

import pytest

from tests.extract.reading import of, said

FORMS = [
    ("“We hold the line,” Major Ada Okoye said.", "Major Ada Okoye", "“We hold the line,”", "direct"),
    ("“Who fired first?” the envoy asked reporters on Monday.", "the envoy", "“Who fired first?”", "direct"),
    ("Major Ada Okoye said that the line was quiet.", "Major Ada Okoye", "that the line was quiet", "indirect"),
    ("The line was quiet, Major Ada Okoye said.", "Major Ada Okoye", "The line was quiet", "indirect"),
    ("According to the ministry, the line was quiet.", "the ministry", "the line was quiet", "indirect"),
    (
        "The ministry called the raid “a grave step back from peace”.",
        "The ministry",
        "the raid “a grave step back from peace”",
        "mixed",
    ),
    ("The ministry refused to halt the patrols.", "The ministry", "to halt the patrols", "narrated"),
    ("The ministry rejected the proposal.", "The ministry", "the proposal", "narrated"),
    ("The ministry, which had met twice, demanded an apology.", "The ministry", "an apology", "narrated"),
    (
        "''We hold the line,'' Ms. Okoye said. ''Nobody has fired.''",
        "Ms. Okoye",
        "''We hold the line,'' Ms. Okoye said. ''Nobody has fired.''",
        "direct",
    ),
    (
        "Captain Ada Okoye: “No shell left this battery.”",
        "Captain Ada Okoye",
        "“No shell left this battery.”",
        "direct",
    ),
]


@pytest.mark.parametrize(("text", "speaker", "content", "form"), FORMS, ids=[one[0][:40] for one in FORMS])
def test_forms(text: str, speaker: str, content: str, form: str) -> None:
    (one,) = of(text, "statement")
    assert (one["speaker_text"], one["text"], one["form"]) == (speaker, content, form)


ACTS = [
    ("The army refused to leave.", "reject"),
    ("The army admitted that its gunners had fired.", "admit"),
    ("The army vowed to return.", "promise"),
    ("The army threatened to cut the road.", "threaten"),
    ("The army accused the militia of shelling.", "accuse"),
    ("The army declined to comment.", "decline_to_comment"),
    ("The army said it would support the plan.", "accept"),
    ("The army said it would withdraw on Sunday.", "promise"),
    ("The army said the militia must leave.", "demand"),
    ("The army said no shell was fired.", "deny"),
    ("The army said it never attacked the town.", "deny"),
    ("The army ordered its units to hold.", "order"),
    ("The army called for a meeting.", "demand"),
    ("The army insists on a corridor.", "demand"),
]


@pytest.mark.parametrize(("text", "act"), ACTS, ids=[one[0] for one in ACTS])
def test_speech_acts(text: str, act: str) -> None:
    (one,) = of(text, "statement")
    assert one["speech_act"] == act


NOTHING = [
    'A café sells a sandwich called "the Ceasefire".',
    'The sign outside reads "Open since 1974".',
    "Lorries queued on both sides of the tunnel.",
    "The claim was old and the reports were lost.",
    "His demands, her orders and their offers were listed in the annex.",
    "The bridge holds.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_where_nobody_says_anything(text: str) -> None:
    assert said(text) == []


def test_a_quotation_in_two_halves_is_one_statement_with_parts() -> None:
    text = "“We will look,” the envoy added, “and then we will write.” She left. “Goodbye to all.”"
    (one,) = of(text, "statement")
    assert [text[start:end] for start, end in one["parts"]][:2] == ["“We will look,”", "“and then we will write.”"]
    assert (one["start"], one["end"]) == (one["parts"][0][0], one["parts"][-1][1])


def test_a_quotation_goes_on_over_paragraphs() -> None:
    (one,) = of("The bishop said: “We have buried forty people.\n\n“We ask both armies to leave.”", "statement")
    assert len(one["parts"]) == 2


def test_two_verbs_of_one_speaker() -> None:
    assert [(who, act) for who, act, _ in said("The council welcomed the idea but demanded maps first.")] == [
        ("The council", "accept"),
        ("The council", "demand"),
    ]


def test_an_outlet_that_reports_is_the_relay_and_no_speaker() -> None:
    (one,) = of("The governor said eleven lorries were turned back, AFP reports.", "statement")
    assert (one["speaker_text"], one["via"]) == ("The governor", ["AFP"])


def test_talk_without_an_owner_hands_on_and_hedges() -> None:
    (one,) = of("According to speculation on social media, the army is allegedly demanding the port.", "statement")
    assert (one["speaker_text"], one["hedged"]) == ("the army", True)
    assert one["hedge_cue"] == "speculation; allegedly"


def test_nobody_is_named() -> None:
    (one,) = of("It has been suggested that the corridor may be dropped.", "statement")
    assert (one["speaker"], one["speaker_start"], one["hedged"]) == ("", None, True)


def test_a_denial_keeps_who_is_addressed() -> None:
    (one,) = of("The general told reporters that the ridge was quiet.", "statement")
    assert one["addressee"] == "reporters"


def test_the_same_text_gives_the_same_records() -> None:
    text = "The army said it would withdraw. The militia denied that it had fired."
    assert of(text, "statement") == of(text, "statement")
