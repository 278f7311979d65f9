"""Words on a chart: width, wrapping and safety."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.charts.theme import NO_BREAK, escape, format_figure, format_number, markup, text_width, wrap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Health & care", "Health &amp; care"),
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ('Leicestershire\'s "own"', 'Leicestershire\'s "own"'),
        ("%{x}", "%\u200b{x}"),
        (5, "5"),
    ],
)
def test_text_from_data_is_no_markup(text, expected):
    assert escape(text) == expected


@given(st.text(max_size=80), st.integers(60, 400))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrap(text, width, 16)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 16) <= width for line in lines)


def test_wrap_keeps_words_together():
    assert wrap("Leicestershire and Rutland 12", 140, 16) == ["Leicestershire and", "Rutland 12"]
    assert wrap(f"Rutland 1,129{NO_BREAK}[p]", 80, 16) == ["Rutland", f"1,129{NO_BREAK}[p]"]
    assert wrap("", 80, 16) == [""]


def test_lines_become_markup():
    assert markup(["a <", "b"]) == "a &lt;<br>b"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1129, 0, "1,129"),
        (2.5, 0, "3"),
        (0.0, 0, "0"),
        (-0.0, 0, "0"),
        (-5, 0, "−5"),
        (276.60000000000002, 1, "276.6"),
        (1234567, 0, "1,234,567"),
    ],
)
def test_number(value, decimals, text):
    assert format_number(value, decimals) == text


def test_only_per_cent_stands_by_the_figure():
    assert format_figure(41, 0, "%") == "41%"
    assert format_figure(41, 0, "contacts") == "41"
