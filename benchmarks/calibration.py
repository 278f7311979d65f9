"""How often the rules call real figures unlikely, one step ahead: what is put at 5% should happen in 5 of 100.

Every year of every authority is judged as it would have been when it came, from the years before it alone, in the
product's own way: the figures as a store of the whole country shows them, cut at the breaks that are known. Years in
another order have no last year that differs from the others: what is flagged there is a false flag.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from benchmarks import building
from benchmarks.national import national_store
from benchmarks.rates import Rate, share
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.figures import read_figures
from indicators.signals.change import change_statistics
from indicators.signals.confidence_intervals import count_interval
from indicators.signals.cycle import is_judged, known_breaks, panel_points
from indicators.signals.judgements import FALSE_DISCOVERY_RATE
from indicators.signals.panel import Panel, panel_of
from indicators.store.database import open_for_reading

#: Earlier years that an authority needs before one of its years is judged.
FEWEST_BEFORE = 3
#: Authorities with a mean count below this are small.
SMALL = 100
#: Probability, and the least and most of the area-years that may lie below it.
SHOULD_BE = {0.05: (0.03, 0.07), 0.01: (0.005, 0.02)}
#: What intervals of 95% that do not overlap stand beside.
APART = 0.05
#: Area-years below which a share says too little to be held to a target.
FEWEST_TO_HOLD = 100
#: Times that the years of every authority are put in another order.
ORDERS = 10


def calibration_store(work: Path, data: Path, national: Path | None) -> Path:
    """A store of the whole country from a folder of the open data files; without one of the data folder alone."""
    if national:
        return national_store(work / "national.duckdb", data, national)
    path = work / "shipped-calibration.duckdb"
    building.build_store(path, data)
    return path


def calibration_rates(path: Path, *, is_held: bool, seed: int) -> list[Rate]:
    """The shares of area-years put below 5% and 1%, of small and of large authorities, of all indicators and of each,
    from the store at a path; `is_held` says whether it has the authorities that it takes to hold them to a target.
    """
    with open_for_reading(path) as store:
        catalogue = load_catalogue(store)
        points = authority_points(store, catalogue)
    breaks = known_breaks(catalogue)
    judged = one_step_ahead(points, breaks)
    rates = _rates_by_size("all indicators", judged, is_held=is_held)
    for name in judged["indicator"].unique():
        rates += _rates_by_size(str(name), judged[judged["indicator"] == name], is_held=False)
    return [*rates, *broken_rates(points, breaks), *permuted_rates(points, breaks, seed, is_held=is_held)]


def authority_points(store, catalogue: Catalogue) -> pd.DataFrame:
    """The yearly figures of all local authorities that the rules judge, with the columns of `panel_points`."""
    names = [name for name in catalogue.indicators if is_judged(catalogue, name)]
    figures = read_figures(store, catalogue, names, catalogue.authorities)
    points = panel_points(figures, catalogue, "year")
    return points[points["top"].notna() & (points["base"] > 0)].reset_index(drop=True)


def one_step_ahead(points: pd.DataFrame, breaks: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row an indicator, authority and year with enough years before it: `indicator, area_code, year, size, p_usual,
    p_chance, apart`.

    `points` has the columns `panel.POINT_COLUMNS`, `breaks` those of `panel_of`. `apart` says whether the 95% interval
    of the figure and that of the year before do not overlap; `size` is the mean of the counts before.
    """
    years = sorted(points["ends"].dt.year.unique())
    frames = [_judged(points[points["ends"].dt.year <= year], year, breaks) for year in years[FEWEST_BEFORE:]]
    return pd.concat(frames, ignore_index=True)


def _judged(points: pd.DataFrame, year: int, breaks: pd.DataFrame | None) -> pd.DataFrame:
    """The figures of one year, judged from those before."""
    panel = panel_of(points, breaks)
    found = change_statistics(panel)
    before = points[points["ends"].dt.year < year].groupby(["indicator", "area_code"])["top"].mean()
    keys = pd.MultiIndex.from_frame(panel.series[["indicator", "area_code"]])
    found = found.assign(
        indicator=panel.series["indicator"],
        area_code=panel.series["area_code"],
        year=year,
        apart=_apart(panel),
        size=before.reindex(keys).to_numpy(),
    )
    is_latest = (panel.points["ends"].dt.year.to_numpy() == year)[panel.series["newest"].to_numpy()]
    kept = is_latest & (found["earlier"] >= FEWEST_BEFORE) & found["p_usual"].notna()
    return found.loc[kept, ["indicator", "area_code", "year", "size", "p_usual", "p_chance", "apart"]]


def _apart(panel: Panel) -> NDArray[np.bool_]:
    """Whether 95% intervals do not overlap, as public health's profiles compare figures."""
    if panel.top.shape[1] < 2:
        return np.zeros(len(panel.series), bool)
    limits = [count_interval(panel.top[:, at], exposure=panel.base[:, at]) for at in (-1, -2)]
    (lower, upper), (lower_before, upper_before) = limits
    with np.errstate(invalid="ignore"):
        return (lower > upper_before) | (upper < lower_before)


def broken_rates(points: pd.DataFrame, breaks: pd.DataFrame) -> list[Rate]:
    """How many of the first figures after a known break are held against figures before it: none may be."""
    first = 0
    across = 0
    for day in sorted(pd.to_datetime(breaks["date"]).unique()):
        own = breaks[pd.to_datetime(breaks["date"]) == day]
        keys = own[["indicator", "area_code"]].drop_duplicates()
        near = points.merge(keys, on=["indicator", "area_code"])
        after = (
            near[near["ends"] >= day].groupby(["indicator", "area_code"])["ends"].min().rename("first").reset_index()
        )
        until = near.merge(after, on=["indicator", "area_code"])
        until = until[until["ends"] <= until["first"]]
        if until.empty:
            continue
        panel = panel_of(until, own)
        starts = panel.points["starts"].to_numpy()
        earlier = np.where(panel.row[:, :-1] >= 0, starts[panel.row[:, :-1]], np.datetime64("NaT"))
        first += len(panel.series)
        across += int((earlier < np.datetime64(day)).any(axis=1).sum()) if earlier.size else 0
    return [share("first figures after a known break held against those before it", across, of=first, most=0.0)]


def permuted_rates(points: pd.DataFrame, breaks: pd.DataFrame, seed: int, *, is_held: bool) -> list[Rate]:
    """Flags where the years of each series are in a random order, so that no flag is right.

    An authority's figures of all indicators are one family of questions, as a board's cycle is: flagged is what stands
    out at a false discovery rate of 10% among them by the usual yardstick.
    """
    chance = np.random.default_rng(seed)
    panel = panel_of(points, breaks)
    below, tested, flags, families = 0, 0, 0, 0
    for _ in range(ORDERS):
        found = change_statistics(_in_another_order(panel, chance)).assign(area_code=panel.series["area_code"])
        own = found[(found["earlier"] >= FEWEST_BEFORE) & found["p_usual"].notna()]
        below, tested = below + int((own["p_usual"] < APART).sum()), tested + len(own)
        for _, family in own.groupby("area_code"):
            adjusted = stats.false_discovery_control(family["p_usual"].to_numpy(float))
            flags, families = flags + int((adjusted <= FALSE_DISCOVERY_RATE).sum()), families + 1
    low, high = (float(limit) for limit in stats.poisson.interval(0.95, max(flags, 1)))
    return [
        share("years in a random order: p_usual < 0.05", below, of=tested, most=0.06 if is_held else None),
        Rate(
            what="years in a random order: flags an authority's cycle",
            result=flags / max(families, 1),
            interval=(low / max(families, 1), high / max(families, 1)),
            counted=f"{flags} in {families:,} cycles",
            is_share=False,
            most=0.5 if is_held else None,
        ),
    ]


def _in_another_order(panel: Panel, chance: np.random.Generator) -> Panel:
    """The same runs with the years of each shuffled, count and base together."""
    top, base = panel.top.copy(), panel.base.copy()
    for row, known in enumerate(np.isfinite(panel.top)):
        places = np.flatnonzero(known)
        order = chance.permutation(places)
        top[row, places], base[row, places] = panel.top[row, order], panel.base[row, order]
    return replace(panel, top=top, base=base)


def _rates_by_size(what: str, judged: pd.DataFrame, *, is_held: bool) -> list[Rate]:
    is_small = judged["size"] < SMALL
    sizes = {f"small (below {SMALL})": is_small, "large": ~is_small}
    return [
        rate for size, fitting in sizes.items() for rate in _rates(f"{what}, {size}", judged[fitting], is_held=is_held)
    ]


def _rates(what: str, judged: pd.DataFrame, *, is_held: bool) -> list[Rate]:
    count = len(judged)
    if not count:
        return []
    rates = []
    for level, (least, most) in SHOULD_BE.items():
        usual, chance = (int((judged[name] < level).sum()) for name in ("p_usual", "p_chance"))
        target = {"least": least, "most": most} if is_held and count >= FEWEST_TO_HOLD else {}
        remark = f"p_chance {chance / count:.0%}"
        if level == APART:
            remark += f", intervals that do not overlap {judged['apart'].mean():.0%}"
        rates.append(share(f"{what}: p_usual < {level:g}", usual, of=count, remark=remark, **target))
    return rates
