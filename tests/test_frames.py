"""Rows, groups and columns of a DataFrame, a value at a time."""

import pandas as pd

from indicators.frames import frame_groups, frame_records, frame_rows, map_values

FRAME = pd.DataFrame({"area": ["b", "a", "b"], "value": [1, 2, 3]}, index=[7, 8, 9])


def test_rows_have_their_index_only_where_it_is_wanted():
    assert [tuple(row) for row in frame_rows(FRAME)] == [("b", 1), ("a", 2), ("b", 3)]
    assert [row.Index for row in frame_rows(FRAME, index=True)] == [7, 8, 9]


def test_records_are_by_column():
    assert frame_records(FRAME.head(1)) == [{"area": "b", "value": 1}]


def test_groups_are_in_order_or_as_they_come():
    assert [(area, len(own)) for area, own in frame_groups(FRAME, "area")] == [("a", 1), ("b", 2)]
    assert [area for area, _ in frame_groups(FRAME, "area", sort=False)] == ["b", "a"]
    assert next(frame_groups(FRAME, ["area", "value"]))[0] == ("a", 2)


def test_mapped_values_stay_on_their_index():
    assert map_values(FRAME["value"], lambda value: value + 1).to_dict() == {7: 2, 8: 3, 9: 4}
