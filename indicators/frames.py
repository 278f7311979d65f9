"""Rows and columns of a DataFrame, for code that reads them a value at a time."""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, cast

import pandas as pd


def frame_rows(frame: pd.DataFrame, *, index: bool = False) -> Iterator[Any]:
    """Each row as a named tuple of its columns, led by ``Index`` when `index` is set."""
    # pandas' stubs know no columns: to them a cell is any of twenty types, and no attribute of a row is sure.
    # Whole columns as lists: `itertuples` takes texts out of a column one by one, which is five times as long.
    columns = [frame.iloc[:, place].tolist() for place in range(frame.shape[1])]
    names = tuple(str(name) for name in frame.columns)
    if index:
        names, columns = ("Index", *names), [frame.index.tolist(), *columns]
    return map(_row_class(names)._make, zip(*columns, strict=True))


@cache
def _row_class(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)  # noqa: PYI024


def assign_columns(frame: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """What `assign` gives, with columns that were there before moved to the end.

    New columns are joined all at once: pandas puts them in one by one, and each takes as long as the whole frame.
    """
    others = frame[[name for name in frame.columns if name not in columns]]
    return pd.concat([others, pd.DataFrame(dict(columns), index=frame.index)], axis=1)


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
