"""The trend chart, looked at from inside."""

import time
from datetime import date

import pytest

from indicators.catalogue.areas import Area
from indicators.catalogue.indicators import Break
from indicators.catalogue.periods import MONTH_NAMES
from indicators.charts.annotations import TargetLine
from indicators.charts.standalone import standalone_figure
from indicators.charts.trend import trend_chart

WORDS = {"title": "Contacts fell", "subtitle": "Contacts, number", "source_note": "Source: annual report."}


def chart(series, **settings):
    return trend_chart(series, **WORDS | settings)


def texts(fig):
    return [note.text for note in fig.layout.annotations]


def ends(fig):
    return [note for note in fig.layout.annotations if note.name == "line-end"]


@pytest.fixture
def two(make_series, years):
    return [
        make_series("Leicestershire", years, [14683, None, 12773], status=["final", "final", "provisional"]),
        make_series("Rutland", years, [800, 717, 901]),
    ]


def test_lines_are_labelled_at_their_ends_and_need_no_legend(two):
    fig = chart(two)
    assert [note.text for note in ends(fig)] == [
        "Leicestershire\u00a012,773\u00a0[p]".replace("\u00a0", " ", 1),
        "Rutland 901",
    ]
    assert fig.layout.showlegend is False
    assert {note.font.color for note in ends(fig)} == {"#000000"}


def test_a_missing_figure_is_a_gap(two):
    line = chart(two).data[0]
    assert line.y == (14683, None, 12773)
    assert line.connectgaps is False


def test_provisional_points_are_hollow(two):
    first, second = chart(two).data
    assert list(first.marker.color) == [0, 0, 1]
    assert first.marker.colorscale == ((0, "#12436D"), (1, "white"))
    assert second.marker.color == "#F46A25"


def test_areas_differ_in_colour_dash_and_shape(two, make_series, years):
    fig = chart(two, comparators=[make_series("England", years, [1, 2, 3])])
    looks = [(line.line.color, line.line.dash, line.marker.symbol) for line in fig.data]
    assert looks[:2] == [("#12436D", "solid", "circle"), ("#F46A25", "dash", "square")]
    assert all(len({look[part] for look in looks}) == 3 for part in range(3))


def test_rutland_keeps_its_colour_alone(make_series, years):
    assert chart([make_series("Rutland", years, [1, 2, 3])]).data[0].line.color == "#F46A25"


def test_two_indicators_in_one_chart_are_named(make_series, make_indicator, years):
    plans = make_indicator(id="plans", short_title="Plans")
    series = [
        make_series("Rutland", years, [1, 2, 3]),
        make_series("Rutland", years, [3, 2, 1], indicator=plans),
    ]
    fig = chart(series)
    assert [line.name for line in fig.data] == ["Contacts", "Plans"]
    assert fig.data[0].line.color != fig.data[1].line.color


def test_counts_start_at_zero_and_an_index_does_not(make_series, years):
    assert chart([make_series("Rutland", years, [500, 510, 505])]).layout.yaxis.range[0] == 0
    index = make_series("Rutland", years, [100, 110, 105], measure="index", unit="index, 2013/14 = 100")
    assert chart([index]).layout.yaxis.range[0] > 0


def test_ticks_are_the_periods_and_have_thousands(two):
    fig = chart(two)
    assert fig.layout.xaxis.ticktext == ("2013/14", "2014/15", "2015/16")
    assert "15,000" in fig.layout.yaxis.ticktext


def test_hover_reads_in_words(make_series, years):
    series = make_series(
        "Rutland", years, [31.4, 35, 41], unit="%", numerator=[1.0, 2, 1234], denominator=[10.0, 10, 3000],
        status=["final", "revised", "provisional"], other_figures=[0, 0, 2],
    )  # fmt: skip
    line = chart([series]).data[0]
    assert list(line.customdata[2]) == [
        "2015/16: 41%",
        "<br>1,234 out of 3,000<br>provisional<br>2 other published figures",
    ]
    assert line.hovertemplate.startswith("<b>Rutland</b>")
    assert "Source" not in line.hovertemplate + str(line.customdata), "one source of all stands under the chart"


def test_different_sources_stand_at_their_own_points(make_series, years):
    line = chart([make_series("Rutland", years, [1, 2, 3], source=["A", "B", ""])]).data[0]
    assert [cell[1] for cell in line.customdata] == ["<br>Source: A", "<br>Source: B", ""]


def test_names_from_data_never_become_markup(make_series, years):
    evil = Area("X", "<b>x</b> & <a href='https://x.y'>y</a> %{x}")
    fig = chart([make_series(evil, years, [1, 2, 3], source=["<i>s</i>"] * 3)])
    assert "<b>x" not in fig.to_json()
    assert "<a " not in fig.to_json()
    assert "<i>" not in fig.to_json()
    assert "%{x}" not in fig.to_json()


def test_a_break_stands_at_its_date_with_its_note(two):
    fig = chart(two, breaks=[Break(date(2015, 4, 1), "New <way> of counting"), Break(date(1999, 4, 1), "Long ago")])
    assert "New &lt;way&gt; of counting" in texts(fig)
    assert "Long ago" not in texts(fig)
    (line,) = fig.layout.shapes
    assert line.x0 == "2015-04-01T00:00:00"
    assert line.line.dash == "dot"


def test_notes_of_breaks_near_each_other_stand_in_different_rows(two):
    fig = chart(two, breaks=[Break(date(2015, 4, month), "A change in counting") for month in (1, 2, 3)])
    shifts = [note.yshift for note in fig.layout.annotations if note.name == "mark"]
    assert len(set(shifts)) == 3
    assert fig.layout.margin.t > chart(two).layout.margin.t


def test_a_target_is_a_labelled_dashed_line(two):
    fig = chart(two, targets=[TargetLine(900, "Target")])
    assert "Target 900" in [note.text for note in ends(fig)]
    assert fig.layout.shapes[0].y0 == 900
    assert fig.layout.shapes[0].line.dash == "8px,5px"


def test_a_target_beyond_the_figures_is_on_the_axis(two):
    assert chart(two, targets=[TargetLine(50_000)]).layout.yaxis.range[1] >= 50_000


def test_labels_of_equal_lines_do_not_overlap(make_series, years):
    same = [make_series(Area(name, name), years, [5, 5, 5]) for name in "ABCDE"]
    fig = chart(same)
    shifts = sorted(note.ay for note in ends(fig))
    assert all(after - before >= 20 for before, after in zip(shifts, shifts[1:], strict=False))


def test_a_line_that_ends_early_says_when(make_series, years):
    fig = chart([make_series("Leicestershire", years, [5, 6, 7]), make_series("Rutland", years, [1, 2, None])])
    assert "Rutland 2\u00a0(2014/15)" in texts(fig)


def test_the_right_margin_holds_the_longest_label(make_series, years):
    short = chart([make_series("Rutland", years, [1, 2, 3])])
    long = chart([make_series(Area("SN", "Leicestershire's like areas (median)"), years, [1, 2, 3])])
    assert long.layout.margin.r > short.layout.margin.r
    assert "<br>" in ends(long)[0].text


def test_one_point_is_a_marker_with_its_label(make_series):
    fig = chart([make_series("Rutland", ["31 March 2016"], [29])])
    assert "markers" in fig.data[0].mode
    assert ends(fig)[0].text == "Rutland 29"
    assert ends(fig)[0].x == fig.data[0].x[0]


def test_nothing_to_show_says_so(make_series, years):
    for fig in (chart([]), chart([make_series("Rutland", years, [None] * 3)]), chart([], narrow=True)):
        assert texts(fig) == ["No figures for this choice"]
        assert standalone_figure(fig, as_at="today").layout.height


def test_one_area_without_figures_does_not_hide_the_other(make_series, years):
    series = [make_series("Leicestershire", years, [None] * 3), make_series("Rutland", years, [1, 2, 3])]
    assert [note.text for note in ends(chart(series))] == ["Rutland 3"]
    assert "Leicestershire no figures" in [line.name for line in chart(series, narrow=True).data]


def test_narrow_has_names_over_the_plot_and_no_labels_beside_it(two):
    fig = chart(two, narrow=True, targets=[TargetLine(900)])
    assert fig.layout.showlegend
    assert not ends(fig)
    assert [line.name for line in fig.data[:2]] == ["Leicestershire 12,773\u00a0[p]", "Rutland 901"]
    assert fig.data[0].hovertemplate.startswith("<b>Leicestershire</b>")
    assert fig.layout.margin.l + fig.layout.margin.r < 360 * 0.35
    assert fig.layout.margin.autoexpand is False
    assert fig.data[-1].name == "Target 900"


def test_intervals_are_drawn_where_they_are_asked_for(make_series, years):
    series = make_series("Rutland", years, [10, None, 12], lower=[8, float("nan"), 9], upper=[13, float("nan"), 16])
    bars = chart([series]).data[0].error_y
    assert bars.array == (3, None, 4)
    assert bars.arrayminus == (2, None, 3)
    assert chart([series]).layout.yaxis.range[1] >= 16


def test_an_isolated_point_of_a_long_line_keeps_its_marker(make_series):
    labels = [f"{year}/{(year + 1) % 100:02d} Q{quarter}" for year in range(2000, 2015) for quarter in (1, 2, 3, 4)]
    values = [None if place in (24, 26) else 5 for place in range(len(labels))]
    sizes = chart([make_series("Rutland", labels, values)]).data[0].marker.size
    assert sizes[25] > 0
    assert sizes[-1] > 0
    assert 0 in list(sizes)


def test_export_holds_title_source_date_and_what_hollow_means(two):
    fig = chart(two)
    framed = standalone_figure(fig, as_at=date(2026, 11, 1))
    words = {note.name: note.text for note in framed.layout.annotations}
    assert words["title"] == "<b>Contacts fell</b>"
    assert words["subtitle"] == "Contacts, number"
    assert words["source"] == ("Source: annual report. As at 1 November 2026. [p] and hollow points: provisional.")
    assert (framed.layout.width, framed.layout.height) == (1200, 675)
    assert "title" not in [note.name for note in fig.layout.annotations]


def test_a_long_title_is_wrapped_and_the_plot_keeps_its_room(two):
    fig = standalone_figure(
        chart(two), title="Very long <title> & more " * 30, subtitle="s", source_note="n", as_at="May"
    )
    title = next(note.text for note in fig.layout.annotations if note.name == "title")
    assert title.count("<br>") > 5
    assert "&lt;title&gt; &amp;" in title
    plot = fig.layout.height - fig.layout.margin.t - fig.layout.margin.b
    assert plot >= 220


def test_labels_stay_apart_in_a_picture_of_another_height(make_series, years):
    same = [make_series(Area(name, name), years, [5 + place, 5, 5 + place]) for place, name in enumerate("ABCDEF")]
    fig = standalone_figure(chart(same), as_at="May", height=420)
    plot = fig.layout.height - fig.layout.margin.t - fig.layout.margin.b
    low, high = fig.layout.yaxis.range
    centres = sorted((note.y - low) / (high - low) * plot - note.ay for note in ends(fig))
    assert all(after - before >= 16 * 1.3 - 0.2 for before, after in zip(centres, centres[1:], strict=False))


@pytest.mark.slow
def test_four_long_lines_are_quick_and_small(make_series):
    months = [f"{name} {year}" for year in range(2004, 2016) for name in MONTH_NAMES][:140]
    series = [make_series(Area(name, name), months, [k + 0.5 for k in range(140)]) for name in "ABCD"]
    chart(series)
    taken = []
    for _ in range(7):
        start = time.process_time()
        fig = chart(series)
        taken.append(time.process_time() - start)
    assert min(taken) < 0.06  # aim 0.03; twice that leaves room for a busy machine
    assert len(fig.to_json()) < 60_000
