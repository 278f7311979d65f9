"""Events on charts: numbered through all panels, listed in words, only those within the periods shown."""

from datetime import date

import pytest

from indicators.catalogue.indicators import Break
from indicators.charts.annotations import ChartEvent, event_list, event_text, numbered_events
from indicators.charts.small_multiples import small_multiples
from indicators.charts.standalone import standalone_figure
from indicators.charts.trend import trend_chart

WORDS = {"title": "t", "subtitle": "s", "source_note": "n"}
EARLY, LATE = ChartEvent(date(2014, 5, 1), "A team starts"), ChartEvent(date(2016, 2, 1), "A policy changes")


def boxes(fig):
    return [note for note in fig.layout.annotations if note.name == "event"]


def test_numbers_run_by_date_through_all_groups(make_series, years):
    line = [make_series("Rutland", years, [1, 2, 3])]
    groups = numbered_events([(line, [LATE, EARLY]), (line, [LATE])])
    assert [[mark.text for mark in marks] for marks in groups] == [["1", "2"], ["2"]]
    assert event_list(groups) == ["(1) May 2014: A team starts", "(2) February 2016: A policy changes"]


@pytest.mark.parametrize(
    ("day", "within"), [("2013-03-31", False), ("2013-04-01", True), ("2016-03-31", True), ("2016-04-01", False)]
)
def test_only_events_within_the_periods_shown(make_series, years, day, within):
    event = ChartEvent(date.fromisoformat(day), "x")
    assert bool(numbered_events([([make_series("Rutland", years, [1, 2, 3])], [event])])[0]) is within


def test_periods_without_a_figure_are_not_shown(make_series, years):
    line = make_series("Rutland", years, [1, 2, None])
    assert numbered_events([([line], [LATE])]) == [[]]
    assert numbered_events([([], [LATE])]) == [[]]


@pytest.mark.parametrize(
    ("day", "title", "words"),
    [
        (date(2015, 8, 1), "New form", "August 2015: New form"),
        (date(2015, 8, 4), "New form", "4 August 2015: New form"),
        (date(2015, 8, 1), "New form (summer 2015)", "New form (summer 2015)"),
    ],
)
def test_the_date_is_said_once(day, title, words):
    assert event_text(day, title) == words


def test_a_trend_chart_marks_events_apart_from_breaks(make_series, years):
    line = [make_series("Rutland", years, [1, 2, 3])]
    fig = trend_chart(line, breaks=[Break(date(2015, 1, 1), "New way")], events=[EARLY, LATE], **WORDS)
    assert [box.text for box in boxes(fig)] == ["1", "2"]
    assert boxes(fig)[0].hovertext == "May 2014: A team starts"
    looks = {(shape.line.dash, shape.line.width) for shape in fig.layout.shapes}
    assert len(looks) == 2
    assert "(2) February 2016: A policy changes" in standalone_figure(fig, as_at="May").to_json()


def test_the_axis_reaches_to_an_event_after_the_middle_of_the_last_period(make_series, years):
    line = [make_series("Rutland", years, [1, 2, 3])]
    fig = trend_chart(line, events=[LATE], **WORDS)
    assert fig.layout.xaxis.range[1] >= "2016-02-01"
    assert fig.layout.xaxis.ticktext[-1] == "2015/16"


def test_boxes_of_events_close_together_stand_in_rows(make_series, years):
    close = [ChartEvent(date(2015, 5, day), f"Event {day}") for day in (1, 2, 3)]
    fig = trend_chart([make_series("Rutland", years, [1, 2, 3])], events=close, **WORDS)
    assert len({box.yshift for box in boxes(fig)}) == 3


@pytest.mark.slow
def test_small_multiples_share_their_numbers(make_series, years):
    groups = [(name, [make_series("Rutland", years, [1, 2, 3])]) for name in ("One", "Two")]
    fig = small_multiples(groups, events={"One": [LATE], "Two": [EARLY, LATE]}, **WORDS)
    assert sorted((box.xref, box.text) for box in boxes(fig)) == [("x", "2"), ("x2", "1"), ("x2", "2")]
    assert len(fig.layout.meta["events"]) == 2
