"""Where an area's latest figure stands: beside England and its statistical neighbours, in the newest period of one kind
that they have in common, with its own interval and what the rule on comparators says of it.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.figures import read_figures, select_series
from indicators.figures.latest import LATEST_PERIODS, LatestFigure
from indicators.figures.neighbours import FEWEST_NEIGHBOURS
from indicators.figures.series import Series
from indicators.frames import frame_rows
from indicators.signals.comparison import NEIGHBOURS_MEDIAN
from indicators.signals.confidence_intervals import point_interval
from indicators.signals.judgements import FLAGGED_LEVELS
from indicators.store.database import Store

#: A comparison that ended so much before the figure shown is no news of it: its year may be published a year later.
_OLDEST = np.timedelta64(731, "D")
_READINGS = {"concern": "worse", "improvement": "better"}


@dataclass(frozen=True)
class Difference:
    """What the rule on comparators says: held against what, which way, whether clearly, and better or worse, if any."""

    against: str
    is_higher: bool
    is_clear: bool
    reading: str


@dataclass(frozen=True, kw_only=True)
class Position:
    """An area's figure beside others' of the same period; `lower` and `upper` are NaN where no interval can be given.

    `measure` is `rate` where areas of different size need one. `england` is None where it has no figure; `like` are the
    figures of the area's statistical neighbours, `median` their middle where there are enough. `difference` is that
    from the likest of them, None where it was not judged.
    """

    indicator: Indicator
    area: Area
    measure: str
    unit: str
    period: str
    value: float
    lower: float
    upper: float
    england: float | None = None
    like: tuple[float, ...] = ()
    median: float | None = None
    difference: Difference | None = None


def compared_measure(indicator: Indicator) -> str:
    """In which measure areas of different size compare by an indicator; empty where they do not."""
    if not indicator.areas_compare:
        return ""
    if indicator.kind == "count":
        return "rate" if indicator.rate_population else ""
    return "value" if indicator.kind in ("proportion", "rate", "mean") else ""


def area_positions(
    store: Store, catalogue: Catalogue, latest: Iterable[LatestFigure], *, as_at: date, judged: pd.DataFrame
) -> dict[tuple[str, str], Position]:
    """The position of each latest figure by indicator id and area code, as at a day; those with nothing to stand beside
    are left out. `judged` are the judgements of the cycle.
    """
    wanted = [one for one in latest if one.period and compared_measure(one.series.indicator)]
    names = list(dict.fromkeys(one.series.indicator.id for one in wanted))
    own = list(dict.fromkeys(one.series.area.code for one in wanted))
    others = [catalogue.board.nation, *(code for area in own for code in catalogue.neighbours.get(area, ()))]
    areas = [code for code in dict.fromkeys([*own, *others]) if code in catalogue.areas]
    if not wanted:
        return {}
    frame = read_figures(store, catalogue, names, areas, query="latest", as_at=as_at, periods=LATEST_PERIODS)
    frames = {str(name): rows for name, rows in frame.groupby("indicator", sort=False)}
    differences = _differences(judged, catalogue)
    positions = {}
    for one in wanted:
        key = one.series.indicator.id, one.series.area.code
        position = _position(frames.get(key[0], frame.iloc[:0]), catalogue, one)
        if position is not None:
            difference = differences.get((*key, position.period))
            positions[key] = position if difference is None else _with_difference(position, difference)
    return positions


def _with_difference(position: Position, difference: Difference) -> Position:
    return Position(**{**vars(position), "difference": difference})


def _position(frame: pd.DataFrame, catalogue: Catalogue, latest: LatestFigure) -> Position | None:
    indicator, area = latest.series.indicator, latest.series.area
    measure = compared_measure(indicator)
    kind = latest.series.points["period_type"].iloc[-1]
    group = next(name for name, kinds in PERIOD_GROUPS.items() if kind in kinds)

    def known(code: str) -> pd.DataFrame:
        return select_series(frame, catalogue, indicator.id, code, measure=measure, periods=group).known

    present = set(frame["area_code"])
    like = [known(code) for code in catalogue.neighbours.get(area.code, ()) if code in present]
    england = known(catalogue.board.nation) if catalogue.board.nation in present else frame.iloc[:0]
    series = select_series(frame, catalogue, indicator.id, area.code, measure=measure, periods=group)
    newest = latest.series.points["ends"].iloc[-1]
    for _, point in series.known.iloc[::-1].iterrows():
        if newest - point["ends"] > _OLDEST:
            return None
        country = _values_at([england], point)
        values = _values_at(like, point)
        if country or len(values) >= FEWEST_NEIGHBOURS:
            return _position_at(series, point, country[0] if country else None, values)
    return None


def _values_at(members: Iterable[pd.DataFrame], point: pd.Series) -> list[float]:
    """The figures of the very period of a point, of those that have one."""
    values: list[float] = []
    for points in members:
        if len(points):
            same = (points["starts"] == point["starts"]) & (points["ends"] == point["ends"])
            values += points.loc[same, "value"].tolist()[-1:]
    return values


def _position_at(series: Series, point: pd.Series, england: float | None, like: list[float]) -> Position:
    lower, upper = point_interval(series, point)
    enough = len(like) >= FEWEST_NEIGHBOURS
    return Position(
        indicator=series.indicator,
        area=series.area,
        measure=series.measure,
        unit=series.unit,
        period=point["period"],
        value=float(point["value"]),
        lower=lower,
        upper=upper,
        england=england,
        like=tuple(sorted(like)) if enough else (),
        median=float(np.median(like)) if enough else None,
    )


def _differences(judged: pd.DataFrame, catalogue: Catalogue) -> Mapping[tuple[str, str, str], Difference]:
    """The judged difference of each figure from the likest that it was held against: like areas, else England.

    The region is left out: it is not in the picture.
    """
    rows = judged[(judged["rule"] == "comparator") & (judged["level"] != "too_few")]
    country = catalogue.areas[catalogue.board.nation].name if catalogue.board.nation else ""
    differences: dict[tuple[str, str, str], Difference] = {}
    for row in frame_rows(rows[rows["against"].isin([NEIGHBOURS_MEDIAN, country])]):
        key = row.indicator, row.area_code, row.period
        if key in differences and row.against != NEIGHBOURS_MEDIAN:
            continue
        is_clear = row.level in FLAGGED_LEVELS and not math.isnan(row.value)
        differences[key] = Difference(
            against="like areas" if row.against == NEIGHBOURS_MEDIAN else country,
            is_higher=row.value > row.compared_with,
            is_clear=is_clear,
            reading=_READINGS.get(row.reading, "") if is_clear else "",
        )
    return differences
