"""Slides: native charts with gaps, names and dashes, native tables, words that travel, text that stays text."""

import io
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from indicators.access import Audience
from indicators.exports.exhibit import Plot, PlotLine
from indicators.exports.powerpoint import exhibit_deck
from indicators.exports.powerpoint_charts import line_styles
from tests.helpers.exhibits import MARK, PLOT, SHOWN, YEARS, exhibit, hostile

FUNNEL = Plot(
    title="Funnel",
    unit="contacts per 10,000 children",
    kind="scatter",
    across="Children",
    lines=(
        PlotLine("Limit", (9.5, 8.5), xs=(1_000, 90_000), is_background=True),
        PlotLine("Areas", (9.0, None, 7.0), xs=(1_000, 2_000, 3_000)),
    ),
)
DOTS = Plot(
    title="Dots", unit="%", kind="dots", categories=("a", "b"), lines=(PlotLine("A", (22.1, None)),), decimals=1
)


def deck_of(made):
    return Presentation(io.BytesIO(exhibit_deck(made)))


def texts_of(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def shape_of(slide, name):
    return next(shape for shape in slide.shapes if shape.name == name)


def chart_of(made):
    return shape_of(deck_of(made).slides[0], "Chart").chart


def book_of(made):
    """The workbook behind the first chart of a deck, its cells as text or numbers."""
    chart = chart_of(made)
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()], sheet


def test_a_trend_is_a_native_chart_with_gaps_and_all_its_words():
    (slide,) = deck_of(exhibit()).slides
    assert slide.shapes.title.text_frame.text == "Contacts fell"
    assert texts_of(slide) == [
        "Contacts fell",
        MARK,
        "Contacts, number",
        "Event (1): a policy\n[c] confidential: the figure is withheld to protect people\n"
        "Source: annual report. As at 31 March 2016.",
    ]
    frame = shape_of(slide, "Chart")
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == "Leicestershire fell from 14,632."
    chart = frame.chart
    assert chart.chart_type == XL_CHART_TYPE.LINE_MARKERS
    assert {series.name: series.values for series in chart.plots[0].series} == {
        item.name: item.ys for item in PLOT.lines
    }
    assert tuple(chart.plots[0].categories) == YEARS
    assert chart._chartSpace.chart.find("{*}dispBlanksAs").get("val") == "gap"
    assert "Leicestershire fell from 14,632." in slide.notes_slide.notes_text_frame.text


@pytest.mark.slow
def test_a_deck_says_what_it_is_and_for_whom():
    properties = deck_of(exhibit()).core_properties
    assert (properties.title, properties.subject, properties.keywords, properties.language) == (
        "Contacts fell", "Contacts, number", MARK, "en-GB",
    )  # fmt: skip
    public = exhibit_deck(exhibit(audience=Audience.PUBLIC))
    with zipfile.ZipFile(io.BytesIO(public)) as archive:
        assert not any(b"OFFICIAL" in archive.read(name) for name in archive.namelist())
    with zipfile.ZipFile(io.BytesIO(exhibit_deck(exhibit()))) as archive:
        pages = [name for name in archive.namelist() if name.startswith("ppt/slides/slide")]
        assert all(b'lang="en-GB"' in archive.read(name) for name in pages)


def test_lines_differ_in_more_than_colour_and_are_named_at_their_ends():
    chart = chart_of(exhibit())
    lines = chart.plots[0].series
    assert len({(line.format.line.dash_style, line.marker.style) for line in lines}) == 3
    assert not chart.has_legend
    assert [len(line._element.findall(".//{*}dLbl")) for line in lines] == [1, 1, 1]


@pytest.mark.parametrize(
    "lines",
    [
        (PlotLine("A", (1, 2, 100)), PlotLine("B", (1, 2, 99))),
        (PlotLine("A", (1, 2, 100)), PlotLine("B", (1, 2, None))),
        (PlotLine("A" * 90, (1, 2, 100)), PlotLine("B", (1, 2, 50))),
    ],
)
def test_names_that_would_collide_stand_in_a_legend(lines):
    chart = chart_of(exhibit(plots=(Plot(title="t", unit="u", categories=YEARS, lines=lines),)))
    assert chart.has_legend
    assert chart._chartSpace.findall(".//{*}dLbl") == []


def test_several_plots_are_a_slide_each_under_titles_of_their_own():
    deck = deck_of(exhibit(plots=(PLOT, DOTS)))
    assert [slide.shapes.title.text_frame.text for slide in deck.slides] == [
        "Contacts fell: Contacts",
        "Contacts fell: Dots",
    ]
    chart = shape_of(deck.slides[1], "Chart").chart
    assert chart.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    assert chart.value_axis.tick_labels.number_format == '#,##0.0"%"'
    assert chart.plots[0].series[0].values == (22.1, None)


def test_points_of_two_numbers_keep_both_and_limits_are_lines():
    made = exhibit(plots=(FUNNEL,))
    chart = chart_of(made)
    assert chart.chart_type == XL_CHART_TYPE.XY_SCATTER
    limit, areas = chart.plots[0].series
    assert (list(limit.iter_values()), list(areas.iter_values())) == ([9.5, 8.5], [9, 7])
    assert chart.category_axis._element.find(".//{*}logBase").get("val") == "10"
    rows, _ = book_of(made)
    assert rows == [[None, "Limit"], [1000, 9.5], [90_000, 8.5], [None, None], [None, "Areas"], [1000, 9], [3000, 7]]


def test_the_workbook_behind_a_chart_is_where_the_chart_looks_for_it():
    chart = chart_of(exhibit())
    references = [element.text for element in chart._chartSpace.iter("{*}f")]
    assert references[:3] == ["Sheet1!$B$1", "Sheet1!$A$2:$A$4", "Sheet1!$B$2:$B$4"]
    rows, _ = book_of(exhibit())
    assert rows == [
        [None, "Leicestershire", "Rutland", "England"],
        ["2013/14", 14632, 901, 5000.5],
        ["2014/15", 13500, None, 6000],
        ["2015/16", 12773, 1129, 7000],
    ]


@pytest.mark.slow
def test_hostile_words_stay_words():
    made = hostile()
    (slide,) = deck_of(made).slides
    assert slide.shapes.title.text_frame.text == SHOWN
    rows, sheet = book_of(made)
    assert rows == [[None, SHOWN], [SHOWN, 1], ["+b", 2]]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert list(chart_of(made).plots[0].categories) == [SHOWN, "+b"]


def test_a_long_title_keeps_above_what_follows():
    (slide,) = deck_of(hostile()).slides
    boxes = [shape for shape in slide.shapes if shape.name not in ("Mark",)]
    for above, below in zip(boxes, boxes[1:], strict=False):
        low, high = sorted((above, below), key=lambda shape: shape.top)
        assert low.top + low.height <= high.top + Inches(0.05)
    assert all(shape.top + shape.height <= Inches(7.5) for shape in slide.shapes)


@pytest.mark.long
def test_a_table_alone_is_native_tables_over_as_many_slides_as_it_takes():
    frame = pd.DataFrame({"Name": [f"row {place}" for place in range(40)], "Value": [1.5, 2000.0] * 20})
    deck = deck_of(exhibit(plots=(), table=frame))
    tables = [shape_of(slide, "Table").table for slide in deck.slides]
    assert len(tables) > 1
    assert all(table.first_row for table in tables)
    rows = [[cell.text for cell in row.cells] for table in tables for row in list(table.rows)[1:]]
    assert rows == [[f"row {place}", ["1.5", "2,000.0"][place % 2]] for place in range(40)]
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(set(titles)) == len(titles)


def test_a_table_has_rules_under_its_rows_and_no_grid():
    slide = deck_of(exhibit(figure=None, plots=())).slides[0]
    table = shape_of(slide, "Table").table
    assert table._tbl.tblPr.find("{*}tableStyleId").text == "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    head, first = (table.rows[number].cells[0]._tc.tcPr for number in (0, 1))
    assert [child.tag.rpartition("}")[2] for child in head] == ["lnT", "lnB"]
    assert [child.tag.rpartition("}")[2] for child in first] == ["lnB"]
    assert [int(child.get("w")) for child in (*head, *first)] == [12_700, 12_700, 6_350]


def test_an_exhibit_without_figures_or_table_is_a_slide_that_still_says_its_words():
    empty = Plot(title="t", unit="u", categories=YEARS, lines=(PlotLine("A", (None,) * 3),))
    (slide,) = deck_of(exhibit(plots=(empty,), table=pd.DataFrame())).slides
    assert texts_of(slide)[0] == "Contacts fell"


def test_long_notes_go_to_the_speaker():
    (slide,) = deck_of(exhibit(notes=[f"Event {place}: {'words ' * 30}" for place in range(20)])).slides
    assert "Further notes are in the speaker's notes." in texts_of(slide)[-1]
    assert texts_of(slide)[-1].endswith("Source: annual report. As at 31 March 2016.")
    assert "Event 19" in slide.notes_slide.notes_text_frame.text


@settings(max_examples=30)
@given(st.lists(st.booleans(), max_size=12))
def test_lines_told_apart_while_there_are_colours(beside):
    lines = [PlotLine(str(place), (1,), is_background=quiet) for place, quiet in enumerate(beside)]
    styles = line_styles(lines)
    loud = [style for style, quiet in zip(styles, beside, strict=True) if not quiet]
    assert len(styles) == len(lines)
    assert len({(style.colour, style.dash) for style in loud[:4]}) == min(4, len(loud))


@pytest.mark.slow
def test_a_bar_is_as_long_as_its_share_and_a_single_one_is_no_block():
    chart = chart_of(exhibit(plots=(DOTS,)))
    assert (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) == (0, 100)
    alone = Plot(title="", unit="replies", kind="dots", categories=("a",), lines=(PlotLine("A", (96,)),))
    one = chart_of(exhibit(plots=(alone,)))
    assert one.plots[0].gap_width > chart.plots[0].gap_width > 60
    assert one.value_axis.maximum_scale == 100
