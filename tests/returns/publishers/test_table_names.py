"""What a table is called by its headings and words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.returns.publishers.table_names import table_title


@pytest.mark.parametrize(
    ("columns", "title"),
    [
        ({"cla_group": ["Children looked after on 31 March"], "placement": ["Foster", "Adoption"], "n": None},
         "children looked after, by placement"),
        ({"cla_group": ["CLA on 31 March", "Children looked after on 31 March"], "placement_stability": ["3 or more"],
          "children_count": None}, "children looked after, by placement stability"),
        ({"population_type": ["Children starting to be looked after", "Children looked after on 31 March"],
          "rate_per_10000": None}, "children looked after"),
        ({"care_leaver_age": ["17 to 18 years"], "activity": ["Total in education"], "care_leaver_count": None,
          "care_leaver_percent": None}, "care leavers, by age and activity"),
        ({"category": ["Factors identified at the end of assessment"], "Neglect": None, "Gangs": None},
         "factors identified at the end of assessment"),
        ({"school_type": None, "reason": ["Bullying"], "suspension": None, "suspension_rate": None},
         "suspensions, by reason"),
        ({"social_care_group": ["CINO at 31 March"], "phase_type_grouping": ["Primary"], "t_pupils": None, "t_x": None},
         "pupils, by social care and phase"),
        ({"number": None, "percentage": None}, ""),
    ],
)  # fmt: skip
def test_a_table_is_called_by_who_is_counted_and_by_what(columns, title):
    words = {index: texts for index, texts in enumerate(columns.values()) if texts}
    assert table_title(list(columns), words) == title


@pytest.mark.long
@given(
    st.lists(st.text(max_size=30), max_size=8),
    st.dictionaries(st.integers(0, 7), st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=14), max_size=5),
)
def test_any_headings_and_words_give_one_short_line(heading, words):
    known = {index: texts for index, texts in words.items() if index < len(heading)}
    title = table_title(heading, known)
    assert len(title) < 1_000
    assert isinstance(title, str)
