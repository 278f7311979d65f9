"""The words of a made-up question follow from the figure that is frozen with it."""

import pytest

from indicators.demo.questions import FigureQuestion, question_text

QUESTION = FigureQuestion(subject="Contacts", asks="From whom?", if_risen="Is it need?", if_fallen="Who stays away?")
PERIODS = ("2024/25 Q4", "2025/26 Q1", "2025/26 Q2", "2025/26 Q3", "2025/26 Q4")
ENDS = ("2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31")


def frozen(values, **parts):
    points = [list(row) for row in zip(PERIODS[-len(values) :], ENDS[-len(values) :], values, strict=True)]
    newest = {"period": PERIODS[-1], "ends": ENDS[-1], "value": values[-1], "text": f"{values[-1]:,}"}
    figure = newest | {"numerator": None, "denominator": None} | parts
    return {"columns": ["period", "ends", "value"], "points": points, "figure": figure}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((1000, 9, 9, 9, 1200), "Contacts rose from 1,000 in 2024/25 Q4 to 1,200 in 2025/26 Q4. Is it need?"),
        ((1200, 9, 9, 9, 1000), "Contacts fell from 1,200 in 2024/25 Q4 to 1,000 in 2025/26 Q4. Who stays away?"),
        ((100, 9, 9, 9, 104), "Contacts were 104 in 2025/26 Q4 and 100 in 2024/25 Q4. From whom?"),
        ((None, 9, 9, 9, 104), "Contacts were 104 in 2025/26 Q4. From whom?"),
        ((9, 104), "Contacts were 104 in 2025/26 Q4. From whom?"),
    ],
)
def test_a_count_is_held_against_the_same_quarter_a_year_before(values, words):
    assert question_text(QUESTION, frozen(values)) == words


def test_a_share_says_of_how_many_and_no_figure_is_said():
    share = FigureQuestion(subject="children got help in time", asks="Why?")
    words = "38 of 53 children got help in time in 2025/26 Q4, 15 did not. Why?"
    assert question_text(share, frozen((72,), numerator=38.0, denominator=53.0)) == words
    assert question_text(share, {"figure": None}).startswith("There is no figure of this yet")
