"""How often the rules call real figures unlikely, one step ahead: what is put at 5% should happen in 5 of 100.

Every year is judged as it would have been when it came, from the years before it alone.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.rates import Rate, share
from benchmarks.releases import RELEASES, national_counts, shipped_counts
from indicators.signals.change import change_statistics
from indicators.signals.confidence_intervals import count_interval
from indicators.signals.panel import panel_of

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


def calibration_rates(data: Path, national: Path | None) -> list[Rate]:
    """The shares of area-years put below 5% and 1%, of small and of large authorities, release by release.

    `national` is a folder of the open data files; without it the authorities of the data folder are judged,
    which are too few to hold to a target.
    """
    judged = one_step_ahead(national_counts(national) if national else shipped_counts(data))
    named = {release.name: judged["release"] == release.name for release in RELEASES}
    everything = pd.Series(True, index=judged.index)
    is_small = judged["size"] < SMALL
    sizes = {f"small (below {SMALL})": is_small, "large": ~is_small}
    return [
        rate
        for name, own in {"all four releases": everything, **named}.items()
        for size, fitting in sizes.items()
        for rate in _rates(f"{name}, {size}", judged[own & fitting], is_held=national is not None)
    ]


def one_step_ahead(counts: pd.DataFrame) -> pd.DataFrame:
    """One row a release, authority and year with enough years before it: `p_usual, p_chance, apart, size`.

    `counts` has the columns `releases.COLUMNS`. `apart` says whether the 95% interval of the figure and that of
    the year before do not overlap; `size` is the mean of the figures before.
    """
    frames = [
        _judged(own[own["year"] <= year], year)
        for _, own in counts.groupby("release", sort=False)
        for year in sorted(own["year"].unique())[FEWEST_BEFORE:]
    ]
    return pd.concat(frames, ignore_index=True)


def _judged(counts: pd.DataFrame, year: int) -> pd.DataFrame:
    """The figures of one year of one release, judged from those before."""
    ends = pd.to_datetime(counts["year"].astype(str) + "-03-31")
    points = pd.DataFrame(
        {
            "indicator": counts["release"],
            "area_code": counts["area_code"],
            "period_type": "snapshot",
            "starts": ends,
            "ends": ends,
            "top": counts["count"],
            "base": 1.0,
            "is_share": False,
        }
    )
    panel = panel_of(points[points["top"].notna()])
    found = change_statistics(panel)
    size = counts[counts["year"] < year].groupby("area_code")["count"].mean()
    found = found.assign(
        release=counts["release"].iloc[0],
        year=year,
        apart=_apart(panel.top[:, -1], panel.top[:, -2]),
        size=panel.series["area_code"].map(size),
    )
    is_latest = (panel.points["ends"].dt.year.to_numpy() == year)[panel.series["newest"].to_numpy()]
    kept = is_latest & (found["earlier"] >= FEWEST_BEFORE) & found["p_usual"].notna()
    return found.loc[kept, ["release", "year", "size", "p_usual", "p_chance", "apart"]]


def _apart(latest: NDArray[np.float64], previous: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether 95% intervals do not overlap, as public health's profiles compare figures."""
    (lower, upper), (lower_before, upper_before) = (count_interval(counts) for counts in (latest, previous))
    with np.errstate(invalid="ignore"):
        return (lower > upper_before) | (upper < lower_before)


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
