"""The small picture of a figure beside others: its marks stand where the figures are, on screen and on paper."""

import io
import math
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PIL import Image

from indicators.catalogue.areas import Area
from indicators.charts.spine import spine_png, spine_svg
from indicators.signals.position import Difference, Position
from tests.helpers.areas import RUTLAND
from tests.helpers.wording_series import INDICATOR

POSITION = Position(
    indicator=INDICATOR,
    area=Area(RUTLAND, "Rutland"),
    measure="value",
    unit="",
    period="2015/16",
    value=30.0,
    lower=20.0,
    upper=40.0,
    england=60.0,
    like=(10.0, 15.0, 25.0, 40.0, 50.0),
    median=25.0,
)


def test_the_marks_stand_in_proportion_from_the_least_to_the_most():
    root = ElementTree.fromstring(spine_svg(POSITION, width=114))
    assert root.get("aria-hidden") == "true"
    space = "{http://www.w3.org/2000/svg}"
    # Seven on each edge leave 100 for 10 to 60.
    assert float(root.find(f"{space}circle").get("cx")) == 7 + 40
    band = root.find(f"{space}rect")
    assert (float(band.get("x")), float(band.get("width"))) == (7, 80)
    paths = [path.get("d") for path in root.findall(f"{space}path")]
    assert paths[0].startswith("M107.0 ")
    assert "M27.0 " in paths[2]
    assert "H67.0" in paths[2]


def test_what_there_is_not_is_not_drawn():
    alone = replace(POSITION, lower=math.nan, upper=math.nan, england=None, like=(), median=None)
    assert "<path" not in spine_svg(alone)
    assert "<rect" not in spine_svg(alone)
    # One figure stands in the middle.
    assert 'cx="80.0"' in spine_svg(alone)


@pytest.mark.parametrize(("reading", "colour"), [("worse", "#801650"), ("better", "#0F5E57"), ("", "#12436D")])
def test_the_colour_says_better_or_worse_only_where_it_was_judged(reading, colour):
    judged = replace(POSITION, difference=Difference("England", True, True, reading))
    assert set(re.findall(r'fill="(#[0-9A-F]{6})"/>$|<circle[^>]*fill="(#[0-9A-F]{6})"', spine_svg(judged))) == {
        ("", colour)
    }


def test_on_paper_the_same_position_gives_the_same_bytes_at_the_width_wanted():
    assert spine_png(POSITION) == spine_png(POSITION)
    assert spine_png(POSITION) != spine_png(replace(POSITION, value=31.0))
    picture = Image.open(io.BytesIO(spine_png(POSITION, width=25.4)))
    assert picture.size == (300, 52)
    # The dot is where 30 of 10 to 60 is.
    assert picture.getpixel((round(7 * 2.36 + 0.4 * (300 - 14 * 2.36)), 26))[:3] == (0x12, 0x43, 0x6D)
