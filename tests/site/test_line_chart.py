"""Charts of the site: figures at their place on the axis, open where there is none."""

from dataclasses import replace
from datetime import date

import pytest

from indicators.catalogue.indicators import Break
from indicators.site.line_chart import NARROW, WIDE, draw_lines
from tests.helpers.wording_series import LEICESTERSHIRE, SHARE, yearly


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_figure_stands_at_its_height_and_a_gap_stays_open(size):
    nan = float("nan")
    drawn = draw_lines([yearly(50, 100, nan, 0, 75), yearly(10, 20, 30, 40, 50, area=LEICESTERSHIRE)], [], size)
    first, second = drawn.lines
    heights = [mark.y for mark in first.markers]
    place = {float(label.lines[0]): label.place for label in drawn.values}
    assert (place[0], place[100]) == (drawn.bottom, pytest.approx(drawn.top, abs=0.11))
    whole = drawn.bottom - drawn.top
    assert heights == pytest.approx([drawn.bottom - whole * share for share in (0.5, 1, 0, 0.75)], abs=0.11)
    # Two stretches, none across the year without a figure; the whole line in one.
    assert [len(run.split()) for run in first.runs] == [2, 2]
    assert [len(run.split()) for run in second.runs] == [5]
    assert (first.name, second.name) == ("Rutland", "Leicestershire")
    assert first.dash != second.dash
    assert first.shape != second.shape
    assert all(0 <= mark.x <= size.width for line in drawn.lines for mark in line.markers)
    assert drawn.periods[-1].lines == ("2015/16",)


def test_a_point_between_gaps_is_marked_among_many_and_a_provisional_one_is_hollow():
    nan = float("nan")
    line = yearly(*range(1, 41), nan, 5, nan, 7, 8)
    line = replace(line, points=line.points.assign(status=["final"] * (len(line.points) - 1) + ["provisional"]))
    (drawn,) = draw_lines([line], [], WIDE).lines
    assert [mark.is_hollow for mark in drawn.markers] == [False, True]
    assert len(drawn.runs) == 2


def test_the_axis_names_its_unit_and_a_break_has_its_line():
    broken = replace(SHARE, breaks=(Break(date(2014, 4, 1), "Counted anew."),))
    drawn = draw_lines([yearly(10, 20, 30, indicator=broken)], [], WIDE)
    assert drawn.unit == "Per cent"
    assert drawn.values[-1].lines == ("30%",)
    (place,) = drawn.breaks
    marks = [mark.x for mark in drawn.lines[0].markers]
    assert marks[0] < place < marks[1]
    assert draw_lines([yearly(10, 20)], [], WIDE).unit == "Contacts"
