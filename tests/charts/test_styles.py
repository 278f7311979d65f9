"""The same area looks the same in every chart, whatever else is chosen."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.areas import Area
from indicators.charts.small_multiples import small_multiples
from indicators.charts.theme import OTHER_STYLES, area_style, area_styles, comparator_styles
from indicators.charts.trend import trend_chart
from tests.helpers.areas import AREAS

WORDS = {"title": "t", "subtitle": "s", "source_note": "n"}
#: The board's areas and those held against them, with some of their statistical neighbours.
OTHERS = [Area(code, code) for code in ("E06000016", "E10000014", "E06000056", "E10000031")]
SHOWN = [*AREAS.values(), *OTHERS]


def look(style):
    return style.colour, style.dash


def test_no_two_areas_share_colour_and_dash():
    assert len({look(area_style(area)) for area in SHOWN}) == len(SHOWN)
    assert len({look(style) for style in OTHER_STYLES}) == len(OTHER_STYLES)


@given(st.permutations(SHOWN), st.integers(1, len(SHOWN)))
def test_an_area_keeps_its_look_whatever_stands_beside_it(areas, count):
    assert area_styles(areas[:count]) == [area_style(area) for area in areas[:count]]


@pytest.mark.parametrize("count", [1, 3, 4, 6])
def test_of_any_number_of_own_areas_no_two_look_alike(count):
    own = [Area(f"E0600000{place}", str(place), place=place) for place in range(count)]
    styles = [*area_styles(own), area_style(AREAS["Leicestershire and Rutland"])]
    assert len({look(style) for style in styles}) == count + 1


def test_an_area_has_the_colour_that_the_board_chose_for_it():
    chosen = replace(AREAS["Rutland"], colour="#00703C")
    assert look(area_style(chosen)) == ("#00703C", area_style(AREAS["Rutland"]).dash)


def test_what_looks_alike_by_chance_is_told_apart():
    alike = [Area(f"E100000{22 * place + 1:02d}", str(place)) for place in range(4)]
    assert len({area_style(area) for area in alike}) == 1
    assert all(look(one) != look(other) for one, other in itertools.combinations(area_styles(alike), 2))


def test_england_is_the_same_grey_as_an_area_and_as_a_comparison():
    england = AREAS["England"]
    assert look(area_style(england)) == look(comparator_styles([AREAS["East Midlands"], england])[1])


def test_panels_draw_an_area_alike(make_series, make_indicator, years):
    leicester = Area("E06000016", "Leicester")
    plans = make_indicator(id="plans")
    chart = small_multiples(
        [
            ("Contacts", [make_series("Rutland", years, [1, 2, 3]), make_series(leicester, years, [1, 2, 3])]),
            ("Plans", [make_series(leicester, years, [3, 2, 1], indicator=plans)]),
        ]
    )
    looks = {(line.line.color, line.line.dash) for line in chart.data if line.name == "Leicester"}
    assert looks == {look(area_style(leicester))}


def test_many_lines_have_the_whole_width(make_series, years):
    lines = [make_series(Area(code, code), years, [1, 2, 3]) for code in "ABCD"]
    chart = small_multiples([("One", lines), ("Other", lines)])
    assert chart.layout.xaxis.domain == chart.layout.xaxis2.domain == (0, 1)


def test_one_box_reads_all_lines_of_a_period(make_series, years):
    lines = [make_series("Rutland", years, [1, 2, 3]), make_series("Leicestershire", years, [4, 5, 6])]
    chart = trend_chart(lines, **WORDS)
    assert chart.layout.hovermode == "x unified"
    assert all(line.hovertemplate.startswith(f"<b>{line.name}</b> %{{customdata[0]}}") for line in chart.data)
    assert not any("Source" in str(line.hovertemplate) + str(line.customdata) for line in chart.data)


def test_a_series_of_one_point_has_its_interval(make_series):
    (line,) = trend_chart([make_series("Rutland", ["2015/16"], [5], lower=[2.0], upper=[9.0])], **WORDS).data
    assert (line.error_y.array, line.error_y.arrayminus) == ((4,), (3,))
