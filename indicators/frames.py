"""Rows and columns of a DataFrame, for code that reads them a value at a time."""

from collections.abc import Callable, Iterator
from typing import Any, cast

import pandas as pd


def frame_rows(frame: pd.DataFrame, *, index: bool = False) -> Iterator[Any]:
    """Each row as a named tuple of its columns, led by ``Index`` when `index` is set."""
    # pandas' stubs know no columns: to them a cell is any of twenty types, and no attribute of a row is sure.
    return frame.itertuples(index=index)


def frame_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Each row as a dict by the names of its columns, which are texts."""
    return cast(list[dict[str, Any]], frame.to_dict("records"))


def frame_groups(frame: pd.DataFrame, by: str | list[str], *, sort: bool = True) -> Iterator[tuple[Any, pd.DataFrame]]:
    """The rows of each value of a column, or of each tuple of values of several, with what they share."""
    return iter(frame.groupby(by, sort=sort))


def map_values(column: pd.Series, function: Callable[[Any], Any]) -> pd.Series:
    """What the function gives for each value of a column, on the column's index."""
    # The stubs' own `map` lets every value be NA, which a function of a text or a number never takes.
    return column.map(function)
