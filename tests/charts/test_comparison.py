"""The dot plot, looked at from inside."""

import numpy as np
import pandas as pd
import pytest

from indicators.charts.comparison import dot_plot
from indicators.errors import UsageError
from tests.helpers import areas

AREAS = [areas.AREAS[name] for name in ("Leicestershire", "Rutland", "England")]


def rows():
    nan = np.nan
    return pd.DataFrame(
        [
            ("Contacts", "Leicestershire", "focus", 939, 915, 963, "939 (915 to 963)", ""),
            ("Contacts", "Rutland", "focus", nan, nan, nan, "", "c"),
            ("Contacts", "England", "comparator", 800, nan, nan, "800", ""),
            ("Plans <x>", "Leicestershire", "focus", 40, 30, 52, "40 (30 to 52)", ""),
        ],
        columns=["indicator", "area", "role", "value", "lower", "upper", "label", "symbol"],
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_one_trace_an_area_with_bars_for_focus_areas_only(narrow):
    fig = dot_plot(rows(), areas=AREAS, unit="per 10,000 children", narrow=narrow)
    first, second, third = fig.data
    assert (first.name, first.x) == ("Leicestershire", (939, 40))
    assert first.error_x.array == (24, 12)
    assert second.x == ()
    assert third.error_x.array is None
    assert len({trace.marker.symbol for trace in fig.data}) == 3
    assert fig.layout.xaxis.range[0] == 0


def test_words_stand_by_every_point_and_for_missing_ones_the_symbol():
    fig = dot_plot(rows(), areas=AREAS, unit="per 10,000 children")
    labels = [note.text for note in fig.layout.annotations if note.name == "label"]
    assert labels == [
        "Leicestershire 939 (915 to 963)",
        "Rutland [c]",
        "England 800",
        "Leicestershire 40 (30 to 52)",
    ]
    assert "Plans &lt;x&gt;" in [note.text for note in fig.layout.annotations]


def test_no_two_points_share_a_height():
    fig = dot_plot(rows(), areas=AREAS, unit="%")
    heights = [height for trace in fig.data for height in trace.y]
    assert len(set(heights)) == len(heights)
    assert fig.layout.xaxis.ticktext[1].endswith("%")


def test_what_cannot_be_drawn_is_refused_in_words():
    with pytest.raises(UsageError, match="England"):
        dot_plot(rows(), areas=AREAS[:2], unit="%")
    with pytest.raises(UsageError, match="two figures for Contacts"):
        dot_plot(pd.concat([rows(), rows()]), areas=AREAS, unit="%")
    with pytest.raises(UsageError, match="label"):
        dot_plot(rows().drop(columns="label"), areas=AREAS, unit="%")


def test_no_rows_are_an_empty_plot():
    assert len(dot_plot(rows().iloc[:0], areas=AREAS, unit="%").data) == 0


def test_an_area_without_a_figure_of_an_indicator_has_no_empty_line_there():
    """The indicator with one area is one line high, that with three is three."""
    fig = dot_plot(rows(), areas=AREAS, unit="%")
    (divider,) = fig.layout.shapes
    top, bottom = fig.layout.yaxis.range[1] - divider.y0, divider.y0
    assert top - bottom == pytest.approx(2 * 24)
    ((_, lowest),) = [trace.y for trace in fig.data if trace.name == "Leicestershire"]
    assert 0 < lowest < divider.y0
