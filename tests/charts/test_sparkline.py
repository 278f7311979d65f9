"""Sparklines: valid, quiet, with gaps."""

import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.charts.sparkline import sparkline_svg


@given(st.lists(st.none() | st.floats(-1e9, 1e9) | st.just(math.nan), max_size=30), st.booleans())
def test_every_point_is_inside_the_picture(values, provisional):
    root = ElementTree.fromstring(sparkline_svg(values, provisional_last=provisional))
    assert root.get("aria-hidden") == "true"
    numbers = re.findall(r'(?:points|cx|cy)="([^"]*)"', ElementTree.tostring(root).decode())
    for pair in " ".join(numbers).replace(",", " ").split():
        assert 0 <= float(pair) <= 96


def test_gaps_stay_open():
    assert sparkline_svg([1, 2, None, 3, 4]).count("<polyline") == 2
    assert sparkline_svg([1, None, 3, 4]).count("<circle") == 2


@pytest.mark.parametrize(("provisional", "fill"), [(True, "#ffffff"), (False, "#000000")])
def test_the_last_point_is_marked(provisional, fill):
    assert f'fill="{fill}" stroke="#000000"' in sparkline_svg([1, 2], provisional_last=provisional)


def test_nothing_known_is_an_empty_picture():
    assert "<circle" not in sparkline_svg([None, math.nan])
    assert sparkline_svg([]).endswith("</svg>")
