"""The table of the figures that no other part of a report prints."""

from contextlib import closing

from indicators.report.other_figures import other_figure_pieces
from tests.helpers.packs import board_year, contents_of, tiny

CONTENTS = """
title = "Figures for the report"
[[items]]
kind = "figures"
"""


def cells_of(folder, rows):
    year = board_year(tiny(folder, rows, definitions={}))
    with closing(year.store):
        (item,) = contents_of(CONTENTS, year.catalogue).items
        (piece,) = other_figure_pieces(item, year, [])
        return piece.exhibit.table.to_dict("records")


def quarters(area, year, values, **more):
    return [{"area": area, "period": f"{year} Q{number}", "value": one, **more} for number, one in values.items()]


def test_quarters_are_a_line_a_year_in_the_order_of_time(tmp_path):
    rows = [
        *quarters("Rutland", "2015/16", {3: 6, 1: 13, 4: 14, 2: 11}),
        *quarters("Rutland", "2014/15", {4: 1_011, 3: 9}),
        {"area": "Leicestershire", "period": "2015/16", "value": 12_773},
        {"area": "Leicestershire", "period": "2014/15", "value": 14_632},
        *quarters("Leicestershire", "2015/16", {1: 30}, source="national"),
    ]
    (row,) = cells_of(tmp_path, rows)
    assert row["Rutland"] == "2015/16: Q1 13, Q2 11, Q3 6, Q4 14; 2014/15: Q3 9, Q4 1,011"
    assert row["Leicestershire"] == "12,773; 14,632 (2014/15); 2015/16: Q1 30"


def test_a_quarter_without_a_figure_keeps_its_symbol_and_a_wider_area_its_name(tmp_path):
    rows = [
        *quarters("Rutland", "2015/16", {1: 13, 2: 11}),
        {"area": "Rutland", "period": "2015/16 Q3", "value": "", "symbol": "x"},
        *quarters("Rutland", "2015/16", {4: 12}, status="provisional"),
        *quarters("England", "2015/16", {1: 5_000}),
    ]
    (row,) = cells_of(tmp_path, rows)
    assert row["Rutland"] == "2015/16: Q1 13, Q2 11, Q3 [x], Q4 12 [p]"
    assert row["Wider areas"] == "England, 2015/16: Q1 5,000"
