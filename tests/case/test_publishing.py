"""What case.yaml and side-cars say of sharing: read, refused, and in doubt held back."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.case.open import open_case
from servanda.model.case import Case
from servanda.model.sharing import NEVER, Release
from tests.attacks.folder import checked, codes, small

SMALL = Path(__file__).resolve().parent.parent / "cases" / "small" / "case.yaml"


def opened(folder: Path, more: str, **files: str) -> Case:
    """The small case with lines behind its case.yaml, and other files."""
    named = {name.replace("__", "/").replace("_yaml", ".yaml").replace("_csv", ".csv").replace("_txt", ".txt"): text
             for name, text in files.items()}
    return open_case(small(folder, {"case.yaml": SMALL.read_text(encoding="utf-8") + more, **named}))


def test_switches_are_read(tmp_path: Path) -> None:
    case = opened(tmp_path / "case", "publish:\n  - {for: clear, delay: 3 days, sources: numbered, place: area, "
                  "time: week, fewer_than: 5, asked_by: the field}\n  - {for: amber, delay: 6h}\n")
    assert case.info.publish == (Release("clear", 72, "numbered", "area", "week", 5), Release("amber", 6))
    assert not [one for one in case.problems if one.severity == "error"]


@pytest.mark.parametrize(("entry", "told"), [
    ("{for: clear, delay: a while}", "no span such as `72 hours`"), ("{for: red, delay: 1 day}", "not one of clear"),
    ("{for: everybody}", "not one of clear"), ("{delay: 1 day}", "has no `for`"),
    ("{for: clear, place: district}", "not one of area"), ("{for: clear, time: month}", "not one of day, week"),
    ("{for: clear, sources: secret}", "not one of named"), ("{for: clear, fewer_than: 1}", "whole number from 2"),
    ("{for: clear, dely: 1 day}", "Did you mean `delay`?")])
def test_a_switch_that_cannot_be_read_stops_the_build(tmp_path: Path, entry: str, told: str) -> None:
    case = opened(tmp_path / "case", f"publish:\n  - {entry}\n")
    wrong = [one for one in case.problems if one.severity == "error" and one.file == "case.yaml"]
    assert any(told in one.message for one in wrong), [one.message for one in wrong]


def test_a_side_car_that_cannot_be_read_holds_back(tmp_path: Path) -> None:
    """Its level may have been a strict one, and its delay a long one."""
    case = opened(tmp_path / "case", "", documents__a_txt="text", documents__a_yaml="tlp: reed\ndelay: soon\n",
                  documents__b_txt="text", documents__b_yaml="tlp: [\n", documents__c_txt="text",
                  documents__c_yaml="delay: 2 days\n")
    cars = case.documents
    assert (cars["a.txt"].tlp, cars["a.txt"].delay) == ("red", NEVER)
    assert cars["b.txt"].tlp == "red"
    assert (cars["c.txt"].tlp, cars["c.txt"].delay) == ("", 48)


def test_a_mapping_that_cannot_be_read_holds_its_rows_back(tmp_path: Path) -> None:
    table = "report_id,kind,place\nR1,single,A\n"
    case = opened(tmp_path / "case", "", reports__x_csv=table, reports__x_yaml="tlp: [\n", reports__y_csv=table,
                  reports__y_yaml="delay: 5 days\n", reports__z_csv=table, reports__z_yaml="tlp: grene\n")
    levels = {raw.file: raw.mapping.get("tlp", "") for raw in case.tables["reports"]}
    assert (levels["reports/x.csv"], levels["reports/y.csv"], levels["reports/z.csv"]) == ("red", "", "red")
    assert next(raw.mapping["delay"] for raw in case.tables["reports"] if raw.file == "reports/y.csv") == 120


def test_a_delay_is_proposed_for_a_truce_without_an_end(tmp_path: Path) -> None:
    """As a note, and only while nobody has thought of it."""
    terms = (SMALL.parent / "terms.yaml").read_text(encoding="utf-8")
    without = terms.replace(", days: 10, counting: [inclusive, exclusive]", "")
    assert without != terms and "delay_advised" not in codes(checked(small(tmp_path / "ended")))
    live = small(tmp_path / "live", {"terms.yaml": without})
    told = [one for one in checked(live) if one.code == "delay_advised"]
    assert [one.severity for one in told] == ["note"]
    (live / "case.yaml").write_text(SMALL.read_text(encoding="utf-8") + "publish: [{for: clear, delay: 1 day}]\n",
                                    encoding="utf-8")
    assert "delay_advised" not in codes(checked(live))
