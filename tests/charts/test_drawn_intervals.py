"""Intervals on lines: bars for few points, a band for many, open where there is none."""

from indicators.charts.lines import MOST_INTERVAL_BARS
from indicators.charts.trend import trend_chart

WORDS = {"title": "t", "subtitle": "s", "source_note": "n"}
NONE = float("nan")


def chart(make_series, values, lower, upper, **settings):
    labels = [f"{year}/{(year + 1) % 100:02d}" for year in range(2005, 2005 + len(values))]
    series = make_series("Rutland", labels, values, lower=lower, upper=upper)
    return trend_chart([series], **WORDS | settings)


def bands(fig):
    return [trace for trace in fig.data if trace.fill == "toself"]


def test_up_to_six_points_have_bars_in_the_colour_of_their_line(make_series):
    fig = chart(make_series, [5] * MOST_INTERVAL_BARS, [4] * MOST_INTERVAL_BARS, [7] * MOST_INTERVAL_BARS)
    (line,) = fig.data
    assert line.error_y.array == (2,) * MOST_INTERVAL_BARS
    assert line.error_y.color == line.line.color


def test_more_points_have_a_band_behind_their_line(make_series):
    many = MOST_INTERVAL_BARS + 1
    fig = chart(make_series, [5] * many, [4] * many, [7] * many)
    (band,) = bands(fig)
    assert fig.data[0] is band
    assert band.showlegend is False
    assert fig.data[1].error_y.array is None
    assert list(band.y) == [7] * many + [4] * many + [None]


def test_a_band_is_open_where_a_point_has_no_interval(make_series):
    values = [5, 5, 5, None, 5, 5, 5, 5]
    lower = [4, 4, 4, NONE, 4, 4, NONE, 4]
    upper = [7, 7, 7, NONE, 7, 7, NONE, 7]
    (band,) = bands(chart(make_series, values, lower, upper))
    assert list(band.x).count(None) == 3


def test_the_pointer_reads_the_interval(make_series):
    fig = chart(make_series, [5, 6], [4, NONE], [7, NONE])
    assert "95% interval 4 to 7" in fig.data[0].customdata[0][1]
    assert "interval" not in fig.data[0].customdata[1][1]


def test_the_axis_holds_the_band_and_a_legend_leaves_it_out(make_series):
    many = MOST_INTERVAL_BARS + 3
    fig = chart(make_series, [5] * many, [4] * many, [70] * many, narrow=True)
    assert fig.layout.yaxis.range[1] >= 70
    assert [trace.name for trace in fig.data if trace.showlegend is not False] == ["Rutland 5"]


def test_a_point_alone_among_many_has_a_bar(make_series):
    """A band of one point has no width: a point between two gaps keeps its interval all the same."""
    many = MOST_INTERVAL_BARS + 3
    lower, upper = [4.0] * many, [7.0] * many
    for gap in (1, 3):
        lower[gap] = upper[gap] = NONE
    fig = chart(make_series, [5] * many, lower, upper)
    line = fig.data[1]
    alone = (0, 2)
    assert [place for place, size in enumerate(line.error_y.array) if size is not None] == list(alone)
    assert [place for place, size in enumerate(line.error_y.arrayminus) if size is not None] == list(alone)


def test_many_points_all_alone_have_bars(make_series):
    many = 2 * MOST_INTERVAL_BARS + 1
    limits = [(4.0, 7.0) if place % 2 == 0 else (NONE, NONE) for place in range(many)]
    fig = chart(make_series, [5] * many, [low for low, _ in limits], [high for _, high in limits])
    assert sum(size is not None for size in fig.data[1].error_y.array) == MOST_INTERVAL_BARS + 1
