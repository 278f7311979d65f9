"""The figures of a chart as a table: a row a period, a column a line."""

from collections.abc import Sequence

import pandas as pd

from indicators.measures import Series
from indicators.pack.printed import PROVISIONAL
from indicators.pack.sections import in_order
from indicators.rounding import round_half_up
from indicators.wording import symbol_text

_PERIOD = "Period"


def wide_table(lines: Sequence[Series]) -> pd.DataFrame:
    """A row a period in time order, a column a line: figures as they are shown, symbols where there is none."""
    order = pd.concat([line.points[["period", "ends", "starts"]] for line in lines])
    periods = in_order(order.sort_values(["ends", "starts"], ascending=[True, False], kind="stable")["period"])
    columns = {line.area.name: dict(zip(line.points["period"], _cells(line), strict=True)) for line in lines}
    cells = {name: [found.get(period, symbol_text("x")) for period in periods] for name, found in columns.items()}
    soft = {period for line in lines for period in line.known.loc[line.known["status"] == PROVISIONAL, "period"]}
    named = [f"{period} [p]" if period in soft else period for period in periods]
    return pd.DataFrame({_PERIOD: named, **cells}, dtype=object)


def _cells(line: Series) -> list[float | str]:
    """A line's figures with as many decimals as a reader sees, its symbols as text."""
    decimals = decimals_of(line)
    return [
        symbol_text(symbol or "x") if value != value else float(round_half_up(value, decimals))
        for value, symbol in zip(line.points["value"], line.points["symbol"], strict=True)
    ]


def decimals_of(line: Series) -> int:
    """How many decimals the figures of a line are given with."""
    return line.indicator.decimals if line.measure == "value" else 1
