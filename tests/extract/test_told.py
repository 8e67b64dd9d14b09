"""What a text tells of the world: happenings, places, tallies, commitments, silences, contradictions."""

from __future__ import annotations

import pytest

from tests.extract.reading import of

pytestmark = pytest.mark.gazetteer


def test_a_coordinated_list_of_places_becomes_several_reports() -> None:
    text = "“Attack drones are currently in the skies over the Zhytomyr, Sumy and Poltava regions,” the governor said."
    found = of(text, "report")
    assert [one["place"] for one in found] == ["Poltava region", "Sumy region", "Zhytomyr region"]
    assert {one["claimed_by"] for one in found} == {"governor"}
    assert {one["author_claimed"] for one in found} == {""}


def test_a_report_names_its_author_only_where_the_words_do() -> None:
    (named,) = of("Norwegian warplanes struck a refinery near Poltava on Sunday, killing two people.", "report")
    assert (named["author_claimed"], named["affected"], named["place"]) == ("NOR", ["refinery/oil"], "Poltava")
    assert (named["time_from"], named["fatalities"], named["zone"]) == ("2031-05-18", 2, "")
    (unnamed,) = of("A refinery near Poltava was hit by a drone on Sunday.", "report")
    assert (unnamed["author_claimed"], unnamed["means"]) == ("", "uav")


@pytest.mark.parametrize(
    "text",
    [
        "Both sides agreed to halt missile strikes on Poltava.",
        "The army denied that missiles struck Poltava.",
        "If drones hit a hospital in Poltava, talks would end.",
        "The new drone can hit targets near Poltava.",
    ],
)
def test_what_did_not_happen_is_no_report(text: str) -> None:
    assert of(text, "report") == []


def test_the_context_decides_between_namesakes() -> None:
    def country(text: str) -> tuple[float, float]:
        one = next(one for one in of(text, "place") if one["text"] == "Tripoli")
        return round(one["lat"]), round(one["lon"])

    assert country("Lebanese soldiers left Lebanon's north. A bridge in Tripoli was closed.") == (34, 36)
    assert country("Libyan soldiers left Libya's west. A bridge in Tripoli was closed.") == (33, 13)


def _at(text: str, name: str) -> tuple[int, int]:
    one = next(one for one in of(text, "place") if one["text"] == name)
    return round(one["lat"]), round(one["lon"])


def test_what_follows_a_comma_says_which_namesake() -> None:
    assert _at("A fire broke out in Paris, Texas, on Monday.", "Paris") == (34, -96)
    assert _at("A fire broke out in Paris on Monday.", "Paris") == (49, 2)


def test_a_region_that_the_text_names_draws_its_towns() -> None:
    """Of two towns of one name the one is meant whose region is spoken of."""
    assert _at("A drone fell in Kirov. The governor of Kirov region spoke of Vyatka.", "Kirov") == (59, 50)
    assert _at("Snow fell over Manitoba. A bridge in Brandon was closed.", "Brandon") == (50, -100)
    assert _at("Snow fell over Florida. A bridge in Brandon was closed.", "Brandon") == (28, -82)


def test_a_large_town_needs_no_word_of_place_and_a_small_one_does() -> None:
    assert [one["text"] for one in of("Toronto police closed a bridge.", "place")] == ["Toronto"]
    assert of("Many Brandon drivers waited at a bridge.", "place") == []
    assert [one["text"] for one in of("Drivers waited at a bridge near Brandon.", "place")] == ["Brandon"]


def test_a_state_and_a_unit_say_how_wide_they_are() -> None:
    (cuba,) = of("Talks were held in Cuba.", "place")
    (dagestan,) = of("A drone fell in Dagestan.", "place")
    assert (cuba["what"], dagestan["what"]) == ("state", "region")
    assert 150 <= cuba["precision"] <= 250 and 100 <= dagestan["precision"] <= 200


TOWNS = [
    "Pokrovsk",
    "Bilopillia",
    "Kupiansk",
    "Sudzha",
    "Shebekino",
    "Bint Jbeil",
    "Marjayoun",
    "Metula",
    "Kiryat Shmona",
    "Uri",
    "Poonch",
    "Muzaffarabad",
    "Chasiv Yar",
    "Nikopol",
    "Khiam",
]


@pytest.mark.parametrize("name", TOWNS)
def test_towns_of_a_thousand_people(name: str) -> None:
    assert any(one["text"] == name for one in of(f"A shell fell in {name}.", "place")), name


@pytest.mark.parametrize("name", ["Суми", "Сумах", "Полтаві", "Харкова"])
def test_inflected_and_cyrillic_names(name: str) -> None:
    assert [one["place"] for one in of(f"A shell fell in {name}.", "place")]


def test_a_persons_name_is_no_place() -> None:
    assert of("Jack London said the line was quiet.", "place") == []


def test_a_commitment_has_its_day_number_and_condition() -> None:
    (one,) = of(
        "The rebels promised to hand over 60 prisoners by 15 June, provided that the army leaves.", "commitment"
    )
    assert (one["due_date"], one["quantity"], one["by"]) == ("2031-06-15", 60, "rebels")
    assert one["condition"].startswith("provided that")


def test_a_day_that_is_past_is_no_commitment() -> None:
    assert of("The rebels promised to hand over 60 prisoners by 15 April.", "commitment") == []


SILENCES = [
    ("Noticeably absent from both readouts was any mention of prisoners.", "prisoners", "both readouts"),
    ("The statement made no mention of the port.", "the port", "The statement"),
    ("The port was not mentioned in the readout of the council.", "The port", "the readout of the council"),
    ("There was no mention of the port in the communiqué.", "the port", "the communiqué"),
]


@pytest.mark.parametrize(("text", "topic", "whose"), SILENCES, ids=[one[0][:36] for one in SILENCES])
def test_silences_that_a_text_claims(text: str, topic: str, whose: str) -> None:
    (one,) = of(text, "silence_claimed")
    assert (one["topic"], one["absent_from"]) == (topic, whose)


DENIED = (
    "The army demanded a halt of military aid during the truce.",
    "The rebels denied that military supplies were mentioned.",
)
MEASURED = ("The leaders held a 1.5-hour phone call.", "The two-hour phone call ended well.")


@pytest.mark.parametrize(("first", "second", "how"), [(*DENIED, "denial"), (*MEASURED, "measures")])
def test_contradictions_within_a_text(first: str, second: str, how: str) -> None:
    both = of(f"{first} {second}", "contradiction")
    assert [one["how"] for one in both] == [how]
    assert both[0]["other_start"] >= len(first)


@pytest.mark.parametrize("alone", [*DENIED, *MEASURED])
def test_one_side_of_a_contradiction_is_none(alone: str) -> None:
    assert of(alone, "contradiction") == []


def test_equal_measures_do_not_contradict() -> None:
    assert of("A two-hour call was held. The two-hour call ended.", "contradiction") == []
