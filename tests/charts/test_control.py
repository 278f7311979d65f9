"""Control charts, looked at from inside: every mark has a shape, limits are on the axis, words stand beside."""

from datetime import date

import numpy as np
import pytest

from indicators.catalogue.indicators import Break
from indicators.catalogue.periods import MONTH_NAMES
from indicators.charts.annotations import ChartEvent, TargetLine
from indicators.charts.spc import (
    READING_LABELS,
    READING_STYLES,
    ControlPanelContent,
    control_charts_figure,
)
from indicators.charts.standalone import standalone_figure
from indicators.signals.spc import control_chart

WORDS = {"title": "Contacts", "subtitle": "Contacts, number", "source_note": "Annual report"}
LABELS = [f"{month} {year}" for year in (2014, 2015) for month in MONTH_NAMES]
#: Ups and downs, then one far above.
STEADY = [50, 53, 47, 52, 49, 54, 46, 51, 48, 53, 50, 47, 52, 90]


def charted(
    make_series, values, *, polarity="high_is_good", rebase_at=(), target=None, series=None, narrow=False, **shown
):
    series = series or make_series("Rutland", LABELS[: len(values)], values)
    points = series.points["value"].to_numpy(float)
    control = control_chart(points, polarity=polarity, rebase_at=rebase_at, target=target)
    return control_charts_figure([ControlPanelContent(series, control, **shown)], **WORDS, narrow=narrow), control


def marks(fig):
    """The traces of points by the words of their legend."""
    return {trace.name: trace for trace in fig.data if trace.legendgroup in READING_STYLES}


def lines(fig, name):
    return [trace for trace in fig.data if trace.name == name and trace.mode == "lines"]


def end_texts(fig):
    return [note.text for note in fig.layout.annotations if note.name == "line-end"]


@pytest.mark.parametrize(
    ("polarity", "reading"),
    [("high_is_good", "improvement"), ("low_is_good", "concern"), ("no_judgement", "neutral")],
)
def test_a_special_cause_has_shape_colour_and_words(make_series, polarity, reading):
    found = marks(charted(make_series, STEADY, polarity=polarity)[0])
    assert found.keys() == {READING_LABELS["common"], READING_LABELS[reading]}
    special, common = found[READING_LABELS[reading]], found[READING_LABELS["common"]]
    assert list(special.y) == [90]
    assert special.marker.symbol != common.marker.symbol
    assert special.marker.color != common.marker.color
    assert "Beyond the limits" in special.customdata[0][0]


def test_every_reading_differs_in_shape_and_colour():
    assert len({style.symbol for style in READING_STYLES.values()}) == 4
    assert len({style.colour for style in READING_STYLES.values()}) == 4


def test_the_legend_says_only_what_occurs(make_series):
    fig, _ = charted(make_series, STEADY[:13])
    shown = [trace.name for trace in fig.data if trace.showlegend is not False]
    assert shown == [READING_LABELS["common"]]
    assert fig.layout.showlegend


def test_mean_and_limits_are_drawn_and_named_in_black(make_series):
    fig, control = charted(make_series, STEADY)
    (mean,) = lines(fig, "Mean")
    (upper,) = lines(fig, "Limits")
    assert mean.y == pytest.approx(control.mean)
    assert upper.y == pytest.approx(control.upl)
    assert upper.line.dash == "dash"
    named = [text.split(" ")[0] for text in end_texts(fig)]
    assert sorted(named) == ["Lower", "Mean", "Rutland", "Upper"]
    assert {note.font.color for note in fig.layout.annotations} == {"#000000"}


def test_limits_and_target_are_on_the_axis(make_series):
    fig, control = charted(make_series, STEADY, targets=[TargetLine(140, "Target: at least", "90: missed")])
    low, high = fig.layout.yaxis.range
    assert low <= 0
    assert high >= max(140, np.nanmax(control.upl))
    assert "Target: at least 140 –<br>90: missed" in end_texts(fig)


def test_limits_below_nought_are_drawn_at_nought_and_said(make_series):
    values = [3, 0, 7, 1, 6, 0, 5, 2, 8, 0, 4, 1, 9]
    fig, control = charted(make_series, values)
    assert control.lpl.min() < 0
    lower = [trace for trace in fig.data if trace.line.dash == "dash"][1]
    assert set(lower.y) == {0}
    assert "limits below 0 are drawn at 0" in fig.layout.meta["notes"]
    assert "Lower limit 0.0" in end_texts(fig)


def test_a_percentage_has_no_limit_above_100(make_series, make_indicator):
    share = make_indicator(kind="proportion", unit="%", decimals=0)
    series = make_series(
        "Rutland", LABELS[:13], [99, 92, 100, 95, 100, 91, 99, 100, 94, 100, 92, 99, 96], indicator=share
    )
    fig, control = charted(make_series, [0] * 13, series=series)
    assert control.upl.max() > 100
    assert max(lines(fig, "Limits")[0].y) == 100
    assert "limits above 100% are drawn at 100%" in fig.layout.meta["notes"]


def test_a_new_way_of_counting_is_a_step(make_series):
    values = [50, 53, 47, 52, 49, 54, 46, 80, 83, 77, 82, 79, 84, 76]
    broken = [Break(date(2014, 8, 1), "New way")]
    fig, control = charted(make_series, values, rebase_at=[7], breaks=broken)
    mean = lines(fig, "Mean")[0].y
    assert None in mean
    assert {round(value, 6) for value in mean if value is not None} == {round(value, 6) for value in set(control.mean)}
    assert "New way" in [note.text for note in fig.layout.annotations]


def test_without_limits_nothing_is_drawn_but_the_points_and_a_note(make_series):
    fig, _ = charted(make_series, [5] * 13)
    assert not lines(fig, "Mean")
    assert list(marks(fig)[READING_LABELS["common"]].y) == [5] * 13
    assert fig.layout.meta["notes"] == ["Rutland: limits cannot be drawn, since the figures do not vary enough"]


def test_a_gap_is_a_gap_and_provisional_points_are_hollow(make_series):
    values = [50, 53, None, *STEADY[3:]]
    statuses = ["final"] * (len(values) - 1) + ["provisional"]
    series = make_series("Rutland", LABELS[: len(values)], values, status=statuses)
    fig, _ = charted(make_series, values, series=series)
    path = next(trace for trace in fig.data if trace.mode == "lines" and trace.name is None)
    assert path.y[2] is None
    assert path.connectgaps is False
    assert sum(len(trace.y) for trace in marks(fig).values()) == len(values) - 1
    hollow = next(trace for trace in marks(fig).values() if trace.y[-1] == 90)
    assert list(hollow.marker.color) == [1]
    assert "[p] and hollow points" in standalone_figure(fig, as_at="May").to_json()


def test_adjusted_figures_tell_the_published_one(make_series):
    series = make_series("Rutland", LABELS[:14], STEADY, published=[value + 1 for value in STEADY])
    fig, _ = charted(make_series, STEADY, series=series)
    hover = marks(fig)[READING_LABELS["improvement"]].customdata[0][0]
    assert "February 2015: 90 (published 91)" in hover


def test_events_are_numbers_with_their_words(make_series):
    happened = [ChartEvent(date(2014, 9, 1), "A <new> team starts"), ChartEvent(date(2019, 9, 1), "Too late")]
    fig, _ = charted(make_series, STEADY, events=happened)
    (event,) = [note for note in fig.layout.annotations if note.name == "event"]
    assert event.text == "1"
    assert event.hovertext == "September 2014: A &lt;new&gt; team starts"
    assert fig.layout.meta["events"] == ["(1) September 2014: A <new> team starts"]
    framed = standalone_figure(fig, as_at="May").to_json()
    assert "(1) September 2014: A &lt;new&gt; team starts" in framed.replace("\\u003c", "<").replace("\\u003e", ">")


def test_several_areas_stand_below_each_other_with_one_legend(make_series):
    items = []
    for area in ("Leicestershire", "Rutland"):
        series = make_series(area, LABELS[: len(STEADY)], STEADY)
        items.append(ControlPanelContent(series, control_chart(STEADY, polarity="high_is_good"), area))
    fig = control_charts_figure(items, **WORDS)
    assert fig.layout.yaxis2.domain[1] < fig.layout.yaxis.domain[0]
    assert fig.layout.xaxis.domain == fig.layout.xaxis2.domain == (0, 1)
    shown = [trace.name for trace in fig.data if trace.showlegend is not False]
    assert len(shown) == len(set(shown)) == 2


def test_narrow_says_mean_and_limits_over_the_plot(make_series):
    fig, _ = charted(make_series, STEADY[:13], narrow=True, targets=[TargetLine(55, "Target: at least", "52: missed")])
    assert not end_texts(fig)
    unit = next(note.text for note in fig.layout.annotations if note.name == "unit")
    assert unit == "Contacts<br>Latest 52, mean 50.2, limits 38.2 to 62.1"
    shown = [trace.name for trace in fig.data if trace.showlegend is not False]
    assert shown == ["Mean", "Limits", READING_LABELS["common"], "Target: at least 55 – 52: missed"]


def test_nothing_to_show_says_so(make_series):
    fig, _ = charted(make_series, [None] * 3)
    assert [note.text for note in fig.layout.annotations] == ["No figures for this choice"]


def test_ten_years_of_months_are_small(make_series):
    labels = [f"{month} {year}" for year in range(2012, 2022) for month in MONTH_NAMES]
    values = [50 + 7 * (place * 7919 % 11) for place in range(120)]
    series = make_series("Rutland", labels, values)
    fig, _ = charted(make_series, values, series=series)
    assert len(fig.to_json()) < 60_000
