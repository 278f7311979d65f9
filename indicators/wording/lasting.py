"""Lasting differences in one line: figures that have long stood apart from like areas or England are no news, and are
told by their number and by the worst of them.
"""

from typing import Any

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.frames import frame_rows
from indicators.wording.numbers import count_text, number_text

#: Rules that hold an area against others.
_RULES = ("comparator", "areas")
#: Figures that the line names.
_MOST_NAMED = 2


def lasting_differences(standing: pd.DataFrame) -> pd.DataFrame:
    """Of the rows of a `judged` frame that stand and are not listed, one a figure that is apart from others, held
    against the likest of them; the worse first, and of those the furthest apart.
    """
    rows = standing[standing["rule"].isin(_RULES)]
    rows = rows[~rows.duplicated(["indicator", "area_code", "period"])]
    apart = (rows["value"] / rows["compared_with"] - 1).abs()
    order = pd.DataFrame({"is_worse": rows["reading"] != "concern", "apart": -apart}, index=rows.index)
    return rows.loc[order.sort_values(["is_worse", "apart"], kind="stable").index]


def lasting_differences_text(standing: pd.DataFrame, catalogue: Catalogue) -> str:
    """How many figures stand apart, how many of them are worse, and which are the worst; without a full stop, empty
    where there are none: `7 figures stand apart from like areas, England or each other; 2 are worse: Re-referrals in
    Ashby (28.2%, like areas 21.0%) and in Birley (26.3%, like areas 21.0%)`.
    """
    rows = lasting_differences(standing)
    if rows.empty:
        return ""
    number = len(rows)
    stand = "stands" if number == 1 else "stand"
    text = f"{count_text(number, 'figure')} {stand} apart from like areas, England or each other"
    worse = int((rows["reading"] == "concern").sum())
    if not worse:
        return f"{text}; none is worse"
    named = [_figure_text(row, before, catalogue) for row, before in _with_before(rows.head(min(worse, _MOST_NAMED)))]
    more = f" and {worse - _MOST_NAMED} more" if worse > _MOST_NAMED else ""
    joint = ", " if more else " and "
    return f"{text}; {worse} {'is' if worse == 1 else 'are'} worse: {joint.join(named)}{more}"


def _with_before(rows: pd.DataFrame) -> list[tuple[Any, Any]]:
    every = list(frame_rows(rows))
    return list(zip(every, [None, *every], strict=False))


def _figure_text(row: Any, before: Any, catalogue: Catalogue) -> str:
    """A figure with what it is held against; of the indicator named just before it only the area."""
    indicator = catalogue.indicators[row.indicator]
    own, other = (number_text(value, indicator, row.unit_measure) for value in (row.value, row.compared_with))
    against = row.against.removeprefix("the median of its ").removeprefix("the ")
    subject = "" if before is not None and before.indicator == row.indicator else f"{indicator.short_title} "
    return f"{subject}in {row.area} ({own}, {against} {other})"
