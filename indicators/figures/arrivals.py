"""Which figures came after a day: what a group sees for the first time in a look, apart from what it knew before."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.figures.calculate import GROUP_OF_TYPE
from indicators.frames import frame_rows
from indicators.store.database import Store

_GROUPS = tuple(PERIOD_GROUPS)


class FigureKey(NamedTuple):
    """One figure: the indicator's id, the area's code, the group of periods, and the last day of the period."""

    indicator: str
    area_code: str
    group: str
    ends: date


@dataclass(frozen=True)
class NewFigures:
    """The figures that came, or were revised, after `since`."""

    since: date
    keys: Set[FigureKey]

    def mask(self, judged: pd.DataFrame) -> pd.Series:
        """Which rows of a frame with `indicator, area_code, group, ends` are of such figures."""
        cells = zip(judged["indicator"], judged["area_code"], judged["group"], judged["ends"], strict=True)
        return pd.Series(
            [FigureKey(name, code, group, ends.date()) in self.keys for name, code, group, ends in cells],
            index=judged.index,
            dtype=bool,
        )


def new_figures(store: Store, catalogue: Catalogue, *, since: date) -> NewFigures:
    """The board's figures that are known only since after a day.

    A figure that is worked out is new where what it counts is, or one of the areas that add up to it. A population
    makes no rate new.
    """
    areas = list(catalogue.board.shown)
    rows = store.query("arrivals", areas=areas, since=since)
    own = {
        FigureKey(row.indicator, row.area_code, _GROUPS[GROUP_OF_TYPE[row.period_type]], row.ends.date())
        for row in frame_rows(rows)
    }
    keys = set(own)
    for item in catalogue.indicators.values():
        parts = set(item.needs) - {item.id} - set(catalogue.populations)
        keys |= {key._replace(indicator=item.id) for key in own if key.indicator in parts}
    for code in areas:
        parts = set(catalogue.areas[code].parts)
        keys |= {key._replace(area_code=code) for key in keys if key.area_code in parts}
    return NewFigures(since, frozenset(keys))
