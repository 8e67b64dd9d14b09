"""The tables: keys, references, and at least the columns that other programs rely on."""

from __future__ import annotations

import pytest

from servanda.model.tables import SHARING, TABLES, TYPES, Table

# The contract: columns that may be added to, never taken from.
LEAST = {
    "reports": "report_id incident_id used set_aside_reason kind source origin time_from time_to lasted_from lasted_to "
               "zone time_precision place lat lon precision claimed_by recognised_by controlled_by author_claimed "
               "denied_by act stage means aimed_at affected how_known munitions_low munitions_high fatalities injured "
               "licence",
    "links": "report_id incident_id probability reason_code",
    "incidents": "incident_id time_from time_to place lat lon authors occurrence_standing author_standing "
                 "object_standing denied_by n_reports n_origins n_accounts fatalities_low fatalities_high injured_low "
                 "injured_high",
    "accounts": "account_id incident_id author aimed_at affected stage means origins report_ids",
    "verdicts": "incident_id provision reading author outcome possible bound act means object whose where when "
                "provided unless excluded_by must_hold would_exclude reasons stated_after_event",
    "account_verdicts": "account_id provision reading author outcome possible bound act means object whose where when "
                        "provided unless excluded_by must_hold would_exclude reasons stated_after_event",
    "releases": "provision reading standard party first_candidates invoked_by from verdicts_affected",
    "figures": "figure_id rule provision reading party standard unit period_from period_to low high text_unknown value "
               "ci_low ci_high n method",
    "problems": "code severity file line row_id message why mend count",
    "decisions": "seq prev hash at by kind table ids seen_hash value reason cites undoes",
    "review": "kind ids seen_hash question effect_on_headline command",
}
NAMES = ("sources documents reports statements tallies incidents links accounts effective_provisions account_verdicts "
         "verdicts releases meetings readouts silences positions shifts contradictions acceptance commitments figures "
         "tally_checks review decisions problems")
INPUT = "reports statements tallies commitments"
PROVENANCE = "from_file from_row document_id start end tier review tlp licence"

TABLE = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))


def test_every_table_of_the_contract_is_declared() -> None:
    assert set(NAMES.split()) <= set(TABLES)


@pytest.mark.parametrize("name", LEAST)
def test_no_contract_column_is_missing(name: str) -> None:
    assert [column for column in LEAST[name].split() if column not in TABLES[name].names] == []


@pytest.mark.parametrize("name", INPUT.split())
def test_rows_that_are_input_carry_where_they_came_from(name: str) -> None:
    assert [column for column in PROVENANCE.split() if column not in TABLES[name].names] == []
    assert {"used", "set_aside_reason"} <= set(TABLES[name].names)


@TABLE
def test_keys_and_references_exist(table: Table) -> None:
    assert table.key and set(table.key) <= set(table.names)
    for column, target in table.references.items():
        assert column in table.names
        assert len(TABLES[target].key) == 1


@TABLE
def test_columns_are_declared_well(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    for column in table.columns:
        assert column.type in TYPES and column.sharing in SHARING
        assert column.doc and column.empty
    assert table.doc.endswith(".")


def test_the_key_of_a_verdict() -> None:
    assert TABLES["verdicts"].key == ("incident_id", "provision", "reading", "author")
    with pytest.raises(KeyError, match="no column"):
        TABLES["verdicts"].column("guilt")
