"""Pictures are drawn in the background, in order, and given up where they cannot be."""

import threading

import pandas as pd
import pytest

from indicators.charts.trend import trend_chart
from indicators.errors import ImageExportUnavailable
from indicators.exports.browser import FAILED, NO_BROWSER
from indicators.exports.exhibit import Exhibit
from indicators.exports.images import exhibit_svg
from indicators.report.pictures import PICTURES_NOT_WANTED, Picture, PictureDrawer
from indicators.report.word import sparkline_png
from tests.helpers.exhibits import exhibit

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow


def exhibits(number):
    return [
        Exhibit(title=str(place), subtitle="", source_note="", as_at="", table=pd.DataFrame())
        for place in range(number)
    ]


def drawn_by(draw, number=4, **more):
    """The pictures of some exhibits, and the titles of those that were drawn."""
    asked = []

    def noted(exhibit):
        asked.append(exhibit.title)
        return Picture(draw(exhibit))

    wanted = exhibits(number)
    with PictureDrawer(draw=noted, **more) as pictures:
        for exhibit in wanted:
            pictures.queue(exhibit)
        return [pictures.of(exhibit) for exhibit in wanted], asked


def refuse(message):
    def draw(exhibit):
        raise ImageExportUnavailable(message)

    return draw


def test_every_exhibit_gets_its_own_picture():
    found, asked = drawn_by(lambda exhibit: exhibit.title.encode())
    assert [one.png for one in found] == [b"0", b"1", b"2", b"3"]
    assert sorted(asked) == ["0", "1", "2", "3"]


@pytest.mark.parametrize(("message", "tries"), [(NO_BROWSER, 1), (FAILED, 2)])
def test_a_browser_that_is_not_there_or_fails_again_is_given_up(message, tries):
    found, asked = drawn_by(refuse(message), number=9)
    # One more may have been under way.
    assert tries <= len(asked) <= tries + 1
    assert [(one.png, one.reason) for one in found] == [(b"", message)] * 9


def test_one_failure_does_not_cost_the_others():
    failing = refuse(FAILED)
    found, asked = drawn_by(lambda exhibit: failing(exhibit) if exhibit.title == "1" else b"x")
    assert [bool(one.png) for one in found] == [True, False, True, True]
    assert len(asked) == 4


@pytest.mark.long
@pytest.mark.usefixtures("picture_browser")
def test_vectors_are_drawn_beside_the_dots_where_they_are_wanted():
    chart = exhibit(figure=trend_chart([], title="", subtitle="", source_note="").add_scatter(x=[1, 2], y=[1, 2]))
    for vectors in (True, False):
        with PictureDrawer(vectors=vectors) as pictures:
            pictures.queue(chart)
            found = pictures.of(chart)
        assert found.png.startswith(b"\x89PNG")
        assert found.svg == (exhibit_svg(chart) if vectors else b"")


def test_nothing_is_drawn_where_pictures_are_not_wanted():
    found, asked = drawn_by(lambda exhibit: b"x", wanted=False)
    assert asked == []
    assert {one.reason for one in found} == {PICTURES_NOT_WANTED}


def test_what_is_left_when_the_work_ends_is_not_drawn():
    goes_on = threading.Event()
    asked = []

    def draw(exhibit):
        asked.append(exhibit.title)
        goes_on.wait(5)
        return Picture(b"x")

    with PictureDrawer(draw=draw) as pictures:
        wanted = exhibits(3)
        for exhibit in wanted:
            pictures.queue(exhibit)
    goes_on.set()
    assert pictures.of(wanted[2]).reason == PICTURES_NOT_WANTED
    assert "2" not in asked


@pytest.mark.parametrize("values", [(49, 75, 89, 90), (2, 2, 2, 2), (1, None, 3, 4), (None,) * 4, (5,)])
def test_a_line_in_a_cell_is_the_same_for_the_same_figures(values):
    assert sparkline_png(values) == sparkline_png(values)
    assert sparkline_png(values).startswith(b"\x89PNG")


def test_lines_that_go_otherwise_look_otherwise():
    assert sparkline_png((1, 2, 3, 4)) != sparkline_png((4, 3, 2, 1))
