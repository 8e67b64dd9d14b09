"""Tables of known publishers and of anybody, as a newcomer has them: read, linked, told; and links scored by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.cli import main

# Headings as the publishers print them; the happenings are invented.
ACLED = """event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,admin1,location,""" \
    """latitude,longitude,geo_precision,source,notes,fatalities
XYZ1,12 March 2040,1,Explosions,Shelling/artillery/missile attack,A,Upper,Oat Mill,-6.1,-25.5,1,Wire,Three die.,3
XYZ2,12 March 2040,1,Explosions/Remote violence,Air/drone strike,A,Upper,Rye Bridge,-6.3,-25.2,2,Wire,A drone.,0
XYZ3,13 March 2040,1,Protests,Peaceful protest,A,Upper,Oat Mill,-6.1,-25.5,1,Wire,A march.,0
"""
GED = """id,type_of_violence,where_prec,where_coordinates,latitude,longitude,adm_1,event_clarity,date_prec,""" \
    """date_start,date_end,dyad_name,best,high,low,code_status
501,1,1,Oat Mill,-6.102,-25.499,Upper,1,1,2040-03-12 00:00:00.000,2040-03-12 00:00:00.000,A - B,3,3,3,Clear
503,1,4,Upper,-6.2,-25.4,Upper,2,4,2040-03-01 00:00:00.000,2040-03-31 00:00:00.000,A - B,20,30,10,Clear
"""
OWN = """Event,Day,Location,Lat,Long,Killed,n_low,n_high,Kind
,20400312,Oat Mill,-6.1,-25.5,3,,,
,2040-03-12 00:00:00.000,Rye Bridge,-6.3,-25.2,,,,
,03/04/2040,Rye Bridge,-6.3,-25.2,,,,
,12-Mar-2040,Oat Mill,-6.1,-25.5,,2,4,composite
"""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ran(*words: str | Path) -> str:
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def tables(tmp_path: Path) -> list[Path]:
    made = []
    for name, text in (("acled.csv", ACLED), ("ged.csv", GED), ("own.csv", OWN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        made.append(tmp_path / name)
    return made


def test_files_of_known_publishers_are_told_by_their_headings(tables: list[Path], tmp_path: Path) -> None:
    said = ran("link", *tables, "-o", tmp_path / "out")
    assert "acled.csv is read as ACLED" in said and "ged.csv is read as UCDP Georeferenced Event Dataset" in said
    assert "own.csv is read as columns by name (report_id = Event, " in said and "time_from = Day, " in said
    assert "1 rows are set aside: `Peaceful protest`" in said and "`03/04/2040` is not a time" in said
    home = {row["report_id"]: row["incident_id"] for row in rows(tmp_path / "out" / "links.csv")}
    assert home["acled-XYZ1"] == home["ucdp-501"] == home["own:2"] != home["acled-XYZ2"] == home["own:3"]
    assert set(home) == {"acled-XYZ1", "acled-XYZ2", "ucdp-501", "own:2", "own:3"}


def test_counts_among_tables_get_their_parts(tables: list[Path], tmp_path: Path) -> None:
    ran("link", *tables, "-o", tmp_path / "out")
    counts = {row["report_id"]: row for row in rows(tmp_path / "out" / "composites.csv")}
    assert set(counts) == {"ucdp-503", "own:5"}
    assert (counts["ucdp-503"]["fitting_high"], counts["ucdp-503"]["held_high"]) == ("2", "2")
    own = counts["own:5"]
    assert (own["stated_low"], own["held_high"], own["unheld_low"]) == ("2", "1", "1")


def test_the_order_of_files_changes_no_incident_part_or_disagreement(tables: list[Path], tmp_path: Path) -> None:
    seen = []
    for turn in range(3):
        out = tmp_path / f"out{turn}"
        ran("link", *tables[turn:], *tables[:turn], "-o", out)
        seen.append([(out / f"{name}.csv").read_bytes() for name in
                     ("incidents", "links", "accounts", "parts", "composites", "echoes", "disagreements")])
    assert seen[0] == seen[1] == seen[2]


def test_where_nothing_can_be_read_it_is_said_why(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("when,lat,lon\n03/04/2040,1,2\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["link", str(tmp_path / "a.csv"), "-o", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "a.csv is read as columns by name" in done.output and "a.csv:2: The row states no time" in done.output


def test_every_measure_by_hand(tmp_path: Path) -> None:
    """Truth {a b c} {d} {e f}; predicted {a b} {c d} {e f}; pairs compared: ab .9, cd .6, ef .8; c tells as nobody."""
    (tmp_path / "links.csv").write_text("report_id,incident_id\na,1\nb,1\nc,2\nd,2\ne,3\nf,3\n", encoding="utf-8")
    (tmp_path / "truth.csv").write_text("report_id,incident_id\na,x\nb,x\nc,x\nd,y\ne,z\nf,z\n", encoding="utf-8")
    (tmp_path / "pairs.csv").write_text("report_a,report_b,probability,kind\na,b,0.9,pair\nc,d,0.6,pair\n"
                                        "e,f,0.8,pair\n", encoding="utf-8")
    (tmp_path / "reports.csv").write_text("report_id,source\na,s\nb,t\nc,t\nd,s\ne,s\nf,s\n", encoding="utf-8")
    said = ran("evaluate", "link", tmp_path, tmp_path / "truth.csv", "--reports", tmp_path / "reports.csv")
    # Two of three pairs said are right, of four real; groups of several: {e f} of three said and two real.
    assert "precision 0.667  recall 0.500  F1 0.571" in said
    # Precision (1 + 1 + 1/2 + 1/2 + 1 + 1) / 6; recall (2/3 + 2/3 + 1/3 + 1 + 1 + 1) / 6.
    assert "precision 0.833  recall 0.778  F1 0.805" in said
    assert "exact: F1 0.400" in said and "count error +0.000" in said
    # Gaps .1, .6 and .2 over three pairs in bins of their own; of four true pairs ab and ef were compared.
    assert "calibration error 0.300; true pairs compared 0.500" in said
    assert "s - s: precision 1.000, recall 1.000 of 1 pairs" in said
    assert "s - t: precision 0.500, recall 0.500 of 2 pairs" in said
    assert "t - t: precision -, recall 0.000 of 1 pairs" in said
