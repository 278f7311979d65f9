"""All the sentences that the lines of one chart bear."""

from collections.abc import Sequence

import pandas as pd

from indicators.measures import Series
from indicators.narrative.beside import beside
from indicators.narrative.figure import figures_of
from indicators.narrative.missing import missing
from indicators.narrative.over_time import over_time
from indicators.narrative.sentence import Sentence
from indicators.narrative.worth import judged_worth


def sentences(
    series: Sequence[Series], comparators: Sequence[Series] = (), *, judged: pd.DataFrame | None = None
) -> list[Sentence]:
    """Each area's sentences over time, its latest step first, then the areas beside each other and `comparators`.

    `series` are one indicator in one measure, a line an area; comparators that are no area of their own, such as
    a median, are left out. `judged` is a cycle's frame: where it judged a change or a difference, no sentence says
    more; elsewhere an exact test by chance decides. An index has no sentences. None where no line has a figure.
    """
    lines = [(item, figures_of(item)) for item in series if item.measure != "index"]
    newest = max((figures[-1] for _, figures in lines if figures), key=lambda figure: figure.period, default=None)
    if newest is None or not any(figure.is_known for _, figures in lines for figure in figures):
        return []
    worth, told, own = judged_worth(judged), [], []
    for item, figures in lines:
        if figures and figures[-1].is_known and figures[-1].period == newest.period:
            told += over_time(figures, worth)
            own.append(figures[-1])
        else:
            told += missing(item, figures, newest)
    areas = [figures_of(item) for item in comparators if item.area.level != "comparator"]
    others = [figure for figures in areas for figure in figures if figure.is_known and figure.period == newest.period]
    return told + beside(own, others, worth)
