"""Series side by side, newest period last: the arrays that every rule looks at, and their seasons.

A panel is made from a frame of points with the columns `POINT_COLUMNS`, one row for each indicator, area and period
of one group; `top` is a count or a numerator, `base` its exposure or denominator. Only the unbroken run that leads
to the newest point is used: figures either side of a gap or of a break in the way of counting do not compare.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from indicators.signals.history import Floats

#: Periods in a year, by group of periods.
SEASONS = {"month": 12, "quarter": 4}
#: With fewer complete years nobody can tell the time of year from chance.
FEWEST_YEARS = 3


def seasonally_adjusted(values: ArrayLike, *, season: int, broken_at: Collection[int] = ()) -> NDArray[np.float64]:
    """Values divided by the usual share of their place in the year, in the same shape; NaN stays NaN.

    Time runs along the last axis, `season` adjacent periods a year, counted from the first value. The usual share
    is the mean ratio of a place to the mean of its own complete year. Comes back unchanged with fewer than
    `FEWEST_YEARS` complete years of a mean above 0, or where a share would be 0. At the places `broken_at` the way of
    counting changed: a year that has one within it teaches nothing. ValueError for a season below 2.
    """
    if season < 2:
        raise ValueError("a year has at least two seasons")
    numbers = np.array(values, dtype=float)
    lines = numbers.reshape(-1, numbers.shape[-1]) if numbers.size else numbers.reshape(0, 0)
    adjusted = [line / _repeated(_shares(line, season, broken_at), len(line)) for line in lines]
    return np.array(adjusted, dtype=float).reshape(numbers.shape)


def _shares(line: NDArray[np.float64], season: int, broken_at: Collection[int]) -> NDArray[np.float64]:
    """What each place of the year is of its year's mean; ones where that cannot be told."""
    line = line.copy()
    for place in broken_at:
        if place % season:
            # A step within a year would pass for its course.
            line[place // season * season :][:season] = np.nan
    years = line[: len(line) // season * season].reshape(-1, season)
    means = years.mean(axis=1)
    sound = means > 0  # NaN, that is an incomplete year, is not.
    if sound.sum() < FEWEST_YEARS:
        return np.ones(season)
    shares = (years[sound] / means[sound, None]).mean(axis=0)
    return shares if (shares > 0).all() else np.ones(season)


def _repeated(shares: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    return np.resize(shares, length) if length else np.ones(0)


POINT_COLUMNS = ("indicator", "area_code", "period_type", "starts", "ends", "top", "base", "is_share")
#: Months from one period to the next; a snapshot's next is a year later.
MONTHS_PER_PERIOD = {
    "month": 1,
    "quarter": 3,
    "financial_year": 12,
    "snapshot": 12,
    "calendar_year": 12,
    "academic_year": 12,
}
#: What the columns of no points hold, which pandas cannot know.
_EMPTY = {"starts": "datetime64[ns]", "ends": "datetime64[ns]", "top": float, "base": float, "is_share": bool}
#: Nothing that a council counts comes near; beyond it whole numbers are no longer exact.
LARGEST_FIGURE = 1e15
_QUARTERS = 4


def is_seasonal(length: ArrayLike, season: ArrayLike) -> NDArray[np.bool_]:
    """Whether series of so many adjacent periods are compared season by season: August with August.

    `season` are the periods of a year, 1 for years. A quarter is held against the same quarter as soon as there is one
    a year before, and against nothing until then: between quarters lie the school holidays. Of months, whose counts are
    small, two years must lie behind.
    """
    length, season = np.asarray(length), np.asarray(season)
    years = np.where(season > _QUARTERS, FEWEST_YEARS - 1, 1)
    return (season > 1) & (length > years * season)


@dataclass(frozen=True)
class Panel:
    """Arrays of series × periods, the newest period in the last column; NaN where the run had not begun.

    `series` has one row a series: `indicator, area_code, is_share, season` (periods in a year, 1 where the year's
    course does not matter), `newest` (row of `points`), `cut` (why the run is no longer: `gap`, `break`, `season`
    where only quarters of another season lie before, or empty). `row` says which row of `points` each figure is, -1 for
    none.
    """

    points: pd.DataFrame
    series: pd.DataFrame
    top: Floats
    base: Floats
    row: NDArray[np.int64]

    @property
    def is_share(self) -> NDArray[np.bool_]:
        """Whether the figures of each series are proportions."""
        return self.series["is_share"].to_numpy(dtype=bool)

    def of(self, selection: NDArray[np.bool_]) -> "Panel":
        """Some of the series."""
        return replace(
            self,
            series=self.series[selection].reset_index(drop=True),
            top=self.top[selection],
            base=self.base[selection],
            row=self.row[selection],
        )


def panel_of(points: pd.DataFrame, breaks: pd.DataFrame | None = None) -> Panel:
    """The panel of some points; `breaks` has the columns `indicator, area_code, date`.

    Points may come in any order. Raises ValueError for a period given twice, a type that is not one of one
    length, a figure that is infinite, negative, no number or beyond 10^15, a missing last day, and a numerator
    above its base, each with what to do.
    """
    points = points.astype(_EMPTY) if points.empty else points
    # A year and a snapshot may end on one day: the order of rows must not decide which is the newest.
    by = ["indicator", "area_code", "ends", "period_type"]
    points = _as_numbers(points)
    ordered = points.sort_values(by, kind="stable", ignore_index=True)
    _check(ordered)
    keys = ordered.groupby(["indicator", "area_code"], sort=False, observed=True)
    number = keys.ngroup().to_numpy().astype(np.int64, copy=False)
    first = np.flatnonzero(np.diff(number, prepend=-1))
    newest = np.append(first[1:], len(ordered)).astype(np.int64) - 1 if len(ordered) else first
    top, base, row, cut = _runs(ordered, number, newest, _broken(ordered, number, newest, breaks))
    series = ordered.loc[newest, ["indicator", "area_code", "is_share"]].reset_index(drop=True)
    kinds = ordered.loc[newest, "period_type"].map(lambda kind: SEASONS.get(str(kind), 1)).to_numpy(dtype=int)
    length = np.isfinite(top).sum(axis=1)
    seasonal = is_seasonal(length, kinds)
    # Where there is no same quarter a year before, the quarter before is no fair comparison in its place.
    is_cut_short = (kinds == _QUARTERS) & ~seasonal
    has_begun_lately = ~_reaches_back(ordered, number, newest)
    cut[is_cut_short & (length > 1) & ((cut == "") | ((cut == "gap") & has_begun_lately))] = "season"
    row[is_cut_short, :-1] = -1
    top[is_cut_short, :-1] = base[is_cut_short, :-1] = np.nan
    series = series.assign(season=np.where(seasonal, kinds, 1), newest=newest, cut=cut)
    return Panel(ordered, series, top, base, row)


def _reaches_back(points: pd.DataFrame, number: NDArray[np.int64], newest: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which series began a year or more before their newest period: the same season has come before."""
    ends = points["ends"].dt
    months = (ends.year * 12 + ends.month).to_numpy()
    first = np.append(0, newest[:-1] + 1) if len(newest) else newest
    return months[newest] - months[first] >= 12


def _as_numbers(points: pd.DataFrame) -> pd.DataFrame:
    """Points with figures as floats; a symbol in place of one is refused."""
    numbers = {}
    for name in ("top", "base"):
        numbers[name] = pd.to_numeric(points[name], errors="coerce").astype(float)
        _refuse(points, numbers[name].isna() & points[name].notna(), f"has a {name} that is no number; leave it empty")
    return points.assign(**numbers)


def _check(points: pd.DataFrame) -> None:
    """Refuse what no rule could judge."""
    _refuse(points, points["ends"].isna(), "has no last day")
    where = points.duplicated(["indicator", "area_code", "period_type", "ends"])
    _refuse(points, where, "is given twice; give one figure a period")
    _refuse(
        points,
        ~points["period_type"].isin(list(MONTHS_PER_PERIOD)),
        "is of a kind that has no next; give " + ", ".join(MONTHS_PER_PERIOD),
    )
    for name in ("top", "base"):
        _refuse(
            points,
            points[name].abs() == np.inf,
            f"has an infinite {name}; leave it empty (NaN) where there is no figure",
        )
        _refuse(points, points[name] > LARGEST_FIGURE, f"has a {name} beyond 10^15; check its unit")
        _refuse(points, points[name] < 0, f"has a negative {name}; counts and bases are nought or more")
    above = points["is_share"] & (points["top"] > points["base"])
    _refuse(points, above, "has a numerator above its base; one of the two is wrong")


def _refuse(points: pd.DataFrame, where: pd.Series, what: str) -> None:
    if where.any():
        row = points[where].iloc[0]
        ends = "" if pd.isna(row["ends"]) else f", {row['ends']:%d %B %Y}"
        raise ValueError(f"{row['indicator']}, {row['area_code']}{ends}: {what}")


def _broken(
    points: pd.DataFrame, number: NDArray[np.int64], newest: NDArray[np.int64], breaks: pd.DataFrame | None
) -> NDArray[np.bool_]:
    """Which points lie before a break that the newest point of their series has reached or passed."""
    broken = np.zeros(len(points), bool)
    if breaks is None or breaks.empty or points.empty:
        return broken
    starts, ends = points["starts"].to_numpy(), points["ends"].to_numpy()
    keys = ["indicator", "area_code"]
    series = zip(*(points[name].iloc[newest].tolist() for name in keys), strict=True)
    places = {key: place for place, key in enumerate(series)}
    day = np.full(len(newest), np.datetime64("NaT"), "datetime64[us]")
    # Of the breaks that a series has reached the last one decides: what lies before another lies before that too.
    dates = pd.to_datetime(breaks["date"]).to_numpy()
    for *key, date in zip(*(breaks[name].tolist() for name in keys), dates, strict=True):
        place = places.get(tuple(key))
        if place is not None and date <= ends[newest[place]] and not day[place] >= date:
            day[place] = date
    broken = starts < day[number]
    broken[newest] = False
    return broken


def _runs(
    points: pd.DataFrame, number: NDArray[np.int64], newest: NDArray[np.int64], broken: NDArray[np.bool_]
) -> tuple[Floats, Floats, NDArray[np.int64], NDArray[np.str_]]:
    """The unbroken runs as arrays, and why each is no longer."""
    ends = points["ends"].dt
    months = (ends.year * 12 + ends.month).to_numpy()
    kinds, kind = np.unique(points["period_type"].to_numpy(dtype=str), return_inverse=True)
    length = np.array([MONTHS_PER_PERIOD[name] for name in kinds], int)[kind] if len(kinds) else np.zeros(0, int)
    back, rest = np.divmod(months[newest][number] - months, np.maximum(length, 1))
    fitting = (rest == 0) & (kind == kind[newest][number])
    top, base = points["top"].to_numpy(float), points["base"].to_numpy(float)
    known = np.isfinite(top) & np.isfinite(base) & (base > 0) & fitting & ~broken
    width = int(back.max(initial=0)) + 1
    row = np.full((len(newest), width), -1, np.int64)
    row[number[known], width - 1 - back[known]] = np.flatnonzero(known)
    # The newest point may be one without a figure: then nothing leads to it.
    unbroken = np.logical_and.accumulate((row >= 0)[:, ::-1], axis=1)[:, ::-1]
    row = np.where(unbroken, row, -1)
    # At least one column stays, so that there always is a newest period.
    row = row[:, min(int((row < 0).all(axis=0).sum()), width - 1) :] if len(row) else row
    none = row < 0
    cut = np.full(len(newest), "", dtype="U6")
    run = (row >= 0).sum(axis=1)
    cut[run < np.bincount(number[np.isfinite(top)], minlength=len(newest))] = "gap"
    # A break further back than a gap is not what ended the run.
    cut[number[broken & fitting & (back == run[number])]] = "break"
    with_figure = np.where(none, 0, row)
    return np.where(none, np.nan, top[with_figure]), np.where(none, np.nan, base[with_figure]), row, cut


def season_rows(panel: Panel) -> tuple[Panel, NDArray[np.int64], NDArray[np.bool_]]:
    """A seasonal panel with one row a season and series; the series of each row, and whether it is the newest's.

    All series must have the same `season`. A column is then a year, so that every rule compares a month with
    the same month.
    """
    season = int(panel.series["season"].iloc[0]) if len(panel.series) else 1
    count, width = panel.top.shape
    owner = np.repeat(np.arange(count), season)
    is_newest = np.tile(np.arange(season) == season - 1, count)
    missing = -width % season
    years = (width + missing) // season

    def split(values: NDArray, filler: float) -> NDArray:
        padded = np.concatenate([np.full((count, missing), filler, values.dtype), values], axis=1)
        return padded.reshape(count, years, season).transpose(0, 2, 1).reshape(count * season, years)

    series = panel.series.iloc[owner].reset_index(drop=True)
    return (
        replace(
            panel, series=series, top=split(panel.top, np.nan), base=split(panel.base, np.nan), row=split(panel.row, -1)
        ),
        owner,
        is_newest,
    )
