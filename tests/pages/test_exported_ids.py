"""No table that leaves as a file names things by their ids."""

import re
from datetime import date

import pytest

from indicators.assurance.map import assurance_map
from indicators.assurance.tables import (
    figure_evidence_frame,
    finding_evidence_frame,
    map_frame,
    measures_without_data_frame,
)
from indicators.board.challenges import challenge_histories, find_challenges
from indicators.board.findings import findings
from indicators.board.records import challenges_frame, events_frame
from indicators.catalogue.catalogue import load_catalogue
from indicators.figures.disagreements import stored_disagreements
from indicators.pages.challenge.download import shortlist_table
from indicators.pages.disagreements.download import disagreements_table
from indicators.pages.findings.listing import findings_frame
from indicators.signals.cycle import judge_cycle
from indicators.store.database import open_for_reading

ID = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")
DAY = date(2016, 3, 31)


@pytest.mark.slow
def test_no_exported_table_has_an_id_in_a_heading_or_a_cell(lived_store):
    with open_for_reading(lived_store) as store:
        catalogue = load_catalogue(store)
        cycle = judge_cycle(store, catalogue, as_at=DAY, targets=store.query("targets"))
        plan = catalogue.plans["lr_2015_16"]
        grid = assurance_map(store, catalogue, plan, as_at=DAY, cycle=cycle)
        challenges, _ = find_challenges(store, limit=None)
        rows = stored_disagreements(store, catalogue, catalogue.indicators, plan.areas)
        tables = {
            "shortlist": shortlist_table(cycle.shortlist, catalogue),
            "disagreements": disagreements_table(rows, catalogue),
            "challenges": challenges_frame(store, catalogue, challenges, on=DAY),
            "steps": events_frame(challenge_histories(store, [one.number for one in challenges])),
            "findings": findings_frame(findings(store), catalogue),
            "map": map_frame(grid, plan, catalogue),
            "figures": figure_evidence_frame(grid),
            "heard": finding_evidence_frame(grid, catalogue),
            "missing": measures_without_data_frame(grid),
        }
    found = {}
    for name, table in tables.items():
        assert len(table), name
        cells = [*map(str, table.columns), *(str(cell) for column in table for cell in table[column])]
        if ids := sorted({match for cell in cells for match in ID.findall(cell)}):
            found[name] = ids
    assert found == {}
