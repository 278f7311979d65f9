"""Lines over time as plots: one list of periods, gaps as None, looks as in the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.charts.theme import COMPARATOR_STYLES, area_style
from indicators.exports.plots import line_plots
from tests.charts.conftest import build_indicator, build_series
from tests.helpers.areas import AREAS

LABELS = [f"{year}/{(year + 1) % 100:02d}" for year in range(2008, 2018)]


def line(area, labels, values, **settings):
    return build_series(AREAS[area], labels, values, **settings)


def test_lines_share_one_list_of_periods_and_keep_their_gaps():
    ours = line("Leicestershire", LABELS[:3], [14632, None, 12773.000000000002])
    other = line("Rutland", LABELS[2:5], [901, 950, 1129])
    england = line("England", LABELS[1:2], [5])
    (plot,) = line_plots([ours, other], [england], title="Contacts")
    assert (plot.title, plot.unit, plot.kind, plot.categories) == ("Contacts", "contacts", "line", tuple(LABELS[:5]))
    assert [(item.name, item.ys, item.is_background) for item in plot.lines] == [
        ("Leicestershire", (14632, None, 12773, None, None), False),
        ("Rutland", (None, None, 901, 950, 1129), False),
        ("England", (None, 5, None, None, None), True),
    ]


def test_lines_look_as_in_the_picture():
    made = [line(area, LABELS[:2], [1, 2]) for area in ("Rutland", "Leicestershire", "England")]
    (plot,) = line_plots(made[:2], made[2:])
    looks = [item.style for item in plot.lines]
    assert looks == [area_style(AREAS["Rutland"]), area_style(AREAS["Leicestershire"]), COMPARATOR_STYLES[0]]


def test_decimals_are_the_most_that_any_line_shows():
    share = build_indicator(unit="%", decimals=1)
    (plot,) = line_plots([line("Rutland", LABELS[:2], [22.1, 23], indicator=share)])
    assert (plot.decimals, plot.unit) == (1, "%")


def test_lines_without_figures_are_left_out():
    empty = line("Rutland", LABELS[:2], [None, None])
    assert line_plots([empty]) == line_plots([]) == ()
    (plot,) = line_plots([empty, line("Leicestershire", LABELS[:2], [1, 2])])
    assert [item.name for item in plot.lines] == ["Leicestershire"]
    assert plot.lines[0].style == area_style(AREAS["Leicestershire"])


@pytest.mark.long
@given(st.lists(st.dictionaries(st.sampled_from(LABELS), st.integers(0, 99) | st.none(), min_size=1), max_size=3))
def test_every_figure_comes_back_under_its_period(lines):
    made = [line("Rutland", sorted(figures), [figures[label] for label in sorted(figures)]) for figures in lines]
    held = [figures for figures in lines if any(value is not None for value in figures.values())]
    plots = line_plots(made)
    assert bool(plots) == bool(held)
    for plot in plots:
        assert list(plot.categories) == sorted({label for figures in held for label in figures})
        for item, figures in zip(plot.lines, held, strict=True):
            assert dict(zip(plot.categories, item.ys, strict=True)) == {
                label: figures.get(label) for label in plot.categories
            }
