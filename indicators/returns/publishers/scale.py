"""Figures of a publisher's edition that are far from what is known: those of another table, and single slips.

A publisher revises by some per cent. Where most figures of an indicator are several times what was published before for
the same areas and periods, its column holds something else, whatever it is called.
"""

from collections.abc import Collection
from datetime import date, timedelta

import pandas as pd

from indicators.errors import Problem
from indicators.frames import frame_rows
from indicators.loading.problems import MOST_SHOWN, StagedLines, figure_name
from indicators.returns.vocabulary import Vocabulary
from indicators.store.database import Store

#: So many times what is known is no revision.
_TIMES_OF_TABLE, _TIMES_OF_FIGURE = 3.0, 10.0
#: Figures below it jump by themselves, and are far from none.
_LEAST_FAR = 20
_NEAR = timedelta(days=366)


def refuse_other_tables(store: Store, lines: StagedLines, known: Vocabulary) -> list[Problem]:
    """Put the rows of indicators that this file seems to hold something else for into `refused_row`; tells each."""
    found = store.fetch("figures_of_other_tables", times=_TIMES_OF_TABLE, least=_LEAST_FAR)
    if found.empty:
        return []
    rows = sorted({int(row) for own in found["rows"] for row in own})
    store.append("refused_row", pd.DataFrame({"row": pd.Series(rows, dtype="int64")}))
    problems = []
    for figure in frame_rows(found):
        lines.cells([int(figure.row)])
        message = (
            f"({figure_name(figure)}) was {_number(figure.old_size)} before, and {figure.far:,} of {figure.compared:,} "
            f"figures of '{known.indicators[figure.indicator].short_title}' are several times larger or smaller than "
            "what the same source gave for the same areas and periods. The column seems to be of another table or in "
            f"another unit: its {len(figure.rows):,} figures are left out. If these are right, first withdraw the "
            "return that gave the others"
        )
        problems.append(lines.problem([int(figure.row)], "value", _number(figure.size), message))
    return problems


def far_figures(
    store: Store, lines: StagedLines, known: Vocabulary, indicators: list[str], *, doubted: Collection[int] = ()
) -> list[Problem]:
    """Warnings about figures that are many times those of the years before and after them in their own series.

    The rows of `doubted` are told otherwise.
    """
    far = store.fetch(
        "figures_far_from_their_series",
        indicators=indicators,
        times=_TIMES_OF_FIGURE,
        least=_LEAST_FAR,
    )
    far = far[~far["row"].isin([*doubted])]
    broken = [
        any(_is_near(break_.date, figure) for break_ in known.indicators[figure.indicator].breaks)
        for figure in frame_rows(far)
    ]
    # What is counted in another way from a day on is told by the break.
    far = far[~pd.Series(broken, dtype="bool", index=far.index)]
    shown = far.head(MOST_SHOWN)
    lines.cells([int(row) for row in shown["row"]])
    problems = [
        lines.problem(
            [int(figure.row)],
            "value",
            _number(figure.size),
            f"({figure_name(figure)}) is {_times(figure)} {_number(figure.near_size)}, which stands nearest to "
            "it in time. Is it a slip of the publisher, or another unit? Look at the published table; if it is right "
            "leave it",
        ).as_warning()
        for figure in frame_rows(shown)
    ]
    if more := len(far) - len(shown):
        message = f"has {more:,} more figures that are many times those before and after them"
        problems.append(Problem(lines.name, "", "", message, is_warning=True))
    return problems


def _is_near(day: date, figure) -> bool:
    return figure.starts.date() - _NEAR <= day <= figure.ends.date() + _NEAR


def _times(figure) -> str:
    large, small = max(figure.size, figure.near_size), min(figure.size, figure.near_size)
    times = f"{large / small:,.0f} times as" if small else "far more than" if figure.size else "far less than"
    return times if not small else f"about {times} {'large' if figure.size > figure.near_size else 'small'} as"


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"
