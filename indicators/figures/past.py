"""The figures of some indicators as they stood at the end of any period, read and worked out once for all of these."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.figures.calculate import calculate_figures, read_populations
from indicators.store.database import Store

_SERIES = ["indicator", "area_code", "source", "period_type"]


class PastFigures:
    """Figures of some indicators and areas, by group of periods, of which each had ended by a day.

    What follows from figures of one period hangs on no other period, so what was so at the end of a year is that part
    of all that there is now. Nothing is read before it is wanted.
    """

    def __init__(
        self, store: Store, catalogue: Catalogue, indicators: Iterable[str], areas: Iterable[str], *, periods: int
    ):
        self._store, self._catalogue, self._periods = store, catalogue, periods
        self._indicators, self._areas = list(indicators), list(areas)
        self._of_group: dict[str, pd.DataFrame] = {}

    def as_at(self, day: date, group: str) -> pd.DataFrame:
        """What `read_figures` gives for the query `latest` as at a day, of one group of periods."""
        stored = _of_group(self._newest, group)
        # Which periods are the last ones of a longer series hangs on the day.
        if len(stored) and int(stored.groupby(_SERIES, sort=False).size().max()) > self._periods:
            return self._worked_out(_of_group(self._read(day, self._periods), group))
        if group not in self._of_group:
            self._of_group[group] = self._worked_out(stored)
        figures = self._of_group[group]
        return figures[figures["ends"] <= pd.Timestamp(day)].reset_index(drop=True)

    @cached_property
    def _newest(self) -> pd.DataFrame:
        """One period more than is wanted of each series, so that the longer ones show."""
        return self._read(date.max, self._periods + 1)

    @cached_property
    def _people(self) -> pd.DataFrame | None:
        return read_populations(self._store, self._catalogue, self._indicators, self._areas)

    def _read(self, day: date, periods: int) -> pd.DataFrame:
        needed, places = self._catalogue.needed(self._indicators), self._catalogue.needed_areas(self._areas)
        return self._store.query("latest", indicators=needed, areas=places, as_at=day, periods=periods)

    def _worked_out(self, stored: pd.DataFrame) -> pd.DataFrame:
        return calculate_figures(stored, self._catalogue, self._indicators, self._areas, people=self._people)


def _of_group(stored: pd.DataFrame, group: str) -> pd.DataFrame:
    """Stored figures of one group of periods."""
    return stored[stored["period_type"].isin([str(kind) for kind in PERIOD_GROUPS[group]])]
