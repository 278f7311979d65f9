"""The funnel plot, looked at from inside."""

import math

import pandas as pd
import pytest

from indicators.charts.axes import ratio_ticks
from indicators.charts.funnel import Funnel, funnel_plot
from indicators.charts.standalone import standalone_figure
from indicators.charts.theme import area_style
from indicators.errors import UsageError
from indicators.signals.funnel import funnel_limits
from tests.helpers import areas

WORDS = {"title": "Referrals", "subtitle": "Rate 2024/25", "source_note": "National return"}
RATE = Funnel(519.4, "England", "rate", 10_000, "referrals per 10,000 children", "children aged 0 to 17")
NAMED = {areas.AREAS[name].code: area_style(areas.AREAS[name]) for name in ("Leicestershire", "Rutland")}
AREAS = [
    ("E10000018", "Leicestershire", 147_000, 458.0),
    ("E06000017", "Rutland", 8_012, 480.5),
    ("A", "Some <b>place</b>", 63_000, 400.0),
    ("B", "Elsewhere", 130_000, 398.0),
    ("C", "Far away", 62_000, 416.0),
]


def frame(rows=AREAS):
    points = pd.DataFrame(rows, columns=["code", "area", "exposure", "value"])
    return points.assign(label=[f"{value:.0f}" for value in points["value"]])


def chart(points=None, funnel=RATE, **settings):
    return funnel_plot(frame() if points is None else points, funnel, named=NAMED, **WORDS | settings)


def dots(fig):
    return {trace.name: trace for trace in fig.data if trace.mode == "markers"}


def curves(fig):
    return [trace for trace in fig.data if trace.mode == "lines"]


def test_our_areas_are_named_in_their_colours_and_the_others_are_grey_with_names_to_hover():
    fig = chart()
    found = dots(fig)
    assert found.keys() == {"Other areas", "Leicestershire", "Rutland"}
    assert found["Rutland"].marker.color == NAMED["E06000017"].colour
    assert found["Rutland"].marker.symbol != found["Leicestershire"].marker.symbol
    assert [cell[0] for cell in found["Other areas"].customdata] == [
        "Some &lt;b&gt;place&lt;/b&gt;",
        "Elsewhere",
        "Far away",
    ]
    assert [note.text for note in fig.layout.annotations if note.name == "area"] == [
        "<b>Leicestershire</b>",
        "<b>Rutland</b>",
    ]


def test_limits_are_those_of_the_signals_at_every_size():
    average, far_up, far_down, near_up, near_down = curves(chart())
    assert set(average.y) == {519.4}
    for level, up, down in ((0.95, near_up, near_down), (0.998, far_up, far_down)):
        lower, upper = funnel_limits(up.x, 519.4, kind="rate", per=10_000, level=level)
        assert up.y == pytest.approx(upper)
        assert down.y == pytest.approx(lower)
    assert {near_up.line.dash, far_up.line.dash} == {"dash", "dot"}


def test_the_axis_holds_every_dot_and_the_limits_of_the_smallest_area():
    fig = chart()
    low, high = fig.layout.yaxis.range
    assert low <= 398
    assert high >= max(curves(fig)[1].y)
    assert min(curves(fig)[0].x) < 8_012
    assert max(curves(fig)[0].x) > 147_000


def test_sizes_far_apart_are_spaced_by_ratio_and_names_stand_at_their_dots():
    fig = chart()
    assert fig.layout.xaxis.type == "log"
    assert "10,000" in fig.layout.xaxis.ticktext
    rutland = next(note for note in fig.layout.annotations if note.text == "<b>Rutland</b>")
    assert rutland.x == pytest.approx(math.log10(8_012))
    near = chart(frame(AREAS[2:]))
    assert near.layout.xaxis.type != "log"
    assert near.layout.xaxis.range[0] == 0


def test_names_do_not_meet_even_where_dots_do():
    close = [("E10000018", "Leicestershire", 60_000, 458.0), ("E06000017", "Rutland", 61_000, 458.5), *AREAS[2:]]
    first, second = (note for note in chart(frame(close)).layout.annotations if note.name == "area")
    apart = first.xanchor != second.xanchor or abs(first.ay - second.ay) >= 16 * 1.2
    assert apart


def test_right_labels_name_average_and_limits():
    texts = [note.text for note in chart().layout.annotations if note.name == "line-end"]
    assert texts == ["99.8% limits", "95% limits", "England 519"]


def test_narrow_has_these_in_a_legend():
    fig = chart(narrow=True)
    assert fig.layout.showlegend
    shown = [trace.name for trace in fig.data if trace.showlegend is not False]
    assert shown == ["England 519", "99.8% limits", "95% limits", "Other areas", "Leicestershire", "Rutland"]


def test_percentages_have_their_sign():
    share = Funnel(22.6, "England", "proportion", 100, "%", "referrals", decimals=1)
    rows = [(code, area, size / 100, value / 20) for code, area, size, value in AREAS]
    fig = chart(frame(rows), share)
    assert all(text.endswith("%") for text in fig.layout.yaxis.ticktext)
    assert "England 22.6%" in [note.text for note in fig.layout.annotations]


def test_a_picture_holds_the_same_marks_and_words():
    framed = standalone_figure(chart(), as_at="May")
    assert len(framed.data) == len(chart().data)
    assert "Children aged 0 to 17" in [note.text for note in framed.layout.annotations]


@pytest.mark.parametrize(
    "points", [frame([]), frame([("A", "A", 0, 5.0)]), frame([("A", "A", 9, math.nan)]), frame().drop(columns="label")]
)
def test_what_cannot_be_drawn_is_refused(points):
    with pytest.raises(UsageError, match="funnel"):
        chart(points)


@pytest.mark.parametrize(("low", "high", "most"), [(5_600, 320_000, 6), (5_600, 320_000, 3), (3, 9, 5), (1, 10**7, 4)])
def test_ratio_ticks_are_round_few_and_within(low, high, most):
    ticks = ratio_ticks(low, high, most=most)
    assert 1 <= len(ticks) <= most
    assert all(low <= tick <= high for tick in ticks)
